"""The lists behind the tables of open hazards: the register for today, the rows as the journal tells them for a day that is past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol

from django.urls import reverse
from django.utils.http import urlencode

from anbiao.oversight.queries.asked import Asked
from anbiao.oversight.queries.board import OLDEST, Part
from anbiao.oversight.why_page import url_of
from anbiao.rules.hazards import OPEN

EARLIEST = date(2000, 1, 1)  # of what is four weeks old or older


def listed(name: str, **chosen: Any) -> str:
    """A register under conditions; what is empty is left out."""
    return f"{reverse(name)}?{urlencode({key: value for key, value in chosen.items() if value}, doseq=True)}"


def alike(part: Part, words: str, first: date, last: date) -> str:
    """Hazards in which these words stand, found within a period in the part."""
    days = {"found_on-from": first.isoformat(), "found_on-to": last.isoformat()}
    return listed("hazards", q=words, town=part.region, sector=sorted(part.sectors or ()), **days)


class Lists(Protocol):
    """Addresses of lists, "" where no list shows just these rows."""

    def of(self, town: str, sectors: Sequence[str]) -> str:
        """What is open in a town ("": in all of the part) and in some sectors (none named: in all of the part)."""

    def aged(self, weeks: int, *, late: bool) -> str:
        """What is open and so many weeks old, or what of it is overdue."""


@dataclass(frozen=True)
class Today:
    """The list of hazards."""

    part: Part

    def of(self, town: str, sectors: Sequence[str]) -> str:
        """No filter of the list names the units without a sector."""
        wanted = list(sectors) or sorted(self.part.sectors or ())
        return (
            ""
            if "" in wanted
            else listed("hazards", state=sorted(OPEN), town=town or self.part.region, sector=wanted)
        )

    def aged(self, weeks: int, *, late: bool) -> str:
        """By the filter of ages."""
        age, overdue = f"{weeks}" if weeks < OLDEST else f"{OLDEST}+", {"late": "late"} if late else {}
        return listed(
            "hazards", age=age, town=self.part.region, sector=sorted(self.part.sectors or ()), **overdue
        )


@dataclass(frozen=True)
class Then:
    """The rows behind the figures, as of the day. `line` is the open part as a line of a table of figures."""

    part: Part
    counting: Asked
    line: tuple[str, str]

    def of(self, town: str, sectors: Sequence[str]) -> str:
        """A line of a table is a town, a sector, both, or the part itself."""
        if len(sectors) > 1 or (town and not sectors and self.part.sectors is not None):
            return ""
        town, sector = town or self.part.region, next(iter(sectors), None)
        if sector is not None:
            return self._url("open", ("cell", f"{town}|{sector}") if town else ("sector", sector))
        return self._url("open", ("region", town) if town else self.line)

    def aged(self, weeks: int, *, late: bool) -> str:
        """Found in one week before the day, or before all of these."""
        last = self.counting.as_of - timedelta(weeks=weeks)
        first = last - timedelta(days=6) if weeks < OLDEST else EARLIEST
        return self._url("found_overdue" if late else "found_open", self.line, first, last)

    def _url(
        self, code: str, line: tuple[str, str], first: date | None = None, last: date | None = None
    ) -> str:
        day = self.counting.as_of
        asked = replace(self.counting, campaign=None, first_on=first or day, last_on=last or day)
        return url_of(code, asked, by=line[0], key=line[1])
