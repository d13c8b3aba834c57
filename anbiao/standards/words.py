"""Standards in words: an edition's state, how far a clause is known, and the value of a local rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.columns import joined
from anbiao.standards import queries, schema
from anbiao.standards.models import Clause, Edition

FREQUENCIES = {
    "shift": _("Each shift"), "daily": _("Daily"), "weekly": _("Weekly"), "monthly": _("Monthly"),
    "quarterly": _("Quarterly"), "half_yearly": _("Half-yearly"), "yearly": _("Yearly"),
}  # fmt: skip
GRADES = {"general": _("General hazard"), "major": _("Major hazard")}
BANDS = {"excellent": _("Excellent"), "good": _("Good"), "pass": _("Pass")}
NATIONAL_BANDS = {"1": _("Grade 1"), "2": _("Grade 2"), "3": _("Grade 3")}


@dataclass(frozen=True)
class Mark:
    """A mark and a word, as templates show states."""

    kind: str
    word: str


def pair(words: schema.Pair | Mapping[str, str]) -> str:
    """A pair in the reader's language."""
    zh, en = (words["zh"], words["en"]) if isinstance(words, Mapping) else (words.zh, words.en)
    return queries.in_words(zh, en)


def title(row: Edition) -> str:
    """The title of an edition."""
    return queries.in_words(row.title_zh, row.title_en)


def clause_title(row: Clause) -> str:
    """The title of a clause."""
    return queries.in_words(row.title_zh, row.title_en)


def clause_text(row: Clause) -> str:
    """The text of a clause; in English only what there is in English."""
    return queries.in_words(row.text_zh, row.text_en) if row.text_en else queries.in_words(row.text_zh, "")


def kind(code: str) -> str:
    """What an edition is."""
    return gettext(str(Edition.Kind(code).label))


def known(row: Clause) -> str:
    """How far a clause was known to whoever wrote it down."""
    return gettext(str(Clause.Known(row.known).label))


def state(row: Edition, on: date) -> Mark:
    """In force, not yet, or no more."""
    if row.from_on and on < row.from_on:
        return Mark("wait", gettext("Not yet in force"))
    if row.to_on and on > row.to_on:
        return Mark("off", gettext("No longer in force"))
    return Mark("done", pgettext("standard", "In force"))


def band(code: str) -> str:
    """The name of a band of a scoring table."""
    return str({**BANDS, **NATIONAL_BANDS}.get(code, code))


def bands(scoring: schema.Scoring) -> str:
    """优秀 ≥ 90、良好 ≥ 75、达标 ≥ 60, the highest first."""
    ordered = sorted(scoring.bands.items(), key=lambda each: -each[1])
    return joined(f"{band(code)} ≥ {least:g}" for code, least in ordered)


# ---------- local rules ----------


def value(form: schema.Parameter, given: Any) -> str:
    """The value of a local rule in one line; a table says how many rows it has."""
    if form.kind == "table":
        return gettext("table with %(number)s rows") % {"number": len(given)}
    if form.by:
        return " · ".join(f"{pair(choice)} {_one(form, given[choice.code])}" for choice in form.by)
    return _one(form, given)


def _one(form: schema.Parameter, given: Any) -> str:
    if form.kind in ("choice", "choices"):
        return _chosen(form.options, given if isinstance(given, list) else [given])
    unit = pair(form.unit) if form.unit else ""
    return f"{given:g}{'' if unit == '%' else ' '}{unit}".rstrip()


def _chosen(options: Sequence[schema.Choice], codes: Sequence[str]) -> str:
    words = {choice.code: pair(choice) for choice in options}
    return joined(words.get(code, code) for code in codes) or gettext("none of them")


def table(form: schema.Parameter, given: Any) -> list[list[str]]:
    """The rows of a table in words; "" for an empty cell."""
    return [[_cell(column, row[column.name]) for column in form.columns] for row in given]


def _cell(column: schema.TableColumn, given: Any) -> str:
    if given is None or given == "":
        return ""
    if column.kind in ("choice", "choices"):
        return _chosen(column.options, given if isinstance(given, list) else [given])
    return f"{given:g}" if isinstance(given, (int, float)) else str(given)
