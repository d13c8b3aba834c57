"""A hazard from finding to closing; each function is one thing that a person does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.actions.pictures import attach, taken_on
from anbiao.inspection.models import Check, Hazard
from anbiao.inspection.queries.local import local
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.numbers import serial, take_numbers
from anbiao.kit.search import latin_of, reading, terms_of
from anbiao.kit.workflow import FASTER, take
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import hazards, units, visits
from anbiao.rules.places import Grant, Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.standards import queries as standards

OUTSIDE = N_("This unit is outside what you may report hazards for.")
NOBODY = N_("Say who rectifies it.")
KIND = "hazard"


@dataclass(frozen=True)
class Finding:
    """What is said of a hazard when it is found: four things that must be said, the rest may come later.

    `criterion` names the clause that makes it a major one ("urn#ref"), "" for a general hazard.
    """

    title: str
    due_on: date
    responsible: str
    grade: str
    criterion: str = ""
    place: str = ""
    note: str = ""
    basis: str = ""
    category: str = ""
    clause: str = ""
    item: str = ""
    control: str = ""
    measure: str = ""
    source: str = ""
    found_on: date | None = None
    photos: Sequence[UUID] = ()
    fixed_photos: Sequence[UUID] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


def source_of(actor: Actor, place: Place | None = None) -> str:
    """Where a hazard comes from when its finder does not say: from the duty that lets her report it, there or anywhere."""
    duties = {grant.duty for grant in _allowing(actor, "report hazard", place)}
    kinds = visits.kinds_for(duties)
    if "enterprise_staff" in duties:
        return "staff"
    return kinds[0].source if kinds else "supervision"


@transaction.atomic
def report_hazard(
    actor: Actor,
    unit: Enterprise,
    finding: Finding,
    *,
    check: Check | None = None,
    hazard_id: UUID | None = None,
    place: Place | None = None,
) -> Hazard:
    """Enters a hazard in list 2 of a unit, with its order to rectify; what was fixed on the spot is closed at once when an office
    saw it, and waits for a second person when the unit did. `place` is where it was found when that reaches further than the unit
    itself, as an assessment does for its reviewers. Raises Refused with every reason.
    """
    found_on = finding.found_on or actor.today
    place = place or place_of(actor, unit)
    source = finding.source or source_of(actor, place)
    _refuse(_against_finding(actor, unit, finding, found_on=found_on, place=place, source=source))
    number = take_numbers(actor.district, KIND, found_on.year)[0]
    row = Hazard(
        id=hazard_id or new_id(), district=actor.district, enterprise=unit, serial=serial(found_on.year, number),
        check_made=check, item=finding.item, clause=finding.clause, title=finding.title.strip(), place=finding.place.strip(),
        note=finding.note.strip(), basis=finding.basis.strip(), category=finding.category, source=source, grade=finding.grade,
        criterion=finding.criterion, found_on=found_on, found_by=actor.human, finder=actor.who,
        organisation_id=office_of(actor, "report hazard", place), ordered_on=found_on, first_due_on=finding.due_on,
        due_on=finding.due_on, responsible=finding.responsible.strip(), measure=finding.measure.strip(),
        control=finding.control.strip(), changed_at=actor.now,
    )  # fmt: skip
    row.initials, row.terms, row.search_text = search_columns(row, unit.name)
    row.save(force_insert=True)
    journal.record(actor, journal.event("report", row))
    attach(actor, unit, finding.photos, role="found", hazard=row)
    if finding.fixed_photos:
        _fixed_at_once(actor, row, finding.fixed_photos, place)
    if check is None:  # a check settles once, when all that it found is in
        settle(actor, [unit.pk])
    return row


def search_columns(row: Hazard, unit_name: str) -> tuple[str, list[str], str]:
    """What a hazard is found by: its words, its number, and the name of its unit in characters and in pinyin."""
    read = reading(row.title)
    return read.initials, terms_of(row.title, row.place, unit_name), latin_of(read, row.serial, unit_name)


def office_of(actor: Actor, capability: str, place: Place | None = None) -> UUID | None:
    """The organisation for which the actor holds a capability, there or anywhere; None for a unit's own people."""
    offices = [grant.organisation for grant in _allowing(actor, capability, place) if grant.organisation]
    return UUID(offices[0]) if offices else None


def _allowing(actor: Actor, capability: str, place: Place | None) -> tuple[Grant, ...]:
    return actor.scope.allowing_at(capability, place) if place else actor.scope.allowing(capability)


