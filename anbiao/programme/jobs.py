"""Jobs of the programme: units that appeared join campaigns and those that ceased leave, plans are worked out, certificates are suspended
whose units let a major hazard pass its day, and what grades bring follows from the certificates of the day.
"""

import contextlib
from dataclasses import replace
from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from anbiao.authority.people import operator
from anbiao.authority.queries import founded
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.programme import actions
from anbiao.programme.models import Campaign
from anbiao.programme.queries import board

NAME = "Anbiao"


def program(district: str) -> Actor:
    """The program itself in one district."""
    return replace(operator(district, clock.now(), who=NAME), via="job")


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="settle campaigns", pass_context=False)
def settle_campaigns(timestamp: int | datetime = 0) -> None:
    """Every hour, in every district: running campaigns take in who fits now and let go who is gone."""
    for district in founded():
        actions.settle_campaigns(program(district))


@app.task(pass_context=False)
def plan_campaign(campaign_id: str, district: str, who: str, replan: bool) -> None:
    """Works out the weeks of a campaign; begun by a person, done by the program in her name's stead. Safe to begin twice: the second run
    finds everything where it is.
    """
    actor = replace(program(district), on_behalf_of=who)
    campaign = board.named(actor, campaign_id)
    if campaign is not None and campaign.state == "running":
        actions.plan_campaign(actor, campaign, replan=replan)


def ask_for_plan(actor: Actor, campaign: Campaign, *, replan: bool) -> None:
    """Puts the work into the queue; one campaign is planned once at a time."""
    with contextlib.suppress(AlreadyEnqueued):
        plan_campaign.configure(queueing_lock=f"plan {campaign.pk}").defer(
            campaign_id=str(campaign.pk), district=actor.district, who=actor.who, replan=replan
        )


@app.periodic(cron="35 16 * * *")  # UTC: after the night's standings, past midnight in China
@app.task(queueing_lock="suspend certificates", pass_context=False)
def suspend_certificates(timestamp: int) -> None:
    """One district after the other; doing it twice changes nothing."""
    for district in founded():
        actor = replace(operator(district, clock.now(), who=actions.BY_RULE), via="job")
        actions.suspend_overdue(actor)
        actions.keep_levers(actor)
        actions.end_expired(actor)
