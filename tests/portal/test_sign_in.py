"""Signing in, sessions, the own account, activation at the door: what must hold under attack (reliability S11)."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver

from anbiao.authority import actions, sessions
from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.district import new_id
from anbiao.kit.models import Answer, Entry
from tests.people import NOW, acting, grant, make_user, person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NEW = "seven quiet herons"
HOME = "/account/"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The clock of the program stands still; a test moves it by writing into the list."""
    time = [NOW]
    monkeypatch.setattr(clock, "now", lambda: time[0])
    yield time


def sign_in(
    username: str, password: str = PASSWORD, client: Client | None = None, **more: Any
) -> tuple[Client, Any]:
    browser = client or Client()
    return browser, browser.post(
        "/signin/", {"login": username, "password": password, "_key": uuid4(), **more}
    )


def post(browser: Client, path: str, **fields: Any) -> Any:
    return browser.post(path, {"_key": uuid4(), **fields})


def is_in(browser: Client) -> bool:
    return browser.get(HOME).status_code == 200


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ---------- the sign-in page ----------


def test_a_right_password_leads_in_and_onward() -> None:
    make_user("lin")
    browser, response = sign_in("lin")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(browser)


def test_the_name_is_taken_in_any_case() -> None:
    make_user("lin")
    assert is_in(sign_in(" LIN ")[0])


def test_unknown_wrong_and_disabled_get_the_same_words() -> None:
    make_user("lin")
    make_user("gone", is_active=False)
    answers = [
        sign_in(*given)[1]
        for given in (("nobody-here", PASSWORD), ("lin", "wrong"), ("gone", PASSWORD), ("gone", "wrong"))
    ]
    pages = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(pages) == 1
    assert {answer.status_code for answer in answers} == {200}


def test_an_unknown_name_costs_one_hash_like_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    make_user("lin")
    hashed: list[str] = []
    once = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or once(self, password, salt),
    )
    counts = []
    for name in ("lin", "nobody-here"):
        hashed.clear()
        sign_in(name, "wrong")
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_the_session_key_changes_at_sign_in() -> None:
    make_user("lin")
    browser = Client()
    session = browser.session
    session["planted"] = "by somebody"
    session.save()
    planted = session.session_key
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in("lin", client=browser)
    assert is_in(browser)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not is_in(thief)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:///evil.example",
    ],
)
def test_nobody_is_led_away(address: str) -> None:
    make_user("lin", is_demonstration=True)
    _, response = sign_in("lin", next=address)
    assert response["Location"] == "/"
    browser = Client()
    for path, fields in (("/language/", {"language": "en"}), ("/signin/as/lin/", {})):
        answer = browser.post(path, {"next": address, "_key": uuid4(), **fields})
        assert (answer.status_code, answer["Location"]) == (302, "/"), path
    assert Client().get("/language/", {"language": "en", "next": address})["Location"] == "/"


def test_onward_leads_to_the_page_that_was_wanted() -> None:
    make_user("lin")
    assert sign_in("lin", next="/accounts/?q=1")[1]["Location"] == "/accounts/?q=1"


def test_there_is_no_sign_up_and_no_reset_by_mail() -> None:
    names = set(get_resolver().reverse_dict)
    assert not {"account_signup", "account_reset_password", "account_email", "account_set_password"} & names
    assert Client().get("/signup/").status_code == 404


# ---------- lock-out ----------


