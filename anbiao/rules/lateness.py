"""Late ends 逾期, and who was late again and again: what the lists mean by "late" and "three times late" 三次逾期."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anbiao.rules.refusal import cites

TIMES = 3  # 地方规则: our proposal, as no notice names a number


@dataclass(frozen=True)
class Ending:
    """Something that had to be done by a day, and the day on which it was; None while it is not."""

    due_on: date
    ended_on: date | None


@cites("地方规则 local.rules")
def is_late_end(ending: Ending, today: date) -> bool:
    """Late is what ended after its day, or has not ended though its day is over; on the day itself nothing is late."""
    return (ending.ended_on or today) > ending.due_on


@cites("地方规则 local.rules")
def counted_from(today: date) -> date:
    """The first due day that counts: the same day of the year before, 28 February where it has none."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


@cites("地方规则 local.rules")
def is_thrice_late(endings: Iterable[Ending], today: date) -> bool:
    """Three times late is whoever has three late ends or more whose days lie in the last twelve months. Each thing counts once, however
    late it was; a day that was put off by a decision counts as it stands now.
    """
    first = counted_from(today)
    return sum(ending.due_on >= first and is_late_end(ending, today) for ending in endings) >= TIMES
