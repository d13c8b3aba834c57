"""The list behind a figure: exactly the rows that were counted, of any day, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext

from anbiao.inspection.models import Hazard, Look
from anbiao.kit.actor import Actor
from anbiao.oversight.queries.asked import CAPABILITY, Asked
from anbiao.oversight.queries.figures import statement
from anbiao.oversight.queries.measures import MEASURES, SOURCES
from anbiao.programme.models import Assessment, Campaign, Task
from anbiao.readiness.models import Training
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import in_words, region_name, regulators, sector_name

SIZE = 50
# What a source lists, and what is read with it; the unit of a row is found under the path beside.
LISTED: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "unit": (Enterprise, ()),
    "hazard": (Hazard, ("enterprise",)),
    "task": (Task, ("enterprise", "step")),
    "assessment": (Assessment, ("enterprise",)),
    "look": (Look, ("hazard__enterprise",)),
    "training": (Training, ("enterprise",)),
}


@dataclass(frozen=True)
class Behind:
    """A page of the rows behind a measure: how many there are, the rows as they stand today, and the id after which the next page begins."""

    source: str
    total: int
    rows: Sequence[Any]
    next: UUID | None


def at_line(actor: Actor, asked: Asked, by: str, key: str) -> Asked:
    """The same asked of one line of a table. Two queries for a bureau. Raises ValueError for a key that is none."""
    if by == "region":
        return replace(asked, region=key)
    if by == "sector":
        return replace(asked, sectors=(key,))
    if by == "cell":
        town, _, sector = key.partition("|")
        return replace(asked, region=town, sectors=(sector,))
    if by == "unit":
        return replace(asked, unit=UUID(key))
    if by == "bureau":
        return _of_bureau(actor, asked, key)
    return asked


def _of_bureau(actor: Actor, asked: Asked, key: str) -> Asked:
    answering = {sector: str(office.pk) for sector, office in regulators(actor.district).items()}
    if key:
        return replace(asked, sectors=tuple(sorted(s for s, office in answering.items() if office == key)))
    seen = Enterprise.objects.visible_to(actor.scope, CAPABILITY).order_by()
    sectors = seen.values_list("sector", flat=True).distinct()
    return replace(asked, sectors=tuple(sorted(set(sectors) - answering.keys())))


def place_words(actor: Actor, asked: Asked, by: str, key: str) -> str:
    """Of which part of the district a line is, in words. Two queries at most."""
    if by == "unit":
        names = Enterprise.objects.visible_to(actor.scope, CAPABILITY).filter(pk=key)
        return names.values_list("name", flat=True).first() or ""
    if by == "bureau":
        offices = {str(office.pk): office for office in regulators(actor.district).values()}
        office = offices.get(key)
        return in_words((office.name, office.name_en)) if office else gettext("no bureau")
    town = region_name(asked.region) if asked.region else ""
    sectors = "、".join(sector_name(code) or gettext("no sector yet") for code in asked.sectors or ())
    return " · ".join(filter(None, (town, sectors))) or region_name(actor.district)


def campaign_of(actor: Actor, asked: Asked) -> Campaign | None:
    """The campaign that is asked of. At most one query."""
    rows = Campaign.objects.visible_to(actor.scope, CAPABILITY)
    return rows.get(pk=asked.campaign) if asked.campaign else None


def behind(actor: Actor, asked: Asked, measure: str, *, after: UUID | None = None) -> Behind:
    """The rows that a measure counts, by id; their number is exact. Three queries."""
    source, where = MEASURES[measure].source, MEASURES[measure].where
    rows, row_id = SOURCES[source].rows, SOURCES[source].id
    try:
        begun, values = statement(actor, asked, source)
    except EmptyResultSet:
        return Behind(source, 0, (), None)
    with connection.cursor() as cursor:
        cursor.execute(f"{begun} SELECT count(*) FROM {rows} WHERE {where}", values)  # noqa: S608 - constants; values apart
        (total,) = cursor.fetchone()
        cursor.execute(
            f"{begun} SELECT {row_id} FROM {rows} WHERE ({where}) AND (%(from_id)s::uuid IS NULL OR {row_id} > %(from_id)s::uuid) "  # noqa: S608
            f"ORDER BY 1 LIMIT {SIZE + 1}",
            {**values, "from_id": after},
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    return Behind(source, total, _rows(actor, source, ids[:SIZE]), ids[SIZE - 1] if len(ids) > SIZE else None)


def _rows(actor: Actor, source: str, ids: Sequence[UUID]) -> list[Any]:
    table, beside = LISTED[source]
    found = table.objects.of_district(actor.district).filter(pk__in=ids).select_related(*beside)
    by_id = {row.pk: row for row in found}
    return [by_id[pk] for pk in ids]
