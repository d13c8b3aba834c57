"""The doors of the field screens: records done once, with a receipt; what they refuse; what they tell; and their own texts."""

import json
import re
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from anbiao.authority.models import User
from anbiao.inspection import actions
from anbiao.inspection.api import content_hash
from anbiao.inspection.models import Check, FieldConflict, FieldRecord, Hazard
from anbiao.inspection.queries import lists
from anbiao.inspection.queries.texts import TEXTS, screen_texts
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from tests import people, pictures
from tests.everywhere.lists import look_of
from tests.inspection import made
from tests.inspection.made import TODAY, Around

pytestmark = pytest.mark.django_db
FIELD = Path(__file__).resolve().parents[2] / "anbiao/inspection/static/inspection/field"
Content = dict[str, Any]


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def cast() -> Around:
    return made.around()


def phone(actor: Actor, *, language: str = "zh-hans") -> Client:
    """The device of somebody."""
    return people.browser(User.objects.get(pk=actor.person), language=language)


def send(
    actor: Actor, kind: str, content: Content, *, key: str = "", id_: UUID | None = None, **more: Any
) -> Any:
    """A record as a device sends it; the same id and key unless others are given."""
    record = {
        "id": str(id_ or uuid4()),
        "kind": kind,
        "made_at": people.NOW.isoformat(),
        "content": content,
        **more,
    }
    return phone(actor).post(
        "/field/api/records/",
        json.dumps(record),
        content_type="application/json",
        headers={"idempotency-key": key or record["id"]},
    )


def found(**over: Any) -> Content:
    """A general hazard as a sheet sends it."""
    week = (TODAY + timedelta(days=7)).isoformat()
    given = {"title": "安全出口前堆放成品箱", "grade": "general", "due_on": week, "responsible": "黄敏"}
    return given | over


def visit(cast: Around, **over: Any) -> Content:
    """A whole grid visit: everything conforms but the first item, which opens a hazard."""
    items = [item["id"] for item in lists.sector_items(cast.unit, TODAY)]
    answers = {item: {"result": "conforms"} for item in items} | {items[0]: {"result": "fails", "note": ""}}
    signature = made.photo(cast.grid, cast.unit)
    given = {
        "enterprise": str(cast.unit.pk), "type": "grid", "outcome": "done", "answers": answers,
        "hazards": [found(item=items[0])], "unit_signature": str(signature), "longitude": 118.62, "latitude": 24.98,
    }  # fmt: skip
    return given | over


# ---------- each kind of record ----------


def test_a_check_is_begun_and_finished_with_its_hazards(cast: Around) -> None:
    content, key = visit(cast), uuid4()
    answer = send(cast.grid, "check", content, id_=key)
    receipt = answer.json()
    row = Check.objects.get(pk=key)
    assert (answer.status_code, receipt["serial"], receipt["sha256"]) == (
        200,
        row.serial,
        content_hash(content),
    )
    assert receipt["hazards"] == [hazard.serial for hazard in row.hazards.all()]
    assert (row.state, row.failed, row.longitude) == ("done", 1, 118.62)


def test_a_check_of_yesterday_bears_its_day_and_what_it_found_its_own_deadline(cast: Around) -> None:
    yesterday, key = people.NOW - timedelta(days=1), uuid4()
    content = visit(cast, begun_at=yesterday.isoformat())
    content["hazards"][0]["due_on"] = (TODAY - timedelta(days=1)).isoformat()
    answer = send(cast.grid, "check", content, id_=key)
    assert answer.status_code == 200, answer.content
    row = Check.objects.get(pk=key)
    assert (row.on, row.begun_at, row.finished_at) == (TODAY - timedelta(days=1), yesterday, people.NOW)
    assert row.hazards.get().found_on == row.on
    page = phone(cast.grid).get(f"/check/{key}/").content.decode()
    assert "收到日期" in page