def test_five_failures_lock_the_account_at_this_address_for_fifteen_minutes() -> None:
    make_user("lin")
    answers = [sign_in("lin", "wrong")[1].status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    browser, response = sign_in("lin")
    assert response.status_code == 429
    assert "15" in text(response)
    assert not is_in(browser)


def test_the_lock_is_for_this_account_and_address_only() -> None:
    make_user("lin")
    make_user("chen")
    for _ in range(5):
        sign_in("lin", "wrong")
    assert is_in(sign_in("chen")[0])
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    sign_in("lin", client=elsewhere)
    assert is_in(elsewhere)


def test_writing_the_name_differently_starts_no_new_count() -> None:
    make_user("lin")
    for name in ("lin", "LIN", " Lin", "lIn ", "liN"):
        _, response = sign_in(name, "wrong")
    assert response.status_code == 429


def test_an_unknown_name_is_locked_like_a_known_one() -> None:
    for _ in range(5):
        _, response = sign_in("nobody-here", "wrong")
    assert response.status_code == 429


def test_the_lock_ends_after_fifteen_minutes() -> None:
    from axes.models import AccessAttempt

    make_user("lin")
    for _ in range(5):
        sign_in("lin", "wrong")
    assert sign_in("lin")[1].status_code == 429
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=15, seconds=1)
        attempt.save()
    assert is_in(sign_in("lin")[0])


def test_what_was_typed_as_password_or_code_is_kept_nowhere() -> None:
    from axes.models import AccessAttempt

    make_user("lin")
    sign_in("lin", "my secret guess")
    Client().post(
        "/activate/",
        {
            "code": "SECRET-CODE-1234",
            "username": "huang",
            "name": "x",
            "password": NEW,
            "password_again": NEW,
        },
    )
    kept = str(list(AccessAttempt.objects.values()))
    assert "secret guess" not in kept and "SECRET" not in kept and NEW not in kept


# ---------- demonstration ----------


def test_a_click_enters_as_a_demonstration_account() -> None:
    user = person("district_officer")
    User.objects.filter(pk=user.pk).update(is_demonstration=True)
    page = Client().get("/signin/")
    assert "/signin/as/district_officer/" in page.content.decode()
    browser = Client()
    assert browser.post("/signin/as/district_officer/", {"_key": uuid4()}).status_code == 302
    assert is_in(browser)


def test_a_click_never_enters_as_a_real_account_nor_by_a_link() -> None:
    make_user("lin")
    assert Client().post("/signin/as/lin/").status_code == 404
    assert "/signin/as/lin/" not in Client().get("/signin/").content.decode()
    User.objects.filter(username="lin").update(is_demonstration=True)
    assert Client().get("/signin/as/lin/").status_code == 404
    User.objects.filter(username="lin").update(is_active=False)
    assert Client().post("/signin/as/lin/").status_code == 404


def test_outside_demonstration_mode_a_click_enters_nowhere(settings: Any) -> None:
    make_user("lin", is_demonstration=True)
    settings.DEMONSTRATION = False
    assert Client().post("/signin/as/lin/").status_code == 404
    assert "/signin/as/" not in Client().get("/signin/").content.decode()


def test_with_production_settings_the_address_does_not_exist() -> None:
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from anbiao.portal.account_urls import urlpatterns\n"
        "assert settings.DEMONSTRATION is False\n"
        "print(sorted(p.name for p in urlpatterns))"
    )
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings", "ANBIAO_MODE": "production",
        "ANBIAO_SECRET_KEY": "k" * 60, "ANBIAO_HOSTS": "anbiao.example",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "account_login" in done.stdout and "sign_in_as" not in done.stdout


# ---------- sessions ----------


def test_the_newest_session_of_an_office_account_ends_the_older_and_the_older_is_told() -> None:
    make_user("lin")
    older, _ = sign_in("lin")
    assert is_in(older)
    newer, _ = sign_in("lin")
    response = older.get(HOME)
    assert (response.status_code, response["Location"]) == (302, "/signin/?next=%2Faccount%2F")
    assert "一个会话" in text(older.get(response["Location"]))
    assert "一个会话" not in text(older.get("/signin/"))
    assert is_in(newer)


def test_a_request_under_way_cannot_bring_an_ended_session_back() -> None:
    make_user("lin")
    older, _ = sign_in("lin")
    under_way = older.session
    assert "_auth_user_id" in under_way
    sign_in("lin")
    under_way["seen_at"] = 1
    with pytest.raises(UpdateError):
        under_way.save()
    assert not is_in(older)


