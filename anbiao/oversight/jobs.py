"""Jobs of oversight: what has changed is folded into the sums of figures."""

from procrastinate.contrib.django import app

from anbiao.authority.queries import founded
from anbiao.oversight import actions


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="fold_tallies", pass_context=False)
def fold_tallies(timestamp: int) -> None:
    """Every two seconds. Figures are right without it; it keeps what they read short."""
    for district in founded():
        actions.fold(district)
