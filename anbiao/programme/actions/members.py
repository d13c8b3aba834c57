"""Units that appear later join a running campaign; units that cease leave it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from anbiao.authority.people import operator
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import joined_by_hash
from anbiao.kit.workflow import take_many
from anbiao.programme.actions.certificates import BY_RULE
from anbiao.programme.actions.writing import join, schedule
from anbiao.programme.models import Campaign, CampaignException, Membership, Task
from anbiao.programme.queries import campaigns as queries
from anbiao.programme.queries.tasks import with_surroundings
from anbiao.registry.models import Enterprise
from anbiao.rules import units as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_
from anbiao.rules.tasks import OPEN

GONE = N_("The unit has left the campaign.")
BACK = N_("The unit takes part again.")
WENT, EXCEPTED = "unit gone", "exception"


@dataclass(frozen=True)
class Settled:
    """How many units joined and left."""

    joined: int
    left: int


def settle_campaigns(actor: Actor) -> Settled:
    """Every running campaign of the district: who fits now and is not in it joins, who is gone leaves."""
    rows = list(Campaign.objects.of_district(actor.district).filter(state="running").order_by("serial"))
    settled = [settle_members(actor, row) for row in rows]
    return Settled(sum(each.joined for each in settled), sum(each.left for each in settled))


def hear_of_roster(actor: Actor, units: Sequence[UUID]) -> None:
    """After a change of the roster: its units join running campaigns that are for them, and leave where they are gone. Two queries a
    campaign when nothing follows; otherwise the program does it, for whoever changed the roster need not be allowed to.
    """
    program = replace(operator(actor.district, actor.now, who=BY_RULE), via=actor.via, on_behalf_of=actor.who)
    for row in Campaign.objects.of_district(actor.district).filter(state="running").order_by("serial"):
        if _new(row, units).exists() or _going(row, units).exists():
            settle_members(program, row, units)


@transaction.atomic
def settle_members(actor: Actor, campaign: Campaign, units: Sequence[UUID] | None = None) -> Settled:
    """The same for one campaign, or for these units of it. A unit leaves when it is no longer in operation or is named as an exception,
    never since its colour or class has changed; its open tasks are exempted, and taken up again when it comes back. A dozen statements
    whatever the number.
    """
    row = Campaign.objects.of_district(actor.district).select_for_update().get(pk=campaign.pk)
    if row.state != "running":
        return Settled(0, 0)
    with joined_by_hash():
        left = _leave(actor, row, list(_going(row, units).select_related("enterprise")))
        new = list(_new(row, units).values_list("pk", flat=True))
        if new:
            _enter(actor, row, new)
    return Settled(len(new), left)


def _new(campaign: Campaign, units: Sequence[UUID] | None) -> QuerySet[Enterprise, Enterprise]:
    """Who fits and does not take part."""
    now = Membership.objects.of_district(campaign.district).filter(
        district=OuterRef("district"), enterprise=OuterRef("pk"), campaign=campaign, left_on=None
    )
    rows = queries.fitting(campaign).exclude(Exists(now))
    return rows if units is None else rows.filter(pk__among=units)


def _going(campaign: Campaign, units: Sequence[UUID] | None) -> QuerySet[Membership, Membership]:
    """Who takes part and is gone, or is excepted."""
    named = CampaignException.objects.of_district(campaign.district).filter(campaign=campaign, kind="out")
    gone = ~Q(enterprise__state__in=sorted(law.IN_SCOPE)) | Q(enterprise_id__in=named.values("enterprise_id"))
    rows = Membership.objects.of_district(campaign.district).filter(campaign=campaign, left_on=None)
    found = rows.filter(gone)
    return found if units is None else found.filter(enterprise__pk__among=units)


def _enter(actor: Actor, campaign: Campaign, new: Sequence[UUID]) -> None:
    week = max(campaign.starts_week, IsoWeek.of(actor.today))
    join(actor, campaign, queries.joined(new, week))
    tasks = Task.objects.of_district(actor.district).filter(campaign=campaign, enterprise_id__in=new)
    known = set(tasks.values_list("enterprise_id", flat=True).distinct())
    if known:
        left = tasks.filter(state="exempted", answer=GONE).select_related("enterprise", "step", "campaign")
        take_many(actor, with_surroundings(actor, list(left)), "resume", note=BACK, answer="")
    fresh = [pk for pk in new if pk not in known]
    if fresh:
        schedule(actor, campaign, queries.joined(fresh, week))


def _leave(actor: Actor, campaign: Campaign, going: Sequence[Membership]) -> int:
    if not going:
        return 0
    events = []
    for row in going:
        before = row.facts()
        why = EXCEPTED if row.enterprise.state in law.IN_SCOPE else WENT
        row.left_on, row.why_left = actor.today, why
        events.append(journal.event("leave", row, before=before))
    rows = Membership.objects.of_district(actor.district).filter(campaign=campaign, left_on=None)
    for why in (WENT, EXCEPTED):
        pks = [row.pk for row in going if row.why_left == why]
        rows.filter(pk__in=pks).update(left_on=actor.today, why_left=why)
    journal.record_many(actor, events)
    open_tasks = Task.objects.of_district(actor.district).filter(
        campaign=campaign, enterprise_id__in=[row.enterprise_id for row in going], state__in=sorted(OPEN)
    )
    tasks = list(open_tasks.select_related("enterprise", "step", "campaign"))
    take_many(
        actor, with_surroundings(actor, tasks), "exempt", note=GONE, answer=GONE, decided_on=actor.today, decider=actor.who
    )  # fmt: skip
    return len(going)
