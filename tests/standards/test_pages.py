"""The pages of standards: what they show to whom in both languages, what is proposed, approved and confirmed on them."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User
from anbiao.kit import clock
from anbiao.kit.models import Entry
from anbiao.standards import effects, queries
from anbiao.standards.actions import load_editions, propose_rule
from anbiao.standards.models import Confirmation, Edition, LocalRule
from anbiao.standards.schema import Edition as EditionOf
from tests import people
from tests.standards.editions import clause, edition

pytestmark = pytest.mark.django_db
ORDER_10 = "/standards/cn.major-hazards.order10/2023/"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


def client(role: str, language: str = "zh-hans") -> Client:
    user = User.objects.filter(username=role).first() or people.person(role)
    return people.browser(user, language=language)


def text(answer: Any) -> str:
    """The page as it is read: without tags, entities resolved."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def post(at: Client, path: str, **fields: Any) -> Any:
    return at.post(path, {"_key": str(uuid4()), **fields})


PAGES = [
    "/standards/", "/standards/?kind=criteria", "/standards/?q=粉尘", "/standards/?q=zzzz", ORDER_10, "/standards/local.rules/1/",
    "/standards/anbiao.scoring.warehouse/1/", "/standards/cn.gbt33000/2025/against/2016/", "/phrases/", "/books/",
    "/books/checklists/", "/books/guide/?sector=footwear", "/books/running/?sector=machinery&size_class=medium",
    "/books/scoring/?sector=schools", "/books/scoring/?sector=nonsense&size_class=%00", "/rules/", "/rules/visits.interval/",
    "/standards/applying/", "/standards/applying/?sector=footwear&size_class=small_micro&features=dust",
    "/rules/colours.criteria/", "/rules/colours.direct_red/", "/rules/selfcheck.frequency/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages_and_its_heads_speak_one(path: str, language: str) -> None:
    answer = client("district_officer", language).get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    heads = re.sub(r"<[^>]+>", " ", " ".join(re.findall(r"<(?:th|dt|h1)\b.*?</(?:th|dt|h1)>", page, re.S)))
    assert ('<html lang="en"' in page) is (language == "en")
    assert bool(re.search(r"[\u4e00-\u9fff]", heads)) is (language != "en")


@pytest.mark.parametrize("path", ["/standards/", ORDER_10, "/phrases/", "/books/guide/", "/rules/"])
def test_whoever_has_an_account_reads_standards(path: str) -> None:
    unit = people.make_enterprise()
    for user in (people.enterprise_manager(unit), people.person("grid_member"), people.expert(unit)):
        assert people.browser(user).get(path).status_code == 200
    assert client("system_admin").get(path).status_code == (404 if path == "/rules/" else 200)
    assert people.browser(people.nobody()).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/standards/cn.nothing/1/",
        "/standards/cn.risk/9/",
        "/books/nothing/",
        "/rules/nothing/",
        "/standards/cn.risk/1/against/9/",
    ],
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert client("district_officer").get(path).status_code == 404


def test_an_edition_of_another_district_is_not_found() -> None:
    own = EditionOf.model_validate(edition("checklist", urn=f"{people.DISTRICT}.checklist"))
    load_editions(people.acting(people.person("district_officer")), [own])
    path = f"/standards/{people.DISTRICT}.checklist/1/"
    assert client("district_officer").get(path).status_code == 200
    elsewhere = people.make_user("elsewhere", district=people.OTHER)
    people.grant(elsewhere, "district_officer", region=people.OTHER)
    assert people.browser(elsewhere).get(path).status_code == 404
    assert f"{people.DISTRICT}.checklist" not in text(people.browser(elsewhere).get("/standards/"))


def test_the_register_asks_the_same_questions_however_many_clauses_are_confirmed() -> None:
    at = client("district_officer")
    at.get("/standards/")
    with CaptureQueriesContext(connection) as few:
        at.get("/standards/")
    post(at, "/standards/cn.risk/1/confirm/", ref=["COL-RED", "COL-BLUE"], note="x")
    at.get("/standards/")
    with CaptureQueriesContext(connection) as many:
        at.get("/standards/")
    assert len(few) == len(many) <= 12


# ---------- clauses ----------


