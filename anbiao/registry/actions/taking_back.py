"""An import taken back: its units stand as entered in error, the fields that it changed are what they were. All of it, or nothing.

The journal stays as it is: what was entered and what was taken back are both told. A unit on which somebody has worked since, or a
field that was changed since, stands against the whole act, and each is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from anbiao.authority.places import Offices
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.kit.imports import runs
from anbiao.kit.models import Entry, ImportRun, PersonalValue
from anbiao.kit.workflow import take_many
from anbiao.registry.actions.writing import Batch, write
from anbiao.registry.models import (
    DuplicatePair,
    Enterprise,
    FormerCode,
    Position,
    Responsibility,
    StatusChange,
    plain,
)
from anbiao.registry.queries.hanging import hanging_on
from anbiao.registry.signals import ROSTER
from anbiao.rules.refusal import N_, Refusal, Refused, Term
from anbiao.rules.units import ALIVE, UNIT

TOLD = 100  # reasons that are named; the rest is counted
DAYS = frozenset({"established_on", "verified_on"})
Facts = dict[str, Any]


@dataclass
class Written:
    """What an import wrote, by its journal: the units that it entered, and of each that it changed the values before and after."""

    created: set[UUID] = field(default_factory=set)
    changed: dict[UUID, tuple[Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=dict)
    erased: set[UUID] = field(default_factory=set)


def take_back(actor: Actor, run: ImportRun, *, reason: str) -> int:
    """Takes a written import back and returns how many units that concerned. Raises Refused with everything that stands against it."""
    with runs.changing(run):
        runs.move(actor, run, "take_back", note=reason)
        written = written_by(run)
        units = _locked(actor.district, written)
        reasons = _against(actor, written, units)
        if reasons:
            raise Refused(*_told(reasons))
        _remove(actor, [units[pk] for pk in written.created], reason)
        _restore(actor, written, units)
    return len(units)


def written_by(run: ImportRun) -> Written:
    """What the run wrote. Three queries: where its writing stands in the journal, the entries, their personal values."""
    own = Entry.objects.filter(district=run.district, object_id=run.pk)
    last = own.filter(verb="write").order_by("-number").first()
    begun = own.filter(verb="confirm").order_by("-number").values_list("number", flat=True).first()
    if last is None or begun is None:
        raise Refused(Refusal("import-unknown", N_("The journal holds nothing of this import.")))
    entries = Entry.objects.filter(
        district=run.district, number__gt=begun, number__lt=last.number, at=last.at, person=last.person, object_type="enterprise"
    )  # fmt: skip
    changes = list(entries.filter(verb="change"))
    personal = dict(
        PersonalValue.objects.filter(entry__in=[e.id for e in changes]).values_list("entry", "values")
    )
    written = Written(created=set(entries.filter(verb="register").values_list("object_id", flat=True)))
    for entry in changes:
        kept = personal.get(entry.id, {})
        before, after = (_whole(entry, side, kept) for side in ("before", "after"))
        if before is None or after is None:
            written.erased.add(entry.object_id)
        else:
            written.changed[entry.object_id] = (before, after)
    return written


def _whole(entry: Entry, side: str, kept: Mapping[str, Mapping[str, Any]]) -> Facts | None:
    """One side of an entry with its personal values; None when these were erased."""
    values = {key: value for key, value in (getattr(entry, side) or {}).items() if key in Enterprise.FACTS}
    for key, value in values.items():
        if isinstance(value, dict):  # a hash stands for it
            if key not in kept.get(side, {}):
                return None
            values[key] = kept[side][key]
    return values


def _locked(district: str, written: Written) -> dict[UUID, Enterprise]:
    ids = written.created | written.changed.keys() | written.erased
    rows = Enterprise.objects.of_district(district).filter(pk__among=ids).order_by("pk")
    return {unit.pk: unit for unit in rows.select_for_update()}


# ---------- what stands against it ----------


def _against(actor: Actor, written: Written, units: Mapping[UUID, Enterprise]) -> list[Refusal]:
    reasons = [_reason("unit-worked-on", WORKED_ON, units[pk]) for pk in _touched(written, units)]
    for each in hanging_on(actor.district, written.created):
        params = {"number": f"{each.number:,}", "what": Term(each.what)}
        reasons.append(_reason("unit-depended-on", DEPENDED_ON, units[each.unit], **params))
    for pk, (_, after) in written.changed.items():
        if any(plain(getattr(units[pk], key)) != value for key, value in after.items()):
            reasons.append(_reason("unit-changed-since", CHANGED_SINCE, units[pk]))
        elif units[pk].state not in ALIVE:
            reasons.append(_reason("unit-worked-on", WORKED_ON, units[pk]))
        elif not actor.scope.allows("withdraw import", units[pk].place()):
            reasons.append(_reason("no-duty", OUTSIDE, units[pk]))
    return reasons + [_reason("values-erased", ERASED, units[pk]) for pk in written.erased]


WORKED_ON = N_(
    "{unit}: its facts or its status were changed since. Leave it, or record its closing on its page."
)
DEPENDED_ON = N_("{unit}: {what} hang on it ({number}).")
CHANGED_SINCE = N_("{unit}: what the import had changed was changed again since.")
ERASED = N_("{unit}: the personal values that stood before were erased and cannot be put back.")
MORE = N_("And {number} more of the kind.")


def _touched(written: Written, units: Mapping[UUID, Enterprise]) -> Iterable[UUID]:
    """Of the units entered those that are no more as they were entered."""
    return (pk for pk in written.created if units[pk].version > 1 or units[pk].state != UNIT.initial)


def _reason(code: str, text: str, unit: Enterprise, **params: str) -> Refusal:
    return Refusal(code, text, {"unit": unit.name, **params})


def _told(reasons: list[Refusal]) -> list[Refusal]:
    told = sorted(reasons, key=lambda reason: reason.params["unit"])[:TOLD]
    rest = len(reasons) - len(told)
    return [*told, *([Refusal("more-reasons", MORE, {"number": f"{rest:,}"})] if rest else [])]


# ---------- taking back ----------


def _remove(actor: Actor, units: list[Enterprise], reason: str) -> None:
    """Units entered in error: their codes are free again, nobody answers for them any more, and neither a duplicate
    nor a position of theirs waits to be decided.
    """
    if not units:
        return
    ids = [unit.pk for unit in units]
    same = {"uscc": None, "version": 2, "changed_at": actor.now}
    taken = take_many(
        actor,
        [(unit, unit.place()) for unit in units],
        "take_back",
        note=reason,
        each=dict.fromkeys(ids, same),
    )
    if taken.refused:
        raise Refused(*_told([_reason("no-duty", OUTSIDE, u) for u in units if u.pk in taken.refused]))
    copy_rows(
        StatusChange, ("id", "district", "enterprise_id", "state", "on", "reason", "by", "at"),
        [(new_id(), actor.district, pk, "mistaken", actor.today, reason, actor.who, actor.now) for pk in ids],
    )  # fmt: skip
    standing = Responsibility.objects.of_district(actor.district).filter(enterprise_id__in=ids, to_on=None)
    standing.update(to_on=Greatest(F("from_on"), Value(actor.today - timedelta(days=1))))
    pairs = DuplicatePair.objects.of_district(actor.district).filter(state="open")
    pairs.filter(Q(first_id__in=ids) | Q(second_id__in=ids)).delete()
    Position.objects.of_district(actor.district).filter(enterprise_id__in=ids, state="proposed").delete()
    ROSTER.tell(actor, ids)


OUTSIDE = N_("{unit}: lies outside what you may keep in the roster.")


def _restore(actor: Actor, written: Written, units: Mapping[UUID, Enterprise]) -> None:
    """The fields that were changed get back what stood in them; whoever answered by them follows."""
    batch = Batch()
    codes: dict[UUID, str] = {}
    for pk, (before, _) in written.changed.items():
        now = {key: getattr(units[pk], key) for key in (*Enterprise.FACTS, "version")}
        batch.changed[pk] = (now, {**now, **{key: _typed(key, value) for key, value in before.items()}})
        if before.get("uscc"):
            codes[pk] = before["uscc"]
    former = FormerCode.objects.of_district(actor.district).filter(uscc__in=list(codes.values()))
    former.filter(enterprise_id__in=list(codes)).delete()
    write(actor, batch, offices=Offices(actor.district))


def _typed(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in DAYS and value else value
