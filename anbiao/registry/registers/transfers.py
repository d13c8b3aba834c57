"""Units offered from one office to another."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Column, Empty, Filter, Option, Register, View
from anbiao.registry import queries
from anbiao.registry.models import Transfer
from anbiao.registry.registers.words import bare, in_language, page_of, states
from anbiao.rules import transferring as law


def _transfers(number: int, shown: str) -> str:
    return ngettext("%(number)s transfer", "%(number)s transfers", number) % {"number": shown}


def _kinds(_actor: Actor) -> list[Option]:
    return [Option(kind, gettext(label)) for kind, label in law.KINDS.items()]


def _whose(_actor: Actor) -> list[Option]:
    return [Option("to", gettext("offered to us")), Option("from", gettext("offered by us"))]


def _by_whose(actor: Actor, values: Sequence[str]) -> Q:
    found, offices = Q(pk__in=[]), sorted(queries.offices_of(actor))
    for value in values:
        found |= Q(**{f"{value}_office_id__in": offices})
    return found


TRANSFERS = Register(
    name="transfers",
    path="transfers",
    group=_("Roster"),
    title=_("Transfers"),
    capability="read transfer",
    model=Transfer,
    columns=(
        Column("name", _("Unit"), lambda row: row.name, kind="name"),
        Column("kind", _("Kind"), lambda row: row.kind, words=lambda kind: gettext(law.KINDS[kind]), width=128, on_phone=False),
        Column("from", _("Offered by"), lambda row: in_language(row.from_office), width=128, short=bare),
        Column("to", _("Offered to"), lambda row: in_language(row.to_office), width=128, short=bare),
        Column("offered_at", pgettext_lazy("unit", "Offered"), lambda row: row.offered_at, kind="day", width=94, sort="offered_at"),
        Column("decided_on", _("Decided"), lambda row: row.decided_on, kind="day", width=94, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=law.TRANSFER.state, kind="state", width=104),
    ),
    sort="-offered_at",
    noun=_transfers,
    empty=Empty(_("No unit was offered to another office. “Offer to another office” stands on the page of a unit.")),
    filters=(
        Filter("state", _("State"), states(law.TRANSFER), lambda _actor, values: Q(state__in=values), first=True),
        Filter("whose", _("Whose"), _whose, _by_whose, first=True),
        Filter("kind", _("Kind"), _kinds, lambda _actor, values: Q(kind__in=values)),
    ),
    views=(View("all", _("All"), ""), View("to-us", _("Offered to us"), "state=offered&whose=to"), View("refused", pgettext_lazy("unit", "Refused"), "state=refused")),
    search=lambda words: Q(name__icontains=words),
    search_hint=_("Name of the unit"),
    summary=_("A unit leaves an office's count when another office takes it; what is open there goes with it."),
    narrow=queries.seen_transfers,
    rests_on=("from_office", "to_office"),
    url=lambda row: page_of("transfer", row.pk),
    label_of=lambda row: row.name,
)  # fmt: skip
