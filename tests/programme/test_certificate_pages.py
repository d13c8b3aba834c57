"""The pages of certificates: proposed, decided, objected, printed; and the public page that says five things and sets no cookie."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.programme.models import Certificate, Objection
from tests import people
from tests.everywhere import lists
from tests.programme.made import Cast, cast, certified, proposed

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    return people.browser(User.objects.get(pk=actor.person))


def sent(client: Client, url: str, **values: Any) -> Any:
    return client.post(url, {"_key": str(uuid.uuid4()), **values})


def verify_url(row: Certificate) -> str:
    return f"/verify/{row.district}{row.token}/"


# ---------- the way of a certificate ----------


def test_from_the_decided_application_to_the_granted_certificate(settings: Any) -> None:
    who = cast()
    row = lists.accepted_of(who.unit)
    office, leader = client_of(who.around.district), client_of(who.leader)
    page = office.get(f"/assessment/{row.pk}/").content.decode()
    assert f"/assessment/{row.pk}/certificate/" in page
    answer = sent(office, f"/assessment/{row.pk}/certificate/")
    made = Certificate.objects.get(assessment=row)
    assert (answer.status_code, answer["Location"]) == (302, f"/certificate/{made.pk}/")
    assert "7" in office.get(f"/assessment/{row.pk}/certificate/").content.decode()
    refused = sent(leader, f"/certificate/{made.pk}/grant/")
    assert refused.status_code == 422 and made.publicity_to and str(made.publicity_to) in refused.content.decode()  # fmt: skip
    Certificate.objects.filter(pk=made.pk).update(publicity_to=date(2026, 1, 1))
    assert sent(leader, f"/certificate/{made.pk}/grant/").status_code == 302
    made.refresh_from_db()
    page = leader.get(f"/certificate/{made.pk}/").content.decode()
    assert made.number in page and verify_url(made) in page and "certificate.pdf" in page


def test_an_objection_is_kept_and_answered_and_its_name_stays_with_the_office() -> None:
    who = cast()
    row = proposed(who)
    office, leader, unit = (
        client_of(who.around.district),
        client_of(who.leader),
        client_of(who.around.manager),
    )
    assert (
        sent(office, f"/certificate/{row.pk}/objection/", text="通道被占用", objector="某职工").status_code
        == 302
    )
    objection = Objection.objects.get(certificate=row)
    assert sent(leader, f"/objection/{objection.pk}/", note="已清空").status_code == 404  # no answer chosen
    assert sent(leader, f"/objection/{objection.pk}/", note="", step="dismiss").status_code == 422
    assert sent(leader, f"/objection/{objection.pk}/", note="已清空", step="dismiss").status_code == 302
    assert "某职工" in leader.get(f"/certificate/{row.pk}/").content.decode()
    page = unit.get(f"/certificate/{row.pk}/").content.decode()
    assert "通道被占用" in page and "已清空" in page and "某职工" not in page


def test_it_is_suspended_on_a_ground_and_settled_by_another() -> None:
    who = cast()
    row = certified(who)
    office, leader = client_of(who.around.district), client_of(who.leader)
    assert sent(office, f"/certificate/{row.pk}/suspend/", note="停产").status_code == 422
    assert sent(office, f"/certificate/{row.pk}/suspend/", note="停产", ground="not_kept").status_code == 302
    assert sent(office, f"/certificate/{row.pk}/revoke/", note="x", ground="not_kept").status_code == 422
    assert sent(leader, f"/certificate/{row.pk}/restore/", note="已恢复").status_code == 302
    row.refresh_from_db()
    assert row.state == "valid"
    assert office.get(f"/certificate/{row.pk}/suspend-by-rule/").status_code == 404
    assert office.get(f"/certificate/{row.pk}/no-such-step/").status_code == 404


def test_a_grade_from_before_is_entered_on_the_units_page() -> None:
    who = cast()
    office = client_of(who.around.district)
    assert f"/units/{who.unit.pk}/certificate/" in office.get(f"/units/{who.unit.pk}/").content.decode()
    given = {"result": "3", "number": "闽AQB3505-1", "granted_on": "2026-01-05"}
    answer = sent(office, f"/units/{who.unit.pk}/certificate/", **given)
    row = Certificate.objects.get(enterprise=who.unit)
    assert answer["Location"] == f"/certificate/{row.pk}/" and row.number == "闽AQB3505-1"
    assert "闽AQB3505-1" in client_of(who.around.manager).get(f"/units/{who.unit.pk}/").content.decode()
    assert office.get(f"/certificate/{row.pk}/certificate.pdf").status_code == 404  # its authority prints it


@pytest.mark.parametrize("kind", ["certificate", "plaque"])
def test_the_paper_is_printed_and_journalled(kind: str) -> None:
    who = cast()
    row = certified(who)
    answer = client_of(who.around.manager).get(f"/certificate/{row.pk}/{kind}.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    entry = Entry.objects.get(object_id=row.pk, verb="print")
    assert entry.after and entry.after["kind"] == kind


def test_only_a_certificate_in_force_is_printed() -> None:
    who = cast()
    row = proposed(who)
    client = client_of(who.around.district)
    for address in ("certificate.pdf", "plaque.pdf", "code.svg"):
        assert client.get(f"/certificate/{row.pk}/{address}").status_code == 404
    assert client.get(f"/certificate/{certified(cast_again(who)).pk}/other.pdf").status_code == 404


def cast_again(who: Cast) -> Cast:
    """The same people, another unit of the same kind."""
    unit = people.make_enterprise(name="测试第二学校", sector="schools")
    around = type(who.around)(**{**vars(who.around), "unit": unit})
    return Cast(around, who.expert, who.leader)


# ---------- the public page ----------


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "有效"), ("en", "Valid")])
def test_anybody_verifies_a_certificate_without_signing_in(language: str, said: str) -> None:
    row = certified(cast())
    answer = Client().get(verify_url(row), {"language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    for word in (row.number, row.enterprise.name, said, str(row.valid_until)):
        assert word in page, word
    assert not answer.cookies and "Set-Cookie" not in answer.headers
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"


def test_the_public_page_shows_nothing_else_of_the_unit() -> None:
    who = cast()
    row = certified(who)
    page = Client().get(verify_url(row)).content.decode()
    for word in (
        who.unit.uscc,
        who.unit.address,
        "黄敏",
        str(row.pk),
        str(who.unit.pk),
        row.proposer,
        row.grantor,
    ):
        assert not word or word not in page, word
    assert "<form" not in page and "<script" not in page


def test_absent_malformed_and_never_granted_look_alike_in_every_byte() -> None:
    who = cast()
    row = proposed(who)
    Certificate.objects.filter(pk=row.pk).update(token="a" * 26)
    codes = ["350504" + "b" * 26, "350504" + "a" * 26, "x", "350504'--" + "c" * 24, "９" * 32, "0" * 400]
    answers = [Client().get(f"/verify/{code}/", {"language": "zh-hans"}) for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"\d\d:\d\d", "", answer.content.decode()) for answer in answers}) == 1
    assert "没有这份证书" in answers[0].content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "suspended"}, "已暂停"), ({"state": "revoked"}, "已撤销"),
        ({"valid_from": date(2020, 1, 1), "valid_until": date(2020, 1, 1) + timedelta(days=90)}, "已过期"),
    ],
)  # fmt: skip
def test_a_certificate_that_does_not_hold_says_so(values: dict[str, Any], said: str) -> None:
    row = certified(cast())
    Certificate.objects.filter(pk=row.pk).update(**values)
    page = Client().get(verify_url(row), {"language": "zh-hans"}).content.decode()
    assert said in page and "目前不具效力" in page


def test_the_code_leads_to_the_public_page() -> None:
    who = cast()
    row = certified(who)
    answer = client_of(who.around.manager).get(f"/certificate/{row.pk}/code.svg")
    assert answer["Content-Type"] == "image/svg+xml" and answer.content.startswith(b"<svg")
    assert Client().post(verify_url(row)).status_code == 405
