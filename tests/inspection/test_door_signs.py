"""Door signs: the code opens the unit for whoever checks it, the scanner understands it, and nobody prints what lies elsewhere."""

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
import segno
from django.test import Client
from django.urls import resolve

from anbiao.inspection.documents import door_signs
from anbiao.inspection.queries import signs
from anbiao.kit.models import Entry
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import Refused
from tests import people
from tests.inspection import made

pytestmark = pytest.mark.django_db
SCANNER = Path(door_signs.__file__).parents[1] / "static/inspection/field/views/units.js"
VILLAGE = "350504002001"


def address(pk: object) -> str:
    return f"https://anbiao.example/units/{pk}/scan/"


def grid() -> Client:
    return people.browser(people.person("grid_member"))


def school(name: str = "测试学校", region: str = people.SHUANGYANG, **over: str) -> Enterprise:
    return people.make_enterprise(name=name, sector="schools", region=region, **over)


# ---------- the code ----------


def black(code: door_signs.Code) -> set[tuple[int, int]]:
    """The modules that a path paints."""
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", code.path)
    assert "".join("M{} {}h{}v1H{}z".format(*bar, bar[0]) for bar in bars) == code.path
    return {(int(x) + step, int(y)) for x, y, width in bars for step in range(int(width))}


def test_the_path_paints_the_modules_of_the_code_with_four_of_white_around() -> None:
    text = address("019a0000-0000-7000-8000-000000000000")
    code = door_signs.code_of(text)
    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    assert code.side == len(rows) + 8
    assert black(code) == {(x + 4, y + 4) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def test_the_sign_holds_an_address_of_this_installation_that_the_scanner_understands() -> None:
    unit = school()
    page = grid().get(f"/units/{unit.pk}/door-sign/")
    (held,) = re.findall(r"http://testserver\S+/scan/", page.content.decode())
    assert resolve(urlsplit(held).path).url_name == "unit-scan"
    (pattern,) = re.findall(r"/(units\\/\S+)/\.exec\(text\)", SCANNER.read_text())
    found = re.search(pattern.replace("\\/", "/"), held)
    assert found
    assert found[1] == str(unit.pk)
    assert door_signs.code_of(held).path in page.content.decode()


def test_the_sign_shows_the_unit_its_number_and_what_it_is_for() -> None:
    unit = school("双阳中心小学")
    page = grid().get(f"/units/{unit.pk}/door-sign/").content.decode()
    for words in ("双阳中心小学", signs.number_of(unit), unit.uscc or "", "检查前扫码"):
        assert words in page
    assert "style=" not in page


# ---------- scanned ----------


def test_whoever_checks_the_unit_begins_a_check_by_scanning() -> None:
    unit = school()
    assert grid().get(f"/units/{unit.pk}/scan/")["Location"] == f"/field/#/unit/{unit.pk}"


def test_who_only_reads_comes_to_the_page_of_the_unit() -> None:
    unit = school()
    leader = people.browser(people.person("leader"))
    assert leader.get(f"/units/{unit.pk}/scan/")["Location"] == f"/units/{unit.pk}/"


def test_a_code_scanned_while_signed_out_is_followed_after_signing_in() -> None:
    unit = school()
    answer = people.browser(None).get(f"/units/{unit.pk}/scan/")
    assert answer["Location"] == f"/signin/?next=%2Funits%2F{unit.pk}%2Fscan%2F"


@pytest.mark.parametrize("written", ["{}", " {} ", "{lower}", "{plain}"])
def test_a_number_typed_from_a_door_finds_its_unit(written: str) -> None:
    unit = school()
    number = signs.number_of(unit)
    words = written.format(number, lower=number.lower(), plain=number.replace("-", ""))
    found = grid().get("/field/api/units.json", {"q": words})
    units = found.json()["units"]
    assert str(unit.pk) in [each["id"] for each in units]


def test_a_number_finds_nothing_outside_ones_reach() -> None:
    far = school(region=people.HESHI)
    grid_member = people.acting(people.person("grid_member"))
    assert not signs.with_number(grid_member, signs.number_of(far)).exists()


# ---------- sheets ----------


def text_of(content: bytes) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return len(pages), "".join(page.extract_text() for page in pages)


def test_the_sheet_of_a_street_holds_eight_signs_a_page_of_what_one_checks() -> None:
    units = people.make_enterprises(
        *({"name": f"双阳学校{n}", "region": VILLAGE, "sector": "schools"} for n in range(9))
    )
    school("河市学校", people.HESHI)
    answer = grid().get("/checks/door-signs/", {"region": ""})
    assert answer["Content-Type"] == "application/pdf"
    pages, words = text_of(answer.content)
    assert pages == 2
    assert all(signs.number_of(unit) in words for unit in units)
    assert "河市学校" not in words
    entry = Entry.objects.filter(verb="export").latest("number")
    assert entry.after
    assert (entry.after["list"], entry.after["rows"]) == ("door signs", 9)


def test_a_village_narrows_the_sheet_and_another_street_is_not_offered() -> None:
    here, _there = school("村里学校", VILLAGE), school("街上学校")
    school("河市学校", people.HESHI)
    client = grid()
    page = client.get("/checks/door-signs/").content.decode()
    assert VILLAGE in page
    assert people.HESHI not in page
    _pages, words = text_of(client.get("/checks/door-signs/", {"region": VILLAGE}).content)
    assert signs.number_of(here) in words
    assert "街上学校" not in words


def test_another_street_is_refused() -> None:
    school()
    school("河市学校", people.HESHI)
    assert grid().get("/checks/door-signs/", {"region": people.HESHI}).status_code == 409


def test_too_many_signs_and_none_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = people.acting(people.person("grid_member"))
    assert made.refused(door_signs.of_region, actor, "", address) == {"no-signs"}
    monkeypatch.setattr(door_signs, "MOST_SIGNS", 1)
    school("一校")
    school("二校")
    with pytest.raises(Refused) as caught:
        door_signs.of_region(actor, "", address)
    assert caught.value.refusals[0].code == "too-many-signs"


def test_a_unit_that_is_gone_gets_no_sign() -> None:
    unit = school()
    Enterprise.objects.filter(pk=unit.pk).update(state="closed")
    assert not signs.units(people.acting(people.person("grid_member"))).exists()


def test_picked_units_are_printed_and_who_is_left_out_is_said_first() -> None:
    one, two, gone = school("一校"), school("二校"), school("三校")
    Enterprise.objects.filter(pk=gone.pk).update(state="closed")
    client, url = grid(), "/checks/door-signs/picked/"
    pages, words = text_of(client.get(url, {"pick": [one.pk, two.pk]}).content)
    assert pages == 1 and signs.number_of(one) in words and signs.number_of(two) in words
    asked = client.get(url, {"pick": [one.pk, gone.pk]})
    assert (asked.context["printed"], asked.context["left"]) == (1, 1)
    _pages, words = text_of(client.get(url, {"pick": [one.pk, gone.pk], "f-go": "1"}).content)
    assert signs.number_of(one) in words and signs.number_of(two) not in words
    _pages, words = text_of(client.get(url, {"all": "1", "query": "state=operating"}).content)
    assert signs.number_of(two) in words
    assert client.get(url).headers["Location"] == "/checks/door-signs/"  # nothing picked: the choice of signs
    assert 'formaction="/checks/door-signs/picked/"' in client.get("/enterprises/").content.decode()
