"""Jobs of oversight: what the ladder calls for is proposed at night, what has changed is folded into the sums of figures, people are told
what they have to do and what happened, and notices are brought out of the house.
"""

from dataclasses import replace

from django.conf import settings
from procrastinate.contrib.django import app

from anbiao.authority.people import operator
from anbiao.authority.queries import founded
from anbiao.kit import clock
from anbiao.kit.notices import sending
from anbiao.kit.notices.actions import find_acted
from anbiao.oversight import actions
from anbiao.oversight.actions.accountability import PROGRAM
from anbiao.registry.queries import calendar_at
from anbiao.rules.notices import digest_is_due


@app.periodic(cron="50 16 * * *")  # UTC: after the night's other jobs, past midnight in China
@app.task(queueing_lock="propose measures", pass_context=False)
def propose_measures(timestamp: int) -> None:
    """One district after the other: what the conditions of the ladder call for is proposed; people decide. Doing it twice changes nothing."""
    for district in founded():
        actions.propose_measures(replace(operator(district, clock.now(), who=PROGRAM), via="job"))


@app.periodic(
    cron="20 16 * * *"
)  # UTC: past midnight in China, so that a report is owed from the first day after its period
@app.task(queueing_lock="open reports", pass_context=False)
def open_reports(timestamp: int) -> None:
    """One district after the other: the reports of the periods that are over are asked for. Doing it twice asks for nothing twice."""
    for district in founded():
        actions.open_reports(replace(operator(district, clock.now(), who=PROGRAM), via="job"))


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="fold_tallies", pass_context=False)
def fold_tallies(timestamp: int) -> None:
    """Every two seconds. Figures are right without it; it keeps what they read short."""
    for district in founded():
        actions.fold(district)


# This one and the digests may last longer than until the next is asked for. `lock`: one at a time, so that slow channels never take every place
# of the worker, and no digest is worked out twice. `queueing_lock`, as for every job here: one more waits at most.
@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell what happened", lock="tell what happened", pass_context=False)
def tell_what_happened(timestamp: int) -> None:
    """Every minute: what happened is told to whoever has it to do, then what is due goes out of the house."""
    for district in founded():
        actions.tell_happenings(district, now=clock.now())
    sending.deliver(settings.ANBIAO_CHANNELS)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="write digests", lock="write digests", pass_context=False)
def write_digests(timestamp: int) -> None:
    """Every five minutes: from half past seven of a working day on, who has no digest yet and something to do gets one. Afterwards this finds
    that everybody has hers.
    """
    now = clock.now()
    if digest_is_due(clock.local(now), calendar_at(now)):
        for district in founded():
            actions.write_digests(district, now=now)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="what notices led to", pass_context=False)
def find_what_notices_led_to(timestamp: int) -> None:
    """Every ten minutes: who acted on what she was told, and whom the channels say that they reached."""
    for district in founded():
        find_acted(district, now=clock.now())
    sending.ask_for_receipts(settings.ANBIAO_CHANNELS)
