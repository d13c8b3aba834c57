"""Check-lists written by the hundred: versions, the routine checks that follow from them, and the journal, each one statement."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.models import CheckList, Routine
from anbiao.inspection.queries.lists import Item
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows, update_rows
from anbiao.kit.district import new_id
from anbiao.registry.models import Enterprise
from anbiao.rules import visits

LIST_COLUMNS = (
    "id", "district", "enterprise_id", "version", "items", "begun_from", "note", "person", "who", "at",
)  # fmt: skip
ROUTINE_COLUMNS = ("id", "district", "enterprise_id", "frequency", "items", "due_on")


@dataclass(frozen=True)
class NewList:
    """The next version of a unit's list. `version` is the one that it follows, 0 for none."""

    unit: Enterprise
    version: int
    items: tuple[Item, ...]
    begun_from: tuple[str, ...] = ()


def write_lists(actor: Actor, made: Sequence[NewList]) -> bool:
    """Writes versions in the caller's transaction; False, and nothing written, when a list has another version by now."""
    if not made:
        return True
    units = [each.unit.pk for each in made]
    rows = CheckList.objects.of_district(actor.district).filter(enterprise_id__in=units).order_by()
    now = dict(
        rows.values("enterprise_id").annotate(last=Max("version")).values_list("enterprise_id", "last")
    )
    if any(now.get(each.unit.pk, 0) != each.version for each in made):
        return False
    versions = [_version(actor, each) for each in made]
    copy_rows(CheckList, LIST_COLUMNS, [_columns(row) for row in versions])
    journal.record_many(actor, (journal.event("keep", row) for row in versions))
    _set_routines(actor, made)
    settle(actor, units)
    return True


def _version(actor: Actor, new: NewList) -> CheckList:
    return CheckList(
        id=new_id(), district=actor.district, enterprise=new.unit, version=new.version + 1, items=list(new.items),
        begun_from=list(new.begun_from), person=actor.human, who=actor.who, at=actor.now,
    )  # fmt: skip


def _columns(row: CheckList) -> tuple[Any, ...]:
    values: dict[str, Any] = {name: getattr(row, name) for name in LIST_COLUMNS}
    values |= {name: json.dumps(values[name], ensure_ascii=False) for name in ("items", "begun_from")}
    return tuple(values.values())


def _set_routines(actor: Actor, made: Sequence[NewList]) -> None:
    """One routine check for each frequency of a list; what was done last stays, a frequency that is gone goes."""
    wanted: dict[tuple[UUID, str], int] = {}
    for new in made:
        for frequency, number in Counter(item["frequency"] for item in new.items).items():
            wanted[new.unit.pk, frequency] = number
    rows = Routine.objects.of_district(actor.district).filter(enterprise_id__in=[new.unit.pk for new in made])
    standing = {(row.enterprise_id, row.frequency): row for row in rows}
    rows.filter(pk__in=[row.pk for key, row in standing.items() if key not in wanted]).delete()
    changed = [
        (standing[key].pk, number)
        for key, number in wanted.items()
        if key in standing and standing[key].items != number
    ]
    update_rows(Routine, actor.district, ("items",), changed)
    fresh = [
        (new_id(), actor.district, unit, frequency, number, visits.next_due_on(frequency, actor.today))
        for (unit, frequency), number in wanted.items()
        if (unit, frequency) not in standing
    ]
    copy_rows(Routine, ROUTINE_COLUMNS, fresh)
