"""State machines: what may be taken, what forbids it, and that no machine has corners without a way out."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import machine
from anbiao.rules.machine import Facts, Machine, State, Step, machines, missing_note
from anbiao.rules.refusal import Refusal, Term

TODAY = date(2026, 11, 23)
WAITS = Refusal("hazard-open", "A hazard is open.")
EARLY = Refusal("too-early", "Not before December.")


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(machine, "_MADE", {})
    yield


def hazards_are_closed(facts: Facts, today: date) -> Refusal | None:
    return WAITS if facts["open_hazards"] else None


def december_has_come(facts: Facts, today: date) -> Refusal | None:
    return EARLY if today.month < 12 else None


OPEN, SENT, CLOSED = (
    State("open", "Open", "doing"),
    State("sent", "Sent back", "back"),
    State("closed", "Closed", "done"),
)
CLOSE = Step(
    "close",
    "Close",
    frozenset({"open"}),
    "closed",
    "move enterprise",
    (hazards_are_closed, december_has_come),
    True,
)
RETURN = Step("return", "Send back", frozenset({"open"}), "sent", "move enterprise")


def make_machine(
    *steps: Step, initial: str = "open", states: tuple[State, ...] = (OPEN, SENT, CLOSED)
) -> Machine:
    machine._MADE.clear()
    return Machine("trial", "Trial", initial, states, steps)


@pytest.mark.parametrize(
    ("open_hazards", "today", "refusals"),
    [
        pytest.param(1, TODAY, (WAITS, EARLY), id="both guards speak, not the first alone"),
        pytest.param(0, TODAY, (EARLY,), id="one guard speaks"),
        pytest.param(0, date(2026, 12, 1), (), id="nothing against it"),
    ],
)
def test_a_step_collects_every_refusal(open_hazards: int, today: date, refusals: tuple[Refusal, ...]) -> None:
    trial = make_machine(CLOSE)
    facts = {"open_hazards": open_hazards}
    assert trial.refusals("close", state="open", facts=facts, today=today) == refusals
    assert trial.refusals(CLOSE, state="open", facts=facts, today=today) == refusals


def test_a_step_from_the_wrong_state_is_refused_without_asking_its_guards() -> None:
    (refused,) = make_machine(CLOSE).refusals("close", state="sent", facts={}, today=TODAY)
    assert refused.code == "step-not-from-here"
    assert refused.sentence().startswith("“Close” is not possible while the state is “Sent back”.")
    assert all(isinstance(value, Term) for value in refused.params.values())


def test_a_state_offers_the_steps_that_lead_out_of_it_in_the_order_declared() -> None:
    trial = make_machine(RETURN, CLOSE)
    assert trial.offered("open") == (RETURN, CLOSE)
    assert trial.offered("closed") == ()


def test_states_and_steps_are_found_by_name_and_unknown_names_are_errors() -> None:
    trial = make_machine(CLOSE)
    assert trial.state("sent") is SENT
    assert trial.step("close") is CLOSE
    with pytest.raises(KeyError):
        trial.state("gone")
    with pytest.raises(KeyError):
        trial.step("gone")


def test_a_state_that_waits_for_something_but_has_no_step_is_a_dead_end() -> None:
    assert make_machine(CLOSE, RETURN).dead_ends() == {"sent"}


def test_a_state_that_no_step_reaches_is_named() -> None:
    assert make_machine(CLOSE).unreachable() == {"sent"}
    assert make_machine(CLOSE, RETURN).unreachable() == frozenset()


@pytest.mark.parametrize(
    ("over", "says"),
    [
        pytest.param({"initial": "gone"}, "no such state: gone", id="unknown initial state"),
        pytest.param({"states": (OPEN, OPEN)}, "named twice", id="a state twice"),
        pytest.param({"states": (OPEN, SENT)}, "no such state: closed", id="unknown target"),
    ],
)
def test_a_machine_that_contradicts_itself_cannot_be_made(over: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make_machine(CLOSE, **over)  # type: ignore[arg-type]


def test_a_step_out_of_nowhere_and_a_step_named_twice_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="out of no state"):
        make_machine(Step("close", "Close", frozenset(), "closed", "move enterprise"))
    with pytest.raises(ValueError, match="named twice"):
        make_machine(CLOSE, CLOSE)


def test_a_mark_that_the_screen_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such mark"):
        State("open", "Open", "glowing")


def test_every_machine_is_found_in_the_register_and_no_name_twice() -> None:
    trial = make_machine(CLOSE)
    assert machines() == (trial,)
    with pytest.raises(ValueError, match="exists already"):
        Machine("trial", "Trial", "open", (OPEN,), ())


@pytest.mark.parametrize(
    ("needs_note", "note", "refused"),
    [(True, "", True), (True, " \n", True), (True, "Moved out in May.", False), (False, "", False)],
)
def test_a_step_that_needs_a_note_is_refused_without_words(
    needs_note: bool, note: str, refused: bool
) -> None:
    step = Step("close", "Close", frozenset({"open"}), "closed", "move enterprise", needs_note=needs_note)
    answer = missing_note(step, note)
    assert (answer is not None) is refused
    assert answer is None or answer.field == "note"


NAMES = "abcde"


@st.composite
def random_machines(draw: st.DrawFn) -> Machine:
    marks = draw(st.lists(st.sampled_from(sorted(machine.MARKS)), min_size=5, max_size=5))
    ways = draw(
        st.lists(st.tuples(st.sets(st.sampled_from(NAMES), min_size=1), st.sampled_from(NAMES)), max_size=6)
    )
    steps = tuple(
        Step(f"step{number}", "Step", frozenset(sources), target, "move enterprise")
        for number, (sources, target) in enumerate(ways)
    )
    states = tuple(State(name, name, mark) for name, mark in zip(NAMES, marks, strict=True))
    return make_machine(*steps, initial="a", states=states)


@given(random_machines(), st.lists(st.integers(0, 5), max_size=12))
def test_no_walk_along_offered_steps_leaves_the_reachable_states(trial: Machine, choices: list[int]) -> None:
    state = trial.initial
    for choice in choices:
        offered = trial.offered(state)
        if not offered:
            assert state in trial.dead_ends() or trial.state(state).mark in machine.ENDS
            break
        step = offered[choice % len(offered)]
        assert trial.refusals(step, state=state, facts={}, today=TODAY) == ()
        state = step.target
        assert state not in trial.unreachable()


@given(random_machines())
def test_a_step_not_offered_is_always_refused(trial: Machine) -> None:
    for state in trial.states:
        for step in trial.steps:
            refused = trial.refusals(step, state=state.name, facts={}, today=TODAY)
            assert bool(refused) is (step not in trial.offered(state.name))
