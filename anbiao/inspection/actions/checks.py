"""List 1 of a unit, and the checks that are done by it: begun, answered, finished with what was found, never rewritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.actions.hazards import Finding, office_of, report_hazard
from anbiao.inspection.actions.pictures import attach, taken_on
from anbiao.inspection.models import Check, CheckList, Hazard, Picture, Routine
from anbiao.inspection.queries import lists
from anbiao.inspection.queries.local import local
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.district import new_id
from anbiao.kit.numbers import serial, take_numbers
from anbiao.kit.workflow import FASTER, take
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import hazards, units, visits
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

KIND = "check"
OUTSIDE = N_("This unit is outside what you may check.")
Items = Sequence[Mapping[str, str]]


# ---------- list 1 ----------


@transaction.atomic
def keep_list(
    actor: Actor,
    unit: Enterprise,
    items: Items,
    *,
    version: int,
    note: str = "",
    begun_from: Sequence[str] = (),
) -> CheckList:
    """A new version of a unit's check-list, if nobody else made one since `version` (0: there was none). Raises Refused.

    Each item has an id and a title; what it lacks otherwise is empty. The routine checks follow from the frequencies.
    """
    if not actor.scope.allows("keep check-list", place_of(actor, unit)):
        raise Refused(Refusal("no-duty", N_("Only the unit and its expert keep its check-list.")))
    rows = CheckList.objects.of_district(actor.district).filter(enterprise=unit)
    last = rows.select_for_update().order_by("-version").first()
    if (last.version if last else 0) != version:
        raise Refused(Refusal("changed-meanwhile", FASTER))
    kept = [lists.item_of(item) for item in items]
    against = _against_items(kept)
    if against:
        raise Refused(*against)
    made = CheckList.objects.create(
        district=actor.district, enterprise=unit, version=version + 1, items=kept, note=note.strip(),
        begun_from=list(begun_from) or (last.begun_from if last else []), person=actor.human, who=actor.who, at=actor.now,
    )  # fmt: skip
    journal.record(actor, journal.event("keep", made))
    _set_routines(actor, unit, kept)
    settle(actor, [unit.pk])
    return made


def _against_items(items: Items) -> list[Refusal]:
    found: list[Refusal] = []
    if not items:
        found.append(Refusal("list-empty", N_("A check-list has at least one item.")))
    if len(items) > lists.MOST_ITEMS:
        text = N_("A check-list has at most {number} items. Split it by workplace.")
        found.append(Refusal("list-too-long", text, {"number": str(lists.MOST_ITEMS)}))
    ids = [item["id"] for item in items]
    if len(set(ids)) < len(ids):
        found.append(Refusal("item-twice", N_("The same item stands in the list twice.")))
    if any(not item["title"] for item in items):
        found.append(Refusal("item-empty", N_("Every item says what is checked."), field="title"))
    if any(item["frequency"] not in visits.FREQUENCIES for item in items):
        found.append(
            Refusal("frequency-unknown", N_("Choose how often the item is checked."), field="frequency")
        )
    return found


def _set_routines(actor: Actor, unit: Enterprise, items: Items) -> None:
    """One routine check for each frequency of the list; what was done last stays, a frequency that is gone goes."""
    counted: dict[str, int] = {}
    for item in items:
        counted[item["frequency"]] = counted.get(item["frequency"], 0) + 1
    rows = Routine.objects.of_district(actor.district).filter(enterprise=unit)
    rows.exclude(frequency__in=counted).delete()
    standing = {row.frequency: row for row in rows}
    for frequency, number in counted.items():
        row = standing.get(frequency)
        if row is None:
            due = visits.next_due_on(frequency, actor.today)
            Routine.objects.create(
                district=actor.district, enterprise=unit, frequency=frequency, items=number, due_on=due
            )
        elif row.items != number:
            row.items = number
            row.save(update_fields=["items"])


# ---------- a check ----------


@dataclass(frozen=True)
class Visit:
    """How a check went. `answers`: item → {"result", "note", "photos"}; `findings`: item ("" for none) → the hazard it opens."""

    outcome: str = "done"
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    next_on: date | None = None
    note: str = ""
    companions: str = ""
    received_by: str = ""
    unit_signature: UUID | None = None
    own_signature: UUID | None = None
    refused_signature: bool = False
    photos: Sequence[UUID] = ()
    longitude: float | None = None
    latitude: float | None = None
    device_at: datetime | None = None


@transaction.atomic
def begin_check(
    actor: Actor,
    unit: Enterprise,
    *,
    kind: str,
    frequency: str = "",
    for_a_case: bool = False,
    check_id: UUID | None = None,
    begun_at: datetime | None = None,
    list_version: int | None = None,
) -> Check:
    """Begins a check with the unit's own list, or its sector's where it has none: as it is now, or in the version that a device began with
    at `begun_at` (rules/visits.py: made_on, stale_list). Raises Refused.

    An office's visit beyond the yearly cap is refused unless it is for a case (tip-off, order, emergency).
    """
    place = place_of(actor, unit)
    if kind in visits.INSPECTIONS:  # two at once are counted one after the other
        Enterprise.objects.of_district(actor.district).select_for_update(no_key=True).get(pk=unit.pk)
    _refuse(_against_check(actor, unit, kind, place, for_a_case=for_a_case))
    own = _list_used(actor, unit, list_version)
    begun_at = begun_at or actor.now
    on = visits.made_on(day_of(begun_at), received_on=actor.today)
    items = lists.items_for(actor, unit, own, kind=kind, frequency=frequency)
    _refuse(visits.wrong_frequency(frequency, items=len(items)))
    row = Check.objects.create(
        id=check_id or new_id(), district=actor.district, enterprise=unit, kind=kind, frequency=frequency, check_list=own,
        items=items, for_a_case=for_a_case, organisation_id=office_of(actor, "make check", place), account_id=actor.person,
        person=actor.human, who=actor.who, on=on, begun_at=min(begun_at, actor.now),
    )  # fmt: skip
    journal.record(actor, journal.event("begin", row))
    return row


def _list_used(actor: Actor, unit: Enterprise, version: int | None) -> CheckList | None:
    """The unit's list in a version, None for its sector's (0); the newest where no version is named. Raises Refused. One or two queries."""
    newest = lists.latest(actor.district, unit)
    if version is None or version == (newest.version if newest else 0):
        return newest
    rows = CheckList.objects.of_district(actor.district).filter(enterprise=unit)
    known = {row.version: row for row in rows.filter(version__in=(version, version + 1))}
    if version + 1 not in known or (version and version not in known):
        raise Refused(
            Refusal(
                "list-unknown",
                N_("The unit has no such check-list. Load the unit again."),
                field="list_version",
            )
        )
    stale = visits.stale_list(day_of(known[version + 1].at), received_on=actor.today)
    _refuse([stale] if stale else [])
    return known.get(version)


def _refuse(against: Sequence[Refusal]) -> None:
    if against:
        raise Refused(*against)


def _against_check(
    actor: Actor, unit: Enterprise, kind: str, place: Place, *, for_a_case: bool
) -> list[Refusal]:
    found: list[Refusal] = []
    # By what she is at this unit: an officer elsewhere does not inspect here.
    duties = {grant.duty for grant in actor.scope.allowing_at("make check", place)}
    if not duties:
        found.append(Refusal("no-duty", OUTSIDE))
    wrong = visits.wrong_kind(kind, duties)
    if wrong and duties:
        found.append(wrong)
    if unit.state not in units.ALIVE:
        found.append(Refusal("unit-gone", N_("The unit is no longer in operation here.")))
    done = lists.inspections_this_year(actor, unit, office_of(actor, "make check", place))
    cap = visits.over_cap(done, cap=local(actor).visit_cap, kind=kind, for_a_case=for_a_case)
    return found + ([cap] if cap else [])


@transaction.atomic
def finish_check(actor: Actor, row: Check, visit: Visit) -> Check:
    """Ends a check: its answers are frozen, every failed item with a finding opens a hazard, the routine is done. Raises Refused
    with everything that is missing.
    """
    row = _locked(actor, row)
    results = {item: str(answer.get("result", "")) for item, answer in visit.answers.items()}
    items = [item["id"] for item in row.items]
    against = visits.unfinished(
        outcome=visit.outcome, items=items, answers=results, signed=_is_signed(row, visit), next_on=visit.next_on, on=row.on,
        findings=len(visit.findings),
    )  # fmt: skip
    alone = visits.alone(kind=row.kind, companions=visit.companions)
    bare = visits.bare_case(for_a_case=row.for_a_case, note=visit.note)
    said = [each for each in (alone, bare) if each]
    _refuse([*against, *_unexplained(results, visit), *said, *_no_signature(actor, row, visit)])
    number = take_numbers(actor.district, KIND, row.on.year)[0]
    done: dict[str, Any] = {
        "serial": serial(row.on.year, number), "outcome": visit.outcome, "answers": dict(visit.answers),
        "next_on": visit.next_on, "remark": visit.note.strip(), "companions": visit.companions.strip(),
        "received_by": visit.received_by.strip(), "unit_signature": visit.unit_signature,
        "own_signature": visit.own_signature, "refused_signature": visit.refused_signature, "longitude": visit.longitude,
        "latitude": visit.latitude, "device_at": visit.device_at, "finished_at": actor.now,
        "failed": sum(1 for item in set(items) if results.get(item) == "fails"), "version": row.version + 1,
    }  # fmt: skip
    take(actor, row, "finish", place=place_of(actor, row.enterprise), **done)
    _keep_pictures(actor, row, visit)
    for finding in visit.findings:
        _open(actor, row, finding)
    _routine_done(actor, row)
    settle(actor, [row.enterprise_id])
    return row


def _is_signed(row: Check, visit: Visit) -> bool:
    """The unit signs what others found; its own check needs nobody else's name; a refusal is written into the note."""
    if row.kind == "self" or visit.unit_signature is not None:
        return True
    return visit.refused_signature and bool(visit.note.strip())


