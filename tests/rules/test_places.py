"""Regions nest by prefix at five levels, and a grant reaches exactly as far as it says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.places import (
    REGION_LENGTHS,
    Grant,
    Place,
    Scope,
    covers,
    cut,
    level_of,
    narrowed,
    parent_of,
    parse,
    within,
)

DISTRICT, STREET, VILLAGE, OTHER_STREET, OTHER_DISTRICT = (
    "350504",
    "350504002",
    "350504002001",
    "350504001",
    "350503",
)
DAY = date(2026, 11, 23)
codes = st.sampled_from(REGION_LENGTHS).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))


def make_grant(duty: str = "town_officer", **over: object) -> Grant:
    given_over = {"region", "enterprise", "assignee"} & over.keys()
    values = {"from_on": date(2026, 1, 1), **({} if given_over else {"region": STREET}), **over}
    return Grant(duty, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        pytest.param("35", 1, "", id="GB/T 2260 province"),
        pytest.param("3505", 2, "35", id="GB/T 2260 city"),
        pytest.param(DISTRICT, 3, "3505", id="GB/T 2260 district"),
        pytest.param(STREET, 4, DISTRICT, id="GB/T 10114 street"),
        pytest.param(VILLAGE, 5, STREET, id="village"),
        pytest.param("350504100", 4, DISTRICT, id="a town whose code ends in zeros keeps them"),
    ],
)
def test_a_region_has_a_level_and_a_parent(code: str, level: int, parent: str) -> None:
    assert level_of(code) == level
    assert parent_of(code) == parent


@pytest.mark.parametrize(
    "code", ["", "3", "350", "35050", "35050４", "35050a", "3505040021", "350504 02", "+35050"]
)
def test_what_is_no_region_code_is_an_error_and_lies_nowhere(code: str) -> None:
    with pytest.raises(ValueError, match="not a region code"):
        level_of(code)
    assert not within(code, "35")
    assert not within(VILLAGE, code)


@pytest.mark.parametrize(
    ("padded", "level", "code"),
    [
        ("350000000000", 1, "35"),
        ("350500000000", 2, "3505"),
        ("350504000000", 3, DISTRICT),
        ("350504100000", 4, "350504100"),
        ("350504100200", 5, "350504100200"),
        ("441900003000", 4, "441900003"),
    ],
)
def test_a_published_code_is_cut_by_its_level_and_never_by_its_zeros(
    padded: str, level: int, code: str
) -> None:
    assert parse(padded, level) == code


@pytest.mark.parametrize(
    ("padded", "level"),
    [("350504000000", 2), ("350504", 3), ("350504000000", 0), ("350504000000", 6), ("35050400000x", 3)],
)
def test_a_published_code_that_does_not_fit_its_level_is_an_error(padded: str, level: int) -> None:
    with pytest.raises(ValueError):
        parse(padded, level)


@given(codes)
def test_every_region_lies_within_itself_and_all_its_parents(code: str) -> None:
    assert within(code, code)
    parent = parent_of(code)
    while parent:
        assert within(code, parent)
        assert not within(parent, code)
        assert cut(code, level_of(parent)) == parent
        parent = parent_of(parent)


@given(codes, codes)
def test_two_regions_lie_within_each_other_only_when_they_are_one(one: str, other: str) -> None:
    assert (within(one, other) and within(other, one)) is (one == other)


@given(codes)
def test_a_padded_code_is_parsed_back_to_itself(code: str) -> None:
    assert parse(code.ljust(12, "0"), level_of(code)) == code


def test_a_region_has_no_part_below_itself() -> None:
    with pytest.raises(ValueError, match="no part at level 4"):
        cut(DISTRICT, 4)


@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"region": ""}, id="over nothing"),
        pytest.param({"region": STREET, "enterprise": "e1"}, id="over a region and an enterprise"),
        pytest.param({"enterprise": "e1", "assignee": "p1"}, id="over an enterprise and an assignment"),
        pytest.param({"region": "35050"}, id="over no region code"),
        pytest.param(
            {"enterprise": "e1", "sectors": frozenset({"fire"})}, id="sectors of a single enterprise"
        ),
    ],
)
def test_a_grant_is_over_exactly_one_thing(over: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        make_grant(**over)


FIRE, GAS = frozenset({"fire"}), frozenset({"gas"})


@pytest.mark.parametrize(
    ("over", "place", "covered"),
    [
        pytest.param({}, Place(STREET), True, id="Art. 9: the street itself"),
        pytest.param({}, Place(VILLAGE), True, id="Art. 9: a village of the street"),
        pytest.param({}, Place(OTHER_STREET), False, id="Art. 9: not the next street"),
        pytest.param({}, Place(DISTRICT), False, id="Art. 9: not the district above"),
        pytest.param({}, Place(""), False, id="no region: nowhere"),
        pytest.param(
            {"region": DISTRICT}, Place(VILLAGE), True, id="Art. 10: the district reaches its villages"
        ),
        pytest.param({"region": DISTRICT}, Place(OTHER_DISTRICT), False, id="Art. 10: not the next district"),
        pytest.param(
            {"region": DISTRICT, "sectors": FIRE},
            Place(STREET, sectors=FIRE | GAS),
            True,
            id="Art. 3: one of two sectors",
        ),
        pytest.param(
            {"region": DISTRICT, "sectors": FIRE},
            Place(STREET, sectors=GAS),
            False,
            id="Art. 3: another sector",
        ),
        pytest.param({"region": DISTRICT, "sectors": FIRE}, Place(STREET), False, id="Art. 3: no sector yet"),
        pytest.param(
            {"region": STREET, "sectors": FIRE},
            Place(OTHER_STREET, sectors=FIRE),
            False,
            id="Art. 3: sector elsewhere",
        ),
        pytest.param(
            {"region": DISTRICT, "sectors": frozenset()},
            Place(STREET, sectors=FIRE),
            False,
            id="no sectors: nothing",
        ),
        pytest.param({"enterprise": "e1"}, Place(STREET, "e1"), True, id="own enterprise"),
        pytest.param({"enterprise": "e1"}, Place(STREET, "e2"), False, id="another enterprise"),
        pytest.param({"enterprise": "e1"}, Place(STREET), False, id="no enterprise"),
        pytest.param(
            {"assignee": "p1"}, Place(STREET, "e1", assignees=frozenset({"p1", "p2"})), True, id="assigned"
        ),
        pytest.param(
            {"assignee": "p1"}, Place(STREET, "e1", assignees=frozenset({"p2"})), False, id="not assigned"
        ),
    ],
)
def test_a_grant_covers_what_it_says_and_nothing_else(
    over: dict[str, object], place: Place, covered: bool
) -> None:
    assert covers(make_grant(**over), place, on=DAY) is covered


@pytest.mark.parametrize(
    ("from_on", "to_on", "in_force"),
    [
        pytest.param(DAY, None, True, id="from the first day on"),
        pytest.param(DAY, DAY, True, id="a grant of one day"),
        pytest.param(DAY - timedelta(9), DAY, True, id="the last day is included"),
        pytest.param(DAY + timedelta(1), None, False, id="not the day before"),
        pytest.param(DAY - timedelta(9), DAY - timedelta(1), False, id="not the day after"),
        pytest.param(DAY, DAY - timedelta(1), False, id="ended before it began"),
    ],
)
def test_a_grant_reaches_only_from_its_first_to_its_last_day(
    from_on: date, to_on: date | None, in_force: bool
) -> None:
    for over, place in (
        ({}, Place(STREET)),
        ({"enterprise": "e1"}, Place(STREET, "e1")),
        ({"assignee": "p1"}, Place(STREET, assignees=frozenset({"p1"}))),
    ):
        assert covers(make_grant(from_on=from_on, to_on=to_on, **over), place, on=DAY) is in_force


def make_scope(*grants: Grant) -> Scope:
    return Scope("p1", DISTRICT, grants, DAY)


def test_a_scope_without_grants_sees_nothing() -> None:
    assert not make_scope().may("read enterprise")
    assert not make_scope().allows("read enterprise", Place(STREET, "e1"))


def test_capability_and_place_must_come_from_the_same_grant() -> None:
    scope = make_scope(make_grant(region=STREET), make_grant("leader", region=OTHER_STREET))
    assert scope.may("change enterprise")
    assert scope.allows("change enterprise", Place(VILLAGE))
    assert scope.allows("read enterprise", Place(OTHER_STREET))
    assert not scope.allows("change enterprise", Place(OTHER_STREET))


def test_a_grant_out_of_force_allows_nothing() -> None:
    scope = make_scope(make_grant(to_on=DAY - timedelta(1)))
    assert scope.allowing("read enterprise") == ()
    assert not scope.may("read enterprise")
    assert not scope.allows("read enterprise", Place(STREET))


def test_a_scope_never_reaches_out_of_its_district() -> None:
    city = make_grant("district_officer", region="3505")
    assert covers(city, Place(OTHER_DISTRICT), on=DAY)
    assert not make_scope(city).allows("read enterprise", Place(OTHER_DISTRICT))
    assert make_scope(city).allows("read enterprise", Place(DISTRICT))


def test_allowing_gives_the_grants_that_hold_the_capability() -> None:
    town, leader = make_grant(), make_grant("leader")
    assert make_scope(town, leader).allowing("change enterprise") == (town,)
    assert make_scope(town, leader).allowing("read enterprise") == (town, leader)


@given(codes, codes, st.sets(st.sampled_from("abc")), st.none() | st.sets(st.sampled_from("abc")))
def test_narrowing_a_place_never_takes_it_out_of_a_grant(
    region: str, place: str, present: set[str], sectors: set[str] | None
) -> None:
    grant = make_grant(region=region, sectors=None if sectors is None else frozenset(sectors))
    here = Place(place, sectors=frozenset(present))
    if covers(grant, here, on=DAY) and len(place) < 12:
        deeper = place + "0" * (REGION_LENGTHS[level_of(place)] - len(place))
        assert covers(grant, Place(deeper, sectors=here.sectors), on=DAY)


def test_a_review_is_reached_by_its_reviewer_alone_and_only_by_a_duty_over_assignments() -> None:
    given_to = Place("350504002", enterprise="u", reviewers=frozenset({"human"}))
    assigned = make_grant(region="", assignee="account")
    assert covers(assigned, given_to, on=DAY, human="human")
    assert not covers(assigned, given_to, on=DAY, human="another")
    assert not covers(assigned, given_to, on=DAY)
    assert not covers(make_grant(region="", enterprise="other"), given_to, on=DAY, human="human")


# ---------- tokens: a scope made smaller ----------

SECTORS = ("schools", "machinery", "food")
sectors = st.none() | st.frozensets(st.sampled_from(SECTORS))
regions = st.sampled_from(["", DISTRICT, STREET, OTHER_STREET, VILLAGE, OTHER_DISTRICT, "3505"])


@given(
    held=regions.filter(bool),
    own=sectors,
    region=regions,
    chosen=sectors,
    at=regions.filter(bool),
    supervised=sectors,
)
def test_what_is_left_for_a_token_is_what_both_the_grant_and_the_choice_cover(
    held: str, own: frozenset[str] | None, region: str, chosen: frozenset[str] | None, at: str, supervised: frozenset[str] | None
) -> None:  # fmt: skip
    grant = make_grant(region=held, sectors=own)
    place = Place(at, sectors=supervised or frozenset())
    left = narrowed(grant, region=region, sectors=chosen)
    by_grant = covers(grant, place, on=DAY)
    by_choice = (not region or within(at, region)) and (chosen is None or bool(chosen & place.sectors))
    covered = left is not None and covers(left, place, on=DAY)
    assert covered <= (by_grant and by_choice)
    if own is None or chosen is None:
        assert covered == (by_grant and by_choice)


def test_a_grant_over_a_unit_or_by_name_is_not_narrowed_but_left_out() -> None:
    for grant in (make_grant(enterprise="e1"), make_grant(assignee="p1")):
        assert narrowed(grant) is grant
        assert narrowed(grant, region=DISTRICT) is None
        assert narrowed(grant, sectors=frozenset(SECTORS)) is None


def test_a_scope_that_lets_few_capabilities_through_allows_no_others() -> None:
    whole = make_scope(make_grant())
    few = Scope("p1", DISTRICT, whole.grants, DAY, only=frozenset({"read enterprise", "launch campaign"}))
    assert few.allows("read enterprise", Place(STREET))
    assert not few.may("change enterprise")
    assert not few.allows("change enterprise", Place(STREET))
    assert not few.may("launch campaign"), "what the grants do not give no token adds"
