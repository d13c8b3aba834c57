"""What assessments, certificates and campaigns have for a person to do: fill, put right, review, decide, settle, renew; tasks of this
week, late, sent back, to accept.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.queries.planned import Planned
from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.programme import certificate_words as words
from anbiao.programme.assessment_page import STANDING_MARKS
from anbiao.programme.models import Assessment, Benchmark, Certificate, Experience, Task
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import benchmarks, tasks
from anbiao.programme.queries import certificates as held
from anbiao.programme.words import standing_of, state_of, title_of
from anbiao.registry.sections import place_words
from anbiao.rules import assessing, certificates
from anbiao.rules.benchmarks import BENCHMARK, EXPERIENCE

MOST_VISITS = 50  # a week of one person


def _rows(capability: str, *names: str) -> Any:
    def rows(actor: Actor, _team: bool) -> QuerySet[Assessment, Assessment]:
        found = queries.assessments(actor, capability).filter(state__in=names)
        return found.order_by(F("due_on").asc(nulls_last=True), "begun_on", "id")

    return rows


def names_one_of(column: str, people: Iterable[UUID]) -> Q:
    """Rows whose list of persons, kept as JSON, names one of these."""
    found = Q(pk__in=[])
    for each in people:
        found |= Q(**{f"{column}__contains": [str(each)]})
    return found


def _to_review(actor: Actor, team: bool) -> QuerySet[Assessment, Assessment]:
    """What is assigned to others is not asked of her; nor what a draw left out."""
    rows: QuerySet[Assessment, Assessment] = _rows("review assessment", "submitted", "review")(actor, team)
    if actor.human:
        rows = rows.filter(Q(assigned=[]) | names_one_of("assigned", actor.people))
    return rows.exclude(sample=assessing.OWN, state="submitted")


def _to_decide(actor: Actor, _team: bool) -> QuerySet[Assessment, Assessment]:
    """Who reviewed does not decide, and is not asked to."""
    rows = queries.assessments(actor, "approve assessment").filter(
        Q(state="reviewed") | Q(state="submitted", sample=assessing.OWN)
    )
    if actor.human:
        rows = rows.exclude(names_one_of("reviewers", actor.people)).exclude(concluded_by__in=actor.people)
    return rows.order_by(F("due_on").asc(nulls_last=True), "begun_on", "id")


def _item(step: Any) -> Any:
    def item(actor: Actor, row: Assessment) -> Item:
        state = assessing.ASSESSMENT.state(row.state)
        near = assessing.nearness(due=row.due_on, warned=row.warned_on, today=actor.today)
        return Item(
            subject=row.enterprise.name,
            url=reverse("assessment", args=[row.pk]),
            what=row.answer if row.state == "returned" else gettext(assessing.KINDS[row.kind]),
            place=place_words(row.enterprise.region),
            due_on=row.due_on,
            mark=STANDING_MARKS.get(near, state.mark),
            state=gettext(assessing.STANDINGS.get(near, state.label)),
            step=str(step),
        )

    return item


FILL = register_work(
    Source("assessments-to-fill", _("Self-assessments to fill"), "fill assessment", _rows("fill assessment", "draft"), _item(_("Fill")), "/assessments/?state=draft")
)  # fmt: skip
RETURNED = register_work(
    Source("assessments-returned", _("Assessments sent back"), "fill assessment", _rows("fill assessment", "returned"), _item(_("Put right")), "/assessments/?state=returned", sent_back=True, due="due_on", model=Assessment)
)  # fmt: skip
REVIEW = register_work(
    Source("assessments-to-review", _("Assessments to review"), "review assessment", _to_review, _item(pgettext_lazy("assessment", "Review")), "/assessments/?state=submitted&state=review", due="due_on", model=Assessment)
)  # fmt: skip
DECIDE = register_work(
    Source("assessments-to-decide", _("Reviews to decide"), "approve assessment", _to_decide, _item(_("Decide")), "/assessments/?state=reviewed", due="due_on")
)  # fmt: skip


# ---------- certificates ----------


def _certificates(capability: str, *names: str) -> Any:
    def rows(actor: Actor, _team: bool) -> QuerySet[Certificate, Certificate]:
        return held.certificates(actor, capability).filter(state__in=names).order_by("proposed_on", "id")

    return rows


def _by_another(capability: str, name: str, role: str) -> Any:
    """Who proposed or suspended a certificate does not decide on it, and is not asked to."""

    def rows(actor: Actor, team: bool) -> QuerySet[Certificate, Certificate]:
        found: QuerySet[Certificate, Certificate] = _certificates(capability, name)(actor, team)
        return found.exclude(**{f"{role}__in": actor.people})

    return rows


def _renewals(actor: Actor, _team: bool) -> QuerySet[Certificate, Certificate]:
    """Certificates of the own unit that end within the months in which it applies again."""
    months = held.local(actor.district, actor.today).waiting.renewal
    rows = held.certificates(actor, "submit assessment").filter(
        state="valid", valid_until__gte=actor.today, valid_until__lte=certificates.months_later(actor.today, months)
    )  # fmt: skip
    return rows.order_by("valid_until", "id")


def _paper(step: Any, day: str) -> Any:
    def item(actor: Actor, row: Certificate) -> Item:
        state = words.state(row, actor.today)
        return Item(
            subject=row.enterprise.name,
            url=reverse("certificate", args=[row.pk]),
            what=words.result(row.result),
            place=place_words(row.enterprise.region),
            due_on=getattr(row, day) if day else None,
            mark=state.mark,
            state=gettext(state.label),
            step=str(step),
        )

    return item


GRANT = register_work(
    Source("certificates-to-decide", _("Certificates to decide"), "approve certificate", _by_another("approve certificate", "publicity", "proposed_by"), _paper(_("Decide"), ""), "/certificates/?state=publicity")
)  # fmt: skip
RECORD = register_work(
    Source("certificates-recommended", _("Recommended: waiting for the authority"), "propose certificate", _certificates("propose certificate", "recommended"), _paper(_("Record"), ""), "/certificates/?state=recommended", waiting=True)
)  # fmt: skip
SETTLE = register_work(
    Source("certificates-suspended", _("Suspended certificates to settle"), "approve certificate", _by_another("approve certificate", "suspended", "suspended_by"), _paper(_("Settle"), ""), "/certificates/?state=suspended")
)  # fmt: skip
RENEW = register_work(
    Source("certificates-to-renew", _("Certificates to renew"), "submit assessment", _renewals, _paper(_("Apply again"), "valid_until"), "/certificates/?end=renewal")
)  # fmt: skip


# ---------- benchmarks and their cards ----------


def _benchmarks(actor: Actor, _team: bool) -> QuerySet[Benchmark, Benchmark]:
    """Who proposed one does not name it, and is not asked to."""
    rows = benchmarks.benchmarks(actor, "approve benchmark").filter(state="proposed")
    rows = rows.exclude(proposed_by__in=actor.people)
    return rows.order_by("proposed_on", "id")


def _cards(actor: Actor, _team: bool) -> QuerySet[Experience, Experience]:
    mine = benchmarks.benchmarks(actor, "approve benchmark").filter(state="named")
    rows = benchmarks.cards(actor).filter(state="written", benchmark__in=mine.values("pk"))
    rows = rows.exclude(written_by__in=actor.people)
    return rows.order_by("written_on", "id")


def _benchmark_item(actor: Actor, row: Benchmark) -> Item:
    state = BENCHMARK.state(row.state)
    return Item(
        subject=row.enterprise.name, url=reverse("benchmark", args=[row.pk]), what=row.reason, place=place_words(row.enterprise.region),
        due_on=None, mark=state.mark, state=gettext(state.label), step=gettext("Decide"),
    )  # fmt: skip


def _card_item(actor: Actor, row: Experience) -> Item:
    state = EXPERIENCE.state(row.state)
    return Item(
        subject=row.title, url=reverse("experience-card", args=[row.serial]), what=row.enterprise.name,
        place=place_words(row.enterprise.region), due_on=None, mark=state.mark, state=gettext(state.label), step=gettext("Decide"),
    )  # fmt: skip


BENCHMARKS = register_work(
    Source("benchmarks-to-decide", _("Benchmarks to decide"), "approve benchmark", _benchmarks, _benchmark_item, "/certificates/")
)  # fmt: skip
CARDS = register_work(
    Source("experience-to-publish", _("Experience cards to publish"), "approve benchmark", _cards, _card_item, "/experience/?state=written")
)  # fmt: skip


# ---------- tasks of campaigns ----------


def _mine(actor: Actor, team: bool, rows: QuerySet[Task, Task]) -> QuerySet[Task, Task]:
    """One's own: what names her, her office, or her unit; experts: the units to which they are assigned."""
    if team:
        return rows
    return (
        rows.filter(tasks.mine(actor) | tasks.advised(actor))
        if actor.scope.may("read review")
        else rows.filter(tasks.mine(actor))
    )


