"""A photo used before is found after recompression and after a crop, and different photos are not taken for one."""

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from anbiao.kit.district import new_id
from anbiao.kit.models import Entry, Photo, PhotoPrint
from anbiao.kit.photos import jobs, recognising, searching
from anbiao.kit.photos.prints import (
    COARSE,
    FINE,
    HASH_BYTES,
    WHOLE,
    WINDOWS,
    Prints,
    agreement,
    fields,
    pixels,
    prints_of,
)
from anbiao.kit.photos.searching import CANDIDATES, NEAR, alike, nearest
from anbiao.registry.models import Enterprise
from tests import people
from tests.pictures import receive, room, saved

DISTRICT = people.DISTRICT
ROOMS = 40


def grey(image: Image.Image, *, quality: int = 88) -> bytes:
    """What the child hands back of a picture that was saved so."""
    opened = Image.open(io.BytesIO(saved(image, quality=quality)))
    return opened.convert("L").resize((256, 256), Image.Resampling.BOX).tobytes()


def known(image: Image.Image, *, quality: int = 88) -> Prints:
    prints = prints_of(grey(image, quality=quality))
    assert prints is not None
    return prints


def cropped(image: Image.Image, random: Random) -> Image.Image:
    """A tenth of width, height or both cut off, at one side, the other, or both."""
    width, height = image.size
    across, down = random.choice([(0.9, 0.9), (0.9, 1.0), (1.0, 0.9), (0.95, 0.95)])
    left = random.choice([0, 1, random.random()]) * (1 - across)
    top = random.choice([0, 1, random.random()]) * (1 - down)
    return image.crop(
        (
            round(left * width),
            round(top * height),
            round((left + across) * width),
            round((top + down) * height),
        )
    )


@pytest.fixture(scope="module")
def store() -> tuple[list[Image.Image], list[Prints], Any]:
    rooms = [room(number) for number in range(ROOMS)]
    prints = [known(image) for image in rooms]
    return rooms, prints, np.array([each.numbers() for each in prints]).T.copy()


def found(hashes: Any, prints: list[Prints], asked: Prints) -> list[int]:
    """Places of those that are the same photo."""
    ways = nearest(hashes, asked.numbers())
    return [
        place
        for place, each in ways.items()
        if searching.agreed(pixels(prints[place].mini), pixels(asked.mini), each) >= searching.SAME
    ]


def test_a_recompressed_photo_is_known_again(store: Any) -> None:
    rooms, prints, hashes = store
    for number, image in enumerate(rooms):
        smaller = image.resize((500, 375), Image.Resampling.LANCZOS)
        assert found(hashes, prints, known(image, quality=40)) == [number]
        assert found(hashes, prints, known(smaller, quality=40)) == [number]


def test_a_crop_is_known_again_both_ways_round(store: Any) -> None:
    rooms, prints, hashes = store
    random = Random(5)
    cuts = [cropped(image, random) for image in rooms]
    asked = [known(image, quality=40) for image in cuts]
    new_is_part = [found(hashes, prints, each) for each in asked]
    reverse = np.array([each.numbers() for each in asked]).T.copy()
    old_is_part = [found(reverse, asked, each) for each in prints]
    for ways in (new_is_part, old_is_part):
        assert all(way in ([number], []) for number, way in enumerate(ways)), "no other is taken for it"
        assert sum(bool(way) for way in ways) >= ROOMS - 1


def test_different_photos_are_not_taken_for_one(store: Any) -> None:
    _, prints, hashes = store
    others = [known(room(number)) for number in range(1000, 1060)]
    assert [each for each in others if found(hashes, prints, each)] == []


@pytest.mark.parametrize("what", ["one shade", "slope", "edge", "grain on a wall"])
def test_a_picture_with_nothing_in_it_is_not_taken_for_another(what: str) -> None:
    down, across = np.mgrid[0:256, 0:256]
    made = {
        "one shade": np.full((256, 256), 90.0),
        "slope": across * 0.6 + down * 0.3,
        "edge": np.where(across * 0.8 + down > 220, 220.0, 30.0),
        "grain on a wall": 120 + np.random.default_rng(1).normal(0, 6, (256, 256)),
    }[what]
    assert prints_of(made.clip(0, 255).astype(np.uint8).tobytes()) is None


def test_noise_is_known_again_and_not_taken_for_other_noise() -> None:
    made = []
    for seed in range(12):
        coarse = np.random.default_rng(seed).integers(0, 256, (24, 24)).astype(np.uint8)
        made.append(Image.fromarray(coarse).resize((320, 240), Image.Resampling.BICUBIC))
    prints = [known(image.convert("RGB")) for image in made]
    hashes = np.array([each.numbers() for each in prints]).T.copy()
    for number, image in enumerate(made):
        assert found(hashes, prints, known(image.convert("RGB"), quality=40)) == [number]


