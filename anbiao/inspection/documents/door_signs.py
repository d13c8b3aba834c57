"""Door signs 门牌码: a QR code that opens the unit for whoever checks it, one for its page, or sheets of eight to cut."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext

from anbiao.inspection.documents.tables import language, source_line
from anbiao.inspection.queries import signs
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.documents import Document, render
from anbiao.registry.models import Enterprise, Site
from anbiao.registry.queries import in_words, region_name
from anbiao.registry.sections import place_words
from anbiao.rules.refusal import N_, Refusal, Refused

TEMPLATE = Path(__file__).with_name("door_signs.typ")
MOST_SIGNS = 800
QUIET = 4  # modules of white around a code, as the standard asks
LONGEST_NAME = 60
LEVELS = (12, 9)  # digits of a village, of a town or street
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
PURPOSE = N_(
    "Scan before a check: the unit's file and check-list open. Signing in is needed. The code holds a link to the unit and nothing personal."
)
TITLE = N_("Safety check code")

Address = Callable[[UUID], str]


@dataclass(frozen=True)
class Code:
    """A QR code to draw: modules a side with the white around it, and the path of what is black."""

    side: int
    path: str

    @property
    def svg(self) -> str:
        """The code as a picture of its own."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}">'
            f'<path d="{self.path}" fill="#000" shape-rendering="crispEdges"/></svg>'
        )


@dataclass(frozen=True)
class Sign:
    """What stands on a door: the unit, where it is, its number in words, its credit code, the code to scan."""

    name: str
    place: str
    number: str
    uscc: str
    code: Code


def code_of(text: str) -> Code:
    """The QR code of a text, middle error correction: it is read when a seventh of it is dirty."""
    made = segno.make_qr(text, error="m")
    rows = [bytes(row) for row in made.matrix]
    lines = (_line(row, y + QUIET) for y, row in enumerate(rows))
    return Code(len(rows) + 2 * QUIET, "".join(lines))


def _line(row: bytes, y: int) -> str:
    """One row of modules as bars."""
    bars = re.finditer(rb"\x01+", row)
    return "".join(
        f"M{bar.start() + QUIET} {y}h{bar.end() - bar.start()}v1H{bar.start() + QUIET}z" for bar in bars
    )


def held(unit: Enterprise, address: Address, site: Site | None = None) -> str:
    """What a code holds: where the unit is opened, which of its signs this is, and the site where it hangs. The first sign bears no
    number, so that what was printed before signs could be renewed holds on.
    """
    asked = {
        **({"sign": str(unit.sign)} if unit.sign > 1 else {}),
        **({"site": str(site.pk)} if site else {}),
    }
    return f"{address(unit.pk)}?{urlencode(asked)}" if asked else address(unit.pk)


def sign_of(unit: Enterprise, address: Address, site: Site | None = None) -> Sign:
    """The sign of a unit, or of a place where it works; `address` says what its code holds."""
    place, code = place_words(unit.region), code_of(held(unit, address, site))
    if site is not None:
        place = f"{site.name} · {site.address}"
    return Sign(unit.name, place, signs.number_of(unit), unit.uscc or "", code)


def of_region(actor: Actor, region: str, address: Address) -> tuple[str, Document]:
    """The signs of all units of a region ("" for all that the actor checks) with the name of the file, journalled.

    Raises Refused for a region in which the actor checks nothing, where there is no unit, or more than one print holds.
    """
    if region and region not in _codes(actor):
        text = N_("Choose a street, town or village of the list.")
        raise Refused(Refusal("region-unknown", text, field="region"))
    return _printed(actor, signs.units(actor, region), address, region)


def of_rows(actor: Actor, rows: QuerySet[Enterprise, Enterprise], address: Address) -> tuple[str, Document]:
    """The signs of units that were picked, those left out that are closed or that somebody else checks. Raises Refused as above."""
    return _printed(actor, signs.among(actor, rows), address)


def _printed(
    actor: Actor, rows: QuerySet[Enterprise, Enterprise], address: Address, region: str = ""
) -> tuple[str, Document]:
    found = list(rows[: MOST_SIGNS + 1])
    if not found:
        text = N_("There is no unit here that you check.")
        raise Refused(Refusal("no-signs", text, field="region"))
    if len(found) > MOST_SIGNS:
        text = N_("More than {most} signs are too many for one print. Choose a street, town or village.")
        raise Refused(Refusal("too-many-signs", text, {"most": f"{MOST_SIGNS:,}"}, field="region"))
    made = print_out(actor, (sign_of(unit, address) for unit in found))
    facts = {"list": "door signs", "region": region, "rows": len(found), "sha256": made.sha256}
    journal.record(actor, journal.Event("export", "check", new_id(), after=facts))
    return _name(region_name(region or _all_in(found)), actor), made


def _all_in(found: Sequence[Enterprise]) -> str:
    """The smallest region in which these units lie: a village, a town or the district."""
    regions = {unit.region for unit in found}
    return next(
        (cut.pop() for level in LEVELS if len(cut := {each[:level] for each in regions}) == 1),
        found[0].district,
    )


def print_out(actor: Actor, drawn: Iterable[Sign]) -> Document:
    """Signs on A4, two by four a page, with lines to cut along. About a second for a hundred."""
    rows: Sequence[dict[str, str]] = [
        {"name": sign.name, "place": sign.place, "number": sign.number, "code": sign.uscc, "svg": sign.code.svg}
        for sign in drawn
    ]  # fmt: skip
    words = {"title": gettext(TITLE), "purpose": gettext(PURPOSE), "number": pgettext("of a thing", "No.")}
    data = {"title": gettext("Door signs"), "source": source_line(actor), "lang": language(), "words": words, "signs": rows}  # fmt: skip
    return render(TEMPLATE, data, at=actor.now)


def _name(whose: str, actor: Actor) -> str:
    """双阳街道-门牌码-2026-11-25.pdf, fit for every file system."""
    plain = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", whose)).strip(" .")[:LONGEST_NAME].strip() or "-"
    return f"{plain}-{gettext('Door signs')}-{actor.today.isoformat()}.pdf"


def _codes(actor: Actor) -> set[str]:
    return {
        code
        for town, _name, villages in regions(actor)
        for code in (town, *(village for village, _ in villages))
    }


def regions(actor: Actor) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Towns with their villages in which the actor checks a unit: code, name, [(code, name)]. One query."""
    from anbiao.registry.queries import regions_of

    there = set(signs.units(actor).order_by().values_list("region", flat=True).distinct())
    names = regions_of(actor.district)
    towns = sorted({code[:9] for code in there if len(code) >= 9 and code[:9] in names})
    return [
        (town, in_words(names[town]), [(code, in_words(names[code])) for code in sorted(there) if len(code) == 12 and code.startswith(town) and code in names])
        for town in towns
    ]  # fmt: skip
