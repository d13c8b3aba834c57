"""The roster file: which columns it may have, and what writing it would do. Dry run and writing share every line of this."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from anbiao.authority.founding import library
from anbiao.authority.models import Industry, User
from anbiao.authority.places import Gazetteer, Offices, router
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.imports.cells import says_none, shown
from anbiao.kit.imports.footers import said_rows
from anbiao.kit.imports.plans import CellError, Mark
from anbiao.kit.imports.sheets import Book
from anbiao.kit.imports.tables import Table, warnings_of
from anbiao.registry.actions.likely import Comparison
from anbiao.registry.actions.roster_cells import typed_rows
from anbiao.registry.actions.roster_columns import BY_NAME
from anbiao.registry.actions.roster_places import Located, no_such_town
from anbiao.registry.actions.roster_plan import Plan, Row
from anbiao.registry.actions.units import EMPTY, routed_facts, unit_of
from anbiao.registry.models import Enterprise, FormerCode
from anbiao.rules.coordinates import in_china, to_wgs
from anbiao.rules.identifiers import check_industry_code, check_uscc, industry_digits, normalise
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal
from anbiao.rules.units import UNIT, Band, size_class

SIMPLE = (
    "address", "business_scope", "size_class", "employees", "principal", "safety_manager", "phone", "established_on",
)  # fmt: skip
NO_CODE = N_("A new unit needs its credit code.")
NO_CODE_ALLOWED = N_("18 places; for a trader without one write 无 and name the principal")


class Planner:
    """Reads the district once and plans the tables of a file: `Planner(actor).plan(book, tables)`.

    `reached` hears how far the work is, in per cent; what it raises stops the work.
    """

    def __init__(self, actor: Actor, reached: Callable[[int], None]) -> None:
        self.actor = actor
        self.reached = reached
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
        self.located: Located | None = None

    def plan(
        self, book: Book, tables: Sequence[Table], *,
        corrections: Mapping[str, Mapping[str, str]] | None = None, decisions: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Plan:  # fmt: skip
        """The plan of the tables. `corrections`: row → column → value typed by a person. `decisions`: row → what it is; a row by its key."""
        self.out = Plan(sheet=tables[0][0].name, warnings=warnings_of(book, tables))
        rows, wrong = typed_rows(book, tables, corrections or {})
        for row, column, refusal in wrong:
            self._bad(row, column, refusal)
        self.out.rows = len(rows)
        self.reached(30)
        rows = self._set_aside(rows)
        good = [row for row in rows if self._checked(row)]
        self._match(good)
        good = [row for row in good if self._placed(row)]
        self.reached(50)
        self._complete(good)
        self.reached(70)
        self._compare(good, decisions or {})
        self.out.wrong = {row.mark: row.raw for row in rows if row.mark in self.out.bad_rows}
        self.reached(95)
        return self.out

    def _set_aside(self, rows: list[Row]) -> list[Row]:
        """Of tables that name no towns: the places are made ready, and what is not for this roster is set aside."""
        unnamed = [row for row in rows if row.by_address]
        if not unnamed:
            return rows
        self.located = Located(self.actor.district, [row.values.get("address", "") for row in unnamed])
        self.out.aside = self.located.aside(unnamed)
        gone = {each.mark for each in self.out.aside}
        self.out.errors = [error for error in self.out.errors if error.mark not in gone]
        return [row for row in rows if row.mark not in gone]

    # ---------- cells ----------

    def _bad(self, row: Row, column: str, refusal: Refusal, *, allowed: str = "", fix: str = "") -> None:
        told = allowed or str(BY_NAME[column].allowed_words)
        self.out.errors.append(
            CellError(row.number, column, shown(row.cell(column)), refusal, told, fix, row.sheet)
        )

    # ---------- rows ----------

    def _checked(self, row: Row) -> bool:
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
        return len(self.out.errors) == before and row.mark not in self._already_bad

    @cached_property
    def _already_bad(self) -> frozenset[Mark]:
        """Rows with a cell that could not be read; asked for the first time after all cells were."""
        return frozenset(error.mark for error in self.out.errors)

    def _industry(self, row: Row, text: str) -> None:
        wrong = check_industry_code(text)
        if wrong is None and (digits := industry_digits(text)) not in self.industries and digits:
            wrong = Refusal("industry-unknown", N_("GB/T 4754-2017 has no code {value}."), {"value": text})
        if wrong:
            self._bad(row, "industry", wrong)
            return
        digits = industry_digits(text)
        row.values["industry"] = digits if digits.isdigit() else ""

    def _coordinates(self, row: Row) -> None:
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
        row.values["coordinates_given"] = f"{x}, {y} {row.cell('datum') or ''}".strip()
        row.values["longitude"], row.values["latitude"] = (
            to_wgs(x, y) if row.values.get("datum") == "gcj" else (x, y)
        )

    # ---------- which unit ----------

    def _match(self, rows: list[Row]) -> None:
        """A known code means that unit; without a code, the same name in the same place does."""
        codes = [row.values["uscc"] for row in rows if "uscc" in row.values]
        columns = ("id", "version", *Enterprise.FACTS)
        units = Enterprise.objects.of_district(self.actor.district)
        known = {unit["uscc"]: unit for unit in units.filter(uscc__among=codes).values(*columns)}
        former = FormerCode.objects.of_district(self.actor.district).filter(uscc__among=codes)
        owners = dict(former.values_list("uscc", "enterprise_id"))
        owning = {unit["id"]: unit for unit in units.filter(pk__among=owners.values()).values(*columns)}
        known = {**{code: owning[unit] for code, unit in owners.items()}, **known}
        nameless = [row.values["name"] for row in rows if "uscc" not in row.values and "name" in row.values]
        by_name: dict[str, list[dict[str, Any]]] = {}
        for unit in units.filter(name__among=nameless).values(*columns):
            by_name.setdefault(unit["name"], []).append(unit)
        for row in rows:
            found = known.get(row.values["uscc"]) if "uscc" in row.values else None
            alike = by_name.get(row.values.get("name", ""), []) if "uscc" not in row.values else []
            here = [unit for unit in alike if self._in_town(row, unit["region"])]
            row.before = found or (here[0] if len(here) == 1 else None)
            row.unit = row.before["id"] if row.before else None

    def _in_town(self, row: Row, region: str) -> bool:
        """Whether a unit lies in the town that the row names; a row that names none agrees with any."""
        town = self.places.town(row.values.get("town", "")) if row.values.get("town") else ""
        return not town or region.startswith(town)

    def _placed(self, row: Row) -> bool:
        """Region, name and code that a new unit needs; once a code and once a unit in the file; inside what one may write."""
        before = len(self.out.errors)
        self._region(row)
        if row.before is None:
            self._new(row)
        elif not self._may_write(row.before["region"]):
            text = N_(
                "This unit stands in the roster outside what you may keep. The district safety office can move it."
            )
            self._bad(row, "uscc" if "uscc" in row.values else "name", Refusal("unit-not-yours", text))
        elif row.values.get("state", row.before["state"]) != row.before["state"]:
            text = N_(
                "The status is recorded on the page of the unit, with a day and a reason; a file does not change it."
            )
            self._bad(row, "state", Refusal("state-by-file", text))
        self._once(row)
        return len(self.out.errors) == before

    @cached_property
    def _seen(self) -> dict[str, Row]:
        return {}

    def _once(self, row: Row) -> None:
        mark = str(row.unit or row.values.get("uscc") or "")
        if mark and mark in self._seen:
            text, other = N_("Row {row} is the same unit. Keep one of the two."), self._seen[mark]
            if other.sheet != row.sheet:
                text = N_("Row {row} of sheet {sheet} is the same unit. Keep one of the two.")
            column = "uscc" if "uscc" in row.values else "name"
            self._bad(
                row, column, Refusal("row-twice", text, {"row": str(other.number), "sheet": other.sheet})
            )
        elif mark:
            self._seen[mark] = row

    def _new(self, row: Row) -> None:
        if not row.values.get("name"):
            self._bad(row, "name", Refusal("name-missing", N_("A new unit needs a name.")))
        if row.values.get("state", UNIT.initial) != UNIT.initial:
            text = N_("A new unit begins as operating; its status is recorded afterwards on its page.")
            self._bad(row, "state", Refusal("state-by-file", text))
        if "uscc" in row.values:
            return
        if not says_none(row.cell("uscc")):
            self._bad(row, "uscc", Refusal("uscc-missing", NO_CODE), allowed=NO_CODE_ALLOWED)
        elif not row.values.get("principal"):
            text = N_("A trader without a credit code is known by the principal; the name is missing.")
            self._bad(row, "principal", Refusal("principal-missing", text), allowed=NO_CODE_ALLOWED)

    def _region(self, row: Row) -> None:
        name = row.values.get("town", "")
        town = self.places.town(name) if name else ""
        if name and not town:
            self._no_town(row, name)
            return
        if self.located and row.by_address and not name and row.before is None:
            placed = self.located.place(row.values.get("village", "") + row.values.get("address", ""))
            row.values |= {"region": placed.region or self.actor.district, "placed_by": placed.kept}
            self._mine(row, self.places.names.get(row.values["region"][:9], ""))
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
        if name:
            row.values["placed_by"] = ""
        self._mine(row, name or town)

    def _mine(self, row: Row, town: str) -> None:
        if not self._may_write(row.values["region"]):
            text = N_("{town} is outside what you may keep in the roster.")
            self._bad(row, "town", Refusal("town-not-yours", text, {"town": town}))

    def _village(self, row: Row, town: str) -> str:
        name = row.values.get("village", "")
        village = self.places.village(town, name) if name else ""
        if name and not village:
            text = N_("{town} has no village “{village}”; the unit is placed in the town.")
            self.out.warnings.append(
                Refusal(
                    "village-unknown",
                    text,
                    {"town": self.places.names[town], "village": name, "row": said_rows([row.mark])},
                )
            )
        standing = row.before["region"] if row.before else ""
        return village or (standing if standing.startswith(town) else town)

    def _no_town(self, row: Row, name: str) -> None:
        refusal, allowed, near = no_such_town(self.places, name)
        self._bad(row, "town", refusal, allowed=allowed, fix=near)

    def _may_write(self, region: str) -> bool:
        if region not in self.regions:
            self.regions[region] = self.actor.scope.allows("import enterprise", Place(region=region))
        return self.regions[region]

    # ---------- facts ----------

    def _complete(self, rows: list[Row]) -> None:
        for row in rows:
            self._grid(row)
            row.facts = self._facts(row)
            row.values = (
                {"grid": row.values["grid"]} if "grid" in row.values else {}
            )  # the rest is in the facts
            if row.before is None:
                row.unit = new_id()
                self.out.batch.created[row.unit] = row.facts
            elif any(row.facts[key] != row.before[key] for key in Enterprise.FACTS):
                self.out.batch.changed[row.before["id"]] = (row.before, row.facts)
            else:
                self.out.unchanged += 1

    def _facts(self, row: Row) -> dict[str, Any]:
        values = row.values
        facts = {**EMPTY, **({key: row.before[key] for key in Enterprise.FACTS} if row.before else {})}
        facts |= {
            key: values[key]
            for key in (*SIMPLE, "name", "region", "placed_by", "industry", "longitude", "latitude")
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

    def _grid(self, row: Row) -> None:
        """A grid member named for a new unit is put in charge when exactly one bears the name; else a warning."""
        name = row.values.get("grid_member", "")
        if not name or row.before is not None:
            return
        named = self._people.get(name, [])
        if len(named) != 1:
            text = N_("Row {row}: no single grid member is called {name}; the unit is left without one.")
            params = {"row": said_rows([row.mark]), "name": name}
            self.out.warnings.append(Refusal("grid-unknown", text, params))
        else:
            row.values["grid"] = named[0].id

    # ---------- duplicates ----------

    def _compare(self, rows: list[Row], decisions: Mapping[str, Mapping[str, str]]) -> None:
        """New units beside the roster and each other; what a person decided is done, the rest is for the work list."""
        new = {row.unit: (row.mark, row.facts) for row in rows if row.before is None and row.unit}
        grid = {
            row.unit: row.values["grid"]
            for row in rows
            if row.before is None and row.unit and "grid" in row.values
        }
        self.out.batch.grid.update(grid)
        comparison = Comparison(self.actor.district, self._may_write, self.out.batch)
        self.out.duplicates = comparison.decide(new, {key: told["act"] for key, told in decisions.items()})
        self.out.unchanged += comparison.joined


def _unheard(_percent: int) -> None:
    """For whoever does not ask how far the work is."""


def plan_roster(
    actor: Actor, book: Book, tables: Sequence[Table], *,
    corrections: Mapping[str, Mapping[str, str]] | None = None, decisions: Mapping[str, Mapping[str, str]] | None = None,
    reached: Callable[[int], None] = _unheard,
) -> Plan:  # fmt: skip
    """What writing these tables would do now. Reads the district; writes nothing. `reached` hears per cents."""
    return Planner(actor, reached).plan(book, tables, corrections=corrections, decisions=decisions)
