"""The form of an assessment on paper and as a workbook: how the score came about, and every item with both sides."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from anbiao.inspection.documents.drawing import print_out, workbook
from anbiao.inspection.documents.handing import FORBIDDEN, KINDS
from anbiao.inspection.documents.tables import Head, Table, Value
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document, digest
from anbiao.kit.texts import say
from anbiao.programme import assessment_page as sheet
from anbiao.programme.models import AssessedItem, Assessment
from anbiao.programme.models.assessments import told_reason
from anbiao.programme.queries import assessments as queries
from anbiao.rules import assessing, grading, scoring
from anbiao.rules.refusal import N_

__all__ = ["KINDS", "form_of"]

SCORE_HEADS = (
    Head(N_("Element"), "text", 40, 4.0), Head(N_("Full marks"), "word", 10), Head(N_("Not applicable"), "word", 10),
    Head(N_("Earned"), "word", 10), Head(N_("Score"), "word", 10),
)  # fmt: skip
OWN_HEADS = (Head(N_("Own marks"), "word", 9, 0.8), Head(N_("Why taken off (unit)"), "text", 26, 2.0))
REVIEW_HEADS = (Head(N_("Reviewed marks"), "word", 9, 0.8), Head(N_("Why taken off (review)"), "text", 26, 2.0), Head(N_("Difference"), "word", 8, 0.7))  # fmt: skip
ITEM_HEADS = (
    Head(N_("Item"), "word", 10, 0.9), Head(N_("What is asked"), "text", 36, 3.0), Head(N_("How marks are taken off"), "text", 28, 2.0),
    Head(N_("Full marks"), "word", 8, 0.7), *OWN_HEADS,
)  # fmt: skip
SIGN = N_("Principal (signature):              Reviewers (signature):              Date:              ")
EMPTY = N_("Note: there is nothing to enter yet.")


def form_of(actor: Actor, row: Assessment, kind: str, *, sees_review: bool) -> tuple[str, Document]:
    """The name of the file and the form as "xlsx" or "pdf", journalled. The review stands in it for whoever may see it."""
    items = queries.items_of(row)
    tables = [_score(actor, row, items, sees_review), _items(actor, row, items, sees_review)]
    made = print_out(actor, tables) if kind == "pdf" else digest(workbook(actor, tables))
    journal.record(
        actor, journal.Event("print", "assessment", row.pk, after={"kind": kind, "sha256": made.sha256})
    )
    name = FORBIDDEN.sub(" ", row.enterprise.name).strip(" .")[:60] or "-"
    return f"{name}-{gettext(assessing.KINDS[row.kind])}-{row.begun_on.isoformat()}.{kind}", made


def _line(row: Assessment) -> str:
    table = queries.table(row.district, row.urn, row.edition)
    words = {
        "unit": row.enterprise.name, "code": row.enterprise.uscc or "—", "table": f"{table.title} ({row.edition})",
        "state": gettext(assessing.ASSESSMENT.state(row.state).label),
    }  # fmt: skip
    return gettext("Unit: %(unit)s · Credit code: %(code)s · Scoring table: %(table)s · %(state)s") % words


def _score(actor: Actor, row: Assessment, items: Sequence[AssessedItem], sees_review: bool) -> Table:
    """By element, in sum, and in words."""
    rows: list[Sequence[Value]] = []
    sides = [("own", gettext("Self-assessment"))] + (
        [("review", pgettext("assessment", "Review"))] if sees_review else []
    )
    for side, label in sides:
        if all(item.mark(side) is None for item in items):
            continue
        told = sheet.told(queries.table(row.district, row.urn, row.edition), queries.scored(row, items, side))
        rows.append((label, None, None, None, None))
        rows += [(name, *_figures(each)) for name, each in told.elements]
        for each in sheet.extra_rows(row, sees_review=sees_review):
            if each["row"].side == side:
                taken = gettext("%(element)s, taken off further: %(reason)s")
                words = {"element": each["element"], "reason": each["row"].reason}
                rows.append((taken % words, None, None, -_number(each["row"].marks), None))
        score = told.score
        rows.append((f"{label} {told.formula}", *_figures(score)))
    if sees_review or row.state in sheet.DECIDED:
        rows += _result(actor, row)
    return Table(
        gettext("Score and result"), gettext("Work-safety standardization assessment: score and result"), _line(row), SCORE_HEADS, rows,
        gettext(EMPTY), gettext(SIGN),
    )  # fmt: skip


def _result(actor: Actor, row: Assessment) -> list[Sequence[Value]]:
    if row.state not in sheet.DECIDED:
        return []
    decided = gettext("Result: %(result)s, decided by %(who)s on %(day)s") % {
        "result": gettext(grading.RESULTS.get(row.result, row.result)), "who": row.decider, "day": row.decided_on,
    }  # fmt: skip
    reasons = [say(told_reason(each)) for each in row.reasons]
    return [(text, None, None, None, None) for text in (decided, *reasons)]


def _items(actor: Actor, row: Assessment, items: Sequence[AssessedItem], sees_review: bool) -> Table:
    lines: list[Sequence[Value]] = []
    for line in sheet.rows_of(row, items):
        item = line.item
        values: list[Value] = [
            item.ref,
            line.title,
            line.how,
            _number(item.full),
            _marks(item, "own"),
            line.own.reason,
        ]
        if sees_review:
            values += [_marks(item, "review"), line.review.reason, line.difference]
        lines.append(values)
    heads = (*ITEM_HEADS, *REVIEW_HEADS) if sees_review else ITEM_HEADS
    title = gettext("Work-safety standardization assessment: items")
    return Table(gettext("Items"), title, _line(row), heads, lines, gettext(EMPTY), gettext(SIGN))


def _marks(item: AssessedItem, side: str) -> Decimal | str:
    """What a side gave, as a number where it is one."""
    mark = item.mark(side)
    if mark is None:
        return ""
    return gettext("n/a") if mark.is_na else _number(scoring.earned(item.item, mark))


def _number(value: Decimal) -> Decimal:
    """Without needless zeros, and never as 2E+1."""
    return Decimal(sheet.plain(value))


def _figures(each: scoring.Score | scoring.ElementScore) -> tuple[Value, ...]:
    return (_number(each.full), _number(each.na), _number(each.earned), each.score)
