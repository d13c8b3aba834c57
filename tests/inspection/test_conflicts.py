"""Two contents under one number: another person decides field by field, and what may be entered is entered."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from anbiao.inspection import actions
from anbiao.inspection.models import FieldConflict, Hazard
from anbiao.inspection.queries import conflicts
from anbiao.inspection.work import FIELD_CONFLICTS
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.registry.models import SurveyFinding
from tests import people, pictures
from tests.inspection import made
from tests.inspection.made import Around, refused
from tests.inspection.test_field import found, phone, send
from tests.inspection.test_field_wire import PICTURE, SHA, Device

pytestmark = pytest.mark.django_db
PLACE, TITLE = ("hazard", "place"), ("hazard", "title")


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def cast() -> Around:
    return made.around()


def conflict(cast: Around, *, by: Actor | None = None, **over: Any) -> FieldConflict:
    """A hazard found in passing, and other words under its number."""
    key = uuid4()
    content = {"enterprise": str(cast.unit.pk), "hazard": found(place="1 号库")}
    other = {**content, "hazard": found(place="2 号库", title="另一句话", **over)}
    send(cast.grid, "hazard", content, id_=key)
    answer = send(by or cast.grid, "hazard", other, id_=key, key=str(uuid4()))
    assert answer.status_code == 409
    return FieldConflict.objects.get(record=key)


def hazard_of(row: FieldConflict) -> Hazard:
    return Hazard.objects.get(pk=row.object_id)


def test_a_conflict_lies_where_its_unit_lies_and_says_who_sent_it(cast: Around) -> None:
    row = conflict(cast)
    assert (row.enterprise_id, row.region, row.kind) == (cast.unit.pk, cast.unit.region, "hazard")
    assert row.first_by == row.other_by == cast.grid.human
    assert list(conflicts.to_decide(cast.town)) == [row]
    elsewhere = people.acting(people.person("other_street"))
    assert not conflicts.conflicts(elsewhere).exists()


def test_a_survey_record_that_differs_is_kept_and_decided_where_it_was_found(cast: Around) -> None:
    key = uuid4()
    content = {
        "what": "new",
        "name": "阿明汽修",
        "region": people.SHUANGYANG,
        "address": "前埭 12 号",
        "note": "门口有招牌",
    }
    send(cast.grid, "survey", content, id_=key)
    other = {**content, "name": "阿明汽车修理"}
    for _again in range(2):
        assert send(cast.grid, "survey", other, id_=key, key=str(uuid4())).status_code == 409
    row = FieldConflict.objects.get(record=key)
    assert (row.kind, row.enterprise, row.region) == ("survey", None, people.SHUANGYANG)
    assert list(conflicts.to_decide(cast.town)) == [row]
    assert not conflicts.to_decide(people.acting(people.person("other_street"))).exists()
    page = phone(cast.town).get(f"/field-conflict/{row.pk}/").content.decode()
    assert "阿明汽车修理" in page and 'value="other"' in page
    row = actions.decide_conflict(cast.town, row, other={("name",)}, reason="招牌如此")
    assert row.decision == {"other": [["name"]], "entered": []}
    assert conflicts.remains(row)
    assert SurveyFinding.objects.get(pk=key).name == "阿明汽修"


def test_a_conflict_changes_no_photo_and_its_original_still_follows(
    cast: Around, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    device, shot, key = Device(cast, phone(cast.grid)), uuid4(), uuid4()
    large = pictures.saved(pictures.room(1), quality=95)
    device.post(shot, PICTURE)
    device.record([str(shot)], id_=key)
    other = device.record([], id_=key)
    assert (other.status_code, FieldConflict.objects.get(record=key).kind) == (409, "hazard")
    assert device.post(shot, large, path="original/").json()["sha256"] == hashlib.sha256(large).hexdigest()
    told = device.record([str(shot)], id_=key).json()
    assert (told["photos"], set(told["originals"])) == ({str(shot): SHA}, {str(shot)})


def test_what_may_be_entered_later_is_entered_and_the_rest_says_who_corrects_it(cast: Around) -> None:
    row = actions.decide_conflict(cast.town, conflict(cast), other={PLACE, TITLE}, reason="以现场为准")
    hazard = hazard_of(row)
    assert (hazard.place, hazard.title) == ("2 号库", found()["title"])
    assert row.decision == {"other": [list(PLACE), list(TITLE)], "entered": [list(PLACE)]}
    assert "等级" in conflicts.remains(row) or "grade" in conflicts.remains(row)
    entry = Entry.objects.get(verb="decide", object_id=row.pk)
    assert (entry.note, entry.after["entered"]) == ("以现场为准", "hazard/place")
    assert not conflicts.to_decide(cast.town).exists()


def test_what_somebody_corrected_since_is_not_written_over(cast: Around) -> None:
    row = conflict(cast)
    hazard = hazard_of(row)
    actions.fill_in(cast.town, hazard, values={"place": "3 号库"}, version=hazard.version)
    row = actions.decide_conflict(cast.town, row, other={PLACE}, reason="x")
    assert (hazard_of(row).place, row.decision["entered"]) == ("3 号库", [])


@pytest.mark.parametrize("who", ["grid", "manager", "town"])
def test_4_2_1_a_sender_and_whoever_has_no_duty_do_not_decide(cast: Around, who: str) -> None:
    row = conflict(cast, by=cast.town)
    actor = getattr(cast, who)
    assert refused(actions.decide_conflict, actor, row, other=(), reason="x") & {"own-record", "no-duty"}
    assert not conflicts.to_decide(cast.town).exists()
    assert list(conflicts.to_decide(cast.district)) == [row]


def test_a_decision_is_made_once_and_with_a_reason(cast: Around) -> None:
    row = conflict(cast)
    assert refused(actions.decide_conflict, cast.town, row, other=(), reason=" ") == {"note-missing"}
    actions.decide_conflict(cast.town, row, other=(), reason="x")
    assert refused(actions.decide_conflict, cast.town, row, other=(), reason="x")


def test_the_page_asks_for_each_field_and_shows_the_decision(cast: Around) -> None:
    row = conflict(cast)
    client = phone(cast.town)
    address = f"/field-conflict/{row.pk}/"
    page = client.get(address).content.decode()
    assert "2 号库" in page and "1 号库" in page and 'value="other"' in page
    half = client.post(address, {"_key": str(uuid4()), "field-1": "other", "reason": "x"})
    assert half.status_code == 422
    given = {"_key": str(uuid4()), "field-1": "first", "field-2": "other", "reason": "以现场为准"}
    assert client.post(address, given).status_code == 302
    assert "以现场为准" in client.get(f"/hazard/{row.object_id}/").content.decode()
    (told,) = phone(cast.grid).get("/field/api/conflicts.json").json()["conflicts"]
    assert (told["id"], told["decided"], told["reason"]) == (str(row.record), True, "以现场为准")
    assert UUID(told["id"]) == row.record


def test_it_stands_in_the_work_of_whoever_may_decide(cast: Around) -> None:
    conflict(cast)
    assert [FIELD_CONFLICTS.rows(actor, False).count() for actor in (cast.town, cast.grid)] == [1, 0]
