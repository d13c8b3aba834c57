"""The list written once: a declaration gives page, filters, search, views, bulk work and export.

`Register.rows(actor, state)` is the only query behind page, fragment, export, count, bulk and figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.register.bulk import Bulk, Preview
from anbiao.kit.register.columns import Column, Text
from anbiao.kit.register.filters import Filter, ListState, Option, View
from anbiao.kit.register.ranges import Days, day_ranges
from anbiao.kit.scope import unindexed
from anbiao.kit.search import begins_code

__all__ = ["Act", "Bulk", "Column", "Empty", "Filter", "ListState", "Option", "Preview", "Register", "View"]


@dataclass(frozen=True)
class Act:
    """A button at the head of a list: its words, the name of its address, and the capability that shows it."""

    label: Text
    url_name: str
    capability: str
    is_main: bool = False


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and the one next step."""

    text: Text
    act: Act | None = None


@dataclass(frozen=True)
class Register:
    """A list. `name` is its URL name, `path` where it stands, `capability` ("read enterprise") what shows a row.

    `sort` is the column it opens with ("-name": downwards), `rests_on` what rows() reads beside the columns' own table,
    `fields` what it reads of the table (all when empty). `prepare(actor, rows)` fetches for a whole page what a column
    needs from elsewhere. `noun(n, count)` says "247 units". `due` names the column of the last day, where the rows have one: calendars show it.
    `follows` puts a star on each row. `prints` are buttons beside the bulk actions whose doors give a file of the picked rows (web.picked_rows).
    `export` and `reveal` are capabilities; "" means never.
    """

    name: str
    path: str
    group: Text
    title: Text
    capability: str
    model: type[Model]
    columns: tuple[Column, ...]
    sort: str
    noun: Callable[[int, str], str]
    empty: Empty
    filters: tuple[Filter, ...] = ()
    views: tuple[View, ...] = ()
    bulk: tuple[Bulk, ...] = ()
    acts: tuple[Act, ...] = ()
    prints: tuple[Act, ...] = ()
    search: Callable[[str], Q] | None = None
    search_hint: Text = ""
    narrow: Callable[[Actor], Q] | None = None
    rests_on: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    prepare: Callable[[Actor, Sequence[Any]], None] | None = None
    url: Callable[[Any], str] | None = None
    label_of: Callable[[Any], str] = str
    summary: Text = ""
    export: str = ""
    due: str = ""
    follows: bool = False
    reveal: str = "reveal personal"

    @cached_property
    def sorts(self) -> dict[str, str]:
        """Column → stored column, of the columns that sort; "id" stands for the order of making."""
        return {column.name: column.sort for column in self.columns if column.sort}

    @cached_property
    def named(self) -> dict[str, Column]:
        """The columns by their names, in the order of the declaration."""
        return {column.name: column for column in self.columns}

    @cached_property
    def groups(self) -> dict[str, Column]:
        """The columns whose values can be heads."""
        return {column.name: column for column in self.columns if column.group}

    @cached_property
    def days(self) -> tuple[Days, ...]:
        """The columns that can be narrowed from a day to a day."""
        return day_ranges(self.model, self.columns)

    def shown(self, state: ListState) -> tuple[Column, ...]:
        """The columns that a state shows, in its order."""
        return tuple(self.named[name] for name in state.columns) or self.columns

    def rows(
        self, actor: Actor, state: ListState | None = None, *, walked: bool = False
    ) -> QuerySet[Any, Any]:
        """The rows that the actor may see, with words and filters applied, in no order. Runs no query itself.

        `walked` says that the first rows in the order of entry are all that is wanted: the words are then asked of the rows in that order.
        """
        state = state or ListState()
        searched = bool(self.search and state.q) and not walked and not begins_code(state.q)
        reached = self.model.objects.visible_to  # type: ignore[attr-defined]
        found: QuerySet[Any, Any] = reached(actor.scope, self.capability, searched=searched)
        if self.narrow:
            found = found.filter(self.narrow(actor))
        if self.search and state.q:
            found = found.filter(unindexed(self.search(state.q)) if walked else self.search(state.q))
        for wanted in self.filters:
            if values := state.filters.get(wanted.name):
                found = found.filter(wanted.where(actor, values))
        for days in self.days:
            found = found.filter(days.where(state.filters))
        if self.rests_on:
            found = found.select_related(*self.rests_on)
        return found.only(*self.fields) if self.fields else found

    def sorting(self, state: ListState) -> tuple[str, bool]:
        """The stored column to sort by, and whether downwards."""
        wanted = state.sort or self.sort
        name = wanted.removeprefix("-")
        return self.sorts.get(name, name), wanted.startswith("-")

    def bulk_named(self, name: str) -> Bulk:
        """A bulk action by name. Raises KeyError."""
        return {bulk.name: bulk for bulk in self.bulk}[name]
