"""A check-list out of a workbook: a new version of the list of a unit, or of every unit that the file names. Written whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anbiao.inspection.actions.incoming.list_columns import BY_NAME, COLUMNS
from anbiao.inspection.actions.incoming.list_writing import NewList, write_lists
from anbiao.inspection.actions.incoming.units import Units, Whose, above, named
from anbiao.inspection.models import CheckList
from anbiao.inspection.queries import lists
from anbiao.inspection.queries.lists import Item
from anbiao.kit.actor import Actor
from anbiao.kit.imports import plans
from anbiao.kit.imports.cells import clean
from anbiao.kit.imports.footers import said_rows
from anbiao.kit.imports.intake import Intake
from anbiao.kit.imports.plans import CellError, Mark
from anbiao.kit.imports.sheets import Book
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_, Refusal
from anbiao.standards import workbooks

CAPABILITY = "import check-list"
USUAL = "monthly"
LEFT_OUT = N_("{unit}: {number} items of its present list are not in the file and leave the list. The version before stays readable.")  # fmt: skip
NO_FREQUENCY = N_("Rows {rows}: no frequency is named; they are checked every month.")


@dataclass
class Row:
    """An item of the file: where it stands, its values, whose it is."""

    marks: list[Mark]
    values: dict[str, Any]
    said: Whose


@dataclass
class ListPlan(plans.Plan):
    """What a workbook would do: new versions of lists, and what its rows are to them."""

    made: list[NewList] = field(default_factory=list)
    created: int = 0
    updated: int = 0

    def counts(self) -> dict[str, int]:
        """rows = good + bad, counted in items."""
        return self.counted(created=self.created, updated=self.updated, duplicates=0)


class Planner:
    """Plans a workbook for one district: `Planner(actor, unit).plan(book)`. `unit`: a code or an id for rows that name none."""

    def __init__(self, actor: Actor, unit: str) -> None:
        self.actor = actor
        self.given = unit
        self.out = ListPlan()

    def plan(self, book: Book) -> ListPlan:
        """The plan of a book. Raises Refused when no sheet of it holds items."""
        tables = workbooks.tables_of(book, COLUMNS)
        many = len(tables) > 1
        self.out = ListPlan(sheet=tables[0][0].name)
        read = workbooks.Reading()
        rows = []
        for sheet, seen in tables:
            speaks = above(sheet, seen)
            for item in workbooks.items_of(book, sheet, seen, read, BY_NAME):
                marks = [(sheet.name if many else "", number) for number in item.rows]
                self._place(item, sheet.name if many else "")
                rows.append(Row(marks, item.values, named(item.values, speaks)))
        self._keep_errors(read, many=many)
        self.out.warnings += [w for w in read.warnings if w.code not in ("rows-without-values",)]
        self._tell_sheets(book, [sheet.name for sheet, _ in tables])
        self.out.rows = len(rows)
        self._sort(rows)
        return self.out

    def _place(self, item: workbooks.Item, sheet: str) -> None:
        """Where an item belongs: its area, else the part or the sheet in which it stands; and what to look for."""
        values = item.values
        values["area"] = values.get("area") or values.get("section") or sheet
        values["look"] = values.get("look") or values.get("text", "")

    def _keep_errors(self, read: workbooks.Reading, *, many: bool) -> None:
        for each in read.errors:
            allowed = str(BY_NAME[each.column].allowed_words)
            sheet = each.sheet if many else ""
            self.out.errors.append(
                CellError(each.row, each.column, each.value, each.refusal, allowed, sheet=sheet)
            )

    def _tell_sheets(self, book: Book, taken: Sequence[str]) -> None:
        others = [
            sheet.name for sheet in book.sheets if sheet.name not in taken and (sheet.rows or sheet.hidden)
        ]
        if others:
            text = N_("These sheets hold no check-list, or are hidden, and were not read: {sheets}.")
            self.out.warnings.append(Refusal("sheets-other", text, {"sheets": "、".join(others)}))

    # ---------- whose ----------

    def _sort(self, rows: Sequence[Row]) -> None:
        """Rows to their units; then one list after another."""
        default = self._default(rows)
        units = Units(self.actor, CAPABILITY, {row.said for row in rows})
        by_unit: dict[UUID, list[Row]] = defaultdict(list)
        for row in rows:
            unit: Any = (
                default
                if default is not None and not (row.said.code or row.said.name)
                else units.find(row.said)
            )
            if isinstance(unit, Enterprise):
                units.by_id.setdefault(unit.pk, unit)
                by_unit[unit.pk].append(row)
            else:
                self._bad(row, *unit)
        standing = _latest(self.actor, by_unit)
        for pk, own in by_unit.items():
            self._list(units.by_id[pk], own, standing.get(pk))
        bad = {error.mark for error in self.out.errors}
        self.out.wrong = {row.marks[0]: row.values for row in rows if set(row.marks) & bad}
        bare = [row.marks[0] for row in rows if "frequency" not in row.values and not set(row.marks) & bad]
        if bare:
            words = said_rows(bare)
            self.out.warnings.append(Refusal("frequency-put", NO_FREQUENCY, {"rows": words}))

    def _default(self, rows: Sequence[Row]) -> Enterprise | None:
        """The unit that was named beside the file."""
        if not self.given:
            return None
        found = Units(self.actor, CAPABILITY, [Whose(code=self.given)] if "-" not in self.given else [])
        if "-" in self.given:
            visible = Enterprise.objects.visible_to(self.actor.scope, CAPABILITY)
            return visible.filter(pk=UUID(self.given)).first()
        unit = found.find(Whose(code=self.given))
        if isinstance(unit, Enterprise):
            return unit
        for row in rows:
            if not (row.said.code or row.said.name):
                row.said = Whose(code=self.given)
        return None

    # ---------- one list ----------

    def _list(self, unit: Enterprise, rows: Sequence[Row], standing: CheckList | None) -> None:
        """The new version of one unit's list, if it is another than the one that stands."""
        old = [lists.item_of(item) for item in standing.items] if standing else []
        version = standing.version if standing else 0
        match, bad = _Match(old), {error.mark for error in self.out.errors}
        items: list[Item] = []
        fresh = changed = same = 0
        for number, row in enumerate(rows, start=1):
            kept = match.take(row.values)
            if set(row.marks) & bad or not self._is_right(row, len(items), match):
                items += [kept] if kept else []  # what is wrong in the file leaves what stands as it is
                continue
            item = _item(row.values, kept) | {"id": kept["id"] if kept else f"own-{version + 1}-{number}"}
            items.append(item)
            fresh, changed, same = (
                fresh + (kept is None),
                changed + (kept not in (None, item)),
                same + (kept == item),
            )
        gone = match.left()
        if items == old or not items:
            self.out.unchanged += fresh + changed + same
            return
        if gone:
            told = {"unit": unit.name, "number": str(gone)}
            self.out.warnings.append(Refusal("items-left-out", LEFT_OUT, told))
        # A list that only loses items, or orders them anew, is another list: its rows go into the new version.
        changed, same = (same, 0) if not (fresh or changed) else (changed, same)
        self.out.created, self.out.updated = self.out.created + fresh, self.out.updated + changed
        self.out.unchanged += same
        begun = list(standing.begun_from) if standing else []
        self.out.made.append(NewList(unit, version, tuple(items), tuple(begun)))

    def _is_right(self, row: Row, number: int, match: "_Match") -> bool:
        if "item" not in row.values:
            self._bad(row, "item", Refusal("item-missing", N_("Every item says what is checked.")))
        elif number >= lists.MOST_ITEMS:
            text = N_("A check-list has at most {number} items. Split it by workplace.")
            self._bad(row, "item", Refusal("list-too-long", text, {"number": str(lists.MOST_ITEMS)}))
        elif (first := match.seen(row)) is not None:
            text = N_("Row {row} is the same item. Keep one of the two.")
            self._bad(row, "item", Refusal("row-twice", text, {"row": str(first)}))
        else:
            return True
        return False

    def _bad(self, row: Row, column: str, refusal: Refusal) -> None:
        sheet, number = row.marks[0]
        told = str(BY_NAME[column].allowed_words)
        value = str(row.values.get(column, ""))
        self.out.errors.append(CellError(number, column, value, refusal, told, sheet=sheet))


