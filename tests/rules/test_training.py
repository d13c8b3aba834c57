"""Training: 安全生产法 Art. 27, 28; 总局令第3号 Art. 9 and 13 (hours); who is due after twelve months."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.training import (
    FIRST_YEAR,
    KINDS,
    MAY_LACK,
    MOST_HOURS,
    MOST_PEOPLE,
    TRAINING,
    Hours,
    Kind,
    Said,
    against,
    due,
    hours_asked,
)

TODAY = date(2026, 11, 23)
GOOD = Said("worker", "消防器材使用", TODAY, Decimal("1.5"), 8, None)
PRINCIPAL, WORKER = Kind("principal", 32, 12, 48, 16), Kind("worker", 24, 8, 72, 20)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(GOOD, id="no examination"),
        pytest.param(replace(GOOD, passed=0), id="nobody passed"),
        pytest.param(replace(GOOD, passed=8), id="all passed"),
        pytest.param(replace(GOOD, number=1, hours=Decimal("0.5")), id="one person, half an hour"),
        pytest.param(replace(GOOD, hours=MOST_HOURS, number=MOST_PEOPLE), id="the most"),
        pytest.param(replace(GOOD, held_on=date(FIRST_YEAR, 1, 1)), id="the earliest"),
        *(pytest.param(replace(GOOD, kind=kind), id=kind) for kind in KINDS),
    ],
)
def test_nothing_stands_against_a_training_as_it_was_held(said: Said) -> None:
    assert against(said, TODAY) == ()


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (replace(GOOD, kind="guest"), "kind-unknown", "kind"),
        (replace(GOOD, topic=" \n"), "topic-missing", "topic"),
        (replace(GOOD, held_on=TODAY + timedelta(days=1)), "day-ahead", "held_on"),
        (replace(GOOD, held_on=date(226, 11, 23)), "year-wrong", "held_on"),
        (replace(GOOD, hours=Decimal(0)), "hours-wrong", "hours"),
        (replace(GOOD, hours=Decimal(-1)), "hours-wrong", "hours"),
        (replace(GOOD, hours=MOST_HOURS + 1), "hours-wrong", "hours"),
        (replace(GOOD, number=0), "people-wrong", "number"),
        (replace(GOOD, number=MOST_PEOPLE + 1), "people-wrong", "number"),
        (replace(GOOD, passed=9), "passed-wrong", "passed"),
        (replace(GOOD, passed=-1), "passed-wrong", "passed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_right_is_refused_at_its_field(said: Said, code: str, field: str) -> None:
    assert [(refusal.code, refusal.field) for refusal in against(said, TODAY)] == [(code, field)]


def test_every_reason_is_given_at_once() -> None:
    wrong = Said("", "", TODAY + timedelta(days=1), Decimal(0), 0, 1)
    assert len(against(wrong, TODAY)) == 5


@pytest.mark.parametrize(
    ("kind", "is_high_risk", "asked"),
    [
        pytest.param(PRINCIPAL, False, Hours(32, 12), id="令3 Art. 9 para. 1"),
        pytest.param(PRINCIPAL, True, Hours(48, 16), id="令3 Art. 9 para. 2"),
        pytest.param(WORKER, False, Hours(24, 8), id="令3 Art. 13 para. 1"),
        pytest.param(WORKER, True, Hours(72, 20), id="令3 Art. 13 para. 2"),
    ],
)
def test_high_risk_asks_for_more_hours(kind: Kind, is_high_risk: bool, asked: Hours) -> None:
    assert hours_asked(kind, is_high_risk=is_high_risk) == asked


@pytest.mark.parametrize(
    ("last", "is_due"),
    [
        pytest.param(None, True, id="never"),
        pytest.param(TODAY, False, id="today"),
        pytest.param(date(2025, 11, 24), False, id="a day within the year"),
        pytest.param(date(2025, 11, 23), False, id="the same date last year: its last day"),
        pytest.param(date(2025, 11, 22), True, id="a day more"),
    ],
)
def test_a_kind_is_due_twelve_months_after_its_last_training(last: date | None, is_due: bool) -> None:
    assert due(["worker"], {"worker": last} if last else {}, TODAY) == (("worker",) if is_due else ())


def test_special_work_is_due_only_where_somebody_does_some() -> None:
    assert due(["special", "worker"], {}, TODAY) == ("worker",)
    assert due(["special"], {"special": date(TODAY.year - 2, 1, 1)}, TODAY) == ("special",)


def test_a_training_on_a_leap_day_counts_to_the_end_of_next_february() -> None:
    held = {"worker": date(2024, 2, 29)}
    assert due(["worker"], held, date(2025, 2, 28)) == ()
    assert due(["worker"], held, date(2025, 3, 1)) == ("worker",)


@given(st.dictionaries(st.sampled_from(list(KINDS)), st.dates(date(FIRST_YEAR, 1, 1), TODAY)))
def test_who_was_trained_later_is_never_due_earlier(last: dict[str, date]) -> None:
    now = due(list(KINDS), last, TODAY)
    assert set(KINDS) - MAY_LACK - set(last) <= set(now)
    assert set(due(list(KINDS), {**last, "worker": TODAY}, TODAY)) == set(now) - {"worker"}


def test_a_record_is_made_void_once_and_for_ever() -> None:
    assert [step.name for step in TRAINING.offered("recorded")] == ["void"]
    assert TRAINING.step("void").needs_note
    assert TRAINING.offered("void") == ()
