"""Only `take` moves a state: with the duty, from the right state, against nobody faster, and with one entry."""

import pytest

from anbiao.kit.models import Entry
from anbiao.kit.workflow import offers, take, take_many
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules.refusal import Refused
from tests import people

pytestmark = pytest.mark.django_db


def test_all_reasons_are_given_at_once() -> None:
    unit = people.make_enterprise()
    leader = people.acting(people.person("leader"))
    with pytest.raises(Refused) as refused:
        take(leader, unit, "close", place=unit.place(), note="")
    assert {refusal.code for refusal in refused.value.refusals} == {"no-duty", "note-missing"}


def test_who_comes_second_is_told_so() -> None:
    unit = people.make_enterprise()
    stale = Enterprise.objects.get(pk=unit.pk)
    take(people.OPERATOR, unit, "suspend", place=unit.place(), note="停产")
    with pytest.raises(Refused) as refused:
        take(people.OPERATOR, stale, "suspend", place=stale.place(), note="停产")
    assert refused.value.refusals[0].code == "changed-meanwhile"
    assert Entry.objects.filter(object_id=unit.id, verb="suspend").count() == 1


def test_the_entry_tells_before_and_after() -> None:
    unit = people.make_enterprise()
    take(people.OPERATOR, unit, "suspend", place=unit.place(), note="停产检修")
    entry = Entry.objects.get(object_id=unit.id, verb="suspend")
    assert (entry.before, entry.after, entry.note) == (
        {"state": "operating"},
        {"state": "suspended"},
        "停产检修",
    )


def test_a_step_is_offered_only_to_whom_it_belongs() -> None:
    unit = people.make_enterprise()
    assert not offers(people.acting(people.person("leader")), unit, place=unit.place())
    names = [
        offer.step.name
        for offer in offers(people.acting(people.person("street_inspector")), unit, place=unit.place())
    ]
    assert "suspend" in names
    assert "resume" not in names


def test_thousands_move_in_few_statements(django_assert_max_num_queries: object) -> None:
    officer = people.person("grid_member")
    units = people.make_enterprises(*({} for _ in range(30)))
    Responsibility.objects.bulk_create(
        Responsibility(
            district=unit.district,
            enterprise=unit,
            kind="grid",
            person=officer,
            basis="test",
            from_on=people.TODAY,
        )
        for unit in units
    )
    rows = list(Responsibility.objects.filter(person=officer).select_related("enterprise"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        taken = take_many(people.acting(officer), [(row, row.place()) for row in rows], "acknowledge")
    assert (taken.moved, dict(taken.refused)) == (30, {})
    assert Entry.objects.filter(verb="acknowledge").count() == 30
