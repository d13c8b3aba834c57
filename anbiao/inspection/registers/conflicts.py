"""Conflicts of the field: two contents under one number, and what was decided."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anbiao.inspection.models import FieldConflict
from anbiao.inspection.queries.conflicts import KINDS, kind_words
from anbiao.inspection.registers.words import by_unit, options, state_words, unit_filters
from anbiao.kit.register import Act, Column, Empty, Filter, Register, View
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import bare, page_of, states
from anbiao.rules.field import FIELD_CONFLICT


def _conflicts(number: int, shown: str) -> str:
    return ngettext("%(number)s conflict", "%(number)s conflicts", number) % {"number": shown}


FIELD_CONFLICTS = Register(
    name="field-conflicts",
    path="field-conflicts",
    group=_("Checks"),
    title=_("Conflicts of the field"),
    capability="read field_conflict",
    model=FieldConflict,
    columns=(
        Column("unit", _("Unit"), lambda row: row.enterprise.name if row.enterprise else "", kind="name"),
        Column("town", _("Town"), lambda row: row.region[:9], words=roster.region_name, width=84, short=bare, group="region", group_digits=9),
        Column("kind", _("Record"), lambda row: row.kind, words=kind_words, width=128, group="kind"),
        Column("who", _("Sent by"), lambda row: row.who, width=94),
        Column("device", _("Device"), lambda row: row.device, width=128, on_phone=False),
        Column("received_at", _("Received"), lambda row: row.received_at, kind="day", width=94, sort="received_at"),
        Column("decider", _("Decided by"), lambda row: row.decider, width=94, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=state_words(FIELD_CONFLICT), kind="state", width=94, group="state"),
    ),
    sort="-received_at",
    noun=_conflicts,
    empty=Empty(
        _("No conflict waits. What a device sends under a number that stands here already with other content comes here, and somebody chooses which counts."),
        Act(_("Open the check records"), "checks", "read check"),
    ),
    filters=(
        Filter("state", _("State"), states(FIELD_CONFLICT), lambda _actor, values: Q(state__in=values), first=True),
        Filter("kind", _("Record"), options(KINDS), lambda _actor, values: Q(kind__in=values)),
        *unit_filters(),
    ),
    views=(View("open", _("To be decided"), "state=open"), View("all", _("All"), "")),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    rests_on=("enterprise",),
    url=lambda row: page_of("field-conflict", row.pk),
    label_of=lambda row: row.enterprise.name if row.enterprise else kind_words(row.kind),
)  # fmt: skip
