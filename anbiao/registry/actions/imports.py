"""An import on its way: upload → columns → dry run → decisions → written, each step journalled, the long ones in jobs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import transaction

from anbiao.authority.people import of_account
from anbiao.authority.places import Offices
from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import without_collecting
from anbiao.kit.imports import runs, shapes
from anbiao.kit.imports.headings import Recognised, best, confirmed, fitting, with_mapping
from anbiao.kit.imports.plans import key_of
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.runs import book_of, changing, move, run_of
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.kit.imports.tables import Table, alike
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.import_telling import columns_told, tables_told, told
from anbiao.registry.actions.likely import DECISIONS
from anbiao.registry.actions.roster import plan_roster
from anbiao.registry.actions.roster_columns import BY_NAME, COLUMNS
from anbiao.registry.actions.roster_plan import Plan
from anbiao.registry.actions.writing import write
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_, Refusal, Refused

__all__ = ["book_of", "run_of"]  # of kit, for whoever deals with imports of a roster

SPEC = "enterprises"
TRIES = 5
LONGEST_VALUE = 3000

# ---------- what a person does ----------


def start_import(actor: Actor, upload: files.Incoming) -> ImportRun:
    """Keeps the file and opens a run; reading happens in a job. Raises Refused when it is too large."""
    return runs.begin(actor, upload, spec=SPEC, capability="import enterprise", kind="roster")


def confirm_columns(
    actor: Actor, run: ImportRun, columns: Mapping[int, str], *, sheets: Collection[str] | None = None
) -> None:
    """A person says what each column of the file is (its number → our column, "" for none), and which of the sheets read so far are taken
    (None: all); the office is offered the same for the next such table.

    Raises Refused when a sheet has neither name nor code, when two of its columns are the same, when a column is unknown, and for a sheet
    that is not read yet.
    """
    taken = run.sheets if sheets is None else [sheet for sheet in run.sheets if sheet in sheets]
    _check_sheets(run, taken, sheets)
    told = {each["index"]: each for each in run.result.get("columns", ())}
    places = {index: told.get(index, {}).get("places", {run.sheet: index}) for index in columns}
    tables = [[sheet, _mapping(sheet, columns, places, are_many=len(taken) > 1)] for sheet in taken]
    confirmed = [
        {told[index]["heading"]: name for index, name in columns.items() if sheet in places[index] and told.get(index, {}).get("heading")}
        for sheet in taken
    ]  # fmt: skip
    with changing(run):
        move(actor, run, "map", tables=tables, progress=0, **_kept(run, taken))
        shapes.remember(actor, SPEC, confirmed)


def choose_sheets(actor: Actor, run: ImportRun, sheets: Collection[str]) -> None:
    """Reads other sheets of the file. Raises Refused for none, and for one that has none of the headings."""
    known = [told["name"] for told in run.result.get("tables", ())]
    if not sheets or not set(sheets) <= set(known):
        raise Refused(Refusal("sheet-unknown", N_("Choose sheets of the list.")))
    with changing(run):
        tables = [[sheet, {}] for sheet in known if sheet in sheets]
        move(
            actor, run, "choose_sheet", tables=tables, progress=0, **_kept(run, [name for name, _ in tables])
        )


def _kept(run: ImportRun, sheets: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What was typed and decided, under the keys that its rows have when these sheets are read: never at the same row of another sheet."""

    def anew(old: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for key, value in old.items():
            row, _, sheet = key.partition(" ")
            sheet = sheet or run.sheet
            if sheet in sheets:
                found[key_of((sheet if len(sheets) > 1 else "", int(row)))] = value
        return found

    return {"corrections": anew(run.corrections), "decisions": anew(run.decisions)}


def _check_sheets(run: ImportRun, taken: Sequence[str], asked: Collection[str] | None) -> None:
    more = [sheet for sheet in asked or () if sheet not in run.sheets]
    if more:
        text = N_("These sheets are ticked and not read yet: {sheets}. Read the ticked sheets first.")
        raise Refused(Refusal("sheets-not-read", text, {"sheets": "、".join(more)}))
    if not taken:
        raise Refused(Refusal("sheet-unknown", N_("Choose sheets of the list.")))


def _mapping(
    sheet: str, columns: Mapping[int, str], places: Mapping[int, Mapping[str, int]], *, are_many: bool
) -> dict[str, int]:
    """Column → its index in a sheet. Raises Refused for what makes no sense there, naming the sheet where there are many."""
    here = [
        (name, places[index][sheet]) for index, name in columns.items() if name and sheet in places[index]
    ]
    names = [name for name, _ in here]
    if any(name not in BY_NAME for name in names):
        raise Refused(Refusal("column-unknown", N_("Choose a column of the list.")))
    if len(set(names)) < len(names):
        raise Refused(Refusal("column-twice", TWICE[are_many], {"sheet": sheet}))
    if not {"name", "uscc"} & set(names):
        raise Refused(Refusal("columns-missing", MISSING[are_many], {"sheet": sheet}))
    return dict(here)


# For a file of one sheet, and for one of several.
TWICE = (
    N_("Two columns of the file cannot both be the same. Choose one of them."),
    N_("Two columns of sheet {sheet} cannot both be the same. Choose one of them."),
)
MISSING = (
    N_("Say which column holds the name or the credit code."),
    N_("Say which column of sheet {sheet} holds the name or the credit code, or do not read this sheet."),
)


def correct_cells(actor: Actor, run: ImportRun, cells: Mapping[tuple[str, str], str]) -> None:
    """Cells (key of the row, column → value) typed anew by a person; the file itself stays as it was handed in."""
    if not cells:
        raise Refused(Refusal("nothing-typed", N_("Type the right value into a cell first.")))
    with changing(run):
        corrections = {key: dict(fixed) for key, fixed in run.corrections.items()}
        for (key, column), value in cells.items():
            corrections.setdefault(key, {})[column] = value[:LONGEST_VALUE]
        move(actor, run, "correct", corrections=corrections, progress=0)


def decide_candidates(actor: Actor, run: ImportRun, *, rows: Iterable[str], act: str) -> None:
    """What likely duplicates are (rows by their keys): same_new_code, same_old_code, two, or later (written and put on the work list)."""
    if act not in DECISIONS:
        raise Refused(Refusal("decision-unknown", N_("Choose one of the four answers.")))
    with changing(run):
        decisions = {**run.decisions, **{key: {"act": act} for key in rows}}
        move(actor, run, "decide", decisions=decisions, progress=0)


def take_step(actor: Actor, run: ImportRun, step: str) -> None:
    """Confirms, cancels, or goes back to the columns. Raises Refused."""
    with changing(run):
        move(actor, run, step)


# ---------- what a job does ----------


def actor_behind(run: ImportRun, now: datetime) -> Actor:
    """Who handed the file in, with what she may do now; the job acts for her."""
    return of_account(run.district, run.by, now, "job")


def read_columns(actor: Actor, run: ImportRun) -> None:
    """Reads the file and recognises the columns of the sheets that were chosen; else of those alike to one that the office confirmed
    before, else to the best. A file that cannot be read ends here, with why.
    """
    try:
        book = book_of(run)
        fits = fitting(book, COLUMNS)
    except Refused as refused:
        runs.refuse(actor, run, refused)
        return
    memory = shapes.remembered(actor, SPEC)
    fits = [(sheet, _with_memory(sheet, found, memory)) for sheet, found in fits]
    leading, tables = proposed(fits, run.sheets, memory)
    columns = columns_told(tables, memory)
    result = {
        "columns": columns, "rows": sum(len(found.data_rows) for _, found in tables),
        "sheets": sum(1 for each in book.sheets if each.rows), "tables": tables_told(fits, tables, leading),
        "others": [each.name for each in book.sheets if each.rows and each.name not in {sheet.name for sheet, _ in fits}],
    }  # fmt: skip
    proposal = [[sheet.name, _proposal(sheet.name, columns)] for sheet, _ in tables]
    runs.finish(actor, run, "read", tables=proposal, result=result)


def _proposal(sheet: str, columns: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return {c["column"]: c["places"][sheet] for c in columns if c["column"] and sheet in c["places"]}


def proposed(
    fits: Sequence[Table], chosen: Collection[str], memory: shapes.Memory
) -> tuple[Table, list[Table]]:
    """The sheet that leads, and all that are read: those that a person chose; else the best of those confirmed before, or of all, and
    its like.
    """
    named = [table for table in fits if table[0].name in chosen]
    if named:
        return named[0], named
    known = [table for table in fits if memory.knows(table[1])]
    leading = best(known or fits)
    return leading, alike(fits, leading)


def _with_memory(sheet: Sheet, found: Recognised, memory: shapes.Memory) -> Recognised:
    said = memory.of(found)
    said = {heading: column for heading, column in said.items() if not column or column in BY_NAME}
    known = {said[h]: i for i, h in enumerate(found.headings) if said.get(h)}
    refused = {name for name, index in found.mapping.items() if said.get(found.headings[index]) == ""}
    mapping = {
        name: index
        for name, index in found.mapping.items()
        if name not in refused and index not in known.values()
    }
    whole = {**mapping, **known}
    return found if whole == found.mapping else with_mapping(sheet, found, whole)


@without_collecting()
def check(actor: Actor, run: ImportRun) -> None:
    """The dry run: what writing would do, every wrong cell, every likely duplicate. Writes nothing but its own result."""
    started = perf_counter()
    try:
        plan = planned(actor, run, reached=runs.progress(run))
    except Refused as refused:
        if refused.refusals[0].code != "changed-meanwhile":
            runs.refuse(actor, run, refused)
        return
    result = {**run.result, **told(plan)}
    runs.finish(actor, run, "check", result=result, seconds=round(perf_counter() - started, 2))


@without_collecting()
def write_rows(actor: Actor, run: ImportRun) -> None:
    """Writes the confirmed rows: all of them and the run's new state in one transaction, or nothing."""
    started = perf_counter()
    try:
        with transaction.atomic():
            locked = ImportRun.objects.of_district(run.district).select_for_update().get(pk=run.pk)
            if locked.state != "writing":
                return
            plan = _planned_and_written(actor, lambda: planned(actor, locked))
            result = {**locked.result, **told(plan)}
            move(
                actor,
                locked,
                "write",
                result=result,
                seconds=round(perf_counter() - started, 2),
                progress=100,
            )
    except Refused as refused:
        runs.refuse(actor, run, refused)


def _planned_and_written(actor: Actor, plan_anew: Callable[[], Plan]) -> Plan:
    """Plans, locks the units that change, and writes; plans again when one of them was changed in between."""
    for _ in range(TRIES):
        plan = plan_anew()
        versions = {unit: before["version"] for unit, (before, _) in plan.batch.changed.items()}
        units = Enterprise.objects.of_district(actor.district).filter(pk__among=versions).order_by("pk")
        if dict(units.select_for_update().values_list("pk", "version")) == versions:
            write(actor, plan.batch, offices=Offices(actor.district))
            return plan
    text = N_("Others keep changing the same units. Nothing was written; try again in a while.")
    raise Refused(Refusal("changed-meanwhile", text))


# ---------- the plan ----------


def tables_of(run: ImportRun, book: Book) -> list[Table]:
    """The sheets of the run, by the columns that were confirmed."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    return [(by_name[name], confirmed(by_name[name], COLUMNS, mapping)) for name, mapping in run.tables]


def planned(actor: Actor, run: ImportRun, *, reached: Callable[[int], None] = lambda percent: None) -> Plan:
    """The plan of a run as it stands: its sheets, columns, corrections and decisions."""
    book = book_of(run)
    reached(15)
    return plan_roster(
        actor, book, tables_of(run, book), corrections=run.corrections, decisions=run.decisions, reached=reached
    )  # fmt: skip


@without_collecting()
def import_file(
    actor: Actor, path: Path, *, dry_run: bool = False, all_or_nothing: bool = False
) -> tuple[Book, Plan]:
    """The whole way at once, for scripts: read, plan, write good rows in one transaction. All sheets of the kind of the best one are
    read, the others are named in a warning. Raises Refused for the file.
    """
    book, memory = read(path, name=path.name), shapes.remembered(actor, SPEC)
    fits = [(sheet, _with_memory(sheet, found, memory)) for sheet, found in fitting(book, COLUMNS)]
    _, tables = proposed(fits, (), memory)
    plan = plan_roster(actor, book, tables)
    if not (dry_run or (all_or_nothing and plan.errors)):
        plans = iter([plan])
        with transaction.atomic():
            plan = _planned_and_written(actor, lambda: next(plans, None) or plan_roster(actor, book, tables))
    return book, plan
