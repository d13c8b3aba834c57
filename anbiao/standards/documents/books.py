"""The books as plain tables, in the reader's language: page and PDF show the same."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.columns import joined
from anbiao.standards import queries, schema, words
from anbiao.standards.models import Edition
from anbiao.standards.words import pair

Text = str | Promise
ELEMENT = re.compile(r"GB/T 33000-2016 ([0-9.]*[0-9])")


@dataclass(frozen=True)
class Head:
    """A column of a chapter: its words, and its share of the width."""

    label: Text
    share: int


@dataclass(frozen=True)
class Chapter:
    """A table under a heading. `note` says for which units, or where it stands."""

    title: str
    heads: tuple[Head, ...]
    rows: list[list[str]]
    note: str = ""

    @property
    def cells(self) -> list[list[tuple[Text, str]]]:
        """The rows with the head of each cell, which a phone shows beside it."""
        return [[(head.label, cell) for head, cell in zip(self.heads, row, strict=True)] for row in self.rows]


@dataclass
class Book:
    """A book: title, for whom and from what, chapters. Empty when no edition is there to make it from."""

    name: str
    title: str
    subtitle: str
    lines: list[str] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """For whom a book is made, and from the editions of which day."""

    district: str
    sector: str
    size_class: str
    features: frozenset[str]
    on: date


TITLES: Mapping[str, tuple[Text, Text]] = {
    "checklists": (_("Sector check-lists"), _("What a unit checks itself: item, method, what to look for, how often, by whom.")),
    "guide": (_("Grid member's guide"), _("What a grid member looks at on the spot, place by place, and what is reported at once.")),
    "running": (_("Running guide"), _("How a unit builds its standard and keeps it: steps, elements, and what comes back every week.")),
    "scoring": (_("Local scoring rules"), _("What is assessed, how many marks it has, and what is deducted for what.")),
}  # fmt: skip


def book(name: str, asked: Asked) -> Book:
    """One of the four books. Raises KeyError for another name."""
    title, purpose = TITLES[name]
    made = Book(name, str(title), _for_whom(asked), [str(purpose)])
    BOOKS[name](made, asked)
    return made


def _for_whom(asked: Asked) -> str:
    sector = joined(queries.names("sectors", [asked.sector])) if asked.sector else gettext("every sector")
    size = (
        joined(queries.names("classes", [asked.size_class])) if asked.size_class else gettext("every class")
    )
    features = joined(queries.names("features", sorted(asked.features)))
    return " · ".join(filter(None, (sector, size, features, asked.on.isoformat())))


def _editions(asked: Asked, kind: str) -> list[tuple[Edition, schema.Edition]]:
    """The editions in force for such units, with their content: those for every unit, then by sector, then by feature."""
    rows = [
        row
        for row in queries.editions(asked.district, kind=kind).defer(None)
        if queries.is_in_force(row, asked.on) and _fits(row, asked)
    ]
    rows.sort(key=lambda row: (bool(row.applies), any(c["features"] for c in row.applies)))
    return [(row, queries.content(row)) for row in rows]


def _fits(row: Edition, asked: Asked) -> bool:
    """True when an edition is for every unit, or one of its conditions is met; no sector or class asked for is any."""
    return not row.applies or any(
        _within(asked.sector, c["sectors"]) and _within(asked.size_class, c["classes"])
        and asked.features.issuperset(c["features"])
        for c in row.applies
    )  # fmt: skip


def _within(code: str, among: Iterable[str]) -> bool:
    return not code or not among or code in among


def _said(clause: schema.Clause) -> str:
    """Title and text in one cell."""
    title, text = (
        queries.in_words(clause.zh.title, clause.en.title),
        queries.in_words(clause.zh.text, clause.en.text),
    )
    return f"{title}\n{text}" if text and text != title else title


def _section(section: schema.Section) -> str:
    return queries.in_words(section.zh, section.en)


# ---------- 1: sector check-lists ----------

CHECK_HEADS = (
    Head(_("No."), 4), Head(_("Item"), 20), Head(_("Method"), 7), Head(_("What to look for"), 26), Head(_("Frequency"), 7),
    Head(_("Responsible post"), 9), Head(_("Basis"), 17), Head(_("Result"), 10),
)  # fmt: skip


def _checklists(made: Book, asked: Asked) -> None:
    for row, content in _editions(asked, "checklist"):
        made.lines.append(f"{words.title(row)} ({row.name})")
        for section in content.all_sections():
            rows = [_check_row(number, clause) for number, clause in enumerate(section.clauses, start=1)]
            if rows:
                made.chapters.append(Chapter(f"{words.title(row)} · {_section(section)}", CHECK_HEADS, rows))


def _check_row(number: int, clause: schema.Clause) -> list[str]:
    check = clause.check
    if check is None:
        return [str(number), _said(clause), "", "", "", "", clause.source, ""]
    frequency = str(words.FREQUENCIES[check.frequency])
    return [
        str(number), _said(clause), pair(check.method), pair(check.look), frequency, pair(check.post), clause.source, ""
    ]  # fmt: skip


# ---------- 2: grid member's guide ----------

GUIDE_HEADS = (Head(_("No."), 4), Head(_("Item"), 30), Head(_("Method"), 10), Head(_("What to look for"), 56))
CRITERIA_HEADS = (Head(_("Clause"), 14), Head(_("Situation"), 56), Head(_("Basis"), 30))


def _guide(made: Book, asked: Asked) -> None:
    by_area: dict[str, list[schema.Clause]] = {}
    for row, content in _editions(asked, "checklist"):
        made.lines.append(f"{words.title(row)} ({row.name})")
        for clause in content.clauses():
            if clause.check:
                by_area.setdefault(pair(clause.check.area), []).append(clause)
    for area, clauses in by_area.items():
        rows = [
            [str(number), _said(each), pair(each.check.method), pair(each.check.look)]
            for number, each in enumerate(clauses, start=1)
            if each.check
        ]
        made.chapters.append(Chapter(area, GUIDE_HEADS, rows))
    if made.chapters:
        _criteria(made, asked)


def _criteria(made: Book, asked: Asked) -> None:
    found = queries.criteria_for(asked.sector, asked.features, asked.on, district=asked.district)
    rows = [[each.ref, _clause_words(each), each.source] for each in found]
    if rows:
        note = gettext(
            "A grid member who sees one of these reports it at once; whether it is a major hazard is decided by the bureau."
        )
        made.chapters.append(
            Chapter(gettext("Report at once: signs of a major hazard"), CRITERIA_HEADS, rows, note)
        )


def _clause_words(row: Any) -> str:
    title, text = words.clause_title(row), words.clause_text(row)
    return f"{title}\n{text}" if text and text != title else title


# ---------- 3: running guide ----------

STEP_HEADS = (Head(pgettext_lazy("book", "Step"), 20), Head(_("What to do"), 55), Head(_("Basis"), 25))
ELEMENT_HEADS = (
    Head(_("Clause"), 10),
    Head(_("What the standard asks for"), 45),
    Head(_("What is assessed (marks)"), 45),
)


def _running(made: Book, asked: Asked) -> None:
    small = asked.size_class in ("small_micro", "nine_small")
    _steps(
        made, asked, "cn.grading", "micro" if small else "process", gettext("Building the standard: the way")
    )
    _elements(made, asked)
    _keeping(made, asked)


def _steps(made: Book, asked: Asked, urn: str, section: str, title: str) -> None:
    """A section of a rules edition as a chapter of steps."""
    row = queries.edition(asked.district, urn)
    if row is None:
        return
    clauses = [c for s in queries.content(row).all_sections() if s.ref == section for c in s.clauses]
    rows = [
        [queries.in_words(c.zh.title, c.en.title), queries.in_words(c.zh.text, c.en.text), c.source]
        for c in clauses
    ]
    made.chapters.append(Chapter(title, STEP_HEADS, rows, f"{words.title(row)} ({row.name})"))


def _elements(made: Book, asked: Asked) -> None:
    """The elements of GB/T 33000 with the items of the unit's scoring table that stand on them."""
    row = queries.edition(asked.district, "cn.gbt33000", "2016")
    table = _table(asked)
    if row is None:
        return
    content = queries.content(row)
    items = _assessed(table, content) if table else {}
    note = gettext(
        "The text of the 2025 edition was not obtained; the elements are those of 2016, on which scoring tables still stand."
    )
    for section in content.all_sections():
        rows = [[c.ref, _said(c), "\n".join(items.get(c.ref, ()))] for c in section.clauses]
        made.chapters.append(Chapter(_section(section), ELEMENT_HEADS, rows, note))
        note = ""
    if table and not items:
        _table_chapters(made, table)


