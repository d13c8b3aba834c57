"""What of the programme hangs on a person: open tasks, reviews, absences."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.holding import Holding, Person, register_holding
from anbiao.programme.actions.handing import pass_on_reviews, pass_on_tasks
from anbiao.programme.models import Absence, Assessment, Task
from anbiao.programme.words import title_of
from anbiao.rules import assessing, capacity
from anbiao.rules import tasks as law


def _tasks(person: Person) -> QuerySet[Any, Any]:
    rows = Task.objects.of_district(person.district).filter(
        person_id=person.account, state__in=sorted(law.OPEN), campaign__state="running"
    )
    return rows.select_related("enterprise", "step", "campaign").order_by("due_on", "id")


def _reviews(person: Person) -> QuerySet[Any, Any]:
    rows = Assessment.objects.of_district(person.district).filter(
        state__in=("submitted", "review"), assigned__contains=[str(person.human)]
    )
    return rows.select_related("enterprise").order_by("begun_on", "id")


def _absences(person: Person) -> QuerySet[Any, Any]:
    rows = Absence.objects.of_district(person.district).filter(person_id=person.account, withdrawn_on=None)
    return rows.filter(last_on__gte=person.on).order_by("first_on")


TASKS = register_holding(
    Holding(
        "tasks", _("Open tasks of campaigns"), _tasks, lambda row: f"{row.enterprise.name} · {title_of(row.step)}",
        lambda row: reverse("task", args=[row.pk]), pass_on_tasks,
    )
)  # fmt: skip
REVIEWS = register_holding(
    Holding(
        "reviews", _("Reviews assigned by name"), _reviews,
        lambda row: f"{row.enterprise.name} · {gettext(assessing.KINDS[row.kind])}",
        lambda row: reverse("assessment", args=[row.pk]), pass_on_reviews,
    )
)  # fmt: skip
ABSENCES = register_holding(
    Holding(
        "absences", _("Absences that are entered"), _absences,
        lambda row: f"{gettext(capacity.ABSENCES[row.kind])} {row.first_on:%m-%d} – {row.last_on:%m-%d}",
        lambda _row: reverse("plan-times"), why=_("Nobody is away in another's place: it ends with the account."),
    )
)  # fmt: skip
