"""An enterprise assesses itself, an office reviews it, a result is decided: each act with its journal and its refusals."""

from decimal import Decimal
from typing import Any

import pytest

from anbiao.inspection.models import Check, Hazard, Standing
from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models.assessments import AssessedItem, Assessment, told_reason
from anbiao.programme.queries import assessments as queries
from anbiao.registry.queries import place_of
from tests import people
from tests.everywhere import lists
from tests.inspection.made import refused, second_account
from tests.programme.made import Cast, begun, cast, filled, item_of, mark, marked, reviewed, submitted

pytestmark = pytest.mark.django_db
FIRST = "SCH-1.1"


def told(row: Any) -> list[str]:
    """What the journal says was done to a row, in order."""
    return list(Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True))


# ---------- begun and filled ----------


def test_an_assessment_opens_with_every_item_of_the_table_that_applies() -> None:
    who = cast()
    row = begun(who)
    assert (row.urn, row.edition, row.state) == ("anbiao.scoring.school", "1", "draft")
    items = queries.items_of(row)
    assert len(items) == 32
    assert sum(item.full for item in items) == 100
    assert told(row) == ["begin"]


@pytest.mark.parametrize("duty", ["staff", "town", "district"])
def test_only_the_units_manager_begins_it(duty: str) -> None:
    who = cast()
    assert "no-duty" in refused(actions.begin_assessment, getattr(who.around, duty), who.unit, kind="yearly")


def test_many_items_are_filled_at_once_and_none_that_is_marked_already() -> None:
    who = cast()
    row = begun(who)
    first, second, third, fourth, *_ = queries.items_of(row)
    actions.mark_item(who.around.manager, first, "own", version=first.version, mark=mark("1", reason="缺文"))
    given = {first.ref: mark(), second.ref: mark(), third.ref: mark("1", reason="未签")}
    assert actions.fill_items(who.around.staff, row, "own", given) == 2
    kept = [(item.own_deduction, item.own_by, item.version) for item in queries.items_of(row)[:3]]
    manager, staff = who.around.manager.who, who.around.staff.who
    assert kept == [(Decimal(1), manager, 2), (Decimal(0), staff, 2), (Decimal(1), staff, 2)]
    entry = Entry.objects.get(object_id=second.pk, verb="mark")
    assert entry.before and entry.after
    assert (entry.before["own_deduction"], entry.after["own_deduction"]) == (None, "0")
    too_much = {fourth.ref: mark("9999", reason="x")}
    assert refused(actions.fill_items, who.around.manager, row, "own", too_much) == {"marks-outside"}
    assert refused(actions.fill_items, who.around.town, row, "review", given) == {"not-now"}


def test_a_unit_has_one_open_assessment_and_one_that_is_gone_has_none() -> None:
    who = cast()
    begun(who)
    assert refused(begun, who) == {"open-already"}
    who.unit.state = "closed"  # in memory, as a door would have read it
    assert {"unit-gone", "kind-unknown"} <= refused(begun, who, "whatever")


def test_without_a_table_there_is_no_assessment(monkeypatch: pytest.MonkeyPatch) -> None:
    who = cast()
    monkeypatch.setattr(queries, "applying", lambda unit, on: queries.standards.Applied(None, (), ()))
    assert refused(begun, who) == {"no-table"}


def test_staff_fill_and_the_journal_keeps_each_item() -> None:
    who = cast()
    item = item_of(begun(who), FIRST)
    actions.mark_item(who.around.staff, item, "own", version=1, mark=mark("1.5", reason="一处不全"))
    assert (item.own_deduction, item.version, item.own_by) == (Decimal("1.5"), 2, who.around.staff.who)
    assert item.is_done("own")
    actions.mark_item(who.around.staff, item, "own", version=2, mark=None)
    assert item.mark("own") is None
    assert told(item) == ["mark", "mark"]