def test_a_unit_may_use_several_devices() -> None:
    make_user("huang", slug=None)
    first, _ = sign_in("huang")
    second, _ = sign_in("huang")
    assert is_in(first) and is_in(second)


def test_the_own_sessions_are_listed_and_ended() -> None:
    user = make_user("huang", slug=None)
    first, _ = sign_in("huang")
    second, _ = sign_in("huang")
    third, _ = sign_in("huang")
    assert second.get("/account/sessions/").content.decode().count("<tr>") == 4
    key = first.session.session_key
    post(second, "/account/sessions/", session=UserSession.objects.get(session_key=key).pk)
    assert not is_in(first) and is_in(third)
    post(second, "/account/sessions/")
    assert not is_in(third) and is_in(second)
    assert [e.verb for e in Entry.objects.filter(object_id=user.pk)] == ["end session", "end session"]


def test_nobody_ends_the_sessions_of_others() -> None:
    make_user("huang", slug=None)
    make_user("chen", slug=None)
    huang, _ = sign_in("huang")
    chen, _ = sign_in("chen")
    post(chen, "/account/sessions/", session=UserSession.objects.get(user__username="huang").pk)
    assert is_in(huang)


def test_a_session_ends_after_thirty_idle_minutes(frozen: list[datetime]) -> None:
    make_user("lin")
    browser, _ = sign_in("lin")
    assert is_in(browser)
    frozen[0] += timedelta(minutes=29)
    assert is_in(browser)
    frozen[0] += timedelta(minutes=29)
    assert is_in(browser)
    frozen[0] += timedelta(minutes=31)
    assert browser.get(HOME)["Location"] == "/signin/?expired=1"
    assert not is_in(browser)


def test_a_session_ends_after_twelve_hours_however_busy(frozen: list[datetime]) -> None:
    make_user("lin")
    browser, _ = sign_in("lin")
    for _ in range(36):
        assert is_in(browser)
        frozen[0] += timedelta(minutes=20)
    assert is_in(browser)
    frozen[0] += timedelta(minutes=1)
    assert not is_in(browser)


def test_signing_out_ends_the_session_in_the_database_too() -> None:
    make_user("lin")
    browser, _ = sign_in("lin")
    key = browser.session.session_key
    assert post(browser, "/signout/")["Location"] == "/signin/"
    assert not Session.objects.filter(session_key=key).exists()


def test_a_sign_out_by_a_link_only_asks() -> None:
    make_user("lin")
    browser, _ = sign_in("lin")
    assert browser.get("/signout/").status_code == 200
    assert is_in(browser)


# ---------- rights end at the next request ----------


def test_a_disabled_account_is_out_at_its_next_request() -> None:
    admin = acting(person("system_admin"))
    user = make_user("lin")
    browser, _ = sign_in("lin")
    assert is_in(browser)
    actions.disable_account(admin, user, reason="left")
    assert not is_in(browser)
    assert not is_in(sign_in("lin")[0])


def test_an_ended_grant_is_gone_at_the_next_request() -> None:
    security = acting(person("security_admin"))
    user = person("system_admin")
    browser, _ = sign_in("system_admin")
    assert browser.get("/accounts/new/").status_code == 200
    actions.end_grant(security, user.grants.get(), reason="rotation")
    assert browser.get("/accounts/new/").status_code == 404


# ---------- passwords ----------


def change(browser: Client, old: str = PASSWORD, new: str = NEW) -> Any:
    return post(browser, "/account/password/", oldpassword=old, password1=new, password2=new)


def test_a_one_time_password_has_to_be_changed_before_anything_else() -> None:
    admin = acting(person("system_admin"))
    user = make_user("lin")
    password = actions.reset_password(admin, user)
    browser, _ = sign_in("lin", password)
    assert browser.get(HOME)["Location"] == "/account/password/"
    assert browser.get("/account/password/").status_code == 200
    assert change(browser, password)["Location"] == "/signin/?changed=1"
    user.refresh_from_db()
    assert not user.must_change_password
    assert not is_in(sign_in("lin", password)[0])
    assert is_in(sign_in("lin", NEW)[0])
    assert [e.verb for e in Entry.objects.filter(object_id=user.pk).order_by("number")] == [
        "reset password",
        "change password",
    ]


