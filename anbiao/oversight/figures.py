"""Each figure 指标 defined once: what it is called, how it is counted, of what, over which time. Page, ranking, circular, command and export
read it here.

A figure is a number of things, or a number divided by another one. Both are measures by name; oversight/queries/measures.py says each in SQL.
"""

from dataclasses import dataclass

from anbiao.rules.refusal import N_

STATE, FLOW = "state", "flow"  # as of the end of a day | within a period
UNITS, HAZARDS, TASKS, PEOPLE, PERCENT, DAYS, POINTS = (
    "units",
    "hazards",
    "tasks",
    "people",
    "percent",
    "days",
    "points",
)
MORE, LESS, NEITHER = "more", "less", ""

ROSTER = N_("Units in operation in the roster; of a campaign, the units that take part on the day (应创).")
LISTS = N_("Hazards in the lists of units without the void ones; of a campaign, those of its units.")
PLAN = N_("Tasks of launched campaigns, or of one of them, without the exempted ones.")
TRAININGS = N_("Training records of units without the void ones; of a campaign, those of its units.")
REVIEWS = N_("Decided assessments of units; of a campaign, those of its units.")


@dataclass(frozen=True)
class Figure:
    """One figure. `number` and `of` are measures ("" where nothing is divided); `better` says which way is good. `register` and `query`
    are the list of today behind a figure where an ordinary list shows it.
    """

    code: str
    label: str
    formula: str
    scope: str
    period: str
    unit: str
    better: str
    number: str
    of: str = ""
    register: str = ""
    query: str = ""

    @property
    def is_rate(self) -> bool:
        """True where a number is divided: a percentage, or a mean in days or points."""
        return bool(self.of)


