"""The four-colour map: it counts what the register lists, for whoever may see it, at any place and any zoom."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from anbiao.inspection import map_page
from anbiao.inspection.forms.maps import asked_of
from anbiao.inspection.map_page import MapPage
from anbiao.inspection.queries import on_map
from anbiao.inspection.queries.on_map import COLOUR_ORDER, MOST_CELLS, Box, Sight
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.register import ListState
from anbiao.kit.register.listing import Listing
from anbiao.kit.tiles import Tiles
from anbiao.registry.models import Enterprise
from anbiao.registry.registers import ENTERPRISES
from anbiao.rules.coordinates import to_gcj
from tests import people
from tests.inspection import made

pytestmark = pytest.mark.django_db
DISTRICT_BOX = Box(118.5, 24.9, 118.8, 25.35)
EVERYWHERE = "bbox=118,24,119,26&zoom=11"
ALL = "show=red&show=orange&show=yellow&show=blue&show=none"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


def placed(number: int, *, seed: int = 1, **over: Any) -> list[Enterprise]:
    """Units strewn over the district, of every colour; a fifth without a position."""
    random = Random(seed)
    given = []
    for each in range(number):
        at = (random.uniform(118.55, 118.72), random.uniform(24.93, 25.30)) if each % 5 else (None, None)
        facts = {
            "region": random.choice([people.SHUANGYANG, people.HESHI]),
            "sector": random.choice(["schools", "machinery", ""]),
        }
        given.append({**facts, "longitude": at[0], "latitude": at[1], **over})  # fmt: skip
    units = people.make_enterprises(*given)
    for unit in units:
        unit.colour = random.choices(COLOUR_ORDER, [2, 6, 26, 60, 6])[0]
    Enterprise.objects.bulk_update(units, ["colour"])
    return units


def coloured(colour: str, **over: Any) -> Enterprise:
    """A unit in the middle of Shuangyang with a colour."""
    unit = people.make_enterprise(**{"longitude": 118.62, "latitude": 24.99, **over})
    Enterprise.objects.filter(pk=unit.pk).update(colour=colour)
    unit.colour = colour
    return unit


def seen(client: Client, query: str = f"{EVERYWHERE}&{ALL}") -> dict[str, Any]:
    answer = client.get(f"/map/units.json?{query}")
    assert answer.status_code == 200, answer.status_code
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def officer() -> Client:
    return people.browser(people.person("district_officer"))


# ---------- cells ----------


@pytest.fixture
def strewn() -> tuple[Actor, list[Enterprise]]:
    """Three hundred units, and an officer who sees them all."""
    return people.acting(people.person("district_officer")), placed(300)


EDGES = st.tuples(
    st.floats(118.4, 118.7), st.floats(24.8, 25.2), st.floats(0.001, 0.4), st.floats(0.001, 0.5)
).map(lambda e: Box(e[0], e[1], e[0] + e[2], e[1] + e[3]))
SHOWN = st.frozensets(st.sampled_from(COLOUR_ORDER))


@hypothesis_settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(box=EDGES, zoom=st.floats(0, 18), shown=SHOWN)
def test_cells_hold_exactly_what_a_recount_by_hand_finds(
    strewn: tuple[Actor, list[Enterprise]], box: Box, zoom: float, shown: frozenset[str]
) -> None:
    actor, units = strewn
    gathered = on_map.gather(ENTERPRISES.rows(actor), Sight(box, zoom, shown))
    inside = [
        u for u in units
        if u.longitude is not None and u.latitude is not None
        and box.west <= u.longitude <= box.east and box.south <= u.latitude <= box.north
    ]  # fmt: skip
    for colour in COLOUR_ORDER:
        assert gathered.in_view[colour] == sum(1 for u in inside if u.colour == colour)
    drawn = {u.pk for u in inside if u.colour in shown}
    assert (gathered.drawn, gathered.shown) == (len(drawn), shown)
    found = set()
    for cell in gathered.cells:
        own = [
            u for u in inside
            if u.colour in shown and cell.box.west <= u.longitude < cell.box.east and cell.box.south <= u.latitude < cell.box.north  # type: ignore[operator]
        ]  # fmt: skip
        assert not found & {u.pk for u in own}
        found |= {u.pk for u in own}
        assert dict(cell.counts) == {
            c: n for c in COLOUR_ORDER if (n := sum(1 for u in own if u.colour == c))
        }
        assert cell.longitude == pytest.approx(sum(u.longitude or 0 for u in own) / len(own))
        assert cell.latitude == pytest.approx(sum(u.latitude or 0 for u in own) / len(own))
    assert found == drawn


@given(box=EDGES, zoom=st.floats(0, 18))
def test_a_sight_never_has_more_cells_than_a_screen_has_room_for(box: Box, zoom: float) -> None:
    for wanted in (box, Box(-180, -85, 180, 85), box.grown(40)):
        grid = Sight(wanted, zoom).grid
        across = (wanted.east - wanted.west) / grid.width
        assert across * (wanted.north - wanted.south) / grid.height <= MOST_CELLS


def test_a_cell_stays_in_its_place_while_one_pans(strewn: tuple[Actor, list[Enterprise]]) -> None:
    actor, _units = strewn
    rows = ENTERPRISES.rows(actor)
    here = on_map.gather(rows, Sight(Box(118.50, 24.9, 118.80, 25.35), 12, frozenset(COLOUR_ORDER)))
    there = on_map.gather(rows, Sight(Box(118.49, 24.88, 118.81, 25.33), 12, frozenset(COLOUR_ORDER)))
    assert {cell.box for cell in here.cells} == {cell.box for cell in there.cells}


def test_few_units_are_drawn_one_by_one_and_many_in_cells(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = [unit for unit in placed(60) if unit.longitude]
    few = seen(officer)
    assert not few["cells"]
    assert {dot["id"] for dot in few["units"]} == {str(unit.pk) for unit in units}
    monkeypatch.setattr(on_map, "MOST_SINGLE", 10)
    many = seen(officer)
    assert not many["units"]
    assert sum(sum(cell["n"].values()) for cell in many["cells"]) == len(units) == many["drawn"]


# ---------- what is drawn, and the list beside ----------


@pytest.mark.parametrize(
    ("most", "query", "shown"),
    [
        (2, "", "red orange"),  # even where there is no room for each
        (5, "", "red orange"),
        (6, "", "red orange yellow"),
        (10, "", "red orange yellow blue"),
        (11, "", "red orange yellow blue none"),
        (2, "colour=blue&colour=none", "blue none"),
        (2, "show=yellow", "yellow"),
        (400, "show=", ""),
        (400, "show=purple", ""),
    ],
)
def test_red_and_orange_are_drawn_first_and_the_rest_where_there_is_room_by_filter_or_by_the_legend(
    officer: Client, monkeypatch: pytest.MonkeyPatch, most: int, query: str, shown: str
) -> None:
    for colour, number in {"red": 1, "orange": 2, "yellow": 3, "blue": 4, "": 1}.items():
        for _ in range(number):
            coloured(colour)
    monkeypatch.setattr(on_map, "MOST_SINGLE", most)
    assert seen(officer, query)["shown"] == shown.split()


def test_the_rest_comes_on_zooming(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(100)
    monkeypatch.setattr(on_map, "MOST_SINGLE", 20)
    assert seen(officer, EVERYWHERE)["shown"] == ["red", "orange"]
    near = seen(officer, "bbox=118.60,25.00,118.63,25.05&zoom=14")
    assert len(near["shown"]) == 5 and not near["cells"]


def test_the_list_has_the_red_ones_first_and_no_more_than_fifty(officer: Client) -> None:
    placed(120)
    found = seen(officer)
    colours = [line["colour"] for line in found["list"]]
    rank = {colour or "none": place for place, colour in enumerate(COLOUR_ORDER)}
    assert len(colours) == 50
    assert [rank[c] for c in colours] == sorted(rank[c] for c in colours)
    assert "96" in found["told"] and "50" in found["told"]


def test_the_list_of_a_full_district_is_the_same_as_that_of_a_sparse_one(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where cells are drawn the list is fetched by fewer colours; it holds the same units in the same order."""
    placed(200)
    sparse = seen(officer)["list"]
    monkeypatch.setattr(on_map, "MOST_SINGLE", 5)
    assert [line["id"] for line in seen(officer)["list"]] == [line["id"] for line in sparse]


