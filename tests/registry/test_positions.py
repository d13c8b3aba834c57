"""Address points are loaded as an edition, units are found in them, and positions are written, turned down and given back."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.kit.actor import Actor
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.kit.models import Entry
from anbiao.kit.register import undoing
from anbiao.registry.actions import addresses, positions
from anbiao.registry.models import AddressEdition, AddressPoint, Enterprise, Position, SurveyFinding
from anbiao.registry.registers.positions import POSITIONS, WRITE
from anbiao.rules.refusal import Refused
from tests import people

pytestmark = pytest.mark.django_db
HEAD = ["标准地址", "镇街", "经度", "纬度", "坐标系"]
X, Y = 118.65, 24.95
CHOICES = {"source": "民政局", "as_of": "2026-11-01", "system": "wgs"}
TOWN = "双阳街道"


def actor(role: str = "district_officer") -> Actor:
    return people.acting(people.person(role))


def points(*rows: list[Any], head: list[str] = HEAD) -> Book:
    return Book((Sheet("地址", [head, *[[*row, *[""] * (len(head) - len(row))] for row in rows]]),))


def load(by: Actor, *rows: list[Any], **choices: str) -> addresses.AddressPlan:
    plan = addresses.plan_points(by, points(*rows), {**CHOICES, **choices})
    addresses.write_points(by, plan)
    return plan


def unit(address: str, **over: Any) -> Enterprise:
    return people.make_enterprise(
        address=address, region=people.SHUANGYANG, longitude=None, latitude=None, **over
    )


def by_unit() -> dict[Any, Position]:
    return {row.enterprise_id: row for row in Position.objects.filter(state="proposed")}


# ---------- the file ----------


def test_a_file_is_read_by_its_headings_and_wrong_rows_are_named() -> None:
    plan = addresses.plan_points(
        actor(),
        points(
            ["阳山路12号", TOWN, "118.65", "24.95"], ["阳山路12号", TOWN, "118.65", "24.95"], ["阳山路14号", TOWN, "24.95", "118.65"],
            ["", TOWN, "118.65", "24.95"], ["阳山路16号", TOWN, "", "24.95"], ["阳山路18号", TOWN, "118.65", "24.95", "GCJ-02"],
        ),
        CHOICES,
    )  # fmt: skip
    assert plan.counts() == {
        "rows": 6,
        "good": 3,
        "bad": 3,
        "duplicates": 0,
        "created": 2,
        "updated": 0,
        "unchanged": 1,
    }
    assert {(error.row, error.column) for error in plan.errors} == {
        (4, "longitude"),
        (5, "address"),
        (6, "longitude"),
    }
    assert [point[:3] for point in plan.points] == [
        ("阳山路12号", people.SHUANGYANG, people.SHUANGYANG), ("阳山路18号", people.SHUANGYANG, people.SHUANGYANG)
    ]  # fmt: skip
    shifted = plan.points[1]
    assert 0.002 < abs(shifted[-2] - X) < 0.01


def test_an_address_is_put_together_from_its_parts() -> None:
    head = ["街路巷", "门牌号", "x", "y"]
    by = actor()
    plan = addresses.plan_points(by, points(["阳山路", "12", X, Y], head=head), CHOICES)
    assert plan.points[0][0] == "阳山路12号"
    with pytest.raises(Refused) as caught:
        addresses.plan_points(by, points([X, Y], head=["x", "y"]), CHOICES)
    assert caught.value.refusals[0].code == "headings-missing"


def test_an_edition_takes_the_place_of_the_one_before() -> None:
    by = actor()
    load(by, ["阳山路12号", TOWN, X, Y], ["阳山路14号", TOWN, X, Y])
    load(by, ["阳山路16号", TOWN, X, Y], source="自然资源局")
    assert list(AddressPoint.objects.values_list("address", flat=True)) == ["阳山路16号"]
    assert list(AddressEdition.objects.order_by("id").values_list("source", "points", "holds")) == [
        ("民政局", 2, False), ("自然资源局", 1, True)
    ]  # fmt: skip
    with pytest.raises(Refused) as caught:
        load(by, ["", TOWN, X, Y])
    assert caught.value.refusals[0].code == "no-points"
    assert AddressPoint.objects.count() == 1


# ---------- looking for units ----------


def test_units_are_found_by_house_street_estate_and_village() -> None:
    by = actor()
    rows = {
        "house": unit("泉州市洛江区双阳街道阳山路12号A栋"),
        "street": unit("双阳街道阳山路20号"),
        "place": unit("双阳街道洛江科技园B栋"),
        "village": unit("前埔"),
        "nothing": unit("不详"),
    }
    Enterprise.objects.filter(pk=rows["village"].pk).update(region=people.SHUANGYANG + "001")
    load(
        by,
        ["阳山路12号", TOWN, X, Y], ["阳山路12号", "河市镇", X + 1, Y], ["阳山路16号", TOWN, X, Y + 0.001], ["阳山路60号", TOWN, X, Y + 0.1],
        ["洛江科技园1号", TOWN, X, Y], ["洛江科技园3号", TOWN, X, Y + 0.002],
    )  # fmt: skip
    AddressPoint.objects.filter(address__startswith="阳山路6").update(region=people.SHUANGYANG + "001")
    counted = positions.match_units(by)
    found = {name: by_unit().get(row.pk) for name, row in rows.items()}
    assert {name: row and (row.precision, row.confidence) for name, row in found.items()} == {
        "house": ("house", "certain"), "street": ("street", "likely"), "place": ("place", "likely"),
        "village": ("village", "doubtful"), "nothing": None,
    }  # fmt: skip
    assert found["house"] and (found["house"].longitude, found["house"].latitude) == (X, Y)
    assert found["street"] and found["street"].found == "阳山路16号"
    assert found["place"] and found["place"].latitude == pytest.approx(Y + 0.001)
    assert (counted["asked"], counted["found"]) == (5, 4)


def test_looking_twice_changes_nothing_and_a_corrected_address_is_looked_for_anew() -> None:
    by, row = actor(), unit("阳山路12号")
    load(by, ["阳山路12号", TOWN, X, Y], ["阳山路14号", TOWN, X, Y + 0.001])
    positions.match_units(by)
    first = by_unit()[row.pk].pk
    positions.match_units(by)
    assert by_unit()[row.pk].pk == first
    Enterprise.objects.filter(pk=row.pk).update(address="阳山路14号")
    positions.match_units(by)
    assert by_unit()[row.pk].found == "阳山路14号"
    assert Position.objects.get(pk=first).state == "replaced"


def test_the_number_of_statements_does_not_grow_with_the_units() -> None:
    by = actor()
    load(by, *([f"阳山路{n}号", TOWN, X, Y] for n in range(2, 60, 2)))

    def statements(count: int) -> int:
        people.make_enterprises(*({"address": f"阳山路{n}号", "longitude": None, "latitude": None} for n in range(2, 2 * count, 2)))  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            positions.match_units(by)
        return len(caught)

    statements(3)
    assert statements(4) == statements(20)


# ---------- writing ----------


def pair(by: Actor) -> tuple[Enterprise, Enterprise]:
    exact, near = unit("阳山路12号"), unit("阳山路20号")
    load(by, ["阳山路12号", TOWN, X, Y], ["阳山路16号", TOWN, X, Y + 0.001])
    positions.match_units(by)
    return exact, near


def write(by: Actor, which: str = "exact") -> Any:
    return undoing.write(by, POSITIONS, WRITE, POSITIONS.rows(by), {"which": which})


def test_only_exact_positions_are_written_unseen_and_each_unit_says_from_where() -> None:
    by = actor()
    exact, near = pair(by)
    done = write(by)
    assert len(done.change) == 1 and [refused[2].code for refused in done.refused] == ["not-looked-at"]
    exact.refresh_from_db()
    near.refresh_from_db()
    assert (exact.longitude, exact.latitude, near.longitude) == (X, Y, None)
    entry = Entry.objects.get(verb="locate", object_id=exact.pk)
    assert (
        entry.after is not None
        and entry.after["precision"] == "house"
        and entry.after["found"] == "阳山路12号"
    )
    assert len(write(by, "looked").change) == 1
    near.refresh_from_db()
    assert near.longitude == X


def test_the_act_is_taken_back_where_nobody_changed_the_unit_since() -> None:
    by = actor()
    exact, near = pair(by)
    write(by, "looked")
    Enterprise.objects.filter(pk=near.pk).update(longitude=X + 0.5)
    back = undoing.take_back(by, POSITIONS)
    assert len(back.change) == 1 and [refused[2].code for refused in back.refused] == ["changed-since"]
    exact.refresh_from_db()
    assert exact.longitude is None
    assert Position.objects.get(enterprise=exact).state == "proposed"


def found_at(row: Enterprise, x: float, y: float) -> None:
    """A survey found the unit there."""
    SurveyFinding.objects.create(
        district=row.district, serial="26-00001", kind="moved", state="taken", enterprise=row, name=row.name, region=row.region,
        longitude=x, latitude=y, found_on=people.TODAY, found_at=people.NOW, reported_at=people.NOW, finder="林芳",
    )  # fmt: skip


def test_a_position_taken_on_the_spot_is_never_written_over() -> None:
    by = actor()
    exact, _near = pair(by)
    found_at(exact, X + 0.2, Y)
    Enterprise.objects.filter(pk=exact.pk).update(longitude=X + 0.2, latitude=Y)
    done = write(by, "looked")
    assert {refused[2].code for refused in done.refused} == {"taken-on-site"}
    exact.refresh_from_db()
    assert exact.longitude == X + 0.2
    positions.match_units(by)
    assert exact.pk not in by_unit()


def test_verifying_a_unit_does_not_make_a_rough_position_one_taken_on_the_spot() -> None:
    by = actor()
    _exact, near = pair(by)
    found_at(near, X + 0.3, Y)  # elsewhere than where it stands by now
    write(by, "looked")
    Enterprise.objects.filter(pk=near.pk).update(verified_on=people.TODAY)
    load(by, ["阳山路20号", TOWN, X, Y + 0.002])
    positions.match_units(by)
    assert by_unit()[near.pk].precision == "house"
    assert len(write(by).change) == 1
    near.refresh_from_db()
    assert near.latitude == pytest.approx(Y + 0.002)
    assert len(undoing.take_back(by, POSITIONS).change) == 1  # nor does it keep what is taken back


def test_what_was_turned_down_is_not_proposed_again_until_the_address_changes() -> None:
    by = actor()
    exact, _near = pair(by)
    positions.reject_positions(by, Position.objects.filter(enterprise=exact))
    positions.match_units(by)
    assert exact.pk not in by_unit()
    Enterprise.objects.filter(pk=exact.pk).update(address="双阳街道阳山路12号")
    positions.match_units(by)
    assert exact.pk in by_unit()


def test_a_street_decides_on_its_own_units_alone() -> None:
    pair(actor())
    other = actor("other_street")
    assert list(POSITIONS.rows(other)) == []
    rows = Position.objects.all()
    assert positions.write_positions(other, rows).change == []


# ---------- the pages ----------


def test_a_file_is_handed_in_looked_through_and_beside_the_map(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    user = people.person("district_officer")
    client = people.browser(user)
    row = unit("阳山路20号")
    url = reverse("address-points")
    page = client.get(url)
    assert page.status_code == 200
    assert "选择文件" in page.content.decode()  # in the words of the user's language, not of her browser's
    content = "标准地址,镇街,经度,纬度\n阳山路16号,双阳街道,118.65,24.95\n".encode()
    given = {"as_of": "2026-11-01", "system": "gcj"}

    def hand_in(source: str) -> int:
        file = SimpleUploadedFile("a.csv", content)
        return client.post(url, {**given, "_key": str(uuid4()), "source": source, "file": file}).status_code

    assert (hand_in(""), hand_in("民政局")) == (422, 302)
    by = people.acting(user)
    load(by, ["阳山路16号", TOWN, X, Y])
    positions.match_units(by)
    for address in (
        url,
        reverse("positions"),
        reverse("positions-map"),
        f"{reverse('positions-map')}?at={by_unit()[row.pk].pk}",
    ):
        assert client.get(address).status_code == 200, address
    assert row.name in client.get(reverse("positions-map")).content.decode()
    preview = client.get(
        reverse("positions-write"), {"pick": str(by_unit()[row.pk].pk), "f-which": "looked", "query": ""}
    )
    assert preview.context["preview"].change == [by_unit()[row.pk].pk]