def test_nobody_overwrites_what_she_has_not_seen() -> None:
    who = cast()
    row = begun(who)
    seen, same = item_of(row, FIRST), item_of(row, FIRST)
    actions.mark_item(who.around.staff, seen, "own", version=1, mark=mark("1", reason="甲"))
    late = (actions.mark_item, who.around.manager, same, "own")
    assert refused(*late, version=1, mark=mark("2", reason="乙")) == {"changed-meanwhile"}
    assert (same.own_reason, same.version) == ("甲", 2)
    actions.mark_item(who.around.manager, same, "own", version=2, mark=mark("2", reason="乙"))
    assert item_of(row, FIRST).own_reason == "乙"


def test_two_people_mark_two_items_at_once() -> None:
    who = cast()
    row = begun(who)
    one, other = queries.items_of(row)[:2]
    actions.mark_item(who.around.staff, one, "own", version=1, mark=mark())
    actions.mark_item(who.around.manager, other, "own", version=1, mark=mark())
    assert queries.undone(queries.items_of(row), "own") == 30


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (mark("99"), "marks-outside"), (mark("-1"), "marks-outside"), (mark(na=True, reason="没有"), "na-not-allowed"),
    ],
)  # fmt: skip
def test_a_mark_outside_its_item_is_refused(given: Any, code: str) -> None:
    who = cast()
    item = item_of(begun(who), FIRST)
    assert refused(actions.mark_item, who.around.manager, item, "own", version=1, mark=given) == {code}


def test_it_is_handed_in_when_every_item_is_done_and_not_before() -> None:
    who = cast()
    row = begun(who)
    assert refused(actions.move_assessment, who.around.manager, row, "submit") == {"items-open"}
    marked(who.around.manager, row, "own", SCH_1_1=mark("1"))
    assert refused(actions.move_assessment, who.around.manager, row, "submit") == {"items-open"}
    item = item_of(row, FIRST)
    actions.mark_item(who.around.manager, item, "own", version=item.version, mark=mark("1", reason="缺文"))
    assert "no-duty" in refused(actions.move_assessment, who.around.staff, row, "submit")
    row = actions.move_assessment(who.around.manager, row, "submit")
    assert (row.state, row.own_score) == ("submitted", Decimal("99.0"))
    assert refused(actions.mark_item, who.around.manager, item, "own", version=item.version, mark=mark()) == {"not-now"}  # fmt: skip


def test_a_dropped_assessment_makes_room_for_another() -> None:
    who = cast()
    row = begun(who)
    assert refused(actions.move_assessment, who.around.manager, row, "drop") == {"note-missing"}
    actions.move_assessment(who.around.manager, row, "drop", note="选错了")
    assert begun(who, "application").kind == "application"


# ---------- reviewed ----------


@pytest.mark.parametrize("duty", ["expert", "town", "bureau", "district"])
def test_who_answers_for_the_unit_reviews_it(duty: str) -> None:
    who = cast()
    reviewer = who.expert if duty == "expert" else getattr(who.around, duty)
    row = reviewed(who, reviewer, SCH_1_1=mark("1", reason="一处"))
    assert (row.state, row.reviewers) == ("reviewed", [str(reviewer.human)])
    assert told(row)[-3:] == ["submit", "begin_review", "conclude"]


def test_the_unit_does_not_review_itself_by_another_account() -> None:
    who = cast()
    row = submitted(who)
    again = second_account(who.around.manager, "town_officer", region=people.SHUANGYANG)
    assert refused(actions.move_assessment, again, row, "begin_review") == {"own-unit"}
    row = actions.move_assessment(who.around.town, row, "begin_review")
    item = item_of(row, FIRST)
    assert refused(actions.mark_item, again, item, "review", version=item.version, mark=mark()) == {"own-unit"}  # fmt: skip


def served(who: Cast, days: int) -> None:
    """The expert served the unit so many days ago."""
    row = lists.checks_of(who.unit, 1)[0]
    on = people.TODAY.fromordinal(people.TODAY.toordinal() - days)
    Check.objects.filter(pk=row.pk).update(kind="service", person=who.expert.human, on=on)


@pytest.mark.parametrize(("days", "codes"), [(30, {"advised"}), (700, {"advised"}), (800, set())])
def test_who_advised_within_24_months_does_not_review(days: int, codes: set[str]) -> None:
    who = cast()
    row = submitted(who)
    served(who, days)
    if codes:
        assert refused(actions.move_assessment, who.expert, row, "begin_review") == codes
    else:
        assert actions.move_assessment(who.expert, row, "begin_review").state == "review"


