"""Separation of duties (reliability.md 4.2, S15): a random walk over every machine around a hazard, with every actor, breaks none of it;
and it finds the breach when any one guard is dropped.

walk.py moves, witness.py judges. A walk is decided by its seed alone.
"""

import contextlib
import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest

import anbiao.rules
from anbiao.rules import separation
from anbiao.rules.machine import Facts, Guard, machines
from tests.rules import walk
from tests.rules.walk import CAST, LAW, MACHINES, PEOPLE_OF_UNIT, Event, Law, World, begin, move, settle
from tests.rules.witness import BREACHES, Memory, breaches

TODAY = date(2026, 11, 23)
SEEDS = (1, 2, 3, 4)
STEPS = 25_000  # taken by each of the seeds
MOVES = 80  # in one world; then another begins


def happenings(
    seed: int, *, steps: int, law: Law = LAW, wrong: str = ""
) -> Iterator[tuple[World, Event, list[str]]]:
    """Walks through world after world until so many steps were taken: each event, and what it breaks."""
    random, count = Random(seed), 0
    while count < steps:
        world, seen, told = begin(random, law, wrong), Memory(), 0
        for _ in range(MOVES):
            count += move(world)
            news, told = world.events[told:], len(world.events)
            for event in news:
                yield world, event, breaches(seen, event)


def first_breach(seed: int, *, steps: int, law: Law = LAW, wrong: str = "", at: tuple[str, ...] = ()) -> str:
    """What breaks first in a walk (`at` one row and step), and what came before it in that world; "" when nothing does."""
    for world, event, broken in happenings(seed, steps=steps, law=law, wrong=wrong):
        if broken and at in {(), (event.row, event.step)}:
            return "\n".join(
                [*broken, *(told(each) for each in world.events[: world.events.index(event) + 1])]
            )
    return ""


def told(event: Event) -> str:
    """An event in one line."""
    return f"{event.today} {event.row} {event.step}: {event.who.name} ({event.who.person})"


# ---------- nothing breaks ----------


@pytest.mark.parametrize("seed", SEEDS)
def test_no_reachable_state_breaks_a_separation_of_duties(seed: int) -> None:
    taken = Counter[tuple[str, str]]()
    for _, event, broken in happenings(seed, steps=STEPS):
        taken[event.row, event.step] += 1
        assert not broken, first_breach(seed, steps=STEPS)
    assert sum(taken[row, step] for row, steps in LAW.items() for step in steps) >= STEPS
    assert not [f"{row} {step}" for row, steps in LAW.items() for step in steps if taken[row, step] < 5]


def test_the_walks_take_a_hundred_thousand_steps() -> None:
    assert len(SEEDS) * STEPS == 100_000


def test_a_walk_is_decided_by_its_seed() -> None:
    one, again, other = ([told(event) for _, event, _ in happenings(seed, steps=300)] for seed in (7, 7, 8))
    assert one == again != other


def stuck_worlds(seed: int, *, law: Law = LAW) -> list[str]:
    """Of many worlds, each left after some moves, those in which honest people cannot settle the hazard any more."""
    random, stuck = Random(seed), []
    for number in range(1_500):
        world = begin(random, law)
        for _ in range(number % 90):
            move(world)
        if not settle(world):
            stuck.append("\n".join(told(event) for event in world.events))
    return stuck


def test_nothing_gets_stuck_honest_people_can_always_settle_it() -> None:
    assert not stuck_worlds(11)


def test_a_general_hazard_once_listed_would_be_stuck_between_list_and_closing() -> None:
    assert stuck_worlds(11, law=law_without(("listing", "list", "only_major_is_listed")))


def test_the_cast_has_second_accounts_and_people_of_this_and_of_another_unit() -> None:
    by_person = Counter(each.person for each in CAST)
    assert {person for person, number in by_person.items() if number > 1} == {
        "Bo",
        "Fan",
        "Gao",
        "Ning",
        "Su",
    }
    assert {"Fan", "Su"} <= PEOPLE_OF_UNIT
    assert "Deng" not in PEOPLE_OF_UNIT
    names = {each.name for duty in walk.HOLDERS.values() for each in duty}
    assert names == {each.name for each in CAST} - {
        "manager of another unit", "another street", "bureau of another sector",
    }  # fmt: skip


# ---------- it bites ----------

# A guard behind which another one stands opens nothing when it alone is dropped: the other is dropped with it.
BEHIND = {
    # What a look reopens, the reopening asks again.
    ("look", "relapse", "closer_does_not_look_back"): ("hazard", "reopen", "closer_does_not_look_back"),
    ("look", "expose", "closer_does_not_look_back"): ("hazard", "reopen", "closer_does_not_look_back"),
    # Only a major hazard is listed, and what is listed is not lowered: so a general one is never listed when it is closed.
    ("hazard", "fix_on_spot", "not_listed"): ("listing", "list", "only_major_is_listed"),
    ("hazard", "verify", "not_listed"): ("listing", "list", "only_major_is_listed"),
    ("hazard", "close_inside", "not_listed"): ("listing", "list", "only_major_is_listed"),
}
# Behind these stands no guard but the way itself: dropping them opens nothing.
NO_OTHER_WAY = {
    (
        "hazard",
        "approve",
        "only_major",
    ): "only a major hazard is verified on site, and then its grade is not lowered any more",
    (
        "look",
        "relapse",
        "closed_when_looked_at",
    ): "the reopening that goes with it begins at a closed hazard only",
    (
        "look",
        "expose",
        "closed_when_looked_at",
    ): "the reopening that goes with it begins at a closed hazard only",
}
GUARDS = [
    (row, name, guard.__name__)
    for row, steps in LAW.items()
    for name, step in steps.items()
    for guard in step.guards
]


