"""The documents of the ladder: reminder, notice of criticism, call to a talk with its minutes, referral; each with all that led there."""

from typing import Any

from django.utils.translation import gettext, pgettext

from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document
from anbiao.oversight import accountability_words as words
from anbiao.oversight.documents.paper import (
    Block,
    facts,
    file_name,
    head,
    numbered,
    paragraphs,
    print_paper,
    signed,
    table,
)
from anbiao.oversight.models import Measure
from anbiao.oversight.queries.accountability import ladder
from anbiao.registry.queries import region_name
from anbiao.rules import accountability as law
from anbiao.rules.refusal import N_

TITLES = {
    "remind": N_("Letter of reminder"),
    "circulate": N_("Notice of criticism on work safety"),
    "talk": N_("Call to a talk on work safety"),
    "refer": N_("Referral for accountability on work safety"),
}
OPENINGS = {
    "remind": N_("To %(office)s: the following is late. Please catch up without delay."),
    "circulate": N_("%(office)s has not caught up after the reminder. It is criticised herewith before the district; what is late is listed below."),
    "talk": N_("To %(office)s: what is late has not been put right after reminder and criticism. %(called)s is called to a talk, to be held by %(due)s. Nobody comes in this person's place; minutes are kept, and the result is reported in writing within %(result)s working days after the talk."),
    "refer": N_("To %(addressee)s: after reminder, criticism and talk, %(office)s has still not put right what is listed below. We refer the matter for accountability; everything that led there is attached."),
}  # fmt: skip


def print_measure(actor: Actor, row: Measure) -> tuple[str, Document]:
    """The name of the file and the document, journalled. The office's own name stands in the language of the reader."""
    led: dict[str, Any] = row.snapshot.content if row.snapshot else {}
    blocks = [*_opening(actor, row), *_late(led), *_stood(led), *_before(led), *_came(row), _end(row)]
    title, number = gettext(TITLES[row.rung]), words.number_of(row)
    made = print_paper(actor, title=title, number=number, blocks=blocks, about=("measure", row.pk), kind=row.rung)  # fmt: skip
    return file_name(title, words.name_of(row.organisation), row.serial), made


def _opening(actor: Actor, row: Measure) -> list[Block]:
    days = ladder(actor.district, row.issued_on or actor.today)
    due = law.talk_by(row.issued_on or actor.today, days.talk_days).isoformat()
    said = {"office": words.name_of(row.organisation), "called": row.called, "due": due, "result": days.result_days, "addressee": row.addressee}  # fmt: skip
    blocks = [paragraphs(gettext(OPENINGS[row.rung]) % said)]
    blocks += [head(gettext("Why")), numbered(words.why_of(row))]
    if row.demands:
        blocks += [head(gettext("What is asked of the office")), paragraphs(*row.demands.splitlines())]
    return blocks


def _late(led: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    if led.get("instructions"):
        rows = [[each["serial"], each["text"], each["due_on"], each["days"]] for each in led["instructions"]]
        heads = [
            gettext("Register No."),
            gettext("What has to be done"),
            gettext("Due on"),
            gettext("Days late"),
        ]
        blocks += [head(gettext("Instructions that are late")), table(heads, rows, (1.3, 5, 1.5, 0.9))]
    if led.get("tasks"):
        shown = gettext("Tasks that are late: %(number)s, the longest late first") % {"number": led["tasks_number"]}  # fmt: skip
        rows = [[each["unit"], each["step"], each["due_on"], each["days"]] for each in led["tasks"]]
        heads = [gettext("Unit"), gettext("Step of the campaign"), gettext("Due on"), gettext("Days late")]
        blocks += [head(shown), table(heads, rows, (4, 2.2, 1.5, 0.9))]
    return blocks


def _stood(led: dict[str, Any]) -> list[Block]:
    """Where the office stood last in what was published."""
    if not led.get("stood"):
        return []
    rows = [[each["serial"], words.stood(each["ground"]), each["title"], each["on"]] for each in led["stood"]]
    heads = [gettext("Number"), pgettext("publication", "Where"), gettext("About"), gettext("Published on")]
    return [head(gettext("Last places in what was published")), table(heads, rows, (1.8, 2, 4, 1.5))]


def _before(led: dict[str, Any]) -> list[Block]:
    """The rungs that came before: number, day, what came of it."""
    if not led.get("before"):
        return []
    rows = [
        [each["serial"], _rung(each["rung"]), each["issued_on"], _state(each["state"])]
        for each in led["before"]
    ]  # fmt: skip
    heads = [gettext("Register No."), gettext("Rung"), gettext("Issued on"), gettext("State")]
    return [head(gettext("Measures before")), table(heads, rows, (1.3, 2, 1.5, 2.4))]


def _rung(name: str) -> str:
    return gettext(law.RUNG_WORDS[name])


def _state(name: str) -> str:
    return gettext(law.MEASURE.state(name).label)


def _came(row: Measure) -> list[Block]:
    """The minutes of a talk and its result, once they are there."""
    if not row.held_on:
        return []
    told = facts(
        (gettext("Held on"), row.held_on.isoformat()),
        (gettext("Who came"), row.attended),
        (gettext("Result due by"), row.due_on.isoformat() if row.due_on else ""),
    )
    blocks = [{"kind": "break"}, head(gettext("Minutes of the talk")), told, paragraphs(*row.minutes.splitlines())]  # fmt: skip
    if row.result:
        on = row.result_on.isoformat() if row.result_on else ""
        blocks += [head(gettext("Result of the office")), paragraphs(*row.result.splitlines()), signed(row.resulter, on)]  # fmt: skip
    return blocks


def _end(row: Measure) -> Block:
    office = gettext("Work safety office of %(district)s") % {"district": region_name(row.district)}
    return signed(office, row.issued_on.isoformat() if row.issued_on else "")
