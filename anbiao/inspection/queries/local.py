"""The local rules that checks, hazards and colours read, as plain values in one object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.rules.colours import Criterion
from anbiao.rules.hazards import Deadlines
from anbiao.standards import queries as standards

CODES = {
    "deadline": "hazards.deadline", "most": "hazards.deadline_most", "cap": "visits.cap", "repeat": "visits.repeat_warning",
    "intervals": "visits.interval", "criteria": "colours.criteria", "direct": "colours.direct_red", "hand": "colours.manual_days",
    "times": "hazards.extension_times", "days": "hazards.extension_days", "after": "lookback.after",
    "sample": "lookback.sample", "strata": "lookback.strata", "originals": "field.originals",
    "keepings": "field.keepings",
}  # fmt: skip
# A condition of the local rule → the measure of rules/colours.py, and from where its figure counts.
AT_LEAST = {
    "open_major_hazards": "open_major", "overdue_orders": "overdue_orders", "direct_red": "direct_red",
    "overdue_hazards": "overdue", "no_self_assessment_days": "assessment_late_days", "open_general_hazards": "open_general",
}  # fmt: skip
BELOW = {"fatal_accident_months": "months_since_fatal", "score_below": "score"}
UP_TO = {"inherent_risk": "inherent_level"}


@dataclass(frozen=True)
class Local:
    """What the district decides (地方规则), as in force on a day. Days are calendar days, ratios per cent."""

    deadlines: Deadlines
    visit_cap: int
    repeat_days: int
    intervals: Mapping[str, int]
    criteria: tuple[Criterion, ...]
    direct_red: tuple[str, ...]
    by_hand_days: int
    extension_times: int
    extension_days: Mapping[str, int]
    look_back_after: Mapping[str, int]
    look_back_sample: Mapping[str, float]
    look_back_strata: tuple[str, ...]
    originals: bool
    keeping_days: int
    versions: Mapping[str, int]


def local(actor: Actor) -> Local:
    """The local rules of the actor's district today. One query."""
    decided = standards.in_force(actor.district, actor.today)
    shipped = standards.parameters()
    given: dict[str, Any] = {
        name: decided[code].value if code in decided else shipped[code].form.value
        for name, code in CODES.items()
    }
    days, most = given["deadline"], given["most"]
    return Local(
        deadlines=Deadlines(
            general=days["general"], general_most=most["general"], major=days["major"], major_most=most["major"],
            escape=days["escape_routes"],
        ),
        visit_cap=given["cap"], repeat_days=given["repeat"], intervals=given["intervals"],
        criteria=criteria_of(given["criteria"]), direct_red=tuple(given["direct"]), by_hand_days=given["hand"], extension_times=given["times"],
        extension_days=given["days"], look_back_after=given["after"], look_back_sample=given["sample"],
        look_back_strata=tuple(given["strata"]), originals=given["originals"] == "wanted",
        keeping_days=given["keepings"],
        versions={code: version.number for code, version in decided.items()},
    )  # fmt: skip


def criteria_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """The table of the local rule "colours.criteria" as criteria, in its order. ValueError for a condition that nobody measures."""
    return tuple(_criterion(number, row) for number, row in enumerate(rows, 1))


def _criterion(number: int, row: Mapping[str, Any]) -> Criterion:
    condition, figure = row["condition"], float(row["threshold"])
    code = f"{number}.{condition}"
    if condition in AT_LEAST:
        return Criterion(code, row["colour"], AT_LEAST[condition], at_least=figure)
    if condition in BELOW:
        return Criterion(code, row["colour"], BELOW[condition], below=figure)
    if condition in UP_TO:
        return Criterion(code, row["colour"], UP_TO[condition], below=figure + 1)
    raise ValueError(f"no measure for the condition {condition}")
