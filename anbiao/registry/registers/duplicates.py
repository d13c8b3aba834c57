"""Pairs of units that may be one."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register import Column, Empty, Filter, Register, View
from anbiao.kit.register.columns import joined
from anbiao.kit.search import matching
from anbiao.registry import queries
from anbiao.registry.models import DuplicatePair
from anbiao.registry.registers.words import SEARCHED, bare, page_of, states, towns
from anbiao.rules import likeness, units


def _pairs(number: int, shown: str) -> str:
    return ngettext("%(number)s pair", "%(number)s pairs", number) % {"number": shown}


DUPLICATES = Register(
    name="duplicates",
    path="duplicates",
    group=_("Roster"),
    title=_("Likely duplicates"),
    capability="read duplicate",
    model=DuplicatePair,
    columns=(
        Column("first", pgettext_lazy("column", "One"), lambda pair: pair.first.name, kind="name"),
        Column("second", pgettext_lazy("column", "The other"), lambda pair: pair.second.name, kind="name"),
        Column(
            "town",
            _("Town"),
            lambda pair: pair.first.region[:9],
            words=queries.region_name,
            width=94,
            short=bare,
            group="first__region",
            group_digits=9,
        ),
        Column(
            "reasons",
            _("What they share"),
            lambda pair: joined([gettext(likeness.REASONS[r]) for r in pair.reasons]),
            width=220,
        ),
        Column("found_at", _("Found"), lambda pair: pair.found_at, kind="day", width=94),
        Column(
            "state",
            _("Decision"),
            lambda pair: pair.state,
            words=units.DUPLICATE.state,
            kind="state",
            width=128,
            group="state",
        ),
    ),
    sort="-id",
    noun=_pairs,
    empty=Empty(_("No two units look alike. Pairs found at an import or a registration will stand here.")),
    filters=(
        Filter(
            "state",
            _("Decision"),
            states(units.DUPLICATE),
            lambda actor, values: Q(state__in=values),
            first=True,
        ),
        Filter(
            "town",
            _("Town"),
            towns,
            lambda actor, values: queries.in_regions(values, "first__region"),
            first=True,
        ),
    ),
    views=(View("all", _("All"), ""), View("open", _("To be decided"), "state=open")),
    search=lambda words: (
        matching(words, texts=SEARCHED, prefix="first__") | matching(words, texts=SEARCHED, prefix="second__")
    ),
    search_hint=_("Name, pinyin or code of either unit"),
    summary=_("Nothing is merged by itself: a person compares the two and decides."),
    rests_on=("first", "second"),
    fields=(
        "district",
        "score",
        "reasons",
        "state",
        "found_at",
        "first__district",
        "first__name",
        "first__region",
        "second__district",
        "second__name",
        "second__region",
    ),
    url=lambda pair: page_of("duplicate", pair.pk),
    label_of=lambda pair: pair.first.name,
)
