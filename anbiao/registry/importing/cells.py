"""The columns of the file and its wrong cells, a page at a time, as the reader sees and corrects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from anbiao.kit.models import ImportRun
from anbiao.kit.texts import say
from anbiao.registry.actions.import_telling import error_again
from anbiao.registry.actions.roster_columns import BY_NAME, TAKEN
from anbiao.registry.actions.roster_plan import CellError
from anbiao.registry.importing.runs import Asked

PAGE = 100
FEW_TABS = 5
OTHERS = "others"


# ---------- columns ----------


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: letters, heading, samples, which of ours it is ("" none), how sure, and why it is left out."""

    index: int
    letters: str
    heading: str
    sample: Sequence[str]
    column: str
    sure: str

    @property
    def is_derived(self) -> bool:
        """True for a column of our own export that follows from the others and is never taken."""
        return bool(self.column) and self.column not in {column.name for column in TAKEN}


def file_columns(run: ImportRun, chosen: Mapping[int, str] | None = None) -> list[FileColumn]:
    """The columns of the file as they stand confirmed or recognised, or as they were just `chosen`."""
    taken = {index: name for name, index in run.mapping.items()} if chosen is None else chosen
    return [
        FileColumn(c["index"], c["letters"], c["heading"], c["sample"], taken.get(c["index"], ""), c["sure"])
        for c in run.result.get("columns", ())
    ]


def chosen_columns(run: ImportRun, given: Mapping[str, str]) -> dict[int, str] | None:
    """Index → our column ("" none) as a form says it; None for a form that is about something else."""
    indices = [c["index"] for c in run.result.get("columns", ())]
    chosen = {index: given[f"column-{index}"] for index in indices if f"column-{index}" in given}
    return chosen or None


def column_choices() -> list[tuple[str, str]]:
    """Our columns: name and words."""
    return [(column.name, gettext(column.label)) for column in TAKEN]


# ---------- wrong cells ----------


@dataclass(frozen=True)
class WrongCell:
    """A wrong cell in the reader's language. `typed` is what stands in the field when it is opened."""

    row: int
    column: str
    label: str
    value: str
    reason: str
    allowed: str
    fix: str
    typed: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"cell:{self.row}:{self.column}"


@dataclass(frozen=True)
class WrongCells:
    """A page of wrong cells with its tabs (name, words, count, address)."""

    tabs: Sequence[tuple[str, str, int, str]]
    rows: Sequence[WrongCell]
    first: int
    last: int
    total: int
    kept: int
    previous: str | None
    next: str | None


def wrong_cells(run: ImportRun, asked: Asked) -> WrongCells:
    """The wrong cells of the tab and page that are asked for."""
    by_column: dict[str, int] = run.result.get("by_column", {})
    named = sorted(by_column, key=lambda name: -by_column[name])
    own = named if len(named) <= FEW_TABS + 1 else named[:FEW_TABS]
    all_kept = run.result.get("errors", [])
    kept = [error for error in all_kept if _in_tab(error["column"], asked.tab, own)]
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(1, asked.page), pages)
    start = (page - 1) * PAGE
    rows = [wrong_cell(error_again(error)) for error in kept[start : start + PAGE]]
    return WrongCells(
        tabs=_tabs(by_column, own, run.result.get("cells", 0)), rows=rows, first=start + 1 if kept else 0,
        last=start + len(rows), total=len(kept), kept=len(all_kept),
        previous=replace(asked, page=page - 1).query if page > 1 else None,
        next=replace(asked, page=page + 1).query if page < pages else None,
    )  # fmt: skip


def _in_tab(column: str, tab: str, own: Sequence[str]) -> bool:
    return not tab or column == tab or (tab == OTHERS and column not in own)


def _tabs(by_column: Mapping[str, int], own: Sequence[str], total: int) -> list[tuple[str, str, int, str]]:
    if len(by_column) < 2:
        return []
    tabs = [("", gettext("All"), total)]
    tabs += [(name, gettext(BY_NAME[name].label), by_column[name]) for name in own]
    rest = sum(number for name, number in by_column.items() if name not in own)
    if rest:
        tabs.append((OTHERS, gettext("Others"), rest))
    return [(name, words, number, Asked(tab=name).query) for name, words, number in tabs]


def wrong_cell(error: CellError) -> WrongCell:
    """One wrong cell in words. What Excel shortened is not offered for correction: it has to be typed in full."""
    shortened = error.value.endswith("…") or "E+" in error.value or error.value.startswith("#")
    return WrongCell(
        error.row, error.column, gettext(BY_NAME[error.column].label), error.value, say(error.refusal),
        gettext(error.allowed), error.fix, "" if shortened else error.value,
    )  # fmt: skip


def typed_cells(run: ImportRun, given: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """Of a sent form, the cells in which something else stands than before: (row, column) → value."""
    offered = {f"fix:{e['row']}:{e['column']}": e for e in run.result.get("errors", ()) if e["fix"]}
    accepted = offered.get(given.get("fix", ""))
    cells = {(accepted["row"], accepted["column"]): accepted["fix"]} if accepted else {}
    for kept in run.result.get("errors", ()):
        cell = wrong_cell(error_again(kept))
        value = given.get(cell.name)
        if value is not None and value.strip() != cell.typed.strip():
            cells.setdefault((cell.row, cell.column), value.strip())
    return cells
