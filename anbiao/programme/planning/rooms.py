"""Room for a visit in a full week: others that can wait, or can come earlier, are sent on, one for the other, until a free place is reached."""

from anbiao.programme.planning.board import Board
from anbiao.programme.planning.trials import Trial

Node = tuple[int, int]  # a person and a week
HOPS = 6


class Rooms:
    """Finds the fewest visits to be sent on. `quiet`: only to where their person goes anyway, so that no trip is added."""

    def __init__(self, trial: Trial, *, hops: int = HOPS, quiet: bool = False) -> None:
        self.trial = trial
        self.board: Board = trial.board
        self.facts = trial.board.facts
        self.hops = hops
        self.quiet = quiet

    def make(self, visit: int, week: int, person: int, moved: frozenset[int]) -> bool:
        """Room for a visit in a week of a person; nobody gets later than she is or than she is due, nothing of the units of `moved` moves."""
        board, facts = self.board, self.facts
        need = facts.duration[visit]
        if facts.room[person][week] < need:
            return False
        if board.free[person][week] >= need:
            return True
        length = len(self.trial.log)
        for other, (to, at) in reversed(self._path((person, week), need, moved)):
            if not self._may(other, to, at):
                self.trial.back(length)
                return False
            self.trial.move(other, at, to)
        return board.free[person][week] >= need

    def _may(self, visit: int, person: int, week: int) -> bool:
        board = self.board
        first, last = board.window(visit)
        fits = board.free[person][week] >= self.facts.duration[visit]
        return fits and first <= week <= min(last, board.patient(visit))

    def _path(self, start: Node, need: int, moved: frozenset[int]) -> list[tuple[int, Node]]:
        """The fewest visits to send on, one for the other, to a person and week with free room; empty where there is no such path."""
        came: dict[Node, tuple[int, Node] | None] = {start: None}
        units = {self.facts.unit[visit] for visit in moved}
        ring = [start]
        for hop in range(self.hops):
            for node in ring:
                found = self._free_way(node, need, units, came)
                if found is not None:
                    visit, to = found
                    came[to] = (visit, node)
                    return self._back_from(to, came)
            if hop + 1 < self.hops:
                ring = self._ring(ring, need, units, came)
        return []

    def _ring(
        self, ring: list[Node], need: int, units: set[int], came: dict[Node, tuple[int, Node] | None]
    ) -> list[Node]:
        """What can be reached by one more visit sent on."""
        following: list[Node] = []
        for node in ring:
            for visit, to in self._ways(node, need, units, came):
                came[to] = (visit, node)
                following.append(to)
        return following

    def _free_way(
        self, node: Node, need: int, units: set[int], came: dict[Node, tuple[int, Node] | None]
    ) -> tuple[int, Node] | None:
        """A visit that can be sent on from here to where there is free room."""
        board, facts = self.board, self.facts
        open_: dict[int, list[int]] = {}
        for visit in sorted(board.at[node]):
            need_here = facts.duration[visit]
            if facts.locked[visit] or need_here < need or facts.unit[visit] in units:
                continue
            for person in facts.people[visit]:
                if person not in open_:
                    open_[person] = [week for week, space in enumerate(board.free[person]) if space > 0]
                week = self._open_week(visit, person, open_[person], came)
                if week is not None:
                    return visit, (person, week)
        return None

    def _open_week(
        self, visit: int, person: int, weeks: list[int], came: dict[Node, tuple[int, Node] | None]
    ) -> int | None:
        board, facts = self.board, self.facts
        if not weeks:
            return None
        first, last = board.window(visit)
        last = min(last, board.patient(visit))
        for week in weeks:
            if first <= week <= last and (person, week) not in came:
                fits = board.free[person][week] >= facts.duration[visit]
                if fits and (not self.quiet or self.goes(visit, week, person)):
                    return week
        return None

    def _back_from(self, node: Node, came: dict[Node, tuple[int, Node] | None]) -> list[tuple[int, Node]]:
        path: list[tuple[int, Node]] = []
        step = came[node]
        while step is not None:
            visit, before = step
            path.append((visit, node))
            node, step = before, came[before]
        return path[::-1]

    def _ways(
        self, node: Node, need: int, units: set[int], came: dict[Node, tuple[int, Node] | None]
    ) -> list[tuple[int, Node]]:
        """To which persons and weeks, not reached yet, something can be sent on from here, and what."""
        board, facts = self.board, self.facts
        found: dict[Node, int] = {}
        for visit in sorted(board.at[node]):
            if facts.locked[visit] or facts.duration[visit] < need or facts.unit[visit] in units:
                continue
            first, last = board.window(visit)
            for week in range(first, min(last, board.patient(visit)) + 1):
                for person in facts.people[visit]:
                    to = (person, week)
                    if to in came or to in found or facts.room[person][week] < facts.duration[visit]:
                        continue
                    if not self.quiet or self.goes(visit, week, person):
                        found[to] = visit
        return [(visit, to) for to, visit in found.items()]

    def goes(self, visit: int, week: int, person: int) -> bool:
        """True where a visit needs no trip of its own: the person is in the village anyway, or comes along with who stands earlier."""
        board = self.board
        return board.there.get((person, self.facts.village[visit], week), 0) > 0 or any(
            board.week[mate] == week and board.person[mate] < person for mate in self.facts.mates[visit]
        )
