"""Security keys and passkeys as second factor: added, asked for, guessed at, removed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from anbiao.authority.actions.identities import reset_second_factor
from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.models import Entry
from anbiao.rules.refusal import Refused
from tests.people import NOW, acting, make_user, person
from tests.portal.software_key import SoftwareKey, asked
from tests.portal.test_sign_in import PASSWORD, is_in, post, recovery_code, sign_in

pytestmark = pytest.mark.django_db
ADD = "/account/keys/add/"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The clock of the program stands still."""
    time = [NOW]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    yield time


def question(browser: Client, path: str) -> dict[str, Any]:
    return asked(browser.get(path).content.decode())


def confirmed(browser: Client, path: str = ADD) -> None:
    post(browser, browser.get(path)["Location"], password=PASSWORD)


def with_key(name: str = "lin", **over: Any) -> tuple[User, Client, SoftwareKey]:
    """An account whose holder has added a key, still signed in."""
    user, key = make_user(name, **over), SoftwareKey()
    browser, _ = sign_in(name)
    confirmed(browser)
    answer = post(browser, ADD, name="钥匙扣", credential=key.make(question(browser, ADD)))
    assert (answer.status_code, answer["Location"]) == (302, "/account/recovery/")
    return user, browser, key


def test_a_key_is_added_with_recovery_codes_and_then_asked_for() -> None:
    user, browser, key = with_key()
    assert "钥匙扣" in browser.get("/account/").content.decode()
    assert [e.verb for e in Entry.objects.filter(object_id=user.pk)] == ["add security key"]
    browser, response = sign_in("lin")
    assert response["Location"] == "/signin/code/"
    assert not is_in(browser)
    answer = post(browser, "/signin/code/", credential=key.sign(question(browser, "/signin/code/")))
    assert answer["Location"] == "/"
    assert is_in(browser)
    browser, _ = sign_in("lin")
    post(browser, "/signin/code/", code=recovery_code(user))
    assert is_in(browser)


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://testserver.evil.example"},
        {"origin": "http://testserver"},
        {"challenge": b"x" * 32},
        {"signature": b"x" * 70},
    ],
)
def test_a_key_that_answers_another_page_or_question_lets_nobody_in(lies: dict[str, Any]) -> None:
    _user, _browser, key = with_key()
    browser, _ = sign_in("lin")
    answer = post(browser, "/signin/code/", credential=key.sign(question(browser, "/signin/code/"), **lies))
    assert answer.status_code == 200
    assert not is_in(browser)


def test_an_answer_counts_once_and_only_of_the_own_key() -> None:
    _user, _browser, key = with_key()
    browser, _ = sign_in("lin")
    signed = key.sign(question(browser, "/signin/code/"))
    post(browser, "/signin/code/", credential=signed)
    assert is_in(browser)
    browser, _ = sign_in("lin")
    question(browser, "/signin/code/")
    assert post(browser, "/signin/code/", credential=signed).status_code == 200
    stranger = SoftwareKey().sign(question(browser, "/signin/code/"))
    assert post(browser, "/signin/code/", credential=stranger).status_code == 200
    assert not is_in(browser)


HOSTILE = [
    "", "null", "5", "[]", "{}", '"x"', '{"id": 1}', '{"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
    '{"id": "\\u0000", "rawId": "AA", "response": []}', "{" * 3000, "x" * 30_000,
]  # fmt: skip


def test_hostile_answers_are_refused_and_nothing_breaks() -> None:
    _user, browser, _key = with_key()
    for answer in HOSTILE:
        browser.get(ADD)
        assert post(browser, ADD, name="x" * 500, credential=answer).status_code == 422, answer
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    for answer in HOSTILE[:3]:
        assert post(browser, "/account/confirm/key/", credential=answer).status_code in (200, 422), answer
    visitor, _ = sign_in("lin")
    for answer in HOSTILE[6:10]:
        assert post(visitor, "/signin/code/", credential=answer).status_code == 200, answer
    assert not is_in(visitor)


def test_guessing_with_keys_is_locked_like_guessing_codes() -> None:
    user, _browser, _key = with_key()
    browser, _ = sign_in("lin")
    answers = []
    for _ in range(5):
        stranger = SoftwareKey().sign(question(browser, "/signin/code/"))
        answers.append(post(browser, "/signin/code/", credential=stranger).status_code)
    assert answers == [200, 200, 200, 200, 429]
    assert post(browser, "/signin/code/", code=recovery_code(user)).status_code == 429


def test_the_key_stands_in_for_the_password_before_something_delicate() -> None:
    _user, _browser, key = with_key()
    browser, _ = sign_in("lin")
    post(browser, "/signin/code/", credential=key.sign(question(browser, "/signin/code/")))
    assert browser.get(ADD)["Location"].startswith("/account/confirm/")
    page = f"/account/confirm/key/?next={ADD}"
    assert post(browser, page, credential=SoftwareKey().sign(question(browser, page))).status_code == 422
    assert browser.get(ADD).status_code == 302
    answer = post(browser, page, credential=key.sign(question(browser, page)), next=ADD)
    assert answer["Location"] == ADD
    assert browser.get(ADD).status_code == 200


def test_a_key_is_removed_by_its_holder_only_and_the_codes_with_the_last() -> None:
    user, browser, _key = with_key(slug=None)
    mine = Authenticator.objects.get(type="webauthn")
    make_user("chen")
    other, _ = sign_in("chen")
    confirmed(other)
    assert post(other, f"/account/keys/{mine.pk}/remove/").status_code == 404
    assert browser.get(f"/account/keys/{mine.pk}/remove/").status_code == 200
    assert post(browser, f"/account/keys/{mine.pk}/remove/")["Location"] == "/account/"
    assert not Authenticator.objects.filter(user=user).exists()
    verbs = [e.verb for e in Entry.objects.filter(object_id=user.pk).order_by("number")]
    assert verbs == ["add security key", "remove security key"]


def test_in_production_a_key_is_second_factor_enough(settings: Any) -> None:
    settings.DEMONSTRATION = False
    _user, browser, _key = with_key()
    assert browser.get("/accounts/").get("Location") is None


def test_there_is_an_end_to_the_number_of_keys() -> None:
    user, browser, _key = with_key()
    row = Authenticator.objects.get(user=user, type="webauthn")
    Authenticator.objects.bulk_create(
        [Authenticator(user=user, type="webauthn", data=row.data) for _ in range(9)]
    )
    answer = post(browser, ADD, name="x", credential=SoftwareKey().make(question(browser, ADD)))
    assert answer.status_code == 422


def test_an_administrator_removes_a_factor_that_was_lost_with_a_reason_and_not_her_own() -> None:
    admin = person("system_admin")
    user, lost, _key = with_key()
    browser, _ = sign_in("system_admin")
    path = f"/accounts/{user.pk}/factor/"
    assert path in browser.get(f"/accounts/{user.pk}/").content.decode()
    assert post(browser, path, reason=" ").status_code == 422
    assert post(browser, path, reason="phone stolen, seen in person")["Location"] == f"/accounts/{user.pk}/"
    assert not Authenticator.objects.filter(user=user).exists()
    assert not is_in(lost)
    assert is_in(sign_in("lin")[0])
    entry = Entry.objects.get(verb="reset second factor")
    assert (entry.object_id, entry.note) == (user.pk, "phone stolen, seen in person")
    assert post(browser, path, reason="again").status_code == 409
    with pytest.raises(Refused):
        reset_second_factor(acting(admin), admin, reason="mine")
