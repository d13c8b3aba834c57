"""Positions from address points: which units are looked for, and what waits to be decided."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from anbiao.authority.boundaries import boundaries
from anbiao.kit.actor import Actor
from anbiao.registry.models import AddressEdition, Enterprise, Position, SurveyFinding
from anbiao.rules.units import ALIVE

BESIDE = (
    0.02  # degrees around the district within which a position may still be right: boundaries are simplified
)


def positions(actor: Actor, capability: str = "read position") -> QuerySet[Position, Position]:
    """The proposed positions that the actor may read, or on which she holds another capability, with their units."""
    return Position.objects.visible_to(actor.scope, capability).select_related("enterprise")


def edition_in_force(district: str) -> AddressEdition | None:
    """The address points that hold; None where the district has none."""
    return AddressEdition.objects.of_district(district).filter(holds=True).first()


def editions(actor: Actor) -> QuerySet[AddressEdition, AddressEdition]:
    """The address points that were loaded, the latest first."""
    return AddressEdition.objects.visible_to(actor.scope, "read address").order_by("-loaded_at", "-id")


def waiting(actor: Actor) -> dict[tuple[str, str], int]:
    """Precision and confidence → how many positions wait where the actor decides. One query."""
    rows = positions(actor, "decide position").filter(state="proposed").order_by()
    return {(p, c): n for p, c, n in rows.values_list("precision", "confidence").annotate(Count("pk"))}


def on_site() -> Q:
    """Units that stand where somebody took their position on the spot: a survey found them at this very point. Verifying a unit measures
    nothing.
    """
    found = SurveyFinding.objects.filter(
        district=OuterRef("district"), enterprise=OuterRef("pk"), state__in=("taken", "known"),
        longitude=OuterRef("longitude"), latitude=OuterRef("latitude"),
    )  # fmt: skip
    return Q(Exists(found))


def stands_on_site(district: str, units: Iterable[UUID]) -> set[UUID]:
    """Those of some units whose position stays. One query."""
    rows = Enterprise.objects.of_district(district).filter(on_site(), pk__among=list(units))
    return set(rows.values_list("pk", flat=True))


def waiting_for(district: str, units: Iterable[UUID]) -> dict[UUID, UUID]:
    """Unit → the position that waits for it. One query."""
    rows = Position.objects.of_district(district).filter(enterprise__pk__among=list(units), state="proposed")
    return dict(rows.values_list("enterprise_id", "pk"))


def to_locate(district: str) -> QuerySet[Enterprise, Enterprise]:
    """The units to look for: in operation, with an address, without a position or with a doubtful one; never one taken on the spot.

    Doubtful is what lies outside the district, and what address points said that was not the house itself.
    """
    rough = Position.objects.filter(
        ~Q(precision="house"), district=OuterRef("district"), enterprise=OuterRef("pk"), state="written",
        longitude=OuterRef("longitude"), latitude=OuterRef("latitude"),
    )  # fmt: skip
    wanted = Q(longitude=None) | Q(latitude=None) | Q(Exists(rough)) | _outside(district)
    rows = Enterprise.objects.of_district(district).filter(wanted, state__in=sorted(ALIVE))
    return rows.exclude(address="").exclude(on_site())


def _outside(district: str) -> Q:
    outline = boundaries(district).outline
    if outline is None:
        return Q(pk__in=[])
    west, south, east, north = outline.box
    return (
        Q(longitude__lt=west - BESIDE)
        | Q(longitude__gt=east + BESIDE)
        | Q(latitude__lt=south - BESIDE)
        | Q(latitude__gt=north + BESIDE)
    )


def settled(district: str, edition: UUID) -> Any:
    """Positions of this edition that somebody did not want: the same is not proposed again while the unit's address stands."""
    rows = Position.objects.of_district(district).filter(edition=edition, state="rejected")
    return rows.filter(address=F("enterprise__address"))
