"""What a unit's page has to ask for: most units have never been merged, split, offered or spoken of, and one question tells so."""

from django.db.models import Q

from anbiao.kit.actor import Actor
from anbiao.kit.register.counting import counts
from anbiao.registry.models import Enterprise
from anbiao.registry.queries.banners import all_banners
from anbiao.registry.queries.records import mergers, splits
from anbiao.registry.queries.transfers import transfers

MERGERS, SPLITS, TRANSFERS, BANNERS = "mergers", "splits", "transfers", "banners"


def present(actor: Actor, unit: Enterprise) -> frozenset[str]:
    """Which of these there are at a unit, as far as the actor reads them. One query for a page, however often it is asked."""
    if "_present" not in unit.__dict__:
        asked = {
            MERGERS: mergers(actor, "read enterprise").filter(kept=unit),
            SPLITS: splits(actor).filter(Q(unit=unit) | Q(new=unit)),
            TRANSFERS: transfers(actor).filter(enterprise=unit),
            BANNERS: all_banners(actor, unit),
        }
        numbers = counts(list(asked.values()))
        unit.__dict__["_present"] = frozenset(
            name for name, each in zip(asked, numbers, strict=True) if each.number
        )
    found: frozenset[str] = unit.__dict__["_present"]
    return found
