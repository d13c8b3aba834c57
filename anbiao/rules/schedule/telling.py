"""Why a visit lies in its week, and what another week would cost."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.schedule.constraints import placement_refusals, refusals
from anbiao.rules.schedule.objective import Score, lateness, load, score
from anbiao.rules.schedule.problem import Instance, Placement, Plan, Visit, room

Work = Mapping[tuple[str, int], int]  # by person and place of the week
TRIED = 60  # exchanges that are weighed for one wish, those that make least late first


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
    work = load(instance, plan)
    earlier = tuple(
        (str(week.week), _against(instance, plan, visit, Placement(week.week, person), work))
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


def _against(instance: Instance, plan: Plan, visit: Visit, wished: Placement, work: Work) -> Refusal:
    """The first reason against a week, or what speaks for the present one."""
    found = [
        *placement_refusals(instance, visit, wished),
        *_order_against(instance, plan, visit, wished),
        *_full(instance, visit, wished, work),
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


def _full(instance: Instance, visit: Visit, wished: Placement, work: Work) -> Iterator[Refusal]:
    place = instance.number[wished.week]
    most = room(instance.person[wished.person], instance.weeks[place])
    held = work.get((wished.person, place), 0)
    if held + visit.duration > most:
        text = N_("{person} has {work} of {most} visits in week {week}.")
        params = {"person": wished.person, "work": str(held), "most": str(most), "week": str(wished.week)}
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
    there = _Exchanges(instance, plan)
    full = tuple(_full(instance, visit, wished, there.work_without(visit)))
    change, against = there.weighed({visit_id: wished})
    if against or not full:
        return Price((*against, *full), (), None if against else change)
    return _cheapest(there, visit, wished, full)


class _Exchanges:
    """Weighs moves by what they touch: the units that move, and whoever else is on the trips that come or go."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance = instance
        self.plan = plan
        self.work = dict(load(instance, plan))
        self.at: dict[Placement, list[str]] = defaultdict(list)
        for name, placed in plan.placements.items():
            self.at[placed].append(name)
        self.of: dict[str, list[Visit]] = defaultdict(list)
        for visit in instance.visits:
            self.of[visit.unit].append(visit)

    def work_without(self, *visits: Visit) -> Work:
        """The load of everybody once these visits are taken out."""
        work = dict(self.work)
        for visit in visits:
            placed = self.plan.placements.get(visit.id)
            if placed is not None:
                work[placed.person, self.instance.number[placed.week]] -= visit.duration
        return work

    def weighed(self, moves: Mapping[str, Placement]) -> tuple[Score, tuple[Refusal, ...]]:
        """What moves change in the score, and what stands against them beside anybody's room."""
        near = self._near(moves)
        before = Plan({v.id: at for v in near.visits if (at := self.plan.placements.get(v.id)) is not None})
        after = Plan({**before.placements, **moves})
        against = tuple(refusal for refusal in refusals(near, after) if refusal.code != "overload")
        return (score(near, before), against) if against else (_change(near, before, after), ())

    def _near(self, moves: Mapping[str, Placement]) -> Instance:
        instance = self.instance
        own = {instance.visit[name].unit for name in moves}
        places = {*moves.values()}
        weeks = {at.week for at in places} | {
            self.plan.placements[name].week for name in moves if name in self.plan.placements
        }
        for unit in own:
            placed = (self.plan.placements.get(visit.id) for visit in self.of[unit])
            places |= {at for at in placed if at is not None and at.week in weeks}
        villages = {instance.unit[unit].village for unit in own}
        beside = (instance.visit[name].unit for at in places for name in self.at[at])
        units = own | {unit for unit in beside if instance.unit[unit].village in villages}
        return replace(
            instance,
            units=tuple(instance.unit[unit] for unit in sorted(units)),
            visits=tuple(visit for unit in sorted(units) for visit in self.of[unit]),
        )


def _cheapest(there: _Exchanges, visit: Visit, wished: Placement, full: tuple[Refusal, ...]) -> Price:
    """Of the visits in that week, the one whose going elsewhere costs least; the least late places are weighed first."""
    instance = there.instance
    tried = sorted(
        (
            instance.visit[name].weight * lateness(instance, instance.visit[name], at),
            _place(instance, at),
            name,
        )
        for name in there.at[wished]
        if name != visit.id and instance.visit[name].locked is None
        for at in _elsewhere(there, visit, wished, instance.visit[name])
    )
    best = Price(full, (), None)
    for _, (week, person), name in tried[:TRIED]:
        given = Placement(instance.weeks[week].week, person)
        change, against = there.weighed({visit.id: wished, name: given})
        if not against and (best.change is None or change < best.change):
            best = Price(full, ((name, given),), change)
    return best


def _place(instance: Instance, at: Placement) -> tuple[int, str]:
    return instance.number[at.week], at.person


def _elsewhere(there: _Exchanges, visit: Visit, wished: Placement, other: Visit) -> Iterator[Placement]:
    """Where another visit could go for this one to take its place: both have room then."""
    instance, work = there.instance, dict(there.work_without(visit, other))
    place = (wished.person, instance.number[wished.week])
    work[place] = work.get(place, 0) + visit.duration
    if work[place] > room(instance.person[wished.person], instance.weeks[place[1]]):
        return
    for week in instance.weeks:
        for person in other.candidates:
            at = Placement(week.week, person)
            fits = at != wished and not placement_refusals(instance, other, at)
            if fits and not any(_full(instance, other, at, work)):
                yield at


def _change(instance: Instance, plan: Plan, other: Plan) -> Score:
    """The new score less the old, level by level."""
    old, new = score(instance, plan), score(instance, other)
    return Score(
        red=new.red - old.red, orange=new.orange - old.orange, yellow=new.yellow - old.yellow, blue=new.blue - old.blue,
        unplaced=new.unplaced - old.unplaced, trips=new.trips - old.trips, waiting=new.waiting - old.waiting,
    )  # fmt: skip
