"""Circulars sent back, to approve, to issue, to sign for."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.oversight.models import Circular
from anbiao.oversight.queries import circulars as queries
from anbiao.oversight.words import period_words
from anbiao.rules.circulars import CIRCULAR


def _in(capability: str, state: str) -> Any:
    def rows(actor: Actor, _team: bool) -> QuerySet[Circular, Circular]:
        return queries.circulars(actor, capability).filter(state=state).order_by("last_on", "id")

    return rows


def _to_approve(actor: Actor, _team: bool) -> QuerySet[Circular, Circular]:
    """Who wrote at it is not asked to approve it."""
    rows: QuerySet[Circular, Circular] = _in("approve circular", "submitted")(actor, False)
    return rows.exclude(writers__overlap=[str(each) for each in actor.people])


def _to_sign(actor: Actor, _team: bool) -> QuerySet[Circular, Circular]:
    return queries.to_sign(actor)


def _item(step: Any) -> Any:
    def item(_actor: Actor, row: Circular) -> Item:
        state = CIRCULAR.state(row.state)
        title = row.title.replace("\n", "")
        return Item(
            subject=row.number or row.ref, url=reverse("circular", args=[row.ref]), what=title, place=period_words(row),
            due_on=None, mark=state.mark, state=gettext(state.label), step=str(step),
        )  # fmt: skip

    return item


LIST = "/circulars/"
register_work(Source("circulars-to-write", _("Circulars sent back to you"), "write circular", _in("write circular", "returned"), _item(_("Go on writing")), LIST, sent_back=True))  # fmt: skip
register_work(Source("circulars-to-approve", _("Circulars to approve"), "approve circular", _to_approve, _item(_("Read and approve")), LIST))  # fmt: skip
register_work(Source("circulars-to-issue", _("Circulars to issue"), "write circular", _in("write circular", "approved"), _item(_("Number and issue")), LIST))  # fmt: skip
register_work(Source("circulars-to-sign", _("Circulars to sign for"), "sign circular", _to_sign, _item(_("Read and sign")), LIST, model=Circular))  # fmt: skip
register_event(
    Event("circular-issued", _("Circular to sign for"), "circular", ("issue",), ("circulars-to-sign",))
)
