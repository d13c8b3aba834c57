"""A problem and a plan as plain numbers, for a search that tries many thousand moves: what each move does to the score is counted as it goes."""

from collections import defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from anbiao.rules.colours import LEVELS
from anbiao.rules.schedule import Instance, Placement, Plan, room
from anbiao.rules.schedule.bounds import Relaxed

NEVER = 10**6
MARGIN = 0.9  # of a team's room, when its weeks are dealt out
COLOURS = len(LEVELS)


class Facts:
    """The problem as lists of numbers: visit i, person p, week w, village v."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.weeks = len(instance.weeks)
        visits = instance.visits
        self.index = {visit.id: number for number, visit in enumerate(visits)}
        villages = {name: n for n, name in enumerate(sorted({unit.village for unit in instance.units}))}
        self.villages = len(villages)
        self.room = [[room(person, week) for week in instance.weeks] for person in instance.people]
        relaxed = Relaxed(instance)
        head = relaxed.head
        self.team = [0] * len(instance.people)  # people who can stand in for one another
        for team, pool in enumerate(relaxed.pools, start=1):
            for name in pool.people:
                self.team[instance.rank[name]] = team
        self.head = [head[visit.id] for visit in visits]
        self.due = [instance.place_of(visit.due) for visit in visits]
        self.release = [max(0, instance.place_of(visit.release)) for visit in visits]
        self.duration = [visit.duration for visit in visits]
        self.weight = [visit.weight for visit in visits]
        self.colour = [LEVELS[instance.unit[visit.unit].colour] - 1 for visit in visits]
        self.village = [villages[instance.unit[visit.unit].village] for visit in visits]
        units = {unit.id: number for number, unit in enumerate(instance.units)}
        self.unit = [units[visit.unit] for visit in visits]
        self.people = [tuple(instance.rank[person] for person in visit.candidates) for visit in visits]
        self.before = [[(self.index[a.visit], a.lag) for a in visit.after] for visit in visits]
        self.after: list[list[tuple[int, int]]] = [[] for _ in visits]
        for number, before in enumerate(self.before):
            for earlier, lag in before:
                self.after[earlier].append((number, lag))
        self.mates = self._mates()
        self.order = self._order()
        self.locked = [visit.locked is not None for visit in visits]
        self.latest = self._latest()
        self.tail = self._tails(
            [None] * (max(self.team, default=0) + 1)
        )  # the last week of each visit in which neither it nor what follows is late
        self.goal = self._tails(self._shared_room())

    def _mates(self) -> list[tuple[int, ...]]:
        """With which other visits each can be a joint one."""
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, visit in enumerate(self.instance.visits):
            if visit.together:
                groups[visit.unit, visit.together].append(number)
        mates: list[tuple[int, ...]] = [()] * len(self.instance.visits)
        for group in groups.values():
            for number in group:
                mates[number] = tuple(other for other in group if other != number)
        return mates

    def _order(self) -> list[int]:
        """All visits, each after those that come before it."""
        left = [len(before) for before in self.before]
        ready = [number for number, count in enumerate(left) if not count]
        for number in ready:
            for later, _ in self.after[number]:
                left[later] -= 1
                if not left[later]:
                    ready.append(later)
        return ready

    def _latest(self) -> list[int]:
        """The last week that a locked visit leaves to what comes before it; NEVER without one."""
        latest = [NEVER] * len(self.head)
        for number in reversed(self.order):
            if self.locked[number]:
                latest[number] = self.head[number]
            for earlier, lag in self.before[number]:
                if latest[number] != NEVER:
                    latest[earlier] = min(latest[earlier], latest[number] - lag)
        return latest

    def _tails(self, space: list[list[float] | None]) -> list[int]:
        """The last week of each visit in which neither it nor what comes after it need be late, where teams have only so much room.

        Officers who are shared between streets have no room for everything in the last week: their visits are dealt out backwards from the
        end to weeks that their team has room for; of each colleague whom they join an equal part a week, village by village. So everybody in a
        street hears in time by when to be ready for them.
        """
        tail = [min(due, self.weeks - 1, latest) for due, latest in zip(self.due, self.latest, strict=True)]
        left = [len(after) for after in self.after]
        turn = self._turns()
        ready = [(-tail[number], turn[number], number) for number, count in enumerate(left) if not count]
        heapify(ready)
        while ready:
            _, _, number = heappop(ready)
            room = space[self.team[self.people[number][0]]]
            tail[number] = self._last_week(number, tail[number], room)
            if room is not None:
                for mate in self.mates[number]:
                    tail[mate] = min(tail[mate], tail[number])  # who comes together is ready together
            for earlier, lag in self.before[number]:
                tail[earlier] = min(tail[earlier], tail[number] - lag)
                left[earlier] -= 1
                if not left[earlier]:
                    heappush(ready, (-tail[earlier], turn[earlier], earlier))
        return tail

    def _turns(self) -> list[float]:
        """The order in which visits that are due alike are dealt out: the place of each among those of the same colleague, by village."""
        held: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number in self.order:
            near = [*self.mates[number], *(other for other, _ in (*self.before[number], *self.after[number]))]
            partner = min((self.people[other][0] for other in near), default=self.people[number][0])
            held[self.instance.visits[number].step, partner].append(number)
        turn = [0.0] * len(self.head)
        for group in held.values():
            group.sort(key=lambda number: (self.village[number], number))
            for place, number in enumerate(group):
                turn[number] = place / len(group)
        return turn

    def _shared_room(self) -> list[list[float] | None]:
        """The room of each team of several people, week by week, less a margin; None for a single person's."""
        members: list[list[int]] = [[] for _ in range(max(self.team, default=0) + 1)]
        for person, team in enumerate(self.team):
            members[team].append(person)
        return [
            [MARGIN * sum(self.room[person][week] for person in held) for week in range(self.weeks)]
            if len(held) > 1
            else None
            for held in members
        ]

    def _last_week(self, number: int, tail: int, space: list[float] | None) -> int:
        first = self.head[number]
        week = min(tail, self.weeks - 1)
        while week > first and not self.somebody(number, week):
            week -= 1
        if space is None or self.locked[number]:
            return max(week, min(first, tail))
        dealt = week
        while dealt >= first and space[dealt] < self.duration[number]:
            dealt -= 1
        if dealt < first:
            return max(week, min(first, tail))
        space[dealt] -= self.duration[number]
        return dealt

    def somebody(self, number: int, week: int) -> bool:
        """True where one of a visit's people has room for it in a week, before anything is planned."""
        return 0 <= week < self.weeks and any(
            self.room[person][week] >= self.duration[number] for person in self.people[number]
        )


