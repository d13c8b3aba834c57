"""The dates of a hazard: which order of them can be, its deadlines, and when it is overdue."""

from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.hazards.terms import MAJOR, TO_FIX
from anbiao.rules.refusal import N_, Refusal, Term, cites


@dataclass(frozen=True)
class Deadlines:
    """Usual and longest days of a deadline by grade, and of escape routes; local data (地方规则)."""

    general: int
    general_most: int
    major: int
    major_most: int
    escape: int


@cites("安全生产法 (2021) 第六十五条", "地方规则 local.rules")
def usual_deadline(found_on: date, *, grade: str, is_escape: bool, limits: Deadlines) -> date:
    """The day usually ordered, in calendar days after the finding: by grade, shorter for escape routes."""
    days = limits.major if grade == MAJOR else limits.escape if is_escape else limits.general
    return found_on + timedelta(days=days)


@cites("安全生产法 (2021) 第六十五条", "地方规则 local.rules")
def wrong_deadline(due_on: date, *, found_on: date, grade: str, limits: Deadlines) -> Refusal | None:
    """A deadline lies on or after the finding, and no further ahead than the longest that the local rule allows."""
    if due_on < found_on:
        text = N_("The deadline {due} lies before the finding on {found}.")
        return Refusal("due-before-found", text, {"due": str(due_on), "found": str(found_on)}, field="due_on")
    most = limits.major_most if grade == MAJOR else limits.general_most
    if due_on > found_on + timedelta(days=most):
        text = N_(
            "The deadline is at most {days} days after the finding: {last}. Later only by an extension."
        )
        last = found_on + timedelta(days=most)
        return Refusal(
            "due-too-late", text, {"days": str(most), "last": str(last)}, article="地方规则", field="due_on"
        )
    return None


@cites("安全生产法 (2021) 第四十一条")
def wrong_order(
    *,
    found_on: date,
    ordered_on: date | None = None,
    fixed_on: date | None = None,
    verified_on: date | None = None,
    closed_on: date | None = None,
    today: date,
) -> tuple[Refusal, ...]:
    """A hazard is found, fixed, verified and closed, none of it in the future: an order that cannot be is refused with the reason.

    `ordered_on` is the day of a second order: what was seen unfixed on that day was not fixed before it.
    """
    found: list[Refusal] = []
    text = N_("{later} cannot come before {earlier}: {later_on} is earlier than {earlier_on}.")
    pairs = (
        ("fixed_on", N_("Rectification"), fixed_on, N_("finding"), found_on),
        ("fixed_on", N_("Rectification"), fixed_on, N_("second order"), ordered_on),
        ("verified_on", N_("Verification"), verified_on, N_("finding"), found_on),
        ("verified_on", N_("Verification"), verified_on, N_("rectification"), fixed_on),
        ("closed_on", N_("Closing"), closed_on, N_("finding"), found_on),
        ("closed_on", N_("Closing"), closed_on, N_("rectification"), fixed_on),
        ("closed_on", N_("Closing"), closed_on, N_("verification"), verified_on),
    )
    for field, later, later_on, earlier, earlier_on in pairs:
        if later_on and earlier_on and later_on < earlier_on:
            params = {
                "later": Term(later), "earlier": Term(earlier), "later_on": str(later_on), "earlier_on": str(earlier_on),
            }  # fmt: skip
            found.append(Refusal("dates-out-of-order", text, params, field=field))
    days = (
        ("found_on", found_on), ("fixed_on", fixed_on), ("verified_on", verified_on), ("closed_on", closed_on),
    )  # fmt: skip
    for field, on in days:
        if on and on > today:
            ahead = N_("The day {day} lies ahead; it is recorded when it has come.")
            found.append(Refusal("day-ahead", ahead, {"day": str(on)}, field=field))
    return tuple(found)


@cites("安全生产法 (2021) 第一百零二条")
def is_overdue(due_on: date, state: str, today: date) -> bool:
    """A hazard is overdue from the day after its deadline until somebody reports it as fixed."""
    return state in TO_FIX and due_on < today
