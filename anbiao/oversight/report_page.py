"""What the page of a periodic report shows: the text to edit, the document, its files, and who decided what."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.documents.official import as_data
from anbiao.kit.register.detail import StepLink, timeline
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.oversight import circular_page, report_words
from anbiao.oversight.composing import official
from anbiao.oversight.models import Report, ReportSection
from anbiao.oversight.queries import reports as queries
from anbiao.oversight.queries.instructions import offices_of, place_for
from anbiao.oversight.words import period_words
from anbiao.rules import reports as law

MAIN = ("begin", "hand_in", "accept")
# What the form asks for is beforehand no reason against.
ASKED = {"note-missing"}


def document_of(row: Report, sections: list[ReportSection]) -> Any:
    """The document as it stands; once handed in it carries its number and day."""
    number = row.ref if row.state in law.HANDED_IN else ""
    parts = [(each.code, each.heading, each.text) for each in sections]
    return official(row, parts, number=number, on=row.handed_on if number else None)


def may_write(actor: Actor, row: Report) -> bool:
    """True for whoever works for the office that owes it."""
    return actor.scope.may("write report") and str(row.organisation_id) in offices_of(actor)


def context(actor: Actor, row: Report) -> dict[str, Any]:
    """Everything of the page. About ten queries, however long the report is."""
    sections = queries.sections_of(row)
    writes = row.state in law.WRITING and may_write(actor, row)
    standing = queries.standing_of(row, actor.today)
    return {
        "report": row, "state": report_words.state_of((row.state, standing)), "name": report_words.cadence_name(row.cadence),
        "period": period_words(row), "writes": writes, "steps": _steps(actor, row), "is_begun": row.snapshot is not None,
        "sections": [circular_page.part(each, reverse("report-section", args=[row.ref, each.order])) for each in sections] if writes else [],
        "paper": as_data(document_of(row, sections)) if row.snapshot else None,
        "changed": circular_page.changed(sections) if not writes else [],
        "timeline": timeline(actor, [row.pk], words=report_words.REPORT_WORDS, reveal=False),
    }  # fmt: skip


def _steps(actor: Actor, row: Report) -> list[StepLink]:
    """The steps of whoever owes the report, or of whoever decides on it; what is not hers is not offered."""
    queries.around(actor, row)
    owes = str(row.organisation_id) in offices_of(actor)
    links = []
    for step in law.REPORT.offered(row.state):
        if (step.duty == "write report") != owes:
            continue
        offer = next((each for each in offers(actor, row, place=place_for(actor, row.organisation, step.duty)) if each.step == step), None)  # fmt: skip
        if offer is not None:
            reasons = [say(each) for each in offer.refusals if each.code not in ASKED]
            url = reverse("report-step", args=[row.ref, step.name.replace("_", "-")])
            links.append(StepLink(gettext(step.label), url, step.name in MAIN, reasons))
    return links
