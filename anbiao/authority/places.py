"""Regions and offices of a district by name and by code, read once and asked many times."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from uuid import UUID

from django.utils.translation import get_language

from anbiao.authority.founding import library
from anbiao.authority.models import DistrictRule, Organisation, Region, Regulates, Sector
from anbiao.rules.routing import REASONS, Router, Rule, rules_from

SUFFIXES = ("街道办事处", "街道", "镇", "乡", "社区居委会", "社区", "村委会", "村民委员会", "居委会", "村")


def bare(name: str) -> str:
    """A region's name without its kind: 双阳街道 and 双阳 are the same place."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name[: -len(suffix)]
    return name


@dataclass(frozen=True)
class Gazetteer:
    """The towns and villages of a district. Two queries; then no more."""

    district: str

    @cached_property
    def _regions(self) -> list[Region]:
        return list(Region.objects.filter(code__startswith=self.district, level__gte=3).order_by("code"))

    @cached_property
    def home(self) -> Region:
        """The district itself."""
        return self._regions[0]

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → name in the current language's form (region names stay Chinese in both, with a reading in English)."""
        english = (get_language() or "").startswith("en")
        return {r.code: r.name_en if english else r.name for r in self._regions}

    @cached_property
    def towns(self) -> dict[str, str]:
        """Name and bare name → code of a town or street."""
        return self._by_name(level=4)

    def _by_name(self, *, level: int, under: str = "") -> dict[str, str]:
        found: dict[str, str] = {}
        for region in self._regions:
            if region.level == level and region.code.startswith(under):
                found[region.name] = region.code
                found.setdefault(bare(region.name), region.code)
                found[region.code] = region.code
                found.setdefault(region.name_en, region.code)
        return found

    @cached_property
    def _villages(self) -> dict[str, dict[str, str]]:
        return {code: self._by_name(level=5, under=code) for code in set(self.towns.values())}

    def town(self, name: str) -> str:
        """The code of a town by its name, with or without 街道 and the like; "" when there is none."""
        for candidate in (
            name,
            bare(name),
            name.removeprefix(self.home.name),
            bare(name.removeprefix(self.home.name)),
        ):
            if candidate in self.towns:
                return self.towns[candidate]
        return ""

    def village(self, town: str, name: str) -> str:
        """The code of a village of a town by its name; "" when there is none."""
        known = self._villages.get(town, {})
        return known.get(name) or known.get(bare(name)) or ""

    def town_in(self, address: str) -> str:
        """The one town whose full name stands in an address; "" for none or several."""
        found = {
            code
            for name, code in self.towns.items()
            if len(name) > 2 and not name.isascii() and name in address
        }
        return found.pop() if len(found) == 1 else ""

    def near(self, name: str) -> str:
        """The town whose name is nearest to a misspelt one; "" when none is near."""
        full = [r.name for r in self._regions if r.level == 4]
        close = get_close_matches(name, full, n=1, cutoff=0.5)
        return close[0] if close else ""

    def town_names(self) -> list[str]:
        """The full names of the towns, in the order of their codes."""
        return [r.name for r in self._regions if r.level == 4]

    def village_names(self) -> dict[str, list[str]]:
        """Town → the full names of its villages and communities, both in the order of their codes."""
        found: dict[str, list[str]] = {r.name: [] for r in self._regions if r.level == 4}
        towns = {r.code: r.name for r in self._regions if r.level == 4}
        for region in self._regions:
            if region.level == 5:
                found[towns[region.code[:9]]].append(region.name)
        return found


@dataclass(frozen=True)
class Offices:
    """The organisations of a district by what they answer for. Two queries."""

    district: str

    @cached_property
    def all(self) -> dict[UUID, Organisation]:
        """Every open organisation by id."""
        return {o.id: o for o in Organisation.objects.filter(district=self.district, closed_on=None)}

    @cached_property
    def by_slug(self) -> dict[str, Organisation]:
        """By slug; towns and grids by their region's code."""
        return {o.slug: o for o in self.all.values()}

    @cached_property
    def regulators(self) -> dict[str, UUID]:
        """Sector → the organisation that answers for it."""
        rows = Regulates.objects.filter(district=self.district, answers=True)
        return dict(rows.values_list("sector", "organisation_id"))

    @property
    def comprehensive(self) -> UUID:
        """The emergency management bureau, comprehensive supervisor (Art. 10)."""
        return self.by_slug["emergency"].id


def router(district: str) -> Router:
    """The district's own decisions first, then the shipped rules. Two queries."""
    own = tuple(
        Rule(
            number=-row.number, sector=row.sector, industries=tuple(row.industries), name_words=tuple(row.name_words),
            confidence="certain", reason=REASONS["decided"],
        )
        for row in DistrictRule.objects.filter(district=district).order_by("-number")
    )  # fmt: skip
    return Router(rules_from([dict(r) for r in library("routing")]), decisions=own, names=sector_names())


def sector_names() -> dict[str, str]:
    """Every name by which a sector is typed → its code."""
    names: dict[str, str] = {}
    for sector in Sector.objects.all():
        for name in (sector.code, sector.name_zh, sector.short_zh, sector.name_en, sector.short_en):
            names[name] = sector.code
    return names
