"""Neighbourhoods: the units of one person in a few villages are planned anew together by CP-SAT, while everything else stays."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import monotonic

from anbiao.programme.planning.models import Found, Part, applied
from anbiao.programme.planning.trials import Trial

WORKERS = 2  # the solver leaves the interpreter free, so two neighbourhoods are searched at once
MOST, EFFORT = 160, 0.25  # visits of a neighbourhood; the solver's effort in one
TRIP = 10**5  # a trip outweighs the weeks waited of a whole neighbourhood


class Polish:
    """Goes through people and villages in an order that the seed decides, until time is up or nothing was better in a whole round."""

    def __init__(self, trial: Trial, seed: int, until: float) -> None:
        self.trial = trial
        self.board = trial.board
        self.facts = trial.board.facts
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - an order of search, no secret
        self.until = until

    def run(self) -> None:
        """Round after round."""
        improved = True
        with ThreadPoolExecutor(WORKERS) as pool:
            while improved and monotonic() < self.until:
                improved = False
                wanted = self._neighbourhoods()
                while wanted and monotonic() < self.until:
                    parts = [
                        Part(self.board, wanted.pop(), kept=True) for _ in range(min(WORKERS, len(wanted)))
                    ]
                    for part, found in zip(parts, pool.map(self._search, parts), strict=True):
                        improved |= found is not None and self._apply(part, found)

    def _search(self, part: Part) -> Found | None:
        left = self.until - monotonic()
        return part.solve(part.calm(TRIP), effort=EFFORT, seed=self.seed, seconds=left)

    def _apply(self, part: Part, found: Found) -> bool:
        """Kept where it is better still: the other neighbourhood of the pair may have taken its room."""
        self.trial.begin()
        moves = applied(self.board, found.places, part.visits)
        for visit, *_ in moves:
            self.trial.take(visit)
        for visit, week, person in moves:
            first, last = self.board.window(visit)
            if not first <= week <= last or self.board.free[person][week] < self.facts.duration[visit]:
                self.trial.back()
                return False
            self.trial.move(visit, week, person)
        return self.trial.keep()

    def _neighbourhoods(self) -> list[list[int]]:
        """Of each person the villages in some order, cut where a neighbourhood is full; a village that is too large by itself is left out."""
        held = self._by_village()
        found: list[list[int]] = []
        pairs = sorted(pair for pair in held if len(held[pair]) <= MOST)
        self.random.shuffle(pairs)
        for person in sorted({person for person, _ in pairs}):
            part: list[int] = []
            for pair in (pair for pair in pairs if pair[0] == person):
                if len(part) + len(held[pair]) > MOST:
                    found.append(part)
                    part = []
                part = part + held[pair]
            found.append(part)
        self.random.shuffle(found)
        return found

    def _by_village(self) -> dict[tuple[int, int], list[int]]:
        """The visits of whole units, by the person of their first step and their village."""
        units: dict[int, list[int]] = defaultdict(list)
        for visit, unit in enumerate(self.facts.unit):
            units[unit].append(visit)
        held: dict[tuple[int, int], list[int]] = defaultdict(list)
        for visits in units.values():
            if all(self.board.week[visit] >= 0 for visit in visits):
                held[self.facts.people[visits[0]][0], self.facts.village[visits[0]]] += visits
        return held
