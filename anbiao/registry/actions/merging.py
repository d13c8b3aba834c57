"""Two units become one, and it is taken back: what goes over, what stays, and that nothing later rests on it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anbiao.authority.actions.passing import end_passed, pass_grants
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.registry.actions.units import change_unit, keep_former_code, move_unit, reindex
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, FormerCode, Merger, Site
from anbiao.registry.queries import ask
from anbiao.rules import merging as law
from anbiao.rules import units
from anbiao.rules.refusal import N_, Refusal, Refused

BACK = {"suspended": "suspend", "not_found": "miss"}
DERIVED = ("sector", "routed_by", "size_class")  # what follows from other facts
SEARCHED = ["name_key", "initials", "terms", "search_text"]
EMPTY: Mapping[str, Any] = {"employees": None, "established_on": None}


@transaction.atomic
def propose_merger(actor: Actor, unit: Enterprise, other: Enterprise, *, reason: str) -> Merger:
    """Two units named by a person: `unit` would stay, `other` be closed. A second person decides. Raises Refused."""
    unit, other = _free(actor, unit, other)
    for each in (unit, other):
        if not actor.scope.allows("resolve duplicate", each.place()):
            raise Refused(
                Refusal(
                    "no-duty",
                    N_("“{name}” is outside what you may decide."),
                    {"name": each.name},
                    field="other",
                )
            )
        if each.state not in units.ALIVE:
            text = N_("“{name}” is no longer in operation here.")
            raise Refused(Refusal("unit-gone", text, {"name": each.name}, field="other"))
    if unit.pk == other.pk:
        raise Refused(Refusal("same-unit", N_("That is the unit itself: name the other one."), field="other"))
    row = Merger.objects.create(
        district=actor.district, kept=unit, other=other, reason=reason, proposed_by=actor.human, proposer=actor.who, proposed_at=actor.now
    )  # fmt: skip
    journal.record(actor, journal.event("propose", row))
    return row


def _free(actor: Actor, kept: Enterprise, other: Enterprise) -> tuple[Enterprise, Enterprise]:
    """The two as they stand now, locked until commit; Refused where one waits for a decision on another merger."""
    pks = [kept.pk, other.pk]
    locked = (
        Enterprise.objects.of_district(actor.district).filter(pk__in=pks).order_by("pk").select_for_update()
    )
    found = {unit.pk: unit for unit in locked}
    waiting = Merger.objects.of_district(actor.district).filter(
        Q(kept__in=pks) | Q(other__in=pks), state="proposed"
    )
    if waiting.exists():
        text = N_("One of the two waits for a decision on another merger already. Decide that first.")
        raise Refused(Refusal("merger-waits", text, field="other"))
    return found[kept.pk], found[other.pk]


def around(row: Merger) -> Merger:
    """Puts on a merger what its guards ask: open hazards of both, whether the one that stays is there, and what rests on it."""
    asked = [ask(unit).asked.get("open_hazards", 0) for unit in (row.kept, row.other)]
    rests = _rests(row) if row.state == "merged" else None
    row.around = {
        "open_kept": asked[0], "open_other": asked[1], "rests": rests, "is_kept_alive": row.kept.state in units.ALIVE,
    }  # fmt: skip
    return row


def step_merger(actor: Actor, row: Merger, step: str, *, note: str = "") -> None:
    """Merges, refuses, withdraws or takes back. Raises Refused with all reasons."""
    {"merge": _merge, "undo": _undo}.get(step, _answer)(actor, row, step, note)


def _answer(actor: Actor, row: Merger, step: str, note: str) -> None:
    take(actor, around(row), step, place=row.place(), note=note, **_decided(actor, note))


def _decided(actor: Actor, note: str) -> dict[str, Any]:
    return {"decided_on": actor.today, "decider": actor.who, "answer": note}


@transaction.atomic
def _merge(actor: Actor, row: Merger, step: str, note: str) -> None:
    """The other unit is closed and gives what goes over; its records stay with it."""
    pks = [row.kept_id, row.other_id]
    locked = (
        Enterprise.objects.of_district(actor.district).filter(pk__in=pks).order_by("pk").select_for_update()
    )
    found = {unit.pk: unit for unit in locked}
    row.kept, row.other = found[row.kept_id], found[row.other_id]
    kept, other = row.kept, row.other
    before = other.state
    take(actor, around(row), step, place=row.place(), note=note, **_decided(actor, note))
    reason = note or row.reason or f"= {kept.name} {kept.uscc or ''}".strip()
    move_unit(actor, other, "mark_duplicate", note=reason, on=actor.today)
    row.moved = {
        "state": before,
        **_take_over(actor, kept, other),
        **hand_on_pairs(actor, kept, other),
        "grants": pass_grants(actor, other.pk, kept.pk, reason=reason),
    }
    pair = row.pair_id or same_unit(actor, kept, other)
    Merger.objects.of_district(actor.district).filter(pk=row.pk).update(moved=row.moved, pair=pair)


def merge_pair(
    actor: Actor, pair: DuplicatePair, *, kept: Enterprise, other: Enterprise, note: str
) -> Merger:
    """The pair that a person decided, in the caller's transaction. Raises Refused where one of the two waits for another decision."""
    kept, other = _free(actor, kept, other)
    row = Merger.objects.create(
        district=actor.district, kept=kept, other=other, pair=pair, reason=note, proposed_by=actor.human, proposer=actor.who,
        proposed_at=actor.now,
    )  # fmt: skip
    _merge(actor, row, "merge", note)
    return row


