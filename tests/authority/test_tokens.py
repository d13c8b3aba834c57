"""Tokens: never more than their person, never longer than a year, ended with her; only the hash is kept, and the journal names them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings

from anbiao.authority import actions, queries
from anbiao.authority.actions.tokens import MOST, make_token, revoke_token, token_of
from anbiao.authority.models import Token, User
from anbiao.authority.people import actor_of_token
from anbiao.kit.models import Entry
from anbiao.rules.places import Place
from anbiao.rules.refusal import Refused
from tests import people
from tests.people import DISTRICT, HESHI, NOW, SHUANGYANG, TODAY, acting, person

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


def made(user: User, *capabilities: str, **over: Any) -> tuple[Token, str]:
    given: dict[str, Any] = {
        "name": "台账",
        "capabilities": capabilities or ("read enterprise",),
        "expires_on": LATER,
    }
    return make_token(acting(user), **given | over)


def used(secret: str, *, days: int = 0) -> Token | None:
    return token_of(secret, now=NOW + timedelta(days=days), today=TODAY + timedelta(days=days))


def codes(user: User, *capabilities: str, **over: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        made(user, *capabilities, **over)
    return {each.code for each in refused.value.refusals}


def test_a_secret_is_given_once_and_only_its_hash_is_kept() -> None:
    user = person("street_inspector")
    token, secret = made(user)
    assert secret.startswith(f"anbiao_{DISTRICT}_")
    assert len(secret) > 50
    kept = {str(value) for value in Token.objects.values().get(pk=token.pk).values()}
    entry = Entry.objects.get(object_id=token.pk)
    assert not any(secret[14:] in text for text in (*kept, str(entry.after)))
    assert (entry.verb, entry.after["name"]) == ("make", "台账")
    found = used(secret)
    assert found is not None
    assert (found.pk, Token.objects.get(pk=token.pk).used_at) == (token.pk, NOW)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"capabilities": ["launch campaign"]}, "not-yours"),
        ({"capabilities": ["read enterprise", "no such"]}, "not-yours"),
        ({"capabilities": []}, "nothing"),
        ({"name": "  "}, "name"),
        ({"expires_on": TODAY + timedelta(days=366)}, "too-long"),
        ({"expires_on": TODAY - timedelta(days=1)}, "over"),
        ({"region": HESHI}, "beyond"),
        ({"region": people.OTHER}, "beyond"),
        ({"region": "x"}, "beyond"),
        ({"sectors": []}, "beyond"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_a_token_is_refused_that_would_reach_further_than_its_person(over: dict[str, Any], code: str) -> None:
    assert codes(person("street_inspector"), **over) == {code}


def test_who_may_not_use_the_api_makes_no_token_and_a_program_makes_none_either() -> None:
    assert "no-duty" in codes(person("grid_member"))
    token, _secret = made(person("street_inspector"), "use api", "read enterprise")
    with pytest.raises(Refused) as refused:
        make_token(actor_of_token(token, NOW), name="x", capabilities=["read enterprise"], expires_on=LATER)
    assert {each.code for each in refused.value.refusals} == {"by-hand"}


def test_a_person_keeps_so_many_tokens_and_no_more() -> None:
    user = person("street_inspector")
    for _ in range(MOST):
        made(user)
    assert codes(user) == {"too-many"}


def test_a_token_has_the_rights_of_its_person_now_and_no_others() -> None:
    user = person("district_officer")
    token, _secret = made(user, "read enterprise", "change enterprise", region=SHUANGYANG)
    scope = actor_of_token(token, NOW).scope
    assert scope.allows("change enterprise", Place(SHUANGYANG))
    assert not scope.allows("change enterprise", Place(HESHI))
    assert not scope.may("read hazard")
    assert actor_of_token(token, NOW).via == f"api {token.number}"
    user.grants.update(to_on=TODAY - timedelta(days=1))
    people.grant(user, "leader", region=DISTRICT)
    now = actor_of_token(Token.objects.get(pk=token.pk), NOW).scope
    assert not now.only, "a leader lets no program act for her"


@pytest.mark.parametrize(
    "wrong", ["", "x", "anbiao_350504_", f"anbiao_350504_{'a' * 43}", "anbiao_350504_\0", "ａnbiao_350504_x"]
)
def test_a_wrong_secret_is_nobody(wrong: str) -> None:
    assert used(wrong) is None


def test_a_token_ends_by_its_day_by_being_revoked_and_with_its_person() -> None:
    user, admin = person("street_inspector"), acting(person("system_admin"))
    first, secret = made(user)
    assert used(secret, days=30) is not None
    assert used(secret, days=31) is None
    revoke_token(acting(user), first)
    revoke_token(acting(user), first)
    assert used(secret) is None
    assert Entry.objects.filter(object_id=first.pk, verb="revoke").count() == 1
    _second, other = made(user)
    actions.disable_account(admin, user, reason="调离")
    actions.enable_account(admin, User.objects.get(pk=user.pk), reason="回来")
    assert used(other) is None


def test_administrators_revoke_anybodys_and_others_only_their_own() -> None:
    token, secret = made(person("street_inspector"))
    for role in ("district_officer", "auditor", "bureau_officer"):
        with pytest.raises(Refused):
            revoke_token(acting(person(role)), token)
    admin = acting(person("security_admin"))
    revoke_token(admin, queries.tokens(admin.scope, "revoke token").get(pk=token.pk))
    assert used(secret) is None
    assert Token.objects.get(pk=token.pk).revoked_by == admin.who


def test_who_has_to_change_her_password_first_is_acted_for_by_nobody() -> None:
    user = person("street_inspector")
    _token, secret = made(user)
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    assert used(secret) is None


def test_calls_are_counted_by_the_minute_and_too_many_wait(settings: LazySettings) -> None:
    settings.ANBIAO_API_CALLS = 2
    user = person("street_inspector")
    token, secret = make_token(
        people.acting_now(user),
        name="x",
        capabilities=["read enterprise"],
        expires_on=people.acting_now(user).today,
    )
    client = people.browser(None)
    answers = [
        client.get("/api/v1/enterprises", headers={"authorization": f"Bearer {secret}"}) for _ in range(4)
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:2] == [200, 200]
    assert (
        429 in statuses or Token.objects.get(pk=token.pk).calls < 4
    )  # a minute that ended in between begins anew
    assert all(1 <= int(each["Retry-After"]) <= 60 for each in answers if each.status_code == 429)
    assert counted(token.pk) >= 1


def counted(pk: UUID) -> int:
    return Token.objects.get(pk=pk).calls


def test_a_token_is_made_shown_once_and_revoked_on_its_page() -> None:
    client = people.browser(person("street_inspector"))
    form = client.get("/my-tokens/new/").content.decode()
    assert "change enterprise" in form
    assert "launch campaign" not in form
    given = {
        "_key": str(UUID(int=1)), "name": "台账", "reads": ["read enterprise"],
        "expires_on": str(people.acting_now(User.objects.get(username="street_inspector")).today),
    }  # fmt: skip
    page = client.post("/my-tokens/new/", given, follow=True).content.decode()
    assert f"anbiao_{DISTRICT}_" in page
    again = client.get("/my-tokens/shown/").content.decode()
    assert f"anbiao_{DISTRICT}_" not in again
    token = Token.objects.get()
    client.post(f"/my-tokens/{token.pk}/revoke/", {"_key": str(UUID(int=2))})
    assert Token.objects.get().revoked_at is not None
    assert "吊销" in client.get("/my-tokens/").content.decode()