FIGURES: tuple[Figure, ...] = (
    # ---------- the eight numbers of the programme ----------
    Figure("surveyed", N_("Units surveyed"), N_("Units that have to be created: in operation on the day, or taking part in the campaign on it."), ROSTER, STATE, UNITS, MORE, "surveyed"),
    Figure("created", N_("Units created"), N_("Surveyed units whose newest decided assessment passed."), ROSTER, STATE, UNITS, MORE, "created"),
    Figure("creation_rate", N_("Creation rate"), N_("Units created ÷ units surveyed × 100"), ROSTER, STATE, PERCENT, MORE, "created", "surveyed"),
    Figure("three_lists", N_("Units with the three lists"), N_("Surveyed units with a check-list of their own; the lists of hazards and of rectifications come with it."), ROSTER, STATE, UNITS, MORE, "three_lists"),
    Figure("three_lists_rate", N_("Three lists set up"), N_("Units with the three lists ÷ units surveyed × 100"), ROSTER, STATE, PERCENT, MORE, "three_lists", "surveyed"),
    Figure("found", N_("Hazards found"), N_("Hazards whose day of finding lies in the period."), LISTS, FLOW, HAZARDS, NEITHER, "found"),
    Figure("rectified", N_("Hazards rectified"), N_("Hazards closed on a day of the period, and closed still."), LISTS, FLOW, HAZARDS, MORE, "rectified"),
    Figure("coloured", N_("Units under colour control"), N_("Surveyed units that have a colour."), ROSTER, STATE, UNITS, MORE, "coloured"),
    Figure("red", N_("Red units"), N_("Surveyed units whose colour is red."), ROSTER, STATE, UNITS, LESS, "red"),
    Figure("orange", N_("Orange units"), N_("Surveyed units whose colour is orange."), ROSTER, STATE, UNITS, LESS, "orange"),
    Figure("yellow", N_("Yellow units"), N_("Surveyed units whose colour is yellow."), ROSTER, STATE, UNITS, LESS, "yellow"),
    Figure("blue", N_("Blue units"), N_("Surveyed units whose colour is blue."), ROSTER, STATE, UNITS, MORE, "blue"),
    # ---------- rectification ----------
    Figure("cohort_rate", N_("Rectification rate of what was found"), N_("Of the hazards found in the period, those closed by the day ÷ all × 100"), LISTS, FLOW, PERCENT, MORE, "found_closed", "found"),
    Figure("period_rate", N_("Rectification rate of the period"), N_("Hazards closed in the period ÷ hazards found in the period × 100"), LISTS, FLOW, PERCENT, MORE, "rectified", "found"),
    Figure("answered_rate", N_("Answered"), N_("Of the hazards whose deadline lies in the period, those reported as fixed ÷ all × 100. Closed before Anbiao does not count."), LISTS, FLOW, PERCENT, MORE, "answered", "due"),
    Figure("in_time_rate", N_("Answered in time"), N_("Of the hazards whose deadline lies in the period, those reported as fixed by their deadline ÷ all × 100. The day of the report counts, not the day that it names."), LISTS, FLOW, PERCENT, MORE, "in_time", "due"),
    Figure("overdue", N_("Hazards overdue"), N_("Hazards whose deadline has passed and that nobody reported as fixed."), LISTS, STATE, HAZARDS, LESS, "overdue", "", "hazards", "late=late"),
    Figure("overdue_week", N_("Overdue for up to 7 days"), N_("Overdue hazards whose deadline passed 1 to 7 days ago."), LISTS, STATE, HAZARDS, LESS, "overdue_week"),
    Figure("overdue_month", N_("Overdue for 8 to 30 days"), N_("Overdue hazards whose deadline passed 8 to 30 days ago."), LISTS, STATE, HAZARDS, LESS, "overdue_month"),
    Figure("overdue_more", N_("Overdue for more than 30 days"), N_("Overdue hazards whose deadline passed more than 30 days ago."), LISTS, STATE, HAZARDS, LESS, "overdue_more", "", "hazards", "late=very"),
    Figure("reopen_rate", N_("Reopened after look-back"), N_("Of the closed hazards looked at in the period, those that came back or never were fixed ÷ all × 100"), LISTS, FLOW, PERCENT, LESS, "reopened", "looked_at"),
    # ---------- the plan ----------
    Figure("plan_rate", N_("Plan completion"), N_("Of the tasks scheduled for weeks that ended in the period, those done by the day ÷ all × 100"), PLAN, FLOW, PERCENT, MORE, "planned_done", "planned"),
    Figure("slip", N_("Mean slip"), N_("Days between the end of the scheduled week and the day on which it was done (the day itself while it is open; 0 where it was in time), mean of the tasks scheduled for weeks that ended in the period."), PLAN, FLOW, DAYS, LESS, "slip", "planned"),
    Figure("tasks_late", N_("Tasks late"), N_("Tasks not done whose last day has passed."), PLAN, STATE, TASKS, LESS, "tasks_late", "", "tasks", "standing=late"),
    # ---------- assessment ----------
    Figure("self_assessed_rate", N_("Self-assessment done"), N_("Surveyed units that handed in a self-assessment since the campaign began (without one: since the first day of the year) ÷ units surveyed × 100"), ROSTER, STATE, PERCENT, MORE, "self_assessed", "surveyed"),
    Figure("training_rate", N_("Units that trained"), N_("Surveyed units with a training of their people since the campaign began (without one: since the first day of the year) ÷ units surveyed × 100"), ROSTER, STATE, PERCENT, MORE, "trained_units", "surveyed"),
    Figure("people_trained", N_("People in trainings"), N_("People who took part in trainings on days of the period; who took part in several counts in each."), TRAININGS, FLOW, PEOPLE, MORE, "trained_people"),
    Figure("pass_rate", N_("Passed the review"), N_("Of the assessments decided in the period, those that passed ÷ all × 100"), REVIEWS, FLOW, PERCENT, MORE, "passed", "decided"),
    Figure("sample_pass_rate", N_("Passed of the sample"), N_("Of the assessments drawn as a sample and decided in the period, those that passed ÷ all × 100"), REVIEWS, FLOW, PERCENT, MORE, "sample_passed", "sampled"),
    Figure("self_deviation", N_("Own score above the review"), N_("Own score less the decided score, mean of the assessments that were reviewed and decided in the period."), REVIEWS, FLOW, POINTS, LESS, "deviation", "reviewed"),
)  # fmt: skip
# What no table of figures shows: numbers of the board's tables of open hazards, each with its list.
BESIDE: tuple[Figure, ...] = (
    Figure("open", N_("Hazards open"), N_("Hazards that were not closed by the end of the day."), LISTS, STATE, HAZARDS, LESS, "open"),
    Figure("found_open", N_("Found and still open"), N_("Of the hazards found in the period, those that were not closed by the end of the day."), LISTS, FLOW, HAZARDS, LESS, "found_open"),
    Figure("found_overdue", N_("Found and overdue"), N_("Of the hazards found in the period, those whose deadline had passed by the end of the day and that nobody had reported as fixed."), LISTS, FLOW, HAZARDS, LESS, "found_overdue"),
)  # fmt: skip
# The eight numbers in the order of the programme's own report.
EIGHT = ("surveyed", "created", "creation_rate", "three_lists", "found", "rectified", "coloured", "red", "orange", "yellow", "blue")  # fmt: skip
# What the line of a week says: two lines that add up week by week, and what happened in it.
WEEKLY = {
    "plan_line": N_("Tasks that should be done by the end of the week"),
    "actual_line": N_("Tasks done by the end of the week"),
    "found": N_("Hazards found in the week"),
    "rectified": N_("Hazards rectified in the week"),
}
_NAMED = {figure.code: figure for figure in (*FIGURES, *BESIDE)}


def figure_named(code: str) -> Figure:
    """The figure of that code. Raises KeyError."""
    return _NAMED[code]
