"""Jobs of campaigns: units that appeared join, units that ceased leave."""

from dataclasses import replace
from datetime import datetime

from procrastinate.contrib.django import app

from anbiao.authority.people import operator
from anbiao.authority.queries import founded
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.programme import actions

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
