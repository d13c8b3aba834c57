"""What the program tells people: the digest of a day, and what happened. Who is told is asked when it is told, of the same sources that fill
"my work": so a notice follows whoever answers for the thing now, and nobody is told of what is done already.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.models import DigestRun, Happening, Notice
from anbiao.kit.notices import queries as told
from anbiao.kit.notices.events import Event, events
from anbiao.kit.notices.making import Told, make_notice
from anbiao.kit.register.counting import counts
from anbiao.kit.together import first_together
from anbiao.kit.work import Source, sources, sources_named
from anbiao.oversight.queries.recipients import Recipient, able_to, everybody, stand_ins

LOG = logging.getLogger(__name__)
GONE = (OperationalError, InterfaceError)  # the database: nobody's digest would be written
DIGEST = "digest"
LINES = 5  # of each source in a digest; the list behind it has all
MOST_LINES = 20  # of an event
MOST = 500  # happenings told in one transaction
OLD = timedelta(
    days=2
)  # what happened longer ago is told by the digests only: a worker that was away rings nobody out of the past
LANGUAGE = "zh-hans"
Found = tuple[
    Source, int, int, Sequence[Any]
]  # a source, how much it has, how much of it is late, and the first of it


@dataclass
class Gathered:
    """Lines and numbers for one person."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    about: list[UUID] = field(default_factory=list)

    def add(
        self, actor: Actor, found: Iterable[tuple[Source, int, int, Sequence[Any]]], instead_of: str
    ) -> None:
        """Adds the rows of sources, in the words of the language that is set."""
        for source, number, late, rows in found:
            self.numbers.append(
                {
                    "source": source.name, "label": str(source.label), "all": number, "late": late, "url": source.url,
                    "instead_of": instead_of,
                }
            )  # fmt: skip
            for row in rows:
                item = source.item(actor, row)
                self.lines.append(
                    {
                        "source": source.name, "object": str(row.pk), "subject": item.subject, "what": item.what, "url": item.url,
                        "due": item.due_on.isoformat() if item.due_on else "", "mark": item.mark, "state": item.state,
                        "instead_of": instead_of,
                    }
                )  # fmt: skip
                self.about.append(row.pk)

    def sum(self, name: str) -> int:
        """How many there are in all, or late."""
        return sum(int(each[name]) for each in self.numbers)


# ---------- the digest of a day ----------


def write_digests(district: str, *, now: datetime) -> int:
    """One digest for everybody who has something to do, and none a second time that day. Each is a transaction of its own: a killed worker
    leaves those that are written, and whoever goes on skips them; once everybody was asked, the day is finished. What goes wrong with one
    person is logged and keeps nobody else from hers. About seven queries a person. Returns how many were written.
    """
    on = day_of(now)
    day = on.isoformat()
    if DigestRun.objects.of_district(district).filter(day=on).exists():
        return 0
    table = Notice.objects.of_district(district).filter(kind=DIGEST, key=day)
    have = set(table.values_list("person", flat=True))
    found = everybody(district, now)
    instead = stand_ins(found, on)
    written = failed = 0
    for each in found:
        if each.user.pk in have:
            continue
        try:
            written += bool(_write_digest(each, instead.get(each.user.pk, []), day, now))
        except GONE:
            raise
        except Exception:
            LOG.exception("no digest for one person", extra={"account": str(each.user.pk)})
            failed += 1
    if failed:  # whoever has none yet is asked again in five minutes
        return written
    DigestRun.objects.create(district=district, day=on, written=len(have) + written, finished_at=now)
    return written


def _write_digest(to: Recipient, instead_of: Sequence[Recipient], day: str, now: datetime) -> Notice | None:
    with translation.override(to.user.language or LANGUAGE):
        settle_over(to.actor)
        gathered = Gathered()
        gathered.add(to.actor, _work(to.actor), "")
        for absent in instead_of:
            gathered.add(absent.actor, _work(absent.actor), absent.user.name)
        if not gathered.numbers:
            return None
        words = gettext("To do today: %(number)s, of which late: %(late)s")
        title = words % {"number": gathered.sum("all"), "late": gathered.sum("late")}
        gathered.lines.sort(key=lambda line: line["mark"] != "late")
        return make_notice(to.user.district, _told(to, DIGEST, day, title, gathered), now=now)


def _work(actor: Actor) -> list[Found]:
    """What the actor has to do, by source: how much, how much of it late, and the first of it. Three queries; most people have few of the
    sources, so that what is asked of the others is only whether there is anything.
    """
    here = _counted([(source, source.rows(actor, False)) for source in sources(actor) if not source.waiting])
    late = [
        rows.filter(**{f"{source.due}__lt": actor.today}) if source.due else rows.none()
        for source, _number, rows in here
    ]
    first = first_together([rows for _source, _number, rows in here], LINES) if here else []
    numbers = counts(late) if here else []
    return [
        (source, number, behind.number, rows)
        for (source, number, _rows), behind, rows in zip(here, numbers, first, strict=True)
    ]


