"""Names, codes and telephones that are nobody's: made from parts, by a random source that the caller seeds."""

from collections.abc import Iterator
from random import Random

from pypinyin import lazy_pinyin

from anbiao.rules.identifiers import uscc_check_character

FIRST = "青岚禾恒鹭泰晨拾澜沐栖晟弘嘉铭茂瑞祥云知望森溪朗屿汀芷砚岩榕杉桐棠槿竹稻穗麦橙帆舟棹锚港湾汐潮渡津鹤松云溯澄楚景骏麒瀚翰锐"
SECOND = (
    "越辉远程达成和润泽源川海林峰洲野原光景明亮宇航翔翼飞腾跃进步新创联合众信诚义德仁和美佳怡安宁康平顺利丰裕"
)
# Two writings of one sound: how a second entry of the same unit comes about.
SOUNDS_LIKE = {
    "禾": "和", "木": "沐", "晨": "辰", "泰": "太", "弘": "宏", "嘉": "佳", "铭": "名", "瑞": "睿", "祥": "翔", "辉": "晖", "远": "苑", "源": "元",
    "泽": "择", "航": "杭", "明": "鸣", "和": "禾", "新": "欣", "丰": "峰", "成": "诚", "宇": "雨",
}  # fmt: skip
SURNAMES = "林陈黄吴蔡洪谢庄郑王李杨苏许张曾杜赖郭潘何刘戴傅施柯骆"
GIVEN = [
    "志远",
    "建明",
    "明轩",
    "雅婷",
    "晓岚",
    "秀珠",
    "振邦",
    "国栋",
    "婉清",
    "文彬",
    "丽华",
    "春生",
    "启文",
    "添财",
    "素云",
    "宝琴",
    "坤山",
    "美玲",
    "永健",
    "立群",
    "德福",
    "淑芬",
    "伟杰",
    "金水",
    "玉兰",
    "清河",
    "天赐",
    "碧霞",
    "荣华",
    "世昌",
    "巧云",
    "良才",
    "月娥",
    "火木",
    "阿敏",
    "宗翰",
    "诗涵",
    "俊宏",
    "佩珊",
    "耀东",
    "彩凤",
    "锦坤",
    "惠玲",
    "少华",
    "炳煌",
    "燕萍",
    "长庚",
    "思源",
    "维桢",
    "小梅",
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Brands that somebody bears in Quanzhou or everywhere.
BORNE = frozenset({"恒安", "恒丰", "泰康", "泰和", "嘉和", "祥源", "顺丰", "丰源", "安宁", "平安"})
REGISTRARS = {"company": "91", "person": "92", "public": "12", "private": "52", "coop": "93"}


def brands(random: Random) -> Iterator[str]:
    """Brands of two characters, each once; after some 2,500 with a third character."""
    pairs = [
        a + b for a in dict.fromkeys(FIRST) for b in dict.fromkeys(SECOND) if a != b and a + b not in BORNE
    ]
    random.shuffle(pairs)
    yield from pairs
    for place, third in enumerate(dict.fromkeys(SECOND)):
        yield from (pair + third for pair in pairs[place:] + pairs[:place])


def people(random: Random) -> Iterator[str]:
    """Full names, each once before any comes twice."""
    everybody = [surname + given for surname in SURNAMES for given in GIVEN]
    while True:
        random.shuffle(everybody)
        yield from everybody


def english(name: str) -> str:
    """A Chinese person's name in pinyin: surname, then the given name in one word."""
    syllables = [part.capitalize() for part in lazy_pinyin(name)]
    return f"{syllables[0]} {''.join(syllables[1:]).capitalize()}"


def uscc(random: Random, kind: str, district: str) -> str:
    """A credit code that nobody bears: right check characters (GB 11714 and GB 32100) over random places."""
    body = "MA" + "".join(random.choice(ALPHABET) for _ in range(6))
    total = sum(
        int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    first = f"{REGISTRARS[kind]}{district}{body}{'0123456789X0'[11 - total % 11]}"
    return first + uscc_check_character(first)


def phone(number: int) -> str:
    """139 0000 xxxx, the block that stands for nobody here."""
    return f"{13900000000 + number}"


def misheard(name: str) -> str:
    """The name with its second or first character replaced by another of the same sound; the same name without."""
    for character in reversed(name[:2]):
        if character in SOUNDS_LIKE:
            return name.replace(character, SOUNDS_LIKE[character], 1)
    return name
