"""Tasks of a campaign; the review of assessments: drawn, assigned, filled, concluded, decided."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text
from anbiao.portal.api.asking import Body, Wrong
from anbiao.portal.api.problems import Reason
from anbiao.portal.api.use_cases.declaring import UseCase, by_form, written
from anbiao.programme import actions as programme
from anbiao.programme import assessment_page as sheet
from anbiao.programme.forms import assessments as forms
from anbiao.programme.forms import campaigns as task_forms
from anbiao.programme.forms import reviews as review_forms
from anbiao.programme.models import AssessedItem, Assessment
from anbiao.programme.queries import assessments as assessed
from anbiao.programme.queries import reviews, tasks
from anbiao.rules import scoring
from anbiao.rules.assessing import ASSESSMENT, BY_ITSELF
from anbiao.rules.tasks import TASK
from anbiao.standards.queries import in_words

# ---------- tasks ----------


def _done_form(actor: Actor, row: Any, data: Any, _files: Any) -> Any:
    asks = not row.slip and actor.today > row.scheduled_week.sunday
    return task_forms.DoneForm(data, evidence=row.step.evidence, asks_slip=asks)


def _done(actor: Actor, row: Any, form: Any) -> None:
    given = form.cleaned_data
    programme.move_task(actor, row, "submit", done_note=given["done_note"], slip=given.get("slip", ""))


def _task_step(name: str, label: Text) -> UseCase:
    taken = TASK.step(name)
    return by_form(
        f"{name.replace('_', '-')}-task", f"tasks/{{uuid:pk}}/{name.replace('_', '-')}", taken.duty, label, form=task_forms.NoteForm,
        bind=lambda _actor, _row, data, _files: task_forms.NoteForm(data, required=taken.needs_note), find=tasks.tasks,
        act=lambda actor, row, form: programme.move_task(actor, row, name, note=form.cleaned_data["note"]) and None,
    )  # fmt: skip


TASKS = (
    by_form("submit-task", "tasks/{uuid:pk}/submit", TASK.step("submit").duty, _("Report a task as done"), form=task_forms.DoneForm,
        bind=_done_form, find=tasks.tasks, act=_done),
    *(_task_step(step.name, _(step.label)) for step in TASK.steps if step.name != "submit"),
)  # fmt: skip


# ---------- assessments ----------

# A unit's own side (begun, filled, handed in) is left to its people: only offices let programs act.
REVIEW, AT, ITEM = "review assessment", "assessments/{uuid:pk}", "assessed-items/{uuid:pk}"
OWN_STEPS = frozenset({"submit", "submit_and_apply", "drop"})
MOST_ITEMS = 400


class Marked(Body):
    """One item of the table: the marks that are left of it, or that it does not apply; with the reason where the rules ask for one."""

    ref: Annotated[str, Field(max_length=60)]
    marks: Annotated[Decimal | None, Field(max_digits=7, decimal_places=2)] = None
    na: bool = False
    reason: Annotated[str, Field(max_length=500)] = ""


class Sheet(Body):
    """Items to be marked at once. What the review has marked already stays as it is."""

    items: Annotated[list[Marked], Field(min_length=1, max_length=MOST_ITEMS)]


def _fill(actor: Actor, pk: UUID | None, given: Sheet) -> HttpResponse:
    """The review of many items at once. Nothing is marked that was not said: an item has marks, or does not apply."""
    row = get_object_or_404(assessed.assessments(actor, REVIEW), pk=pk)
    full = {item.ref: item.full for item in assessed.items_of(row)}
    marks: dict[str, scoring.Mark] = {}
    for number, each in enumerate(given.items):
        if each.ref not in full:
            text = gettext("The table has no such item.")
            raise Wrong([Reason(code="no-such-item", field=f"items.{number}.ref", text=text)])
        if each.marks is None and not each.na:
            text = gettext("Give the marks that are left, or say that the item does not apply.")
            raise Wrong([Reason(code="marks-missing", field=f"items.{number}.marks", text=text)])
        taken = Decimal(0) if each.na or each.marks is None else full[each.ref] - each.marks
        marks[each.ref] = scoring.Mark(taken, each.na, each.reason)
    programme.fill_items(actor, row, "review", marks)
    row.refresh_from_db()
    return written(row)


def _mark(actor: Actor, row: AssessedItem, form: forms.ItemForm) -> None:
    programme.mark_item(actor, row, "review", version=form.cleaned_data["version"], mark=form.mark(row))


def _elements(row: Assessment) -> list[tuple[str, str]]:
    elements = assessed.table(row.district, row.urn, row.edition).elements
    return [(ref, in_words(section.zh, section.en)) for ref, section in elements.items()]


def _assessment_step(name: str) -> UseCase:
    taken = ASSESSMENT.step(name)
    return by_form(
        f"{name.replace('_', '-')}-assessment", f"{AT}/{name.replace('_', '-')}", taken.duty, _(taken.label),
        form=forms.StepForm, bind=lambda _actor, _row, data, _files: forms.StepForm(data, required=taken.needs_note),
        find=assessed.assessments, act=lambda actor, row, form: programme.move_assessment(actor, row, name, note=form.cleaned_data["note"]),
    )  # fmt: skip


def _team(actor: Actor, row: Assessment, data: Any, _files: Any) -> Any:
    return review_forms.TeamForm([(one.person, one.name) for one in reviews.candidates(actor, row)], data)


def _found(actor: Actor, item: AssessedItem, form: Any) -> Any:
    row = item.assessment
    line = sheet.row_of(assessed.table(row.district, row.urn, row.edition), item)
    return programme.report_from_review(
        actor, item, form.finding(basis=line.source, item=f"{item.ref} {line.title}")
    )


ASSESSMENTS: Sequence[UseCase] = (
    UseCase("review-items", f"{AT}/review-items", REVIEW, _("Mark items in the review"), lambda: Sheet, _fill),
    by_form("review-item", f"{ITEM}/review", REVIEW, _("Change the marks of an item in the review"), form=forms.ItemForm,
        find=assessed.items, of="assessments", act=_mark),
    by_form("take-off", f"{AT}/take-off", REVIEW, _("Take marks off an element in the review"), form=forms.ExtraForm, find=assessed.assessments,
        bind=lambda _actor, row, data, _files: forms.ExtraForm(_elements(row), data),
        act=lambda actor, row, form: programme.take_off(actor, row, "review", **form.cleaned_data)),
    *(_assessment_step(step.name) for step in ASSESSMENT.steps if step.name not in BY_ITSELF | OWN_STEPS),
    by_form("assign-reviewers", f"{AT}/assign-reviewers", "assign review", _("Assign reviewers"),
        form=review_forms.TeamForm, bind=_team, find=assessed.assessments,
        act=lambda actor, row, form: programme.assign_reviewers(actor, row, form.cleaned_data["persons"])),
    by_form("report-hazard-of-review", f"{ITEM}/report-hazard", "review assessment", _("Report a hazard found in a review"),
        form=review_forms.HazardForm, find=assessed.items, of="assessments", act=_found),
    by_form("correct-assessment", f"{AT}/correct", "approve assessment", _("Correct the result"), form=forms.StepForm,
        bind=lambda _actor, _row, data, _files: forms.StepForm(data, required=True), find=assessed.assessments,
        act=lambda actor, row, form: programme.correct_assessment(actor, row, note=form.cleaned_data["note"])),
    by_form("draw-reviews", "assessments/draw-reviews", "draw review", _("Draw reviews"), form=review_forms.DrawForm,
        bind=lambda actor, _row, data, _files: review_forms.DrawForm(actor.district, data),
        act=lambda actor, _row, form: programme.draw_reviews(actor, **form.cleaned_data)),
)  # fmt: skip
ALL: Sequence[UseCase] = (*TASKS, *ASSESSMENTS)
