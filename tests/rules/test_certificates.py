"""Certificates: validity, numbers, waiting periods, and who may take which step."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import certificates as law
from anbiao.rules.certificates import CERTIFICATE, OBJECTION, Part, Past, Waiting

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


# ---------- days ----------


@pytest.mark.parametrize(
    ("from_on", "months", "until"),
    [
        pytest.param(date(2026, 11, 23), 36, date(2029, 11, 22), id="83号 第九条: three years"),
        pytest.param(date(2024, 2, 29), 36, date(2027, 2, 27), id="from a leap day"),
        pytest.param(date(2026, 8, 31), 6, date(2027, 2, 27), id="a shorter month"),
        pytest.param(date(2026, 1, 1), 12, date(2026, 12, 31), id="one year"),
    ],
)
def test_the_last_day_of_a_certificate(from_on: date, months: int, until: date) -> None:
    assert law.last_day(from_on, months=months) == until


@given(DAYS, st.integers(1, 60))
def test_a_certificate_ends_after_it_begins_and_renewal_lies_before_its_end(on: date, months: int) -> None:
    until = law.last_day(on, months=months)
    assert on < until
    assert law.renewable_from(until, months=3) < until
    assert law.months_later(on, months).day <= on.day


@pytest.mark.parametrize(
    ("state", "until", "expired"),
    [
        ("valid", TODAY, False), ("valid", TODAY - timedelta(days=1), True), ("suspended", date(2020, 1, 1), True),
        ("revoked", date(2020, 1, 1), False), ("publicity", None, False),
    ],
)  # fmt: skip
def test_what_is_expired(state: str, until: date | None, expired: bool) -> None:
    assert law.is_expired(state, until, TODAY) is expired


# ---------- numbers ----------


PATTERN = [Part("text", "DB"), Part("district"), Part("text", "-"), Part("year"), Part("text", "-"), Part("serial", digits=4)]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        pytest.param(PATTERN, "DB350504-2026-0012", id="as proposed"),
        pytest.param([Part("text", "安标")], "安标-2026-012", id="year and serial are added"),
        pytest.param([Part("year"), Part("serial", digits=1)], "2026012", id="three digits at least"),
    ],
)
def test_a_number_by_its_pattern(parts: list[Part], number: str) -> None:
    assert law.number(parts, district="350504", year=2026, serial=12) == number


@given(
    st.lists(st.builds(Part, st.sampled_from(["text", "district", "year", "serial"]), st.sampled_from(["A", "-", ""]), st.integers(3, 8)), max_size=6),
    st.tuples(st.integers(2026, 2040), st.integers(1, 9_999)), st.tuples(st.integers(2026, 2040), st.integers(1, 9_999)),
)  # fmt: skip
def test_two_numbers_of_one_pattern_and_year_are_never_the_same(
    parts: list[Part], one: tuple[int, int], other: tuple[int, int]
) -> None:
    said = {law.number(parts, district="350504", year=one[0], serial=serial) for serial in (one[1], other[1])}
    assert len(said) == len({one[1], other[1]})


# ---------- applying ----------


@pytest.mark.parametrize(
    ("past", "codes"),
    [
        pytest.param(Past(), set(), id="nothing"),
        pytest.param(Past(refused_on=date(2025, 11, 24)), {"waits-refused"}, id="第八条: a day short of a year"),
        pytest.param(Past(refused_on=date(2025, 11, 23)), set(), id="a full year"),
        pytest.param(Past(revoked_on=date(2026, 1, 1)), {"waits-revoked"}, id="revoked this year"),
        pytest.param(Past(false_pledge_on=date(2024, 1, 1)), {"waits-false-pledge"}, id="three years for a false pledge"),
        pytest.param(Past(holds_until=date(2027, 3, 1)), {"renews-later"}, id="第十条: four months before its end"),
        pytest.param(Past(holds_until=date(2027, 2, 23)), set(), id="three months before its end"),
        pytest.param(Past(holds_until=date(2026, 1, 1)), set(), id="expired"),
        pytest.param(Past(dead=1), {"year-deadly"}, id="第八条: a death"),
        pytest.param(Past(injured=2, loss=999_999), set(), id="below the bounds"),
        pytest.param(Past(injured=3), {"year-injuries"}, id="three injured"),
        pytest.param(Past(loss=1_000_000), {"year-injuries"}, id="a million"),
        pytest.param(Past(refused_on=TODAY, dead=1, injured=5), {"waits-refused", "year-deadly", "year-injuries"}, id="all are told"),
    ],
)  # fmt: skip
def test_what_stands_against_an_application(past: Past, codes: set[str]) -> None:
    assert {each.code for each in law.against_applying(past, Waiting(), TODAY)} == codes


@given(st.integers(0, 5), st.integers(0, 9), st.integers(0, 3_000_000))
def test_what_keeps_from_applying_also_ends_a_certificate(dead: int, injured: int, loss: int) -> None:
    against = {each.code.removeprefix("year-") for each in law.against_harm(dead, injured, loss)}
    assert {"deadly" if ground == "fatal" else ground for ground in law.grounds_of(dead, injured, loss)} == against  # fmt: skip
    assert set(law.grounds_of(dead, injured, loss)) <= set(law.GROUNDS)


# ---------- steps ----------


def facts(**over: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "by_person": "me", "by_units": frozenset(), "enterprise_id": "unit", "result": "pass", "proposed_by": "she", "suspended_by": None, "reviewers": ["he"],
        "publicity_to": "2026-11-20", "objections_open": 0, "objections_upheld": 0, "year_dead": 0, "year_injured": 0, "year_loss": 0,
        "open_major": 0, "open_from_review": 0,
    }  # fmt: skip
    return {**given, **over}


@pytest.mark.parametrize(
    ("step", "state", "over", "codes"),
    [
        pytest.param("grant", "publicity", {}, set(), id="granted"),
        pytest.param("grant", "publicity", {"by_person": "she"}, {"same-person"}, id="4.2 (4): not by who proposed"),
        pytest.param("grant", "publicity", {"by_person": "he"}, {"same-person"}, id="4.2 (4): not by who reviewed"),
        pytest.param("grant", "publicity", {"by_person": ""}, {"nobody-known"}, id="4.2 (9)"),
        pytest.param("grant", "publicity", {"by_units": frozenset({"unit"})}, {"own-unit"}, id="4.2 (1)"),
        pytest.param("grant", "publicity", {"publicity_to": "2026-11-23"}, {"publicity-runs"}, id="the last day counts"),
        pytest.param("grant", "publicity", {"objections_open": 1}, {"objections-open"}, id="an objection waits"),
        pytest.param("grant", "publicity", {"objections_upheld": 1, "objections_open": 1}, {"objection-upheld"}, id="one was right"),
        pytest.param("grant", "publicity", {"year_dead": 1}, {"year-deadly"}, id="第八条: a death meanwhile"),
        pytest.param("grant", "publicity", {"open_major": 2}, {"open-major"}, id="第八条: a major hazard is open"),
        pytest.param("recommend", "publicity", {"result": "3", "open_from_review": 1}, {"open-from-review"}, id="the review's hazards first"),
        pytest.param("grant", "publicity", {"result": "2"}, {"authority-grants"}, id="第五条: a district grants no grade"),
        pytest.param("recommend", "publicity", {"result": "2"}, set(), id="第五条: it recommends"),
        pytest.param("recommend", "publicity", {}, {"district-grants"}, id="its own result it does not recommend"),
        pytest.param("grant", "recommended", {}, {"step-not-from-here"}, id="第五条: a grade is not the district's to grant"),
        pytest.param("record_grant", "recommended", {}, set(), id="what the authority granted"),
        pytest.param("record_grant", "publicity", {}, {"step-not-from-here"}, id="nothing was recommended"),
        pytest.param("restore", "suspended", {"suspended_by": "me"}, {"same-person"}, id="who suspended does not restore"),
        pytest.param("revoke", "suspended", {"suspended_by": "me"}, {"same-person"}, id="who suspended does not revoke"),
        pytest.param("revoke", "suspended", {}, set(), id="suspended by rule, revoked by a person"),
        pytest.param("revoke", "valid", {}, {"step-not-from-here"}, id="never revoked by one person alone"),
        pytest.param("suspend", "valid", {"by_units": frozenset({"unit"})}, {"own-unit"}, id="not one's own"),
    ],
)  # fmt: skip
def test_who_may_take_which_step(step: str, state: str, over: dict[str, Any], codes: set[str]) -> None:
    found = CERTIFICATE.refusals(step, state=state, facts=facts(**over), today=TODAY)
    assert {each.code for each in found} == codes


@pytest.mark.parametrize(
    ("by", "codes"), [("me", set()), ("she", {"same-person"}), ("", {"nobody-known"})]
)  # fmt: skip
def test_an_objection_is_answered_by_a_second_person(by: str, codes: set[str]) -> None:
    found = OBJECTION.refusals("dismiss", state="received", facts=facts(by_person=by), today=TODAY)
    assert {each.code for each in found} == codes