class Board:
    """A plan that is being changed: where everything lies, the room left, and the levels of the score."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        number = len(facts.head)
        self.week = [-1] * number
        self.person = [-1] * number
        self.free = [list(weeks) for weeks in facts.room]
        self.at: dict[tuple[int, int], set[int]] = defaultdict(set)  # (person, week): visits
        self.there: dict[tuple[int, int, int], int] = defaultdict(
            int
        )  # (person, village, week): visits, alone
        self.late = [0] * COLOURS
        self.unplaced = number
        self.trips = 0
        self.waiting = 0
        for visit in range(number):
            self.late[facts.colour[visit]] += self.lateness(visit, facts.weeks)
        for visit, given in enumerate(facts.instance.visits):
            if given.locked is not None:
                week = facts.instance.number[given.locked.week]
                self.put(visit, week, facts.instance.rank[given.locked.person])

    def lateness(self, visit: int, week: int) -> int:
        """Weeks of lateness in a week, times the visit's weight."""
        late = week - self.facts.due[visit]
        return late * self.facts.weight[visit] if late > 0 else 0

    @property
    def score(self) -> tuple[int, ...]:
        """The levels in their order, as `rules.schedule.objective.Score` has them."""
        return (*self.late, self.unplaced, self.trips, self.waiting)

    # ---------- moves ----------

    def put(self, visit: int, week: int, person: int) -> None:
        """Gives a visit that has none a week and a person. Does not look whether it may."""
        facts = self.facts
        colour = facts.colour[visit]
        self.late[colour] += self.lateness(visit, week) - self.lateness(visit, facts.weeks)
        self.unplaced -= 1
        self.waiting += week - facts.release[visit]
        self.week[visit], self.person[visit] = week, person
        self.free[person][week] -= facts.duration[visit]
        self.at[person, week].add(visit)
        if not facts.mates[visit]:
            self._count(visit, 1)
            return
        self._group(visit, week, 1)

    def take(self, visit: int) -> None:
        """Takes a visit out of its week."""
        facts = self.facts
        week, person = self.week[visit], self.person[visit]
        colour = facts.colour[visit]
        self.late[colour] += self.lateness(visit, facts.weeks) - self.lateness(visit, week)
        self.unplaced += 1
        self.waiting -= week - facts.release[visit]
        self.free[person][week] += facts.duration[visit]
        self.at[person, week].discard(visit)
        if facts.mates[visit]:
            self._group(visit, week, -1)
        else:
            self._count(visit, -1)
        self.week[visit] = self.person[visit] = -1

    def move(self, visit: int, week: int, person: int) -> None:
        """Takes it out and puts it elsewhere."""
        self.take(visit)
        self.put(visit, week, person)

    def _count(self, visit: int, by: int) -> None:
        key = (self.person[visit], self.facts.village[visit], self.week[visit])
        before = self.there[key]
        self.there[key] = before + by
        if before == 0 and by > 0:
            self.trips += 1
        elif before == 1 and by < 0:
            self.trips -= 1

    def _group(self, visit: int, week: int, by: int) -> None:
        """A visit that can be a joint one comes or goes: counts its group anew in that week."""
        group = [mate for mate in self.facts.mates[visit] if self.week[mate] == week]
        for one in self._alone([*group, visit] if by < 0 else group):
            self._count(one, -1)
        for one in self._alone(group if by < 0 else [*group, visit]):
            self._count(one, 1)

    def _alone(self, group: list[int]) -> list[int]:
        """Those of a group in the same week that join nobody: the earliest person's."""
        if not group:
            return []
        first = min(self.person[one] for one in group)
        return [one for one in group if self.person[one] == first]

    # ---------- what may be ----------

    def window(self, visit: int) -> tuple[int, int]:
        """The first and last week that release and order leave to a visit as everything else lies; empty where last < first."""
        facts = self.facts
        first, last = facts.head[visit], min(facts.weeks - 1, facts.latest[visit])
        for earlier, lag in facts.before[visit]:
            week = self.week[earlier]
            if week < 0:
                return 0, -1
            if week + lag > first:
                first = week + lag
        for later, lag in facts.after[visit]:
            week = self.week[later]
            if week >= 0 and week - lag < last:
                last = week - lag
        return first, last

    def patient(self, visit: int) -> int:
        """The last week into which a visit may go without being later than it is, or than it is due."""
        return max(self.facts.due[visit], self.week[visit])

    # ---------- in and out ----------

    def load(self, placements: Iterable[tuple[int, int, int]]) -> "Board":
        """Puts visits (visit, week, person) that are not there yet."""
        for visit, week, person in placements:
            if self.week[visit] < 0:
                self.put(visit, week, person)
        return self

    def dump(self) -> list[tuple[int, int, int]]:
        """Where everything lies."""
        return [(visit, week, self.person[visit]) for visit, week in enumerate(self.week) if week >= 0]

    def plan(self) -> Plan:
        """As a plan of the rules."""
        instance = self.facts.instance
        return Plan(
            {
                instance.visits[visit].id: Placement(instance.weeks[week].week, instance.people[person].id)
                for visit, week, person in self.dump()
            }
        )


def placements_of(facts: Facts, plan: Plan) -> list[tuple[int, int, int]]:
    """A plan of the rules as numbers; what the problem no longer knows is left out."""
    instance = facts.instance
    return [
        (facts.index[name], instance.number[placed.week], instance.rank[placed.person])
        for name, placed in plan.placements.items()
        if name in facts.index and placed.week in instance.number and placed.person in instance.rank
    ]