def test_windows_are_what_a_crop_of_a_tenth_may_leave() -> None:
    assert len(COARSE) == 6 and len(FINE) == 15 and len(WINDOWS) == 36
    assert COARSE[WINDOWS[WHOLE][0]] == COARSE[WINDOWS[WHOLE][1]] == (0.0, 1.0)
    assert all(end - start >= 0.9 - 1e-9 for start, end in (*COARSE, *FINE))
    assert set(COARSE) <= set(FINE)


def test_a_miniature_agrees_with_itself_and_with_nothing_that_is_not_there() -> None:
    mini = pixels(known(room(1)).mini)
    assert agreement(mini, mini, WHOLE) == pytest.approx(1, abs=1e-4)
    assert agreement(mini, 255 - mini, WHOLE) < 0
    assert agreement(mini, np.zeros((64, 64), np.float32), WHOLE) == 0
    assert fields(np.zeros((64, 64), np.float32)) == 0


@settings(max_examples=30)
@given(st.integers(0, 2**64 - 1), st.integers(0, 63))
def test_the_nearest_are_those_that_differ_in_few_bits(asked: int, flipped: int) -> None:
    random = np.random.default_rng(asked % 2**32)
    hashes = random.integers(0, 2**64, (len(WINDOWS), 50), dtype=np.uint64)
    numbers = random.integers(0, 2**64, len(WINDOWS), dtype=np.uint64)
    numbers[WHOLE] = asked
    hashes[5, 7] = np.uint64(asked ^ (1 << flipped))
    hashes[WHOLE, 9] = numbers[11] ^ np.uint64((1 << NEAR) - 1)
    ways = nearest(hashes, numbers)
    assert ways[7][0] == (5, True)
    assert ways[9][0] == (11, False)
    for place, each in ways.items():
        for window, is_part in each:
            one, other = (
                (hashes[window, place], numbers[WHOLE])
                if is_part
                else (hashes[WHOLE, place], numbers[window])
            )
            assert int(one ^ other).bit_count() <= NEAR


def test_a_crowd_of_the_same_does_not_cost_more_than_its_nearest() -> None:
    hashes = np.zeros((len(WINDOWS), 500), np.uint64)
    ways = nearest(hashes, np.zeros(len(WINDOWS), np.uint64))
    assert len(ways) == CANDIDATES
    assert all(1 <= len(each) <= searching.WAYS for each in ways.values())


# ---------- in the tables ----------


@pytest.fixture(autouse=True)
def own_memory() -> Iterator[None]:
    """What earlier tests read is let go of; their rows are gone."""
    searching.forget_all()
    yield
    searching.forget_all()


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"


def keep(prints: Prints, *, district: str = DISTRICT, number: int | None = None) -> UUID:
    photo = new_id()
    PhotoPrint.objects.create(
        number=number, district=district, photo=photo, hashes=prints.hashes, mini=prints.mini
    )
    return photo


def test_what_was_added_is_found_without_reading_all_again(db: None, store: Any) -> None:
    rooms, prints, _ = store
    first = [keep(each) for each in prints[:10]]
    asked = known(rooms[3], quality=40)
    ((photo, distance),) = alike(DISTRICT, asked)
    assert photo == first[3] and 0 <= distance <= 0.25
    assert alike(DISTRICT, prints[12]) == []
    later = keep(prints[12])
    assert alike(DISTRICT, prints[12]) == [(later, 0.0)]
    assert alike(DISTRICT, prints[12], besides=later) == []
    known_ones = searching._KNOWN[DISTRICT]
    assert known_ones.count == 11, "nothing is read twice"


def test_a_number_committed_late_is_found_too(db: None, store: Any) -> None:
    prints = store[1]
    keep(prints[0], number=10_000_005)
    assert len(alike(DISTRICT, prints[0])) == 1
    late = keep(prints[1], number=10_000_002)
    assert alike(DISTRICT, prints[1]) == [(late, 0.0)]
    assert searching._KNOWN[DISTRICT].count == 2


def test_another_district_is_not_searched(db: None, store: Any) -> None:
    prints = store[1]
    there = keep(prints[0], district=people.OTHER)
    assert alike(DISTRICT, prints[0]) == []
    assert alike(people.OTHER, prints[0]) == [(there, 0.0)]


def test_what_was_taken_away_is_not_found(db: None, store: Any) -> None:
    prints = store[1]
    gone = keep(prints[0])
    assert alike(DISTRICT, prints[0])
    PhotoPrint.objects.filter(photo=gone).delete()
    assert alike(DISTRICT, prints[0]) == []


def test_prints_of_another_length_are_left_out(db: None, store: Any) -> None:
    prints = store[1]
    keep(Prints(prints[0].hashes[:-8], prints[0].mini))
    kept = keep(prints[1])
    assert alike(DISTRICT, prints[1]) == [(kept, 0.0)]
    assert len(prints[0].hashes) == HASH_BYTES


