"""What holds for every address of the API, written once: who opens it, what it tells, that a write is done once."""

import json
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from anbiao.authority.actions.tokens import make_token
from anbiao.authority.models import Organisation, User
from anbiao.kit.models import Answer, BulkAct, Entry
from anbiao.kit.register import Register
from anbiao.portal.api.application import description
from anbiao.portal.api.problems import CONTENT_TYPE
from anbiao.portal.api.telling import chapters
from anbiao.portal.urls import API_REGISTERS
from anbiao.rules.duties import MAY
from tests import people
from tests.everywhere.addresses import OPENS, OWN, every_address
from tests.everywhere.lists import FILL, assessment_of, hazards_of, instruction_of, meeting_of

pytestmark = pytest.mark.django_db
ADDRESSES = [each for each in every_address() if each.policy and each.policy.by_token]
KINDS = {
    "enterprises": "units", "responsibilities": "responsibilities", "hazards": "hazard", "tasks": "task", "assessments": "assessment",
    "assessed-items": "assessed-item",
}  # fmt: skip


class Program:
    """A program that calls with a token of somebody, with all of her rights or some."""

    def __init__(self, user: User, only: frozenset[str] | None = None, **narrower: Any) -> None:
        actor = people.acting_now(user)
        rights = {each for grant in actor.scope.grants for each in MAY[grant.duty]}
        chosen = rights if only is None else only
        _token, secret = make_token(
            actor, name="x", capabilities=chosen, expires_on=actor.today + timedelta(days=9), **narrower
        )
        self.client = Client(
            headers={"authorization": f"Bearer {secret}", "accept-language": "en"},
            raise_request_exception=True,
        )

    def reads(self, path: str) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}")

    def does(self, path: str, body: Any, key: Any = None) -> HttpResponse:
        content = body if isinstance(body, str) else json.dumps(body)
        headers = {"idempotency-key": str(key or uuid.uuid4())}
        return self.client.post(f"/api/v1/{path}", content, content_type="application/json", headers=headers)


