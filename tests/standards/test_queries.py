"""What is read of standards: what applies to a unit, criteria, phrases, search, and local rules in force."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from anbiao.kit.district import new_id
from anbiao.standards import queries
from anbiao.standards.actions import load_editions
from anbiao.standards.models import Clause, LocalRule
from anbiao.standards.schema import Edition as EditionOf
from tests import people
from tests.standards.editions import clause, edition

pytestmark = pytest.mark.django_db
ON = people.TODAY


def applied(
    kind: str, sector: str, size_class: str, *features: str, on: date = ON, district: str = ""
) -> queries.Applied:
    return queries.applying_to(
        kind=kind, sector=sector, size_class=size_class, features=features, on=on, district=district
    )


@pytest.mark.parametrize(
    ("sector", "size_class", "table"),
    [
        ("footwear", "small_micro", "micro"), ("footwear", "medium", "general"), ("small_shops", "nine_small", "micro"),
        ("schools", "small_micro", "school"), ("kindergartens", "medium", "school"), ("malls_markets", "medium", "commerce"),
        ("catering", "nine_small", "micro"), ("petrol_station", "small_micro", "petrol-station"),
        ("warehousing", "above_scale", "warehouse"), ("hospitals", "medium", "general"), ("", "", "general"),
    ],
)  # fmt: skip
def test_each_unit_has_its_scoring_table(sector: str, size_class: str, table: str) -> None:
    found = applied("scoring", sector, size_class)
    assert found.edition is not None
    assert found.edition.urn == f"anbiao.scoring.{table}"
    assert len(found.others) == 5
    assert all(told.reasons for told in found.others)


def test_reasons_speak_of_sectors_in_words_of_the_reader() -> None:
    with translation.override("zh-hans"):
        told = {each.edition.urn: each for each in applied("scoring", "footwear", "medium").others}
        (why,) = told["anbiao.scoring.school"].reasons
        assert why.params["sectors"] == "幼儿园、学校"
    with translation.override("en"):
        told = {each.edition.urn: each for each in applied("scoring", "footwear", "medium").others}
        (why,) = told["anbiao.scoring.school"].reasons
        assert why.params["sectors"] == "Kindergartens, Schools"


def test_a_districts_own_check_list_applies_there_and_nowhere_else() -> None:
    own = edition("checklist", urn=f"{people.DISTRICT}.checklist.shoes", applies=[{"sectors": ["footwear"]}])
    load_editions(people.acting(people.person("district_officer")), [EditionOf.model_validate(own)])
    found = applied("checklist", "footwear", "medium", district=people.DISTRICT)
    assert found.edition is not None
    assert found.edition.urn == f"{people.DISTRICT}.checklist.shoes"
    assert found.edition in found.fitting
    assert f"{people.DISTRICT}.checklist.shoes" not in {
        row.urn for row in applied("checklist", "footwear", "medium", district=people.OTHER).fitting
    }


def test_what_applies_is_one_question() -> None:
    with CaptureQueriesContext(connection) as asked:
        applied("scoring", "footwear", "medium", "dust")
    assert len(asked) == 1


# ---------- criteria ----------


def refs(sector: str, *features: str, on: date = ON) -> set[str]:
    return {row.ref for row in queries.criteria_for(sector, features, on)}


@pytest.mark.parametrize(
    ("sector", "features", "has", "has_not"),
    [
        ("metallurgy", (), {"GM10-3-1", "GM10-4-1", "GM10-5-1"}, {"GM10-7-1", "GM10-11-1", "WH17-1", "ZZ22-1"}),
        ("footwear", (), {"GM10-3-2", "GM10-8-1", "GM10-9-1", "GM10-14"}, {"GM10-11-1", "GM10-4-1"}),
        ("wood_crafts", ("dust",), {"GM10-11-1", "GM10-11-10"}, {"GM10-12-1"}),
        ("food", ("ammonia", "limited_space"), {"GM10-12-1", "GM10-13-1", "GM10-10-1"}, {"GM10-11-1"}),
        ("schools", ("dust",), {"JY24-3-1"}, {"GM10-3-1", "GM10-11-1"}),
        ("construction", (), {"FS22-4-1"}, {"FS24-META", "GM10-3-1"}),
        ("small_shops", ("mixed_use",), {"ZZ22-1", "ZZ22-7"}, {"ZZ22-8", "SM-0"}),
        ("hazchem_trade", (), {"WH17-1", "WH17-20"}, {"GM10-3-1", "MH-G1"}),
    ],
)  # fmt: skip
def test_a_unit_is_judged_by_the_criteria_of_its_sector_and_features(
    sector: str, features: tuple[str, ...], has: set[str], has_not: set[str]
) -> None:
    found = refs(sector, *features)
    assert has <= found
    assert not has_not & found


def test_criteria_of_a_standard_that_was_replaced_judge_only_its_own_days() -> None:
    assert "HZ17-6.5" in refs("malls_markets", on=date(2025, 10, 31))
    assert "HZ17-6.5" not in refs("malls_markets", on=date(2025, 11, 1))


def test_criteria_are_one_question_once_their_clauses_were_read() -> None:
    for most in (2, 1):
        with CaptureQueriesContext(connection) as asked:
            assert len(queries.criteria_for("machinery", ("dust", "limited_space"), ON)) > 20
        assert len(asked) <= most


# ---------- search and phrases ----------


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        ("粉尘 锁气卸灰", "GM10-11-6"), ("有限空间", "GM10-13-1"), ("GM10-11-6", "GM10-11-6"), ("buried", ""), ("sandwich", "HZ17-6.10"),
        ("结晶器冷却水", "GM10-5-6"), ("zdfx", "LS-R-RED"), ("zhongdafengxian", "LEC-D-RED"), ("第14条", "RP-1"), ("不存在的词", ""),
    ],
)  # fmt: skip
def test_a_clause_is_found_by_chinese_pinyin_english_and_ref(words: str, ref: str) -> None:
    found = [row.ref for row in queries.search(people.DISTRICT, words)]
    assert (ref in found) if ref else not found


def _phrases() -> None:
    shoes = {
        **clause("P1", "phrases"),
        "zh": {"title": "疏散通道堵塞"},
        "en": {"title": "Escape route blocked"},
    }
    other = {
        **clause("P2", "phrases"),
        "zh": {"title": "灭火器过期"},
        "en": {"title": "Extinguisher expired"},
    }
    sections = [
        {"ref": "A", "zh": "通用", "en": "All", "clauses": [other]},
        {"ref": "B", "zh": "鞋服", "en": "Shoes", "applies": [{"sectors": ["footwear"]}], "clauses": [shoes]},
    ]
    data = edition("phrases", urn=f"{people.DISTRICT}.phrases", sections=sections)
    load_editions(people.acting(people.person("district_officer")), [EditionOf.model_validate(data)])


def found_phrases(words: str, sector: str = "") -> list[str]:
    rows = queries.phrases(words, sector, 10_000, district=people.DISTRICT)
    return [row.ref for row in rows if row.edition.urn == f"{people.DISTRICT}.phrases"]


@pytest.mark.parametrize("words", ["通道", "堵塞", "疏散通道", "sstd", "tongdao", "escape"])
def test_a_phrase_is_found_by_keyword_and_pinyin(words: str) -> None:
    _phrases()
    assert "P1" in found_phrases(words)


def test_phrases_for_the_sector_come_first_and_those_of_other_sectors_last() -> None:
    _phrases()
    assert found_phrases("", "footwear") == ["P1", "P2"]
    assert found_phrases("", "schools") == ["P2", "P1"]


@pytest.mark.parametrize(
    ("sector", "features"), [("footwear", frozenset()), ("catering", frozenset({"dust"}))]
)
def test_phrases_that_list_sectors_or_features_come_first_for_them_alone(
    sector: str, features: frozenset[str]
) -> None:
    rows = queries.phrases("", sector, 10_000, features=features)
    lists = [{*row.facts.get("sectors", ()), *row.facts.get("features", ())} for row in rows]
    own = [bool(each & {sector, *features}) for each in lists]
    assert 0 < sum(own) < len(own)
    assert own == sorted(own, reverse=True)
    others = [bool(each) and not mine for each, mine in zip(lists, own, strict=True)]
    assert others == sorted(others)


def test_without_a_phrase_library_nothing_is_found_and_nothing_breaks() -> None:
    assert queries.phrases("绝没有这个词组", "footwear", district=people.OTHER) == []


# ---------- clauses and local rules ----------


def test_a_clause_is_that_of_the_edition_named_or_of_the_newest_that_has_it() -> None:
    assert queries.clause("cn.gbt33000", "5.1").edition.edition == "2016"
    assert queries.clause("cn.risk", "LS-R-RED").facts["min"] == 20
    with pytest.raises(Clause.DoesNotExist):
        queries.clause("cn.gbt33000", "5.1", "2025")
    assert queries.ordinal("9") < queries.ordinal("10") < queries.ordinal("2023") < queries.ordinal("2023.1")


def decide(
    code: str,
    value: object,
    from_on: date,
    version: int,
    state: str = "approved",
    district: str = people.DISTRICT,
) -> None:
    LocalRule.objects.create(
        district=district, code=code, version=version, value=value, from_on=from_on, reason="试", state=state,
        proposed_by="甲", proposed_on=ON, decider=new_id(), decided_by="乙", decided_on=ON,
    )  # fmt: skip


def test_a_local_rule_is_our_proposal_until_the_district_has_approved_another() -> None:
    code = "visits.repeat_warning"
    assert queries.local(people.DISTRICT, code, ON) == 14
    decide(code, 21, date(2026, 12, 1), 1)
    decide(code, 30, date(2027, 1, 1), 2)
    decide(code, 40, date(2026, 11, 1), 3, "refused")
    decide(code, 50, date(2026, 11, 1), 1, district=people.OTHER)
    assert queries.local(people.DISTRICT, code, ON) == 14
    assert queries.local(people.DISTRICT, code, date(2026, 12, 31)) == 21
    assert queries.local(people.DISTRICT, code, date(2027, 1, 1)) == 30
    assert queries.local(people.OTHER, code, ON) == 50


def test_all_local_rules_are_one_question() -> None:
    decide("visits.cap", 6, ON, 1)
    with CaptureQueriesContext(connection) as asked:
        rules = queries.local_rules(people.DISTRICT, ON)
    assert len(asked) == 1
    assert rules["visits.cap"] == 6
    assert rules["visits.interval"] == {"red": 7, "orange": 30, "yellow": 90, "blue": 365}
    assert set(rules) == set(queries.parameters())


def test_an_unknown_local_rule_is_an_error_not_a_guess() -> None:
    with pytest.raises(KeyError):
        queries.local(people.DISTRICT, "visits.nothing", ON)
