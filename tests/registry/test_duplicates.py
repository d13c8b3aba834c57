"""Two units or one: a person decides; one that goes leaves nothing behind that is lost."""

from typing import Any

import pytest

from anbiao.kit.models import Entry
from anbiao.kit.search import matching
from anbiao.registry import actions
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, FormerCode, Site
from anbiao.rules.refusal import Refused
from tests import people

pytestmark = pytest.mark.django_db


def officer() -> people.Actor:
    return people.acting(people.person("district_officer"))


def pair(first: Enterprise, second: Enterprise) -> DuplicatePair:
    return DuplicatePair.objects.create(
        district=first.district, first=first, second=second, score=0.9, reasons=["same_name"], found_at=people.NOW
    )  # fmt: skip


def two(**over: Any) -> tuple[Enterprise, Enterprise]:
    one, other = people.make_enterprises({"name": "禾木木业有限公司"}, {"name": "禾沐木业有限公司", **over})
    return one, other


def found(code: str | None) -> set[Enterprise]:
    return set(Enterprise.objects.filter(matching(str(code), texts=("name",)), state="operating"))


def test_one_unit_keeps_both_codes_and_closes_the_other() -> None:
    kept, other = two(phone="13900000021", aliases=["老禾木"])
    code = other.uscc
    actions.decide_duplicate(officer(), pair(kept, other), same=True, keep=kept.pk, note="同一执照换号")
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (other.state, other.uscc) == ("duplicate", None)
    assert kept.phone == "13900000021"
    assert kept.aliases == ["禾沐木业有限公司", "老禾木"]
    assert FormerCode.objects.get(uscc=code).enterprise == kept
    assert found(code) == {kept}
    assert {"merge", "mark_duplicate", "take over"} <= set(Entry.objects.values_list("verb", flat=True))


def test_the_other_codes_find_the_unit_even_when_no_fact_changes() -> None:
    kept, other = people.make_enterprises({"name": "禾木木业有限公司"}, {"name": "禾木木业有限公司"})
    code = other.uscc
    actions.decide_duplicate(officer(), pair(kept, other), same=True, keep=kept.pk)
    assert found(code) == {kept}


def test_a_unit_without_a_code_takes_over_the_code_of_the_other() -> None:
    kept, other = people.make_enterprises(
        {"name": "阿林小吃", "uscc": None, "principal": "林某"}, {"name": "阿林小吃店"}
    )
    code = other.uscc
    actions.decide_duplicate(officer(), pair(kept, other), same=True, keep=kept.pk)
    kept.refresh_from_db()
    assert kept.uscc == code
    assert not FormerCode.objects.exists()


def test_sites_contacts_and_former_codes_go_over() -> None:
    kept, other = two()
    old = people.make_uscc()
    FormerCode.objects.create(district=other.district, enterprise=other, uscc=old, until_on=people.TODAY)
    Contact.objects.create(
        district=other.district, enterprise=other, name="张某", post="厂长", phone="13900000001"
    )
    Site.objects.create(
        district=other.district, enterprise=other, name="仓库", address="x", region=other.region, from_on=people.TODAY
    )  # fmt: skip
    actions.decide_duplicate(officer(), pair(kept, other), same=True, keep=kept.pk)
    assert Contact.objects.get().enterprise == kept
    assert Site.objects.get().enterprise == kept
    assert FormerCode.objects.get(uscc=old).enterprise == kept


def test_two_units_stay_two() -> None:
    one, other = two()
    looks = pair(one, other)
    actions.decide_duplicate(officer(), looks, same=False, note="兄弟两家")
    assert looks.state == "different"
    assert Enterprise.objects.filter(state="operating").count() == 2


def test_what_looked_like_the_closed_unit_is_compared_with_the_one_that_stays() -> None:
    kept, other = two()
    third = people.make_enterprise(name="禾木木业")
    waiting = pair(other, third)
    actions.decide_duplicate(officer(), pair(kept, other), same=True, keep=kept.pk)
    waiting.refresh_from_db()
    assert {waiting.first, waiting.second} == {kept, third}
    assert waiting.state == "open"


def test_the_one_that_stays_is_named_and_is_one_of_the_two() -> None:
    one, other = two()
    with pytest.raises(Refused):
        actions.decide_duplicate(officer(), pair(one, other), same=True, keep=people.make_enterprise().pk)
    assert Enterprise.objects.filter(state="duplicate").count() == 0


def test_a_town_officer_cannot_close_a_unit_of_another_town() -> None:
    one, other = two(region=people.HESHI)
    looks = pair(one, other)
    with pytest.raises(Refused):
        actions.decide_duplicate(
            people.acting(people.person("street_inspector")), looks, same=True, keep=one.pk
        )
    looks.refresh_from_db()
    assert looks.state == "open"


def test_a_pair_is_decided_once() -> None:
    one, other = two()
    looks, again = pair(one, other), DuplicatePair.objects.get()
    actions.decide_duplicate(officer(), looks, same=False)
    with pytest.raises(Refused):
        actions.decide_duplicate(people.OPERATOR, again, same=True, keep=one.pk)


def test_a_new_unit_that_looks_like_one_becomes_a_pair() -> None:
    people.make_enterprise(name="禾木木业有限公司", principal="林某", phone="13900000021")
    values = {
        "name": "禾沐木业有限公司", "region": people.SHUANGYANG, "uscc": people.make_uscc(), "principal": "林某",
        "phone": "13900000021",
    }  # fmt: skip
    unit = actions.register_unit(officer(), values=values)
    assert DuplicatePair.objects.get().second == unit
