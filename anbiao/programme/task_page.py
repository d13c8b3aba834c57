"""The page of a task: head, offered steps, what counts as done, and what happened."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import joined
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, timeline
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.programme.campaign_page import duty_words
from anbiao.programme.journal_words import TASK_WORDS
from anbiao.programme.models import Task
from anbiao.programme.queries import tasks as queries
from anbiao.programme.queries.known import known
from anbiao.programme.words import (
    answers_words,
    holder_words,
    standing_of,
    state_of,
    title_of,
    week_words,
)
from anbiao.registry.queries import in_words
from anbiao.registry.sections import place_words
from anbiao.rules import tasks as law
from anbiao.rules.colours import COLOURS

sections = Sections(styles=["programme/programme.css"])
MAIN = ("submit", "accept")
# What the form of a step itself asks for.
ASKED_FOR = frozenset({"evidence-missing", "slip-missing", "note-missing"})
NOT_NAMED = frozenset({"not-named-to-do", "not-named-to-accept"})


def detail(actor: Actor, row: Task) -> Detail:
    """Everything above and beside the sections."""
    unit, step = row.enterprise, row.step
    standing = standing_of(row, actor.today)
    state = state_of((row.state, standing))
    days = row.planned_week.label_parts
    remark = f"{days['from']}–{days['to']}"
    if row.planned_week != row.scheduled_week:
        remark += " · " + gettext("scheduled %(week)s") % {"week": week_words(row.scheduled_week)}
    return Detail(
        title=title_of(step),
        crumbs=[(_("Standardization"), ""), (_("Tasks by week"), reverse("tasks")), (unit.name, reverse("enterprise", args=[unit.pk]))],
        code=row.campaign.serial,
        lines=[[unit.name, title_of(row.campaign)], [place_words(unit.region), answers_words(step.answers)]],
        tags=[gettext("Week locked")] if row.is_locked else [],
        facts=[
            Fact(_("State"), gettext(state.label), gettext(law.STANDINGS[standing]) if standing == "soon" else "", state.mark),
            Fact(_("Planned week"), week_words(row.planned_week), remark),
            Fact(_("Due on"), say_day(row.due_on, actor.today), "", "late" if standing == "late" else ""),
            Fact(_("Who answers"), holder_words(row) or gettext("nobody"), _office(row)),
        ],
        steps=steps(actor, row),
        timeline=timeline(actor, [row.pk], words=TASK_WORDS, reveal=True),
        colour=unit.colour if unit.colour in COLOURS else "",
    )  # fmt: skip


def _office(row: Task) -> str:
    office = row.organisation
    return in_words((office.name, office.name_en)) if office and row.person_id else ""


def steps(actor: Actor, row: Task) -> list[StepLink]:
    """The offered steps. What other duties than the actor's are named for is not offered."""
    ((_row, place),) = queries.with_surroundings(actor, [row])
    links = []
    for offer in offers(actor, row, place=place):
        codes = {each.code for each in offer.refusals}
        if codes & NOT_NAMED:
            continue
        reasons = [say(each) for each in offer.refusals if each.code not in ASKED_FOR]
        url = reverse("task-step", args=[row.pk, offer.step.name.replace("_", "-")])
        links.append(StepLink(gettext(offer.step.label), url, offer.step.name in MAIN, reasons))
    links.sort(key=lambda link: (bool(link.reasons), not link.is_main))
    if row.state in law.OPEN and row.campaign.state == "running" and actor.scope.allows("plan task", place):
        why = [gettext("Its week is locked.")] if row.is_locked else []
        links.append(
            StepLink(_("Move to another week"), reverse("task-step", args=[row.pk, "plan"]), reasons=why)
        )
        name = "unlock" if row.is_locked else "lock"
        label = _("Unlock the week") if row.is_locked else _("Lock the week")
        links.append(StepLink(label, reverse("task-step", args=[row.pk, name])))
    return links


def known_words(actor: Actor, row: Task) -> str:
    """What the program knows of the step already; "" for nothing, or where it cannot know."""
    found = known(row)
    return gettext(found.text) % {"day": say_day(found.on, actor.today)} if found else ""


def _said(actor: Actor, row: Task) -> dict[str, Any]:
    step = row.step
    return {
        "done": in_words((step.done_zh, step.done_en)), "evidence": gettext(law.EVIDENCE[step.evidence]),
        "shown": in_words((step.evidence_zh, step.evidence_en)), "doers": joined(map(duty_words, step.doers)),
        "acceptors": joined(map(duty_words, step.acceptors)), "basis": step.basis, "is_proposed": step.is_proposed,
        "known": known_words(actor, row), "counts": step.counts,
    }  # fmt: skip


def _came(actor: Actor, row: Task) -> dict[str, Any]:
    return {"slip": gettext(law.SLIPS[row.slip]) if row.slip else ""}


sections.add(
    Section("asked", _("What counts as done"), "programme/sections/task_asked.html", _said, "read task")
)
sections.add(Section("came", _("What came of it"), "programme/sections/task_came.html", _came, "read task"))