def test_what_applies_to_a_unit_is_shown_with_the_reasons_of_all() -> None:
    page = text(
        client("grid_member").get("/standards/applying/?sector=footwear&size_class=small_micro&features=dust")
    )
    assert "小微企业安全生产标准化评分表 1 选用 适用于“小微”类单位。 在适用的各项中最贴合该单位。" in page
    assert "只适用于" not in page
    assert "适用于其他行业：幼儿园、学校。" in page
    assert "工贸企业重大事故隐患判定标准 2023" in page


def test_a_clause_shows_its_source_how_far_it_is_known_and_that_nobody_confirmed_it() -> None:
    page = text(client("leader").get(ORDER_10))
    assert "应急管理部令第10号 第3条" in page
    assert "已查见出处" in page
    assert "未核对原文" in page
    assert "确认所选条款已核对" not in page


def test_an_officer_confirms_clauses_and_the_page_names_who_and_when() -> None:
    at = client("bureau_officer")
    answer = post(at, f"{ORDER_10}confirm/", ref=["GM10-3-1", "GM10-3-2"], note="应急管理部网站 2026-11-20")
    assert answer.status_code == 302
    page = text(at.get(ORDER_10))
    assert "已核对原文 2 条" in page
    assert "应急管理部网站 2026-11-20" in page
    assert Confirmation.objects.count() == Entry.objects.filter(verb="confirm").count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ref": ["GM10-3-1"], "note": ""}, "核对所用文本"), ({"note": "x"}, "请先勾选已核对的条款"),
        ({"ref": ["NOPE"], "note": "x"}, "NOPE"),
    ],
)  # fmt: skip
def test_a_confirmation_that_says_too_little_keeps_what_was_chosen(fields: dict[str, Any], said: str) -> None:
    answer = post(client("district_officer"), f"{ORDER_10}confirm/", **fields)
    assert answer.status_code == 422
    assert said in text(answer)
    if "GM10-3-1" in fields.get("ref", ()):
        assert re.search(r'value="GM10-3-1"[^>]*checked', answer.content.decode())
    assert not Confirmation.objects.exists()


def test_who_may_not_confirm_finds_no_such_address() -> None:
    assert (
        post(client("street_inspector"), f"{ORDER_10}confirm/", ref=["GM10-3-1"], note="x").status_code == 404
    )


def test_search_leads_to_the_clause_in_its_edition() -> None:
    page = client("grid_member").get("/standards/?q=锁气卸灰").content.decode()
    assert f'href="{ORDER_10}#c-GM10-11-6"' in page
    assert "没有同时含这些字词的条款" in text(client("grid_member").get("/standards/?q=绝无此词"))


def test_phrases_are_found_by_words_and_initials() -> None:
    rows = [
        {**clause("P1", "phrases"), "zh": {"title": "疏散通道堵塞"}, "en": {"title": "Escape route blocked"}}
    ]
    data = edition(
        "phrases",
        urn=f"{people.DISTRICT}.phrases",
        sections=[{"ref": "A", "zh": "消防", "en": "Fire", "clauses": rows}],
    )
    load_editions(people.acting(people.person("district_officer")), [EditionOf.model_validate(data)])
    for words in ("通道", "sstd"):
        page = text(client("grid_member").get(f"/phrases/?q={words}"))
        assert "疏散通道堵塞" in page
        assert "立即清除杂物" in page
        assert "3 天" in page
    assert "疏散通道堵塞" not in text(client("grid_member").get("/phrases/?q=灭火器具过期"))


# ---------- books ----------


def own_check_list() -> None:
    data = edition(
        "checklist", "A1", "A2", urn=f"{people.DISTRICT}.checklist.shoes", applies=[{"sectors": ["footwear"]}]
    )
    load_editions(people.acting(people.person("district_officer")), [EditionOf.model_validate(data)])


def test_the_check_list_book_is_made_for_the_sector_that_was_chosen() -> None:
    own_check_list()
    at = client("district_officer")
    assert "出口无杂物" in text(at.get("/books/checklists/?sector=footwear"))
    assert "条款A1" not in text(at.get("/books/checklists/?sector=schools"))