def test_a_new_password_ends_every_session() -> None:
    make_user("huang", slug=None)
    first, _ = sign_in("huang")
    second, _ = sign_in("huang")
    change(second)
    assert not is_in(first) and not is_in(second)


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "password1234",
        "linzhiyuan-2026",
        "13800000001-now",
        "x区教育局-2026-xx",
        "123456789012",
    ],
)
def test_a_weak_password_is_refused(weak: str) -> None:
    user = make_user("linzhiyuan", slug="education", phone="13800000001")
    browser, _ = sign_in("linzhiyuan")
    assert change(browser, new=weak).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_guessing_the_present_password_in_a_borrowed_session_is_locked() -> None:
    user = make_user("lin")
    browser, _ = sign_in("lin")
    for _ in range(5):
        response = change(browser, old="a guess")
    assert response.status_code == 429
    assert change(browser).status_code == 429
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_answers_that_are_kept_hold_no_password() -> None:
    make_user("lin")
    browser, _ = sign_in("lin")
    change(browser, old="wrong one", new=NEW)
    change(browser)
    kept = b"".join(bytes(answer.body) for answer in Answer.objects.all())
    assert Answer.objects.count() == 2
    assert NEW.encode() not in kept and PASSWORD.encode() not in kept


def test_a_demonstration_account_has_no_password_to_change() -> None:
    user = make_user("lin", is_demonstration=True)
    browser = Client()
    browser.post("/signin/as/lin/", {"_key": uuid4()})
    assert browser.get("/account/password/").status_code == 200
    change(browser)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


# ---------- second factor ----------


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up(browser: Client) -> str:
    response = browser.get("/account/totp/")
    assert response["Location"].startswith("/account/confirm/")
    assert post(browser, response["Location"], password=PASSWORD)["Location"] == "/account/totp/"
    page = browser.get("/account/totp/").content.decode()
    secret = re.search(r'class="mono">([A-Z2-7]+)<', page)
    assert secret
    assert post(browser, "/account/totp/", code="000000").status_code == 422
    response = post(browser, "/account/totp/", code=code_for(secret[1]))
    assert response["Location"] == "/account/recovery/"
    return secret[1]


def test_an_authenticator_app_is_set_up_and_then_asked_for() -> None:
    user = make_user("lin")
    browser, _ = sign_in("lin")
    secret = set_up(browser)
    assert "set up second factor" in [e.verb for e in Entry.objects.filter(object_id=user.pk)]
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert secret.encode() not in b"".join(bytes(answer.body) for answer in Answer.objects.all())
    browser, response = sign_in("lin")
    assert response["Location"] == "/signin/code/"
    assert not is_in(browser)
    assert browser.get("/signin/code/").status_code == 200
    assert post(browser, "/signin/code/", code="000000").status_code == 200
    post(browser, "/signin/code/", code=recovery_code(user))
    assert is_in(browser)


def recovery_code(user: User) -> str:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return str(row.wrap().get_unused_codes()[0])


def test_guessing_codes_is_locked_too() -> None:
    user = make_user("lin")
    set_up(sign_in("lin")[0])
    browser, _ = sign_in("lin")
    answers = [post(browser, "/signin/code/", code=f"00000{number}").status_code for number in range(5)]
    assert answers[-1] == 429
    assert post(browser, "/signin/code/", code=recovery_code(user)).status_code == 429
    assert not is_in(browser)