def _no_signature(actor: Actor, row: Check, visit: Visit) -> list[Refusal]:
    """A signature is one of this visit and of the unit: it has arrived, and was not given before. Raises Refused for one not here."""
    signed = visit.unit_signature
    if signed is None:
        return []
    taken_on(actor, row.enterprise, [signed])
    used = Picture.objects.of_district(actor.district).filter(photo=signed)
    if signed != visit.own_signature and not used.exists():
        return []
    text = N_("This signature was used before. Let the unit sign this check.")
    return [Refusal("signature-used", text, article="安全生产法 (2021) 第六十八条", field="signature")]


def _unexplained(results: Mapping[str, str], visit: Visit) -> list[Refusal]:
    """An item that fails says what is wrong: by a hazard, or by a note."""
    explained = {finding.item for finding in visit.findings} | {
        item for item, answer in visit.answers.items() if str(answer.get("note", "")).strip()
    }
    bare = [item for item, result in results.items() if result == "fails" and item not in explained]
    if not bare or visit.outcome != "done":
        return []
    text = N_("{number} items do not conform and say nothing. Record the hazard, or write a note.")
    return [Refusal("fails-bare", text, {"number": str(len(bare))}, field="answers")]


def _keep_pictures(actor: Actor, row: Check, visit: Visit) -> None:
    """Photos of the pool and of items; signatures are pictures, too."""
    sorted_in: set[UUID] = set()
    for item, answer in visit.answers.items():
        photos = [UUID(str(photo)) for photo in answer.get("photos", ())]
        sorted_in.update(photos)
        attach(actor, row.enterprise, photos, role="answer", item=item, check_made=row)
    found = {photo for finding in visit.findings for photo in (*finding.photos, *finding.fixed_photos)}
    attach(
        actor, row.enterprise, [p for p in visit.photos if p not in sorted_in | found], role="pool", check_made=row
    )  # fmt: skip
    signed = [each for each in (visit.unit_signature, visit.own_signature) if each]
    attach(actor, row.enterprise, signed, role="signature", check_made=row)


