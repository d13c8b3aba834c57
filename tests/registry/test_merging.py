"""Two units become one, one becomes two, and both can be taken back: nothing is lost on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.registry import actions, queries
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, FormerCode, Merger, Site, Split
from anbiao.rules.refusal import Refused
from tests import people
from tests.everywhere.lists import hazards_of

pytestmark = pytest.mark.django_db


def officer(name: str = "officer", duty: str = "district_officer") -> Actor:
    return people.acting(people.person(duty, username=name))


def later(actor: Actor, days: int) -> Actor:
    return replace(actor, now=actor.now + timedelta(days=days))


def two(**over: Any) -> tuple[Enterprise, Enterprise]:
    """The second lacks nothing and has a contact, a site and a code that it had before."""
    both = {"sector": "wood_crafts", "address": "前埭 11 号", "principal": "林某"}
    kept, other = people.make_enterprises(
        {"name": "禾木木业有限公司", **both},
        {"name": "禾沐木业", **both, "phone": "13900000021", "aliases": ["老禾木"], **over},
    )
    own = {"district": other.district, "enterprise": other}
    Contact.objects.create(**own, name="张某", post="厂长", phone="13900000001")
    Site.objects.create(**own, name="仓库", address="x", region=other.region, from_on=people.TODAY)
    FormerCode.objects.create(**own, uscc=people.make_uscc(), until_on=people.TODAY)
    return kept, other


def merged(kept: Enterprise, other: Enterprise, first: Actor, second: Actor) -> Merger:
    row = actions.propose_merger(first, kept, other, reason="同一家")
    actions.step_merger(second, row, "merge")
    return Merger.objects.select_related("kept", "other").get(pk=row.pk)


def belongings(unit: Enterprise) -> tuple[set[UUID], set[UUID], set[UUID]]:
    return tuple(  # type: ignore[return-value]
        set(table.objects.filter(enterprise=unit).values_list("pk", flat=True)) for table in (Contact, Site, FormerCode)
    )  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_everything_that_hangs_on_a_unit_is_told_of_by_a_merger_or_goes_over() -> None:
    goes_over = {
        ("Contact", "enterprise"),
        ("Site", "enterprise"),
        ("Site", "landlord"),
        ("FormerCode", "enterprise"),
    }
    goes_over |= {("DuplicatePair", "first"), ("DuplicatePair", "second")}
    found = {
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Enterprise
        or (field.name == "enterprise" and isinstance(field, models.UUIDField))
    }
    assert {(each.model.__name__, each.field) for each in queries.KEPT} == found - goes_over
    assert all(each.label for each in queries.KEPT if each.made is not None)


def test_what_one_proposed_a_second_person_merges() -> None:
    kept, other = two()
    first, second = officer(), officer("second")
    row = actions.propose_merger(first, kept, other, reason="同一家")
    with pytest.raises(Refused) as refused:
        actions.step_merger(first, row, "merge")
    assert codes(refused) == {"same-person"}
    assert Enterprise.objects.get(pk=other.pk).state == "operating"
    actions.step_merger(second, row, "merge")
    assert Enterprise.objects.get(pk=other.pk).state == "duplicate"
    assert belongings(other) == (set(), set(), set())


def test_a_merger_taken_back_leaves_both_units_as_they_were() -> None:
    kept, other = two(state="suspended")
    before = [(unit.facts(), belongings(unit)) for unit in (kept, other)]
    row = merged(kept, other, officer(), second := officer("second"))
    actions.step_merger(second, row, "undo", note="不是一家")
    after = [Enterprise.objects.get(pk=unit.pk) for unit in (kept, other)]
    assert [
        ({key: unit.facts()[key] for key in Enterprise.FACTS}, belongings(unit)) for unit in after
    ] == before
    assert row.state == "undone"


def test_records_stay_with_the_unit_at_which_they_were_made_and_are_told_on_the_page_of_the_other() -> None:
    kept, other = two()
    hazards_of(kept, 1)
    made = hazards_of(other, 2)
    merged(kept, other, officer(), second := officer("second"))
    assert set(Hazard.objects.filter(enterprise=other)) == set(made)
    told = {
        str(each.label): (each.number.number, each.open and each.open.number)
        for each in queries.records_of(second, [other.pk])
    }
    assert told["隐患" if "隐患" in told else "Hazards"] == (2, 2)


def test_the_unit_with_open_hazards_stays() -> None:
    kept, other = two()
    hazards_of(other, 1)
    row = actions.propose_merger(officer(), kept, other, reason="x")
    with pytest.raises(Refused) as refused:
        actions.step_merger(officer("second"), row, "merge")
    assert codes(refused) == {"hazards-open"}


@pytest.mark.parametrize("change", ["fact", "code", "contact", "kept", "other", "time"])
def test_a_merger_is_not_taken_back_when_something_rests_on_it(change: str) -> None:
    kept, other = two()
    row = merged(kept, other, officer(), second := officer("second"))
    expected = {
        "fact": "fact-changed",
        "code": "code-changed",
        "contact": "moved-on",
        "kept": "kept-gone",
        "other": "other-moved",
    }
    if change == "fact":
        Enterprise.objects.filter(pk=kept.pk).update(phone="13900000099")
    elif change == "code":
        FormerCode.objects.filter(uscc=row.moved["code"]).delete()
    elif change == "contact":
        Contact.objects.update(enterprise=people.make_enterprise())
    elif change == "kept":
        actions.move_unit(second, row.kept, "close", note="x", on=people.TODAY)
    elif change == "other":
        Enterprise.objects.filter(pk=other.pk).update(state="operating")
    with pytest.raises(Refused) as refused:
        actions.step_merger(later(second, 31) if change == "time" else second, row, "undo", note="x")
    assert codes(refused) == {expected.get(change, "too-late")}


def test_a_pair_taken_back_is_to_be_decided_again() -> None:
    kept, other = two()
    pair = DuplicatePair.objects.create(
        district=kept.district,
        first=kept,
        second=other,
        score=0.9,
        reasons=["same_name"],
        found_at=people.NOW,
    )
    third = people.make_enterprise(name="禾木木业")
    waiting = DuplicatePair.objects.create(
        district=kept.district,
        first=other,
        second=third,
        score=0.9,
        reasons=["same_name"],
        found_at=people.NOW,
    )
    actions.decide_duplicate(actor := officer(), pair, same=True, keep=kept.pk)
    row = Merger.objects.select_related("kept", "other").get()
    actions.step_merger(actor, row, "undo", note="看错了")
    pair.refresh_from_db()
    waiting.refresh_from_db()
    assert pair.state == "open"
    assert {waiting.first_id, waiting.second_id} == {other.pk, third.pk}


def split(actor: Actor, unit: Enterprise, **over: Any) -> Split:
    values = {"name": "禾木木业二厂", "region": unit.region, "address": "前埭 12 号", "principal": "李某"}
    contacts = list(Contact.objects.filter(enterprise=unit).values_list("pk", flat=True))
    return actions.split_unit(
        actor, unit, values=values, contacts=contacts, sites=[], reason="分厂领了执照", **over
    )


def test_a_split_gives_the_new_unit_what_was_chosen_and_nothing_else() -> None:
    _, unit = two()
    contacts, sites, former = belongings(unit)
    made = hazards_of(unit, 1)
    row = split(officer(), unit)
    assert belongings(row.new) == (contacts, set(), set())
    assert belongings(unit) == (set(), sites, former)
    assert Hazard.objects.get().enterprise_id == made[0].enterprise_id == unit.pk
    assert not DuplicatePair.objects.filter(first=unit, second=row.new, state="open").exists()


def test_a_split_taken_back_gives_everything_back() -> None:
    _, unit = two()
    before = belongings(unit)
    row = split(actor := officer(), unit)
    actions.undo_split(actor, row, note="不分了")
    assert belongings(unit) == before
    assert Enterprise.objects.get(pk=row.new_id).state == "duplicate"


def test_a_split_stands_once_the_new_unit_has_a_record() -> None:
    _, unit = two()
    row = split(actor := officer(), unit)
    hazards_of(row.new, 1)
    with pytest.raises(Refused) as refused:
        actions.undo_split(actor, row, note="x")
    assert codes(refused) == {"records"}


def test_another_street_neither_proposes_nor_splits() -> None:
    kept, other = two()
    actor = officer("other", "other_street")
    with pytest.raises(Refused):
        actions.propose_merger(actor, kept, other, reason="x")
    with pytest.raises(Refused):
        split(actor, kept)
    assert not Merger.objects.exists()
    assert not Split.objects.exists()


def test_a_unit_is_not_merged_into_one_that_has_gone_since() -> None:
    kept, other = two()
    row = actions.propose_merger(officer(), kept, other, reason="同一家")
    actions.move_unit(officer("third"), kept, "close", note="停业", on=people.TODAY)
    with pytest.raises(Refused) as refused:
        actions.step_merger(officer("second"), row, "merge")
    assert codes(refused) == {"kept-gone"}
    assert Enterprise.objects.get(pk=other.pk).state == "operating"


def test_two_that_the_program_took_for_one_are_merged_by_hand_and_their_pair_with_them() -> None:
    kept, other = two()
    pair = DuplicatePair.objects.create(
        district=kept.district, first=other, second=kept, reasons=["name"], score=80, found_at=people.NOW
    )
    row = merged(kept, other, officer(), second := officer("second"))
    pair.refresh_from_db()
    assert pair.state == "same"
    actions.step_merger(second, row, "undo", note="不是同一家")
    pair.refresh_from_db()
    assert pair.state == "open"


def test_a_merged_unit_comes_back_only_by_taking_the_merger_back() -> None:
    kept, other = two()
    merged(kept, other, officer(), second := officer("second"))
    gone = Enterprise.objects.get(pk=other.pk)
    with pytest.raises(Refused) as refused:
        actions.move_unit(second, gone, "reopen", note="又开了", on=people.TODAY)
    assert codes(refused) == {"merged"}


def test_the_people_of_a_merged_unit_work_for_the_one_that_stays_until_it_is_taken_back() -> None:
    kept, other = two()
    manager = people.enterprise_manager(other)
    row = merged(kept, other, officer(), second := officer("second"))
    assert {str(unit) for unit in _some_days_on(manager, 0).units} == {str(kept.pk), str(other.pk)}
    back = later(second, 2)
    actions.step_merger(back, row, "undo", note="不是一家")
    assert {str(unit) for unit in _some_days_on(manager, 2).units} == {str(other.pk)}
    verbs = Entry.objects.filter(object_type="grant").order_by("number").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["grant", "end"]


def _some_days_on(user: User, days: int) -> Actor:
    """What somebody may do some days later."""
    return actor_of(user, people.NOW + timedelta(days=days), "web")


def test_what_followed_from_taken_over_facts_goes_back_with_them_and_settled_pairs_are_open_again() -> None:
    kept, other = people.make_enterprises(
        {"name": "一号店", "principal": "甲", "sector": "", "employees": None, "size_class": ""},
        {"name": "二号店", "principal": "乙", "sector": "", "employees": 5},
    )
    third = people.make_enterprise(name="三号店")
    pairs = [
        DuplicatePair.objects.create(
            district=kept.district, first=unit, second=third, score=0.9, reasons=["same_name"], found_at=people.NOW
        )
        for unit in (kept, other)
    ]  # fmt: skip
    before = kept.size_class
    row = merged(kept, other, officer(), second := officer("second"))
    kept.refresh_from_db()
    assert (kept.employees, kept.size_class == before) == (5, False)
    states = lambda: [DuplicatePair.objects.get(pk=pair.pk).state for pair in pairs]  # noqa: E731
    assert states() == ["open", "different"]
    actions.step_merger(second, row, "undo", note="不是一家")
    kept.refresh_from_db()
    assert (kept.employees, kept.size_class) == (None, before)
    assert states() == ["open", "open"]


def test_nobody_alone_marks_a_unit_as_a_duplicate() -> None:
    unit = people.make_enterprise()
    with pytest.raises(Refused) as refused:
        actions.move_unit(officer(), unit, "mark_duplicate", note="重复", on=people.TODAY)
    assert codes(refused) == {"by-merger"}
    assert Enterprise.objects.get(pk=unit.pk).state == "operating"
