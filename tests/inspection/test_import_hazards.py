"""A hazard ledger: what it does when it is written, and what it never does."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from anbiao.inspection import actions
from anbiao.inspection.models import Hazard, Standing
from anbiao.kit.models import Entry
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection import made
from tests.inspection.ledgers import HEAD, brought, codes, ledger, line, told, workbook
from tests.inspection.made import TODAY, Around

pytestmark = pytest.mark.django_db
CRITERION = "重大火灾隐患判定第三条"


@pytest.fixture
def cast() -> Around:
    return made.around()


def counts(plan: Any) -> tuple[int, ...]:
    found = plan.counts()
    assert found["rows"] == found["good"] + found["bad"]
    assert found["good"] == found["created"] + found["updated"] + found["unchanged"]
    return found["created"], found["updated"], found["unchanged"], found["bad"], found["duplicates"]


# ---------- what is new ----------


def test_a_row_becomes_a_hazard_with_number_order_journal_and_standing(cast: Around, tmp_path: Path) -> None:
    plan = brought(cast.town, ledger(tmp_path, line(cast.unit, 资金="1,200元", 预案="每班巡查")))
    assert counts(plan) == (1, 0, 0, 0, 0)
    row = Hazard.objects.get()
    assert (row.serial, row.state, row.source, row.grade) == ("26-00001", "ordered", "grid", "general")
    assert (row.found_on, row.due_on, row.funds) == (date(2026, 11, 10), date(2026, 12, 1), 1200)
    assert (row.finder, row.responsible, row.measure, row.plan) == ("周宁", "黄敏", "更换", "每班巡查")
    entry = Entry.objects.get(object_id=row.id)
    assert (entry.verb, entry.after["title"]) == ("import", "灭火器过期")
    assert "黄敏" not in str(entry.after)
    standing = Standing.objects.get(enterprise=cast.unit)
    assert (standing.found, standing.open) == (1, 1)


def test_the_same_file_again_changes_nothing(cast: Around, tmp_path: Path) -> None:
    path = ledger(tmp_path, line(cast.unit), line(cast.unit, "配电箱未上锁", 部位="二号车间"))
    brought(cast.town, path)
    entries = Entry.objects.count()
    assert counts(brought(cast.town, path)) == (0, 0, 2, 0, 0)
    assert Entry.objects.count() == entries


def test_a_ledger_of_one_unit_says_it_above_the_table(cast: Around, tmp_path: Path) -> None:
    head = ("编号", "存在问题", "检查日期", "整改时限", "是否整改")
    above = (["安全隐患台账"], [f"单位：{cast.unit.name}", None, "2026年11月"])
    plan = brought(
        cast.town,
        ledger(tmp_path, (1, "灭火器过期", "2026.11.10", "2026-12-01", "否"), head=head, above=above),
    )
    assert counts(plan) == (1, 0, 0, 0, 0)
    assert Hazard.objects.get().enterprise == cast.unit
    assert {"grade-put", "nobody-named"} <= told(plan)


def test_the_units_own_person_need_not_say_of_which_unit(cast: Around, tmp_path: Path) -> None:
    plan = brought(
        cast.manager, ledger(tmp_path, line(cast.unit, 单位名称=None, 统一社会信用代码=None, 来源=None))
    )
    assert counts(plan) == (1, 0, 0, 0, 0)
    assert Hazard.objects.get().source == "self"


@pytest.mark.parametrize(("said", "days"), [("立即整改", 0), ("7天内", 7), ("三天内", None), ("3日", 3)])
def test_a_deadline_may_be_said_from_the_day_of_the_finding(
    cast: Around, tmp_path: Path, said: str, days: int | None
) -> None:
    plan = brought(cast.town, ledger(tmp_path, line(cast.unit, 期限=said)))
    if days is None:
        assert codes(plan) == {("due_on", "not-a-date")}
    else:
        assert Hazard.objects.get().due_on == date(2026, 11, 10) + timedelta(days=days)


def test_funds_headed_in_ten_thousands_become_yuan(cast: Around, tmp_path: Path) -> None:
    head = tuple("整改资金（万元）" if word == "资金" else word for word in HEAD)
    brought(cast.town, ledger(tmp_path, line(cast.unit, 资金=1.5), head=head))
    assert Hazard.objects.get().funds == 15_000


def test_a_number_of_the_senders_own_is_kept_among_the_remarks(cast: Around, tmp_path: Path) -> None:
    head = tuple("隐患编号" if word == "序号" else word for word in HEAD)
    path = ledger(tmp_path, line(cast.unit, 序号="SY-2026-013"), head=head)
    brought(cast.town, path)
    assert Hazard.objects.get().note == "原编号 SY-2026-013"
    assert counts(brought(cast.town, path)) == (0, 0, 1, 0, 0)


# ---------- wrong cells ----------


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({"隐患描述": ""}, ("title", "title-missing")),
        ({"发现日期": None}, ("found_on", "found-missing")),
        ({"期限": None}, ("due_on", "due-missing")),
        ({"期限": "2026-11-09"}, ("due_on", "due-before-found")),
        ({"发现日期": "2027-01-01"}, ("found_on", "day-ahead")),
        ({"完成日期": "2026-11-09", "状态": "已整改"}, ("fixed_on", "dates-out-of-order")),
        ({"完成日期": "2026-11-15", "复查日期": "2026-11-14"}, ("verified_on", "dates-out-of-order")),
        ({"级别": "重大"}, ("criterion", "criterion-missing")),
        ({"级别": "特大"}, ("grade", "choice-unknown")),
        ({"资金": -5}, ("funds", "below-zero")),
        ({"发现日期": "1926-11-10"}, ("found_on", "year-wrong")),
        ({"来源": "微信群"}, ("source", "choice-unknown")),
        ({"状态": "已闭环"}, ("state", "day-missing")),
        ({"状态": "作废"}, ("state", "void-by-file")),
        ({"统一社会信用代码": "91350504MA00000000"}, ("uscc", "uscc-check")),
        ({"统一社会信用代码": None, "单位名称": "没有的厂"}, ("name", "unit-unknown")),
        ({"统一社会信用代码": None, "单位名称": None}, ("name", "unit-missing")),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_reported_where_it_stands_and_its_row_not_written(
    cast: Around, tmp_path: Path, over: dict[str, Any], wrong: tuple[str, str]
) -> None:
    plan = brought(cast.town, ledger(tmp_path, line(cast.unit), line(cast.unit, "配电箱未上锁", **over)))
    assert wrong in codes(plan)
    assert {error.row for error in plan.errors} == {3}
    assert (Hazard.objects.count(), counts(plan)[3]) == (1, 1)


def test_nothing_is_imported_for_a_unit_outside_ones_reach(cast: Around, tmp_path: Path) -> None:
    elsewhere = people.make_enterprise(name="河市学校", sector="schools", region=people.HESHI)
    absent = brought(cast.town, ledger(tmp_path, line(cast.unit, 统一社会信用代码=people.make_uscc())))
    plan = brought(cast.town, ledger(tmp_path, line(elsewhere)))
    assert codes(plan) == codes(absent) == {("uscc", "unit-unknown")}
    assert str(plan.errors[0].refusal.text) == str(absent.errors[0].refusal.text)


def test_a_units_own_deadline_beyond_the_local_rule_is_refused_an_offices_is_told(
    cast: Around, tmp_path: Path
) -> None:
    path = ledger(tmp_path, line(cast.unit, 期限="2027-06-01"))
    assert codes(brought(cast.manager, path)) == {("due_on", "due-too-late")}
    assert "due-too-late" in told(brought(cast.town, path))
    assert Hazard.objects.count() == 1


def test_the_same_hazard_twice_in_a_file_is_one_too_many(cast: Around, tmp_path: Path) -> None:
    plan = brought(cast.town, ledger(tmp_path, line(cast.unit), line(cast.unit)))
    assert codes(plan) == {("title", "row-twice")}
    assert Hazard.objects.count() == 1


def test_all_or_nothing_and_dry_run_write_nothing(cast: Around, tmp_path: Path) -> None:
    path = ledger(tmp_path, line(cast.unit), line(cast.unit, 期限=None))
    assert brought(cast.town, path, all_or_nothing=True).errors
    assert counts(brought(cast.town, path, dry_run=True)) == (1, 0, 0, 1, 0)
    assert not Hazard.objects.exists()


# ---------- states as far as their evidence ----------


@pytest.mark.parametrize(
    ("word", "state"),
    [("未整改", "ordered"), ("整改中", "rectifying"), ("退回", "returned"), (None, "ordered")],
)
def test_what_is_still_to_be_done_arrives_as_it_is(
    cast: Around, tmp_path: Path, word: str | None, state: str
) -> None:
    brought(cast.town, ledger(tmp_path, line(cast.unit, 状态=word)))
    assert Hazard.objects.get().state == state


def test_what_was_closed_before_the_list_was_kept_here_is_history(cast: Around, tmp_path: Path) -> None:
    path = ledger(
        tmp_path, line(cast.unit, 完成日期="2026-11-12", 复查人="林某", 复查日期="2026-11-13", 状态="已销号")
    )
    plan = brought(cast.town, path)
    row = Hazard.objects.get()
    assert not plan.errors
    assert (row.state, row.closing, row.closed_on, row.fixed_on) == (
        "closed",
        "before",
        date(2026, 11, 13),
        date(2026, 11, 12),
    )
    assert (row.verifier, row.verified_by, row.fixed_by) == ("林某", None, None)
    assert Standing.objects.get(enterprise=cast.unit).open == 0


def test_what_is_called_closed_later_waits_for_a_camera(cast: Around, tmp_path: Path) -> None:
    made.reported(cast, due_on=TODAY + timedelta(days=5))
    fixed = str(TODAY)
    plan = brought(
        cast.town,
        ledger(tmp_path, line(cast.unit, 完成日期=fixed, 复查人="林某", 复查日期=fixed, 状态="已销号")),
    )
    row = Hazard.objects.get(title="灭火器过期")
    assert (row.state, row.fixed_on, row.closed_on) == ("reported", TODAY, None)
    assert "arrives-reported" in told(plan)
    entry = Entry.objects.get(object_id=row.id)
    assert entry.after["ledger"]["verifier"] == "林某"
    with pytest.raises(Refused) as caught:
        actions.verify(cast.town, row)
    assert {refusal.code for refusal in caught.value.refusals} == {"photo-missing"}
    actions.verify(cast.town, row, photos=[made.photo(cast.town, cast.unit)])
    row.refresh_from_db()
    assert (row.state, row.closing, row.photos_after) == ("closed", "office", 1)


def test_a_units_own_find_that_it_calls_fixed_later_waits_for_its_photo(cast: Around, tmp_path: Path) -> None:
    made.reported(cast, by=cast.manager, source="self", due_on=TODAY + timedelta(days=5))
    plan = brought(
        cast.manager, ledger(tmp_path, line(cast.unit, 来源="自查", 完成日期=str(TODAY), 状态="已整改"))
    )
    assert "arrives-rectifying" in told(plan)
    assert Hazard.objects.get(title="灭火器过期").state == "rectifying"


def test_a_unit_brings_no_closing_of_what_an_office_found(cast: Around, tmp_path: Path) -> None:
    own = line(cast.unit, 来源="自查", 完成日期="2026-11-12", 状态="已销号")
    others = line(cast.unit, "配电箱未上锁", 来源="镇街检查", 完成日期="2026-11-12", 状态="已销号")
    brought(cast.manager, ledger(tmp_path, own, others))
    assert dict(Hazard.objects.values_list("source", "state")) == {
        "self": "closed",
        "supervision": "reported",
    }
    row = Hazard.objects.get(state="reported")
    with pytest.raises(Refused):
        actions.verify(cast.manager, row, photos=[made.photo(cast.manager, cast.unit)])


def test_a_major_hazard_is_never_history(cast: Around, tmp_path: Path) -> None:
    path = ledger(
        tmp_path,
        line(
            cast.unit,
            级别="重大",
            判定条款=CRITERION,
            完成日期="2026-11-12",
            复查日期="2026-11-13",
            状态="已销号",
        ),
    )
    brought(cast.town, path)
    assert (Hazard.objects.get().state, Hazard.objects.get().criterion) == ("reported", CRITERION)


# ---------- what stands here ----------


def numbered(row: Hazard, **over: Any) -> tuple[tuple[str, ...], list[Any]]:
    head = ("隐患编号", "隐患描述", "责任人", "整改措施", "状态", "期限")
    values = {"隐患编号": row.serial, "隐患描述": row.title, **over}
    return head, [values.get(word) for word in head]


def test_a_known_number_is_filled_in_and_its_state_left_alone(cast: Around, tmp_path: Path) -> None:
    row = made.reported(cast)
    head, cells = numbered(row, 责任人="陈某", 整改措施="搬离", 状态="已销号", 期限="2027-01-01")
    plan = brought(cast.town, ledger(tmp_path, cells, head=head))
    assert counts(plan) == (0, 1, 0, 0, 0)
    assert {"state-by-hand", "facts-stay"} <= told(plan)
    after = Hazard.objects.get()
    assert (after.responsible, after.measure, after.state, after.due_on) == (
        "陈某",
        "搬离",
        "ordered",
        row.due_on,
    )
    assert after.version == row.version + 1
    assert Entry.objects.filter(object_id=row.id, verb="fill in").count() == 1


@pytest.mark.parametrize("word", ["待整改", "整改中"])
def test_a_file_rewinds_nothing(cast: Around, tmp_path: Path, word: str) -> None:
    row = made.fixed(cast, made.reported(cast))
    head, cells = numbered(row, 状态=word)
    assert counts(brought(cast.town, ledger(tmp_path, cells, head=head))) == (0, 0, 1, 0, 0)
    assert Hazard.objects.get().state == "reported"


def test_empty_or_masked_cells_wipe_nothing(cast: Around, tmp_path: Path) -> None:
    row = made.reported(cast)
    head, cells = numbered(row, 责任人="黄*", 整改措施="无")
    assert counts(brought(cast.town, ledger(tmp_path, cells, head=head))) == (0, 0, 1, 0, 0)
    assert Hazard.objects.get().responsible == "黄敏"


def test_what_is_closed_stays_as_it_was(cast: Around, tmp_path: Path) -> None:
    row = made.fixed(cast, made.reported(cast))
    actions.verify(cast.town, row)
    head, cells = numbered(row, 责任人="陈某")
    plan = brought(cast.town, ledger(tmp_path, cells, head=head))
    assert (counts(plan), "closed-stays" in told(plan)) == ((0, 0, 1, 0, 0), True)


def test_a_number_that_is_not_here_or_belongs_to_another_unit_is_wrong(cast: Around, tmp_path: Path) -> None:
    row, other = made.reported(cast), people.make_enterprise(name="另一学校", sector="schools")
    head = ("隐患编号", "单位名称", "隐患描述", "责任人")
    plan = brought(
        cast.town,
        ledger(
            tmp_path, ("26-00099", cast.unit.name, "x", "y"), (row.serial, other.name, "x", "y"), head=head
        ),
    )
    assert codes(plan) == {("serial", "hazard-unknown"), ("serial", "other-unit")}


def test_a_hazard_changed_between_look_and_write_is_looked_at_again(
    cast: Around, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anbiao.inspection.actions.incoming import hazards

    row = made.reported(cast)
    head, cells = numbered(row, 整改措施="搬离")
    real, seen = hazards.write_hazards, []

    def overtaken(actor: Any, batch: Any) -> bool:
        if not seen:
            Hazard.objects.filter(pk=row.pk).update(version=row.version + 5)
        seen.append(1)
        return real(actor, batch)

    monkeypatch.setattr(hazards, "write_hazards", overtaken)
    brought(cast.town, ledger(tmp_path, cells, head=head))
    assert len(seen) == 2
    assert Hazard.objects.get().version == row.version + 6


def test_a_hazard_closed_between_look_and_write_stays_as_it_was_closed(
    cast: Around, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anbiao.inspection.actions.incoming import hazards

    row = made.fixed(cast, made.reported(cast))
    head, cells = numbered(row, 整改措施="搬离")
    real, seen = hazards.write_hazards, []

    def overtaken(actor: Any, batch: Any) -> bool:
        if not seen:
            actions.verify(cast.town, row)
        seen.append(1)
        return real(actor, batch)

    monkeypatch.setattr(hazards, "write_hazards", overtaken)
    brought(cast.district, ledger(tmp_path, cells, head=head))
    assert (len(seen), Hazard.objects.get().state, Hazard.objects.get().measure) == (2, "closed", "")


def test_what_looks_the_same_is_entered_and_counted(cast: Around, tmp_path: Path) -> None:
    made.reported(cast)
    plan = brought(
        cast.town,
        ledger(tmp_path, line(cast.unit, "安全出口前堆放成品纸箱"), line(cast.unit, "灭火器压力不足")),
    )
    assert (counts(plan), "alike" in told(plan)) == ((2, 0, 0, 0, 1), True)


# ---------- sheets ----------


def test_the_two_lists_of_one_workbook_are_joined_by_the_number(cast: Around, tmp_path: Path) -> None:
    found = [
        ["隐患清单"],
        ["编号", "隐患描述", "单位名称", "发现日期", "期限"],
        ["A1", "灭火器过期", cast.unit.name, "2026-11-10", "2026-12-01"],
    ]
    fixed = [
        ["整改清单"],
        ["编号", "隐患描述", "整改措施", "责任人", "资金"],
        ["A1", "灭火器过期", "更换", "黄敏", "三百"],
    ]
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook(("隐患清单", found), ("整改清单", fixed)))
    plan = brought(cast.town, path)
    assert [(e.sheet, e.row, e.column) for e in plan.errors] == [("整改清单", 3, "funds")]
    assert counts(plan) == (0, 0, 0, 1, 0)
    fixed[2][4] = 300
    path.write_bytes(workbook(("隐患清单", found), ("整改清单", fixed)))
    assert counts(brought(cast.town, path)) == (1, 0, 0, 0, 0)
    assert (Hazard.objects.get().measure, Hazard.objects.get().funds) == ("更换", 300)


def test_an_unknown_column_and_another_sheet_are_told(cast: Around, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        workbook(("台账", [[*HEAD, "天气"], [*line(cast.unit), "晴"]]), ("填写说明", [["请按模板填写"]]))
    )
    plan = brought(cast.town, path)
    assert {"headings-unknown", "sheets-other"} <= told(plan)
    assert counts(plan)[0] == 1