def law_without(*dropped: tuple[str, str, str]) -> Law:
    """The law without these guards: row, step, name of the guard."""
    law = {row: dict(steps) for row, steps in LAW.items()}
    for row, step, name in dropped:
        whole = law[row][step]
        law[row][step] = replace(whole, guards=tuple(each for each in whole.guards if each.__name__ != name))
    return law


@pytest.mark.parametrize(
    "guard",
    [
        pytest.param(each, id=f"{each[0]}: {each[1]} without {each[2]}")
        for each in GUARDS
        if each not in NO_OTHER_WAY
    ],
)
def test_the_walk_finds_the_breach_when_a_guard_is_dropped(guard: tuple[str, str, str]) -> None:
    dropped = [each for each in (guard, BEHIND.get(guard)) if each]
    assert first_breach(3, steps=60_000, law=law_without(*dropped), at=guard[:2])


def test_each_guard_named_above_still_stands_in_the_law() -> None:
    assert {*NO_OTHER_WAY, *BEHIND, *BEHIND.values()} <= set(GUARDS)


@pytest.mark.parametrize(
    "wrong",
    [
        "duties are separated by account",
        "units of the account alone",
        "the evidence stays after a new order",
        "the grade is lowered like it is raised",
        "a look forgets who closed it",
        "a miss keeps who had closed it by then",
    ],
)
def test_the_walk_finds_the_breach_when_an_action_tells_or_sets_something_else(wrong: str) -> None:
    assert first_breach(3, steps=60_000, wrong=wrong)


def test_without_any_guard_everything_breaks_that_the_witness_knows() -> None:
    lawless = {
        row: {name: replace(step, guards=()) for name, step in steps.items()} for row, steps in LAW.items()
    }
    found: set[str] = set()
    for _, _, broken in happenings(
        5, steps=10_000, law=lawless, wrong="the grade is lowered like it is raised"
    ):
        found.update(broken)
    assert found == set(BREACHES)


# ---------- what the guards are told ----------

PERSON_AND_UNIT = {"by_person", "by_units", "enterprise_id"}
# What `facts()` of each row has to give beside the state; by_person and by_units come from the actor.
TOLD = {
    "hazard": PERSON_AND_UNIT
    | {
        "grade",
        "source",
        "found_by",
        "found_on",
        "ordered_on",
        "fixed_by",
        "verified_by",
        "approved_by",
        "reopened",
    }
    | {"photos_after", "photo_after_on", "is_suspended", "is_listed", "control"}
    | {"responsible", "measure", "funds", "due_on", "plan"},
    "extension": PERSON_AND_UNIT | {"asked_by", "hazard_state"},
    "suspension": PERSON_AND_UNIT | {"asked_by", "hazard_state", "hazard_grade"},
    "listing": PERSON_AND_UNIT | {"asked_by", "hazard_state", "hazard_grade"},
    "look": PERSON_AND_UNIT | {"fixed_by", "verified_by", "approved_by", "hazard_state"},
    "proposal": PERSON_AND_UNIT | {"proposed_by", "expires_on"},
    "check": PERSON_AND_UNIT | {"person", "kind", "hazards_standing"},
    "rule": {"by_person", "proposer", "from_on"},
}


class Listening(dict[str, object]):
    """Facts that remember which of them were asked for."""

    def __init__(self, facts: Facts, heard: set[str]) -> None:
        super().__init__(facts)
        self.heard = heard

    def __getitem__(self, name: str) -> object:
        self.heard.add(name)
        return super().__getitem__(name)


def listened(guard: Guard, heard: set[str]) -> Guard:
    """The guard, and a note of each fact that it reads; a fact read and then taken away is an error, never a permission."""

    def listening(facts: Facts, today: date) -> object:
        read: set[str] = set()
        answer = guard(Listening(facts, read), today)
        for name in sorted(read - heard):
            with pytest.raises(KeyError):
                guard({key: value for key, value in facts.items() if key != name}, today)
        heard.update(read)
        return answer

    return listening  # type: ignore[return-value]


@pytest.mark.parametrize("row", sorted(MACHINES))
def test_the_guards_read_these_facts_and_a_missing_one_is_never_a_permission(row: str) -> None:
    heard: set[str] = set()
    steps = {
        name: replace(step, guards=tuple(listened(guard, heard) for guard in step.guards))
        for name, step in LAW[row].items()
    }
    assert not first_breach(9, steps=4_000, law={**LAW, row: steps})
    assert heard == TOLD[row]


