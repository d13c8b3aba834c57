"""Checks, closed hazards and check-lists named beside an item: offered, kept as links, shown to who may see them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anbiao.authority.models import User
from anbiao.inspection.models import Check, CheckList, Hazard
from anbiao.kit.models import Entry
from anbiao.programme import actions, evidence_page
from anbiao.programme.models import Evidence
from anbiao.programme.queries import evidence as queries
from anbiao.readiness.models import Training
from tests import people
from tests.everywhere import lists
from tests.inspection.made import refused
from tests.programme.made import Cast, begun, cast, item_of, marked, reviewed

pytestmark = pytest.mark.django_db
FIRST = "SCH-1.1"


def closed(who: Cast, **over: object) -> Hazard:
    row = lists.hazards_of(who.unit, 1)[0]
    given = {"state": "closed", "closed_on": people.TODAY, "photos_after": 1, "closing": "inside", **over}
    Hazard.objects.filter(pk=row.pk).update(**given)
    return Hazard.objects.get(pk=row.pk)


def check_list(who: Cast) -> CheckList:
    return CheckList.objects.create(district=who.unit.district, enterprise=who.unit, version=1, items=[], who="x", at=people.NOW)  # fmt: skip


def keys(who: Cast, item: object) -> list[str]:
    return [each.key for each in queries.offered(who.around.manager, item, "灭火器")]  # type: ignore[arg-type]


def test_finished_checks_closed_hazards_and_check_lists_of_the_year_are_offered() -> None:
    who = cast()
    hazard, check, version = closed(who), lists.checks_of(who.unit, 1)[0], check_list(who)
    lists.hazards_of(who.unit, 1)  # open
    closed(who, closed_on=people.TODAY - timedelta(days=366))
    begun_one = lists.checks_of(who.unit, 1)[0]
    Check.objects.filter(pk=begun_one.pk).update(state="begun")
    lists.checks_of(people.make_enterprise(name="别校", sector="schools"), 1)
    item = item_of(begun(who), FIRST)
    assert set(keys(who, item)) == {
        f"hazard:{hazard.pk}",
        f"check_made:{check.pk}",
        f"check_list:{version.pk}",
    }
    assert keys(who, item)[0] == f"hazard:{hazard.pk}"  # its words are asked


def trained(who: Cast, **over: Any) -> Training:
    given = {
        "kind": "worker",
        "topic": "灭火器使用",
        "held_on": people.TODAY,
        "hours": 2,
        "number": 18,
        **over,
    }
    return Training.objects.create(
        district=who.unit.district, enterprise=who.unit, recorded_by="x", recorded_at=people.NOW, **given
    )


def test_trainings_of_the_year_are_offered_where_they_are_asked_for_and_read_by_the_reviewer() -> None:
    who = cast()
    training, row = trained(who), begun(who)
    trained(who, held_on=people.TODAY - timedelta(days=366))
    trained(who, state="void")
    check_list(who)
    item = item_of(row, FIRST)
    assert keys(who, item)[0] == f"training:{training.pk}"
    assert [key for key in keys(who, item) if key.startswith("training")] == [f"training:{training.pk}"]
    actions.name_evidence(who.around.staff, item, [f"training:{training.pk}"])
    (named,) = queries.beside(who.expert, row)[item.pk]
    assert named.stands and named.on == people.TODAY
    told = evidence_page.context(Evidence.objects.get())
    assert "灭火器使用" in told["said"]
    assert "18" in [value for _label, value in told["facts"]]
    Training.objects.filter(pk=training.pk).update(state="void")
    assert not queries.beside(who.expert, row)[item.pk][0].stands


def test_what_is_named_stands_as_a_link_and_is_taken_away_again() -> None:
    who = cast()
    hazard, version = closed(who), check_list(who)
    row = begun(who)
    item = item_of(row, FIRST)
    actions.name_evidence(who.around.staff, item, [f"hazard:{hazard.pk}", f"check_list:{version.pk}"])
    assert {each.key for each in queries.beside(who.expert, row)[item.pk]} == {f"hazard:{hazard.pk}", f"check_list:{version.pk}"}  # fmt: skip
    actions.name_evidence(who.around.staff, item, [f"hazard:{hazard.pk}"])
    assert [each.key for each in queries.beside(who.expert, row)[item.pk]] == [f"hazard:{hazard.pk}"]
    told = Entry.objects.filter(object_id__in=Evidence.objects.values("pk")).order_by("number").values_list("verb", flat=True)  # fmt: skip
    assert list(told) == ["name", "name", "take away"]


def test_only_the_unit_names_it_while_it_fills_and_only_its_own_records() -> None:
    who = cast()
    row = begun(who)
    item = item_of(row, FIRST)
    other = lists.checks_of(people.make_enterprise(name="别校", sector="schools"), 1)[0]
    assert refused(actions.name_evidence, who.around.manager, item, [f"check_made:{other.pk}"]) == {"record-unknown"}  # fmt: skip
    assert refused(actions.name_evidence, who.around.town, item, []) == {"no-duty"}
    marked(who.around.manager, row, "own")
    actions.move_assessment(who.around.manager, row, "submit")
    assert refused(actions.name_evidence, who.around.manager, item, []) == {"not-now"}


def test_who_may_not_see_the_record_does_not_see_that_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    who = cast()
    hazard = closed(who)
    row = begun(who)
    item = item_of(row, FIRST)
    actions.name_evidence(who.around.manager, item, [f"hazard:{hazard.pk}"])
    monkeypatch.setattr(queries.lists, "hazards", lambda actor: Hazard.objects.none())
    assert queries.beside(who.expert, row) == {}
    actions.name_evidence(who.around.staff, item, [])  # nobody takes away what she does not see
    assert len(queries.standing(item)) == 1


def test_a_hazard_opened_again_no_longer_stands() -> None:
    who = cast()
    hazard = closed(who)
    row = begun(who)
    item = item_of(row, FIRST)
    actions.name_evidence(who.around.manager, item, [f"hazard:{hazard.pk}"])
    Hazard.objects.filter(pk=hazard.pk).update(state="open", closed_on=None, closing="")
    assert [each.stands for each in queries.beside(who.expert, row)[item.pk]] == [False]


def test_a_link_names_one_record_once() -> None:
    who = cast()
    item = item_of(begun(who), FIRST)
    check = lists.checks_of(who.unit, 1)[0]
    given = {"district": item.district, "item": item, "by": "x", "at": people.NOW}
    for wrong in ({}, {"check_made": check, "hazard": closed(who)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(**given, **wrong)
    Evidence.objects.create(**given, check_made=check)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(**given, check_made=check)


def test_a_correction_keeps_what_stood_beside_the_items() -> None:
    who = cast()
    check = lists.checks_of(who.unit, 1)[0]
    row = begun(who)
    actions.name_evidence(who.around.manager, item_of(row, FIRST), [f"check_made:{check.pk}"])
    marked(who.around.manager, row, "own")
    actions.move_assessment(who.around.manager, row, "submit")
    actions.move_assessment(who.expert, row, "begin_review")
    marked(who.expert, row, "review")
    actions.move_assessment(who.expert, row, "conclude")
    row = actions.move_assessment(who.leader, row, "accept")
    made = actions.correct_assessment(who.leader, row, note="x")
    for each in (row, made):
        found = queries.beside(who.expert, each)
        assert [piece.key for piece in found[item_of(each, FIRST).pk]] == [f"check_made:{check.pk}"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_offer_keep_and_show_it(language: str) -> None:
    who = cast()
    hazard = closed(who)
    row = begun(who)
    item = item_of(row, FIRST)
    client = people.browser(User.objects.get(pk=who.around.staff.person), language=language)
    url = f"/assessed-item/{item.pk}/evidence/"
    assert url in client.get(f"/assessment/{row.pk}/").content.decode()
    assert hazard.serial in client.get(url).content.decode()
    answer = client.post(url, {"_key": str(uuid4()), "records": [f"hazard:{hazard.pk}"]})
    assert answer.url == f"/assessment/{row.pk}/#i-{FIRST}"  # type: ignore[attr-defined]
    assert client.post(url, {"_key": str(uuid4()), "records": [f"hazard:{uuid4()}"]}).status_code == 422
    reader = people.browser(User.objects.get(pk=who.around.town.person), language=language)
    page = reader.get(f"/assessment/{row.pk}/").content.decode()
    assert f"/hazard/{hazard.pk}/" in page and url not in page


def test_evidence_of_a_whole_table_is_one_query(django_assert_num_queries: object) -> None:
    who = cast()
    row = reviewed(who)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.beside(who.expert, row)
