"""Address points out of a file: what a row says, what writing would do, and the writing itself. A new edition replaces the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anbiao.authority.models import Region
from anbiao.authority.places import Gazetteer
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.imports import plans
from anbiao.kit.imports.cells import EMPTY, clean_column
from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.headings import Recognised, choose
from anbiao.kit.imports.intake import Intake
from anbiao.kit.imports.plans import CellError
from anbiao.kit.imports.sheets import Book, Cell, Sheet
from anbiao.kit.imports.texts import shown
from anbiao.registry.actions.roster_columns import BY_NAME as ROSTER
from anbiao.registry.actions.roster_columns import DATUMS
from anbiao.registry.actions.roster_places import home_of
from anbiao.registry.models import AddressEdition, AddressPoint
from anbiao.rules.coordinates import in_china, to_wgs
from anbiao.rules.geocoding import LONGEST_ADDRESS, keys_of, wrong_source
from anbiao.rules.placing import Places
from anbiao.rules.refusal import N_, Refusal, Refused

CAPABILITY = "import address"
SYSTEMS: Mapping[str, str] = {"wgs": "WGS-84 / CGCS2000", "gcj": "GCJ-02"}
PARTS = ("road", "number", "building")  # of which an address is put together where no column holds it whole
COLUMNS: tuple[Column, ...] = (
    Column("address", N_("Address"), ("标准地址", "门牌地址", "地址全称", "地址名称", *ROSTER["address"].synonyms), longest=LONGEST_ADDRESS),
    Column("town", N_("Town or street"), ROSTER["town"].synonyms, longest=60),
    Column("village", N_("Village"), ROSTER["village"].synonyms, longest=60),
    Column("road", N_("Road"), ("道路", "路名", "街路巷", "街路巷名称", "道路名称", "road", "street name"), longest=80),
    Column("number", N_("House number"), ("门牌号", "门牌", "门楼牌号", "号牌", "house number", "number"), longest=30),
    Column("building", N_("Building"), ("楼栋", "楼栋号", "幢号", "building"), longest=60),
    Column("longitude", N_("Longitude"), (*ROSTER["longitude"].synonyms, "x", "X坐标"), "decimal", required=True, longest=3, allowed=ROSTER["longitude"].allowed),
    Column("latitude", N_("Latitude"), (*ROSTER["latitude"].synonyms, "y", "Y坐标"), "decimal", required=True, longest=3, allowed=ROSTER["latitude"].allowed),
    Column("datum", N_("Coordinate system"), ROSTER["datum"].synonyms, "choice", choices=DATUMS, allowed=N_("WGS-84, CGCS2000 or GCJ-02")),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
POINT_COLUMNS = (
    "id", "district", "edition_id", "address", "region", "town", "house", "building", "street", "number", "place", "longitude",
    "latitude",
)  # fmt: skip
NO_KEYS = N_(
    "{number} addresses name no house, street or estate: no unit is found by them, but their village's middle counts them."
)
TWICE = N_("{number} rows say the same address and point as another one, and were left out.")
FEW = N_("No row can be used: nothing would hold instead of the present address points.")


@dataclass
class AddressPlan(plans.Plan):
    """The points of a file, each as it would be stored but for its id and edition; what the edition says of itself."""

    source: str = ""
    as_of: date = date.min
    points: list[tuple[Any, ...]] = field(default_factory=list)
    twice: int = 0

    def counts(self) -> dict[str, int]:
        """rows = good + bad; every good row is a new one, since an edition replaces the one before."""
        self.unchanged = self.twice
        return self.counted(created=len(self.points), updated=0, duplicates=0)


def plan_points(actor: Actor, book: Book, choices: Mapping[str, Any]) -> AddressPlan:
    """What this file would do now: `choices` are source, as_of (ISO) and system. Writes nothing. Raises Refused."""
    as_of = date.fromisoformat(str(choices["as_of"]))
    refusals = wrong_source(str(choices["source"]), as_of, actor.today)
    if refusals:
        raise Refused(*refusals)
    sheet, found = choose(book, COLUMNS)
    if not {"longitude", "latitude"} <= set(found.mapping) or not {"address", "road"} & set(found.mapping):
        text = N_("The table needs longitude, latitude, and an address or a road.")
        raise Refused(Refusal("headings-missing", text))
    plan = AddressPlan(sheet=sheet.name, source=str(choices["source"]).strip(), as_of=as_of)
    plan.warnings += found.warnings
    _Reader(actor.district, book, sheet, found, str(choices["system"])).read(plan)
    return plan


class _Reader:
    """Reads one sheet column by column; 200,000 rows take some ten seconds."""

    def __init__(self, district: str, book: Book, sheet: Sheet, found: Recognised, system: str) -> None:
        self.district, self.system = district, system
        self.numbers = [sheet.number_of(index) for index in found.data_rows]
        self.raw: dict[str, list[Cell]] = {}
        self.values: dict[str, list[Any]] = {}
        self.bad: list[tuple[int, str, Refusal]] = []
        for column in COLUMNS:
            if column.name in found.mapping:
                raw = sheet.column(found.mapping[column.name], found.data_rows)
                self.raw[column.name] = raw
                self.values[column.name], errors = clean_column(raw, column, epoch=book.epoch)
                self.bad += [(place, column.name, refusal) for place, refusal in errors]
        self.gazetteer = Gazetteer(district)
        below = Region.objects.filter(code__startswith=district, level__gte=4)
        self.places = Places(home_of(district), dict(below.values_list("code", "name")))

    def read(self, plan: AddressPlan) -> None:
        """Fills the plan."""
        plan.rows = len(self.numbers)
        wrong = {place for place, _, _ in self.bad}
        seen: set[tuple[Any, ...]] = set()
        bare = 0
        for place in range(len(self.numbers)):
            point = None if place in wrong else self._point(place)
            if point is None:
                continue
            if point in seen:
                plan.twice += 1
                continue
            seen.add(point)
            plan.points.append(point)
            bare += not (point[3] or point[7])
        for place, column, refusal in self.bad:
            value = shown(self.raw.get(column, {place: ""})[place])
            told = str(BY_NAME[column].allowed_words)
            plan.errors.append(CellError(self.numbers[place], column, value, refusal, told))
            plan.wrong[("", self.numbers[place])] = {name: cells[place] for name, cells in self.raw.items()}
        for number, text, code in ((bare, NO_KEYS, "no-keys"), (plan.twice, TWICE, "points-twice")):
            if number:
                plan.warnings.append(Refusal(code, text, {"number": f"{number:,}"}))

    def _value(self, name: str, place: int) -> Any:
        value = self.values[name][place] if name in self.values else EMPTY
        return "" if value is EMPTY else value

    def _point(self, place: int) -> tuple[Any, ...] | None:
        """A row as it would be stored, from the address on; None for a wrong one."""
        address = self._value("address", place) or "".join(
            _numbered(name, str(self._value(name, place))) for name in PARTS
        )
        if not address:
            self.bad.append((place, "address", Refusal("required", N_("An address point has an address."))))
            return None
        x, y = float(self._value("longitude", place)), float(self._value("latitude", place))
        if not in_china(x, y):
            text = N_("This point lies outside China; or longitude and latitude are exchanged.")
            self.bad.append((place, "longitude", Refusal("coordinates-outside", text)))
            return None
        if (self._value("datum", place) or self.system) == "gcj":
            x, y = to_wgs(x, y)
        region = self._region(place, address)
        keys = keys_of(address)
        return (
            address, region, region[:9] if len(region) >= 9 else "", keys.house, keys.building, keys.street, keys.number, keys.place,
            round(x, 7), round(y, 7),
        )  # fmt: skip

    def _region(self, place: int, address: str) -> str:
        """The village or town that the row or its address names; "" where that is not sure."""
        town = self.gazetteer.town(str(self._value("town", place)))
        if town:
            return self.gazetteer.village(town, str(self._value("village", place))) or town
        placed = self.places.place(f"{self._value('village', place)}{address}")
        return placed.region if placed.sureness in ("certain", "likely") else ""


def _numbered(name: str, text: str) -> str:
    return f"{text}号" if name == "number" and text and text[-1].isdigit() else text


def write_points(actor: Actor, plan: AddressPlan) -> bool:
    """Writes the plan in the caller's transaction: the points before go, since proposals keep what they were made of. Raises Refused."""
    if not plan.points:
        raise Refused(Refusal("no-points", FEW))
    editions = AddressEdition.objects.of_district(actor.district)
    # The edition first: whoever loads another at the same time waits here, and does not leave the points of both.
    editions.filter(holds=True).update(holds=False)
    AddressPoint.objects.of_district(actor.district).delete()
    row = AddressEdition.objects.create(
        district=actor.district, source=plan.source, as_of=plan.as_of, points=len(plan.points), loaded_at=actor.now, loader=actor.who
    )  # fmt: skip
    copy_rows(
        AddressPoint, POINT_COLUMNS, [(new_id(), actor.district, row.pk, *point) for point in plan.points]
    )
    journal.record(actor, journal.event("load", row))
    return True


ADDRESSES = Intake("addresses", CAPABILITY, "address-points", COLUMNS, plan_points, write_points)