def test_what_is_in_view_but_not_drawn_is_said(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_map, "MOST_SINGLE", 2)
    coloured("red")
    for _ in range(3):
        coloured("blue")
    found = seen(officer, "zoom=11")
    assert (found["drawn"], found["in_view"]["blue"]) == (1, 3)
    assert found["told"] == "这里有 1 家；另有 3 家没有画出"


def test_open_and_overdue_hazards_stand_beside_a_unit() -> None:
    cast = made.around(longitude=118.62, latitude=24.99)
    made.reported(cast)
    client = people.browser(people.User.objects.get(username="district_officer"))
    (line,) = seen(client)["list"]
    assert (line["open"], line["late"]) == (1, 0)


# ---------- scope ----------


def ids(found: dict[str, Any]) -> set[str]:
    return {line["id"] for line in (*found["units"], *found["list"])}


def test_an_officer_of_a_town_gets_her_own_units_and_nothing_of_others_in_dots_cells_counts_and_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = placed(80)
    own = {str(u.pk) for u in units if u.longitude and u.region == people.SHUANGYANG}
    client = people.browser(people.person("street_inspector"))
    found = seen(client)
    assert ids(found) == own
    assert sum(found["in_view"].values()) == len(own)
    monkeypatch.setattr(on_map, "MOST_SINGLE", 1)
    cells = seen(client)["cells"]
    assert sum(sum(cell["n"].values()) for cell in cells) == len(own)
    page = client.get("/map/").content.decode()
    assert "河市" not in json.dumps(facts_of(page), ensure_ascii=False)


