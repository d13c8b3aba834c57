"""Hazards of the demonstration that are written set-based: what is going to happen to each, step by step, and the rows of each day.

The street's own story is played through the use-cases (street.py). For the rest of the district that would take minutes, so each day's
rows are one COPY and one UPDATE. They are consistent with the use-cases: every step is one of the machine's, its guards are asked with
the same facts, and the journal holds the same entries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from anbiao.inspection.actions.checks import KIND as CHECK
from anbiao.inspection.actions.hazards import KIND as HAZARD
from anbiao.inspection.actions.hazards import search_columns
from anbiao.inspection.models import Check, Hazard
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models, update_rows
from anbiao.kit.numbers import serial, take_numbers
from anbiao.rules import hazards as law

BEGINNING = "report"
EVIDENCE = ("photos_after", "photo_after_on")
# What a step may change; the columns of the day's UPDATE.
CHANGING = (
    "state", "round", "ordered_on", "due_on", "measure", "funds", "plan", "control", "reported_on", "fixed_on", "fixed_by", "fixer", "fix_note",
    "photos_after", "photo_after_on", "verified_on", "verified_by", "verifier", "verifying_office", "approved_on", "approved_by",
    "approver", "closed_on", "closing", "changed_at", "version",
)  # fmt: skip
STEPS = frozenset(step.name for step in law.HAZARD.steps)


class Step(NamedTuple):
    """Something that a person does to a hazard at an instant; `order` keeps apart what happens at the same instant."""

    at: datetime
    order: int
    actor: Actor
    row: Hazard
    unit_name: str
    verb: str
    changes: Mapping[str, Any]
    note: str


@dataclass
class Lives:
    """Everything that is still to happen, and the checks of each day."""

    district: str
    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    checked: dict[UUID, Actor] = field(default_factory=dict)
    written: set[UUID] = field(default_factory=set)
    taken: int = 0

    def step(
        self, at: datetime, actor: Actor, row: Hazard, unit_name: str, verb: str, *, note: str = "", **changes: Any
    ) -> None:  # fmt: skip
        """Lets something happen to a hazard."""
        self.steps.append(Step(at, len(self.steps), actor, row, unit_name, verb, changes, note))

    def check(self, actor: Actor, row: Check) -> None:
        """Lets a check have been made."""
        self.checks.append(row)
        self.checked[row.id] = actor

    def in_order(self) -> None:
        """Sorts what will happen, once everything is told."""
        self.steps.sort(key=lambda step: step[:2])
        self.checks.sort(key=attrgetter("begun_at", "id"))

    def write_until(self, at: datetime, *, picture: Callable[[Step], None]) -> set[UUID]:
        """Writes what has happened until an instant; returns the units that it happened to. `picture` is asked after each step."""
        made = self._checks_until(at)
        happened = self._steps_until(at)
        new = [step.row for step in happened if step.verb == BEGINNING]
        _number(self.district, new)
        acts = [act for step in happened for act in self._done(step)]
        copy_models(Hazard, new)
        fresh = {row.id for row in new}
        changed = {step.row.id: step.row for step in happened if step.row.id not in fresh}
        update_rows(Hazard, self.district, CHANGING, (_values(row) for row in changed.values()))
        journal.record_each(self.district, sorted([*made, *acts], key=lambda act: act[0].now))
        for step in happened:
            picture(step)
        return {step.row.enterprise_id for step in happened} | {
            row.enterprise_id for row in self._just_checked
        }

    def _steps_until(self, at: datetime) -> Sequence[Step]:
        begun = self.taken
        while self.taken < len(self.steps) and self.steps[self.taken].at <= at:
            self.taken += 1
        return self.steps[begun : self.taken]

    def _done(self, step: Step) -> list[tuple[Actor, journal.Event]]:
        """Takes one step in memory, as workflow.take does, and tells it."""
        row = step.row
        if step.verb == BEGINNING:
            row.initials, row.terms, row.search_text = search_columns(row, step.unit_name)
            return [(step.actor, journal.event(BEGINNING, row))]
        for name in EVIDENCE:
            if name in step.changes:
                setattr(row, name, step.changes[name])
        before, changes = row.facts(), dict(step.changes)
        if step.verb in STEPS:
            changes["state"] = _target(step, before)
        else:
            changes["version"] = row.version + 1
        for name, value in changes.items():
            setattr(row, name, value)
        row.changed_at = step.at
        return [(step.actor, journal.event(step.verb, row, before=before, note=step.note))]

    # ---------- checks ----------

    def _checks_until(self, at: datetime) -> list[tuple[Actor, journal.Event]]:
        number = 0
        while number < len(self.checks) and self.checks[number].begun_at <= at:
            number += 1
        rows, self.checks = self.checks[:number], self.checks[number:]
        self._just_checked = rows
        for year, group in _by_year(rows, lambda row: row.on).items():
            for row, place in zip(group, take_numbers(self.district, CHECK, year, len(group)), strict=True):
                row.serial = serial(year, place)
        copy_models(Check, rows)
        return [act for row in rows for act in _told(self.checked[row.id], row)]

    _just_checked: list[Check] = field(default_factory=list)


def _told(actor: Actor, row: Check) -> list[tuple[Actor, journal.Event]]:
    """A check that was begun and finished, as its two entries say it."""
    after = row.facts()
    begun = {
        **after,
        "state": "begun",
        "serial": "",
        "outcome": "",
        "next_on": "",
        "note": "",
        "answered": 0,
        "failed": 0,
        "received_by": "",
    }
    before, finished = journal.changes(begun, after)
    return [
        (actor, journal.Event("begin", "check", row.id, after=begun, personal=Check.personal)),
        (actor, journal.Event("finish", "check", row.id, before, finished, personal=Check.personal)),
    ]


def _target(step: Step, before: Mapping[str, Any]) -> str:
    """The state to which a step leads; ValueError when a guard speaks against it."""
    facts = {**before, **step.actor.facts}
    against = law.HAZARD.refusals(step.verb, state=str(before["state"]), facts=facts, today=step.actor.today)
    if against:
        raise ValueError(f"{step.row.title}: {step.verb}: {[refusal.code for refusal in against]}")
    return law.HAZARD.step(step.verb).target


def _number(district: str, rows: Sequence[Hazard]) -> None:
    for year, group in _by_year(rows, lambda row: row.found_on).items():
        for row, place in zip(group, take_numbers(district, HAZARD, year, len(group)), strict=True):
            row.serial = serial(year, place)


def _by_year(rows: Sequence[Any], on: Callable[[Any], date]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(on(row).year, []).append(row)
    return found


def _values(row: Hazard) -> list[Any]:
    return [row.id, *(getattr(row, name) for name in CHANGING)]