def _counted(asked: Sequence[tuple[Source, Any]]) -> list[tuple[Source, int, Any]]:
    """Those sources that have rows, with their number. One query."""
    numbers = counts([rows for _source, rows in asked])
    return [
        (source, number.number, rows)
        for (source, rows), number in zip(asked, numbers, strict=True)
        if number.number
    ]


def _told(to: Recipient, kind: str, key: str, title: str, gathered: Gathered) -> Told:
    office = to.user.organisation
    return Told(
        person=to.user.pk, name=to.user.name, office=office.name if office else "", region=to.region, kind=kind, key=key,
        title=title, lines=gathered.lines, numbers=gathered.numbers, about=gathered.about, is_away=to.is_away,
    )  # fmt: skip


def settle_over(actor: Actor) -> int:
    """Marks those of the actor's notices of which nothing is left in her work, and on which she did not act: others settled it, or it is no
    longer hers. Two queries and an UPDATE; returns how many.
    """
    rows = list(
        told.own(actor).filter(acted_at=None, over_at=None).exclude(about=[]).order_by("-made_at")[:60]
    )
    here = {source.name: source for source in sources(actor)}
    # What she was told in another's place stands in the other's work, so it is not asked of hers.
    asked = [
        (row, here[name].rows(actor, False).filter(pk__in=ids))
        for row in rows
        for name, ids in _by_source(row).items()
        if name in here
    ]
    left = {row.pk: 0 for row in rows if not any(line["instead_of"] for line in row.lines)}
    for (row, _rows), count in zip(asked, counts([rows for _row, rows in asked]), strict=True):
        if row.pk in left:
            left[row.pk] += count.number
    over = [pk for pk, number in left.items() if not number]
    table = Notice.objects.of_district(actor.district).filter(pk__in=over, acted_at=None, over_at=None)
    return table.update(over_at=actor.now) if over else 0


def _by_source(row: Notice) -> Mapping[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for line in row.lines:
        found.setdefault(line["source"], []).append(UUID(line["object"]))
    return found


# ---------- what happened ----------


def tell_happenings(district: str, *, now: datetime) -> int:
    """Tells what happened to whoever has it to do now, a kind at a time. What goes wrong with one kind is logged, stays to be told, and keeps
    nothing else back. Returns how many notices were written.
    """
    untold = Happening.objects.of_district(district).filter(told_at=None)
    untold.filter(at__lt=now - OLD).update(told_at=now)
    written = 0
    for kind in sorted(set(untold.values_list("kind", flat=True))):
        try:
            written += _tell_kind(district, kind, now)
        except GONE:
            raise
        except Exception:
            LOG.exception("nobody was told", extra={"kind": kind})
    return written


@transaction.atomic
def _tell_kind(district: str, kind: str, now: datetime) -> int:
    """All or nothing, so that a killed worker neither loses nor doubles one."""
    table = Happening.objects.of_district(district).filter(told_at=None, kind=kind)
    happened = list(table.order_by("at", "id").select_for_update(skip_locked=True)[:MOST])
    written = _tell(district, kind, happened, now) if happened else 0
    table.filter(pk__in=[row.pk for row in happened]).update(told_at=now)
    return written


def _tell(district: str, kind: str, happened: Sequence[Happening], now: datetime) -> int:
    event = events().get(kind)
    if event is None:  # written by a version that knew more kinds
        return 0
    found = able_to(district, now, event, {row.object_id for row in happened})
    instead = stand_ins(found, day_of(now))
    written = 0
    for each in found:
        with translation.override(each.user.language or LANGUAGE):
            gathered = Gathered()
            gathered.add(each.actor, _happened(each.actor, event, happened), "")
            for absent in instead.get(each.user.pk, []):
                gathered.add(absent.actor, _happened(absent.actor, event, happened), absent.user.name)
            if gathered.numbers:
                key = str(happened[0].pk)
                written += bool(
                    make_notice(district, _told(each, kind, key, str(event.label), gathered), now=now)
                )
    return written


def _happened(actor: Actor, event: Event, happened: Sequence[Happening]) -> list[Found]:
    """What of it the actor has to do; what she did herself she is not told. Two queries."""
    objects = {row.object_id for row in happened if row.by != actor.person}
    if not objects:
        return []
    mine = sources_named(actor, event.sources)
    here = _counted(
        [(each, each.rows(actor, False).filter(**{f"{event.field}__in": objects})) for each in mine]
    )
    first = first_together([rows for _source, _number, rows in here], MOST_LINES) if here else []
    return [(source, number, 0, rows) for (source, number, _rows), rows in zip(here, first, strict=True)]
