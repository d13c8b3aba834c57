"""One task 任务: an enterprise × a step of a campaign, planned for a week. Its course, its plan and actual line, and being caught up.

"Refine the task to the enterprise, schedule the time to the week", and be early rather than late (赶前不赶后).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, is_own_unit, nobody_known

OPEN = frozenset({"idle", "doing", "returned"})  # somebody still has to do it
DONE = frozenset({"submitted", "accepted"})  # done, whether or not it is accepted yet
COUNTED = OPEN | DONE  # in the lines; what is exempted leaves them
WARNED_DAYS = 7  # local rule: so many days before its last day a task is warned of
EVIDENCE = {
    "none": N_("Nothing beside the word"),
    "note": N_("A sentence that says what was done"),
    "document": N_("The name or number of the document"),
    "photo": N_("Photos in the unit's own lists, named here"),
}
# Why something slipped: asked once, from this list (local rule).
SLIPS = {
    "unit_busy": N_("The unit had no time: orders, season, stocktaking"),
    "unit_shut": N_("The unit was shut"),
    "nobody_met": N_("Nobody was met"),
    "not_ready": N_("The unit was not ready"),
    "person_away": N_("Who answers was ill or away"),
    "urgent_work": N_("Urgent work came between"),
    "weather": N_("Weather or flood alert"),
    "waiting_other": N_("Waited for another office or a service"),
    "fits_better": N_("Goes together with another visit"),
    "planned_anew": N_("Planned anew with everything else"),
}


def _held(facts: Facts, names: str) -> bool:
    held, asked = facts["held"], facts[names]
    return isinstance(held, frozenset) and isinstance(asked, list | tuple) and not held.isdisjoint(asked)


@cites("地方规则 方案", "Anbiao separation of duties 4.2 (1)")
def campaign_runs(facts: Facts, today: date) -> Refusal | None:
    """Tasks are done and decided while their campaign runs, neither before nor afterwards."""
    if facts["campaign_state"] == "running":
        return None
    return Refusal("campaign-not-running", N_("The campaign is not running."))


@cites("地方规则 方案")
def done_by_whom_the_step_names(facts: Facts, today: date) -> Refusal | None:
    """A step is done by one of the duties that it names, for the units of that duty."""
    if _held(facts, "doers"):
        return None
    return Refusal("not-named-to-do", N_("This step is done by another duty than yours."))


@cites("地方规则 方案")
def accepted_by_whom_the_step_names(facts: Facts, today: date) -> Refusal | None:
    """Acceptance is by one of the duties that the step names for it."""
    if _held(facts, "acceptors"):
        return None
    return Refusal("not-named-to-accept", N_("This step is accepted by another duty than yours."))


@cites("Anbiao separation of duties 4.2 (1)")
def not_by_who_did_it(facts: Facts, today: date) -> Refusal | None:
    """Nobody accepts what she did herself, and nobody decides for an office on the own enterprise."""
    if did(facts, "done_by"):
        return Refusal(
            "own-work", N_("You did this yourself. A second person accepts it."), article="Anbiao 4.2 (1)"
        )
    if is_own_unit(facts):
        text = N_("You belong to this unit. Somebody who does not belong to it decides.")
        return Refusal("own-unit", text, article="Anbiao 4.2 (1)")
    return nobody_known(facts)


@cites("地方规则 方案")
def evidence_is_given(facts: Facts, today: date) -> Refusal | None:
    """What the step asks as evidence is named when it is handed in."""
    if facts["evidence"] == "none" or str(facts["given_note"]).strip():
        return None
    return Refusal("evidence-missing", N_("Say what was done and where the evidence is."), field="done_note")


@cites("地方规则 赶前不赶后")
def slipping_has_its_reason(facts: Facts, today: date) -> Refusal | None:
    """What is handed in after its scheduled week has passed says why it slipped, once, from a list."""
    if (
        facts["slip"]
        or facts["given_slip"] in SLIPS
        or today <= IsoWeek.parse(str(facts["scheduled_week"])).sunday
    ):
        return None
    return Refusal(
        "slip-missing",
        N_("The scheduled week has passed. Say why it slipped; this is asked once."),
        field="slip",
    )


# The facts of a task are its own and those around it: `held` (the duties by which the actor reaches it), `doers` and `acceptors`
# (what the step names), `evidence`, `campaign_state`, and what is being given (`given_note`, `given_slip`).
TASK = Machine(
    name="task",
    label=N_("Task"),
    initial="idle",
    states=(
        State("idle", N_("Not begun"), "idle"),
        State("doing", N_("Under way"), "doing"),
        State("submitted", N_("Done, to be accepted"), "wait"),
        State("returned", N_("Returned"), "back"),
        State("accepted", N_("Accepted"), "done"),
        State("exempted", N_("Exempted"), "off"),
    ),
    steps=(
        Step("begin", N_("Begin"), frozenset({"idle"}), "doing", "do task", (campaign_runs, done_by_whom_the_step_names)),
        Step("submit", N_("Report as done"), OPEN, "submitted", "do task", (campaign_runs, done_by_whom_the_step_names, evidence_is_given, slipping_has_its_reason)),
        Step("accept", N_("Accept"), frozenset({"submitted"}), "accepted", "accept task", (campaign_runs, accepted_by_whom_the_step_names, not_by_who_did_it)),
        Step("send_back", N_("Send back"), frozenset({"submitted"}), "returned", "accept task", (campaign_runs, accepted_by_whom_the_step_names, not_by_who_did_it), needs_note=True),
        Step("reopen", N_("Take back the acceptance"), frozenset({"accepted"}), "returned", "accept task", (campaign_runs, accepted_by_whom_the_step_names, not_by_who_did_it), needs_note=True),
        Step("exempt", N_("Exempt"), OPEN, "exempted", "exempt task", (campaign_runs,), needs_note=True),
        Step("resume", N_("Take up again"), frozenset({"exempted"}), "idle", "exempt task", (campaign_runs,), needs_note=True),
    ),
)  # fmt: skip


# ---------- weeks: when a step falls due, and the first spread ----------


@cites("地方规则 方案")
def due_on(closes: IsoWeek, calendar: Calendar) -> date:
    """A step that closes in a week is due on its last working day; on the last working day before it where the week has none."""
    on = closes.sunday
    while not calendar.is_working_day(on):
        on -= timedelta(days=1)
    return on


@cites("地方规则 赶前不赶后")
def week_in_turn(opens: IsoWeek, *, rank: int, number: int, weeks: int, per_week: int) -> IsoWeek:
    """Early rather than late: of `number` units of one who answers, the one of this rank (from 0) is taken in the first week that has
    room. So many a week as the step says, more only where the window of `weeks` would not hold them all: then evenly.
    """
    most = max(per_week, -(-number // weeks))
    return opens.plus(rank // most)


@cites("地方规则 方案")
def earliest(opens: IsoWeek, before: IsoWeek | None, lag: int) -> IsoWeek:
    """A step begins neither before its window opens nor sooner than so many weeks after the step that it follows."""
    return opens if before is None else max(opens, before.plus(lag))


@cites("地方规则 方案")
def movable(*, to: IsoWeek, this: IsoWeek, due: date, is_locked: bool, state: str) -> Refusal | None:
    """The planned week of a task moves while somebody still has to do it: not into the past, not beyond the week of its last day (unless
    that has passed: then catching up is planned), and never out of a locked week. Its scheduled week never moves.
    """
    if state not in OPEN:
        return Refusal("move-done", N_("It is done or exempted: there is nothing to plan."))
    if is_locked:
        return Refusal("move-locked", N_("Its week is locked."))
    if to < this:
        return Refusal("move-past", N_("That week has passed."), field="week")
    last = IsoWeek.of(due)
    if to > last and this <= last:
        return Refusal("move-beyond", N_("It is due on {day}: plan it in week {week} at the latest."), {"day": due.isoformat(), "week": str(last)}, field="week")  # fmt: skip
    return None


@cites("地方规则 方案")
def lockable(state: str) -> Refusal | None:
    """The planned week of a task is locked, and unlocked, while somebody still has to do it."""
    if state in OPEN:
        return None
    return Refusal("move-done", N_("It is done or exempted: there is nothing to plan."))


# ---------- where a task stands ----------

STANDINGS = {
    "to_come": N_("still to come"),
    "soon": N_("due soon"),
    "slipping": N_("behind its week"),
    "late": N_("late"),
    "caught_up": N_("caught up"),
    "on_time": N_("in time"),
    "ahead": N_("ahead"),
    "exempted": N_("exempted"),
}


@cites("地方规则 赶前不赶后")
def standing(*, state: str, scheduled: IsoWeek, due: date, done: date | None, today: date) -> str:
    """How a task stands to its plan. Warned of before its last day; behind once its scheduled week has passed; late (red) once its last
    day has, until it is done; then caught up (yellow) for good. Done before its week: ahead.
    """
    if state == "exempted":
        return "exempted"
    if state in DONE and done is not None:
        if done > due:
            return "caught_up"
        return "ahead" if done < scheduled.monday else "on_time"
    if today > due:
        return "late"
    if today > scheduled.sunday:
        return "slipping"
    return "soon" if scheduled.monday <= today or (due - today).days <= WARNED_DAYS else "to_come"


@dataclass(frozen=True)
class Point:
    """One week of a line: how many tasks should be done by its end, and how many are; None for weeks that lie ahead."""

    week: IsoWeek
    planned: int
    actual: int | None


@cites("地方规则 赶前不赶后")
def lines(planned: Mapping[IsoWeek, int], done: Mapping[IsoWeek, int], *, first: IsoWeek, last: IsoWeek, this: IsoWeek) -> tuple[Point, ...]:  # fmt: skip
    """The plan line (by scheduled weeks, which never move) and the actual line (by the day on which something was done), summed up week
    by week. What lies before the first or beyond the last week counts in it.
    """
    points: list[Point] = []
    plan = sum(number for week, number in planned.items() if week < first)
    actual = sum(number for week, number in done.items() if week < first)
    for week in first.until(last):
        plan += planned.get(week, 0)
        actual += done.get(week, 0)
        points.append(Point(week, plan, actual if week <= this else None))
    return tuple(points)


@dataclass(frozen=True)
class Progress:
    """Tasks of somebody (a person, a town, a bureau, a week): how many there are, should be done, are done, are late, were caught up."""

    total: int
    planned: int
    done: int
    accepted: int
    late: int
    caught_up: int

    @property
    def behind(self) -> int:
        """How many fewer are done than should be; 0 for who is ahead."""
        return max(0, self.planned - self.done)

    @property
    def ahead(self) -> int:
        """How many more are done than had to be."""
        return max(0, self.done - self.planned)


@cites("地方规则 赶前不赶后")
def catch_up(progress: Progress) -> str:
    """Late while anything late is open; caught up once nothing is, where something was; behind while less is done than planned; else good."""
    if progress.late:
        return "late"
    if progress.behind:
        return "slipping"
    return "caught_up" if progress.caught_up else "on_time"


def in_order(rows: Iterable[tuple[str, Progress]]) -> Sequence[tuple[str, Progress]]:
    """Who has most that is late comes first, then who is most behind, then by name."""
    return sorted(rows, key=lambda row: (-row[1].late, -row[1].behind, row[0]))
