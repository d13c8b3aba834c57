"""Where the units of a file lie that names no towns: proposed from addresses, and what is not this district's set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from anbiao.authority.models import Region
from anbiao.authority.places import Gazetteer
from anbiao.kit.imports.cells import shown
from anbiao.kit.imports.plans import CellError
from anbiao.registry.actions.roster_plan import Row
from anbiao.registry.models import Enterprise
from anbiao.rules.identifiers import normalise
from anbiao.rules.placing import Home, Placed, Places, elsewhere, learned
from anbiao.rules.refusal import N_, Refusal

CITY, PROVINCE = 4, 2
KNOWN_BY = 20_000  # addresses of the roster that are read for the roads


def home_of(district: str) -> Home:
    """The district and what lies around it, as the rule looks at them. Two queries."""
    codes = [district, district[:CITY], district[:PROVINCE]]
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    beside = Region.objects.filter(code__startswith=district[:CITY], level=3).exclude(code=district)
    others = frozenset(beside.values_list("name", flat=True))
    return Home(district, names[district], names.get(codes[1], ""), names.get(codes[2], ""), others)


@dataclass(frozen=True)
class Located:
    """The places of one district, read once (three queries). A file's own `addresses` teach roads, too, where they name the town."""

    district: str
    addresses: Sequence[str] = ()

    @cached_property
    def _home(self) -> Home:
        return home_of(self.district)

    @cached_property
    def _places(self) -> Places:
        below = Region.objects.filter(code__startswith=self.district, level__gte=4)
        rows = Enterprise.objects.of_district(self.district).exclude(address="")
        # Only what a person or a file said of a town teaches; what was proposed would teach itself.
        known = rows.filter(placed_by="").values_list("address", "region").order_by("-changed_at")[:KNOWN_BY]
        names = dict(below.values_list("code", "name"))
        first = Places(self._home, names)
        own = (
            (address, placed.region)
            for address in self.addresses
            if (placed := first.place(address)).sureness == "certain"
        )
        return Places(self._home, names, learned([*known, *own]))

    def place(self, address: str) -> Placed:
        """The region proposed for an address; where nothing is known of it, the district itself, which a person puts right."""
        return self._places.place(address)

    def aside(self, rows: Sequence[Row]) -> list[CellError]:
        """The new units that are none of this roster, each with why. One query."""
        against = {row.mark: why for row in rows if (why := self._against(row))}
        codes = {row.mark: normalise(row.values.get("uscc") or "") for row in rows if row.mark in against}
        units = Enterprise.objects.of_district(self.district).filter(uscc__among=list(codes.values()))
        known = set(units.values_list("uscc", flat=True))
        return [why for mark, why in against.items() if codes[mark] not in known]

    def _against(self, row: Row) -> CellError | None:
        """Why a new unit is not for this roster: it lies elsewhere, or it is no more."""
        address, home = row.values.get("address", ""), self._home
        there = elsewhere(
            address, home, province=row.values.get("province", ""), city=row.values.get("city", "")
        )
        county = row.values.get("county", "")
        if not there and county and county != home.name:
            there = county
        if there:
            text = N_("The unit lies in {place}, outside this district.")
            return _aside(row, "address", Refusal("unit-elsewhere", text, {"place": there}))
        if row.values.get("state") == "closed":
            return _aside(
                row, "state", Refusal("unit-gone", N_("The unit is closed or its licence is revoked."))
            )
        return None


def _aside(row: Row, column: str, refusal: Refusal) -> CellError:
    return CellError(row.number, column, shown(row.cell(column)), refusal, sheet=row.sheet)


def no_such_town(places: Gazetteer, name: str) -> tuple[Refusal, str, str]:
    """Why a town that a row names is none of the district, what is allowed, and the one that is perhaps meant."""
    near = places.near(name)
    is_elsewhere = (
        len(name) > 6 and ("区" in name or "县" in name or "市" in name) and places.home.name not in name
    )
    if is_elsewhere:
        text = N_("“{value}” is not in {district}; this district cannot write it.")
        refusal = Refusal("town-elsewhere", text, {"value": name, "district": places.home.name})
        return refusal, N_("hand the row to that district or delete it"), ""
    towns = "、".join(places.town_names())
    if near:
        text = N_("This district has no town “{value}”; perhaps {near} is meant.")
        return Refusal("town-unknown", text, {"value": name, "near": near}), towns, near
    return Refusal("town-unknown", N_("This district has no town “{value}”."), {"value": name}), towns, ""