def test_a_bureau_gets_the_units_of_its_sectors_and_a_unit_itself() -> None:
    units = placed(40)
    client = people.browser(people.person("bureau_officer"))
    assert ids(seen(client)) == {str(u.pk) for u in units if u.longitude and u.sector == "schools"}
    one = next(u for u in units if u.longitude)
    assert ids(seen(people.browser(people.enterprise_manager(one)))) == {str(one.pk)}


def test_units_of_another_district_are_on_nobody_elses_map(officer: Client) -> None:
    coloured("red", district=people.OTHER, region="350503001")
    assert seen(officer)["drawn"] == 0


# ---------- filters ----------


@pytest.mark.parametrize(
    "query",
    [
        "", f"town={people.HESHI}", "sector=schools", "sector=none", "colour=red&colour=orange", "colour=none", "state=operating",
        "state=closed", "q=测试", "gap=grid", "verified=never", "position=known", "position=none", "position=none&position=known",
        f"town={people.SHUANGYANG}&sector=machinery&colour=blue&state=operating", "class=small_micro&feature=limited_space",
    ],
)  # fmt: skip
def test_the_map_has_the_units_that_the_register_has_under_the_same_address(
    officer: Client, query: str
) -> None:
    placed(60)
    actor = people.acting(people.User.objects.get(username="district_officer"))
    state = Listing(ENTERPRISES, actor, QueryDict(query)).state
    expected = {
        str(pk)
        for pk in ENTERPRISES.rows(actor, state).filter(longitude__isnull=False).values_list("pk", flat=True)
    }
    assert {dot["id"] for dot in seen(officer, f"{query}&{EVERYWHERE}&{ALL}")["units"]} == expected
    page = MapPage(actor, state)
    assert page.number == ENTERPRISES.rows(actor, state).count()
    assert page.placed == len(expected)


def test_units_without_a_position_are_counted_and_their_list_is_one_click_away(officer: Client) -> None:
    placed(25)
    page = officer.get("/map/?state=operating").content.decode()
    assert "5 家没有坐标" in page
    assert 'href="/enterprises/?position=none&amp;state=operating"' in page
    listed = officer.get("/enterprises/?position=none&state=operating").content.decode()
    assert "当前条件下 5 家" in listed


