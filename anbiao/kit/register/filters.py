"""Filters, views and the state of a list: everything that its address says, and nothing else."""

import base64
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text
from anbiao.kit.search import LONGEST

OWN = frozenset({"q", "sort", "after", "before"})
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
    """A place in a list: the sort value and the id of a row, and which number it had when it was seen."""

    value: str
    id: UUID
    number: int = 0

    def __str__(self) -> str:
        text = json.dumps([self.value, self.id.hex, self.number], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that an address names; None when it is none."""
        try:
            value, row, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(clean(str(value)), UUID(row), max(0, int(number)))
        except (ValueError, TypeError, AttributeError, OverflowError):
            return None


@dataclass(frozen=True)
class ListState:
    """What is asked of a list: words, filters, sort, and from where on. `notes` say what of the address was left out."""

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
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
        for name, value in (("sort", state.sort), ("after", state.after), ("before", state.before)):
            if value:
                pairs.append((name, str(value)))
        return urlencode(pairs)

    def without(self, name: str, value: str = "") -> str:
        """The address without one value of a filter, or without the filter."""
        left = tuple(v for v in self.filters.get(name, ()) if value and v != value)
        filters = {k: v for k, v in self.filters.items() if k != name} | ({name: left} if left else {})
        return self.query(filters=filters)

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
    sort = params.get("sort", "")
    if sort and sort.removeprefix("-") not in sorts:
        notes.append(_left_out("sort", sort))
        sort = ""
    cursors = {name: _cursor(params, name, notes) for name in ("after", "before")}
    known = OWN | {f.name for f in filters}
    notes += [
        _left_out(name, params.get(name, ""))
        for name in params
        if name not in known and not name.startswith("_")
    ]
    before = cursors["before"] if not cursors["after"] else None
    return ListState(q, chosen, sort, cursors["after"], before, tuple(notes[:5]))


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
