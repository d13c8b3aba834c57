"""What assessments, certificates and campaigns add to the page of a unit: sections, a step, and what happened."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Section, StepLink, Told
from anbiao.programme import certificate_words as words
from anbiao.programme.journal_words import ASSESSMENT_WORDS, CERTIFICATE_WORDS
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import certificates as held
from anbiao.programme.queries import tasks
from anbiao.programme.words import holder_words, standing_of, state_of, title_of, week_words
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import LATE_ENDS, place_on_page
from anbiao.registry.queries.hanging import FOLLOWS
from anbiao.registry.sections import UNIT
from anbiao.rules import assessing, grading, units

NEWEST = 6


def _newest(actor: Actor, unit: Enterprise) -> list[Any]:
    """Read once for the page."""
    if "_assessments" not in unit.__dict__:
        rows = list(queries.of_unit(actor, unit)[:NEWEST]) if actor.scope.may("read assessment") else []
        unit.__dict__["_assessments"] = rows
    found: list[Any] = unit.__dict__["_assessments"]
    return found


def _steps(actor: Actor, unit: Enterprise) -> list[StepLink]:
    if unit.state not in units.ALIVE or not actor.scope.may("submit assessment"):
        return []
    if not actor.scope.allows("submit assessment", place_on_page(actor, unit)):
        return []
    row = next((each for each in _newest(actor, unit) if each.state in assessing.OPEN), None)
    if row is None:
        return [StepLink(_("Begin a self-assessment"), reverse("assessment-begin", args=[unit.pk]))]
    if row.state in assessing.FILLING:
        return [StepLink(_("Go on with the self-assessment"), reverse("assessment", args=[row.pk]))]
    return []


def _section(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = [
        {
            "row": row,
            "state": assessing.ASSESSMENT.state(row.state),
            "kind": gettext(assessing.KINDS[row.kind]),
            "result": gettext(grading.RESULTS.get(row.result, row.result)) if row.state == "accepted" else "",
        }
        for row in _newest(actor, unit)
    ]
    return {"assessments": rows, "count": len(rows)}


def _ids(actor: Actor, unit: Enterprise) -> list[UUID]:
    return [row.pk for row in _newest(actor, unit)]


def _held(actor: Actor, unit: Enterprise) -> list[Any]:
    """The certificates of a unit, read once for the page."""
    if "_certificates" not in unit.__dict__:
        may = actor.scope.may("read certificate")
        unit.__dict__["_certificates"] = list(held.of_unit(actor, unit)[:NEWEST]) if may else []
    found: list[Any] = unit.__dict__["_certificates"]
    return found


def _certificates(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = [
        {
            "row": row,
            "result": words.result(row.result),
            "authority": words.authority(row),
            "state": words.state(row, actor.today),
        }
        for row in _held(actor, unit)
    ]
    enters = unit.state in units.ALIVE and actor.scope.allows("propose certificate", unit.place())
    return {"certificates": rows, "count": len(rows), "enters": enters}


def _certificate_ids(actor: Actor, unit: Enterprise) -> list[UUID]:
    return [row.pk for row in _held(actor, unit)]


UNIT.steps.append(_steps)
UNIT.add(
    Section(
        "assessments",
        _("Assessments and reviews"),
        "programme/sections/assessments.html",
        _section,
        "read assessment",
    )
)
UNIT.add(
    Section(
        "certificates",
        _("Certificates"),
        "programme/sections/certificates.html",
        _certificates,
        "read certificate",
    )
)
UNIT.told.append(Told("assessment", _ids, ASSESSMENT_WORDS))


# ---------- tasks of campaigns ----------

MOST_TASKS = 24


def _tasks(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = list(tasks.of_unit(actor, unit).filter(tasks.of_running())[:MOST_TASKS])
    told, before = [], None
    for row in rows:
        told.append(
            {
                "row": row, "title": title_of(row.step), "campaign": title_of(row.campaign) if row.campaign_id != before else "",
                "holder": holder_words(row), "week": week_words(row.planned_week),
                "state": state_of((row.state, standing_of(row, actor.today))),
            }
        )  # fmt: skip
        before = row.campaign_id
    return {"tasks": told, "count": len(told)}


LATE_ENDS.append(tasks.late_ends)
UNIT.add(Section("tasks", _("Tasks of the programme"), "programme/sections/tasks.html", _tasks, "read task"))
UNIT.told.append(Told("certificate", _certificate_ids, CERTIFICATE_WORDS))
# A unit joins by rule and leaves by rule; a task on which nobody has begun leaves with it.
FOLLOWS.update({"programme.Membership": Q(), "programme.Task": Q(state__in=("idle", "exempted"))})