# ---------- addresses ----------


STRANGE = [
    "bbox=zzz", "bbox=1,2,3", "bbox=nan,0,1,1", "bbox=inf,0,inf,1", "bbox=119,25,118,24", "bbox=118,24,118,24", "bbox=", "bbox=,,,",
    "bbox=-9e99,-9e99,9e99,9e99", "bbox=118,24,119,26&bbox=x", "zoom=x", "zoom=-4", "zoom=1e9", "zoom=nan", "zoom=", "at=1", "at=a,b,c",
    "at=500,500,500", "show=purple", "show=%00", "bbox=%00", "town=zzz", "q=%27%22%3Cscript%3E", "sort=nonsense", "colour=purple",
]  # fmt: skip


@pytest.mark.parametrize("query", STRANGE)
def test_a_strange_address_is_answered_not_broken(officer: Client, query: str) -> None:
    coloured("red")
    assert seen(officer, query)["drawn"] in (0, 1)
    page = officer.get(f"/map/?{query}")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("</head>")[1]


def test_what_makes_no_sense_is_said(officer: Client) -> None:
    notes = seen(officer, "bbox=zzz&zoom=many&show=purple")["notes"]
    assert [note.split("“")[1].split("”")[0] for note in notes] == ["zoom=many", "bbox=zzz", "show=purple"]


@given(
    bbox=st.text(max_size=60), zoom=st.text(max_size=20), at=st.text(max_size=40), show=st.text(max_size=20)
)
def test_no_address_breaks_the_reading_of_it(bbox: str, zoom: str, at: str, show: str) -> None:
    params = QueryDict(mutable=True)
    params.update({"bbox": bbox, "zoom": zoom, "at": at, "show": show, "town": "x"})
    asked = asked_of(params, to_wgs=lambda x, y: (x, y))
    assert list(asked.rest) == ["town"]
    sight = asked.sight(DISTRICT_BOX)
    assert 0 <= sight.zoom <= 18 and sight.box.west <= sight.box.east and sight.box.south <= sight.box.north


# ---------- queries ----------


def test_a_fetch_asks_three_questions_of_its_own_however_many_units_there_are(officer: Client) -> None:
    actor = people.acting(people.User.objects.get(username="district_officer"))
    sight = Sight(DISTRICT_BOX, 11, frozenset(COLOUR_ORDER))
    numbers, fetched = [], []
    for more in (5, 60):
        placed(more, seed=more)
        seen(officer)  # the session's minute and the shared names are settled
        with CaptureQueriesContext(connection) as queries:
            map_page.seen(actor, ListState(), sight)
        numbers.append(len(queries))
        assert sum("GROUP BY" in query["sql"] for query in queries) == 1
        with CaptureQueriesContext(connection) as queries:
            seen(officer, f"{EVERYWHERE}&{ALL}&state=operating")
        fetched.append(len(queries))
    assert numbers == [3, 3]
    assert fetched == [6, 6]  # session, account and grants come before


def test_the_page_asks_the_same_questions_at_any_size(officer: Client) -> None:
    counted = []
    for more in (5, 40):
        placed(more, seed=more)
        officer.get("/map/")
        with CaptureQueriesContext(connection) as queries:
            officer.get("/map/")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12


# ---------- the page and the card ----------


def facts_of(page: str) -> dict[str, Any]:
    """What the script of the page begins with."""
    found: dict[str, Any] = json.loads(
        page.split('<script id="map-facts" type="application/json">')[1].split("</script>")[0]
    )
    return found


def test_the_page_draws_the_district_its_towns_and_their_counts(officer: Client) -> None:
    coloured("red")
    coloured("orange")
    coloured("blue", region=people.HESHI, longitude=118.61, latitude=25.03)
    page = officer.get("/map/").content.decode()
    facts = facts_of(page)
    assert [area["name"] for area in facts["areas"]] == ["洛江区"]
    towns = {town["name"]: town for town in facts["towns"]}
    assert towns["双阳街道"]["counts"] == "红 1，橙 1"
    assert towns["双阳街道"]["at"] == [24.99, 118.62]
    assert towns["河市镇"]["counts"] == "红 0，橙 0"
    assert facts["tiles"] is None
    assert "审图号" in page


