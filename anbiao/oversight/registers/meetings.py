"""The list of meetings."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anbiao.inspection.registers.words import state_words
from anbiao.kit.register import Act, Column, Empty, Filter, Register, View
from anbiao.oversight.models import Meeting
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import meetings as law


def _meetings(number: int, shown: str) -> str:
    return ngettext("%(number)s meeting", "%(number)s meetings", number) % {"number": shown}


PLAN = Act(_("Plan a meeting"), "meeting-new", "keep meeting", is_main=True)
MEETINGS = Register(
    name="meetings",
    path="meetings",
    group=_("Oversight"),
    title=_("Meetings"),
    capability="read meeting",
    model=Meeting,
    columns=(
        Column("serial", _("Register No."), lambda row: row.serial, kind="code", width=88),
        Column("title", _("Title of the meeting"), lambda row: row.title, kind="name"),
        Column("on", _("Day of the meeting"), lambda row: row.on, kind="day", width=88, sort="on"),
        Column("begins", _("Begins at"), lambda row: row.begins, width=72, on_phone=False),
        Column("place", _("Place of the meeting"), lambda row: row.place, width=220),
        Column("host", _("Presided by"), lambda row: row.host, width=128, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=state_words(law.MEETING), kind="state", width=168, group="state"),
    ),
    sort="-on",
    noun=_meetings,
    empty=Empty(_("No meeting is planned yet. Its sign-in sheet, minutes and instructions come from its page."), PLAN),
    filters=(Filter("state", _("State"), states(law.MEETING), lambda _actor, values: Q(state__in=values), first=True),),
    views=(
        View("all", _("All"), ""),
        View("planned", _("Still to come"), "state=planned"),
        View("held", _("Minutes to come"), "state=held"),
    ),
    acts=(PLAN,),
    search=lambda words: Q(title__icontains=words) | Q(place__icontains=words) | Q(serial__startswith=words),
    search_hint=_("Title, place, number"),
    url=lambda row: page_of("meeting", row.serial),
    label_of=lambda row: row.title,
)  # fmt: skip
