"""The columns of the file and its wrong cells, a page at a time, as the reader sees and corrects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from anbiao.kit.imports.telling import error_again
from anbiao.kit.imports.wrong import wrong_cell
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.roster_columns import BY_NAME, TAKEN

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

LABELS = {column.name: column.label for column in BY_NAME.values()}


def typed_cells(run: ImportRun, given: Mapping[str, str]) -> dict[tuple[int, str], str]:
    """Of a sent form, the cells in which something else stands than before: (row, column) → value."""
    offered = {f"fix:{e['row']}:{e['column']}": e for e in run.result.get("errors", ()) if e["fix"]}
    accepted = offered.get(given.get("fix", ""))
    cells = {(accepted["row"], accepted["column"]): accepted["fix"]} if accepted else {}
    for kept in run.result.get("errors", ()):
        cell = wrong_cell(error_again(kept), LABELS)
        value = given.get(cell.name)
        if value is not None and value.strip() != cell.typed.strip():
            cells.setdefault((cell.row, cell.column), value.strip())
    return cells