def _take_over(actor: Actor, kept: Enterprise, other: Enterprise) -> dict[str, Any]:
    """The unit that stays gets what it lacks, the other's names, codes, sites and contacts. Returns what went over."""
    keys = law.taken_over(vars(kept), vars(other))
    names = law.names_added([kept.name, *kept.aliases], [other.name, *other.aliases])
    lacking = {key: getattr(other, key) for key in keys}
    code = other.uscc
    if code:
        # The code goes over: as its own where it had none, else as a former one.
        set_code(actor, other, None)
    moved = {"facts": list(keys), "names": list(names), "code": code or "", **hand_over(actor, other, kept)}
    if code and kept.uscc:
        keep_former_code(actor, kept, code)
    elif code:
        lacking["uscc"] = code
    values = {**lacking, "aliases": [*kept.aliases, *names]}
    before = {key: getattr(kept, key) for key in DERIVED}
    row = change_unit(actor, kept, values=values, version=kept.version, capability="resolve duplicate")
    derived = {key: [was, getattr(row, key)] for key, was in before.items() if getattr(row, key) != was}
    _found_anew(row)
    taken = {"name": other.name, "uscc": code or ""}
    journal.record(actor, journal.Event("take over", "enterprise", kept.id, after=taken))
    return {**moved, "is_own_code": "uscc" in lacking, "derived": derived}


def _found_anew(row: Enterprise) -> None:
    reindex(row)
    row.save(update_fields=SEARCHED)


def set_code(actor: Actor, unit: Enterprise, code: str | None) -> None:
    """Gives a unit a credit code or takes it away, past the checks of a change: the other unit has it no longer."""
    before = unit.uscc
    Enterprise.objects.of_district(actor.district).filter(pk=unit.pk).update(uscc=code)
    unit.uscc = code
    change = journal.Event("change", "enterprise", unit.id, before={"uscc": before}, after={"uscc": code})
    journal.record(actor, change)


def belonging(district: str, unit: Enterprise) -> dict[str, tuple[Any, str]]:
    """What belongs to a unit and goes with it: name → its rows, and the column that names the unit."""
    return {
        "former": (FormerCode.objects.of_district(district).filter(enterprise=unit), "enterprise"),
        "contacts": (Contact.objects.of_district(district).filter(enterprise=unit), "enterprise"),
        "sites": (Site.objects.of_district(district).filter(enterprise=unit), "enterprise"),
        "tenancies": (Site.objects.of_district(district).filter(landlord=unit), "landlord"),
    }


def hand_over(actor: Actor, giver: Enterprise, taker: Enterprise) -> dict[str, list[str]]:
    """Everything that belongs to a unit goes to another, but a site of the one inside the other. Returns the ids."""
    moved = {}
    for name, (rows, column) in belonging(actor.district, giver).items():
        if name in ("sites", "tenancies"):
            rows = rows.exclude(**{"landlord" if name == "sites" else "enterprise": taker})
        ids = list(rows.values_list("pk", flat=True))
        rows.filter(pk__in=ids).update(**{column: taker})
        moved[name] = [str(pk) for pk in ids]
    return moved


def hand_on_pairs(actor: Actor, kept: Enterprise, other: Enterprise) -> dict[str, list[str]]:
    """What looked like the closed unit is compared with the one that stays; a pair that is there already is settled. Returns the ids of
    the pairs that went over, and of those settled.
    """
    pairs = DuplicatePair.objects.of_district(actor.district)
    known = pairs.filter(Q(first=kept) | Q(second=kept)).values_list("first_id", "second_id")
    rivals = {frozenset(ids) for ids in known}
    handed: dict[str, list[str]] = {"pairs": [], "settled": []}
    open_pairs = pairs.filter(Q(first=other) | Q(second=other), state="open").exclude(_of(kept, other))
    open_pairs = open_pairs.select_related("first", "second")
    for pair in open_pairs:
        third = pair.second if pair.first_id == other.id else pair.first
        if frozenset((kept.id, third.id)) in rivals and actor.scope.allows("resolve duplicate", pair.place()):
            take(actor, pair, "keep_both", place=pair.place(), note=f"= {kept.name}")
            handed["settled"].append(str(pair.pk))
        elif frozenset((kept.id, third.id)) not in rivals:
            pair.first, pair.second = (kept, third) if pair.first_id == other.id else (third, kept)
            pair.save(update_fields=["first", "second"])
            handed["pairs"].append(str(pair.pk))
    return handed


def same_unit(actor: Actor, kept: Enterprise, other: Enterprise) -> UUID | None:
    """The pair of the two themselves, where the program had found it and nobody decided it, is decided with the merger. Its id."""
    pairs = DuplicatePair.objects.of_district(actor.district).filter(_of(kept, other), state="open")
    pair = pairs.select_related("first", "second").first()
    if pair is not None:
        take(actor, pair, "merge", place=pair.place())
    return pair.pk if pair else None


