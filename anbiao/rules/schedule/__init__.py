"""The weekly plan 时间排到周: the problem, what matters in which order, what may not be, the plan by due date, bounds, and reasons."""

from anbiao.rules.schedule import bounds, constraints, due_date, objective, telling, trip_bounds
from anbiao.rules.schedule.problem import After, Instance, Person, Placement, Plan, Unit, Visit, Week, room

__all__ = [
    "After", "Instance", "Person", "Placement", "Plan", "Unit", "Visit", "Week", "bounds", "constraints", "due_date", "objective", "room",
    "telling", "trip_bounds",
]  # fmt: skip
