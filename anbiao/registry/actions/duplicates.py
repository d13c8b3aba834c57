"""Likely duplicates: found against the whole roster, decided by a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.search import reading
from anbiao.kit.workflow import take
from anbiao.registry.actions.units import change_unit, move_unit
from anbiao.registry.models import DuplicatePair, Enterprise, FormerCode
from anbiao.rules import units
from anbiao.rules.likeness import Look
from anbiao.rules.refusal import N_, Refusal, Refused


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


def _take_over(actor: Actor, kept: Enterprise, other: Enterprise) -> None:
    lacking = {
        key: getattr(other, key)
        for key in (
            "address",
            "industry",
            "business_scope",
            "principal",
            "safety_manager",
            "phone",
            "employees",
        )
        if not getattr(kept, key) and getattr(other, key)
    }
    aliases = [
        *kept.aliases,
        *([other.name] if other.name != kept.name and other.name not in kept.aliases else []),
    ]
    code = other.uscc
    if code and code != kept.uscc:
        # The code goes over to the unit that stays: as its own when it had none, else as a former one.
        Enterprise.objects.of_district(actor.district).filter(pk=other.pk).update(uscc=None)
        journal.record(
            actor,
            journal.Event("change", "enterprise", other.id, before={"uscc": code}, after={"uscc": None}),
        )
        if kept.uscc:
            FormerCode.objects.create(
                district=actor.district, enterprise=kept, uscc=code, until_on=actor.today
            )
        else:
            lacking["uscc"] = code
    change_unit(
        actor,
        kept,
        values={**lacking, "aliases": aliases},
        version=kept.version,
        capability="resolve duplicate",
    )
