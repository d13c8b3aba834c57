"""Positions proposed from address points: the exact ones are written at once, the others are looked at on the map first."""

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Bulk, Column, Empty, Filter, Option, Preview, Register, View
from anbiao.kit.search import matching
from anbiao.registry import queries
from anbiao.registry.actions import positions as acts
from anbiao.registry.models import Position
from anbiao.registry.registers.words import SEARCHED, bare, states, towns
from anbiao.rules import geocoding as law

EXACT, LOOKED = "exact", "looked"


def _positions(number: int, shown: str) -> str:
    return ngettext("%(number)s position", "%(number)s positions", number) % {"number": shown}


def _said(labels: Any) -> Any:
    return lambda _actor: [Option(name, gettext(label)) for name, label in labels.items()]


class WriteForm(forms.Form):
    """Whether only the exact ones are written, or those, too, that the person has looked at."""

    which = forms.ChoiceField(
        label=_("Which of them"),
        choices=[
            (EXACT, _("Only those of the house itself that are certain")),
            (LOOKED, _("All that were chosen: I have looked at them on the map")),
        ],
    )

    def __init__(self, _actor: Actor, data: Any = None) -> None:
        super().__init__(data, prefix="f")


class RejectForm(forms.Form):
    """What is left undone needs one word, so that nothing is turned down by a slip."""

    sure = forms.ChoiceField(label=_("Meaning"), choices=[("yes", _("These positions are wrong, and are not proposed again from the present address points"))])  # fmt: skip

    def __init__(self, _actor: Actor, data: Any = None) -> None:
        super().__init__(data, prefix="f")


def _shown(decided: acts.Decided) -> Preview:
    refused = [(row.pk, row.enterprise.name, why) for row, why in decided.refused]
    return Preview(change=list(decided.change), refused=refused)


def _looked(values: dict[str, Any]) -> bool:
    return bool(values["which"] == LOOKED)


def _undo(act: Any) -> Any:
    return lambda actor, undone: _shown(act(actor, _rows(undone)))


def _rows(undone: Any) -> list[Position]:
    return [Position(pk=pk) for pk in undone.entries]


WRITE = Bulk(
    "write", _("Write the positions"), "decide position", WriteForm,
    lambda actor, rows, values: _shown(acts.preview_positions(actor, rows, "accept", looked=_looked(values))),
    lambda actor, rows, values: _shown(acts.write_positions(actor, rows, looked=_looked(values))),
    lambda number: ngettext("Write %(number)s position", "Write %(number)s positions", number) % {"number": f"{number:,}"},
    _("Will be written"), _("Written already"), _("Cannot be written"), undo=_undo(acts.give_back_positions),
)  # fmt: skip
REJECT = Bulk(
    "reject", _("Do not write them"), "decide position", RejectForm,
    lambda actor, rows, _values: _shown(acts.preview_positions(actor, rows, "reject")),
    lambda actor, rows, _values: _shown(acts.reject_positions(actor, rows)),
    lambda number: ngettext("Turn %(number)s position down", "Turn %(number)s positions down", number) % {"number": f"{number:,}"},
    _("Will be turned down"), _("Turned down already"), _("Cannot be turned down"), undo=_undo(acts.propose_again),
)  # fmt: skip

POSITIONS = Register(
    name="positions",
    path="positions",
    group=_("Roster"),
    title=_("Positions from address points"),
    capability="read position",
    model=Position,
    columns=(
        Column("name", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        Column("address", _("Address"), lambda row: row.address, width=220),
        Column("found", _("Point found"), lambda row: row.found, width=168, on_phone=False),
        Column("precision", _("How exact"), lambda row: row.precision, words=lambda name: gettext(law.PRECISIONS[name]), width=128),
        Column("confidence", _("How sure"), lambda row: row.confidence, words=lambda name: gettext(law.CONFIDENCES[name]), width=72),
        Column("metres", _("Within metres"), lambda row: row.metres, kind="number", width=84, on_phone=False),
        Column("town", _("Town"), lambda row: row.enterprise.region[:9], words=queries.region_name, width=94, short=bare, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=law.POSITION.state, kind="state", width=104),
    ),
    sort="-id",
    noun=_positions,
    empty=Empty(_("No position is proposed. Load address points, and the units without a position are looked for in them."), Act(_("Address points"), "address-points", "read address")),
    filters=(
        Filter("state", _("State"), states(law.POSITION), lambda _actor, values: Q(state__in=values), first=True),
        Filter("town", _("Town"), towns, lambda _actor, values: queries.in_regions(values, "enterprise__region"), first=True),
        Filter("precision", _("How exact"), _said(law.PRECISIONS), lambda _actor, values: Q(precision__in=values), first=True),
        Filter("confidence", _("How sure"), _said(law.CONFIDENCES), lambda _actor, values: Q(confidence__in=values)),
    ),
    views=(
        View("all", _("All"), ""), View("open", _("To be decided"), "state=proposed"),
        View("exact", pgettext_lazy("position", "Exact"), "state=proposed&precision=house&confidence=certain"),
    ),
    bulk=(WRITE, REJECT),
    acts=(Act(_("Address points"), "address-points", "read address"), Act(_("Decide on the map"), "positions-map", "read position", is_main=True)),
    search=lambda words: matching(words, texts=SEARCHED, prefix="enterprise__"),
    search_hint=_("Name, pinyin, code, address"),
    summary=_("Nothing is written by itself, and a position that somebody took on the spot is never written over."),
    rests_on=("enterprise",),
    url=lambda row: f"{reverse('positions-map')}?at={row.pk}",
    label_of=lambda row: row.enterprise.name,
)  # fmt: skip
