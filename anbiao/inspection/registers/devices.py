"""The lists of field devices and of unsent work in keeping."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.models import FieldDevice, Quarantine
from anbiao.inspection.queries.devices import QUARANTINE_STATES, quarantine_state
from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.kit.templatetags.kit import say_moment
from anbiao.registry.registers.words import in_language
from anbiao.rules import devices as law
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

IN_USE = State("in_use", N_("in use"), "done")
SILENT = State("silent", N_("7 days without contact"), "wait")
REVOKED = State("revoked", N_("revoked, not heard of since"), "back")
EMPTIED = State("emptied", N_("revoked and emptied"), "off")
DEVICE_STATES = (IN_USE, SILENT, REVOKED, EMPTIED)

WHY = {Quarantine.FORGOTTEN: N_("PIN forgotten"), Quarantine.REVOKED: N_("device revoked")}


def device_state(row: FieldDevice, now: datetime) -> State:
    """How a device stands."""
    if row.revoked_at is not None:
        return EMPTIED if row.wiped_at else REVOKED
    return SILENT if law.reach_without_contact(row.contact_at, now) == "sending" else IN_USE


def _devices_that_are(actor: Actor, values: Sequence[str]) -> Q:
    heard = Q(contact_at__gt=actor.now - timedelta(days=law.OFFLINE_DAYS))
    stand = {
        "in_use": Q(revoked_at=None) & heard, "silent": Q(revoked_at=None) & ~heard,
        "revoked": Q(revoked_at__isnull=False, wiped_at=None), "emptied": Q(wiped_at__isnull=False),
    }  # fmt: skip
    return _any(stand, values)


def _quarantines_that_are(_actor: Actor, values: Sequence[str]) -> Q:
    here = Q(removed_at=None)
    free = here & Q(taken_at=None, looked_at=None)
    shut = free & Q(given_back_at=None, opened_at=None)
    stand = {
        "coming": shut & Q(arrived_at=None), "kept": shut & Q(arrived_at__isnull=False),
        "opened": free & Q(given_back_at=None, opened_at__isnull=False), "given": free & Q(given_back_at__isnull=False),
        "taken": here & Q(taken_at__isnull=False), "settled": here & Q(taken_at=None, looked_at__isnull=False),
        "removed": ~here,
    }  # fmt: skip
    return _any(stand, values)


def _any(stand: dict[str, Q], values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= stand[value]
    return found


def _offered(states: Sequence[State]) -> Callable[[Actor], list[Option]]:
    return lambda _actor: [Option(state.name, gettext(state.label)) for state in states]


def _prepare_devices(actor: Actor, rows: Sequence[Any]) -> None:
    for row in rows:
        row.shown = device_state(row, actor.now)
        row.heard = say_moment(row.contact_at, actor.today)


def _prepare_quarantines(actor: Actor, rows: Sequence[Any]) -> None:
    for row in rows:
        row.begun = say_moment(row.begun_at, actor.today)


def _by_person(text: str) -> Q:
    return Q(user__name__icontains=text) | Q(user__username__icontains=text.lower())


DEVICES = Register(
    name="devices",
    path="devices",
    group=_("Offices and accounts"),
    title=_("Field devices"),
    capability="read device",
    model=FieldDevice,
    columns=(
        Column("holder", _("Holder"), lambda row: in_language(row.user), kind="name", width=168),
        Column("office", _("Office"), lambda row: in_language(row.user.organisation) if row.user.organisation else "", width=220),
        Column("name", _("Device"), lambda row: row.name),
        Column("since", pgettext_lazy("device", "Since"), lambda row: row.registered_at, kind="day", width=94, on_phone=False),
        Column("heard", _("Last contact"), lambda row: row.heard, kind="code", width=128, sort="contact_at"),
        Column("why", pgettext_lazy("device", "Revoked because"), lambda row: why_revoked(row), width=168, on_phone=False),
        Column("state", _("State"), lambda row: row.shown, kind="state", width=168),
    ),
    sort="-heard",
    noun=lambda number, count: ngettext("%(count)s device", "%(count)s devices", number) % {"count": count},
    empty=Empty(
        _("No device yet. A phone or browser stands here once somebody opens the field screens on it and chooses a PIN."),
        Act(_("Open the field screens"), "field", "read hazard"),
    ),
    filters=(Filter("state", _("State"), _offered(DEVICE_STATES), _devices_that_are, first=True),),
    views=(View("all", _("All"), ""), View("silent", _("7 days without contact"), "state=silent"), View("revoked", pgettext_lazy("device", "Revoked"), "state=revoked&state=emptied")),
    search=_by_person,
    search_hint=_("Name, account name"),
    rests_on=("user__organisation",),
    prepare=_prepare_devices,
    url=lambda row: reverse("device", args=[row.pk]),
    label_of=lambda row: f"{in_language(row.user)} {row.name}",
)  # fmt: skip


def why_revoked(row: FieldDevice) -> str:
    """The reason in the reader's language where the program gave it, else as it was written."""
    known = {"lost": gettext("lost"), Quarantine.FORGOTTEN: gettext(WHY[Quarantine.FORGOTTEN])}
    return known.get(row.revoked_why, row.revoked_why)


QUARANTINES = Register(
    name="quarantines",
    path="quarantines",
    group=_("Offices and accounts"),
    title=_("Unsent work in keeping"),
    capability="read quarantine",
    model=Quarantine,
    columns=(
        Column("holder", _("Holder"), lambda row: in_language(row.user), kind="name", width=168),
        Column("office", _("Office"), lambda row: in_language(row.user.organisation) if row.user.organisation else "", width=220),
        Column("device", _("Device"), lambda row: row.device.name),
        Column("why", pgettext_lazy("quarantine", "Why"), lambda row: gettext(WHY[row.why]), width=128),
        Column("records", _("Records"), lambda row: row.records, kind="number", width=84),
        Column("photos", _("Photos"), lambda row: row.photos, kind="number", width=84),
        Column("begun", pgettext_lazy("quarantine", "Since"), lambda row: row.begun, kind="code", width=128, sort="begun_at"),
        Column("state", _("State"), quarantine_state, kind="state", width=168),
    ),
    sort="-begun",
    noun=lambda number, count: ngettext("%(count)s keeping", "%(count)s keepings", number) % {"count": count},
    empty=Empty(
        _("Nothing is in keeping. What is unsent on a phone comes here when its PIN is forgotten or it is revoked."),
        Act(_("Open the list of devices"), "devices", "read device"),
    ),
    filters=(Filter("state", _("State"), _offered(QUARANTINE_STATES), _quarantines_that_are, first=True),),
    views=(View("all", _("All"), ""), View("open", pgettext_lazy("quarantine", "Open"), "state=kept&state=opened&state=coming")),
    search=_by_person,
    search_hint=_("Name, account name"),
    rests_on=("user__organisation", "device"),
    prepare=_prepare_quarantines,
    url=lambda row: reverse("quarantine", args=[row.pk]),
    label_of=lambda row: in_language(row.user),
)  # fmt: skip
