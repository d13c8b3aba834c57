"""The list of measures: which office met which rung, why and what came of it."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.kit.register.columns import joined
from anbiao.oversight.accountability_words import measure_state, name_of, number_of, why_of
from anbiao.oversight.models import Measure
from anbiao.oversight.queries import accountability as queries
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import accountability as law


def _measures(number: int, shown: str) -> str:
    return ngettext("%(number)s measure", "%(number)s measures", number) % {"number": shown}


def _rungs(_actor: Actor) -> list[Option]:
    return [Option(rung, gettext(law.RUNG_WORDS[rung])) for rung in law.RUNGS]


def _offices(actor: Actor) -> list[Option]:
    return [Option(str(row.pk), name_of(row)) for row in queries.offices(actor)]


def _mark(actor: Actor, rows: Any) -> None:
    for row in rows:
        row.shown = measure_state(row, actor.today)


MEASURES = Register(
    name="measures",
    path="measures",
    group=_("Oversight"),
    title=_("Accountability"),
    capability="read measure",
    model=Measure,
    columns=(
        Column("serial", _("Register No."), lambda row: row.serial, kind="code", width=88),
        Column("organisation", _("Office"), lambda row: name_of(row.organisation), kind="name"),
        Column("rung", _("Rung"), lambda row: row.rung, words=lambda name: gettext(law.RUNG_WORDS[name]), width=128),
        Column("why", _("Why"), lambda row: joined(why_of(row)), on_phone=False),
        Column("number", _("Document No."), number_of, width=168, on_phone=False),
        Column("proposed_on", _("Proposed on"), lambda row: row.proposed_on, kind="day", width=104, sort="proposed_on", on_phone=False),
        Column("due_on", _("Due by"), lambda row: row.due_on, kind="day", width=84),
        Column("state", _("State"), lambda row: row.shown, kind="state", width=168),
    ),
    sort="-proposed_on",
    noun=_measures,
    empty=Empty(_("No measure stands. The program proposes one at night where the conditions of the local rule are met; people decide.")),
    filters=(
        Filter("state", _("State"), states(law.MEASURE), lambda _actor, values: Q(state__in=values), first=True),
        Filter("rung", _("Rung"), _rungs, lambda _actor, values: Q(rung__in=values), first=True),
        Filter("office", _("Office"), _offices, lambda _actor, values: Q(organisation_id__in=values)),
    ),
    views=(
        View("waiting", _("Waiting for a decision"), "state=proposed&state=confirming"),
        View("running", _("Under way"), "state=issued&state=missed&state=held&state=answered"),
        View("all", _("All"), ""),
    ),
    acts=(Act(_("Propose a measure"), "measure-new", "propose measure"),),
    search=lambda words: Q(serial__startswith=words) | Q(organisation__name__icontains=words) | Q(called__icontains=words),
    search_hint=_("Office, number"),
    narrow=queries.seen,
    rests_on=("organisation",),
    prepare=_mark,
    url=lambda row: page_of("measure", row.serial),
    label_of=lambda row: row.serial,
)  # fmt: skip
