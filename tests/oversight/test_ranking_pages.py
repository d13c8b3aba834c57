"""The pages of rankings, through the doors: the whole course, what each office sees, prints, and the way back for the wrong visitor."""

import uuid
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User
from anbiao.kit.models import Entry
from anbiao.oversight import actions
from anbiao.oversight.models import Ranking, RankingObjection
from tests import people
from tests.oversight.ranked import AFTER, NEXT, TODAY, WEEK, at, concluded, published, ranked, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW + (TODAY - people.TODAY))


def client(name: str, language: str = "zh-hans") -> Client:
    return people.browser(User.objects.get(username=name), language=language)


def post(browser: Client, address: str, **values: object) -> HttpResponse:
    return browser.post(address, {"_key": str(uuid.uuid4()), **values})  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_the_office_drafts_sends_out_and_answers_through_the_doors() -> None:
    ranked()
    office, street = client("district_officer"), client("street_inspector")
    days = {name: day.isoformat() for name, day in WEEK.items()}
    answer = post(office, "/ranking/new/", kind="towns", campaign="", **days)
    row = Ranking.objects.get()
    assert answer["Location"] == f"/ranking/{row.serial}/"
    address = f"/ranking/{row.serial}/"
    page = text(office.get(address))
    assert "双阳街道" in page and "距第 1 名 6.00 分" in page
    assert post(office, "/ranking/new/", kind="towns", campaign="", **days).status_code == 422
    assert street.get(address).status_code == 404
    assert post(office, f"{address}send-out/", note="").status_code == 302
    seen = text(street.get(address))
    assert "双阳街道" in seen and "万安街道" not in seen and "河市镇" not in seen
    assert "本单位的排名待核对" in text(street.get("/"))
    assert post(street, f"{address}objection/", key=people.SHUANGYANG, code="cohort_rate", text="一处已闭环").status_code == 302  # fmt: skip
    assert "排名异议" in text(office.get("/"))
    assert "双阳街道" in text(office.get(f"{address}objection/1/"))
    done = post(office, f"{address}objection/1/", step="uphold", note="属实", number=9, of=10)
    assert done.status_code == 302
    assert RankingObjection.objects.get().state == "upheld"
    assert "已改正：" in text(office.get(address))


def test_who_is_not_concerned_finds_nothing_and_writes_nothing() -> None:
    who = ranked()
    row = sent(who)
    address = f"/ranking/{row.serial}/"
    bureau = people.browser(people.person("bureau_officer"))
    grid = people.browser(people.person("grid_member"))
    other, street = client("other_street"), client("street_inspector")
    for browser in (bureau, grid):
        assert browser.get(address).status_code == 404
        assert browser.get(f"/ranking/{row.serial}.xlsx").status_code == 404
        assert post(browser, f"{address}objection/", key=people.SHUANGYANG, text="x").status_code == 404
    before = Entry.objects.count()
    assert post(other, f"{address}objection/", key=people.SHUANGYANG, text="x").status_code == 422
    for path in ("line", "figures", "correction"):
        assert street.get(f"{address}{path}/").status_code == 404
        assert post(street, f"{address}{path}/", key=people.HESHI, reason="x").status_code == 404
    assert post(street, f"{address}conclude/", note="x").status_code == 422
    assert street.get(f"{address}replace/").status_code == 404
    assert street.get(f"{address}difference/").status_code == 404
    assert Entry.objects.count() == before


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_correction_shows_what_differs_in_both_languages(language: str) -> None:
    who = ranked()
    old = published(who)
    office = client("district_officer", language)
    address = f"/ranking/{old.serial}/"
    assert post(office, f"{address}correction/", reason="重复").status_code == 302
    new = Ranking.objects.get(corrects=old)
    assert post(office, f"/ranking/{new.serial}/line/", key=people.HESHI, code="cohort_rate", number=8, of=8, reason="重复两条").status_code == 302  # fmt: skip
    assert post(office, f"/ranking/{new.serial}/line/", key=people.SHUANGYANG, code="", reason="新设").status_code == 302  # fmt: skip
    page = text(office.get(f"/ranking/{new.serial}/difference/"))
    assert ("有变化的行" if language == "zh-hans" else "Lines that differ") in page
    assert "80.0% (8 / 10) → 100.0% (8 / 8)" in page
    change = new.changes.get(code="")
    assert post(office, f"/ranking/{new.serial}/line/", undo=change.pk).status_code == 302
    assert new.changes.count() == 1
    street = client("street_inspector", language)
    assert street.get(address).status_code == 200
    assert street.get(f"/ranking/{new.serial}/difference/").status_code == 404


def test_a_published_ranking_is_handed_out_as_workbook_and_print() -> None:
    who = ranked()
    row = published(who)
    street = client("street_inspector")
    book = street.get(f"/ranking/{row.serial}.xlsx")
    names = zipfile.ZipFile(BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "双阳街道" in names and "54.00" in names
    assert street.get(f"/ranking/{row.serial}.pdf").content.startswith(b"%PDF")
    assert street.get(f"/ranking/{row.serial}.doc").status_code == 404
    assert Entry.objects.filter(verb="hand over", object_id=row.pk).count() == 2


def test_the_leader_is_asked_to_approve_and_who_made_it_is_not() -> None:
    who = ranked()
    row = concluded(who)
    assert row.serial in text(client("leader").get("/"))
    assert "待批准的排名" not in text(client("district_officer").get("/"))
    page = text(client("district_officer").get(f"/ranking/{row.serial}/"))
    assert "须由另一人审批发布" in page
    assert post(client("leader"), f"/ranking/{row.serial}/publish/", note="").status_code == 302
    row.refresh_from_db()
    assert row.state == "published"


def test_a_page_asks_few_questions_whatever_it_shows() -> None:
    who = ranked()
    first = published(who)
    following = actions.draft_ranking(at(who.office, AFTER), kind="towns", **NEXT)
    office = client("district_officer")
    for row in (first, following):
        office.get(f"/ranking/{row.serial}/")
        with CaptureQueriesContext(connection) as asked:
            assert office.get(f"/ranking/{row.serial}/").status_code == 200
        assert len(asked) <= 22
