"""What oversight tells at once: an instruction, a measure, a circular, a ranking out for objections; to the office that it is for."""

from datetime import timedelta

import pytest

from anbiao.authority.people import operator
from anbiao.kit.actor import Actor
from anbiao.kit.models import Notice
from anbiao.oversight import actions
from anbiao.oversight.actions import tell_happenings
from tests import people
from tests.oversight import circulars, ranked
from tests.oversight.made import around, on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


def heard(actor: Actor) -> set[tuple[object, str]]:
    """(account, kind) of every notice, once what happened by now is told."""
    tell_happenings(people.DISTRICT, now=actor.now)
    return set(Notice.objects.exclude(kind="digest").values_list("person", "kind"))


def test_an_instruction_is_told_to_its_office_and_its_return_with_it() -> None:
    who = around()
    row = told(who.office)
    assert heard(who.office) == {(who.street.person, "instruction-given")}
    row = actions.move_instruction(who.street, row, "sign")
    row = actions.move_instruction(who.street, row, "report", note="全部补报")
    actions.move_instruction(who.office, row, "send_back", note="缺两家")
    assert heard(who.office) == {
        (who.street.person, "instruction-given"),
        (who.street.person, "instruction-returned"),
    }


def test_a_measure_is_told_to_the_office_that_it_is_against() -> None:
    who = around()
    told(who.office)
    Notice.objects.all().delete()
    office, street = (on(each, people.TODAY + timedelta(days=9)) for each in (who.office, who.street))
    heard(office)
    Notice.objects.all().delete()
    (row,) = actions.propose_measures(operator(people.DISTRICT, office.now, who="Anbiao"))
    assert heard(office) == set()
    actions.move_measure(office, row, "issue", addressee="双阳街道", demands="报送整改措施")
    assert heard(office) == {(street.person, "measure-issued")}


def test_a_circular_is_told_to_the_offices_that_sign_for_it() -> None:
    officer, leader, street = (
        people.person(name) for name in ("district_officer", "leader", "street_inspector")
    )
    people.enterprise_manager(people.make_enterprise())
    circulars.issued(people.acting(officer), people.acting(leader))
    assert (street.pk, "circular-issued") in heard(people.acting(officer))
    signing = {person for person, kind in heard(people.acting(officer)) if kind == "circular-issued"}
    assert signing == {street.pk}


def test_a_ranking_out_for_objections_is_told_to_those_with_a_line() -> None:
    who = ranked.ranked()
    ranked.sent(who)
    assert heard(who.office) == {(who.street.person, "ranking-out"), (who.other_street.person, "ranking-out")}
