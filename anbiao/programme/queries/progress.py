"""How far a campaign is: plan line and actual line, and who is behind, by town, bureau, sector, person and step; always from a scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left, TruncWeek

from anbiao.authority.models import Organisation, User
from anbiao.kit.actor import Actor
from anbiao.kit.scope import within_region
from anbiao.programme.models import Campaign, Membership, Target, Task
from anbiao.programme.queries import tasks as reads
from anbiao.registry.queries import in_words, region_name, regulators, sector_name
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.tasks import Point, Progress

BY = ("town", "bureau", "sector", "person", "step", "week")
_COLUMNS = {"town": "town", "bureau": "enterprise__sector", "sector": "enterprise__sector", "person": "person_id", "step": "step_id", "week": "scheduled_week"}  # fmt: skip


def seen(actor: Actor, campaign: Campaign) -> QuerySet[Task, Task]:
    """The tasks of a campaign that the actor sees and that count: what is exempted does not."""
    rows = Task.objects.visible_to(actor.scope).filter(campaign=campaign)
    return rows.exclude(state="exempted")


def counted(actor: Actor) -> Mapping[str, Count]:
    """What a line of progress counts. What is scheduled for this week need not be done before it is over."""
    return {
        "total": Count("pk"),
        "planned": Count("pk", filter=Q(scheduled_week__lt=IsoWeek.of(actor.today))),
        "done": Count("pk", filter=Q(state__in=sorted(law.DONE))),
        "accepted": Count("pk", filter=Q(state="accepted")),
        "late": Count("pk", filter=reads.late(actor.today)),
        "caught_up": Count("pk", filter=reads.caught_up()),
    }


def overall(actor: Actor, campaign: Campaign) -> Progress:
    """All that the actor sees. One query."""
    return Progress(**seen(actor, campaign).aggregate(**counted(actor)))


def progress(actor: Actor, campaign: Campaign, by: str) -> dict[Any, Progress]:
    """The same by one of BY: town code, bureau id, sector code, person id (None: nobody by name), step id, week. One or three queries."""
    rows = seen(actor, campaign)
    if by == "town":
        rows = rows.annotate(town=Left("enterprise__region", 9))
    column = _COLUMNS[by]
    found: dict[Any, dict[str, int]] = {}
    offices = (
        {sector: office.pk for sector, office in regulators(campaign.district).items()}
        if by == "bureau"
        else {}
    )
    for row in rows.order_by().values(column).annotate(**counted(actor)):
        key = row.pop(column)
        if by == "bureau":
            key = offices.get(key)
        had = found.setdefault(key, dict.fromkeys(row, 0))
        for name, number in row.items():
            had[name] += number
    return {key: Progress(**numbers) for key, numbers in found.items()}


def named(by: str, keys: Sequence[Any], steps: Mapping[UUID, str]) -> dict[Any, str]:
    """The keys of `progress` in words; "" for nobody. At most one query."""
    if by == "town":
        return {key: region_name(key) for key in keys}
    if by == "sector":
        return {key: sector_name(key) for key in keys}
    if by == "step":
        return {key: steps.get(key, "") for key in keys}
    if by == "week":
        return {key: str(key) for key in keys}
    table: Any = User if by == "person" else Organisation
    rows = table.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name", "name_en")
    words = {pk: in_words((name, english)) for pk, name, english in rows}
    return {key: words.get(key, "") for key in keys}


def line(actor: Actor, campaign: Campaign) -> tuple[Point, ...]:
    """Plan line and actual line of what the actor sees. Two queries."""
    rows = seen(actor, campaign).order_by()
    planned = rows.values_list("scheduled_week").annotate(number=Count("pk"))
    done = (
        rows.filter(state__in=sorted(law.DONE))
        .annotate(week=TruncWeek("done_on"))
        .values_list("week")
        .annotate(number=Count("pk"))
    )
    return law.lines(
        dict(planned), {IsoWeek.of(monday): number for monday, number in done},
        first=campaign.starts_week, last=campaign.ends_week, this=IsoWeek.of(actor.today),
    )  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """A target, how many of how many units have its step accepted by its week (or by today, before it), and whether its week is over."""

    target: Target
    done: int
    of: int
    is_over: bool

    @property
    def percent(self) -> float:
        """To one decimal."""
        return round(100 * self.done / self.of, 1) if self.of else 0.0

    @property
    def is_met(self) -> bool:
        """True once it is reached."""
        return bool(self.of) and self.done * 100 >= float(self.target.percent) * self.of


def _whose(district: str, targets: Sequence[Target]) -> dict[UUID | None, Q]:
    """Organisation → its units: those of a town's region, or of the sectors for which a bureau answers; None: all."""
    offices = {target.organisation_id: target.organisation for target in targets if target.organisation}
    found: dict[UUID | None, Q] = {None: Q()}
    towns = {pk: office for pk, office in offices.items() if office.kind == Organisation.Kind.TOWN}
    for pk, office in towns.items():
        found[pk] = within_region("enterprise__region", office.region)
    if len(towns) < len(offices):
        answering = regulators(district)
        for pk in offices.keys() - towns.keys():
            sectors = sorted(sector for sector, office in answering.items() if office.pk == pk)
            found[pk] = Q(enterprise__sector__in=sectors) if sectors else Q(enterprise__in=[])
    return found


