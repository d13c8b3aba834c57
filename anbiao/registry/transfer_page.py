"""The page of a transfer, and what the page of a unit tells of transfers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, Words, step_links, timeline
from anbiao.kit.templatetags.kit import say_day, say_moment
from anbiao.kit.workflow import offers
from anbiao.registry import queries
from anbiao.registry.models import Enterprise, Transfer
from anbiao.registry.sections import UNIT, name_of, place_words
from anbiao.rules import transferring as law
from anbiao.rules import units

TRANSFER = Sections()
TRANSFER_WORDS = Words(
    verbs={
        "offer": pgettext_lazy("unit", "Offered"),
        "take": pgettext_lazy("unit", "Taken"),
        "refuse": pgettext_lazy("unit", "Refused"),
        "withdraw": _("Offer withdrawn"),
        "settle": _("The unit is kept"),
    },
    facts={},
    beginnings=frozenset({"offer"}),
)


def lies_words(kind: str, lies: str) -> str:
    """A town with its village, or a sector."""
    return place_words(lies) if kind == law.TOWN else queries.sector_name(lies)


def detail(actor: Actor, row: Transfer) -> Detail:
    """Everything above and beside the sections."""
    state = law.TRANSFER.state(row.state)
    return Detail(
        title=row.name,
        crumbs=[(_("Roster"), ""), (_("Transfers"), reverse("transfers"))],
        lines=[[gettext(law.KINDS[row.kind])], [row.reason]],
        facts=[
            Fact(_("State"), gettext(state.label), row.answer, state.mark),
            Fact(
                _("Offered by"),
                name_of(row.from_office),
                f"{row.offerer} {say_moment(row.offered_at, actor.today)}",
            ),
            Fact(_("Offered to"), name_of(row.to_office), lies_words(row.kind, row.to_lies)),
            Fact(_("Decided"), say_day(row.decided_on, actor.today), row.decider),
        ],
        steps=_steps(actor, row),
        timeline=timeline(actor, [row.pk], words=TRANSFER_WORDS, reveal=False),
    )


def _steps(actor: Actor, row: Transfer) -> list[StepLink]:
    """The steps of the reader's own office; what another office does is not shown."""
    found = []
    for step in law.TRANSFER.offered(row.state):
        queries.around_transfer(actor, row, step.duty)
        offered = offers(actor, row, place=queries.place_for(actor, row, step.name))
        found += [
            offer
            for offer in offered
            if offer.step == step and not any(refusal.code == "not-your-office" for refusal in offer.refusals)
        ]
    return step_links(found, lambda name: step_url(row, name), main="take")


def step_url(row: Transfer, step: str) -> str:
    """The address of a step: of the office that gives, or of the one that takes."""
    name = "transfer-answer" if law.TRANSFER.step(step).duty == "take transfer" else "transfer-own"
    return reverse(name, args=[row.pk, step])


def _what(actor: Actor, row: Transfer) -> dict[str, Any]:
    seen = bool(queries.seen_units(actor, [row.enterprise_id]))
    return {
        "transfer": row,
        "open": seen,
        "lies": [lies_words(row.kind, each) for each in (row.from_lies, row.to_lies)],
        "records": queries.records_of(actor, [row.enterprise_id]) if seen or row.state == "offered" else [],
        "is_town": row.kind == law.TOWN,
    }


TRANSFER.add(Section("what", _("What passes on"), "registry/transfers/what.html", _what, "read transfer"))


# ---------- on the page of a unit ----------


def _of_unit(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = queries.transfers_of(actor, unit) if queries.TRANSFERS in queries.present(actor, unit) else []
    may = unit.state in units.ALIVE and actor.scope.allows(
        "offer transfer", queries.place_on_page(actor, unit)
    )
    told = [
        {"row": row, "state": law.TRANSFER.state(row.state), "to": lies_words(row.kind, row.to_lies)}
        for row in rows
    ]
    return {
        "transfers": told,
        "may_offer": may and not any(row.state == "offered" for row in rows),
        "count": len(told),
    }


UNIT.add(
    Section(
        "transfers",
        _("Transfers between offices"),
        "registry/sections/transfers.html",
        _of_unit,
        "read transfer",
    )
)
