"""The check-list of a unit: its own, or what its sector's editions give; and what is counted of its checks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anbiao.inspection.models import Check, CheckList
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise
from anbiao.rules import visits
from anbiao.standards import queries as standards

MOST_ITEMS = 300
# Texts of an item; those of an edition have English beside them, a unit's own words have not.
BOTH = ("area", "title", "look", "method", "post")
KEYS = ("id", "frequency", "basis", "clause", *BOTH, *(f"{key}_en" for key in BOTH))
Item = dict[str, str]


def item_of(given: Mapping[str, str]) -> Item:
    """An item with every key, as text without blanks around it."""
    return {key: str(given.get(key) or "").strip() for key in KEYS}


def latest(district: str, unit: Enterprise) -> CheckList | None:
    """The version of a unit's own list that counts; None where it has none."""
    return latest_of(district, [unit]).get(unit.pk)


def latest_of(district: str, units: Iterable[Enterprise]) -> dict[UUID, CheckList]:
    """Unit → the version of its own list that counts, for those that have one. One query."""
    rows = CheckList.objects.of_district(district).filter(enterprise_id__in=[unit.pk for unit in units])
    newest = rows.order_by("enterprise_id", "-version").distinct("enterprise_id")
    return {row.enterprise_id: row for row in newest}


def items_for(
    actor: Actor, unit: Enterprise, own: CheckList | None, *, kind: str, frequency: str
) -> list[Item]:
    """The items of a check: the unit's own list, else its sector's; of a self-check those of its frequency, where one is named."""
    items = [item_of(item) for item in own.items] if own else sector_items(unit, actor.today)
    if kind == "self" and frequency:
        return [item for item in items if item["frequency"] == frequency]
    return items


def sector_items(unit: Enterprise, on: date) -> list[Item]:
    """What the editions give to a unit: the general list, its sector's, and one for each risk feature; each urn in its newest
    edition in force. One or two queries.
    """
    return sector_items_of([unit], on)[unit.pk]


def sector_items_of(units: Sequence[Enterprise], on: date) -> dict[UUID, list[Item]]:
    """The same for many units of a district: those alike share one list, the same object. One or two queries, none without units."""
    if not units:
        return {}
    known = list(standards.editions(units[0].district, kind="checklist"))
    drawn = {
        kind: drawn_on(
            standards.applying_to(
                kind="checklist", sector=kind[0], size_class=kind[1], features=kind[2], on=on,
                district=units[0].district, among=known,
            ).fitting
        )
        for kind in {_kind(unit) for unit in units}
    }  # fmt: skip
    standards.clauses_of(list({row.pk: row for rows in drawn.values() for row in rows}.values()))
    items = {
        kind: [item_from(row) for row in standards.clauses_of(rows) if "check" in row.more]
        for kind, rows in drawn.items()
    }
    return {unit.pk: items[_kind(unit)] for unit in units}


def _kind(unit: Enterprise) -> tuple[str, str, frozenset[str]]:
    """What an edition asks of a unit."""
    return unit.sector, unit.size_class, frozenset(unit.features)


def drawn_on(fitting: Sequence[Any]) -> list[Any]:
    """Of the editions that fit a unit, the most specific first, each urn once in its newest; from the general to the particular, as
    people read it.
    """
    newest: dict[str, Any] = {}
    for edition in fitting:
        if edition.urn not in newest or _number(edition) > _number(newest[edition.urn]):
            newest[edition.urn] = edition
    return list(reversed(newest.values()))


def _number(edition: Any) -> tuple[int, ...]:
    return standards.ordinal(edition.edition)


def begun_from(unit: Enterprise, on: date) -> list[str]:
    """The names of the editions that `sector_items` draws on. One query."""
    applied = standards.applying_to(
        kind="checklist", sector=unit.sector, size_class=unit.size_class, features=unit.features, on=on,
        district=unit.district,
    )  # fmt: skip
    return [edition.name for edition in applied.fitting]


def item_from(row: Any) -> Item:
    """A clause of a check-list edition as an item."""
    check = row.more["check"]
    given = {
        "id": row.ref, "frequency": check["frequency"], "basis": row.source, "clause": f"{row.edition.urn}#{row.ref}",
        "title": row.title_zh, "title_en": row.title_en,
    }  # fmt: skip
    for key in ("area", "look", "method", "post"):
        said = check.get(key) or {}
        given[key], given[f"{key}_en"] = said.get("zh", ""), said.get("en", "")
    return item_of(given)


def inspections_this_year(actor: Actor, unit: Enterprise, office: UUID | None) -> int:
    """How many inspections of a unit by one office count towards the yearly cap. One query."""
    return inspections(actor, office).filter(enterprise=unit).count()


def inspections(actor: Actor, office: UUID | None) -> QuerySet[Check, Check]:
    """The inspections by one office that count towards the yearly cap."""
    return Check.objects.of_district(actor.district).filter(
        organisation=office, kind__in=sorted(visits.INSPECTIONS), state="done", outcome="done", for_a_case=False,
        on__gte=date(actor.today.year, 1, 1),
    )  # fmt: skip
