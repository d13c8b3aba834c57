"""Floor plans of a unit (一图), and where its risk points lie on them: the four-colour risk map."""

from uuid import UUID

from django.db import transaction

from anbiao.inspection.actions.pictures import taken_on
from anbiao.inspection.models import FloorPlan, Risk
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import FASTER
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules.refusal import N_, Refusal, Refused

# ---------- plans ----------


@transaction.atomic
def add_floor_plan(actor: Actor, unit: Enterprise, *, name: str, photo: UUID) -> FloorPlan:
    """A picture of the premises on which risk points are marked. Raises Refused."""
    _refuse_without_duty(actor, unit)
    plan = _drawn(actor, unit, name=name, photo=photo)
    journal.record(actor, journal.event("add plan", plan))
    return plan


@transaction.atomic
def replace_floor_plan(
    actor: Actor, plan: FloorPlan, *, name: str, photo: UUID, marks: frozenset[UUID] = frozenset()
) -> FloorPlan:
    """A new picture in place of one that stands; the old one stays in the journal. Raises Refused.

    `marks` are the risks whose place is the same on the new picture; the others have to be placed again.
    """
    old = _standing(actor, plan)
    new = _drawn(actor, old.enterprise, name=name, photo=photo)
    events = [journal.event("add plan", new)]
    for risk in _marked(actor, old):
        events.append(_moved(actor, risk, new if risk.pk in marks else None))
    events.append(_ended(actor, old, "replace plan", note=""))
    journal.record(actor, *events)
    return new


@transaction.atomic
def remove_floor_plan(actor: Actor, plan: FloorPlan, *, note: str) -> None:
    """A plan that shows nothing any more, with the reason; its risk points stand, and lie on no plan. Raises Refused."""
    old = _standing(actor, plan)
    if not note.strip():
        raise Refused(Refusal("note-missing", N_("Say why the plan is taken away."), field="note"))
    events = [_moved(actor, risk, None) for risk in _marked(actor, old)]
    journal.record(actor, *events, _ended(actor, old, "remove plan", note=note))


def _refuse_without_duty(actor: Actor, unit: Enterprise) -> None:
    if not actor.scope.allows("keep risk", place_of(actor, unit)):
        raise Refused(Refusal("no-duty", N_("Only the unit and its expert keep its risk points.")))


def _drawn(actor: Actor, unit: Enterprise, *, name: str, photo: UUID) -> FloorPlan:
    if not name.strip():
        raise Refused(Refusal("name-missing", N_("Name the floor or the building."), field="name"))
    taken_on(
        actor, unit, [photo]
    )  # refuses a picture that is not here, cannot be read, or shows another unit
    return FloorPlan.objects.create(
        district=actor.district, enterprise=unit, name=name.strip(), photo=photo, at=actor.now, who=actor.who
    )


def _standing(actor: Actor, plan: FloorPlan) -> FloorPlan:
    """The plan, locked. Raises Refused for one that somebody else took away meanwhile."""
    _refuse_without_duty(actor, plan.enterprise)
    now = FloorPlan.objects.of_district(actor.district).select_for_update().get(pk=plan.pk)
    if now.removed_on:
        raise Refused(Refusal("changed-meanwhile", FASTER))
    return now


def _marked(actor: Actor, plan: FloorPlan) -> list[Risk]:
    rows = Risk.objects.of_district(actor.district).select_for_update()
    return list(rows.filter(floor_plan=plan, removed_on=None).order_by("id"))


def _ended(actor: Actor, plan: FloorPlan, verb: str, *, note: str) -> journal.Event:
    before = plan.facts()
    plan.removed_on = actor.today
    plan.save(update_fields=["removed_on"])
    return journal.event(verb, plan, before=before, note=note)


# ---------- places on a plan ----------


@transaction.atomic
def place_risk(actor: Actor, row: Risk, *, plan: FloorPlan, x: float, y: float, version: int) -> Risk:
    """Marks a risk point on a plan of its unit: `x` from the left and `y` from the top, as shares of the picture. Raises Refused."""
    risk = _locked(actor, row, version)
    if plan.enterprise_id != risk.enterprise_id or plan.removed_on:
        raise Refused(Refusal("other-plan", N_("Choose a plan of this unit that stands."), field="plan"))
    if not (0 <= x <= 1 and 0 <= y <= 1):
        text = N_("The place lies outside the plan: both numbers are from 0 to 100 per cent.")
        raise Refused(Refusal("off-the-plan", text, field="x"))
    journal.record(actor, _moved(actor, risk, plan, x=x, y=y))
    return risk


@transaction.atomic
def take_off_plan(actor: Actor, row: Risk, *, version: int) -> Risk:
    """The risk point stands, and lies on no plan. Raises Refused."""
    risk = _locked(actor, row, version)
    journal.record(actor, _moved(actor, risk, None))
    return risk


def _locked(actor: Actor, row: Risk, version: int) -> Risk:
    _refuse_without_duty(actor, row.enterprise)
    risk = Risk.objects.of_district(actor.district).select_for_update().get(pk=row.pk)
    if risk.version != version or risk.removed_on:
        raise Refused(Refusal("changed-meanwhile", FASTER))
    return risk


def _moved(
    actor: Actor, risk: Risk, plan: FloorPlan | None, *, x: float | None = None, y: float | None = None
) -> journal.Event:
    """The risk on another plan: at its old place where no other is given, or on none. The note names it to who reads the timeline."""
    before = risk.facts()
    risk.floor_plan = plan
    if plan is None:
        risk.x = risk.y = None
    elif x is not None and y is not None:
        risk.x, risk.y = round(x, 4), round(y, 4)
    risk.version += 1
    risk.save(update_fields=["floor_plan", "x", "y", "version"])
    return journal.event("place" if plan else "take off plan", risk, before=before, note=risk.place)
