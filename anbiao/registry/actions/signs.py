"""Door signs renewed: what was lost or copied no longer opens the unit."""

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_, Refusal, Refused

MOST_SIGNS = 999


@transaction.atomic
def renew_sign(actor: Actor, unit: Enterprise, *, reason: str) -> int:
    """Every sign of the unit printed until now is no longer accepted; the next print holds the new number, which is returned."""
    row = Enterprise.objects.of_district(actor.district).select_for_update().get(pk=unit.pk)
    if not actor.scope.allows("change enterprise", row.place()):
        raise Refused(Refusal("no-duty", N_("“{name}” is outside what you may decide."), {"name": row.name}))
    if row.sign >= MOST_SIGNS:
        raise Refused(Refusal("signs-used-up", N_("This sign was renewed too often.")))
    before, number = row.sign, row.sign + 1
    Enterprise.objects.of_district(actor.district).filter(pk=row.pk).update(sign=number, sign_on=actor.today)
    renewed = journal.Event("renew sign", "enterprise", row.id, {"sign": before}, {"sign": number}, reason)
    journal.record(actor, renewed)
    return number
