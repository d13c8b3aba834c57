"""The three lists of units, read for printing and handing over: the check-list that counts, and every hazard that is not void."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.inspection.models import CheckList, Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.scope import within_region
from anbiao.registry.models import Enterprise
from anbiao.standards import queries as standards
from anbiao.standards.models import Clause

CAPABILITY = "export hazard"
CHUNK = 500


@dataclass(frozen=True)
class ThreeLists:
    """The lists of one unit: version and items of its own check-list (0 and none where it has none), and its hazards by number."""

    unit: Enterprise
    version: int
    items: Sequence[dict[str, Any]]
    hazards: Sequence[Hazard]


def units(actor: Actor, region: str = "") -> QuerySet[Enterprise, Enterprise]:
    """The units whose lists the actor may hand over, in a region or everywhere, by name."""
    rows = Enterprise.objects.visible_to(actor.scope, CAPABILITY)
    return rows.filter(within_region("region", region) if region else Q()).order_by("name_key", "id")


def hazards_in(actor: Actor, region: str = "") -> QuerySet[Hazard, Hazard]:
    """The hazards that would be handed over."""
    rows = Hazard.objects.visible_to(actor.scope, CAPABILITY).exclude(state="void")
    return rows.filter(within_region("enterprise__region", region)) if region else rows


def three_lists(actor: Actor, found: Sequence[Enterprise]) -> Iterator[ThreeLists]:
    """The lists of these units, in their order; a unit without any is left out. Two queries for each 500 units."""
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        ids = [unit.pk for unit in chunk]
        lists = CheckList.objects.of_district(actor.district).filter(enterprise_id__in=ids)
        newest = {
            row.enterprise_id: row
            for row in lists.order_by("enterprise_id", "-version").distinct("enterprise_id")
        }
        hazards: dict[UUID, list[Hazard]] = defaultdict(list)
        for row in hazards_in(actor).filter(enterprise_id__in=ids).order_by("found_on", "serial"):
            hazards[row.enterprise_id].append(row)
        for unit in chunk:
            kept = newest.get(unit.pk)
            if kept or unit.pk in hazards:
                items = kept.items if kept else []
                yield ThreeLists(unit, kept.version if kept else 0, items, hazards[unit.pk])


class Criteria:
    """Clauses of major hazards in words, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {"": ""}

    def say(self, criterion: str) -> str:
        """The number and title of a clause ("urn#ref"); what somebody wrote instead stays as it is."""
        if criterion not in self._known:
            self._known[criterion] = self._say(criterion)
        return self._known[criterion]

    def _say(self, criterion: str) -> str:
        urn, _, ref = criterion.partition("#")
        try:
            clause = standards.clause(urn, ref) if ref else None
        except Clause.DoesNotExist:
            clause = None
        return f"{ref} {standards.in_words(clause.title_zh, clause.title_en)}" if clause else criterion