def test_a_review_is_concluded_when_every_item_is_reviewed() -> None:
    who = cast()
    row = actions.move_assessment(who.expert, submitted(who), "begin_review")
    assert refused(actions.move_assessment, who.expert, row, "conclude") == {"items-open"}


def test_nobody_reviews_twice_running_alone() -> None:
    who = cast()
    actions.move_assessment(who.leader, reviewed(who), "accept")
    row = actions.move_assessment(who.expert, submitted(who), "begin_review")
    marked(who.expert, row, "review")
    assert refused(actions.move_assessment, who.expert, row, "conclude") == {"twice-alone"}
    item = item_of(row, FIRST)
    actions.mark_item(who.around.town, item, "review", version=item.version, mark=mark())
    assert actions.move_assessment(who.expert, row, "conclude").state == "reviewed"


def test_sent_back_it_tells_why_and_what_is_marked_anew_is_reviewed_anew() -> None:
    who = cast()
    row = actions.move_assessment(who.expert, submitted(who), "begin_review")
    marked(who.expert, row, "review", SCH_1_1=mark("2", reason="制度未签发"))
    assert refused(actions.move_assessment, who.expert, row, "send_back") == {"note-missing"}
    row = actions.move_assessment(who.expert, row, "send_back", note="请补正第 1 项")
    assert (row.state, row.answer) == ("returned", "请补正第 1 项")
    item = item_of(row, FIRST)
    actions.mark_item(who.around.manager, item, "own", version=item.version, mark=mark())
    assert (item.review_deduction, item.review_reason) == (None, "制度未签发")
    assert queries.undone(queries.items_of(row), "review") == 1
    assert actions.move_assessment(who.around.manager, row, "submit").state == "submitted"


# ---------- decided ----------


def test_the_result_is_decided_by_a_second_person_and_its_reasons_are_kept() -> None:
    who = cast()
    row = reviewed(who, SCH_1_1=mark("2", reason="x"))
    row = actions.move_assessment(who.leader, row, "accept")
    assert (row.state, row.score, row.result) == ("accepted", Decimal("98.0"), "excellent")
    assert [told_reason(each).code for each in row.reasons] == ["by-score"]
    assert told_reason(row.reasons[0]).sentence() == "A score of 98.0 reaches the band from 90: “Excellent”."
    assert Standing.objects.get(enterprise=who.unit).score == 98.0


def test_a_reviewer_does_not_decide_also_not_by_another_account() -> None:
    who = cast()
    row = reviewed(who, who.around.district)
    assert refused(actions.move_assessment, who.around.district, row, "accept") == {"own-review"}
    again = second_account(who.around.district, "leader", region=people.DISTRICT)
    assert refused(actions.move_assessment, again, row, "accept") == {"own-review"}
    assert actions.move_assessment(who.leader, row, "accept").state == "accepted"


def test_who_decides_may_give_it_back_to_the_review() -> None:
    who = cast()
    row = actions.move_assessment(who.leader, reviewed(who), "review_again", note="第 3 项请复核")
    assert (row.state, row.concluded_by, row.answer) == ("review", None, "第 3 项请复核")


def test_an_operator_at_the_command_line_decides_nothing() -> None:
    who = cast()
    row = reviewed(who)
    assert "nobody-known" in refused(actions.move_assessment, people.OPERATOR, row, "accept")


@pytest.mark.parametrize(
    ("over", "result", "codes"),
    [
        pytest.param({}, "", ["by-score", "vetoed"], id="a veto item failed"),
        pytest.param({"major": True}, "", ["by-score", "vetoed", "open-major"], id="and a major hazard is open"),
    ],
)  # fmt: skip
def test_vetoes_and_the_gate_of_safety_win(over: dict[str, Any], result: str, codes: list[str]) -> None:
    who = cast()
    row = reviewed(who, SCH_3_1=mark(str(item_full("SCH-3.1")), reason="通道锁闭"))
    if over:
        hazard = lists.hazards_of(who.unit, 1)[0]
        Hazard.objects.filter(pk=hazard.pk).update(grade="major", criterion="x", control="x")
    row = actions.move_assessment(who.leader, row, "accept")
    assert (row.result, [each["code"] for each in row.reasons]) == (result, codes)


