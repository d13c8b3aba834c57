"""The writers of periodic reports: asked for when a period is over, begun on frozen figures, edited, handed in, accepted or sent back."""

from typing import Any

from django.db import transaction
from django.utils.translation import override

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models
from anbiao.kit.documents.word import as_word
from anbiao.kit.files import store_bytes
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import refusals, take
from anbiao.oversight.actions.snapshots import freeze
from anbiao.oversight.actions.texts import retext, with_writer
from anbiao.oversight.composing import official
from anbiao.oversight.models import Report, ReportSection
from anbiao.oversight.outlines import headings, outlines, title_of, told
from anbiao.oversight.queries import reports as queries
from anbiao.oversight.queries.circulars import CHINESE, asked_of, content
from anbiao.oversight.queries.instructions import place_for
from anbiao.oversight.queries.ledgers import ledger
from anbiao.oversight.workbooks import statistics
from anbiao.programme.queries.board import running
from anbiao.rules import reports as law
from anbiao.rules.instructions import answered_by_its_owner
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "report"
PART = N_("You do not reach everything that {office} answers for: its report would leave units out. Somebody who does begins it.")  # fmt: skip
FIXED = N_("The text is fixed once the report is handed in.")


# ---------- asked for ----------


@transaction.atomic
def open_reports(actor: Actor) -> list[Report]:
    """What offices owe for the periods that are over. Run twice it asks for nothing twice. Ten statements, however many offices."""
    # Whoever comes second waits for the number here, and then finds what the first has asked for.
    take_numbers(actor.district, f"{SERIAL} round", actor.today.year)
    asked = queries.asked_today(actor)
    if not asked:
        return []
    numbers = take_numbers(actor.district, SERIAL, actor.today.year, len(asked))
    rows = [
        Report(
            district=actor.district, ref=f"{actor.today.year}-{number:04d}", cadence=each.cadence.code, period=each.period, first_on=each.first_on,
            last_on=each.last_on, due_on=each.due_on, organisation=each.organisation, outline=each.cadence.outline,
        )
        for each, number in zip(asked, numbers, strict=True)
    ]  # fmt: skip
    Report.objects.bulk_create(rows)
    journal.record_many(actor, [journal.event("ask", row) for row in rows])
    return rows


# ---------- written ----------


def _locked(actor: Actor, row: Report, capability: str) -> Report:
    fresh = queries.reports(actor, capability).select_for_update(of=("self",)).get(pk=row.pk)
    return queries.around(actor, fresh)


def _place(actor: Actor, row: Report, capability: str) -> Place:
    return place_for(actor, row.organisation, capability)


def _freeze(actor: Actor, row: Report) -> list[ReportSection]:
    """Counts the period of a report, keeps the figures for ever with the workbook of tables and ledger that they make, and gives the text
    that they tell. What was corrected later than this is in neither of them.
    """
    whose, outline = queries.whose(row.organisation), outlines()[row.outline]
    if not queries.reaches_all(actor, row.organisation, whose):
        raise Refused(Refusal("reach-part", PART, {"office": row.organisation.name}))
    campaign = next(iter(running(actor)), None)
    told_of = content(actor, outline, campaign=campaign, first_on=row.first_on, last_on=row.last_on, whose=whose)  # fmt: skip
    row.snapshot = freeze(
        actor, kind="report", first_on=row.first_on, last_on=row.last_on, as_of=row.last_on, content=told_of,
        corrects=row.snapshot.pk if row.snapshot else None,
    )  # fmt: skip
    row.title, row.addressees = title_of(outline, row.snapshot.content), outline.addressees
    row.issuer = row.organisation.full_name or row.organisation.name
    parts = [
        ReportSection(district=row.district, report=row, order=order, code=section.code, heading=heading, generated=text, text=text)
        for order, (section, heading) in enumerate(headings(outline))
        for text in [told(outline, row.snapshot.content, section)]
    ]  # fmt: skip
    document = official(row, _plain(parts))
    asked = asked_of(actor, campaign, row.first_on, row.last_on, whose)
    with override(CHINESE):
        made = statistics(document, at=actor.now, ledger=ledger(actor, asked))
    row.book = store_bytes(actor, made.content, name=f"{row.ref}.xlsx", kind="report")
    return parts