def _assessed(table: schema.Edition, content: schema.Edition) -> dict[str, list[str]]:
    """Element → items with their marks: by the clause that an item names, else by the element of the same title."""
    by_title = {section.zh: section.clauses[0].ref for section in content.all_sections() if section.clauses}
    found: dict[str, list[str]] = {}
    for section in table.all_sections():
        for clause in section.clauses:
            named = ELEMENT.search(clause.source)
            element = named[1] if named else by_title.get(section.zh, "")
            if clause.score and element:
                words_of = f"{queries.in_words(clause.zh.title, clause.en.title)} ({clause.score.max:g})"
                found.setdefault(element, []).append(words_of)
    return found


def _table(asked: Asked) -> schema.Edition | None:
    found = queries.applying_to(
        kind="scoring",
        sector=asked.sector,
        size_class=asked.size_class,
        features=asked.features,
        on=asked.on,
        district=asked.district,
    )
    if found.edition is None:
        return None
    row = queries.edition(asked.district, found.edition.urn, found.edition.edition)
    return queries.content(row) if row else None


def _keeping(made: Book, asked: Asked) -> None:
    """What comes back: self-checks, the loop of a hazard, drills, training."""
    parameter = queries.parameters()["selfcheck.frequency"]
    given = queries.local(asked.district, "selfcheck.frequency", asked.on)
    by_choice = {choice.code: pair(choice) for choice in parameter.form.by}
    rows = [
        [by_choice[level], str(words.FREQUENCIES[often]), gettext("local rule")]
        for level, often in given.items()
    ]
    made.chapters.append(Chapter(gettext("Keeping it: how often each level checks"), STEP_HEADS, rows))
    _steps(made, asked, "cn.hazards", "life", gettext("Keeping it: a hazard is closed in a loop"))
    _steps(made, asked, "cn.hazards", "fixings", gettext("Keeping it: the five fixings"))
    _steps(made, asked, "cn.training", "hours", gettext("Keeping it: training"))
    _steps(made, asked, "cn.drills", "frequency", gettext("Keeping it: drills"))


