"""Likely duplicates: found against the whole roster, decided by a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.search import reading
from anbiao.kit.workflow import take
from anbiao.registry.actions.units import change_unit, keep_former_code, move_unit, reindex
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, FormerCode, Site
from anbiao.rules import units
from anbiao.rules.likeness import Look
from anbiao.rules.refusal import N_, Refusal, Refused

LACKED = (
    "address",
    "industry",
    "business_scope",
    "principal",
    "safety_manager",
    "phone",
    "employees",
    "established_on",
)


def look(key: str, facts: Mapping[str, Any]) -> Look:
    """A unit's facts as the comparison sees them."""
    return Look(
        key=key, name=facts["name"], sound=facts.get("search_text", "").partition(" ")[0] or reading(facts["name"]).full,
        uscc=facts["uscc"] or "", phone=facts["phone"], principal=facts["principal"], address=facts["address"],
    )  # fmt: skip


def standing_looks(district: str) -> list[Look]:
    """Every unit of a district that is still there, for the comparison. One query, six columns."""
    columns = ("id", "name", "uscc", "phone", "principal", "address", "search_text")
    rows = Enterprise.objects.of_district(district).filter(state__in=units.ALIVE).values(*columns)
    return [look(str(row["id"]), row) for row in rows]


@transaction.atomic
def decide_duplicate(
    actor: Actor, pair: DuplicatePair, *, same: bool, keep: UUID | None = None, note: str = ""
) -> None:
    """Two units, or one. If one: `keep` stays, takes over what it lacks and the other's code; the other is closed as duplicate."""
    if not same:
        take(actor, pair, "keep_both", place=pair.place(), note=note)
        return
    kept, other = (pair.first, pair.second) if keep == pair.first_id else (pair.second, pair.first)
    if keep not in (pair.first_id, pair.second_id):
        raise Refused(Refusal("keep-one", N_("Say which of the two stays in the roster."), field="keep"))
    take(actor, pair, "merge", place=pair.place(), note=note)
    reason = note or f"= {kept.name} {kept.uscc or ''}".strip()
    move_unit(actor, other, "mark_duplicate", note=reason, on=actor.today)
    _take_over(actor, kept, other)
    _hand_on_pairs(actor, kept, other)


def _take_over(actor: Actor, kept: Enterprise, other: Enterprise) -> None:
    """The unit that stays gets what it lacks, the other's name, codes, sites and contacts."""
    lacking = {key: getattr(other, key) for key in LACKED if not getattr(kept, key) and getattr(other, key)}
    aliases = list(
        dict.fromkeys([*kept.aliases, *([other.name] if other.name != kept.name else []), *other.aliases])
    )
    code = other.uscc
    if code:
        # The code goes over: as its own where it had none, else as a former one.
        Enterprise.objects.of_district(actor.district).filter(pk=other.pk).update(uscc=None)
        gone = journal.Event("change", "enterprise", other.id, before={"uscc": code}, after={"uscc": None})
        journal.record(actor, gone)
    rows = {"district": actor.district, "enterprise": other}
    FormerCode.objects.filter(**rows).update(enterprise=kept)
    Contact.objects.filter(**rows).update(enterprise=kept)
    Site.objects.filter(**rows).exclude(landlord=kept).update(enterprise=kept)
    Site.objects.filter(district=actor.district, landlord=other).exclude(enterprise=kept).update(
        landlord=kept
    )
    if code and kept.uscc:
        keep_former_code(actor, kept, code)
    elif code:
        lacking["uscc"] = code
    values = {**lacking, "aliases": [alias for alias in aliases if alias != kept.name]}
    row = change_unit(actor, kept, values=values, version=kept.version, capability="resolve duplicate")
    reindex(row)
    row.save(update_fields=["name_key", "initials", "terms", "search_text"])
    taken = {"name": other.name, "uscc": code or ""}
    journal.record(actor, journal.Event("take over", "enterprise", kept.id, after=taken))


def _hand_on_pairs(actor: Actor, kept: Enterprise, other: Enterprise) -> None:
    """What looked like the closed unit is compared with the one that stays; a pair that is there already is settled."""
    pairs = DuplicatePair.objects.of_district(actor.district)
    rivals = {
        frozenset(ids)
        for ids in pairs.filter(Q(first=kept) | Q(second=kept)).values_list("first_id", "second_id")
    }
    for pair in pairs.filter(Q(first=other) | Q(second=other), state="open").select_related(
        "first", "second"
    ):
        third = pair.second if pair.first_id == other.id else pair.first
        if frozenset((kept.id, third.id)) in rivals and actor.scope.allows("resolve duplicate", pair.place()):
            take(actor, pair, "keep_both", place=pair.place(), note=f"= {kept.name}")
        elif frozenset((kept.id, third.id)) not in rivals:
            pair.first, pair.second = (kept, third) if pair.first_id == other.id else (third, kept)
            pair.save(update_fields=["first", "second"])
