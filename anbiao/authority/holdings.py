"""What of authority hangs on a person: her duties. They are listed and never passed on: who gives work does not give rights."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbiao.authority.models import Grant
from anbiao.authority.naming import said_duty
from anbiao.kit.holding import Holding, Person, register_holding


def _grants(person: Person) -> QuerySet[Any, Any]:
    rows = Grant.objects.of_district(person.district).filter(user_id=person.account)
    return rows.filter(Q(to_on=None) | Q(to_on__gte=person.on)).order_by("from_on", "id")


GRANTS = register_holding(
    Holding(
        "grants", _("Duties in force"), _grants, lambda row: said_duty(row.duty),
        lambda row: reverse("account_page", args=[row.user_id]),
        why=_("Who passes on work gives no rights: the security administrator ends these and grants the successor's."),
    )
)  # fmt: skip
