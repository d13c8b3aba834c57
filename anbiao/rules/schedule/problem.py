"""The weekly plan as a problem: weeks, people, units, visits; and a plan as its answer. Plain values, no order of search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.colours import COLOURS
from anbiao.rules.refusal import cites

FULL_WEEK = 5  # working days for which a person's capacity is stated


@dataclass(frozen=True, slots=True)
class Week:
    """A week that is planned: its working days, and the key period (Spring Festival, say) that keeps it free of visits; "" for none."""

    week: IsoWeek
    days: int = FULL_WEEK
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who visits: the visits that she can do in a week of five days, and the working days that she is away, by week."""

    id: str
    capacity: int
    absences: Mapping[IsoWeek, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to be visited: where it lies (village, and the street around it), its colour, its sectors."""

    id: str
    village: str
    street: str
    colour: str
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """The week of a visit and who does it."""

    week: IsoWeek
    person: str


@dataclass(frozen=True, slots=True)
class After:
    """Another visit of the same unit that comes first, and how many weeks later at the earliest (0: the same week will do)."""

    visit: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One step at one unit: who may do it (the responsible person first), the first week, the week in which it is due, how many ordinary
    visits of time it takes, how much a week of lateness counts, what comes before it.

    Visits of a unit with the same `together` can be one joint visit. `locked` is a person's decision (or what is done already): the visit
    stays there, even where what comes before it finds no week.
    """

    id: str
    unit: str
    step: str
    candidates: tuple[str, ...]
    release: IsoWeek
    due: IsoWeek
    duration: int = 1
    weight: int = 1
    after: tuple[After, ...] = ()
    together: str = ""
    locked: Placement | None = None


@dataclass(frozen=True)
class Plan:
    """Where each visit lies, by its id. A visit that is missing here is left without a week."""

    placements: Mapping[str, Placement] = field(hash=False)


@dataclass(frozen=True)
class Instance:
    """The whole problem. Weeks follow one another; `flaws` says whether everything fits together."""

    weeks: tuple[Week, ...]
    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    visits: tuple[Visit, ...]

    @cached_property
    def number(self) -> Mapping[IsoWeek, int]:
        """The place of each planned week, from 0."""
        return {week.week: place for place, week in enumerate(self.weeks)}

    @cached_property
    def person(self) -> Mapping[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each person in the list: who stands later joins who stands earlier."""
        return {person.id: place for place, person in enumerate(self.people)}

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def visit(self) -> Mapping[str, Visit]:
        """Visits by id."""
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def _apart(self) -> dict[IsoWeek, int]:
        return {}

    def place_of(self, week: IsoWeek) -> int:
        """The place of any week, counted from the first planned one; negative before it, and beyond the last one afterwards."""
        found = self.number.get(week)
        if found is not None:
            return found
        if week not in self._apart:
            self._apart[week] = (week.monday - self.weeks[0].week.monday).days // 7
        return self._apart[week]


@cites("地方规则 local.rules")
def room(person: Person, week: Week) -> int:
    """How many ordinary visits a person can do in a week: her capacity by the working days that she is there, rounded down; none in a
    blocked week.
    """
    if week.blocked:
        return 0
    return person.capacity * max(0, week.days - person.absences.get(week.week, 0)) // FULL_WEEK


def is_colour(colour: str) -> bool:
    """True for one of the four."""
    return colour in COLOURS
