"""The list of campaigns."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import state_words
from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Register, View
from anbiao.programme.models import Campaign
from anbiao.programme.queries.progress import numbers_of
from anbiao.programme.words import title_of, week_days
from anbiao.registry.registers.words import states
from anbiao.rules.campaigns import CAMPAIGN
from anbiao.rules.tasks import Progress

NONE = Progress(0, 0, 0, 0, 0, 0)


def _campaigns(number: int, shown: str) -> str:
    return ngettext("%(number)s campaign", "%(number)s campaigns", number) % {"number": shown}


def _count(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts its numbers on each campaign, as far as the actor sees its tasks."""
    found = numbers_of(actor, rows)
    for row in rows:
        row.progress = found.get(row.pk, NONE)


CAMPAIGNS = Register(
    name="campaigns",
    path="campaigns",
    group=_("Standardization"),
    title=_("Campaigns"),
    capability="read campaign",
    model=Campaign,
    columns=(
        Column("serial", pgettext_lazy("serial", "No."), lambda row: row.serial, kind="code", width=94),
        Column("title", _("Campaign"), title_of, kind="name"),
        Column("starts", _("First week"), lambda row: row.starts_week, words=week_days, width=168, sort="starts_week", on_phone=False),
        Column("ends", _("Last week"), lambda row: row.ends_week, words=week_days, width=168, on_phone=False),
        Column("total", _("Tasks"), lambda row: row.progress.total, kind="number", width=84),
        Column("done", _("Done"), lambda row: row.progress.done, kind="number", width=84),
        Column("behind", _("Behind"), lambda row: row.progress.behind, kind="number", width=84),
        Column("late", _("Late"), lambda row: row.progress.late, kind="number", width=84),
        Column("state", _("State"), lambda row: row.state, words=state_words(CAMPAIGN), kind="state", width=104, group="state"),
    ),
    sort="-starts",
    noun=_campaigns,
    empty=Empty(
        _("No campaign is launched yet. The first is drafted from what ships or what the city issued."),
        Act(_("Launch a campaign"), "campaign-new", "launch campaign", is_main=True),
    ),
    filters=(Filter("state", _("State"), states(CAMPAIGN), lambda _actor, values: Q(state__in=values), first=True),),
    views=(
        View("running", _("Under way"), "state=running"),
        View("draft", _("In preparation"), "state=draft"),
        View("all", _("All"), ""),
    ),
    acts=(Act(_("Launch a campaign"), "campaign-new", "launch campaign", is_main=True),),
    prepare=_count,
    rests_on=("edition",),
    url=lambda row: reverse("campaign", args=[row.serial]),
    label_of=lambda row: f"{title_of(row)} · {gettext(CAMPAIGN.state(row.state).label)}",
)  # fmt: skip
