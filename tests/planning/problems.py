"""Problems for tests: small ones by hand, and drawn by hypothesis."""

from typing import Any

from hypothesis import strategies as st

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.schedule import After, Instance, Person, Placement, Unit, Visit, Week

FIRST = IsoWeek(2026, 52)  # a turn of the year lies in every problem of two weeks or more


def week(number: int) -> IsoWeek:
    """The week so many weeks after the first."""
    return IsoWeek.of(date_of(number))


def date_of(number: int) -> Any:
    """Its Monday."""
    from datetime import timedelta

    return FIRST.monday + timedelta(weeks=number)


def weeks(number: int, **over: Any) -> tuple[Week, ...]:
    """So many whole weeks."""
    return tuple(Week(week(place), **over) for place in range(number))


def make_unit(name: str = "u1", **over: Any) -> Unit:
    facts: dict[str, Any] = {"village": "v1", "street": "s1", "colour": "blue"}
    return Unit(name, **{**facts, **over})


def make_visit(name: str, unit: str = "u1", **over: Any) -> Visit:
    facts: dict[str, Any] = {"step": name, "candidates": ("p1",), "release": week(0), "due": week(1)}
    return Visit(name, unit, **{**facts, **over})


def make_instance(*visits: Visit, number: int = 4, capacity: int = 2, **over: Any) -> Instance:
    """A problem of these visits, with two people and the units that are named."""
    units = tuple(make_unit(name) for name in dict.fromkeys(visit.unit for visit in visits))
    facts: dict[str, Any] = {
        "weeks": weeks(number),
        "people": (Person("p1", capacity), Person("p2", capacity)),
        "units": units,
        "visits": visits,
    }
    return Instance(**{**facts, **over})


@st.composite
def problems(draw: st.DrawFn, *, most_units: int = 4, most_weeks: int = 5, locks: bool = True) -> Instance:
    """Any small problem: people away, blocked and short weeks, chains with lags, joint visits, long visits, weights, locks."""
    number = draw(st.integers(1, most_weeks))
    planned = tuple(
        Week(week(place), draw(st.sampled_from((5, 5, 5, 4, 0))), draw(st.sampled_from(("", "", "", "春节"))))
        for place in range(number)
    )
    people = tuple(
        Person(
            f"p{place}",
            draw(st.integers(1, 4)),
            {week(draw(st.integers(0, number - 1))): draw(st.integers(1, 5))} if draw(st.booleans()) else {},
        )
        for place in range(draw(st.integers(1, 3)))
    )
    units, visits = [], []
    for place in range(draw(st.integers(1, most_units))):
        colour = draw(st.sampled_from(("red", "orange", "yellow", "blue")))
        village = f"v{draw(st.integers(0, 2))}"
        units.append(Unit(f"u{place}", village, "s1", colour))
        visits += draw(_chain(f"u{place}", people, number))
    instance = Instance(planned, people, tuple(units), tuple(visits))
    return draw(_locked(instance)) if locks else instance


@st.composite
def _chain(draw: st.DrawFn, unit: str, people: tuple[Person, ...], number: int) -> list[Visit]:
    names = [person.id for person in people]
    chain: list[Visit] = []
    for step in range(draw(st.integers(1, 3))):
        candidates = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
        after = (After(chain[-1].id, draw(st.integers(0, 2))),) if chain and draw(st.booleans()) else ()
        chain.append(
            Visit(
                f"{unit}-{step}", unit, f"step{step}", candidates, week(draw(st.integers(-1, number))),
                week(draw(st.integers(-1, number + 1))), draw(st.sampled_from((1, 1, 1, 2))),
                draw(st.sampled_from((1, 1, 3))), after, draw(st.sampled_from(("", "t"))),
            )
        )  # fmt: skip
    return chain


@st.composite
def _locked(draw: st.DrawFn, instance: Instance) -> Instance:
    """Perhaps one visit locked, where that can be kept."""
    from dataclasses import replace

    from anbiao.rules.schedule.constraints import flaws

    place = draw(st.integers(0, len(instance.visits) - 1))
    visit = instance.visits[place]
    at = Placement(draw(st.sampled_from(instance.weeks)).week, draw(st.sampled_from(visit.candidates)))
    visits = list(instance.visits)
    visits[place] = replace(visit, locked=at)
    locked = replace(instance, visits=tuple(visits))
    return instance if flaws(locked) else locked
