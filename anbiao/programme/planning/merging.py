"""Trips are spared: everything of one trip goes to weeks in which the same person is in the village anyway, or comes along with somebody."""

from collections.abc import Iterator
from random import Random
from time import monotonic

from anbiao.programme.planning.rooms import Rooms
from anbiao.programme.planning.trials import Trial

DEPTH = 8
Key = tuple[int, int, int]  # person, village, week


class Merge:
    """Tries to dissolve each trip, the smallest first."""

    def __init__(self, trial: Trial, random: Random, until: float) -> None:
        self.trial = trial
        self.board = trial.board
        self.facts = trial.board.facts
        self.random = random
        self.rooms = Rooms(trial, hops=2, quiet=True)
        self.until = until

    def run(self) -> None:
        """Until no trip can be dissolved any more, or time is up."""
        improved = True
        while improved and monotonic() < self.until:
            improved = False
            for key in self._trips():
                if monotonic() > self.until:
                    return
                improved |= self._dissolve(key)

    def _trips(self) -> list[Key]:
        keys = [(number, self.random.random(), key) for key, number in self.board.there.items() if number > 0]
        return [key for _, _, key in sorted(keys)]

    def _dissolve(self, key: Key) -> bool:
        person, village, week = key
        if self.board.there[key] <= 0:
            return False
        visits = [v for v in self.board.at[person, week] if self.facts.village[v] == village]
        if any(self.facts.locked[visit] for visit in visits):
            return False
        self.trial.begin()
        visits.sort(key=lambda v: (self.board.window(v)[1] - self.board.window(v)[0], v))
        for visit in visits:
            if self.board.week[visit] == week and not self._away(visit, week):
                self.trial.back()
                return False
        return self.trial.keep()

    def _away(self, visit: int, week: int) -> bool:
        """Gets one visit out of its week, to where no new trip is needed."""
        length = len(self.trial.log)
        for to, person in self._places(visit, week):
            if self._shift(visit, to, person, DEPTH):
                return True
            self.trial.back(length)
        return False

    def _places(self, visit: int, week: int) -> Iterator[tuple[int, int]]:
        """Weeks and people for a visit: where a trip is made anyway, the nearest week first."""
        board, facts = self.board, self.facts
        last = min(facts.weeks - 1, max(facts.due[visit], board.week[visit]), facts.latest[visit])
        for to in sorted(range(facts.head[visit], last + 1), key=lambda w: (abs(w - week), w)):
            if to == week:
                continue
            for person in facts.people[visit]:
                if self.rooms.goes(visit, to, person):
                    yield to, person

    def _shift(self, visit: int, week: int, person: int, depth: int) -> bool:
        """Moves a visit; what comes before and after it, and who comes along, goes with it where it must."""
        if depth == 0:
            return False
        board, facts = self.board, self.facts
        came_from = board.week[visit]
        self.trial.take(visit)  # its own place is free for others
        if not self._make_room(visit, week, person):
            return False
        along = [
            mate for mate in facts.mates[visit] if board.week[mate] == came_from and not facts.locked[mate]
        ]
        self.trial.move(visit, week, person)
        for mate in along:
            self._along(mate, week)
        for later, lag in facts.after[visit]:
            if 0 <= board.week[later] < week + lag and not self._after(later, week + lag, depth):
                return False
        for earlier, lag in facts.before[visit]:
            if board.week[earlier] > week - lag and not self._before(earlier, week - lag, depth):
                return False
        return True

    def _along(self, mate: int, week: int) -> None:
        """Who was at the door together stays together, where there is room and order allows."""
        board, facts = self.board, self.facts
        if not facts.head[mate] <= week <= min(max(facts.due[mate], board.week[mate]), facts.latest[mate]):
            return
        for person in (board.person[mate], *facts.people[mate]):
            if board.free[person][week] >= facts.duration[mate]:
                first, last = board.window(mate)
                if first <= week <= last:
                    self.trial.move(mate, week, person)
                return

    def _after(self, visit: int, first: int, depth: int) -> bool:
        return self._sent(visit, [(to, p) for to, p in self._places(visit, first) if to >= first], depth)

    def _before(self, visit: int, last: int, depth: int) -> bool:
        return self._sent(visit, [(to, p) for to, p in self._places(visit, last) if to <= last], depth)

    def _sent(self, visit: int, places: list[tuple[int, int]], depth: int) -> bool:
        if self.facts.locked[visit]:
            return False
        length = len(self.trial.log)
        for to, person in places[:3]:
            if self._shift(visit, to, person, depth - 1):
                return True
            self.trial.back(length)
        return False

    def _make_room(self, visit: int, week: int, person: int) -> bool:
        """Free room, or others that go on to where their person is anyway."""
        return self.rooms.make(visit, week, person, frozenset((visit,)))
