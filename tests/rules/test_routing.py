"""Which bureau answers for a unit: the ordered rules, the words that veto, the district's decisions, and the labelled sample."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from anbiao.rules.routing import (
    REASONS,
    Routed,
    Router,
    Rule,
    Unit,
    core_name,
    industry_digits,
    main_trade,
    names_from,
    permitted_scope,
    rules_from,
)

LIBRARY = Path(__file__).parents[2] / "anbiao" / "authority" / "library"
SAMPLE = Path(__file__).with_name("routing_sample.csv")


def listed(name: str) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = yaml.safe_load((LIBRARY / name).read_text(encoding="utf-8"))
    return entries


@pytest.fixture(scope="module")
def shipped() -> tuple[Rule, ...]:
    sectors = {str(sector["code"]) for sector in listed("sectors.yaml")}
    features = {str(feature["code"]) for feature in listed("features.yaml")}
    return rules_from(listed("routing.yaml"), sectors=sectors, features=features)


@pytest.fixture(scope="module")
def router(shipped: tuple[Rule, ...]) -> Router:
    return Router(shipped, names=names_from(listed("sectors.yaml")))


def sample() -> Iterator[tuple[Unit, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            features = frozenset(filter(None, row["features"].split(";")))
            yield Unit(row["name"], row["business_scope"], row["industry"], features), row["sector"]


def judged(router: Router, units: list[tuple[Unit, str]]) -> list[tuple[Unit, str, Routed]]:
    return [(unit, sector, router.route(unit)) for unit, sector in units]


def test_certain_answers_are_right_in_95_of_100_and_cover_60(router: Router) -> None:
    answers = judged(router, list(sample()))
    certain = [(unit, sector, answer) for unit, sector, answer in answers if answer.confidence == "certain"]
    wrong = [(unit.name, sector, answer) for unit, sector, answer in certain if answer.sector != sector]
    reached = sum(answer.sector is not None for _, _, answer in answers)
    print(f"\n{len(answers)} units: {len(certain)} certain, {len(wrong)} of them wrong, {reached} reached")  # noqa: T201
    assert len(answers) == 300
    assert len(certain) >= 0.60 * len(answers)
    assert len(wrong) <= 0.05 * len(certain), wrong


def test_certain_answers_stay_right_where_no_unit_bears_an_industry_code(router: Router) -> None:
    bare = [(Unit(unit.name, unit.business_scope, "", unit.features), sector) for unit, sector in sample()]
    certain = [
        (sector, answer) for _, sector, answer in judged(router, bare) if answer.confidence == "certain"
    ]
    wrong = [(sector, answer) for sector, answer in certain if answer.sector != sector]
    assert len(certain) >= 0.60 * len(bare)
    assert len(wrong) <= 0.05 * len(certain), wrong


def test_a_quarter_of_the_sample_has_no_industry_code() -> None:
    without = [unit for unit, _ in sample() if not unit.industry]
    assert 0.2 <= len(without) / 300 <= 0.3


def test_a_name_that_says_nothing_is_left_to_the_district(router: Router) -> None:
    answer = router.route(Unit("泉州示例实业有限公司"))
    assert (answer.sector, answer.rule, answer.confidence) == (None, None, "none")
    assert "district decides" in answer.because[-1][0]


@pytest.mark.parametrize(
    ("unit", "sector"),
    [
        (Unit("泉州示例食品机械有限公司", "食品机械制造"), "machinery"),
        (Unit("泉州示例加油站设备安装有限公司", "设备安装"), "construction"),
        (Unit("泉州示例宾馆用品厂", "塑料制品制造", "2927"), "rubber_plastics"),
        (Unit("泉州示例物流园物业管理有限公司", "物业管理"), "property"),
        (Unit("洛江示例幼儿园食堂承包餐饮服务部", "食堂承包"), "catering"),
        (Unit("示例宠物医院", "宠物诊疗"), "small_shops"),
        (Unit("示例胶水厂", "胶水生产", "2669"), "hazchem_production"),
    ],
)
def test_a_word_of_another_trade_in_the_name_does_not_mislead(
    router: Router, unit: Unit, sector: str
) -> None:
    assert router.route(unit).sector == sector


def test_a_station_that_sells_bread_is_still_a_petrol_station(router: Router) -> None:
    answer = router.route(Unit("示例易捷便利店（罗溪加油站店）", "预包装食品零售", "5213"))
    assert (answer.sector, answer.confidence) == ("petrol_station", "certain")


def test_the_first_rule_that_fits_wins_and_the_others_are_explained() -> None:
    first = Rule(1, "first", name_words=("鞋",))
    second = Rule(2, "second", industries=("19",))
    unit = Unit("示例鞋厂", industry="1951")
    assert Router([first, second]).route(unit).sector == "first"
    assert Router([second, first]).route(unit).sector == "second"
    assert [answer.rule for answer in Router([first, second]).explain(unit)] == [1, 2]


def test_explain_begins_with_the_answer_of_route(router: Router) -> None:
    for unit, _ in sample():
        explained = router.explain(unit)
        assert explained[:1] == ((router.route(unit),) if router.route(unit).sector else ())


def test_everything_a_rule_asks_for_must_fit() -> None:
    rule = Rule(
        1, "cold", industries=("13",), name_words=("冷冻",), scope_words=("仓储",), features=("ammonia",)
    )
    whole = Unit("示例冷冻厂", "低温仓储", "1361", frozenset({"ammonia"}))
    lacking = (
        Unit("示例厂", "低温仓储", "1361", frozenset({"ammonia"})),
        Unit("示例冷冻厂", "冷冻", "1361", frozenset({"ammonia"})),
        Unit("示例冷冻厂", "低温仓储", "", frozenset({"ammonia"})),
        Unit("示例冷冻厂", "低温仓储", "1361"),
    )
    assert Router([rule]).route(whole).sector == "cold"
    assert [Router([rule]).route(unit).sector for unit in lacking] == [None] * 4


def test_a_veto_word_counts_in_the_name_and_in_the_scope_only_if_the_rule_reads_it() -> None:
    by_name = Rule(1, "gas", name_words=("燃气",), without=("设备",))
    by_scope = Rule(2, "gas", scope_words=("燃气",), without=("设备",))
    assert Router([by_name]).route(Unit("示例燃气设备公司")).sector is None
    assert Router([by_name]).route(Unit("示例燃气公司", "燃气设备")).sector == "gas"
    assert Router([by_scope]).route(Unit("示例公司", "燃气设备")).sector is None


def test_a_decision_of_the_district_stands_before_the_shipped_rules(shipped: tuple[Rule, ...]) -> None:
    decision = Rule(9001, "training", name_words=("托育",), confidence="certain", reason=REASONS["decided"])
    unit = Unit("泉州示例托育服务有限公司", "托育", "8020")
    assert Router(shipped).route(unit).sector == "hospitals"
    decided = Router(shipped, decisions=[decision])
    assert decided.route(unit) == Routed(
        "training",
        9001,
        "certain",
        (("The name contains “{words}”.", {"words": "托育"}), (REASONS["decided"], {})),
    )
    assert decided.explain(unit)[1].sector == "hospitals"


def test_a_decision_may_not_bear_the_number_of_a_shipped_rule() -> None:
    rule = Rule(1, "food", industries=("13",))
    with pytest.raises(ValueError, match="same number"):
        Router([rule], decisions=[rule])


@pytest.mark.parametrize(
    "hint", ["鞋服纺织", " 鞋服 纺织行业", "Footwear", "footwear", "Footwear, garments and textiles"]
)
def test_a_sector_named_in_the_roster_is_certain(router: Router, hint: str) -> None:
    answer = router.route(Unit("示例幼儿园", industry="8310", sector_hint=hint))
    assert (answer.sector, answer.rule, answer.confidence) == ("footwear", None, "certain")
    assert router.explain(Unit("示例幼儿园", sector_hint=hint))[1].sector == "kindergartens"


def test_a_sector_that_the_roster_misnames_is_said_and_the_rules_decide(router: Router) -> None:
    answer = router.route(Unit("示例幼儿园", sector_hint="杂项"))
    assert answer.sector == "kindergartens"
    assert answer.because[-1] == (
        "The roster says “{sector}”, which names no sector here.",
        {"sector": "杂项"},
    )


def test_what_a_unit_may_not_do_says_nothing_of_it(router: Router) -> None:
    assert permitted_scope("化工产品批发（不含危险化学品）；仓储") == "化工产品批发；仓储"
    assert permitted_scope("许可项目：餐饮服务；不含烟花爆竹，零售") == "餐饮服务；，零售"
    assert permitted_scope("食品销售（烟草除外）") == "食品销售"
    allowed = Unit("示例化工原料公司", "危险化学品经营", "5169")
    denied = Unit("示例化工原料公司", "化工产品批发（不含危险化学品经营）", "5169")
    assert router.route(allowed).sector == "hazchem_trade"
    assert router.route(denied).sector == "malls_markets"


def test_the_end_of_a_name_is_found_behind_company_form_and_brackets() -> None:
    assert core_name("泉州示例加油站有限责任公司") == "泉州示例加油站"
    assert core_name("示例（福建）石材股份有限公司（普通合伙）") == "示例石材"
    assert core_name("示例公交有限公司洛江分公司") == "示例公交"
    ends = Router([Rule(1, "kindergartens", name_words=("幼儿园$",))])
    assert ends.route(Unit("示例幼儿园有限公司")).sector == "kindergartens"
    assert ends.route(Unit("示例幼儿园玩具厂")).sector is None


def test_the_first_item_of_a_scope_is_its_main_trade() -> None:
    assert main_trade("住宿服务；餐饮服务") == "住宿服务"
    first = Router([Rule(1, "hotels", scope_words=("^住宿",))])
    assert first.route(Unit("示例", "一般项目：住宿服务；餐饮服务")).sector == "hotels"
    assert first.route(Unit("示例", "餐饮服务；住宿服务")).sector is None


@pytest.mark.parametrize(
    ("code", "digits"), [("C1951", "1951"), ("1951", "1951"), ("制鞋", ""), ("", ""), ("C", "")]
)
def test_an_industry_code_may_carry_its_section_letter(code: str, digits: str) -> None:
    assert industry_digits(code) == digits


def test_the_reason_names_the_words_the_code_and_the_feature() -> None:
    rule = Rule(1, "cold", industries=("13",), name_words=("冷冻", "冷库$"), features=("ammonia",))
    answer = Router([rule]).route(Unit("示例冷冻冷库", "", "1361", frozenset({"ammonia"})))
    assert [text.format(**params) for text, params in answer.because] == [
        "The name contains “冷冻、冷库”.",
        "Industry code 1361 begins with 13.",
        "The unit has the risk feature ammonia.",
        REASONS["industry"],
    ]


GOOD: dict[str, object] = {
    "number": 1,
    "sector": "food",
    "industries": ["13"],
    "confidence": "certain",
    "reason": "industry",
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"colour": "red"}, "unknown keys colour"),
        ({"number": "1"}, "no number"),
        ({"number": True}, "no number"),
        ({"sector": ""}, "names no sector"),
        ({"sector": "foot"}, "unknown sector"),
        ({"features": ["gold"]}, "unknown feature"),
        ({"reason": "so"}, "unknown reason"),
        ({"confidence": "sure"}, "certain or likely"),
        ({"industries": [13]}, "list of texts"),
        ({"industries": "13"}, "list of texts"),
        ({"industries": []}, "asks for nothing"),
        ({"without": [""]}, "empty word"),
    ],
)
def test_a_faulty_rule_is_refused_by_name(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        rules_from([{**GOOD, **change}], sectors={"food"}, features={"dust"})


def test_rule_numbers_must_rise() -> None:
    with pytest.raises(ValueError, match="numbers must rise"):
        rules_from([GOOD, GOOD])


def test_every_sector_has_a_bureau_and_a_rule_that_reaches_it(shipped: tuple[Rule, ...]) -> None:
    sectors, offices = listed("sectors.yaml"), {office["slug"] for office in listed("organisations.yaml")}
    assert {rule.sector for rule in shipped} == {sector["code"] for sector in sectors}
    assert {sector["bureau"] for sector in sectors} <= offices


def test_no_name_means_two_sectors() -> None:
    sectors = listed("sectors.yaml")
    keys = ("code", "name_zh", "short_zh", "name_en", "short_en")
    texts = {(str(sector[key]).casefold(), sector["code"]) for sector in sectors for key in keys}
    assert len({text for text, _ in texts}) == len(texts)
    assert all(len(str(sector["short_zh"])) <= 5 for sector in sectors)


def test_every_industry_prefix_of_a_rule_exists_in_the_standard(shipped: tuple[Rule, ...]) -> None:
    with (LIBRARY / "industries.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    unknown = [(rule.number, prefix) for rule in shipped for prefix in rule.industries if prefix not in codes]
    assert unknown == []
