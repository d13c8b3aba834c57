"""Field devices: registered, revoked, heard of; what was unsent goes into keeping once, and out of it to whom it belongs."""

import base64
import hashlib
import io
import json
import os
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anbiao.authority import actions as accounts
from anbiao.authority.models import User
from anbiao.inspection.actions import devices as actions
from anbiao.inspection.models import FieldDevice, Quarantine, QuarantinedPiece
from anbiao.kit import clock, escrow, files
from anbiao.kit.models import Entry, StoredFile
from anbiao.rules.refusal import Refused
from tests import people, pictures

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


def at(monkeypatch: pytest.MonkeyPatch, later: timedelta) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW + later)


@dataclass
class Phone:
    """A device as its client is: makes its id, token and key, seals what it keeps."""

    user: User
    client: Client
    id: UUID = field(default_factory=uuid4)
    token: str = field(default_factory=lambda: os.urandom(32).hex())
    key: bytes = field(default_factory=lambda: os.urandom(32))
    pieces: dict[tuple[str, str], bytes] = field(default_factory=dict)
    drafts: dict[tuple[str, str], UUID] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {
            "x-field-device": str(self.id), "x-field-token": self.token, "accept": "application/json",
            "idempotency-key": str(uuid4()),
        }  # fmt: skip

    def wrapped(self) -> str:
        spki = base64.b64decode(escrow.public_key().spki)
        public = serialization.load_der_public_key(spki)
        assert isinstance(public, rsa.RSAPublicKey)
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        return base64.b64encode(public.encrypt(self.key, oaep)).decode()

    def keeps(self, store: str, key: str, draft: UUID, plain: bytes) -> None:
        nonce = os.urandom(12)
        self.pieces[store, key] = nonce + AESGCM(self.key).encrypt(nonce, plain, f"{store}/{key}".encode())
        self.drafts[store, key] = draft

    def post(self, path: str, given: Any, *, signed_in: bool = True) -> Any:
        client = self.client if signed_in else Client()
        return client.post(path, json.dumps(given), content_type="application/json", headers=self.headers)

    def registers(self) -> Any:
        given = {"id": str(self.id), "name": "Chrome · Android", "token": self.token, "wrapped": self.wrapped(), "key_id": escrow.public_key().id}  # fmt: skip
        return self.post("/field/api/device/", given)

    def standing(self, *, signed_in: bool = True) -> Any:
        client = self.client if signed_in else Client()
        return client.get("/field/api/device.json", headers=self.headers).json()

    def announces(self, number: UUID, *, signed_in: bool = True, **over: Any) -> Any:
        pieces = [
            {"store": store, "key": key, "draft": str(self.drafts[store, key]), "size": len(sealed),
             "sha256": hashlib.sha256(sealed).hexdigest(), "type": "image/jpeg" if store == "blobs" else ""}
            for (store, key), sealed in self.pieces.items()
        ]  # fmt: skip
        given = {"id": str(number), "wrapped": self.wrapped(), "pieces": pieces} | over
        return self.post("/field/api/quarantine/", given, signed_in=signed_in)

    def sends(self, piece: dict[str, str], content: bytes | None = None, *, signed_in: bool = True) -> Any:
        client = self.client if signed_in else Client()
        sealed = self.pieces[piece["store"], piece["key"]] if content is None else content
        upload = SimpleUploadedFile("piece", sealed)
        return client.post(f"/field-piece/{piece['id']}/", {"piece": upload}, headers=self.headers)

    def gives_up(self, *, signed_in: bool = True) -> tuple[UUID, dict[str, Any]]:
        number = uuid4()
        for piece in self.announces(number, signed_in=signed_in).json()["missing"]:
            assert self.sends(piece, signed_in=signed_in).status_code == 200
        return number, self.announces(number, signed_in=signed_in).json()


def phone(name: str = "grid_member") -> Phone:
    user = people.person(name)
    made = Phone(user, people.browser(user))
    assert made.registers().status_code == 200
    return made


