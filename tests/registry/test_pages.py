"""The pages of the roster: what they show to whom, what they keep of what was typed, and that a send counts once."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from anbiao.authority.models import Activation
from anbiao.kit import clock
from anbiao.kit.models import Answer, Entry
from anbiao.registry.forms import UnitForm
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, Responsibility, Site, StatusChange
from tests import people

pytestmark = pytest.mark.django_db
PHONE = "13900000021"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def officer() -> Client:
    return people.browser(people.person("district_officer"))


def post(client: Client, path: str, **fields: Any) -> Any:
    return client.post(path, {"_key": str(uuid4()), **fields})


def text(answer: Any) -> str:
    """The page as it is read: without tags, entities resolved."""
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def at(unit: Enterprise, what: str = "") -> str:
    return f"/units/{unit.pk}/{what}"


def filled(**over: Any) -> dict[str, Any]:
    return {
        "name": "青岚鞋业有限公司", "uscc": people.make_uscc(), "region": "350504002001", "address": "鹭园路1号",
        "business_scope": "鞋类制造", "industry": "1953", "employees": "30", "principal": "林某", "phone": PHONE,
        "coordinates": "118.6712, 24.9405", "datum": "gcj", "features": ["dust"], **over,
    }  # fmt: skip


# ---------- one page a unit ----------


def test_the_page_shows_who_answers_and_what_is_missing(officer: Client) -> None:
    page = text(officer.get(at(people.make_enterprise(name="示例幼儿园", sector="schools"))))
    assert "3/4" in page
    assert "网格员无人负责" in page
    assert "区教育局" in page or "教育" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(language: str) -> None:
    client = people.browser(people.person("district_officer"), language=language)
    page = text(client.get(at(people.make_enterprise(sector="schools"))))
    assert ("Territorial supervision" in page) == (language == "en")


def test_a_telephone_number_is_masked_until_it_is_asked_for_and_that_is_written_down(officer: Client) -> None:
    unit = people.make_enterprise(phone=PHONE)
    assert PHONE not in text(officer.get(at(unit)))
    answer = post(officer, at(unit, "reveal/"))
    shown = officer.get(answer["Location"].partition("#")[0])
    assert PHONE in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert PHONE not in text(officer.get(at(unit)))
    assert Entry.objects.filter(object_id=unit.id, verb="reveal").count() == 1
    assert not any(PHONE.encode() in bytes(kept.body) for kept in Answer.objects.all())


def test_a_leader_cannot_ask_for_the_number() -> None:
    unit, leader = people.make_enterprise(phone=PHONE), people.browser(people.person("leader"))
    assert PHONE not in text(leader.get(at(unit)))
    assert post(leader, at(unit, "reveal/")).status_code == 404


def test_the_people_of_a_unit_see_their_own_acts_only(officer: Client) -> None:
    unit = people.make_enterprise()
    post(officer, at(unit, "verify/"))
    assert "现场核实" in text(officer.get(at(unit))).rpartition("经过")[2]
    manager = people.browser(people.enterprise_manager(unit))
    assert "district_officer" not in text(manager.get(at(unit))).rpartition("经过")[2]


def test_the_page_takes_the_same_queries_however_many_answer_for_it(
    officer: Client, django_assert_max_num_queries: Any
) -> None:
    unit = people.make_enterprise(sector="schools")
    for number in range(12):
        person = people.make_user(f"expert{number}", slug=None)
        Responsibility.objects.create(
            district=unit.district, enterprise=unit, kind="expert", person=person, basis="x", from_on=people.TODAY
        )  # fmt: skip
    officer.get(at(unit))
    with django_assert_max_num_queries(42):
        officer.get(at(unit))


# ---------- registering and changing ----------


def test_a_unit_is_registered_routed_and_placed(officer: Client) -> None:
    answer = post(officer, "/units/new/", **filled())
    unit = Enterprise.objects.get()
    assert answer["Location"] == at(unit)
    assert (unit.sector, unit.industry, unit.features, unit.size_class) == (
        "footwear",
        "1953",
        ["dust"],
        "small_micro",
    )
    assert unit.coordinates_given == "118.6712, 24.9405 GCJ-02"
    assert unit.longitude is not None
    assert 0.003 < 118.6712 - unit.longitude < 0.007  # GCJ-02 lies about 500 m off


def test_a_wrong_check_character_is_told_with_the_right_one_and_the_rest_is_kept(officer: Client) -> None:
    code = people.make_uscc()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = post(officer, "/units/new/", **filled(uscc=wrong))
    assert answer.status_code == 422
    assert f"第 18 位应为 {code[-1]}" in text(answer)
    assert 'value="青岚鞋业有限公司"' in answer.content.decode()
    assert 'href="#id_uscc"' in answer.content.decode()
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"coordinates": "24.9405, 118.6712"}, "coordinates"),
        ({"coordinates": "118.6712"}, "coordinates"),
        ({"coordinates": "2.35, 48.85"}, "coordinates"),
        ({"phone": "139****0021"}, "phone"),
        ({"industry": "9999"}, "industry"),
        ({"region": people.OTHER}, "region"),
        ({"uscc": "", "principal": ""}, "uscc"),
        ({"employees": "-1"}, "employees"),
        ({"features": ["magic"]}, "features"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(officer: Client, over: dict[str, Any], field: str) -> None:
    answer = post(officer, "/units/new/", **filled(**over))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_street_officer_chooses_only_her_street() -> None:
    form = UnitForm(people.acting(people.person("street_inspector")))
    codes = [code for _town, under in form.fields["region"].choices[1:] for code, _name in under]  # type: ignore[attr-defined]
    assert codes
    assert all(code.startswith(people.SHUANGYANG) for code in codes)


def test_sending_a_form_twice_registers_once(officer: Client) -> None:
    fields = {"_key": str(uuid4()), **filled()}
    first, second = officer.post("/units/new/", fields), officer.post("/units/new/", fields)
    assert first["Location"] == second["Location"]
    assert Enterprise.objects.count() == 1
    assert Entry.objects.filter(verb="register").count() == 1


def changed(unit: Enterprise, **over: Any) -> dict[str, Any]:
    return {
        "name": unit.name, "uscc": unit.uscc, "region": unit.region, "address": "鹭园路1号", "version": unit.version,
        "size_class": unit.size_class, **over,
    }  # fmt: skip


def test_an_empty_number_keeps_the_one_that_stands_and_none_removes_it(officer: Client) -> None:
    unit = people.make_enterprise(phone=PHONE)
    assert PHONE not in officer.get(at(unit, "edit/")).content.decode()
    post(officer, at(unit, "edit/"), **changed(unit))
    unit.refresh_from_db()
    assert (unit.phone, unit.address) == (PHONE, "鹭园路1号")
    post(officer, at(unit, "edit/"), **changed(unit, phone="无"))
    unit.refresh_from_db()
    assert unit.phone == ""


def test_opening_and_sending_the_form_unchanged_changes_nothing(officer: Client) -> None:
    post(officer, "/units/new/", **filled(aliases="老青岚、青岚厂"))
    unit = Enterprise.objects.get()
    form = officer.get(at(unit, "edit/")).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None}
    post(officer, at(unit, "edit/"), **sent)
    again = Enterprise.objects.get()
    assert again.version == unit.version
    assert again.longitude == unit.longitude


def test_who_was_slower_sees_both_values_and_may_write_over(officer: Client) -> None:
    unit = people.make_enterprise(name="旧名有限公司")
    late = changed(unit, name="我的名有限公司")
    post(officer, at(unit, "edit/"), **changed(unit, name="他的名有限公司"))
    answer = post(officer, at(unit, "edit/"), **late)
    assert answer.status_code == 409
    page = text(answer)
    assert "他的名有限公司" in page
    assert "我的名有限公司" in page
    assert Enterprise.objects.get().name == "他的名有限公司"
    post(officer, at(unit, "edit/"), **{**late, "version": answer.context["form"]["version"].value()})
    assert Enterprise.objects.get().name == "我的名有限公司"


# ---------- status, verification, sites, contacts, activation ----------


def test_a_status_moves_with_a_day_and_a_reason(officer: Client) -> None:
    unit = people.make_enterprise()
    assert post(officer, at(unit, "step/suspend/"), on="2026-11-20", note="").status_code == 422
    post(officer, at(unit, "step/suspend/"), on="2026-11-20", note="停产检修")
    assert StatusChange.objects.get().reason == "停产检修"
    assert "停产检修" in text(officer.get(at(unit)))


def test_a_step_that_is_not_offered_now_says_why(officer: Client) -> None:
    answer = officer.get(at(people.make_enterprise(), "step/resume/"))
    assert answer.status_code == 409
    assert officer.get(at(people.make_enterprise(), "step/vanish/")).status_code == 404


def test_a_grid_member_verifies_and_changes_nothing_else() -> None:
    unit, member = people.make_enterprise(), people.browser(people.person("grid_member"))
    post(member, at(unit, "verify/"))
    unit.refresh_from_db()
    assert (unit.verified_on, unit.verified_by) == (people.TODAY, "grid_member")
    assert member.get(at(unit, "edit/")).status_code == 404


def test_a_site_inside_another_unit_names_its_landlord(officer: Client) -> None:
    landlord, unit = people.make_enterprises({"name": "阳山物业有限公司"}, {})
    given = {"name": "二车间", "region": people.SHUANGYANG, "address": "工业路2号", "from_on": "2026-11-01"}
    assert post(officer, at(unit, "site/"), **given, landlord="没有这家").status_code == 422
    assert post(officer, at(unit, "site/"), **given, landlord=unit.uscc).status_code == 422
    post(officer, at(unit, "site/"), **given, landlord=landlord.uscc)
    assert Site.objects.get().landlord == landlord
    assert "二车间" in text(officer.get(at(landlord)))


def test_a_contact_is_added_with_a_masked_number(officer: Client) -> None:
    unit = people.make_enterprise()
    post(officer, at(unit, "contact/"), name="张某", post="厂长", phone="139 0000 0021")
    assert Contact.objects.get().phone == PHONE
    page = text(officer.get(at(unit)))
    assert "139****0021" in page
    assert PHONE not in page


def test_an_activation_code_is_shown_once_and_kept_nowhere(officer: Client) -> None:
    unit = people.make_enterprise()
    slips = post(officer, at(unit, "activation/"))["Location"]
    assert unit.name in text(officer.get(slips))
    assert unit.name not in text(officer.get(slips))
    assert Activation.objects.get().enterprise == unit.id


# ---------- search, decisions ----------


def test_the_search_of_the_bar_goes_straight_to_the_only_unit(officer: Client) -> None:
    unit, _other = people.make_enterprises({"name": "青岚鞋业有限公司"}, {"name": "禾木木业有限公司"})
    assert officer.get("/search/", {"q": "qlxy"})["Location"] == at(unit)
    assert officer.get("/search/", {"q": "有限公司"})["Location"].startswith("/enterprises/?q=")
    assert officer.get("/search/")["Location"] == "/enterprises/?"


def test_why_this_bureau_is_told_in_sentences(officer: Client) -> None:
    unit = people.make_enterprise(name="示例幼儿园", sector="schools", routed_by="rule:1:certain")
    page = text(officer.get(at(unit, "route/")))
    assert "幼儿园" in page
    assert "确定" in page


def test_before_deciding_one_sees_who_else_follows(officer: Client) -> None:
    one, other = people.make_enterprises({"name": "云上研学坊"}, {"name": "山下研学坊"})
    page = text(officer.get(at(one, "route/"), {"word": "研学坊", "reason": "相近", "sector": "schools"}))
    assert other.name in page
    post(officer, at(one, "route/"), word="研学坊", reason="相近", sector="schools")
    assert Enterprise.objects.filter(sector="schools").count() == 2


def test_a_bureau_reads_the_reasons_and_decides_nothing() -> None:
    bureau = people.browser(people.person("bureau_officer"))
    unit = people.make_enterprise(sector="schools")
    assert bureau.get(at(unit, "route/")).status_code == 200
    assert post(bureau, at(unit, "route/"), reason="x", sector="schools").status_code == 404


def pair(first: Enterprise, second: Enterprise) -> DuplicatePair:
    return DuplicatePair.objects.create(
        district=first.district, first=first, second=second, score=0.9, reasons=["same_name"], found_at=people.NOW
    )  # fmt: skip


def test_after_a_pair_comes_the_next_open_one(officer: Client) -> None:
    one, other, third = people.make_enterprises({}, {}, {})
    earlier, later = pair(one, third), pair(one, other)
    page = text(officer.get(f"/duplicates/{later.pk}/"))
    assert one.name in page
    assert other.name in page
    answer = post(officer, f"/duplicates/{later.pk}/", decision="two")
    assert answer["Location"] == f"/duplicates/{earlier.pk}/"
    answer = post(officer, f"/duplicates/{earlier.pk}/", decision="first")
    assert answer["Location"].startswith("/duplicates/?")
    third.refresh_from_db()
    assert third.state == "duplicate"


def test_of_a_unit_elsewhere_only_what_tells_which_it_is_is_shown() -> None:
    here, there = people.make_enterprises(
        {}, {"region": people.HESHI, "principal": "苏某", "address": "河市路9号"}
    )
    client = people.browser(people.person("street_inspector"))
    page = text(client.get(f"/duplicates/{pair(here, there).pk}/"))
    assert there.name in page
    assert "苏某" not in page
    assert "河市路9号" not in page


def test_a_responsibility_is_acknowledged_or_declined_with_a_reason() -> None:
    member = people.person("grid_member")
    one, other = people.make_enterprises({}, {})
    rows = [
        Responsibility.objects.create(
            district=unit.district, enterprise=unit, kind="grid", person=member, basis="assigned:陈晓岚",
            from_on=people.TODAY,
        )
        for unit in (one, other)
    ]  # fmt: skip
    client = people.browser(member)
    assert "陈晓岚指派" in text(client.get(f"/responsibilities/{rows[0].pk}/acknowledge/"))
    assert post(client, f"/responsibilities/{rows[0].pk}/acknowledge/")["Location"] == "/"
    assert post(client, f"/responsibilities/{rows[1].pk}/decline/", note=" ").status_code == 422
    post(client, f"/responsibilities/{rows[1].pk}/decline/", note="不在我的网格")
    assert list(Responsibility.objects.filter(kind="grid").order_by("id").values_list("state", flat=True)) == [
        "acknowledged", "declined",
    ]  # fmt: skip


def test_anothers_responsibility_shows_its_reason_and_no_button(officer: Client) -> None:
    unit = people.make_enterprise()
    row = Responsibility.objects.create(
        district=unit.district, enterprise=unit, kind="grid", person=people.person("grid_member"), basis="x",
        from_on=people.TODAY,
    )  # fmt: skip
    page = text(officer.get(f"/responsibilities/{row.pk}/acknowledge/"))
    assert "只能由grid_member答复" in page
    assert post(officer, f"/responsibilities/{row.pk}/acknowledge/").status_code == 422
