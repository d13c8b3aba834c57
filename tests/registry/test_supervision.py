"""Who answers for a unit: gaps, overlaps, what declining does, and the district's word that becomes a rule."""

from datetime import date, timedelta

import pytest

from anbiao.authority.models import DistrictRule, Sector
from anbiao.kit.models import Entry
from anbiao.registry import actions, queries
from anbiao.registry.models import Enterprise, FormerCode, Responsibility, StatusChange
from anbiao.rules.refusal import Refused
from tests import people

pytestmark = pytest.mark.django_db


def officer() -> people.Actor:
    return people.acting(people.person("district_officer"))


def held(unit: Enterprise, kind: str) -> list[Responsibility]:
    return list(Responsibility.objects.filter(enterprise=unit, kind=kind).order_by("from_on", "id"))


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_unit_without_grid_member_is_a_gap_until_one_is_assigned() -> None:
    unit = people.make_enterprise(sector="schools")
    actor, member = officer(), people.person("grid_member")
    assert Enterprise.objects.filter(queries.has_gap(actor), pk=unit.pk).exists()
    actions.assign_many(actor, [unit], kind="grid", person=member, from_on=people.TODAY)
    assert not Enterprise.objects.filter(queries.has_gap(actor), pk=unit.pk).exists()


def test_the_next_grid_member_ends_the_one_before_so_that_two_never_overlap() -> None:
    unit, actor = people.make_enterprise(), officer()
    first, second = people.person("grid_member"), people.person("grid_member", username="grid_2")
    actions.assign_many(actor, [unit], kind="grid", person=first, from_on=date(2026, 11, 1))
    actions.assign_many(actor, [unit], kind="grid", person=second, from_on=people.TODAY)
    old, new = held(unit, "grid")
    assert (old.person, old.to_on) == (first, people.TODAY - timedelta(days=1))
    assert (new.person, new.to_on) == (second, None)


def test_replacing_on_the_same_day_shows_only_the_one_who_stays() -> None:
    unit, actor = people.make_enterprise(), officer()
    first, second = people.person("grid_member"), people.person("grid_member", username="grid_2")
    for member in (first, second):
        actions.assign_many(actor, [unit], kind="grid", person=member, from_on=people.TODAY)
    shown = [row.person for row in queries.standing(actor, unit) if row.kind == "grid"]
    assert shown == [second]


def test_an_answer_is_due_in_five_working_days() -> None:
    unit, actor = people.make_enterprise(), officer()
    actions.assign_many(actor, [unit], kind="grid", person=people.person("grid_member"), from_on=people.TODAY)
    (row,) = held(unit, "grid")
    assert row.due_on == date(2026, 11, 30)  # Monday the 23rd and five working days


def test_only_the_person_named_answers() -> None:
    unit, actor = people.make_enterprise(), officer()
    actions.assign_many(actor, [unit], kind="grid", person=people.person("grid_member"), from_on=people.TODAY)
    (row,) = held(unit, "grid")
    with pytest.raises(Refused) as refused:
        actions.answer_responsibility(actor, row, "acknowledge")
    assert codes(refused) == {"not-yours"}


def test_declining_needs_a_reason_and_sends_it_back() -> None:
    unit, actor, member = people.make_enterprise(), officer(), people.person("grid_member")
    actions.assign_many(actor, [unit], kind="grid", person=member, from_on=people.TODAY)
    (row,) = held(unit, "grid")
    with pytest.raises(Refused) as refused:
        actions.answer_responsibility(people.acting(member), row, "decline")
    assert codes(refused) == {"note-missing"}
    actions.answer_responsibility(people.acting(member), row, "decline", note="不在我的网格")
    row.refresh_from_db()
    assert (row.state, row.answered_on) == ("declined", people.TODAY)
    assert Entry.objects.filter(object_id=row.id, verb="decline", note="不在我的网格").count() == 1


def test_an_expert_acknowledges_by_assignment_and_a_bureau_officer_by_sector() -> None:
    unit = people.make_enterprise(sector="schools")
    expert, bureau = people.expert(unit), people.person("bureau_officer")
    own = Responsibility.objects.create(
        district=unit.district, enterprise=unit, kind="official", person=bureau, basis="test", from_on=people.TODAY
    )  # fmt: skip
    for person, row in ((expert, held(unit, "expert")[0]), (bureau, own)):
        actions.answer_responsibility(people.acting(person), row, "acknowledge")
        row.refresh_from_db()
        assert row.state == "acknowledged"


