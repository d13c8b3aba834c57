"""Four colours 红橙黄蓝: how closely a unit is watched, from its present state; and the inherent risk of a place by LS or LEC."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.refusal import N_, Refusal, cites
from anbiao.rules.separation import did, nobody_known, own_unit

RED, ORANGE, YELLOW, BLUE = "red", "orange", "yellow", "blue"
COLOURS: Mapping[str, str] = {RED: N_("Red"), ORANGE: N_("Orange"), YELLOW: N_("Yellow"), BLUE: N_("Blue")}
LEVELS = {colour: level for level, colour in enumerate(COLOURS, start=1)}

# What a unit's colour can rest on; each is a number of its standing, and each opens the list behind it.
MEASURES: Mapping[str, str] = {
    "open_major": N_("open major hazards"),
    "open_general": N_("open general hazards"),
    "overdue": N_("overdue hazards"),
    "overdue_orders": N_("overdue orders of an enforcement agency"),
    "months_since_fatal": N_("months since a fatal accident"),
    "accidents_12_months": N_("accidents within 12 months"),
    "direct_red": N_("situations that make a unit red at once"),
    "score": N_("score of the last assessment"),
    "assessment_late_days": N_("days since an assessment was due"),
    "inherent_level": N_("highest level of its risk points (1 is red)"),
    "false_closures_12_months": N_("false closures within 12 months"),
    "refusals_12_months": N_("refused visits within 12 months"),
}


@dataclass(frozen=True)
class Criterion:
    """One line of the local rule: the colour that a unit takes when a measure is at least, or below, a bound.

    A measure that is not known (None) meets no criterion.
    """

    code: str
    colour: str
    measure: str
    at_least: float | None = None
    below: float | None = None

    def __post_init__(self) -> None:
        if self.colour not in COLOURS or self.measure not in MEASURES:
            raise ValueError(f"criterion {self.code}: {self.colour} by {self.measure}")
        if self.at_least is None and self.below is None:
            raise ValueError(f"criterion {self.code} has no bound")
        if self.at_least is not None and self.below is not None and self.at_least >= self.below:
            raise ValueError(
                f"criterion {self.code} can never hold: at least {self.at_least}, below {self.below}"
            )

    def holds(self, value: float | None) -> bool:
        """True when the value lies within the bounds: `at_least` included, `below` excluded."""
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (
            self.below is None or value < self.below
        )


@dataclass(frozen=True)
class Coloured:
    """The colour of a unit, the code of the criterion that decided, and every criterion that held with its value."""

    colour: str
    criterion: str
    evidence: tuple[tuple[str, float], ...] = ()


@cites("泉安办〔2022〕3号", "地方规则 local.rules")
def colour_of(standing: Mapping[str, float | None], criteria: Sequence[Criterion]) -> Coloured:
    """The most dangerous colour of which a criterion holds; blue where none does (四色 is present risk, not progress).

    `standing` has one number a measure; what it lacks is not known and speaks for nothing.
    """
    held = [c for c in criteria if c.holds(standing.get(c.measure))]
    if not held:
        return Coloured(BLUE, "")
    decisive = min(held, key=lambda criterion: LEVELS[criterion.colour])
    evidence = tuple((c.code, float(standing[c.measure] or 0)) for c in held if c.colour == decisive.colour)
    return Coloured(decisive.colour, decisive.code, evidence)


# What makes a unit red at once (local rule): the situation, and the measure and least figure by which it is seen. A situation
# that no measure shows, such as the list of grave dishonesty, speaks for nothing here.
SITUATIONS: Mapping[str, Criterion] = {
    "open_major_hazard": Criterion("open_major_hazard", RED, "open_major", at_least=1),
    "fatal_accident": Criterion("fatal_accident", RED, "months_since_fatal", below=12),
    "refusal": Criterion("refusal", RED, "refusals_12_months", at_least=1),
}


@cites("地方规则 local.rules")
def direct_red(standing: Mapping[str, float | None], chosen: Collection[str]) -> int:
    """How many of the chosen situations hold."""
    return sum(
        SITUATIONS[name].holds(standing.get(SITUATIONS[name].measure))
        for name in chosen
        if name in SITUATIONS
    )


@cites("地方规则 local.rules")
def manual_refusals(
    *, colour: str, reason: str, on: date, expires_on: date | None, most_days: int
) -> tuple[Refusal, ...]:
    """A colour set by hand needs a reason and an end that is not too far; then the rule decides again."""
    found: list[Refusal] = []
    if colour not in COLOURS:
        found.append(Refusal("colour-unknown", N_("Choose one of the four colours."), field="colour"))
    if not reason.strip():
        found.append(Refusal("reason-missing", N_("Say why this unit takes another colour."), field="reason"))
    last = on + timedelta(days=most_days)
    if expires_on is None or not on < expires_on <= last:
        text = N_("Give the last day on which this colour holds, at the latest {last}.")
        found.append(Refusal("expiry-missing", text, {"last": str(last)}, field="expires_on"))
    return tuple(found)


@cites("Anbiao separation of duties 4.2 (4)")
def proposer_is_another(facts: Facts, today: date) -> Refusal | None:
    """A colour set by hand is approved, refused or ended by a second person, who is none of the unit's people."""
    if did(facts, "proposed_by"):
        text = N_("You proposed this yourself. A second person approves it.")
        return Refusal("own-proposal", text, article="Anbiao 4.2 (4)")
    return nobody_known(facts) or own_unit(facts)