def test_the_memory_grows_while_others_read(store: Any) -> None:
    prints = store[1]
    memory = searching.Known()
    row = np.zeros(1, searching.ROW)
    wrong: list[int] = []

    def grow() -> None:
        for number in range(3000):
            row["number"], row["hashes"] = number + 1, prints[number % ROOMS].numbers()
            with memory.lock:
                memory._add(row)

    def read() -> None:
        for _ in range(300):
            with memory.lock:
                count, hashes = memory.count, memory.hashes
            wrong.extend(_wrong(hashes, range(0, count, 97), prints))

    threads = [threading.Thread(target=work) for work in (grow, read, read, read)]
    _run(threads)
    assert memory.count == 3000 and memory.last == 3000
    assert wrong == []


def _wrong(hashes: Any, places: range, prints: list[Prints]) -> list[int]:
    """Places whose hashes are not those that were put there."""
    return [
        place for place in places if not np.array_equal(hashes[:, place], prints[place % ROOMS].numbers())
    ]


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ---------- photos that were used before ----------


@pytest.fixture
def unit(db: None) -> Enterprise:
    return people.make_enterprise(sector="schools")


@pytest.fixture
def inspector(unit: Enterprise) -> Any:
    return people.acting(people.person("street_inspector"))


def sent(actor: Any, unit: Enterprise, content: bytes, *, minutes: int = 0) -> Photo:
    kept = receive(actor, unit, content)
    Photo.objects.filter(pk=kept.pk).update(received_at=people.NOW + timedelta(minutes=minutes))
    return kept


def developed(*photos: Photo) -> list[Photo]:
    for photo in photos:
        jobs.develop_photo(photo_id=str(photo.pk))
    return [Photo.objects.get(pk=photo.pk) for photo in photos]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_photo_used_before_is_noted_on_the_later_whichever_job_runs_first(
    order: tuple[int, ...], unit: Enterprise, inspector: Any
) -> None:
    elsewhere = people.make_enterprise(region=people.HESHI)
    photos = [
        sent(inspector, unit, saved(room(7), quality=90)),
        sent(inspector, elsewhere, saved(cropped(room(7), Random(2)), quality=40), minutes=5),
        sent(inspector, unit, saved(room(8), quality=90), minutes=6),
    ]
    developed(*(photos[number] for number in order))
    first, again, other = (Photo.objects.get(pk=photo.pk) for photo in photos)
    assert first.seen_before == other.seen_before == []
    ((earlier, distance),) = again.seen_before
    assert earlier == str(first.pk) and 0 <= distance <= 0.25
    entry = Entry.objects.get(verb="recognise")
    assert (entry.object_id, entry.after) == (again.pk, {"seen_before": again.seen_before})


def test_looking_again_notes_nothing_twice(unit: Enterprise, inspector: Any) -> None:
    photos = [sent(inspector, unit, saved(room(7), quality=q), minutes=q) for q in (40, 90)]
    (_, again) = developed(*photos)
    before = Entry.objects.count()
    assert developed(*photos)[1].seen_before == again.seen_before
    assert Entry.objects.count() == before


def test_the_very_same_file_is_noted_even_with_nothing_in_it(unit: Enterprise, inspector: Any) -> None:
    wall = saved(Image.new("RGB", (300, 200), (200, 190, 180)))
    photos = [sent(inspector, unit, wall, minutes=minute) for minute in range(3)]
    first, second, third = developed(*photos)
    assert not PhotoPrint.objects.exists()
    assert second.seen_before == [[str(first.pk), 0.0]]
    assert sorted(third.seen_before) == sorted([[str(first.pk), 0.0], [str(second.pk), 0.0]])


def test_only_the_nearest_few_are_noted(unit: Enterprise, inspector: Any) -> None:
    photos = [
        sent(inspector, unit, saved(room(7), quality=40 + minute), minutes=minute) for minute in range(8)
    ]
    last = developed(*photos)[-1]
    distances = [distance for _, distance in last.seen_before]
    assert len(distances) == recognising.MOST
    assert distances == sorted(distances)


def test_prints_are_written_with_the_state_or_not_at_all(
    unit: Enterprise, inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sent(inspector, unit, saved(room(7)))

    def dies(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(recognising, "keep_prints", dies)
    with pytest.raises(MemoryError):
        developed(kept)
    assert Photo.objects.get(pk=kept.pk).state == "waiting"
    monkeypatch.undo()
    monkeypatch.setattr(recognising, "look_back", dies)
    with pytest.raises(MemoryError):
        developed(kept)
    assert Photo.objects.get(pk=kept.pk).state == "ready"
    assert PhotoPrint.objects.filter(photo=kept.pk).count() == 1
    monkeypatch.undo()
    again = sent(inspector, unit, saved(room(7), quality=40), minutes=3)
    developed(again, kept)
    assert Photo.objects.get(pk=again.pk).seen_before


def test_a_search_costs_two_queries(db: None, store: Any, django_assert_num_queries: Any) -> None:
    keep(store[1][0])
    alike(DISTRICT, store[1][0])
    with django_assert_num_queries(2):
        alike(DISTRICT, store[1][0])
