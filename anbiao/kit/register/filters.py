"""Filters, views and the state of a list: everything that its address says, and nothing else."""

import base64
import json
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text
from anbiao.kit.register.ranges import Days, a_day
from anbiao.kit.search import LONGEST

OWN = frozenset({"q", "sort", "cols", "group", "after", "before"})
MOST_VALUES = 50


@dataclass(frozen=True)
class Option:
    """A value that a filter may have, its words, and the heading under which it stands."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter: what can be chosen, and the condition of what was. Several values of one filter are an OR.

    `first` filters always stand in the bar; the others stand behind "more filters" until they are used.
    """

    name: str
    label: Text
    options: Callable[[Actor], Sequence[Option]]
    where: Callable[[Actor, Sequence[str]], Q]
    first: bool = False


@dataclass(frozen=True)
class View:
    """A list under a name: its filters, written as they stand in the address ("state=operating&gap=grid")."""

    name: str
    label: Text
    query: str


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the sort value and the id of a row, which number it had when it was seen, and its group."""

    value: str
    id: UUID
    number: int = 0
    group: str = ""

    def __str__(self) -> str:
        parts = [self.value, self.id.hex, self.number, *([self.group] if self.group else [])]
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that an address names; None when it is none."""
        try:
            value, row, number, *group = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(clean(str(value)), UUID(row), max(0, int(number)), clean(str(*group)))
        except (ValueError, TypeError, AttributeError, OverflowError):
            return None


@dataclass(frozen=True)
class ListState:
    """What is asked of a list: words, filters, sort, and from where on. `notes` say what of the address was left out.

    `columns` are those that a person chose, in her order (none: as the list is declared), `group` the one whose values are heads.
    """

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = ()
    group: str = ""
    after: Cursor | None = None
    before: Cursor | None = None
    notes: tuple[str, ...] = ()

    def query(self, **changes: Any) -> str:
        """The address of this state, or of this state with changes. Any change but of place begins at the first row."""
        if not {"after", "before"} & changes.keys():
            changes |= {"after": None, "before": None}
        state = replace(self, **changes)
        pairs = [("q", state.q)] if state.q else []
        pairs += [(name, value) for name in sorted(state.filters) for value in state.filters[name]]
        pairs += [("cols", ",".join(state.columns))] if state.columns else []
        places = (
            ("group", state.group),
            ("sort", state.sort),
            ("after", state.after),
            ("before", state.before),
        )
        pairs += [(name, str(value)) for name, value in places if value]
        return urlencode(pairs)

    def without(self, *names: str) -> str:
        """The address without these filters."""
        return self.query(filters={k: v for k, v in self.filters.items() if k not in names})

    @property
    def narrowing(self) -> str:
        """What of the address says which rows there are, and nothing of how they are shown."""
        return self.query(sort="", columns=(), group="")

    @property
    def narrows(self) -> bool:
        """True when words or filters leave rows out."""
        return bool(self.q or self.filters)


def clean(text: str) -> str:
    """Typed text without control characters (the database refuses NUL) and at most as long as a search reads."""
    kept = "".join(
        " " if unicodedata.category(c) == "Cc" else c for c in text if unicodedata.category(c) != "Cs"
    )
    return kept.strip()


def parse(
    params: QueryDict,
    *,
    filters: Sequence[Filter],
    sorts: Mapping[str, str],
    options: Callable[[Filter], Sequence[Option]],
    days: Sequence[Days] = (),
    columns: Sequence[str] = (),
    groups: Collection[str] = (),
) -> ListState:
    """The state that an address asks for. What it does not understand it leaves out and says so; it never fails."""
    notes: list[str] = []
    q = clean(params.get("q", ""))
    if len(q) > LONGEST:
        q = q[:LONGEST].strip()
        notes.append(
            gettext("Only the first %(number)s characters of the search were used.") % {"number": LONGEST}
        )
    chosen = {f.name: values for f in filters if (values := _chosen(params, f, options, notes))}
    ends = [name for each in days for name in each.params]
    chosen |= {name: (day,) for name in ends if (day := _day(params, name, notes))}
    sort, group = params.get("sort", ""), params.get("group", "")
    if sort and sort.removeprefix("-") not in sorts:
        notes.append(_left_out("sort", sort))
        sort = ""
    if group and group not in groups:
        notes.append(_left_out("group", group))
        group = ""
    shown = _columns(params, columns, notes)
    cursors = {name: _cursor(params, name, notes) for name in ("after", "before")}
    known = OWN | {f.name for f in filters} | set(ends)
    notes += [
        _left_out(name, params.get(name, ""))
        for name in params
        if name not in known and not name.startswith("_")
    ]
    before = cursors["before"] if not cursors["after"] else None
    return ListState(q, chosen, sort, shown, group, cursors["after"], before, tuple(notes[:5]))


def _columns(params: QueryDict, known: Sequence[str], notes: list[str]) -> tuple[str, ...]:
    """The columns that are named, each once; none where they are those of the declaration in its order."""
    named = [name for name in params.get("cols", "").split(",") if name]
    notes += [_left_out("cols", name) for name in named if name not in known]
    shown = tuple(dict.fromkeys(name for name in named if name in known))
    return () if shown == tuple(known) else shown


def _day(params: QueryDict, name: str, notes: list[str]) -> str:
    text = params.get(name, "")
    if text and not a_day(text):
        notes.append(_left_out(name, text))
    return a_day(text)


def _chosen(
    params: QueryDict, wanted: Filter, options: Callable[[Filter], Sequence[Option]], notes: list[str]
) -> tuple[str, ...]:
    values = [value for value in dict.fromkeys(params.getlist(wanted.name)) if value]
    if not values:
        return ()
    allowed = {option.value for option in options(wanted)}
    notes += [_left_out(wanted.name, value) for value in values if value not in allowed]
    return tuple(sorted(value for value in values if value in allowed))[:MOST_VALUES]


def _cursor(params: QueryDict, name: str, notes: list[str]) -> Cursor | None:
    text = params.get(name, "")
    if not text:
        return None
    found = Cursor.parse(text[:2000])
    if found is None:
        notes.append(_left_out(name, text))
    return found


def _left_out(name: str, value: str) -> str:
    shown = clean(f"{name}={value}")[:LONGEST]
    return gettext("“%(part)s” in the address means nothing here and was left out.") % {"part": shown}
