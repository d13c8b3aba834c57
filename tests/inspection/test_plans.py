"""Floor plans and the four-colour risk map: who draws them, what the journal keeps, and what a new picture does to the marks."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anbiao.authority.models import User
from anbiao.inspection import actions, queries
from anbiao.inspection.models import FloorPlan, Risk
from anbiao.inspection.queries import risk_map
from anbiao.kit.models import Entry, Photo
from tests import people, pictures
from tests.everywhere.lists import risk_of
from tests.inspection import made
from tests.inspection.made import Around, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Around:
    return made.around()


def plan_of(cast: Around, name: str = "一层") -> FloorPlan:
    return actions.add_floor_plan(
        cast.manager, cast.unit, name=name, photo=made.photo(cast.manager, cast.unit)
    )


def marked(cast: Around, plan: FloorPlan, **over: Any) -> Risk:
    row = risk_of(cast.unit)
    if over:
        Risk.objects.filter(pk=row.pk).update(**over)
        row.refresh_from_db()
    return actions.place_risk(cast.manager, row, plan=plan, x=0.25, y=0.5, version=row.version)


def entry_of(verb: str) -> Entry:
    return Entry.objects.filter(verb=verb).latest("number")


def browser(cast: Around) -> Any:
    return people.browser(User.objects.get(pk=cast.manager.person))


# ---------- plans ----------


def test_adding_a_plan_stands_in_the_journal(cast: Around) -> None:
    plan = plan_of(cast)
    entry = entry_of("add plan")
    assert (entry.object_id, entry.object_type) == (plan.pk, "risk")
    assert entry.after
    assert entry.after["photo"] == str(plan.photo)


def test_only_the_unit_and_its_expert_draw_plans(cast: Around) -> None:
    plan = plan_of(cast)
    photo = made.photo(cast.manager, cast.unit)
    for actor in (cast.staff, cast.grid, cast.town, cast.district):
        assert "no-duty" in refused(actions.add_floor_plan, actor, cast.unit, name="x", photo=photo)
        assert refused(actions.replace_floor_plan, actor, plan, name="x", photo=photo) == {"no-duty"}
        assert refused(actions.remove_floor_plan, actor, plan, note="x") == {"no-duty"}


def test_a_plan_is_a_picture_of_this_unit_with_a_name(cast: Around) -> None:
    other = people.make_enterprise(name="别家", sector="schools")
    foreign = made.photo(cast.district, other)
    act = actions.add_floor_plan
    assert refused(act, cast.manager, cast.unit, name="一层", photo=uuid4()) == {"photo-not-here"}
    assert refused(act, cast.manager, cast.unit, name="一层", photo=foreign) & {"photo-no-evidence", "photo-not-here"}  # fmt: skip
    mine = made.photo(cast.manager, cast.unit)
    assert refused(act, cast.manager, cast.unit, name=" ", photo=mine) == {"name-missing"}


def test_a_new_plan_replaces_the_old_which_stays_with_its_photo(cast: Around) -> None:
    old = plan_of(cast)
    stays, goes = marked(cast, old), marked(cast, old)
    photo = made.photo(cast.manager, cast.unit)
    new = actions.replace_floor_plan(cast.manager, old, name="一层", photo=photo, marks=frozenset({stays.pk}))
    for row in (old, stays, goes):
        row.refresh_from_db()
    assert queries.floor_plans(cast.manager, cast.unit) == [new]
    assert old.removed_on == people.TODAY
    assert Photo.objects.filter(pk=old.photo).exists()
    assert (stays.floor_plan_id, stays.x, stays.y) == (new.pk, 0.25, 0.5)
    assert (goes.floor_plan_id, goes.x, goes.y) == (None, None, None)
    assert entry_of("replace plan").object_id == old.pk
    assert entry_of("take off plan").object_id == goes.pk


def test_a_plan_is_taken_away_with_a_reason_once(cast: Around) -> None:
    plan = plan_of(cast)
    risk = marked(cast, plan)
    assert refused(actions.remove_floor_plan, cast.manager, plan, note=" ") == {"note-missing"}
    actions.remove_floor_plan(cast.manager, plan, note="已拆除")
    risk.refresh_from_db()
    assert risk.floor_plan_id is None
    assert risk.removed_on is None
    assert entry_of("remove plan").note == "已拆除"
    assert refused(actions.remove_floor_plan, cast.manager, plan, note="x") == {"changed-meanwhile"}


# ---------- places ----------


def test_placing_a_risk_stands_in_the_journal_with_where_it_was(cast: Around) -> None:
    plan = plan_of(cast)
    risk = marked(cast, plan)
    actions.place_risk(cast.manager, risk, plan=plan, x=0.75, y=0.5, version=risk.version)
    entry = entry_of("place")
    assert entry.before
    assert entry.after
    assert (entry.before["x"], entry.after["x"]) == (0.25, 0.75)
    assert "y" not in entry.after


@pytest.mark.parametrize(("x", "y"), [(-0.01, 0.5), (0.5, 1.01), (float("nan"), 0.5)])
def test_no_risk_lies_outside_its_plan(cast: Around, x: float, y: float) -> None:
    plan, row = plan_of(cast), risk_of(cast.unit)
    assert refused(actions.place_risk, cast.manager, row, plan=plan, x=x, y=y, version=1) == {"off-the-plan"}


def test_a_risk_lies_on_a_standing_plan_of_its_own_unit(cast: Around) -> None:
    gone, row = plan_of(cast), risk_of(cast.unit)
    actions.remove_floor_plan(cast.manager, gone, note="x")
    gone.refresh_from_db()
    other = people.make_enterprise(name="别家", sector="schools")
    foreign = FloorPlan.objects.create(
        district=other.district, enterprise=other, name="x", photo=uuid4(), at=people.NOW, who="x"
    )
    for plan in (gone, foreign):
        assert refused(actions.place_risk, cast.manager, row, plan=plan, x=0, y=0, version=1) == {
            "other-plan"
        }


def test_who_decides_on_an_old_page_is_told(cast: Around) -> None:
    plan = plan_of(cast)
    risk = marked(cast, plan)
    assert refused(actions.take_off_plan, cast.manager, risk, version=1) == {"changed-meanwhile"}
    assert refused(actions.take_off_plan, cast.grid, risk, version=2) == {"no-duty"}
    actions.take_off_plan(cast.manager, risk, version=2)
    assert entry_of("take off plan").object_id == risk.pk


# ---------- the map ----------


def test_points_are_numbered_from_the_worst_and_stand_on_their_plan(cast: Around) -> None:
    plan = plan_of(cast)
    mild, bad = marked(cast, plan, product=2), marked(cast, plan, product=20, colour="red")
    loose = risk_of(cast.unit)
    found = risk_map.points(cast.grid, cast.unit)
    (sheet,) = risk_map.sheets(cast.grid, cast.unit, found)
    assert [each.risk.pk for each in found] == [bad.pk, mild.pk, loose.pk]
    assert [each.number for each in sheet.points] == [1, 2]
    assert [each.risk.pk for each in risk_map.unplaced(found, [sheet])] == [loose.pk]
    assert (found[0].x, found[0].y) == ("25.00%", "50.00%")


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "四色风险分布图"), ("en", "Four-colour risk map")]
)
def test_the_map_shows_number_shape_and_the_way_to_the_card(cast: Around, language: str, words: str) -> None:
    plan = plan_of(cast)
    Photo.objects.filter(pk=plan.photo).update(state="ready")
    risk = marked(cast, plan, colour="red", place="配电室")
    client = people.browser(User.objects.get(pk=cast.grid.person), language=language)
    page = client.get(f"/units/{cast.unit.pk}/risks/map/").content.decode()
    assert words in page
    assert f'href="/risk/{risk.pk}/" id="mark-{risk.pk}"' in page
    assert 'class="mark mark-red" x="25.00%" y="50.00%"' in page
    assert "style=" not in page
    assert f"/risk/{risk.pk}/place/" not in page  # a grid member reads
    assert "配电室" in client.get(f"/risk/{risk.pk}/").content.decode()


# ---------- through the doors ----------


def test_a_unit_hands_in_a_plan_places_a_risk_and_takes_it_off(cast: Around) -> None:
    client, row = browser(cast), risk_of(cast.unit)
    assert client.get(f"/risk/{row.pk}/place/")["Location"] == f"/units/{cast.unit.pk}/floor-plan/"
    file = SimpleUploadedFile("plan.jpg", pictures.photo(), "image/jpeg")
    given = {"_key": str(uuid4()), "name": "一层", "picture": file}
    assert client.post(f"/units/{cast.unit.pk}/floor-plan/", given).status_code == 302
    (plan,) = queries.floor_plans(cast.manager, cast.unit)
    place = {"plan": str(plan.pk), "version": "1", "x": "20.5", "y": "66"}
    assert client.get(f"/risk/{row.pk}/place/").status_code == 200
    assert client.post(f"/risk/{row.pk}/place/", {"_key": str(uuid4()), **place}).status_code == 302
    row.refresh_from_db()
    assert (row.floor_plan_id, row.x, row.y) == (plan.pk, 0.205, 0.66)
    again = client.post(f"/risk/{row.pk}/place/", {"_key": str(uuid4()), **place})
    assert again.status_code == 422  # decided on an old page
    off = {"_key": str(uuid4()), **place, "version": "2", "off": "1"}
    assert client.post(f"/risk/{row.pk}/place/", off).status_code == 302
    row.refresh_from_db()
    assert row.floor_plan_id is None


@pytest.mark.parametrize("x", ["", "101", "nan", "-1"])
def test_a_place_without_two_good_numbers_is_asked_for_again(cast: Around, x: str) -> None:
    plan, row = plan_of(cast), risk_of(cast.unit)
    given = {"_key": str(uuid4()), "plan": str(plan.pk), "version": "1", "x": x, "y": "5"}
    assert browser(cast).post(f"/risk/{row.pk}/place/", given).status_code == 422


def test_what_is_no_picture_is_refused_and_no_plan_is_made(cast: Around) -> None:
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 nothing", "application/pdf")
    given = {"_key": str(uuid4()), "name": "一层", "picture": file}
    assert browser(cast).post(f"/units/{cast.unit.pk}/floor-plan/", given).status_code == 422
    assert queries.floor_plans(cast.manager, cast.unit) == []


def test_the_timeline_of_the_unit_tells_of_plans_and_places(cast: Around) -> None:
    marked(cast, plan_of(cast), place="配电室")
    people_there = people.browser(User.objects.get(pk=cast.grid.person))
    page = people_there.get(f"/units/{cast.unit.pk}/").content.decode()
    assert "新增平面图" in page
    assert "在平面图上标注风险点" in page
    assert "配电室" in page
