"""The page of an instruction: what was told to whom, by which days, how far it is, and who asked for more time."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, timeline
from anbiao.kit.templatetags.kit import say_day
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.oversight import accountability_words as words
from anbiao.oversight.models import Instruction, InstructionExtension, InstructionNode
from anbiao.oversight.queries import instructions as queries
from anbiao.rules import instructions as law
from anbiao.rules import tasks

MAIN = ("sign", "report", "close")
STYLES = ["portal/roster.css", "oversight/accountability.css"]
# What a form asks for when the step is taken; beforehand it is no reason against.
ASKED = {"result-missing", "note-missing"}
sections = Sections(styles=STYLES)


def _steps(actor: Actor, row: Instruction) -> list[StepLink]:
    queries.around(actor, row)
    links = []
    for step in row.machine.offered(row.state):
        place = queries.place_for(actor, row.organisation, step.duty)
        offer = next((each for each in offers(actor, row, place=place) if each.step == step), None)
        if offer is not None:
            reasons = [say(each) for each in offer.refusals if each.code not in ASKED]
            url = reverse("instruction-step", args=[row.serial, step.name.replace("_", "-")])
            links.append(StepLink(gettext(step.label), url, step.name in MAIN, reasons))
    if row.state in law.LIVE and (answers(actor, row) or decides(actor, row)):
        links.append(StepLink(_("Note progress"), reverse("instruction-note", args=[row.serial])))
    return sorted(links, key=lambda link: (bool(link.reasons), not link.is_main))


def answers(actor: Actor, row: Instruction) -> bool:
    """True for whoever may report on it: somebody of its office."""
    facts = {**queries.around(actor, row).facts(), **actor.facts}
    return actor.scope.may("answer instruction") and law.answered_by_its_owner(facts, actor.today) is None


def decides(actor: Actor, row: Instruction) -> bool:
    """True for whoever gave it, or a colleague of the office that did."""
    facts = {**queries.around(actor, row).facts(), **actor.facts}
    return actor.scope.may("approve instruction") and law.decided_by_who_gave_it(facts, actor.today) is None


def detail(actor: Actor, row: Instruction) -> Detail:
    """Everything above and beside the sections."""
    queries.with_nodes([row])
    state = words.state_of((row.state, queries.standing_of(row, actor.today)))
    late = (actor.today - row.due_on).days if row.state in law.OPEN else 0
    facts = [
        Fact(_("State"), gettext(state.label), row.answer if row.state == "returned" else "", state.mark),
        Fact(_("Due on"), say_day(row.due_on, actor.today), words.days_left(late) if late > 0 else ""),
        Fact(_("Who has to do it"), words.name_of(row.organisation), row.person.name if row.person else ""),
        Fact(_("Given on"), say_day(row.given_on, actor.today), row.giver),
    ]
    ids = [row.pk, *[each.pk for each in queries.extensions_of(row)]]
    return Detail(
        title=row.text if len(row.text) <= 60 else f"{row.text[:59]}…",
        crumbs=[(_("Instructions"), reverse("instructions"))],
        code=row.serial,
        lines=[[gettext(law.SOURCES[row.source]), row.origin]],
        facts=facts,
        steps=_steps(actor, row),
        timeline=timeline(actor, ids, words=words.INSTRUCTION_WORDS, reveal=False),
    )


# ---------- sections ----------


def _what(_actor: Actor, row: Instruction) -> dict[str, Any]:
    about = gettext(law.ABOUT[row.about_kind]) if row.about_kind else ""
    return {"giver": words.name_of(row.giver_office), "about": about, "about_url": words.about_url(row)}


def _line(actor: Actor, row: Instruction, node: InstructionNode, asked: set[Any], mine: bool) -> dict[str, Any]:  # fmt: skip
    standing = law.node_standing(law.Node(node.due_on, node.done_on), actor.today)
    if row.state == "withdrawn":
        standing = ""
    open_here = mine and row.state in law.OPEN and node.done_on is None
    mark = {"late": "late", "caught_up": "back", "soon": "wait", "on_time": "done"}.get(standing, "idle")
    return {
        "node": node, "standing": gettext(tasks.STANDINGS[standing]) if standing else "—", "mark": mark,
        "may_reach": open_here and row.state != "given", "may_ask": open_here and node.pk not in asked,
        "moved": node.due_on != node.first_due_on,
    }  # fmt: skip


def _days(actor: Actor, row: Instruction) -> dict[str, Any]:
    asked = {each.node_id for each in queries.extensions_of(row) if each.state == "asked"}
    nodes, mine = queries.nodes_of(row), answers(actor, row)
    return {
        "lines": [_line(actor, row, node, asked, mine) for node in nodes],
        "count": len(nodes),
        "mine": mine and row.state in law.OPEN,
    }


def _notes(_actor: Actor, row: Instruction) -> dict[str, Any]:
    notes = queries.notes_of(row)
    return {"notes": notes, "count": len(notes)}


def _asked(actor: Actor, row: Instruction, each: InstructionExtension) -> dict[str, Any]:
    state = law.EXTENSION.state(each.state)
    return {"row": each, "state": state, "may_decide": each.state == "asked" and decides(actor, row)}


def _time(actor: Actor, row: Instruction) -> dict[str, Any]:
    rows = [_asked(actor, row, each) for each in queries.extensions_of(row)]
    return {"rows": rows, "count": len(rows)}


sections.add(Section("what", _("What has to be done"), "oversight/instruction/what.html", _what, "read instruction"))  # fmt: skip
sections.add(Section("days", _("Node dates"), "oversight/instruction/days.html", _days, "read instruction"))
sections.add(Section("progress", _("Progress and evidence"), "oversight/instruction/notes.html", _notes, "read instruction"))  # fmt: skip
sections.add(Section("time", _("More time"), "oversight/instruction/time.html", _time, "read instruction"))
