"""Outlines of circulars: what each says of the figures, and the text that comes of it. Chinese, the language of the document.

An outline is data (library/README.md); here it is read, and its sentences are told from the plain content of a snapshot. A sentence of
which one part cannot be told is left out.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from anbiao.oversight.figures import PERCENT, figure_named
from anbiao.rules import circulars as law

LIBRARY = Path(__file__).with_name("library")
NAMED_BY = ("region", "bureau", "sector")
_PART = re.compile(r"\{([a-z_]+)(?::([a-z_]+))?(?::([a-z_]+))?\}")
Content = Mapping[str, Any]


@dataclass(frozen=True)
class TableOf:
    """A table of a section: by what its lines stand, and which figures are its columns."""

    code: str
    caption: str
    by: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class SectionOf:
    """A section: sentences by paragraph, and tables below them."""

    code: str
    heading: str
    paragraphs: tuple[tuple[str, ...], ...]
    tables: tuple[TableOf, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Outline:
    """An outline, with the hash of the file that it was read from. `last` are named as weakest, `least` is the smallest denominator
    that is compared, `kinds` how many kinds of hazards are named. `of` is whose figures it tells: of the district, or of one town or bureau.
    """

    code: str
    version: int
    sha256: str
    name: tuple[str, str]
    about: tuple[str, str]
    title: str
    title_without: str
    addressees: str
    last: int
    least: int
    kinds: int
    sections: tuple[SectionOf, ...]
    of: str = "district"

    def section(self, code: str) -> SectionOf:
        """The section of that code. Raises KeyError."""
        for each in self.sections:
            if each.code == code:
                return each
        raise KeyError(code)


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, Outline]:
    """All outlines by code, read once a process."""
    found = (_read(path.read_bytes()) for path in sorted(LIBRARY.glob("*.yaml")))
    return {each.code: each for each in found}


def of_district() -> Mapping[str, Outline]:
    """Those that tell the figures of the whole district: what a circular is written by."""
    return {code: each for code, each in outlines().items() if each.of == "district"}


def _read(content: bytes) -> Outline:
    data = yaml.safe_load(content)
    sections = tuple(
        SectionOf(
            each["code"], each["heading"], tuple(tuple(sentences) for sentences in each["paragraphs"]),
            tuple(TableOf(table["code"], table["caption"], table["by"], tuple(table["columns"])) for table in each["tables"]),
            bool(each.get("numbered")),
        )
        for each in data["sections"]
    )  # fmt: skip
    return Outline(
        data["code"], data["version"], hashlib.sha256(content).hexdigest(), (data["name"]["zh"], data["name"]["en"]),
        (data["about"]["zh"], data["about"]["en"]), data["title"], data["title_without"], data["addressees"],
        data["last"], data["least"], data["kinds"], sections, data.get("of", "district"),
    )  # fmt: skip


# ---------- telling ----------


def headings(outline: Outline) -> Iterator[tuple[SectionOf, str]]:
    """The sections with their headings as they are counted: 一、, 二、; the one without a heading is the beginning."""
    number = 0
    for section in outline.sections:
        number += bool(section.heading)
        yield section, f"{law.chinese(number)}、{section.heading}" if section.heading else ""


def title_of(outline: Outline, content: Content) -> str:
    """The title, with the campaign where there is one."""
    return _told(outline, content, outline.title) or outline.title_without


def told(outline: Outline, content: Content, section: SectionOf) -> str:
    """The text of a section, a paragraph a line."""
    paragraphs: list[str] = []
    for sentences in section.paragraphs:
        text = "".join(_told(outline, content, sentence) for sentence in sentences)
        if text:
            paragraphs.append(f"{len(paragraphs) + 1}. {text}" if section.numbered else text)
    return "\n".join(paragraphs)


def _told(outline: Outline, content: Content, sentence: str) -> str:
    """A sentence with its parts filled in; "" where one of them has nothing to say."""
    lacking = False

    def fill(found: re.Match[str]) -> str:
        nonlocal lacking
        kind, by, code = found.groups()
        text = _part(outline, content, kind, by or "", code or "")
        lacking = lacking or not text
        return text

    filled = _PART.sub(fill, sentence)
    return "" if lacking else filled


def _part(outline: Outline, content: Content, kind: str, by: str, code: str) -> str:
    if kind in _VALUES:
        return _VALUES[kind](content["total"], by)
    if kind in _NAMES:
        return _NAMES[kind](outline, _standings(content, by, code))
    if kind == "kinds":
        named = [line for line in content["kind"] if line["label"]][: outline.kinds]
        return law.listed([f"{line['label']}（{line['found']}项）" for line in named])
    if kind == "steps":
        return law.listed([f"“{line['title']}”" for line in content["step"]])
    return str(_about(content).get(kind, ""))


def _about(content: Content) -> dict[str, Any]:
    """What the circular is about; without a campaign or a next stage their parts are missing."""
    campaign, stage = content["campaign"] or {}, content["stage"] or {}
    return {
        "day": said_day(content["as_of"]), "first": said_day(content["first_on"]), "last": said_day(content["last_on"]),
        "district": content["district"]["name"], "office": (content.get("office") or {}).get("name", ""), "campaign": campaign.get("title", ""), "week": campaign.get("week", ""),
        "weeks": campaign.get("weeks", ""), "stage": stage.get("title", ""), "stage_first": said_day(stage.get("first_on", "")),
        "stage_last": said_day(stage.get("last_on", "")),
    }  # fmt: skip


def said_day(on: date | str) -> str:
    """2026年11月6日, of a day or of its ISO form; "" for none."""
    if not on:
        return ""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return f"{day.year}年{day.month}月{day.day}日"


# ---------- figures in words ----------


def said(code: str, value: Mapping[str, Any] | None) -> str:
    """A figure as documents show it: 3,000, 37.5%; "" where there was nothing to divide by."""
    if value is None:
        return ""
    if value["of"] is None:
        return _number(value["number"])
    if value["rate"] is None:
        return ""
    tenth = Decimal(str(value["rate"])).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{tenth}%" if figure_named(code).unit == PERCENT else str(tenth)


def _number(number: Any) -> str:
    if number is None:
        return ""
    exact = Decimal(str(number))
    return f"{int(exact):,}" if exact == int(exact) else str(exact.normalize())


_VALUES: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "f": lambda total, code: said(code, total.get(code)),
    "n": lambda total, code: _number((total.get(code) or {}).get("number")),
    "of": lambda total, code: _number((total.get(code) or {}).get("of")),
}


def _standings(content: Content, by: str, code: str) -> list[law.Standing]:
    """How the named stand at a figure; a figure that divides nothing stands for its own denominator. Whoever nobody answers for is no
    one to be named.
    """
    lines = [(line["label"], line["values"].get(code)) for line in content[by] if line["key"]]
    return [
        law.Standing(label, int(Decimal(str(value["number"]))), int(value["of"] if value["of"] is not None else value["number"]))
        for label, value in lines
        if value is not None
    ]  # fmt: skip


def weakest(outline: Outline, content: Content) -> frozenset[tuple[str, str, str]]:
    """Whom the sentences of an outline name as weakest: by "region", "bureau" or "sector", key, and name as the text has it."""
    told = "".join(
        sentence for section in outline.sections for sentences in section.paragraphs for sentence in sentences
    )
    keys = {
        (by, line["label"]): line["key"] for by in NAMED_BY for line in content.get(by, ()) if line["key"]
    }
    return frozenset(
        (by, keys[by, each.label], each.label)
        for kind, by, code in _PART.findall(told)
        if kind == "weakest"
        for each in law.weakest(_standings(content, by, code), last=outline.last, least=outline.least)
    )


def _with_shares(named: Sequence[law.Standing]) -> str:
    return law.listed([f"{each.label}（{_percent(each)}）" for each in named])


def _percent(each: law.Standing) -> str:
    share = Decimal(each.number * 100) / Decimal(each.of)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


_NAMES: Mapping[str, Callable[[Outline, list[law.Standing]], str]] = {
    "weakest": lambda outline, lines: _with_shares(
        law.weakest(lines, last=outline.last, least=outline.least)
    ),
    "foremost": lambda outline, lines: _with_shares(
        law.foremost(lines, first=outline.last, least=outline.least)
    ),
    "small": lambda outline, lines: law.listed(
        [each.label for each in law.not_compared(lines, least=outline.least)]
    ),
}
