"""Part of a plan as a model for CP-SAT: some visits may go anywhere they fit, everything else stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anbiao.programme.planning.board import COLOURS, Board

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Option = tuple[int, int]  # week and person


@dataclass(frozen=True)
class Found:
    """What the solver came to: the new places (None: without a week), and whether nothing better exists within the model."""

    places: dict[int, Option | None]
    is_best: bool


class Part:
    """The model of some visits of a board. `visits` holds all that can be a joint visit with one of them. `kept`: each keeps a week, and is no
    later than it is or than it is due; else a visit may also be left without a week.
    """

    def __init__(self, board: Board, visits: Collection[int], *, kept: bool) -> None:
        self.board = board
        self.facts = board.facts
        self.visits = [visit for visit in self.facts.order if visit in set(visits)]
        self.mine = frozenset(self.visits)
        self.kept = kept
        # Here, not above: the solver takes a second to import, and every command and worker of the program would wait for it.
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        self.at: dict[int, dict[Option, cp_model.IntVar]] = {}
        self.trip: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._windows()
        for visit in self.visits:
            self._choose(visit)
        self._capacity()
        for visit in self.visits:
            self._order(visit)
        self._trips()

    def _windows(self) -> None:
        board, facts = self.board, self.facts
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        for visit in self.visits:
            self.first[visit] = facts.head[visit]
            for earlier, lag in facts.before[visit]:
                base = self.first[earlier] if earlier in self.mine else board.week[earlier]
                self.first[visit] = max(self.first[visit], base + lag)
        for visit in reversed(self.visits):
            last = min(facts.weeks - 1, facts.latest[visit])
            if self.kept:
                last = min(last, board.patient(visit))
            for later, lag in facts.after[visit]:
                if later in self.mine and self.kept:
                    last = min(last, self.last[later] - lag)
                elif later not in self.mine and board.week[later] >= 0:
                    last = min(last, board.week[later] - lag)
            self.last[visit] = last

    def _choose(self, visit: int) -> None:
        board, facts = self.board, self.facts
        now = (board.week[visit], board.person[visit])
        if facts.locked[visit]:
            options = [now]
        else:
            options = [
                (week, person)
                for week in range(self.first[visit], self.last[visit] + 1)
                for person in facts.people[visit]
                if facts.room[person][week] >= facts.duration[visit]
            ]
        self.at[visit] = {option: self.model.new_bool_var("") for option in options}
        for option, variable in self.at[visit].items():
            self.model.add_hint(variable, option == now)
        if self.kept or facts.locked[visit]:
            self.model.add_exactly_one(self.at[visit].values())
        else:
            self.model.add_at_most_one(self.at[visit].values())

    def _capacity(self) -> None:
        board, facts = self.board, self.facts
        work: dict[Option, list[int]] = defaultdict(list)
        for visit in self.visits:
            for option in self.at[visit]:
                work[option].append(visit)
        for (week, person), held in work.items():
            own = sum(facts.duration[visit] for visit in board.at[person, week] if visit in self.mine)
            used = sum(facts.duration[visit] * self.at[visit][week, person] for visit in held)
            self.model.add(used <= board.free[person][week] + own)

    def _until(self, visit: int, week: int) -> list[cp_model.IntVar]:
        return [variable for (at, _), variable in self.at[visit].items() if at <= week]

    def _order(self, visit: int) -> None:
        """Whoever lies up to a week has what comes before it up to so many weeks earlier."""
        if self.facts.locked[visit]:
            return
        for earlier, lag in self.facts.before[visit]:
            if earlier not in self.mine:
                continue
            for week in sorted({week for week, _ in self.at[visit]}):
                self.model.add(sum(self._until(visit, week)) <= sum(self._until(earlier, week - lag)))

    def _trips(self) -> None:
        board, facts = self.board, self.facts
        for visit in self.visits:
            for (week, person), variable in self.at[visit].items():
                key = (person, facts.village[visit], week)
                if board.there.get(key, 0) > self._own(key):
                    continue  # the trip is made anyway
                if key not in self.trip:
                    self.trip[key] = self.model.new_bool_var("")
                    self.model.add_hint(self.trip[key], board.there.get(key, 0) > 0)
                leads = [
                    lead
                    for mate in facts.mates[visit]
                    for (at, other), lead in self.at[mate].items()
                    if at == week and other < person
                ]
                self.model.add(variable <= self.trip[key] + sum(leads))

    def _own(self, key: tuple[int, int, int]) -> int:
        """How many of the visits that make a trip count are those of this model."""
        person, village, week = key
        board, facts = self.board, self.facts
        return sum(
            1
            for visit in board.at[person, week]
            if visit in self.mine
            and facts.village[visit] == village
            and not any(board.week[m] == week and board.person[m] < person for m in facts.mates[visit])
        )

    # ---------- what is made small ----------

    def lateness(self, colour: int) -> cp_model.LinearExprT:
        """The lateness of a colour, those without a week included."""
        terms: list[cp_model.LinearExprT] = []
        for visit in self.visits:
            if self.facts.colour[visit] == colour:
                none = self.board.lateness(visit, self.facts.weeks)
                terms.append(none)
                terms += [
                    (self.board.lateness(visit, week) - none) * variable
                    for (week, _), variable in self.at[visit].items()
                ]
        return sum(terms)

    @property
    def unplaced(self) -> cp_model.LinearExprT:
        """Visits without a week."""
        return sum(1 - sum(self.at[visit].values()) for visit in self.visits)

    @property
    def trips(self) -> cp_model.LinearExprT:
        """Trips that nobody else makes anyway."""
        return sum(self.trip.values())

    @property
    def waiting(self) -> cp_model.LinearExprT:
        """Weeks waited."""
        return sum(
            (week - self.facts.release[visit]) * variable
            for visit in self.visits
            for (week, _), variable in self.at[visit].items()
        )

    def calm(self, trip: int) -> cp_model.LinearExprT:
        """Trips, each as much as so many weeks waited, and weeks waited."""
        terms: list[cp_model.LinearExprT] = [trip * variable for variable in self.trip.values()]
        terms += [
            (week - self.facts.release[visit]) * variable
            for visit in self.visits
            for (week, _), variable in self.at[visit].items()
        ]
        return sum(terms)

    def levels(self) -> list[cp_model.LinearExprT]:
        """All levels in their order."""
        return [
            *(self.lateness(colour) for colour in range(COLOURS)),
            self.unplaced,
            self.trips,
            self.waiting,
        ]

    def solve(self, level: cp_model.LinearExprT, *, effort: float, seed: int, seconds: float) -> Found | None:
        """Makes one level small, with one worker, a fixed seed and a limit of effort that is the same on every machine; `seconds` is only the
        emergency brake. None where it found nothing.
        """
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        self.model.minimize(level)
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        places = {
            visit: next(
                (option for option, variable in self.at[visit].items() if solver.value(variable)), None
            )
            for visit in self.visits
        }
        return Found(places, status == cp_model.OPTIMAL)

    def hint(self, places: dict[int, Option | None]) -> None:
        """Begins the next search from here."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for visit, place in places.items():
            for option, variable in self.at[visit].items():
                self.model.add_hint(variable, option == place)


def value_of(board: Board, places: dict[int, Option | None], level: int) -> int:
    """A level of the score of a board that holds these places and nothing else."""
    other = Board(board.facts)
    other.load([(visit, *place) for visit, place in places.items() if place is not None])
    return other.score[level]


def applied(
    board: Board, places: dict[int, Option | None], order: Sequence[int]
) -> list[tuple[int, int, int]]:
    """What has to move, as (visit, week, person)."""
    return [
        (visit, *place)
        for visit in order
        if (place := places.get(visit)) is not None and place != (board.week[visit], board.person[visit])
    ]
