"""What pages show of editions and clauses, in the reader's language, ready for the templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.columns import joined
from anbiao.kit.texts import say
from anbiao.standards import queries, schema, words
from anbiao.standards.comparing import Change
from anbiao.standards.models import Clause, Confirmation, Edition
from anbiao.standards.words import Mark, pair

title = words.title


@dataclass(frozen=True)
class EditionRow:
    """A line of the register of editions."""

    row: Edition
    title: str
    kind: str
    route: str
    is_local: bool
    in_force: str
    state: Mark
    confirmed: int

    @property
    def open(self) -> int:
        """How many clauses nobody has confirmed yet."""
        return self.row.clause_count - self.confirmed


def edition_row(row: Edition, confirmed: int, today: date) -> EditionRow:
    """An edition as the register and its own head show it."""
    return EditionRow(
        row, words.title(row), words.kind(row.kind), gettext(str(Edition.Route(row.route).label)),
        row.route == Edition.Route.LOCAL, in_force(row), words.state(row, today), confirmed,
    )  # fmt: skip


def in_force(row: Edition) -> str:
    """From when to when: 2023-05-15 起, 至 2025-10-30; "" where neither is known."""
    if row.from_on and row.to_on:
        return gettext("%(begin)s to %(end)s") % {"begin": row.from_on, "end": row.to_on}
    if row.from_on:
        return gettext("from %(begin)s on") % {"begin": row.from_on}
    return gettext("until %(end)s") % {"end": row.to_on} if row.to_on else ""


def head(row: Edition, content: schema.Edition) -> list[tuple[Any, str]]:
    """The facts at the head of an edition: label and value, those without a value left out."""
    facts: list[tuple[Any, str]] = [
        (_("Issued by"), queries.in_words(row.issuer_zh, row.issuer_en)), (_("Number"), row.number),
        (pgettext_lazy("period", "In force"), in_force(row)), (_("Based on"), joined(content.based_on)), (_("For"), applies(content.applies)),
        (_("Facts from"), content.origin),
    ]  # fmt: skip
    if content.scoring:
        bands = words.bands(content.scoring)
        facts += [
            (_("Full marks"), f"{content.scoring.full:g}"), (_("Formula"), content.scoring.formula), (_("Bands"), bands),
            (_("Each element at least"), f"{content.scoring.element_floor:g}%" if content.scoring.element_floor else ""),
            (_("Gate"), content.scoring.gate), (_("Veto items"), joined(content.scoring.vetoes)),
        ]  # fmt: skip
    return [(label, value) for label, value in facts if value]


def applies(conditions: Iterable[schema.Condition]) -> str:
    """For which units: 鞋服纺织、机械电子；有涉爆粉尘."""
    said = [_condition(each) for each in conditions]
    return queries.in_words("；", "; ").join(filter(None, said)) or gettext("every unit")


def _condition(condition: schema.Condition) -> str:
    parts = [
        joined(queries.names("sectors", condition.sectors)), joined(queries.names("classes", condition.classes)),
        queries.in_words("且有", "with ") + joined(queries.names("features", condition.features)) if condition.features else "",
    ]  # fmt: skip
    return queries.in_words("，", ", ").join(filter(None, parts))


# ---------- clauses ----------


@dataclass(frozen=True)
class Shown:
    """A clause as a page shows it: words, source, how far known, what its kind adds, who confirmed it."""

    row: Clause
    title: str
    text: str
    known: str
    seen: str
    facts: list[tuple[Any, str]]
    tags: list[str]
    confirmation: Confirmation | None = None
    is_chosen: bool = False

    @property
    def is_proposed(self) -> bool:
        """True for what we propose ourselves."""
        return self.row.known == Clause.Known.PROPOSED


@dataclass
class ShownSection:
    """A section with its clauses; `level` 2 or 3 is that of its heading."""

    ref: str
    title: str
    level: int
    marks: str
    note: str
    clauses: list[Shown] = field(default_factory=list)


def sections(
    content: schema.Edition,
    rows: Iterable[Clause],
    confirmed: Mapping[UUID, Confirmation],
    chosen: frozenset[str],
) -> list[ShownSection]:
    """Every section in order, flat, each with its own clauses."""
    found: dict[str, ShownSection] = {}
    for section in content.sections:
        _add(found, section, 2)
    for row in rows:
        shown = clause(row, confirmed.get(row.pk), is_chosen=row.ref in chosen)
        found[row.path.rsplit("/", 1)[-1]].clauses.append(shown)
    return list(found.values())


def _add(found: dict[str, ShownSection], section: schema.Section, level: int) -> None:
    marks = f"{section.max:g}" if section.max else ""
    note = applies(section.applies) if section.applies else ""
    found[section.ref] = ShownSection(
        section.ref, queries.in_words(section.zh, section.en), level, marks, note
    )
    for below in section.sections:
        _add(found, below, min(level + 1, 3))


def clause(row: Clause, confirmation: Confirmation | None = None, *, is_chosen: bool = False) -> Shown:
    """One clause."""
    facts, tags = _pieces(row)
    return Shown(
        row,
        words.clause_title(row),
        words.clause_text(row),
        words.known(row),
        _seen(row),
        facts,
        tags,
        confirmation,
        is_chosen,
    )


def _seen(row: Clause) -> str:
    """Where the text was read, and what was corrected in it, as its writers noted it."""
    return " · ".join(filter(None, (row.more.get("checked", ""), row.more.get("corrected", ""))))


def _pieces(row: Clause) -> tuple[list[tuple[Any, str]], list[str]]:
    """What the clause's kind adds: label and value, and short tags."""
    facts: list[tuple[Any, str]] = []
    tags: list[str] = []
    if score := row.more.get("score"):
        facts += [(_("Marks"), f"{score['max']:g}"), (_("Deduction"), pair(score["deduct"]))]
        tags += [gettext("may be not applicable")] if score.get("na") else []
        tags += [gettext("veto item")] if score.get("veto") else []
    if check := row.more.get("check"):
        facts += [
            (_("Area"), pair(check["area"])), (_("Method"), pair(check["method"])), (_("What to look for"), pair(check["look"])),
            (_("Frequency"), str(words.FREQUENCIES[check["frequency"]])), (_("Responsible post"), pair(check["post"])),
        ]  # fmt: skip
    if given := row.more.get("phrase"):
        facts += _phrase_facts(given)
    facts += _applies(row)
    return facts, tags


