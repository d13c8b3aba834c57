"""Circulars as a reader may see them, and the facts that one is drawn from."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import override

from anbiao.authority.models import Organisation
from anbiao.authority.queries import committee_office, open_organisations
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.scope import within_region
from anbiao.oversight.models import Circular, CircularReceipt, CircularSection
from anbiao.oversight.outlines import Outline
from anbiao.oversight.queries.asked import Asked, ask
from anbiao.oversight.queries.figures import Line, count, table
from anbiao.programme.models import Campaign, CampaignStep, Membership, Stage, Target
from anbiao.registry.queries import region_name
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.circulars import PUBLISHED

CHINESE = "zh-hans"  # the language of the document, whatever its writer reads
KINDS = (Organisation.Kind.TOWN, Organisation.Kind.BUREAU, Organisation.Kind.ENFORCEMENT)


def sees_drafts(actor: Actor) -> bool:
    """Drafts are read by who writes and who approves circulars."""
    return actor.scope.may("write circular") or actor.scope.may("approve circular")


def circulars(actor: Actor, capability: str = "read circular") -> QuerySet[Circular, Circular]:
    """What the actor may read: everything for who writes and approves, else what is issued or was."""
    return Circular.objects.visible_to(actor.scope, capability).filter(readable(actor))


def readable(actor: Actor) -> Q:
    """The same as a condition."""
    return Q() if sees_drafts(actor) else Q(state__in=sorted(PUBLISHED))


def sections_of(row: Circular) -> list[CircularSection]:
    """The text, in order. One query."""
    return list(
        CircularSection.objects.of_district(row.district).filter(circular_id=row.pk).order_by("order")
    )


def receipts_of(row: Circular) -> list[CircularReceipt]:
    """Who has to sign for it: first who has not yet, by name. One query."""
    rows = CircularReceipt.objects.of_district(row.district).filter(circular_id=row.pk)
    return list(
        rows.select_related("organisation").order_by(
            F("signed_at").asc(nulls_first=True), "organisation__name"
        )
    )


def own_receipt(actor: Actor, row: Circular) -> CircularReceipt | None:
    """The receipt of the office for which the actor may sign; one that is not signed yet goes first. One query."""
    offices = own_offices(actor)
    rows = CircularReceipt.objects.visible_to(actor.scope, "sign circular").filter(circular_id=row.pk)
    return rows.filter(organisation_id__in=offices).order_by("-signed_at").first() if offices else None


def own_offices(actor: Actor) -> list[UUID]:
    """The offices for which the actor may sign."""
    granted = actor.scope.allowing("sign circular")
    return [UUID(grant.organisation) for grant in granted if grant.organisation]


def to_sign(actor: Actor) -> QuerySet[Circular, Circular]:
    """Issued circulars for which the actor's office has not signed yet."""
    waiting = CircularReceipt.objects.visible_to(actor.scope, "sign circular").filter(
        organisation_id__in=own_offices(actor), signed_at=None
    )
    rows = circulars(actor, "sign circular").filter(state="issued", pk__in=waiting.values("circular_id"))
    return rows.order_by("issued_on", "id")


def offices_to_sign(district: str) -> list[Organisation]:
    """Who may be asked to sign: towns, bureaus, enforcement agencies. One query."""
    return list(open_organisations(district).filter(kind__in=KINDS).order_by("kind", "slug"))


def correction_of(row: Circular) -> Circular | None:
    """The edition that corrects this one, if there is one. One query."""
    return Circular.objects.of_district(row.district).filter(corrects=row).exclude(state="dropped").first()


def last_code(district: str) -> str:
    """The office's code of the last circular, or what its name suggests: 洛安办."""
    last = (
        Circular.objects.of_district(district).order_by("-drafted_at").values_list("office_code", flat=True)
    )
    with override(CHINESE):
        return last.first() or f"{region_name(district)[:1]}安办"


def issuer_of(district: str) -> str:
    """The full name of the safety office."""
    office = committee_office(district)
    return (office.full_name or office.name) if office else region_name(district)


# ---------- the facts of a circular ----------


@dataclass(frozen=True)
class Whose:
    """The one office whose figures are told, by its region or by its sectors."""

    name: str
    region: str = ""
    sectors: tuple[str, ...] | None = None


