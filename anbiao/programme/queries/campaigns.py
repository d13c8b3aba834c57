"""What is read of campaigns: editions, the district's copies, which units fit, what a launch would do, how far it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from anbiao.authority.models import Organisation, User
from anbiao.kit.actor import Actor
from anbiao.programme.models import (
    Assessment,
    Campaign,
    CampaignException,
    CampaignStep,
    Membership,
    ProgrammeEdition,
    Stage,
    Target,
)
from anbiao.programme.queries.spread import Sql, spread
from anbiao.programme.schema import EditionOf
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import in_regions, in_words
from anbiao.rules import units
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.campaigns import scope_from
from anbiao.rules.colours import COLOURS
from anbiao.rules.refusal import N_, Refusal

MOST_NAMED = 50

# ---------- editions ----------


def editions(district: str) -> QuerySet[ProgrammeEdition, ProgrammeEdition]:
    """The editions that a district may launch: what ships, its city's, and its own; the newest of a programme first."""
    rows = ProgrammeEdition.objects.filter(region__in=("", district[:2], district[:4], district))
    return rows.select_related("programme").order_by("programme__urn", "-year", "-region", "-edition")


def newest(district: str) -> list[ProgrammeEdition]:
    """One edition of each programme: the newest, its city's before what ships. One query."""
    found: dict[UUID, ProgrammeEdition] = {}
    for row in editions(district):
        found.setdefault(row.programme_id, row)
    return list(found.values())


def edition(district: str, name: str) -> ProgrammeEdition | None:
    """An edition by the last word of its programme's name ("standardization": the newest), by its whole name, or by its id."""
    rows = [*newest(district), *editions(district)]
    return next(
        (row for row in rows if name in (row.programme.urn, row.programme.urn.rpartition(".")[2], row.name, str(row.pk))), None
    )  # fmt: skip


def content(row: ProgrammeEdition) -> EditionOf:
    """Its stages, steps and targets."""
    return EditionOf.model_validate(row.content)


def unknown_codes(made: EditionOf) -> Iterator[Refusal]:
    """What the scope of an edition names and nothing here bears. One query at most."""
    known: dict[str, Collection[str]] = {
        "sectors": roster.sectors(), "classes": roster.listed("classes"), "features": roster.listed("features"), "colours": COLOURS,
    }  # fmt: skip
    for part, codes in made.scope.model_dump().items():
        if unknown := sorted(set(codes) - set(known[part])):
            text = N_("The scope names {codes}, which is no code of {part} here.")
            yield Refusal(
                "code-unknown", text, {"codes": ", ".join(unknown), "part": part}, field=f"scope.{part}"
            )


# ---------- campaigns ----------


def campaigns(actor: Actor, capability: str = "read campaign") -> QuerySet[Campaign, Campaign]:
    """The campaigns of the district, where the actor holds a capability."""
    return Campaign.objects.visible_to(actor.scope, capability).select_related("edition__programme")


def steps_of(campaign: Campaign) -> list[CampaignStep]:
    """Its steps in order. One query."""
    rows = CampaignStep.objects.of_district(campaign.district).filter(campaign=campaign)
    return list(rows.select_related("stage").order_by("order"))


def stages_of(campaign: Campaign) -> list[Stage]:
    """Its stages in order. One query."""
    return list(Stage.objects.of_district(campaign.district).filter(campaign=campaign).order_by("order"))


def targets_of(campaign: Campaign) -> list[Target]:
    """Its targets, the earliest first. One query."""
    rows = Target.objects.of_district(campaign.district).filter(campaign=campaign)
    return list(rows.select_related("step", "organisation").order_by("by_week", "step__order"))


def offices_with_units(district: str) -> list[Organisation]:
    """The towns, and the bureaus that answer for a sector: those for whose units a target may be set. Three queries."""
    rows = Organisation.objects.of_district(district).filter(closed_on=None)
    bureaus = {office.pk for office in roster.regulators(district).values()}
    return list(
        rows.filter(
            Q(kind=Organisation.Kind.TOWN) | Q(pk__in=bureaus, kind=Organisation.Kind.BUREAU)
        ).order_by("-kind", "slug")
    )


def exceptions_of(campaign: Campaign) -> QuerySet[CampaignException, CampaignException]:
    """Its exceptions, with their units."""
    rows = CampaignException.objects.of_district(campaign.district).filter(campaign=campaign)
    return rows.select_related("enterprise").order_by("kind", "enterprise__name_key")


def fitting(campaign: Campaign) -> QuerySet[Enterprise, Enterprise]:
    """The units that should take part today: in operation, admitted by the scope or named as an exception (rules/campaigns.py: fits)."""
    named = CampaignException.objects.of_district(campaign.district).filter(campaign=campaign)
    rows: QuerySet[Any, Any] = Enterprise.objects.of_district(campaign.district)
    rows = rows.filter(state__in=sorted(units.IN_SCOPE))
    if (scope := scope_from(campaign.scope)).results:
        last = Assessment.objects.filter(
            district=OuterRef("district"), enterprise=OuterRef("pk"), state="accepted"
        )
        result = Subquery(last.order_by("-decided_on", "-id").values("result")[:1], output_field=CharField())
        rows = rows.annotate(last_result=Coalesce(result, Value("")))
    parts = {
        "sector__in": scope.sectors, "size_class__in": scope.classes, "colour__in": scope.colours,
        "features__overlap": scope.features, "last_result__in": scope.results,
    }  # fmt: skip
    asked = Q(**{path: sorted(codes) for path, codes in parts.items() if codes})
    if scope.regions:
        asked &= in_regions(sorted(scope.regions))
    inside = Q(pk__in=named.filter(kind="in").values("enterprise_id"))
    admitted = rows.filter(asked | inside) if asked else rows
    return admitted.exclude(pk__in=named.filter(kind="out").values("enterprise_id"))