# ---------- 4: local scoring rules ----------

SCORE_HEADS = (
    Head(_("Clause"), 10), Head(_("What is assessed"), 32), Head(_("Marks"), 7), Head(_("Deduction"), 28), Head(_("Remark"), 9),
    Head(_("Basis"), 14),
)  # fmt: skip


def _scoring(made: Book, asked: Asked) -> None:
    table = _table(asked)
    if table is None or table.scoring is None:
        return
    bands = words.bands(table.scoring)
    made.lines += [
        f"{queries.in_words(table.title.zh, table.title.en)} ({table.name})",
        gettext("Full marks %(full)s; %(bands)s.") % {"full": f"{table.scoring.full:g}", "bands": bands},
    ]
    vetoes = queries.parameters()["review.vetoes"]
    given = queries.local(asked.district, "review.vetoes", asked.on)
    made.lines.append(
        gettext("Vetoes (local rule): %(vetoes)s.") % {"vetoes": words.value(vetoes.form, given)}
    )
    _table_chapters(made, table)


def _table_chapters(made: Book, table: schema.Edition) -> None:
    for section in table.all_sections():
        rows = [_score_row(clause) for clause in section.clauses]
        if rows:
            title = f"{_section(section)} ({section.max:g})" if section.max else _section(section)
            made.chapters.append(Chapter(title, SCORE_HEADS, rows))


def _score_row(clause: schema.Clause) -> list[str]:
    score = clause.score
    if score is None:
        return [clause.ref, _said(clause), "", "", "", clause.source]
    tags = [gettext("veto item")] if score.veto else []
    tags += [gettext("may be not applicable")] if score.na else []
    return [clause.ref, _said(clause), f"{score.max:g}", pair(score.deduct), joined(tags), clause.source]


BOOKS: Mapping[str, Callable[[Book, Asked], None]] = {
    "checklists": _checklists, "guide": _guide, "running": _running, "scoring": _scoring,
}  # fmt: skip