def content(
    actor: Actor, outline: Outline, *, campaign: Campaign | None, first_on: date, last_on: date, whose: Whose | None = None
) -> dict[str, Any]:  # fmt: skip
    """Everything that a circular says, as plain data to be frozen: the figures of the district or of one office, by town, bureau and
    sector, the kinds of hazards, and what comes next. About ten queries.
    """
    asked = asked_of(actor, campaign, first_on, last_on, whose)
    counted = count(actor, asked)
    with override(CHINESE):
        tables = {by: table(actor, counted, by=by) for by in ("region", "bureau", "sector")}
        return {
            "outline": {"code": outline.code, "version": outline.version, "sha256": outline.sha256},
            "district": {"code": actor.district, "name": region_name(actor.district)},
            "office": {"name": whose.name} if whose else None,
            "campaign": _campaign(campaign, asked.as_of) if campaign else None,
            "first_on": asked.first_on.isoformat(), "last_on": asked.last_on.isoformat(), "as_of": asked.as_of.isoformat(),
            "total": _values(tables["region"].total),
            **{by: [_line(line) for line in made.lines] for by, made in tables.items()},
            "kind": _kinds(actor, campaign, asked),
            **_next(campaign, asked.as_of),
        }  # fmt: skip


def asked_of(actor: Actor, campaign: Campaign | None, first_on: date, last_on: date, whose: Whose | None = None) -> Asked:  # fmt: skip
    """What is counted for a document: as of the last day of its period. At most one query."""
    return ask(
        actor, first_on=first_on, last_on=last_on, as_of=last_on, campaign=campaign.pk if campaign else None,
        region=whose.region if whose else "", sectors=whose.sectors if whose else None,
    )  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {"key": line.key, "label": line.label, "values": _values(line)}


def _values(line: Line) -> dict[str, Any]:
    return {
        code: {"number": _plain(value.number), "of": _plain(value.of), "rate": _plain(value.rate)}
        for code, value in line.values.items()
    }


def _plain(number: Any) -> int | str | None:
    """Whole numbers as numbers, others as their exact text."""
    return number if number is None or isinstance(number, int) else str(number)


def _campaign(row: Campaign, on: date) -> dict[str, Any]:
    """Which campaign, and in which of its weeks it is on the day."""
    return {
        "id": str(row.pk), "serial": row.serial, "title": row.title_zh, "weeks": row.ends_week.since(row.starts_week) + 1,
        "week": max(0, IsoWeek.of(on).since(row.starts_week) + 1),
    }  # fmt: skip


def _kinds(actor: Actor, campaign: Campaign | None, asked: Asked) -> list[dict[str, Any]]:
    """Kinds of hazards found in the period, the most frequent first, with how many of them are closed by its end. One query."""
    rows = Hazard.objects.visible_to(actor.scope, "read figure").exclude(state="void")
    rows = rows.filter(found_on__range=(asked.first_on, asked.last_on))
    if campaign:
        rows = rows.filter(enterprise__in=_members(campaign, asked.last_on))
    if asked.region:
        rows = rows.filter(within_region("enterprise__region", asked.region))
    if asked.sectors is not None:
        rows = rows.filter(enterprise__sector__in=asked.sectors)
    counted = rows.values("category").annotate(
        found=Count("pk"), closed=Count("pk", filter=Q(state="closed", closed_on__lte=asked.last_on))
    )
    told = [
        {"label": row["category"], "found": row["found"], "closed": row["closed"]}
        for row in counted.order_by("-found", "category")
    ]
    return sorted(told, key=lambda line: not line["label"])  # what has no kind stands last


def _members(campaign: Campaign, on: date) -> Any:
    rows = Membership.objects.of_district(campaign.district).filter(campaign=campaign, joined_on__lte=on)
    return rows.filter(Q(left_on=None) | Q(left_on__gt=on)).values("enterprise_id")


def _next(campaign: Campaign | None, on: date) -> dict[str, Any]:
    """The stage that opens after the day, or the last one, with its steps and their targets. Three queries."""
    if campaign is None:
        return {"stage": None, "step": []}
    stages = Stage.objects.of_district(campaign.district).filter(campaign=campaign).order_by("order")
    ahead = [stage for stage in stages if stage.opens_week > IsoWeek.of(on)] or list(stages)[-1:]
    if not ahead:
        return {"stage": None, "step": []}
    stage = ahead[0]
    steps = CampaignStep.objects.of_district(campaign.district).filter(stage=stage).order_by("order")
    goals = Target.objects.of_district(campaign.district).filter(
        step__in=steps, organisation=None, by_week__gte=IsoWeek.of(on)
    )
    by_step: dict[UUID, Target] = {}
    for goal in goals.order_by("by_week"):
        by_step.setdefault(goal.step_id, goal)
    return {
        "stage": {"title": stage.title_zh, **_days(stage)},
        "step": [
            {"title": step.title_zh, "done": step.done_zh, **_days(step), "target": _target(by_step.get(step.pk))} for step in steps
        ],
    }  # fmt: skip


def _days(row: Any) -> dict[str, str]:
    return {
        "first_on": row.opens_week.monday.isoformat(),
        "last_on": row.closes_week.sunday.isoformat(),
    }


def _target(goal: Target | None) -> dict[str, str] | None:
    return {"percent": str(goal.percent), "by": goal.by_week.sunday.isoformat()} if goal else None
