"""What stands at the top of a unit's page for a while: an alert, or when to contact it. It ends by itself."""

from collections.abc import Mapping
from datetime import date, timedelta

from anbiao.rules.refusal import N_, Refusal

ALERT, CONTACT = "alert", "contact"
KINDS: Mapping[str, str] = {ALERT: N_("Alert"), CONTACT: N_("When to contact")}
# Severity → the mark of a state on the screen.
SEVERITIES: Mapping[str, str] = {"danger": "late", "warning": "wait", "info": "doing"}
SAID: Mapping[str, str] = {"danger": N_("Danger"), "warning": N_("Take care"), "info": N_("For information")}
LONGEST_DAYS = 366


def against(text: str, from_on: date, to_on: date, today: date) -> tuple[Refusal, ...]:
    """Everything against a banner: no words, an end before its beginning or before today, or more than a year ahead."""
    found = []
    if not text.strip():
        found.append(
            Refusal("text-missing", N_("Write what whoever comes to this unit has to know."), field="text")
        )
    if to_on < from_on:
        found.append(Refusal("ends-before", N_("The last day lies before the first."), field="to_on"))
    elif to_on < today:
        found.append(Refusal("over-already", N_("The last day has passed already."), field="to_on"))
    if to_on > max(from_on, today) + timedelta(days=LONGEST_DAYS):
        text_ = N_("More than a year ahead: what holds for so long belongs to the facts of the unit.")
        found.append(Refusal("too-long", text_, field="to_on"))
    return tuple(found)


def is_shown(from_on: date, to_on: date, ended_on: date | None, today: date) -> bool:
    """True from the first to the last day, both included, unless somebody ended it."""
    return from_on <= today <= to_on and ended_on is None
