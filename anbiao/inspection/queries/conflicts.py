"""What came from the field beside what it became: records with their clocks, photos of a receipt, conflicts with both contents in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.models import Check, FieldConflict, FieldRecord, Look
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.photos.queries import among
from anbiao.rules import field as law
from anbiao.rules import hazards, surveys, visits
from anbiao.standards.queries import in_words

MOST = 50
KINDS: Mapping[str, Any] = {
    "check": _("Check"), "hazard": _("Hazard found in passing"), "fix": _("Rectification"), "verify": _("Verification"), "look": _("Look-back"),
    "survey": _("Survey finding"),
}  # fmt: skip
FIELDS: Mapping[str, Any] = {
    "answers": _("Answer"), "result": _("Result"), "note": _("Remark"), "photos": _("Photos"), "fixed_photos": _("Photos after rectification"),
    "hazards": _("Hazard"), "hazard": _("Hazard"), "title": _("What is wrong"), "grade": _("Grade"), "criterion": _("Criterion"), "due_on": _("Deadline"),
    "responsible": _("Responsible"), "place": _("Place in the unit"), "measure": _("Measures"), "basis": _("Basis"), "category": _("Category"),
    "item": _("Item"), "control": _("Temporary control"), "clause": _("Clause"), "fixings": _("Five fixings"), "funds": _("Funds"),
    "plan": _("Contingency plan"), "fixed_on": _("Fixed on"), "is_fixed": _("Fixed"), "enterprise": _("Unit"), "type": _("Kind of check"),
    "frequency": _("Frequency"), "for_a_case": _("For a case"), "begun_at": _("Begun at"), "list_version": _("Version of the list"),
    "outcome": _("Outcome"), "next_on": _("Next try"), "companions": _("Accompanied by"), "received_by": _("Received by"),
    "unit_signature": _("Signature of the unit"), "own_signature": _("Own signature"), "refused_signature": _("Signature refused"),
    "longitude": _("Longitude"), "latitude": _("Latitude"), "step": _("What was seen"), "look": _("Look-back"),
    "what": _("What was found"), "name": _("Name"), "code": _("Credit code"), "region": _("Town or village"), "address": _("Address"),
    "sector": _("Sector"), "employees": _("Employees"), "principal": _("Principal"), "looks_due": _("Has to be created, as it looks"),
    "outside": _("Moved out of the district"),
}  # fmt: skip
_VALUES: Mapping[str, Mapping[str, str]] = {
    "result": visits.RESULTS, "grade": hazards.GRADES, "outcome": visits.OUTCOMES, "frequency": visits.FREQUENCIES,
    "what": surveys.KINDS, "looks_due": surveys.LOOKS_DUE,
}  # fmt: skip


def photos_here(actor: Actor, photos: Sequence[UUID]) -> dict[str, Any]:
    """Which of a record's photos have arrived, each with its hash; and the hashes of the originals that followed. One query.

    Said anew with each receipt: the device deletes what it can compare, and sends again what is not named.
    """
    return told_of_photos(among(actor, photos).values() if photos else ())


def told_of_photos(photos: Iterable[Photo]) -> dict[str, Any]:
    """Photos as a receipt names them."""
    found = list(photos)
    return {
        "photos": {str(each.pk): each.sha256 for each in found},
        "originals": {str(each.pk): each.original_sha256 for each in found if each.original_sha256},
    }


# ---------- conflicts ----------


def conflicts(
    actor: Actor, capability: str = "read field_conflict"
) -> QuerySet[FieldConflict, FieldConflict]:
    """Conflicts of the units that the actor reaches."""
    return FieldConflict.objects.visible_to(actor.scope, capability).select_related("enterprise")


def to_decide(actor: Actor) -> QuerySet[FieldConflict, FieldConflict]:
    """Open conflicts that the actor may decide: none in which she sent one of the two."""
    rows = conflicts(actor, "decide field_conflict").filter(state="open")
    if actor.human:
        rows = rows.exclude(first_by__in=actor.people).exclude(other_by__in=actor.people)
    return rows


def first_of(row: FieldConflict) -> FieldRecord:
    """The record that came first and was done."""
    return FieldRecord.objects.of_district(row.district).get(pk=row.record)


def own_conflicts(actor: Actor) -> list[dict[str, Any]]:
    """What became of the other contents that the actor's account sent, for the device that keeps them. One query."""
    rows = FieldConflict.objects.of_district(actor.district).filter(
        account=actor.person, account__isnull=False
    )
    return [
        {
            "id": str(row.record), "sha256": row.sha256, "decided": row.state == "decided", "decider": row.decider, "reason": row.reason,
            "decided_at": row.decided_at.isoformat() if row.decided_at else "",
            "other": [words(row.kind, tuple(path), {}) for path in row.decision.get("other", ())],
            "remains": remains(row),
        }
        for row in rows.order_by("-received_at")[:MOST]
    ]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One field of two contents in words: what was done says `first`, what came later `other`; photos stand as their ids."""

    path: law.Path
    label: str
    first: str
    other: str
    first_photos: Sequence[str] = ()
    other_photos: Sequence[str] = ()
    entered: bool = False


def lines(row: FieldConflict, first: FieldRecord) -> tuple[list[Line], list[Line]]:
    """The fields that differ and those that are equal. One query for a check, to name its items."""
    items = _items(row)
    differing = [
        _line(row.kind, each.path, each.first, each.other, items)
        for each in law.differences(first.content, row.content)
    ]
    equal = [
        _line(row.kind, path, value, value, items)
        for path, value in law.equal(first.content, row.content).items()
        if value not in ("", None, [], {})
    ]
    return differing, equal


def _line(kind: str, path: law.Path, first: object, other: object, items: Mapping[str, str]) -> Line:
    name = path[-1] if path else ""
    if name in law.PHOTOS:
        return Line(path, words(kind, path, items), "", "", _ids(first), _ids(other))
    entered = bool(law.entered_later(kind, path))
    return Line(path, words(kind, path, items), _value(name, first), _value(name, other), entered=entered)


def _ids(value: object) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list) else [value]) if each]


def _value(name: str, value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | dict):
        return "—" if not value else str(len(value))
    return gettext(_VALUES.get(name, {}).get(str(value), "")) or str(value) if name in _VALUES else str(value)


def words(kind: str, path: law.Path, items: Mapping[str, str]) -> str:
    """Where a value stands, in words: "Answer · emergency exit · Result"."""
    told = path[1:] if kind in ("hazard", "fix") and len(path) > 1 else path
    return " · ".join(str(FIELDS.get(part) or items.get(part) or part) for part in told)


def _items(row: FieldConflict) -> dict[str, str]:
    if row.kind != "check" or row.object_id is None:
        return {}
    check = Check.objects.of_district(row.district).filter(pk=row.object_id).only("items").first()
    return {
        each["id"]: in_words(each["title"], each.get("title_en", ""))
        for each in (check.items if check else [])
    }


def remains(row: FieldConflict) -> str:
    """Who has to correct what counts and could not be entered; "" where nothing is left."""
    entered = {tuple(path) for path in row.decision.get("entered", ())}
    left = [path for path in row.decision.get("other", ()) if tuple(path) not in entered]
    return gettext(law.CORRECTED.get(row.kind, law.ANEW)) if left else ""


# ---------- beside what it became ----------


@dataclass(frozen=True)
class Came:
    """What came from the field of one check or hazard: records with what their clocks said, and conflicts about them."""

    records: Sequence[FieldRecord]
    conflicts: Sequence[FieldConflict]

    @property
    def kinds(self) -> list[tuple[FieldRecord, str, int]]:
        """Each record with its kind in words, and the minutes by which its device's clock was wrong (0: it was not)."""
        return [(row, kind_words(row.kind), round((row.skew or 0) / 60)) for row in self.records]


def kind_words(kind: str) -> str:
    """A kind of record in the reader's language."""
    return str(KINDS.get(kind, kind))


def came(actor: Actor, *ids: UUID | None) -> Came:
    """What came from the field for these rows, which the caller has found through the actor's scope; in the order of arrival.

    Three queries.
    """
    looks = Look.objects.of_district(actor.district).filter(hazard_id__in=[each for each in ids if each])
    wanted = [*(each for each in ids if each), *looks.values_list("pk", flat=True)]
    records = FieldRecord.objects.of_district(actor.district).filter(object_id__in=wanted).defer("content")
    found = FieldConflict.objects.of_district(actor.district).filter(object_id__in=wanted).defer("content")
    return Came(list(records.order_by("received_at", "id")), list(found.order_by("received_at", "id")))
