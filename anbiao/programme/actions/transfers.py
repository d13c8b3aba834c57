"""A unit passed from one office to another: its open tasks do, too."""

from django.db.models import Q

from anbiao.authority.models import User
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.programme.models import Task
from anbiao.registry.signals import Handed
from anbiao.rules.tasks import OPEN


def hear_of_handed(actor: Actor, handed: Handed) -> None:
    """What the office that gave the unit away, or one of its people, still had to do there, the other office has to do: nobody by name, as
    long as nobody is named. Weeks and days stand. Three statements.
    """
    people = User.objects.filter(district=actor.district, organisation_id=handed.from_office)
    rows = Task.objects.of_district(actor.district).filter(
        Q(organisation_id=handed.from_office) | Q(person__in=people.values("pk")), enterprise_id=handed.unit, state__in=sorted(OPEN)
    )  # fmt: skip
    found = list(rows.order_by("pk").select_for_update().values_list("pk", "organisation_id", "person_id"))
    Task.objects.of_district(actor.district).filter(pk__in=[pk for pk, *_ in found]).update(
        organisation_id=handed.to_office, person=None
    )
    after = {"organisation_id": str(handed.to_office), "person_id": None}
    journal.record_many(
        actor,
        [
            journal.Event("pass on", "task", pk, {"organisation_id": str(office or ""), "person_id": str(person or "") or None}, after)
            for pk, office, person in found
        ],
    )  # fmt: skip
