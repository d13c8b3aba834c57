"""The weekly list 周清单 of an office: who goes where and does what, as a workbook, a print, or entries of a calendar."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext, ngettext

from anbiao.inspection.documents.drawing import print_out, workbook
from anbiao.inspection.documents.tables import Head, Table
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.documents import Document, digest
from anbiao.kit.register.columns import said_colour
from anbiao.programme.models import Task
from anbiao.programme.words import holder_words, title_of, week_days
from anbiao.registry.queries import in_words, region_name
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_, Refusal, Refused

KINDS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
}
MOST: Mapping[str, int] = {"xlsx": 20_000, "pdf": 1_500, "ics": 20_000}
HEADS = (
    Head(N_("No."), "word", 6, 0.5),
    Head(N_("Who answers"), "word", 14, 1.1),
    Head(N_("Colour of the unit"), "word", 8, 0.6),
    Head(N_("Unit name"), "text", 30, 2.6),
    Head(N_("Village or community"), "word", 16, 1.2),
    Head(N_("Address"), "text", 30, 2.2),
    Head(N_("Step of the campaign"), "word", 14, 1.1),
    Head(N_("What counts as done"), "text", 36, 2.6),
    Head(N_("Due on"), "word", 12, 1.0),
    Head(N_("State"), "word", 12, 0.9),
    Head(N_("Done on, remark"), "text", 18, 1.6),
)
NOTHING = N_("Nothing is planned for this week.")
SIGN = N_("Prepared by:              Head of the office:              Date:              ")


def weekly(actor: Actor, rows: Sequence[Task], *, week: IsoWeek, whose: str, kind: str) -> Document:
    """The list of a week as "xlsx", "pdf" or "ics"; journalled. Raises Refused for more than can be printed."""
    if len(rows) > MOST[kind]:
        text = N_(
            "{number} tasks are too many for one list of at most {most}. Open one person or one office."
        )
        raise Refused(Refusal("list-too-long", text, {"number": f"{len(rows):,}", "most": f"{MOST[kind]:,}"}))
    ordered = sorted(
        rows, key=lambda row: (holder_words(row), row.enterprise.region, row.enterprise.name_key, row.due_on)
    )
    if kind == "ics":
        made = digest(calendar(actor, ordered, week=week, whose=whose))
    else:
        table = _table(ordered, week=week, whose=whose)
        made = print_out(actor, [table]) if kind == "pdf" else digest(workbook(actor, [table]))
    after = {"week": str(week), "whose": whose, "kind": kind, "rows": len(rows), "sha256": made.sha256}
    journal.record(actor, journal.Event("hand over", "weekly list", new_id(), after=after))
    return made


def _table(rows: Sequence[Task], *, week: IsoWeek, whose: str) -> Table:
    title = gettext("Weekly list: %(whose)s") % {"whose": whose} if whose else gettext("Weekly list")
    units = len({row.enterprise_id for row in rows})
    line = ngettext(
        "%(week)s, %(number)s task at %(units)s units",
        "%(week)s, %(number)s tasks at %(units)s units",
        len(rows),
    )
    told = line % {"week": week_days(week), "number": len(rows), "units": units}
    return Table(
        gettext("Weekly list"),
        title,
        told,
        HEADS,
        [_row(n, row) for n, row in enumerate(rows, 1)],
        gettext(NOTHING),
        gettext(SIGN),
    )


def _row(number: int, row: Task) -> list[str | int]:
    unit, step = row.enterprise, row.step
    return [
        number, holder_words(row), said_colour(unit.colour) if unit.colour else "", unit.name, region_name(unit.region), unit.address,
        title_of(step), in_words((step.done_zh, step.done_en)), row.due_on.isoformat(), gettext(law.TASK.state(row.state).label),
        row.done_on.isoformat() if row.done_on else "",
    ]  # fmt: skip


def calendar(actor: Actor, rows: Sequence[Task], *, week: IsoWeek, whose: str) -> bytes:
    """One entry for each village that somebody goes to in the week, Monday to Friday, its units in the text; the same list has the same
    ids, so that a calendar that took it before brings its entries up to date.
    """
    from icalendar import Calendar, Event  # where it is used, as in kit.register.feeds

    book = Calendar()
    book.add("prodid", "-//Anbiao//weekly list//")
    book.add("version", "2.0")
    book.add("x-wr-calname", whose or gettext("Weekly list"))
    for (holder, region), group in groupby(rows, key=lambda row: (holder_words(row), row.enterprise.region)):
        found = list(group)
        entry = Event()
        entry.add(
            "uid",
            str(
                uuid5(
                    NAMESPACE_URL,
                    f"{actor.district}/{week}/{found[0].person_id or found[0].organisation_id}/{region}",
                )
            ),
        )
        entry.add("dtstamp", actor.now)
        entry.add("dtstart", week.monday)
        entry.add("dtend", week.monday + timedelta(days=5))  # an all-day end is the day after the last
        number = len({row.enterprise_id for row in found})
        title = ngettext("%(place)s: %(number)s unit", "%(place)s: %(number)s units", number)
        entry.add(
            "summary",
            title % {"place": region_name(region), "number": number}
            + (f" · {holder}" if holder != whose else ""),
        )
        entry.add(
            "description",
            "\n".join(
                f"{row.enterprise.name} · {title_of(row.step)} · {row.due_on.isoformat()}" for row in found
            ),
        )
        entry.add("transp", "TRANSPARENT")
        book.add_component(entry)
    return bytes(book.to_ical())
