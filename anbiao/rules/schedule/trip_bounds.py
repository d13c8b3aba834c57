"""The lower bound of trips: in how many different weeks a person has to go to a village, whatever the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anbiao.rules.colours import COLOURS
from anbiao.rules.refusal import cites
from anbiao.rules.schedule.bounds import Relaxed, lateness_bounds, pool_lateness, unplaced_bound
from anbiao.rules.schedule.objective import Score
from anbiao.rules.schedule.problem import Instance, Visit

Pair = tuple[str, str]  # a person and a village
Table = list[list[int]]  # by first and last week


@dataclass(frozen=True)
class Bound:
    """The least value that a level can have: lateness by colour, visits without a week, trips."""

    lateness: Mapping[str, int]
    unplaced: int
    trips: int


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def bound_of(instance: Instance, found: Score) -> Bound:
    """What no plan that is no worse than `found` on the levels above can do better, level by level."""
    (bound,) = bounds_of(instance, [found])
    return bound


def bounds_of(instance: Instance, plans: Sequence[Score]) -> tuple[Bound, ...]:
    """`bound_of` beside each of several plans of one problem; what they share is worked out once."""
    relaxed = Relaxed(instance)
    needed = Needed(relaxed)
    unplaced = unplaced_bound(relaxed)
    return tuple(
        Bound(lateness_bounds(relaxed, found), unplaced, trips_bound(relaxed, needed, found))
        for found in plans
    )


class Needed:
    """In how many different weeks each person has to go to each village: anyway, and where nothing is late."""

    def __init__(self, relaxed: Relaxed) -> None:
        pairs = _pairs(relaxed)
        lags = _Lags(relaxed.instance)

        def needed(last: Mapping[str, int]) -> dict[Pair, int]:
            return {pair: _weeks_needed(relaxed, lags, pair, visits, last) for pair, visits in pairs.items()}

        self.anyway = needed(dict.fromkeys(relaxed.due, relaxed.last - 1))
        self.by_own_due = needed(relaxed.due)
        self.by_what_follows = needed(_pulled(relaxed))
        self.deepest = lags.deepest


@cites("地方规则 local.rules")
def trips_bound(relaxed: Relaxed, needed: Needed, found: Score) -> int:
    """The least number of trips of any plan that is no later in any colour and leaves no more visits without a week than `found`.

    Why it holds: look only at visits with one candidate that cannot be joined to somebody who stands earlier: each makes its trip (person,
    village, week) count, and trips of different persons or villages are different, so their numbers add up. For one person and village:
    visits whose weeks lie within a stretch need as many different weeks there as their work fills, and as many as the longest chain of a
    unit with lags between its links; stretches that do not overlap add up. A visit lies anywhere from its earliest week on; and if it is not
    late, not after its due week. A plan has at most as many late visits as weeks of lateness, and a visit more or less changes these numbers
    by one at most. What other people cannot avoid of the lateness is not there for this one.
    """
    certain = sum(needed.anyway.values())
    late = sum(found.lateness.values())
    best = certain
    for kept, spared in ((needed.by_own_due, 1), (needed.by_what_follows, needed.deepest)):
        gains = {pair: max(0, number - needed.anyway[pair]) for pair, number in kept.items()}
        best = max(best, certain + _left_of(relaxed, gains, late, spared))
    return max(0, best - found.unplaced)


def _pairs(relaxed: Relaxed) -> dict[Pair, list[Visit]]:
    """The visits that one person has to do in one village, each of which makes its trip count."""
    instance = relaxed.instance
    leaders: dict[tuple[str, str], int] = {}
    for visit in instance.visits:
        if visit.together:
            first = min(instance.rank[person] for person in visit.candidates)
            key = (visit.unit, visit.together)
            leaders[key] = min(first, leaders.get(key, first))
    pairs: dict[Pair, list[Visit]] = defaultdict(list)
    for visit in relaxed.order:
        person = visit.candidates[0]
        joins = visit.together and leaders[visit.unit, visit.together] < instance.rank[person]
        if len(visit.candidates) == 1 and not joins and relaxed.head[visit.id] < relaxed.last:
            pairs[person, instance.unit[visit.unit].village].append(visit)
    return pairs


def _pulled(relaxed: Relaxed) -> Mapping[str, int]:
    """The last week of each visit such that neither it nor what comes after it is late."""
    last = dict(relaxed.due)
    for visit in reversed(relaxed.order):
        for after in visit.after:
            last[after.visit] = min(last[after.visit], last[visit.id] - after.lag)
    return last


def _left_of(relaxed: Relaxed, gains: Mapping[Pair, int], late: int, spared: int) -> int:
    """What is left of the gains when the late visits lie where they spare most trips, each `spared` of them."""
    own: dict[str, int] = defaultdict(int)
    for (person, _), gain in gains.items():
        own[person] += gain
    if spared > 1:
        return max(0, sum(own.values()) - spared * late)
    lost, unavoidable = 0, 0
    for pool in relaxed.pools:
        necessary = pool_lateness(relaxed, pool, frozenset(COLOURS))
        unavoidable += necessary
        lost += min(necessary, sum(own.get(person, 0) for person in pool.people))
    return max(0, sum(own.values()) - lost - max(0, late - unavoidable))


class _Lags:
    """Between any two visits of a unit, the weeks that have to lie between them at least; -1 where neither follows the other."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.deepest = 1
        self.known: dict[str, dict[str, int]] = {}

    def before(self, visit: Visit) -> dict[str, int]:
        """Everything that comes before a visit, with its lag."""
        found = self.known.get(visit.id)
        if found is None:
            found = {}
            for after in visit.after:
                earlier = self.before(self.instance.visit[after.visit])
                for name, lag in (*earlier.items(), (after.visit, 0)):
                    found[name] = max(found.get(name, 0), lag + after.lag)
            self.known[visit.id] = found
            self.deepest = max(self.deepest, len(found) + 1)
        return found


