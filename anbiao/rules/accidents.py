"""How an accident is graded, and by when it is reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anbiao.rules.refusal import N_, Refusal, cites

GRADES: Mapping[str, str] = {
    "ordinary": N_("Ordinary accident"),
    "larger": N_("Larger accident"),
    "major": N_("Major accident"),
    "extra_major": N_("Extraordinarily major accident"),
}
# least deaths, least seriously injured, least direct loss in yuan; 以上 includes the number, 以下 does not.
_BOUNDS = (
    ("extra_major", 30, 100, 100_000_000),
    ("major", 10, 50, 50_000_000),
    ("larger", 3, 10, 10_000_000),
)


@dataclass(frozen=True)
class Harm:
    """Dead (missing counted among them), seriously injured (acute industrial poisoning included), direct loss in yuan."""

    dead: int
    injured: int
    loss: int


@cites("国务院令493 第三条")
def grade(harm: Harm) -> str:
    """The gravest grade of which one bound is reached: by deaths, by serious injuries, or by direct loss."""
    for name, dead, injured, loss in _BOUNDS:
        if harm.dead >= dead or harm.injured >= injured or harm.loss >= loss:
            return name
    return "ordinary"


@cites("国务院令493 第九条")
def report_due_at(known_at: datetime) -> datetime:
    """The principal reports to the county's authorities within one hour of knowing."""
    return known_at + timedelta(hours=1)


@cites("国务院令493 第十三条")
def counts_until(happened_on: date, *, is_road_or_fire: bool) -> date:
    """Deaths of the following 30 days count (road traffic and fire: 7); changes until then are reported at once."""
    return happened_on + timedelta(days=7 if is_road_or_fire else 30)


@cites("国务院令493 第四条", "Anbiao separation of duties 4.2 (4)")
def lowered_alone(before: Harm, after: Harm, *, is_same_person: bool) -> Refusal | None:
    """Nobody conceals or reports late or less: fewer dead or injured, or a smaller loss, than stands in the ledger is entered by another
    person than who entered what stands.
    """
    is_lower = after.dead < before.dead or after.injured < before.injured or after.loss < before.loss
    if not is_lower or not is_same_person:
        return None
    text = N_("You entered the figures that stand. Lower ones are entered by another person of the office.")
    return Refusal("lowered-alone", text, article="国务院令493 第四条", field="dead")


def wrong_numbers(harm: Harm) -> Refusal | None:
    """Numbers of people and money are not negative."""
    for name, number in (("dead", harm.dead), ("injured", harm.injured), ("loss", harm.loss)):
        if number < 0:
            return Refusal("number-negative", N_("Dead, injured and loss are numbers from 0."), field=name)
    return None
