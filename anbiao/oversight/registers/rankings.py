"""The list of rankings."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import options, state_words
from anbiao.kit.register import Act, Column, Empty, Filter, Register, View
from anbiao.oversight import ranking_words as words
from anbiao.oversight.models import Ranking
from anbiao.oversight.queries import rankings as queries
from anbiao.registry.registers.words import states
from anbiao.rules.ranking import KINDS
from anbiao.rules.ranking_course import RANKING


def _rankings(number: int, shown: str) -> str:
    return ngettext("%(number)s ranking", "%(number)s rankings", number) % {"number": shown}


def _period(value: Any) -> str:
    return words.period(*value)


NEW = Act(_("Draft a ranking"), "ranking-new", "draft ranking", is_main=True)
RANKINGS = Register(
    name="rankings",
    path="rankings",
    group=_("Oversight"),
    title=_("Rankings"),
    capability="read ranking",
    model=Ranking,
    columns=(
        Column("serial", pgettext_lazy("serial", "No."), lambda row: row.serial, kind="code", width=104),
        Column("kind", _("Who is ranked"), lambda row: row.kind, kind="name", words=words.kind, width=168),
        Column("period", _("Period"), lambda row: (row.first_on, row.last_on), words=_period, sort="last_on"),
        Column("cut_off_on", _("Cut-off"), lambda row: row.cut_off_on, kind="day", width=84, on_phone=False),
        Column("edition", _("Edition"), lambda row: row.edition, kind="number", width=76, on_phone=False),
        Column("published", _("Published on"), lambda row: row.published_at and row.published_at.date(), kind="day", width=94),
        Column("state", _("State"), lambda row: row.state, words=state_words(RANKING), kind="state", width=168, group="state"),
    ),
    sort="-period",
    noun=_rankings,
    empty=Empty(_("There is no ranking yet. The office drafts one when a period is over."), NEW),
    filters=(
        Filter("state", _("State"), states(RANKING), lambda _actor, values: Q(state__in=values), first=True),
        Filter("kind", _("Who is ranked"), options(KINDS), lambda _actor, values: Q(kind__in=values), first=True),
    ),
    views=(
        View("all", _("All"), ""),
        View("published", _("Published"), "state=published"),
        View("objections", _("Out for objections"), "state=objections"),
        View("decided", _("To be approved"), "state=decided"),
    ),
    acts=(NEW,),
    narrow=queries.shown,
    url=lambda row: reverse("ranking", args=[row.serial]),
    label_of=lambda row: f"{words.title(row)} {row.serial} · {gettext(RANKING.state(row.state).label)}",
)  # fmt: skip
