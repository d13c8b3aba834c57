"""Units written by the thousand: rows, search terms, who answers for them, likely duplicates and the journal, each one COPY."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Greatest

from anbiao.authority.places import Offices
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows, update_rows
from anbiao.kit.district import new_id
from anbiao.kit.search import as_array, latin_of, reading, terms_of
from anbiao.registry.models import DuplicatePair, Enterprise, FormerCode, Responsibility, plain
from anbiao.registry.signals import ROSTER
from anbiao.rules.likeness import Likeness
from anbiao.rules.refusal import N_

BY_ADDRESS = N_("by the registered address")
BY_LAW = N_("comprehensive supervision of the district (Art. 10)")
COLUMNS = (
    "id", "district", *Enterprise.FACTS, "coordinates_given", "name_key", "initials", "terms", "search_text",
    "supervised", "supervised_from", "registered_on", "changed_at", "version",
)  # fmt: skip
RESPONSIBILITY_COLUMNS = (
    "id", "district", "enterprise_id", "kind", "organisation_id", "person_id", "sector", "basis", "from_on", "state",
    "due_on",
)  # fmt: skip
AT_A_TIME = 5000
Facts = dict[str, Any]


@dataclass
class Batch:
    """What is to be written in one transaction: new facts by new id; changed ones with what stood before; former codes."""

    created: dict[UUID, Facts] = field(default_factory=dict)
    changed: dict[UUID, tuple[Facts, Facts]] = field(default_factory=dict)
    former: dict[UUID, str] = field(default_factory=dict)
    grid: dict[UUID, UUID] = field(default_factory=dict)
    pairs: list[tuple[UUID, UUID, Likeness]] = field(default_factory=list)


def search_columns(
    rows: Sequence[Facts], former: Sequence[Sequence[str]] | None = None
) -> list[tuple[str, str, list[str], str]]:
    """For each unit: pinyin sort key, initials, terms for Chinese and text for Latin searches."""
    return [_found_by(row, former[place] if former else ()) for place, row in enumerate(rows)]


def _found_by(row: Facts, former: Sequence[str]) -> tuple[str, str, list[str], str]:
    read = reading(row["name"])
    codes = [code for code in (row["uscc"], *former) if code]
    terms = terms_of(row["name"], row["address"], *row["aliases"])
    return read.key, read.initials, terms, latin_of(read, *codes, *row["aliases"])


def write(actor: Actor, batch: Batch, *, offices: Offices) -> None:
    """Writes a batch in the caller's transaction."""
    _create(actor, batch, offices)
    _change(actor, batch)
    move_supervision(actor, batch.changed, offices)
    copy_rows(Responsibility, RESPONSIBILITY_COLUMNS, _supervision(actor, batch.created, offices))
    copy_rows(Responsibility, RESPONSIBILITY_COLUMNS, _grid(actor, batch))
    copy_rows(
        FormerCode, ("id", "district", "enterprise_id", "uscc", "until_on"),
        [(new_id(), actor.district, unit, code, actor.today) for unit, code in batch.former.items()],
    )  # fmt: skip
    copy_rows(
        DuplicatePair, ("id", "district", "first_id", "second_id", "score", "reasons", "state", "found_at"),
        [
            (new_id(), actor.district, first, second, likeness.score, list(likeness.reasons), "open", actor.now)
            for first, second, likeness in batch.pairs
        ],
    )  # fmt: skip
    if touched := [*batch.created, *batch.changed]:
        ROSTER.tell(actor, touched)


def _create(actor: Actor, batch: Batch, offices: Offices) -> None:
    """The units and their entries. Entering a unit into its indexes costs the server more than it costs us to send it: what it is found by
    and its entry are made meanwhile, of some thousand units at a time, since entries take room.
    """
    units = iter(batch.created.items())
    while some := list(islice(units, AT_A_TIME)):
        lines: list[journal.Line] = []
        copy_rows(Enterprise, COLUMNS, _units(actor, some, offices.regulators, lines))
        journal.keep(actor.district, lines)


def _units(
    actor: Actor, created: Iterable[tuple[UUID, Facts]], regulators: Container[str], lines: list[journal.Line]
) -> Iterator[tuple[Any, ...]]:
    district, today, now, facts_of = actor.district, actor.today, actor.now, itemgetter(*Enterprise.FACTS)
    for unit, facts in created:
        event = journal.Event(
            "register", "enterprise", unit, after=_stored(facts), personal=Enterprise.personal
        )
        lines.append(journal.line_of(actor, event))
        given, (key, initials, terms, latin) = facts.get("coordinates_given", ""), _found_by(facts, ())
        supervised = [facts["sector"]] if facts["sector"] in regulators else []
        found_by = key, initials, as_array(terms), latin, supervised, today if supervised else None
        yield unit, district, *facts_of(facts), given, *found_by, today, now, 1


