"""The course of a ranking: preview, out for objections, concluded, published by a second person; and the objections to it."""

from datetime import date

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, is_among, nobody_known

MOST_DAYS = 366
# Facts beside its own, which whoever takes a step reads first: `objections_open` (a number), `objectors` (persons).

DRAFT, OUT, DECIDED, PUBLISHED = "draft", "objections", "decided", "published"
READABLE = frozenset({PUBLISHED, "corrected"})  # by every office
OBJECTED = frozenset({OUT, DECIDED})  # by an office: its own line
OPEN = frozenset({DRAFT, OUT, DECIDED})


@cites("地方规则 local.rules ranking.cut_off")
def cut_off_is_past(facts: Facts, today: date) -> Refusal | None:
    """Nothing goes out before the last day to be in time is past: its figures are those of the end of that day."""
    last = date.fromisoformat(str(facts["cut_off_on"]))
    if today > last:
        return None
    text = N_("What happened in the period may reach the server until {day}. The figures are taken after it.")
    return Refusal("cut-off-ahead", text, {"day": last.isoformat()})


@cites("Anbiao separation of duties 4.2 (9)")
def somebody_known(facts: Facts, today: date) -> Refusal | None:
    """Who leads a ranking on is a person who is known: a second one publishes it."""
    return nobody_known(facts)


@cites("地方规则 local.rules ranking.objections")
def time_is_over(facts: Facts, today: date) -> Refusal | None:
    """Objections are received until the end of their last day."""
    last = date.fromisoformat(str(facts["objections_to"]))
    if today > last:
        return None
    return Refusal("objections-run", N_("Objections are received until {day}."), {"day": last.isoformat()})


@cites("地方规则 local.rules ranking.objections")
def all_answered(facts: Facts, today: date) -> Refusal | None:
    """A ranking is not concluded while an objection has no answer."""
    if not facts["objections_open"]:
        return None
    text = N_("{number} objections are not answered yet.")
    return Refusal("objections-open", text, {"number": str(facts["objections_open"])})


@cites("Anbiao separation of duties 4.2 (4)", "Anbiao separation of duties 4.2 (7)")
def another_publishes(facts: Facts, today: date) -> Refusal | None:
    """A ranking is published, or given back, by another person than who drafted it, sent it out or concluded it."""
    if did(facts, "drafted_by", "sent_by", "decided_by"):
        text = N_("You made this ranking. A second person publishes it.")
        return Refusal("same-person", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts)


@cites("Anbiao separation of duties 4.2 (5)", "Anbiao separation of duties 4.2 (7)")
def nobody_ranked_publishes(facts: Facts, today: date) -> Refusal | None:
    """Who objected for a ranked office does not publish the ranking, by whatever account."""
    if is_among(facts, "objectors"):
        text = N_("You objected for an office that is ranked. Somebody else publishes it.")
        return Refusal("ranked-oneself", text, article="Anbiao 4.2 (5)")
    return None


@cites("Anbiao separation of duties 4.2 (4)")
def is_first_edition(facts: Facts, today: date) -> Refusal | None:
    """What corrects a published ranking is published by a leader."""
    if facts["corrects_id"] is None:
        return None
    return Refusal("leader-publishes", N_("A correction of a published ranking is published by a leader."))


@cites("Anbiao separation of duties 4.2 (4)")
def is_correction(facts: Facts, today: date) -> Refusal | None:
    """The other way is for corrections only."""
    if facts["corrects_id"] is not None:
        return None
    return Refusal("no-correction", N_("This ranking corrects no other."))


