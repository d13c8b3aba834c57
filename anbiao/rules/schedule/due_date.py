"""The plan by earliest due date (EDD): what an office would do without a computer, and what every better plan is held against."""

from heapq import heapify, heappop, heappush

from anbiao.rules.colours import LEVELS
from anbiao.rules.refusal import cites
from anbiao.rules.schedule.problem import Instance, Placement, Plan, Visit, room


@cites("泉州市安全生产标准化提升专项行动 “赶前不赶后”")
def edd_plan(instance: Instance) -> Plan:
    """Locked visits first. Then, of the visits whose predecessors have been dealt with, always the one that is due first (then red before
    blue, then as listed): it takes the earliest week in which one of its candidates has room, and of those the one named first.

    A visit that finds no week is left without, and so is what comes after it. No look at trips, no look ahead.
    """
    days = _Days(instance)
    follow: dict[str, list[Visit]] = {}
    for visit in instance.visits:
        for after in visit.after:
            follow.setdefault(after.visit, []).append(visit)
    waiting = {visit.id: len(visit.after) for visit in instance.visits}
    place = {visit.id: number for number, visit in enumerate(instance.visits)}

    def key(visit: Visit) -> tuple[int, int, int]:
        colour = instance.unit[visit.unit].colour
        return instance.place_of(visit.due), LEVELS[colour], place[visit.id]

    ready = [(key(visit), visit) for visit in instance.visits if not waiting[visit.id]]
    heapify(ready)
    while ready:
        _, visit = heappop(ready)
        days.settle(visit)
        for later in follow.get(visit.id, ()):
            waiting[later.id] -= 1
            if not waiting[later.id]:
                heappush(ready, (key(later), later))
    return Plan(days.placements)


class _Days:
    """The room that is left, and what has been placed."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.left = {person.id: [room(person, week) for week in instance.weeks] for person in instance.people}
        self.placements: dict[str, Placement] = {}
        self.latest: dict[str, int] = {}  # before a locked visit: the last week that keeps its order
        for visit in instance.visits:
            if visit.locked is not None:
                self._take(visit, visit.locked)
                self._hold(visit, instance.number[visit.locked.week])

    def _hold(self, visit: Visit, week: int) -> None:
        for after in visit.after:
            last = min(week - after.lag, self.latest.get(after.visit, len(self.instance.weeks)))
            self.latest[after.visit] = last
            self._hold(self.instance.visit[after.visit], last)

    def _take(self, visit: Visit, placed: Placement) -> None:
        self.placements[visit.id] = placed
        self.left[placed.person][self.instance.number[placed.week]] -= visit.duration

    def settle(self, visit: Visit) -> None:
        """Places a visit in its earliest week, if there is one."""
        if visit.id in self.placements:
            return
        first = self._first(visit)
        last = min(len(self.instance.weeks) - 1, self.latest.get(visit.id, len(self.instance.weeks)))
        if first is None:
            return
        for week in range(first, last + 1):
            for person in visit.candidates:
                if self.left[person][week] >= visit.duration:
                    self._take(visit, Placement(self.instance.weeks[week].week, person))
                    return

    def _first(self, visit: Visit) -> int | None:
        """The first week that release and order allow; None when what comes before has no week."""
        first = max(0, self.instance.place_of(visit.release))
        for after in visit.after:
            before = self.placements.get(after.visit)
            if before is None:
                return None
            first = max(first, self.instance.number[before.week] + after.lag)
        return first
