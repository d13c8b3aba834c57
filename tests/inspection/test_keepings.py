"""What is in keeping: in whose work it stands, who is told, what its copy names, and when it is removed."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from anbiao.inspection.actions import keepings
from anbiao.inspection.documents.quarantine import copy_of
from anbiao.inspection.models import Quarantine, QuarantinedPiece
from anbiao.inspection.queries import devices as queries
from anbiao.inspection.work import KEEPINGS, OWN_KEEPINGS
from anbiao.kit import clock, files
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry, Notice, StoredFile
from anbiao.oversight.actions import tell_happenings
from anbiao.rules.refusal import Refused
from anbiao.standards import effects
from tests import people, pictures
from tests.inspection.test_devices import Phone, phone, with_work

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def office() -> Actor:
    return people.acting(people.person("district_officer"))


def kept(given: Phone | None = None) -> Quarantine:
    own = given or phone()
    if not own.pieces:
        with_work(own)
    number, _receipt = own.gives_up()
    return Quarantine.objects.select_related("user__organisation", "device").get(pk=number)


def work(actor: Actor) -> dict[str, list[UUID]]:
    return {
        source.name: [row.pk for row in source.rows(actor, False)]
        for source in (KEEPINGS, OWN_KEEPINGS)
        if actor.scope.may(source.capability)
    }


def test_a_keeping_stands_in_the_work_of_the_office_and_of_its_owner_until_somebody_decides(
    office: Actor,
) -> None:
    row = kept()
    owner, other = people.acting(row.user), people.acting(people.person("street_inspector"))
    assert work(office) == {"keepings": [row.pk], "own-keepings": []}
    assert work(owner) == {"own-keepings": [row.pk]}
    assert work(other) == {"own-keepings": []}
    assert "1" in KEEPINGS.item(office, KEEPINGS.rows(office, False).get()).what
    keepings.open_quarantine(office, row, why="x")
    assert work(office)["keepings"] == [row.pk]
    keepings.give_back(office, row)
    assert (work(office)["keepings"], work(owner)["own-keepings"]) == ([], [row.pk])
    keepings.take_back(owner, row, signed_in_at=people.NOW)
    assert work(owner) == {"own-keepings": []}


def test_what_has_not_arrived_whole_waits_for_nobody(office: Actor) -> None:
    own = phone()
    with_work(own)
    own.announces(uuid4())
    assert work(office)["keepings"] == work(people.acting(own.user))["own-keepings"] == []


def test_both_are_told_of_it_and_the_owner_when_it_is_given_back(office: Actor) -> None:
    manager = people.enterprise_manager(people.make_enterprise())
    own = Phone(manager, people.browser(manager))
    own.registers()
    row = kept(own)
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert set(Notice.objects.values_list("person", "kind")) == {
        (row.user_id, "keeping-arrived"), (office.person, "keeping-arrived"),
    }  # fmt: skip
    keepings.open_quarantine(office, row, why="x")
    keepings.give_back(office, row)
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert list(Notice.objects.filter(kind="keeping-given-back").values_list("person", flat=True)) == [
        row.user_id
    ]


def test_a_copy_names_what_is_not_in_it() -> None:
    own = phone()
    draft, _picture = with_work(own)
    lost, late = f"{uuid4()}/blob", f"{uuid4()}/original"
    own.keeps("blobs", lost, draft, b"no photo at all")
    row = kept(own)
    QuarantinedPiece.objects.create(
        district=row.district, quarantine=row, store="blobs", key=late, draft=draft, size=5, sha256="0" * 64
    )
    archive = zipfile.ZipFile(io.BytesIO(copy_of(row).read()))
    assert len([name for name in archive.namelist() if name.startswith("photos/")]) == 1
    told = archive.read("not-here.txt").decode().splitlines()
    assert [line.split("\t")[:2] for line in told] == [
        [f"blobs/{late.replace('/', '-')}", str(draft)], [f"blobs/{lost.replace('/', '-')}", str(draft)],
    ]  # fmt: skip


def test_the_file_of_the_camera_comes_into_keeping_beside_the_smaller_picture_and_back() -> None:
    own = phone()
    draft, _picture = with_work(own)
    (shot,) = [key for store, key in own.pieces if store == "photos"]
    large = pictures.saved(pictures.room(3), quality=95)
    own.keeps("blobs", f"{shot}/original", draft, large)
    row = kept(own)
    assert (row.records, row.photos) == (1, 1)
    told = {each["key"]: UUID(each["id"]) for each in queries.handed_back(row)["blobs"]}
    assert set(told) == {f"{shot}/blob", f"{shot}/original"}
    assert queries.blob(row, told[f"{shot}/original"]) == ("image/jpeg", large)
    archive = zipfile.ZipFile(io.BytesIO(copy_of(row).read()))
    assert archive.read(f"photos/{shot}-original.jpg") == large
    assert "not-here.txt" not in archive.namelist()
    assert [each["id"] for each in json.loads(archive.read("records.json"))["photos"]] == [shot]


# ---------- retention ----------


def decided(office: Actor, how: str) -> Quarantine:
    row = kept()
    if how == "taken":
        keepings.take_back(people.acting(row.user), row, signed_in_at=people.NOW)
    elif how != "nothing":
        keepings.open_quarantine(office, row, why="x")
    if how == "settled":
        keepings.settle_quarantine(office, row)
    if how == "given back":
        keepings.give_back(office, row)
    return row


@pytest.mark.parametrize("how", ["taken", "settled", "given back"])
def test_what_was_decided_on_is_removed_after_the_days_of_the_local_rule(
    office: Actor, how: str, django_capture_on_commit_callbacks: Any
) -> None:
    row = decided(office, how)
    lying = [files.path_of(each) for each in StoredFile.objects.all()]
    assert all(path.exists() for path in lying)
    early = replace(office, now=people.NOW + timedelta(days=179))
    assert keepings.remove_decided(early) == 0
    assert [len(effects.effects(early, "field.keepings", days)) for days in (30, 400)] == [1, 0]
    late = replace(office, now=people.NOW + timedelta(days=180))
    with django_capture_on_commit_callbacks(execute=True):
        assert (keepings.remove_decided(late), keepings.remove_decided(late)) == (1, 0)
    assert not (QuarantinedPiece.objects.exists() or StoredFile.objects.exists())
    assert not any(path.exists() for path in lying)
    row.refresh_from_db()
    assert (row.removed_at, bytes(row.wrapped)) == (late.now, b"")
    assert Entry.objects.get(verb="remove", object_id=row.pk).after["removed_at"]
    assert work(late)["keepings"] == work(people.acting(row.user))["own-keepings"] == []
    client = people.browser(people.person("district_officer", username="second"))
    page = client.get(f"/quarantine/{row.pk}/").content.decode()
    assert "内容已删除" in page and "copy.zip" not in page
    assert client.get(f"/quarantine/{row.pk}/copy.zip").status_code == 409
    with pytest.raises(Refused):
        keepings.take_back(people.acting(row.user), row, signed_in_at=late.now)


@pytest.mark.parametrize("how", ["nothing", "opened"])
def test_what_nobody_decided_on_is_never_removed(office: Actor, how: str) -> None:
    row = decided(office, how)
    assert keepings.remove_decided(replace(office, now=people.NOW + 10 * YEAR)) == 0
    assert queries.pieces_of(row, "drafts", "photos", "blobs")
