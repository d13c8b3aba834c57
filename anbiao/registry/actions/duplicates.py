"""Likely duplicates: found against the whole roster, decided by a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit.actor import Actor
from anbiao.kit.search import reading
from anbiao.kit.workflow import take
from anbiao.registry.actions.merging import merge_pair
from anbiao.registry.models import DuplicatePair, Enterprise
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
    merge_pair(actor, pair, kept=kept, other=other, note=note)
