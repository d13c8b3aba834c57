"""A check being opened, and the photos of one being taken in: what somebody at the door of a unit waits for."""

import hashlib
import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.inspection.actions import begin_check, settle
from anbiao.kit import clock
from anbiao.kit.district import new_id
from anbiao.kit.photos.receiving import receive
from anbiao.portal.bench import browsing, filling, ledgers
from anbiao.portal.bench.measuring import MEGABYTE, Figure, Taken, least
from anbiao.registry.models import Enterprise

TIMES = 20
A_UNIT_HAS = 10  # hazards
PHOTOS, SIDES = 10, (2160, 1280)  # noise, which no JPEG makes small: two megabytes each
DEMAND = "at most 8 queries beside signing in"
PHOTO_DEMAND = "20 MB taken in while the copies are made in the background"


def measure(size: int) -> list[Figure]:
    """The brief of a unit and the beginning of a check, for a grid member and a town's officer; then the photos of a check."""
    ledgers.found()
    _office, town, _bureau = filling.people()
    filling.fill(size)
    ledgers.name_units()
    ledgers.hazards(size * A_UNIT_HAS)
    ledgers.others()
    settle(ledgers.actor())
    grid = User.objects.get(username="bench-grid")
    unit = _busiest()
    return [
        *(_brief(user, unit, size) for user in (grid, town)),
        *(_begin(user, unit, size, kind) for user, kind in ((grid, "grid"), (town, "supervision"))),
        _photos(unit),
    ]


def _busiest() -> Enterprise:
    """The unit of the town that has the most hazards open."""
    rows = Enterprise.objects.of_district(filling.DISTRICT).filter(
        region__startswith="350504002", state="operating"
    )
    found = rows.exclude(employees=1).order_by("-standings__open", "id").first()
    if found is None:
        raise RuntimeError("no unit was filled")
    return found


def _brief(user: User, unit: Enterprise, size: int) -> Figure:
    url, other = reverse("field-unit", args=[unit.pk]), reverse("field-me")
    client = browsing.signed_in(user, url)
    asked = browsing.queries(client, url)
    own = len(asked) - len(browsing.queries(client, other))
    whole = least(TIMES, lambda: browsing.page(client, url))
    more = {"queries": own, "bytes": len(browsing.page(client, url))}
    return Figure(f"check, brief, {_role(user)}", size, whole.seconds, _bare(asked).seconds, DEMAND, more)


def _begin(user: User, unit: Enterprise, size: int, kind: str) -> Figure:
    actor = actor_of(user, clock.now(), "bench")
    with CaptureQueriesContext(connection) as captured:
        begin_check(actor, unit, kind=kind)
    asked = [
        sql
        for query in captured
        if (sql := str(query["sql"])).startswith(("SELECT", "INSERT", "UPDATE", "WITH", "COPY"))
    ]
    whole = least(TIMES, lambda: begin_check(actor, unit, kind=kind))
    floor = _bare([statement for statement in asked if statement.startswith("SELECT")])
    return Figure(
        f"check, begin, {_role(user)}", size, whole.seconds, floor.seconds, DEMAND, {"queries": len(asked)}
    )


def _role(user: User) -> str:
    return user.username.removeprefix("bench-")


def _bare(statements: list[str]) -> Taken:
    """The statements alone, every row fetched."""

    def run() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()

    return least(TIMES, run)


# ---------- photos ----------


def _photos(unit: Enterprise) -> Figure:
    """The photos of one check, one after the other, into a folder of the bench's own; the floor writes, syncs and hashes the same bytes."""
    contents = [_noise(number) for number in range(PHOTOS)]
    actor = ledgers.actor()

    def take_in() -> None:
        for content in contents:
            receive(
                actor,
                photo_id=new_id(),
                content=content,
                name="photo.jpg",
                region=unit.region,
                enterprise=unit.pk,
            )

    with TemporaryDirectory(prefix="anbiao-bench-", dir=settings.DATA) as folder:
        with override_settings(DATA=Path(folder) / "data"):
            whole = least(3, take_in)
        floor = least(3, lambda: _plainly(contents, Path(folder)))
    size = sum(map(len, contents))
    more = {"megabytes": round(size / MEGABYTE, 1), "processor": round(whole.processor, 3)}
    return Figure("check, photos taken in", PHOTOS, whole.seconds, floor.seconds, PHOTO_DEMAND, more)


def _noise(seed: int) -> bytes:
    """A JPEG of coloured noise."""
    width, height = SIDES
    grain = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    made = io.BytesIO()
    Image.fromarray(grain).save(made, "JPEG", quality=85)
    return made.getvalue()


def _plainly(contents: list[bytes], folder: Path) -> None:
    for number, content in enumerate(contents):
        with (folder / f"{number}.jpg").open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        hashlib.sha256(content).hexdigest()
