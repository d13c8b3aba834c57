"""Training records of a unit: recorded, read, made void; who may, and what the pages say."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anbiao.authority.models import User
from anbiao.kit.models import Entry
from anbiao.readiness import actions, queries
from anbiao.readiness.models import Training
from anbiao.rules.training import KINDS
from tests import people
from tests.everywhere.lists import training_of
from tests.everywhere.test_api import Program
from tests.inspection import made
from tests.inspection.made import Around

pytestmark = pytest.mark.django_db
HELD: dict[str, Any] = {
    "kind": "worker", "topic": " 消防器材使用 ", "held_on": people.TODAY, "hours": Decimal("1.5"), "number": 8, "passed": 7,
    "trainer": "黄敏", "note": "",
}  # fmt: skip
FORM = {**HELD, "held_on": "2024-05-20", "hours": "1.5"}  # a day that every clock has behind it


@pytest.fixture
def cast() -> Around:
    return made.around()


def browser(actor: Any, language: str = "zh-hans") -> Any:
    return people.browser(User.objects.get(pk=actor.person), language=language)


# ---------- use-cases ----------


def test_the_unit_and_the_offices_that_organise_record_a_training(cast: Around) -> None:
    for actor in (cast.manager, cast.staff, cast.town, cast.bureau, cast.district):
        row = actions.record_training(actor, cast.unit, **HELD)
        row.refresh_from_db()
        assert (row.topic, row.hours, row.state, row.recorded_by) == (
            "消防器材使用",
            Decimal("1.5"),
            "recorded",
            actor.who,
        )
        entry = Entry.objects.get(object_id=row.pk)
        assert (entry.verb, entry.object_type) == ("record", "training")
        assert "黄敏" not in str(entry.after)  # a person's name is kept apart


def test_who_does_not_organise_training_records_none(cast: Around) -> None:
    for actor in (cast.grid, cast.officer, people.acting(people.person("other_street"))):
        assert made.refused(actions.record_training, actor, cast.unit, **HELD) == {"no-duty"}


def test_a_unit_records_its_own_training_only(cast: Around) -> None:
    other = people.make_enterprise()
    assert made.refused(actions.record_training, cast.manager, other, **HELD) == {"no-duty"}


def test_what_cannot_be_right_is_refused_with_every_reason(cast: Around) -> None:
    wrong = {
        **HELD,
        "topic": "",
        "hours": Decimal(0),
        "number": 2,
        "held_on": people.TODAY + timedelta(days=1),
    }
    assert made.refused(actions.record_training, cast.town, cast.unit, **wrong) == {
        "topic-missing", "hours-wrong", "passed-wrong", "day-ahead",
    }  # fmt: skip
    assert not Training.objects.exists()


@pytest.mark.parametrize("over", [{"topic": ""}, {"hours": 0}, {"number": 0, "passed": None}, {"passed": 9}])
def test_the_database_keeps_it_too(cast: Around, over: dict[str, Any]) -> None:
    row = training_of(cast.unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.filter(pk=row.pk).update(**over)


def test_a_wrong_record_is_made_void_with_a_reason_and_stays(cast: Around) -> None:
    row = actions.record_training(cast.manager, cast.unit, **HELD)
    assert made.refused(actions.void_training, cast.manager, row, note=" ") == {"note-missing"}
    assert made.refused(actions.void_training, cast.grid, row, note="x") == {"no-duty"}
    actions.void_training(cast.manager, row, note="日期记错")
    row.refresh_from_db()
    assert row.state == "void"
    assert Entry.objects.get(object_id=row.pk, verb="void").note == "日期记错"
    assert made.refused(actions.void_training, cast.manager, row, note="x") == {"step-not-from-here"}


# ---------- reading ----------


def test_a_record_is_seen_where_its_unit_is(cast: Around) -> None:
    row, other = training_of(cast.unit), training_of(people.make_enterprise(region=people.HESHI))
    seen = {actor.who: set(queries.trainings(actor)) for actor in (cast.manager, cast.town, cast.bureau)}
    assert all(rows == {row} for rows in seen.values())
    assert set(queries.trainings(cast.district)) == {row, other}
    assert set(queries.trainings(people.acting(people.nobody()))) == set()


def test_the_last_training_of_each_kind_leaves_out_what_is_void(cast: Around) -> None:
    first = actions.record_training(cast.town, cast.unit, **{**HELD, "held_on": date(2026, 3, 1)})
    last = actions.record_training(cast.town, cast.unit, **HELD)
    manager = actions.record_training(cast.town, cast.unit, **{**HELD, "kind": "manager"})
    assert queries.last_trainings(cast.town, cast.unit) == {"worker": last, "manager": manager}
    actions.void_training(cast.town, last, note="x")
    assert queries.last_trainings(cast.town, cast.unit)["worker"] == first


def test_the_local_rule_begins_with_the_four_kinds_and_the_hours_of_order_3() -> None:
    kinds = {each.kind: each for each in queries.kinds(people.DISTRICT, people.TODAY)}
    assert list(kinds) == list(KINDS)
    assert (kinds["principal"].first, kinds["principal"].yearly_high) == (32, 16)
    assert (kinds["worker"].first, kinds["worker"].first_high) == (24, 72)


def test_sectors_of_high_risk_are_those_of_the_list() -> None:
    assert not queries.is_high_risk(people.make_enterprise(sector="schools"))
    assert queries.is_high_risk(people.make_enterprise(sector="construction"))


# ---------- pages ----------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("最近一次培训", "应培训", "4 类人员中有 3 类近 12 个月没有培训", "记录一次培训", "特种作业人员")),
        ("en", ("Last training", "3 of 4 kinds of people had no training", "Record a training", "Special-work operators")),
    ],
)  # fmt: skip
def test_the_page_of_a_unit_says_who_is_due(cast: Around, language: str, words: tuple[str, ...]) -> None:
    page = browser(cast.manager, language).get(f"/units/{cast.unit.pk}/").content.decode()
    assert all(each in page for each in words)


@pytest.mark.parametrize(("language", "state"), [("zh-hans", "已记录"), ("en", "On record")])
def test_from_the_page_of_the_unit_to_a_record_made_void(cast: Around, language: str, state: str) -> None:
    client, new = browser(cast.manager, language), f"/units/{cast.unit.pk}/training/"
    assert new in client.get(f"/units/{cast.unit.pk}/").content.decode()
    assert client.get(new).status_code == 200
    key = str(uuid4())
    answer = client.post(new, {**FORM, "_key": key})
    row = Training.objects.get()
    assert answer.url == f"/training/{row.pk}/"
    assert client.post(new, {**FORM, "_key": key})["Location"] == answer.url  # sent twice, done once
    assert Training.objects.count() == 1
    page = client.get(answer.url).content.decode()
    assert state in page and "消防器材使用" in page and f"/training/{row.pk}/void/" in page
    assert "消防器材使用" in client.get("/trainings/").content.decode()
    void = client.post(f"/training/{row.pk}/void/", {"note": "记错单位", "_key": str(uuid4())})
    assert void.url == answer.url
    page = client.get(answer.url).content.decode()
    assert "记错单位" in page and f"/training/{row.pk}/void/" not in page


def test_a_form_with_a_slip_keeps_what_was_typed_and_writes_nothing(cast: Around) -> None:
    wrong = {**FORM, "passed": "9", "_key": str(uuid4())}
    answer = browser(cast.town).post(f"/units/{cast.unit.pk}/training/", wrong)
    assert answer.status_code == 422
    assert (
        "考核合格人数不能多于培训人数" in answer.content.decode()
        and "消防器材使用" in answer.content.decode()
    )
    assert not Training.objects.exists()


def test_whoever_only_reads_is_offered_nothing_to_write(cast: Around) -> None:
    row, client = training_of(cast.unit), browser(cast.grid)
    page = client.get(f"/units/{cast.unit.pk}/").content.decode()
    assert f"/training/{row.pk}/" in page and f"/units/{cast.unit.pk}/training/" not in page
    assert "void/" not in client.get(f"/training/{row.pk}/").content.decode()
    assert client.get(f"/units/{cast.unit.pk}/training/").status_code == 404


def test_a_program_records_a_training_by_the_form_of_the_screen(cast: Around) -> None:
    program = Program(User.objects.get(pk=cast.town.person))
    path, body = (
        f"enterprises/{cast.unit.pk}/record-training",
        {**HELD, "held_on": "2024-05-20", "hours": "1.5"},
    )
    told = program.does(path, body).json()
    assert (told["id"], told["state"]) == (str(Training.objects.get().pk), "recorded")
    assert program.does(path, {**body, "passed": 9}).json()["errors"][0]["field"] == "passed"
    other = people.make_enterprise(region=people.HESHI)
    assert program.does(f"enterprises/{other.pk}/record-training", body).status_code == 404