RANKING = Machine(
    name="ranking",
    label=N_("Ranking"),
    initial=DRAFT,
    states=(
        State(DRAFT, N_("Preview"), "doing"),
        State(OUT, N_("Out for objections"), "wait"),
        State(DECIDED, N_("To be approved"), "wait"),
        State(PUBLISHED, N_("Published"), "done"),
        State("corrected", N_("Corrected by a newer edition"), "off"),
        State("dropped", N_("Ranking dropped"), "off"),
    ),
    steps=(
        Step("send_out", N_("Send out for objections"), frozenset({DRAFT}), OUT, "draft ranking", (cut_off_is_past, somebody_known)),
        Step("conclude", N_("Conclude the objections"), frozenset({OUT}), DECIDED, "draft ranking", (time_is_over, all_answered, somebody_known)),
        Step("publish", N_("Approve and publish"), frozenset({DECIDED}), PUBLISHED, "approve ranking", (is_first_edition, another_publishes, nobody_ranked_publishes)),
        Step("publish_correction", N_("Approve and publish the correction"), frozenset({DECIDED}), PUBLISHED, "approve correction", (is_correction, another_publishes, nobody_ranked_publishes)),
        Step("give_back", N_("Give back"), frozenset({DECIDED}), DRAFT, "approve ranking", (another_publishes,), needs_note=True),
        Step("drop", N_("Drop the ranking"), OPEN, "dropped", "draft ranking", needs_note=True),
        Step("replace", N_("Corrected by a newer edition"), frozenset({PUBLISHED}), "corrected", "approve correction"),
    ),
)  # fmt: skip
# What the program does by itself; no page offers it. And refusals that only say that the other of two ways is meant.
BY_ITSELF = frozenset({"replace"})
NOT_THIS_WAY = frozenset({"leader-publishes", "no-correction"})


@cites("Anbiao access table 4.1", "Anbiao separation of duties 4.2 (5)")
def another_answers(facts: Facts, today: date) -> Refusal | None:
    """Who objected does not answer, by whatever account: nobody decides on the exclusion of the own data."""
    if did(facts, "objected_by"):
        text = N_("You objected. Somebody else answers.")
        return Refusal("same-person", text, article="Anbiao 4.2 (5)")
    return nobody_known(facts)


@cites("Anbiao access table 4.1")
def own_objection(facts: Facts, today: date) -> Refusal | None:
    """An objection is taken back by who made it."""
    if did(facts, "objected_by"):
        return None
    return Refusal("not-own-objection", N_("Only who objected takes it back."))


RECEIVED = "received"
RANKING_OBJECTION = Machine(
    name="ranking_objection",
    label=N_("Objection to a ranking"),
    initial=RECEIVED,
    states=(
        State(RECEIVED, N_("To be answered"), "wait"),
        State("upheld", N_("Found right"), "done"),
        State("dismissed", N_("Not found right"), "done"),
        State("withdrawn", N_("Withdrawn"), "off"),
    ),
    steps=(
        Step("uphold", N_("It is right"), frozenset({RECEIVED}), "upheld", "answer ranking", (another_answers,), needs_note=True),
        Step("dismiss", N_("It is not right"), frozenset({RECEIVED}), "dismissed", "answer ranking", (another_answers,), needs_note=True),
        Step("withdraw_objection", N_("Withdraw"), frozenset({RECEIVED}), "withdrawn", "object ranking", (own_objection,)),
    ),
)  # fmt: skip


@cites("Anbiao access table 4.1", "地方规则 local.rules ranking.objections")
def against_objecting(state: str, objections_to: date | None, *, concerned: bool, today: date) -> tuple[Refusal, ...]:  # fmt: skip
    """An office objects to its own line, while the ranking is out for objections and up to the last day."""
    found = []
    if not concerned:
        text = N_("Only the office whose line it is objects to it.")
        found.append(Refusal("not-own-line", text, article="Anbiao access table 4.1"))
    if state != OUT or objections_to is None:
        found.append(Refusal("not-out", N_("This ranking is not out for objections.")))
    elif today > objections_to:
        text = N_("Objections were received until {day}.")
        found.append(Refusal("objections-over", text, {"day": objections_to.isoformat()}))
    return tuple(found)


@cites("Anbiao separation of duties 4.2 (4)", "Anbiao separation of duties 4.2 (5)")
def against_change(state: str, *, code: str, upheld: bool, corrects: bool) -> tuple[Refusal, ...]:
    """What is decided on a line, in the preview or while it is out: exempt with a reason; a figure is put right only where an objection
    of that line was found right, or in a correction.
    """
    found = []
    if state not in (DRAFT, OUT):
        found.append(Refusal("line-settled", N_("The lines of this ranking are settled.")))
    if code and not upheld and not corrects:
        text = N_("A figure is put right only after an objection was found right, or in a correction.")
        found.append(Refusal("figure-stands", text, field="code"))
    return tuple(found)


def wrong_period(first_on: date, last_on: date, today: date) -> Refusal | None:
    """A ranking is about a period that has begun, from a day to a day, within a year."""
    if first_on <= last_on and first_on <= today and (last_on - first_on).days < MOST_DAYS:
        return None
    text = N_("The period ends on or after its first day, has begun, and is at most a year long.")
    return Refusal("period-wrong", text, field="last_on")
