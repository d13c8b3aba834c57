"""Names in the reader's language: organisations, people, regions and sectors carry both; duties and reaches as words."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext

from anbiao.authority import queries
from anbiao.authority.models import Grant, OutsideIdentity
from anbiao.kit.outside import NAMES
from anbiao.rules.duties import duty_named

FEW = 3
UnitNames = Callable[[str, Collection[UUID]], Mapping[UUID, str]]
_unit_names: list[UnitNames] = []


def register_unit_names(names: UnitNames) -> None:
    """The part that keeps the units says how they are called: of a district, id → name, in one query."""
    _unit_names.append(names)


def said_units(district: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Unit → its name; one query where there is a unit at all."""
    return {unit: name for names in _unit_names for unit, name in names(district, ids).items()} if ids else {}


def is_english() -> bool:
    """True when the screen speaks English."""
    return (get_language() or "").startswith("en")


def said(row: Any) -> str:
    """The name of a row in the language of the screen; the Chinese one where there is no English."""
    if row is None:
        return ""
    chinese = getattr(row, "name", "") or getattr(row, "name_zh", "")
    return str((row.name_en or chinese) if is_english() else chinese)


def said_place(regions: Sequence[Any]) -> str:
    """The whole name of a place, from its province down: 福建省泉州市洛江区; in English from the smallest up."""
    return ", ".join(map(said, reversed(regions))) if is_english() else "".join(map(said, regions))


def said_duty(name: str) -> str:
    """The label of a duty."""
    return gettext(duty_named(name).label)


def said_way(way: str) -> str:
    """The name of a service by which people sign in: the office's own name of it, else the common one, also where no setting opens it."""
    service = settings.ANBIAO_OUTSIDE.get(way)
    return gettext(service.label if service else NAMES.get(way, way))


def name_identities(rows: Iterable[OutsideIdentity]) -> list[OutsideIdentity]:
    """The links of an account, each with the name of its service as `label`."""
    found = list(rows)
    for row in found:
        row.label = said_way(row.way)  # type: ignore[attr-defined]
    return found


def joined_duties(names: Iterable[str]) -> str:
    """The labels of several duties, each once."""
    return (", " if is_english() else "、").join(dict.fromkeys(said_duty(name) for name in names))


def name_grants(rows: Iterable[Grant]) -> list[Grant]:
    """The grants, each with `duty_label` and `over` as words. Three queries, however many."""
    grants = list(rows)
    units = (
        said_units(grants[0].district, {row.enterprise for row in grants if row.enterprise}) if grants else {}
    )
    regions = {region.code: said(region) for region in queries.regions_named({row.region for row in grants})}
    short = {
        sector.code: sector.short_en if is_english() else sector.short_zh for sector in queries.sectors()
    }
    for row in grants:
        row.duty_label = said_duty(row.duty)  # type: ignore[attr-defined]
        row.over = _over(row, regions, short, units)  # type: ignore[attr-defined]
    return grants


def _over(row: Grant, regions: dict[str, str], short: dict[str, str], units: dict[UUID, str]) -> str:
    if row.enterprise:
        return units.get(row.enterprise) or gettext("one unit")
    if row.assignee:
        return gettext("the units assigned by name")
    region = regions.get(row.region, row.region)
    if row.sectors is None:
        return region
    return f"{region} · {_sectors([short.get(code, code) for code in row.sectors])}"


def _sectors(names: Sequence[str]) -> str:
    if len(names) > FEW:
        return ngettext("%(number)s sector", "%(number)s sectors", len(names)) % {"number": len(names)}
    return (", " if is_english() else "、").join(names)
