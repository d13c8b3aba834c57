"""Copies of a photograph, made in a child process that may be ruined by it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from anbiao.kit.photos.judging import Kind
from anbiao.kit.photos.limits import Limits
from anbiao.rules.refusal import N_, Refusal, Refused

SENTENCES: Mapping[str, str] = {
    "photo-undecodable": N_("The photo cannot be decoded: its content is damaged. Take it again, or send the file of the camera."),
    "photo-too-heavy": N_("The photo needs more memory than it may have. Send it smaller, with a lower resolution."),
    "photo-time": N_("Decoding the photo took too long and was stopped. Take it again with the camera of the phone."),
    "photo-damaged": N_("The stored photo is no longer what was handed in. Tell the administrator: a copy may be in the backup."),
}  # fmt: skip
MOST_ANSWER = 16_000_000  # bytes; the copies of the largest picture have a tenth of it
_CHILD = Path(__file__).with_name("child.py")
_PROJECT = Path(__file__).parents[3]


class Taken(NamedTuple):
    """What EXIF said: when (with minutes east of UTC, None where it was not said), where (WGS-84 as given), with what."""

    at: datetime | None
    offset: int | None
    longitude: float | None
    latitude: float | None
    make: str
    model: str


@dataclass(frozen=True)
class Copies:
    """View and thumb as JPEG without any metadata, a grey square of pixels, pixels of the upright original, and its EXIF."""

    view: bytes
    thumb: bytes
    grey: bytes
    width: int
    height: int
    taken: Taken


def copies_of(path: Path, kind: Kind, *, limits: Limits = Limits()) -> Copies:  # noqa: B008
    """The copies of a judged picture. Raises Refused with a code of SENTENCES. Costs a child process within `limits`."""
    answer = _ask_child(path, kind, limits)
    head, _, body = answer.partition(b"\n")
    try:
        told = json.loads(head)
        if "refused" in told:
            raise unreadable(told["refused"])
        view, thumb, grey = told["sizes"]
        if len(body) != view + thumb + grey or grey != limits.grey**2:
            raise unreadable("photo-undecodable")
        return Copies(
            body[:view], body[view : view + thumb], body[view + thumb :], int(told["width"]), int(told["height"]),
            _taken(told["exif"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable("photo-undecodable") from error


def unreadable(code: str) -> Refused:
    """Why a photo cannot be shown. Raises KeyError for a code without a sentence."""
    return Refused(Refusal(code, SENTENCES[code]))


def _ask_child(path: Path, kind: Kind, limits: Limits) -> bytes:
    pillow = find_spec("PIL")
    if pillow is None or pillow.origin is None:
        raise ModuleNotFoundError("PIL")
    site_packages = str(Path(pillow.origin).parents[1])
    command = [sys.executable, "-I", "-S", str(_CHILD), site_packages, str(_PROJECT)]
    command += [str(path.resolve()), kind.name, str(kind.end), json.dumps(limits)]
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    stopped = threading.Event()
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=kept | {"LC_ALL": "C.UTF-8"}
    ) as child:  # fmt: skip

        def stop() -> None:
            stopped.set()
            child.kill()

        timer = threading.Timer(limits.seconds * 1.5, stop)  # for a child that waits instead of working
        timer.start()
        try:
            assert child.stdout  # noqa: S101 - it is a pipe
            answer = child.stdout.read(MOST_ANSWER + 1)
            if len(answer) > MOST_ANSWER:
                child.kill()
            child.wait()
        finally:
            timer.cancel()
    is_late = stopped.is_set() or child.returncode in (-24, -9)  # SIGXCPU, and SIGKILL a second after it
    if is_late and len(answer) <= MOST_ANSWER:
        raise unreadable("photo-time")
    if child.returncode or len(answer) > MOST_ANSWER:
        raise unreadable("photo-undecodable")
    return answer


def _taken(said: Mapping[str, Any]) -> Taken:
    at, offset = _moment(str(said.get("taken", "")), str(said.get("offset", "")))
    longitude, latitude = said.get("longitude"), said.get("latitude")
    if not isinstance(longitude, float | int) or not isinstance(latitude, float | int):
        longitude = latitude = None
    return Taken(
        at, offset, longitude, latitude, str(said.get("make", ""))[:60], str(said.get("model", ""))[:60]
    )


def _moment(taken: str, offset: str) -> tuple[datetime | None, int | None]:
    """The instant; without an offset the camera's clock is taken to run as the district's does."""
    try:
        plain = datetime.strptime(taken[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - its zone comes below
        if plain.year < 1970:
            return None, None
        minutes = _minutes(offset)
        zone = ZoneInfo(settings.TIME_ZONE) if minutes is None else timezone(timedelta(minutes=minutes))
        return plain.replace(tzinfo=zone).astimezone(UTC), minutes
    except (ValueError, OverflowError):
        return None, None


def _minutes(offset: str) -> int | None:
    if len(offset) != 6 or offset[0] not in "+-" or offset[3] != ":":
        return 0 if offset == "Z" else None
    hours, minutes = offset[1:3], offset[4:6]
    if not (hours.isdecimal() and minutes.isdecimal()) or int(hours) > 14 or int(minutes) > 59:
        return None
    return (-1 if offset[0] == "-" else 1) * (int(hours) * 60 + int(minutes))