def _open(actor: Actor, row: Check, finding: Finding) -> Hazard:
    """The hazard of a finding: its item's basis and clause come with it, its source is that of the kind of check."""
    item: dict[str, str] = next((each for each in row.items if each["id"] == finding.item), {})
    given = replace(
        finding, clause=finding.clause or item.get("clause", ""), basis=finding.basis or item.get("basis", ""),
        source=finding.source or visits.kind_named(row.kind).source, found_on=row.on,
    )  # fmt: skip
    return report_hazard(actor, row.enterprise, given, check=row)


def _routine_done(actor: Actor, row: Check) -> None:
    """A self-check of a frequency does its routine; one of the whole list does all of them."""
    if row.kind != "self" or row.outcome != "done":
        return
    rows = Routine.objects.of_district(actor.district).filter(enterprise=row.enterprise)
    frequencies = {item["frequency"] for item in row.items} if not row.frequency else {row.frequency}
    for name in frequencies & set(visits.FREQUENCIES):
        rows.filter(frequency=name).update(last_on=row.on, due_on=visits.next_due_on(name, row.on))


@transaction.atomic
def void_check(actor: Actor, row: Check, *, note: str) -> None:
    """The district voids a check entered in error; hazards that came from it have to be settled first. Raises Refused."""
    row = _locked(actor, row)
    standing = Hazard.objects.of_district(actor.district).filter(
        check_made=row, state__in=sorted(hazards.OPEN)
    )
    row.hazards_standing = standing.count()
    take(actor, row, "void", place=place_of(actor, row.enterprise), note=note)
    settle(actor, [row.enterprise_id])


def _locked(actor: Actor, row: Check) -> Check:
    rows = (
        Check.objects.of_district(actor.district).select_for_update(of=("self",)).select_related("enterprise")
    )
    return rows.get(pk=row.pk)
