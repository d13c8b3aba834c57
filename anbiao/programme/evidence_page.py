"""A record beside an item, as a reviewer reads it to whom the assessment alone is given: the record's words and photos, no step and no
way on to the unit.
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from anbiao.inspection.models import Check, CheckList, Hazard
from anbiao.programme.assessment_page import evidence_words, row_of
from anbiao.programme.models import Evidence
from anbiao.programme.queries import assessments, evidence
from anbiao.readiness.models import Training
from anbiao.rules import hazards, training, visits

MARKS = {"conforms": "done", "fails": "late", "na": "off", "unseen": "wait"}
Facts = list[tuple[str, Any]]
Lines = list[dict[str, Any]]


def context(link: Evidence) -> dict[str, Any]:
    """Everything of the page. Two queries beside the record."""
    item = link.item
    row = item.assessment
    piece = evidence.piece_of(link)
    facts, lines = TELLS[piece.kind](piece.row)
    return {
        "row": row, "line": row_of(assessments.table(row.district, row.urn, row.edition), item), **evidence_words(piece),
        "facts": [(label, value) for label, value in facts if value], "lines": lines,
        "photos": [
            {"photo": photo, "label": gettext(picture.Role(picture.role).label), "by": picture.who, "url": reverse("evidence-photo", args=[link.pk, photo.pk])}
            for picture, photo in evidence.photos(link).values()
        ],
    }  # fmt: skip


def _hazard(row: Hazard) -> tuple[Facts, Lines]:
    return [
        (gettext("State"), gettext(hazards.HAZARD.state(row.state).label)),
        (gettext("Grade"), gettext(row.Grade(row.grade).label)),
        (pgettext("in a unit", "Place"), row.place),
        (gettext("Note"), row.note),
        (gettext("Basis"), row.basis),
        (gettext("Found on"), row.found_on),
        (gettext("Finder"), row.finder),
        (gettext("Measure"), row.measure),
        (gettext("Rectified on"), row.fixed_on),
        (gettext("What was done"), row.fix_note),
        (gettext("Verified by"), row.verifier),
        (gettext("Closed on"), row.closed_on),
    ], []


def _check(row: Check) -> tuple[Facts, Lines]:
    facts = [
        (gettext("State"), gettext(visits.CHECK.state(row.state).label)),
        (gettext("Who"), row.who),
        (gettext("Items failed"), str(row.failed)),
        (gettext("Remark"), row.remark),
    ]
    return facts, [_answered(item, row.answers.get(item["id"], {})) for item in row.items]


def _answered(item: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    result = str(answer.get("result", ""))
    word = gettext(visits.RESULTS[result]) if result in visits.RESULTS else ""
    return {
        "title": item["title"], "basis": item.get("basis", ""), "mark": MARKS.get(result, "idle"), "result": word,
        "note": answer.get("note", ""),
    }  # fmt: skip


def _check_list(row: CheckList) -> tuple[Facts, Lines]:
    lines = [{"title": item["title"], "basis": item.get("basis", "")} for item in row.items]
    return [(gettext("Who"), row.who), (gettext("Note"), row.note)], lines


def _training(row: Training) -> tuple[Facts, Lines]:
    return [
        (gettext("State"), gettext(training.TRAINING.state(row.state).label)),
        (gettext("Who was trained"), gettext(training.KINDS.get(row.kind, row.kind))),
        (gettext("Hours each"), str(row.whole_hours)),
        (gettext("People trained"), str(row.number)),
        (pgettext("training", "Passed"), "" if row.passed is None else str(row.passed)),
        (gettext("Trainer"), row.trainer),
        (gettext("Note"), row.note),
    ], []


TELLS: dict[str, Callable[[Any], tuple[Facts, Lines]]] = {
    "check_made": _check, "hazard": _hazard, "check_list": _check_list, "training": _training,
}  # fmt: skip
