"""Hazards written by the thousand: numbers, rows, search terms and the journal, each one COPY; standings and colours settled once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.actions.hazards import KIND, search_columns
from anbiao.inspection.models import Hazard
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows, update_rows
from anbiao.kit.numbers import serial, take_numbers

COLUMNS = tuple(field.attname for field in Hazard._meta.concrete_fields)
FOUND_BY = ("initials", "terms", "search_text")


@dataclass
class Batch:
    """What is to be written in one transaction: new hazards, each with what its ledger says besides; known ones with new values."""

    created: list[Hazard] = field(default_factory=list)
    besides: dict[UUID, Mapping[str, str]] = field(default_factory=dict)
    changed: list[tuple[Hazard, Mapping[str, Any]]] = field(default_factory=list)

    def enter(self, row: Hazard, besides: Mapping[str, str]) -> None:
        """A new hazard. `besides`: days and persons of its ledger for which its state has no room."""
        self.created.append(row)
        if besides:
            self.besides[row.pk] = besides

    @property
    def units(self) -> set[UUID]:
        """The units whose standing follows."""
        return {row.enterprise_id for row in self.created} | {row.enterprise_id for row, _ in self.changed}


def write_hazards(actor: Actor, batch: Batch) -> bool:
    """Writes a batch in the caller's transaction; False, and nothing written, when a known hazard was changed since it was read."""
    read = {(row.pk, row.version, row.state) for row, _ in batch.changed}
    rows = (
        Hazard.objects.of_district(actor.district).filter(pk__among=[pk for pk, _, _ in read]).order_by("pk")
    )
    if read and set(rows.select_for_update().values_list("pk", "version", "state")) != read:
        return False
    _number(actor, batch.created)
    copy_rows(Hazard, COLUMNS, [tuple(getattr(row, name) for name in COLUMNS) for row in batch.created])
    journal.record_many(actor, _entered(batch))
    _fill_in(actor, batch)
    if batch.units:
        settle(actor, sorted(batch.units))
    return True


def _number(actor: Actor, rows: Iterable[Hazard]) -> None:
    """The next numbers of each year, in the order of the findings."""
    by_year: dict[int, list[Hazard]] = {}
    for row in rows:
        by_year.setdefault(row.found_on.year, []).append(row)
    for year, found in sorted(by_year.items()):
        numbers = take_numbers(actor.district, KIND, year, len(found))
        for row, number in zip(sorted(found, key=lambda each: each.found_on), numbers, strict=True):
            row.serial = serial(year, number)
            row.initials, row.terms, row.search_text = search_columns(row, row.enterprise.name)


def _entered(batch: Batch) -> Iterable[journal.Event]:
    for row in batch.created:
        facts: dict[str, Any] = row.facts()
        if row.pk in batch.besides:
            facts["ledger"] = dict(batch.besides[row.pk])
        yield journal.Event("import", row.lies.type, row.pk, after=facts, personal=row.personal)


def _fill_in(actor: Actor, batch: Batch) -> None:
    if not batch.changed:
        return
    names = sorted({name for _, values in batch.changed for name in values})
    columns, rows, events = (*names, *FOUND_BY, "changed_at", "version"), [], []
    for row, values in batch.changed:
        before = row.facts()
        for name, value in values.items():
            setattr(row, name, value)
        row.initials, row.terms, row.search_text = search_columns(row, row.enterprise.name)
        row.changed_at, row.version = actor.now, row.version + 1
        rows.append((row.pk, *(getattr(row, name) for name in columns)))
        events.append(journal.event("fill in", row, before=before))
    update_rows(Hazard, actor.district, columns, rows)
    journal.record_many(actor, events)
