"""What a camera wrote into a picture, as plain values. Runs in the child; none of it is believed, only kept."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

_MAKE, _MODEL, _ORIENTATION = 0x010F, 0x0110, 0x0112
_CAMERA, _PLACE = 0x8769, 0x8825
_TAKEN, _MADE, _TAKEN_OFFSET, _MADE_OFFSET = 0x9003, 0x9004, 0x9011, 0x9012
LONGEST = 60


def read(image: "Image") -> dict[str, Any]:
    """make, model, orientation (1 to 8), taken ("2026:11:23 09:30:00"), offset ("+08:00"), longitude and latitude in degrees.

    What is missing or makes no sense is left out. Raises nothing on account of what is written there.
    """
    try:
        found = image.getexif()
        told = {
            "make": _text(found.get(_MAKE)), "model": _text(found.get(_MODEL)),
            "orientation": _orientation(found.get(_ORIENTATION)), **_time(found.get_ifd(_CAMERA)), **_position(found),
        }  # fmt: skip
    except Exception:  # a broken block says nothing; the picture itself may be whole
        return {}
    return {key: value for key, value in told.items() if value not in (None, "")}


def _text(value: object) -> str:
    words = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    if not isinstance(words, str):
        return ""
    return "".join(sign for sign in words.partition("\0")[0] if sign.isprintable()).strip()[:LONGEST]


def _orientation(value: object) -> int | None:
    return value if isinstance(value, int) and 1 <= value <= 8 else None


def _time(camera: Any) -> dict[str, str]:
    if _text(camera.get(_TAKEN)):
        return {"taken": _text(camera.get(_TAKEN)), "offset": _text(camera.get(_TAKEN_OFFSET))}
    return {"taken": _text(camera.get(_MADE)), "offset": _text(camera.get(_MADE_OFFSET))}


def _position(found: "Exif") -> dict[str, float]:
    """WGS-84 as the camera gave it. 0°, 0° is a receiver without a fix."""
    place = found.get_ifd(_PLACE)
    try:
        latitude = _degrees(place[2]) * (-1 if _text(place.get(1)) == "S" else 1)
        longitude = _degrees(place[4]) * (-1 if _text(place.get(3)) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return {}
    within = -90 <= latitude <= 90 and -180 <= longitude <= 180  # NaN is in no order
    return {"longitude": longitude, "latitude": latitude} if within and (longitude or latitude) else {}


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return round(degrees + minutes / 60 + seconds / 3600, 7)
