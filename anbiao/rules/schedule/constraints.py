"""What a plan may not do, each as a refusal; and what an instance may not be."""

from collections.abc import Iterable, Iterator

from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.schedule.objective import load
from anbiao.rules.schedule.problem import Instance, Placement, Plan, Visit, is_colour, room


@cites("地方规则 local.rules", "泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def refusals(instance: Instance, plan: Plan) -> tuple[Refusal, ...]:
    """Everything that stands against a plan: visits that are not there, each placement by itself, order and lags, and weeks that hold more
    than a person can do. None: the plan can be kept.
    """
    found: list[Refusal] = []
    for name, placed in plan.placements.items():
        visit = instance.visit.get(name)
        if visit is None:
            found.append(
                Refusal("visit-unknown", N_("There is no visit {visit} to be planned."), {"visit": name})
            )
        else:
            found += placement_refusals(instance, visit, placed)
    if found:
        return tuple(found)
    return (*_lost_locks(instance, plan), *_order(instance, plan), *_overloads(instance, plan))


def placement_refusals(instance: Instance, visit: Visit, placed: Placement) -> tuple[Refusal, ...]:
    """What stands against one visit in a week by a person, whatever else the plan holds."""
    return tuple(_against(instance, visit, placed))


def _against(instance: Instance, visit: Visit, placed: Placement) -> Iterator[Refusal]:
    if placed.week not in instance.number:
        text = N_("Week {week} is not planned.")
        yield Refusal("week-unknown", text, {"week": str(placed.week)}, field="week")
        return
    week = instance.weeks[instance.number[placed.week]]
    if week.blocked:
        text = N_("No visits in week {week}: {period}.")
        yield Refusal("week-blocked", text, {"week": str(week.week), "period": week.blocked}, field="week")
    if placed.week < visit.release:
        text = N_("Visit {visit} cannot begin before week {week}.")
        yield Refusal("too-early", text, {"visit": visit.id, "week": str(visit.release)}, field="week")
    if placed.person not in visit.candidates or placed.person not in instance.person:
        text = N_("{person} does not do visit {visit}.")
        yield Refusal("wrong-person", text, {"person": placed.person, "visit": visit.id}, field="person")
    elif not week.blocked and room(instance.person[placed.person], week) < visit.duration:
        text = N_("{person} has no time for visit {visit} in week {week}: away, or too few working days.")
        yield Refusal(
            "person-away",
            text,
            {"person": placed.person, "visit": visit.id, "week": str(week.week)},
            field="person",
        )
    yield from _against_lock(visit, placed)


def _against_lock(visit: Visit, placed: Placement) -> Iterator[Refusal]:
    if visit.locked is not None and placed != visit.locked:
        text = N_("Visit {visit} is locked: {person} in week {week}.")
        params = {"visit": visit.id, "person": visit.locked.person, "week": str(visit.locked.week)}
        yield Refusal("locked", text, params, field="week")


def _lost_locks(instance: Instance, plan: Plan) -> Iterator[Refusal]:
    for visit in instance.visits:
        if visit.locked is not None and visit.id not in plan.placements:
            text = N_("Visit {visit} is locked in week {week} and was left out.")
            yield Refusal("locked", text, {"visit": visit.id, "week": str(visit.locked.week)})


def _order(instance: Instance, plan: Plan) -> Iterator[Refusal]:
    for name, placed in plan.placements.items():
        visit = instance.visit[name]
        for after in visit.after:
            before = plan.placements.get(after.visit)
            if before is None and visit.locked is None:
                text = N_("Visit {visit} has a week, and what comes before it, {before}, has none.")
                yield Refusal("order", text, {"visit": name, "before": after.visit})
            elif before is None:
                continue
            elif instance.number[placed.week] < instance.number[before.week] + after.lag:
                text = N_("Visit {visit} lies less than {lag} weeks after {before}.")
                yield Refusal("order", text, {"visit": name, "lag": str(after.lag), "before": after.visit})


def _overloads(instance: Instance, plan: Plan) -> Iterator[Refusal]:
    for (person, place), work in sorted(load(instance, plan).items()):
        week = instance.weeks[place]
        most = room(instance.person[person], week)
        if work > most:
            text = N_("{person} has {work} visits of time in week {week} and can do {most}.")
            params = {"person": person, "work": str(work), "week": str(week.week), "most": str(most)}
            yield Refusal("overload", text, params)


# ---------- an instance that cannot be planned at all ----------


@cites("地方规则 local.rules")
def flaws(instance: Instance) -> tuple[Refusal, ...]:
    """What does not fit together in an instance: names that occur twice or nowhere, weeks with gaps, orders in a circle or across units,
    and locks that no plan could keep. A lock that cannot be kept is named, never broken: a person has to open it.
    """
    found = [*_names(instance), *_weeks(instance)]
    if not found:
        found = [flaw for visit in instance.visits for flaw in _visit_flaws(instance, visit)]
    if not found:
        found = [*_circles(instance), *_locks(instance)]
    return tuple(found)


def _names(instance: Instance) -> Iterator[Refusal]:
    kinds: tuple[Iterable[str], ...] = (
        (person.id for person in instance.people),
        (unit.id for unit in instance.units),
        (visit.id for visit in instance.visits),
    )
    for names in kinds:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                text = N_("The name {name} stands there twice.")
                yield Refusal("twice", text, {"name": name})
            seen.add(name)
    for unit in instance.units:
        if not is_colour(unit.colour):
            text = N_("Unit {unit} has no colour of the four: {colour}.")
            yield Refusal("colour-unknown", text, {"unit": unit.id, "colour": unit.colour})


def _weeks(instance: Instance) -> Iterator[Refusal]:
    if not instance.weeks:
        yield Refusal("no-weeks", N_("There is no week to plan."))
    for one, other in zip(instance.weeks, instance.weeks[1:], strict=False):
        if one.week.next != other.week:
            text = N_("Week {other} does not follow week {week}.")
            yield Refusal("weeks-apart", text, {"other": str(other.week), "week": str(one.week)})


def _visit_flaws(instance: Instance, visit: Visit) -> Iterator[Refusal]:
    if visit.unit not in instance.unit:
        text = N_("Visit {visit} names the unit {unit}, which is not there.")
        yield Refusal("unit-unknown", text, {"visit": visit.id, "unit": visit.unit})
    if not visit.candidates:
        text = N_("Nobody is named who could do visit {visit}.")
        yield Refusal("nobody", text, {"visit": visit.id})
    for person in visit.candidates:
        if person not in instance.person:
            text = N_("Visit {visit} names the person {person}, who is not there.")
            yield Refusal("person-unknown", text, {"visit": visit.id, "person": person})
    for after in visit.after:
        before = instance.visit.get(after.visit)
        if before is None or before.unit != visit.unit or before is visit:
            text = N_("Visit {visit} comes after {before}, which is no other visit of its unit.")
            yield Refusal("order-unknown", text, {"visit": visit.id, "before": after.visit})


def _circles(instance: Instance) -> Iterator[Refusal]:
    left = {visit.id: len(visit.after) for visit in instance.visits}
    follow: dict[str, list[str]] = {}
    for visit in instance.visits:
        for after in visit.after:
            follow.setdefault(after.visit, []).append(visit.id)
    ready = [name for name, number in left.items() if not number]
    while ready:
        for name in follow.get(ready.pop(), ()):
            left[name] -= 1
            if not left[name]:
                ready.append(name)
    stuck = [name for name, number in left.items() if number]
    if stuck:
        text = N_("These visits wait for one another: {visits}.")
        yield Refusal("circle", text, {"visits": ", ".join(stuck[:5])})


def _locks(instance: Instance) -> Iterator[Refusal]:
    """Locks that contradict a week, a person, her time, or an order among themselves."""
    locked = {visit.id: visit.locked for visit in instance.visits if visit.locked is not None}
    found = [
        refusal
        for name, placed in locked.items()
        for refusal in placement_refusals(instance, instance.visit[name], placed)
    ]
    yield from found
    if not found:
        plan = Plan(locked)
        yield from _order(instance, plan)
        yield from _overloads(instance, plan)
