"""Which units share a building 园中园: an address cut down to its house, so that floors, rooms and how it is written do not matter."""

import re
import unicodedata
from dataclasses import dataclass

from anbiao.rules.refusal import cites

_BRACKET = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_BLANK = re.compile(r"[\s,.，。、;；:：·]+")
# Each level ends before the next one begins: 河市镇 is a town and no city, 园区 and 社区 are no districts.
_ABOVE = re.compile(
    r"^(?:[^省市区县镇乡\W\d]{2,8}(?:省|自治区))?"
    r"(?:[^省市区县镇乡\W\d]{2,8}市(?!场))?"
    r"(?:[^省市区县镇乡村路街巷\W\d]{1,6}(?<![社园业发])(?:区|县)(?!域))?"
    r"(?:[^省区县镇乡村路街巷\W\d]{1,8}(?:街道办事处|街道|镇|乡))?"
)
_KIND = r"(?:大道|公路|路|街|巷|弄|道|里|村|社区|组|园区|工业区|开发区|工业园|产业园|园|区|埭|坑|厝|头|尾|坂|山|洋|埔|前|后|内|外|口|边)"
_HOUSE = re.compile(
    rf"(?P<street>.*?[一-鿿A-Z]){_KIND}?(?:第)?(?P<number>\d{{1,5}}(?:-\d{{1,4}})?)号(?P<rest>.*)$"
)
_BUILDING = re.compile(r"^(?P<building>[A-Z0-9一二三四五六七八九十]{1,4}(?:号楼|号厂房|栋|幢|座))")
_NAMED = re.compile(
    r"^(?P<name>.*?[一-鿿](?:工业园|产业园|科技园|创业园|物流园|商业广场|广场|大厦|商城|市场))(?P<rest>.*)$"
)


@dataclass(frozen=True)
class House:
    """An address point: what names it, and the building behind the number, "" where none is said."""

    point: str
    building: str = ""


def plain(address: str) -> str:
    """An address in one way of writing: half-width, capitals, without blanks, marks, brackets and what stands above the street."""
    text = unicodedata.normalize("NFKC", address).upper().replace("—", "-").replace("–", "-")
    text = _BLANK.sub("", _BRACKET.sub("", text))
    return _ABOVE.sub("", text, count=1)


@cites("安全生产法 (2021) 第四十九条")
def house_of(address: str) -> House | None:
    """The house that an address names: its street with the number, or a park or building that has a name. None where it names neither.

    >>> house_of("福建省泉州市洛江区双阳街道阳山路12号A栋3楼")
    House(point='阳山路12号', building='A栋')
    """
    text = plain(address)
    found = _HOUSE.match(text)
    if found:
        point = text[: len(text) - len(found["rest"])]
        return House(point, _building(found["rest"]))
    named = _NAMED.match(text)
    return House(named["name"], _building(named["rest"])) if named else None


def _building(rest: str) -> str:
    found = _BUILDING.match(rest)
    return found["building"] if found else ""