class _Match:
    """The items that stand in a list, taken one by one by the rows of a file: by area and item, in either language."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_words: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._items = list(items)
        self._taken: set[int] = set()
        self._rows: dict[tuple[str, ...], int] = {}
        for place, item in enumerate(self._items):
            for end in ("", "_en"):
                area, title = (item[f"{key}{end}"] or item[key] for key in ("area", "title"))
                self._by_words[_plain(area, "area"), _plain(title, "item")].append(place)

    def take(self, values: Mapping[str, Any]) -> Item | None:
        """The item that a row is about, the first of equals that no row has taken yet."""
        key = (str(values.get("area", "")), str(values.get("item", "")))
        place = next((each for each in self._by_words.get(key, ()) if each not in self._taken), None)
        if place is None or not key[1]:
            return None
        self._taken.add(place)
        return self._items[place]

    def left(self) -> int:
        """How many items no row was about."""
        return len(self._items) - len(self._taken)

    def seen(self, row: Row) -> int | None:
        """The row that said exactly the same before."""
        key = tuple(str(row.values.get(name, "")) for name in ("area", "item", "look", "frequency", "post"))
        first = self._rows.setdefault(key, row.marks[0][1])
        return None if first == row.marks[0][1] else first


TEXTS = {
    "area": "area",
    "title": "item",
    "look": "look",
    "method": "method",
    "post": "post",
    "basis": "basis",
}


def _item(values: Mapping[str, Any], kept: Item | None) -> Item:
    """An item as a row says it. What the row says as it stands keeps its other language; what it leaves empty stays."""
    item = lists.item_of(kept or {})
    for key, name in TEXTS.items():
        said = str(values.get(name, ""))
        if not said or said in (_plain(item[key], name), _plain(item.get(f"{key}_en", ""), name)):
            continue
        item[key] = said
        if f"{key}_en" in item:
            item[f"{key}_en"] = ""
    item["frequency"] = str(values.get("frequency") or item["frequency"] or USUAL)
    return item


def _plain(text: str, column: str) -> str:
    """A text as a file could say it, line by line."""
    return str(clean(text, BY_NAME[column])[0] or "") if text else ""


def _latest(actor: Actor, units: Iterable[UUID]) -> dict[UUID, CheckList]:
    """Unit → the version of its list that counts. One query."""
    rows = CheckList.objects.of_district(actor.district).filter(enterprise_id__in=list(units))
    return {
        row.enterprise_id: row for row in rows.order_by("enterprise_id", "-version").distinct("enterprise_id")
    }


def plan_lists(actor: Actor, book: Book, choices: Mapping[str, Any]) -> ListPlan:
    """What writing this book would do now; `choices["unit"]` is the code or id of the unit whose list it is. Writes nothing."""
    return Planner(actor, str(choices.get("unit", ""))).plan(book)


def write_plan(actor: Actor, plan: ListPlan) -> bool:
    """Writes the plan in the caller's transaction; False when a list was changed since it was made."""
    return write_lists(actor, plan.made)


CHECK_LISTS = Intake("checklist", CAPABILITY, "check-list", COLUMNS, plan_lists, write_plan)
