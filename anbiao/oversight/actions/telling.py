"""What the program tells people: the digest of a day, and what happened. Who is told is asked when it is told, of the same sources that fill
"my work": so a notice follows whoever answers for the thing now, and nobody is told of what is done already.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.models import DigestRun, Happening, Notice
from anbiao.kit.notices import queries as told
from anbiao.kit.notices.events import events
from anbiao.kit.notices.making import Told, make_notices
from anbiao.kit.register.counting import counts
from anbiao.kit.together import first_together
from anbiao.kit.work import Source, sources, sources_named
from anbiao.oversight.queries.followed import followers
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
Instead = Mapping[UUID, Sequence[Recipient]]  # account → those for whom she stands in
# What a digest tells besides work, asked only of those who follow something (work/followed.py enters it).
BESIDE_WORK: list[Source] = []
TOGETHER = 20  # people whose work is asked for in one statement


@dataclass(frozen=True)
class Asked:
    """A source as one recipient has it, in her own place or in that of somebody for whom she stands in."""

    to: Recipient
    actor: Actor
    instead_of: str
    source: Source
    rows: QuerySet[Any, Any]

    @property
    def late(self) -> QuerySet[Any, Any]:
        """The rows whose last day is over."""
        due = self.source.due
        return self.rows.filter(**{f"{due}__lt": self.actor.today}) if due else self.rows.none()


@dataclass
class Gathered:
    """Lines and numbers for one person."""

    to: Recipient
    lines: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    about: list[UUID] = field(default_factory=list)

    def add(self, asked: Asked, number: int, late: int, rows: Sequence[Any]) -> None:
        """Adds the first rows of a source and how many there are, in the words of the language that is set."""
        source = asked.source
        self.numbers.append(
            {
                "source": source.name, "label": str(source.label), "all": number, "late": late, "url": source.url,
                "instead_of": asked.instead_of,
            }
        )  # fmt: skip
        for row in rows:
            item = source.item(asked.actor, row)
            self.lines.append(
                {
                    "source": source.name, "object": str(row.pk), "subject": item.subject, "what": item.what, "url": item.url,
                    "due": item.due_on.isoformat() if item.due_on else "", "mark": item.mark, "state": item.state,
                    "instead_of": asked.instead_of,
                }
            )  # fmt: skip
            self.about.append(row.pk)

    def sum(self, name: str) -> int:
        """How much there is to do in all, or late."""
        beside = {source.name for source in BESIDE_WORK}
        return sum(int(each[name]) for each in self.numbers if each["source"] not in beside)

    def told(self, kind: str, key: str, title: str) -> Told:
        """As it is written down."""
        user, to = self.to.user, self.to
        office = user.organisation
        return Told(
            person=user.pk, name=user.name, office=office.name if office else "", region=to.region, kind=kind, key=key,
            title=title, lines=self.lines, numbers=self.numbers, about=self.about, is_away=to.is_away,
        )  # fmt: skip


def _gathered(asked: Sequence[Asked], most: int) -> list[Gathered]:
    """What each recipient has of what is asked, in her language; who has nothing is left out. Three queries, however many people: most have
    few of the sources, so that what is asked of the others is only whether there is anything.
    """
    numbers = counts([each.rows for each in asked])
    here = [(each, number.number) for each, number in zip(asked, numbers, strict=True) if number.number]
    if not here:
        return []
    late = counts([each.late for each, _number in here])
    first = first_together([each.rows for each, _number in here], most)
    found: dict[UUID, Gathered] = {}
    for (each, number), behind, rows in zip(here, late, first, strict=True):
        with translation.override(each.to.user.language or LANGUAGE):
            found.setdefault(each.to.user.pk, Gathered(each.to)).add(each, number, behind.number, rows)
    return list(found.values())


# ---------- the digest of a day ----------


def write_digests(district: str, *, now: datetime) -> int:
    """One digest for everybody who has something to do, and none a second time that day. Twenty people are asked for and written at a time:
    a killed worker leaves those that are written, and whoever goes on skips them; once everybody was asked, the day is finished. What goes
    wrong with one person is logged and keeps nobody else from hers. Nine queries for twenty. Returns how many were written.
    """
    on = day_of(now)
    if DigestRun.objects.of_district(district).filter(day=on).exists():
        return 0
    table = Notice.objects.of_district(district).filter(kind=DIGEST, key=on.isoformat())
    have = set(table.values_list("person", flat=True))
    found = everybody(district, now)
    instead = stand_ins(found, on)
    left = [each for each in found if each.user.pk not in have]
    written = failed = 0
    for start in range(0, len(left), TOGETHER):
        made, missed = _write_some(left[start : start + TOGETHER], instead, now)
        written, failed = written + made, failed + missed
    if failed:  # whoever has none yet is asked again in five minutes
        return written
    DigestRun.objects.create(district=district, day=on, written=len(have) + written, finished_at=now)
    return written


def _write_some(some: Sequence[Recipient], instead: Instead, now: datetime) -> tuple[int, int]:
    """Writes the digests of some together; where that goes wrong, each alone, to find whose it is. Returns how many were written and missed."""
    try:
        return _write_together(some, instead, now), 0
    except GONE:
        raise
    except Exception:
        if len(some) == 1:
            LOG.exception("no digest for one person", extra={"account": str(some[0].user.pk)})
            return 0, 1
    alone = [_write_some([each], instead, now) for each in some]
    return sum(made for made, _missed in alone), sum(missed for _made, missed in alone)


@transaction.atomic
def _write_together(some: Sequence[Recipient], instead: Instead, now: datetime) -> int:
    settle_all([each.actor for each in some])
    asked = [
        Asked(to, actor, name, source, source.rows(actor, False))
        for to, actor, name in _standing(some, instead)
        for source in sources(actor)
        if not source.waiting
    ]
    following = followers(some[0].user.district, [to.user.pk for to in some])
    asked += [
        Asked(to, to.actor, "", source, source.rows(to.actor, False))
        for to in some
        if to.user.pk in following
        for source in BESIDE_WORK
        if to.actor.scope.may(source.capability)
    ]
    digests = []
    for each in _gathered(asked, LINES):
        with translation.override(each.to.user.language or LANGUAGE):
            words = gettext("To do today: %(number)s, of which late: %(late)s")
            title = words % {"number": f"{each.sum('all'):,}", "late": f"{each.sum('late'):,}"}
            if not each.sum("all"):
                title = gettext("Nothing to do today; news of units that you follow")
        each.lines.sort(key=lambda line: line["mark"] != "late")
        digests.append(each.told(DIGEST, day_of(now).isoformat(), title))
    return len(make_notices(some[0].user.district, digests, now=now))


def _standing(some: Sequence[Recipient], instead: Instead) -> Iterator[tuple[Recipient, Actor, str]]:
    """Whom to ask for each: herself, and those for whom she stands in, by name."""
    for each in some:
        yield each, each.actor, ""
        for absent in instead.get(each.user.pk, ()):
            yield each, absent.actor, absent.user.name


def settle_over(actor: Actor) -> int:
    """Marks those of the actor's notices of which nothing is left in her work, and on which she did not act: others settled it, or it is no
    longer hers. Two queries and an UPDATE; returns how many.
    """
    return settle_all([actor])


def settle_all(actors: Sequence[Actor]) -> int:
    """The same for several people of one district, by as many queries."""
    notices = first_together([_undone(actor) for actor in actors], 60)
    left: dict[UUID, int] = {}
    asked: list[tuple[UUID, QuerySet[Any, Any]]] = []
    for actor, rows in zip(actors, notices, strict=True):
        # What she was told in another's place stands in the other's work, so it is not asked of hers.
        for row in [row for row in rows if not any(line["instead_of"] for line in row.lines)]:
            left[row.pk] = 0
            asked += [(row.pk, part) for part in _still(actor, row)]
    for (pk, _part), count in zip(asked, counts([part for _pk, part in asked]), strict=True):
        left[pk] += count.number
    over = [pk for pk, number in left.items() if not number]
    if not over:
        return 0
    table = Notice.objects.of_district(actors[0].district).filter(pk__in=over, acted_at=None, over_at=None)
    return table.update(over_at=actors[0].now)


def _undone(actor: Actor) -> QuerySet[Notice, Notice]:
    return told.own(actor).filter(acted_at=None, over_at=None).exclude(about=[]).order_by("-made_at")


def _still(actor: Actor, row: Notice) -> list[QuerySet[Any, Any]]:
    """What of a notice is in the actor's work, by source."""
    here = {source.name: source for source in sources(actor)}
    return [
        here[name].rows(actor, False).filter(pk__in=ids)
        for name, ids in _by_source(row).items()
        if name in here
    ]


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
    asked = [
        Asked(to, actor, name, source, source.rows(actor, False).filter(**{f"{event.field}__in": objects}))
        for to, actor, name in _standing(found, stand_ins(found, day_of(now)))
        if (
            objects := {
                row.object_id
                for row in happened
                if event.to_doer or row.by not in (actor.person, actor.holder)
            }
        )  # what she did herself she is not told
        for source in sources_named(actor, event.sources)
    ]
    notices = []
    for start in range(0, len(asked), MOST):
        for each in _gathered(asked[start : start + MOST], MOST_LINES):
            with translation.override(each.to.user.language or LANGUAGE):
                notices.append(each.told(kind, str(happened[0].pk), str(event.label)))
    return len(make_notices(district, notices, now=now))
