"""Who works in one building: known by the house of the address, or by what a person entered; and never beyond one's reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.inspection.queries.buildings import ADDRESS, LANDLORD, SELF, TENANT, building_of
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise, Site
from tests import people

pytestmark = pytest.mark.django_db
HOUSE = "双阳街道阳山村3组12号"


def told(actor: Actor, unit: Enterprise) -> dict[str, str]:
    return {each.unit.name: each.how for each in building_of(actor, unit)}


def test_a_building_is_known_by_its_address_and_by_hand() -> None:
    actor = people.acting(people.person("street_inspector"))
    one, *_ = people.make_enterprises(
        {"name": "甲", "address": HOUSE},
        {"name": "乙", "address": "阳山村3组１２　号A栋3楼"},
        {"name": "隔壁", "address": "双阳街道阳山村3组112号"},
        {"name": "别镇", "address": HOUSE, "region": people.HESHI},
        {"name": "已注销", "address": HOUSE, "state": "closed"},
    )
    landlord, tenant = people.make_enterprises(
        {"name": "房东", "address": "x"}, {"name": "租客", "address": "y"}
    )
    for unit in (one, tenant):
        Site.objects.create(
            district=unit.district, enterprise=unit, name="二楼", address="x", region=unit.region, from_on=people.TODAY, landlord=landlord
        )  # fmt: skip
    assert told(actor, one) == {"甲": TENANT, "乙": ADDRESS, "房东": LANDLORD, "租客": TENANT}
    assert told(actor, landlord) == {"房东": LANDLORD, "甲": TENANT, "租客": TENANT}
    assert told(actor, Enterprise.objects.get(name="乙")) == {"乙": SELF, "甲": ADDRESS}


def test_the_page_takes_the_same_queries_for_few_and_for_many() -> None:
    client = people.browser(people.person("street_inspector"))
    unit = people.make_enterprise(name="甲", address=HOUSE)
    address, asked = reverse("building", args=[unit.pk]), []
    client.get(address)
    for count in (2, 12):
        people.make_enterprises(*({"address": HOUSE} for _ in range(count)))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]