def item_full(ref: str) -> Decimal:
    score = queries.table(people.DISTRICT, "anbiao.scoring.school", "1").lines[ref].clause.score
    assert score
    return Decimal(str(score.max))


# ---------- who sees what ----------


def test_the_unit_sees_its_review_once_it_is_sent_and_the_leader_once_it_is_concluded() -> None:
    who = cast()
    place = place_of(who.around.town, who.unit)
    row = Assessment(district=people.DISTRICT, enterprise=who.unit, state="review")
    seen = {name: queries.sees_review(actor, row, place) for name, actor in (
        ("unit", who.around.manager), ("leader", who.leader), ("town", who.around.town), ("expert", who.expert),
    )}  # fmt: skip
    assert seen == {"unit": False, "leader": False, "town": True, "expert": True}
    row.state = "reviewed"  # in memory
    assert queries.sees_review(who.leader, row, place) and not queries.sees_review(
        who.around.manager, row, place
    )
    row.state = "accepted"
    assert queries.sees_review(who.around.manager, row, place)


def test_another_street_sees_nothing() -> None:
    who = cast()
    row = filled(who)
    other = people.acting(people.person("other_street"))
    assert not queries.assessments(other).filter(pk=row.pk).exists()
    assert not queries.items(other).filter(assessment=row).exists()


def test_the_database_refuses_marks_outside_an_item_and_one_person_for_both() -> None:
    from django.db import IntegrityError, transaction

    who = cast()
    row = begun(who)
    item = item_of(row, FIRST)
    for rows, values in (
        (AssessedItem.objects.filter(pk=item.pk), {"own_deduction": item.full + 1}),
        (AssessedItem.objects.filter(pk=item.pk), {"review_na": True}),
        (Assessment.objects.filter(pk=row.pk), {"concluded_by": row.pk, "decided_by": row.pk}),
        (Assessment.objects.filter(pk=row.pk), {"state": "accepted"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_months_are_counted_back_to_the_same_day() -> None:
    assert str(queries.months_before(people.TODAY, 24)) == "2024-11-23"
    assert str(queries.months_before(replace_day(31), 24)) == "2024-10-28"


def replace_day(day: int) -> Any:
    return people.TODAY.replace(month=10, day=day)


# ---------- handed in and applied with at once ----------


def test_a_yearly_one_is_handed_in_as_an_application_in_one_step() -> None:
    who = cast()
    row = actions.move_assessment(who.around.manager, filled(who), "submit_and_apply")
    assert (row.state, row.kind, row.own_score) == ("submitted", "application", Decimal("100.0"))
    entry = Entry.objects.filter(object_id=row.pk).order_by("-number").first()
    assert entry is not None and (entry.verb, entry.before["kind"], entry.after["kind"]) == (
        "submit_and_apply",
        "yearly",
        "application",
    )


def test_what_is_open_and_what_stands_against_applying_are_told_together() -> None:
    who = cast()
    lists.certificate_of(who.unit)  # holds for years
    row = begun(who)
    assert refused(actions.move_assessment, who.around.manager, row, "submit_and_apply") == {"items-open", "renews-later"}  # fmt: skip
    marked(who.around.manager, row, "own")
    assert refused(actions.move_assessment, who.around.manager, row, "submit_and_apply") == {"renews-later"}
    assert actions.move_assessment(who.around.manager, row, "submit").kind == "yearly"


def test_an_application_is_handed_in_plainly() -> None:
    who = cast()
    row = begun(who, "application")
    marked(who.around.manager, row, "own")
    assert refused(actions.move_assessment, who.around.manager, row, "submit_and_apply") == {
        "applies-already"
    }


def test_what_a_draw_left_out_is_reviewed_once_it_applies() -> None:
    who = cast()
    row = submitted(who)
    Assessment.objects.filter(pk=row.pk).update(state="returned", sample="own")
    row = actions.move_assessment(who.around.manager, row, "submit_and_apply")
    assert refused(actions.move_assessment, who.leader, row, "take_own") == {"to-be-reviewed"}
