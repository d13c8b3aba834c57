"""The roster file: which columns it may have, and what writing it would do. Dry run and writing share every line of this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from anbiao.authority.founding import library
from anbiao.authority.models import Industry, User
from anbiao.authority.places import Gazetteer, Offices, router
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.imports.cells import EMPTY as NOTHING
from anbiao.kit.imports.cells import clean_column, says_none, shown
from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.registry.actions.duplicates import look, standing_looks
from anbiao.registry.actions.units import EMPTY, routed_facts, unit_of
from anbiao.registry.actions.writing import Batch
from anbiao.registry.models import Enterprise, FormerCode
from anbiao.rules.coordinates import in_china, to_wgs
from anbiao.rules.identifiers import check_industry_code, check_uscc, industry_digits, normalise
from anbiao.rules.likeness import Likeness, likely_pairs
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal
from anbiao.rules.units import UNIT, Band, size_class


def _choices(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in library(name):
        for key in ("code", "zh", "en", "full_zh"):
            if entry.get(key):
                words[str(entry[key])] = entry["code"]
    return words


STATES = {"在营": "operating", "Operating": "operating", "停业": "suspended", "停产停业": "suspended", "Suspended": "suspended",
          "查无": "not_found", "Not found": "not_found", "迁出": "moved", "Moved away": "moved", "注销": "closed",
          "关闭": "closed", "Closed down": "closed", "重复": "duplicate", "Duplicate": "duplicate"}  # fmt: skip
DATUMS = {
    "WGS-84": "wgs",
    "WGS84": "wgs",
    "CGCS2000": "wgs",
    "GCJ-02": "gcj",
    "GCJ02": "gcj",
    "高德": "gcj",
    "腾讯": "gcj",
}
COLUMNS: tuple[Column, ...] = (
    Column("uscc", N_("Credit code (USCC)"), ("统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "统一代码", "USCC", "credit code", "unified social credit code"), "code", longest=40),
    Column("name", N_("Name"), ("单位名称", "企业名称", "名称", "单位", "场所名称", "生产经营单位", "生产经营单位名称", "unit", "unit name", "enterprise", "company"), longest=120),
    Column("aliases", N_("Other names"), ("别名", "曾用名", "俗称", "招牌名", "aliases", "alias"), "text", longest=200),
    Column("town", N_("Town or street"), ("镇街", "镇(街道)", "乡镇", "街道", "乡镇街道", "镇/街道", "所属镇街", "所在镇街", "属地", "town", "street", "subdistrict"), longest=60),
    Column("village", N_("Village"), ("村居", "社区", "村(居)", "村（社区）", "村社区", "所在村居", "所属网格", "village", "community"), longest=60),
    Column("address", N_("Address"), ("地址", "经营地址", "生产经营地址", "详细地址", "注册地址", "所在地址", "address"), longest=300),
    Column("industry", N_("Industry code"), ("行业代码", "国民经济行业代码", "行业类别代码", "industry code", "industry"), "code", longest=30, allowed=N_("2 to 4 digits of GB/T 4754")),
    Column("business_scope", N_("Business scope"), ("经营范围", "主要产品", "主营业务", "主营", "business scope", "scope"), longest=3000),
    Column("sector", N_("Sector"), ("行业", "监管行业", "行业领域", "所属行业", "行业类别", "sector"), longest=60),
    Column("size_class", N_("Class"), ("类别", "企业规模", "规模", "企业类别", "单位类别", "size class", "class"), "choice", choices=_choices("classes"), allowed=N_("above scale, medium, small and micro, nine small places")),
    Column("employees", N_("Employees"), ("从业人数", "从业人员", "员工人数", "职工人数", "人数", "从业人员数", "employees", "staff"), "count", longest=5, units=("人", "名", "个"), allowed=N_("a whole number from 0 to 99,999")),
    Column("principal", N_("Principal"), ("主要负责人", "法定代表人", "负责人", "法人", "法人代表", "经营者", "principal", "legal representative"), longest=60),
    Column("safety_manager", N_("Safety manager"), ("安全管理人员", "安全负责人", "安全员", "安全管理员", "safety manager"), longest=60),
    Column("phone", N_("Telephone"), ("联系电话", "电话", "手机", "手机号码", "联系方式", "phone", "telephone", "mobile"), "phone"),
    Column("established_on", N_("Established on"), ("成立日期", "注册日期", "成立时间", "开业日期", "established on", "established"), "date"),
    Column("features", N_("Risk features"), ("风险特征", "涉险特征", "重点风险", "风险类型", "risk features", "features"), "list", choices=_choices("features"), allowed=N_("words of the list of risk features, separated by 、")),
    Column("longitude", N_("Longitude"), ("经度", "longitude", "lng", "lon"), "decimal", longest=3),
    Column("latitude", N_("Latitude"), ("纬度", "latitude", "lat"), "decimal", longest=3),
    Column("datum", N_("Coordinate system"), ("坐标系", "坐标系统", "datum", "coordinate system"), "choice", choices=DATUMS, allowed=N_("WGS-84 or GCJ-02")),
    Column("state", N_("Status"), ("状态", "经营状态", "单位状态", "status"), "choice", choices=STATES),
    Column("grid_member", N_("Grid member"), ("网格员", "安全网格员", "grid member"), longest=60),
    # Columns of our own export that follow from the others: recognised, never taken from a file.
    Column("bureau", N_("Bureau"), ("行业主管", "行业主管部门", "主管部门", "监管部门", "bureau"), longest=200),
    Column("verified_on", N_("Verified on"), ("核实日期", "verified on", "verified"), longest=60),
)  # fmt: skip
IGNORED = frozenset({"bureau", "verified_on"})
TAKEN = tuple(column for column in COLUMNS if column.name not in IGNORED)
BY_NAME = {column.name: column for column in COLUMNS}
SIMPLE = (
    "address",
    "business_scope",
    "size_class",
    "employees",
    "principal",
    "safety_manager",
    "phone",
    "established_on",
)
NO_CODE = N_("A new unit needs its credit code.")
NO_CODE_ALLOWED = N_("18 places; for a trader without one write 无 and name the principal")


@dataclass(frozen=True)
class CellError:
    """Why one cell (or row) was not taken. `row` is the file's own number, first line 1; `fix` a value offered, never entered."""

    row: int
    column: str
    value: str
    refusal: Refusal
    allowed: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Candidate:
    """A row that is likely a unit already known, or another row (`other` is then "row:N")."""

    row: int
    other: str
    likeness: Likeness
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]


