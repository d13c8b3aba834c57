"""Oversight in the demonstration: instructions in every state, a held meeting and a planned one, circulars, rankings, the ladder.

Everything goes through the use-cases, by the cast; entries say "demonstration". `compose` adds the instructions to the story, which need no
figures. What freezes figures (`play`) follows once the campaign of every town is played: taken earlier, a circular would say for ever that
five of the six towns had done nothing.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from anbiao.oversight.models import Meeting
from anbiao.portal.demonstration.campaign import running_campaign
from anbiao.portal.demonstration.oversight import ladder, meetings, publishing
from anbiao.portal.demonstration.oversight.instructions import compose
from anbiao.portal.demonstration.oversight.stage import CHINESE, Run, Stage
from anbiao.portal.demonstration.oversight.words import HELD

__all__ = ["compose", "play"]


def play(district: str, *, now: datetime) -> int:
    """The rest, in the order of time; once, all or nothing. Returns how many things happened; 0 where no campaign runs, or where it was
    played before.
    """
    campaign = running_campaign(district)
    if campaign is None or Meeting.objects.of_district(district).filter(title=HELD.title).exists():
        return 0
    run = Run(Stage(district, now))
    meetings.compose(run)
    publishing.compose(run, campaign)
    ladder.compose(run)
    with override(CHINESE), transaction.atomic():
        return run.tell()
