"""A view as programs read it: rows as JSON, days as a calendar, the newest as an Atom feed. Personal values never leave this way."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import cached_property
from django.utils.timezone import make_aware
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import SavedView, ViewUse
from anbiao.kit.register import Register
from anbiao.kit.register.columns import Column, Text, plain, said_colour
from anbiao.kit.register.export import export_rows, in_order
from anbiao.kit.register.listing import Listing

MOST = 500  # rows of a feed: what a calendar or a reader still shows


@dataclass(frozen=True)
class Told:
    """One row as a feed tells it: what it is called, its page, the day by which it is due, and all columns in words."""

    id: Any
    title: str
    url: str
    due: date | None
    values: Mapping[str, Any]
    words: str


@dataclass(frozen=True)
class Kind:
    """A form of a feed: its words, its content type, whether the list may be read so, and who writes it."""

    label: Text
    content_type: str
    fits: Callable[[Register, Actor], bool]
    write: "Callable[[Feed], bytes]"


@dataclass(frozen=True)
class Feed:
    """A view that is read by a program in the name of one person, with the rights that she has now."""

    use: ViewUse
    actor: Actor
    register: Register
    base: str  # of the addresses: https://host

    @property
    def view(self) -> SavedView:
        """The view."""
        view: SavedView = self.use.view
        return view

    @cached_property
    def listing(self) -> Listing:
        """The list as the view keeps it."""
        return Listing(self.register, self.actor, QueryDict(self.view.query))

    def told(self, found: QuerySet[Any, Any]) -> Iterator[Told]:
        """The first of these rows as they are told."""
        state, register, rows = self.listing.state, self.register, list(found[:MOST])
        if register.prepare:
            register.prepare(self.actor, rows)
        columns = [column for column in register.shown(state) if not column.mask]
        for row in rows:
            values = {column.name: _value(column, row) for column in columns}
            said = [
                f"{column.label}: {values[column.name]}"
                for column in columns
                if values[column.name] not in (None, "")
            ]
            address = self.base + register.url(row) if register.url else self.base
            yield Told(row.pk, register.label_of(row), address, _due(register, row), values, "\n".join(said))

    def shown(self) -> Iterator[Told]:
        """What the screen shows, told."""
        return self.told(in_order(self.register, self.actor, self.listing.state))


def _value(column: Column, row: Any) -> Any:
    if column.kind == "colour":
        return said_colour(column.value(row))
    return plain(column.read(row, reveal=False))


def _due(register: Register, row: Any) -> date | None:
    value = register.named[register.due].value(row) if register.due else None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


# ---------- JSON ----------


def _json(feed: Feed) -> bytes:
    """All columns of the rows, and one entry into the journal whenever what is handed out differs from the last time."""
    rows = [
        {"id": str(each.id), "url": each.url, **each.values}
        for each in feed.told(export_rows(feed.register, feed.actor, feed.listing.state))
    ]
    labels = {column.name: str(column.label) for column in feed.register.shown(feed.listing.state)}
    content = {
        "view": feed.view.name,
        "list": str(feed.register.title),
        "columns": labels,
        "most": MOST,
        "rows": rows,
    }
    written = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    _record(feed, written, len(rows))
    return written


def _record(feed: Feed, written: bytes, rows: int) -> None:
    sha256 = hashlib.sha256(written).hexdigest()
    if feed.use.sent_sha256 == sha256:
        return
    facts = {
        "register": feed.register.name,
        "rows": rows,
        "filter": feed.view.query,
        "sha256": sha256,
        "kind": "json",
    }
    feed.use.sent_sha256 = sha256
    with transaction.atomic():
        feed.use.save(update_fields=["sent_sha256"])
        journal.record(feed.actor, journal.Event("export", "view", feed.view.pk, after=facts))


# ---------- calendar ----------


def _calendar(feed: Feed) -> bytes:
    """An event of a whole day for each row that has a day."""
    from icalendar import Calendar  # where it is used: every process would wait 0.1 s for it

    calendar = Calendar()
    calendar.add("prodid", "-//Anbiao//views//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", feed.view.name)
    for each in feed.shown():
        if each.due:
            calendar.add_component(_event(feed, each))
    return bytes(calendar.to_ical())


def _event(feed: Feed, told: Told) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{told.id}@anbiao")
    event.add("dtstamp", feed.actor.now)
    event.add("dtstart", told.due)
    due = gettext("%(what)s (%(label)s)") % {
        "what": told.title, "label": feed.register.named[feed.register.due].label,
    }  # fmt: skip
    event.add("summary", due)
    event.add("description", told.words)
    event.add("url", told.url)
    event.add("transp", "TRANSPARENT")
    return event


# ---------- Atom ----------


def _atom(feed: Feed) -> bytes:
    """The rows in the order of the list."""
    address = feed.base + f"/views/{feed.view.pk}/"
    atom = Atom1Feed(
        title=feed.view.name, link=address, description=str(feed.register.title), language=get_language() or "zh-hans",
        feed_guid=f"urn:uuid:{feed.view.pk}",
    )  # fmt: skip
    for each in feed.shown():
        day = make_aware(datetime.combine(each.due, time.min)) if each.due else None
        atom.add_item(
            title=each.title, link=each.url, description=each.words, unique_id=f"urn:uuid:{each.id}", updateddate=day
        )  # fmt: skip
    return atom.writeString("utf-8").encode()


KINDS: Mapping[str, Kind] = {
    "json": Kind(
        _("Rows as JSON"), "application/json", lambda register, actor: bool(register.export) and actor.scope.may(register.export), _json
    ),
    "ics": Kind(_("Due days as a calendar (iCal)"), "text/calendar; charset=utf-8", lambda register, _actor: bool(register.due), _calendar),
    "atom": Kind(_("News feed (Atom)"), "application/atom+xml; charset=utf-8", lambda _register, _actor: True, _atom),
}  # fmt: skip


def kinds_for(register: Register, actor: Actor) -> Sequence[tuple[str, Text]]:
    """The forms in which an actor may have a list read."""
    return [(name, kind.label) for name, kind in KINDS.items() if kind.fits(register, actor)]
