"""The columns of the file and its wrong cells, a page at a time, as the reader sees and corrects them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from anbiao.kit.imports.telling import error_again
from anbiao.kit.imports.wrong import wrong_cell
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.roster_columns import BY_NAME, TAKEN

# ---------- sheets ----------


@dataclass(frozen=True)
class FileSheet:
    """A sheet of the file: its rows, whether it is read, and in what it differs from the one that leads ("" where in nothing)."""

    name: str
    rows: int
    is_read: bool
    differs: str


def file_sheets(run: ImportRun, ticked: Collection[str] | None = None) -> list[FileSheet]:
    """The sheets that have headings of a roster, as they are read, or as they were just `ticked`."""
    read = run.sheets if ticked is None else ticked
    return [
        FileSheet(told["name"], told["rows"], told["name"] in read, _differs(told))
        for told in run.result.get("tables", ())
    ]


def _differs(told: Mapping[str, Any]) -> str:
    if not told["rows"]:
        return gettext("no rows")
    lacks, beside = ("、".join(told[name]) for name in ("lacks", "beside"))
    words = [gettext("lacks %(headings)s") % {"headings": lacks}] if lacks else []
    words += [gettext("has %(headings)s beside") % {"headings": beside}] if beside else []
    return gettext("; ").join(words)


def ticked(given: QueryDict) -> list[str] | None:
    """The sheets that a form ticks; None for a form without sheets to tick."""
    return given.getlist("sheet") if "sheets" in given else None


# ---------- columns ----------


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: letters, heading, samples, which of ours it is ("" none), how sure; its sheet where the first one lacks it."""

    index: int
    sheet: str
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
    return [
        FileColumn(
            c["index"], c.get("sheet", ""), c["letters"], c["heading"], c["sample"],
            _confirmed(run, c) if chosen is None else chosen.get(c["index"], ""), c["sure"],
        )
        for c in run.result.get("columns", ())
    ]  # fmt: skip


def _confirmed(run: ImportRun, column: Mapping[str, Any]) -> str:
    places = column.get("places", {run.sheet: column["index"]})
    for sheet, mapping in run.tables:
        for name, index in mapping.items():
            if places.get(sheet) == index:
                return str(name)
    return ""


def chosen_columns(run: ImportRun, given: Mapping[str, str]) -> dict[int, str] | None:
    """Index → our column ("" none) as a form says it; None for a form that is about something else."""
    indices = [c["index"] for c in run.result.get("columns", ())]
    chosen = {index: given[f"column-{index}"] for index in indices if f"column-{index}" in given}
    return chosen or None


def column_choices() -> list[tuple[str, str]]:
    """Our columns: name and words."""
    return [(column.name, gettext(column.label)) for column in TAKEN]


# ---------- wrong cells ----------

LABELS = {column.name: column.label for column in BY_NAME.values()}


def typed_cells(run: ImportRun, given: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Of a sent form, the cells in which something else stands than before: (key of the row, column) → value."""
    shown = [wrong_cell(error_again(kept), LABELS) for kept in run.result.get("errors", ())]
    offered = {cell.fix_name: cell for cell in shown if cell.fix}
    accepted = offered.get(given.get("fix", ""))
    cells = {(accepted.key, accepted.column): accepted.fix} if accepted else {}
    for cell in shown:
        value = given.get(cell.name)
        if value is not None and value.strip() != cell.typed.strip():
            cells.setdefault((cell.key, cell.column), value.strip())
    return cells
