"""Which offices stood last in what was published lately: rankings with the last rank, circulars that name them as weakest."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from anbiao.authority.models import Organisation
from anbiao.kit.clock import day_of
from anbiao.oversight import outlines
from anbiao.oversight.models import Circular, CircularSection, Ranking
from anbiao.rules.ranking import stood_last
from anbiao.rules.ranking_course import PUBLISHED

RANKED, NAMED = "ranked_last", "named"
OFFICE_OF = {"towns": "region", "bureaus": "bureau"}  # the lines of sectors are no office's


@dataclass(frozen=True)
class Stood:
    """A publication in which an office stands last: its ground of the ladder, its number, the day of its publication, and its title."""

    ground: str
    serial: str
    on: date
    title: str

    def plain(self) -> dict[str, Any]:
        """As a snapshot keeps it."""
        return asdict(self)


def stood(district: str, *, today: date, memory: int) -> dict[UUID, list[Stood]]:
    """Office → where it stood last within so many days, the latest first. Only the edition that holds counts. Four queries."""
    since = today - timedelta(days=memory)
    towns = _towns(district)
    found: dict[UUID, list[Stood]] = {}
    for by, key, each in [*_ranked(district, since), *_named(district, since)]:
        office = towns.get(key) if by == "region" else UUID(key)
        if office:
            found.setdefault(office, []).append(each)
    for rows in found.values():
        rows.sort(key=lambda each: (each.on, each.serial), reverse=True)
    return found


def _towns(district: str) -> Mapping[str, UUID]:
    rows = Organisation.objects.of_district(district).filter(kind=Organisation.Kind.TOWN, closed_on=None)
    return dict(rows.values_list("region", "pk"))


def _ranked(district: str, since: date) -> Iterable[tuple[str, str, Stood]]:
    rows = Ranking.objects.of_district(district).filter(
        state=PUBLISHED, kind__in=sorted(OFFICE_OF), published_at__date__gte=since
    )
    for row in rows.select_related("snapshot"):
        content: Mapping[str, Any] = row.snapshot.content if row.snapshot else {"lines": []}
        on = day_of(row.published_at) if row.published_at else row.last_on
        for key in sorted(stood_last({line["key"]: line["rank"] for line in content["lines"]})):
            yield (
                OFFICE_OF[row.kind],
                key,
                Stood(RANKED, row.serial, on, f"{row.first_on:%Y-%m-%d}–{row.last_on:%Y-%m-%d}"),
            )


def _named(district: str, since: date) -> Iterable[tuple[str, str, Stood]]:
    """A name that was taken out of the text before the circular was issued is not named."""
    rows = Circular.objects.of_district(district).filter(state="issued", issued_on__gte=since)
    circulars = list(rows.select_related("snapshot"))
    texts: dict[UUID, str] = {}
    parts = CircularSection.objects.of_district(district).filter(circular__in=circulars)
    for circular, text in parts.values_list("circular_id", "text"):
        texts[circular] = texts.get(circular, "") + text
    for row in circulars:
        outline = outlines.outlines().get(row.outline)
        if outline is None or row.issued_on is None:
            continue
        for by, key, label in outlines.weakest(outline, row.snapshot.content):
            if by in OFFICE_OF.values() and label in texts.get(row.pk, ""):
                yield by, key, Stood(NAMED, row.number, row.issued_on, row.title)
