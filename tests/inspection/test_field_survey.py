"""The survey from the phone: a finding arrives once, its photo before it, what became of it is told; and receipts beyond a page."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anbiao.inspection.models import FieldRecord
from anbiao.inspection.queries import surveys
from anbiao.kit import clock
from anbiao.kit.models import Photo
from anbiao.registry import actions
from anbiao.registry.models import SurveyFinding
from tests import people
from tests.inspection import made
from tests.inspection.made import Around
from tests.inspection.test_field import phone, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def cast() -> Around:
    return made.around()


def seen(**over: Any) -> dict[str, Any]:
    given = {
        "what": "new",
        "name": "阿明汽修",
        "region": people.SHUANGYANG,
        "address": "前埭 12 号",
        "note": "门口有招牌",
    }
    return given | over


def test_a_new_unit_arrives_once_and_its_photo_before_it(cast: Around) -> None:
    photo, key = uuid4(), uuid4()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    upload = {
        "photo": SimpleUploadedFile("a.jpg", picture.getvalue(), "image/jpeg"),
        "region": people.SHUANGYANG,
    }
    there = phone(cast.grid).post(f"/field-photo/{photo}/", upload, headers={"idempotency-key": str(photo)})
    assert there.status_code == 200
    content = seen(photos=[str(photo)], employees=6, longitude=118.62, latitude=24.98, looks_due="yes")
    first = send(cast.grid, "survey", content, id_=key).json()
    again = send(cast.grid, "survey", content, id_=key, key=str(uuid4())).json()
    row = SurveyFinding.objects.get()
    assert first == again
    assert (first["serial"], row.pk, row.photos, row.employees) == (row.serial, key, [photo], 6)
    assert (Photo.objects.get(pk=photo).enterprise, Photo.objects.get(pk=photo).region) == (
        None,
        people.SHUANGYANG,
    )
    assert 'class="photo"' in phone(cast.town).get(f"/survey/{key}/").content.decode()


def test_a_photo_of_a_new_unit_lies_where_its_finder_surveys(cast: Around) -> None:
    for actor, region, status in (
        (cast.grid, people.HESHI, 404), (cast.grid, "350504002999", 404), (cast.manager, people.SHUANGYANG, 404),
        (cast.grid, people.SHUANGYANG, 400),
    ):  # fmt: skip
        photo = uuid4()
        answer = phone(actor).post(
            f"/field-photo/{photo}/", {"region": region}, headers={"idempotency-key": str(photo)}
        )
        assert answer.status_code == status, (actor.who, region)


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({"name": ""}, ["name-missing"]),
        ({"address": "", "note": ""}, ["place-missing", "evidence-missing"]),
        ({"address": "", "longitude": 118.6}, ["place-missing"]),
        ({"what": "closed"}, ["unit-missing"]),
        ({"what": "gone"}, ["literal_error"]),
        ({"surprise": 1}, ["extra_forbidden"]),
    ],
)
def test_what_is_refused_comes_back_with_its_reasons(
    cast: Around, over: dict[str, Any], codes: list[str]
) -> None:
    answer = send(cast.grid, "survey", seen(**over))
    assert [each["code"] for each in answer.json()["refusals"]] == codes
    assert not SurveyFinding.objects.exists()


def test_the_finder_is_told_what_became_of_it(cast: Around) -> None:
    send(cast.grid, "survey", {"what": "closed", "enterprise": str(cast.unit.pk), "note": "大门贴着转让告示"})
    (before,) = phone(cast.grid).get("/field/api/today.json").json()["survey"]["mine"]
    actions.reject_finding(cast.town, SurveyFinding.objects.get(), note="只是放假")
    (after,) = phone(cast.grid).get("/field/api/today.json").json()["survey"]["mine"]
    assert (before["state"], after["state"], after["reason"], after["decider"]) == (
        "reported", "rejected", "只是放假", cast.town.who,
    )  # fmt: skip


def test_the_sheet_offers_the_places_of_the_surveyor_and_nothing_to_others(cast: Around) -> None:
    asked = surveys.asked(cast.grid)
    assert asked["may"]
    assert all(code.startswith(people.SHUANGYANG) for code, _ in asked["regions"])
    assert "schools" in dict(asked["sectors"])
    assert not surveys.asked(cast.manager)["may"]


def test_receipts_go_on_beyond_a_page(cast: Around) -> None:
    rows = [
        FieldRecord(
            district=people.DISTRICT, kind="survey", sha256="0" * 64, content=seen(name=f"店 {n}"), receipt={"id": str(n)}, object_id=uuid4(),
            made_at=people.NOW, received_at=people.NOW - timedelta(minutes=n // 3), account=cast.grid.person, who="x",
        )
        for n in range(120)
    ]  # fmt: skip
    FieldRecord.objects.bulk_create(rows)
    told: list[str] = []
    after, more = None, True
    while more:
        page = surveys.sent(cast.grid, after=after)
        told += [each["name"] for each in page["sent"]]
        more = page["more"]
        after = next(row.pk for row in rows if row.content["name"] == told[-1])
    assert len(told) == len(set(told)) == 120
    assert surveys.sent(cast.town)["sent"] == []
