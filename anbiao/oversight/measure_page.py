"""The page of a measure: which rung, why, everything that led there, and what came of it."""

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
from anbiao.oversight.models import Measure
from anbiao.oversight.queries import accountability as queries
from anbiao.oversight.queries.instructions import oversees, place_for
from anbiao.rules import accountability as law

MAIN = ("issue", "put_forward", "confirm", "hold", "hand_in")
ASKED = {"result-missing", "note-missing", "minutes-missing", "held-when", "substitute", "called-missing"}
SHOWN = 30  # lines of late tasks on the page; the document and the frozen list have more
sections = Sections(styles=["portal/roster.css", "oversight/accountability.css"])


def _steps(actor: Actor, row: Measure) -> list[StepLink]:
    queries.around(actor, row)
    links = []
    for step in row.machine.offered(row.state):
        place = place_for(actor, row.organisation, step.duty)
        offer = next((each for each in offers(actor, row, place=place) if each.step == step), None)
        other = {
            "needs-second",
            "needs-no-second",
            "no-talk",
        }  # a step of another rung is no step of this one
        if offer is None or {each.code for each in offer.refusals} & other:
            continue
        reasons = [say(each) for each in offer.refusals if each.code not in ASKED]
        url = reverse("measure-step", args=[row.serial, step.name.replace("_", "-")])
        links.append(StepLink(gettext(step.label), url, step.name in MAIN, reasons))
    if row.issued_on:
        links.append(StepLink(_("Document (PDF)"), reverse("measure-document", args=[row.serial])))
    return sorted(links, key=lambda link: (bool(link.reasons), not link.is_main))


def detail(actor: Actor, row: Measure) -> Detail:
    """Everything above and beside the sections."""
    state = words.measure_state(row, actor.today)
    facts = [Fact(_("State"), gettext(state.label), row.answer if row.state in {"dropped", "missed"} else "", state.mark)]  # fmt: skip
    facts.append(Fact(_("Proposal"), say_day(row.proposed_on, actor.today), row.proposer))
    if row.decided_on:
        facts.append(Fact(_("Decision on it"), say_day(row.decided_on, actor.today), " · ".join(filter(None, (row.decider, row.confirmer)))))  # fmt: skip
    if row.due_on and row.state in {"issued", "held"}:
        told = gettext("working days, State Council arrangement") if row.state == "held" else ""
        facts.append(Fact(_("Due by"), say_day(row.due_on, actor.today), told))
    rung = gettext(law.RUNG_WORDS[row.rung])
    return Detail(
        title=gettext("%(rung)s: %(office)s") % {"rung": rung, "office": words.name_of(row.organisation)},
        crumbs=[(_("Accountability"), reverse("measures"))],
        code=row.serial,
        lines=[[words.number_of(row)]],
        facts=facts,
        steps=_steps(actor, row),
        timeline=timeline(actor, [row.pk], words=words.MEASURE_WORDS, reveal=False),
    )


def _rungs(row: Measure) -> list[dict[str, Any]]:
    place = law.RUNGS.index(row.rung)
    return [
        {"label": gettext(law.RUNG_WORDS[rung]), "here": number == place, "past": number < place}
        for number, rung in enumerate(law.RUNGS)
    ]


def _why(_actor: Actor, row: Measure) -> dict[str, Any]:
    return {"rungs": _rungs(row), "why": words.why_of(row)}


def _rung(name: str) -> str:
    return gettext(law.RUNG_WORDS[name])


def led(actor: Actor, row: Measure) -> dict[str, Any]:
    """What led there: frozen once it is issued, as it is today before that."""
    found = row.snapshot.content if row.snapshot else queries.what_led(actor, row.organisation)
    before = [{**each, "rung": _rung(each["rung"])} for each in found["before"]]
    stood = [{**each, "where": words.stood(each["ground"])} for each in found.get("stood", [])]
    return {**found, "before": before, "stood": stood}


def _led(actor: Actor, row: Measure) -> dict[str, Any]:
    found = led(actor, row)
    if row.snapshot:
        remark = gettext("frozen on %(day)s") % {"day": row.snapshot.as_of.isoformat()}
    else:
        remark = gettext("as it is today; frozen when it is issued")
    shown = found["tasks"][:SHOWN]
    return {
        "led": {**found, "tasks": shown}, "more": found["tasks_number"] - len(shown), "sha256": row.snapshot.sha256 if row.snapshot else "",
        "linked": oversees(actor, "read instruction"), "remark": remark,
    }  # fmt: skip


def _came(_actor: Actor, row: Measure) -> dict[str, Any]:
    return {"is_talk": row.rung == "talk", "is_referral": row.rung == "refer"}


sections.add(Section("why", _("Why"), "oversight/measure/why.html", _why, "read measure"))
sections.add(Section("led", _("What led there"), "oversight/measure/led.html", _led, "read measure"))
sections.add(Section("came", _("What came of it"), "oversight/measure/came.html", _came, "read measure"))