def test_the_first_look_is_the_district_or_the_units_where_they_fill_little_of_it(officer: Client) -> None:
    actor = people.acting(people.User.objects.get(username="district_officer"))
    coloured("red")
    near = MapPage(actor, ListState()).whole
    assert near.east - near.west < 0.05 and near.west < 118.62 < near.east
    coloured("blue", longitude=118.63, latitude=25.29)
    far = MapPage(actor, ListState()).whole
    assert (far.west, far.north) == pytest.approx((118.551378, 25.305904))
    coloured("blue", longitude=75.0, latitude=40.0)  # typed wrongly; the map stays where the district is
    assert MapPage(actor, ListState()).whole == far


@pytest.mark.parametrize(
    ("make", "words"),
    [
        ({}, "名录里还没有单位"),
        ({"longitude": None, "latitude": None}, "这些单位都还没有坐标"),
    ],
)
def test_a_map_without_units_or_positions_says_what_to_do(
    officer: Client, make: dict[str, Any], words: str
) -> None:
    if make:
        people.make_enterprise(**make)
    page = officer.get("/map/").content.decode()
    assert words in page and "map-facts" not in page


def test_a_card_says_the_colour_why_and_what_is_open() -> None:
    cast = made.around(longitude=118.62, latitude=24.99)
    made.reported(
        cast,
        grade="major",
        criterion="cn.major-hazards.order10#GM10-3-1",
        due_on=made.TODAY + timedelta(days=90),
    )
    client = people.browser(people.User.objects.get(username="district_officer"))
    card = client.get(f"/map-unit/{cast.unit.pk}/").content.decode()
    assert "risk-red" in card and "重大" in card and "测试学校" in card
    assert f'href="/units/{cast.unit.pk}/"' in card
    (line,) = seen(client, "zoom=11")["list"]
    assert (line["colour"], line["open"]) == ("red", 1)


# ---------- tiles ----------


@pytest.fixture
def gcj() -> Iterator[Tiles]:
    """Tiles of a host that shifts its map."""
    before = settings.ANBIAO_TILES
    settings.ANBIAO_TILES = Tiles("https://tiles.example/{z}/{x}/{y}.png", "© 示例 审图号", True)
    yield settings.ANBIAO_TILES
    settings.ANBIAO_TILES = before


def pictures(client: Client, path: str) -> set[str]:
    """From where a page may fetch pictures."""
    policy = dict(
        part.strip().split(" ", 1) for part in client.get(path)["Content-Security-Policy"].split(";")
    )
    return set(policy["img-src"].split())


def test_without_tiles_no_page_may_fetch_a_picture_from_elsewhere(officer: Client) -> None:
    assert pictures(officer, "/map/") == {"'self'", "data:"}


def test_tiles_are_allowed_from_their_one_host_and_on_the_map_alone(officer: Client, gcj: Tiles) -> None:
    coloured("red")
    assert pictures(officer, "/map/") == {"'self'", "data:", "https://tiles.example"}
    assert facts_of(officer.get("/map/").content.decode())["tiles"] == {
        "url": gcj.url,
        "attribution": gcj.attribution,
    }
    assert pictures(officer, "/enterprises/") == {"'self'", "data:"}


def test_on_shifted_tiles_everything_is_shifted_with_them_and_found_where_it_is_drawn(
    officer: Client, gcj: Tiles
) -> None:
    unit = coloured("red")
    x, y = to_gcj(118.62, 24.99)
    around = urlencode({"bbox": f"{x - 0.0002},{y - 0.0002},{x + 0.0002},{y + 0.0002}", "zoom": 16})
    (dot,) = seen(officer, around)["units"]
    assert dot["id"] == str(unit.pk)
    assert dot["at"] == pytest.approx([y, x], abs=1e-6)
    unshifted = urlencode({"bbox": "118.6198,24.9898,118.6202,24.9902", "zoom": 16})
    assert seen(officer, unshifted)["drawn"] == 0
