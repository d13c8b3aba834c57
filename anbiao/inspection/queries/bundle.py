"""What comes down to a device before the day: a person's own units with all that a visit asks, her hazards and look-backs, phrases."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from anbiao.inspection.models import Hazard
from anbiao.inspection.queries import briefs, field, planned
from anbiao.kit.actor import Actor
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.rules.units import ALIVE
from anbiao.standards import queries as standards

CAPABILITY = "make check"
MOST = 500  # what a phone carries; of more the next visits come first
PAGE = 50
SHORT = 8  # digits by which a device names what it has
FOUND_BY = ("name_key", "initials", "search_text", "sector")
LINE = (
    "id",
    "district",
    "name",
    "colour",
    "uscc",
    "region",
    "address",
    "longitude",
    "latitude",
    "sign",
    *FOUND_BY,
)


def units(actor: Actor, first: Collection[UUID] = ()) -> QuerySet[Enterprise, Enterprise]:
    """The units that are there and that the actor checks: some first, then by their next visit."""
    rows = briefs.units(actor, CAPABILITY).filter(state__in=sorted(ALIVE))
    return rows.order_by(
        *planned.first("pk", first), F("standings__next_visit_on").asc(nulls_last=True), "name_key", "id"
    )


def index(actor: Actor) -> dict[str, Any]:
    """Which units come down, as lines, each with what it is found by; how many there are in all. What is planned for this week comes
    first. Three queries.
    """
    rows = list(units(actor, planned.of_week(actor)).only(*LINE)[:MOST])
    return {
        "total": units(actor).count() if len(rows) == MOST else len(rows), "page": PAGE,
        "units": [
            field.unit_line(row) | {
                "key": row.name_key, "initials": row.initials, "found_by": row.search_text, "lies_at": row.address,
            }
            for row in rows
        ],
    }  # fmt: skip


def page(actor: Actor, known: Mapping[UUID, str], have: Collection[str] = ()) -> dict[str, Any]:
    """The briefs of some units; `known` says of each the stamp of the one that the device has, or "".

    "units" maps each whose brief became another one to its stamp and its brief, "same" lists the others, and whoever is in neither is
    no longer the actor's. What many briefs share stands once in "parts", named by its hash, and not at all where the device has it
    (`have`: the first eight digits of names); a brief says {"parts": names}. Nine queries.
    """
    rows = list(units(actor).filter(pk__in=list(known)[:PAGE]))
    parts = Parts()
    told: dict[str, Any] = {"units": {}, "same": [], "parts": {}}
    for row, given in zip(rows, briefs.briefs(actor, rows), strict=True):
        slim, used = parts.taken_out(given)
        mark = stamp(slim)
        if known[row.pk] == mark:
            told["same"].append(str(row.pk))
        else:
            told["units"][str(row.pk)] = {"stamp": mark, "brief": slim}
            told["parts"] |= {name: parts.values[name] for name in used if name[:SHORT] not in have}
    return told


class Parts:
    """What many briefs share, by the hash of its content. Lists are cut where the edition changes: few units have the same list, but
    all take it from the same editions.
    """

    def __init__(self) -> None:
        """Knows nothing yet."""
        self.values: dict[str, list[Any]] = {}
        self._names: dict[int, list[str]] = {}  # a list that several briefs hold is hashed once
        self._held: list[Any] = []  # so that no other object gets its id meanwhile

    def names(self, value: list[Any], key: str) -> list[str]:
        """The names of the parts of a list, in its order; `key` is where an entry names its clause."""
        if id(value) not in self._names:
            self._held.append(value)
            by_edition = groupby(value, lambda each: str(each[key]).partition("#")[0])
            pieces = [list(several) for _, several in by_edition]
            self._names[id(value)] = [stamp(piece) for piece in pieces]
            self.values |= dict(zip(self._names[id(value)], pieces, strict=True))
        return self._names[id(value)]

    def taken_out(self, brief: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """A brief with names in place of its items and criteria, and these names."""
        items, criteria = (
            self.names(brief["list"]["items"], "clause"),
            self.names(brief["criteria"], "ref"),
        )
        listed = {"version": brief["list"]["version"], "items": {"parts": items}}
        return dict(brief) | {"list": listed, "criteria": {"parts": criteria}}, [*items, *criteria]


def hazards(actor: Actor) -> dict[str, Any]:
    """What the actor has to fix, to verify, to follow and to look back at, each as its page shows it. Thirteen queries at most."""
    rows: dict[UUID, Hazard] = {}
    for found in (field.to_fix(actor), field.to_verify(actor), field.found(actor)):
        rows |= {row.pk: row for row in found}
    looks = list(field.to_look(actor))
    return {
        "hazards": field.hazards(actor, list(rows.values())) if rows else [],
        "looks": field.looks(actor, looks) if looks else [],
    }


def phrases(actor: Actor) -> list[dict[str, Any]]:
    """Every phrase that the sheet of a hazard may offer, with what it is found by. Two queries."""
    found = standards.every_phrase(list(roster.sectors()), on=actor.today, district=actor.district)
    return [
        briefs.phrase_line(each.clause) | {
            "texts": [each.clause.title_zh, each.clause.text_zh, each.clause.source, each.clause.words],
            "found_by": each.clause.search_text, "initials": each.clause.initials, "sectors": each.sectors,
            "everywhere": each.everywhere,
        }
        for each in found
    ]  # fmt: skip


def stamp(value: Any) -> str:
    """By what a device and the server know that they have the same: sixteen digits of the hash of the content."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def wanted(text: str) -> dict[UUID, str]:
    """Units and the stamps that a device has, from "id:stamp,id:". ValueError for what is no id."""
    pairs: Sequence[str] = [each for each in text.split(",") if each][:PAGE]
    return {UUID(pk): mark for pk, _, mark in (pair.partition(":") for pair in pairs)}
