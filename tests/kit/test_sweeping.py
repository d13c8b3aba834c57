"""Files without a row are put aside after a day, and removed a month later; whatever has a row, or is still being written, stays."""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from anbiao.kit import files, sweeping
from anbiao.kit.photos import originals, queries
from anbiao.registry.models import Enterprise
from tests import people, pictures
from tests.pictures import receive

pytestmark = pytest.mark.django_db
NOW = people.NOW
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def lying(path: Path, content: bytes = b"x", *, at: datetime = NOW - 2 * DAY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def in_files(name: str = "", *, at: datetime = NOW - 2 * DAY) -> Path:
    number = uuid.uuid4()
    return lying(files.place_of(name.format(number) or str(number), number.hex), at=at)


def test_what_a_killed_request_wrote_is_put_aside_and_a_month_later_removed() -> None:
    lost = [in_files(), in_files("{}-view.jpg"), in_files("{}-thumb.jpg")]
    assert sweeping.put_aside(before=NOW - DAY) == 3
    aside = [files.root() / "without-row" / path.name for path in lost]
    assert [path.exists() for path in lost] == [False] * 3
    assert all(path.exists() for path in aside)
    now = datetime.fromtimestamp(aside[0].stat().st_mtime, NOW.tzinfo)
    assert sweeping.put_aside(before=now + DAY) == 0
    assert sweeping.remove_aside(before=now - DAY) == 0
    assert sweeping.remove_aside(before=now + DAY) == 3


def test_what_has_a_row_is_young_or_not_ours_stays() -> None:
    unit: Enterprise = people.make_enterprise()
    actor = people.acting(people.person("grid_member"))
    photo = receive(actor, unit, pictures.saved(pictures.room(1)))
    photo = originals.keep_original(actor, photo, pictures.saved(pictures.room(1), quality=95), name="a.jpg")
    for copy in queries.COPIES:
        lying(queries.copy_path(photo, copy))
    for stored in (photo.file, photo.original):
        os.utime(files.path_of(stored), (0, 0))
    young = in_files(at=NOW)
    half, other = in_files("{}.abc.part"), in_files("{}.pdf")
    begun = lying(files.root().parent / "pieces" / "ab" / str(uuid.uuid4()))
    assert sweeping.put_aside(before=NOW - DAY) == 0
    assert all(path.exists() for path in (young, half, other, begun, files.path_of(photo.file)))
    assert files.read_back(photo.original)


def test_a_full_folder_takes_a_query_for_a_thousand(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    number = uuid.uuid4()
    for start in range(5):
        lying(files.place_of(f"{start:08x}{str(number)[8:]}", number.hex))
    with django_assert_num_queries(3):
        assert sweeping.put_aside(before=NOW - DAY) == 5


def test_what_has_a_row_again_comes_back_and_is_not_removed() -> None:
    unit: Enterprise = people.make_enterprise()
    actor = people.acting(people.person("grid_member"))
    photo = receive(actor, unit, pictures.saved(pictures.room(1)))
    place = files.path_of(photo.file)
    aside = files.root() / "without-row"
    aside.mkdir()
    place.replace(aside / place.name)
    assert sweeping.remove_aside(before=NOW + 3650 * DAY) == 0
    assert place.exists() and not list(aside.iterdir())
