"""The ladder climbed by an office: proposed by the program, decided by people, each rung with its grounds frozen and its paper."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.authority.models import User
from anbiao.authority.people import operator
from anbiao.kit.actor import Actor
from anbiao.oversight import actions
from anbiao.oversight.models import Measure
from anbiao.oversight.queries import accountability as queries
from anbiao.programme.models import Task
from tests import people
from tests.everywhere import lists
from tests.inspection.made import refused
from tests.oversight.made import Around, around, office_of, on, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


def program(actor: Actor) -> Actor:
    """The job of the night on the actor's day."""
    return operator(people.DISTRICT, actor.now, who="Anbiao")


def later(who: Around, days: int) -> Around:
    """Everybody so many days later."""
    return Around(
        **{name: on(each, each.today + timedelta(days=days)) for name, each in who.__dict__.items()}
    )


def climb(who: Around, step: str = "issue", **given: Any) -> Measure:
    """What the night proposes, decided by the office."""
    (row,) = actions.propose_measures(program(who.office))
    return actions.move_measure(who.office, row, step, **given)


def test_nothing_late_proposes_nothing_and_a_second_night_adds_nothing() -> None:
    who = around()
    told(who.office)
    assert actions.propose_measures(program(who.office)) == []
    who = later(who, 9)
    (row,) = actions.propose_measures(program(who.office))
    assert (row.rung, row.state, row.why) == ("remind", "proposed", [{"ground": "instructions_late", "count": 1, "days": 1, "number": 1}])  # fmt: skip
    assert actions.propose_measures(program(who.office)) == []


def test_the_ladder_to_its_top() -> None:
    who = around()
    told(who.office)
    who = later(who, 30)
    remind = climb(who)
    assert remind.snapshot is not None
    assert remind.snapshot.content["instructions"][0]["days"] == 23
    assert actions.propose_measures(program(who.office)) == []  # the reminder has its time
    who = later(who, 6)
    assert climb(who).rung == "circulate"
    who = later(who, 8)
    (row,) = actions.propose_measures(program(who.office))
    assert refused(actions.move_measure, who.office, row, "issue") == {"called-missing"}
    talk = actions.move_measure(who.office, row, "issue", called="林主任")
    assert talk.due_on == who.office.today + timedelta(days=7)
    assert talk.snapshot is not None
    assert [each["rung"] for each in talk.snapshot.content["before"]] == ["remind", "circulate"]
    came = {"held_on": who.office.today, "minutes": "谈了"}
    assert refused(actions.move_measure, who.office, talk, "hold", attended="王副主任", **came) == {
        "substitute"
    }
    talk = actions.move_measure(who.office, talk, "hold", attended="林主任", **came)
    assert talk.due_on is not None and talk.due_on > who.office.today + timedelta(days=4)
    assert refused(actions.move_measure, who.office, talk, "hand_in", note="x") >= {"not-the-office"}
    talk = actions.move_measure(who.street, talk, "hand_in", note="已补")
    actions.move_measure(who.office, talk, "conclude", note="同意")
    who = later(who, 12)
    (last,) = actions.propose_measures(program(who.office))
    assert last.rung == "refer"
    assert refused(actions.move_measure, who.office, last, "issue") == {"needs-second"}
    last = actions.move_measure(who.office, last, "put_forward", addressee="区纪委监委")
    assert refused(actions.move_measure, who.office, last, "confirm") >= {"same-person", "no-duty"}
    last = actions.move_measure(who.leader, last, "confirm")
    assert (last.state, last.confirmer) == ("issued", who.leader.who)
    assert last.snapshot is not None and len(last.snapshot.content["before"]) == 3


def test_who_has_caught_up_is_left_alone() -> None:
    who = around()
    given = told(who.office)
    who = later(who, 9)
    (row,) = actions.propose_measures(program(who.office))
    actions.move_instruction(who.street, given, "sign")
    actions.move_instruction(who.street, given, "report", note="x")
    assert refused(actions.move_measure, who.office, row, "issue") == {"conditions-gone"}
    assert refused(actions.move_measure, who.office, row, "drop") == {"note-missing"}
    assert actions.move_measure(who.office, row, "drop", note="已补").state == "dropped"


def test_late_tasks_count_with_the_town_of_a_grid_and_are_listed() -> None:
    who = around()
    tasks = [lists.task_of(unit) for unit in people.make_enterprises(*({"name": f"单位{n:02d}"} for n in range(20)))]  # fmt: skip
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(
        organisation=office_of(), due_on=people.TODAY - timedelta(days=4)
    )
    (row,) = actions.propose_measures(program(who.office))
    assert row.why == [{"ground": "tasks_late", "count": 20, "days": 3, "number": 20}]
    row = actions.move_measure(who.office, row, "issue")
    assert row.snapshot is not None
    assert (row.snapshot.content["tasks_number"], len(row.snapshot.content["tasks"])) == (20, 20)


def test_a_person_proposes_step_by_step() -> None:
    who = around()
    assert refused(actions.propose_measure, who.office, office_of(), rung="talk", reason="x") == {"rung-left-out"}  # fmt: skip
    assert refused(actions.propose_measure, who.street, office_of(), rung="remind", reason="x") == {"no-duty"}
    row = actions.propose_measure(who.office, office_of(), rung="remind", reason="值班脱岗")
    assert actions.move_measure(who.office, row, "issue").number == 1


def test_an_office_sees_what_was_issued_against_it_and_nothing_else() -> None:
    who = around()
    row = actions.propose_measure(who.office, office_of(), rung="remind", reason="x")
    names = ("office", "leader", "auditor", "street", "other", "bureau")
    seen = {name for name in names if queries.measures(getattr(who, name)).exists()}
    assert seen == {"office", "leader", "auditor"}
    actions.move_measure(who.office, row, "issue")
    seen = {name for name in names if queries.measures(getattr(who, name)).exists()}
    assert seen == {"office", "leader", "auditor", "street"}
    other = people.browser(User.objects.get(pk=who.other.person))
    for name in ("measure", "measure-document"):
        assert other.get(reverse(name, args=[row.serial])).status_code == 404


def test_the_night_asks_as_much_for_many_offices_as_for_one() -> None:
    who = around()
    told(who.office)
    who = later(who, 9)
    with CaptureQueriesContext(connection) as one:
        assert len(actions.propose_measures(program(who.office))) == 1
    before = on(who.office, people.TODAY)
    for slug in (people.HESHI, "education", "market"):
        told(before, slug=slug)
    with CaptureQueriesContext(connection) as many:
        assert len(actions.propose_measures(program(who.office))) == 3
    assert len(one) == len(many)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_its_pages_and_its_paper_open(language: str) -> None:
    who = around()
    office = people.browser(User.objects.get(pk=who.office.person), language=language)
    given = {
        "_key": str(uuid4()),
        "organisation": str(office_of().pk),
        "rung": "remind",
        "reason": "值班脱岗",
    }
    assert office.get(reverse("measure-new")).status_code == 200
    assert office.post(reverse("measure-new"), given).status_code == 302
    row = Measure.objects.get()
    assert office.get(reverse("measure", args=[row.serial])).status_code == 200
    assert office.get(reverse("measure-document", args=[row.serial])).status_code == 404
    step = reverse("measure-step", args=[row.serial, "issue"])
    assert office.get(step).status_code == 200
    assert office.post(step, {"_key": str(uuid4()), "demands": "三天内补上"}).status_code == 302
    paper = office.get(reverse("measure-document", args=[row.serial]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
