"""The rule of who reaches what stands once as SQL and once as Python: both must give the same answer."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbiao.kit.scope import visible
from anbiao.programme.models import Assessment
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules import assessing
from anbiao.rules.places import Grant, Place, Scope
from tests import people

pytestmark = pytest.mark.django_db
REGIONS = ("35", "3505", "350504", "350504002", "350504102", "350504002001", "350503", "350503001")
SECTORS = ("schools", "footwear", "machinery")


@pytest.fixture
def roster() -> list[tuple[Enterprise, Place]]:
    """Units in several towns and sectors, one of them supervised twice, one no longer, one with an expert."""
    person = people.make_user("advisor", slug=None)
    made = people.make_enterprises(
        {"region": "350504002001", "sector": "schools"},
        {"region": "350504002", "sector": "footwear"},
        {"region": "350504102", "sector": "machinery"},
        {"region": "350504102", "sector": ""},
        {"region": "350503001", "sector": "schools", "district": "350503"},
    )
    first, second, third = made[:3]
    common = {
        "district": first.district,
        "basis": "test",
        "organisation_id": first.responsibilities.get(kind="sector").organisation_id,
    }
    Responsibility.objects.create(
        enterprise=first,
        kind="sector",
        sector="machinery",
        from_on=date(2026, 2, 1),
        **{**common, "person": person},
    )
    third.responsibilities.filter(kind="sector").update(
        from_on=date(2026, 1, 1), to_on=people.TODAY - timedelta(days=1)
    )
    Responsibility.objects.create(
        enterprise=second,
        kind="expert",
        person=person,
        from_on=date(2026, 1, 1),
        district=first.district,
        basis="test",
    )
    return [(unit, place_of(unit)) for unit in made]


def place_of(unit: Enterprise) -> Place:
    """Where a unit lies, as the rules see it."""
    held = [
        r
        for r in unit.responsibilities.all()
        if r.from_on <= people.TODAY and (r.to_on is None or r.to_on >= people.TODAY)
    ]
    return Place(
        region=unit.region, enterprise=str(unit.id), sectors=frozenset(r.sector for r in held if r.sector),
        assignees=frozenset(str(x) for r in held for x in (r.person_id, r.organisation_id) if x),
    )  # fmt: skip


days = st.sampled_from([date(2026, 1, 1), people.TODAY, people.TODAY + timedelta(days=1)])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_sql_and_python_see_the_same_units(
    roster: list[tuple[Enterprise, Place]], data: st.DataObject
) -> None:
    units = [str(unit.id) for unit, _ in roster]
    assignees = sorted({assignee for _, place in roster for assignee in place.assignees})
    reach = st.one_of(
        st.fixed_dictionaries(
            {
                "region": st.sampled_from(REGIONS),
                "sectors": st.one_of(st.none(), st.frozensets(st.sampled_from(SECTORS))),
            }
        ),
        st.fixed_dictionaries({"enterprise": st.sampled_from(units)}),
        st.fixed_dictionaries({"assignee": st.sampled_from(assignees)}),
    )
    duty = st.sampled_from(["district_officer", "bureau_officer", "expert", "system_admin"])
    drawn = data.draw(st.lists(st.tuples(duty, reach, days, st.one_of(st.none(), days)), max_size=3))
    grants = tuple(Grant(d, **r, from_on=a, to_on=b) for d, r, a, b in drawn)
    scope = Scope(person="", district=people.DISTRICT, grants=grants, on=people.TODAY)
    by_rule = {unit.id for unit, place in roster if scope.allows("read enterprise", place)}
    for searched in (False, True):
        here = visible(scope, Enterprise.lies, "read enterprise", searched=searched)
        assert set(Enterprise.objects.filter(here).values_list("id", flat=True)) == by_rule


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_sql_and_python_see_the_same_assessments(
    roster: list[tuple[Enterprise, Place]], data: st.DataObject
) -> None:
    """An assessment is reached with its unit, or by being its assigned reviewer while the review runs."""
    humans = ["a" * 8, "b" * 8]
    states = data.draw(st.lists(st.sampled_from(sorted(assessing.OPEN)), min_size=5, max_size=5))
    assigned = data.draw(st.lists(st.lists(st.sampled_from(humans), unique=True), min_size=5, max_size=5))
    Assessment.objects.all().delete()
    rows = []
    for (unit, place), state, persons in zip(roster, states, assigned, strict=True):
        row = Assessment.objects.create(
            district=unit.district, enterprise=unit, urn="x", edition="1", kind="yearly", state=state, begun_on=people.TODAY,
            beginner="x", assigned=persons,
        )  # fmt: skip
        given_to = frozenset(persons) if state in ("submitted", "review", "reviewed") else frozenset[str]()
        rows.append((row.pk, replace(place, reviewers=given_to)))
    reach = st.sampled_from([{"assignee": str(uuid4())}, {"region": people.SHUANGYANG}])
    drawn = data.draw(st.lists(st.tuples(st.sampled_from(["expert", "system_admin"]), reach), max_size=2))
    grants = tuple(Grant(duty, **over, from_on=date(2026, 1, 1)) for duty, over in drawn)
    human = data.draw(st.sampled_from([*humans, ""]))
    scope = Scope(person="", district=people.DISTRICT, grants=grants, on=people.TODAY, human=human)
    for capability in ("read assessment", "review assessment", "approve assessment"):
        by_sql = set(Assessment.objects.visible_to(scope, capability).values_list("pk", flat=True))
        assert by_sql == {pk for pk, place in rows if scope.allows(capability, place)}


def test_without_grants_nothing_is_visible(roster: list[tuple[Enterprise, Place]]) -> None:
    scope = Scope(person="", district=people.DISTRICT, grants=(), on=people.TODAY)
    assert not Enterprise.objects.visible_to(scope).exists()


def told(unit: Enterprise) -> tuple[list[str], date | None, date | None]:
    """What the database tells of who answers for a unit."""
    found = Enterprise.objects.get(pk=unit.pk)
    return found.supervised, found.supervised_from, found.supervised_to


def test_a_unit_tells_its_sectors_and_the_days_on_which_they_hold(
    roster: list[tuple[Enterprise, Place]],
) -> None:
    """Told by the database, whichever way a responsibility comes, passes on, ends or goes; what ended stays."""
    first, second, third = (unit for unit, _ in roster[:3])
    begun = date(2026, 2, 1)
    since = first.responsibilities.get(sector="schools").from_on
    assert told(first) == (["machinery", "schools"], max(since, begun), None)
    assert told(third) == (["machinery"], date(2026, 1, 1), people.TODAY - timedelta(days=1))
    machinery = Responsibility.objects.filter(enterprise=first, sector="machinery")
    machinery.update(enterprise=second)
    assert told(first) == (["schools"], since, None)
    assert told(second)[0] == ["footwear", "machinery"]
    second.responsibilities.filter(sector="machinery").delete()
    assert told(second)[0] == ["footwear"]
    second.responsibilities.filter(sector="footwear").delete()
    assert told(second) == ([], None, None)


def test_nobody_else_tells_a_units_sectors(roster: list[tuple[Enterprise, Place]]) -> None:
    """A unit that was read before somebody else came to answer for it is saved as it was read."""
    unit, _ = roster[0]
    before = told(unit)
    stale = Enterprise.objects.get(pk=unit.pk)
    stale.supervised, stale.supervised_from, stale.supervised_to = ["footwear"], date(2020, 1, 1), None
    stale.save(force_update=True)
    Enterprise.objects.filter(pk=unit.pk).update(supervised=[], supervised_from=None)
    assert told(unit) == before


DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(6)]
spans = st.tuples(st.sampled_from(DAYS), st.sampled_from([*DAYS, None])).filter(
    lambda span: span[1] is None or span[0] <= span[1]
)
acts = st.tuples(st.sampled_from(["made", "changed", "removed"]), st.sampled_from(SECTORS), spans)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(acts, max_size=8))
def test_what_a_unit_tells_is_what_its_responsibilities_say_on_any_day(
    roster: list[tuple[Enterprise, Place]], written: list[tuple[str, str, tuple[date, date | None]]]
) -> None:
    unit, person = roster[3][0], people.User.objects.get(username="advisor")
    rows = Responsibility.objects.filter(enterprise=unit, kind="insurer")
    rows.delete()
    for act, sector, (from_on, to_on) in written:
        if act == "made" and not (to_on is None and rows.filter(to_on=None).exists()):
            Responsibility.objects.create(
                district=unit.district, enterprise=unit, kind="insurer", person=person, basis="test",
                sector=sector, from_on=from_on, to_on=to_on,
            )  # fmt: skip
        elif act == "changed":
            rows.filter(sector=sector).update(from_on=from_on, to_on=to_on or DAYS[-1])
        elif act == "removed":
            rows.filter(sector=sector, from_on__lte=from_on).delete()
    held = list(rows.values_list("sector", "from_on", "to_on"))
    for on in DAYS:
        for sector in SECTORS:
            grant = Grant("bureau_officer", region=people.DISTRICT, sectors=frozenset({sector}), from_on=on)
            scope = Scope(person="", district=people.DISTRICT, grants=(grant,), on=on)
            by_sql = Enterprise.objects.visible_to(scope).filter(pk=unit.pk).exists()
            assert by_sql == any(s == sector and a <= on and (b is None or on <= b) for s, a, b in held)