def test_recovery_codes_are_seen_made_anew_and_saved_and_the_factor_removed() -> None:
    user = make_user("lin")
    browser, _ = sign_in("lin")
    set_up(browser)
    code = recovery_code(user)
    assert code in browser.get("/account/recovery/").content.decode()
    assert code in browser.get("/account/recovery/codes.txt").content.decode()
    assert browser.get("/account/recovery/new/").status_code == 200
    assert post(browser, "/account/recovery/new/")["Location"] == "/account/recovery/"
    assert recovery_code(user) != code
    assert browser.get("/account/totp/remove/").status_code == 200
    assert post(browser, "/account/totp/remove/")["Location"] == HOME
    assert not Authenticator.objects.filter(user=user).exists()
    verbs = [e.verb for e in Entry.objects.filter(object_id=user.pk).order_by("number")]
    assert verbs == ["set up second factor", "make recovery codes", "remove second factor"]


def test_in_production_offices_and_experts_are_led_to_the_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = False
    make_user("lin")
    specialist = make_user("zheng", slug=None)
    grant(specialist, "expert", assignee=specialist.id)
    make_user("huang", slug=None)
    for name, wanted in (("lin", True), ("zheng", True), ("huang", False)):
        browser, _ = sign_in(name)
        response = browser.get("/accounts/")
        assert (response.get("Location") == "/account/totp/") is wanted, name
    browser, _ = sign_in("lin")
    set_up(browser)
    assert browser.get("/accounts/").get("Location") != "/account/totp/"


# ---------- language and theme ----------


def test_the_language_follows_the_browser_then_the_choice() -> None:
    make_user("lin")
    assert "登录" in text(Client().get("/signin/", headers={"accept-language": "zh-CN"}))
    assert "Sign in" in text(Client().get("/signin/", headers={"accept-language": "en-GB"}))
    browser = Client(headers={"accept-language": "zh-CN"})
    assert browser.post("/language/", {"language": "en", "next": "/signin/"})["Location"] == "/signin/"
    assert "Sign in" in text(browser.get("/signin/"))


def test_the_chosen_language_follows_the_account_to_another_browser() -> None:
    user = make_user("lin")
    browser, _ = sign_in("lin")
    post(browser, "/language/", language="en", next=HOME)
    user.refresh_from_db()
    assert user.language == "en"
    other = Client(headers={"accept-language": "zh-CN"})
    sign_in("lin", client=other)
    assert "My account" in text(other.get(HOME))


def test_the_theme_is_kept_with_the_account() -> None:
    user = make_user("lin")
    browser, _ = sign_in("lin")
    assert post(browser, "/theme/", theme="dark", next=HOME)["Location"] == HOME
    user.refresh_from_db()
    assert user.theme == "dark"
    assert post(browser, "/theme/", theme="pink").status_code == 404
    assert post(browser, "/language/", language="fr").status_code == 404


# ---------- activation at the door ----------


def fields(code: str, **over: Any) -> dict[str, Any]:
    return {
        "code": code,
        "username": "huangmin",
        "name": "黄敏",
        "phone": "",
        "password": NEW,
        "password_again": NEW,
        **over,
    }


def issued() -> str:
    unit = new_id()
    return actions.issue_activations(acting(person("street_inspector")), [unit])[unit]


def test_a_slip_opens_an_account_that_can_sign_in() -> None:
    code = issued()
    assert Client().get("/activate/").status_code == 200
    response = Client().post("/activate/", fields(actions.grouped(code)))
    assert response["Location"] == "/signin/?activated=1"
    browser, _ = sign_in("huangmin", NEW)
    assert is_in(browser)
    assert Client().post("/activate/", fields(code, username="another")).status_code == 422


def test_guessing_activation_codes_is_locked_at_this_address() -> None:
    answers = [
        Client().post("/activate/", fields(f"AAAA-BBBB-CCCC-DDD{number}")).status_code for number in range(5)
    ]
    assert answers[:4] == [422] * 4 and answers[4] == 429
    code = issued()
    assert Client().post("/activate/", fields(code)).status_code == 429
    assert Client(REMOTE_ADDR="10.9.8.7").post("/activate/", fields(code)).status_code == 302


@pytest.mark.parametrize(
    "over",
    [
        {"password": "short", "password_again": "short"},
        {"password_again": "different"},
        {"name": " "},
        {"username": "x"},
    ],
)
def test_a_form_with_a_slip_of_the_pen_uses_no_code_up(over: dict[str, str]) -> None:
    code = issued()
    assert Client().post("/activate/", fields(code, **over)).status_code == 422
    assert Client().post("/activate/", fields(code)).status_code == 302


