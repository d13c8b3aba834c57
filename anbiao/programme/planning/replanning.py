"""Re-planning: a person falls ill, visits slip, units appear. What can stay stays; the rest finds the place that moves fewest others."""

from collections.abc import Collection
from heapq import heappop, heappush
from itertools import product
from time import monotonic

from anbiao.programme.planning.board import Board, Facts, placements_of
from anbiao.programme.planning.pulling import Pull
from anbiao.programme.planning.rooms import Rooms
from anbiao.programme.planning.trials import Trial
from anbiao.rules.schedule import Plan

ANY = 10**9
# How many weeks earlier, and how many others, are tried to make room for a visit that has no week left.
EARLIER, OTHERS = 12, 60


def replanned(facts: Facts, previous: Plan, until: float) -> Board:
    """The previous plan as far as it still holds, and everything else around it; locked visits are where they are locked.

    Visits that still fit stay. Who has no place any more (or never had one) takes, red first: a free week in which it is not late; else one
    that others make room in, as few as can be, without being later themselves; else the first free week, and what comes after it in its
    unit follows. At the end late newcomers are pulled forward, and whoever moved for nothing goes back.
    """
    before = {visit: (week, person) for visit, week, person in placements_of(facts, previous)}
    board = Board(facts)
    _keep(board, before)
    trial = Trial(board, [ANY] * len(board.late))
    newcomers = {visit for visit, week in enumerate(board.week) if week < 0}
    _Places(trial, before, until).fill(newcomers)
    newcomers |= {visit for visit, week in enumerate(board.week) if before.get(visit, (week,))[0] != week}
    newcomers |= {visit for visit, week in enumerate(board.week) if week < 0}
    Pull(trial, until, newcomers).run()
    _return(trial, before)
    return board


def _keep(board: Board, before: dict[int, tuple[int, int]]) -> None:
    """Everything that has room where it was, the more urgent first; order is looked at afterwards."""
    facts = board.facts
    for visit in sorted(before, key=lambda one: (facts.colour[one], facts.due[one], one)):
        week, person = before[visit]
        fits = board.week[visit] < 0 and facts.head[visit] <= week <= facts.latest[visit]
        if fits and person in facts.people[visit] and board.free[person][week] >= facts.duration[visit]:
            board.put(visit, week, person)
    for visit in facts.order:
        if board.week[visit] >= 0 and not facts.locked[visit] and _broken(board, visit):
            board.take(visit)


def _broken(board: Board, visit: int) -> bool:
    """True where what comes before lies too late for it, or can get no week at all before it."""
    facts, week = board.facts, board.week[visit]
    for earlier, lag in facts.before[visit]:
        at = board.week[earlier]
        if at + lag > week if at >= 0 else facts.head[earlier] + lag > week:
            return True
    return False


