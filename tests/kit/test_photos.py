"""Photos: every file comes to a clear end, copies are clean, nothing is done twice, nobody sees what is not theirs."""

import hashlib
import io
import os
import resource
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from anbiao.kit import files
from anbiao.kit.district import new_id
from anbiao.kit.models import Entry, PersonalValue, Photo, StoredFile
from anbiao.kit.photos import child, developing, jobs, making, queries, receiving
from anbiao.kit.photos.judging import judge
from anbiao.kit.photos.limits import Limits
from anbiao.kit.photos.making import copies_of
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import Refused
from tests import people, pictures
from tests.pictures import ELSEWHERE, SCRIPT, Nasty, corners, exif, photo, receive, room, saved

LIBRARY = pictures.library()
ENDED = [nasty for nasty in LIBRARY if not nasty.end.startswith("refused")]


# ---------- judging and copying; no table ----------


def made(content: bytes, folder: Path, *, limits: Limits = Limits()) -> making.Copies:  # noqa: B008
    path = folder / "a"
    path.write_bytes(content)
    return copies_of(path, judge(content, limits=limits), limits=limits)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=("JPEG",))


@pytest.mark.parametrize(
    "nasty", [n for n in LIBRARY if n.end.startswith("refused")], ids=lambda nasty: nasty.name
)
def test_what_is_no_photo_is_refused_before_anything_is_decoded(nasty: Nasty) -> None:
    with pytest.raises(Refused) as caught:
        judge(nasty.content)
    (refusal,) = caught.value.refusals
    assert f"refused:{refusal.code}" == nasty.end
    assert "{" not in str(caught.value)
    assert str(caught.value).count(".") >= 2 or "not a photo" in str(caught.value)


@pytest.mark.parametrize("nasty", ENDED, ids=lambda nasty: nasty.name)
def test_every_photo_is_copied_clean_or_unreadable(nasty: Nasty, tmp_path: Path) -> None:
    try:
        copies = made(nasty.content, tmp_path)
    except Refused as refused:
        assert f"unreadable:{refused.refusals[0].code}" == nasty.end
        return
    assert nasty.end == "ready"
    for copy, side in ((copies.view, 1600), (copies.thumb, 320)):
        image = opened(copy)
        image.load()
        assert image.format == "JPEG" and image.mode == "RGB" and max(image.size) <= side
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not image.getexif() and image.app.keys() == {"APP0"}
        assert SCRIPT not in copy and b"PK\x03\x04" not in copy
    assert len(copies.grey) == 256 * 256


