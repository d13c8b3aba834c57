"""Hazards and check-lists handed in at a browser: upload, see what would happen, confirm; and the three lists handed over."""

import io
import uuid
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from anbiao.inspection import actions, jobs
from anbiao.inspection.models import CheckList, Hazard
from anbiao.kit import asked
from anbiao.kit.models import Entry, ImportRun
from tests import people
from tests.inspection import made
from tests.inspection.ledgers import HEAD, line, workbook
from tests.inspection.made import Around

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def cast() -> Around:
    return made.around()


class Desk:
    """Somebody at a browser."""

    def __init__(self, username: str, language: str = "en") -> None:
        from anbiao.authority.models import User

        self.client: Client = people.browser(User.objects.get(username=username), language=language)

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(path, {"_key": str(uuid.uuid4()), **data})

    def text(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status
        return str(answer.content.decode())


def upload(*rows: Any, name: str = "ledger.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook(("台账", [HEAD, *rows])))


def work() -> None:
    """Does the jobs that wait, as the worker would."""
    for job in ProcrastinateJob.objects.filter(
        status="todo", task_name="anbiao.inspection.jobs.carry_on_intake"
    ):
        jobs.carry_on_intake(**{name: value for name, value in job.args.items() if name != asked.KEY})


def test_the_whole_way_of_a_ledger_through_the_browser(cast: Around) -> None:
    desk = Desk("street_inspector")
    assert "/hazards/import/" in desk.text("/hazards/")
    answer = desk.post(
        "/hazards/import/", file=upload(line(cast.unit), line(cast.unit, "电线老化", 期限=None))
    )
    here = answer["Location"]
    assert "Reading and checking the file" in desk.text(here)
    work()
    page = desk.text(here)
    assert "Write 1 row" in page and "Say until when it is rectified." in page
    assert not Hazard.objects.exists()
    report = desk.client.get(f"{here}report.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(report.content)).worksheets[1].cell(2, 1).value == 3
    assert desk.post(f"{here}confirm/")["Location"] == here
    work()
    assert "1 hazard was entered." in desk.text(here)
    assert Hazard.objects.get().title == "灭火器过期"
    verbs = (
        Entry.objects.filter(object_id=ImportRun.objects.get().id)
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["upload", "check", "confirm", "write"]
    assert here in desk.text("/hazards/import/")


def test_a_confirmed_run_is_written_once_and_a_cancelled_one_never(cast: Around) -> None:
    desk = Desk("street_inspector")
    here = desk.post("/hazards/import/", file=upload(line(cast.unit)))["Location"]
    work()
    desk.post(f"{here}confirm/")
    run = ImportRun.objects.get()
    work()
    work()
    jobs.carry_on_intake(run_id=str(run.pk), spec="hazards")
    assert Hazard.objects.count() == 1
    assert desk.post(f"{here}cancel/").status_code == 409
    there = desk.post("/hazards/import/", file=upload(line(cast.unit, "电线老化")))["Location"]
    work()
    desk.post(f"{there}cancel/")
    work()
    assert "This import was cancelled." in desk.text(there)
    assert desk.post(f"{there}confirm/").status_code == 409
    assert Hazard.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_that_is_no_ledger_is_refused_with_why(cast: Around, language: str) -> None:
    desk = Desk("street_inspector", language)
    file = SimpleUploadedFile("a.xlsx", workbook(("说明", [["各位同志"], ["请报送"]])))
    here = desk.post("/hazards/import/", file=file)["Location"]
    work()
    page = desk.text(here)
    assert ("Put the file right and upload it again." if language == "en" else "请改正文件后重新上传") in page
    assert desk.post("/hazards/import/").status_code == 409


def test_a_failure_midway_leaves_nothing_and_says_so(cast: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk("street_inspector")
    here = desk.post("/hazards/import/", file=upload(line(cast.unit)))["Location"]
    work()
    desk.post(f"{here}confirm/")

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("anbiao.inspection.actions.incoming.writing.settle", fail)
    work()
    assert not Hazard.objects.exists()
    assert "could not go on with this file" in desk.text(here)


def test_nobody_sees_anothers_run_and_a_run_stands_only_where_it_belongs(cast: Around) -> None:
    here = Desk("street_inspector").post("/hazards/import/", file=upload(line(cast.unit)))["Location"]
    Desk("district_officer").text(here, 404)
    pk = here.strip("/").split("/")[-1]
    Desk("street_inspector").text(f"/import/{pk}/", 404)
    Desk("street_inspector").text(f"/check-list-import/{pk}/", 404)
    Desk("grid_member").text("/hazards/import/", 404)


def test_a_unit_imports_its_check_list_on_its_page(cast: Around) -> None:
    desk = Desk("manager")
    at = f"/units/{cast.unit.pk}/check-list/import/"
    assert at in desk.text(f"/units/{cast.unit.pk}/check-list/")
    file = SimpleUploadedFile(
        "l.xlsx", workbook(("清单", [["检查项目", "检查要点", "检查频次"], ["出口", "无遮挡", "每日"]]))
    )
    here = desk.post(at, file=file)["Location"]
    work()
    assert "Write 1 row" in desk.text(here) and cast.unit.name in desk.text(here)
    desk.post(f"{here}confirm/")
    work()
    assert "A new version of the check-list is kept" in desk.text(here)
    assert CheckList.objects.get().enterprise == cast.unit
    assert here in desk.text(at)


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF-")])
def test_the_three_lists_of_a_unit_and_of_a_street(cast: Around, kind: str, start: bytes) -> None:
    actions.report_hazard(cast.grid, cast.unit, made.finding())
    desk = Desk("street_inspector", "zh-hans")
    assert f"/units/{cast.unit.pk}/three-lists.{kind}" in desk.text(f"/units/{cast.unit.pk}/")
    one = desk.client.get(f"/units/{cast.unit.pk}/three-lists.{kind}")
    street = desk.client.get(f"/hazards/three-lists/?town={people.SHUANGYANG}&kind={kind}")
    for answer in (one, street):
        assert answer.status_code == 200 and answer.content.startswith(start)
        assert "filename*=UTF-8''" in answer["Content-Disposition"]
    assert Entry.objects.filter(verb="export", object_type="hazard").count() == 2
    assert desk.client.get("/hazards/three-lists/?town=999&kind=xlsx").status_code == 409
    assert "双阳街道" in desk.text("/hazards/three-lists/")


def test_a_unit_hands_over_only_its_own_lists(cast: Around) -> None:
    other = people.make_enterprise(name="另一学校", sector="schools")
    desk = Desk("manager")
    assert desk.client.get(f"/units/{other.pk}/three-lists.pdf").status_code == 404
    assert desk.client.get(f"/units/{cast.unit.pk}/three-lists.pdf").status_code == 200
