"""What stands here of a ledger's hazards: by number, by unit, day and words; since when a unit's list is kept; and what looks alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import Min

from anbiao.inspection.actions.incoming.hazard_lines import Line
from anbiao.inspection.actions.incoming.units import Units
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.models import Entry
from anbiao.kit.search import bigrams
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards as law
from anbiao.rules.arriving import BEFORE

ALIKE = 0.6  # as the page of a hazard shows "Much like it" (queries.alike)
MOST_RIVALS = 8
Key = tuple[UUID, date, str, str]


class Known:
    """Reads once what a ledger may speak of. Four queries whatever the number of lines."""

    def __init__(self, actor: Actor, capability: str, lines: Sequence[Line], units: Units) -> None:
        self.actor = actor
        rows = Hazard.objects.visible_to(actor.scope, capability).select_related("enterprise")
        serials = {str(line.values["serial"]) for line in lines if "serial" in line.values}
        self._by_serial = {row.serial: row for row in rows.filter(serial__among=serials)} if serials else {}
        self._units = self._spoken_of(lines, units)
        days = {line.values["found_on"] for line in lines if "found_on" in line.values}
        found = rows.filter(enterprise_id__in=list(self._units), found_on__in=sorted(days)) if days else ()
        self._by_key: dict[Key, Hazard] = {}
        for row in found:
            self._by_key.setdefault((row.enterprise_id, row.found_on, row.title, row.place), row)
        self._since = self._first_days()

    def _spoken_of(self, lines: Sequence[Line], units: Units) -> set[UUID]:
        found = {line.said: units.find(line.said) for line in lines}
        return {unit.pk for unit in found.values() if isinstance(unit, Enterprise)}

    def _first_days(self) -> dict[UUID, date]:
        """Unit → the day on which the first hazard was entered here that was no history. The journal knows it by its number."""
        rows = Hazard.objects.of_district(self.actor.district).filter(enterprise_id__in=list(self._units))
        rows = rows.exclude(closing=BEFORE).order_by("enterprise_id", "id").distinct("enterprise_id")
        first = dict(rows.values_list("id", "enterprise_id")) if self._units else {}
        entries = Entry.objects.filter(district=self.actor.district, object_id__in=list(first)).order_by()
        entered = entries.values("object_id").annotate(first=Min("at")).values_list("object_id", "first")
        return {first[hazard]: day_of(at) for hazard, at in entered} if first else {}

    def by_serial(self, serial: str) -> Hazard | None:
        """The hazard of a number."""
        return self._by_serial.get(serial)

    def alike(self, unit: UUID, values: Mapping[str, Any]) -> Hazard | None:
        """The hazard of a unit that was found on that day, at that place, in those words: a file without our numbers, again."""
        if "found_on" not in values or "title" not in values:
            return None
        return self._by_key.get(
            (unit, values["found_on"], str(values["title"]), str(values.get("place", "")))
        )

    def kept_since(self, unit: UUID) -> date | None:
        """Since when the unit's hazard list is kept here; None while nothing was entered."""
        return self._since.get(unit)

    def open_titles(self, units: Iterable[UUID]) -> list[tuple[UUID, str]]:
        """What is open at these units, in words. One query."""
        rows = Hazard.objects.of_district(self.actor.district).filter(
            enterprise_id__in=list(units), state__in=sorted(law.OPEN)
        )
        return list(rows.values_list("enterprise_id", "title"))


def likely_same(
    new: Iterable[tuple[UUID, str]], standing: Iterable[tuple[UUID, str]]
) -> list[int]:  # fmt: skip
    """The places of the new hazards that are much like one that stands, or like an earlier new one, of the same unit.

    Only those that share one of the two rarest pairs of characters are compared, eight at most: work grows with the rows.
    """
    index: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for unit, title in standing:
        _enter(index, unit, title)
    found = []
    for place, (unit, title) in enumerate(new):
        if any(_is_alike(title, other) for other in _rivals(index, unit, title)):
            found.append(place)
        _enter(index, unit, title)
    return found


def _pairs(title: str) -> list[str]:
    return bigrams(title) or [title]


def _enter(index: dict[tuple[UUID, str], list[str]], unit: UUID, title: str) -> None:
    for pair in _pairs(title):
        index[unit, pair].append(title)


def _rivals(index: Mapping[tuple[UUID, str], list[str]], unit: UUID, title: str) -> list[str]:
    shared = sorted((len(index[unit, pair]), pair) for pair in _pairs(title) if (unit, pair) in index)
    rivals = (other for _, pair in shared[:2] for other in index[unit, pair])
    return list(dict.fromkeys(rivals))[:MOST_RIVALS]


def _is_alike(title: str, other: str) -> bool:
    if title == other:
        return True
    matcher = SequenceMatcher(None, title, other)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
