"""What the address of the progress board says, and the addresses that lead on from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbiao.kit.actor import Actor
from anbiao.programme.models import Campaign
from anbiao.registry.queries import TOWN, regions_of, sectors
from anbiao.rules.calendar import IsoWeek

BY = ("region", "bureau", "sector")
PERIODS: Mapping[str, Any] = {
    "campaign": _("Since the campaign began"),
    "week": _("This week"),
    "last": pgettext_lazy("period", "Last week"),
    "month": _("Four weeks"),
    "year": _("This year"),
}
FOUR_WEEKS = timedelta(days=27)


@dataclass(frozen=True)
class Asked:
    """Lines by what; where the reader has drilled to (a town or a bureau, a sector, a unit); which campaign, day and period."""

    by: str = BY[0]
    at: str = ""
    sector: str = ""
    unit: UUID | None = None
    campaign: str = ""
    on: date | None = None
    period: str = ""

    @staticmethod
    def of(given: QueryDict, actor: Actor) -> "Asked":
        """From a query string; what cannot be read, or lies ahead, is as if it were not there."""
        by, period, on = given.get("by", ""), given.get("period", ""), _day(given.get("on", ""))
        sector = given.get("sector", "")
        return Asked(
            by if by in BY else _usual(actor), _place(given.get("at", ""), actor), sector if sector in sectors() else "",
            _uuid(given.get("unit", "")), given.get("campaign", "")[:12], on if on and on < actor.today else None,
            period if period in PERIODS else "",
        )  # fmt: skip

    def query(self, **over: Any) -> str:
        """The query string of the board with something else."""
        asked = replace(self, **over)
        given = {
            "by": asked.by, "at": asked.at, "sector": asked.sector, "unit": asked.unit and str(asked.unit),
            "campaign": asked.campaign, "on": asked.on and asked.on.isoformat(), "period": asked.period,
        }  # fmt: skip
        return urlencode({key: value for key, value in given.items() if value})

    def url(self, **over: Any) -> str:
        """The board with something else."""
        return f"{reverse('board')}?{self.query(**over)}"

    @property
    def next_by(self) -> str:
        """By what the part that is open is cut further: a town by sectors, a sector by towns; "" where its units come next."""
        if self.at and self.sector:
            return ""
        if self.at:
            return "sector"
        return "region" if self.sector else self.by

    def day(self, actor: Actor) -> date:
        """The day as of whose end everything is counted."""
        return self.on or actor.today

    def days(self, actor: Actor, campaign: Campaign | None) -> tuple[date, date]:
        """The first and the last day of the period, the last no later than the day."""
        last = self.day(actor)
        week = IsoWeek.of(last)
        first = {
            "week": week.monday,
            "last": week.plus(-1).monday,
            "month": last - FOUR_WEEKS,
            "year": date(last.year, 1, 1),
            "campaign": campaign.starts_week.monday if campaign else date(last.year, 1, 1),
        }[self.period or "campaign"]
        if self.period == "last":
            last = week.plus(-1).sunday
        return min(first, last), last


def _usual(actor: Actor) -> str:
    """Who looks after towns or all of the district sees towns; who sees no more than one town sees its sectors."""
    grants = actor.scope.allowing("read figure")
    return "sector" if grants and all(len(grant.region) >= TOWN for grant in grants) else BY[0]


def own_place(actor: Actor) -> str:
    """The town, street or village that is all the reader looks after; "" for whoever looks after more."""
    regions = {grant.region for grant in actor.scope.allowing("read figure")}
    return next((region for region in regions if len(regions) == 1 and len(region) >= TOWN), "")


def _place(text: str, actor: Actor) -> str:
    """A town's code or a bureau's id; "" for anything else."""
    if len(text) == TOWN:
        return text if text in regions_of(actor.district) else ""
    found = _uuid(text)
    return str(found) if found else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
