"""Units that become one, and units that pass between offices: what waits for a person."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.registry import queries
from anbiao.registry.models import Merger, Transfer
from anbiao.registry.work.places import place_of_region

# ---------- units to merge ----------


def _to_merge(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What another person proposed."""
    rows = queries.mergers(actor, "resolve duplicate").filter(state="proposed")
    return rows.exclude(proposed_by__in=actor.people).order_by("proposed_at", "id")


def _merger_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.kept.name,
        url=reverse("merger", args=[row.pk]),
        what=gettext("Merge with %(name)s, proposed by %(who)s")
        % {"name": row.other.name, "who": row.proposer},
        place=place_of_region(row.kept.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


MERGERS = register_work(
    Source(
        "mergers",
        _("Mergers to decide"),
        "resolve duplicate",
        _to_merge,
        _merger_item,
        "/mergers/?state=proposed",
        model=Merger,
    )
)
# ---------- units of other offices ----------


def _offered(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What another office offers to one of the actor's."""
    rows = queries.transfers(actor, "take transfer").filter(
        state="offered", to_office_id__in=sorted(queries.offices_of(actor))
    )
    return rows.order_by("offered_at", "id")


def _came_back(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What the other office did not take."""
    rows = queries.transfers(actor, "offer transfer").filter(
        state="refused", from_office_id__in=sorted(queries.offices_of(actor))
    )
    return rows.order_by("offered_at", "id")


def _transfer_item(actor: Actor, row: Any) -> Item:
    back = row.state == "refused"
    office = row.to_office if back else row.from_office
    words = (
        gettext("%(office)s does not take it: %(why)s") if back else gettext("%(office)s offers it: %(why)s")
    )
    return Item(
        subject=row.name,
        url=reverse("transfer", args=[row.pk]),
        what=words
        % {
            "office": queries.in_words((office.name, office.name_en)),
            "why": row.answer if back else row.reason,
        },
        place=place_of_region(row.enterprise.region),
        due_on=None,
        mark="back" if back else "wait",
        state=pgettext("unit", "Refused") if back else gettext("To be decided"),
        step=gettext("Open") if back else gettext("Decide"),
    )


OFFERED = register_work(
    Source(
        "transfers",
        _("Units offered to us"),
        "take transfer",
        _offered,
        _transfer_item,
        "/transfers/?state=offered&whose=to",
        model=Transfer,
    )
)
CAME_BACK = register_work(
    Source(
        "transfers-refused", _("Offers refused"), "offer transfer", _came_back, _transfer_item, "/transfers/?state=refused&whose=from",
        sent_back=True,
    )
)  # fmt: skip

PROPOSED = register_event(
    Event("merger-proposed", _("Merger to decide"), "merger", ("propose",), (MERGERS.name,))
)
GIVEN = register_event(
    Event("unit-offered", _("Unit offered to us"), "transfer", ("offer",), (OFFERED.name,))
)
