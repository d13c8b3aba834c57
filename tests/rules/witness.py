"""Who watches a walk (tests/rules/walk.py) and says which duty was not separated. Written from reliability.md 4.2 and the law, not from
the guards: the witness keeps her own memory of what happened and reads neither the guards nor the facts that they read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.rules.walk import PEOPLE_OF_UNIT, UNIT, Event

CLOSINGS = {"fix_on_spot", "verify", "approve", "close_inside"}
# What an office does, and one of the unit's people therefore does not.
OF_AN_OFFICE = {
    "hazard": {
        "verify",
        "verify_on_site",
        "approve",
        "send_back",
        "fix_on_spot",
        "void",
        "reopen",
        "regrade",
    },
    "extension": {"grant", "refuse"},
    "suspension": {"approve_resumption", "refuse_resumption"},
    "listing": {"list", "drop", "delist"},
    "look": {"keep", "relapse", "expose", "miss", "correct", "drop"},
    "proposal": {"approve", "refuse", "end"},
    "check": {"void"},
}
DECIDING = {
    key: steps
    for key, steps in OF_AN_OFFICE.items()
    if key in {"extension", "suspension", "listing", "proposal"}
} | {"rule": {"approve_rule", "refuse_rule"}}
UNFIXED = {"ordered", "rectifying", "returned"}
EARLIEST = date.min


@dataclass
class Memory:
    """What the witness remembers of one world."""

    state: str = ""
    grade: str = ""
    source: str = ""
    finder: str = ""
    found: date = EARLIEST
    ordered: date = EARLIEST
    reopened: bool = False
    photos: list[date | None] = field(default_factory=list)
    lacking: bool = True
    fixer: str = ""
    verifier: str = ""
    closers: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)
    stopped: bool = False
    listed: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    expires: date = EARLIEST
    rule_from: date = EARLIEST
    checker: str = ""
    is_visit: bool = False
    standing: bool = False

    @property
    def evidence(self) -> set[date]:
        """The days of the photos that have one."""
        return {day for day in self.photos if day}


# ---------- what happened ----------


def _found(seen: Memory, event: Event) -> None:
    seen.finder, seen.found, seen.ordered = event.who.person, event.today, event.today
    seen.grade, seen.source = str(event.facts["grade"]), "own" if UNIT in event.who.own else "office"


def _photographed(seen: Memory, event: Event) -> None:
    taken = event.facts["taken"]
    seen.photos.append(date.fromisoformat(taken) if isinstance(taken, str) else None)


def _struck_out(seen: Memory, event: Event) -> None:
    seen.photos.clear()


def _filled_in(seen: Memory, event: Event) -> None:
    words = [str(event.facts[name]).strip() for name in ("responsible", "measure", "plan", "control")]
    seen.lacking = not all(words)


def _regraded(seen: Memory, event: Event) -> None:
    seen.grade = str(event.facts["grade"])


def _reported(seen: Memory, event: Event) -> None:
    seen.fixer, seen.verifier = event.who.person, ""


def _verified(seen: Memory, event: Event) -> None:
    seen.verifier = event.who.person


def _closed(seen: Memory, event: Event) -> None:
    seen.closers = {seen.fixer, seen.verifier, event.who.person} - {""}


def _ordered_anew(seen: Memory, event: Event) -> None:
    seen.ordered = event.today
    seen.photos.clear()
    seen.reopened = seen.reopened or event.step == "reopen"


def _asked(seen: Memory, event: Event) -> None:
    seen.asked[event.row] = event.who.person


def _proposed(seen: Memory, event: Event) -> None:
    _asked(seen, event)
    seen.expires = event.today + timedelta(days=30)


def _rule_proposed(seen: Memory, event: Event) -> None:
    _asked(seen, event)
    seen.rule_from = date.fromisoformat(str(event.facts["from_on"]))


def _stopped(seen: Memory, event: Event) -> None:
    seen.stopped = True


def _resumed(seen: Memory, event: Event) -> None:
    seen.stopped = False


def _listed(seen: Memory, event: Event) -> None:
    seen.listed = event.step == "list"


def _checks(seen: Memory, event: Event) -> None:
    seen.checker, seen.standing = event.who.person, False
    seen.is_visit = event.facts["kind"] != "self"


def _stands(seen: Memory, event: Event) -> None:
    seen.standing = bool(event.facts["hazards_standing"])


def _looked(seen: Memory, event: Event) -> None:
    seen.looked = seen.closers


REMEMBERED: Mapping[tuple[str, str], Callable[[Memory, Event], None]] = {
    ("hazard", "find"): _found,
    ("hazard", "photograph"): _photographed,
    ("hazard", "strike photos"): _struck_out,
    ("hazard", "fill in"): _filled_in,
    ("hazard", "regrade"): _regraded,
    ("hazard", "report_fixed"): _reported,
    ("hazard", "verify_on_site"): _verified,
    ("hazard", "verify"): _closed,
    ("hazard", "approve"): _closed,
    ("hazard", "close_inside"): _closed,
    ("hazard", "fix_on_spot"): _closed,
    ("hazard", "send_back"): _ordered_anew,
    ("hazard", "send_back_inside"): _ordered_anew,
    ("hazard", "reopen"): _ordered_anew,
    ("extension", "begin"): _asked,
    ("suspension", "begin"): _stopped,
    ("suspension", "ask_resumption"): _asked,
    ("suspension", "approve_resumption"): _resumed,
    ("listing", "begin"): _asked,
    ("listing", "list"): _listed,
    ("listing", "delist"): _listed,
    ("look", "keep"): _looked,
    ("look", "relapse"): _looked,
    ("look", "expose"): _looked,
    ("proposal", "begin"): _proposed,
    ("rule", "begin"): _rule_proposed,
    ("check", "begin"): _checks,
    ("check", "hazards"): _stands,
}


# ---------- what must never be ----------


def _is(event: Event, row: str, *steps: str) -> bool:
    return event.row == row and event.step in steps


def _closes(event: Event) -> bool:
    return _is(event, "hazard", *CLOSINGS)


def _decides(event: Event) -> bool:
    return event.step in OF_AN_OFFICE.get(event.row, ())


def _own_people(seen: Memory, event: Event) -> bool:
    of_an_office = _decides(event) or (_is(event, "check", "finish") and seen.is_visit)
    return of_an_office and event.who.person in PEOPLE_OF_UNIT


def _fixer_verifies(seen: Memory, event: Event) -> bool:
    verifies = _is(
        event,
        "hazard",
        "verify",
        "verify_on_site",
        "approve",
        "send_back",
        "close_inside",
        "send_back_inside",
    )
    return verifies and event.who.person == seen.fixer


def _inside_not_own(seen: Memory, event: Event) -> bool:
    return _is(event, "hazard", "close_inside", "send_back_inside") and seen.source != "own"


def _major_by_one(seen: Memory, event: Event) -> bool:
    if not _closes(event) or seen.grade != "major":
        return False
    return event.step != "approve" or not seen.verifier or seen.verifier == event.who.person


def _major_sent_back_inside(seen: Memory, event: Event) -> bool:
    return _is(event, "hazard", "send_back_inside") and seen.grade == "major"


def _general_by_two(seen: Memory, event: Event) -> bool:
    return _is(event, "hazard", "verify_on_site", "approve") and seen.grade == "general"


def _without_photo(seen: Memory, event: Event) -> bool:
    return (_closes(event) or _is(event, "hazard", "report_fixed")) and not seen.photos


def _photo_too_early(seen: Memory, event: Event) -> bool:
    asked = _is(event, "hazard", "report_fixed", "verify_on_site", "approve") and seen.grade == "major"
    return asked and not any(seen.ordered <= day <= event.today for day in seen.evidence)


def _not_planned(seen: Memory, event: Event) -> bool:
    return _is(event, "hazard", "report_fixed", "verify_on_site") and seen.grade == "major" and seen.lacking


def _closed_while_stopped(seen: Memory, event: Event) -> bool:
    return _closes(event) and seen.stopped


def _resumed_too_early(seen: Memory, event: Event) -> bool:
    gone = {"verified", "void"} if seen.grade == "major" else {"reported", "void"}
    return _is(event, "suspension", "approve_resumption") and seen.state not in gone


def _closed_while_listed(seen: Memory, event: Event) -> bool:
    return _closes(event) and seen.listed


def _general_listed(seen: Memory, event: Event) -> bool:
    return _is(event, "listing", "list") and seen.grade == "general"


def _delisted_too_early(seen: Memory, event: Event) -> bool:
    return _is(event, "listing", "delist") and seen.state not in {"verified", "void"}


def _own_request(seen: Memory, event: Event) -> bool:
    return event.step in DECIDING.get(event.row, ()) and event.who.person == seen.asked[event.row]


def _others_proposal(seen: Memory, event: Event) -> bool:
    withdrawn = _is(event, "proposal", "withdraw") or _is(event, "rule", "withdraw_rule")
    return withdrawn and event.who.person != seen.asked[event.row]


def _rule_backwards(seen: Memory, event: Event) -> bool:
    return _is(event, "rule", "approve_rule") and event.today > seen.rule_from


def _expired(seen: Memory, event: Event) -> bool:
    return _is(event, "proposal", "approve") and event.today > seen.expires


def _late_made_in_time(seen: Memory, event: Event) -> bool:
    return _is(event, "extension", "grant") and seen.state not in UNFIXED


def _closer_looks_back(seen: Memory, event: Event) -> bool:
    looks = event.row == "look" and event.step != "begin"
    closers = seen.looked if event.step == "correct" else seen.closers
    return (looks or _is(event, "hazard", "reopen")) and event.who.person in closers


def _looked_while_open(seen: Memory, event: Event) -> bool:
    return _is(event, "look", "keep", "relapse", "expose", "miss", "drop") and seen.state != "closed"


def _nobody(seen: Memory, event: Event) -> bool:
    takes_two = (_decides(event) or event.step in DECIDING.get(event.row, ())) and not _is(
        event, "hazard", "regrade"
    )
    return (takes_two or _is(event, "hazard", "close_inside", "send_back_inside")) and not event.who.person


def _own_find_voided(seen: Memory, event: Event) -> bool:
    lowered = _is(event, "hazard", "regrade") and event.facts["grade"] == "general"
    return (lowered or _is(event, "hazard", "void")) and event.who.person in {seen.finder, ""}


def _false_closure_wiped_out(seen: Memory, event: Event) -> bool:
    lowered = _is(event, "hazard", "regrade") and event.facts["grade"] == "general"
    return (lowered or _is(event, "hazard", "void")) and seen.reopened


def _lowered_wrongly(seen: Memory, event: Event) -> bool:
    if not _is(event, "hazard", "regrade") or event.facts["grade"] != "general":
        return False
    of_district = any(grant.duty == "district_officer" for grant in event.who.grants)
    return not of_district or seen.state not in UNFIXED or seen.stopped or seen.listed


def _not_on_the_spot(seen: Memory, event: Event) -> bool:
    if not _is(event, "hazard", "fix_on_spot"):
        return False
    return event.who.person != seen.finder or seen.found not in {event.today, *seen.evidence}


def _others_check(seen: Memory, event: Event) -> bool:
    return _is(event, "check", "finish") and event.who.person != seen.checker


def _own_check_voided(seen: Memory, event: Event) -> bool:
    return _is(event, "check", "void") and event.who.person == seen.checker


def _ground_taken_away(seen: Memory, event: Event) -> bool:
    return _is(event, "check", "void") and seen.standing


BREACHES: Mapping[str, Callable[[Memory, Event], bool]] = {
    "4.2 (1): one of the unit's people acts for an office": _own_people,
    "4.2 (1): who reported the rectification verifies it": _fixer_verifies,
    "4.2 (1): closed inside what an office found": _inside_not_own,
    "4.2 (1), (2): a major hazard closed by one person": _major_by_one,
    "4.2 (1), (2): a major hazard sent back by its own unit": _major_sent_back_inside,
    "4.2 (1): a general hazard on the way of a major one": _general_by_two,
    "Art. 41: reported or closed without a photo": _without_photo,
    "4.2 (1): the photo of a major hazard is older than its order, or of a day to come": _photo_too_early,
    "Order 16 Art. 15, 18: a major hazard without its five fixings or its control": _not_planned,
    "Art. 65: closed while work is stopped": _closed_while_stopped,
    "Art. 65: work resumed before the hazard is gone": _resumed_too_early,
    "Art. 41: closed while listed": _closed_while_listed,
    "Art. 41: a general hazard listed": _general_listed,
    "Art. 41: off the list before it is verified": _delisted_too_early,
    "4.2 (4): the own request decided": _own_request,
    "4.2 (4): another's proposal withdrawn": _others_proposal,
    "local rule: approved from a day that is past": _rule_backwards,
    "local rule: a colour in force after its last day": _expired,
    "local rule: an extension makes late into in time": _late_made_in_time,
    "4.2 (1): who took part in the closing looks back": _closer_looks_back,
    "4.2 (1): looked back at what is open": _looked_while_open,
    "4.2 (9): decided by nobody known": _nobody,
    "4.2 (5): the own find voided or made general": _own_find_voided,
    "4.2 (4): a false closure wiped out": _false_closure_wiped_out,
    "4.2 (1): the grade lowered by whom, or when, it must not be": _lowered_wrongly,
    "4.2 (1): fixed on the spot by another or on another day": _not_on_the_spot,
    "Art. 68: another's check finished": _others_check,
    "4.2 (5): the own check voided": _own_check_voided,
    "Art. 68: a check voided whose hazards stand": _ground_taken_away,
}


def breaches(seen: Memory, event: Event) -> list[str]:
    """What this event breaks of all that must never be; then it is remembered."""
    broken = [name for name, is_broken in BREACHES.items() if is_broken(seen, event)]
    remember = REMEMBERED.get((event.row, event.step))
    if remember:
        remember(seen, event)
    if event.row == "hazard":
        seen.state = str(event.facts["state"])
    return broken