def _due(actor: Actor, team: bool) -> QuerySet[Task, Task]:
    rows = (
        tasks.to_do(actor).exclude(state="returned").filter(tasks.soon(actor.today) | tasks.late(actor.today))
    )
    return _mine(actor, team, rows).order_by("due_on", "id")


def _back(actor: Actor, team: bool) -> QuerySet[Task, Task]:
    return _mine(actor, team, tasks.to_do(actor).filter(state="returned")).order_by("due_on", "id")


def _accepting(actor: Actor, _team: bool) -> QuerySet[Task, Task]:
    return tasks.to_accept(actor).order_by("due_on", "id")


def visits_of_week(actor: Actor) -> Iterator[Planned]:
    """The own tasks for which somebody goes to the unit, planned until this week or late: the field screens show them. One query."""
    if not actor.scope.may("do task"):
        return
    open_ = tasks.to_do(actor).filter(tasks.soon(actor.today) | tasks.late(actor.today))
    for row in _mine(actor, False, open_).filter(step__is_visit=True).order_by("due_on", "id")[:MOST_VISITS]:
        yield Planned(row.enterprise_id, row.due_on, title_of(row.step))


def _task_item(step: Any) -> Any:
    def item(actor: Actor, row: Task) -> Item:
        state = state_of((row.state, standing_of(row, actor.today)))
        return Item(
            subject=row.enterprise.name,
            url=reverse("task", args=[row.pk]),
            what=f"{title_of(row.step)}: {row.answer}" if row.state == "returned" else title_of(row.step),
            place=place_words(row.enterprise.region),
            due_on=row.due_on,
            mark=state.mark,
            state=gettext(state.label),
            step=str(step),
        )

    return item


TASKS_DUE = register_work(
    Source("tasks-due", _("Tasks of the programme"), "do task", _due, _task_item(_("Do")), "/tasks/?standing=soon&standing=late", due="due_on")
)  # fmt: skip
TASKS_BACK = register_work(
    Source("tasks-returned", _("Tasks sent back"), "do task", _back, _task_item(_("Put right")), "/tasks/?state=returned", sent_back=True, model=Task)
)  # fmt: skip
TASKS_ACCEPT = register_work(
    Source("tasks-to-accept", _("Tasks to accept"), "accept task", _accepting, _task_item(_("Look")), "/tasks/?state=submitted")
)  # fmt: skip


# ---------- what is told at once ----------

TASK_RETURNED = register_event(
    Event("task-returned", _("Task sent back"), "task", ("send_back", "reopen"), (TASKS_BACK.name,))
)
ASSESSMENT_RETURNED = register_event(
    Event("assessment-returned", _("Assessment sent back"), "assessment", ("send_back",), (RETURNED.name,))
)
REVIEW_ASSIGNED = register_event(
    Event("review-assigned", _("Review assigned"), "assessment", ("assign",), (REVIEW.name,))
)
