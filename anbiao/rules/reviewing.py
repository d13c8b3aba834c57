"""Who reviews a unit: candidates by conflict of interest, load and skill; and which self-assessments are reviewed at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anbiao.rules.assessing import ADVISED_MONTHS
from anbiao.rules.refusal import N_, Refusal, cites


@dataclass(frozen=True)
class Candidate:
    """Somebody who may review. `load` are the reviews that she has open, `skilled` tells whether she answers for the unit's sector or
    advises units of it, or reviewed in it before; the rest are conflicts of interest.
    """

    person: str
    name: str
    load: int = 0
    skilled: bool = False
    reaches: bool = True
    belongs: bool = False
    advised: bool = False
    was_alone: bool = False


@cites(
    "应急〔2021〕83号 第十三条", "Anbiao separation of duties 4.2 (1)", "Anbiao separation of duties 4.2 (3)"
)
def against(one: Candidate, *, most: int) -> tuple[Refusal, ...]:
    """Why somebody is not assigned: belongs to the unit, advised it within 24 months, does not reach it, or has her hands full."""
    found = []
    if one.belongs:
        found.append(Refusal("own-unit", N_("belongs to this unit"), article="Anbiao 4.2 (1)"))
    if one.advised:
        text = N_("advised this unit within {months} months")
        found.append(Refusal("advised", text, {"months": str(ADVISED_MONTHS)}, article="Anbiao 4.2 (3)"))
    if not one.reaches:
        found.append(Refusal("no-reach", N_("her duty does not reach this unit")))
    if one.load >= most:
        text = N_("has {load} reviews open already")
        found.append(Refusal("full", text, {"load": str(one.load)}, article="地方规则 review.load"))
    return tuple(found)


def in_order(candidates: Iterable[Candidate], *, most: int) -> list[Candidate]:
    """Who is free first; of these the skilled ones, then who did not review the unit alone the last time, then the least load."""
    return sorted(
        candidates,
        key=lambda one: (bool(against(one, most=most)), not one.skilled, one.was_alone, one.load, one.name),
    )


@cites("Anbiao separation of duties 4.2 (3)")
def wrong_team(chosen: Sequence[Candidate], *, most: int) -> tuple[Refusal, ...]:
    """What stands against a team: whoever may not be in it, nobody, or one person alone who was alone the last time."""
    if not chosen:
        return (Refusal("nobody-chosen", N_("Choose at least one reviewer."), field="persons"),)
    found = [
        Refusal(
            each.code, N_("{name}: {reason}"), {"name": one.name, "reason": each.sentence()}, field="persons"
        )
        for one in chosen
        for each in against(one, most=most)
    ]
    if len(chosen) == 1 and chosen[0].was_alone:
        text = N_("{name} reviewed this unit alone the last time. A second person joins.")
        found.append(Refusal("twice-alone", text, {"name": chosen[0].name}, field="persons"))
    return tuple(found)
