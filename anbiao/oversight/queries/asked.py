"""What is asked of figures: a period, a day, a campaign, a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from anbiao.kit.actor import Actor
from anbiao.programme.models import Campaign

CAPABILITY = "read figure"


@dataclass(frozen=True)
class Asked:
    """What is asked: a period and a day no later than today, a campaign or none, a place (region prefix, sectors) or all."""

    first_on: date
    last_on: date
    as_of: date
    today: date
    campaign: UUID | None = None
    since: date = date.min  # from which day on a self-assessment counts
    region: str = ""
    sectors: tuple[str, ...] | None = None
    until: date = date.max  # how far the lines of weeks go, also beyond the day
    unit: UUID | None = None
    from_facts: bool = False  # count the facts themselves: no sums are kept of a campaign that does not run

    @property
    def is_past(self) -> bool:
        """True where the facts of today have to be undone."""
        return self.as_of < self.today

    def values(self, district: str) -> dict[str, Any]:
        """The parameters of the statements."""
        after = timezone.make_aware(datetime.combine(self.as_of + timedelta(days=1), time()))
        return {
            "district": district, "first": self.first_on, "last": self.last_on, "day": self.as_of, "after": after,
            "campaign": self.campaign, "of_campaign": self.campaign is not None, "since": self.since, "region": self.region,
            "sectors": list(self.sectors) if self.sectors is not None else None, "unit": self.unit,
        }  # fmt: skip


def ask(
    actor: Actor,
    *,
    first_on: date | None = None,
    last_on: date | None = None,
    as_of: date | None = None,
    campaign: UUID | None = None,
    region: str = "",
    sectors: Sequence[str] | None = None,
) -> Asked:
    """What is asked, with what was left open filled in: as of today; the period from the campaign's first day (without one: from the
    first day of the year) to the day. Nothing reaches beyond the day, and the day not beyond today. At most one query. Raises
    Campaign.DoesNotExist for a campaign that the actor may not see.
    """
    day = min(as_of or actor.today, actor.today)
    since, until, from_facts = date(day.year, 1, 1), day, False
    if campaign is not None:
        weeks = Campaign.objects.visible_to(actor.scope, CAPABILITY).values_list(
            "starts_week", "ends_week", "state"
        )
        starts, ends, state = weeks.get(pk=campaign)
        since, until, from_facts = starts.monday, ends.sunday, state != "running"
    last = min(last_on or day, day)
    first = min(first_on or since, last)
    chosen = tuple(sorted(sectors)) if sectors is not None else None
    return Asked(
        first,
        last,
        day,
        actor.today,
        campaign,
        since,
        region,
        chosen,
        last_on or until,
        from_facts=from_facts,
    )
