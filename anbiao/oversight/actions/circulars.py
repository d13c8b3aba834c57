"""The writers of circulars: drafted on frozen figures, edited, handed in, approved by another person, numbered and issued, signed for."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.authority.models import Organisation
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models
from anbiao.kit.documents.official import as_pdf
from anbiao.kit.documents.word import as_word
from anbiao.kit.files import store_bytes
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import refusals, take
from anbiao.oversight.actions.snapshots import freeze
from anbiao.oversight.actions.texts import retext, with_writer
from anbiao.oversight.composing import official
from anbiao.oversight.models import Circular, CircularReceipt, CircularSection
from anbiao.oversight.outlines import Outline, headings, title_of, told
from anbiao.oversight.queries import circulars as queries
from anbiao.programme.models import Campaign
from anbiao.rules import circulars as law
from anbiao.rules.circulars import CIRCULAR
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL, DRAFTS = "circular", "circular draft"  # numbers of what is issued have no gaps; drafts may be dropped
OUTSIDE = N_("Your duties do not include writing circulars.")
# The steps that a form takes without further values.
STEPS = frozenset({"submit", "approve", "send_back", "issue", "drop"})


def place_of(row: Circular) -> Place:
    """A circular concerns the whole district."""
    return Place(region=row.district)


def _may(actor: Actor) -> None:
    if not actor.scope.allows("write circular", Place(region=actor.district)):
        raise Refused(Refusal("no-duty", OUTSIDE))


# ---------- the draft ----------


@transaction.atomic
def draft_circular(
    actor: Actor,
    outline: Outline,
    *,
    campaign: Campaign | None,
    first_on: date,
    last_on: date,
    corrects: Circular | None = None,
    reason: str = "",
) -> Circular:
    """Freezes the figures of a period and writes the text that they say. A correction names what it corrects, and why. Raises Refused."""
    _may(actor)
    _against_period(actor, first_on, last_on)
    if corrects is not None:
        _against_correction(corrects, reason)
    content = queries.content(actor, outline, campaign=campaign, first_on=first_on, last_on=last_on)
    snapshot = freeze(
        actor, kind="circular", first_on=date.fromisoformat(content["first_on"]), last_on=date.fromisoformat(content["last_on"]),
        as_of=date.fromisoformat(content["as_of"]), content=content, corrects=corrects.snapshot_id if corrects else None,
    )  # fmt: skip
    (ref,) = take_numbers(actor.district, DRAFTS, actor.today.year)
    row = Circular(
        district=actor.district, ref=f"{actor.today.year}-{ref:02d}", outline=outline.code, outline_version=outline.version, outline_sha256=outline.sha256,
        campaign=campaign, snapshot=snapshot, first_on=snapshot.first_on, last_on=snapshot.last_on, title=title_of(outline, content),
        addressees=outline.addressees, issuer=queries.issuer_of(actor.district), office_code=queries.last_code(actor.district),
        recipients=[office.pk for office in queries.offices_to_sign(actor.district)], drafted_at=actor.now, drafter=actor.who,
        writers=with_writer(actor, []), corrects=corrects, reason=reason.strip(), edition=corrects.edition + 1 if corrects else 1,
    )  # fmt: skip
    row.save(force_insert=True)
    sections = []
    for order, (section, heading) in enumerate(headings(outline)):
        text = told(outline, content, section)
        sections.append(
            CircularSection(district=actor.district, circular=row, order=order, code=section.code, heading=heading, generated=text, text=text)
        )  # fmt: skip
    copy_models(CircularSection, sections)
    journal.record(actor, journal.event("draft", row, note=row.reason))
    return row


def _against_period(actor: Actor, first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise Refused(Refusal("period-turned", N_("The period ends before it begins."), field="last"))
    if first_on > actor.today:
        raise Refused(Refusal("period-ahead", N_("The period has not begun yet."), field="first"))


def _against_correction(row: Circular, reason: str) -> None:
    if row.state != "issued":
        raise Refused(
            Refusal("not-issued", N_("Only an issued circular is corrected, and only its newest edition."))
        )
    if not reason.strip():
        raise Refused(Refusal("reason-missing", N_("Say what is corrected and why."), field="reason"))
    if queries.correction_of(row) is not None:
        raise Refused(Refusal("corrected-already", N_("A correction of this circular is being written.")))


# ---------- editing ----------


def _locked(actor: Actor, row: Circular, capability: str) -> Circular:
    rows = queries.circulars(actor, capability).select_for_update(of=("self",))
    return rows.get(pk=row.pk)


def _writable(actor: Actor, row: Circular) -> Circular:
    fresh = _locked(actor, row, "write circular")
    if fresh.state not in law.WRITING:
        raise Refused(
            Refusal("not-writing", N_("The text is fixed while it waits for approval and afterwards."))
        )
    return fresh


@transaction.atomic
def edit_section(actor: Actor, section: CircularSection, *, version: int, text: str) -> CircularSection:
    """Keeps a part of the text as it was typed; the version says which text it follows. Raises Refused where somebody was faster."""
    row = _writable(actor, section.circular)
    fresh = CircularSection.objects.of_district(row.district).select_for_update().get(pk=section.pk)
    before = retext(actor, fresh, version=version, text=text, drafter=row.drafter)
    if before is None:
        return fresh
    row.writers = with_writer(actor, row.writers)
    row.save(update_fields=["writers"])
    journal.record(actor, journal.Event("write", "circular", row.pk, before, fresh.facts()))
    return fresh


@transaction.atomic
def set_head(
    actor: Actor, row: Circular, *, title: str, addressees: str, copies_to: str, issuer: str, office_code: str, recipients: Sequence[UUID]
) -> Circular:  # fmt: skip
    """Title, addressees, copies, issuer, the office's code of the number, and the offices that have to sign. Raises Refused."""
    fresh = _writable(actor, row)
    known = {office.pk for office in queries.offices_to_sign(actor.district)}
    before = fresh.facts()
    fresh.title, fresh.addressees, fresh.copies_to = title.strip(), addressees.strip(), copies_to.strip()
    fresh.issuer, fresh.office_code = issuer.strip(), office_code.strip()
    fresh.recipients = sorted(known & set(recipients))
    fresh.writers = with_writer(actor, fresh.writers)
    fresh.save()
    journal.record(actor, journal.event("change", fresh, before=before))
    return fresh


