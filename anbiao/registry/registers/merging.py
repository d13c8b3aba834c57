"""Units merged, or proposed to be."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anbiao.kit.register import Column, Empty, Filter, Register, View
from anbiao.kit.search import matching
from anbiao.registry import queries
from anbiao.registry.models import Merger
from anbiao.registry.registers.words import SEARCHED, bare, page_of, states, towns
from anbiao.rules import merging


def _mergers(number: int, shown: str) -> str:
    return ngettext("%(number)s merger", "%(number)s mergers", number) % {"number": shown}


MERGERS = Register(
    name="mergers",
    path="mergers",
    group=_("Roster"),
    title=_("Mergers"),
    capability="read merger",
    model=Merger,
    columns=(
        Column("kept", pgettext_lazy("merger", "Stays"), lambda row: row.kept.name, kind="name"),
        Column("other", pgettext_lazy("merger", "Is closed"), lambda row: row.other.name, kind="name"),
        Column("town", _("Town"), lambda row: row.kept.region[:9], words=queries.region_name, width=94, short=bare),
        Column("proposer", _("Proposed by"), lambda row: row.proposer, width=94, on_phone=False),
        Column("proposed_at", pgettext_lazy("merger", "Proposed"), lambda row: row.proposed_at, kind="day", width=94, sort="proposed_at"),
        Column("decider", _("Decided by"), lambda row: row.decider, width=94, on_phone=False),
        Column("decided_on", pgettext_lazy("merger", "Decided"), lambda row: row.decided_on, kind="day", width=94, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=merging.MERGER.state, kind="state", width=128),
    ),
    sort="-proposed_at",
    noun=_mergers,
    empty=Empty(_("No two units were merged. “Merge with another unit” stands on the page of a unit, under “Merged and split”.")),
    filters=(
        Filter("state", _("State"), states(merging.MERGER), lambda _actor, values: Q(state__in=values), first=True),
        Filter("town", _("Town"), towns, lambda _actor, values: queries.in_regions(values, "kept__region"), first=True),
    ),
    views=(View("all", _("All"), ""), View("open", _("To be decided"), "state=proposed")),
    search=lambda words: matching(words, texts=SEARCHED, prefix="kept__") | matching(words, texts=SEARCHED, prefix="other__"),
    search_hint=_("Name, pinyin or code of either unit"),
    summary=_("What takes a unit out of the count is decided by a second person, and can be taken back for 30 days."),
    rests_on=("kept", "other"),
    url=lambda row: page_of("merger", row.pk),
    label_of=lambda row: row.kept.name,
)  # fmt: skip