def _stored(facts: Facts) -> Facts:
    return {key: plain(value) for key in Enterprise.FACTS if (value := facts[key]) not in (None, "", [])}


def _change(actor: Actor, batch: Batch) -> None:
    if not batch.changed:
        return
    after = [new for _, new in batch.changed.values()]
    known = _former_codes(actor.district, batch.changed)
    former = [
        sorted({*known.get(unit, ()), *filter(None, [batch.former.get(unit)])}) for unit in batch.changed
    ]
    rows = [
        (unit, *(new[key] for key in Enterprise.FACTS), *search, actor.now, before["version"] + 1)
        for (unit, (before, new)), search in zip(
            batch.changed.items(), search_columns(after, former), strict=True
        )
    ]
    columns = (*Enterprise.FACTS, "name_key", "initials", "terms", "search_text", "changed_at", "version")
    update_rows(Enterprise, actor.district, columns, rows)
    events = []
    for unit, (before, new) in batch.changed.items():
        was, now = journal.changes(_plain(before), _plain(new))
        events.append(journal.Event("change", "enterprise", unit, was, now, personal=Enterprise.personal))
    journal.record_many(actor, events)


def _former_codes(district: str, unit_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Unit → the codes that it had before. One query."""
    found: dict[UUID, list[str]] = {}
    rows = FormerCode.objects.of_district(district).filter(enterprise_id__in=list(unit_ids))
    for unit, code in rows.values_list("enterprise_id", "uscc"):
        found.setdefault(unit, []).append(code)
    return found


def move_supervision(actor: Actor, changed: dict[UUID, tuple[Facts, Facts]], offices: Offices) -> None:
    """Where a unit's town or sector changed, the office that answered for it is relieved and the next one takes over.

    The grid member of the town left is relieved, too; the next one is named by a person.
    """
    moved = {unit: now for unit, (was, now) in changed.items() if was["region"][:9] != now["region"][:9]}
    resorted = {unit: now for unit, (was, now) in changed.items() if was["sector"] != now["sector"]}
    relieve(actor, list(moved), "territorial", actor.today)
    relieve(actor, list(moved), "grid", actor.today)
    relieve(actor, list(resorted), "sector", actor.today)
    rows = [row for row in _supervision(actor, moved, offices) if row[3] == "territorial"]
    rows += [row for row in _supervision(actor, resorted, offices) if row[3] == "sector"]
    copy_rows(Responsibility, RESPONSIBILITY_COLUMNS, rows)


def relieve(actor: Actor, unit_ids: Sequence[UUID], kind: str, from_on: date) -> None:
    """Ends what holds now on the day before; what would begin no earlier than that day ends on its own first day."""
    if not unit_ids:
        return
    standing = Responsibility.objects.of_district(actor.district).filter(
        enterprise_id__in=unit_ids, kind=kind, to_on=None
    )
    standing.update(to_on=Greatest(F("from_on"), Value(from_on - timedelta(days=1))))


def _plain(facts: Facts) -> Facts:
    return {key: plain(facts[key]) for key in Enterprise.FACTS}


def _supervision(actor: Actor, created: dict[UUID, Facts], offices: Offices) -> Iterable[tuple[Any, ...]]:
    """三管三必须 for new units: the town by address, the bureau by sector, the emergency bureau over all.

    An office's duty by law needs no acknowledgement; a person's does.
    """
    district, today, comprehensive = actor.district, actor.today, offices.comprehensive
    # Asked for before the first row: the COPY of these rows keeps the connection.
    by_slug, regulators = offices.by_slug, offices.regulators

    def held(unit: UUID, kind: str, organisation: UUID, sector: str, basis: str) -> tuple[Any, ...]:
        return (
            new_id(),
            district,
            unit,
            kind,
            organisation,
            None,
            sector,
            basis,
            today,
            "acknowledged",
            None,
        )

    for unit, facts in created.items():
        town = by_slug.get(facts["region"][:9])
        if town:
            yield held(unit, "territorial", town.id, "", BY_ADDRESS)
        regulator = regulators.get(facts["sector"])
        if regulator:
            yield held(unit, "sector", regulator, facts["sector"], facts["routed_by"])
        yield held(unit, "comprehensive", comprehensive, "", BY_LAW)


def _grid(actor: Actor, batch: Batch) -> Iterable[tuple[Any, ...]]:
    basis = N_("named in the roster")
    for unit, person in batch.grid.items():
        yield (new_id(), actor.district, unit, "grid", None, person, "", basis, actor.today, "proposed", None)
