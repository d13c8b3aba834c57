"""Logs: one object a line, the number of the request in each, and nothing that names a person."""

import json
import logging
import sys
from types import SimpleNamespace

import psycopg
import pytest
from django.db import DataError, IntegrityError, connection, transaction

from anbiao.authority.models import User
from anbiao.kit import asked, logs
from tests import people


def line(message: str, *arguments: object, error: bool = False, **more: object) -> dict[str, object]:
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, message, arguments, sys.exc_info() if error else None
    )
    record.__dict__.update(more)
    written = logs.JsonFormatter().format(record)
    assert "\n" not in written
    return json.loads(written)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("came", "taken"),
    [
        ("4b1d6f0e8a7c4e55b8d2f7a1c0e93d21", True), ("A2B3C-D4E5F", True), ("a" * 64, True), ("a" * 65, False), ("short", False),
        ("-abcdefgh", False), ('12345678","level":"x', False), ("12345678\n{}", False), ("张小明张小明张小明", False), ("", False),
    ],
)  # fmt: skip
def test_only_a_plain_number_is_taken_from_outside(came: str, taken: bool) -> None:
    assert bool(logs.WELL_FORMED.fullmatch(came)) == taken


def test_a_number_of_our_own_is_taken_by_the_next_machine() -> None:
    numbers = {logs.new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert all(logs.WELL_FORMED.fullmatch(number) for number in numbers)


def test_a_line_names_its_request_and_its_facts() -> None:
    with logs.known_as("A2B3C-D4E5F"):
        assert line("answered", facts={"status": 200})["request"] == "A2B3C-D4E5F"
    assert "request" not in line("nobody asked")
    # Django speaks of an answer when the door has closed.
    assert line("Not Found", request=SimpleNamespace(number="LATER-23456"))["request"] == "LATER-23456"
    assert line("x", facts={"status": 200})["status"] == 200


@pytest.mark.parametrize(
    "personal", ["张小明", "13959812345", "350504199001011234", "35050419900101123X", "zhang.xiaoming@example.test", "万安街道塘西社区12号"]
)  # fmt: skip
def test_no_line_says_who_it_was(personal: str) -> None:
    assert personal[:6] not in json.dumps(line("Refused %s: %s", "x", personal), ensure_ascii=False)
    try:
        raise ValueError(f"cannot read '{personal}'") from KeyError(personal)
    except ValueError:
        told = json.dumps(line("failed", error=True), ensure_ascii=False)
    assert personal[:6] not in told
    assert "ValueError: cannot read" in told
    assert "KeyError" in told


def test_what_is_no_name_stays_readable() -> None:
    text = "018f3b2a-5c1d-7e20-9f00-1234567890ab 91350504MA0000017X 2026-11-26T10:00:00 504"
    assert logs.unnamed(text) == text


def test_the_secret_of_a_feed_and_numbers_with_a_prefix_stay_out() -> None:
    told = logs.unnamed("Not Found: /feeds/Ab-c_9012345678.json +8613812345678 0595-22222222")
    assert told == "Not Found: /feeds/….json +… …"


@pytest.mark.django_db
def test_what_the_database_refuses_is_named_by_its_constraint_and_not_by_the_row() -> None:
    first = people.make_user("wang-xiaoming")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        User.objects.create(username=first.username, name="x", district=first.district, created_at=people.NOW)
    assert "wang-xiaoming" in str(refused.value)
    told = logs.said(refused.value)
    assert told.startswith("23505 authority_user")
    assert "wang-xiaoming" not in told
    with pytest.raises(DataError) as wrong, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::date", ["wang-xiaoming"])
    assert logs.said(wrong.value) == "22007"


def test_that_the_server_is_away_is_said_in_its_words() -> None:
    assert logs.said(psycopg.OperationalError("connection refused")) == "connection refused"


class Manager:
    """A queue that keeps what is put into it."""

    def __init__(self) -> None:
        self.jobs: list[object] = []

    def batch_defer_jobs(self, jobs: list[object]) -> list[object]:
        self.jobs += jobs
        return jobs

    batch_defer_jobs_async = batch_defer_jobs


class Job(SimpleNamespace):
    """A job as the queue has it."""

    def evolve(self, **over: object) -> "Job":
        return Job(**{**vars(self), **over})


def test_a_job_takes_the_number_along_and_its_task_never_sees_it() -> None:
    manager = Manager()
    asked.join(SimpleNamespace(job_manager=manager))
    manager.batch_defer_jobs(jobs=[Job(task_kwargs={"a": 1})])
    with logs.known_as("A2B3C-D4E5F"):
        manager.batch_defer_jobs(jobs=[Job(task_kwargs={"a": 1})])
    plain, numbered = manager.jobs
    assert plain.task_kwargs == {"a": 1}  # type: ignore[attr-defined]
    seen: list[object] = []

    async def run() -> None:
        seen.extend([logs.current(), numbered.task_kwargs])  # type: ignore[attr-defined]

    import asyncio

    asyncio.run(asked.carry(run, SimpleNamespace(job=numbered), None))
    assert seen == ["A2B3C-D4E5F", {"a": 1}]
    assert logs.current() == ""


@pytest.mark.django_db
def test_the_queue_itself_is_joined() -> None:
    from procrastinate.contrib.django import app

    from anbiao.kit.jobs import forget

    with logs.known_as("A2B3C-D4E5F"):
        job = forget.defer(timestamp=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE id = %s", [job])
        assert asked.KEY in str(cursor.fetchone())
    assert app.worker_defaults["worker_middleware"] == [asked.carry]