def test_a_clock_that_is_wrong_moves_no_check(cast: Around) -> None:
    for off in (timedelta(days=-30), timedelta(days=2)):
        key = uuid4()
        given = visit(cast, begun_at=(people.NOW + off).isoformat())
        assert send(cast.grid, "check", given, id_=key).status_code == 200
        assert Check.objects.get(pk=key).on == TODAY


def test_a_check_is_judged_by_the_list_it_was_done_by(cast: Around) -> None:
    items = [{"id": name, "title": name, "frequency": "daily"} for name in ("a", "b", "c")]
    actions.keep_list(cast.manager, cast.unit, items[:2], version=0)
    two = {item: {"result": "conforms"} for item in ("a", "b")}
    actions.keep_list(cast.manager, cast.unit, items, version=1)
    given = {"hazards": [], "answers": two}
    assert send(cast.grid, "check", visit(cast, **given)).json()["refusals"][0]["code"] == "answers-missing"
    key = uuid4()
    assert send(cast.grid, "check", visit(cast, **given, list_version=1), id_=key).status_code == 200
    assert [item["id"] for item in Check.objects.get(pk=key).items] == ["a", "b"]
    unknown = send(cast.grid, "check", visit(cast, **given, list_version=7))
    assert unknown.json()["refusals"][0]["code"] == "list-unknown"
    assert send(cast.grid, "check", visit(cast, list_version=0)).status_code == 200


def test_a_list_that_was_replaced_long_ago_is_not_checked_by(cast: Around) -> None:
    items = [{"id": name, "title": name, "frequency": "daily"} for name in ("a", "b")]
    actions.keep_list(made.later(cast.manager, -40), cast.unit, items[:1], version=0)
    actions.keep_list(made.later(cast.manager, -9), cast.unit, items, version=1)
    given = visit(cast, hazards=[], answers={"a": {"result": "conforms"}}, list_version=1)
    assert send(cast.grid, "check", given).json()["refusals"][0]["code"] == "list-old"


def test_the_journal_names_the_photos_of_a_check_and_of_its_hazard(cast: Around) -> None:
    photo, key = str(made.photo(cast.grid, cast.unit)), uuid4()
    content = visit(cast)
    content["hazards"][0]["photos"] = [photo]
    send(cast.grid, "check", content, id_=key)
    hazard = Hazard.objects.get(check_made=key)
    told = Entry.objects.filter(verb="attach")
    assert told.get(object_id=hazard.pk).after == {"role": "found", "photos": [photo]}
    assert told.get(object_id=key).after["role"] == "signature"
    page = phone(cast.grid).get(f"/hazard/{hazard.pk}/").content.decode()
    assert "已附照片" in page


def test_a_locked_door_is_a_visit_with_a_next_day(cast: Around) -> None:
    key, again = uuid4(), TODAY + timedelta(days=3)
    content = {
        "enterprise": str(cast.unit.pk),
        "type": "grid",
        "outcome": "locked",
        "next_on": again.isoformat(),
    }
    assert send(cast.grid, "check", content, id_=key).status_code == 200
    assert Check.objects.get(pk=key).next_on == again


def test_a_hazard_in_passing_a_rectification_and_a_verification(cast: Around) -> None:
    key, unit = uuid4(), str(cast.unit.pk)
    assert send(cast.grid, "hazard", {"enterprise": unit, "hazard": found()}, id_=key).status_code == 200
    after = made.photo(cast.manager, cast.unit)
    fixings = {"measure": " 箱子移至 2 号库 ", "funds": 600}
    fix = {"hazard": str(key), "fixed_on": TODAY.isoformat(), "photos": [str(after)], "fixings": fixings}
    assert send(cast.manager, "fix", fix).status_code == 200
    row = Hazard.objects.get(pk=key)
    assert (row.state, row.measure, row.funds, row.photos_after) == ("reported", "箱子移至 2 号库", 600, 1)
    late = (TODAY + timedelta(days=3)).isoformat()
    back = {"hazard": str(key), "is_fixed": False, "note": "还有一半", "due_on": late}
    assert send(cast.town, "verify", back).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.round, row.due_on.isoformat()) == ("returned", 2, late)
    made.fixed(cast, row)
    assert send(cast.town, "verify", {"hazard": str(key), "is_fixed": True}).status_code == 200
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_look_back_keeps_or_reopens(cast: Around) -> None:
    look = look_of(cast.unit)
    made_closed(look.hazard)
    answer = send(cast.town, "look", {"look": str(look.pk), "step": "relapse", "note": "又堆了"})
    assert answer.status_code == 200, answer.content
    assert Hazard.objects.get(pk=look.hazard_id).state == "returned"


