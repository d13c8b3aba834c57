"""A plan made week by week, in rounds: each person goes to the villages where something has to be done now, does there what else is ready, and
goes to one more village only where waiting would make something late.
"""

from collections import defaultdict
from collections.abc import Sequence

from anbiao.programme.planning.board import NEVER, Board, Facts


class Rounds:
    """One run. `trust[p]` says how much of her later room a person counts on: 0 fills every week, 1 waits as long as it can be made up for."""

    def __init__(self, facts: Facts, trust: Sequence[float]) -> None:
        self.facts = facts
        self.trust = trust
        self.board = Board(facts)
        number = len(facts.head)
        self.left = [len(before) for before in facts.before]
        self.from_ = list(facts.head)
        self.pool: list[dict[int, set[int]]] = [
            defaultdict(set) for _ in facts.room
        ]  # person: village: ready visits
        self.coming: list[list[int]] = [[] for _ in range(facts.weeks + 1)]
        teams = max(facts.team, default=0) + 1
        self.demand = [
            [0] * (facts.weeks + 1) for _ in range(teams)
        ]  # of a team, by the week in which it may wait no longer
        self.space = [[0] * facts.weeks for _ in range(teams)]
        for person, weeks in enumerate(self.board.free):
            for week, space in enumerate(weeks):
                self.space[facts.team[person]][week] += space
        for visit in range(number):
            if self.board.week[visit] < 0:
                self._demand(visit, 1)
        for visit in range(number):
            if self.board.week[visit] >= 0:
                self._followers(visit, -1)
            elif not self.left[visit]:
                self._announce(visit, -1)

    def run(self) -> Board:
        """All weeks, all people."""
        for week in range(self.facts.weeks):
            for visit in self.coming[week]:
                self._open(visit)
            self._week(week)
        return self.board

    # ---------- what is ready ----------

    def _announce(self, visit: int, now: int) -> None:
        """Everything before a visit has its week: it is ready, or comes in its own week."""
        if self.board.week[visit] >= 0:
            return
        week = self.from_[visit]
        if week <= now:
            self._open(visit)
        elif week < self.facts.weeks:
            self.coming[week].append(visit)

    def _open(self, visit: int) -> None:
        if self.board.week[visit] >= 0:
            return
        for person in self.facts.people[visit]:
            self.pool[person][self.facts.village[visit]].add(visit)
        for later, lag in self.facts.after[visit]:
            if not lag and self.left[later] == 1 and later in self.facts.mates[visit]:
                self._open(later)  # both can be done at once

    def _followers(self, visit: int, now: int) -> None:
        week = self.board.week[visit]
        for later, lag in self.facts.after[visit]:
            self.left[later] -= 1
            self.from_[later] = max(self.from_[later], week + lag)
            if not self.left[later]:
                self._announce(later, now)

    def _demand(self, visit: int, by: int) -> None:
        tail = max(0, self.facts.tail[visit])
        self.demand[self.facts.team[self.facts.people[visit][0]]][tail] += by * self.facts.duration[visit]

    def _place(self, visit: int, week: int, person: int) -> None:
        if self.left[visit]:
            for earlier, _ in self.facts.before[visit]:
                if self.board.week[earlier] < 0:
                    self._join(earlier, week)
        if self.board.week[visit] >= 0:
            return  # it came along itself
        self.board.put(visit, week, person)
        self._demand(visit, -1)
        self.space[self.facts.team[person]][week] -= self.facts.duration[visit]
        for one in self.facts.people[visit]:
            self.pool[one][self.facts.village[visit]].discard(visit)
        self._followers(visit, week)
        for mate in self.facts.mates[visit]:
            if self.board.week[mate] < 0 and not self.left[mate] and self.from_[mate] <= week:
                self._join(mate, week)

    def _able(self, visit: int, week: int) -> list[int]:
        facts, free = self.facts, self.board.free
        return [p for p in facts.people[visit] if free[p][week] >= facts.duration[visit]]

    def _join(self, visit: int, week: int) -> None:
        """Somebody is at the door: who has to come there too, and has room, comes along."""
        facts, free = self.facts, self.board.free
        able = self._able(visit, week)
        if able and week <= facts.latest[visit]:
            here = facts.village[visit]
            there = self.board.there
            self._place(
                visit, week, max(able, key=lambda p: (there.get((p, here, week), 0) > 0, free[p][week], -p))
            )

    # ---------- one week ----------

    def _week(self, week: int) -> None:
        """First what may not wait at all, of everybody; then what may not wait as the later weeks fill up; then what should be ready for shared
        officers; then whatever else is ready where they go. One after the other, so that officers are not used up by what could wait.
        """
        people = range(len(self.facts.room))
        chosen: list[dict[int, None]] = [{} for _ in people]
        for person in people:
            self._urgent(person, week, chosen[person], self.facts.tail)
        for person in people:
            self._pressing(person, week, chosen[person])
        for person in people:
            self._urgent(person, week, chosen[person], self.facts.goal)
        for person in people:
            for village in chosen[person]:
                self._fill(person, week, village, NEVER)

    def _urgent(self, person: int, week: int, chosen: dict[int, None], last: list[int]) -> None:
        facts = self.facts
        urgent = [v for group in self.pool[person].values() for v in group if last[v] <= week]
        for visit in sorted(urgent, key=lambda v: (facts.colour[v], last[v], v)):
            if self._through(visit, week, person, last):
                chosen[facts.village[visit]] = None
        for village in chosen:
            self._fill(person, week, village, week)

    def _pressing(self, person: int, week: int, chosen: dict[int, None]) -> None:
        self._overloaded(person, week, chosen)
        while self.board.free[person][week] > 0:
            critical = self._critical(person, week, self.trust[person])
            village = None if critical == NEVER else self._best(person, week, critical)
            if village is None:
                return
            chosen[village] = None
            self._fill(person, week, village, critical)

    def _through(self, visit: int, week: int, person: int, last: list[int]) -> bool:
        """A visit, and what comes after it in the unit and may not wait either."""
        if not self._fits(visit, week, person):
            return False
        self._place(visit, week, person)
        for later, _ in self.facts.after[visit]:
            if last[later] <= week and person in self.facts.people[later]:
                self._through(later, week, person, last)
        return True

    def _fits(self, visit: int, week: int, person: int) -> bool:
        board, facts = self.board, self.facts
        return (
            board.week[visit] < 0
            and board.free[person][week] >= facts.duration[visit]
            and week <= facts.latest[visit]
            and self.from_[visit] <= week
            and (not self.left[visit] or self._led(visit, week, person))
        )

    def _led(self, visit: int, week: int, person: int) -> bool:
        """What has to come before can come along: somebody else has room for it."""
        open_ = [earlier for earlier, _ in self.facts.before[visit] if self.board.week[earlier] < 0]
        return len(open_) == 1 and any(able != person for able in self._able(open_[0], week))

    def _fill(self, person: int, week: int, village: int, until: int) -> None:
        """What is ready in a village and may not wait beyond a week, what is due first first; and what becomes ready by it."""
        facts = self.facts
        while True:
            group = self.pool[person][village]
            ready = sorted(group, key=lambda v: (facts.tail[v], facts.colour[v], v))
            fitting = [
                visit for visit in ready if facts.tail[visit] <= until and self._fits(visit, week, person)
            ]
            if not fitting:
                return
            for visit in fitting:
                if self._fits(visit, week, person):
                    self._place(visit, week, person)

    def _overloaded(self, person: int, week: int, chosen: dict[int, None]) -> None:
        """Where something will be late whatever is done, colours come before villages."""
        critical = self._critical(person, week, 1.0, self.board.free[person][week])
        if critical == NEVER:
            return
        facts = self.facts
        pressing = [v for group in self.pool[person].values() for v in group if facts.tail[v] <= critical]
        for visit in sorted(pressing, key=lambda v: (facts.colour[v], facts.tail[v], facts.village[v], v)):
            if self._fits(visit, week, person):
                self._place(visit, week, person)
                chosen[facts.village[visit]] = None

    def _critical(self, person: int, week: int, trust: float, now: int = 0) -> int:
        """The first week by whose end more is due than the later room will hold: until then nothing may wait. NEVER: all may wait."""
        team = self.facts.team[person]
        demand, space = self.demand[team], self.space[team]
        work = sum(demand[: week + 1])
        later = float(now + space[week] - self.board.free[person][week])  # of those who stand in for her
        for end in range(week + 1, self.facts.weeks):
            work += demand[end]
            later += trust * space[end]
            if work > later + 1e-9:
                return end
        return NEVER

    def _best(self, person: int, week: int, critical: int) -> int | None:
        """The village where most of what may not wait can be done at once; then where most can be done."""
        facts, best, found = self.facts, (0, 0), None
        space = self.board.free[person][week]
        for village, group in self.pool[person].items():
            pressing = sum(1 for v in group if facts.tail[v] <= critical and self._fits(v, week, person))
            value = (min(space, pressing), min(space, len(group)))
            if pressing and value > best:
                best, found = value, village
        return found