def _weeks_needed(
    relaxed: Relaxed, lags: _Lags, pair: Pair, visits: Sequence[Visit], last: Mapping[str, int]
) -> int:
    """The least number of different weeks for these visits, in stretches that do not overlap."""
    number = relaxed.last
    work = _table(number)
    chain = _table(number)
    most = max(relaxed.room[pair[0]])
    ends: dict[str, int] = {}
    links: dict[str, dict[int, tuple[int, int]]] = {}
    for visit in visits:
        begin = relaxed.head[visit.id]
        end = ends[visit.id] = _end(last[visit.id], begin, number)
        work[begin][end] += visit.duration
        links[visit.id] = _links(lags, visit, begin, end, links)
        for first, (count, reach) in links[visit.id].items():
            chain[first][reach] = max(chain[first][reach], count)
    return _covered(_added(work), _greatest(chain), most)


def _end(last: int, begin: int, number: int) -> int:
    """The last week of a visit's stretch; one that has to be late is bound by the end of the plan alone."""
    return min(last, number - 1) if last >= begin else number - 1


def _table(number: int) -> Table:
    return [[0] * number for _ in range(number + 1)]


def _links(
    lags: _Lags, visit: Visit, begin: int, end: int, links: Mapping[str, dict[int, tuple[int, int]]]
) -> dict[int, tuple[int, int]]:
    """Chains that end with this visit: by first week, how many links in different weeks, and the last week that they need."""
    found = {begin: (1, end)}
    for name, lag in lags.before(visit).items():
        if lag < 1 or name not in links:
            continue
        for first, (count, reach) in links[name].items():
            if count + 1 > found.get(first, (0, 0))[0]:
                found[first] = (count + 1, max(reach, end))
    return found


def _added(table: Table) -> Table:
    """Of each stretch, what lies within it."""
    number = len(table) - 1
    for first in range(number - 1, -1, -1):
        run = 0
        for last in range(number):
            run += table[first][last]
            table[first][last] = run + (table[first + 1][last] if first + 1 < number else 0)
    return table


def _greatest(table: Table) -> Table:
    """Of each stretch, the greatest that lies within it."""
    number = len(table) - 1
    for first in range(number - 1, -1, -1):
        run = 0
        for last in range(number):
            run = max(run, table[first][last])
            table[first][last] = max(run, table[first + 1][last])
    return table


def _covered(work: Table, chain: Table, most: int) -> int:
    """The greatest sum over stretches that do not overlap."""
    number = len(work) - 1
    best = [0] * (number + 1)
    for last in range(number):
        best[last + 1] = best[last]
        for first in range(last + 1):
            need = max(-(-work[first][last] // most), chain[first][last])
            best[last + 1] = max(best[last + 1], best[first] + need)
    return best[number]