@dataclass
class Plan:
    """What a file would do: counts, every wrong cell, likely duplicates, warnings, and the batch that does it."""

    sheet: str = ""
    rows: int = 0
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)
    duplicates: list[Candidate] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)

    @cached_property
    def bad_rows(self) -> frozenset[int]:
        """The numbers of the rows that are not written."""
        return frozenset(error.row for error in self.errors)

    def counts(self) -> dict[str, int]:
        """rows = good + bad; good = created + updated + unchanged."""
        created, updated = len(self.batch.created), len(self.batch.changed)
        good = created + updated + self.unchanged
        return {
            "rows": self.rows, "good": good, "bad": self.rows - good, "duplicates": len(self.duplicates),
            "created": created, "updated": updated, "unchanged": self.unchanged,
        }  # fmt: skip


@dataclass
class _Row:
    number: int
    values: dict[str, Any]
    raw: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    unit: UUID | None = None
    before: dict[str, Any] | None = None


class Planner:
    """Reads the district once and plans a sheet: `Planner(actor).plan(book, sheet, recognised)`."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.places = Gazetteer(actor.district)
        self.offices = Offices(actor.district)
        self.router = router(actor.district)
        self.bands = tuple(
            Band(c["code"], c["employees_min"], c["employees_max"], frozenset(c["sectors"]))
            for c in library("classes")
        )
        self.industries = frozenset(Industry.objects.values_list("code", flat=True))
        self.out = Plan()
        self.regions: dict[str, bool] = {}

    def plan(
        self, book: Book, sheet: Sheet, found: Recognised, *,
        corrections: Mapping[str, Mapping[str, str]] | None = None, decisions: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Plan:  # fmt: skip
        """The plan of a sheet. `corrections`: row → column → value typed by a person. `decisions`: row → what it is."""
        self.out = Plan(sheet=sheet.name, warnings=list(found.warnings))
        rows = self._typed(book, sheet, found, corrections or {})
        self.out.rows = len(rows)
        good = [row for row in rows if self._checked(row)]
        self._match(good)
        good = [row for row in good if self._placed(row)]
        self._complete(good)
        self._compare(good, decisions or {})
        return self.out

    # ---------- cells ----------

    def _typed(
        self, book: Book, sheet: Sheet, found: Recognised, corrections: Mapping[str, Mapping[str, str]]
    ) -> list[_Row]:
        numbers = [sheet.number_of(index) for index in found.data_rows]
        rows = [_Row(number, {}, {}) for number in numbers]
        by_number = {str(row.number): place for place, row in enumerate(rows)}
        for name, index in found.mapping.items():
            if name in IGNORED:
                continue
            raw = sheet.column(index, found.data_rows)
            for number, fixed in corrections.items():
                if name in fixed and number in by_number:
                    raw[by_number[number]] = fixed[name]
            typed, errors = clean_column(raw, BY_NAME[name], epoch=book.epoch)
            for row, value, cell in zip(rows, typed, raw, strict=True):
                row.raw[name] = cell
                if value is not NOTHING:
                    row.values[name] = value
            for place, refusal in errors:
                self._bad(rows[place], name, refusal)
        return rows

    def _bad(self, row: _Row, column: str, refusal: Refusal, *, allowed: str = "", fix: str = "") -> None:
        told = allowed or str(BY_NAME[column].allowed_words)
        self.out.errors.append(
            CellError(row.number, column, shown(row.raw.get(column, "")), refusal, told, fix)
        )

    # ---------- rows ----------

    def _checked(self, row: _Row) -> bool:
        """Codes by their check characters, coordinates by pair; True while no cell of the row is wrong."""
        before = len(self.out.errors)
        code = row.values.get("uscc")
        if code:
            row.values["uscc"] = normalise(code)
            wrong = check_uscc(code)
            if wrong:
                self._bad(row, "uscc", wrong, allowed=NO_CODE_ALLOWED)
        industry = row.values.get("industry")
        if industry:
            self._industry(row, industry)
        if "longitude" in row.values or "latitude" in row.values:
            self._coordinates(row)
        return len(self.out.errors) == before and row.number not in self._already_bad

    @cached_property
    def _already_bad(self) -> frozenset[int]:
        """Rows with a cell that could not be read; asked for the first time after all cells were."""
        return frozenset(error.row for error in self.out.errors)

    def _industry(self, row: _Row, text: str) -> None:
        wrong = check_industry_code(text)
        if wrong is None and (digits := industry_digits(text)) not in self.industries and digits:
            wrong = Refusal("industry-unknown", N_("GB/T 4754-2017 has no code {value}."), {"value": text})
        if wrong:
            self._bad(row, "industry", wrong)
            return
        digits = industry_digits(text)
        row.values["industry"] = digits if digits.isdigit() else ""

    def _coordinates(self, row: _Row) -> None:
        given = (row.values.get("longitude"), row.values.get("latitude"))
        if None in given:
            self._bad(
                row, "longitude", Refusal("coordinates-half", N_("Longitude and latitude belong together."))
            )
            return
        x, y = (float(Decimal(str(value))) for value in given)
        if not in_china(x, y):
            self._bad(row, "longitude", Refusal("coordinates-outside", N_("This point lies outside China.")))
            return
        row.values["coordinates_given"] = f"{x}, {y} {row.raw.get('datum') or ''}".strip()
        row.values["longitude"], row.values["latitude"] = (
            to_wgs(x, y) if row.values.get("datum") == "gcj" else (x, y)
        )

    # ---------- which unit ----------

    def _match(self, rows: list[_Row]) -> None:
        """A known code means that unit; without a code, the same name in the same place does."""
        codes = [row.values["uscc"] for row in rows if "uscc" in row.values]
        columns = ("id", "version", *Enterprise.FACTS)
        units = Enterprise.objects.of_district(self.actor.district)
        known = {unit["uscc"]: unit for unit in units.filter(uscc__in=codes).values(*columns)}
        former = FormerCode.objects.of_district(self.actor.district).filter(uscc__in=codes)
        by_id = {row.enterprise_id: row.uscc for row in former}
        for unit in units.filter(pk__in=by_id).values(*columns):
            known.setdefault(by_id[unit["id"]], unit)
        nameless = [row.values["name"] for row in rows if "uscc" not in row.values and "name" in row.values]
        by_name: dict[str, list[dict[str, Any]]] = {}
        for unit in units.filter(name__in=nameless).values(*columns):
            by_name.setdefault(unit["name"], []).append(unit)
        for row in rows:
            found = known.get(row.values["uscc"]) if "uscc" in row.values else None
            alike = by_name.get(row.values.get("name", ""), []) if "uscc" not in row.values else []
            row.before = found or (alike[0] if len(alike) == 1 else None)
            row.unit = row.before["id"] if row.before else None

    def _placed(self, row: _Row) -> bool:
        """Region, name and code that a new unit needs; once a code and once a unit in the file; inside what one may write."""
        before = len(self.out.errors)
        self._region(row)
        if row.before is None:
            self._new(row)
        elif row.values.get("state", row.before["state"]) != row.before["state"]:
            text = N_(
                "The status is recorded on the page of the unit, with a day and a reason; a file does not change it."
            )
            self._bad(row, "state", Refusal("state-by-file", text))
        self._once(row)
        return len(self.out.errors) == before

    @cached_property
    def _seen(self) -> dict[str, int]:
        return {}

    def _once(self, row: _Row) -> None:
        mark = str(row.unit or row.values.get("uscc") or "")
        if mark and mark in self._seen:
            text = N_("Row {row} is the same unit. Keep one of the two.")
            column = "uscc" if "uscc" in row.values else "name"
            self._bad(row, column, Refusal("row-twice", text, {"row": str(self._seen[mark])}))
        elif mark:
            self._seen[mark] = row.number

    def _new(self, row: _Row) -> None:
        if not row.values.get("name"):
            self._bad(row, "name", Refusal("name-missing", N_("A new unit needs a name.")))
        if row.values.get("state", UNIT.initial) != UNIT.initial:
            text = N_("A new unit begins as operating; its status is recorded afterwards on its page.")
            self._bad(row, "state", Refusal("state-by-file", text))
        if "uscc" in row.values:
            return
        if not says_none(row.raw.get("uscc", "")):
            self._bad(row, "uscc", Refusal("uscc-missing", NO_CODE), allowed=NO_CODE_ALLOWED)
        elif not row.values.get("principal"):
            text = N_("A trader without a credit code is known by the principal; the name is missing.")
            self._bad(row, "principal", Refusal("principal-missing", text), allowed=NO_CODE_ALLOWED)

    def _region(self, row: _Row) -> None:
        name = row.values.get("town", "")
        town = self.places.town(name) if name else ""
        if name and not town:
            self._no_town(row, name)
            return
        town = town or (
            self.places.town_in(row.values.get("address", ""))
            if row.before is None
            else row.before["region"][:9]
        )
        if not town:
            text = N_("The town or street is missing, and the address names none of this district.")
            self._bad(row, "town", Refusal("town-missing", text), allowed="、".join(self.places.town_names()))
            return
        row.values["region"] = self._village(row, town)
        if not self._may_write(row.values["region"]):
            text = N_("{town} is outside what you may keep in the roster.")
            self._bad(row, "town", Refusal("town-not-yours", text, {"town": name or town}))

    def _village(self, row: _Row, town: str) -> str:
        name = row.values.get("village", "")
        village = self.places.village(town, name) if name else ""
        if name and not village:
            text = N_("{town} has no village “{village}”; the unit is placed in the town.")
            self.out.warnings.append(
                Refusal(
                    "village-unknown",
                    text,
                    {"town": self.places.names[town], "village": name, "row": str(row.number)},
                )
            )
        standing = row.before["region"] if row.before else ""
        return village or (standing if standing.startswith(town) else town)

    def _no_town(self, row: _Row, name: str) -> None:
        towns = "、".join(self.places.town_names())
        near = self.places.near(name)
        other = (
            len(name) > 6
            and ("区" in name or "县" in name or "市" in name)
            and self.places.home.name not in name
        )
        if other:
            text = N_("“{value}” is not in {district}; this district cannot write it.")
            refusal = Refusal("town-elsewhere", text, {"value": name, "district": self.places.home.name})
            self._bad(row, "town", refusal, allowed=N_("hand the row to that district or delete it"))
        elif near:
            text = N_("This district has no town “{value}”; perhaps {near} is meant.")
            self._bad(
                row,
                "town",
                Refusal("town-unknown", text, {"value": name, "near": near}),
                allowed=towns,
                fix=near,
            )
        else:
            self._bad(
                row,
                "town",
                Refusal("town-unknown", N_("This district has no town “{value}”."), {"value": name}),
                allowed=towns,
            )

    def _may_write(self, region: str) -> bool:
        if region not in self.regions:
            self.regions[region] = self.actor.scope.allows("import enterprise", Place(region=region))
        return self.regions[region]

    # ---------- facts ----------

    def _complete(self, rows: list[_Row]) -> None:
        for row in rows:
            self._grid(row)
            row.facts = self._facts(row)
            if row.before is None:
                row.unit = new_id()
                self.out.batch.created[row.unit] = row.facts
            elif any(row.facts[key] != row.before[key] for key in Enterprise.FACTS):
                self.out.batch.changed[row.before["id"]] = (row.before, row.facts)
            else:
                self.out.unchanged += 1

    def _facts(self, row: _Row) -> dict[str, Any]:
        values = row.values
        facts = {**EMPTY, **({key: row.before[key] for key in Enterprise.FACTS} if row.before else {})}
        facts |= {
            key: values[key]
            for key in (*SIMPLE, "name", "region", "industry", "longitude", "latitude")
            if key in values
        }
        if row.before is None:
            facts["uscc"] = values.get("uscc")
            facts["coordinates_given"] = values.get("coordinates_given", "")
        if "features" in values:
            facts["features"] = sorted(values["features"])
        if "aliases" in values:
            new = [
                part.strip()
                for part in values["aliases"].replace("，", "、").replace(";", "、").split("、")
                if part.strip()
            ]
            facts["aliases"] = list(dict.fromkeys([*facts["aliases"], *new]))
        hint = values.get("sector", "")
        if row.before is None or not facts["sector"] or self._says_another(hint, facts["sector"]):
            routed = routed_facts(facts, self.router.route(unit_of(facts, hint)))
            facts = routed if routed["sector"] else facts
        if not facts["size_class"]:
            facts["size_class"] = size_class(self.bands, employees=facts["employees"], sector=facts["sector"])
        return facts

    def _says_another(self, hint: str, sector: str) -> bool:
        named = self._sectors.get(hint)
        return bool(named) and named != sector

    @cached_property
    def _sectors(self) -> dict[str, str]:
        from anbiao.authority.places import sector_names

        return sector_names()

    @cached_property
    def _people(self) -> dict[str, list[User]]:
        people: dict[str, list[User]] = {}
        held = User.objects.filter(district=self.actor.district, is_active=True, grants__duty="grid_member")
        for user in held.distinct():
            people.setdefault(user.name, []).append(user)
        return people

    def _grid(self, row: _Row) -> None:
        """A grid member named for a new unit is put in charge when exactly one bears the name; else a warning."""
        name = row.values.get("grid_member", "")
        if not name or row.before is not None:
            return
        named = self._people.get(name, [])
        if len(named) != 1:
            text = N_("Row {row}: no single grid member is called {name}; the unit is left without one.")
            self.out.warnings.append(Refusal("grid-unknown", text, {"row": str(row.number), "name": name}))
        else:
            row.values["grid"] = named[0].id

    # ---------- duplicates ----------

    def _compare(self, rows: list[_Row], decisions: Mapping[str, Mapping[str, str]]) -> None:
        new = {str(row.unit): row for row in rows if row.before is None}
        for row in new.values():
            if "grid" in row.values and row.unit:
                self.out.batch.grid[row.unit] = row.values["grid"]
        if not new:
            return
        known = standing_looks(self.actor.district)
        for likeness in likely_pairs([look(key, row.facts) for key, row in new.items()], known):
            self._candidate(new, likeness, decisions)

    def _candidate(
        self, new: Mapping[str, _Row], likeness: Likeness, decisions: Mapping[str, Mapping[str, str]]
    ) -> None:
        row, other = new[likeness.first], new.get(likeness.second)
        decision = decisions.get(str(row.number), {}).get("act", "later")
        theirs = other.facts if other else self._standing(likeness.second)
        name = f"row:{other.number}" if other else likeness.second
        self.out.duplicates.append(Candidate(row.number, name, likeness, row.facts, theirs))
        if decision in ("same_new_code", "same_old_code") and other is None:
            self._is_same(row, UUID(likeness.second), theirs, new_code=decision == "same_new_code")
        elif decision == "later":
            self.out.batch.pairs.append((UUID(likeness.second), UUID(likeness.first), likeness))

    def _standing(self, unit: str) -> dict[str, Any]:
        columns = ("id", "version", "registered_on", *Enterprise.FACTS)
        return dict(Enterprise.objects.of_district(self.actor.district).filter(pk=unit).values(*columns)[0])

    def _is_same(self, row: _Row, unit: UUID, before: Mapping[str, Any], *, new_code: bool) -> None:
        """The row is that unit: it brings the unit up to date, and its code replaces the old one, which is kept as former."""
        batch = self.out.batch
        if row.unit is None or unit in batch.changed:
            return
        del batch.created[row.unit]
        batch.grid.pop(row.unit, None)
        stated = {
            key: value
            for key, value in row.facts.items()
            if value not in (None, "", []) and key in Enterprise.FACTS
        }
        stated["uscc"] = row.facts["uscc"] if new_code and row.facts["uscc"] else before["uscc"]
        keep = {key: before[key] for key in ("state", "verified_on", "verified_by")}
        batch.changed[unit] = (dict(before), {**{k: before[k] for k in Enterprise.FACTS}, **stated, **keep})
        if before["uscc"] and stated["uscc"] != before["uscc"]:
            batch.former[unit] = before["uscc"]


def plan_roster(
    actor: Actor, book: Book, sheet: Sheet, found: Recognised, *,
    corrections: Mapping[str, Mapping[str, str]] | None = None, decisions: Mapping[str, Mapping[str, str]] | None = None,
) -> Plan:  # fmt: skip
    """What writing this sheet would do now. Reads the district; writes nothing."""
    return Planner(actor).plan(book, sheet, found, corrections=corrections, decisions=decisions)
