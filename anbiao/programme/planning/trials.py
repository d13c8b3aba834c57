"""Moves that are tried and taken back: a trial is kept only where the whole score becomes better and no colour later than it may be."""

from collections.abc import Sequence

from anbiao.programme.planning.board import Board


class Trial:
    """A board, and the way back to where the last trial began."""

    def __init__(self, board: Board, most: Sequence[int]) -> None:
        self.board = board
        self.most = tuple(most)  # lateness by colour that no plan may exceed: that of the plan by due date
        self.log: list[tuple[int, int, int]] = []
        self.start = board.score

    def begin(self) -> None:
        """A new trial."""
        self.log.clear()
        self.start = self.board.score

    def move(self, visit: int, week: int, person: int) -> None:
        """Puts a visit elsewhere, or somewhere for the first time."""
        board = self.board
        self.log.append((visit, board.week[visit], board.person[visit]))
        if board.week[visit] >= 0:
            board.take(visit)
        board.put(visit, week, person)

    def take(self, visit: int) -> None:
        """Takes a visit out; what does not find a new week is lost unless the trial goes back."""
        self.log.append((visit, self.board.week[visit], self.board.person[visit]))
        self.board.take(visit)

    def back(self, length: int = 0) -> None:
        """Takes moves back until so many are left."""
        board = self.board
        while len(self.log) > length:
            visit, week, person = self.log.pop()
            if board.week[visit] >= 0:
                board.take(visit)
            if week >= 0:
                board.put(visit, week, person)

    def keep(self) -> bool:
        """Ends the trial: it stays if it made the plan better, else everything is as before."""
        board = self.board
        # What is later than it may be, on the way to where it may, gets no later still.
        most = [max(most, before) for most, before in zip(self.most, self.start, strict=False)]
        if board.score < self.start and all(
            late <= bound for late, bound in zip(board.late, most, strict=True)
        ):
            return True
        self.back()
        return False