def with_work(given: Phone) -> tuple[UUID, bytes]:
    """A draft with a photo on it; their plain content."""
    draft, shot, picture = uuid4(), uuid4(), pictures.saved(pictures.room(3))
    title = "二号出口被堵 · 随手拍"
    given.keeps("drafts", str(draft), draft, json.dumps({"title": title, "work": {"hazard": {"title": "二号出口被堵", "strokes": [[1]]}}}).encode())  # fmt: skip
    given.keeps(
        "photos",
        str(shot),
        draft,
        json.dumps({"draft": str(draft), "thumb": "data:image/jpeg;base64,AA=="}).encode(),
    )
    given.keeps("blobs", f"{shot}/blob", draft, picture)
    return draft, picture


# ---------- devices ----------


def test_a_device_is_entered_once_and_not_for_another_account() -> None:
    own = phone()
    assert own.registers().status_code == 200
    assert (
        FieldDevice.objects.count()
        == Entry.objects.filter(verb="register", object_type="device").count()
        == 1
    )
    other = Phone(
        people.person("street_inspector"),
        people.browser(User.objects.get(username="street_inspector")),
        id=own.id,
    )
    answer = other.registers()
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "device-taken")
    other.token = own.token
    assert other.registers().status_code == 409


def test_a_device_seals_its_key_anew_when_the_installation_has_another() -> None:
    own = phone()
    FieldDevice.objects.update(key_id="before", wrapped=b"before")
    assert own.registers().status_code == 200
    row = FieldDevice.objects.get()
    assert (row.key_id, escrow.opened_key(bytes(row.wrapped))) == (escrow.public_key().id, own.key)


def test_each_request_is_a_contact_noted_to_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    own = phone()
    for later, noted in ((timedelta(seconds=50), timedelta(0)), (timedelta(minutes=2), timedelta(minutes=2))):
        at(monkeypatch, later)
        assert own.client.get("/field/api/today.json", headers=own.headers).status_code == 200
        assert FieldDevice.objects.get().contact_at == people.NOW + noted


def test_rights_are_read_anew_at_each_contact() -> None:
    own = phone()
    unit = people.make_enterprise()
    asks: Any = lambda: own.client.get(f"/field-unit/{unit.pk}.json", headers=own.headers).status_code  # noqa: E731
    assert asks() == 200
    own.user.grants.update(to_on=people.TODAY - timedelta(days=1))
    assert asks() == 404
    actions.revoke_own(
        people.acting(own.user),
        FieldDevice.objects.get(),
        why="lost",
        keep=str(own.client.session.session_key),
    )
    assert asks() == 423
    accounts.disable_account(people.acting(people.person("system_admin")), own.user, reason="left")
    assert asks() == 302


def test_a_revoked_device_hears_so_and_writes_nothing() -> None:
    own = phone()
    actions.revoke_own(
        people.acting(own.user),
        FieldDevice.objects.get(),
        why="lost",
        keep=str(own.client.session.session_key),
    )
    before = Entry.objects.count()
    for path in ("/field/api/today.json", "/field/api/records/"):
        answer = own.post(path, {})
        assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (423, "device-revoked")
    assert Entry.objects.count() == before
    assert own.standing()["standing"] == "revoked"
    assert own.registers().json()["refusals"][0]["code"] == "device-revoked"


def test_a_disabled_account_has_no_device_left_in_use() -> None:
    own = phone()
    accounts.disable_account(people.acting(people.person("system_admin")), own.user, reason="left the office")
    row = FieldDevice.objects.get()
    assert (row.revoked_at, row.revoked_by, row.revoked_why) == (
        people.NOW,
        "system_admin",
        "left the office",
    )
    assert own.standing(signed_in=False)["standing"] == "revoked"


def test_the_owner_revokes_a_lost_phone_and_stays_signed_in_herself() -> None:
    own = phone("street_inspector")
    desk = people.browser(own.user)
    assert own.client.get("/my-devices/").status_code == 200
    answer = desk.post("/my-devices/", {"device": str(own.id), "_key": str(uuid4())})
    assert answer.status_code == 302
    assert FieldDevice.objects.get().revoked_why == "lost"
    assert desk.get("/my-devices/").status_code == 200
    other = phone("grid_member")
    assert desk.post("/my-devices/", {"device": str(other.id), "_key": str(uuid4())}).status_code == 404