def test_an_office_cannot_answer_for_an_enterprise() -> None:
    unit = people.make_enterprise()
    row = Responsibility.objects.create(
        district=unit.district, enterprise=unit, kind="enterprise", basis="test", from_on=people.TODAY
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.answer_responsibility(officer(), row, "acknowledge")
    actions.answer_responsibility(people.acting(people.enterprise_manager(unit)), row, "acknowledge")


def test_a_word_of_the_decision_routes_the_others_and_is_kept_as_a_rule() -> None:
    one, other, third = people.make_enterprises(
        {"name": "云上研学坊"}, {"name": "山下研学坊"}, {"name": "云上木屋"}
    )
    sector = Sector.objects.get(code="schools")
    actor = officer()
    number = actions.route_unit(actor, one, sector=sector, reason="以研学为主", word="研学坊")
    assert number == 2
    assert set(Enterprise.objects.filter(sector="schools")) == {one, other}
    assert Enterprise.objects.get(pk=third.pk).sector == ""
    assert DistrictRule.objects.get().name_words == ["研学坊"]
    assert held(other, "sector")[0].organisation.slug == "education"
    assert Entry.objects.filter(object_id=other.pk, verb="route").count() == 1
    later = actions.register_unit(
        actor, values={"name": "新到研学坊", "region": people.SHUANGYANG, "uscc": people.make_uscc()}
    )
    assert later.sector == "schools"


@pytest.mark.parametrize(("word", "code"), [("坊", "word-short"), ("学校", "word-not-in-name")])
def test_a_word_too_short_or_not_in_the_name_is_refused(word: str, code: str) -> None:
    unit, sector = people.make_enterprise(name="云上研学坊"), Sector.objects.get(code="schools")
    with pytest.raises(Refused) as refused:
        actions.route_unit(officer(), unit, sector=sector, reason="x", word=word)
    assert codes(refused) == {code}
    assert not DistrictRule.objects.exists()


def test_a_unit_that_moves_to_another_town_is_handed_over() -> None:
    unit, actor = people.make_enterprise(), officer()
    actions.assign_many(
        actor, [unit], kind="grid", person=people.person("grid_member"), from_on=date(2026, 11, 1)
    )
    actions.change_unit(actor, unit, values={"region": people.HESHI}, version=unit.version)
    new = Responsibility.objects.get(enterprise=unit, kind="territorial", to_on=None)
    assert new.organisation is not None
    assert new.organisation.slug == people.HESHI
    assert all(row.to_on for row in held(unit, "grid"))


def test_a_town_officer_cannot_move_a_unit_out_of_her_town() -> None:
    unit = people.make_enterprise()
    with pytest.raises(Refused):
        actions.change_unit(
            people.acting(people.person("street_inspector")), unit, values={"region": people.HESHI}, version=1
        )


def test_an_old_code_stays_findable_even_when_it_comes_back() -> None:
    unit, actor = people.make_enterprise(), officer()
    first, second = unit.uscc, people.make_uscc()
    for code in (second, first, second):
        unit = actions.change_unit(actor, unit, values={"uscc": code}, version=unit.version)
    assert set(FormerCode.objects.values_list("uscc", flat=True)) == {first, second}
    assert str(first).lower() in unit.search_text


def test_a_taken_code_names_its_unit_only_to_whoever_may_see_it() -> None:
    there = people.make_enterprise(name="河市厂", region=people.HESHI)
    here = people.make_enterprise()
    with pytest.raises(Refused) as refused:
        actions.change_unit(
            people.acting(people.person("street_inspector")), here, values={"uscc": there.uscc}, version=1
        )
    assert "河市厂" not in str(refused.value)
    with pytest.raises(Refused) as refused:
        actions.change_unit(officer(), here, values={"uscc": there.uscc}, version=1)
    assert "河市厂" in str(refused.value)


def test_a_status_is_recorded_with_its_day_neither_ahead_nor_before_the_last() -> None:
    unit, actor = people.make_enterprise(), officer()
    with pytest.raises(Refused) as refused:
        actions.move_unit(actor, unit, "suspend", note="停业", on=people.TODAY + timedelta(days=1))
    assert codes(refused) == {"day-ahead"}
    actions.move_unit(actor, unit, "suspend", note="停业", on=date(2026, 11, 10))
    with pytest.raises(Refused) as refused:
        actions.move_unit(actor, unit, "resume", note="", on=date(2026, 11, 9))
    assert codes(refused) == {"day-behind"}
    change = StatusChange.objects.get()
    assert (change.state, change.on, change.reason) == ("suspended", date(2026, 11, 10), "停业")


def test_a_class_is_derived_from_the_employees_unless_it_is_stated() -> None:
    values = {"region": people.SHUANGYANG, "name": "示例鞋厂", "uscc": people.make_uscc(), "employees": 80}
    assert actions.register_unit(officer(), values=values).size_class == "medium"
    stated = {**values, "name": "另一鞋厂", "uscc": people.make_uscc(), "size_class": "above_scale"}
    assert actions.register_unit(people.OPERATOR, values=stated).size_class == "above_scale"
