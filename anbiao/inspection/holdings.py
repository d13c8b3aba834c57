"""What of checks and hazards hangs on a person: hazards to follow up, checks begun."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import queries
from anbiao.inspection.actions.handing import pass_on_hazards
from anbiao.inspection.models import Check, Hazard
from anbiao.kit.holding import Holding, Person, register_holding
from anbiao.rules import hazards as law
from anbiao.rules import visits


def _hazards(person: Person) -> QuerySet[Any, Any]:
    rows = Hazard.objects.of_district(person.district).filter(state__in=sorted(law.OPEN))
    rows = rows.exclude(source__in=sorted(law.OWN_SOURCES))
    return (
        rows.filter(queries.followed_by([person.human])).select_related("enterprise").order_by("due_on", "id")
    )


def _checks(person: Person) -> QuerySet[Any, Any]:
    rows = Check.objects.of_district(person.district).filter(account_id=person.account, state="begun")
    return rows.select_related("enterprise").order_by("on", "id")


HAZARDS = register_holding(
    Holding(
        "hazards", _("Open hazards to follow up"), _hazards, lambda row: f"{row.enterprise.name} · {row.title}",
        lambda row: reverse("hazard", args=[row.pk]), pass_on_hazards,
    )
)  # fmt: skip
CHECKS = register_holding(
    Holding(
        "checks", _("Checks begun and not finished"), _checks,
        lambda row: f"{row.enterprise.name} · {gettext(visits.kind_named(row.kind).label)}",
        lambda row: reverse("check", args=[row.pk]),
        why=_("A check is finished by who made it: whoever was not there signs nothing. It is voided, and made again."),
    )
)  # fmt: skip