def made_closed(row: Hazard) -> None:
    """As its closing would leave it."""
    Hazard.objects.filter(pk=row.pk).update(state="closed", photos_after=1, closed_on=TODAY)


# ---------- once, and never in silence ----------


@pytest.mark.parametrize("key", ["same", "another"])
def test_the_same_record_again_gets_the_same_receipt(cast: Around, key: str) -> None:
    content, id_ = {"enterprise": str(cast.unit.pk), "hazard": found()}, uuid4()
    first = send(cast.grid, "hazard", content, id_=id_)
    again = send(cast.grid, "hazard", content, id_=id_, key=str(id_ if key == "same" else uuid4()))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Hazard.objects.count() == FieldRecord.objects.count() == 1


def test_other_content_under_the_same_id_is_a_conflict_that_is_kept(cast: Around) -> None:
    content, id_ = {"enterprise": str(cast.unit.pk), "hazard": found()}, uuid4()
    send(cast.grid, "hazard", content, id_=id_)
    other = {**content, "hazard": found(title="另一句话")}
    answer = send(cast.grid, "hazard", other, id_=id_, key=str(uuid4()))
    assert (answer.status_code, answer.json()["conflict"]) == (409, True)
    kept = FieldConflict.objects.get()
    assert (kept.record, kept.sha256, kept.content) == (id_, content_hash(other), other)
    assert Entry.objects.filter(object_id=id_, verb="conflict").exists()
    assert Hazard.objects.get().title == content["hazard"]["title"]


@pytest.mark.parametrize("where", ["record", "content"])
def test_a_key_that_nobody_knows_is_refused(cast: Around, where: str) -> None:
    content = {"enterprise": str(cast.unit.pk), "hazard": found()}
    answer = (
        send(cast.grid, "hazard", content, colour="red")
        if where == "record"
        else send(cast.grid, "hazard", {**content, "colour": "red"})
    )
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (400, "extra_forbidden")
    assert not Hazard.objects.exists()


def test_a_unit_or_hazard_elsewhere_is_not_there(cast: Around) -> None:
    elsewhere = people.acting(people.person("other_street"))
    row = made.fixed(cast, made.reported(cast))
    content = {"enterprise": str(cast.unit.pk), "hazard": found()}
    assert send(elsewhere, "hazard", content).status_code == 404
    assert send(elsewhere, "verify", {"hazard": str(row.pk), "is_fixed": True}).status_code == 404
    assert phone(elsewhere).get(f"/field-unit/{cast.unit.pk}.json").status_code == 404
    assert FieldRecord.objects.count() == 0


def test_what_is_refused_says_why_and_leaves_nothing_and_may_be_sent_again_put_right(cast: Around) -> None:
    content, id_ = visit(cast), uuid4()
    answer = send(cast.grid, "check", {**content, "unit_signature": None}, id_=id_)
    (refusal,) = answer.json()["refusals"]
    assert (answer.status_code, refusal["code"], refusal["field"]) == (409, "signature-missing", "signature")
    assert re.search("[\u4e00-\u9fff]", refusal["text"])
    assert not Check.objects.exists()
    assert not FieldRecord.objects.exists()
    assert send(cast.grid, "check", content, id_=id_, key=str(uuid4())).status_code == 200


