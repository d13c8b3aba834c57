"""From a problem to a plan: several starts, of which the plan by due date is one, then step by step to better ones, never to a worse.

One seed and enough time give the same plan again; where time runs out first, the plan may differ from run to run.
"""

from random import Random
from time import monotonic

from anbiao.programme.planning.advancing import Advance
from anbiao.programme.planning.board import Board, Facts, placements_of
from anbiao.programme.planning.exact import SMALL, best_of_all
from anbiao.programme.planning.merging import Merge
from anbiao.programme.planning.polishing import Polish
from anbiao.programme.planning.pulling import Pull
from anbiao.programme.planning.replanning import replanned
from anbiao.programme.planning.rounds import Rounds
from anbiao.programme.planning.trials import Trial
from anbiao.rules.refusal import Refused
from anbiao.rules.schedule import Instance, Plan
from anbiao.rules.schedule.constraints import flaws
from anbiao.rules.schedule.due_date import edd_plan

TRUSTS = (0.8, 0.9, 0.5)  # how much of their later room people count on, in one start each
SMALL_SHARE = 0.3  # of the time, for a proof
# Of the time: until when starts are made, late visits pulled (those without which the start is no use: longer), trips merged, neighbourhoods
# polished. The rest is for coming early.
STARTS, PULLED, NEEDED, MERGED, POLISHED = 0.12, 0.35, 0.6, 0.93, 0.97


def plan(instance: Instance, *, seconds: float = 20.0, seed: int = 0, previous: Plan | None = None) -> Plan:
    """A plan for the problem within about so many seconds: no colour later than by due date, then as good as was found.

    With a previous plan: what of it can be kept is kept, and `seconds` is only a limit. Raises Refused, with every reason, for a
    problem that does not fit together or whose locks cannot be kept.
    """
    found = flaws(instance)
    if found:
        raise Refused(*found)
    until = monotonic() + seconds
    facts = Facts(instance)
    if previous is not None:
        return replanned(facts, previous, until).plan()
    return _solved(facts, seconds, seed, until - seconds).plan()


def _solved(facts: Facts, seconds: float, seed: int, begin: float) -> Board:
    edd = placements_of(facts, edd_plan(facts.instance))
    most = Board(facts).load(edd).late
    if len(facts.head) <= SMALL:
        exact = best_of_all(facts, most, edd, seconds=SMALL_SHARE * seconds, seed=seed)
        if exact is not None:
            return exact
    best = _start(facts, most, seconds, begin)
    if best is None:
        best = Board(facts).load(edd)
        Pull(Trial(best, most), begin + PULLED * seconds).run()
    trial = Trial(best, most)
    Merge(trial, Random(seed), begin + MERGED * seconds).run()  # noqa: S311 - an order of search, no secret
    Polish(trial, seed, begin + POLISHED * seconds).run()
    Advance(trial, begin + seconds).run()
    return best


def _start(facts: Facts, most: list[int], seconds: float, begin: float) -> Board | None:
    """The best of the plans made in rounds, its late visits pulled forward; None where it is still later than by due date."""
    boards: list[Board] = []
    for trust in TRUSTS:
        if not boards or monotonic() < begin + STARTS * seconds:
            boards.append(Rounds(facts, [trust] * len(facts.room)).run())
    for board in sorted(boards, key=lambda one: (_excess(one, most), one.score)):
        trial = Trial(board, most)
        later = {colour for colour, late in enumerate(board.late) if late > most[colour]}
        urgent = {visit for visit, colour in enumerate(facts.colour) if colour in later}
        Pull(trial, begin + NEEDED * seconds, urgent).run()
        if not _excess(board, most):
            Pull(trial, begin + PULLED * seconds).run()
            return board
    return None


def _excess(board: Board, most: list[int]) -> int:
    """By how many weeks colours are later than they may be."""
    return sum(max(0, late - bound) for late, bound in zip(board.late, most, strict=True))
