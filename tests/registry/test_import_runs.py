"""An import on its way: nothing is written before it is confirmed, and then once, all or nothing."""

from typing import Any

import pytest
from django.db import IntegrityError

from anbiao.kit.models import Entry, ImportRun, ImportShape, PersonalValue
from anbiao.registry import jobs
from anbiao.registry.actions import imports
from anbiao.registry.models import DuplicatePair, Enterprise, FormerCode
from anbiao.rules.refusal import Refused
from tests import people
from tests.registry.rosters import HEAD, begun, checked, checked_again, fresh, officer, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


def test_a_file_goes_its_whole_way_and_writes_only_when_confirmed() -> None:
    _, actor = officer()
    run = checked(actor, row("青岚鞋业有限公司"), row("坏厂", 从业人数="约三十人"))
    assert run.state == "checked"
    assert (run.result["counts"]["good"], run.result["counts"]["bad"]) == (1, 1)
    assert not Enterprise.objects.exists()
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, run)
    assert fresh(run).state == "written"
    assert Enterprise.objects.get().name == "青岚鞋业有限公司"
    verbs = list(Entry.objects.filter(object_id=run.id).order_by("number").values_list("verb", flat=True))
    assert verbs == ["upload", "read", "map", "check", "confirm", "write"]


def test_writing_twice_writes_once() -> None:
    _, actor = officer()
    run = checked(actor, row("青岚鞋业有限公司"))
    imports.take_step(actor, run, "confirm")
    early = fresh(run)
    imports.write_rows(actor, run)
    entries = Entry.objects.count()
    imports.write_rows(actor, early)
    jobs.carry_on_import(run_id=str(run.pk))
    assert Enterprise.objects.count() == 1
    assert Entry.objects.count() == entries


def test_a_failure_midway_leaves_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    _, actor = officer()
    run = checked(actor, row("青岚鞋业有限公司"))
    imports.take_step(actor, run, "confirm")

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("anbiao.registry.actions.writing._grid", fail)
    jobs.carry_on_import(run_id=str(run.pk))
    assert not Enterprise.objects.exists()
    assert fresh(run).state == "refused"
    assert fresh(run).result["refused"][0]["code"] == "import-failed"


def test_a_unit_written_by_somebody_else_meanwhile_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, actor = officer()
    run = checked(actor, row("青岚鞋业有限公司"))
    imports.take_step(actor, run, "confirm")
    real, calls = imports.write, []

    def overtaken(*args: Any, **kwargs: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError("one_unit_a_code")
        real(*args, **kwargs)

    monkeypatch.setattr(imports, "write", overtaken)
    jobs.carry_on_import(run_id=str(run.pk))
    assert fresh(run).state == "written"
    assert len(calls) == 2


def test_a_unit_changed_between_look_and_write_is_planned_anew() -> None:
    unit = people.make_enterprise(name="旧名有限公司")
    _, actor = officer()
    run = checked(actor, row("新名有限公司", unit.uscc))
    plans: list[int] = []

    def plan_anew() -> Any:
        plan = imports.planned(actor, run)
        if not plans:
            Enterprise.objects.filter(pk=unit.pk).update(phone="13900000077", version=unit.version + 1)
        plans.append(1)
        return plan

    imports._planned_and_written(actor, plan_anew)
    assert len(plans) == 2
    assert Enterprise.objects.get(pk=unit.pk).version == unit.version + 2


def test_a_cancelled_run_is_left_alone_by_the_job_that_still_works() -> None:
    _, actor = officer()
    run = begun(actor, row("青岚鞋业有限公司"))
    imports.confirm_columns(actor, run, {index: name for name, index in run.mapping.items()})
    working = fresh(run)
    imports.take_step(actor, run, "cancel")
    imports.check(actor, working)
    jobs.carry_on_import(run_id=str(run.pk))
    assert fresh(run).state == "cancelled"


def test_a_check_overtaken_by_a_correction_does_not_count() -> None:
    _, actor = officer()
    run = checked(actor, row("坏厂", 从业人数="约三十人"))
    imports.correct_cells(actor, run, {("2", "employees"): "三十"})
    working = fresh(run)
    imports.correct_cells(actor, run, {("2", "employees"): "30"})
    imports.check(actor, working)
    assert fresh(run).state == "checking"
    assert checked_again(actor, fresh(run)).result["counts"]["good"] == 1


def test_a_correction_counts_and_its_value_stands_hashed_in_the_journal() -> None:
    _, actor = officer()
    run = checked(actor, row("某厂", 联系电话="1390000"))
    assert run.result["counts"]["bad"] == 1
    imports.correct_cells(actor, run, {("2", "phone"): "13900000099"})
    run = checked_again(actor, run)
    assert run.result["counts"]["bad"] == 0
    entry = Entry.objects.get(object_id=run.id, verb="correct")
    assert "13900000099" not in str(entry.after)
    assert "13900000099" in str(PersonalValue.objects.get(entry=entry.id).values)


def test_a_column_that_the_file_lacks_can_be_filled_in() -> None:
    _, actor = officer()
    run = checked(
        actor, ["某厂", people.make_uscc(), "工业路1号"], head=["单位名称", "统一社会信用代码", "地址"]
    )
    assert run.result["errors"][0]["code"] == "town-missing"
    imports.correct_cells(actor, run, {("2", "town"): "双阳街道"})
    assert checked_again(actor, run).result["counts"]["good"] == 1


def test_confirmed_headings_are_remembered() -> None:
    _, actor = officer()
    head = ["叫什么", *HEAD[1:]]
    run = begun(actor, row("青岚鞋业有限公司"), head=head)
    assert "name" not in run.mapping
    imports.confirm_columns(actor, run, {0: "name", **{i: n for n, i in run.mapping.items()}})
    assert ImportShape.objects.get().columns["叫什么"] == "name"
    again = begun(actor, row("青岚鞋业有限公司"), head=head)
    assert again.mapping["name"] == 0
    assert again.result["columns"][0]["sure"] == "remembered"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({0: "address"}, "columns-missing"), ({0: "name", 1: "name"}, "column-twice"), ({0: "name", 1: "x"}, "column-unknown"),
    ],
)  # fmt: skip
def test_columns_that_make_no_sense_are_refused(columns: dict[int, str], code: str) -> None:
    _, actor = officer()
    run = begun(actor, row("青岚鞋业有限公司"))
    with pytest.raises(Refused) as refused:
        imports.confirm_columns(actor, run, columns)
    assert refused.value.refusals[0].code == code


