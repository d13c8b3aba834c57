"""Signing in by a service outside: whose account opens, and all the ways in which none does."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from anbiao.authority import actions
from anbiao.authority.actions.identities import link_identity, link_own_identity
from anbiao.authority.models import OutsideIdentity, User
from anbiao.kit import clock
from anbiao.kit.models import Entry, PersonalValue
from anbiao.kit.outside import Asking, Unanswered, Unproven
from anbiao.rules.refusal import Refused
from tests.people import NOW, acting, make_user, person
from tests.portal.test_sign_in import PASSWORD, is_in, post, recovery_code, set_up, sign_in, text

pytestmark = pytest.mark.django_db
HERE = "https://testserver"


@dataclass
class Believer:
    """A service that believes whatever the code says: "sub-…" is a name, "away" no answer."""

    label: str = "统一认证"
    source: str = "https://id.example.test"

    def address(self, asking: Asking, *, browser: str) -> str:
        return f"https://id.example.test/ask?state={asking.state}"

    def prove(self, given: Mapping[str, str], asking: Asking) -> str:
        if given.get("code") == "away":
            raise Unanswered("502")
        if not given.get("code", "").startswith("sub-"):
            raise Unproven("no")
        return given["code"].removeprefix("sub-")

    def plain(self, subject: str) -> str:
        if not subject.strip():
            raise ValueError("no name")
        return subject.strip()


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[datetime]]:
    """The clock stands still; two services are set up."""
    settings.ANBIAO_OUTSIDE = {"oidc": Believer(), "wecom": Believer("企业微信", "corp")}
    settings.ANBIAO_URL = HERE
    time = [NOW]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    yield time


def begin(browser: Client, path: str = "/signin/by/oidc/", **query: str) -> str:
    """To the service; the state that it was given."""
    response = browser.get(path, query)
    assert response.status_code == 302, response.status_code
    assert response["Location"].startswith("https://id.example.test/ask?")
    return parse_qs(urlsplit(response["Location"]).query)["state"][0]


def come_back(browser: Client, state: str, code: str = "sub-lin-1", way: str = "oidc") -> Any:
    return browser.get(f"/signin/by/{way}/back/", {"state": state, "code": code})


def by_service(browser: Client | None = None, code: str = "sub-lin-1", **query: str) -> tuple[Client, Any]:
    browser = browser or Client()
    return browser, come_back(browser, begin(browser, **query), code)


def linked(name: str = "lin", subject: str = "lin-1", **over: Any) -> User:
    user = make_user(name, **over)
    link_own_identity(acting(user), way="oidc", subject=subject)
    return user


# ---------- in ----------


def test_a_name_that_is_linked_opens_its_account_and_leads_onward() -> None:
    linked()
    browser, response = by_service(next="/account/sessions/")
    assert (response.status_code, response["Location"]) == (302, "/account/sessions/")
    assert is_in(browser)
    assert OutsideIdentity.objects.get().used_at == NOW


def test_the_key_changes_and_the_newest_session_of_an_office_wins_as_with_a_password() -> None:
    linked()
    older, _ = by_service()
    newer, response = by_service()
    assert response.cookies["anbiao_session"].value != older.cookies["anbiao_session"].value
    assert is_in(newer) and not is_in(older)
    assert UserSession.objects.count() == 1


def test_the_second_factor_is_asked_for_all_the_same() -> None:
    user = linked()
    set_up(sign_in("lin")[0])
    browser, response = by_service()
    assert response["Location"] == "/signin/code/"
    assert not is_in(browser)
    post(browser, "/signin/code/", code=recovery_code(user))
    assert is_in(browser)
    assert Authenticator.objects.filter(user=user).exists()


def test_in_production_an_office_without_second_factor_is_led_to_it(settings: Any) -> None:
    settings.DEMONSTRATION = False
    linked()
    browser, _ = by_service()
    assert browser.get("/accounts/")["Location"] == "/account/totp/"


def test_a_locked_name_is_locked_here_too() -> None:
    linked()
    for _ in range(5):
        sign_in("lin", "wrong")
    browser, response = by_service()
    assert response.status_code == 429
    assert not is_in(browser)


def test_a_one_time_password_is_changed_by_whoever_comes_in_by_it_and_not_by_who_comes_by_the_service() -> (
    None
):
    user = linked()
    password = actions.reset_password(acting(person("system_admin")), user)
    browser, _ = by_service()
    assert browser.get("/account/").status_code == 200
    browser, _ = sign_in("lin", password)
    assert browser.get("/account/")["Location"] == "/account/password/"
    assert browser.get("/signin/by/oidc/")["Location"] == "/account/password/"


def test_by_what_somebody_came_is_known_behind_the_second_factor_and_forgotten_with_the_session() -> None:
    user = linked()
    set_up(sign_in("lin")[0])
    password = actions.reset_password(acting(person("system_admin")), user)
    browser, _ = by_service()
    post(browser, "/signin/code/", code=recovery_code(user))
    assert browser.get("/account/").status_code == 200
    post(browser, "/signout/")
    sign_in("lin", password, browser)
    post(browser, "/signin/code/", code=recovery_code(user))
    assert browser.get("/account/")["Location"] == "/account/password/"


# ---------- not in ----------


def test_an_unknown_name_and_an_ended_account_get_the_same_page_and_no_account_is_made() -> None:
    linked("gone", "gone-1")
    User.objects.filter(username="gone").update(is_active=False)
    pages = []
    for subject in ("gone-1", "nobody-1"):
        browser, response = by_service(code=f"sub-{subject}")
        assert response.status_code == 403
        assert subject in text(response)
        assert not is_in(browser)
        pages.append(re.sub(r'value="[^"]*"', "", response.content.decode()).replace(subject, ""))
    assert pages[0] == pages[1]
    assert User.objects.count() == 1


def test_an_account_that_is_ended_while_she_is_in_is_out_at_the_next_request() -> None:
    user = linked()
    browser, _ = by_service()
    actions.disable_account(acting(person("system_admin")), user, reason="left")
    assert not is_in(browser)
    assert by_service()[1].status_code == 403


def test_an_answer_counts_once_in_its_own_browser_for_its_own_service_and_ten_minutes(
    frozen: list[datetime],
) -> None:
    linked()
    browser = Client()
    state = begin(browser)
    assert come_back(Client(), state).status_code == 400
    assert come_back(browser, state, way="wecom").status_code == 400
    assert come_back(browser, state).status_code == 400  # the wrong service has used it up
    state = begin(browser)
    assert come_back(browser, state, code="no").status_code == 403
    assert come_back(browser, state).status_code == 400
    state = begin(browser)
    frozen[0] += timedelta(seconds=601)
    assert come_back(browser, state).status_code == 400
    for wrong in ({}, {"state": ""}, {"code": "sub-lin-1"}, {"state": "x", "code": "sub-lin-1"}):
        assert browser.get("/signin/by/oidc/back/", wrong).status_code == 400
    assert not is_in(browser)
    state = begin(browser)
    assert come_back(browser, state).status_code == 302
    assert come_back(browser, state).status_code == 400
    assert is_in(browser)


def test_a_browser_keeps_five_questions_at_most() -> None:
    browser = Client()
    for _ in range(7):
        begin(browser)
    assert len(browser.session["outside_asked"]) == 5


def test_cancelled_refused_and_away_say_what_to_do() -> None:
    browser = Client(headers={"accept-language": "en"})
    for query, status, words in (
        ({"error": "access_denied"}, 403, "You cancelled"),
        ({"code": "no"}, 403, "in a way that can be believed"),
        ({"code": "away"}, 503, "does not answer now"),
    ):
        response = browser.get("/signin/by/oidc/back/", {"state": begin(browser), **query})
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
        assert words in text(response)


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_nobody_is_led_away(address: str) -> None:
    linked()
    assert by_service(next=address)[1]["Location"] == "/"
    browser, _ = by_service()
    assert browser.get("/signin/by/oidc/", {"next": address})["Location"] == "/"


def test_the_question_begins_under_the_name_to_which_its_answer_comes(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["10.0.0.1", "testserver"]
    response = Client().get("/signin/by/oidc/", {"next": "/tasks/"}, headers={"host": "10.0.0.1"})
    assert response["Location"] == f"{HERE}/signin/by/oidc/?next=%2Ftasks%2F&moved=1"
    again = Client().get("/signin/by/oidc/", {"moved": "1"}, headers={"host": "10.0.0.1"})
    assert again["Location"].startswith("https://id.example.test/")


def test_without_a_setting_nothing_is_there(settings: Any) -> None:
    page = Client().get("/signin/").content.decode()
    assert "/signin/by/oidc/" in page and "/signin/by/wecom/" in page
    settings.ANBIAO_OUTSIDE = {}
    assert "/signin/by/" not in Client().get("/signin/").content.decode()
    assert Client().get("/signin/by/oidc/").status_code == 404
    assert Client().get("/signin/by/oidc/back/").status_code == 404
    make_user("lin")
    browser, _ = sign_in("lin")
    assert "/account/identities/" not in browser.get("/account/").content.decode()


# ---------- linking by the person ----------


def confirmed(browser: Client) -> None:
    response = browser.get("/account/identities/")
    assert response["Location"].startswith("/account/confirm/")
    assert post(browser, response["Location"], password=PASSWORD)["Location"] == "/account/identities/"


def test_a_person_links_what_she_has_proved_after_her_password_and_unlinks_it() -> None:
    user = make_user("lin")
    browser, _ = sign_in("lin")
    response = come_back(browser, begin(browser, "/account/identities/by/oidc/"))
    assert response["Location"] == "/account/identities/"
    assert not OutsideIdentity.objects.exists()
    assert post(browser, "/account/identities/link/")["Location"].startswith("/account/confirm/")
    assert not OutsideIdentity.objects.exists()
    confirmed(browser)
    assert "lin-1" in browser.get("/account/identities/").content.decode()
    assert post(browser, "/account/identities/link/")["Location"] == "/account/identities/"
    row = OutsideIdentity.objects.get()
    assert (row.user_id, row.way, row.subject) == (user.id, "oidc", "lin-1")
    post(browser, "/account/identities/link/")  # proved once, linked once
    assert is_in(by_service()[0])
    browser, _ = by_service()
    confirmed(browser)
    post(browser, "/account/identities/unlink/", identity=str(row.pk))
    assert not OutsideIdentity.objects.exists()
    assert [e.verb for e in Entry.objects.filter(object_id=user.pk).order_by("number")] == [
        "link identity",
        "unlink identity",
    ]
    assert "lin-1" not in str(list(Entry.objects.values_list("before", "after")))
    assert "lin-1" in str(list(PersonalValue.objects.values_list("values", flat=True)))


def test_what_somebody_proves_is_hers_alone_and_fades(frozen: list[datetime]) -> None:
    make_user("lin", slug=None)
    make_user("chen", slug=None)
    browser, _ = sign_in("lin")
    state = begin(browser, "/account/identities/by/oidc/")
    post(browser, "/signout/")
    sign_in("chen", client=browser)
    assert come_back(browser, state).status_code == 400
    state = begin(Client(), "/signin/by/oidc/")
    assert come_back(browser, state).status_code == 400
    come_back(browser, begin(browser, "/account/identities/by/oidc/"))
    confirmed(browser)
    frozen[0] += timedelta(seconds=601)
    post(browser, "/account/identities/link/")
    assert not OutsideIdentity.objects.exists()


def test_nobody_unlinks_what_is_anothers() -> None:
    linked()
    make_user("chen")
    browser, _ = sign_in("chen")
    confirmed(browser)
    post_answer = post(browser, "/account/identities/unlink/", identity=str(OutsideIdentity.objects.get().pk))
    assert post_answer.status_code == 404
    assert OutsideIdentity.objects.count() == 1


def test_a_name_opens_one_account_and_an_account_has_one_name_of_a_service() -> None:
    user = linked()
    for subject, who in (("lin-1", make_user("chen")), ("lin-2", user)):
        with pytest.raises(Refused) as refused:
            link_own_identity(acting(who), way="oidc", subject=subject)
        assert refused.value.refusals[0].code in ("taken", "has-one")
    link_own_identity(acting(user), way="wecom", subject="lin-1")
    with pytest.raises(Refused):
        link_own_identity(acting(make_user("demo", is_demonstration=True)), way="oidc", subject="new")


# ---------- linking by an administrator ----------


def test_an_administrator_links_and_unlinks_with_a_reason_and_never_herself() -> None:
    admin, user = person("system_admin"), make_user("lin")
    browser, _ = sign_in("system_admin")
    path = f"/accounts/{user.pk}/identity/"
    assert browser.get(path).status_code == 200
    given = {"way": "oidc", "subject": "lin-1", "reason": "list of 2026-11"}
    for wrong in ({"reason": " "}, {"subject": " "}, {"way": "dingtalk"}):
        assert post(browser, path, **given | wrong).status_code == 422
    assert post(browser, path, **given)["Location"] == f"/accounts/{user.pk}/"
    assert "lin-1" in browser.get(f"/accounts/{user.pk}/").content.decode()
    assert Entry.objects.get(verb="link identity").note == "list of 2026-11"
    assert is_in(by_service()[0])
    assert post(browser, path, **given).status_code == 422
    post(browser, f"{path}end/", identity=str(OutsideIdentity.objects.get().pk))
    assert not OutsideIdentity.objects.exists()
    with pytest.raises(Refused):
        link_identity(acting(admin), admin, way="oidc", subject="me", reason="x")


def test_who_may_not_make_accounts_links_nothing() -> None:
    user = make_user("lin")
    for role in ("security_admin", "district_officer"):
        person(role)
        browser, _ = sign_in(role)
        assert (
            post(browser, f"/accounts/{user.pk}/identity/", way="oidc", subject="x", reason="x").status_code
            == 404
        )
        with pytest.raises(Refused):
            link_identity(acting(User.objects.get(username=role)), user, way="oidc", subject="x", reason="x")
    assert post(Client(), f"/accounts/{user.pk}/identity/end/", identity=str(uuid4())).status_code == 302
