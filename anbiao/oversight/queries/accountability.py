"""What is read for the ladder: how many things of each office are late, which rungs it met, and everything that led there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Max, Q, QuerySet, When

from anbiao.authority.models import Organisation
from anbiao.kit.actor import Actor
from anbiao.oversight.models import Instruction, Measure
from anbiao.oversight.queries import instructions as given
from anbiao.oversight.queries import named
from anbiao.oversight.queries.instructions import offices_of, oversees
from anbiao.programme.models import Task
from anbiao.registry.queries import in_words
from anbiao.rules import accountability as law
from anbiao.rules import tasks
from anbiao.rules.accountability import Condition, Office
from anbiao.standards import queries as standards

MOST_LISTED = 200  # of late tasks in a frozen list; how many there are is counted exactly
CONCERNED = ("bureau", "town", "enforcement")


@dataclass(frozen=True)
class Ladder:
    """The local rules of the ladder, as in force on a day."""

    conditions: tuple[Condition, ...]
    memory: int
    talk_days: int
    result_days: int


def ladder(district: str, on: date) -> Ladder:
    """One query."""
    rules = standards.local_rules(district, on)
    rows = tuple(Condition(**row) for row in rules["accountability.ladder"])
    return Ladder(rows, rules["accountability.memory"], rules["accountability.talk"], rules["accountability.result"])  # fmt: skip


def seen(actor: Actor, capability: str = "read measure") -> Q:
    """Who oversees the district sees every measure; an office those against itself, from the day on which they are issued."""
    if oversees(actor, capability):
        return Q()
    return Q(organisation_id__in=sorted(offices_of(actor)), issued_on__isnull=False)


def measures(actor: Actor, capability: str = "read measure") -> QuerySet[Measure, Measure]:
    """The measures that the actor may see, or on which she holds another capability, with their offices."""
    rows = Measure.objects.visible_to(actor.scope, capability).filter(seen(actor, capability))
    return rows.select_related("organisation")


# ---------- how every office stands ----------


def standings(actor: Actor, rules: Ladder, *, only: UUID | None = None) -> dict[UUID, Office]:
    """Office → how many things are late, by ground and days, and the rungs it met. Seven queries for a whole district."""
    numbers: dict[UUID, dict[tuple[str, int], int]] = {}
    asked = {(each.ground, each.days) for each in rules.conditions}
    counted = {
        "instructions_late": _instructions_late(actor),
        "tasks_late": _tasks_late(actor),
        "talk_missed": _talks_missed(actor),
        "result_late": _measures(actor).filter(state="held").annotate(office=F("organisation_id")),
    }
    for ground, rows in counted.items():
        days = sorted(each for name, each in asked if name == ground)
        if days:
            _count(numbers, actor, ground, rows, days, only)
    _count_stood(numbers, actor, rules, only)
    taken, waiting = _met(actor, rules.memory, only)
    offices = {*numbers, *taken, *waiting}
    return {
        pk: Office(numbers.get(pk, {}), taken.get(pk, {}), waiting.get(pk, frozenset())) for pk in offices
    }


def _count(numbers: dict[UUID, dict[tuple[str, int], int]], actor: Actor, ground: str, rows: Any, days: Sequence[int], only: UUID | None) -> None:  # fmt: skip
    """How many are late by so many days, for each number of days that a condition names. One query."""
    # A talk that is missed has no day any more from which it could be late.
    by = {
        f"d{each}": Count("pk", filter=Q() if ground == "talk_missed" else Q(due_on__lte=actor.today - timedelta(days=max(each, 1))))
        for each in days
    }  # fmt: skip
    if only:
        rows = rows.filter(office=only)
    for row in rows.order_by().values("office").annotate(**by):
        office = row.pop("office")
        if office:
            numbers.setdefault(office, {}).update({(ground, int(name[1:])): number for name, number in row.items()})  # fmt: skip


def _count_stood(numbers: dict[UUID, dict[tuple[str, int], int]], actor: Actor, rules: Ladder, only: UUID | None) -> None:  # fmt: skip
    """How often an office stood last in what was published at least so many days ago. Four queries where a condition asks for it."""
    asked = {
        (each.ground, each.days) for each in rules.conditions if each.ground in (named.RANKED, named.NAMED)
    }
    found = named.stood(actor.district, today=actor.today, memory=rules.memory) if asked else {}
    for office, rows in found.items():
        if only in (None, office):
            numbers.setdefault(office, {}).update({
                (ground, days): sum(each.ground == ground and (actor.today - each.on).days >= days for each in rows)
                for ground, days in asked
            })  # fmt: skip


def _instructions_late(actor: Actor) -> Any:
    rows = Instruction.objects.of_district(actor.district).filter(given.late(actor.today))
    return rows.annotate(office=F("organisation_id"))


def _tasks_late(actor: Actor) -> Any:
    """Late tasks of running campaigns, a grid's with those of its town."""
    rows = Task.objects.of_district(actor.district).filter(
        state__in=sorted(tasks.OPEN), due_on__lt=actor.today, campaign__state="running"
    )
    town = When(organisation__kind=Organisation.Kind.GRID, then=F("organisation__parent_id"))
    return rows.annotate(office=Case(town, default=F("organisation_id")))


