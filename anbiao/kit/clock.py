"""The one place that reads the clock. Everything else takes `now` or `today` from its actor."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This instant, with its zone."""
    return timezone.now()  # noqa: TID251 - this is the clock


def day_of(instant: datetime) -> date:
    """The calendar day in the district of an instant."""
    return timezone.localtime(instant).date()


def local(instant: datetime) -> datetime:
    """The same instant as clocks in the district show it."""
    return timezone.localtime(instant)
