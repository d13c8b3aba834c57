"""The wrong cells of a run, a page at a time, as a reader sees them; and where in the page of a run she is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext

from anbiao.kit.imports.plans import CellError, key_of
from anbiao.kit.imports.telling import error_again
from anbiao.kit.models import ImportRun
from anbiao.kit.texts import say

PAGE = 100
FEW_TABS = 5
OTHERS = "others"


@dataclass(frozen=True)
class Asked:
    """What the address says: which wrong cells, which page of them, which pair of duplicates (from 1; 0 = the next undecided)."""

    tab: str = ""
    page: int = 1
    pair: int = 0

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """Of the query of a request; what makes no sense there is as if it were not there."""
        return cls(params.get("tab", "")[:40], _number(params.get("page"), 1), _number(params.get("pair"), 0))

    @property
    def query(self) -> str:
        """The same as an address has it."""
        given = {"tab": self.tab, "page": self.page if self.page > 1 else "", "pair": self.pair or ""}
        return urlencode({key: value for key, value in given.items() if value})


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


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
    sheet: str = ""

    @property
    def key(self) -> str:
        """Its row, as a run names it."""
        return key_of((self.sheet, self.row))

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"cell:{self.key}:{self.column}"

    @property
    def fix_name(self) -> str:
        """What the button that takes the offered value says."""
        return f"fix:{self.key}:{self.column}"


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


def wrong_cells(run: ImportRun, asked: Asked, labels: Mapping[str, str]) -> WrongCells:
    """The wrong cells of the tab and page that are asked for. `labels`: column → its marked text."""
    by_column: dict[str, int] = run.result.get("by_column", {})
    named = sorted(by_column, key=lambda name: -by_column[name])
    own = named if len(named) <= FEW_TABS + 1 else named[:FEW_TABS]
    all_kept = run.result.get("errors", [])
    kept = [error for error in all_kept if _in_tab(error["column"], asked.tab, own)]
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(1, asked.page), pages)
    start = (page - 1) * PAGE
    rows = [wrong_cell(error_again(error), labels) for error in kept[start : start + PAGE]]
    return WrongCells(
        tabs=_tabs(by_column, own, run.result.get("cells", 0), labels), rows=rows, first=start + 1 if kept else 0,
        last=start + len(rows), total=len(kept), kept=len(all_kept),
        previous=replace(asked, page=page - 1).query if page > 1 else None,
        next=replace(asked, page=page + 1).query if page < pages else None,
    )  # fmt: skip


def _in_tab(column: str, tab: str, own: Sequence[str]) -> bool:
    return not tab or column == tab or (tab == OTHERS and column not in own)


def _tabs(
    by_column: Mapping[str, int], own: Sequence[str], total: int, labels: Mapping[str, str]
) -> list[tuple[str, str, int, str]]:
    if len(by_column) < 2:
        return []
    tabs = [("", gettext("All"), total)]
    tabs += [(name, gettext(labels[name]), by_column[name]) for name in own]
    rest = sum(number for name, number in by_column.items() if name not in own)
    if rest:
        tabs.append((OTHERS, gettext("Others"), rest))
    return [(name, words, number, Asked(tab=name).query) for name, words, number in tabs]


def wrong_cell(error: CellError, labels: Mapping[str, str]) -> WrongCell:
    """One wrong cell in words. What Excel shortened is not offered for correction: it has to be typed in full."""
    shortened = error.value.endswith("…") or "E+" in error.value or error.value.startswith("#")
    return WrongCell(
        error.row, error.column, gettext(labels[error.column]), error.value, say(error.refusal), gettext(error.allowed),
        error.fix, "" if shortened else error.value, error.sheet,
    )  # fmt: skip