def _plain(parts: list[ReportSection]) -> list[tuple[str, str, str]]:
    return [(each.code, each.heading, each.text) for each in parts]


def _frozen(row: Report) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("snapshot", "title", "addressees", "issuer", "book")}


@transaction.atomic
def recount_report(actor: Actor, row: Report) -> Report:
    """Counts the period anew and freezes that. Parts changed by hand keep their text, the others are told anew. Raises Refused."""
    fresh = _writable(actor, row)
    before = fresh.facts()
    new = {each.code: each.generated for each in _freeze(actor, fresh)}
    for part in ReportSection.objects.of_district(fresh.district).filter(report=fresh).select_for_update():
        if part.text == part.generated:
            part.text = new[part.code]
        part.generated, part.version = new[part.code], part.version + 1
        part.save(update_fields=["generated", "text", "version"])
    fresh.save(update_fields=list(_frozen(fresh)))
    journal.record(actor, journal.event("recount", fresh, before=before))
    return fresh


def _writable(actor: Actor, row: Report) -> Report:
    """The locked report that the actor may write at now. Raises Refused."""
    fresh = _locked(actor, row, "write report")
    against = [] if fresh.state in law.WRITING else [Refusal("not-writing", FIXED)]
    facts = {**fresh.facts(), **actor.facts}
    against += [found for found in [answered_by_its_owner(facts, actor.today)] if found]
    if against:
        raise Refused(*against)
    return fresh


@transaction.atomic
def edit_report(actor: Actor, section: ReportSection, *, version: int, text: str) -> ReportSection:
    """Keeps a part of the text as it was typed. Raises Refused where somebody was faster."""
    row = _writable(actor, section.report)
    fresh = ReportSection.objects.of_district(row.district).select_for_update().get(pk=section.pk)
    before = retext(actor, fresh, version=version, text=text, drafter=row.drafter)
    if before is None:
        return fresh
    row.writers = with_writer(actor, row.writers)
    row.save(update_fields=["writers"])
    journal.record(actor, journal.Event("write", "report", row.pk, before, fresh.facts()))
    return fresh


# ---------- its steps ----------


@transaction.atomic
def move_report(actor: Actor, row: Report, step: str, *, note: str = "") -> Report:
    """Begins, hands in, accepts, sends back, or lets the office off; gives the row as it then is. Raises Refused."""
    capability = row.machine.step(step).duty
    fresh = _locked(actor, row, "read report")
    place = _place(actor, fresh, capability)
    against = refusals(actor, fresh, fresh.machine.step(step), place=place, note=note)
    if against:
        raise Refused(*against)  # before figures are frozen and files are written
    if step == "begin":
        parts = _freeze(actor, fresh)
        values = {**_frozen(fresh), "drafter": actor.who, "writers": with_writer(actor, [])}
        take(actor, fresh, step, place=place, **values)
        copy_models(ReportSection, parts)
    else:
        values = _handed_in(actor, fresh) if step == "hand_in" else _decided(actor, note)
        take(actor, fresh, step, place=place, note=note, **values)
    return fresh


def _handed_in(actor: Actor, row: Report) -> dict[str, Any]:
    """The Word file as it will be read from now on; the day on which it was handed in first stays."""
    document = official(row, _plain(queries.sections_of(row)), number=row.ref, on=actor.today)
    word = store_bytes(actor, as_word(document, at=actor.now).content, name=f"{row.ref}.docx", kind="report")
    return {
        "word": word, "handed_on": row.handed_on or actor.today, "handed_by": actor.human, "hander": actor.who,
        "writers": with_writer(actor, row.writers),
    }  # fmt: skip


def _decided(actor: Actor, note: str) -> dict[str, Any]:
    return {"decided_on": actor.today, "decided_by": actor.human, "decider": actor.who, "answer": note.strip()}  # fmt: skip