def reached(actor: Actor, campaign: Campaign, targets: Sequence[Target]) -> list[Reached]:
    """How far each target is, over the units that the actor sees and that counted on its day (应创); of a town's or a bureau's target over
    its units only. Two queries, and two more where a bureau has one.
    """
    if not targets:
        return []
    whose = _whose(campaign.district, targets)
    days = [min(actor.today, target.by_week.sunday) for target in targets]
    done = {
        f"t{n}": Count(
            "pk",
            filter=Q(step_id=target.step_id, state="accepted", decided_on__lte=day)
            & whose[target.organisation_id],
        )
        for n, (target, day) in enumerate(zip(targets, days, strict=True))
    }
    of = {
        f"t{n}": Count(
            "pk",
            filter=Q(joined_on__lte=day)
            & (Q(left_on=None) | Q(left_on__gt=day))
            & whose[target.organisation_id],
        )
        for n, (target, day) in enumerate(zip(targets, days, strict=True))
    }
    have = seen(actor, campaign).aggregate(**done)
    should = Membership.objects.visible_to(actor.scope).filter(campaign=campaign).aggregate(**of)
    return [
        Reached(target, have[f"t{n}"], should[f"t{n}"], target.by_week.sunday < actor.today)
        for n, target in enumerate(targets)
    ]


@dataclass(frozen=True)
class Gap:
    """A step for which nobody answers at so many units."""

    step: UUID
    number: int


def gaps(actor: Actor, campaign: Campaign) -> list[Gap]:
    """Open tasks for which nobody answers though somebody should, by step. One query."""
    rows = (
        seen(actor, campaign)
        .filter(person=None, organisation=None, state__in=sorted(law.OPEN))
        .exclude(step__answers="enterprise")
    )
    counted = rows.order_by().values_list("step_id").annotate(number=Count("pk"))
    return [Gap(step, number) for step, number in counted.order_by("-number")]


def numbers_of(actor: Actor, campaigns: Sequence[Campaign]) -> dict[UUID, Progress]:
    """The progress of several campaigns. One query."""
    rows = (
        Task.objects.visible_to(actor.scope)
        .filter(campaign__in=[row.pk for row in campaigns])
        .exclude(state="exempted")
    )
    found = rows.order_by().values("campaign_id").annotate(**counted(actor))
    numbers: list[dict[str, Any]] = [dict(row) for row in found]
    return {row.pop("campaign_id"): Progress(**row) for row in numbers}


def taking_part(actor: Actor, campaign: Campaign, on: date) -> int:
    """How many units that the actor sees counted on a day (应创). One query."""
    rows = Membership.objects.visible_to(actor.scope).filter(campaign=campaign, joined_on__lte=on)
    return rows.filter(Q(left_on=None) | Q(left_on__gt=on)).count()