def _against_finding(
    actor: Actor, unit: Enterprise, finding: Finding, *, found_on: date, place: Place, source: str
) -> list[Refusal]:
    rules, found = local(actor), list(hazards.wrong_order(found_on=found_on, today=actor.today))
    if not actor.scope.allows("report hazard", place):
        found.append(Refusal("no-duty", OUTSIDE))
    if unit.state not in units.ALIVE:
        found.append(Refusal("unit-gone", N_("The unit is no longer in operation here.")))
    if source not in hazards.SOURCES:
        found.append(Refusal("source-unknown", N_("Say where the hazard comes from."), field="source"))
    found += _missing(actor, finding)
    deadline = hazards.wrong_deadline(
        finding.due_on, found_on=found_on, grade=finding.grade, limits=rules.deadlines
    )
    return found + ([deadline] if deadline else [])


def _missing(actor: Actor, finding: Finding) -> list[Refusal]:
    """The four that must be said, and the clause of a major hazard."""
    found: list[Refusal] = []
    if not finding.title.strip():
        found.append(Refusal("title-missing", N_("Say what is wrong."), field="title"))
    if not finding.responsible.strip():
        found.append(Refusal("responsible-missing", NOBODY, field="responsible"))
    if finding.grade not in hazards.GRADES:
        found.append(Refusal("grade-missing", N_("Choose general or major."), field="grade"))
    if finding.grade == hazards.MAJOR:
        found += _no_criterion(actor, finding.criterion)
    return found


def _refuse(against: Sequence[Refusal]) -> None:
    if against:
        raise Refused(*against)


def _fixed_at_once(actor: Actor, row: Hazard, photos: Sequence[UUID], place: Place) -> None:
    """Fixed in the presence of its finder: an office closes it there and then; the unit's own people report it as fixed."""
    _with_evidence(actor, row, photos)
    if actor.scope.allows("verify hazard", place):
        take(
            actor, row, "fix_on_spot", place=place, reported_on=actor.today, fixed_on=actor.today, verified_on=actor.today, verified_by=actor.human,
            verifier=actor.who, verifying_office=office_of(actor, "verify hazard", place), closed_on=actor.today, closing="on_spot",
            changed_at=actor.now,
        )  # fmt: skip
    else:
        take(
            actor, row, "report_fixed", place=place, reported_on=actor.today, fixed_on=actor.today, fixed_by=actor.human,
            fixer=actor.who, changed_at=actor.now,
        )  # fmt: skip


def _with_evidence(actor: Actor, row: Hazard, photos: Sequence[UUID]) -> None:
    """Photos of the place after rectification: linked, counted, and the day of the latest kept. Raises Refused for one not here."""
    number = attach(actor, row.enterprise, photos, role="fixed", hazard=row)
    latest = taken_on(actor, row.enterprise, photos)
    row.photos_after += number
    row.photo_after_on = max(filter(None, (row.photo_after_on, latest)), default=None)
    row.save(update_fields=["photos_after", "photo_after_on"])


# ---------- rectification (list 3) ----------

FIXINGS = ("responsible", "measure", "funds", "plan", "control", "place", "note", "category")


@transaction.atomic
def fill_in(actor: Actor, row: Hazard, *, values: Mapping[str, Any], version: int) -> Hazard:
    """The five fixings and what else may come later, by the unit or by whoever supervises it; not after closing. Raises Refused."""
    row = lock(actor, row, version=version)
    place = place_of(actor, row.enterprise)
    if not any(actor.scope.allows(each, place) for each in ("rectify hazard", "grade hazard")):
        raise Refused(Refusal("no-duty", N_("This hazard is outside what you may change.")))
    if row.state not in hazards.OPEN:
        raise Refused(Refusal("closed", N_("The hazard is closed; what stands in it stays as it is.")))
    if not str(values.get("responsible", row.responsible) or "").strip() and row.responsible:
        raise Refused(Refusal("responsible-missing", NOBODY, field="responsible"))
    before = row.facts()
    for key in FIXINGS:
        if key in values:
            setattr(row, key, values[key])
    if row.facts() == before:
        return row
    row.initials, row.terms, row.search_text = search_columns(row, row.enterprise.name)
    row.changed_at, row.version = actor.now, row.version + 1
    row.save()
    journal.record(actor, journal.event("fill in", row, before=before))
    return row