def test_nothing_to_write_cannot_be_confirmed() -> None:
    _, actor = officer()
    run = checked(actor, row("坏厂", 从业人数="约三十人"))
    with pytest.raises(Refused) as refused:
        imports.take_step(actor, run, "confirm")
    assert refused.value.refusals[0].code == "nothing-to-write"


def test_a_file_that_is_none_ends_with_the_reason() -> None:
    _, actor = officer()
    run = imports.start_import(actor, _text("no table at all"))
    imports.read_columns(actor, run)
    assert fresh(run).state == "refused"
    assert fresh(run).result["refused"]


def _text(content: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("x.csv", content.encode())


# ---------- likely duplicates ----------


def likely(actor: Any, **over: Any) -> tuple[Enterprise, ImportRun]:
    """A unit in the roster, and a checked run whose only row is likely the same."""
    unit = people.make_enterprise(
        name="禾木木业有限公司", phone="13900000021", principal="林某", address="工业路1号", **over
    )
    return unit, checked(actor, row("禾沐木业有限公司", 地址="工业路1号"))


@pytest.mark.parametrize("act", ["same_new_code", "same_old_code", "two", "later"])
def test_each_answer_does_what_it_says(act: str) -> None:
    _, actor = officer()
    unit, run = likely(actor)
    (found,) = run.result["duplicates"]
    code = found["mine"]["uscc"]
    imports.decide_candidates(actor, run, rows=["2"], act=act)
    run = checked_again(actor, run)
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, run)
    now = Enterprise.objects.get(pk=unit.pk)
    former = list(FormerCode.objects.values_list("enterprise_id", "uscc"))
    expected = {
        "same_new_code": (1, code, [(unit.pk, unit.uscc)], 0), "same_old_code": (1, unit.uscc, [(unit.pk, code)], 0),
        "two": (2, unit.uscc, [], 0), "later": (2, unit.uscc, [], 1),
    }  # fmt: skip
    assert (Enterprise.objects.count(), now.uscc, former, DuplicatePair.objects.count()) == expected[act]


def test_one_unit_takes_the_only_code_there_is_whatever_the_answer() -> None:
    _, actor = officer()
    unit, run = likely(actor, uscc=None)
    imports.decide_candidates(actor, run, rows=["2"], act="same_old_code")
    run = checked_again(actor, run)
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, run)
    assert Enterprise.objects.get(pk=unit.pk).uscc == run.result["duplicates"][0]["mine"]["uscc"]


def test_two_rows_of_a_file_that_are_one_unit_become_one() -> None:
    _, actor = officer()
    first, second = people.make_uscc(), people.make_uscc()
    run = checked(
        actor,
        row("禾木木业有限公司", first, 地址="工业路1号"),
        row("禾沐木业有限公司", second, 地址="工业路1号"),
    )
    assert run.result["duplicates"][0]["other"] == "row:2"
    imports.decide_candidates(actor, run, rows=["3"], act="same_new_code")
    run = checked_again(actor, run)
    counts = run.result["counts"]
    assert counts["good"] == counts["created"] + counts["updated"] + counts["unchanged"] == 2
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, run)
    assert Enterprise.objects.get().uscc == second
    assert FormerCode.objects.get().uscc == first


def test_three_alike_decided_differently_leave_no_loose_end() -> None:
    _, actor = officer()
    unit, _ = likely(actor)
    rows = [row("禾沐木业有限公司", 地址="工业路1号"), row("禾牧木业有限公司", 地址="工业路1号")]
    run = checked(actor, *rows)
    imports.decide_candidates(actor, run, rows=["2"], act="same_new_code")
    run = checked_again(actor, run)
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, run)
    assert fresh(run).state == "written"
    assert DuplicatePair.objects.get().first_id == unit.pk


# ---------- who may ----------


def test_a_street_officer_is_shown_nothing_of_another_street_and_changes_nothing_there() -> None:
    actor = people.acting(people.person("street_inspector"))
    other = people.make_enterprise(
        name="禾木木业有限公司",
        phone="13900000021",
        principal="林某",
        address="工业路1号",
        region=people.HESHI,
    )
    run = checked(
        actor, row("禾沐木业有限公司", 地址="工业路1号"), row("河市某厂", other.uscc, 联系电话="13900000055")
    )
    assert run.result["duplicates"] == []
    assert run.result["errors"][0]["code"] == "unit-not-yours"
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, run)
    assert Enterprise.objects.get(pk=other.pk).version == other.version
    assert DuplicatePair.objects.get().first_id == other.pk


def test_the_same_name_in_another_town_is_another_unit() -> None:
    _, actor = officer()
    unit = people.make_enterprise(name="便民超市", uscc=None, region=people.HESHI)
    run = checked(actor, row("便民超市", "无"))
    assert run.result["counts"]["created"] == 1
    assert Enterprise.objects.get(pk=unit.pk).region == people.HESHI
