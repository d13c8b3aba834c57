"""The list of delegations, for the offices that answer for people and for who keeps duties; and how its journal is told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority.models import Delegation
from anbiao.authority.naming import joined_duties, said
from anbiao.authority.registers import GROUP
from anbiao.kit.actor import Actor
from anbiao.kit.register import Column, Empty, Filter, Option, Register, View
from anbiao.kit.register.detail import Words
from anbiao.rules import delegation
from anbiao.rules.machine import State

DELEGATION_WORDS = Words(
    {
        "name": _("Deputy named"), "accept": _("Delegation accepted"), "decline": _("Delegation declined"),
        "end": _("Delegation ended"), "revoke": _("Delegation ended by the office"),
    },
    {},
    beginnings=frozenset({"name"}),
)  # fmt: skip
STANDINGS = (
    delegation.DELEGATION.state("offered"), delegation.TO_COME, delegation.RUNNING, delegation.OVER, delegation.LAPSED,
    delegation.DELEGATION.state("declined"), delegation.DELEGATION.state("ended"),
)  # fmt: skip


def delegation_standing(row: Delegation, today: date) -> State:
    """How a delegation stands today."""
    return delegation.standing(row.state, row.from_on, row.to_on, on=today)


def _stand_today(actor: Actor, rows: Sequence[Any]) -> None:
    for row in rows:
        row.standing, row.duty_labels = delegation_standing(row, actor.today), joined_duties(row.duties)


def _by_standing(actor: Actor, values: Sequence[str]) -> Q:
    today, accepted = actor.today, Q(state="accepted")
    standing = {
        "offered": Q(state="offered", to_on__gte=today), "lapsed": Q(state="offered", to_on__lt=today),
        "to_come": accepted & Q(from_on__gt=today), "running": accepted & Q(from_on__lte=today, to_on__gte=today),
        "over": accepted & Q(to_on__lt=today), "declined": Q(state="declined"), "ended": Q(state="ended"),
    }  # fmt: skip
    wanted = Q(pk__in=[])
    for value in values:
        wanted |= standing[value]
    return wanted


DELEGATIONS = Register(
    name="delegations",
    path="delegations",
    group=GROUP,
    title=_("Delegations"),
    capability="read delegation",
    model=Delegation,
    columns=(
        Column("giver", _("Acted for"), lambda row: said(row.giver), kind="name", width=128),
        Column("deputy", _("Deputy"), lambda row: said(row.deputy), width=128),
        Column("office", _("Office"), lambda row: said(row.giver.organisation), width=168),
        Column("duties", _("Duties that pass"), lambda row: row.duty_labels),
        Column("from", _("From"), lambda row: row.from_on, kind="day", sort="from_on", width=94),
        Column("until", _("Until"), lambda row: row.to_on, kind="day", width=94),
        Column("number", _("Delegation number"), lambda row: row.number, kind="code", width=94, on_phone=False),
        Column("state", _("State"), lambda row: row.standing, kind="state", width=128),
    ),
    sort="-from",
    noun=lambda number, count: ngettext("%(count)s delegation", "%(count)s delegations", number) % {"count": count},
    empty=Empty(_("Nobody stands in for anybody. Whoever goes away names a deputy under “My delegations”.")),
    filters=(
        Filter(
            "state", _("State"), lambda _actor: [Option(state.name, gettext(state.label)) for state in STANDINGS], _by_standing, first=True,
        ),
    ),
    views=(View("running", _("Running"), "state=running"), View("all", _("All"), "")),
    search=lambda text: Q(giver__name__icontains=text) | Q(deputy__name__icontains=text),
    search_hint=_("Name"),
    rests_on=("giver", "giver__organisation", "deputy"),
    prepare=_stand_today,
    url=lambda row: reverse("delegation", args=[row.pk]),
    label_of=lambda row: said(row.giver),
)  # fmt: skip