def test_the_office_revokes_with_a_reason() -> None:
    row, office = FieldDevice.objects.get(pk=phone().id), people.acting(people.person("district_officer"))
    with pytest.raises(Refused, match="reason"):
        actions.revoke_device(office, row, why=" ")
    with pytest.raises(Refused, match="duties"):
        actions.revoke_device(people.acting(people.person("street_inspector")), row, why="x")
    actions.revoke_device(office, row, why="手机丢失")
    actions.revoke_device(office, row, why="again")
    assert Entry.objects.get(verb="revoke", object_id=row.pk).after["revoked_why"] == "手机丢失"


def test_a_token_of_another_device_or_none_opens_nothing() -> None:
    own, number = phone(), uuid4()
    with_work(own)
    own.token = "0" * 64
    assert own.standing(signed_in=False)["standing"] == "unknown"
    assert own.announces(number, signed_in=False).status_code == 404
    assert own.post("/field/api/device/wiped/", {}, signed_in=False).status_code == 404
    assert not Quarantine.objects.exists()


# ---------- into keeping ----------


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_is_unsent_is_kept_once_however_often_it_is_sent(signed_in: bool) -> None:
    own, number = phone(), uuid4()
    with_work(own)
    missing = own.announces(number, signed_in=signed_in).json()["missing"]
    assert len(own.announces(number, signed_in=signed_in).json()["missing"]) == len(missing) == 3
    assert own.sends(missing[0], signed_in=signed_in).status_code == 200
    half = own.announces(number, signed_in=signed_in).json()
    assert (len(half["missing"]), half["arrived_at"], half["pieces"]) == (2, None, [])
    for piece in (*missing, *missing):
        own.sends(piece, signed_in=signed_in)
    first, again = (own.announces(number, signed_in=signed_in).json() for _ in range(2))
    assert first == again
    assert {(store, key) for store, key, _hash in first["pieces"]} == set(own.pieces)
    assert {sha256 for *_at, sha256 in first["pieces"]} == {
        hashlib.sha256(sealed).hexdigest() for sealed in own.pieces.values()
    }
    assert (Quarantine.objects.count(), StoredFile.objects.filter(kind="quarantine").count()) == (1, 3)
    row = Quarantine.objects.get()
    assert (row.why, row.records, row.photos, row.arrived_at) == ("forgotten", 1, 1, people.NOW)
    assert Entry.objects.filter(object_type="quarantine").count() == 2  # begun, arrived


def test_nothing_readable_lies_on_the_server() -> None:
    own = phone()
    _draft, picture = with_work(own)
    own.gives_up()
    kept = b"".join(
        files.path_of(piece.file).read_bytes() for piece in QuarantinedPiece.objects.select_related("file")
    )
    assert "出口".encode() not in kept
    assert b"\\u51fa" not in kept
    assert picture[:64] not in kept
    assert b"PRIVATE KEY" in escrow.path().read_bytes()
    assert b"ENCRYPTED" in escrow.path().read_bytes()
    assert escrow.path().stat().st_mode & 0o077 == 0


def test_other_bytes_than_announced_are_refused() -> None:
    own, number = phone(), uuid4()
    with_work(own)
    (piece, *_rest) = own.announces(number).json()["missing"]
    sealed = own.pieces[piece["store"], piece["key"]]
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed + b"x", b""):
        assert own.sends(piece, wrong).status_code == 409
    assert not StoredFile.objects.filter(kind="quarantine").exists()


@pytest.mark.parametrize(
    "over",
    [
        {"size": actions.LARGEST["blobs"] + 1, "store": "blobs"},
        {"size": 3},
        {"store": "kept"},
        {"store": "drafts", "size": 5 * 1024**2},
    ],
)
def test_a_piece_that_no_phone_has_is_refused(over: dict[str, Any]) -> None:
    own = phone()
    piece = {"store": "photos", "key": "x", "draft": str(uuid4()), "size": 100, "sha256": "0" * 64} | over
    assert own.announces(uuid4(), pieces=[piece]).status_code == 409
    assert FieldDevice.objects.get().revoked_at is None


