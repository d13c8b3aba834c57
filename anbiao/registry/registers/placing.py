"""Units whose town was proposed from an address and is doubtful: a person looks and decides, one or many at once."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Bulk, Column, Empty, Filter, Option, Preview, Register
from anbiao.kit.search import matching
from anbiao.registry import actions, queries
from anbiao.registry.models import TOWN_DOUBTFUL, Enterprise
from anbiao.registry.registers.unit_filters import TOWN
from anbiao.registry.registers.units import NAME, UNIT_FIELDS, UNIT_STATE, noun_of_units
from anbiao.registry.registers.words import SEARCHED, bare, page_of
from anbiao.rules.placing import DOUBTFUL

ABOVE = re.compile(r"^.{0,12}?[区县](?=.)")


def _below_district(address: str) -> str:
    """An address as the list shows it: what all of them begin with is left out, so that there is room for what tells the town."""
    return ABOVE.sub("", address, count=1)


PROPOSED = Column(
    "proposed", _("Town proposed"), lambda unit: unit.region if len(unit.region) > len(unit.district) else "",
    words=lambda code: queries.region_name(code[:9]), width=94, absent=_("none"), short=bare,
)  # fmt: skip
WHY = Column("why", _("Why"), lambda unit: queries.placed_words(unit.placed_by), width=220)
ADDRESS = Column("address", _("Address"), lambda unit: unit.address, width=220, short=_below_district)


def _how_sure(_actor: Actor) -> list[Option]:
    return [Option("doubtful", gettext("Proposed")), Option("none", gettext("Nothing proposed"))]


def _by_sureness(_actor: Actor, values: Any) -> Any:
    found = Q(pk__in=[])
    for text in DOUBTFUL:
        if text[:-1] in values:
            found |= Q(placed_by__startswith=text)
    return found


SURENESS = Filter("proposal", _("Town proposed"), _how_sure, _by_sureness)


class PlaceForm(forms.Form):
    """Which place: what is proposed for each, or one for all."""

    region = forms.ChoiceField(label=_("Town or village"), required=False)

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, prefix="f")
        region: Any = self.fields["region"]
        groups = queries.regions_to_choose(actor, "change enterprise")
        region.choices = [("", gettext("As proposed for each"))] + [
            (name, under) for (_code, name), under in groups.items()
        ]


def _shown(placing: actions.Placing) -> Preview:
    refused = [(row.pk, row.name, why) for row, why in placing.refused]
    return Preview(change=list(placing.change), same=placing.same, refused=refused)


PLACE = Bulk(
    "place", _("Decide the town"), "change enterprise", PlaceForm,
    lambda actor, rows, values: _shown(actions.preview_placing(actor, list(rows), **values)),
    lambda actor, rows, values: _shown(actions.place_units(actor, rows, **values)),
    lambda number: ngettext("Place %(number)s unit", "Place %(number)s units", number) % {"number": f"{number:,}"},
    _("Will be placed"), _("Placed so already, unchanged"), _("Cannot be placed"),
)  # fmt: skip

PLACES = Register(
    name="unplaced",
    path="unplaced",
    group=_("Roster"),
    title=_("Units whose town is doubtful"),
    capability="read enterprise",
    model=Enterprise,
    columns=(NAME, ADDRESS, PROPOSED, WHY, UNIT_STATE),
    sort="name",
    noun=noun_of_units,
    empty=Empty(_("The town of every unit is known. Where an imported address leaves it open, the unit will stand here.")),
    filters=(TOWN, SURENESS),
    bulk=(PLACE,),
    search=lambda words: matching(words, texts=SEARCHED),
    search_hint=_("Name, pinyin, code, address"),
    summary=_("These units came from a file without towns, and their address is not clear: look, and decide. Nothing was guessed silently."),
    narrow=lambda _actor: TOWN_DOUBTFUL,
    fields=(*UNIT_FIELDS, "address", "placed_by"),
    url=lambda unit: page_of("enterprise", unit.pk),
    label_of=lambda unit: unit.name,
)  # fmt: skip