class Anything(Listening):
    """Facts that answer "" to whatever is asked."""

    def __missing__(self, name: str) -> str:
        return ""


def asks_who_acts(guard: Guard) -> bool:
    """True when a guard reads who acts."""
    heard: set[str] = set()
    with contextlib.suppress(ValueError):
        guard(Anything({}, heard), TODAY)
    return not heard.isdisjoint({"by_person", "by_units"})


def test_every_machine_that_separates_duties_is_walked() -> None:
    for module in pkgutil.iter_modules(anbiao.rules.__path__):
        importlib.import_module(f"anbiao.rules.{module.name}")
    separating = {
        machine.name
        for machine in machines()
        if any(asks_who_acts(guard) for step in machine.steps for guard in step.guards)
    }
    # These hang on no hazard. Their separations are shown by themselves: test_assessing.py, test_tasks.py, test_certificates.py,
    # test_benchmarks.py, test_instructions.py, test_accountability.py, test_ranking.py, test_circulars.py, test_reports.py; authority/test_handing.py, test_field.py, test_surveys.py, test_merging.py, test_transferring.py.
    apart = {"assessment", "task", "certificate", "objection", "benchmark", "experience"}
    apart |= {
        "instruction",
        "instruction_extension",
        "measure",
        "ranking",
        "ranking_objection",
        "circular",
        "hand-over",
        "report",
        "field conflict",
        "survey finding",
        "merger",
        "transfer",
        "delegation",  # test_delegation.py
    }
    assert separating == {machine.name for machine in MACHINES.values()} | apart


# ---------- the guards that the others stand on ----------

GAO = {"by_person": "Gao", "by_units": frozenset[str](), "enterprise_id": "unit"}


@pytest.mark.parametrize(
    ("facts", "roles", "is_hers"),
    [
        pytest.param({"fixed_by": "Gao"}, ("fixed_by",), True, id="4.2 (1) the same person"),
        pytest.param({"fixed_by": "Hu"}, ("fixed_by",), False, id="4.2 (1) another person"),
        pytest.param(
            {"fixed_by": None, "verified_by": "Gao"},
            ("fixed_by", "verified_by"),
            True,
            id="4.2 (1) in any of the roles",
        ),
        pytest.param({"fixed_by": None}, ("fixed_by",), False, id="nobody did it yet"),
        pytest.param(
            {"by_person": "", "fixed_by": ""}, ("fixed_by",), False, id="two unknown are not one person"
        ),
        pytest.param(
            {"by_person": "", "fixed_by": None},
            ("fixed_by",),
            False,
            id="nobody is not the one who has not come yet",
        ),
        pytest.param({}, (), False, id="no role asked for"),
    ],
)
def test_who_did_it_is_known_by_person(
    facts: dict[str, object], roles: tuple[str, ...], is_hers: bool
) -> None:
    assert separation.did({**GAO, **facts}, *roles) is is_hers


@pytest.mark.parametrize(
    ("units", "code"),
    [
        pytest.param(frozenset(), None, id="4.2 (1) of no unit"),
        pytest.param(frozenset({"other"}), None, id="4.2 (1) of another unit"),
        pytest.param(frozenset({"unit"}), "own-unit", id="4.2 (1) of the unit"),
        pytest.param(
            frozenset({"other", "unit"}), "own-unit", id="4.2 (1) of the unit, through another account"
        ),
    ],
)
def test_nobody_decides_for_an_office_on_the_own_unit(units: frozenset[str], code: str | None) -> None:
    refused = separation.own_unit({**GAO, "by_units": units})
    assert (refused.code if refused else None) == code
    assert separation.is_own_unit({**GAO, "by_units": units}) is (code is not None)


@pytest.mark.parametrize(("person", "code"), [("", "nobody-known"), ("Gao", None)])
def test_a_second_person_is_a_person_who_is_known(person: str, code: str | None) -> None:
    refused = separation.nobody_known({**GAO, "by_person": person})
    assert (refused.code if refused else None) == code


CLOSED_BY_OTHERS = {**GAO, "fixed_by": "Bo", "verified_by": "Hu", "approved_by": None}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param({}, None, id="4.2 (1) took no part"),
        pytest.param({"fixed_by": "Gao"}, "own-closing", id="4.2 (1) fixed it"),
        pytest.param({"verified_by": "Gao"}, "own-closing", id="4.2 (1) verified it"),
        pytest.param({"approved_by": "Gao"}, "own-closing", id="4.2 (1) approved it"),
        pytest.param({"by_units": frozenset({"unit"})}, "own-unit", id="4.2 (1) belongs to the unit"),
        pytest.param({"by_person": ""}, "nobody-known", id="4.2 (9) nobody knows who"),
    ],
)
def test_who_took_part_in_the_closing_does_not_look_back(facts: dict[str, object], code: str | None) -> None:
    refused = separation.closer_does_not_look_back({**CLOSED_BY_OTHERS, **facts}, TODAY)
    assert (refused.code if refused else None) == code
