"""What pages show of local rules, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from anbiao.rules import local_rules as law
from anbiao.rules.local_rules import LOCAL_RULE
from anbiao.standards import queries, words
from anbiao.standards.models import LocalRule
from anbiao.standards.words import Mark, pair


@dataclass(frozen=True)
class Value:
    """A value: one line, and its table where it is one."""

    line: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def value(parameter: queries.Parameter, given: Any) -> Value:
    """A value of a rule in words."""
    form = parameter.form
    if form.kind != "table":
        return Value(words.value(form, given))
    rows = tuple(tuple(row) for row in words.table(form, given))
    return Value(words.value(form, given), tuple(pair(column) for column in form.columns), rows)


@dataclass(frozen=True)
class Told:
    """A rule with its present value. `since` is the first day of its version, None for our proposal."""

    code: str
    section: str
    title: str
    text: str
    value: Value
    shipped: Value
    since: date | None
    number: int | None
    basis: str
    is_changed: bool
    proposed: LocalRule | None = None


def detail(parameter: queries.Parameter, given: Any, current: law.Version | None) -> Told:
    """A rule at the head of its own page."""
    clause = parameter.clause
    return Told(
        parameter.code, queries.in_words(parameter.section.zh, parameter.section.en),
        queries.in_words(clause.zh.title, clause.en.title), queries.in_words(clause.zh.text, clause.en.text),
        value(parameter, given), value(parameter, parameter.form.value), current.from_on if current else None,
        current.number if current else None, clause.source, current is not None,
    )  # fmt: skip


def line(now: queries.RuleNow) -> Told:
    """A rule in the list."""
    told = detail(now.parameter, now.value, now.version)
    return Told(**{**told.__dict__, "proposed": now.proposed})


@dataclass(frozen=True)
class Group:
    """Rules under one heading."""

    title: str
    rows: list[Told]


def grouped(rows: Iterable[Told]) -> list[Group]:
    """Rules by their headings, in order."""
    found: dict[str, Group] = {}
    for row in rows:
        found.setdefault(row.section, Group(row.section, [])).rows.append(row)
    return list(found.values())


@dataclass(frozen=True)
class ShownVersion:
    """One proposed value: what, from when, why, by whom, and what became of it."""

    row: LocalRule
    value: Value
    state: Mark
    decided: str


def version(parameter: queries.Parameter, row: LocalRule) -> ShownVersion:
    """A version as the history shows it."""
    state = LOCAL_RULE.state(row.state)
    decided = f"{row.decided_by} {row.decided_on.isoformat()}" if row.decided_on else ""
    return ShownVersion(row, value(parameter, row.value), Mark(state.mark, gettext(state.label)), decided)
