"""The list of circulars: issued ones for every office, drafts for who writes and approves them."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anbiao.inspection.registers.words import state_words
from anbiao.kit.register import Act, Column, Empty, Filter, Register, View
from anbiao.oversight.models import Circular
from anbiao.oversight.queries.circulars import readable
from anbiao.oversight.words import outline_name, period_words
from anbiao.registry.registers.words import states
from anbiao.rules.circulars import CIRCULAR


def _circulars(number: int, shown: str) -> str:
    return ngettext("%(number)s circular", "%(number)s circulars", number) % {"number": shown}


CIRCULARS = Register(
    name="circulars",
    path="circulars",
    group=_("Oversight"),
    title=_("Circulars"),
    capability="read circular",
    model=Circular,
    columns=(
        Column("ref", _("Draft No."), lambda row: row.ref, kind="code", width=94, on_phone=False),
        Column("title", _("Title"), lambda row: row.title.replace("\n", ""), kind="name"),
        Column("number", _("Document number"), lambda row: row.number, kind="code", width=168),
        Column("outline", _("Outline"), lambda row: row.outline, words=outline_name, width=128, on_phone=False),
        Column("last", _("Period"), period_words, width=168, sort="last_on"),
        Column("edition", _("Edition"), lambda row: row.edition, kind="number", width=72, on_phone=False),
        Column("issued", _("Issued on"), lambda row: row.issued_on, kind="day", width=104),
        Column("state", _("State"), lambda row: row.state, words=state_words(CIRCULAR), kind="state", width=168, group="state"),
    ),
    sort="-last",
    noun=_circulars,
    empty=Empty(
        _("No circular is issued yet. The first is drafted from the figures of a period."),
        Act(_("Draft a circular"), "circular-new", "write circular", is_main=True),
    ),
    filters=(Filter("state", _("State"), states(CIRCULAR), lambda _actor, values: Q(state__in=values), first=True),),
    views=(View("all", _("All"), ""), View("issued", _("Issued"), "state=issued")),
    acts=(Act(_("Draft a circular"), "circular-new", "write circular", is_main=True),),
    narrow=readable,
    url=lambda row: reverse("circular", args=[row.ref]),
    label_of=lambda row: row.number or row.ref,
)  # fmt: skip
