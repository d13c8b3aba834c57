"""Jobs of the programme: every night certificates are suspended whose units let a major hazard pass its day, and what
grades bring follows from the certificates of the day.
"""

from dataclasses import replace

from procrastinate.contrib.django import app

from anbiao.authority.people import operator
from anbiao.authority.queries import founded
from anbiao.kit import clock
from anbiao.programme import actions


@app.periodic(cron="35 16 * * *")  # UTC: after the night's standings, past midnight in China
@app.task(queueing_lock="suspend certificates", pass_context=False)
def suspend_certificates(timestamp: int) -> None:
    """One district after the other; doing it twice changes nothing."""
    for district in founded():
        program = replace(operator(district, clock.now(), who=actions.BY_RULE), via="job")
        actions.suspend_overdue(program)
        actions.keep_levers(program)
