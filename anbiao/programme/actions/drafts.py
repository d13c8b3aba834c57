"""The writers of a draft's course: windows of stages, steps, and targets, until the campaign is launched. Each is one entry."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from anbiao.authority.models import Organisation
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.programme.actions.programmes import OUTSIDE
from anbiao.programme.models import Campaign, CampaignStep, Stage, Target
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.schema import StepOf
from anbiao.registry.queries import calendar_at
from anbiao.rules import duties
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.campaigns import wrong_window
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.tasks import EVIDENCE, due_on

LAUNCHED = N_("The campaign has been launched: its course stands.")
# What of a step may be changed before the launch.
CHANGED = (
    "title_zh",
    "title_en",
    "evidence",
    "answers",
    "doers",
    "acceptors",
    "opens_week",
    "closes_week",
    "minutes",
)


def _draft(actor: Actor, campaign: Campaign) -> Campaign:
    """The campaign, locked. Raises Refused where the actor may not change it, or nobody may any more."""
    if not actor.scope.allows("launch campaign", Place(region=actor.district)):
        raise Refused(Refusal("no-duty", OUTSIDE))
    row = Campaign.objects.of_district(actor.district).select_for_update().get(pk=campaign.pk)
    if row.state != "draft":
        raise Refused(Refusal("launched", LAUNCHED))
    return row


@transaction.atomic
def change_step(actor: Actor, step: CampaignStep, *, values: Mapping[str, Any]) -> CampaignStep:
    """Changes a step of a draft (CHANGED); its last day follows its last week, and the weeks of its stage follow its steps. Where it departs
    from the edition it is marked as a proposed local rule. Raises Refused.
    """
    campaign = _draft(actor, step.campaign)
    steps = queries.steps_of(campaign)
    row = next(each for each in steps if each.pk == step.pk)
    before = row.facts()
    for name, value in values.items():
        if name not in CHANGED:
            raise ValueError(f"{name} of a step is not changed")
        setattr(row, name, value)
    against = [*_wrong_values(row), *_wrong_weeks(campaign, [row], steps)]
    if against:
        raise Refused(*against)
    _write(actor, campaign, [(row, before)], steps)
    return row


@transaction.atomic
def move_stage(actor: Actor, stage: Stage, *, opens: IsoWeek) -> Stage:
    """A stage of a draft opens in another week, and its steps move with it by as many weeks. Raises Refused."""
    campaign = _draft(actor, stage.campaign)
    steps = queries.steps_of(campaign)
    moved = [row for row in steps if row.stage_id == stage.pk]
    by = opens.since(min(row.opens_week for row in moved))
    before = [row.facts() for row in moved]
    for row in moved:
        row.opens_week, row.closes_week = row.opens_week.plus(by), row.closes_week.plus(by)
    against = _wrong_weeks(campaign, moved, steps)
    if against:
        raise Refused(*against)
    _write(actor, campaign, list(zip(moved, before, strict=True)), steps)
    return next(row for row in queries.stages_of(campaign) if row.pk == stage.pk)


def _wrong_values(row: CampaignStep) -> list[Refusal]:
    found = []
    for field, capability in (("doers", "do task"), ("acceptors", "accept task")):
        named = getattr(row, field)
        if not named or not all(duties.may(name, capability) for name in named):
            found.append(Refusal("duty", N_("Name duties that may do this, at least one."), field=field))
    if not row.title_zh.strip() or not row.title_en.strip():
        found.append(
            Refusal("title-missing", N_("A step has a title in Chinese and in English."), field="title_zh")
        )
    if row.evidence not in EVIDENCE:
        found.append(Refusal("evidence", N_("This kind of evidence is not known."), field="evidence"))
    if not 5 <= row.minutes <= 480:
        found.append(Refusal("minutes", N_("A task takes from 5 minutes to 8 hours."), field="minutes"))
    return found


def _wrong_weeks(
    campaign: Campaign, changed: Sequence[CampaignStep], steps: Sequence[CampaignStep]
) -> list[Refusal]:
    """What stands against the windows of the changed steps, each reason once."""
    by_code = {row.code: row for row in steps}
    found: dict[str, Refusal] = {}
    for row in changed:
        earlier = by_code.get(row.after)
        ends = [earlier.closes_week.plus(row.lag)] if earlier else []
        followers = [each.closes_week.plus(-each.lag) for each in steps if each.after == row.code]
        window, whole = (row.opens_week, row.closes_week), (campaign.starts_week, campaign.ends_week)
        if against := wrong_window(window, whole, ends, followers):
            found[against.code] = against
    return list(found.values())


def _write(
    actor: Actor,
    campaign: Campaign,
    changed: Sequence[tuple[CampaignStep, dict[str, Any]]],
    steps: Sequence[CampaignStep],
) -> None:
    calendar, given = (
        calendar_at(actor.now),
        {each.code: each for each in queries.content(campaign.edition).steps()},
    )
    events = []
    for row, before in changed:
        row.due_on = due_on(row.closes_week, calendar)
        row.is_proposed = given[row.code].proposed or departs(campaign, row, given[row.code])
        if row.facts() != before:
            row.save(update_fields=[*CHANGED, "due_on", "is_proposed"])
            events.append(journal.event("change", row, before=before))
    for stage in queries.stages_of(campaign):
        before = stage.facts()
        own = [row for row in steps if row.stage_id == stage.pk]
        stage.opens_week, stage.closes_week = min(r.opens_week for r in own), max(r.closes_week for r in own)
        if stage.facts() != before:
            stage.save(update_fields=["opens_week", "closes_week"])
            events.append(journal.event("change", stage, before=before))
    journal.record_many(actor, events)


def departs(campaign: Campaign, row: CampaignStep, given: StepOf) -> bool:
    """True where a step of a draft is no longer as its edition has it."""
    weeks = (campaign.starts_week.plus(given.opens - 1), campaign.starts_week.plus(given.closes - 1))
    now = (
        row.title_zh,
        row.title_en,
        row.evidence,
        row.answers,
        set(row.doers),
        set(row.acceptors),
        row.minutes,
    )
    then = (
        given.title.zh,
        given.title.en,
        given.evidence,
        given.answers,
        set(given.doers),
        set(given.acceptors),
        given.minutes,
    )
    return (row.opens_week, row.closes_week, *now) != (*weeks, *then)


# ---------- targets ----------


@transaction.atomic
def set_target(
    actor: Actor,
    campaign: Campaign,
    *,
    step: CampaignStep,
    organisation: Organisation | None,
    percent: Decimal,
    by_week: IsoWeek,
) -> Target:
    """So many per cent of all units, or of a town's or a bureau's, have a step accepted by the end of a week; one figure for each of these.
    Raises Refused.
    """
    row = _draft(actor, campaign)
    if not row.starts_week <= by_week <= row.ends_week:
        text, params = (
            N_("The campaign goes from {first} to {last}."),
            {"first": str(row.starts_week), "last": str(row.ends_week)},
        )
        raise Refused(Refusal("window-outside", text, params, field="by_week"))
    if organisation and organisation.kind not in (Organisation.Kind.TOWN, Organisation.Kind.BUREAU):
        raise Refused(Refusal("no-units", N_("Targets are set for towns and bureaus."), field="organisation"))
    key = {
        "district": row.district,
        "campaign": row,
        "step": step,
        "organisation": organisation,
        "by_week": by_week,
    }
    target = Target.objects.filter(**key).first()
    before = target.facts() if target else None
    target = target or Target(**key)
    target.percent = percent
    target.save()
    journal.record(actor, journal.event("set target", target, before=before))
    return target


@transaction.atomic
def drop_target(actor: Actor, target: Target) -> None:
    """A target of a draft is not set. Raises Refused."""
    _draft(actor, target.campaign)
    before = target.facts()
    Target.objects.of_district(actor.district).filter(pk=target.pk).delete()
    journal.record(
        actor, journal.Event("drop target", "target", target.pk, before=before, after=dict.fromkeys(before))
    )
