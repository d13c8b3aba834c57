"""Days on which the demonstration works, counted back from today; and ids that follow from the seed, so that draws are the same."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from django.utils import timezone

from anbiao.kit.clock import day_of
from anbiao.rules.calendar import Calendar

EARLIEST = 70  # working days back


@dataclass(frozen=True)
class Days:
    """`back` 0 is today, or the last working day before it; 1 the working day before, and so on."""

    now: datetime

    @property
    def today(self) -> date:
        """The day of `now`."""
        return day_of(self.now)

    @cached_property
    def _worked(self) -> list[date]:
        calendar, on, found = Calendar(), self.today, list[date]()
        while len(found) <= EARLIEST:
            if calendar.is_working_day(on):
                found.append(on)
            on -= timedelta(days=1)
        return found

    def on(self, back: int) -> date:
        """The working day so many back."""
        return self._worked[back]

    def at(self, back: int, clock: str) -> datetime:
        """An instant ("09:40") of the working day so many back; never later than now."""
        return self.moment(self.on(back), time.fromisoformat(clock))

    def moment(self, on: date, clock: time) -> datetime:
        """An instant of a day; never later than now."""
        return min(timezone.make_aware(datetime.combine(on, clock)), self.now)

    def worked_from(self, on: date) -> date | None:
        """The first working day from a day on; None when that lies ahead."""
        later = [day for day in self._worked if day >= on]
        return min(later, default=None)


@dataclass
class Ids:
    """UUIDv7 whose random part follows from a seed: the same story has the same hazards, and a look-back draws the same of them."""

    random: Random
    taken: set[UUID] = field(default_factory=set)

    def made_at(self, at: datetime) -> UUID:
        """An id that sorts by its time."""
        stamp = int(at.timestamp() * 1000) & (2**48 - 1)
        rest = self.random.getrandbits(74)
        return UUID(int=stamp << 80 | 7 << 76 | (rest >> 62) << 64 | 2 << 62 | rest & (2**62 - 1))
