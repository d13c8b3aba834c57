"""By what lists of units are narrowed."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Filter, Option
from anbiao.kit.register.columns import said_colour
from anbiao.registry import queries
from anbiao.registry.registers.words import kinds_of, states, towns
from anbiao.rules import units
from anbiao.rules.colours import COLOURS

UNVERIFIED_DAYS = 90


def _villages(actor: Actor) -> list[Option]:
    regions = queries.regions_of(actor.district)
    return [
        Option(code, queries.in_words(names), queries.region_name(code[:9]))
        for code, names in regions.items()
        if len(code) == 12
    ]


def _sectors(_actor: Actor) -> list[Option]:
    found = [Option(code, queries.in_words(names)) for code, names in queries.sectors().items()]
    return [Option("none", gettext("no sector yet")), *found]


def _in_sectors(_actor: Actor, values: Sequence[str]) -> Q:
    return Q(sector__in=["" if value == "none" else value for value in values])


def _bureaus(actor: Actor) -> list[Option]:
    return [Option(str(pk), queries.in_words(names)) for pk, names in queries.bureaus(actor.district)]


def _grid_members(actor: Actor) -> list[Option]:
    return [
        Option(str(pk), name, queries.region_name(region[:9]))
        for pk, name, region in queries.grid_members(actor)
    ]


def _lacking(actor: Actor, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for kind in values:
        found |= queries.lacks(kind, actor.today)
    return Q(state__in=sorted(units.ALIVE)) & found


def _colours(_actor: Actor) -> list[Option]:
    return [*(Option(code, said_colour(code)) for code in COLOURS), Option("none", said_colour(""))]


def _verification(_actor: Actor) -> list[Option]:
    stale = gettext("not for %(days)s days") % {"days": UNVERIFIED_DAYS}
    return [Option("stale", stale), Option("never", gettext("never"))]


def _by_verification(actor: Actor, values: Sequence[str]) -> Q:
    return queries.not_verified_since(actor, UNVERIFIED_DAYS) if "stale" in values else Q(verified_on=None)


def _positions(_actor: Actor) -> list[Option]:
    return [Option("known", pgettext("position", "known")), Option("none", pgettext("position", "not known"))]


def _by_position(_actor: Actor, values: Sequence[str]) -> Q:
    return Q() if len(values) > 1 else Q(longitude__isnull=values[0] == "none")


TOWN = Filter("town", _("Town"), towns, lambda actor, values: queries.in_regions(values), first=True)
VILLAGE = Filter("village", _("Village"), _villages, lambda actor, values: queries.in_regions(values))
SECTOR = Filter("sector", _("Sector"), _sectors, _in_sectors, first=True)
SIZE = Filter(
    "class", _("Class"), lambda actor: [Option(code, words) for code, words in queries.listed("classes").items()],
    lambda actor, values: Q(size_class__in=values),
)  # fmt: skip
STATE = Filter(
    "state", _("Status"), states(units.UNIT), lambda actor, values: Q(state__in=values), first=True
)
COLOUR = Filter(
    "colour", pgettext_lazy("risk", "Colour"), _colours, lambda _actor, values: Q(colour__in=["" if v == "none" else v for v in values]),
    first=True,
)  # fmt: skip
BUREAU = Filter("bureau", pgettext_lazy("column", "Bureau"), _bureaus, queries.held_by_office, first=True)
GRID = Filter("grid", _("Grid member"), _grid_members, queries.held_by_person)
FEATURE = Filter(
    "feature", _("Risk feature"), lambda actor: [Option(code, words) for code, words in queries.listed("features").items()],
    lambda actor, values: Q(features__overlap=list(values)) & Q(features__0__isnull=False),  # the index of those with any risk
)  # fmt: skip
GAP = Filter("gap", _("Nobody answers as"), kinds_of(units.REQUIRED_KINDS), _lacking)
VERIFIED = Filter("verified", _("Last verification"), _verification, _by_verification)
POSITION = Filter("position", _("Position"), _positions, _by_position)
