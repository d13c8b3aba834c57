"""What the survey finds: reported from the field, and settled by an office with the roster's own actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.district import new_id
from anbiao.kit.numbers import serial, take_numbers
from anbiao.kit.workflow import take, take_many
from anbiao.registry.actions.units import OUTSIDE, change_unit, move_unit, register_unit
from anbiao.registry.models import Enterprise, SurveyFinding
from anbiao.registry.queries import place_of, regions_of
from anbiao.rules import surveys, visits
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

NUMBERS = "survey"
NO_UNIT = N_("Say which unit it is about.")
UNREAL = N_("This place is not one of the district's towns and villages.")


@dataclass(frozen=True)
class Found:
    """What somebody saw in the field. Of a unit in the roster `region` and `name` are the unit's own unless it moved."""

    kind: str
    name: str = ""
    code: str = ""
    region: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    sector: str = ""
    employees: int | None = None
    principal: str = ""
    looks_due: str = ""
    outside: bool = False
    note: str = ""
    photos: Sequence[UUID] = field(default_factory=tuple)

    def seen(self) -> surveys.Seen:
        """As the rule looks at it."""
        return surveys.Seen(
            self.kind, name=self.name, address=self.address, is_located=self.longitude is not None, note=self.note,
            outside=self.outside, photos=len(self.photos),
        )  # fmt: skip


@transaction.atomic
def report_finding(
    actor: Actor, found: Found, *, unit: Enterprise | None = None, key: UUID | None = None, found_at: datetime
) -> SurveyFinding:
    """Keeps what was found, under the device's id; `unit` is the one that is closed, moved or not found. Raises Refused."""
    place = place_of(actor, unit) if unit is not None else Place(region=found.region)
    if not actor.scope.allows("report survey", place):
        raise Refused(Refusal("no-duty", OUTSIDE, field="region"))
    lacks = [*surveys.missing(found.seen()), *_wrong_place(actor, found, unit)]
    if lacks:
        raise Refused(*lacks)
    (number,) = take_numbers(actor.district, NUMBERS, actor.today.year)
    row = SurveyFinding.objects.create(
        id=key or new_id(), district=actor.district, serial=serial(actor.today.year, number), kind=found.kind, enterprise=unit,
        name=found.name or (unit.name if unit else ""), region=place.region, to_region=_to_region(found, place), **_as_seen(found), found_at=found_at, reported_at=actor.now,
        found_on=visits.made_on(day_of(found_at), received_on=actor.today), found_by=actor.human, account=actor.person, finder=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("find", row))
    return row


def _to_region(found: Found, place: Place) -> str:
    return (found.region or place.region) if found.kind == surveys.MOVED and not found.outside else ""


def _as_seen(found: Found) -> dict[str, Any]:
    plain = (
        "code",
        "address",
        "longitude",
        "latitude",
        "sector",
        "employees",
        "principal",
        "looks_due",
        "outside",
        "note",
    )
    return {key: getattr(found, key) for key in plain} | {"photos": list(found.photos)}


def _wrong_place(actor: Actor, found: Found, unit: Enterprise | None) -> list[Refusal]:
    """A finding is about a unit or a new one, and a place that is named is a town or a village of the district."""
    wrong = []
    if (unit is None) != (found.kind == surveys.NEW):
        wrong.append(Refusal("unit-missing", NO_UNIT, field="enterprise"))
    if found.region and found.region not in regions_of(actor.district):
        wrong.append(Refusal("region-unknown", UNREAL, field="region"))
    return wrong


# ---------- what an office makes of it ----------


@transaction.atomic
def take_new(
    actor: Actor, finding: SurveyFinding, *, values: Mapping[str, Any], hint: str = ""
) -> Enterprise:
    """Registers what was found as a unit, with the facts as the office has put them right. Raises Refused."""
    unit = register_unit(actor, values=values, hint=hint)
    _decide(actor, finding, "accept", enterprise=unit)
    return unit


@transaction.atomic
def take_change(actor: Actor, finding: SurveyFinding, *, note: str = "") -> None:
    """Does to the unit what was found: closes it, records it as not found or moved away, or changes its address. What else waits on the
    same unit and says the same is settled with it. Raises Refused.
    """
    if finding.enterprise_id is None:
        raise Refused(Refusal("unit-missing", NO_UNIT, field="enterprise"))
    unit = Enterprise.objects.of_district(actor.district).get(pk=finding.enterprise_id)
    step = surveys.status_step(finding.kind, outside=finding.outside)
    if step:
        move_unit(actor, unit, step, note=note or finding.note or finding.serial, on=finding.found_on)
    else:
        change_unit(actor, unit, values=_new_address(finding, unit), version=unit.version)
    _decide(actor, finding, "accept", note=note)
    same = SurveyFinding.objects.of_district(actor.district).filter(
        enterprise=unit, kind=finding.kind, outside=finding.outside, state=surveys.OPEN
    )
    place = place_of(actor, unit)
    rows = [(row, place) for row in same]
    take_many(actor, rows, "match", decided_at=actor.now, decider=actor.who, reason=f"= {finding.serial}")


def _new_address(finding: SurveyFinding, unit: Enterprise) -> dict[str, Any]:
    values: dict[str, Any] = {"address": finding.address, "region": finding.to_region}
    if finding.longitude is not None:
        point = f"{finding.longitude}, {finding.latitude} WGS-84"
        values |= {"longitude": finding.longitude, "latitude": finding.latitude, "coordinates_given": point}
    return values


@transaction.atomic
def match_finding(
    actor: Actor, finding: SurveyFinding, unit: Enterprise, *, alias: str = "", note: str = ""
) -> None:
    """What was found as new stands in the roster; `alias`, the name on its sign, becomes another name of the unit. Raises Refused."""
    if alias and alias != unit.name and alias not in unit.aliases:
        change_unit(actor, unit, values={"aliases": [*unit.aliases, alias]}, version=unit.version)
    _decide(actor, finding, "match", note=note, enterprise=unit)


def reject_finding(actor: Actor, finding: SurveyFinding, *, note: str) -> None:
    """The roster stays as it is, for a reason that the finder reads. Raises Refused."""
    _decide(actor, finding, "reject", note=note)


def withdraw_finding(actor: Actor, finding: SurveyFinding, *, note: str = "") -> None:
    """The finder takes it back. Raises Refused."""
    _decide(actor, finding, "withdraw", note=note)


def _decide(actor: Actor, finding: SurveyFinding, step: str, *, note: str = "", **values: Any) -> None:
    told = {"decided_at": actor.now, "decider": actor.who, "reason": note}
    take(actor, finding, step, place=where(actor, finding), note=note, **told, **values)


def where(actor: Actor, finding: SurveyFinding) -> Place:
    """Where it is decided: at its unit, or at the place where a new one was found."""
    return place_of(actor, finding.enterprise) if finding.enterprise is not None else finding.place()
