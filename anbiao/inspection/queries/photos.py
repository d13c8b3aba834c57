"""Pictures as pages show them: each with its photo, where its unit stands, and where the same photo was used before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from anbiao.inspection import queries
from anbiao.inspection.models import Check, Hazard, Picture
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.registry.models import Enterprise

Spot = tuple[float, float]


@dataclass(frozen=True)
class Shown:
    """A picture, its photo (None while it is on its way), the place of its unit, and the uses before that the reader may open."""

    picture: Picture
    photo: Photo | None
    unit: Spot | None
    used: tuple[tuple[str, str], ...] = ()


def shown(actor: Actor, unit: Enterprise, **where: object) -> list[Shown]:
    """The pictures of a check, hazard or look. Two queries, three more where a photo was used before."""
    pairs = queries.pictures(actor, **where)
    used = _uses(actor, [photo for _, photo in pairs if photo is not None])
    spot = _spot(unit)
    return [Shown(picture, photo, spot, used.get(picture.photo, ())) for picture, photo in pairs]


def first_of(actor: Actor, unit: Enterprise, hazards: Sequence[UUID]) -> dict[UUID, Shown]:
    """The first picture of each of some hazards of a unit, as it was found. Two queries."""
    first: dict[UUID, Shown] = {}
    for picture, photo in queries.pictures(actor, hazard__in=list(hazards), role="found"):
        if picture.hazard_id:
            first.setdefault(picture.hazard_id, Shown(picture, photo, _spot(unit)))
    return first


def _spot(unit: Enterprise) -> Spot | None:
    if unit.longitude is None or unit.latitude is None:
        return None
    return unit.longitude, unit.latitude


def _uses(actor: Actor, photos: Iterable[Photo]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """Photo → the hazards and checks that showed the same picture earlier, as far as the reader sees them."""
    before = {
        photo.pk: [UUID(str(one)) for one, _ in photo.seen_before] for photo in photos if photo.seen_before
    }
    if not before:
        return {}
    wanted = {one for ids in before.values() for one in ids}
    rows = list(Picture.objects.of_district(actor.district).filter(photo__in=wanted).order_by("at", "id"))
    hazards = _by_id(queries.hazards(actor).filter(pk__in={row.hazard_id for row in rows if row.hazard_id}))
    checks = _by_id(
        queries.checks(actor).filter(pk__in={row.check_made_id for row in rows if row.check_made_id})
    )
    places: dict[UUID, dict[str, str]] = {}
    for row in rows:
        use = _use(hazards.get(row.hazard_id), checks.get(row.check_made_id))
        if use:
            places.setdefault(row.photo, {})[use[1]] = use[0]
    return {
        photo: tuple(
            (words, url)
            for url, words in {u: w for one in ids for u, w in places.get(one, {}).items()}.items()
        )
        for photo, ids in before.items()
    }


def _by_id(rows: Iterable[Hazard] | Iterable[Check]) -> dict[UUID | None, Hazard | Check]:
    return {row.pk: row for row in rows}


def _use(hazard: object, check: object) -> tuple[str, str] | None:
    if isinstance(hazard, Hazard):
        return f"{hazard.serial} {hazard.title}", reverse("hazard", args=[hazard.pk])
    if isinstance(check, Check):
        return f"{check.serial} {check.enterprise.name}", reverse("check", args=[check.pk])
    return None
