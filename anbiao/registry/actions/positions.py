"""Units located by address points: looked for by the thousand, and what was found written, turned down or given back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models, update_rows
from anbiao.kit.workflow import refusals, take_many
from anbiao.registry.models import AddressEdition, Enterprise, Position
from anbiao.registry.queries.address_matching import Match, matches
from anbiao.registry.queries.positions import (
    positions,
    settled,
    stands_on_site,
    to_locate,
    waiting_for,
)
from anbiao.rules.geocoding import POSITION, judged
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.units import ALIVE

NO_POINTS = N_("The district has no address points yet: load a file first.")
WRITTEN = ("longitude", "latitude", "coordinates_given", "changed_at", "version")


# ---------- looking for units ----------


@transaction.atomic
def match_units(actor: Actor) -> dict[str, int]:
    """Looks for the units without a position, or with a doubtful one, in the points that hold; proposes what is new and replaces what no
    longer holds. Says how many were found how exactly. No statement is for a single unit; doing it twice changes nothing.
    """
    held = AddressEdition.objects.of_district(actor.district).filter(holds=True)
    edition = held.select_for_update().first()
    if edition is None:
        raise Refused(Refusal("no-points", NO_POINTS))
    asked = {row.pk: row for row in to_locate(actor.district).order_by("pk")}
    found = list(matches(actor.district, [(row.pk, row.region, row.address) for row in asked.values()]))
    unwanted = {_same(row) for row in settled(actor.district, edition.pk)}
    made = [_proposal(actor, edition, asked[match.unit], match) for match in found]
    made = [row for row in made if _same(row) not in unwanted]
    standing = {_same(row): row for row in _open(actor)}
    kept = {_same(row) for row in made if _same(row) in standing}
    take_many(
        actor, [(row, row.place()) for key, row in standing.items() if key not in kept], "replace", decided_at=actor.now, decider=actor.who
    )  # fmt: skip
    # One that could not be replaced still waits for its unit.
    waits = waiting_for(actor.district, [row.enterprise_id for row in made])
    copy_models(Position, [row for row in made if row.enterprise_id not in waits])
    counted = {
        **Counter(f"{row.precision} {row.confidence}" for row in made),
        "asked": len(asked),
        "found": len(made),
    }
    edition.matched_at, edition.matched = actor.now, counted
    edition.save(update_fields=["matched_at", "matched"])
    journal.record(actor, journal.Event("match", "address", edition.pk, after={**edition.facts(), **counted}))
    return counted


def _open(actor: Actor) -> list[Position]:
    rows = Position.objects.of_district(actor.district).filter(state="proposed").select_related("enterprise")
    return list(rows)


def _same(row: Position) -> tuple[Any, ...]:
    """What makes two proposals the same one."""
    what = (row.precision, row.confidence, row.metres, row.longitude, row.latitude, row.address)
    return (row.enterprise_id, row.edition_id, *what, row.was_longitude, row.was_latitude)


def _proposal(actor: Actor, edition: AddressEdition, unit: Enterprise, match: Match) -> Position:
    answer = judged(match.hits)
    return Position(
        district=actor.district, enterprise=unit, edition=edition, precision=match.hits.precision, confidence=answer.confidence,
        metres=answer.metres, longitude=match.longitude, latitude=match.latitude, address=unit.address, found=match.found,
        points=match.hits.number, was_longitude=unit.longitude, was_latitude=unit.latitude, was_given=unit.coordinates_given,
        proposed_at=actor.now,
    )  # fmt: skip


# ---------- deciding ----------


@dataclass(frozen=True)
class Decided:
    """What deciding on positions would do or did: those that move, and the refused with the reason."""

    change: Sequence[UUID]
    refused: Sequence[tuple[Position, Refusal]]


def _around(actor: Actor, found: Sequence[Position], *, looked: bool) -> Sequence[Position]:
    """Puts on positions what their guards ask. Two queries."""
    units = [row.enterprise_id for row in found]
    stays, waits = stands_on_site(actor.district, units), waiting_for(actor.district, units)
    for row in found:
        unit = row.enterprise
        here = (unit.longitude, unit.latitude)
        row.around = {
            "looked": looked, "on_site": unit.pk in stays, "is_standing": here == (row.longitude, row.latitude),
            "is_current": unit.state in ALIVE and unit.address == row.address and here == (row.was_longitude, row.was_latitude),
            "another_waits": waits.get(unit.pk, row.pk) != row.pk,
        }  # fmt: skip
    return found


def _read(actor: Actor, rows: Iterable[Any]) -> list[Position]:
    return list(positions(actor, "decide position").filter(pk__among=[row.pk for row in rows]).order_by("id"))


def _weighed(actor: Actor, found: Sequence[Position], step: str) -> Decided:
    change, refused = [], []
    for row in found:
        against = refusals(actor, row, POSITION.step(step), place=row.place())
        if against:
            refused.append((row, against[0]))
        else:
            change.append(row.pk)
    return Decided(change, refused)


def preview_positions(actor: Actor, rows: Iterable[Any], step: str, *, looked: bool = False) -> Decided:
    """What a step on many would do; `looked` is what the person says of those that are not exact. Writes nothing."""
    return _weighed(actor, _around(actor, _read(actor, rows), looked=looked), step)


@transaction.atomic
def write_positions(actor: Actor, rows: Iterable[Any], *, looked: bool = False) -> Decided:
    """Gives units the positions proposed for them, each with an entry that names the source. A few statements whatever the number."""
    found, decided = _taken(actor, rows, "accept", looked=looked)
    _put(
        actor, "locate",
        {row.enterprise: (row.longitude, row.latitude, f"{row.longitude}, {row.latitude} WGS-84", _said(row)) for row in found},
    )  # fmt: skip
    return decided


@transaction.atomic
def reject_positions(actor: Actor, rows: Iterable[Any]) -> Decided:
    """These positions are not written, and not proposed again by the same points."""
    return _taken(actor, rows, "reject", looked=True)[1]


@transaction.atomic
def give_back_positions(actor: Actor, rows: Iterable[Any]) -> Decided:
    """What was written goes, where nobody has changed it since; what stood there before stands there again."""
    found, decided = _taken(actor, rows, "give_back", looked=True)
    _put(
        actor,
        "unlocate",
        {row.enterprise: (row.was_longitude, row.was_latitude, row.was_given, _said(row)) for row in found},
    )
    return decided


@transaction.atomic
def propose_again(actor: Actor, rows: Iterable[Any]) -> Decided:
    """What was turned down waits again."""
    return _taken(actor, rows, "propose_again", looked=True)[1]


def _taken(actor: Actor, rows: Iterable[Any], step: str, *, looked: bool) -> tuple[list[Position], Decided]:
    """The step on those against which nothing stands, with their units locked until commit."""
    found = _read(actor, rows)
    pks = [row.enterprise_id for row in found]
    units = Enterprise.objects.of_district(actor.district).filter(pk__among=pks).order_by("pk")
    locked = {unit.pk: unit for unit in units.select_for_update(of=("self",))}
    for row in found:
        row.enterprise = locked[row.enterprise_id]
    weighed = _weighed(actor, _around(actor, found, looked=looked), step)
    free = set(weighed.change)
    going = [row for row in found if row.pk in free]
    done = take_many(
        actor, [(row, row.place()) for row in going], step, decided_at=actor.now, decider=actor.who
    )
    moved = [row for row in going if row.pk not in done.refused]
    late = [(row, done.refused[row.pk][0]) for row in going if row.pk in done.refused]
    return moved, Decided([row.pk for row in moved], [*weighed.refused, *late])


def _said(row: Position) -> dict[str, Any]:
    """What the entry of a unit says of where its position comes from."""
    return {
        "precision": row.precision,
        "metres": row.metres,
        "found": row.found,
        "edition": str(row.edition_id),
    }


def _put(
    actor: Actor,
    verb: str,
    values: Mapping[Enterprise, tuple[float | None, float | None, str, dict[str, Any]]],
) -> None:
    """Writes positions into the units: one UPDATE, and an entry for each."""
    update_rows(
        Enterprise, actor.district, WRITTEN,
        [(unit.pk, x, y, given, actor.now, unit.version + 1) for unit, (x, y, given, _) in values.items()],
    )  # fmt: skip
    journal.record_many(
        actor,
        [
            journal.Event(
                verb, "enterprise", unit.pk, {"longitude": unit.longitude, "latitude": unit.latitude},
                {"longitude": x, "latitude": y, **said},
            )
            for unit, (x, y, _, said) in values.items()
        ],
    )  # fmt: skip
