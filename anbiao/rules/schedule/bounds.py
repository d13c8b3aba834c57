"""Lower bounds: what no plan can do better. Each says why it holds; none knows how a plan was found.

The bound of a level holds for every plan that is no worse on each level above it (that is what "better" means here).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from math import ceil

from anbiao.rules.colours import COLOURS
from anbiao.rules.refusal import cites
from anbiao.rules.schedule.objective import Score
from anbiao.rules.schedule.problem import Instance, Visit, room


@dataclass(frozen=True)
class Pool:
    """People who can stand in for one another, the visits that only they do, and their room together, week by week."""

    people: frozenset[str]
    visits: tuple[Visit, ...]
    weeks: tuple[int, ...]


class Relaxed:
    """The facts of an instance that all bounds share: earliest weeks, pools of people, their room."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.last = len(instance.weeks)
        self.room = {person.id: [room(person, week) for week in instance.weeks] for person in instance.people}
        self.order = _ordered(instance)
        self.head = self._heads()
        self.colour = {visit.id: instance.unit[visit.unit].colour for visit in instance.visits}
        self.due = {visit.id: instance.place_of(visit.due) for visit in instance.visits}

    def _heads(self) -> dict[str, int]:
        """The earliest week of each visit: not before its release, not before its predecessors' earliest weeks and lags, and only where
        one of its candidates has room at all. `last` (the number of weeks) means never.
        """
        head: dict[str, int] = {}
        for visit in self.order:
            if visit.locked is not None:
                head[visit.id] = self.instance.number[visit.locked.week]
                continue
            week = max(0, self.instance.place_of(visit.release))
            week = max([week, *(head[after.visit] + after.lag for after in visit.after)])
            while week < self.last and not self._somebody(visit, week):
                week += 1
            head[visit.id] = min(week, self.last)
        return head

    def _somebody(self, visit: Visit, week: int) -> bool:
        return any(self.room[person][week] >= visit.duration for person in visit.candidates)

    @cached_property
    def pools(self) -> tuple["Pool", ...]:
        """Visits and people fall into pools that share nobody."""
        leader = {person.id: person.id for person in self.instance.people}
        for visit in self.instance.visits:
            for other in visit.candidates[1:]:
                leader[_led(leader, other)] = _led(leader, visit.candidates[0])
        visits: dict[str, list[Visit]] = {}
        for visit in self.instance.visits:
            visits.setdefault(_led(leader, visit.candidates[0]), []).append(visit)
        people: dict[str, list[str]] = {}
        for person in leader:
            people.setdefault(_led(leader, person), []).append(person)
        return tuple(
            Pool(
                frozenset(people[name]),
                tuple(held),
                tuple(sum(self.room[one][week] for one in people[name]) for week in range(self.last)),
            )
            for name, held in visits.items()
        )


def _led(leader: dict[str, str], person: str) -> str:
    while leader[person] != person:
        leader[person] = leader[leader[person]]
        person = leader[person]
    return person


def _ordered(instance: Instance) -> tuple[Visit, ...]:
    """Each visit after those that come before it."""
    done: set[str] = set()
    ordered: list[Visit] = []

    def settle(visit: Visit) -> None:
        if visit.id in done:
            return
        done.add(visit.id)
        for after in visit.after:
            settle(instance.visit[after.visit])
        ordered.append(visit)

    for visit in instance.visits:
        settle(visit)
    return tuple(ordered)


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def lateness_bound(relaxed: Relaxed, colours: Iterable[str]) -> int:
    """The least lateness, times weights, that the units of these colours have together in any plan.

    Why it holds: take away the order of steps (their earliest weeks stay), the other colours, and who of a pool does what. Cut each visit
    into pieces of one ordinary visit of time. What is left is work that waits for room, piece by piece; a real plan is one way to do it, so the
    best way is no worse. For pieces that count alike the best way is known: in each week, of what is there, do first what is due first
    (two pieces that are both there can always be exchanged without harm). Where pieces count differently, every piece counts at
    least as often as there are steps of weight at or below its own, and each step is bounded by itself.
    """
    return sum(pool_lateness(relaxed, pool, frozenset(colours)) for pool in relaxed.pools)


def pool_lateness(relaxed: Relaxed, pool: Pool, colours: frozenset[str]) -> int:
    """What one pool adds to `lateness_bound`."""
    held = [visit for visit in pool.visits if relaxed.colour[visit.id] in colours]
    rates = {visit.id: Fraction(visit.weight, visit.duration) for visit in held}
    total, below = Fraction(0), Fraction(0)
    for rate in sorted(set(rates.values())):
        pieces = [visit for visit in held if rates[visit.id] >= rate]
        total += (rate - below) * _least_lateness(relaxed, pieces, pool.weeks)
        below = rate
    return ceil(total)


def _least_lateness(relaxed: Relaxed, visits: Sequence[Visit], weeks: Sequence[int]) -> int:
    """Weeks of lateness of the pieces, done in the order of their due weeks; what is left counts as in the week after the last."""
    late = 0
    for week, due, pieces in _worked(relaxed, visits, weeks):
        late += pieces * max(0, week - due)
    return late


def _worked(
    relaxed: Relaxed, visits: Sequence[Visit], weeks: Sequence[int]
) -> Iterable[tuple[int, int, int]]:
    """What the pool does: week, due week, pieces; what it never does, in the week after the last one."""
    arriving: list[list[tuple[int, int]]] = [[] for _ in range(len(weeks) + 1)]
    for visit in visits:
        arriving[relaxed.head[visit.id]].append((relaxed.due[visit.id], visit.duration))
    waiting: list[tuple[int, int]] = []
    for week, space in enumerate((*weeks, sum(visit.duration for visit in visits))):
        for piece in arriving[week]:
            heappush(waiting, piece)
        left = space
        while waiting and left:
            due, pieces = heappop(waiting)
            done = min(left, pieces)
            left -= done
            yield week, due, done
            if pieces > done:
                heappush(waiting, (due, pieces - done))


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def unplaced_bound(relaxed: Relaxed) -> int:
    """The least number of visits that any plan leaves without a week.

    Why it holds: the same relaxation; a pool that never rests while work is there does as much of it as can be done, and each visit
    accounts for at most the longest duration of the work that is left.
    """
    total = 0
    for pool in relaxed.pools:
        worked = _worked(relaxed, pool.visits, pool.weeks)
        left = sum(pieces for week, _, pieces in worked if week == relaxed.last)
        total += ceil(left / max(visit.duration for visit in pool.visits))
    return total


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def lateness_bounds(relaxed: Relaxed, found: Score) -> Mapping[str, int]:
    """The least lateness of each colour, for plans that are no later than `found` in the colours above it.

    Why it holds: a colour is bounded by itself; and what it and the colours above it cannot avoid together, less what those above have
    at most, is left to it.
    """
    least: dict[str, int] = {}
    above: list[str] = []
    for colour in COLOURS:
        together = lateness_bound(relaxed, [*above, colour]) - sum(found.lateness[one] for one in above)
        least[colour] = max(lateness_bound(relaxed, [colour]), together)
        above.append(colour)
    return least
