"""One reading of a list: from the address to rows, counts, chips and links, ready for a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.models import SavedView
from anbiao.kit.register import Register
from anbiao.kit.register.columns import Cell, Column, cell, joined
from anbiao.kit.register.counting import Count, counts
from anbiao.kit.register.filters import Filter, ListState, Option, parse
from anbiao.kit.register.following import with_stars
from anbiao.kit.register.grouping import KEY, group_value, sizes
from anbiao.kit.register.grouping import Head as GroupHead
from anbiao.kit.register.paging import MANY, Page, in_order, page_of, stands_as_entered
from anbiao.kit.register.ranges import Days
from anbiao.kit.register.saved import Kept, kept_of

MOST_SAID = 2


@dataclass(frozen=True)
class Line:
    """A row on the page."""

    id: Any
    label: str
    url: str
    cells: Sequence[Cell]
    group: GroupHead | None = None
    is_followed: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter in the bar: its words, the options with their choice, what is chosen, and the address without it.

    A range has `days` in place of options: the names of its two ends in the address, and what stands there.
    """

    name: str
    label: str
    first: bool
    groups: Sequence[tuple[str, Sequence[tuple[Option, bool]]]]
    said: str
    without: str
    long: bool = False
    days: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Tab:
    """A view as a tab: words, address, number of rows, and the view itself where a person keeps it."""

    label: str
    query: str
    count: Count
    current: bool
    kept: SavedView | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column: where a click on it leads, and how it sorts now."""

    column: Column
    query: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Listing:
    """What a register says to one actor at one address."""

    register: Register
    actor: Actor
    params: QueryDict
    _options: dict[str, Sequence[Option]] = field(default_factory=dict)

    def options(self, wanted: Filter) -> Sequence[Option]:
        """The options of a filter, asked for once."""
        if wanted.name not in self._options:
            self._options[wanted.name] = wanted.options(self.actor)
        return self._options[wanted.name]

    @cached_property
    def state(self) -> ListState:
        """What the address asks for; what it leaves open of columns and groups is as the reader last had it."""
        state = self.read(self.params)
        if "cols" in self.params or "group" in self.params:
            return state
        kept = self.read(QueryDict(self._kept.remembered))
        return replace(state, columns=kept.columns, group=kept.group)

    @cached_property
    def _kept(self) -> Kept:
        return kept_of(self.actor, self.register.name)

    def read(self, params: QueryDict) -> ListState:
        """What any address of this list asks for."""
        register = self.register
        return parse(
            params, filters=register.filters, sorts=register.sorts, options=self.options, days=register.days,
            columns=list(register.named), groups=register.groups,
        )  # fmt: skip

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown, in their order."""
        return self.register.shown(self.state)

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column and whether it is shown: the shown ones first, in their order."""
        rest = [column for column in self.register.columns if column not in self.columns]
        return [(column, True) for column in self.columns] + [(column, False) for column in rest]

    @property
    def grouped(self) -> Column | None:
        """The column whose values are heads."""
        return self.register.groups.get(self.state.group)

    @cached_property
    def page(self) -> Page:
        """The rows of this page, with what their columns need from elsewhere."""
        rows, column, down = in_order(self.register, self.actor, self.state, self.total.number)
        is_many = bool(self.state.q) and self.total.number > MANY
        if self.register.follows:
            rows = with_stars(self.actor, self.register.name, rows)
        page = page_of(rows, self.state, column, down=down, is_many=is_many, group=self.grouped)
        if self.register.prepare:
            self.register.prepare(self.actor, page.rows)
        return page

    @cached_property
    def stands_as_entered(self) -> bool:
        """True where so many were found that they stand in the order of their entry until a column is chosen."""
        return stands_as_entered(self.register, self.state, self.total.number)

    @cached_property
    def lines(self) -> list[Line]:
        """The rows as cells."""
        heads = self._group_heads()
        return [self._line(row, head) for row, head in zip(self.page.rows, heads, strict=True)]

    def _line(self, row: Any, head: GroupHead | None) -> Line:
        reveal = may_reveal(self.register, self.actor, row)
        cells = [
            replace(cell(c, c.read(row, reveal=reveal), self.actor.today), flag=c.flag(row) if c.flag else "")
            for c in self.columns
        ]
        url = self.register.url(row) if self.register.url else ""
        return Line(row.pk, self.register.label_of(row), url, cells, head, getattr(row, "is_followed", False))

    def _group_heads(self) -> list[GroupHead | None]:
        """The head above each row that begins a group, None above the others; one statement counts all groups of the page."""
        column, rows = self.grouped, self.page.rows
        if column is None:
            return [None] * len(rows)
        keys = [getattr(row, KEY) for row in rows]
        number = sizes(self.register.rows(self.actor, self.state), column, keys)
        begins = [place == 0 or keys[place - 1] != key for place, key in enumerate(keys)]
        return [
            GroupHead(cell(column, group_value(column, row), self.actor.today), number[key])
            if begin
            else None
            for row, key, begin in zip(rows, keys, begins, strict=True)
        ]

    @cached_property
    def _counted(self) -> tuple[list[tuple[str, str, Any]], list[Count]]:
        views: list[tuple[str, str, Any]] = [(str(v.label), v.query, None) for v in self.register.views]
        views += [(v.name, v.query, v) for v in self._kept.views]
        states = [self.read(QueryDict(query)) for _, query, _ in views]
        querysets = [self.register.rows(self.actor, state) for state in (self.state, *states)]
        named = [
            (label, state.query(sort=""), kept) for (label, _, kept), state in zip(views, states, strict=True)
        ]
        return named, counts(querysets)

    @property
    def total(self) -> Count:
        """How many rows there are under the state."""
        return self._counted[1][0]

    @cached_property
    def tabs(self) -> list[Tab]:
        """The views, those that ship first, then the reader's own."""
        views, numbers = self._counted
        here = self.state.query(sort="")
        if here not in {query for _label, query, _kept in views}:
            here = self.state.narrowing  # a view that says nothing of columns is open under any
        return [
            Tab(
                label,
                query,
                number,
                query == here,
                kept,
                kept is not None and kept.person == self.actor.person,
            )
            for (label, query, kept), number in zip(views, numbers[1:], strict=True)
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters of the bar."""
        return [self._chip(wanted) for wanted in self.register.filters] + [
            self._range(days) for days in self.register.days
        ]

    def _range(self, days: Days) -> Chip:
        chosen = self.state.filters
        said = days.said(chosen, self.actor.today)
        ends = [(name, chosen.get(name, ("",))[0]) for name in days.params]
        return Chip(
            days.name, str(days.label), bool(said), (), said, self.state.without(*days.params), days=ends
        )

    def _chip(self, wanted: Filter) -> Chip:
        chosen = self.state.filters.get(wanted.name, ())
        groups: dict[str, list[tuple[Option, bool]]] = {}
        for option in self.options(wanted):
            groups.setdefault(option.group, []).append((option, option.value in chosen))
        words = {option.value: option.label for option in self.options(wanted)}
        said = joined(words[value] for value in chosen)
        if len(chosen) > MOST_SAID:
            said = gettext("%(first)s and others (%(number)s)") % {
                "first": words[chosen[0]],
                "number": len(chosen),
            }
        long = len(words) > 12
        return Chip(
            wanted.name,
            str(wanted.label),
            wanted.first or bool(chosen),
            list(groups.items()),
            said,
            self.state.without(wanted.name),
            long,
        )

    @property
    def more_chips(self) -> list[Chip]:
        """The filters that wait behind "more conditions"."""
        return [chip for chip in self.chips if not chip.first]

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column)
        wanted = "" if self.stands_as_entered else self.state.sort or self.register.sort
        now = wanted.removeprefix("-") == column.name
        down = now and wanted.startswith("-")
        other = column.name if down or not now else f"-{column.name}"
        direction = "descending" if down else "ascending" if now else ""
        is_usual = other == self.register.sort and not self.stands_as_entered
        return Head(column, self.state.query(sort="" if is_usual else other), direction)

    @property
    def previous_query(self) -> str:
        """The address of the page before this one, "" on the first."""
        place = self.page.previous
        return self.state.query(before=place, after=None) if place else ""

    @property
    def next_query(self) -> str:
        """The address of the page after this one, "" on the last."""
        place = self.page.next
        return self.state.query(after=place, before=None) if place else ""


def may_reveal(register: Register, actor: Actor, row: Any) -> bool:
    """Whether personal values of a row may be shown. True at once for lists without any."""
    if not any(column.mask for column in register.columns):
        return True
    return actor.scope.allows(register.reveal, row.place())
