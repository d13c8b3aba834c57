"""Jobs of oversight: what the ladder calls for is proposed at night, what has changed is folded into the sums of figures."""

from dataclasses import replace

from procrastinate.contrib.django import app

from anbiao.authority.people import operator
from anbiao.authority.queries import founded
from anbiao.kit import clock
from anbiao.oversight import actions
from anbiao.oversight.actions.accountability import PROGRAM


@app.periodic(cron="50 16 * * *")  # UTC: after the night's other jobs, past midnight in China
@app.task(queueing_lock="propose measures", pass_context=False)
def propose_measures(timestamp: int) -> None:
    """One district after the other: what the conditions of the ladder call for is proposed; people decide. Doing it twice changes nothing."""
    for district in founded():
        actions.propose_measures(replace(operator(district, clock.now(), who=PROGRAM), via="job"))


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="fold_tallies", pass_context=False)
def fold_tallies(timestamp: int) -> None:
    """Every two seconds. Figures are right without it; it keeps what they read short."""
    for district in founded():
        actions.fold(district)