# ---------- decided, issued, signed for ----------


@transaction.atomic
def move_circular(actor: Actor, row: Circular, step: str, *, note: str = "") -> Circular:
    """Hands in, approves, sends back, issues or drops; gives the row as it then is. Raises Refused."""
    fresh = _locked(actor, row, "read circular")
    if step == "issue":
        return _issue(actor, fresh)
    values: dict[str, Any] = {}
    if step == "submit":
        values = {"writers": with_writer(actor, fresh.writers)}
    elif step == "approve":
        values = {"approved_by": actor.human, "approver": actor.who, "approved_at": actor.now}
    elif step == "send_back":
        values = {"approved_by": None, "approver": "", "approved_at": None}
    take(actor, fresh, step, place=place_of(fresh), note=note, **values)
    return fresh


def _issue(actor: Actor, row: Circular) -> Circular:
    """The next number of the year, both files as they will be read for ever, and a receipt for each office. The edition that it
    corrects is replaced; nothing of it changes.
    """
    against = refusals(actor, row, CIRCULAR.step("issue"), place=place_of(row))
    if against:
        raise Refused(*against)  # before a number is taken and files are written
    year = actor.today.year
    (serial,) = take_numbers(actor.district, SERIAL, year)
    number = law.document_number(row.office_code, year, serial)
    sections = [(each.code, each.heading, each.text) for each in queries.sections_of(row)]
    document = official(row, sections, number=number, on=actor.today)
    pdf = store_bytes(actor, as_pdf(document, at=actor.now).content, name=f"{number}.pdf", kind="circular")
    word = store_bytes(actor, as_word(document, at=actor.now).content, name=f"{number}.docx", kind="circular")
    take(
        actor, row, "issue", place=place_of(row), year=year, serial=serial, number=number, issued_at=actor.now,
        issued_on=actor.today, pdf=pdf, word=word,
    )  # fmt: skip
    receipts = [
        CircularReceipt(district=row.district, circular=row, organisation_id=pk) for pk in row.recipients
    ]
    copy_models(CircularReceipt, receipts)
    if row.corrects is not None:
        old = _locked(actor, row.corrects, "write circular")
        take(actor, old, "replace", place=place_of(old), note=row.reason)
    return row


@transaction.atomic
def sign_circular(actor: Actor, row: Circular) -> CircularReceipt:
    """The actor's office signs for a circular, once. Raises Refused."""
    found = queries.own_receipt(actor, row)
    if found is None:
        raise Refused(Refusal("not-addressed", N_("This circular was not addressed to your office.")))
    fresh = CircularReceipt.objects.of_district(row.district).select_for_update().get(pk=found.pk)
    if fresh.signed_at is not None:
        raise Refused(
            Refusal("signed-already", N_("{who} has signed for your office."), {"who": fresh.signer})
        )
    fresh.signed_at, fresh.signed_by, fresh.signer = actor.now, actor.person, actor.who
    fresh.save(update_fields=["signed_at", "signed_by", "signer"])
    office = Organisation.objects.of_district(row.district).get(pk=fresh.organisation_id)
    journal.record(
        actor, journal.Event("sign", "circular", row.pk, None, {"organisation": office.name, "signer": actor.who})
    )  # fmt: skip
    return fresh
