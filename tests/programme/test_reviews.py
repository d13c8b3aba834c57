"""Who reviews, what is drawn, what a review finds, by when, and how a decided result is corrected."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from anbiao.authority.models import User
from anbiao.inspection import actions as hazard_actions
from anbiao.inspection.models import Check, Standing
from anbiao.inspection.queries import hazards
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.kit.work import sources
from anbiao.programme import actions
from anbiao.programme.models import AssessedItem, Assessment, Evidence, ReviewDraw
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import reviews
from anbiao.registry import queries as roster
from anbiao.registry.models import Responsibility
from anbiao.rules import reviewing
from anbiao.rules.reviewing import Candidate
from anbiao.standards import queries as standards
from tests import people
from tests.everywhere import lists
from tests.inspection.made import finding, fixed, refused, reported, second_account
from tests.programme.made import Cast, begun, cast, filled, item_of, mark, marked, reviewed, submitted

pytestmark = pytest.mark.django_db
FIRST = "SCH-1.1"


def fresh(row: Assessment) -> Assessment:
    return Assessment.objects.get(pk=row.pk)


# ---------- time limits ----------


def test_each_hand_has_its_working_days() -> None:
    who = cast()
    row = submitted(who)
    assert row.due_on == date(2026, 12, 21)  # twenty working days after 2026-11-23
    row = actions.move_assessment(who.expert, row, "begin_review")
    back = actions.move_assessment(who.expert, row, "send_back", note="x")
    assert back.due_on == date(2026, 12, 14)  # fifteen to put it right


def test_a_concluded_review_waits_ten_working_days_and_a_decided_one_for_nobody() -> None:
    who = cast()
    row = reviewed(who)
    assert row.due_on == date(2026, 12, 7)
    assert actions.move_assessment(who.leader, row, "accept").due_on is None


def test_whoever_has_the_next_step_is_warned_three_working_days_before() -> None:
    who = cast()
    row = submitted(who)
    assert (row.due_on, row.warned_on) == (date(2026, 12, 21), date(2026, 12, 16))
    client = people.browser(User.objects.get(pk=who.around.town.person))
    assert who.unit.name not in client.get("/assessments/?late=soon").content.decode()
    Assessment.objects.filter(pk=row.pk).update(due_on=date(2026, 11, 25), warned_on=people.TODAY)
    assert "临近期限" in client.get("/assessments/?late=soon").content.decode()
    ((_, item),) = [
        (each, each.item(who.around.town, fresh(row)))
        for each in sources(who.around.town)
        if each.name == "assessments-to-review"
    ]
    assert (item.state, item.mark) == ("临近期限", "back")


# ---------- hazards found in the review ----------


def under_review(who: Cast, kind: str) -> Assessment:
    row = begun(who, kind)
    marked(who.around.manager, row, "own")
    row = actions.move_assessment(who.around.manager, row, "submit")
    return actions.move_assessment(who.around.town, row, "begin_review")


def test_a_problem_becomes_a_hazard_of_the_unit_once() -> None:
    who = cast()
    row = under_review(who, "yearly")
    item = item_of(row, FIRST)
    made = actions.report_from_review(who.around.town, item, finding(basis="x", item=FIRST))
    assert (made.enterprise_id, made.item, made.source) == (who.unit.pk, FIRST, "supervision")
    assert item.hazard == made
    assert refused(actions.report_from_review, who.around.town, item, finding()) == {"reported-already"}
    assert refused(actions.report_from_review, who.around.manager, item_of(row, "SCH-1.2"), finding()) >= {"no-duty"}  # fmt: skip


@pytest.mark.parametrize(("kind", "codes"), [("application", {"open-from-review"}), ("yearly", set())])
def test_an_application_is_decided_when_they_are_closed(kind: str, codes: set[str]) -> None:
    who = cast()
    row = under_review(who, kind)
    made = actions.report_from_review(who.around.town, item_of(row, FIRST), finding())
    marked(who.around.town, row, "review")
    row = actions.move_assessment(who.around.town, row, "conclude")
    if codes:
        assert refused(actions.move_assessment, who.leader, row, "accept") == codes
        hazard_actions.verify(who.around.bureau, fixed(who.around, made))
    assert actions.move_assessment(who.leader, row, "accept").state == "accepted"


# ---------- who reviews ----------


def named(who: Cast, row: Assessment) -> dict[str, Candidate]:
    return {one.name: one for one in reviews.candidates(who.around.district, row)}


def test_everybody_whose_duty_it_is_stands_with_what_speaks_against_her() -> None:
    who = cast()
    row = submitted(who)
    check = lists.checks_of(who.unit, 1)[0]
    Check.objects.filter(pk=check.pk).update(kind="service", person=who.expert.human)
    second_account(who.around.manager, "town_officer", region=people.SHUANGYANG)
    people.person("other_street")
    found = named(who, row)
    codes = {name: {each.code for each in reviewing.against(one, most=8)} for name, one in found.items()}
    assert codes == {
        "expert": {"advised"}, "street_inspector": set(), "bureau_officer": set(), "district_officer": set(),
        "manager-again": {"own-unit"}, "other_street": {"no-reach"},
    }  # fmt: skip
    assert [found[name].skilled for name in ("bureau_officer", "street_inspector")] == [True, False]


def test_the_load_counts_open_reviews_and_who_reviewed_the_sector_knows_it() -> None:
    who = cast()
    town = str(who.around.town.human)
    for unit in people.make_enterprises(*({"name": f"第{n}学校", "sector": "schools"} for n in range(2))):
        other = lists.assessment_of(unit)
        Assessment.objects.filter(pk=other.pk).update(state="submitted", assigned=[town])
    lists.accepted_of(people.make_enterprise(name="旧学校", sector="schools"), reviewers=[town])
    one = named(who, submitted(who))["street_inspector"]
    assert (one.load, one.skilled) == (2, True)


def test_only_who_is_assigned_reviews() -> None:
    who = cast()
    row = submitted(who)
    town, expert = str(who.around.town.human), str(who.expert.human)
    assert refused(actions.assign_reviewers, who.around.district, row, []) == {"nobody-chosen"}
    assert refused(actions.assign_reviewers, who.expert, row, [town]) == {"no-duty"}
    assert refused(actions.assign_reviewers, who.around.district, row, ["x"]) == {"person-unknown", "nobody-chosen"}  # fmt: skip
    row = actions.assign_reviewers(who.around.district, row, [town])
    assert row.assigned == [town]
    assert refused(actions.move_assessment, who.expert, row, "begin_review") == {"not-assigned"}
    row = actions.move_assessment(who.around.town, row, "begin_review")
    row = actions.assign_reviewers(who.around.district, row, [town, expert])
    item = item_of(row, FIRST)
    actions.mark_item(who.expert, item, "review", version=item.version, mark=mark())
    entry = Entry.objects.filter(object_id=row.pk, verb="assign").order_by("-number").first()
    assert entry and set(entry.note.split(", ")) == {"street_inspector", "expert"}


def test_a_team_with_a_conflict_is_refused_with_its_name() -> None:
    who = cast()
    actions.move_assessment(who.leader, reviewed(who), "accept")
    row = submitted(who)
    alone = (actions.assign_reviewers, who.around.district, row, [str(who.expert.human)])
    assert refused(*alone) == {"twice-alone"}
    assert refused(actions.assign_reviewers, who.around.district, actions.move_assessment(who.around.town, row, "send_back", note="x"), [str(who.around.town.human)]) == {"not-now"}  # fmt: skip


# ---------- an expert who is not named for the unit ----------


def stranger(name: str = "stranger") -> Actor:
    """An expert whom nothing links to the unit."""
    user = people.make_user(name, slug=None)
    people.grant(user, "expert", assignee=user.id)
    return people.acting(user)


def test_an_assigned_expert_opens_the_assessment_and_its_evidence_and_nothing_else() -> None:
    who, guest = cast(), stranger()
    hazard = fixed(who.around, reported(who.around))
    hazard_actions.verify(who.around.bureau, hazard)
    row = filled(who)
    item = item_of(row, FIRST)
    actions.name_evidence(who.around.manager, item, [f"hazard:{hazard.pk}"])
    row = actions.move_assessment(who.around.manager, row, "submit")
    client = people.browser(User.objects.get(pk=guest.person))
    link = Evidence.objects.get(item=item)
    picture = f"/evidence/{link.pk}/photo/{hazard.pictures.first().photo}/"
    own = [f"/assessment/{row.pk}/", f"/assessed-item/{item.pk}/", f"/evidence/{link.pk}/", picture]
    assert {client.get(url).status_code for url in own} == {404}
    row = actions.assign_reviewers(who.around.district, row, [str(guest.human)])
    assert [client.get(url).status_code for url in own] == [
        200,
        200,
        200,
        202,
    ]  # its copies are still being made
    page = client.get(own[0]).content.decode()
    assert own[2] in page and f"/units/{who.unit.pk}/" not in page and f"/hazard/{hazard.pk}/" not in page
    assert hazard.title in client.get(own[2]).content.decode()
    closed = [f"/units/{who.unit.pk}/", f"/hazard/{hazard.pk}/", f"/assessed-item/{item.pk}/evidence/"]
    assert {client.get(url).status_code for url in closed} == {404}
    assert not hazards(guest).exists() and not roster.enterprises(guest).exists()
    assert refused(hazard_actions.report_hazard, guest, who.unit, finding()) == {"no-duty"}


def test_the_assigned_expert_reviews_it_whole_and_loses_it_with_the_decision() -> None:
    who, guest = cast(), stranger()
    row = actions.assign_reviewers(who.around.district, submitted(who), [str(guest.human)])
    assert refused(actions.move_assessment, stranger("another"), row, "begin_review") >= {"no-duty"}
    row = actions.move_assessment(guest, row, "begin_review")
    made = actions.report_from_review(guest, item_of(row, FIRST), finding(item=FIRST))
    assert (made.enterprise_id, made.source) == (who.unit.pk, "expert")
    marked(guest, row, "review")
    row = actions.move_assessment(guest, row, "conclude")
    assert queries.assessments(guest).filter(pk=row.pk).exists()
    actions.move_assessment(who.leader, row, "accept")
    assert not queries.assessments(guest).exists() and not queries.items(guest).exists()


def test_what_she_sends_back_is_closed_to_her_until_it_is_handed_in_again() -> None:
    who, guest = cast(), stranger()
    row = actions.assign_reviewers(who.around.district, submitted(who), [str(guest.human)])
    client = people.browser(User.objects.get(pk=guest.person))
    answer = client.post(f"/assessment/{row.pk}/send-back/", {"_key": str(uuid4()), "note": "缺佐证"})
    assert (answer.status_code, answer["Location"]) == (302, "/assessments/")
    assert client.get(f"/assessment/{row.pk}/").status_code == 404
    actions.move_assessment(who.around.manager, fresh(row), "submit")
    assert client.get(f"/assessment/{row.pk}/").status_code == 200


def test_who_advises_units_of_the_sector_knows_it() -> None:
    who, guest = cast(), stranger()
    other = people.make_enterprise(name="另一学校", sector="schools")
    Responsibility.objects.create(
        district=other.district, enterprise=other, kind="expert", person_id=guest.person, basis="test", from_on=date(2026, 1, 1)
    )  # fmt: skip
    one = named(who, submitted(who))["stranger"]
    assert one.skilled and not reviewing.against(one, most=8)


# ---------- the draw ----------


def handed_in(count: int, size: str) -> list[Assessment]:
    made = []
    for unit in people.make_enterprises(
        *({"name": f"{size}{n}学校", "sector": "schools", "size_class": size} for n in range(count))
    ):
        row = lists.assessment_of(unit)
        Assessment.objects.filter(pk=row.pk).update(state="submitted", submitted_on=people.TODAY)
        made.append(row)
    return made


def test_a_draw_takes_of_each_class_its_share_and_can_be_repeated() -> None:
    who = cast()
    handed_in(10, "medium")
    handed_in(4, "small_micro")
    handed_in(2, "above_scale")
    given = {"region": people.DISTRICT, "ratios": standards.local(people.DISTRICT, "review.sample", people.TODAY)}  # fmt: skip
    counted, chosen = actions.drawn(who.around.district, **given, seed="a")
    assert (counted, len(chosen)) == (16, 3 + 1 + 2)
    assert actions.drawn(who.around.district, **given, seed="a")[1] == chosen
    row = actions.draw_reviews(who.around.district, name="十一月抽查", region=people.DISTRICT, seed="a")
    assert (row.counted, row.drawn) == (16, 6)
    assert set(Assessment.objects.filter(draw=row, sample="review").values_list("pk", flat=True)) == chosen
    assert Assessment.objects.filter(draw=row, sample="own").count() == 10
    assert refused(actions.draw_reviews, who.around.district, name="又一次", region=people.DISTRICT) == {"nothing-to-draw"}  # fmt: skip


def test_a_draw_has_a_name_a_reach_and_a_seed_of_chance() -> None:
    who = cast()
    handed_in(1, "medium")
    assert refused(actions.draw_reviews, who.around.district, name=" ", region=people.DISTRICT) == {"name-missing"}  # fmt: skip
    assert refused(actions.draw_reviews, who.around.town, name="x", region=people.DISTRICT) == {"no-duty"}
    row = actions.draw_reviews(who.around.town, name="x", region=people.SHUANGYANG)
    assert len(row.seed) == 16
    assert refused(actions.draw_reviews, who.around.town, name="x", region=people.SHUANGYANG) >= {"name-taken"}  # fmt: skip
    assert ReviewDraw.objects.count() == 1


def test_what_was_left_out_is_decided_by_its_own_score_and_nothing_else() -> None:
    who = cast()
    row = submitted(who, SCH_1_1=mark("2", reason="缺文"))
    assert refused(actions.move_assessment, who.leader, row, "take_own") == {"to-be-reviewed"}
    Assessment.objects.filter(pk=row.pk).update(sample="review")
    assert refused(actions.move_assessment, who.leader, fresh(row), "take_own") == {"to-be-reviewed"}
    Assessment.objects.filter(pk=row.pk).update(sample="own")
    assert "no-duty" in refused(actions.move_assessment, who.around.town, fresh(row), "take_own")
    row = actions.move_assessment(who.leader, fresh(row), "take_own")
    assert (row.state, row.score, row.result, row.reviewers) == ("accepted", Decimal("98.0"), "excellent", [])
    assert Standing.objects.get(enterprise=who.unit).score == 98.0


def test_thousands_are_decided_by_their_own_scores_as_one_by_one() -> None:
    who = cast()
    mine = submitted(who, SCH_1_1=mark("2", reason="缺文"))
    others = handed_in(3, "medium")
    AssessedItem.objects.filter(assessment__in=others).update(own_deduction=0)
    drawn, reviewed_one = others[0], others[1]
    Assessment.objects.exclude(pk=drawn.pk).update(sample="own")
    Assessment.objects.filter(pk=drawn.pk).update(sample="review")
    Assessment.objects.filter(pk=reviewed_one.pk).update(reviewers=[str(who.leader.human)])
    Standing.objects.all().delete()
    taken = actions.decide_by_own(who.leader, [mine.pk, *(row.pk for row in others)])
    assert taken.moved == 2
    told = {pk: {each.code for each in against} for pk, against in taken.refused.items()}
    assert told == {drawn.pk: {"to-be-reviewed"}, reviewed_one.pk: {"own-review"}}
    row = fresh(mine)
    assert (row.state, row.score, row.result, row.decider, row.due_on) == (
        "accepted",
        Decimal("98.0"),
        "excellent",
        "leader",
        None,
    )
    assert [each["code"] for each in row.reasons] == ["by-score"]
    assert Standing.objects.get(enterprise=who.unit).score == 98.0
    assert Entry.objects.filter(object_id=mine.pk, verb="take_own").get().after["score"] == "98.0"  # type: ignore[index]
    assert "no-duty" in {
        each.code for each in actions.decide_by_own(who.around.town, [drawn.pk]).refused[drawn.pk]
    }


def test_a_list_decides_by_own_scores_after_showing_what_follows() -> None:
    who = cast()
    row = submitted(who)
    Assessment.objects.filter(pk=row.pk).update(sample="own")
    client = people.browser(User.objects.get(pk=who.leader.person))
    shown = client.get(f"/assessments/bulk/own/?pick={row.pk}&f-asked=1").content.decode()
    assert "优秀 1" in shown and fresh(row).state == "submitted"
    client.post("/assessments/bulk/own/", {"_key": str(uuid4()), "pick": str(row.pk), "f-asked": "1"})
    assert (fresh(row).state, fresh(row).result) == ("accepted", "excellent")


# ---------- corrections ----------


def test_a_decided_result_is_corrected_by_a_new_version_that_others_decide() -> None:
    who = cast()
    old = actions.move_assessment(who.leader, reviewed(who), "accept")
    assert refused(actions.correct_assessment, who.around.town, old, note="x") == {"no-duty"}
    assert refused(actions.correct_assessment, who.around.district, old, note=" ") == {"note-missing"}
    row = actions.correct_assessment(who.around.district, old, note="第 1 项误判")
    assert (row.state, row.corrects_id, row.answer, row.due_on) == (
        "review",
        old.pk,
        "第 1 项误判",
        date(2026, 12, 21),
    )
    assert refused(actions.correct_assessment, who.leader, fresh(old), note="x") == {"open-already"}
    item = item_of(row, FIRST)
    assert item.mark("review") == item_of(old, FIRST).mark("review")
    actions.mark_item(
        who.around.town, item, "review", version=item.version, mark=mark("3", reason="制度未签发")
    )
    row = actions.move_assessment(who.around.town, row, "conclude")
    assert refused(actions.move_assessment, who.around.district, row, "accept") == {"own-correction"}
    assert fresh(old).state == "accepted"
    row = actions.move_assessment(who.leader, row, "accept")
    assert (row.score, fresh(old).state, fresh(old).score) == (Decimal("97.0"), "corrected", Decimal("100.0"))
    assert item_of(old, FIRST).review_deduction == 0
    assert queries.corrected_by(old) == row
    assert Standing.objects.get(enterprise=who.unit).score == 97.0
    assert refused(actions.correct_assessment, who.around.district, fresh(old), note="x") == {"not-decided"}


def test_a_dropped_correction_leaves_the_result_as_it_was() -> None:
    who = cast()
    old = actions.move_assessment(who.leader, reviewed(who), "accept")
    row = actions.correct_assessment(who.around.district, old, note="x")
    row = actions.move_assessment(who.around.town, row, "send_back", note="请说明")
    actions.move_assessment(who.around.manager, row, "drop", note="不再更正")
    assert fresh(old).state == "accepted" and queries.corrected_by(old) is None
