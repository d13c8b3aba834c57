"""The writers of campaigns: drafted from an edition, launched, joined and left by units, closed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models, joined_by_hash
from anbiao.kit.models import StoredFile
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import take
from anbiao.programme.actions.members import settle_members
from anbiao.programme.actions.programmes import OUTSIDE
from anbiao.programme.actions.writing import join, schedule
from anbiao.programme.models import (
    Campaign,
    CampaignException,
    CampaignStep,
    ProgrammeEdition,
    Stage,
    Target,
)
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.schema import StepOf
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import calendar_at
from anbiao.rules.calendar import Calendar, IsoWeek
from anbiao.rules.campaigns import scope_from, wrong_start
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.tasks import due_on

LAUNCHED = N_("The campaign has been launched: its scope stands. Name single units as exceptions.")


def place_of(campaign: Campaign) -> Place:
    """A campaign concerns the whole district."""
    return Place(region=campaign.district)


def _may(actor: Actor) -> None:
    if not actor.scope.allows("launch campaign", Place(region=actor.district)):
        raise Refused(Refusal("no-duty", OUTSIDE))


# ---------- the draft ----------


@transaction.atomic
def draft_campaign(
    actor: Actor,
    edition: ProgrammeEdition,
    *,
    starts: IsoWeek,
    number: str = "",
    basis: str = "",
    file: StoredFile | None = None,
) -> Campaign:
    """Copies an edition into the district, with its stages, steps and targets at their weeks. Raises Refused."""
    _may(actor)
    against = wrong_start(starts, IsoWeek.of(actor.today))
    if against:
        raise Refused(against)
    made = queries.content(edition)
    (serial,) = take_numbers(actor.district, "campaign", actor.today.year)
    campaign = Campaign(
        district=actor.district, edition=edition, serial=f"{actor.today.year}-{serial:02d}", title_zh=edition.title_zh,
        title_en=edition.title_en, number=number.strip(), basis=basis.strip() or "；".join(made.basis), file=file,
        content_sha256=edition.sha256, starts_week=starts, ends_week=starts.plus(edition.weeks - 1),
        scope={part: codes for part, codes in made.scope.model_dump().items() if codes}, drafted_on=actor.today, drafter=actor.who,
    )  # fmt: skip
    campaign.save(force_insert=True)
    _copy(campaign, edition, calendar_at(actor.now))
    journal.record(actor, journal.event("draft", campaign))
    return campaign


def _copy(campaign: Campaign, edition: ProgrammeEdition, calendar: Calendar) -> None:
    made = queries.content(edition)
    steps: dict[str, CampaignStep] = {}
    stages = []
    for order, stage in enumerate(made.stages):
        opens = min(step.opens for step in stage.steps)
        closes = max(step.closes for step in stage.steps)
        row = Stage(
            district=campaign.district, campaign=campaign, order=order, title_zh=stage.title.zh, title_en=stage.title.en,
            opens_week=campaign.starts_week.plus(opens - 1), closes_week=campaign.starts_week.plus(closes - 1),
        )  # fmt: skip
        stages.append(row)
        for step in stage.steps:
            steps[step.code] = _step(campaign, row, step, len(steps), calendar)
    targets = [
        Target(
            district=campaign.district, campaign=campaign, step=steps[each.step], percent=str(each.percent),
            by_week=campaign.starts_week.plus(each.week - 1),
        )
        for each in made.targets
    ]  # fmt: skip
    copy_models(Stage, stages)
    copy_models(CampaignStep, list(steps.values()))
    copy_models(Target, targets)


def _step(campaign: Campaign, stage: Stage, step: StepOf, order: int, calendar: Calendar) -> CampaignStep:
    closes = campaign.starts_week.plus(step.closes - 1)
    return CampaignStep(
        district=campaign.district, campaign=campaign, stage=stage, order=order, code=step.code, title_zh=step.title.zh,
        title_en=step.title.en, done_zh=step.done.zh, done_en=step.done.en, evidence=step.evidence,
        evidence_zh=step.shown.zh if step.shown else "", evidence_en=step.shown.en if step.shown else "", answers=step.answers,
        doers=step.doers, acceptors=step.acceptors, opens_week=campaign.starts_week.plus(step.opens - 1), closes_week=closes,
        due_on=due_on(closes, calendar), after=step.after, lag=step.lag, per_week=step.per_week, minutes=step.minutes,
        is_visit=step.visit, counts=step.counts, basis=step.basis, is_proposed=step.proposed,
    )  # fmt: skip


@transaction.atomic
def scope_campaign(actor: Actor, campaign: Campaign, *, scope: Mapping[str, Sequence[str]]) -> Campaign:
    """Says which units a campaign is for, as long as it is a draft. Raises Refused, and ValueError for a part that no scope has."""
    _may(actor)
    kept = {part: sorted(codes) for part, codes in scope.items() if codes}
    scope_from(kept)
    row = _locked(actor, campaign)
    if row.state != "draft":
        raise Refused(Refusal("launched", LAUNCHED))
    before = row.facts()
    row.scope = kept
    row.save(update_fields=["scope"])
    journal.record(actor, journal.event("scope", row, before=before))
    return row


@transaction.atomic
def name_exception(
    actor: Actor, campaign: Campaign, unit: Enterprise, *, kind: str, reason: str
) -> CampaignException:
    """A unit takes part ("in") or does not ("out") whatever the scope says; in a running campaign it joins or leaves at once. Raises
    Refused without a reason.
    """  # fmt: skip
    _may(actor)
    if not reason.strip():
        raise Refused(Refusal("reason-missing", N_("Say why this unit is an exception."), field="reason"))
    row = _locked(actor, campaign)
    made, _new = CampaignException.objects.update_or_create(
        district=actor.district, campaign=row, enterprise=unit,
        defaults={"kind": kind, "reason": reason.strip(), "who": actor.who, "at": actor.now},
    )  # fmt: skip
    after = {"enterprise_id": str(unit.pk), "kind": kind, "reason": reason.strip()}
    journal.record(actor, journal.Event("exception", "campaign", row.pk, after=after))
    if row.state == "running":
        settle_members(actor, row)
    return made


@transaction.atomic
def end_exception(actor: Actor, row: CampaignException) -> None:
    """The scope decides again. Raises Refused."""
    _may(actor)
    campaign = _locked(actor, row.campaign)
    before = {"enterprise_id": str(row.enterprise_id), "kind": row.kind, "reason": row.reason}
    CampaignException.objects.of_district(actor.district).filter(pk=row.pk).delete()
    journal.record(
        actor,
        journal.Event("end exception", "campaign", campaign.pk, before=before, after=dict.fromkeys(before)),
    )
    if campaign.state == "running":
        settle_members(actor, campaign)


def _locked(actor: Actor, campaign: Campaign) -> Campaign:
    return Campaign.objects.of_district(actor.district).select_for_update().get(pk=campaign.pk)


# ---------- launch, close ----------


@transaction.atomic
def launch_campaign(actor: Actor, campaign: Campaign) -> Campaign:
    """Every unit that fits joins, and gets a task for each step, in the week that the first spread gives it. Raises Refused.

    Twelve statements whatever the number of units; an entry for each membership and each task is written by the database itself.
    """
    row = _locked(actor, campaign)
    row.around = {"units": queries.fitting(row).count()}
    take(
        actor, row, "launch", place=place_of(row), launched_on=actor.today, launched_by=actor.person, launcher=actor.who
    )  # fmt: skip
    joins = queries.joining(actor, row)
    with joined_by_hash():
        join(actor, row, joins)
        schedule(actor, row, joins)
    return row


@transaction.atomic
def move_campaign(actor: Actor, campaign: Campaign, step: str, *, note: str = "") -> Campaign:
    """Drops a draft, closes a running campaign, or goes on with a closed one. Raises Refused."""
    row = _locked(actor, campaign)
    values: dict[str, Any] = {}
    if step in ("close", "go_on"):
        values = {"closed_on": actor.today if step == "close" else None}
    take(actor, row, step, place=place_of(row), note=note, **values)
    return row
