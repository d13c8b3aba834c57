"""Late visits are pulled forward: others that can wait make room, one for the other, until a week with free room is reached."""

from collections.abc import Collection
from time import monotonic

from anbiao.programme.planning.rooms import Rooms
from anbiao.programme.planning.trials import Trial

EJECTED = 12  # others that are tried for one place


class Pull:
    """Takes the late visits, red first, and tries each due week and then each week before the present one."""

    def __init__(self, trial: Trial, until: float, only: Collection[int] | None = None) -> None:
        self.trial = trial
        self.board = trial.board
        self.facts = trial.board.facts
        self.until = until
        self.only = only  # None: every late visit
        self.rooms = Rooms(trial)
        self.ejecting = False

    def run(self) -> None:
        """Until nothing can be pulled any more, or time is up."""
        improved = True
        while improved and monotonic() < self.until:
            improved = False
            for visit in self._late():
                if monotonic() > self.until:
                    return
                improved |= self._improve(visit)

    def _late(self) -> list[int]:
        board, facts = self.board, self.facts
        late = [
            visit
            for visit in facts.order
            if not facts.locked[visit]
            and (self.only is None or visit in self.only)
            and (board.week[visit] > facts.due[visit] or board.week[visit] < 0)
        ]
        return sorted(late, key=lambda visit: facts.colour[visit])

    def _improve(self, visit: int) -> bool:
        for target in self._targets(visit):
            for self.ejecting in (False, True):
                self.trial.begin()
                if self.forward(visit, target, frozenset()) and self.trial.keep():
                    return True
                self.trial.back()
        return False

    def _targets(self, visit: int) -> list[int]:
        """The weeks until which it could come: those from its due week on before the present one; without a week the earlier ones too."""
        due, head, week = self.facts.due[visit], self.facts.head[visit], self.board.week[visit]
        late = list(range(max(due, head), week if week >= 0 else self.facts.weeks))
        return late if week >= 0 else [*late, *range(min(due, self.facts.weeks) - 1, head - 1, -1)]

    def forward(self, visit: int, target: int, moved: frozenset[int]) -> bool:
        """Gets a visit into a week at most `target`, what comes before it first. Nothing of the units of `moved` makes room for it. Where it
        fails, moves may be left: whoever calls takes them back.
        """
        board, facts = self.board, self.facts
        moved |= {visit}
        for earlier, lag in facts.before[visit]:
            week = board.week[earlier]
            if (week < 0 or week + lag > target) and (
                facts.locked[earlier] or not self.forward(earlier, target - lag, moved)
            ):
                return False
        first, last = board.window(visit)
        for week in range(min(target, last), first - 1, -1):
            for person in facts.people[visit]:
                if self._room(visit, week, person, moved):
                    self.trial.move(visit, week, person)
                    return True
        return False

    def _room(self, visit: int, week: int, person: int, moved: frozenset[int]) -> bool:
        """Room for a visit in a week, by sending others on, each to where it is no later than it is or than it is due."""
        board, facts = self.board, self.facts
        if facts.room[person][week] < facts.duration[visit]:
            return False
        if self.ejecting and board.free[person][week] < facts.duration[visit]:
            return self._eject(visit, week, person, moved)
        return self.rooms.make(visit, week, person, moved)

    def _eject(self, visit: int, week: int, person: int, moved: frozenset[int]) -> bool:
        """Room by taking one other visit out with all that comes after it in its unit, and giving each the first week that is left. The one
        that can wait longest goes; whether it was worth it, the score says.
        """
        board, facts = self.board, self.facts
        units = {facts.unit[one] for one in moved}
        others = [
            other
            for other in board.at[person, week]
            if not facts.locked[other]
            and facts.unit[other] not in units
            and board.free[person][week] + facts.duration[other] >= facts.duration[visit]
        ]
        others.sort(key=lambda one: (-facts.colour[one], -facts.tail[one], one))
        length = len(self.trial.log)
        for other in others[:EJECTED]:
            train = self._train(other)
            for one in train:
                self.trial.take(one)
            self.trial.move(visit, week, person)
            if all(self._first_room(one) for one in train) and self._worth():
                self.trial.take(visit)  # whoever asked for the room puts it there
                return True
            self.trial.back(length)
        return False

    def _worth(self) -> bool:
        return self.board.score < self.trial.start

    def _train(self, visit: int) -> list[int]:
        """A visit and everything that has a week and comes after it, in order."""
        board, facts = self.board, self.facts
        train, place = [visit], 0
        while place < len(train):
            for later, _ in facts.after[train[place]]:
                if board.week[later] >= 0 and later not in train and not facts.locked[later]:
                    train.append(later)
            place += 1
        return train

    def _first_room(self, visit: int) -> bool:
        board, facts = self.board, self.facts
        first, last = board.window(visit)
        for week in range(first, last + 1):
            for person in facts.people[visit]:
                if board.free[person][week] >= facts.duration[visit]:
                    self.trial.move(visit, week, person)
                    return True
        return False