def test_lists_for_a_feature_are_in_the_book_when_the_feature_is_asked_for() -> None:
    data = edition(
        "checklist", "D1", urn=f"{people.DISTRICT}.checklist.dust", applies=[{"features": ["dust"]}]
    )
    load_editions(people.acting(people.person("district_officer")), [EditionOf.model_validate(data)])
    at = client("district_officer")
    assert "条款D1" not in text(at.get("/books/checklists/?sector=footwear"))
    assert "条款D1" in text(at.get("/books/checklists/?sector=footwear&features=dust"))


def test_a_standard_without_its_edition_leads_to_the_newest_and_to_the_clause() -> None:
    answer = client("grid_member").get("/standards/cn.gbt33000/?ref=T5")
    assert answer["Location"] == "/standards/cn.gbt33000/2025/#c-T5"
    assert client("grid_member").get("/standards/cn.nothing/").status_code == 404


def test_the_grid_members_guide_ends_with_what_is_reported_at_once() -> None:
    own_check_list()
    page = text(client("grid_member").get("/books/guide/?sector=footwear"))
    assert "作业现场" in page
    assert "立即上报：重大隐患的情形" in page
    assert "GM10-9-1" in page


def test_the_running_guide_puts_the_items_of_the_table_under_the_elements() -> None:
    page = text(client("leader").get("/books/running/?sector=machinery&size_class=medium"))
    assert "年度目标指标分解并考核 (11)" in page
    assert "五落实" in page
    assert "每季度 地方规则" in page


def test_the_scoring_book_names_marks_vetoes_and_bands() -> None:
    page = text(client("leader").get("/books/scoring/?sector=schools"))
    assert "满分 100 分；优秀 ≥ 90、良好 ≥ 75、达标 ≥ 60。" in page
    assert "否决项" in page
    assert "校长第一责任人" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_book_is_kept_as_pdf(language: str) -> None:
    answer = client("grid_member", language).get("/books/scoring/pdf/?sector=schools")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 10_000


# ---------- local rules ----------


def test_the_list_shows_value_since_basis_and_what_waits() -> None:
    propose_rule(
        people.acting(people.person("district_officer")), "visits.cap", 6, from_on=people.TODAY, reason="试"
    )
    page = text(client("leader").get("/rules/"))
    assert "红色 7 天 · 橙色 30 天 · 黄色 90 天 · 蓝色 365 天" in page
    assert "国办发〔2024〕54号" in page
    assert "有修改待审批" in page
    assert f"共 {len(queries.parameters())} 条，本区已定 0 条，待审批 1 条" in page


FORM = {"from_on": "2026-12-01", "reason": "试点后调整"}


def test_a_change_is_previewed_proposed_and_approved_by_a_second_person() -> None:
    officer, leader = client("district_officer"), client("leader")
    path = "/rules/visits.repeat_warning/"
    preview = text(officer.get(path, {"value": "21", **FORM}))
    assert "修改的影响" in preview
    assert "21 天" in preview
    assert not LocalRule.objects.exists()
    assert post(officer, path, value="21", **FORM).status_code == 302
    row = LocalRule.objects.get()
    assert (row.value, row.state) == (21, "proposed")
    assert "提出修改" not in text(officer.get(path))
    decide = f"/rules/{row.pk}/decide/"
    assert "14 天" in text(leader.get(decide))
    assert post(leader, decide, answer="approve", note="同意").status_code == 302
    row.refresh_from_db()
    assert row.state == "approved"
    page = text(officer.get(path))
    assert "21 天" in page
    assert "同意" in page


def test_parts_that_read_a_rule_tell_what_it_would_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "_effects", {})
    path, given = "/rules/visits.cap/", {"value": "2", **FORM}
    assert "目前还没有功能使用这条规则" in text(client("district_officer").get(path, given))
    effects.register_effect("visits.cap", lambda _actor, value: [f"将有 {value * 3} 家单位超过上限。"])
    assert "将有 6 家单位超过上限。" in text(client("district_officer").get(path, given))