@transaction.atomic
def begin(actor: Actor, row: Hazard) -> None:
    """The unit begins to rectify. Raises Refused."""
    take(actor, row, "begin", place=place_of(actor, row.enterprise), changed_at=actor.now)


@transaction.atomic
def report_fixed(actor: Actor, row: Hazard, *, fixed_on: date, note: str, photos: Sequence[UUID]) -> None:
    """The unit says that it is done, with photos of the place afterwards. Raises Refused with every reason."""
    row = lock(actor, row)
    again = row.ordered_on if row.round > 1 else None
    _refuse(
        hazards.wrong_order(found_on=row.found_on, ordered_on=again, fixed_on=fixed_on, today=actor.today)
    )
    _with_evidence(actor, row, photos)
    take(
        actor, row, "report_fixed", place=place_of(actor, row.enterprise), note=note, reported_on=actor.today,
        fixed_on=fixed_on, fixed_by=actor.human, fixer=actor.who, fix_note=note, changed_at=actor.now,
    )  # fmt: skip
    settle(actor, [row.enterprise_id])


# ---------- verification ----------


@transaction.atomic
def verify(actor: Actor, row: Hazard, *, note: str = "", photos: Sequence[UUID] = ()) -> None:
    """Somebody stood there and found it fixed: a general hazard is closed, a major one waits for its approval. Raises Refused."""
    row = lock(actor, row)
    _refuse(
        hazards.wrong_order(
            found_on=row.found_on, fixed_on=row.fixed_on, verified_on=actor.today, today=actor.today
        )
    )
    _seen_with_a_camera(actor, row, photos)
    place = place_of(actor, row.enterprise)
    seen: dict[str, Any] = {
        "verified_on": actor.today, "verified_by": actor.human, "verifier": actor.who,
        "verifying_office": office_of(actor, "verify hazard", place), "changed_at": actor.now,
    }  # fmt: skip
    is_major = row.grade == hazards.MAJOR
    if not is_major:
        seen |= {"closed_on": actor.today, "closing": "office"}
    step = "verify_on_site" if is_major else "verify"
    take(actor, row, step, place=place, note=note, **seen)
    settle(actor, [row.enterprise_id])


def _seen_with_a_camera(actor: Actor, row: Hazard, photos: Sequence[UUID]) -> None:
    """Photos of the verification. Where the answer came without one (out of a ledger), they are the evidence."""
    number = attach(actor, row.enterprise, photos, role="verified", hazard=row)
    if number and not row.photos_after:
        row.photos_after, row.photo_after_on = number, taken_on(actor, row.enterprise, photos)
        row.save(update_fields=["photos_after", "photo_after_on"])


@transaction.atomic
def approve(actor: Actor, row: Hazard, *, note: str = "") -> None:
    """The second person closes a major hazard. Raises Refused."""
    row = lock(actor, row)
    take(
        actor, row, "approve", place=place_of(actor, row.enterprise), note=note, approved_on=actor.today,
        approved_by=actor.human, approver=actor.who, closed_on=actor.today, closing="office", changed_at=actor.now,
    )  # fmt: skip
    settle(actor, [row.enterprise_id])


@transaction.atomic
def close_inside(actor: Actor, row: Hazard, *, note: str = "") -> None:
    """A second person of the unit closes its own daily find (企业自查自改). Raises Refused."""
    row = lock(actor, row)
    take(
        actor, row, "close_inside", place=place_of(actor, row.enterprise), note=note, verified_on=actor.today,
        verified_by=actor.human, verifier=actor.who, closed_on=actor.today, closing="inside", changed_at=actor.now,
    )  # fmt: skip
    settle(actor, [row.enterprise_id])


@transaction.atomic
def send_back(
    actor: Actor, row: Hazard, *, note: str, due_on: date, photos: Sequence[UUID] = (), inside: bool = False
) -> None:
    """Looked at and not fixed, by an office or by a second person inside: what is wrong, and a second deadline. Raises Refused."""
    row = lock(actor, row)
    _refuse_deadline(actor, row, due_on)
    attach(actor, row.enterprise, photos, role="verified", hazard=row)
    step = "send_back_inside" if inside else "send_back"
    take(
        actor, row, step, place=place_of(actor, row.enterprise), note=note, **_another_round(actor, row, due_on)
    )  # fmt: skip
    settle(actor, [row.enterprise_id])


def _refuse_deadline(actor: Actor, row: Hazard, due_on: date) -> None:
    """A new deadline is counted from today."""
    deadline = hazards.wrong_deadline(
        due_on, found_on=actor.today, grade=row.grade, limits=local(actor).deadlines
    )
    _refuse([deadline] if deadline else [])


