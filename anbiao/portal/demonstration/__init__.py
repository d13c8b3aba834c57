"""The demonstration district: Luojiang with its real regions and 3,000 fictitious units, written as real ones are."""

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from anbiao.authority import founding
from anbiao.authority.models import Region, User
from anbiao.authority.people import operator
from anbiao.kit import clock, journal
from anbiao.registry.models import DuplicatePair, Enterprise
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.units import ALIVE

if TYPE_CHECKING:
    from anbiao.portal.demonstration.roster import Draft
    from anbiao.portal.demonstration.story import Story

DISTRICT = "350504"
SMALLEST = 60
FOUNDED = 210  # days before today
WEEKS, MOST_WEEKS = (
    9,
    26,
)  # of its campaign: the present one where nobody asks for another; how many there are


def build(
    *,
    size: int = 3000,
    seed: int = 350504,
    district: str = DISTRICT,
    now: datetime | None = None,
    weeks: int = WEEKS,
) -> dict[str, Any]:
    """Builds the demonstration in one transaction and seals its journal. Same size, seed, weeks and day: the same district.

    `weeks`: which week of its campaign the present one is. Raises Refused in production, for another district than Luojiang, when the
    district stands already, for fewer than 60 units, or for weeks that the campaign has not.
    """
    from anbiao.inspection.actions import settled_together
    from anbiao.portal.demonstration import assessments, campaign, inspections, oversight, surveys, trainings

    _require(size, district, weeks)
    now = now or clock.now()
    with transaction.atomic():
        story, staying, offices = begin(size=size, seed=seed, district=district, now=now)
        with settled_together() as noted:
            inspections.compose(story, staying, seed=seed, noted=noted)
            campaign.compose(story, weeks=weeks)
            assessments.compose(story)
            oversight.compose(story)
            surveys.compose(story, staying)
            trainings.compose(story, staying)
            story.tell()
        counts = _counts(district)
    heads = journal.seal(now=now, district=district)
    journal.keep_heads(heads, settings.HEADS_FILE)
    return {"district": district, **counts, "organisations": offices + 2}


def begin(*, size: int, seed: int, district: str, now: datetime) -> tuple["Story", list["Draft"], int]:
    """The offices and their people, written; the units' own story, not told yet. Returns it, its units that stay, and how many offices."""
    from anbiao.portal.demonstration.people import Cast
    from anbiao.portal.demonstration.roster import Drafts
    from anbiao.portal.demonstration.story import Story, compose

    random = Random(seed)  # noqa: S311 - a story, no secret
    founded = operator(district, now - timedelta(days=FOUNDED), who="operator demonstration")
    offices = founding.found_district(founded)
    below = Region.objects.filter(code__startswith=district, level__gte=4).order_by("code")
    places = dict(below.values_list("code", "name"))
    cast = Cast(district, founded.now)
    cast.agencies()
    cast.offices(random, places)
    drafts = Drafts(random, district=district, places=places, today=clock.day_of(now)).all(size)
    story = Story(cast, random, now, size)
    staying = compose(story, drafts)
    story.on(199, lambda _at: cast.unit_people(story.units[id(drafts[0])]))
    return story, staying, offices


def play_on(district: str, *, now: datetime) -> int:
    """What the first page does not wait for: the other towns' campaign, then what is said about all of it. Begun again, it goes on where it was.
    Returns how many steps were taken.
    """
    from anbiao.portal.demonstration import campaign, oversight

    return campaign.play_rest(district, now=now) + oversight.play(district, now=now)


def _require(size: int, district: str, weeks: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        text = N_("The campaign of the demonstration has {number} weeks: choose one of them.")
        raise Refused(Refusal("weeks-wrong", text, {"number": str(MOST_WEEKS)}))
    if not settings.DEMONSTRATION:
        raise Refused(
            Refusal("production", N_("This is a production system. It takes no demonstration data."))
        )
    if district != DISTRICT:
        text = N_("The demonstration is of Luojiang, {district}, and of no other district.")
        raise Refused(Refusal("not-luojiang", text, {"district": DISTRICT}))
    if size < SMALLEST:
        raise Refused(
            Refusal(
                "too-small", N_("The demonstration has at least {number} units."), {"number": str(SMALLEST)}
            )
        )


def _counts(district: str) -> dict[str, int]:
    units = Enterprise.objects.of_district(district)
    return {
        "units": units.count(),
        "users": User.objects.filter(district=district).count(),
        "unrouted": units.filter(sector="", state__in=ALIVE).count(),
        "duplicates": DuplicatePair.objects.of_district(district).filter(state="open").count(),
    }