def test_any_cut_of_a_photo_is_found_at_the_door() -> None:
    for content in (
        photo(),
        photo(progressive=True),
        saved(room(2), "PNG"),
        saved(room(2), "WEBP"),
        saved(room(2), "HEIF"),
    ):
        assert judge(content).trailing == 0
        for length in range(1, len(content), len(content) // 100):
            with pytest.raises(Refused):
                judge(content[:length])


def test_what_hangs_behind_the_picture_is_noted_and_dropped(tmp_path: Path) -> None:
    tail = b"PK\x03\x04" + SCRIPT
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        plain = saved(room(2), kind)
        judged = judge(plain + tail)
        assert (judged.end, judged.trailing) == (len(plain), len(tail))
        assert made(plain + tail, tmp_path).view == made(plain, tmp_path).view


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_put_upright_before_its_exif_is_dropped(orientation: int, tmp_path: Path) -> None:
    lying = corners()
    turns = Image.Transpose
    # How the camera stored it: the reverse of what a viewer has to do.
    stored = {
        1: None, 2: turns.FLIP_LEFT_RIGHT, 3: turns.ROTATE_180, 4: turns.FLIP_TOP_BOTTOM, 5: turns.TRANSPOSE,
        6: turns.ROTATE_90, 7: turns.TRANSVERSE, 8: turns.ROTATE_270,
    }[orientation]  # fmt: skip
    image = lying.transpose(stored) if stored is not None else lying
    copies = made(saved(image, quality=95, exif=exif(orientation=orientation)), tmp_path)
    view = opened(copies.view)
    assert view.size == (copies.width, copies.height) == (400, 200)
    assert _names(view) == ["red", "green", "blue", "white"]


def test_a_turned_heic_is_put_upright_once(tmp_path: Path) -> None:
    image = corners().transpose(Image.Transpose.ROTATE_90)
    copies = made(saved(image, "HEIF", exif=exif(orientation=6).tobytes(), quality=90), tmp_path)
    assert _names(opened(copies.view)) == ["red", "green", "blue", "white"]
    assert (copies.width, copies.height) == (400, 200)


def _names(view: Image.Image) -> list[str]:
    """The colours of the four corners by name."""
    width, height = view.size
    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    known = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    found = []
    for x, y in places:
        pixel: Any = view.getpixel((int(x * width), int(y * height)))
        near = {name: sum(abs(a - b) for a, b in zip(pixel, rgb, strict=True)) for name, rgb in known.items()}
        found.append(min(near, key=lambda name: near[name]))
    return found


def test_sixteen_bits_keep_their_upper_half(tmp_path: Path) -> None:
    for colour in (0, 2):
        view = opened(made(pictures.sixteen_bits(colour=colour), tmp_path).view)
        row: list[Any] = [view.getpixel((x, 30)) for x in (0, 32, 64, 127)]
        assert [abs(pixel[0] - want) < 8 for pixel, want in zip(row, (0, 64, 128, 254), strict=True)] == [
            True
        ] * 4


def test_what_is_transparent_shows_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    pixel: Any = opened(made(saved(clear, "PNG"), tmp_path).view).getpixel((20, 20))
    assert min(pixel) > 250


def test_exif_of_another_place_and_day_is_kept_as_given(tmp_path: Path) -> None:
    taken = made(photo(exif=exif(**ELSEWHERE)), tmp_path).taken
    assert taken.at == datetime(2019, 4, 30, 23, 30, tzinfo=UTC)
    assert taken.offset == 540
    assert (taken.longitude, taken.latitude) == (pytest.approx(116.3916667), pytest.approx(39.9041667))
    assert (taken.make, taken.model) == ("Acme", "A1 <b>")


@pytest.mark.parametrize(
    ("given", "at", "offset"),
    [
        ({"taken": "2026:11:23 09:30:00"}, datetime(2026, 11, 23, 1, 30, tzinfo=UTC), None),
        ({"taken": "2026:11:23 09:30:00", "offset": "-03:30"}, datetime(2026, 11, 23, 13, 0, tzinfo=UTC), -210),
        ({"taken": "2026:11:23 09:30:00", "offset": "Z"}, datetime(2026, 11, 23, 9, 30, tzinfo=UTC), 0),
        ({"taken": "2026:11:23 09:30:00", "offset": "+99:00"}, datetime(2026, 11, 23, 1, 30, tzinfo=UTC), None),
        ({"taken": "0000:00:00 00:00:00"}, None, None),
        ({"taken": "yesterday"}, None, None),
        ({"taken": "1904:01:01 00:00:00"}, None, None),
        ({}, None, None),
    ],
)  # fmt: skip
def test_the_time_of_a_camera(given: Any, at: datetime | None, offset: int | None, tmp_path: Path) -> None:
    taken = made(photo(exif=exif(**given)), tmp_path).taken
    assert (taken.at, taken.offset) == (at, offset)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (("S", 33.0, 30.0, 0.0, "W", 70.0, 15.0, 0.0), (-70.25, -33.5)),
        (("N", 0.0, 0.0, 0.0, "E", 0.0, 0.0, 0.0), (None, None)),
        (("N", 95.0, 0.0, 0.0, "E", 10.0, 0.0, 0.0), (None, None)),
    ],
)
def test_the_place_of_a_camera(place: Any, found: tuple[float | None, float | None], tmp_path: Path) -> None:
    taken = made(photo(exif=exif(place=place)), tmp_path).taken
    assert (taken.longitude, taken.latitude) == found


