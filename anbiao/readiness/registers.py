"""The list of training records."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.kit.search import matching
from anbiao.readiness.journal_words import kind_words
from anbiao.readiness.models import Training
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import SEARCHED, bare, page_of, states, towns
from anbiao.rules.training import KINDS, TRAINING


def _noun(number: int, shown: str) -> str:
    return ngettext("%(number)s training record", "%(number)s training records", number) % {"number": shown}


TRAININGS = Register(
    name="trainings",
    path="trainings",
    group=_("Readiness"),
    title=_("Training records"),
    capability="read training",
    model=Training,
    columns=(
        Column("unit", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        Column(
            "town", _("Town"), lambda row: row.enterprise.region[:9], words=roster.region_name, width=84, short=bare,
            group="enterprise__region", group_digits=9,
        ),
        Column("kind", _("Who was trained"), lambda row: row.kind, words=kind_words, width=128, group="kind"),
        Column("topic", _("Topic"), lambda row: row.topic, width=220),
        Column("held_on", pgettext_lazy("training", "Held on"), lambda row: row.held_on, kind="day", width=94, sort="held_on"),
        Column("hours", _("Hours each"), lambda row: row.whole_hours, kind="number", width=88),
        Column("number", _("People trained"), lambda row: row.number, kind="number", width=88),
        Column("state", _("State"), lambda row: row.state, words=TRAINING.state, kind="state", width=94),
    ),
    sort="-held_on",
    noun=_noun,
    empty=Empty(
        _("No training is recorded yet. Find a unit in the roster, and record one on its page."),
        Act(_("Find a unit"), "enterprises", "read enterprise"),
    ),
    filters=(
        Filter(
            "town", _("Town"), towns, lambda _actor, values: roster.in_regions(values, "enterprise__region"), first=True
        ),
        Filter(
            "sector", _("Sector"), lambda _actor: [Option(code, roster.in_words(names)) for code, names in roster.sectors().items()],
            lambda _actor, values: Q(enterprise__sector__in=values),
        ),
        Filter(
            "kind", _("Who was trained"), lambda _actor: [Option(kind, gettext(label)) for kind, label in KINDS.items()],
            lambda _actor, values: Q(kind__in=values), first=True,
        ),
        Filter("state", _("State"), states(TRAINING), lambda _actor, values: Q(state__in=values)),
    ),
    views=(View("recorded", _("On record"), "state=recorded"), View("all", _("All"), "")),
    search=lambda words: matching(words, texts=SEARCHED, prefix="enterprise__"),
    search_hint=_("Name, pinyin, code, address"),
    rests_on=("enterprise",),
    url=lambda row: page_of("training", row.pk),
    label_of=lambda row: row.topic,
)  # fmt: skip
ALL = (TRAININGS,)
