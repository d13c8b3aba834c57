"""What is read of notices: one's own, and those of the region with their proof."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.models import Attempt, Delivery, Entry, Notice, Wishes
from anbiao.kit.notices.models import OWN
from anbiao.kit.scope import visible
from anbiao.rules import notices as law


def own(actor: Actor) -> QuerySet[Notice, Notice]:
    """What the actor was told."""
    return Notice.objects.filter(visible(actor.scope, OWN, "read work"))


def unseen(actor: Actor) -> QuerySet[Notice, Notice]:
    """What the actor was told and has not looked at; what is done or settled needs no looking at."""
    return own(actor).filter(seen_at=None, acted_at=None, over_at=None)


def notices(actor: Actor) -> QuerySet[Notice, Notice]:
    """The notices of everybody in the region."""
    return Notice.objects.visible_to(actor.scope, "read notice")


def standing_is(name: str) -> Q:
    """Notices that came so far and no further (rules/notices.py: standing)."""
    acted, over, seen, delivered, failed = (
        Q(**{f"{mark}_at__isnull": False}) for mark in ("acted", "over", "seen", "delivered", "failed")
    )
    found = {
        "acted": acted,
        "over": ~acted & over,
        "seen": ~acted & ~over & seen,
        "delivered": ~acted & ~over & ~seen & delivered,
        "failed": ~acted & ~over & ~seen & ~delivered & failed,
        "sent": ~acted & ~over & ~seen & ~delivered & ~failed,
    }
    return found[name]


def unseen_long(actor: Actor) -> Q:
    """Neither seen nor settled for days (rules/notices.py: is_unseen_long)."""
    before = actor.now - timedelta(days=law.UNSEEN_DAYS)
    return Q(made_at__lte=before, seen_at=None, acted_at=None, over_at=None)


def tries_of(row: Notice) -> list[tuple[Delivery, list[Attempt]]]:
    """The ways of a notice, each with its tries. Two queries."""
    ways = row.deliveries.filter(district=row.district).order_by("channel").prefetch_related("attempts")
    return [(way, sorted(way.attempts.all(), key=lambda each: each.number)) for way in ways]


def ways_of(rows: Iterable[Notice]) -> dict[UUID, list[Delivery]]:
    """Notice → its ways out of the house, for a whole page. One query."""
    ids = [row.pk for row in rows]
    found: dict[UUID, list[Delivery]] = {}
    for way in Delivery.objects.filter(notice__in=ids).order_by("channel"):
        found.setdefault(way.notice_id, []).append(way)
    return found


def led_to(actor: Actor, rows: list[Notice]) -> dict[UUID, dict[str, Entry]]:
    """Notice → object → the first thing that anybody did with it after it was told. One query."""
    about = {each for row in rows for each in row.about}
    if not about:
        return {}
    since = min(row.made_at for row in rows)
    entries: list[Any] = list(
        Entry.objects.filter(district=actor.district, object_id__in=about, at__gt=since).order_by("number")
    )
    found: dict[UUID, dict[str, Entry]] = {}
    for row in rows:
        told = set(row.about)
        for entry in entries:
            if entry.at > row.made_at and entry.object_id in told:
                found.setdefault(row.pk, {}).setdefault(str(entry.object_id), entry)
    return found


def wishes_of(actor: Actor) -> Wishes:
    """How the actor wants to be told; the proposed hours and no way out of the house where she said nothing."""
    row = Wishes.objects.visible_to(actor.scope, "read work").first()
    return row or Wishes(district=actor.district, person=actor.scope.person)