def test_a_device_without_unsent_work_gets_its_receipt_at_once_and_says_when_it_is_empty() -> None:
    own = phone()
    _number, receipt = own.gives_up()
    assert receipt["arrived_at"]
    assert own.post("/field/api/device/wiped/", {}, signed_in=False).status_code == 200
    row = FieldDevice.objects.get()
    assert (row.revoked_why, row.wiped_at) == ("forgotten", people.NOW)
    assert own.standing()["standing"] == "wiped"


# ---------- and out again ----------


def test_the_owner_takes_it_back_after_signing_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    own = phone()
    at(monkeypatch, timedelta(minutes=20))  # her session began before
    draft, picture = with_work(own)
    number, _receipt = own.gives_up()
    refused = own.client.get(f"/field-quarantine/{number}.json", headers=own.headers)
    assert (refused.status_code, refused.json()["refusals"][0]["code"]) == (409, "sign-in-again")
    at(monkeypatch, HOUR)
    own.client = people.browser(own.user)
    told = own.client.get(f"/field-quarantine/{number}.json", headers=own.headers).json()
    assert (told["drafts"][0]["title"], told["drafts"][0]["id"]) == ("二号出口被堵 · 随手拍", str(draft))
    (file,) = told["blobs"]
    assert own.client.get(f"/field-quarantine/{number}/file/{file['id']}/").content == picture
    assert [each["id"] for each in own.standing()["quarantines"]] == [str(number)]
    assert own.post(f"/field-quarantine/{number}/taken/", {}).status_code == 200
    assert own.standing()["quarantines"] == []
    assert Entry.objects.filter(verb="take back", object_id=number).exists()
    assert own.client.get(f"/field-quarantine/{number}.json", headers=own.headers).status_code == 409
    assert (
        people.browser(people.person("street_inspector")).get(f"/field-quarantine/{number}.json").status_code
        == 404
    )


def test_what_was_changed_on_its_way_does_not_open_and_the_rest_does(monkeypatch: pytest.MonkeyPatch) -> None:
    own = phone()
    draft, _picture = with_work(own)
    own.keeps("drafts", str(uuid4()), draft, b'{"title": "second"}')
    own.pieces["drafts", str(draft)] = os.urandom(200)
    number, _receipt = own.gives_up()
    at(monkeypatch, HOUR)
    own.client = people.browser(own.user)
    told = own.client.get(f"/field-quarantine/{number}.json", headers=own.headers).json()["drafts"]
    assert sorted((each.get("title", ""), each.get("unreadable", False)) for each in told) == [
        ("", True),
        ("second", False),
    ]


def test_the_office_opens_it_with_a_reason_and_gives_it_back_or_settles_it() -> None:
    own = phone()
    _draft, picture = with_work(own)
    number, _receipt = own.gives_up()
    office = people.browser(people.person("district_officer"))
    page, copy = f"/quarantine/{number}/", f"/quarantine/{number}/copy.zip"
    post: Any = lambda **given: office.post(page, {"_key": str(uuid4()), **given})  # noqa: E731
    assert "二号出口被堵" not in office.get(page).content.decode()
    assert office.get(copy).status_code == 409
    assert post(step="settle").status_code == 409
    assert post(why="").status_code == 422
    assert post(why="人员离岗，查看未发送记录").status_code == 302
    shown = office.get(page).content.decode()
    assert "二号出口被堵" in shown
    assert "strokes" not in shown
    body = io.BytesIO(b"".join(office.get(copy).streaming_content))  # type: ignore[attr-defined]
    archive = zipfile.ZipFile(body)
    (photo,) = [name for name in archive.namelist() if name.startswith("photos/")]
    assert archive.read(photo) == picture
    assert Entry.objects.get(verb="open", object_id=number).note == "人员离岗，查看未发送记录"
    assert post(step="settle").status_code == 302
    assert post(step="give_back").status_code == 409
    assert own.standing()["quarantines"] == []
    reader = people.browser(people.person("auditor")).get(page).content.decode()
    assert "二号出口被堵" not in reader
