"""Handing the three lists over: made, hashed, and journalled, for one unit, a region, or a folder of them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from anbiao.inspection.documents.drawing import print_out, workbook
from anbiao.inspection.documents.tables import Table, tables_of_region, tables_of_unit
from anbiao.inspection.queries.three_lists import CAPABILITY, ThreeLists, hazards_in, three_lists, units
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.documents import Document, digest
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import region_name
from anbiao.rules.refusal import N_, Refusal, Refused

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST_PRINTED = 3_000
MOST_WRITTEN = 100_000
LONGEST_NAME = 60
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class Handed:
    """A file that is handed over: its name, its document, and how many hazards stand in it."""

    name: str
    document: Document
    hazards: int


def of_unit(actor: Actor, unit: Enterprise, kind: str) -> Handed:
    """The three lists of one unit as "xlsx" or "pdf", journalled. The unit was found through CAPABILITY."""
    lists = next(three_lists(actor, [unit]), ThreeLists(unit, 0, (), ()))
    made = _made(actor, _name(unit.name, actor), kind, tables_of_unit(actor, lists), len(lists.hazards))
    _record(actor, {"unit": str(unit.pk), "kind": kind, "rows": made.hazards, "sha256": made.document.sha256})
    return made


def of_region(actor: Actor, region: str, kind: str) -> Handed:
    """The three lists of all units of a region ("" for everything that the actor sees) in one, journalled.

    Raises Refused when it would be too long to print or to write.
    """
    _refuse_too_many(actor, region, kind)
    found = list(three_lists(actor, list(units(actor, region))))
    made = _summary(actor, region, kind, found)
    _record(actor, {"region": region, "kind": kind, "rows": made.hazards, "sha256": made.document.sha256})
    return made


def into_folder(actor: Actor, region: str, folder: Path, kinds: Sequence[str]) -> Iterator[Handed]:
    """Writes the lists of each unit of a region that has any, and one summary, of each kind; one entry with every hash.

    Yields what was written, file by file. A summary that would be too long is left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hashes: dict[str, str] = {}
    every: list[ThreeLists] = []
    for lists in three_lists(actor, list(units(actor, region))):
        every.append(lists)
        tables = tables_of_unit(actor, lists)
        for kind in kinds:
            name = _free(_name(lists.unit.name, actor), kind, hashes)
            yield _written(folder, _made(actor, name, kind, tables, len(lists.hazards)), hashes)
    for kind in kinds:
        if every and sum(len(each.hazards) for each in every) <= _most(kind):
            yield _written(folder, _summary(actor, region, kind, every), hashes)
    _record(actor, {"region": region, "units": len(every), "kinds": list(kinds), "files": hashes})


def of_one_into_folder(
    actor: Actor, unit: Enterprise, folder: Path, kinds: Sequence[str]
) -> Iterator[Handed]:
    """The same for one unit."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        yield _written(folder, of_unit(actor, unit, kind), {})


def _written(folder: Path, made: Handed, hashes: dict[str, str]) -> Handed:
    (folder / made.name).write_bytes(made.document.content)
    hashes[made.name] = made.document.sha256
    return made


def _made(actor: Actor, name: str, kind: str, tables: Sequence[Table], hazards: int) -> Handed:
    document = print_out(actor, tables) if kind == "pdf" else digest(workbook(actor, tables))
    return Handed(f"{name}.{kind}", document, hazards)


def _summary(actor: Actor, region: str, kind: str, found: Sequence[ThreeLists]) -> Handed:
    place = region_name(region or actor.district)
    tables = tables_of_region(actor, place, found)
    name = _name(gettext("%(place)s, all units") % {"place": place}, actor)
    return _made(actor, name, kind, tables, sum(len(each.hazards) for each in found))


def _most(kind: str) -> int:
    return MOST_PRINTED if kind == "pdf" else MOST_WRITTEN


def _refuse_too_many(actor: Actor, region: str, kind: str) -> None:
    most = _most(kind)
    if hazards_in(actor, region)[: most + 1].count() <= most:
        return
    texts = {
        "pdf": N_("More than {most} hazards are too many for one print. Choose a town or street, or take the workbook."),
        "xlsx": N_("More than {most} hazards are too many for one workbook. Choose a town or street."),
    }  # fmt: skip
    raise Refused(Refusal("too-many-hazards", texts[kind], {"most": f"{most:,}"}))


def _record(actor: Actor, facts: dict[str, Any]) -> None:
    journal.record(
        actor,
        journal.Event("export", CAPABILITY.split()[1], new_id(), after={"list": "three lists", **facts}),
    )


def _name(whose: str, actor: Actor) -> str:
    """双阳中心小学-三张清单-2026-11-25, fit for every file system."""
    plain = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", whose)).strip(" .")[:LONGEST_NAME].strip() or "-"
    return f"{plain}-{gettext('Three lists')}-{actor.today.isoformat()}"


def _free(name: str, kind: str, taken: dict[str, str]) -> str:
    """The name, with a number behind it where another unit of the same name has it already."""
    found, number = name, 2
    while f"{found}.{kind}" in taken:
        found, number = f"{name}-{number}", number + 1
    return found
