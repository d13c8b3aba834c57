"""The accident ledger, and the inherent risks of a unit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.models import Accident, Hazard, Risk
from anbiao.inspection.signals import ACCIDENT, Harmed
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.numbers import serial, take_numbers
from anbiao.kit.workflow import FASTER
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import accidents, colours
from anbiao.rules.colours import Rating
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

KIND = "accident"
FIRST_YEAR = 1949

# ---------- accidents ----------


@transaction.atomic
def record_accident(
    actor: Actor, *, unit: Enterprise | None, region: str, happened_at: datetime, values: Mapping[str, Any]
) -> Accident:
    """Enters an accident; its grade follows from dead, injured and loss. Raises Refused with every reason."""
    where = Place(region=unit.region if unit else region, enterprise=str(unit.pk) if unit else "")
    harm = accidents.Harm(values["dead"], values["injured"], values["loss"])
    against = [
        each for each in (accidents.wrong_numbers(harm), _unsaid(values), _ahead(actor, happened_at)) if each
    ]
    if not actor.scope.allows("record accident", where):
        against.append(Refusal("no-duty", N_("This place is outside what you may record accidents for.")))
    if against:
        raise Refused(*against)
    on = day_of(happened_at)
    number = take_numbers(actor.district, KIND, on.year)[0]
    row = Accident.objects.create(
        district=actor.district, enterprise=unit, region=where.region, serial=serial(on.year, number),
        happened_at=happened_at, on=on, grade=accidents.grade(harm), by=actor.who, person=actor.human,
        changed_at=actor.now, **values,
    )  # fmt: skip
    journal.record(actor, journal.event("record", row))
    if unit:
        settle(actor, [unit.pk])
        ACCIDENT.tell(actor, Harmed(unit.pk, row.serial))
    return row


def _unsaid(values: Mapping[str, Any]) -> Refusal | None:
    if values.get("place", "").strip() and values.get("course", "").strip() and values.get("kind"):
        return None
    return Refusal(
        "accident-unsaid", N_("Say where it happened, of what kind it was, and how it went."), field="place"
    )


def _ahead(actor: Actor, happened_at: datetime) -> Refusal | None:
    if (
        happened_at.year < FIRST_YEAR
    ):  # a slip of the finger; the first years of the calendar cannot even be read again
        text = N_("The year {year} cannot be right.")
        return Refusal("year-wrong", text, {"year": str(happened_at.year)}, field="happened_at")
    if happened_at <= actor.now:
        return None
    return Refusal("time-ahead", N_("The time of the accident lies ahead."), field="happened_at")


@transaction.atomic
def change_accident(actor: Actor, row: Accident, *, values: Mapping[str, Any], version: int) -> Accident:
    """A later report: more casualties within 30 days (7 for road and fire), the cause, the loss. The old figures stay in the
    journal. Raises Refused.
    """
    now = Accident.objects.of_district(actor.district).select_for_update().get(pk=row.pk)
    if not actor.scope.allows(
        "record accident", Place(region=now.region, enterprise=str(now.enterprise_id or ""))
    ):
        raise Refused(Refusal("no-duty", N_("This place is outside what you may record accidents for.")))
    if now.version != version:
        raise Refused(Refusal("changed-meanwhile", FASTER))
    before, stood = now.facts(), accidents.Harm(now.dead, now.injured, now.loss)
    for name, value in values.items():
        setattr(now, name, value)
    harm = accidents.Harm(now.dead, now.injured, now.loss)
    is_same = now.person in actor.people
    against = (
        accidents.wrong_numbers(harm),
        accidents.lowered_alone(stood, harm, is_same_person=is_same),
    )
    if any(against):
        raise Refused(*(each for each in against if each))
    if harm != stood:
        now.person = actor.human
    now.grade, now.changed_at, now.version = accidents.grade(harm), actor.now, version + 1
    now.save()
    journal.record(actor, journal.event("change", now, before=before))
    if now.enterprise_id:
        settle(actor, [now.enterprise_id])
        ACCIDENT.tell(actor, Harmed(now.enterprise_id, now.serial))
    return now


@transaction.atomic
def follow_up(actor: Actor, accident: Accident, hazard: Hazard) -> None:
    """A hazard of the same unit is one that the accident uncovered. Raises Refused."""
    where = Place(region=accident.region, enterprise=str(accident.enterprise_id or ""))
    if not actor.scope.allows("record accident", where) or hazard.enterprise_id != accident.enterprise_id:
        raise Refused(
            Refusal("not-this-unit", N_("Only a hazard of the same unit follows from its accident."))
        )
    before = hazard.facts()
    hazard.accident, hazard.changed_at = accident, actor.now
    hazard.save(update_fields=["accident", "changed_at"])
    journal.record(actor, journal.event("follow up", hazard, before=before, note=accident.serial))


# ---------- inherent risks ----------


@transaction.atomic
def keep_risk(
    actor: Actor, unit: Enterprise, *, values: Mapping[str, Any], rating: Rating, row: Risk | None = None
) -> Risk:
    """A risk point, new or changed: rated by its factors, coloured by its band. Raises Refused.

    `values` holds the texts of the model and "values", the factors by name.
    """
    if not actor.scope.allows("keep risk", place_of(actor, unit)):
        raise Refused(Refusal("no-duty", N_("Only the unit and its expert keep its risk points.")))
    try:
        product, colour = colours.rate(rating, values["values"])
    except ValueError:
        text = N_("Choose a value for each factor of the rating.")
        raise Refused(Refusal("factor-missing", text, field="values")) from None
    before = row.facts() if row else None
    kept = row or Risk(district=actor.district, enterprise=unit)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.method, kept.product, kept.colour = rating.method, product, colour
    kept.reviewed_on, kept.who, kept.version = actor.today, actor.who, kept.version + (1 if row else 0)
    kept.save()
    journal.record(actor, journal.event("change" if row else "add", kept, before=before))
    settle(actor, [unit.pk])
    return kept


@transaction.atomic
def remove_risk(actor: Actor, row: Risk, *, note: str) -> None:
    """A risk that is no longer there, with the reason; its history stays. Raises Refused."""
    if not actor.scope.allows("keep risk", place_of(actor, row.enterprise)):
        raise Refused(Refusal("no-duty", N_("Only the unit and its expert keep its risk points.")))
    if not note.strip():
        raise Refused(Refusal("note-missing", N_("Say why the risk is no longer there."), field="note"))
    before = row.facts()
    row.removed_on = actor.today
    row.save(update_fields=["removed_on"])
    journal.record(actor, journal.event("remove", row, before=before, note=note))
    settle(actor, [row.enterprise_id])
