"""Jobs of the demonstration: what is not there before the first page opens."""

from procrastinate.contrib.django import app

from anbiao.kit import clock


@app.task(queueing_lock="play the campaign", pass_context=False)
def play_campaign(district: str) -> None:
    """The other towns of the demonstration's campaign, and what is said about it, once; a second time finds them played."""
    from anbiao.portal.demonstration import play_on

    play_on(district, now=clock.now())
