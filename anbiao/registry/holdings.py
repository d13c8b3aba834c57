"""What of the roster hangs on a person: the units that she answers for, imports that she began."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.holding import Holding, Person, register_holding
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.handing import accept_responsibilities, pass_on_responsibilities
from anbiao.registry.models import Responsibility

UNDER_WAY = ("uploaded", "mapping", "checking", "checked", "writing")


def _responsibilities(person: Person) -> QuerySet[Any, Any]:
    rows = Responsibility.objects.of_district(person.district).filter(person_id=person.account)
    rows = rows.filter(Q(to_on=None) | Q(to_on__gt=person.on)).exclude(state="ended")
    return rows.select_related("enterprise", "person").order_by("enterprise__name_key", "id")


def _imports(person: Person) -> QuerySet[Any, Any]:
    rows = ImportRun.objects.of_district(person.district).filter(by=person.account, state__in=UNDER_WAY)
    return rows.select_related("file").order_by("-started_at")


def _said(row: Responsibility) -> str:
    return f"{row.enterprise.name} · {gettext(str(Responsibility.Kind(row.kind).label))}"


RESPONSIBILITIES = register_holding(
    Holding(
        "responsibilities", _("Responsibilities for units"), _responsibilities, _said,
        lambda row: reverse("enterprise", args=[row.enterprise_id]), pass_on_responsibilities, accept=accept_responsibilities,
    )
)  # fmt: skip
IMPORTS = register_holding(
    Holding(
        "imports", _("Imports under way"), _imports, lambda row: row.file.name, lambda _row: reverse("imports"),
        why=_("An import belongs to whoever began it: the successor uploads the file again."),
    )
)  # fmt: skip
