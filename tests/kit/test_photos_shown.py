"""What stands below a photo: nothing that does not fit together is hidden, and nothing that was typed becomes markup."""

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from anbiao.kit.models import Photo
from anbiao.kit.photos import showing
from anbiao.kit.photos.making import SENTENCES
from tests import people

UNIT = (118.6, 24.9)


def photo(**over: Any) -> Photo:
    facts = {
        "state": "ready",
        "kind": "jpeg",
        "width": 800,
        "height": 600,
        "received_at": people.NOW,
        "district": people.DISTRICT,
    }
    return Photo(**{**facts, **over})


def said(row: Photo, unit: showing.Spot | None = None) -> dict[str, str]:
    with translation.override("en"):
        return {mark.text: mark.tone for mark in showing.marks(row, unit)}


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({}, "Nothing says when it was taken, received 11-23 09:30"),
        ({"device_at": people.NOW - timedelta(hours=1)}, "Taken 11-23 08:30 by the phone's clock, received 11-23 09:30"),
        (
            {"taken_at": datetime(2019, 4, 30, 23, 30, tzinfo=UTC), "device_at": people.NOW},
            "Taken 2019-05-01 07:30, received 11-23 09:30",
        ),
    ],
)  # fmt: skip
def test_the_times_of_a_photo(over: dict[str, Any], words: str) -> None:
    with translation.override("en"):
        assert showing.times(photo(**over), people.TODAY) == words


def test_a_photo_of_another_day_and_place_is_pointed_out() -> None:
    marks = said(
        photo(
            taken_at=datetime(2019, 4, 30, 23, 30, tzinfo=UTC), device_at=people.NOW, longitude=116.39, latitude=39.9,
            device_longitude=118.6, device_latitude=24.9,
        ),
        UNIT,
    )  # fmt: skip
    assert marks["Taken on another day than received"] == "warn"
    assert marks["Camera and phone name different times"] == "warn"
    assert marks["Camera and phone name different places"] == "warn"
    (distance,) = [text for text in marks if "from the unit" in text]
    assert distance.endswith(" km from the unit") and marks[distance] == "warn"


def test_a_photo_taken_at_the_unit_says_how_near() -> None:
    near = photo(device_at=people.NOW, device_longitude=118.60004, device_latitude=24.9)
    assert said(near, UNIT) == {"4 m from the unit": "good"}
    assert said(near) == {"Position 24.90000, 118.60004": ""}
    assert said(photo(device_at=people.NOW)) == {"Without a position": ""}


def test_a_photo_sent_the_day_after_by_a_right_clock_is_only_of_another_day() -> None:
    late = photo(taken_at=people.NOW - timedelta(days=1), device_at=people.NOW - timedelta(days=1, minutes=3))
    assert said(late) == {"Taken on another day than received": "warn", "Without a position": ""}


def test_use_before_and_what_hangs_behind_are_said() -> None:
    marks = said(photo(seen_before=[["x", 0.1], ["y", 0.2]], trailing=12345))
    assert marks["Used before, in 2 places"] == "late"
    assert marks["12,345 bytes behind the picture are not shown"] == "warn"
    assert said(photo(seen_before=[["x", 0.1]]))["Used before, in 1 place"] == "late"


@pytest.mark.parametrize("flaw", [*SENTENCES, "unheard of"])
def test_an_unreadable_photo_says_why(flaw: str) -> None:
    ((text, tone),) = said(photo(state="unreadable", flaw=flaw)).items()
    assert tone == "late"
    assert text == SENTENCES.get(flaw, SENTENCES["photo-undecodable"])


@pytest.mark.parametrize(
    ("metres", "words"), [(0.4, "0 m"), (999.4, "999 m"), (1000, "1.0 km"), (120_400, "120 km"), (9_000_000, "9,000 km")]
)  # fmt: skip
def test_distances_are_said_as_near_as_they_are_known(metres: float, words: str) -> None:
    with translation.override("en"):
        assert showing.say_distance(metres) == words


def shown(row: Photo, tag: str = "{% photo row %}", **context: Any) -> str:
    with translation.override("en"):
        return Template(tag).render(Context({"row": row, "today": people.TODAY, **context}))


def test_a_photo_links_its_thumb_to_its_view_and_hands_its_drawing_to_the_script() -> None:
    shape = {"kind": "text", "x": 0.1, "y": 0.2, "text": "\"><script>alert('a')</script>"}
    row = photo(annotation=[shape])
    used = [("<i>unit", "/a/?b=1&c=2")]
    page = shown(row, "{% photo row label=label by=by used=used %}", label="before", by="<b>Wang", used=used)
    assert f'href="/photos/{row.pk}/"' in page and f'src="/photos/{row.pk}/thumb/"' in page
    assert "<script" not in page and "<b>Wang" not in page and "<i>unit" not in page
    drawn = page.partition('data-drawn="')[2].partition('"')[0]
    import json

    assert json.loads(unescape(drawn)) == [shape]
    assert 'data-width="800" data-height="600"' in page
    assert 'href="/a/?b=1&amp;c=2"' in page
    assert f'src="/photos/{row.pk}/"' in shown(row, '{% photo row copy="view" %}')


@pytest.mark.parametrize(("state", "word"), [("waiting", "Being prepared"), ("unreadable", "Cannot be read")])
def test_a_photo_without_copies_shows_its_state_and_no_picture(state: str, word: str) -> None:
    page = shown(photo(state=state, annotation=[{"kind": "text", "x": 0, "y": 0, "text": "a"}]))
    assert word in page
    assert "<img" not in page and "<a " not in page and "data-drawn" not in page