def told(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def elsewhere() -> User:
    user = people.make_user("elsewhere", district=people.OTHER)
    people.grant(user, "district_officer", region=people.OTHER, organisation=user.organisation)
    return user


@pytest.mark.parametrize(
    "path", ["nothing", "enterprises/a/b", "%0A", "hazards/%0A/grade", "%0D%0A", "hazards//grade"]
)
def test_where_nothing_is_programs_are_answered_as_programs(path: str) -> None:
    assert (
        people.browser(people.person("street_inspector")).post(f"/api/v1/{path}")["Content-Type"]
        == CONTENT_TYPE
    )


def test_without_a_token_nothing_opens_and_a_session_counts_for_nothing() -> None:
    signed_in = people.browser(people.person("district_officer"))
    for client in (people.browser(None), signed_in):
        for address in ADDRESSES:
            at = address.at(pk=uuid.uuid4(), rest="x")
            if address.name == "api-openapi" and client is signed_in:
                continue
            answer = client.post(at, {}) if address.policy and address.policy.writes else client.get(at)
            assert (answer.status_code, told(answer)["code"]) == (401, "no-token"), at
    assert not Entry.objects.exclude(who="operator test").exists()


@pytest.mark.parametrize("register", API_REGISTERS, ids=lambda each: each.name)
def test_a_list_is_the_page_and_each_row_opens(register: Register) -> None:
    FILL[register.name](2)
    user = people.person("district_officer")
    program, other, actor = Program(user), Program(elsewhere()), people.acting_now(user)
    if not actor.scope.may(register.capability):
        assert told(program.reads(register.path))["code"] == "not-found"
        return
    page = told(program.reads(f"{register.path}?limit=200&count=true"))
    rows = set(register.rows(actor).values_list("pk", flat=True))
    assert {each["id"] for each in page["items"]} == {str(pk) for pk in rows}
    assert page["total"] == len(rows) > 0
    assert set(page["items"][0]["values"]) == {column.name for column in register.columns}
    first = page["items"][0]["id"]
    one = told(program.reads(f"{register.path}/{first}"))
    assert {key: one[key] for key in page["items"][0]} == page["items"][0]
    asked = told(program.reads(f"{register.path}/filters"))["filters"]
    assert set(asked) == {each.name for each in register.filters}
    absent = other.reads(f"{register.path}/{uuid.uuid4()}")
    away = other.reads(f"{register.path}/{first}")
    assert (away.status_code, away.content) == (404, absent.content)
    seen = {each["id"] for each in told(other.reads(f"{register.path}?limit=200"))["items"]}
    assert not seen & {str(pk) for pk in rows}


def test_pages_follow_one_another_without_a_gap() -> None:
    people.make_enterprises(*({} for _ in range(7)))
    program, seen, after = Program(people.person("district_officer")), [], ""
    while True:
        page = told(program.reads(f"enterprises?limit=3&sort=-name&after={after}"))
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    "query", ["colour=purple", "town=zzz", "sort=nonsense", "nonsense=1", "after=abc", "limit=0", "limit=201", "limit=x"]
)  # fmt: skip
def test_what_means_nothing_is_refused_and_never_passed_over(query: str) -> None:
    answer = Program(people.person("district_officer")).reads(f"enterprises?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert told(answer)["errors"]


# ---------- writes ----------


def writes() -> list[Any]:
    """Every write with an example of a body."""
    told_ = description(API_REGISTERS)
    return [call for chapter in chapters(told_, "") for call in chapter.calls if call.method == "POST"]


def body_of(call: Any) -> str:
    return str(call.curl.split("-d '")[1].rsplit("'", 1)[0])


def test_no_write_reaches_into_another_district_or_past_what_the_token_may() -> None:
    made = {kind: OPENS[opens](OWN) for kind, opens in KINDS.items()}
    made |= {"instructions": instruction_of(1).pk, "meetings": meeting_of(1).pk}
    other = Program(elsewhere())
    narrow = Program(people.person("district_officer"), frozenset({"read enterprise"}))
    before, counted = Entry.objects.count(), 0
    for call in writes():
        path = call.path.removeprefix("/api/v1/")
        assert narrow.does(path.replace("{pk}", str(uuid.uuid4())), body_of(call)).status_code == 404, path
        if "{pk}" not in path:
            continue
        counted += 1
        there = other.does(path.replace("{pk}", str(made[path.split("/")[0]])), body_of(call))
        gone = other.does(path.replace("{pk}", str(uuid.uuid4())), body_of(call))
        assert (there.status_code, there.content) == (404, gone.content), path
    assert counted > 55
    assert Entry.objects.count() == before


def test_a_write_wants_json_a_key_and_nothing_that_is_not_asked_for() -> None:
    program = Program(people.person("district_officer"))
    at = "/api/v1/enterprises/register"
    plain = {"content_type": "application/json"}
    assert told(program.client.post(at, "{}", **plain))["code"] == "no-key"
    assert told(program.client.post(at, "{}", **plain, headers={"idempotency-key": "x"}))["code"] == "no-key"
    assert told(program.client.post(at, {"name": "x"}))["code"] == "no-json"
    assert told(program.client.get(at))["code"] == "no-method"
    for bad in ('{"a": NaN}', "{", '"\\ud800"', "[" * 5000):
        assert told(program.does("enterprises/register", bad))["code"] == "bad-json"
    more = told(program.does("enterprises/register", {"name": "x", "state": "closed"}))
    assert {"state", "region", "address"} <= {each["field"] for each in more["errors"]}
    assert not Answer.objects.exists()


UNIT = {"name": "接口新增机械厂", "region": people.SHUANGYANG, "address": "阳江路 8 号", "principal": "陈强"}
FOUND = {"title": "配电箱缺盖", "grade": "general", "responsible": "陈强"}


def _on(path: str, body: Any) -> Callable[[str], tuple[str, Any]]:
    return lambda pk: (path.replace("{pk}", pk), body)


@pytest.mark.parametrize(
    ("make", "verb"),
    [
        (_on("enterprises/register", UNIT), "register"),
        (_on("enterprises/{pk}/change", {"version": 1, "address": "阳江路 9 号"}), "change"),
        (_on("enterprises/{pk}/verify", {}), "verify"),
        (_on("enterprises/{pk}/add-contact", {"name": "陈强", "post": "厂长", "phone": "13800000000"}), "add contact"),
        (_on("enterprises/{pk}/suspend", {"on": str(people.TODAY), "note": "停产检修"}), "suspend"),
    ],
    ids=["register", "change", "verify", "contact", "step"],
)  # fmt: skip
def test_the_same_key_does_it_once_and_the_journal_names_the_token(make: Any, verb: str) -> None:
    unit = people.make_enterprise(principal="陈强")
    user = people.person("street_inspector")
    program, key = Program(user), uuid.uuid4()
    path, body = make(str(unit.pk))
    answers = [program.does(path, body, key) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}, answers[0].content
    assert len({answer.content for answer in answers}) == 1
    done = Entry.objects.filter(verb=verb, person=user.id)
    assert [entry.via for entry in done] == [f"api {user.tokens.get().number}"]
    assert told(program.does(path, {**body, "name": "另一份"}, key))["status"] in (409, 422)


def test_a_refusal_says_its_code_field_and_article_and_writes_nothing() -> None:
    first = people.make_enterprise()
    program = Program(people.person("street_inspector"))
    twice = told(program.does("enterprises/register", {**UNIT, "uscc": first.uscc}))
    assert (twice["code"], twice["errors"][0]["code"], twice["errors"][0]["field"]) == (
        "refused", "code-taken", "uscc",
    )  # fmt: skip
    stale = told(program.does(f"enterprises/{first.pk}/change", {"version": 9, "address": "x"}))
    assert (stale["status"], stale["errors"][0]["code"]) == (409, "changed-meanwhile")
    assert not Answer.objects.exists()


def test_a_hazard_is_reported_and_taken_over_its_steps() -> None:
    unit = people.make_enterprise(name="测试学校", sector="schools")
    user = people.person("street_inspector")
    program, due = Program(user), people.acting_now(user).today + timedelta(days=3)
    made = told(program.does(f"enterprises/{unit.pk}/report-hazard", {**FOUND, "due_on": str(due)}))
    one = told(program.reads(f"hazards/{made['id']}"))
    assert (one["values"]["title"], one["more"]["state"]) == ("配电箱缺盖", made["state"])
    bad = told(program.does(f"hazards/{made['id']}/verify", {"photos": ["no base64!"]}))
    assert (bad["status"], bad["errors"][0]["field"]) == (422, "photos")
    early = told(program.does(f"hazards/{made['id']}/verify", {"note": "看过"}))
    assert early["code"] == "refused"


def test_a_bulk_act_is_looked_at_and_done_as_on_the_page() -> None:
    units = people.make_enterprises({}, {}, {"region": people.HESHI})
    member = people.person("grid_member")
    program = Program(people.person("street_inspector"))
    body = {
        "ids": [str(unit.pk) for unit in units], "values": {"person": str(member.id), "from_on": str(people.TODAY)},
    }  # fmt: skip
    seen = told(program.does("enterprises/bulk/assign-grid", {**body, "preview": True}))
    assert len(seen["changed"]) == 2
    assert seen["absent"] == [str(units[2].pk)]
    assert not Entry.objects.filter(verb="assign").exists()
    done = told(program.does("enterprises/bulk/assign-grid", body))
    assert sorted(done["changed"]) == sorted(seen["changed"])
    assert Entry.objects.filter(verb="assign").count() == 2
    # Her program did it, so she can take it back.
    assert sorted(str(pk) for pk in BulkAct.objects.get().ids) == sorted(done["changed"])


def test_the_description_shows_what_the_reader_may_call_and_nothing_else() -> None:
    officer, narrow = people.person("district_officer"), frozenset({"read enterprise"})
    few = told(Program(officer, narrow).reads("openapi.json"))["paths"]
    assert "/api/v1/enterprises" in few
    assert not [path for path in few if path.startswith(("/api/v1/hazards", "/api/v1/enterprises/register"))]
    client = people.browser(officer)
    whole = told(client.get("/api/v1/openapi.json"))["paths"]
    page = client.get("/api/").content.decode()
    assert all(f"<code>{path}</code>" in page for path in whole)
    assert people.browser(people.person("grid_member")).get("/api/").status_code == 404


def test_days_narrow_a_register_as_the_description_says_and_what_is_for_the_eye_is_refused() -> None:
    officer = people.person("district_officer")
    for day in (1, 20):
        (row,) = hazards_of(people.make_enterprise(), 1)
        row.due_on = row.first_due_on = date(2026, 12, day)
        row.save(update_fields=["due_on", "first_due_on"])
    program = Program(officer)
    named = {
        each["name"]
        for each in told(program.reads("openapi.json"))["paths"]["/api/v1/hazards"]["get"]["parameters"]
    }
    assert {"due_on-from", "due_on-to"} <= named
    assert len(told(program.reads("hazards?due_on-from=2026-12-02"))["items"]) == 1
    assert len(told(program.reads("hazards?due_on-from=2026-12-01&due_on-to=2026-12-20"))["items"]) == 2
    for address in ("hazards?cols=title", "hazards?group=grade", "hazards?due_on-from=soon"):
        assert told(program.reads(address))["status"] == 422, address


def test_an_instruction_is_given_signed_for_and_reported_by_programs() -> None:
    office, street = (Program(people.person(name)) for name in ("district_officer", "street_inspector"))
    owner = Organisation.objects.get(district=people.DISTRICT, slug=people.SHUANGYANG)
    order = {
        "text": "补报三张清单",
        "organisation": str(owner.pk),
        "source": "note",
        "due_on": str(people.TODAY + timedelta(days=9)),
    }
    early = told(office.does("instructions/give", {**order, "due_on": "2026-01-01"}))
    assert (early["code"], early["errors"][0]["field"]) == ("refused", "due_on")
    given = told(office.does("instructions/give", order))
    assert given["state"] == "given"
    address = f"instructions/{given['id']}"
    assert told(street.does(f"{address}/sign", {}))["state"] == "signed"
    assert told(street.does(f"{address}/report", {}))["errors"][0]["field"] == "note"
    assert told(street.does(f"{address}/report", {"note": "全部补报"}))["state"] == "reported"
    assert street.does(f"{address}/close", {"note": "x"}).status_code == 404
    elsewhere = Program(people.person("other_street"))
    assert told(elsewhere.does(f"{address}/sign", {}))["status"] == 404


def test_an_assessment_is_reviewed_by_programs() -> None:
    unit = people.make_enterprise(name="测试学校", sector="schools")
    office, row = Program(people.person("district_officer")), assessment_of(unit)
    address, item = f"assessments/{row.pk}", row.items.get()
    early = told(office.does(f"{address}/begin-review", {}))
    assert (early["status"], early["code"]) == (409, "refused")
    row.state = "submitted"
    row.save(update_fields=["state"])
    assert told(office.does(f"{address}/begin-review", {}))["state"] == "review"
    unknown = told(office.does(f"{address}/review-items", {"items": [{"ref": "SCH-0", "marks": 1}]}))
    assert (unknown["status"], unknown["errors"][0]["field"]) == (422, "items.0.ref")
    unsaid = told(office.does(f"{address}/review-items", {"items": [{"ref": item.ref}]}))
    assert (unsaid["errors"][0]["code"], unsaid["errors"][0]["field"]) == ("marks-missing", "items.0.marks")
    above = told(office.does(f"{address}/review-items", {"items": [{"ref": item.ref, "marks": 9}]}))
    assert above["errors"][0]["code"] == "marks-outside"
    given = {"items": [{"ref": item.ref, "marks": 2.5, "reason": "缺一次演练记录"}]}
    assert told(office.does(f"{address}/review-items", given))["state"] == "review"
    (line,) = told(office.reads(address))["more"]["items"]
    assert (line["id"], line["review"]["marks"], line["review"]["reason"]) == (
        str(item.pk),
        "2.5",
        "缺一次演练记录",
    )
    again = {"version": 1, "marks": 1, "reason": "只见一份"}
    stale = told(office.does(f"assessed-items/{item.pk}/review", again))
    assert stale["errors"][0]["code"] == "changed-meanwhile"
    office.does(f"assessed-items/{item.pk}/review", {**again, "version": line["version"]})
    off = told(office.does(f"{address}/take-off", {"element": "SCH-1", "marks": 1, "reason": "现场另有一处"}))
    assert off["id"]
    (line,) = told(office.reads(address))["more"]["items"]
    assert (line["own"]["marks"], line["review"]["marks"]) == ("", "1")
    assert told(office.does(f"{address}/conclude", {}))["state"] == "reviewed"


def test_a_meeting_is_planned_held_and_instructs_by_programs() -> None:
    office = Program(people.person("district_officer"))
    owner = Organisation.objects.get(district=people.DISTRICT, slug=people.SHUANGYANG)
    plan = {
        "title": "推进会",
        "on": str(people.TODAY),
        "begins": "09:30",
        "place": "一号会议室",
        "called": [str(owner.pk)],
    }
    address = f"meetings/{told(office.does('meetings/plan', plan))['id']}"
    assert told(office.does(f"{address}/hold", {}))["errors"][0]["code"] == "nobody-there"
    assert told(office.does(f"{address}/change", {"begins": "9.30"}))["errors"][0]["field"] == "begins"
    assert told(office.does(f"{address}/change", {"begins": "10:00"}))["state"] == "planned"
    assert told(office.reads(address))["label"] == "推进会"
    office.does(f"{address}/enter-attendance", {"organisation": str(owner.pk), "name": "陈强"})
    assert told(office.does(f"{address}/hold", {}))["state"] == "held"
    order = {
        "text": "补报三张清单",
        "organisation": str(owner.pk),
        "due_on": str(people.TODAY + timedelta(days=9)),
    }
    wrong = told(
        office.does(f"{address}/instruct", {"orders": [order, {**order, "organisation": str(uuid.uuid4())}]})
    )
    assert (wrong["status"], wrong["errors"][0]["field"]) == (422, "orders.1.organisation")
    assert told(office.does(f"{address}/instruct", {"orders": [order]}))["state"] == "held"
    (given,) = told(office.reads("instructions"))["items"]
    assert given["values"]["text"] == "补报三张清单"
    office.does(f"{address}/write-minutes", {"text": "会议纪要"})
    assert told(office.does(f"{address}/conclude", {}))["state"] == "concluded"