def _talks_missed(actor: Actor) -> Any:
    """Talks to which nobody came, and those that were not held within their days."""
    overdue = Q(rung="talk", state="issued", due_on__lt=actor.today)
    return _measures(actor).filter(Q(state="missed") | overdue).annotate(office=F("organisation_id"))


def _measures(actor: Actor) -> QuerySet[Measure, Measure]:
    return Measure.objects.of_district(actor.district)


def _met(actor: Actor, memory: int, only: UUID | None) -> tuple[dict[UUID, dict[str, date]], dict[UUID, frozenset[str]]]:  # fmt: skip
    """The last day of each rung that an office met lately, and what waits for a decision. One query."""
    rows = _measures(actor).filter(
        Q(state__in=sorted(law.WAITING)) | Q(issued_on__gte=actor.today - timedelta(days=memory))
    )
    if only:
        rows = rows.filter(organisation_id=only)
    taken: dict[UUID, dict[str, date]] = {}
    waiting: dict[UUID, frozenset[str]] = {}
    for office, rung, state, issued in rows.values_list("organisation_id", "rung", "state").annotate(last=Max("issued_on")):  # fmt: skip
        if state in law.WAITING:
            waiting[office] = waiting.get(office, frozenset()) | {rung}
        elif issued:
            had = taken.setdefault(office, {})
            had[rung] = max(issued, had.get(rung, issued))
    return taken, waiting


def around(actor: Actor, row: Measure, **given_values: str) -> Measure:
    """Puts on a measure what its guards ask: which of its conditions are met today, and what is being given. Four queries while it
    waits for a decision, none later.
    """
    still: tuple[Condition, ...] = ()
    if row.state == "proposed" and not row.is_by_hand:
        rules = ladder(actor.district, actor.today)
        office = standings(actor, rules, only=row.organisation_id).get(row.organisation_id, Office({}, {}))
        still = law.met(rules.conditions, office, row.rung, today=actor.today)
    row.around = {
        "by_offices": offices_of(actor), "met": [each.ground for each in still],
        **{f"given_{name}": given_values.get(name, "") for name in ("note", "attended", "minutes", "on")},
    }  # fmt: skip
    return row


# ---------- everything that led there ----------


def what_led(actor: Actor, office: Organisation) -> dict[str, Any]:
    """The late instructions, the late tasks (the longest late first, and how many there are), the rankings and circulars in which the
    office stood last, and the measures before, as plain data. Nine queries.
    """
    memory = ladder(actor.district, actor.today).memory
    stood = named.stood(actor.district, today=actor.today, memory=memory).get(office.pk, [])
    late = _instructions_late(actor).filter(organisation=office).order_by("due_on", "id")
    slipping = _tasks_late(actor).filter(office=office.pk)
    rows = slipping.select_related("enterprise", "step").order_by("due_on", "id")[:MOST_LISTED]
    before = _measures(actor).filter(organisation=office, issued_on__isnull=False).order_by("issued_on", "id")
    return {
        "office": office.name,
        "instructions": [
            {"serial": row.serial, "text": row.text, "given_on": row.given_on, "due_on": row.due_on, "days": (actor.today - row.due_on).days}
            for row in late
        ],
        "tasks": [
            {"unit": row.enterprise.name, "step": row.step.title_zh, "due_on": row.due_on, "days": (actor.today - row.due_on).days}
            for row in rows
        ],
        "tasks_number": slipping.count(),
        "stood": [each.plain() for each in stood],
        "before": [
            {"serial": row.serial, "rung": row.rung, "number": row.number, "issued_on": row.issued_on, "state": row.state}
            for row in before
        ],
    }  # fmt: skip


def weakest(actor: Actor, number: int) -> Sequence[tuple[Organisation, Mapping[str, int]]]:
    """The offices that are furthest behind, with how many of their instructions and tasks are late; the weakest first. Three queries."""
    found: dict[UUID, dict[str, int]] = {}
    for name, rows in (("instructions", _instructions_late(actor)), ("tasks", _tasks_late(actor))):
        for office, count in rows.order_by().values_list("office").annotate(number=Count("pk")):
            if office:
                found.setdefault(office, {"instructions": 0, "tasks": 0})[name] = count
    order = sorted(found, key=lambda pk: (-found[pk]["instructions"], -found[pk]["tasks"], str(pk)))
    rows = Organisation.objects.of_district(actor.district).filter(pk__in=order, kind__in=CONCERNED).in_bulk()
    return [(rows[pk], found[pk]) for pk in order if pk in rows][:number]


def offices(actor: Actor) -> QuerySet[Organisation, Organisation]:
    """The offices that the ladder is for."""
    rows = Organisation.objects.of_district(actor.district).filter(closed_on=None, kind__in=CONCERNED)
    return rows.order_by("kind", "region", "slug")


def head_of(office: Organisation) -> str:
    """The name of an office in the reader's language."""
    return in_words((office.name, office.name_en))