def test_a_picture_that_wants_too_much_ruins_the_child_only(tmp_path: Path) -> None:
    content = pictures.png(7000, 7000, b"\0" * (1 + 3 * 7000) * 7000)
    for limits, codes in (
        (Limits(memory_bytes=150_000_000), {"photo-too-heavy", "photo-undecodable"}),
        (Limits(memory_bytes=30_000_000), {"photo-too-heavy", "photo-undecodable"}),
        (Limits(seconds=0), {"photo-time"}),
    ):
        with pytest.raises(Refused) as caught:
            made(content, tmp_path, limits=limits)
        assert caught.value.refusals[0].code in codes


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import time\ntime.sleep(60)\n", "photo-time"),
        ("import sys\nwhile True: sys.stdout.write('x' * 100000)\n", "photo-undecodable"),
        ("print('no answer')\n", "photo-undecodable"),
        ('print(\'{"sizes": [5, 5, 65536], "width": 1, "height": 1, "exif": {}}\')\n', "photo-undecodable"),
        ('print(\'{"refused": "something else"}\')\n', "photo-undecodable"),
        ("import os\nos.abort()\n", "photo-undecodable"),
    ],
)
def test_a_child_taken_over_by_a_picture_is_stopped_and_not_believed(
    program: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(program, encoding="utf-8")
    monkeypatch.setattr(making, "_CHILD", bad)
    with pytest.raises(Refused) as caught:
        made(photo(), tmp_path, limits=Limits(seconds=1))
    assert caught.value.refusals[0].code == code


def test_the_child_answers_in_process_too(tmp_path: Path) -> None:
    # The same functions without a process between, so that coverage sees them.
    for nasty in ENDED:
        judged = judge(nasty.content)
        if nasty.name in ("bomb.png", "text-bomb.png"):
            continue
        path = tmp_path / nasty.name
        path.write_bytes(nasty.content)
        told, parts = child.answer(path, kind=judged.name, end=judged.end, limits=Limits())
        assert (f"unreadable:{told['refused']}" if "refused" in told else "ready") == nasty.end
        assert len(parts) == (0 if "refused" in told else 3)
    assert (
        child.answer(tmp_path / "absent", kind="jpeg", end=1, limits=Limits())[0]["refused"]
        == "photo-undecodable"
    )


# ---------- receiving ----------


@pytest.fixture
def unit(db: None) -> Enterprise:
    return people.make_enterprise(name="测试学校", sector="schools")


@pytest.fixture
def inspector(unit: Enterprise) -> Any:
    return people.acting(people.person("street_inspector"))


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files of these tests lie apart from those of other workers."""
    settings.DATA = tmp_path / "data"


def stored() -> set[Path]:
    return {path for path in files.root().rglob("*") if path.is_file()}


def test_a_received_photo_waits_and_is_sealed_as_it_came(unit: Enterprise, inspector: Any) -> None:
    content = photo(exif=exif(**ELSEWHERE)) + b"PK\x03\x04tail"
    taken_at = people.NOW - timedelta(hours=2)
    kept = receive(
        inspector, unit, content, taken_at_device=taken_at, place=receiving.Position(118.6, 24.9),
        annotation=[{"kind": "circle", "x": 0.5, "y": 0.5, "rx": 0.1, "ry": 0.1}],
    )  # fmt: skip
    kept = Photo.objects.select_related("file").get(pk=kept.pk)
    assert (kept.state, kept.kind, kept.width, kept.height, kept.trailing) == ("waiting", "jpeg", 640, 480, 8)
    assert kept.sha256 == kept.file.sha256 == hashlib.sha256(content).hexdigest()
    assert files.read_back(kept.file) == content
    assert (kept.device_at, kept.device_longitude, kept.device_latitude) == (taken_at, 118.6, 24.9)
    assert kept.received_at == people.NOW
    assert kept.by == inspector.person
    entry = Entry.objects.get(object_id=kept.pk)
    assert entry.verb == "receive"
    assert entry.after["device_longitude"].keys() == {"#"}, "where somebody stood is personal"
    assert PersonalValue.objects.get(entry=entry.id).values["after"]["device_latitude"] == 24.9


def test_file_and_folder_are_on_disk_before_the_row(
    unit: Enterprise, inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[Path, int]] = []
    real = os.fsync

    def watched(handle: int) -> None:
        synced.append((Path(f"/proc/self/fd/{handle}").readlink(), Photo.objects.count()))
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    kept = receive(inspector, unit, photo())
    path = files.path_of(kept.file)
    assert [rows for _, rows in synced] == [0] * len(synced)
    half, folder = synced[-2][0], synced[-1][0]
    assert half.parent == path.parent and half.name.startswith(path.name) and half.name.endswith(files.HALF)
    assert folder == path.parent
    assert not half.exists()


def test_the_same_photo_sent_again_is_answered_again_and_nothing_is_done_twice(
    unit: Enterprise, inspector: Any
) -> None:
    key, content = new_id(), photo()
    first = receive(inspector, unit, content, photo_id=key)
    before = (Photo.objects.count(), StoredFile.objects.count(), Entry.objects.count(), stored())
    for _ in range(5):
        assert receive(inspector, unit, content, photo_id=key).pk == first.pk == key
    assert (Photo.objects.count(), StoredFile.objects.count(), Entry.objects.count(), stored()) == before


def test_another_photo_under_the_same_number_is_a_conflict(unit: Enterprise, inspector: Any) -> None:
    key = new_id()
    receive(inspector, unit, photo(1), photo_id=key)
    before = (Entry.objects.count(), stored())
    with pytest.raises(Refused) as caught:
        receive(inspector, unit, photo(2), photo_id=key)
    assert caught.value.refusals[0].code == "photo-conflict"
    assert (Entry.objects.count(), stored()) == before
    assert Photo.objects.get(pk=key).sha256 == hashlib.sha256(photo(1)).hexdigest()


def test_a_number_of_another_district_is_a_conflict_and_leaves_no_file(
    unit: Enterprise, inspector: Any
) -> None:
    there = people.make_enterprise(district=people.OTHER)
    key, content = new_id(), photo()
    stranger = people.operator(people.OTHER, people.NOW, who="operator test")
    receive(stranger, there, content, photo_id=key)
    before = (Photo.objects.count(), StoredFile.objects.count(), Entry.objects.count(), stored())
    with pytest.raises(Refused) as caught:
        receive(inspector, unit, content, photo_id=key)
    assert caught.value.refusals[0].code == "photo-conflict"
    assert (Photo.objects.count(), StoredFile.objects.count(), Entry.objects.count(), stored()) == before


def test_whoever_is_faster_with_a_number_wins_and_the_other_gets_her_photo(
    unit: Enterprise, inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, content = new_id(), photo()
    first = receive(inspector, unit, content, photo_id=key)
    before = (StoredFile.objects.count(), stored())
    real = receiving._known
    looks: list[int] = []

    def late(*given: Any) -> Photo | None:
        looks.append(1)
        return None if len(looks) == 1 else real(*given)

    monkeypatch.setattr(receiving, "_known", late)
    assert receive(inspector, unit, content, photo_id=key).pk == first.pk
    assert (StoredFile.objects.count(), stored()) == before
    assert len(looks) == 2


@pytest.mark.parametrize(
    "nasty", [n for n in LIBRARY if n.end.startswith("refused")][::4], ids=lambda n: n.name
)
def test_a_refused_file_leaves_nothing(nasty: Nasty, unit: Enterprise, inspector: Any) -> None:
    before = (Photo.objects.count(), StoredFile.objects.count(), stored())
    with pytest.raises(Refused):
        receive(inspector, unit, nasty.content)
    assert (Photo.objects.count(), StoredFile.objects.count(), stored()) == before


def test_a_full_disk_is_a_sentence_and_leaves_nothing_half(unit: Enterprise, inspector: Any) -> None:
    content = photo()
    before = stored()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, hard))
    try:
        with pytest.raises(Refused) as caught:
            receive(inspector, unit, content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.refusals[0].code == "disk-full"
    assert stored() == before
    assert not Photo.objects.exists()
    assert receive(inspector, unit, content).state == "waiting", "there is room again, without a restart"


def test_a_region_outside_the_district_is_a_mistake_of_the_caller(unit: Enterprise, inspector: Any) -> None:
    unit.region = "350503001"
    with pytest.raises(ValueError, match="outside"):
        receive(inspector, unit, photo())


def test_a_device_on_no_earth_gives_no_position(unit: Enterprise, inspector: Any) -> None:
    kept = receive(inspector, unit, photo(), place=receiving.Position(float("nan"), 24.0))
    assert kept.device_latitude is None


def test_a_drawing_is_replaced_and_written_down(unit: Enterprise, inspector: Any) -> None:
    kept = receive(inspector, unit, photo())
    arrow = {"kind": "arrow", "x1": 0.1, "y1": 0.2, "x2": 0.9, "y2": 1}
    receiving.annotate(inspector, kept, [arrow])
    kept.refresh_from_db()
    assert kept.annotation == [arrow]
    entry = Entry.objects.get(object_id=kept.pk, verb="annotate")
    assert (entry.before, entry.after) == ({"annotation": []}, {"annotation": [arrow]})
    with pytest.raises(Refused):
        receiving.annotate(inspector, kept, [{"kind": "script"}])


# ---------- developing ----------


def developed(kept: Photo) -> Photo:
    jobs.develop_photo(photo_id=str(kept.pk))
    return Photo.objects.select_related("file").get(pk=kept.pk)


def test_a_job_makes_the_copies_and_says_what_exif_says(unit: Enterprise, inspector: Any) -> None:
    content = photo(exif=exif(orientation=6, **ELSEWHERE))
    kept = developed(receive(inspector, unit, content, taken_at_device=people.NOW))
    assert kept.state == "ready"
    assert (kept.width, kept.height) == (480, 640), "upright"
    assert kept.taken_at == datetime(2019, 4, 30, 23, 30, tzinfo=UTC)
    assert kept.device_at == people.NOW, "the camera's day does not displace the device's"
    assert (kept.taken_offset, kept.make, kept.model) == (540, "Acme", "A1 <b>")
    assert kept.longitude == pytest.approx(116.3916667)
    assert opened(queries.copy_path(kept, "view").read_bytes()).size == (480, 640)
    assert max(opened(queries.copy_path(kept, "thumb").read_bytes()).size) == 320
    assert files.read_back(kept.file) == content
    entry = Entry.objects.get(object_id=kept.pk, verb="develop")
    assert (entry.who, entry.via, entry.after["state"]) == ("program", "job", "ready")
    assert entry.after["longitude"].keys() == {"#"}


def test_an_unreadable_photo_is_marked_with_the_reason(unit: Enterprise, inspector: Any) -> None:
    bad = next(nasty for nasty in LIBRARY if nasty.end.startswith("unreadable"))
    kept = developed(receive(inspector, unit, bad.content))
    assert (kept.state, kept.flaw) == ("unreadable", "photo-undecodable")
    assert files.read_back(kept.file) == bad.content, "the original stays"
    assert not queries.copy_path(kept, "view").exists()
    assert Entry.objects.get(object_id=kept.pk, verb="give_up").after == {
        "state": "unreadable",
        "flaw": "photo-undecodable",
    }


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_an_original_that_was_harmed_is_not_copied(harm: str, unit: Enterprise, inspector: Any) -> None:
    kept = receive(inspector, unit, photo())
    path = files.path_of(kept.file)
    path.unlink() if harm == "gone" else path.write_bytes(photo(2))
    assert developed(kept).flaw == "photo-damaged"


def test_a_job_begun_twice_or_too_late_changes_nothing(unit: Enterprise, inspector: Any) -> None:
    kept = developed(receive(inspector, unit, photo()))
    before = (Entry.objects.count(), stored())
    assert developed(kept).state == "ready"
    jobs.develop_photo(photo_id=str(uuid.uuid4()))
    assert (Entry.objects.count(), stored()) == before


def test_a_job_that_ends_half_way_is_taken_up(
    unit: Enterprise, inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = receive(inspector, unit, photo())
    real = files.write

    def dies(path: Path, chunks: Any) -> tuple[str, int]:
        if path.name.endswith("-thumb.jpg"):
            raise MemoryError
        return real(path, chunks)

    monkeypatch.setattr(files, "write", dies)
    with pytest.raises(MemoryError):
        jobs.develop_photo(photo_id=str(kept.pk))
    kept.refresh_from_db()
    assert kept.state == "waiting"
    assert queries.copy_path(kept, "view").exists()
    assert people.browser(people.enterprise_manager(unit)).get(f"/photos/{kept.pk}/").status_code == 202
    monkeypatch.undo()
    assert developed(kept).state == "ready"


def test_a_full_disk_lets_the_photo_wait(unit: Enterprise, inspector: Any) -> None:
    kept = receive(inspector, unit, photo())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        with pytest.raises(Refused) as caught:
            developing.develop(kept.pk, now=people.NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.refusals[0].code == "disk-full"
    assert not list(files.root().rglob(f"{kept.pk}*"))
    assert developed(kept).state == "ready"


def test_photos_that_nobody_works_for_are_given_a_job(unit: Enterprise, inspector: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    kept = receive(inspector, unit, photo())
    Photo.objects.filter(pk=kept.pk).update(received_at=people.NOW - timedelta(days=900))
    jobs.ask_again(timestamp=0)
    asked = ProcrastinateJob.objects.filter(args__photo_id=str(kept.pk))
    assert asked.count() == 1, "there is one already"
    assert asked.get().priority < 0
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'photo_id' = %s", [str(kept.pk)]
        )
    jobs.ask_again(timestamp=0)
    assert asked.filter(status="todo").count() == 1


def test_half_files_of_killed_writers_are_removed_after_a_day(db: None) -> None:
    half = files.place_of(f"x{files.HALF}", "ab")
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"half")
    os.utime(half, (1_000_000, 1_000_000))
    assert files.remove_halves(before=people.NOW) >= 1
    assert not half.exists()


# ---------- the doors ----------


@pytest.fixture
def ready(unit: Enterprise) -> Photo:
    return pictures.ready_photo(unit)


def looks(user: Any, kept: Photo, copy: str = "", **headers: str) -> Any:
    return people.browser(user).get(f"/photos/{kept.pk}/{copy}", headers=headers)


@pytest.mark.parametrize("copy", ["", "thumb/"])
def test_a_copy_is_served_so_that_nothing_of_it_can_run(copy: str, unit: Enterprise, ready: Photo) -> None:
    answer = looks(people.enterprise_manager(unit), ready, copy)
    assert answer.status_code == 200
    assert answer.content == queries.copy_path(ready, copy.rstrip("/") or "view").read_bytes()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    again = looks(
        people.User.objects.get(username="enterprise_manager"), ready, copy, if_none_match=answer["ETag"]
    )
    assert (again.status_code, again.content) == (304, b"")
    head = people.browser(people.User.objects.get(username="enterprise_manager")).head(
        f"/photos/{ready.pk}/{copy}"
    )
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    assert head["Content-Length"] == answer["Content-Length"] == str(len(answer.content))


def test_view_and_thumb_have_marks_of_their_own(unit: Enterprise, ready: Photo) -> None:
    manager = people.enterprise_manager(unit)
    assert looks(manager, ready)["ETag"] != looks(manager, ready, "thumb/")["ETag"]


@pytest.mark.parametrize(("state", "status"), [("waiting", 202), ("unreadable", 404)])
def test_a_photo_without_copies_shows_a_sign_that_nobody_keeps(
    state: str, status: int, unit: Enterprise, ready: Photo
) -> None:
    Photo.objects.filter(pk=ready.pk).update(state=state)
    answer = looks(people.enterprise_manager(unit), ready, "thumb/")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        status,
        "image/svg+xml",
        "no-store",
    )
    assert answer.content.startswith(b"<svg") and b"style" not in answer.content


def test_whoever_reads_the_unit_sees_its_photos_and_nobody_else(unit: Enterprise, ready: Photo) -> None:
    other = people.make_enterprise(region=people.HESHI, sector="footwear")
    elsewhere = pictures.ready_photo(other)
    none = Photo.objects.get(pk=pictures.ready_photo(unit).pk)
    Photo.objects.filter(pk=none.pk).update(enterprise=None)
    sees = {
        "street_inspector": {ready.pk, none.pk}, "other_street": {elsewhere.pk},
        "bureau_officer": {ready.pk}, "district_officer": {ready.pk, none.pk, elsewhere.pk},
        "leader": {ready.pk, none.pk, elsewhere.pk}, "auditor": {ready.pk, none.pk, elsewhere.pk}, "grid_member": {ready.pk, none.pk},
        "system_admin": set(), "security_admin": set(),
    }  # fmt: skip
    users = {name: people.person(name) for name in sees}
    users |= {
        "manager": people.enterprise_manager(unit),
        "expert": people.expert(unit),
        "nobody": people.nobody(),
    }
    sees |= {"manager": {ready.pk}, "expert": {ready.pk}, "nobody": set()}
    for name, user in users.items():
        found = {p.pk for p in (ready, none, elsewhere) if looks(user, p).status_code == 200}
        assert found == sees[name], name
        assert set(queries.among(people.acting(user), [ready.pk, none.pk, elsewhere.pk])) == sees[name], name


def test_the_original_is_for_few_and_each_look_is_written_down(unit: Enterprise, ready: Photo) -> None:
    for name in ("street_inspector", "bureau_officer", "leader"):
        assert looks(people.person(name), ready, "original/").status_code == 404
    assert not Entry.objects.filter(verb="read original").exists()
    for name in ("auditor", "district_officer"):
        answer = looks(people.person(name), ready, "original/")
        assert answer.content == files.read_back(ready.file)
        assert answer["Content-Disposition"] == f'attachment; filename="20261123-{ready.pk}.jpg"'
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/octet-stream", "no-store")
        entry = Entry.objects.filter(verb="read original", object_id=ready.pk).latest("number")
        assert entry.who == name


def test_the_doors_of_photos_cost_few_queries(
    unit: Enterprise, ready: Photo, django_assert_max_num_queries: Any
) -> None:
    client: Client = people.browser(people.enterprise_manager(unit))
    client.get(f"/photos/{ready.pk}/thumb/")
    with django_assert_max_num_queries(5):
        client.get(f"/photos/{ready.pk}/thumb/")


def test_a_copy_that_was_lost_is_made_again(unit: Enterprise, ready: Photo) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    ProcrastinateJob.objects.filter(args__photo_id=str(ready.pk)).delete()
    queries.copy_path(ready, "thumb").unlink()
    client = people.browser(people.enterprise_manager(unit))
    for _ in range(3):
        assert client.get(f"/photos/{ready.pk}/thumb/").status_code == 202
    assert ProcrastinateJob.objects.filter(args__photo_id=str(ready.pk)).count() == 1
    before = Entry.objects.count()
    jobs.develop_photo(photo_id=str(ready.pk))
    assert client.get(f"/photos/{ready.pk}/thumb/").status_code == 200
    assert Entry.objects.count() == before, "the photo is what it was"


def test_an_original_that_was_harmed_is_not_handed_out(unit: Enterprise, ready: Photo) -> None:
    files.path_of(ready.file).write_bytes(photo(2))
    answer = looks(people.person("auditor"), ready, "original/")
    assert answer.status_code == 409
    assert not Entry.objects.filter(verb="read original").exists()