def _phrase_facts(given: Mapping[str, Any]) -> list[tuple[Any, str]]:
    found = [
        (_("Law"), joined(given.get("law", ()))), (_("Measure"), pair(given["measure"])),
        (_("Usual deadline"), days(given["days"])), (_("Grade"), str(words.GRADES[given["grade"]])),
        (_("Criterion"), given.get("criterion", "")),
    ]  # fmt: skip
    return [(label, value) for label, value in found if value]


def days(number: int) -> str:
    """So many days, or at once."""
    if number == 0:
        return gettext("on the spot")
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def _applies(row: Clause) -> list[tuple[Any, str]]:
    """The value of a local rule, as it ships."""
    given = row.more.get("parameter")
    if not given:
        return []
    return [(_("Our proposal"), words.value(schema.Parameter.model_validate(given), given["value"]))]


@dataclass(frozen=True)
class Found:
    """A clause that a search found, with its edition."""

    shown: Shown
    edition: str


def found_clause(row: Clause) -> Found:
    """A clause among others: which standard it is from stands beside it."""
    return Found(clause(row), words.title(row.edition))


@dataclass(frozen=True)
class ShownPhrase:
    """A hazard as it is usually written."""

    row: Clause
    title: str
    law: str
    measure: str
    days: str
    grade: str
    is_major: bool
    urn: str
    criterion: str


def phrase(row: Clause) -> ShownPhrase:
    """One line of the phrase library."""
    given = row.more["phrase"]
    urn, _hash, ref = given.get("criterion", "").rpartition("#")
    return ShownPhrase(
        row, words.clause_title(row), joined(given.get("law", ())), pair(given["measure"]), days(given["days"]),
        str(words.GRADES[given["grade"]]), given["grade"] == "major", urn, ref,
    )  # fmt: skip


# ---------- what applies ----------


@dataclass(frozen=True)
class Reasoned:
    """An edition with what speaks for it or against it."""

    row: Edition
    title: str
    mark: Mark
    reasons: list[str]


@dataclass(frozen=True)
class ShownAnswer:
    """What applies of one kind: the editions that do, the chosen first, and those that do not."""

    kind: str
    fitting: list[Reasoned]
    others: list[Reasoned]


def answer(kind: str, applied: queries.Applied) -> ShownAnswer:
    """An answer of the rule, every edition with its reasons."""
    told = [queries.Told(applied.edition, True, applied.reasons)] if applied.edition else []
    told += applied.others
    fitting = [
        _reasoned(each, chosen=number == 0)
        for number, each in enumerate(each for each in told if each.applies)
    ]
    return ShownAnswer(words.kind(kind), fitting, [_reasoned(each) for each in told if not each.applies])


def _reasoned(told: queries.Told, *, chosen: bool = False) -> Reasoned:
    mark = Mark("done", gettext("chosen")) if chosen else Mark("doing", gettext("applies too"))
    if not told.applies:
        mark = Mark("off", gettext("does not apply"))
    return Reasoned(told.edition, words.title(told.edition), mark, [say(reason) for reason in told.reasons])


def by_edition(rows: Iterable[Clause]) -> list[tuple[Edition, str, int]]:
    """Criteria counted by the standard in which they stand."""
    found: dict[UUID, tuple[Edition, str, int]] = {}
    for row in rows:
        _edition, _title, number = found.get(row.edition_id, (None, "", 0))
        found[row.edition_id] = (row.edition, words.title(row.edition), number + 1)
    return list(found.values())


# ---------- differences ----------

WHAT = {
    "same": _("the same"), "changed": pgettext_lazy("clause", "changed"), "split": _("split"), "new": pgettext_lazy("clause", "new"), "gone": _("gone"), "unknown": pgettext_lazy("clause", "not known"),
}  # fmt: skip
MARKS = {"changed": "doing", "split": "doing", "new": "done", "gone": "off"}


def counted(numbers: Mapping[str, int]) -> str:
    """3 changed, 1 split, 67 gone."""
    return joined(f"{number} {WHAT[what]}" for what, number in numbers.items() if number)


@dataclass(frozen=True)
class ShownChange:
    """What became of one clause."""

    mark: Mark
    old: schema.Clause | None
    new: tuple[schema.Clause, ...]
    old_title: str
    remark: str


def change(each: Change) -> ShownChange:
    """One line of a comparison."""
    remark = gettext("The newer edition does not say what became of it.") if each.what == "unknown" else ""
    old_title = queries.in_words(each.old.zh.title, each.old.en.title) if each.old else ""
    return ShownChange(
        Mark(MARKS.get(each.what, "idle"), str(WHAT[each.what])), each.old, each.new, old_title, remark
    )
