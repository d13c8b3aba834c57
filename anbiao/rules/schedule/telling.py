"""Why a visit lies in its week, and what another week would cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.schedule.constraints import placement_refusals, refusals
from anbiao.rules.schedule.objective import Score, lateness, load, score
from anbiao.rules.schedule.problem import Instance, Placement, Plan, Visit, room

TRIED = 200  # exchanges that are weighed for one wish, those that make least late first


@dataclass(frozen=True)
class Why:
    """A visit in its week: by how many weeks it is late, what else the same person does in the village that week, and for each earlier
    week from its release on the reason against it.
    """

    placed: Placement | None
    late: int
    beside: tuple[str, ...]
    earlier: tuple[tuple[str, Refusal], ...]


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def explain(instance: Instance, plan: Plan, visit_id: str) -> Why:
    """Why this visit lies where it lies: what stands against each earlier week (blocked, away, order, full), or that another week saves a
    trip. KeyError for a visit that is not there.
    """
    visit = instance.visit[visit_id]
    placed = plan.placements.get(visit_id)
    end = len(instance.weeks) if placed is None else instance.number[placed.week]
    person = visit.candidates[0] if placed is None else placed.person
    begin = max(0, instance.place_of(visit.release))
    earlier = tuple(
        (str(week.week), _against(instance, plan, visit, Placement(week.week, person)))
        for week in instance.weeks[begin:end]
    )
    beside = tuple(_beside(instance, plan, visit, placed)) if placed else ()
    return Why(placed, lateness(instance, visit, placed), beside, earlier)


def _beside(instance: Instance, plan: Plan, visit: Visit, placed: Placement) -> Iterator[str]:
    village = instance.unit[visit.unit].village
    for name, other in plan.placements.items():
        if (
            other == placed
            and name != visit.id
            and instance.unit[instance.visit[name].unit].village == village
        ):
            yield name


def _against(instance: Instance, plan: Plan, visit: Visit, wished: Placement) -> Refusal:
    """The first reason against a week, or what speaks for the present one."""
    found = [
        *placement_refusals(instance, visit, wished),
        *_order_against(instance, plan, visit, wished),
        *_full(instance, plan, visit, wished),
    ]
    if found:
        return found[0]
    text = N_("There would be room, at the cost of a trip or of an order of what matters.")
    return Refusal("room", text)


def _order_against(instance: Instance, plan: Plan, visit: Visit, wished: Placement) -> Iterator[Refusal]:
    week = instance.number[wished.week]
    for after in visit.after:
        before = plan.placements.get(after.visit)
        if before is None or week < instance.number[before.week] + after.lag:
            text = N_("It comes {lag} weeks after {before}, which lies in week {week}.")
            params = {
                "lag": str(after.lag),
                "before": after.visit,
                "week": str(before.week) if before else "–",
            }
            yield Refusal("order", text, params)


def _full(instance: Instance, plan: Plan, visit: Visit, wished: Placement) -> Iterator[Refusal]:
    place = instance.number[wished.week]
    most = room(instance.person[wished.person], instance.weeks[place])
    work = load(instance, plan).get((wished.person, place), 0)
    if work + visit.duration > most:
        text = N_("{person} has {work} of {most} visits in week {week}.")
        params = {"person": wished.person, "work": str(work), "most": str(most), "week": str(wished.week)}
        yield Refusal("full", text, params)


@dataclass(frozen=True)
class Price:
    """What a wish comes to: the reasons against it as it stands; the visits that would have to give way, with where they would go;
    and by how much each level of the score would change. `change` is None where no single exchange makes it possible.
    """

    refusals: tuple[Refusal, ...]
    moved: tuple[tuple[str, Placement], ...]
    change: Score | None


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def price(instance: Instance, plan: Plan, visit_id: str, wished: Placement) -> Price:
    """What it would cost to have a visit in another week or with another person: moved alone where that is possible, else with the one
    other visit of that person and week whose going elsewhere costs least, of those that are weighed. KeyError for a visit that is not there.
    """
    visit = instance.visit[visit_id]
    hard = placement_refusals(instance, visit, wished)
    if hard:
        return Price(hard, (), None)
    near, there = _near(instance, plan, visit, wished)
    alone = Plan({**there.placements, visit_id: wished})
    against = refusals(near, alone)
    if not against:
        return Price((), (), _change(near, there, alone))
    if any(refusal.code != "overload" for refusal in against):
        return Price(against, (), None)
    return _cheapest(near, there, alone, visit_id, against)


def _near(instance: Instance, plan: Plan, visit: Visit, wished: Placement) -> tuple[Instance, Plan]:
    """What an exchange can touch: the units of the visit and of everything that the wished person does in that week, and whatever else lies
    in weeks of people who could take one of those. Everything else is the same before and after.
    """
    touched = {visit.unit} | {
        instance.visit[name].unit for name, at in plan.placements.items() if at == wished
    }
    people = {person for other in instance.visits if other.unit in touched for person in other.candidates}
    visits = tuple(
        other
        for other in instance.visits
        if other.unit in touched
        or ((at := plan.placements.get(other.id)) is not None and at.person in people)
    )
    held = {other.unit for other in visits}
    near = replace(
        instance,
        units=tuple(unit for unit in instance.units if unit.id in held),
        visits=tuple(other for other in instance.visits if other.unit in held),
    )
    return near, Plan({v.id: at for v in near.visits if (at := plan.placements.get(v.id)) is not None})


def _cheapest(
    instance: Instance, plan: Plan, alone: Plan, visit_id: str, against: tuple[Refusal, ...]
) -> Price:
    """Candidates in the order of their own lateness; the first whose exchange is possible at the least lateness is weighed in full."""
    wished = alone.placements[visit_id]
    tried = sorted(
        (
            instance.visit[name].weight * lateness(instance, instance.visit[name], at),
            _place(instance, at),
            name,
        )
        for name, there in plan.placements.items()
        if there == wished and name != visit_id and instance.visit[name].locked is None
        for at in _elsewhere(instance, instance.visit[name], there)
    )
    best = Price(against, (), None)
    for _, (week, person), name in tried[:TRIED]:
        candidate = Placement(instance.weeks[week].week, person)
        trial = Plan({**alone.placements, name: candidate})
        if refusals(instance, trial):
            continue
        change = _change(instance, plan, trial)
        if best.change is None or change < best.change:
            best = Price(against, ((name, candidate),), change)
    return best


def _place(instance: Instance, at: Placement) -> tuple[int, str]:
    return instance.number[at.week], at.person


def _elsewhere(instance: Instance, visit: Visit, there: Placement) -> Iterator[Placement]:
    for week in instance.weeks:
        for person in visit.candidates:
            other = Placement(week.week, person)
            if other != there and not placement_refusals(instance, visit, other):
                yield other


def _change(instance: Instance, plan: Plan, other: Plan) -> Score:
    """The new score less the old, level by level."""
    old, new = score(instance, plan), score(instance, other)
    return Score(
        red=new.red - old.red, orange=new.orange - old.orange, yellow=new.yellow - old.yellow, blue=new.blue - old.blue,
        unplaced=new.unplaced - old.unplaced, trips=new.trips - old.trips, waiting=new.waiting - old.waiting,
    )  # fmt: skip
