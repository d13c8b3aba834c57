"""A ranking is drafted by rule, objected to by whom it ranks, published by a second person, frozen, and corrected by a new edition."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from anbiao.inspection.models import Hazard
from anbiao.kit.models import Entry
from anbiao.oversight import actions
from anbiao.oversight.models import Ranking
from anbiao.oversight.queries import ranking_content as contents
from anbiao.oversight.queries import rankings as queries
from anbiao.standards.effects import effects
from tests import people
from tests.inspection.made import refused, second_account
from tests.oversight.ranked import (
    AFTER,
    CUT_OFF,
    LAST,
    NEXT,
    TOWNS,
    WANAN,
    arrives,
    at,
    concluded,
    drafted,
    found,
    published,
    ranked,
    rule,
    sent,
)

pytestmark = pytest.mark.django_db


def places(row: Ranking) -> list[tuple[str, int | None]]:
    return [(line["key"], line["rank"]) for line in contents.content(row)["lines"]]


def line(row: Ranking, key: str) -> dict[str, Any]:
    return next(each for each in contents.content(row)["lines"] if each["key"] == key)


def told(row: Any) -> list[str]:
    return list(Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True))


# ---------- by rule ----------


def test_towns_are_ranked_by_the_local_rule_with_every_point_explained() -> None:
    row = drafted(ranked())
    assert places(row) == [(WANAN, 1), (people.SHUANGYANG, 2), (people.HESHI, 2)]
    said = line(row, people.SHUANGYANG)
    assert [(part["code"], part["points"], part["most"]) for part in said["parts"]] == [
        ("cohort_rate", "48.00", "60.00"),
        ("three_lists_rate", "0.00", "40.00"),
    ]
    assert said["name"] == ["双阳街道", "Shuangyang Subdistrict"]
    assert (said["lacking"]["rank"], said["lacking"]["points"]) == (1, "6.00")
    assert {way["code"]: way["cases"] for way in said["lacking"]["ways"]} == {"cohort_rate": 1, "three_lists_rate": 1}  # fmt: skip
    assert row.cut_off_on == CUT_OFF


def test_a_line_with_too_few_units_and_an_exempt_one_stand_apart() -> None:
    who = ranked(least=3)
    row = drafted(who)
    assert places(row) == [(town, None) for town in TOWNS]
    assert line(row, WANAN)["against"]["params"] == {"number": "2", "least": "3"}
    other = drafted(who, **NEXT)
    actions.change_line(who.office, other, actions.LineChange(WANAN, "新设街道"))
    assert line(other, WANAN)["against"] == {"code": "exempt", "text": "Exempt: {reason}", "params": {"reason": "新设街道"}}  # fmt: skip
    (change,) = queries.changes(other)
    actions.undo_change(who.office, other, change.pk)
    assert line(other, WANAN)["against"]["code"] == "too-few-units"
    assert told(other) == ["draft", "exempt", "undo"]


def test_the_rule_of_the_first_day_holds_and_one_ranking_is_of_a_period() -> None:
    who = ranked()
    drafted(who)
    assert refused(drafted, who) == {"ranked-already"}
    assert refused(actions.draft_ranking, who.street, kind="towns", first_on=date(2026, 12, 5), last_on=date(2026, 12, 4)) == {"no-duty", "period-wrong"}  # fmt: skip
    assert refused(actions.draft_ranking, who.office, kind="bureaus", **NEXT) == {"no-weights"}


def test_nothing_that_reached_the_server_after_the_cut_off_counts_but_in_the_next_period() -> None:
    who = ranked()
    rows = found(who.units[WANAN][1], 5, closed=0)
    arrives(at(who.office, date(2026, 12, 2)), rows)  # a day after the cut-off
    in_time = found(who.units[people.HESHI][1], 10, closed=10)
    arrives(at(who.office, CUT_OFF), in_time)
    row = sent(who)
    assert row.figures[WANAN]["values"]["cohort_rate"] == [9, 10]
    assert row.figures[people.HESHI]["values"]["cohort_rate"] == [18, 20]
    assert places(row) == [(WANAN, 1), (people.HESHI, 1), (people.SHUANGYANG, 3)]
    after = contents.came_late(who.office, row, date(2026, 12, 2))
    assert {each.key: each.values["found"].number for each in after.lines} == {WANAN: 5}
    row = concluded(who, row)
    row = actions.move_ranking(at(who.leader, AFTER), row, "publish")
    following = actions.draft_ranking(at(who.office, AFTER), kind="towns", **NEXT)
    part = line(following, WANAN)["parts"][0]
    assert (part["number"], part["of"], part["late"]) == (0, 5, [0, 5])
    assert line(following, people.HESHI)["parts"][0]["late"] is None
    assert line(following, WANAN)["before"] == 1


def test_nothing_goes_out_before_the_cut_off_is_past() -> None:
    who = ranked()
    row = drafted(who, **NEXT)
    assert row.cut_off_on == date(2026, 12, 8)
    assert refused(actions.move_ranking, who.office, row, "send_out") == {"cut-off-ahead"}
    assert actions.retake_figures(who.office, row).state == "draft"


# ---------- objections ----------


def test_an_office_objects_to_its_own_line_and_somebody_else_answers() -> None:
    who = ranked()
    row = sent(who)
    assert row.objections_to == LAST
    given: dict[str, str] = {"key": people.SHUANGYANG, "text": "一处隐患已闭环", "code": "cohort_rate"}
    assert refused(actions.object_to_ranking, who.other_street, row, **given) == {"not-own-line"}
    assert refused(actions.object_to_ranking, who.office, row, **given) == {"not-own-line"}
    assert refused(actions.object_to_ranking, at(who.street, AFTER), row, **given) == {"objections-over"}
    objection = actions.object_to_ranking(who.street, row, **given)
    assert (objection.number, objection.office, objection.state) == (1, "双阳街道", "received")
    assert refused(actions.move_ranking, at(who.office, AFTER), row, "conclude") == {"objections-open"}
    again = second_account(who.street, "district_officer", region=people.DISTRICT)
    assert refused(actions.answer_ranking_objection, again, objection, "uphold", note="x") == {"same-person"}
    assert refused(actions.answer_ranking_objection, who.office, objection, "uphold") == {"note-missing"}
    answered = actions.answer_ranking_objection(who.office, objection, "uphold", note="核实属实", number=9, of=10)  # fmt: skip
    assert (answered.state, answered.answer) == ("upheld", "核实属实")
    assert places(row) == [(WANAN, 1), (people.SHUANGYANG, 1), (people.HESHI, 3)]
    assert line(row, people.SHUANGYANG)["parts"][0]["changed"] == "核实属实"


def test_no_figure_is_put_right_without_a_ground_and_an_objection_can_be_taken_back() -> None:
    who = ranked()
    row = sent(who)
    change = actions.LineChange(people.HESHI, "x", "cohort_rate", 10, 10)
    assert refused(actions.change_line, who.office, row, change) == {"figure-stands"}
    objection = actions.object_to_ranking(who.other_street, row, key=people.HESHI, text="x")
    assert "no-duty" in refused(actions.answer_ranking_objection, who.street, objection, "withdraw_objection")
    taken_back = actions.answer_ranking_objection(who.other_street, objection, "withdraw_objection")
    assert taken_back.state == "withdrawn"
    assert told(taken_back) == ["object", "withdraw_objection"]


# ---------- who sees what ----------


def test_an_office_sees_nothing_of_a_preview_and_its_own_line_before_all_is_published() -> None:
    who = ranked()
    row = drafted(who)
    assert not queries.rankings(who.street).exists()
    row = actions.move_ranking(who.office, row, "send_out")
    seen = queries.rankings(who.street).get()
    assert [each["key"] for each in contents.for_reader(who.street, seen)["lines"]] == [people.SHUANGYANG]
    assert len(contents.for_reader(who.leader, seen)["lines"]) == 3
    bureau = people.acting(people.person("bureau_officer"))
    assert not queries.rankings(bureau).exists()
    actions.object_to_ranking(who.street, row, key=people.SHUANGYANG, text="x")
    assert queries.objections(who.street).count() == 1
    assert not queries.objections(who.other_street).exists()
    assert not Ranking.objects.visible_to(people.acting(people.nobody()).scope).exists()


# ---------- published and corrected ----------


def test_a_second_person_publishes_and_what_was_published_does_not_drift() -> None:
    who = ranked()
    row = concluded(who)
    assert refused(actions.move_ranking, at(who.office, AFTER), row, "publish") == {"same-person"}
    assert refused(actions.move_ranking, at(who.street, AFTER), row, "publish") == {"no-duty"}
    assert not Ranking.objects.filter(snapshot__isnull=False).exists()
    row = actions.move_ranking(at(who.leader, AFTER), row, "publish")
    assert told(row) == ["draft", "send_out", "conclude", "publish"]
    before = contents.content(row)
    Hazard.objects.update(state="closed", closed_on=date(2026, 11, 24), closing="office", photos_after=1)
    rule("ranking.cut_off", 9)
    seen = queries.rankings(who.street).get()
    assert contents.content(seen) == before
    assert len(contents.for_reader(who.street, seen)["lines"]) == 3
    assert seen.snapshot and seen.snapshot.kind == "ranking"


def test_the_database_lets_nobody_publish_alone_or_without_a_snapshot() -> None:
    row = published(ranked())
    rows = Ranking.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(published_by=row.drafted_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(snapshot=None)


def test_a_correction_is_a_leaders_new_edition_with_its_differences_and_the_old_one_stays() -> None:
    who = ranked()
    old = published(who)
    office = at(who.office, AFTER)
    assert refused(actions.correct_ranking, office, old, reason=" ") == {"reason-missing"}
    new = actions.correct_ranking(office, old, reason="河市镇两条记录重复")
    assert (new.serial, new.edition) == (f"{old.serial}-2", 2)
    assert refused(actions.correct_ranking, office, old, reason="x") == {"corrected-already"}
    actions.change_line(office, new, actions.LineChange(people.HESHI, "重复两条", "cohort_rate", 8, 8))
    moves = {each.key: each.rank for each in contents.difference(new)}
    assert moves == {people.HESHI: (2, 1), WANAN: (1, 2), people.SHUANGYANG: (2, 3)}
    new = actions.move_ranking(office, new, "send_out")
    assert new.figures == old.figures
    new = actions.move_ranking(at(who.office, date(2026, 12, 14)), new, "conclude")
    second = people.acting(people.person("district_officer", username="second_officer"))
    assert refused(actions.move_ranking, second, new, "publish") == {"leader-publishes"}
    assert refused(actions.move_ranking, second, new, "publish_correction") == {"no-duty"}
    new = actions.move_ranking(at(who.leader, date(2026, 12, 14)), new, "publish_correction")
    old.refresh_from_db()
    assert (old.state, new.state) == ("corrected", "published")
    assert new.snapshot and new.snapshot.corrects == old.snapshot_id
    assert places(old) == [(WANAN, 1), (people.SHUANGYANG, 2), (people.HESHI, 2)]
    assert places(new) == [(people.HESHI, 1), (WANAN, 2), (people.SHUANGYANG, 3)]
    assert [each.pk for each in queries.rankings(who.street).order_by("edition")] == [old.pk, new.pk]
    assert contents.content(new)["corrects"] == old.serial


def test_who_approves_may_give_it_back_with_a_reason() -> None:
    who = ranked()
    row = concluded(who)
    leader = at(who.leader, AFTER)
    assert refused(actions.move_ranking, leader, row, "give_back") == {"note-missing"}
    row = actions.move_ranking(leader, row, "give_back", note="核实河市镇")
    assert (row.state, row.sent_by, row.decided_by) == ("draft", None, None)


def test_a_changed_rule_tells_that_what_is_under_way_keeps_the_old_one() -> None:
    who = ranked()
    published(who)
    actions.draft_ranking(at(who.office, AFTER), kind="towns", **NEXT)
    with override("en"):
        said = effects(who.office, "ranking.least", {"towns": 3, "bureaus": 1, "sectors": 1})
    assert said[0] == "3 lines of the newest rankings would not be ranked."
    assert "1 rankings under way keep" in said[1]
