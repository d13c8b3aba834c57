"""What makes one plan better than another: levels, each of which counts only where all above it are equal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.colours import COLOURS
from anbiao.rules.refusal import N_, cites
from anbiao.rules.schedule.problem import Instance, Placement, Plan, Visit


@dataclass(frozen=True, order=True, slots=True)
class Score:
    """The levels in their order, each the less the better: weeks of lateness by colour (each times the weight of its visit), visits
    without a week, trips, weeks waited. Compared as a tuple: a week of a red unit outweighs everything below.
    """

    red: int
    orange: int
    yellow: int
    blue: int
    unplaced: int
    trips: int
    waiting: int

    @property
    def lateness(self) -> Mapping[str, int]:
        """The four colours alone."""
        return dict(zip(COLOURS, astuple(self), strict=False))


# What each level is called where a plan is told.
LEVELS: Mapping[str, str] = {
    "red": N_("weeks of lateness of red units"),
    "orange": N_("weeks of lateness of orange units"),
    "yellow": N_("weeks of lateness of yellow units"),
    "blue": N_("weeks of lateness of blue units"),
    "unplaced": N_("visits without a week"),
    "trips": N_("trips"),
    "waiting": N_("weeks waited"),
}


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”", "泉安办〔2022〕3号")
def score(instance: Instance, plan: Plan) -> Score:
    """The levels of a plan. Red before blue; a visit late, rather than left out; then few trips; then early rather than late (赶前不赶后)."""
    late = dict.fromkeys(COLOURS, 0)
    waiting = 0
    for visit in instance.visits:
        placed = plan.placements.get(visit.id)
        late[instance.unit[visit.unit].colour] += visit.weight * lateness(instance, visit, placed)
        if placed is not None:
            waiting += instance.number[placed.week] - max(0, instance.place_of(visit.release))
    left = len(instance.visits) - len(plan.placements)
    return Score(**late, unplaced=left, trips=len(trips(instance, plan)), waiting=waiting)


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def lateness(instance: Instance, visit: Visit, placed: Placement | None) -> int:
    """By how many weeks a visit lies after the week in which it is due. Without a week it counts as if it lay in the week after the last
    one: leaving a visit out never looks better than doing it late.
    """
    week = len(instance.weeks) if placed is None else instance.number[placed.week]
    return max(0, week - instance.place_of(visit.due))


@cites("国办发〔2024〕54号", "地方规则 local.rules")
def trips(instance: Instance, plan: Plan) -> frozenset[tuple[str, str, int]]:
    """The trips that count: a person goes to a village in a week, however many visits she does there. A trip on which every visit is a
    joint one, with somebody who stands before her in the list of people, is that person's trip and does not count again: several
    bureaux at a unit's door together, once (涉企检查: no repeated and no many-headed checks).
    """
    joint = joint_visits(instance, plan)
    return frozenset(
        (placed.person, instance.unit[instance.visit[name].unit].village, instance.number[placed.week])
        for name, placed in plan.placements.items()
        if name not in joint
    )


@cites("国办发〔2024〕54号")
def joint_visits(instance: Instance, plan: Plan) -> frozenset[str]:
    """Visits that are part of a joint visit led by somebody else: another visit of the same unit, with the same `together`, lies in the
    same week, and is done by a person who stands earlier in the list of people.
    """
    groups: dict[tuple[str, str, IsoWeek], list[int]] = {}
    for visit, placed in _joinable(instance, plan):
        key = (visit.unit, visit.together, placed.week)
        groups.setdefault(key, []).append(instance.rank[placed.person])
    return frozenset(
        visit.id
        for visit, placed in _joinable(instance, plan)
        if min(groups[visit.unit, visit.together, placed.week]) < instance.rank[placed.person]
    )


def _joinable(instance: Instance, plan: Plan) -> Iterable[tuple[Visit, Placement]]:
    return (
        (visit, placed)
        for visit in instance.visits
        if visit.together and (placed := plan.placements.get(visit.id)) is not None
    )


def load(instance: Instance, plan: Plan) -> Mapping[tuple[str, int], int]:
    """How many ordinary visits of time each person has in each week, by person and place of the week."""
    work: Counter[tuple[str, int]] = Counter()
    for name, placed in plan.placements.items():
        work[placed.person, instance.number[placed.week]] += instance.visit[name].duration
    return work
