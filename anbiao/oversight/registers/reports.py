"""The due list: which office has reported, which is late, which period; each office sees its own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.oversight.accountability_words import name_of
from anbiao.oversight.cadences import cadences
from anbiao.oversight.models import Report
from anbiao.oversight.queries import instructions
from anbiao.oversight.queries import reports as queries
from anbiao.oversight.registers.instructions import offices
from anbiao.oversight.report_words import cadence_name, state_of
from anbiao.registry.registers.words import states
from anbiao.rules import reports as law


def _reports(number: int, shown: str) -> str:
    return ngettext("%(number)s report", "%(number)s reports", number) % {"number": shown}


def _cadences(_actor: Actor) -> list[Option]:
    return [Option(code, cadence_name(code)) for code in cadences()]


def _standings(_actor: Actor) -> list[Option]:
    return [Option("late", gettext("late")), Option("caught_up", gettext("handed in late"))]


def _by_standing(actor: Actor, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    if "late" in values:
        found |= queries.late(actor.today)
    if "caught_up" in values:
        found |= queries.caught_up()
    return found


def _whose(_actor: Actor) -> list[Option]:
    return [Option("mine", gettext("my office has to do"))]


def _mark(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts on each row how it stands today. No query."""
    for row in rows:
        row.standing = queries.standing_of(row, actor.today)


def _of_office(actor: Actor, _values: Sequence[str]) -> Q:
    return Q(organisation_id__in=sorted(instructions.offices_of(actor)))


REPORTS = Register(
    name="reports",
    path="reports",
    group=_("Oversight"),
    title=_("Periodic reports"),
    capability="read report",
    model=Report,
    columns=(
        Column("ref", _("Register No."), lambda row: row.ref, kind="code", width=88, on_phone=False),
        Column("organisation", _("Office"), lambda row: name_of(row.organisation), kind="name"),
        Column("cadence", _("Report"), lambda row: row.cadence, words=cadence_name, width=168),
        Column("period", _("Period"), lambda row: row.period, kind="code", width=88),
        Column("due_on", _("Due on"), lambda row: row.due_on, kind="day", width=88, sort="due_on"),
        Column("handed_on", _("Handed in on"), lambda row: row.handed_on, kind="day", width=88),
        Column("hander", _("Handed in by"), lambda row: row.hander, width=104, on_phone=False),
        Column("state", _("State"), lambda row: (row.state, row.standing), words=state_of, kind="state", width=168),
    ),
    sort="-due_on",
    noun=_reports,
    empty=Empty(
        _("No report is due. Each is asked for when its period is over; how often is a local rule."),
        Act(_("Open the local rules"), "local-rules", "read local_rule"),
    ),
    filters=(
        Filter("state", _("State"), states(law.REPORT), lambda _actor, values: Q(state__in=values), first=True),
        Filter("standing", _("Lateness"), _standings, _by_standing, first=True),
        Filter("cadence", _("Report"), _cadences, lambda _actor, values: Q(cadence__in=values)),
        Filter("office", _("Office"), offices, lambda _actor, values: Q(organisation_id__in=values)),
        Filter("whose", _("Whose"), _whose, _of_office),
    ),
    views=(
        View("owed", _("Not handed in"), "state=due&state=draft&state=returned"),
        View("late", _("Late"), "standing=late"),
        View("handed", _("To be accepted"), "state=handed_in"),
        View("mine", _("Ours to do"), "whose=mine"),
        View("all", _("All"), ""),
    ),
    search=lambda words: Q(organisation__name__icontains=words) | Q(period__startswith=words),
    search_hint=_("Office, period"),
    narrow=queries.seen,
    rests_on=("organisation",),
    prepare=_mark,
    url=lambda row: reverse("report", args=[row.ref]),
    due="due_on",
    label_of=lambda row: row.ref,
    export="export report",
)  # fmt: skip
