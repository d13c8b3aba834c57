"""What holds on the wire: receipts that name photos, clocks that go wrong, photos in pieces, originals that follow, a full disk."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anbiao.inspection.models import FieldRecord, Hazard
from anbiao.kit import clock, files
from anbiao.kit.models import Answer, BegunPhoto, Entry, Photo, StoredFile
from anbiao.kit.photos import pieces
from anbiao.kit.photos.originals import read_original
from tests import people, pictures
from tests.inspection import made
from tests.inspection.made import Around
from tests.inspection.test_field import found, phone

pytestmark = pytest.mark.django_db
PICTURE = pictures.saved(pictures.room(1))
HALF = len(PICTURE) // 2
SHA = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)
    settings.DATA = tmp_path


@pytest.fixture
def cast() -> Around:
    return made.around()


class Device:
    """A phone that sends a photo in pieces, and records."""

    def __init__(self, cast: Around, client: Client) -> None:
        self.client, self.unit = client, str(cast.unit.pk)

    def post(
        self, pk: UUID, content: bytes, *, path: str = "", key: UUID | None = None, **fields: Any
    ) -> Any:
        sent = {
            "photo": SimpleUploadedFile("a.jpg", content, content_type="image/jpeg"),
            "enterprise": self.unit,
            **fields,
        }
        headers = {"accept": "application/json", "idempotency-key": str(key or uuid4())}
        return self.client.post(f"/field-photo/{pk}/{path}", sent, headers=headers)

    def piece(self, pk: UUID, at: int, upto: int | None = None, *, of: bytes = PICTURE, **more: Any) -> Any:
        sha = more.pop("sha256", hashlib.sha256(of).hexdigest())
        return self.post(pk, of[at:upto], at=str(at), size=str(len(of)), sha256=sha, **more)

    def ask(self, pk: UUID, path: str = "") -> Any:
        return self.client.get(f"/field-photo/{pk}/{path}")

    def record(self, photos: list[str], *, id_: UUID | None = None, clock_at: str = "", **over: Any) -> Any:
        content = {"enterprise": self.unit, "hazard": found(photos=photos)}
        given = {
            "id": str(id_ or uuid4()), "kind": "hazard", "made_at": people.NOW.isoformat(), "content": content, **over,
        }  # fmt: skip
        headers = {
            "idempotency-key": str(uuid4()),
            "x-device-time": clock_at,
            "user-agent": "Android Chrome/1",
        }
        return self.client.post(
            "/field/api/records/", json.dumps(given), content_type="application/json", headers=headers
        )


@pytest.fixture
def device(cast: Around) -> Device:
    return Device(cast, phone(cast.grid))


def on_disk() -> int:
    """How many bytes of begun photos lie there."""
    return sum(path.stat().st_size for path in pieces._folder().glob("*/*"))


# ---------- photos in pieces ----------


def test_a_photo_goes_on_from_where_it_was_cut(
    device: Device, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    pk = uuid4()
    assert device.ask(pk).status_code == 404
    first = device.piece(pk, 0, HALF)
    assert (first.status_code, first.json()) == (200, {"id": str(pk), "received": HALF, "size": len(PICTURE)})
    assert device.ask(pk).json()["received"] == HALF
    assert not Photo.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        last = device.piece(pk, HALF)
    assert (last.json()["id"], last.json()["sha256"]) == (str(pk), SHA)
    assert files.read_back(Photo.objects.get(pk=pk).file) == PICTURE
    assert device.ask(pk).json() == {"id": str(pk), "sha256": SHA}
    assert (BegunPhoto.objects.count(), on_disk()) == (0, 0)


def test_the_same_piece_again_changes_nothing_and_a_gap_is_not_filled(device: Device) -> None:
    pk = uuid4()
    assert device.piece(pk, HALF).json()["received"] == 0
    for _ in range(3):
        assert device.piece(pk, 0, HALF).json()["received"] == HALF
    assert device.piece(pk, 10, HALF + 5).json()["received"] == HALF + 5
    assert device.piece(pk, HALF - 9).json()["sha256"] == SHA
    assert device.piece(pk, 0, HALF).json() == {"id": str(pk), "sha256": SHA}
    assert not BegunPhoto.objects.exists()
    assert Photo.objects.count() == 1


def test_what_a_killed_request_wrote_and_never_said_is_written_over(device: Device) -> None:
    pk = uuid4()
    device.piece(pk, 0, HALF)
    (half,) = pieces._folder().glob("*/*")
    with half.open("ab") as file:
        file.write(b"left over")
    assert device.piece(pk, HALF).json()["sha256"] == SHA


def test_bytes_that_are_not_those_that_were_named_are_thrown_away_and_sent_anew(device: Device) -> None:
    pk = uuid4()
    device.piece(pk, 0, HALF)
    (half,) = pieces._folder().glob("*/*")
    half.write_bytes(b"x" * HALF)
    answer = device.piece(pk, HALF)
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "photo-broken")
    assert not Photo.objects.exists()
    assert device.ask(pk).status_code == 404
    device.piece(pk, 0, HALF)
    assert device.piece(pk, HALF).json()["sha256"] == SHA


def test_another_photo_under_a_begun_or_kept_number_is_refused(device: Device) -> None:
    pk, other = uuid4(), pictures.saved(pictures.room(2))
    device.piece(pk, 0, HALF)
    assert device.piece(pk, 0, HALF, of=other).json()["refusals"][0]["code"] == "photo-conflict"
    device.piece(pk, HALF)
    assert device.post(pk, other).json()["refusals"][0]["code"] == "photo-conflict"
    assert Photo.objects.get().sha256 == SHA


def test_an_account_may_not_fill_the_disk_with_beginnings(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "QUOTA", len(PICTURE) + 10)
    assert device.piece(uuid4(), 0, HALF).status_code == 200
    assert device.piece(uuid4(), 0, HALF).json()["refusals"][0]["code"] == "photos-begun"
    assert (
        device.piece(uuid4(), 0, 9, of=b"0" * 26 * 1024**2).json()["refusals"][0]["code"] == "photo-too-large"
    )


def test_a_beginning_is_its_senders_own_and_is_swept_after_days(device: Device, cast: Around) -> None:
    pk = uuid4()
    device.piece(pk, 0, HALF)
    assert phone(cast.town).get(f"/field-photo/{pk}/").status_code == 404
    (half,) = pieces._folder().glob("*/*")
    old = (people.NOW - timedelta(days=9)).timestamp()
    os.utime(half, (old, old))
    assert pieces.sweep(before=people.NOW) == 0  # its beginning is younger
    BegunPhoto.objects.update(changed_at=people.NOW - timedelta(days=9))
    assert pieces.sweep(before=people.NOW - timedelta(days=8)) == 1
    assert (BegunPhoto.objects.count(), on_disk()) == (0, 0)


# ---------- originals ----------


def test_an_original_follows_and_the_receipt_says_so(device: Device, cast: Around) -> None:
    pk, large = uuid4(), pictures.saved(pictures.room(1), quality=95)
    device.post(pk, PICTURE)
    before = device.record([str(pk)]).json()
    assert (before["photos"], before["originals"]) == ({str(pk): SHA}, {})
    assert device.piece(pk, 0, HALF, of=large, path="original/").json()["received"] == HALF
    told = device.piece(pk, HALF, of=large, path="original/").json()
    assert told["sha256"] == hashlib.sha256(large).hexdigest() == device.ask(pk, "original/").json()["sha256"]
    again = device.record([str(pk)], id_=UUID(before["id"])).json()
    assert again == before | {"originals": {str(pk): told["sha256"]}}
    other = device.post(pk, PICTURE + b" ", path="original/")
    assert other.json()["refusals"][0]["code"] == "photo-conflict"
    assert read_original(cast.district, Photo.objects.get())[1] == large
    assert Entry.objects.filter(verb="keep original", object_id=pk).count() == 1


def test_an_original_is_added_by_whoever_sent_the_photo(device: Device, cast: Around) -> None:
    pk = uuid4()
    device.post(pk, PICTURE)
    elsewhere = Device(cast, phone(cast.town))
    assert elsewhere.post(pk, PICTURE, path="original/").status_code == 404


# ---------- receipts and clocks ----------


def test_a_receipt_names_the_photos_that_are_here_and_says_it_anew(device: Device) -> None:
    there, missing = uuid4(), uuid4()
    device.post(there, PICTURE)
    first = device.record([str(there), str(missing)]).json()
    assert first["photos"] == {str(there): SHA}
    device.post(missing, PICTURE)
    again = device.record([str(there), str(missing)], id_=UUID(first["id"])).json()
    assert again == first | {"photos": {str(there): SHA, str(missing): SHA}}
    assert Hazard.objects.count() == 1


@pytest.mark.parametrize(("minutes", "skew"), [(-11, -660), (-9, None), (9, None), (11, 660)])
def test_a_clock_is_compared_when_it_sends_and_marked_either_way(
    device: Device, cast: Around, minutes: int, skew: int | None
) -> None:
    said = (people.NOW + timedelta(minutes=minutes)).isoformat()
    long_ago = (people.NOW - timedelta(days=3)).isoformat()
    receipt = device.record([], clock_at=said, made_at=long_ago).json()
    row = FieldRecord.objects.get()
    assert (receipt["skew"], row.skew, row.device, row.person) == (
        skew,
        skew,
        "Chrome · Android",
        cast.grid.human,
    )
    page = phone(cast.town).get(f"/hazard/{receipt['object']}/").content.decode()
    assert ("时钟" in page) == (skew is not None)


# ---------- a full disk (R6) ----------


@pytest.mark.parametrize("whole", [True, False])
def test_a_full_disk_is_a_sentence_leaves_nothing_and_goes_by(
    device: Device, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    pk = uuid4()
    if not whole:
        device.piece(pk, 0, HALF)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        answer = device.post(pk, PICTURE) if whole else device.piece(pk, HALF)
    (refusal,) = answer.json()["refusals"]
    assert (answer.status_code, refusal["code"]) == (409, "disk-full")
    assert "磁盘" in refusal["text"]
    assert not list(files.root().glob("*/*"))
    assert not (
        Photo.objects.exists() or StoredFile.objects.exists() or Entry.objects.filter(verb="receive").exists()
    )
    assert not Answer.objects.filter(status=409).exists()
    after = device.post(pk, PICTURE) if whole else device.piece(pk, HALF)
    assert after.json()["sha256"] == SHA
