"""Jobs of checks and hazards: every night each district's units are rolled up and take the colour that the day gives them."""

from dataclasses import replace

from procrastinate.contrib.django import app

from anbiao.authority.people import operator
from anbiao.authority.queries import founded
from anbiao.inspection import actions
from anbiao.kit import clock
from anbiao.kit.actor import Actor

NAME = "Anbiao"


def program(district: str) -> Actor:
    """The program itself, at night, in one district."""
    return replace(operator(district, clock.now(), who=NAME), via="job")


@app.periodic(cron="5 16 * * *")  # UTC: five past midnight in China
@app.task(queueing_lock="settle districts", pass_context=False)
def settle_districts(timestamp: int) -> None:
    """Deadlines passed with the day: asks for a job for each district."""
    for district in founded():
        settle_district.configure(queueing_lock=f"settle {district}").defer(district=district)


@app.task(lock="settle", pass_context=False)
def settle_district(district: str) -> None:
    """Standings, colours and next visits of one district; doing it twice changes nothing."""
    actions.settle(program(district))
