"""The writers of what a weekly plan reckons with: absences of people, and days kept free of visits."""

from datetime import date

from django.db import transaction

from anbiao.authority.models import User
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.programme.models import Absence, KeyPeriod
from anbiao.programme.queries.board import plans_for
from anbiao.rules import capacity
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

NOT_YOURS = N_("This person's office is outside what you plan for.")


@transaction.atomic
def record_absence(
    actor: Actor, person: User, *, kind: str, first_on: date, last_on: date, note: str = ""
) -> Absence:
    """A person is away from a day to a day, both included; her weeks have less room from then on. Raises Refused."""
    against = [each for each in (capacity.wrong_span(first_on, last_on),) if each]
    if kind not in capacity.ABSENCES:
        against.append(Refusal("kind-unknown", N_("Say why the person is away."), field="kind"))
    office = person.organisation
    if person.district != actor.district or office is None or not plans_for(actor, office):
        against.append(Refusal("no-duty", NOT_YOURS, field="person"))
    if against or office is None:
        raise Refused(*against)
    row = Absence.objects.create(
        district=actor.district, person=person, organisation=office, kind=kind, first_on=first_on, last_on=last_on,
        note=note.strip(), who=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("record", row))
    return row


@transaction.atomic
def keep_free(actor: Actor, *, region: str, title: str, first_on: date, last_on: date) -> KeyPeriod:
    """Days on which nobody in a region is sent on visits. Raises Refused."""
    against = [each for each in (capacity.wrong_span(first_on, last_on),) if each]
    if not title.strip():
        against.append(Refusal("title-missing", N_("Say what these days are for."), field="title"))
    if not actor.scope.allows("keep key_period", Place(region=region)):
        against.append(Refusal("no-duty", N_("This region is outside what you plan for."), field="region"))
    if against:
        raise Refused(*against)
    row = KeyPeriod.objects.create(
        district=actor.district, region=region, title=title.strip(), first_on=first_on, last_on=last_on, who=actor.who
    )  # fmt: skip
    journal.record(actor, journal.event("record", row))
    return row


@transaction.atomic
def withdraw(actor: Actor, row: Absence | KeyPeriod) -> None:
    """What was entered in error, or is over earlier, counts no more from now on; it stays to be read. Raises Refused."""
    mine = plans_for(actor, row.organisation) if isinstance(row, Absence) else actor.scope.allows("keep key_period", Place(region=row.region))  # fmt: skip
    if not mine:
        raise Refused(Refusal("no-duty", NOT_YOURS))
    before = row.facts()
    table = type(row).objects.of_district(actor.district).filter(pk=row.pk, withdrawn_on=None)
    if table.update(withdrawn_on=actor.today):
        row.withdrawn_on = actor.today
        journal.record(actor, journal.event("withdraw", row, before=before))
