"""A roster as the commercial register hands it out: no towns, no industry codes, other districts and closed units among its rows.

All of it is fictitious; the same seed writes the same file. It is what a new office begins with (docs/first-day.md).
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from anbiao.authority.models import Region
from anbiao.portal.demonstration import names
from anbiao.portal.demonstration.catalogue import TOWNS, Town, Trade, trades
from anbiao.rules.placing import stem

HEADINGS = (
    "企业名称", "统一社会信用代码", "法定代表人", "注册日期", "企业类型", "注册资本", "经营范围", "所属省份", "所属城市", "企业地址", "登记状态",
)  # fmt: skip
TYPES = {"company": "有限责任公司（自然人投资或控股）", "person": "个体工商户", "coop": "农民专业合作社"}
AFTER = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
BESIDE = (
    "货物进出口",
    "技术进出口",
    "国内贸易代理",
    "五金产品零售",
    "日用百货销售",
    "非居住房地产租赁",
    "信息咨询服务（不含许可类信息咨询服务）",
)
VAGUE = (
    "企业管理咨询；社会经济咨询服务",
    "商务信息咨询；市场营销策划",
    "技术服务、技术开发、技术咨询",
    "供应链管理服务；互联网销售",
)
VAGUE_WORDS = ("实业", "贸易", "科技", "商贸")
OTHERS = (
    "丰泽区东海街道云山路",
    "鲤城区开元街道西街",
    "晋江市陈埭镇江滨路",
    "南安市水头镇海联路",
    "泉港区山腰街道锦绣街",
)
STATES = ("存续（在营、开业、在册）", "存续", "在业")
GONE = ("注销", "吊销，未注销", "吊销")
# Of a hundred rows: gone; of another district; of an odd trade. Of the addresses here: with town and village, town, village, road, short.
GONE_SHARE, OTHER_SHARE, VAGUE_SHARE = 3, 5, 8
ADDRESSES = (("full", 46), ("town", 24), ("village", 13), ("road", 9), ("short", 5), ("nothing", 3))
LONGEST_AGO = 9000  # days


def write_export(path: Path, *, rows: int, seed: int, district: str, today: date) -> int:
    """Writes a file of so many rows. Returns how many. One query."""
    below = Region.objects.filter(code__startswith=district, level__gte=4).order_by("code")
    places = dict(below.values_list("code", "name"))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADINGS)
        table.writerows(_rows(Random(seed), rows, places, district, today))  # noqa: S311 - a story, no secret
    return rows


def _rows(
    random: Random, rows: int, places: dict[str, str], district: str, today: date
) -> Iterator[list[str]]:
    brands, people, taken = names.brands(random), names.people(random), set[str]()
    kinds = [trade for trade in trades() if trade.kind in TYPES]
    weights = [trade.weight for trade in kinds]
    villages = {
        town.code: [code for code in places if len(code) == 12 and code.startswith(town.code)]
        for town in TOWNS
    }
    for number in range(1, rows + 1):
        trade = random.choices(kinds, weights)[0]
        town = random.choices(TOWNS, [getattr(town, trade.where) for town in TOWNS])[0]
        name, scope = _what(random, next(brands), trade)
        while (code := names.uscc(random, trade.kind, district)) in taken:
            pass
        taken.add(code)
        address = _address(random, town, places, villages[town.code], number)
        elsewhere = random.random() * 100 < OTHER_SHARE
        is_gone = random.random() * 100 < GONE_SHARE
        founded = today - timedelta(
            days=min(random.randint(30, LONGEST_AGO), random.randint(30, LONGEST_AGO))
        )
        yield [
            name, code, next(people), founded.isoformat(), TYPES[trade.kind], f"{random.choice((3, 10, 50, 100, 500, 1000))}万人民币", scope,
            "福建省", "泉州市", f"福建省泉州市{random.choice(OTHERS)}{number}号（虚构）" if elsewhere else address,
            random.choice(GONE if is_gone else STATES),
        ]  # fmt: skip


def _what(random: Random, brand: str, trade: Trade) -> tuple[str, str]:
    """A name with its trade and the scope as a licence words it; some say nothing of either."""
    if random.random() * 100 < VAGUE_SHARE:
        return (
            f"{brand}{random.choice(VAGUE_WORDS)}（示例）有限公司",
            f"一般项目：{random.choice(VAGUE)}{AFTER}",
        )
    more = "；".join(random.sample(BESIDE, 2))
    form = random.choice(trade.forms)
    return (
        f"{brand}{random.choice(list(trade.words))}（示例）{form}",
        f"一般项目：{trade.scope}；{more}{AFTER}",
    )


def _address(random: Random, town: Town, places: dict[str, str], villages: list[str], number: int) -> str:
    kind = random.choices([name for name, _ in ADDRESSES], [share for _, share in ADDRESSES])[0]
    above = random.choice(("福建省泉州市洛江区", "泉州市洛江区"))
    whole, road = places[town.code], random.choice(town.roads)
    village = places[random.choice(villages)].replace("社区居委会", "社区").replace("村委会", "村")
    said = {
        "full": f"{whole}{village}{road}{number}号", "town": f"{whole}{road}{number}号", "village": f"{village}{number}号",
        "road": f"{road}{number}号", "short": f"{stem(whole, ('街道', '镇', '乡'))}片区{number}号",
        "nothing": f"{random.choice(('万象', '中骏', '宝洲'))}大厦{number}室",
    }  # fmt: skip
    return f"{above}{said[kind]}（虚构）"
