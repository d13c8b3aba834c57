"""The check-list of a unit: its own, or what its sector's editions give; and what is counted of its checks."""

from collections.abc import Mapping, Sequence
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
    return CheckList.objects.of_district(district).filter(enterprise=unit).order_by("-version").first()


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
    applied = standards.applying_to(
        kind="checklist", sector=unit.sector, size_class=unit.size_class, features=unit.features, on=on,
        district=unit.district,
    )  # fmt: skip
    rows = standards.clauses_of(drawn_on(applied.fitting))
    return [item_from(row) for row in rows if "check" in row.more]


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
