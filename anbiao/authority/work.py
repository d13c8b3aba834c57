"""What authority has for a person to do: hand-overs to acknowledge, and those that were declined."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority import delegating, handing
from anbiao.authority.models import Delegation, HandOver
from anbiao.authority.naming import joined_duties, said
from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.rules.delegation import DELEGATE, DELEGATION
from anbiao.rules.handing import ANSWER, HAND_OVER


def _to_answer(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return handing.own(actor).filter(state="given").order_by("given_on", "id")


def _declined(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = HandOver.objects.visible_to(actor.scope, "give handover").filter(state="declined")
    return rows.select_related("leaver", "successor").order_by("given_on", "id")


def _item(address: str, step: Any) -> Any:
    def item(_actor: Actor, row: HandOver) -> Item:
        state = HAND_OVER.state(row.state)
        number = len(row.passed)
        words = ngettext(
            "Hand-over of %(number)s thing: %(reason)s", "Hand-over of %(number)s things: %(reason)s", number
        )
        return Item(
            subject=said(row.leaver), url=reverse(address, args=[row.pk]), what=words % {"number": number, "reason": row.reason},
            place=row.giver, due_on=None, mark=state.mark, state=gettext(state.label), step=str(step),
        )  # fmt: skip

    return item


HANDED = register_work(
    Source("hand-overs", _("Hand-overs to acknowledge"), ANSWER, _to_answer, _item("my-hand-over", _("Answer")), "/", model=HandOver)
)  # fmt: skip
DECLINED = register_work(
    Source("hand-overs-declined", _("Hand-overs declined"), "give handover", _declined, _item("hand-over", _("Settle")), "/hand-overs/?state=declined", sent_back=True)
)  # fmt: skip
GIVEN = register_event(
    Event("handed-over", _("Work handed over to you"), "handover", ("give",), (HANDED.name,))
)


# ---------- delegations ----------


def _to_accept(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return delegating.to_answer(actor)


def _delegation(actor: Actor, row: Delegation) -> Item:
    state = DELEGATION.state(row.state)
    words = {
        "name": said(row.giver),
        "duties": joined_duties(row.duties),
        "from": row.from_on.isoformat(),
        "until": row.to_on.isoformat(),
    }
    return Item(
        subject=said(row.giver), url=reverse("my-delegation", args=[row.pk]),
        what=gettext("Stand in for %(name)s from %(from)s to %(until)s: %(duties)s") % words, place=said(row.giver.organisation),
        due_on=row.from_on if row.from_on >= actor.today else actor.today, mark=state.mark, state=gettext(state.label), step=gettext("Answer"),
    )  # fmt: skip


DELEGATED = register_work(
    Source("delegations", _("Delegations to accept"), DELEGATE, _to_accept, _delegation, "/my-delegations/", model=Delegation, owner="deputy")
)  # fmt: skip
NAMED = register_event(
    Event("delegated", _("You are named as a deputy"), "delegation", ("name",), (DELEGATED.name,))
)
