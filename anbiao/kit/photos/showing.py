"""What stands below a photo: when and where it was taken, by whose word, and what does not fit together. Nothing is hidden."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from anbiao.kit.models import Photo
from anbiao.kit.photos.making import SENTENCES
from anbiao.kit.templatetags.kit import say_moment
from anbiao.rules.coordinates import metres_between

Spot = tuple[float, float]  # longitude and latitude, WGS-84

FAR = 300  # metres from the unit from which on the place of a photo is pointed out: a large plant, or a poor receiver in a hall
APART = 1000  # metres between what camera and phone say
SKEW = timedelta(minutes=10)


@dataclass(frozen=True)
class Mark:
    """One remark on a photo; tone is "", "good", "warn" or "late"."""

    text: str
    tone: str = ""


def times(photo: Photo, today: date) -> str:
    """When it was taken, by the camera's word or else the phone's, and when it was received."""
    received = gettext("received %(moment)s") % {"moment": say_moment(photo.received_at, today)}
    if photo.taken_at:
        taken = gettext("Taken %(moment)s") % {"moment": say_moment(photo.taken_at, today)}
    elif photo.device_at:
        words = gettext("Taken %(moment)s by the phone's clock")
        taken = words % {"moment": say_moment(photo.device_at, today)}
    else:
        taken = gettext("Nothing says when it was taken")
    return gettext("%(taken)s, %(received)s") % {"taken": taken, "received": received}


def marks(photo: Photo, unit: Spot | None = None) -> list[Mark]:
    """The remarks on a photo. `unit` is where its unit stands, for the distance."""
    if photo.state == "unreadable":
        return [Mark(gettext(SENTENCES.get(photo.flaw, SENTENCES["photo-undecodable"])), "late")]
    return [*_about_time(photo), *_about_place(photo, unit), *_about_content(photo)]


def _about_time(photo: Photo) -> Iterator[Mark]:
    taken = photo.taken_at or photo.device_at
    if taken and _day(taken) != _day(photo.received_at):
        yield Mark(gettext("Taken on another day than received"), "warn")
    if photo.taken_at and photo.device_at and abs(photo.taken_at - photo.device_at) > SKEW:
        yield Mark(gettext("Camera and phone name different times"), "warn")


def _about_place(photo: Photo, unit: Spot | None) -> Iterator[Mark]:
    camera, phone = (
        _spot(photo.longitude, photo.latitude),
        _spot(photo.device_longitude, photo.device_latitude),
    )
    spot = camera or phone
    if spot is None:
        yield Mark(gettext("Without a position"))
    elif unit is None:
        yield Mark(gettext("Position %(place)s") % {"place": f"{spot[1]:.5f}, {spot[0]:.5f}"})
    else:
        metres = metres_between(spot, unit)
        words = gettext("%(distance)s from the unit") % {"distance": say_distance(metres)}
        yield Mark(words, "warn" if metres > FAR else "good")
    if camera and phone and metres_between(camera, phone) > APART:
        yield Mark(gettext("Camera and phone name different places"), "warn")


def _about_content(photo: Photo) -> Iterator[Mark]:
    if photo.seen_before:
        number = len(photo.seen_before)
        words = ngettext("Used before, in %(number)s place", "Used before, in %(number)s places", number)
        yield Mark(words % {"number": number}, "late")
    if photo.trailing:
        words = gettext("%(number)s bytes behind the picture are not shown")
        yield Mark(words % {"number": f"{photo.trailing:,}"}, "warn")


def say_distance(metres: float) -> str:
    """4 m, 350 m, 1.6 km, 120 km."""
    if metres < 1000:
        return gettext("%(number)s m") % {"number": f"{metres:.0f}"}
    kilometres = metres / 1000
    return gettext("%(number)s km") % {
        "number": f"{kilometres:,.1f}" if kilometres < 100 else f"{kilometres:,.0f}"
    }


def _day(moment: datetime) -> date:
    return localtime(moment).date()


def _spot(longitude: float | None, latitude: float | None) -> Spot | None:
    return None if longitude is None or latitude is None else (longitude, latitude)