def test_a_photo_is_answered_with_its_hash_and_refused_as_json(cast: Around) -> None:
    client, key = phone(cast.grid), uuid4()
    headers = {"accept": "application/json"}

    def post(content: bytes) -> Any:
        sent = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
        fields = {
            "photo": sent,
            "enterprise": str(cast.unit.pk),
            "longitude": "118.62",
            "latitude": "24.98",
            "taken_at": people.NOW.isoformat(),
            "annotation": json.dumps([{"kind": "circle", "x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.1}]),
        }
        return client.post(
            f"/field-photo/{key}/", fields, headers={**headers, "idempotency-key": str(uuid4())}
        )

    bad = post(b"%PDF-1.7")
    assert (bad.status_code, bad.json()["refusals"][0]["code"]) == (409, "photo-kind")
    good = pictures.saved(pictures.room(1))
    first, again = post(good), post(good)
    assert first.json() == again.json()
    assert (first.json()["id"], len(first.json()["sha256"])) == (str(key), 64)


# ---------- what the screens are told ----------


def test_the_day_of_each_holds_what_is_hers(cast: Around) -> None:
    waiting, fixed = made.reported(cast), made.fixed(cast, made.reported(cast))
    day: Callable[[Actor], Any] = lambda actor: phone(actor).get("/field/api/today.json").json()  # noqa: E731
    ids: Callable[[Any], set[str]] = lambda rows: {row["id"] for row in rows}  # noqa: E731
    grid, own = day(cast.grid), day(cast.manager)
    assert ids(grid["to_verify"]) == {str(fixed.pk)}
    assert ids(grid["found"]) == {str(waiting.pk)}
    assert (grid["to_fix"], grid["is_own_unit"], grid["account"]) == ([], False, str(cast.grid.person))
    assert ids(own["to_fix"]) == {str(waiting.pk), str(fixed.pk)}
    assert (own["units"][0]["found"], own["units"][0]["open"], own["visits"]) == (2, 2, [])
    assert {each["kind"] for each in own["units"][0]["answering"]} >= {"属地监管"}


def test_a_day_with_more_in_it_asks_no_more(cast: Around, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        made.reported(cast)
    client = phone(cast.grid)
    client.get("/field/api/today.json")
    with django_assert_max_num_queries(16):  # session, account, grants; then nine
        client.get("/field/api/today.json")


@pytest.mark.parametrize("who", ["grid", "town", "manager", "officer"])
@pytest.mark.parametrize("own_list", [True, False])
def test_a_check_is_opened_with_eight_queries(cast: Around, who: str, own_list: bool) -> None:
    if own_list:
        item = {"id": "a", "title": "出口无遮挡", "frequency": "daily"}
        actions.keep_list(cast.manager, cast.unit, [item], version=0)
    for _ in range(3):
        made.reported(cast)
    Hazard.objects.update(
        found_on=TODAY - timedelta(days=9),
        ordered_on=TODAY - timedelta(days=9),
        due_on=TODAY - timedelta(days=2),
    )
    client = phone(getattr(cast, who))
    client.get(f"/field-unit/{cast.unit.pk}.json")  # the clauses of editions are read once a process
    with CaptureQueriesContext(connection) as signed_in:
        client.get("/field/api/me.json")  # reads nothing but who asks
    with CaptureQueriesContext(connection) as asked:
        assert len(client.get(f"/field-unit/{cast.unit.pk}.json").json()["list"]["items"]) > 0
    assert len(asked) - len(signed_in) <= 8, [each["sql"][:120] for each in asked]


def test_a_brief_says_why_who_and_what(cast: Around) -> None:
    made.reported(cast)
    told = phone(cast.town).get(f"/field-unit/{cast.unit.pk}.json").json()
    assert told["people"] == [{"name": "黄敏", "post": "安全管理人员"}]
    assert (told["unit"]["colour"], told["unit"]["why"]["number"]) == ("yellow", 1)
    assert [kind["name"] for kind in told["kinds"]] == ["supervision", "joint"]
    assert len(told["list"]["items"]) > 10
    assert all("#" in each["ref"] for each in told["criteria"])


def test_a_hazard_says_which_steps_are_open_and_what_stands_against_them(cast: Around) -> None:
    row = made.fixed(cast, made.reported(cast))
    steps: Callable[[Actor], dict[str, list[str]]] = lambda actor: {  # noqa: E731
        step["name"]: step["reasons"]
        for step in phone(actor).get(f"/field-hazard/{row.pk}.json").json()["steps"]
    }
    assert steps(cast.town) == {"verify": [], "send_back": []}
    assert steps(cast.manager) == {}
    major = made.reported(
        cast, grade="major", criterion="cn.major-hazards.order10#GM10-3-1", due_on=TODAY + timedelta(days=60)
    )
    told = phone(cast.manager).get(f"/field-hazard/{major.pk}.json").json()
    assert told["steps"] == [{"name": "report_fixed", "label": "回复整改", "reasons": []}]


def test_before_and_after_say_how_far_apart_and_whether_after_the_order(cast: Around) -> None:
    from anbiao.kit.models import Photo

    before, after = (
        made.photo(cast.grid, cast.unit),
        made.photo(cast.manager, cast.unit, taken_on=TODAY - timedelta(days=1)),
    )
    row = made.reported(cast, photos=[before])
    from anbiao.inspection import actions

    actions.report_fixed(cast.manager, row, fixed_on=TODAY, note="", photos=[after])
    Photo.objects.filter(pk=before).update(longitude=118.62, latitude=24.98)
    Photo.objects.filter(pk=after).update(device_longitude=118.62, device_latitude=24.9801)
    told = phone(cast.town).get(f"/field-hazard/{row.pk}.json").json()
    assert told["seen"] == {"metres": 11, "after_order": False}
    assert [len(told[side]) for side in ("before", "after")] == [1, 1]


def test_receipts_can_be_read_again_by_whoever_sent_them(cast: Around) -> None:
    content = {"enterprise": str(cast.unit.pk), "hazard": found()}
    receipt = send(cast.grid, "hazard", content).json()
    (told,) = phone(cast.grid).get("/field/api/sent.json").json()["sent"]
    assert told == receipt | {
        "name": "测试学校",
        "made_at": people.NOW.astimezone(UTC).isoformat(),
    }
    assert phone(cast.town).get("/field/api/sent.json").json() == {"sent": [], "more": False}


# ---------- texts ----------


def test_every_text_that_a_screen_asks_for_is_there_and_none_is_left_over() -> None:
    code = "\n".join(path.read_text() for path in FIELD.rglob("*.js"))
    named = set(re.findall(r'\bt\(\s*"(\w+)"', code))
    quoted = set(re.findall(r'"([a-z][a-z0-9_]*)"', code))
    made_up = (*re.findall(r"\bt\(`([a-z_]+)\$\{", code), "tab_")
    assert named <= set(TEXTS)
    left = [
        key for key in TEXTS if key.removesuffix("_1") not in quoted and not key.startswith(tuple(made_up))
    ]
    assert left == []


def test_a_screen_says_nothing_that_is_not_in_the_catalogue() -> None:
    for path in FIELD.rglob("*.js"):
        code = re.sub(r"(^|\s)//[^\n]*", "", path.read_text())
        assert not re.search("[\u4e00-\u9fff]", code), path.name
    with translation.override("zh-hans"):
        chinese = screen_texts()
    assert {key for key, text in chinese.items() if not re.search("[\u4e00-\u9fff，　{]", text)} == set()
    with translation.override("en"):
        assert screen_texts() == TEXTS
