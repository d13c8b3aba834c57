"""Bringing notices out of the house: begun, tried, answered. Each try is written down before it is made, so that a killed worker leaves a
trace and another takes it up; the channel knows the repeat by its key.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from anbiao.kit import clock
from anbiao.kit.models import Attempt, Delivery, Notice
from anbiao.kit.notices.channels import Answer, Channel, Message
from anbiao.rules import notices as law

UNDER_WAY = timedelta(minutes=5)  # longer than any try takes
MOST = 500


def deliver(channels: Mapping[str, Channel]) -> int:
    """Sends what is due, one after the other; returns how many were tried."""
    tried = 0
    while tried < MOST:
        begun = begin(channels)
        if begun is None:
            return tried
        way, attempt = begun
        if attempt is not None:
            finish(way, attempt, channels[way.channel].send(message_of(way.notice), way.address))
        tried += 1
    return tried


@transaction.atomic
def begin(channels: Mapping[str, Channel]) -> tuple[Delivery, Attempt | None] | None:
    """Takes the next way that is due, which no other worker has, and writes the try down; no try where it is not needed any more: she has
    seen it, the thing is done, or the way was taken away. None when nothing is due.
    """
    now = clock.now()
    due = Delivery.objects.filter(due_at__lte=now, sent_at=None, failed_at=None, stopped_at=None)
    way = (
        due.select_related("notice").order_by("due_at", "id").select_for_update(of=("self",), skip_locked=True).first()
    )  # fmt: skip
    if way is None:
        return None
    table = Delivery.objects.of_district(way.district).filter(pk=way.pk)
    if way.channel not in channels or law.standing(way.notice.marks) in ("seen", "acted", "over"):
        table.update(stopped_at=now)
        return way, None
    if way.tries > len(law.WAITS):  # each of them was killed: it is given up as if it had been refused
        _given_up(way)
        return way, None
    way.tries += 1
    table.update(tries=way.tries, due_at=now + UNDER_WAY)
    attempt = Attempt.objects.create(district=way.district, delivery=way, number=way.tries, at=now)
    return way, attempt


@transaction.atomic
def finish(way: Delivery, attempt: Attempt, answer: Answer) -> None:
    """Writes down what the channel answered, and what follows: done, given up, or tried again later."""
    now = clock.now()
    Attempt.objects.of_district(way.district).filter(pk=attempt.pk).update(
        outcome=answer.outcome, words=answer.words
    )
    again = law.next_try(way.tries, now) if answer.outcome == "later" else None
    if again:
        _mark(way, due_at=again)
    elif answer.outcome in ("sent", "delivered"):
        _mark(way, sent_at=now, receipt=answer.receipt)
        if answer.outcome == "delivered":
            _reached(way)
    else:
        _given_up(way)


def ask_for_receipts(channels: Mapping[str, Channel]) -> int:
    """Asks the channels that know later whom they reached; returns of how many they knew."""
    now, known = clock.now(), 0
    rows = Delivery.objects.filter(
        sent_at__gt=now - law.RECEIPT_WITHIN, delivered_at=None, failed_at=None, channel__in=list(channels)
    )
    for way in rows.exclude(receipt="").select_related("notice").order_by("sent_at")[:MOST]:
        answer = channels[way.channel].ask(way.receipt, way.address)
        if answer is None:
            continue
        known += 1
        with transaction.atomic():
            if answer.outcome == "delivered":
                _reached(way)
            else:
                _given_up(way)
    return known


def _mark(way: Delivery, **values: Any) -> None:
    Delivery.objects.of_district(way.district).filter(pk=way.pk).update(**values)


def _reached(way: Delivery) -> None:
    now = clock.now()
    _mark(way, delivered_at=now)
    Notice.objects.of_district(way.district).filter(pk=way.notice_id, delivered_at=None).update(
        delivered_at=now
    )


def _given_up(way: Delivery) -> None:
    now = clock.now()
    _mark(way, failed_at=now)
    Notice.objects.of_district(way.district).filter(pk=way.notice_id, failed_at=None).update(failed_at=now)


def message_of(row: Notice) -> Message:
    """What leaves the house of a notice: its title and how much there is of each kind."""
    told = " · ".join(f"{each['label']} {each['all']}" for each in row.numbers)
    return Message(
        key=str(row.pk),
        title=row.title,
        text=told or gettext("Open it to read more."),
        url=f"{settings.ANBIAO_URL}/my-notices/{row.pk}/",
    )