def _of(one: Enterprise, two: Enterprise) -> Q:
    return Q(first=one, second=two) | Q(first=two, second=one)


# ---------- taking it back ----------


def _rests(row: Merger) -> tuple[str, str] | None:
    """The first thing that came later and rests on a merger: a key of DEPENDS and what; None when nothing does."""
    kept, other, moved = row.kept, row.other, row.moved
    if kept.state not in units.ALIVE:
        return "kept-gone", ""
    if other.state != "duplicate" or other.uscc:
        return "other-moved", ""
    changed = next((key for key in moved["facts"] if getattr(kept, key) != getattr(other, key)), None)
    if changed:
        return "fact-changed", FACTS[changed]
    if moved["code"] and not _has_code(row):
        return "code-changed", ""
    return _gone_on(row)


FACTS: Mapping[str, str] = {
    "address": N_("Address"), "industry": N_("Industry code"), "business_scope": N_("Business scope"), "principal": N_("Principal"),
    "safety_manager": N_("Safety manager"), "phone": N_("Telephone"), "employees": N_("Employees"), "established_on": N_("Established on"),
}  # fmt: skip
BELONGINGS: Mapping[str, str] = {
    "former": N_("Former codes"), "contacts": N_("Contacts"), "sites": N_("Sites"), "tenancies": N_("Sites of tenants"),
}  # fmt: skip


def _has_code(row: Merger) -> bool:
    if row.moved["is_own_code"]:
        return bool(row.kept.uscc == row.moved["code"])
    former = FormerCode.objects.of_district(row.district).filter(uscc=row.moved["code"], enterprise=row.kept)
    return former.exists()


def _gone_on(row: Merger) -> tuple[str, str] | None:
    for name, (rows, _column) in belonging(row.district, row.kept).items():
        ids = row.moved[name]
        if ids and rows.filter(pk__in=ids).count() != len(ids):
            return "moved-on", BELONGINGS[name]
    return None


@transaction.atomic
def _undo(actor: Actor, row: Merger, step: str, note: str) -> None:
    """Both units stand as before, each with what was its own; what was recorded since stays where it was made."""
    pks = [row.kept_id, row.other_id]
    locked = (
        Enterprise.objects.of_district(actor.district).filter(pk__in=pks).order_by("pk").select_for_update()
    )
    found = {unit.pk: unit for unit in locked}
    row.kept, row.other = found[row.kept_id], found[row.other_id]
    # `decided_on` stays the day of the merger: who took it back, when and why, stands in the journal.
    take(actor, around(row), step, place=row.place(), note=note, answer=note)
    kept = _give_back(actor, row)
    other, moved = row.other, row.moved
    if moved["code"]:
        set_code(actor, other, moved["code"])
    move_unit(actor, other, "reopen", note=note, on=actor.today)
    if moved["state"] in BACK:
        move_unit(actor, other, BACK[moved["state"]], note=note, on=actor.today)
    for unit in (kept, other):
        _found_anew(unit)
    _pairs_back(actor, row)
    end_passed(actor, moved.get("grants", ()), reason=note)


def _give_back(actor: Actor, row: Merger) -> Enterprise:
    kept, moved = row.kept, row.moved
    values: dict[str, Any] = {key: EMPTY.get(key, "") for key in moved["facts"]}
    values["aliases"] = [name for name in kept.aliases if name not in moved["names"]]
    # What followed from the facts taken over goes with them, unless somebody decided otherwise since.
    for key, (was, became) in moved.get("derived", {}).items():
        if getattr(kept, key) == became:
            values[key] = was
    if moved["is_own_code"]:
        values["uscc"] = None
    kept = change_unit(actor, kept, values=values, version=kept.version, capability="resolve duplicate")
    if moved["code"]:
        FormerCode.objects.of_district(actor.district).filter(uscc=moved["code"], enterprise=kept).delete()
    for name, (rows, column) in belonging(actor.district, kept).items():
        rows.filter(pk__in=moved[name]).update(**{column: row.other})
    given = {"name": row.other.name, "uscc": moved["code"]}
    journal.record(actor, journal.Event("give back", "enterprise", kept.id, after=given))
    return kept


def _pairs_back(actor: Actor, row: Merger) -> None:
    """What went on to the unit that stayed and is still open looks like the other again; the pair itself is to be decided anew."""
    rows = DuplicatePair.objects.of_district(actor.district)
    for pair in rows.filter(pk__in=row.moved["pairs"], state="open"):
        first = pair.first_id == row.kept_id
        pair.first_id, pair.second_id = (
            (row.other_id, pair.second_id) if first else (pair.first_id, row.other_id)
        )
        pair.save(update_fields=["first", "second"])
    decided = [*row.moved.get("settled", ()), *filter(None, [row.pair_id])]
    for pair in rows.filter(pk__in=decided).exclude(state="open").select_related("first", "second"):
        take(actor, pair, "part", place=pair.place())
