"""A person decides what counts of two contents that came under one number."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from anbiao.inspection.actions.hazards import fill_in
from anbiao.inspection.models import FieldConflict, FieldRecord, Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.registry.queries import place_of
from anbiao.rules import field as law
from anbiao.rules import hazards
from anbiao.rules.places import Place


@transaction.atomic
def decide_conflict(
    actor: Actor, row: FieldConflict, *, other: Collection[law.Path], reason: str
) -> FieldConflict:
    """Keeps in which fields the other content counts, and enters it where an ordinary entry on the hazard can.

    `other` are paths of fields that differ; all others count as they came first. What no entry can change (signed, counted, closed)
    stays as it is: the decision says what counts, and who has to correct it. Raises Refused.
    """
    row = FieldConflict.objects.of_district(actor.district).select_for_update(of=("self",)).get(pk=row.pk)
    first = FieldRecord.objects.of_district(actor.district).get(pk=row.record)
    differing = law.differences(first.content, row.content)
    chosen = [each for each in differing if each.path in other]
    place = place_of(actor, row.enterprise) if row.enterprise else Place(region=row.region)
    entered = _enter(actor, row, chosen, place)
    decision = {"other": [list(each.path) for each in chosen], "entered": [list(path) for path in entered]}
    take(
        actor, row, "decide", place=place, note=reason, decided_at=actor.now, decided_by=actor.human, decider=actor.who,
        reason=reason, decision=decision,
    )  # fmt: skip
    return row


def _enter(
    actor: Actor, row: FieldConflict, chosen: Collection[law.Difference], place: Place
) -> tuple[law.Path, ...]:
    """Fills in what may be entered later, where nobody has corrected it since. Returns the fields that were filled."""
    hazard = Hazard.objects.of_district(row.district).filter(pk__in=[row.object_id]).first()
    may = any(actor.scope.allows(each, place) for each in ("rectify hazard", "grade hazard"))
    if hazard is None or hazard.state not in hazards.OPEN or not may:
        return ()
    fitting = [
        each
        for each in chosen
        if (name := law.entered_later(row.kind, each.path))
        and _as_kept(hazard, name) == _plain(name, each.first)
    ]
    values: Mapping[str, Any] = {each.path[1]: _plain(each.path[1], each.other) for each in fitting}
    if values:
        fill_in(actor, hazard, values=values, version=hazard.version)
    return tuple(each.path for each in fitting)


def _as_kept(hazard: Hazard, name: str) -> object:
    return getattr(hazard, name)


def _plain(name: str, value: object) -> object:
    """A value of a record as the hazard keeps it: texts without blanks around them, a missing text empty."""
    return value if name == "funds" else str(value or "").strip()
