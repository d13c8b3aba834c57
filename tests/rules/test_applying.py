"""Which check-list and scoring table apply to a unit, and why not the others."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.applying import Candidate, Condition, UnitFacts, choose, judge, meets

TODAY = date(2026, 11, 23)


def unit(
    sector: str = "footwear", size_class: str = "small_micro", *features: str, on: date = TODAY
) -> UnitFacts:
    return UnitFacts(sector, size_class, frozenset(features), on)


def when(*, sectors: str = "", classes: str = "", features: str = "") -> Condition:
    return Condition(frozenset(sectors.split()), frozenset(classes.split()), frozenset(features.split()))


GENERAL = Candidate("table.general", "1")
MICRO = Candidate("table.micro", "1", (when(classes="small_micro nine_small"),))
SCHOOL = Candidate("table.school", "1", (when(sectors="schools kindergartens"),))
COMMERCE = Candidate("table.commerce", "1", (when(sectors="catering", classes="above_scale medium"),))
DUST = Candidate("table.dust", "1", (when(features="dust"), when(sectors="wood_crafts", features="hot_work")))
TABLES = (GENERAL, MICRO, SCHOOL, COMMERCE, DUST)


@pytest.mark.parametrize(
    ("facts", "chosen"),
    [
        pytest.param(unit(), "table.micro", id="a small maker of shoes: by class"),
        pytest.param(unit("machinery", "medium"), "table.general", id="nothing but the general table"),
        pytest.param(unit("schools", "small_micro"), "table.school", id="sector before class"),
        pytest.param(unit("catering", "medium"), "table.commerce", id="sector and class"),
        pytest.param(unit("catering", "nine_small"), "table.micro", id="a small restaurant: class"),
        pytest.param(unit("schools", "medium", "dust"), "table.school", id="sector before feature"),
        pytest.param(unit("machinery", "small_micro", "dust"), "table.dust", id="feature before class"),
        pytest.param(unit("wood_crafts", "medium", "hot_work"), "table.dust", id="the second condition"),
        pytest.param(unit("footwear", "medium", "hot_work"), "table.general", id="half a condition is none"),
        pytest.param(unit("", ""), "table.general", id="nothing known of the unit"),
    ],
)
def test_the_most_specific_table_that_a_unit_meets_is_chosen_in_whatever_order(
    facts: UnitFacts, chosen: str
) -> None:
    for tables in permutations(TABLES):
        answer = choose(facts, tables)
        assert answer.chosen is not None
        assert answer.chosen.urn == chosen
        assert [each.candidate for each in answer.judged if each.applies] == list(answer.fitting)
        assert len(answer.judged) == len(TABLES)


def test_every_candidate_says_why_or_why_not() -> None:
    said = {
        each.candidate.urn: [r.code for r in each.reasons] for each in choose(unit("schools"), TABLES).judged
    }
    assert said == {
        "table.school": ["sector", "chosen"], "table.micro": ["class", "less-specific"],
        "table.general": ["every", "less-specific"], "table.commerce": ["sector", "class"], "table.dust": ["feature"],
    }  # fmt: skip


def test_a_reason_names_what_is_asked_for_and_what_is_not_known_yet() -> None:
    (sector, size) = judge(unit("", ""), COMMERCE).reasons
    assert sector.sentence() == "It is for certain sectors, and the unit has none yet: catering."
    assert size.sentence() == "It is for certain classes, and the unit has none yet: above_scale, medium."
    (other,) = judge(unit("footwear", "medium"), COMMERCE).reasons
    assert other.sentence() == "It is for other sectors: catering."


OLD = Candidate("standard", "2016", to_on=date(2025, 10, 30))
NEW = Candidate("standard", "2025", from_on=date(2025, 10, 31))


@pytest.mark.parametrize(
    ("on", "edition", "against"),
    [
        (date(2025, 10, 30), "2016", "not-yet"),
        (date(2025, 10, 31), "2025", "no-more"),
        (TODAY, "2025", "no-more"),
    ],
)
def test_an_edition_applies_from_its_first_to_its_last_day(on: date, edition: str, against: str) -> None:
    answer = choose(unit(on=on), (OLD, NEW))
    assert answer.chosen is not None
    assert answer.chosen.edition == edition
    assert [r.code for r in answer.judged[1].reasons] == [against]


def test_of_equals_the_newest_in_force_then_the_higher_edition_then_the_first_name() -> None:
    begun = Candidate("b", "1", from_on=TODAY - timedelta(days=1))
    higher, lower, other = Candidate("a", "10"), Candidate("a", "9"), Candidate("c", "10")
    for given_in in permutations((begun, higher, lower, other)):
        assert choose(unit(), given_in).fitting == (begun, higher, other, lower)


def test_nothing_applies_when_nothing_is_there_or_nothing_fits() -> None:
    assert choose(unit(), ()).chosen is None
    assert choose(unit(), (SCHOOL, DUST)).chosen is None
    assert choose(unit(), (SCHOOL, DUST)).fitting == ()


def test_a_section_is_for_whoever_meets_one_of_its_conditions() -> None:
    assert meets(unit(), ())
    assert meets(unit("footwear", "", "dust"), DUST.conditions)
    assert not meets(unit("footwear", "", "hot_work"), DUST.conditions)


SECTORS, CLASSES, FEATURES = (
    ("footwear", "schools", "catering"),
    ("medium", "small_micro"),
    ("dust", "hot_work"),
)
conditions = st.builds(
    Condition, st.frozensets(st.sampled_from(SECTORS)), st.frozensets(st.sampled_from(CLASSES)),
    st.frozensets(st.sampled_from(FEATURES)),
)  # fmt: skip
days = st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1))
candidates = st.builds(
    Candidate, st.sampled_from("abc"), st.sampled_from(("1", "2", "2016")),
    st.lists(conditions, max_size=3).map(tuple), days, days,
)  # fmt: skip
several = st.lists(candidates, max_size=6, unique_by=lambda each: (each.urn, each.edition))
units = st.builds(
    UnitFacts, st.sampled_from(("", *SECTORS)), st.sampled_from(("", *CLASSES)), st.frozensets(st.sampled_from(FEATURES)),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)  # fmt: skip


@given(units, several)
def test_the_chosen_applies_and_nothing_that_applies_is_more_specific(
    facts: UnitFacts, found: list[Candidate]
) -> None:
    answer = choose(facts, found)
    fitting = [judge(facts, each) for each in found if judge(facts, each).applies]
    assert (answer.chosen is None) == (not fitting)
    if answer.chosen:
        assert judge(facts, answer.chosen).weight == max(each.weight for each in fitting)
    assert all(each.reasons for each in answer.judged)
    assert choose(facts, reversed(found)).chosen == answer.chosen


@given(units, several, candidates)
def test_a_candidate_that_does_not_apply_changes_no_choice(
    facts: UnitFacts, found: list[Candidate], other: Candidate
) -> None:
    if not judge(facts, other).applies:
        assert choose(facts, [*found, other]).chosen == choose(facts, found).chosen
