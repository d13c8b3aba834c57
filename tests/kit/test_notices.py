"""A notice on its way: planned with the act, tried, answered, seen; nothing lost, nothing doubled, nothing changed afterwards."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anbiao.kit.models import Attempt, Delivery, Entry, Happening, Notice
from anbiao.kit.notices import actions, queries, sending
from anbiao.kit.notices.channels import Answer, Message
from anbiao.kit.notices.making import Told, make_notices
from anbiao.rules.refusal import Refused
from tests import people

pytestmark = pytest.mark.django_db


class Fake:
    """A way out that answers what it is told to, and keeps what it was sent."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.sent = list(answers), []

    def send(self, message: Message, address: str) -> Answer:
        self.sent.append((message.key, message.text, address))
        return self.answers.pop(0)

    def ask(self, receipt: str, address: str) -> Answer | None:
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The clock: its one item is now."""
    now = [people.NOW]
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: now[0])
    yield now


def told(user: Any, **over: Any) -> Told:
    given: dict[str, Any] = {
        "person": user.pk, "name": user.name, "office": "x", "region": people.SHUANGYANG, "kind": "digest", "key": "2026-11-23",
        "title": "To do today: 3", "numbers": [{"source": "s", "label": "Hazards", "all": 3, "late": 1, "url": "/", "instead_of": ""}],
    }  # fmt: skip
    return Told(**{**given, **over})


def notice(settings: Any, channel: Fake | None = None, **wishes: Any) -> tuple[Any, Notice]:
    """A notice of somebody who wants it by WeCom too."""
    user = people.person("street_inspector")
    settings.ANBIAO_CHANNELS = {"wecom": channel} if channel else {}
    if channel:
        hours = {"quiet_from": time(20), "quiet_to": time(7, 30), **wishes}
        actions.keep_wishes(people.acting(user), addresses={"wecom": "lin"}, **hours)
    (row,) = make_notices(people.DISTRICT, [told(user)], now=people.NOW)
    return user, row


def test_a_receipt_makes_it_delivered_and_the_key_makes_it_one(settings: Any, at: list[datetime]) -> None:
    channel = Fake(Answer("delivered", "m1", "ok"))
    user, row = notice(settings, channel)
    assert make_notices(people.DISTRICT, [told(user)], now=people.NOW) == []
    assert sending.deliver(settings.ANBIAO_CHANNELS) == 1
    assert sending.deliver(settings.ANBIAO_CHANNELS) == 0
    row.refresh_from_db()
    assert row.standing.name == "delivered"
    assert channel.sent == [(str(row.pk), "Hazards 3", "lin")]
    ((way, (attempt,)),) = queries.tries_of(row)
    assert (way.standing.name, way.receipt, attempt.outcome, attempt.words) == (
        "delivered",
        "m1",
        "delivered",
        "ok",
    )


def test_what_is_only_taken_waits_for_its_receipt(settings: Any, at: list[datetime]) -> None:
    channel = Fake(Answer("sent", "task"), Answer("delivered", "task"))
    _user, row = notice(settings, channel)
    sending.deliver(settings.ANBIAO_CHANNELS)
    row.refresh_from_db()
    assert row.standing.name == "sent"
    assert sending.ask_for_receipts(settings.ANBIAO_CHANNELS) == 1
    row.refresh_from_db()
    assert row.standing.name == "delivered"


def test_every_try_is_kept_until_it_is_given_up(settings: Any, at: list[datetime]) -> None:
    channel = Fake(*[Answer("later", words="502")] * 9)
    _user, row = notice(settings, channel)
    for _ in range(9):
        sending.deliver(settings.ANBIAO_CHANNELS)
        assert sending.deliver(settings.ANBIAO_CHANNELS) == 0  # not before its time
        at[0] += timedelta(hours=7)
    row.refresh_from_db()
    ((way, tries),) = queries.tries_of(row)
    assert (row.standing.name, way.standing.name) == ("failed", "failed")
    assert [each.number for each in tries] == [1, 2, 3, 4, 5, 6]


def test_a_killed_worker_leaves_its_try_and_another_takes_it_up_under_the_same_key(
    settings: Any, at: list[datetime]
) -> None:
    channel = Fake(Answer("delivered", "m1"))
    _user, row = notice(settings, channel)
    assert sending.begin(settings.ANBIAO_CHANNELS) is not None  # and the worker is killed
    assert sending.deliver(settings.ANBIAO_CHANNELS) == 0  # the first may still be at it
    at[0] += sending.UNDER_WAY
    assert sending.deliver(settings.ANBIAO_CHANNELS) == 1
    assert [key for key, _text, _address in channel.sent] == [str(row.pk)]
    outcomes = (
        Attempt.objects.filter(delivery__notice=row).order_by("number").values_list("outcome", flat=True)
    )
    assert list(outcomes) == ["", "delivered"]


def test_a_way_on_which_every_worker_is_killed_is_given_up(settings: Any, at: list[datetime]) -> None:
    _user, row = notice(settings, Fake())
    for _ in range(9):
        sending.begin(settings.ANBIAO_CHANNELS)  # and the worker is killed
        at[0] += sending.UNDER_WAY
    row.refresh_from_db()
    ((way, tries),) = queries.tries_of(row)
    assert (row.standing.name, way.standing.name, len(tries)) == ("failed", "failed", 6)


def test_what_was_seen_on_the_screen_rings_nowhere_else(settings: Any, at: list[datetime]) -> None:
    channel = Fake()
    user, row = notice(settings, channel, quiet_from=time(9), quiet_to=time(10))
    assert sending.deliver(settings.ANBIAO_CHANNELS) == 0  # quiet hours
    actor = people.acting(user)
    actions.look(actor, [row])
    assert queries.unseen(actor).count() == 0
    at[0] += timedelta(hours=1)
    sending.deliver(settings.ANBIAO_CHANNELS)
    row.refresh_from_db()
    assert (row.standing.name, Delivery.objects.get().standing.name, channel.sent) == ("seen", "stopped", [])


def test_who_is_away_is_rung_by_nothing(settings: Any) -> None:
    user, _row = notice(settings, Fake())
    (away,) = make_notices(people.DISTRICT, [told(user, key="2026-11-24", is_away=True)], now=people.NOW)
    assert away is not None
    assert not Delivery.objects.filter(notice=away).exists()


def test_wishes_take_only_ways_that_are_set_up_and_the_journal_keeps_no_address(settings: Any) -> None:
    user, _row = notice(settings, Fake())
    kept = Entry.objects.get(object_type="notice wishes")
    assert "lin" not in str(kept.after)
    with pytest.raises(Refused) as refused:
        actions.keep_wishes(
            people.acting(user), addresses={"mail": "lin@example.cn", "wecom": "a|b"}, quiet_from=time(20), quiet_to=time(7)
        )  # fmt: skip
    assert {each.code for each in refused.value.refusals} == {"address", "channel-unknown"}


def test_acting_on_what_was_told_is_found_in_the_journal(settings: Any) -> None:
    unit = people.make_enterprise()
    user = people.person("street_inspector")
    (row,) = make_notices(people.DISTRICT, [told(user, about=[unit.pk])], now=people.NOW - timedelta(hours=1))
    assert row is not None
    assert actions.find_acted(people.DISTRICT, now=people.NOW) == 0  # it was entered by somebody else
    from anbiao.kit.workflow import take

    take(people.acting(user), unit, "suspend", place=unit.place(), note="停产")
    assert actions.find_acted(people.DISTRICT, now=people.NOW) == 1
    row.refresh_from_db()
    assert (row.standing.name, row.acted_at) == ("acted", people.NOW)
    assert queries.led_to(people.acting(user), [row])[row.pk][str(unit.pk)].verb


@pytest.mark.parametrize("act", ["title", "seen again", "delete", "attempt", "address"])
def test_the_database_refuses_to_change_what_was_told(settings: Any, act: str, at: list[datetime]) -> None:
    user, row = notice(settings, Fake(Answer("delivered", "m1")))
    sending.deliver(settings.ANBIAO_CHANNELS)
    actions.look(people.acting(user), [row])
    rows, ways, tries = Notice.objects.filter(pk=row.pk), Delivery.objects.all(), Attempt.objects.all()
    with pytest.raises(DatabaseError, match=r"proof|set once"), transaction.atomic():
        {
            "title": lambda: rows.update(title="x"),
            "seen again": lambda: rows.update(seen_at=None),
            "delete": lambda: rows._raw_delete(rows.db),
            "attempt": lambda: tries.update(outcome="sent"),
            "address": lambda: ways.update(address="y"),
        }[act]()


def test_what_is_to_be_told_is_written_in_the_transaction_of_the_act() -> None:
    """With the act or not at all."""
    from anbiao.kit import journal

    unit = people.make_enterprise()
    event = journal.Event("assign", "enterprise", unit.pk)
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.record(people.OPERATOR, event)
        raise RuntimeError
    assert not Happening.objects.exists()
    journal.record(people.OPERATOR, event, journal.Event("verify", "enterprise", unit.pk))
    row = Happening.objects.get()
    assert (row.kind, row.object_id, row.told_at) == ("responsibility-assigned", unit.pk, None)