@cites("Anbiao separation of duties 4.2 (4)")
def only_the_proposer(facts: Facts, today: date) -> Refusal | None:
    """A proposal is withdrawn by who made it: nobody takes back what another office proposed."""
    if did(facts, "proposed_by"):
        return None
    return Refusal("not-own-proposal", N_("Another person proposed this. Only who proposed it withdraws it."))


@cites("地方规则 local.rules")
def not_expired(facts: Facts, today: date) -> Refusal | None:
    """A colour by hand comes into force while its last day has not passed."""
    last = str(facts["expires_on"])
    if today.isoformat() <= last:
        return None
    return Refusal(
        "expired", N_("The last day of this colour, {last}, has passed. Propose it anew."), {"last": last}
    )


COLOUR_PROPOSAL = Machine(
    name="colour proposal",
    label=N_("Colour by hand"),
    initial="proposed",
    states=(
        State("proposed", N_("To be approved"), "wait"),
        State("approved", N_("In force"), "done"),
        State("refused", N_("Refused"), "back"),
        State("withdrawn", N_("Withdrawn"), "off"),
        State("ended", N_("Ended"), "off"),
    ),
    steps=(
        Step("approve", N_("Approve the colour"), frozenset({"proposed"}), "approved", "approve colour", (proposer_is_another, not_expired)),
        Step("refuse", N_("Refuse the colour"), frozenset({"proposed"}), "refused", "approve colour", (proposer_is_another,), needs_note=True),
        Step("withdraw", N_("Withdraw"), frozenset({"proposed", "refused"}), "withdrawn", "propose colour", (only_the_proposer,)),
        Step("end", N_("End before its day"), frozenset({"approved"}), "ended", "approve colour", (proposer_is_another,), needs_note=True),
    ),
)  # fmt: skip


# ---------- inherent risk ----------


@dataclass(frozen=True)
class Band:
    """A band of a rating: from `least` (included) up to `below` (excluded; None: without end)."""

    colour: str
    least: float
    below: float | None = None


@dataclass(frozen=True)
class Rating:
    """A way to rate: the names of its factors and its bands; both are data of an edition."""

    method: str
    factors: tuple[str, ...]
    bands: tuple[Band, ...]


@cites("GB/T 33000-2016 5.5.1", "安委办〔2016〕11号")
def rate(rating: Rating, values: Mapping[str, float]) -> tuple[float, str]:
    """The product of the factors (R = L × S, D = L × E × C) and the colour of its band. ValueError when a factor is missing or
    the product falls into no band.
    """
    product = 1.0
    for factor in rating.factors:
        if factor not in values:
            raise ValueError(f"{rating.method} needs {factor}")
        product *= values[factor]
    for band in rating.bands:
        if product >= band.least and (band.below is None or product < band.below):
            return product, band.colour
    raise ValueError(f"{rating.method}: {product} falls into no band")


CONTROL_LEVELS: Mapping[str, str] = {
    RED: N_("company, under the principal"),
    ORANGE: N_("department or workshop"),
    YELLOW: N_("team"),
    BLUE: N_("post"),
}


@cites("安委办〔2016〕11号")
def control_level(colour: str) -> str:
    """Who controls a risk of this colour; the level above always answers as well, and a level is raised, never lowered."""
    return CONTROL_LEVELS[colour]
