"""What the page of a circular shows: the text to edit, the document as it will look, what to look at before approving, who signed."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.documents.official import Official, as_data
from anbiao.kit.register.detail import StepLink, step_links, timeline
from anbiao.kit.workflow import Offer, refusals
from anbiao.oversight.actions.circulars import STEPS, place_of
from anbiao.oversight.composing import official
from anbiao.oversight.journal_words import CIRCULAR_WORDS
from anbiao.oversight.models import Circular, CircularReceipt, CircularSection
from anbiao.oversight.models.texts import TextPart
from anbiao.oversight.queries import circulars as queries
from anbiao.oversight.words import differences, outline_name, period_words
from anbiao.rules import circulars as law

MAIN = {"draft": "submit", "returned": "submit", "submitted": "approve", "approved": "issue"}


def document_of(row: Circular, sections: Sequence[CircularSection]) -> Official:
    """The document as it stands; the issued one carries its number and day."""
    parts = [(each.code, each.heading, each.text) for each in sections]
    return official(row, parts, number=row.number, on=row.issued_on)


def context(actor: Actor, row: Circular) -> dict[str, Any]:
    """Everything of the page. About fifteen queries, however long the circular is."""
    sections = queries.sections_of(row)
    writes = row.state in law.WRITING and actor.scope.allows("write circular", place_of(row))
    receipts = queries.receipts_of(row) if row.state in law.PUBLISHED else []
    own = queries.own_receipt(actor, row) if row.state in law.PUBLISHED else None
    return {
        "circular": row, "state": law.CIRCULAR.state(row.state), "outline": outline_name(row.outline), "period": period_words(row),
        "writes": writes, "sections": [part(each, _edit(row, each)) for each in sections] if writes else [], "steps": _steps(actor, row),
        "paper": as_data(document_of(row, sections)), "checks": _checks(row, sections) if row.state not in law.PUBLISHED else [],
        "changed": changed(sections) if not writes and queries.sees_drafts(actor) else [],
        "receipts": receipts, "signed": _signed(receipts), "may_sign": own is not None and own.signed_at is None,
        "own": own, "newer": queries.correction_of(row) if row.state in law.PUBLISHED else None,
        "may_correct": row.state == "issued" and actor.scope.allows("write circular", place_of(row)),
        "timeline": timeline(actor, [row.pk], words=CIRCULAR_WORDS, reveal=False) if queries.sees_drafts(actor) else None,
    }  # fmt: skip


def _edit(row: Circular, section: CircularSection) -> str:
    return reverse("circular-section", args=[row.ref, section.order])


def part(section: TextPart, url: str = "") -> dict[str, Any]:
    """A section to edit, at its address: its rows on the screen, whether it was changed, numbers that the figures do not know."""
    lines = sum(1 + len(line) // 34 for line in section.text.split("\n"))
    return {
        "row": section, "url": url, "rows": min(18, max(3, lines)), "is_changed": section.text != section.generated,
        "strange": law.strange_numbers(section.generated, section.text),
    }  # fmt: skip


def _signed(receipts: Sequence[CircularReceipt]) -> int:
    return sum(receipt.signed_at is not None for receipt in receipts)


def _steps(actor: Actor, row: Circular) -> list[StepLink]:
    """The steps from here that a person takes, for whoever holds their duty."""
    place = place_of(row)
    offered = [
        Offer(step, refusals(actor, row, step, place=place))
        for step in law.CIRCULAR.offered(row.state)
        if step.name in STEPS and actor.scope.allows(step.duty, place)
    ]
    return step_links(
        offered,
        lambda name: reverse("circular-step", args=[row.ref, name.replace("_", "-")]),
        main=MAIN.get(row.state, ""),
    )


def _checks(row: Circular, sections: Sequence[CircularSection]) -> list[dict[str, str]]:
    """What whoever approves looks at. Nothing of it forbids: a person decides."""
    strange = [
        f"{each.heading or gettext('Beginning')}: {', '.join(found)}"
        for each in sections
        if (found := law.strange_numbers(each.generated, each.text))
    ]
    changed = sum(each.text != each.generated for each in sections)
    told = [
        {"mark": "back" if strange else "done",
         "text": gettext("Numbers that the figures do not know: %(where)s") % {"where": "; ".join(strange)} if strange else gettext("All numbers of the text are among the figures")},
        {"mark": "done", "text": gettext("Tables come from the frozen figures and cannot be edited")},
        {"mark": "back" if changed else "done",
         "text": gettext("Parts changed by hand: %(number)s") % {"number": changed} if changed else gettext("The text is as the figures tell it")},
        {"mark": "done" if row.recipients else "back", "text": gettext("Offices that have to sign: %(number)s") % {"number": len(row.recipients)}},
    ]  # fmt: skip
    if not any(each.text for each in sections):
        told.append({"mark": "back", "text": gettext("There is no text yet")})
    return told


def changed(sections: Sequence[TextPart]) -> list[dict[str, Any]]:
    """The parts whose text differs from what the figures told, with the differences."""
    return [
        {"heading": each.heading or gettext("Beginning"), "editor": each.editor, "at": each.edited_at,
         "pieces": [{"kind": kind, "text": text} for kind, text in differences(each.generated, each.text)]}
        for each in sections
        if each.text != each.generated
    ]  # fmt: skip
