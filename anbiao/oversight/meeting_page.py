"""The page of a meeting: where one goes, who is there, who says what, the minutes, and what was told to do."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, timeline
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.oversight import accountability_words as words
from anbiao.oversight.models import Meeting
from anbiao.oversight.queries import instructions
from anbiao.oversight.queries import meetings as queries
from anbiao.rules import meetings as law
from anbiao.rules.places import Place

MAIN = ("hold", "conclude")
sections = Sections(styles=["portal/roster.css", "oversight/accountability.css"])


def _steps(actor: Actor, row: Meeting) -> list[StepLink]:
    place = Place(region=actor.district)
    links = [
        StepLink(
            gettext(offer.step.label), reverse("meeting-step", args=[row.serial, offer.step.name]), offer.step.name in MAIN,
            [say(each) for each in offer.refusals if each.code != "note-missing"],
        )
        for offer in offers(actor, queries.around(row), place=place)
    ]  # fmt: skip
    links += [StepLink(label, reverse(name, args=[row.serial])) for label, name in _more(actor, row)]
    return sorted(links, key=lambda link: (bool(link.reasons), not link.is_main))


def _more(actor: Actor, row: Meeting) -> list[tuple[Any, str]]:
    """What else may be done here: only by whoever keeps meetings."""
    if not actor.scope.may("keep meeting"):
        return []
    found = []
    if row.state in law.CHANGEABLE:
        found = [(_("Change the plan"), "meeting-change"), (_("Enter attendance"), "meeting-attend"), (_("Add a speech"), "meeting-speech"), (_("Call the last to speak"), "meeting-statements"), (_("Write the minutes"), "meeting-minutes")]  # fmt: skip
    if row.state in {"held", "concluded"}:
        found.append((_("Give instructions"), "meeting-instruct"))
    return found


def detail(actor: Actor, row: Meeting) -> Detail:
    """Everything above and beside the sections."""
    state, numbers = law.MEETING.state(row.state), queries.numbers_of(row)
    there = gettext("%(there)s of %(expected)s") % numbers
    facts = [
        Fact(_("State"), gettext(state.label), "", state.mark),
        Fact(_("Day of the meeting"), row.on.isoformat(), row.begins),
        Fact(_("Signed in"), there),
        Fact(_("Instructions"), str(numbers["orders"])),
    ]
    return Detail(
        title=row.title,
        crumbs=[(_("Meetings"), reverse("meetings"))],
        code=row.serial,
        lines=[[row.place, row.host]],
        facts=facts,
        steps=_steps(actor, row),
        timeline=timeline(actor, [row.pk], words=words.MEETING_WORDS, reveal=False),
    )


def lines(text: str) -> list[str]:
    """A text as its lines, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _plan(_actor: Actor, row: Meeting) -> dict[str, Any]:
    return {"visited": lines(row.visited), "agenda": lines(row.agenda)}


def _there(actor: Actor, row: Meeting) -> dict[str, Any]:
    rows = queries.attendance_of(row)
    return {"rows": rows, "count": len(rows), "keeps": actor.scope.may("keep meeting")}


def _speeches(_actor: Actor, row: Meeting) -> dict[str, Any]:
    rows = [{"row": each, "kind": gettext(law.SPEECHES[each.kind]), "office": words.name_of(each.organisation)} for each in queries.speeches_of(row)]  # fmt: skip
    return {"rows": rows, "count": len(rows)}


def _minutes(_actor: Actor, row: Meeting) -> dict[str, Any]:
    return {"lines": lines(row.minutes)}


def _orders(actor: Actor, row: Meeting) -> dict[str, Any]:
    rows = instructions.with_nodes(
        list(instructions.instructions(actor).filter(meeting=row).order_by("serial"))
    )
    told = [
        {"row": each, "office": words.name_of(each.organisation), "state": words.state_of((each.state, instructions.standing_of(each, actor.today)))}
        for each in rows
    ]  # fmt: skip
    return {"rows": told, "count": len(told)}


sections.add(Section("plan", _("Visits, drill, agenda"), "oversight/meeting/plan.html", _plan, "read meeting"))  # fmt: skip
sections.add(Section("there", _("Attendance"), "oversight/meeting/attendance.html", _there, "read meeting"))
sections.add(Section("speeches", _("Reports and statements"), "oversight/meeting/speeches.html", _speeches, "read meeting"))  # fmt: skip
sections.add(Section("minutes", _("Minutes"), "oversight/meeting/minutes.html", _minutes, "read meeting"))
sections.add(Section("orders", _("Instructions"), "oversight/meeting/orders.html", _orders, "read instruction"))  # fmt: skip
