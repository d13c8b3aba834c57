"""Early rather than late 赶前不赶后: at the end every visit takes the earliest week that costs nothing above."""

from time import monotonic

from anbiao.programme.planning.rooms import Rooms
from anbiao.programme.planning.trials import Trial


class Advance:
    """Goes through the visits in their order, over and over, until nothing comes earlier."""

    def __init__(self, trial: Trial, until: float) -> None:
        self.trial = trial
        self.board = trial.board
        self.facts = trial.board.facts
        self.until = until
        self.rooms = Rooms(trial, hops=0, quiet=True)

    def run(self) -> None:
        """Until nothing comes earlier, or time is up."""
        improved = True
        while improved:
            improved = False
            for number, visit in enumerate(self.facts.order):
                if number % 64 == 0 and monotonic() > self.until:
                    return
                improved |= self._earlier(visit)

    def _earlier(self, visit: int) -> bool:
        board, facts = self.board, self.facts
        now = board.week[visit]
        if now < 0 or facts.locked[visit]:
            return False
        first, _ = board.window(visit)
        for week in range(first, now):
            for person in facts.people[visit]:
                if board.free[person][week] < facts.duration[visit] or not self.rooms.goes(
                    visit, week, person
                ):
                    continue
                self.trial.begin()
                self.trial.move(visit, week, person)
                if self.trial.keep():
                    return True
        return False