def test_a_preview_says_what_is_wrong_before_anything_is_written() -> None:
    page = text(client("district_officer").get("/rules/visits.cap/", {"value": "99", **FORM}))
    assert "99 不在 0 至 52 之间" in page
    assert "修改的影响" not in page


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("visits.cap", {"value": "99", **FORM}, "不在 0 至 52 之间"), ("visits.cap", {"value": "", **FORM}, "次"),
        ("visits.cap", {"value": "6", "reason": "", "from_on": "2026-12-01"}, "理由"),
        ("visits.cap", {"value": "6", "reason": "x", "from_on": "2020-01-01"}, "已过的日期"),
        ("visits.cap", {"value": "4", **FORM}, "该日施行的已是此值"),
        ("visits.interval", {"value-red": "0", "value-orange": "1", "value-yellow": "1", "value-blue": "1", **FORM}, "red"),
        ("lookback.sample", {"value-general": "inf", "value-major": "1e400", **FORM}, "%"),
    ],
)  # fmt: skip
def test_a_proposal_that_cannot_stand_is_given_back_with_its_reason(
    path: str, fields: dict[str, str], said: str
) -> None:
    answer = post(client("district_officer"), f"/rules/{path}/", **fields)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not LocalRule.objects.exists()


def test_a_table_is_changed_row_by_row_and_ordered_by_place() -> None:
    fields = {
        "r0-place": "2", "r0-colour": "orange", "r0-condition": "score_below", "r0-threshold": "60",
        "r1-place": "1", "r1-colour": "red", "r1-condition": "open_major_hazards", "r1-threshold": "1", "r2-place": "3",
        "r12-place": "", "r12-colour": "yellow", "r12-condition": "open_general_hazards", "r12-threshold": "2", **FORM,
    }  # fmt: skip
    assert post(client("district_officer"), "/rules/colours.criteria/", **fields).status_code == 302
    assert LocalRule.objects.get().value == [
        {"colour": "red", "condition": "open_major_hazards", "threshold": 1},
        {"colour": "orange", "condition": "score_below", "threshold": 60},
        {"colour": "yellow", "condition": "open_general_hazards", "threshold": 2},
    ]


def test_a_row_that_is_half_filled_is_refused_not_dropped() -> None:
    fields = {"r0-place": "1", "r0-colour": "red", "r0-condition": "", "r0-threshold": "1", **FORM}
    answer = post(client("district_officer"), "/rules/colours.criteria/", **fields)
    assert answer.status_code == 422
    assert "condition" in text(answer)


def test_choices_may_be_none_of_them() -> None:
    assert post(client("district_officer"), "/rules/colours.direct_red/", **FORM).status_code == 302
    assert LocalRule.objects.get().value == []


def test_the_leader_may_say_no_with_a_reason_and_the_office_may_withdraw() -> None:
    officer, leader = client("district_officer"), client("leader")
    post(officer, "/rules/visits.cap/", value="6", **FORM)
    row = LocalRule.objects.get()
    assert post(leader, f"/rules/{row.pk}/decide/", answer="refuse", note="").status_code == 422
    assert post(leader, f"/rules/{row.pk}/decide/", answer="refuse", note="再研究").status_code == 302
    post(officer, "/rules/visits.cap/", value="5", **FORM)
    second = LocalRule.objects.get(version=2)
    assert officer.get(f"/rules/{second.pk}/withdraw/").status_code == 200
    assert post(officer, f"/rules/{second.pk}/withdraw/").status_code == 302
    assert [r.state for r in LocalRule.objects.order_by("version")] == ["refused", "withdrawn"]
    assert "再研究" in text(officer.get("/rules/visits.cap/"))


@pytest.mark.parametrize("role", ["leader", "bureau_officer", "street_inspector", "grid_member"])
def test_who_does_not_propose_sees_no_form_and_cannot_post(role: str) -> None:
    at = client(role)
    assert "提出修改" not in text(at.get("/rules/visits.cap/"))
    assert post(at, "/rules/visits.cap/", value="6", **FORM).status_code == 404
    assert not LocalRule.objects.exists()


def test_what_waits_is_in_the_leaders_work_and_counted_beside_the_navigation() -> None:
    propose_rule(
        people.acting(people.person("district_officer")), "visits.cap", 6, from_on=people.TODAY, reason="试"
    )
    page = text(client("leader").get("/"))
    assert "同一单位年度检查上限" in page
    assert "地方规则 1" in page


def test_editions_and_their_counts_are_on_the_page() -> None:
    page = text(client("leader").get("/standards/"))
    assert f"全部 {Edition.objects.count()}" in page
    assert "GB/T 33000—2025" in page
    assert "已停止施行" in page
