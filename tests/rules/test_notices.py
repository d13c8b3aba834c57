"""How far a notice came, when it may ring, when it is tried again, and who stands in."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.calendar import Calendar
from anbiao.rules.notices import (
    STATES,
    WAITS,
    WAYS,
    Holder,
    Marks,
    digest_is_due,
    is_unseen_long,
    may_ring_at,
    next_try,
    stand_in,
    standing,
    way,
    wrong_address,
)
from anbiao.rules.places import Grant

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)
TODAY = NOW.date()
MARK = st.none() | st.just(NOW)


@pytest.mark.parametrize(
    ("marks", "stands"),
    [
        pytest.param({}, "sent", id="stands on her screen"),
        pytest.param({"failed": NOW}, "failed", id="a way failed and nothing else is known"),
        pytest.param({"failed": NOW, "delivered": NOW}, "delivered", id="another way delivered it"),
        pytest.param({"failed": NOW, "seen": NOW}, "seen", id="she has seen it all the same"),
        pytest.param({"seen": NOW, "over": NOW}, "over", id="seen, but others settled it"),
        pytest.param({"acted": NOW}, "acted", id="who acted needs no other mark"),
        pytest.param({"over": NOW, "acted": NOW}, "acted", id="she acted, whatever others did"),
    ],
)
def test_a_notice_stands_where_it_came_furthest(marks: dict[str, datetime], stands: str) -> None:
    assert standing(Marks(**marks)) == stands


@given(st.builds(Marks, MARK, MARK, MARK, MARK, MARK))
def test_delivered_is_never_said_without_a_receipt_and_every_standing_has_its_word(marks: Marks) -> None:
    found = standing(marks)
    assert found in STATES
    assert found != "delivered" or marks.delivered
    assert found not in ("acted", "seen") or marks.acted or marks.seen


@given(sent=MARK, delivered=MARK, failed=MARK, stopped=MARK)
def test_a_way_is_delivered_only_by_its_receipt(**marks: datetime | None) -> None:
    found = way(**marks)
    assert found in WAYS
    assert (found == "delivered") is bool(marks["delivered"])


def test_a_notice_is_unseen_long_after_three_days_and_no_more_once_somebody_settled_it() -> None:
    made = NOW - timedelta(days=3)
    assert is_unseen_long(made, Marks(), NOW)
    assert is_unseen_long(made, Marks(delivered=NOW), NOW)
    assert not is_unseen_long(made + timedelta(minutes=1), Marks(), NOW)
    assert not any(
        is_unseen_long(made, marks, NOW) for marks in (Marks(seen=NOW), Marks(acted=NOW), Marks(over=NOW))
    )


def test_tries_become_rarer_and_end() -> None:
    found = [next_try(tries, NOW) for tries in range(1, len(WAITS) + 2)]
    assert found[-1] is None
    instants = [each for each in found if each]
    assert instants == sorted(set(instants))
    assert next_try(0, NOW) is None


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        pytest.param(time(9, 30), NOW, id="in working hours: at once"),
        pytest.param(time(21, 0), NOW.replace(day=24, hour=7, minute=30), id="in the evening: next morning"),
        pytest.param(time(6, 0), NOW.replace(hour=7, minute=30), id="before dawn: the same morning"),
        pytest.param(time(7, 30), NOW.replace(hour=7, minute=30), id="when they end: at once"),
    ],
)
def test_nothing_rings_in_quiet_hours(at: time, rings: datetime) -> None:
    assert may_ring_at(datetime.combine(TODAY, at, CHINA), time(20), time(7, 30)) == rings


@given(st.times(), st.times(), st.times())
def test_quiet_hours_end_within_a_day_and_never_before_now(at: time, start: time, end: time) -> None:
    now = datetime.combine(TODAY, at, CHINA)
    rings = may_ring_at(now, start, end)
    assert now <= rings <= now + timedelta(days=1)
    if start == end:
        assert rings == now


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NOW.replace(hour=7, minute=29), False),
        (NOW.replace(hour=7, minute=30), True),
        pytest.param(datetime(2026, 11, 22, 9, 0, tzinfo=CHINA), False, id="Sunday"),
    ],
)
def test_a_digest_is_due_on_working_days_from_half_past_seven(now: datetime, due: bool) -> None:
    assert digest_is_due(now, Calendar()) is due


def held(
    account: str, duty: str = "town_officer", office: str = "o", region: str = "350504002", since: int = 1
) -> Holder:
    grant = Grant(duty, region=region, organisation=office, from_on=date(2026, 1, since))
    return Holder(account, f"person of {account}", (grant,))


ABSENT = held("a")


@pytest.mark.parametrize(
    ("others", "away", "who"),
    [
        pytest.param([held("b", since=5), held("c", since=2)], (), "c", id="who has held it longest"),
        pytest.param([held("c"), held("b")], (), "b", id="then by account, the same every day"),
        pytest.param([held("b"), held("c")], ("b",), "c", id="not who is away herself"),
        pytest.param([held("b", duty="grid_member")], (), "", id="another duty"),
        pytest.param([held("b", office="p")], (), "", id="another office"),
        pytest.param([held("b", region="350504102")], (), "", id="another reach"),
        pytest.param(
            [ABSENT, Holder("a2", ABSENT.person, ABSENT.grants)], (), "", id="not her own second account"
        ),
        pytest.param([], (), "", id="nobody: the office has to name one"),
    ],
)
def test_the_same_duty_of_the_same_office_stands_in(
    others: list[Holder], away: tuple[str, ...], who: str
) -> None:
    assert stand_in(ABSENT, others, away, on=TODAY) == who


@pytest.mark.parametrize(
    ("channel", "address", "good"),
    [
        ("mail", "li@example.cn", True), ("mail", "li", False), ("mail", "a@b@c.cn", False), ("mail", "a b@c.cn", False),
        ("mail", "a@c.cn,b@c.cn", False), ("wecom", "LinZhiYuan", True), ("wecom", "", False), ("wecom", "a|b", False),
        ("wecom", "@all x", False), ("dingtalk", "x" * 65, False), ("webhook", "", True), ("pigeon", "roof", False),
    ],
)  # fmt: skip
def test_an_address_names_one_receiver(channel: str, address: str, good: bool) -> None:
    assert (wrong_address(channel, address) is None) is good
