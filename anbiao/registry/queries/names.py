"""The shared names of regions, sectors and lists, and how kept marks are said in the reader's language."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from anbiao.authority.founding import library
from anbiao.authority.models import Industry, Region, Sector
from anbiao.registry.models import Enterprise
from anbiao.rules import placing
from anbiao.rules.routing import Routed

ASSIGNED = "assigned:"
TOWN = 9  # digits of a town's or street's code

# ---------- shared names, read once a process: they change with a release only ----------


@lru_cache(maxsize=500)
def _regions(district: str) -> Mapping[str, tuple[str, str]]:
    rows = Region.objects.filter(code__startswith=district, level__gte=3).order_by("code")
    return MappingProxyType(
        {code: (name, english) for code, name, english in rows.values_list("code", "name", "name_en")}
    )


@lru_cache(maxsize=1)
def _sectors() -> Mapping[str, tuple[str, str]]:
    rows = Sector.objects.order_by("order").values_list("code", "short_zh", "short_en")
    return MappingProxyType({code: (chinese, english) for code, chinese, english in rows})


def regions_of(district: str) -> Mapping[str, tuple[str, str]]:
    """Code → names (Chinese, English) of the district, its towns and villages."""
    found = _regions(district)
    if not found:
        _regions.cache_clear()
    return found


def sectors() -> Mapping[str, tuple[str, str]]:
    """Code → short names (Chinese, English) of the supervised sectors, in their order."""
    found = _sectors()
    if not found:
        _sectors.cache_clear()
    return found


def in_words(names: tuple[str, str]) -> str:
    """The one of two names that fits the reader's language."""
    return names[1] if names[1] and (get_language() or "").startswith("en") else names[0]


def region_name(code: str) -> str:
    """The name of a region; "" for an unknown or empty code."""
    names = regions_of(code[:6]).get(code) if len(code) >= 6 else None
    return in_words(names) if names else ""


def sector_name(code: str) -> str:
    """The short name of a sector; "" for none."""
    names = sectors().get(code)
    return in_words(names) if names else ""


def listed(name: str) -> dict[str, str]:
    """Code → words of a shipped list ("classes", "features")."""
    return {entry["code"]: in_words((entry["zh"], entry["en"])) for entry in library(name)}


def industry_name(code: str) -> str:
    """The name of a GB/T 4754 code; "" for none."""
    return Industry.objects.filter(code=code).values_list("name", flat=True).first() or "" if code else ""


def is_industry(code: str) -> bool:
    """True for a code of GB/T 4754-2017."""
    return Industry.objects.filter(code=code).exists()


def sector_rows() -> QuerySet[Sector, Sector]:
    """All supervised sectors in their order."""
    return Sector.objects.order_by("order")


def no_sectors() -> QuerySet[Sector, Sector]:
    """None; what a form begins with before its own list is set."""
    return Sector.objects.none()


# ---------- in words ----------


def reasons(routed: Routed) -> list[str]:
    """The sentences of a routing answer in the reader's language."""
    return [_filled(text, params) for text, params in routed.because]


def _filled(text: str, params: Mapping[str, str]) -> str:
    words = dict(params)
    if "features" in words:
        known = listed("features")
        words["features"] = "、".join(known.get(code, code) for code in words["features"].split("、"))
    return gettext(text).format_map(words)


def placed_words(kept: str) -> str:
    """Why a unit was placed where it is, and how sure that is, as a sentence; "" where a person or a file said so."""
    placed = placing.kept(kept)
    if placed is None:
        return ""
    text = gettext(placing.REASONS[placed.reason])
    return f"{text.format(word=placed.word, share=placed.share)} {gettext(placing.SURENESS[placed.sureness])}"


def basis_words(basis: str) -> str:
    """Why somebody answers for a unit, in the reader's language: what was kept as a mark is made a sentence again."""
    if basis.startswith(ASSIGNED):
        return gettext("assigned by %(who)s") % {"who": basis.removeprefix(ASSIGNED)}
    if basis.startswith("rule:"):
        number = basis.split(":")[1]
        if number.startswith("-"):
            return gettext("decision %(number)s of the district") % {"number": number[1:]}
        return gettext("rule %(number)s") % {"number": number}
    if basis.startswith("hint:"):
        return gettext("named in the roster")
    return gettext(basis) if basis else ""


# ---------- units ----------


def unit_names(district: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Unit → its name, for those who keep accounts: the name alone, whatever their duties reach. One query."""
    return dict(Enterprise.objects.filter(district=district, id__in=ids).values_list("id", "name"))
