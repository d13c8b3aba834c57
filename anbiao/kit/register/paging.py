"""Pages by key, never by offset: a list of millions turns its pages as fast as one of twenty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, F, OrderBy, Q, QuerySet
from django.db.models.functions import Coalesce

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Column
from anbiao.kit.register.filters import Cursor, ListState
from anbiao.kit.register.grouping import KEY, keyed
from anbiao.kit.search import begins_code

if TYPE_CHECKING:
    from anbiao.kit.register import Register

SIZE = 50
MANY = 2_000  # found: from here on walking a list in the order of its days has a page sooner than sorting what is found
MOST_SORTED = 7_500  # found: more than that is not put in the order of names, for which every row of it would have to be read


@dataclass(frozen=True)
class Page:
    """Rows, the number of the first (from 1), and the places before and after them, None where the list ends."""

    rows: Sequence[Any]
    first: int
    previous: Cursor | None
    next: Cursor | None

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1


def page_of(
    rows: QuerySet[Any, Any],
    state: ListState,
    column: str,
    *,
    down: bool,
    size: int = SIZE,
    is_many: bool = False,
    group: Column | None = None,
) -> Page:
    """One page of a list sorted by a stored column and the id. One query; a place that does not fit starts at the top.

    `is_many` says that a search finds more than MANY. With a `group` its text is sorted by before the column.
    """
    place = state.after or state.before
    back = state.before is not None and state.after is None
    grouped = GroupOrder(back) if group else None
    bounds = _beyond(rows.model, column, place, down != back) if place else None
    if bounds is not None and grouped and place:
        bounds = grouped.beyond(place, bounds)
    if bounds is None:
        place, back = None, False
    searched = bool(state.q) and not begins_code(state.q) and not (is_many and _is_day(rows.model, column))
    order = [*(grouped.order if grouped else []), *_order(column, down=down != back, searched=searched)]
    rows = keyed(rows, group, hidden=bool(state.q)) if group else rows
    ahead = rows.filter(bounds) if bounds is not None else rows
    found = list(ahead.order_by(*order)[: size + 1])
    if not found and place:
        state = replace(state, after=None, before=None)
        return page_of(rows, state, column, down=down, size=size, is_many=is_many, group=group)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    first = _first(place, back, len(found))
    before = place is not None and (more if back else True)
    after = back or more
    return Page(
        found,
        first,
        _place(found[0], column, first) if found and before else None,
        _place(found[-1], column, first + len(found) - 1) if found and after else None,
    )


def stands_as_entered(register: "Register", state: ListState, found: int) -> bool:
    """Whether what a search found stands in the order of its entry: when it is very many, and neither a sort nor a group was chosen.

    Names that have a word in common may lie together or far apart in the order of names; in that of entry they are mixed, and the first
    page is soon complete (decision 19). The order of days has the same virtue and is kept.
    """
    chosen = state.sort or state.group or begins_code(state.q)
    column, _ = register.sorting(state)
    return bool(state.q) and not chosen and found > MOST_SORTED and not _is_day(register.model, column)


def in_order(
    register: "Register", actor: Actor, state: ListState, found: int
) -> tuple[QuerySet[Any, Any], str, bool]:
    """The rows of a list of so many, the stored column that they are sorted by, and whether downwards. Runs no query."""
    walked = stands_as_entered(register, state, found)
    column, down = ("id", False) if walked else register.sorting(state)
    return register.rows(actor, state, walked=walked), column, down


@dataclass(frozen=True)
class GroupOrder:
    """Groups stand upwards, whichever way their rows are sorted."""

    back: bool

    @property
    def order(self) -> list[str]:
        """What is sorted by first."""
        return [f"-{KEY}" if self.back else KEY]

    def beyond(self, place: Cursor, bounds: Q) -> Q:
        """What lies behind a place: the rest of its group, and every later group."""
        way = "lt" if self.back else "gt"
        return Q(**{f"{KEY}__{way}e": place.group}) & (Q(**{f"{KEY}__{way}": place.group}) | bounds)


def _order(column: str, *, down: bool, searched: bool) -> list[Any]:
    """The sort column and the id. After a search the column is hidden in an expression: what a search finds lies
    together in the order of names, so walking that order (which the planner likes) reads the table up to the first hit.
    """
    sign = "-" if down else ""
    if column == "id":
        return [f"{sign}id"]
    return [
        OrderBy(Coalesce(F(column), F(column)), descending=down) if searched else f"{sign}{column}",
        f"{sign}id",
    ]


def _is_day(model: Any, column: str) -> bool:
    """True for days and instants (DateField is above both): what many rows have in common lies scattered over them, so that walking
    in their order soon has a page, where sorting would read every row that is found.
    """
    return isinstance(model._meta.get_field(column), DateField)


def _first(place: Cursor | None, back: bool, size: int) -> int:
    if place is None:
        return 1
    return max(1, place.number - size) if back else place.number + 1


def _place(row: Any, column: str, number: int) -> Cursor:
    return Cursor(row._meta.get_field(column).value_to_string(row), row.pk, number, getattr(row, KEY, ""))


def _beyond(model: Any, column: str, place: Cursor, down: bool) -> Q | None:
    if column == "id":
        return Q(id__lt=place.id) if down else Q(id__gt=place.id)
    try:
        value = model._meta.get_field(column).to_python(place.value)
    except ValidationError:
        return None
    # The first condition is the range that the index answers; the second settles equal values.
    if down:
        return Q(**{f"{column}__lte": value}) & (Q(**{f"{column}__lt": value}) | Q(id__lt=place.id))
    return Q(**{f"{column}__gte": value}) & (Q(**{f"{column}__gt": value}) | Q(id__gt=place.id))
