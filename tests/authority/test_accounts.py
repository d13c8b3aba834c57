"""Accounts, duties and activation codes: who may, what is refused, what the journal keeps, when rights end."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbiao.authority import actions, queries
from anbiao.authority.models import Activation, Grant, Organisation, User
from anbiao.authority.people import actor_of
from anbiao.authority.reach import Reach, against_reach
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.models import Entry, PersonalValue
from anbiao.rules.refusal import Refused
from tests import people
from tests.people import DISTRICT, HESHI, NOW, SHUANGYANG, TODAY, acting, make_user, person

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def admin() -> Actor:
    return acting(person("system_admin"))


@pytest.fixture
def security() -> Actor:
    return acting(person("security_admin"))


def office(slug: str = "education") -> Organisation:
    return Organisation.objects.get(district=DISTRICT, slug=slug)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def entries(object_id: UUID) -> list[Entry]:
    return list(Entry.objects.filter(district=DISTRICT, object_id=object_id).order_by("number"))


# ---------- accounts ----------


def create(admin: Actor, **over: Any) -> tuple[User, str]:
    given: dict[str, Any] = {
        "username": "Zheng.YT",
        "name": "郑雅婷",
        "phone": "13800000001",
        "organisation": office(),
    }
    return actions.create_account(admin, **given | over)


def test_a_new_account_begins_with_a_one_time_password_and_no_duty(admin: Actor) -> None:
    user, password = create(admin)
    assert user.username == "zheng.yt"
    assert user.must_change_password
    assert user.check_password(password)
    assert len(password) >= 12
    assert not queries.grants_of(user, on=TODAY).exists()


def test_the_journal_keeps_the_making_of_an_account_but_neither_name_nor_phone_nor_password(
    admin: Actor,
) -> None:
    user, password = create(admin)
    (entry,) = entries(user.id)
    kept = json.dumps([entry.before, entry.after], ensure_ascii=False)
    assert (entry.verb, entry.person) == ("create", admin.person)
    assert not any(secret in kept for secret in ("郑雅婷", "13800000001", password, user.password))
    assert "13800000001" in json.dumps(PersonalValue.objects.get(entry=entry.id).values)


@pytest.mark.parametrize("role", ["district_officer", "security_admin", "auditor", "street_inspector"])
def test_only_the_system_administrator_creates_accounts(role: str) -> None:
    with pytest.raises(Refused) as refused:
        create(acting(person(role)))
    assert codes(refused) == {"no-duty"}


@pytest.mark.parametrize("username", ["ab", "Lin Zhi", "林志远", "-lin", "a" * 61, ""])
def test_a_sign_in_name_has_a_form(admin: Actor, username: str) -> None:
    with pytest.raises(Refused) as refused:
        create(admin, username=username)
    assert codes(refused) == {"username-form"}


def test_a_sign_in_name_is_given_once_whatever_its_case(admin: Actor) -> None:
    make_user("Lin.ZY")
    with pytest.raises(Refused) as refused:
        create(admin, username="lin.zy")
    assert codes(refused) == {"username-taken"}


def test_a_second_account_of_the_same_name_and_phone_belongs_to_the_same_person(admin: Actor) -> None:
    first, _ = create(admin)
    second, _ = create(admin, username="zheng.second")
    other, _ = create(admin, username="zheng.other", phone="13800000002")
    assert first.person == second.person != other.person


def test_a_reset_password_replaces_the_old_one_and_has_to_be_changed(admin: Actor) -> None:
    user = make_user("lin")
    password = actions.reset_password(admin, user)
    user.refresh_from_db()
    assert user.check_password(password) and user.must_change_password
    assert not user.check_password("correct horse battery")
    assert [entry.verb for entry in entries(user.id)] == ["reset password"]


def test_a_demonstration_account_gets_no_password(admin: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.reset_password(admin, make_user("lin", is_demonstration=True))
    assert codes(refused) == {"demonstration"}


def test_nobody_resets_or_disables_the_own_account(admin: Actor) -> None:
    me = User.objects.get(pk=admin.person)
    with pytest.raises(Refused) as refused:
        actions.reset_password(admin, me)
    assert codes(refused) == {"oneself"}
    with pytest.raises(Refused) as refused:
        actions.disable_account(admin, me, reason="x")
    assert codes(refused) == {"oneself"}


def test_disabling_asks_for_a_reason_and_is_journalled(admin: Actor) -> None:
    user = make_user("lin")
    with pytest.raises(Refused) as refused:
        actions.disable_account(admin, user, reason="  ")
    assert codes(refused) == {"reason"}
    actions.disable_account(admin, user, reason="left the office")
    user.refresh_from_db()
    assert not user.is_active
    (entry,) = entries(user.id)
    assert (entry.verb, entry.before, entry.after, entry.note) == (
        "disable", {"is_active": "True"}, {"is_active": "False"}, "left the office",
    )  # fmt: skip
    actions.enable_account(admin, user, reason="back")
    assert User.objects.get(pk=user.pk).is_active


# ---------- grants ----------


def grant(security: Actor, user: User, **over: Any) -> Grant:
    given: dict[str, Any] = {
        "duty": "town_officer",
        "region": SHUANGYANG,
        "from_on": TODAY,
        "reason": "appointed",
    }
    return actions.grant_duty(security, user, **given | over)


def test_a_granted_duty_is_in_force_from_its_first_day_to_its_last(security: Actor) -> None:
    user = make_user("chen", slug=SHUANGYANG)
    grant(security, user, from_on=TODAY + timedelta(days=1), to_on=TODAY + timedelta(days=2))
    assert not acting(user).scope.may("read enterprise")
    days = [
        actor_of(user, NOW + timedelta(days=ahead), "test").scope.may("read enterprise") for ahead in range(4)
    ]
    assert days == [False, True, True, False]


@pytest.mark.parametrize("role", ["system_admin", "district_officer", "auditor"])
def test_only_the_security_administrator_grants(role: str) -> None:
    with pytest.raises(Refused) as refused:
        grant(acting(person(role)), make_user("chen"))
    assert codes(refused) == {"no-duty"}


def test_nobody_grants_to_oneself_nor_to_the_own_second_account(security: Actor) -> None:
    me = User.objects.get(pk=security.person)
    second = make_user("second", person=me.person)
    for account in (me, second):
        with pytest.raises(Refused) as refused:
            grant(security, account)
        assert "oneself" in codes(refused)


def test_the_three_administrators_are_three_persons_also_over_second_accounts(security: Actor) -> None:
    officer = person("district_officer")
    second = make_user("second", person=officer.person)
    for duty in ("system_admin", "auditor", "security_admin"):
        with pytest.raises(Refused) as refused:
            grant(security, second, duty=duty, region=DISTRICT)
        assert codes(refused) == {"duties-conflict"}


def test_a_duty_that_ended_does_not_stand_against_another(security: Actor) -> None:
    user = make_user("lin")
    people.grant(user, "district_officer", region=DISTRICT, to_on=YESTERDAY)
    assert grant(security, user, duty="auditor", region=DISTRICT).duty == "auditor"


def test_a_duty_to_come_stands_against_another_that_would_overlap(security: Actor) -> None:
    user = make_user("lin")
    people.grant(user, "district_officer", region=DISTRICT, from_on=TODAY + timedelta(days=30))
    with pytest.raises(Refused):
        grant(security, user, duty="auditor", region=DISTRICT)
    assert grant(security, user, duty="auditor", region=DISTRICT, to_on=TODAY + timedelta(days=29))


def test_the_same_duty_is_not_granted_twice(security: Actor) -> None:
    user = make_user("chen")
    grant(security, user)
    with pytest.raises(Refused) as refused:
        grant(security, user)
    assert codes(refused) == {"held-already"}
    grant(security, user, region=HESHI)


def test_all_reasons_come_together(security: Actor) -> None:
    user = make_user("chen", is_active=False)
    with pytest.raises(Refused) as refused:
        grant(security, user, region=DISTRICT, to_on=YESTERDAY, reason="")
    assert codes(refused) == {"disabled", "needs-town", "ends-early", "reason"}


ONE = new_id()


@pytest.mark.parametrize(
    ("reach", "code"),
    [
        (Reach("town_officer", region="350503001"), "region-outside"),
        (Reach("town_officer", region="35050"), "region-outside"),
        (Reach("town_officer"), "reach-one-way"),
        (Reach("town_officer", region=SHUANGYANG, enterprise=ONE), "reach-one-way"),
        (Reach("town_officer", region=DISTRICT), "needs-town"),
        (Reach("town_officer", enterprise=ONE), "needs-town"),
        (Reach("bureau_officer", region=DISTRICT), "needs-sectors"),
        (Reach("bureau_officer", assignee=ONE), "needs-region"),
        (Reach("district_officer", region=SHUANGYANG), "needs-district"),
        (Reach("auditor", region=DISTRICT, sectors=["schools"]), "needs-district"),
        (Reach("enterprise_manager", region=SHUANGYANG), "needs-unit"),
        (Reach("expert", region=SHUANGYANG), "needs-name"),
        (Reach("town_officer", region=SHUANGYANG), ""),
        (Reach("grid_member", region=SHUANGYANG + "001"), ""),
        (Reach("bureau_officer", region=DISTRICT, sectors=["schools"]), ""),
        (Reach("enforcement_officer", region=DISTRICT), ""),
        (Reach("leader", region=DISTRICT), ""),
        (Reach("enterprise_staff", enterprise=ONE), ""),
        (Reach("insurer", assignee=ONE), ""),
    ],
)
def test_each_duty_has_its_own_reach(reach: Reach, code: str) -> None:
    assert [refusal.code for refusal in against_reach(reach, district=DISTRICT)] == ([code] if code else [])


def test_an_ended_grant_gives_no_right_any_more_the_same_day(security: Actor) -> None:
    user = person("street_inspector")
    row = user.grants.get()
    assert acting(user).scope.may("read enterprise")
    actions.end_grant(security, row, reason="moved to another office")
    assert not acting(user).scope.may("read enterprise")
    row.refresh_from_db()
    assert row.to_on == YESTERDAY
    (entry,) = entries(row.id)
    assert (entry.verb, entry.after, entry.note) == (
        "end",
        {"to_on": "2026-11-22"},
        "moved to another office",
    )


def test_a_grant_that_began_today_leaves_only_its_entries_when_it_ends_at_once(security: Actor) -> None:
    user = make_user("chen")
    row = grant(security, user)
    pk = row.id
    actions.end_grant(security, row, reason="granted by mistake")
    assert not acting(user).scope.may("read enterprise")
    assert not Grant.objects.filter(pk=pk).exists()
    assert [entry.verb for entry in entries(pk)] == ["grant", "withdraw"]
    assert entries(pk)[1].before["duty"] == "town_officer"  # type: ignore[index]


def test_a_grant_can_end_with_a_day_to_come_but_not_with_a_past_one(security: Actor) -> None:
    row = grant(security, make_user("chen"))
    actions.end_grant(security, row, reason="retires", to_on=TODAY + timedelta(days=7))
    assert Grant.objects.get(pk=row.pk).to_on == date(2026, 11, 30)
    with pytest.raises(Refused) as refused:
        actions.end_grant(security, row, reason="retires", to_on=YESTERDAY)
    assert codes(refused) == {"ends-early"}


# ---------- activation ----------


def issue(**over: Any) -> tuple[UUID, str]:
    unit = new_id()
    return unit, actions.issue_activations(acting(person("street_inspector")), [unit], **over)[unit]


def activate(code: str, **over: Any) -> User:
    given = {"username": "huangmin", "name": "黄敏", "password": "a quiet long phrase", "now": NOW}
    return actions.activate(code=code, **given | over)  # type: ignore[arg-type]


def test_a_printed_code_opens_an_account_over_that_unit_only() -> None:
    unit, code = issue()
    user = activate(code)
    (row,) = user.grants.all()
    assert (row.duty, row.enterprise, row.region, row.from_on) == ("enterprise_manager", unit, "", TODAY)
    assert (
        user.organisation is None
        and not user.must_change_password
        and user.check_password("a quiet long phrase")
    )
    assert {entry.verb for entry in Entry.objects.filter(via="activation")} == {"create", "grant", "use"}


def test_only_the_hash_of_a_code_is_kept() -> None:
    _, code = issue()
    row = Activation.objects.get()
    kept = json.dumps([*Entry.objects.values_list("after", flat=True), row.facts()], default=str)
    assert code not in kept and actions.grouped(code) not in kept
    assert len(row.code_hash) == 64


def test_the_code_may_be_typed_as_people_type() -> None:
    _, code = issue()
    typed = actions.grouped(code).lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert actions.code_hash(f" {typed} ") == actions.code_hash(code)


def test_wrong_used_expired_and_replaced_codes_are_refused_alike() -> None:
    unit, used = issue()
    activate(used)
    _, expired = unit, actions.issue_activations(people.OPERATOR, [unit])[unit]
    replaced = actions.issue_activations(people.OPERATOR, [unit])[unit]
    actions.issue_activations(people.OPERATOR, [unit])
    said = set()
    for number, (code, now) in enumerate(
        [("AAAA-BBBB-CCCC-DDDD", NOW), (used, NOW), (expired, NOW + timedelta(days=31)), (replaced, NOW)]
    ):
        with pytest.raises(Refused) as refused:
            activate(code, username=f"someone{number}", now=now)
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_code_lasts_thirty_days() -> None:
    _, code = issue()
    assert activate(code, now=NOW + timedelta(days=30)).username == "huangmin"


def test_a_taken_name_does_not_use_the_code_up() -> None:
    make_user("huangmin")
    _, code = issue()
    with pytest.raises(Refused) as refused:
        activate(code)
    assert codes(refused) == {"username-taken"}
    assert activate(code, username="huangmin2")


def test_whoever_has_not_the_duty_issues_no_codes() -> None:
    with pytest.raises(Refused):
        actions.issue_activations(acting(person("leader")), [new_id()])
    with pytest.raises(ValueError, match="duty of a unit"):
        actions.issue_activations(acting(person("street_inspector")), [new_id()], duty="auditor")


def test_issuing_takes_the_same_few_queries_for_two_units_and_for_forty(
    django_assert_num_queries: Any,
) -> None:
    actor = acting(person("street_inspector"))
    numbers = []

    for count in (2, 40):
        with CaptureQueriesContext(connection) as queries_run:
            actions.issue_activations(actor, [new_id() for _ in range(count)])
        numbers.append(len(queries_run))
    assert numbers[0] == numbers[1]


# ---------- the unit of an account ----------


@pytest.mark.parametrize("address", ["/accounts/?kind=unit", "/grants/?state=in_force"])
def test_the_account_of_a_unit_says_which(address: str) -> None:
    unit = people.make_enterprise(name="青岚鞋业有限公司")
    people.enterprise_manager(unit)
    assert "青岚鞋业有限公司" in people.browser(person("security_admin")).get(address).content.decode()


def test_the_form_of_a_new_account_has_a_way_back() -> None:
    page = people.browser(person("system_admin")).get("/accounts/new/").content.decode()
    assert 'class="btn" href="/accounts/"' in page