def test_whether_a_name_is_taken_is_told_only_to_who_holds_a_code() -> None:
    make_user("huangmin")
    refused = [
        text(Client().post("/activate/", fields("AAAA-BBBB-CCCC-DDDD", username=name)))
        for name in ("huangmin", "free")
    ]
    assert "已被使用" not in refused[0]
    assert "已被使用" in text(Client().post("/activate/", fields(issued())))


# ---------- the administrators' pages ----------


def test_an_administrator_makes_an_account_and_sees_its_password_once() -> None:
    admin = person("system_admin")
    browser, _ = sign_in("system_admin")
    office = str(admin.organisation_id)
    response = post(browser, "/accounts/new/", name="郑雅婷", username="zheng.yt", organisation=office)
    user = User.objects.get(username="zheng.yt")
    assert response["Location"] == f"/accounts/{user.pk}/password/"
    page = browser.get(response["Location"])
    password = re.search(r"<b>([a-z0-9-]{14})</b>", page.content.decode())
    assert password and page["Cache-Control"] == "no-store"
    assert user.check_password(password[1])
    assert password[1] not in browser.get(response["Location"]).content.decode()
    kept = (
        b"".join(bytes(a.body) for a in Answer.objects.all()) + str(list(Session.objects.values())).encode()
    )
    assert password[1].encode() not in kept


def test_a_security_administrator_grants_and_ends_a_duty() -> None:
    person("security_admin")
    user = make_user("chen", slug="350504002")
    browser, _ = sign_in("security_admin")
    assert browser.get(f"/accounts/{user.pk}/grant/").status_code == 200
    given = {
        "duty": "town_officer",
        "region": "350504002",
        "from_on": "2026-11-23",
        "to_on": "",
        "reason": "appointed",
    }
    assert post(browser, f"/accounts/{user.pk}/grant/", **given | {"region": "350504"}).status_code == 422
    assert post(browser, f"/accounts/{user.pk}/grant/", **given)["Location"] == f"/accounts/{user.pk}/"
    row = user.grants.get()
    assert "双阳" in browser.get(f"/accounts/{user.pk}/").content.decode()
    assert post(browser, f"/grants/{row.pk}/end/", reason="")
    assert post(browser, f"/grants/{row.pk}/end/", reason="moved").status_code == 302
    assert not user.grants.exists()


def test_absent_and_foreign_accounts_look_alike() -> None:
    person("system_admin")
    foreign = make_user("foreign", district="350503")
    browser, _ = sign_in("system_admin")
    answers = {path: browser.get(f"/accounts/{path}/") for path in (foreign.pk, uuid4())}
    assert {answer.status_code for answer in answers.values()} == {404}
    nobody, _ = sign_in("foreign")
    assert nobody.get("/accounts/").status_code == 404


@pytest.mark.parametrize("path", ["/accounts/", "/grants/", "/organisations/"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_lists_open_in_both_languages(path: str, language: str) -> None:
    person("auditor")
    browser, _ = sign_in("auditor", client=Client(headers={"accept-language": language}))
    assert browser.get(path).status_code == 200


def test_slips_are_shown_once_and_lie_enciphered_in_between() -> None:
    person("street_inspector")
    browser, _ = sign_in("street_inspector")
    session = browser.session
    sessions.keep_once(session, "slips", [["洛江测试有限公司", "ABCD1234EFGH5678"]])
    session.save()
    assert "ABCD1234" not in str(dict(session))
    page = browser.get("/activations/slips/")
    assert "ABCD-1234-EFGH-5678" in page.content.decode() and "洛江测试有限公司" in page.content.decode()
    assert "ABCD-1234" not in browser.get("/activations/slips/").content.decode()
    person("leader")
    leader, _ = sign_in("leader")
    assert leader.get("/activations/slips/").status_code == 404