class _Places:
    """Finds a place for one visit after the other."""

    def __init__(self, trial: Trial, before: dict[int, tuple[int, int]], until: float) -> None:
        self.trial = trial
        self.pull = Pull(trial, until)
        self.board = trial.board
        self.facts = trial.board.facts
        self.before = before
        self.rooms = Rooms(trial)
        self.place = {visit: number for number, visit in enumerate(self.facts.order)}
        self.queue: list[tuple[int, int, int]] = []

    def fill(self, visits: set[int]) -> None:
        """A place for each of them, if there is one."""
        for visit in visits:
            self._wait(visit)
        while self.queue:
            *_, visit = heappop(self.queue)
            if self.board.week[visit] < 0:
                self._settle(visit)

    def _wait(self, visit: int) -> None:
        heappush(self.queue, (self.facts.colour[visit], self.place[visit], visit))

    def _settle(self, visit: int) -> None:
        first, last = self.board.window(visit)
        if first > last and any(self.board.week[earlier] < 0 for earlier, _ in self.facts.before[visit]):
            self._give_up(visit)
            return
        in_time = min(last, self.facts.due[visit])
        if not (self._free(visit, first, in_time) or self._room(visit, first, in_time)):
            self._late(visit)

    def _free(self, visit: int, first: int, last: int) -> bool:
        """A free week, best one where the person goes anyway, then the nearest to where it was."""
        board, facts = self.board, self.facts
        near = self.before.get(visit, (first, 0))[0]
        places = [
            (not self.rooms.goes(visit, week, person), abs(week - near), week, number, person)
            for week in range(first, last + 1)
            for number, person in enumerate(facts.people[visit])
            if board.free[person][week] >= facts.duration[visit]
        ]
        if places:
            *_, week, _, person = min(places)
            self.trial.move(visit, week, person)
        return bool(places)

    def _room(self, visit: int, first: int, last: int) -> bool:
        """A week in which others make room: the one in which fewest have to."""
        best: tuple[int, int, int] | None = None
        for week in range(first, last + 1):
            for person in self.facts.people[visit]:
                moved = self._cost(visit, week, person)
                if moved is not None and (best is None or moved < best[0]):
                    best = (moved, week, person)
        if best is None:
            return False
        _, week, person = best
        self.rooms.make(visit, week, person, frozenset((visit,)))
        self.trial.move(visit, week, person)
        return True

    def _cost(self, visit: int, week: int, person: int) -> int | None:
        length = len(self.trial.log)
        made = self.rooms.make(visit, week, person, frozenset((visit,)))
        moved = len(self.trial.log) - length
        self.trial.back(length)
        return moved if made else None

    def _late(self, visit: int) -> None:
        """The first free week; what follows in the unit and no longer fits looks for a new one."""
        board, facts = self.board, self.facts
        first = facts.head[visit]
        for earlier, lag in facts.before[visit]:
            first = max(first, board.week[earlier] + lag)
        for week in range(first, min(facts.weeks - 1, facts.latest[visit]) + 1):
            for person in facts.people[visit]:
                if board.free[person][week] >= facts.duration[visit]:
                    self.trial.move(visit, week, person)
                    self._follow(visit, week)
                    return
        last = min(board.window(visit)[1], facts.weeks - 1)
        if not (self._room(visit, first, last) or self._squeeze(visit, first, last)):
            self._give_up(visit)

    def _squeeze(self, visit: int, first: int, last: int) -> bool:
        """The weeks left to it are full, and nobody in them can go elsewhere as the steps before lie. So one who is there comes earlier than
        all of these weeks, her earlier steps with her: who can come earliest is tried first.
        """
        for week, person in product(range(first, last + 1), self.facts.people[visit]):
            for other in self._earlier(visit, first, self.board.at[person, week]):
                if self._sent_earlier(other, visit, first, week, person):
                    self.trial.move(visit, week, person)
                    return True
        return False

    def _earlier(self, visit: int, first: int, held: Collection[int]) -> list[int]:
        """Of those who hold a week, who may come before it: the freest first."""
        facts = self.facts
        others = [
            other
            for other in held
            if not facts.locked[other]
            and facts.unit[other] != facts.unit[visit]
            and facts.head[other] < first
        ]
        return sorted(others, key=lambda one: (facts.head[one], one))[:OTHERS]

    def _sent_earlier(self, other: int, visit: int, first: int, week: int, person: int) -> bool:
        """True where another now comes before `first`, and her place is free for the visit; else everything is as before."""
        board, facts, length = self.board, self.facts, len(self.trial.log)
        for target in range(first - 1, max(facts.head[other], first - EARLIER) - 1, -1):
            if monotonic() > self.pull.until:
                return False
            came = self.pull.forward(other, target, frozenset((visit,)))
            if came and board.free[person][week] >= facts.duration[visit]:
                return True
            self.trial.back(length)
        return False

    def _follow(self, visit: int, week: int) -> None:
        for later, lag in self.facts.after[visit]:
            if 0 <= self.board.week[later] < week + lag and not self.facts.locked[later]:
                self.trial.take(later)
                self._follow(later, self.facts.weeks)
                self._wait(later)

    def _give_up(self, visit: int) -> None:
        """No week: what comes after it in the unit has none either."""
        for later, _ in self.facts.after[visit]:
            if self.board.week[later] >= 0 and not self.facts.locked[later]:
                self.trial.take(later)
                self._give_up(later)


def _return(trial: Trial, before: dict[int, tuple[int, int]]) -> None:
    """Whoever was moved and could stand where she stood goes back, as long as nothing gets later by it."""
    board, facts = trial.board, trial.board.facts
    moved = True
    while moved:
        moved = False
        for visit, (week, person) in before.items():
            now = (board.week[visit], board.person[visit])
            if (
                now[0] < 0
                or now == (week, person)
                or facts.locked[visit]
                or person not in facts.people[visit]
            ):
                continue
            first, last = board.window(visit)
            late = board.lateness(visit, now[0])
            if first <= week <= last and board.lateness(visit, week) <= late:
                moved |= _back(trial, visit, week, person)


def _back(trial: Trial, visit: int, week: int, person: int) -> bool:
    board = trial.board
    space = board.free[person][week]
    if board.week[visit] == week and board.person[visit] == person:
        return False
    if space < board.facts.duration[visit]:
        return False
    trial.move(visit, week, person)
    return True
