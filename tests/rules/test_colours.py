"""Four colours: the colour of a unit from its standing, by hand with two persons; inherent risk by LS 5 × 5 and LEC as in the catalogue."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.colours import (
    BLUE,
    COLOUR_PROPOSAL,
    COLOURS,
    LEVELS,
    ORANGE,
    RED,
    SITUATIONS,
    YELLOW,
    Band,
    Coloured,
    Criterion,
    Rating,
    colour_of,
    control_level,
    direct_red,
    manual_refusals,
    not_expired,
    only_the_proposer,
    proposer_is_another,
    rate,
)

TODAY = date(2026, 11, 23)
# The seed values of the programme (§6, to be confirmed by the district as a local rule).
CRITERIA = (
    Criterion("R1", RED, "open_major", at_least=1),
    Criterion("R2", RED, "overdue_orders", at_least=1),
    Criterion("O1", ORANGE, "overdue", at_least=1),
    Criterion("O2", ORANGE, "score", below=60),
    Criterion("O3", ORANGE, "assessment_late_days", at_least=1),
    Criterion("Y1", YELLOW, "score", at_least=60, below=75),
    Criterion("Y2", YELLOW, "accidents_12_months", at_least=1),
)


# ---------- the colour of a unit ----------


@pytest.mark.parametrize(
    ("standing", "colour", "criterion", "evidence"),
    [
        pytest.param({}, BLUE, "", (), id="nothing is known, nothing speaks against it"),
        pytest.param({"open_major": None, "score": None}, BLUE, "", (), id="what is unknown meets no criterion"),
        pytest.param({"open_major": 0, "score": 100}, BLUE, "", (), id="all is well"),
        pytest.param({"open_major": 1}, RED, "R1", (("R1", 1.0),), id="an open major hazard"),
        pytest.param({"overdue": 1}, ORANGE, "O1", (("O1", 1.0),), id="an overdue hazard"),
        pytest.param({"open_major": 2, "overdue": 5}, RED, "R1", (("R1", 2.0),), id="the more dangerous colour decides"),
        pytest.param(
            {"open_major": 1, "overdue_orders": 3}, RED, "R1", (("R1", 1.0), ("R2", 3.0)),
            id="two of one colour: the first of the rule is named, both are evidence",
        ),
        pytest.param({"score": 59.9}, ORANGE, "O2", (("O2", 59.9),), id="a score below 60"),
        pytest.param({"score": 60}, YELLOW, "Y1", (("Y1", 60.0),), id="60 is not below 60"),
        pytest.param({"score": 74.9}, YELLOW, "Y1", (("Y1", 74.9),), id="below 75"),
        pytest.param({"score": 75}, BLUE, "", (), id="75 is not below 75"),
        pytest.param({"score": 0}, ORANGE, "O2", (("O2", 0.0),), id="nought is a score, not an unknown one"),
        pytest.param({"score": float("nan")}, BLUE, "", (), id="no number meets no criterion"),
        pytest.param({"assessment_late_days": -3}, BLUE, "", (), id="the assessment is not due yet"),
        pytest.param({"never heard of": 9}, BLUE, "", (), id="a measure without a criterion"),
    ],
)  # fmt: skip
def test_a_unit_takes_the_most_dangerous_colour_of_which_a_criterion_holds(
    standing: dict[str, float | None], colour: str, criterion: str, evidence: tuple[tuple[str, float], ...]
) -> None:
    assert colour_of(standing, CRITERIA) == Coloured(colour, criterion, evidence)


def test_a_rule_without_criteria_makes_every_unit_blue() -> None:
    assert colour_of({"open_major": 9}, ()) == Coloured(BLUE, "")


def test_a_blue_criterion_that_holds_is_named() -> None:
    good = Criterion("B1", BLUE, "score", at_least=90)
    assert colour_of({"score": 95}, (*CRITERIA, good)) == Coloured(BLUE, "B1", (("B1", 95.0),))


standings = st.dictionaries(
    st.sampled_from(sorted({criterion.measure for criterion in CRITERIA})),
    st.none() | st.integers(0, 100),
)


@given(standings, st.permutations(CRITERIA))
def test_the_order_of_the_criteria_never_changes_the_colour(standing: dict, order: list[Criterion]) -> None:
    one, other = colour_of(standing, CRITERIA), colour_of(standing, order)
    assert one.colour == other.colour
    assert sorted(one.evidence) == sorted(other.evidence)


@given(standings)
def test_the_colour_rests_on_exactly_what_holds_of_it(standing: dict) -> None:
    found = colour_of(standing, CRITERIA)
    held = [each for each in CRITERIA if each.holds(standing.get(each.measure))]
    assert LEVELS[found.colour] == min((LEVELS[each.colour] for each in held), default=LEVELS[BLUE])
    assert [code for code, _ in found.evidence] == [each.code for each in held if each.colour == found.colour]


@given(
    standings,
    st.sampled_from(("open_major", "overdue_orders", "overdue", "accidents_12_months")),
    st.integers(1, 9),
)
def test_more_of_what_is_bad_never_makes_a_unit_safer(standing: dict, measure: str, more: int) -> None:
    worse = {**standing, measure: (standing.get(measure) or 0) + more}
    assert LEVELS[colour_of(worse, CRITERIA).colour] <= LEVELS[colour_of(standing, CRITERIA).colour]


@pytest.mark.parametrize(
    ("bounds", "value", "holds"),
    [
        pytest.param({"at_least": 3}, 3, True, id="at least: the bound itself"),
        pytest.param({"at_least": 3}, 2.999, False, id="at least: just below"),
        pytest.param({"below": 3}, 3, False, id="below: the bound itself"),
        pytest.param({"below": 3}, 2.999, True, id="below: just below"),
        pytest.param({"at_least": 3, "below": 5}, 4, True, id="between"),
        pytest.param({"at_least": 3, "below": 5}, 5, False, id="between: the upper bound"),
        pytest.param({"at_least": 0}, 0, True, id="nought is a bound"),
        pytest.param({"below": 0}, -1, True, id="below nought"),
        pytest.param({"at_least": 0}, None, False, id="unknown"),
    ],
)
def test_a_criterion_holds_within_its_bounds(
    bounds: dict[str, float], value: float | None, holds: bool
) -> None:
    assert Criterion("X", RED, "score", **bounds).holds(value) is holds


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"colour": "green", "at_least": 1}, "green", id="a colour that is none of the four"),
        pytest.param({"measure": "mood", "at_least": 1}, "mood", id="a measure that nobody knows"),
        pytest.param({}, "no bound", id="no bound at all"),
        pytest.param({"at_least": 5, "below": 5}, "never hold", id="bounds between which nothing lies"),
        pytest.param({"at_least": 75, "below": 60}, "never hold", id="bounds the wrong way round"),
    ],
)
def test_a_criterion_that_cannot_be_is_an_error(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Criterion(**{"code": "X", "colour": RED, "measure": "score", **wrong})  # type: ignore[arg-type]


def test_the_colours_are_four_from_the_most_dangerous() -> None:
    assert [(colour, LEVELS[colour]) for colour in COLOURS] == [(RED, 1), (ORANGE, 2), (YELLOW, 3), (BLUE, 4)]


@pytest.mark.parametrize(
    ("colour", "who"),
    [
        pytest.param(RED, "company, under the principal", id="CTL-1"),
        pytest.param(ORANGE, "department or workshop", id="CTL-2"),
        pytest.param(YELLOW, "team", id="CTL-3"),
        pytest.param(BLUE, "post", id="CTL-4"),
    ],
)
def test_a_risk_is_controlled_at_the_level_of_its_colour(colour: str, who: str) -> None:
    assert control_level(colour) == who


def test_a_colour_that_is_none_of_the_four_is_controlled_by_nobody() -> None:
    with pytest.raises(KeyError):
        control_level("green")


# ---------- by hand ----------


@pytest.mark.parametrize(
    ("over", "said"),
    [
        pytest.param({}, [], id="colour, reason and end"),
        pytest.param({"expires_on": TODAY + timedelta(1)}, [], id="until tomorrow"),
        pytest.param({"expires_on": TODAY + timedelta(90)}, [], id="the last day allowed"),
        pytest.param({"expires_on": TODAY + timedelta(91)}, ["expires_on"], id="a day too many"),
        pytest.param({"expires_on": TODAY}, ["expires_on"], id="ends on the day it begins"),
        pytest.param({"expires_on": TODAY - timedelta(1)}, ["expires_on"], id="ends before it begins"),
        pytest.param({"expires_on": None}, ["expires_on"], id="without an end"),
        pytest.param({"reason": " \n"}, ["reason"], id="without words"),
        pytest.param({"colour": "green"}, ["colour"], id="none of the four"),
        pytest.param({"colour": "", "reason": "", "expires_on": None}, ["colour", "reason", "expires_on"], id="every reason at once"),
    ],
)  # fmt: skip
def test_a_colour_by_hand_needs_a_reason_and_an_end(over: dict[str, object], said: list[str]) -> None:
    given_ = {"colour": RED, "reason": "fire next door", "expires_on": TODAY + timedelta(30), **over}
    refused = manual_refusals(on=TODAY, most_days=90, **given_)  # type: ignore[arg-type]
    assert [each.field for each in refused] == said
    codes = {"colour": "colour-unknown", "reason": "reason-missing", "expires_on": "expiry-missing"}
    assert [each.code for each in refused] == [codes[field] for field in said]
    assert all(each.params["last"] == "2027-02-21" for each in refused if each.field == "expires_on")


PROPOSAL = {
    "proposed_by": "Gao", "enterprise_id": "unit", "expires_on": "2026-12-23", "by_person": "Ning", "by_units": frozenset[str](),
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "", id="4.2 (4) a second person"),
        pytest.param(
            {"by_person": "Gao"}, "own-proposal", id="4.2 (4) who proposed it, with whatever account"
        ),
        pytest.param({"by_units": frozenset({"unit"})}, "own-unit", id="4.2 (1) one of the unit's people"),
        pytest.param({"by_units": frozenset({"other"})}, "", id="4.2 (1) one of another unit"),
        pytest.param({"by_person": ""}, "nobody-known", id="4.2 (9) nobody known"),
    ],
)
def test_a_colour_by_hand_is_decided_by_a_second_person(facts: dict[str, object], said: str) -> None:
    refused = proposer_is_another({**PROPOSAL, **facts}, TODAY)
    assert (refused.code if refused else "") == said


@pytest.mark.parametrize(
    ("person", "said"), [("Gao", ""), ("Hu", "not-own-proposal"), ("", "not-own-proposal")]
)
def test_nobody_withdraws_what_another_proposed(person: str, said: str) -> None:
    refused = only_the_proposer({**PROPOSAL, "by_person": person}, TODAY)
    assert (refused.code if refused else "") == said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        pytest.param(date(2026, 12, 22), "", id="before its last day"),
        pytest.param(date(2026, 12, 23), "", id="on its last day"),
        pytest.param(date(2026, 12, 24), "expired", id="the day after"),
    ],
)
def test_a_colour_by_hand_comes_into_force_until_its_last_day(today: date, said: str) -> None:
    refused = not_expired(PROPOSAL, today)
    assert (refused.code if refused else "") == said
    assert refused is None or refused.params["last"] == "2026-12-23"


def test_every_decision_on_a_proposal_asks_who_made_it() -> None:
    deciding = [step for step in COLOUR_PROPOSAL.steps if step.duty == "approve colour"]
    assert {step.name for step in deciding} == {"approve", "refuse", "end"}
    assert all(proposer_is_another in step.guards for step in deciding)
    assert {step.name for step in COLOUR_PROPOSAL.steps if step.needs_note} == {"refuse", "end"}


# ---------- inherent risk ----------

# risk-four-colours: LS-R-* (R ≥ 20 red, 15–16 orange, 9–12 yellow, ≤ 8 blue) and LEC-D-* (≥ 320, 160–, 70–, below 70).
LS = Rating("LS", ("L", "S"), (Band(RED, 20), Band(ORANGE, 15, 20), Band(YELLOW, 9, 15), Band(BLUE, 1, 9)))
LEC = Rating(
    "LEC", ("L", "E", "C"), (Band(RED, 320), Band(ORANGE, 160, 320), Band(YELLOW, 70, 160), Band(BLUE, 0, 70))
)
LS_TABLE = """
blue blue   blue   blue   blue
blue blue   blue   blue   yellow
blue blue   yellow yellow orange
blue blue   yellow orange red
blue yellow orange red    red
"""
LEC_L, LEC_E, LEC_C = (10, 6, 3, 1, 0.5, 0.2, 0.1), (10, 6, 3, 2, 1, 0.5), (100, 40, 15, 7, 3, 1)


@pytest.mark.parametrize(("likelihood", "severity"), list(product(range(1, 6), repeat=2)))
def test_ls_is_read_from_its_table_of_five_by_five(likelihood: int, severity: int) -> None:
    table = [row.split() for row in LS_TABLE.strip().splitlines()]
    assert rate(LS, {"L": likelihood, "S": severity}) == (
        likelihood * severity,
        table[likelihood - 1][severity - 1],
    )


@pytest.mark.parametrize(
    ("values", "number", "colour"),
    [
        pytest.param((10, 10, 100), 10_000, RED, id="LEC-D-RED the most there is"),
        pytest.param((1, 3, 100), 300, ORANGE, id="LEC-D-ORANGE below 320"),
        pytest.param((0.5, 6, 100), 300, ORANGE, id="LEC-D-ORANGE with a half"),
        pytest.param((1, 10, 40), 400, RED, id="LEC-D-RED above 320"),
        pytest.param((1, 6, 40), 240, ORANGE, id="LEC-D-ORANGE"),
        pytest.param((3, 6, 7), 126, YELLOW, id="LEC-D-YELLOW"),
        pytest.param((1, 10, 7), 70, YELLOW, id="LEC-D-YELLOW 70 itself"),
        pytest.param((10, 1, 7), 70, YELLOW, id="LEC-D-YELLOW 70 the other way"),
        pytest.param((3, 1, 15), 45, BLUE, id="LEC-D-BLUE"),
        pytest.param((0.1, 0.5, 1), 0.05, BLUE, id="LEC-D-BLUE the least there is"),
    ],
)
def test_lec_is_read_from_its_bands(values: tuple[float, float, float], number: float, colour: str) -> None:
    found, named = rate(LEC, dict(zip("LEC", values, strict=True)))
    assert (found, named) == (pytest.approx(number), colour)


@pytest.mark.parametrize(
    ("number", "colour"),
    [
        (69.9, BLUE),
        (70, YELLOW),
        (159.9, YELLOW),
        (160, ORANGE),
        (319.9, ORANGE),
        (320, RED),
        (10_000, RED),
        (0, BLUE),
    ],
)
def test_a_band_of_lec_begins_at_its_least_and_ends_below_the_next(number: float, colour: str) -> None:
    assert rate(LEC, {"L": 1, "E": 1, "C": number}) == (number, colour)


def test_no_value_of_the_lec_table_lands_in_another_band_by_rounding() -> None:
    for values in product(LEC_L, LEC_E, LEC_C):
        exact = Fraction(1)
        for value in values:
            exact *= Fraction(str(value))
        colour = RED if exact >= 320 else ORANGE if exact >= 160 else YELLOW if exact >= 70 else BLUE
        assert rate(LEC, dict(zip("LEC", values, strict=True)))[1] == colour, values


@pytest.mark.parametrize(
    ("rating", "values", "says"),
    [
        pytest.param(LS, {"L": 5}, "LS needs S", id="a factor is missing"),
        pytest.param(LEC, {"L": 5, "C": 1}, "LEC needs E", id="another factor is missing"),
        pytest.param(LS, {}, "LS needs L", id="every factor is missing"),
        pytest.param(LS, {"L": 0, "S": 5}, "no band", id="nought is no likelihood of LS"),
        pytest.param(LEC, {"L": -1, "E": 1, "C": 1}, "no band", id="less than nothing"),
        pytest.param(LEC, {"L": float("nan"), "E": 1, "C": 1}, "no band", id="no number"),
    ],
)
def test_a_rating_that_cannot_be_is_an_error(rating: Rating, values: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rate(rating, values)


@given(st.permutations(LEC.bands), st.floats(0, 20_000))
def test_the_order_in_which_bands_are_written_changes_nothing(bands: list[Band], number: float) -> None:
    values = {"L": 1, "E": 1, "C": number}
    assert rate(Rating("LEC", LEC.factors, tuple(bands)), values) == rate(LEC, values)


def test_a_rating_between_two_bands_is_an_error() -> None:
    gap = Rating("LS", ("L",), (Band(BLUE, 1, 9), Band(YELLOW, 10)))
    assert [rate(gap, {"L": number})[1] for number in (8.9, 10)] == [BLUE, YELLOW]
    with pytest.raises(ValueError, match=r"LS: 9\.5 falls into no band"):
        rate(gap, {"L": 9.5})


def test_a_rating_looks_at_its_own_factors_only() -> None:
    assert rate(LS, {"L": 2, "S": 4, "E": 10}) == (8, BLUE)


@given(*[st.sampled_from(each) for each in (LEC_L, LEC_E, LEC_C)], st.sampled_from("LEC"))
def test_a_greater_factor_never_makes_a_risk_smaller(
    likelihood: float, exposure: float, harm: float, which: str
) -> None:
    values = {"L": likelihood, "E": exposure, "C": harm}
    greater = {**values, which: values[which] * 2}
    assert LEVELS[rate(LEC, greater)[1]] <= LEVELS[rate(LEC, values)[1]]


@pytest.mark.parametrize(
    ("standing", "chosen", "number"),
    [
        pytest.param({"open_major": 1}, {"open_major_hazard"}, 1, id="地方规则 an open major hazard"),
        pytest.param({"open_major": 1}, {"refusal"}, 0, id="地方规则 a situation that the district did not choose"),
        pytest.param({"months_since_fatal": 12, "refusals_12_months": 0}, set(SITUATIONS), 0, id="地方规则 a year after, nothing refused"),
        pytest.param({"months_since_fatal": 0, "refusals_12_months": 2}, set(SITUATIONS), 2, id="地方规则 two situations at once"),
        pytest.param({}, {"dishonest_list", "unlicensed"}, 0, id="地方规则 what nobody measures speaks for nothing"),
    ],
)  # fmt: skip
def test_situations_that_make_a_unit_red_at_once(
    standing: dict[str, float | None], chosen: set[str], number: int
) -> None:
    assert direct_red(standing, chosen) == number
