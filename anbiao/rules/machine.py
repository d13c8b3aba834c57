"""State machines as data. What a state is called, which steps lead out of it, who may take them and what may
forbid them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from anbiao.rules.refusal import N_, Refusal, Term

Facts = Mapping[str, object]
Guard = Callable[[Facts, date], Refusal | None]

MARKS = frozenset({"idle", "doing", "wait", "done", "back", "late", "off"})
ENDS = frozenset({"done", "off"})


@dataclass(frozen=True)
class State:
    """One state: its name in the database, its label for people, its mark on the screen (one of MARKS)."""

    name: str
    label: str
    mark: str

    def __post_init__(self) -> None:
        if self.mark not in MARKS:
            raise ValueError(f"state {self.name}: no such mark: {self.mark}")


@dataclass(frozen=True)
class Step:
    """One way from any of `sources` to `target`. `duty` is the capability needed, such as "move enterprise"."""

    name: str
    label: str
    sources: frozenset[str]
    target: str
    duty: str
    guards: tuple[Guard, ...] = ()
    needs_note: bool = False


@dataclass(frozen=True)
class Machine:
    """States and the steps between them. A machine that names an unknown state or a name twice cannot be
    made.
    """

    name: str
    label: str
    initial: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        names = [state.name for state in self.states]
        step_names = [step.name for step in self.steps]
        if len(set(names)) < len(names) or len(set(step_names)) < len(step_names):
            raise ValueError(f"machine {self.name}: a state or a step is named twice")
        unknown = ({self.initial} | self._named_by_steps()) - set(names)
        if unknown:
            raise ValueError(f"machine {self.name}: no such state: {', '.join(sorted(unknown))}")
        if any(not step.sources for step in self.steps):
            raise ValueError(f"machine {self.name}: a step leads out of no state")
        if self.name in _MADE:
            raise ValueError(f"machine {self.name} exists already")
        _MADE[self.name] = self

    def _named_by_steps(self) -> set[str]:
        return {name for step in self.steps for name in (*step.sources, step.target)}

    def state(self, name: str) -> State:
        """The state of that name; KeyError when there is none."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def step(self, name: str) -> Step:
        """The step of that name; KeyError when there is none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def offered(self, state: str) -> tuple[Step, ...]:
        """The steps that lead out of a state, in the order declared; guards are not asked here."""
        return tuple(step for step in self.steps if state in step.sources)

    def refusals(self, step: Step | str, *, state: str, facts: Facts, today: date) -> tuple[Refusal, ...]:
        """All reasons against the step: the wrong state alone, otherwise what every guard says. Empty: it may
        be taken.
        """
        taken = self.step(step) if isinstance(step, str) else step
        if state not in taken.sources:
            return (_not_from_here(taken, self.state(state)),)
        found = (guard(facts, today) for guard in taken.guards)
        return tuple(refusal for refusal in found if refusal is not None)

    def dead_ends(self) -> frozenset[str]:
        """States that no step leaves although their mark says that something is still to come."""
        return frozenset(
            state.name for state in self.states if state.mark not in ENDS and not self.offered(state.name)
        )

    def unreachable(self) -> frozenset[str]:
        """States that no sequence of steps reaches from the initial one."""
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            for step in self.offered(waiting.pop()):
                if step.target not in reached:
                    reached.add(step.target)
                    waiting.append(step.target)
        return frozenset(state.name for state in self.states) - reached


def missing_note(step: Step, note: str) -> Refusal | None:
    """A step that needs a note is refused while the note is empty or blank."""
    if not step.needs_note or note.strip():
        return None
    text = N_("“{step}” needs a reason: say why in a sentence.")
    return Refusal("note-missing", text, {"step": Term(step.label)}, field="note")


def _not_from_here(step: Step, state: State) -> Refusal:
    text = N_(
        "“{step}” is not possible while the state is “{state}”. Load the page again to see what is "
        "offered now."
    )
    return Refusal("step-not-from-here", text, {"step": Term(step.label), "state": Term(state.label)})


_MADE: dict[str, Machine] = {}


def machines() -> tuple[Machine, ...]:
    """Every machine of the modules imported so far, by name."""
    return tuple(_MADE[name] for name in sorted(_MADE))
