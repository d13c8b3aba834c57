"""The ledger 台账 of an office: a row a unit, with its colour, what it has set up, its tasks and its hazards, as the figures count them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.oversight.queries.asked import CAPABILITY, Asked
from anbiao.oversight.queries.figures import unit_measures
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import listed, region_name, sector_name
from anbiao.rules.colours import COLOURS
from anbiao.rules.places import cut, level_of
from anbiao.rules.refusal import N_

CHUNK = 2000
TOWN = 4
# Each column with its width. The counts are measures, so that a column adds up to the figure of the office.
YES = (("surveyed", N_("Surveyed")), ("created", N_("Created")), ("three_lists", N_("Three lists")), ("self_assessed", N_("Self-assessed")))  # fmt: skip
COUNTED = (
    ("planned", N_("Tasks planned")), ("planned_done", N_("Of these done")), ("tasks_late", N_("Tasks late")), ("found", N_("Hazards found")),
    ("rectified", N_("Hazards rectified")), ("due", N_("Answers due")), ("in_time", N_("Answered in time")), ("overdue", N_("Hazards overdue")),
)  # fmt: skip
NUMBERS = (*YES, *COUNTED)
HEADS = (
    (N_("Unit"), 34), (N_("Credit code"), 22), (N_("Town or street"), 14), (N_("Village or community"), 18), (N_("Sector"), 16), (N_("Class"), 12),
    (N_("Colour"), 10), *((label, 12) for _name, label in NUMBERS),
)  # fmt: skip


def ledger(actor: Actor, asked: Asked) -> Iterator[tuple[Any, ...]]:
    """The rows, by place and name, in the reader's language. Four statements to count, one for each 2,000 names."""
    wanted = [name for name, _label in NUMBERS] + list(COLOURS)
    found = {pk: told for pk, told in unit_measures(actor, asked, wanted).items() if any(told.values())}
    rows = Enterprise.objects.visible_to(actor.scope, CAPABILITY).filter(pk__among=list(found))
    columns = rows.order_by("region", "name", "id").values_list(
        "pk", "name", "uscc", "region", "sector", "size_class"
    )
    classes = listed("classes")
    read = columns.iterator(chunk_size=CHUNK)
    while chunk := list(islice(read, CHUNK)):
        for pk, name, uscc, region, sector, size in chunk:
            told = found[pk]
            colour = next((gettext(words) for code, words in COLOURS.items() if told.get(code)), "")
            yield (
                name, uscc or "", *_place(region), sector_name(sector), classes.get(size, ""), colour,
                *(told.get(each, 0) for each, _label in NUMBERS),
            )  # fmt: skip


def _place(region: str) -> tuple[str, str]:
    """Town and village, as far as they are known."""
    level = level_of(region)
    return region_name(cut(region, TOWN)) if level >= TOWN else "", region_name(
        region
    ) if level > TOWN else ""
