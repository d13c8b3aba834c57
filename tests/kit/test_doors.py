"""Doors: what declares nothing is not there; a repeated key gets the first answer; a refusal leaves nothing behind."""

import uuid

import pytest
from django.test import Client

from anbiao.kit.models import Answer, Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.once")]


@pytest.fixture
def officer() -> Client:
    return people.browser(people.person("district_officer"))


def test_a_repeated_key_gets_the_first_answer_and_writes_once(officer: Client) -> None:
    key = str(uuid.uuid4())
    answers = [officer.post("/write/", {"_key": key, "x": "1"}) for _ in range(5)]
    assert len({answer.content for answer in answers}) == 1
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Entry.objects.filter(verb="once").count() == 1


def test_another_key_is_another_write(officer: Client) -> None:
    first, second = (officer.post("/write/", {"_key": str(uuid.uuid4())}) for _ in range(2))
    assert first.content != second.content


def test_the_same_key_with_other_content_is_a_conflict(officer: Client) -> None:
    key = str(uuid.uuid4())
    officer.post("/write/", {"_key": key, "x": "1"})
    assert officer.post("/write/", {"_key": key, "x": "2"}).status_code == 409
    assert Entry.objects.filter(verb="once").count() == 1


def test_a_write_without_a_key_is_not_taken(officer: Client) -> None:
    assert officer.post("/write/", {}).status_code == 400
    assert not Entry.objects.filter(verb="once").exists()


def test_a_refused_write_leaves_neither_row_nor_answer(officer: Client) -> None:
    answer = officer.post("/refuse/", {"_key": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert "Not today." in answer.content.decode()
    assert not Entry.objects.filter(verb="once").exists()
    assert not Answer.objects.exists()


def test_what_declares_nothing_is_not_there(officer: Client) -> None:
    assert officer.get("/undeclared/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_sign_in() -> None:
    answer = Client().get("/write/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/signin/?next=%2Fwrite%2F%3Fa%3D1")
