"""Delegation 代理: rights pass for some days, the person stays; it is written as done for another, and nobody decides twice through it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from anbiao.authority import actions as accounts
from anbiao.authority import delegating
from anbiao.authority.actions import tokens
from anbiao.authority.models import Delegation, Grant, User
from anbiao.authority.people import actor_of_token, of_account
from anbiao.authority.work import DELEGATED
from anbiao.kit import clock
from anbiao.kit.actor import ACTING, Actor
from anbiao.kit.models import Entry, Notice
from anbiao.kit.work import sources
from anbiao.oversight.actions import tell_happenings, write_digests
from anbiao.programme.actions import move_task
from anbiao.programme.models import Absence, Campaign, Task
from anbiao.registry.actions import change_unit
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import enterprises
from anbiao.rules.refusal import Refused
from tests import people
from tests.authority.delegations import acting, codes, name
from tests.everywhere.lists import hazards_of, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[User, User]:
    """The officer of a street who goes away, and a colleague of another street who stands in."""
    return people.person("street_inspector"), people.person("other_street")


# ---------- rights pass, the person stays ----------


def test_the_deputy_does_it_for_the_other_and_the_journal_says_so(two: tuple[User, User]) -> None:
    giver, deputy = two
    unit = people.make_enterprise()
    row = name(giver, deputy)
    own, stead = people.acting(deputy), acting(deputy)
    assert stead is not None
    assert not enterprises(own, "change enterprise").exists()
    assert list(enterprises(stead, "change enterprise")) == [unit]
    change_unit(stead, unit, values={"phone": "0595-12345678"}, version=unit.version)
    entry = Entry.objects.filter(object_id=unit.pk).latest("number")
    assert (entry.person, entry.who, entry.on_behalf_of) == (deputy.pk, deputy.name, giver.name)
    assert entry.via == f"deputy {row.number}"
    assert delegating.acts(row)["number"] == 1
    assert people.acting(giver).scope.may("change enterprise")  # she stays able to act, in her own name
    verbs = Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["name", "accept"]


def test_nothing_passes_before_it_is_accepted_nor_after_its_last_day(two: tuple[User, User]) -> None:
    giver, deputy = two
    row = name(giver, deputy, accept=False, from_on=people.TODAY + timedelta(days=1))
    assert acting(deputy, ahead=1) is None
    delegating.move(people.acting(deputy), row, "accept")
    assert [bool(acting(deputy, ahead=days)) for days in (0, 1, 7, 8)] == [False, True, True, False]


def test_only_what_was_chosen_passes_and_never_more_than_is_held_that_day(two: tuple[User, User]) -> None:
    giver, deputy = two
    more = people.grant(giver, "bureau_officer", region=people.DISTRICT, sectors=["schools"])
    name(giver, deputy, grants=[more.pk])
    stead = acting(deputy)
    assert stead is not None
    assert [grant.duty for grant in stead.scope.grants] == ["bureau_officer"]
    accounts.end_grant(people.acting(people.person("security_admin")), more, reason="改任")
    ended = acting(deputy)
    assert ended is not None
    assert ended.scope.grants == ()


def test_what_is_held_by_name_stays_with_the_person(two: tuple[User, User]) -> None:
    giver, deputy = two
    row = name(giver, deputy)
    stead = acting(deputy)
    assert stead is not None
    assert not stead.scope.may("acknowledge responsibility")
    with pytest.raises(Refused) as refused:  # nothing that was delegated is delegated on
        delegating.name_deputy(
            stead, deputy=people.person("grid_member"), grants=row.grants, from_on=people.TODAY, to_on=people.TODAY, reason="x"
        )  # fmt: skip
    assert codes(refused) == {"by-hand"}
    with pytest.raises(Refused):
        delegating.move(stead, row, "end")


def test_neither_tokens_nor_jobs_carry_it(two: tuple[User, User]) -> None:
    giver, deputy = two
    unit = people.make_enterprise()
    name(giver, deputy)
    token, _secret = tokens.make_token(
        people.acting(deputy), name="x", capabilities=["read enterprise"], expires_on=people.TODAY
    )
    for actor in (
        actor_of_token(token, people.NOW),
        of_account(people.DISTRICT, deputy.pk, people.NOW, "job"),
    ):
        assert not enterprises(actor).filter(pk=unit.pk).exists()
    stead = acting(deputy)
    assert stead is not None
    with pytest.raises(Refused):
        tokens.make_token(stead, name="y", capabilities=["read enterprise"], expires_on=people.TODAY)


# ---------- who is named, who answers, who ends ----------


def test_what_stands_against_a_deputy_is_told_at_once(two: tuple[User, User]) -> None:
    giver, _deputy = two
    with pytest.raises(Refused) as refused:
        name(giver, people.person("security_admin"), reason=" ", to_on=people.TODAY + timedelta(days=200))
    assert codes(refused) == {"administrator", "reason", "too-long"}
    second = people.make_user("second")
    User.objects.filter(pk=second.pk).update(person=giver.person)
    second.refresh_from_db()
    with pytest.raises(Refused) as refused:
        name(giver, second)
    assert "same-person" in codes(refused)


def test_the_same_days_are_not_given_twice(two: tuple[User, User]) -> None:
    name(*two, accept=False)
    with pytest.raises(Refused) as refused:
        name(*two)
    assert codes(refused) == {"twice"}


def test_an_officer_without_the_duty_for_enforcement_does_not_stand_in_for_one() -> None:
    officer = people.make_user("officer")
    people.grant(officer, "enforcement_officer", region=people.DISTRICT)
    with pytest.raises(Refused) as refused:
        name(officer, people.person("street_inspector"))
    assert codes(refused) == {"unqualified"}


def test_only_the_deputy_accepts(two: tuple[User, User]) -> None:
    giver, deputy = two
    row = name(giver, deputy, accept=False)
    for other in (giver, people.person("district_officer")):
        with pytest.raises(Refused):
            delegating.move(people.acting(other), row, "accept")
    delegating.move(people.acting(deputy), row, "decline", note="也要出差")
    assert (row.state, row.remark) == ("declined", "也要出差")


@pytest.mark.parametrize(
    ("who", "step"),
    [("giver", "end"), ("deputy", "end"), ("district_officer", "revoke"), ("security_admin", "revoke")],
)
def test_the_two_and_the_office_end_it_at_once(two: tuple[User, User], who: str, step: str) -> None:
    giver, deputy = two
    row = name(giver, deputy)
    ending = {"giver": giver, "deputy": deputy}.get(who) or people.person(who)
    delegating.move(people.acting(ending), row, step, note="已返岗")
    assert (row.state, acting(deputy)) == ("ended", None)


def test_another_street_does_not_end_it(two: tuple[User, User]) -> None:
    giver, deputy = two
    row = name(giver, deputy)
    with pytest.raises(Refused):
        delegating.move(
            people.acting(deputy), row, "revoke", note="x"
        )  # the deputy's street is not the giver's
    with pytest.raises(Refused):
        delegating.move(people.acting(people.person("grid_member")), row, "end")


def test_whoever_is_disabled_is_acted_for_by_nobody(two: tuple[User, User]) -> None:
    giver, deputy = two
    name(giver, deputy)
    accounts.disable_account(people.acting(people.person("system_admin")), giver, reason="离职")
    assert acting(deputy) is None


# ---------- separation of duties ----------


def handed_in(unit: Enterprise, by: Actor) -> Task:
    """A task that somebody reported as done."""
    task = task_of(unit)
    Campaign.objects.filter(pk=task.campaign_id).update(state="running")
    task = Task.objects.select_related("campaign", "step", "enterprise").get(pk=task.pk)
    move_task(by, task, "submit", done_note="到现场核对")
    return task


def test_what_was_done_for_another_counts_as_done_by_both_for_ever(two: tuple[User, User]) -> None:
    giver, deputy = two
    people.grant(deputy, "town_officer", region=people.SHUANGYANG)  # he may accept here by himself
    row = name(giver, deputy)
    stead = acting(deputy)
    assert stead is not None
    task = handed_in(people.make_enterprise(), stead)
    assert (task.done_by, task.doer) == (row.pk, deputy.name)
    delegating.move(people.acting(giver), row, "end")
    for same in (giver, deputy):
        with pytest.raises(Refused) as refused:
            move_task(people.acting(same), task, "accept")
        assert codes(refused) == {"own-work"}
    third = people.person("street_inspector", username="third")
    move_task(people.acting(third), task, "accept")
    assert task.state == "accepted"


@pytest.mark.parametrize("whose", ["giver", "deputy"])
def test_nobody_accepts_through_a_deputy_what_one_of_them_did(two: tuple[User, User], whose: str) -> None:
    giver, deputy = two
    people.grant(deputy, "town_officer", region=people.SHUANGYANG)
    name(giver, deputy)
    task = handed_in(people.make_enterprise(), people.acting(giver if whose == "giver" else deputy))
    stead = acting(deputy)
    assert stead is not None
    with pytest.raises(Refused) as refused:
        move_task(stead, task, "accept")
    assert codes(refused) == {"own-work"}
    shown = [
        each.name
        for each in sources(stead)
        if each.rows(stead, True).filter(pk=task.pk).exists() and each.model is Task
    ]
    assert shown == []  # and she is not asked to


# ---------- screens ----------


@pytest.fixture
def desk(two: tuple[User, User]) -> tuple[Client, Delegation, Enterprise]:
    """The deputy's browser, with a hazard in the other's street to verify."""
    giver, deputy = two
    unit = people.make_enterprise(name="双阳玩具厂")
    (hazard,) = hazards_of(unit, 1)
    type(hazard).objects.filter(pk=hazard.pk).update(state="reported", grade="major", criterion="x")
    row = name(giver, deputy, now=clock.now())
    return people.browser(deputy, language="en"), row, unit


def act(client: Client, chosen: UUID | str, **over: str) -> Any:
    return client.post("/acting/", {"_key": str(uuid4()), "delegation": str(chosen), **over})


def test_the_others_work_stands_on_the_deputys_page_and_opens_in_the_others_name(
    desk: tuple[Client, Delegation, Enterprise],
) -> None:
    client, row, unit = desk
    page = client.get("/").content.decode()
    assert f"Act for {row.giver.name}" in page
    assert unit.name in page
    assert client.get(f"/units/{unit.pk}/").status_code == 404
    answer = act(client, row.pk, next=f"/units/{unit.pk}/")
    assert answer["Location"] == f"/units/{unit.pk}/"
    page = client.get(f"/units/{unit.pk}/").content.decode()
    assert f"You act in the name of {row.giver.name}" in page
    assert f'name="{ACTING}" value="{row.number}"' in page
    act(client, "")
    assert client.get(f"/units/{unit.pk}/").status_code == 404


def test_a_form_is_written_in_the_name_in_which_it_was_shown(
    desk: tuple[Client, Delegation, Enterprise],
) -> None:
    client, row, unit = desk
    act(client, row.pk)
    before = Entry.objects.count()
    answer = client.post(f"/units/{unit.pk}/change/", {"_key": str(uuid4()), "phone": "1"})
    assert answer.status_code == 409
    assert "in another name" in answer.content.decode()
    assert Entry.objects.count() == before
    client.post("/language/", {"_key": str(uuid4()), "language": "en", "next": "/"})
    entry = Entry.objects.latest("number")
    assert (entry.on_behalf_of, entry.via) == ("", "web")  # what is one's own is done in nobody's name


def test_it_is_over_at_the_next_click(desk: tuple[Client, Delegation, Enterprise]) -> None:
    client, row, unit = desk
    act(client, row.pk)
    assert client.get(f"/units/{unit.pk}/").status_code == 200
    delegating.move(people.acting_now(row.giver), row, "end")
    assert client.get(f"/units/{unit.pk}/").status_code == 404
    assert "You act in the name" not in client.get("/").content.decode()


def test_field_work_is_ones_own(desk: tuple[Client, Delegation, Enterprise]) -> None:
    client, row, unit = desk
    act(client, row.pk)
    assert client.get(f"/field-unit/{unit.pk}.json").status_code == 404


def test_nobody_acts_by_what_is_anothers_or_does_not_run(desk: tuple[Client, Delegation, Enterprise]) -> None:
    client, row, _unit = desk
    other = people.browser(people.person("leader"))
    assert act(other, row.pk).status_code == 404
    assert act(client, uuid4()).status_code == 404
    assert act(client, row.pk, next="https://elsewhere.example/")["Location"] == "/"


def test_a_deputy_is_named_accepts_and_is_seen_by_the_office(two: tuple[User, User]) -> None:
    giver, deputy = two
    (grant,) = Grant.objects.filter(user=giver).values_list("pk", flat=True)
    today = clock.day_of(clock.now())
    first, second = people.browser(giver), people.browser(deputy)
    form = {
        "_key": str(uuid4()), "deputy": str(deputy.pk), "grants": str(grant), "from_on": today.isoformat(), "to_on": today.isoformat(),
        "reason": "休假",
    }  # fmt: skip
    assert first.post("/my-delegations/new/", {**form, "_key": str(uuid4()), "grants": ""}).status_code == 422
    address = first.post("/my-delegations/new/", form)["Location"]
    assert "接受代理" in second.get(address).content.decode()
    assert second.post(address, {"_key": str(uuid4()), "step": "accept"}).status_code == 302
    row = Delegation.objects.get()
    assert row.state == "accepted"
    office = people.browser(people.person("district_officer"))
    assert "代理中" in office.get("/delegations/").content.decode()
    assert deputy.name in office.get(f"/accounts/{giver.pk}/").content.decode()
    assert giver.name in office.get(f"/accounts/{deputy.pk}/").content.decode()
    assert office.post(f"/delegation/{row.pk}/", {"_key": str(uuid4()), "step": "revoke"}).status_code == 422
    ended = office.post(f"/delegation/{row.pk}/", {"_key": str(uuid4()), "step": "revoke", "note": "已返岗"})
    assert ended.status_code == 302
    assert "由机关结束代理" in office.get(f"/delegation/{row.pk}/").content.decode()


# ---------- who is told ----------


def test_the_deputy_is_told_what_the_other_is_told_in_one_digest(two: tuple[User, User]) -> None:
    giver, deputy = two
    rows = hazards_of(people.make_enterprise(sector="schools"), 2)
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(
        state="reported", grade="major", criterion="x"
    )
    name(giver, deputy)
    write_digests(people.DISTRICT, now=people.NOW)
    told = {each.person: each for each in Notice.objects.filter(kind="digest")}
    lines = [line for line in told[deputy.pk].lines if line["source"] == "hazards-to-verify"]
    assert [line["instead_of"] for line in lines] == [giver.name] * 2
    assert {line["instead_of"] for line in told[giver.pk].lines} == {""}  # and she is told herself as ever


def test_whoever_is_named_is_told_and_has_it_in_her_work(two: tuple[User, User]) -> None:
    giver, deputy = two
    row = name(giver, deputy, accept=False)
    assert list(DELEGATED.rows(people.acting(deputy), False)) == [row]
    assert not DELEGATED.rows(people.acting(giver), False).exists()
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert [each.person for each in Notice.objects.filter(kind="delegated")] == [deputy.pk]


def test_an_absence_names_its_deputy(two: tuple[User, User]) -> None:
    giver, deputy = two
    today = clock.day_of(clock.now())
    days = {"first_on": today, "last_on": today + timedelta(days=3)}
    Absence.objects.create(
        district=people.DISTRICT, person=giver, organisation=giver.organisation, kind="leave", who="x", **days
    )
    office = people.browser(people.person("district_officer"))
    assert "未指定" in office.get("/plan-times/").content.decode()
    name(giver, deputy, accept=False, now=clock.now())
    page = office.get("/plan-times/").content.decode()
    assert deputy.name in page
    assert "尚未接受" in page
