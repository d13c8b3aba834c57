"""The roster keeps what is true of a unit, and everything that was."""

import pytest

from anbiao.kit.models import Entry
from anbiao.registry.models import Enterprise, Responsibility
from tests import people

pytestmark = pytest.mark.django_db


def test_a_new_unit_is_supervised_by_town_bureau_and_emergency_bureau() -> None:
    unit = people.make_enterprise(name="示例幼儿园", sector="schools")
    kinds = Responsibility.objects.filter(enterprise=unit).values_list("kind", flat=True)
    assert set(kinds) == {"territorial", "sector", "comprehensive"}
    assert Entry.objects.filter(object_id=unit.id, verb="register").count() == 1


def test_each_sees_exactly_her_own_part() -> None:
    here = people.make_enterprise(name="双阳学校", sector="schools")
    there = people.make_enterprise(name="河市厂", region=people.HESHI)

    def seen(user: object) -> set[str]:
        return set(Enterprise.objects.visible_to(people.acting(user).scope).values_list("name", flat=True))

    assert seen(people.person("district_officer")) == {"双阳学校", "河市厂"}
    assert seen(people.person("street_inspector")) == {"双阳学校"}
    assert seen(people.person("other_street")) == {"河市厂"}
    assert seen(people.person("bureau_officer")) == {"双阳学校"}
    assert seen(people.enterprise_manager(there)) == {"河市厂"}
    assert seen(people.expert(here)) == {"双阳学校"}
    assert seen(people.nobody()) == set()