def _another_round(actor: Actor, row: Hazard, due_on: date) -> dict[str, Any]:
    """A new order on the same hazard: what was reported and verified before stands in the journal."""
    return {
        **hazards.FALLS_WITH_ORDER, "round": row.round + 1, "ordered_on": actor.today, "due_on": due_on, "changed_at": actor.now,
    }  # fmt: skip


@transaction.atomic
def reopen(actor: Actor, row: Hazard, *, note: str, due_on: date) -> None:
    """A look-back found it there again: a new round on the same hazard. Raises Refused."""
    row = lock(actor, row)
    _refuse_deadline(actor, row, due_on)
    values = {
        **_another_round(actor, row, due_on),
        "reopened": row.reopened + 1,
        "looked_back_on": actor.today,
    }
    take(actor, row, "reopen", place=place_of(actor, row.enterprise), note=note, **values)
    settle(actor, [row.enterprise_id])


@transaction.atomic
def void(actor: Actor, row: Hazard, *, note: str) -> None:
    """The district voids what was entered in error, with the reason; nothing is deleted. Raises Refused."""
    row = lock(actor, row)
    take(actor, row, "void", place=place_of(actor, row.enterprise), note=note, changed_at=actor.now)
    settle(actor, [row.enterprise_id])


@transaction.atomic
def regrade(actor: Actor, row: Hazard, *, criterion: str, note: str) -> None:
    """A hazard turns out to be major ("urn#ref" of the criterion), or not to be one (""). Raises Refused with every reason."""
    row = lock(actor, row)
    facts = {**row.facts(), **actor.facts}
    against = list(hazards.wrong_grading(facts, criterion=criterion, today=actor.today))
    against += _no_criterion(actor, criterion) if criterion else []
    if not actor.scope.allows(hazards.grading_duty(criterion=criterion), place_of(actor, row.enterprise)):
        against.append(Refusal("no-duty", N_("Your duties do not include this change of the grade here.")))
    if not note.strip():
        against.append(Refusal("note-missing", N_("Say why the grade changes."), field="note"))
    _refuse(against)
    before = row.facts()
    row.grade, row.criterion = (hazards.MAJOR if criterion else hazards.GENERAL), criterion
    row.changed_at, row.version = actor.now, row.version + 1
    row.save(update_fields=["grade", "criterion", "changed_at", "version"])
    journal.record(actor, journal.event("grade", row, before=before, note=note))
    settle(actor, [row.enterprise_id])


def _no_criterion(actor: Actor, criterion: str) -> list[Refusal]:
    """A hazard is major by a clause of the criteria, not by a word of whoever found it."""
    if not criterion:
        text = N_("Choose the criterion that makes this a major hazard.")
        return [Refusal("criterion-missing", text, article="应急管理部令10", field="criterion")]
    if standards.is_criterion(criterion, actor.district):
        return []
    text = N_("This criterion is in none of the standards of the district. Choose one of the list.")
    return [Refusal("criterion-unknown", text, article="应急管理部令10", field="criterion")]


@transaction.atomic
def point_out_same(actor: Actor, row: Hazard, other: Hazard) -> None:
    """Two teams reported the same thing: one names the other; both stay until each is closed or void. Raises Refused."""
    row = lock(actor, row)
    if not actor.scope.allows("grade hazard", place_of(actor, row.enterprise)):
        raise Refused(Refusal("no-duty", N_("This hazard is outside what you may change.")))
    if other.enterprise_id != row.enterprise_id or row.pk in (other.pk, other.same_as_id):
        text = N_("Two reports of one hazard are of the same unit, and only one names the other.")
        raise Refused(Refusal("not-the-same", text))
    before = row.facts()
    row.same_as, row.changed_at = other, actor.now
    row.save(update_fields=["same_as", "changed_at"])
    journal.record(actor, journal.event("name the same", row, before=before))


def lock(actor: Actor, row: Hazard, *, version: int | None = None) -> Hazard:
    """The hazard as it stands now, locked until commit. Raises Refused when somebody else was faster."""
    now = (
        Hazard.objects.of_district(actor.district)
        .select_for_update(of=("self",))
        .select_related("enterprise")
    )
    found = now.get(pk=row.pk)
    if version is not None and found.version != version:
        raise Refused(Refusal("changed-meanwhile", FASTER))
    return found
