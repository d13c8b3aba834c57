"""Where units lie, decided by a person after a file named no towns: the proposal stands, or another town or village is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.authority.places import Offices
from anbiao.kit.actor import Actor
from anbiao.registry.actions.writing import Batch, write
from anbiao.registry.models import Enterprise
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal

OUTSIDE = N_("This place is outside what you may keep in the roster.")
NOT_PROPOSED = N_("No town is proposed for this unit: choose one.")


@dataclass(frozen=True)
class Placing:
    """What placing units would do: unit → its region, those placed so already, and the refused."""

    change: dict[UUID, str]
    same: Sequence[UUID]
    refused: Sequence[tuple[Enterprise, Refusal]]


def preview_placing(actor: Actor, rows: Sequence[Enterprise], *, region: str = "") -> Placing:
    """What it would do; an empty region takes each unit's proposal. Writes nothing."""
    change, same, refused = {}, [], []
    for row in rows:
        to = region or row.region
        if not all(actor.scope.allows("change enterprise", Place(region=each)) for each in (row.region, to)):
            refused.append((row, Refusal("no-duty", OUTSIDE)))
        elif to == actor.district:
            refused.append((row, Refusal("town-missing", NOT_PROPOSED)))
        elif to == row.region and not row.placed_by:
            same.append(row.pk)
        else:
            change[row.pk] = to
    return Placing(change, same, refused)


@transaction.atomic
def place_units(actor: Actor, rows: Any, *, region: str = "") -> Placing:
    """Places units; their town's office answers for them from today. A few statements whatever the number."""
    locked = Enterprise.objects.visible_to(actor.scope, "change enterprise")
    found = list(
        locked.filter(pk__in=[row.pk for row in rows]).order_by("pk").select_for_update(of=("self",))
    )
    placing = preview_placing(actor, found, region=region)
    changed = {}
    for row in found:
        if row.pk in placing.change:
            before = {key: getattr(row, key) for key in (*Enterprise.FACTS, "version")}
            changed[row.pk] = (before, {**before, "region": placing.change[row.pk], "placed_by": ""})
    write(actor, Batch(changed=changed), offices=Offices(actor.district))
    return placing
