"""How far each duty may reach: the district's own duties over the district, a town's over its town, a unit's over it."""

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from uuid import UUID

from anbiao.rules.duties import duty_named
from anbiao.rules.places import level_of, within
from anbiao.rules.refusal import N_, Refusal, Term

TOWN = 4  # the level of towns and streets
ONE_WAY = N_("A duty reaches over a region, or one unit, or what is assigned by name: choose exactly one.")
OUTSIDE = N_("{region} is not a region of this district.")
WHOLE = N_("“{duty}” is held over the whole district and all sectors.")
NEEDS_SECTORS = N_("“{duty}” needs the sectors of the bureau. Choose at least one.")
NEEDS_REGION = N_("“{duty}” is held over a region.")
NEEDS_TOWN = N_("“{duty}” is held over a town, street or village, not over the whole district.")
NEEDS_UNIT = N_("“{duty}” is held over one unit. Such accounts are opened with an activation code.")
NEEDS_NAME = N_("“{duty}” is held over the units that are assigned by name.")


@dataclass(frozen=True)
class Reach:
    """A duty, and over what it is to be held."""

    duty: str
    _: KW_ONLY
    region: str = ""
    sectors: Sequence[str] | None = None
    enterprise: UUID | None = None
    assignee: UUID | None = None


def against_reach(reach: Reach, *, district: str) -> Iterator[Refusal]:
    """What does not fit between a duty and its reach in a district. Raises KeyError for an unknown duty."""
    duty = duty_named(reach.duty)
    label: dict[str, str] = {"duty": Term(duty.label)}
    if sum(1 for over in (reach.region, reach.enterprise, reach.assignee) if over) != 1:
        yield Refusal("reach-one-way", ONE_WAY, field="region")
        return
    if reach.region and not within(reach.region, district):
        yield Refusal("region-outside", OUTSIDE, {"region": reach.region}, field="region")
        return
    check = {"district": _whole, "system": _whole, "town": _town, "bureau": _bureau}.get(duty.level)
    if check is not None:
        yield from check(reach, label, district)
    elif duty.level == "enterprise" and not reach.enterprise:
        yield Refusal("needs-unit", NEEDS_UNIT, label, field="duty")
    elif duty.level == "service" and not reach.assignee:
        yield Refusal("needs-name", NEEDS_NAME, label, field="duty")


def _whole(reach: Reach, label: dict[str, str], district: str) -> Iterator[Refusal]:
    if reach.region != district or reach.sectors is not None:
        yield Refusal("needs-district", WHOLE, label, field="region")


def _town(reach: Reach, label: dict[str, str], _district: str) -> Iterator[Refusal]:
    if not reach.region or level_of(reach.region) < TOWN:
        yield Refusal("needs-town", NEEDS_TOWN, label, field="region")


def _bureau(reach: Reach, label: dict[str, str], _district: str) -> Iterator[Refusal]:
    if not reach.region:
        yield Refusal("needs-region", NEEDS_REGION, label, field="region")
    elif reach.duty == "bureau_officer" and not reach.sectors:
        yield Refusal("needs-sectors", NEEDS_SECTORS, label, field="sectors")
