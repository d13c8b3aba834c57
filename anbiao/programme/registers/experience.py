"""The list of experience cards: what others did, by sector and words."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import state_words, unit_columns
from anbiao.kit.actor import Actor
from anbiao.kit.register import Column, Empty, Filter, Option, Register, View
from anbiao.kit.search import matching
from anbiao.programme.models import Experience
from anbiao.programme.queries import benchmarks as queries
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import benchmarks as law

_COLOUR, UNIT, TOWN = unit_columns()


def _cards(number: int, shown: str) -> str:
    return ngettext("%(number)s experience card", "%(number)s experience cards", number) % {"number": shown}


def _sectors(_actor: Actor) -> list[Option]:
    return [Option(code, roster.in_words(names)) for code, names in roster.sectors().items()]


def _standings(_actor: Actor) -> list[Option]:
    return [
        Option("now", gettext("of benchmarks today")),
        Option("past", gettext("of benchmarks that ended")),
    ]


def _by_standing(actor: Actor, values: Any) -> Q:
    found = Q(pk__in=[])
    if "now" in values:
        found |= queries.standing(actor)
    if "past" in values:
        found |= Q(benchmark__state="ended")
    return found


EXPERIENCE = Register(
    name="experience",
    path="experience",
    group=_("Standardization"),
    title=_("Experience"),
    capability="read experience",
    model=Experience,
    columns=(
        Column("title", _("Title"), lambda row: row.title, kind="name"),
        Column("effect", pgettext_lazy("card", "What came of it"), lambda row: row.effect, width=220, on_phone=False),
        UNIT,
        TOWN,
        Column("sector", _("Sector"), lambda row: row.sector, words=roster.sector_name, width=104, group="sector"),
        Column("serial", _("No."), lambda row: row.serial, kind="code", width=88, on_phone=False),
        Column("written_on", _("Written on"), lambda row: row.written_on, kind="day", width=84, sort="written_on"),
        Column("state", _("State"), lambda row: row.state, words=state_words(law.EXPERIENCE), kind="state", width=128, group="state"),
    ),
    sort="-written_on",
    noun=_cards,
    empty=Empty(_("No card is published for you yet. Cards are written on the page of a benchmark unit.")),
    filters=(
        Filter("sector", _("Sector"), _sectors, lambda _actor, values: Q(sector__in=values), first=True),
        Filter("state", _("State"), states(law.EXPERIENCE), lambda _actor, values: Q(state__in=values)),
        Filter("benchmark", _("Benchmark unit"), _standings, _by_standing),
    ),
    views=(
        View("all", _("All"), ""),
        View("now", _("Of benchmarks today"), "benchmark=now&state=published"),
        View("written", _("To be published"), "state=written"),
    ),
    search=lambda words: matching(words, texts=("search_text",), code="serial"),
    search_hint=_("Words of the card, unit, number"),
    narrow=queries.seen,
    rests_on=("enterprise",),
    url=lambda row: page_of("experience-card", row.serial),
    label_of=lambda row: row.title,
)  # fmt: skip
