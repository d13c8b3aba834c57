"""Small problems are solved outright: level by level, each as good as it can be while those above stay so."""

from collections.abc import Sequence
from time import monotonic

from anbiao.programme.planning.board import COLOURS, Board, Facts
from anbiao.programme.planning.models import Part, value_of

SMALL = 60  # visits
EFFORT = 20.0  # of the solver, a level


def best_of_all(
    facts: Facts, most: Sequence[int], start: Sequence[tuple[int, int, int]], *, seconds: float, seed: int
) -> Board | None:
    """The best plan in which no colour is later than `most`; None where the solver cannot prove it in time."""
    board = Board(facts).load(start)
    part = Part(board, range(len(facts.head)), kept=False)
    levels = part.levels()
    for colour in range(COLOURS):
        part.model.add(levels[colour] <= most[colour])
    until = monotonic() + seconds
    found = None
    for number, level in enumerate(levels):
        found = part.solve(level, effort=EFFORT, seed=seed, seconds=until - monotonic())
        if found is None or not found.is_best:
            return None
        part.model.add(level <= value_of(board, found.places, number))
        part.hint(found.places)
    if found is None:
        return None
    places = [(visit, *place) for visit, place in found.places.items() if place is not None]
    return Board(facts).load(places)
