"""An import on its way: upload → columns → dry run → decisions → written, each step journalled, the long ones in jobs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from time import perf_counter

from django.db import transaction

from anbiao.authority.people import of_account
from anbiao.authority.places import Offices
from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.imports import runs, shapes
from anbiao.kit.imports.headings import (
    Recognised,
    best,
    choose,
    fitting,
    recognise,
    with_mapping,
    with_others,
)
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.runs import book_of, changing, move, run_of
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.kit.models import ColumnMemory, ImportRun
from anbiao.registry.actions.import_telling import columns_told, told
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


def confirm_columns(actor: Actor, run: ImportRun, columns: Mapping[int, str]) -> None:
    """A person says what each column of the file is (index → our column, "" for none); the district remembers it by heading.

    Raises Refused when neither name nor code is among them, when two are the same, or when one is unknown.
    """
    mapping = {name: index for index, name in columns.items() if name}
    _check_mapping(columns, mapping)
    headings = {told["index"]: told["heading"] for told in run.result.get("columns", ())}
    with changing(run):
        move(actor, run, "map", mapping=mapping, progress=0)
        for index, name in columns.items():
            if headings.get(index):
                ColumnMemory.objects.update_or_create(
                    district=actor.district, spec=SPEC, heading=headings[index], defaults={"column": name}
                )
        shapes.remember(
            actor, SPEC, run.sheet, {headings[i]: name for i, name in columns.items() if headings.get(i)}
        )


def choose_sheet(actor: Actor, run: ImportRun, name: str) -> None:
    """Reads another sheet of the file. Raises Refused for one that has none of the headings."""
    if name not in {told[0] for told in run.result.get("fitting", ())}:
        raise Refused(Refusal("sheet-unknown", N_("Choose a sheet of the list.")))
    with changing(run):
        move(actor, run, "choose_sheet", sheet=name, mapping={}, progress=0)


def _check_mapping(columns: Mapping[int, str], mapping: Mapping[str, int]) -> None:
    if any(name not in BY_NAME for name in mapping):
        raise Refused(Refusal("column-unknown", N_("Choose a column of the list.")))
    named = [name for name in columns.values() if name]
    twice = sorted({BY_NAME[name].label for name in named if named.count(name) > 1})
    if twice:
        text = N_("Two columns of the file cannot both be the same. Choose one of them.")
        raise Refused(Refusal("column-twice", text))
    if "name" not in mapping and "uscc" not in mapping:
        raise Refused(Refusal("columns-missing", N_("Say which column holds the name or the credit code.")))


def correct_cells(actor: Actor, run: ImportRun, cells: Mapping[tuple[int, str], str]) -> None:
    """Cells (row, column → value) typed anew by a person; the file itself stays as it was handed in."""
    if not cells:
        raise Refused(Refusal("nothing-typed", N_("Type the right value into a cell first.")))
    with changing(run):
        corrections = {row: dict(fixed) for row, fixed in run.corrections.items()}
        for (row, column), value in cells.items():
            corrections.setdefault(str(row), {})[column] = value[:LONGEST_VALUE]
        move(actor, run, "correct", corrections=corrections, progress=0)


def decide_candidates(actor: Actor, run: ImportRun, *, rows: Iterable[int], act: str) -> None:
    """What likely duplicates are: same_new_code, same_old_code, two, or later (written and put on the work list)."""
    if act not in DECISIONS:
        raise Refused(Refusal("decision-unknown", N_("Choose one of the four answers.")))
    with changing(run):
        decisions = {**run.decisions, **{str(row): {"act": act} for row in rows}}
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
    """Reads the file and recognises the columns of a sheet: the one that was chosen, else one that the office confirmed before, else the
    best. A file that cannot be read ends here, with why.
    """
    try:
        book = book_of(run)
        fits = fitting(book, COLUMNS)
    except Refused as refused:
        runs.refuse(actor, run, refused)
        return
    kept = shapes.remembered(actor, SPEC, [found for _, found in fits])
    sheet, found = _proposed(fits, run.sheet, kept)
    memory = remembered(actor.district) | kept.get(found.headings, {})
    found = _with_memory(sheet, found, memory)
    result = {
        "columns": columns_told(sheet, found, memory), "rows": len(found.data_rows),
        "sheets": sum(1 for each in book.sheets if each.rows),
        "fitting": [[each.name, len(seen.data_rows)] for each, seen in fits],
    }  # fmt: skip
    runs.finish(actor, run, "read", sheet=sheet.name, mapping=dict(found.mapping), result=result)


def _proposed(
    fits: list[tuple[Sheet, Recognised]], chosen: str, kept: Mapping[tuple[str, ...], Mapping[str, str]]
) -> tuple[Sheet, Recognised]:
    """The sheet that a person chose; else the best of those that were confirmed before; else the best of all."""
    named = [pair for pair in fits if pair[0].name == chosen]
    known = [pair for pair in fits if pair[1].headings in kept]
    return best(named or known or fits)


def remembered(district: str) -> dict[str, str]:
    """Heading → column ("" for none) as the district confirmed them before."""
    rows = ColumnMemory.objects.filter(district=district, spec=SPEC).values_list("heading", "column")
    return {heading: column for heading, column in rows if not column or column in BY_NAME}


def _with_memory(sheet: Sheet, found: Recognised, memory: Mapping[str, str]) -> Recognised:
    known = {memory[h]: i for i, h in enumerate(found.headings) if memory.get(h)}
    refused = {name for name, index in found.mapping.items() if memory.get(found.headings[index]) == ""}
    mapping = {
        name: index
        for name, index in found.mapping.items()
        if name not in refused and index not in known.values()
    }
    return with_mapping(sheet, found, {**mapping, **known})


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


def sheet_of(run: ImportRun, book: Book) -> tuple[Sheet, Recognised]:
    """The run's sheet, by the columns that were confirmed."""
    sheet = next(sheet for sheet in book.sheets if sheet.name == run.sheet)
    return sheet, with_mapping(sheet, recognise(sheet, COLUMNS), run.mapping)


def planned(actor: Actor, run: ImportRun, *, reached: Callable[[int], None] = lambda percent: None) -> Plan:
    """The plan of a run as it stands: its sheet, columns, corrections and decisions."""
    book = book_of(run)
    reached(15)
    sheet, found = sheet_of(run, book)
    _, chosen = with_others(book, sheet, found)
    plan = plan_roster(
        actor, book, sheet, found, corrections=run.corrections, decisions=run.decisions, reached=reached
    )
    plan.warnings += [warning for warning in chosen.warnings if warning not in plan.warnings]
    return plan


def import_file(
    actor: Actor, path: Path, *, dry_run: bool = False, all_or_nothing: bool = False
) -> tuple[Book, Plan]:
    """The whole way at once, for scripts: read, plan, write good rows in one transaction. Raises Refused for the file."""
    book = read(path, name=path.name)
    sheet, found = choose(book, COLUMNS)
    found = _with_memory(sheet, found, remembered(actor.district))
    plan = plan_roster(actor, book, sheet, found)
    if not (dry_run or (all_or_nothing and plan.errors)):
        plans = iter([plan])
        with transaction.atomic():
            plan = _planned_and_written(
                actor, lambda: next(plans, None) or plan_roster(actor, book, sheet, found)
            )
    return book, plan
