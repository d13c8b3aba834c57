"""The list of certificates."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import by_unit, options, state_words, unit_columns, unit_filters
from anbiao.kit.actor import Actor
from anbiao.kit.register import Column, Empty, Filter, Option, Register, View
from anbiao.programme import certificate_words as words
from anbiao.programme.models import Certificate
from anbiao.programme.queries import certificates as queries
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import certificates as law

COLOUR, UNIT, TOWN = unit_columns()


def _certificates(number: int, shown: str) -> str:
    return ngettext("%(number)s certificate", "%(number)s certificates", number) % {"number": shown}


def _ends(_actor: Actor) -> list[Option]:
    return [Option("expired", gettext("Expired")), Option("renewal", gettext("To be renewed now"))]


def _by_end(actor: Actor, values: Any) -> Q:
    """Past their last day, or within the months in which a unit applies again."""
    found = Q(pk__in=[])
    if "expired" in values:
        found |= Q(valid_until__lt=actor.today)
    if "renewal" in values:
        months = queries.local(actor.district, actor.today).waiting.renewal
        found |= Q(valid_until__gte=actor.today, valid_until__lte=law.months_later(actor.today, months))
    return found & Q(state__in=sorted(law.HELD))


CERTIFICATES = Register(
    name="certificates",
    path="certificates",
    group=_("Standardization"),
    title=_("Certificates"),
    capability="read certificate",
    model=Certificate,
    columns=(
        COLOUR,
        Column("name", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        TOWN,
        Column("result", pgettext_lazy("certificate", "Result"), lambda row: row.result, words=words.result, width=128),
        Column("number", _("Certificate No."), lambda row: row.number, kind="code", width=168),
        Column("granted_by", _("Granted by"), words.authority, width=128, on_phone=False),
        Column("valid_from", _("Valid from"), lambda row: row.valid_from, kind="day", width=84, on_phone=False),
        Column("valid_until", _("Valid until"), lambda row: row.valid_until, kind="day", width=94),
        Column("proposed_on", _("Proposed on"), lambda row: row.proposed_on, kind="day", width=84, sort="proposed_on", on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=state_words(law.CERTIFICATE), kind="state", width=128, group="state"),
    ),
    sort="-proposed_on",
    noun=_certificates,
    empty=Empty(_("No certificate is proposed yet. It begins on the page of a decided application.")),
    filters=(
        Filter("state", _("State"), states(law.CERTIFICATE), lambda _actor, values: Q(state__in=values), first=True),
        Filter("result", pgettext_lazy("certificate", "Result"), options(law.RESULTS), lambda _actor, values: Q(result__in=values), first=True),
        Filter("end", _("Expiry"), _ends, _by_end),
        *unit_filters(),
    ),
    views=(
        View("all", _("All"), ""),
        View("public", _("Made public"), "state=publicity"),
        View("recommended", _("Recommended upward"), "state=recommended"),
        View("renewal", _("To be renewed now"), "end=renewal"),
        View("suspended", _("Suspended for now"), "state=suspended"),
    ),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    rests_on=("enterprise",),
    url=lambda row: page_of("certificate", row.pk),
    due="valid_until",
    label_of=lambda row: row.enterprise.name,
    export="export certificate",
)  # fmt: skip