def joining(actor: Actor, campaign: Campaign) -> Sql:
    """The units that fit, each with the week in which it would join today: the first of the campaign, or the present one."""
    return _with_week(fitting(campaign).values_list("pk"), max(campaign.starts_week, IsoWeek.of(actor.today)))


def _with_week(rows: Any, week: IsoWeek) -> Sql:
    text, values = rows.order_by().query.sql_with_params()
    return Sql(f"SELECT f.id, %s::date FROM ({text}) f (id)", (week.monday, *values))  # noqa: S608 - Django wrote the inner query


def joined(unit_ids: Sequence[UUID], week: IsoWeek) -> Sql:
    """Units by id, joining in a week."""
    return Sql("SELECT f.id, %s::date FROM unnest(%s::uuid[]) f (id)", (week.monday, list(unit_ids)))


def members(campaign: Campaign, on: date) -> QuerySet[Membership, Membership]:
    """The denominator 应创 of a cut-off day: who had joined by then and had not left."""
    rows = Membership.objects.of_district(campaign.district).filter(campaign=campaign, joined_on__lte=on)
    return rows.filter(Q(left_on=None) | Q(left_on__gt=on))


# ---------- before a launch ----------


@dataclass(frozen=True)
class Load:
    """What one who answers would have to do: tasks and minutes in all, and the fullest week with its minutes."""

    holder: str
    tasks: int
    minutes: int
    week: IsoWeek
    most: int


@dataclass(frozen=True)
class Foreseen:
    """What a launch would do. `by_step` and `gaps` (tasks for which nobody answers) count by step; `by_week` in all; `loads` by person or
    office, the fullest week first.
    """

    units: int
    tasks: int
    by_step: Mapping[UUID, int]
    gaps: Mapping[UUID, int]
    by_week: Mapping[IsoWeek, int]
    loads: Sequence[Load]


def foreseen(actor: Actor, campaign: Campaign) -> Foreseen:
    """What launching would do, by the very SELECT that it writes. Four queries."""
    steps = steps_of(campaign)
    plan = spread(actor, campaign, steps, joining(actor, campaign))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{plan.text} SELECT step_id, organisation_id, person_id, week, count(*) FROM task GROUP BY 1, 2, 3, 4",  # noqa: S608 - constants and the plan
            plan.values,
        )
        rows = cursor.fetchall()
    by_step: dict[UUID, int] = {}
    gaps: dict[UUID, int] = {}
    by_week: dict[IsoWeek, int] = {}
    answers = {step.pk: step for step in steps}
    held: dict[tuple[UUID | None, UUID | None], dict[IsoWeek, tuple[int, int]]] = {}
    for step, office, person, monday, number in rows:
        week = IsoWeek.of(monday)
        by_step[step] = by_step.get(step, 0) + number
        by_week[week] = by_week.get(week, 0) + number
        if office or person:
            weeks = held.setdefault((office, person), {})
            had, minutes = weeks.get(week, (0, 0))
            weeks[week] = had + number, minutes + number * answers[step].minutes
        elif answers[step].answers != "enterprise":
            gaps[step] = gaps.get(step, 0) + number
    units_in = max(by_step.values(), default=0)
    return Foreseen(
        units_in, sum(by_step.values()), by_step, gaps, dict(sorted(by_week.items())), _loads(held)
    )


def _loads(held: Mapping[tuple[UUID | None, UUID | None], Mapping[IsoWeek, tuple[int, int]]]) -> list[Load]:
    people = {pk: (name, english) for pk, name, english in User.objects.filter(pk__in=[p for _, p in held if p]).values_list("pk", "name", "name_en")}  # fmt: skip
    offices = {pk: (name, english) for pk, name, english in Organisation.objects.filter(pk__in=[o for o, _ in held if o]).values_list("pk", "name", "name_en")}  # fmt: skip
    loads = []
    for (office, person), weeks in held.items():
        week, (_number, most) = max(weeks.items(), key=lambda each: (each[1][1], each[0]))
        names = [in_words(people[person])] if person else []
        names += [in_words(offices[office])] if office else []
        loads.append(
            Load(
                " · ".join(names),
                sum(n for n, _ in weeks.values()),
                sum(m for _, m in weeks.values()),
                week,
                most,
            )
        )
    return sorted(loads, key=lambda load: (-load.most, load.holder))


def named_campaigns(actor: Actor) -> list[Campaign]:
    """The campaigns that were launched, the newest first, by their names. One query; whoever sees tasks may know what they are for."""
    rows = Campaign.objects.of_district(actor.district).filter(state__in=("running", "closed"))
    return list(
        rows.only("district", "serial", "title_zh", "title_en").order_by("-starts_week", "-id")[:MOST_NAMED]
    )


def step_titles(actor: Actor) -> dict[str, str]:
    """Code → title of the steps of running campaigns, in their order. One query."""
    rows = CampaignStep.objects.of_district(actor.district).filter(campaign__state="running")
    found = rows.order_by("-campaign__starts_week", "order").values_list("code", "title_zh", "title_en")
    titles: dict[str, str] = {}
    for code, name, english in found:
        titles.setdefault(code, in_words((name, english)))
    return titles
