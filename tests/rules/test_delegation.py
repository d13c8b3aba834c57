"""Delegation 代理: what passes to a deputy and what never does; who may be one; and that nobody decides twice through it (4.2 (9), S15)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import circulars, separation
from anbiao.rules.delegation import (
    DELEGATION,
    KEPT_LEVELS,
    LONGEST,
    PASSES,
    RESERVED,
    Party,
    capabilities,
    passes,
    rights,
    runs,
    standing,
    wrong_days,
    wrong_deputy,
    wrong_duties,
    wrong_houses,
)
from anbiao.rules.duties import CAPABILITIES, DUTIES, may
from anbiao.rules.machine import machines
from anbiao.rules.places import Grant, Place, Scope
from anbiao.rules.tasks import TASK

TODAY = date(2026, 11, 23)
NAMES = [duty.name for duty in DUTIES]
REGIONS = ("350504", "350504002", "350504102")
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def grants(draw: Any) -> Grant:
    """A grant of any duty, over a region or a unit, in force or not."""
    first = draw(DAYS)
    reach = draw(st.sampled_from([*({"region": code} for code in REGIONS), {"enterprise": "unit"}]))
    to_on = draw(st.none() | DAYS.filter(lambda day: day >= first))
    return Grant(draw(st.sampled_from(NAMES)), **reach, from_on=first, to_on=to_on)


# ---------- what passes ----------


HOUSES = st.sampled_from([frozenset[str](), frozenset({"unit"}), frozenset({"another"})])


@given(
    held=st.lists(grants(), max_size=5),
    deputy=st.sets(st.sampled_from(NAMES), max_size=3),
    units=HOUSES,
    on=DAYS,
)
def test_the_deputy_has_on_no_day_and_nowhere_more_than_the_other_has(
    held: list[Grant], deputy: set[str], units: frozenset[str], on: date
) -> None:
    giver = Scope(person="a", district="350504", grants=tuple(held), on=on)
    acting = Scope(
        person="b", district="350504", grants=rights(held, deputy, units=units, on=on), on=on, only=PASSES
    )
    for capability in CAPABILITIES:
        for place in (Place("350504002"), Place("350504102", "unit"), Place("350504")):
            if acting.allows(capability, place):
                assert giver.allows(capability, place)
                assert capability not in RESERVED


@given(
    held=st.lists(grants(), max_size=5),
    deputy=st.sets(st.sampled_from(NAMES), max_size=3),
    units=HOUSES,
    on=DAYS,
)
def test_no_grant_passes_that_is_over_or_held_by_name_or_over_another_house(
    held: list[Grant], deputy: set[str], units: frozenset[str], on: date
) -> None:
    levels = {duty.name: duty.level for duty in DUTIES}
    for grant in rights(held, deputy, units=units, on=on):
        assert {grant.enterprise} == units if grant.enterprise else not units
        assert grant in held
        assert grant.in_force(on=on)
        assert levels[grant.duty] not in KEPT_LEVELS
        assert grant.duty != "enforcement_officer" or "enforcement_officer" in deputy


def test_what_is_reserved_exists_and_what_passes_is_the_rest() -> None:
    assert RESERVED <= CAPABILITIES
    assert PASSES | RESERVED == CAPABILITIES


@pytest.mark.parametrize(
    "capability",
    [
        pytest.param("delegate duty", id="4.2 (9): nothing is delegated on"),
        pytest.param("grant duty", id="4.2 (8): no administrator by delegation"),
        pytest.param("create account", id="4.2 (8)"),
        pytest.param("acknowledge responsibility", id="a signature in the own name"),
        pytest.param("make check", id="安全生产法 Art. 68: signed by who was there"),
        pytest.param("reveal personal", id="4.3: each look is somebody's own"),
        pytest.param("use api", id="no token carries it"),
        pytest.param("import enterprise", id="goes on after the click with the own rights"),
    ],
)
def test_what_is_held_by_name_never_passes(capability: str) -> None:
    assert not any(capability in capabilities(duty) for duty in NAMES)


@pytest.mark.parametrize("duty", ["district_officer", "town_officer", "leader", "enterprise_manager"])
def test_what_is_decided_passes(duty: str) -> None:
    decided = {each for each in CAPABILITIES if each.startswith("approve ") and may(duty, each)}
    assert decided <= capabilities(duty)


@pytest.mark.parametrize(
    ("duty", "deputy", "may_pass"),
    [
        ("town_officer", {"grid_member"}, True),
        ("leader", {"district_officer"}, True),
        ("system_admin", {"district_officer"}, False),
        ("auditor", {"district_officer"}, False),
        ("expert", {"expert"}, False),
        ("town_officer", {"security_admin"}, False),
        ("town_officer", {"grid_member", "auditor"}, False),
        ("enforcement_officer", {"bureau_officer"}, False),
        ("enforcement_officer", {"bureau_officer", "enforcement_officer"}, True),
        ("no_such_duty", {"bureau_officer"}, False),
    ],
)
def test_which_duty_passes_to_whom(duty: str, deputy: set[str], may_pass: bool) -> None:
    assert passes(duty, deputy) is may_pass


# ---------- who may be named, and for how long ----------


def party(name: str, **over: Any) -> Party:
    given = {"duties": frozenset({"town_officer"}), "units": frozenset[str](), "is_active": True, **over}
    return Party(account=name, person=given.pop("person", name), name=name, **given)


@pytest.mark.parametrize(
    ("giver", "deputy", "codes"),
    [
        pytest.param(party("a"), party("b"), [], id="a colleague"),
        pytest.param(party("a"), party("b", person="a"), ["same-person"], id="the own second account"),
        pytest.param(party("a"), party("b", is_active=False), ["disabled"], id="cannot sign in"),
        pytest.param(party("a"), party("b", duties=frozenset()), ["no-duty-yet"], id="holds nothing"),
        pytest.param(
            party("a"), party("b", duties=frozenset(), others=frozenset({"leader"})), ["no-duty-yet"], id="only by another account"
        ),
    ],
)  # fmt: skip
def test_who_may_be_named(giver: Party, deputy: Party, codes: list[str]) -> None:
    assert [refusal.code for refusal in wrong_deputy(giver, deputy)] == codes


@pytest.mark.parametrize(
    ("chosen", "units", "elsewhere", "is_refused"),
    [
        pytest.param([""], set(), set(), False, id="office → office"),
        pytest.param([""], {"u"}, set(), True, id="office → unit"),
        pytest.param([""], set(), {"u"}, True, id="office → office, by another account of a unit"),
        pytest.param(["u"], {"u"}, set(), False, id="the own unit"),
        pytest.param(["u"], set(), set(), True, id="unit → office"),
        pytest.param(["u"], {"v"}, set(), True, id="another unit"),
        pytest.param(["u"], set(), {"u"}, True, id="the own unit, but by another account"),
        pytest.param(["u", "v"], {"u"}, set(), True, id="one of two units"),
    ],
)
def test_offices_name_among_offices_and_a_unit_among_its_people(
    chosen: list[str], units: set[str], elsewhere: set[str], is_refused: bool
) -> None:
    deputy = party("b", units=frozenset(units), elsewhere=frozenset(elsewhere))
    assert bool(wrong_houses(chosen, deputy)) is is_refused
    held = [
        Grant("town_officer", enterprise=unit, region="" if unit else "350504", from_on=TODAY)
        for unit in chosen
    ]
    passed = rights(held, {"leader"}, units=units, elsewhere=elsewhere, on=TODAY)
    assert (len(passed) < len(held)) is is_refused  # as it is judged at naming, so at each request


@pytest.mark.parametrize(
    ("chosen", "held", "others", "codes"),
    [
        ([], {"town_officer"}, set(), ["nothing"]),
        (["town_officer"], {"grid_member"}, set(), []),
        (["town_officer"], {"security_admin"}, set(), ["administrator"]),
        (["town_officer"], {"town_officer"}, {"security_admin"}, ["administrator"]),
        (["auditor", "town_officer"], {"town_officer"}, set(), ["kept"]),
        (["enforcement_officer"], {"town_officer"}, set(), ["unqualified"]),
        (["enforcement_officer"], {"town_officer"}, {"enforcement_officer"}, ["unqualified"]),
        (["enforcement_officer"], {"enforcement_officer"}, {"town_officer"}, []),
    ],
)
def test_why_a_duty_does_not_pass(
    chosen: list[str], held: set[str], others: set[str], codes: list[str]
) -> None:
    found = wrong_duties(chosen, party("b", duties=frozenset(held), others=frozenset(others)))
    assert [refusal.code for refusal in found] == codes


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (0, 0, []),
        (0, LONGEST.days - 1, []),
        (0, LONGEST.days, ["too-long"]),
        (-1, 3, ["begins-before"]),
        (5, 4, ["ends-early"]),
    ],
)
def test_how_long_a_delegation_runs(first: int, last: int, codes: list[str]) -> None:
    days = [TODAY + timedelta(days=each) for each in (first, last)]
    assert [refusal.code for refusal in wrong_days(*days, today=TODAY)] == codes


@pytest.mark.parametrize(
    ("state", "first", "last", "name", "is_running"),
    [
        ("offered", 0, 5, "offered", False),
        ("offered", -9, -1, "lapsed", False),
        ("accepted", 1, 5, "to_come", False),
        ("accepted", 0, 0, "running", True),
        ("accepted", -5, -1, "over", False),
        ("ended", 0, 5, "ended", False),
        ("declined", 0, 5, "declined", False),
    ],
)
def test_it_runs_from_its_first_day_to_its_last_and_ends_by_itself(
    state: str, first: int, last: int, name: str, is_running: bool
) -> None:
    days = [TODAY + timedelta(days=each) for each in (first, last)]
    assert standing(state, *days, on=TODAY).name == name
    assert runs(state, *days, on=TODAY) is is_running


def facts(by: str, **over: Any) -> dict[str, Any]:
    return {
        "by_person": by,
        "giver_person": "a",
        "deputy_person": "b",
        "deputy_name": "B",
        "to_on": "2026-11-30",
        **over,
    }


@pytest.mark.parametrize(
    ("step", "by", "over", "codes"),
    [
        ("accept", "b", {}, []),
        ("accept", "a", {}, ["not-the-deputy"]),
        ("accept", "", {}, ["not-the-deputy"]),
        ("accept", "b", {"to_on": "2026-11-22"}, ["over"]),
        ("decline", "c", {}, ["not-the-deputy"]),
        ("end", "a", {}, []),
        ("end", "b", {}, []),
        ("end", "c", {}, ["not-yours"]),
        ("revoke", "c", {}, []),
    ],
)
def test_who_answers_and_who_ends(step: str, by: str, over: dict[str, str], codes: list[str]) -> None:
    found = DELEGATION.refusals(step, state="offered", facts=facts(by, **over), today=TODAY)
    assert [refusal.code for refusal in found] == codes


# ---------- nobody decides twice through it ----------

# Two people and a third; "ab" is the delegation from a to b, "ac" that from a to c. As whom somebody counts: kit/actor.py, authority/people.py.
ALONE = {"a": {"ab", "ac"}, "b": {"ab"}, "c": {"ac"}, "d": set()}
AS_DEPUTY = {"ab": {"a", "b", "ac"}, "ac": {"a", "c", "ab"}}
HANDS = [*ALONE, *AS_DEPUTY]  # what is written down as having done something
MEANS = {
    "a": "a",
    "b": "b",
    "c": "c",
    "d": "d",
    "ab": "ab",
    "ac": "ac",
}  # whose hands and rights: each letter


def by(who: str) -> dict[str, Any]:
    return {"by_person": who, "by_others": frozenset({**ALONE, **AS_DEPUTY}[who]), "by_units": frozenset()}


@pytest.mark.parametrize("first", HANDS)
@pytest.mark.parametrize("second", HANDS)
def test_two_separated_steps_are_never_taken_by_one_person_in_whoevers_name(first: str, second: str) -> None:
    is_one = bool(set(first) & set(second))  # each letter is a person
    assert separation.did({**by(second), "done_by": first}, "done_by") is is_one
    assert separation.is_among({**by(second), "writers": ["someone", first]}, "writers") is is_one


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        pytest.param("a", "ab", True, id="through a deputy what she did herself"),
        pytest.param("ab", "a", True, id="what the deputy did for her"),
        pytest.param("ab", "b", True, id="the deputy, in the own name, what she did for the other"),
        pytest.param("b", "ab", True, id="the deputy, for the other, what she did herself"),
        pytest.param("ab", "ac", True, id="two deputies of one person"),
        pytest.param("b", "a", False, id="two people, each in the own name"),
        pytest.param("ab", "d", False, id="a third"),
    ],
)
def test_machines_ask_so(first: str, second: str, is_refused: bool) -> None:
    given = {
        **by(second), "done_by": first, "writers": [first], "held": frozenset({"town_officer"}), "acceptors": ["town_officer"],
        "doers": [], "campaign_state": "running", "enterprise_id": "unit", "evidence": "", "state": "submitted",
    }  # fmt: skip
    task = {refusal.code for refusal in TASK.refusals("accept", state="submitted", facts=given, today=TODAY)}
    assert ("own-work" in task) is is_refused
    assert (circulars.second_person(given, TODAY) is not None) is is_refused


def test_the_machine_is_one_of_the_books() -> None:
    assert DELEGATION in machines()
    assert not DELEGATION.dead_ends()
