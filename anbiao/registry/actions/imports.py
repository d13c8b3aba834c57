"""An import on its way: upload → columns → dry run → decisions → written, each step journalled, the long ones in jobs."""

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import transaction

from anbiao.authority.places import Offices
from anbiao.kit import files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.imports.headings import Recognised, choose, recognise, with_mapping
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.kit.models import ColumnMemory, ImportRun
from anbiao.kit.workflow import take
from anbiao.registry.actions.roster import plan_roster
from anbiao.registry.actions.roster_columns import COLUMNS
from anbiao.registry.actions.roster_plan import Plan
from anbiao.registry.actions.writing import write
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SPEC = "enterprises"
SHOWN_ERRORS = 2000
Told = dict[str, Any]


def start_import(actor: Actor, upload: files.Incoming) -> ImportRun:
    """Keeps the file and opens a run; reading happens in a job. Raises Refused when it is too large."""
    grant = actor.scope.allowing("import enterprise")[0]
    stored = files.store(actor, upload, kind="roster")
    run = ImportRun.objects.create(
        district=actor.district, spec=SPEC, region=grant.region or actor.district, file=stored, by=actor.person,
        who=actor.who, started_at=actor.now, changed_at=actor.now,
    )  # fmt: skip
    facts = {"file": stored.name, "sha256": stored.sha256, "size": stored.size}
    journal.record(actor, journal.Event("upload", "import run", run.id, after=facts))
    return run


def read_columns(actor: Actor, run: ImportRun) -> None:
    """Reads the file and recognises its columns, remembered headings first. A file that cannot be read ends here, with why."""
    try:
        book = book_of(run)
        sheet, found = choose(book, COLUMNS)
    except Refused as refused:
        _refuse(actor, run, refused)
        return
    found = _with_memory(actor.district, sheet, found)
    move(
        actor,
        run,
        "read",
        sheet=sheet.name,
        mapping=dict(found.mapping),
        result={"columns": columns_told(sheet, found)},
    )


def columns_told(sheet: Sheet, found: Recognised) -> list[Told]:
    """Every column of the file: its letters, heading, three values, and what it was taken for."""
    taken = {index: name for name, index in found.mapping.items()}
    told = []
    for index, heading in enumerate(found.headings):
        sample = [
            str(value) for row in found.data_rows[:40] if (value := sheet.rows[row][index]) not in ("", None)
        ][:3]
        if heading or sample:
            told.append(
                {"index": index, "letters": sheet.letters_of(index), "heading": heading, "sample": sample,
                 "column": taken.get(index, ""), "doubt": any(index in many for many in found.ambiguous.values())}
            )  # fmt: skip
    return told


def _with_memory(district: str, sheet: Sheet, found: Recognised) -> Recognised:
    memory = dict(ColumnMemory.objects.filter(district=district, spec=SPEC).values_list("heading", "column"))
    remembered = {memory[h]: i for i, h in enumerate(found.headings) if memory.get(h)}
    refused = {name for name, index in found.mapping.items() if memory.get(found.headings[index]) == ""}
    mapping = {
        name: index
        for name, index in found.mapping.items()
        if name not in refused and index not in remembered.values()
    }
    return with_mapping(sheet, found, {**mapping, **remembered})


@transaction.atomic
def confirm_columns(
    actor: Actor, run: ImportRun, mapping: Mapping[str, int], headings: Mapping[int, str]
) -> None:
    """A person says what each column is; the district remembers it by heading. `headings`: index → heading of the file."""
    if "name" not in mapping and "uscc" not in mapping:
        raise Refused(Refusal("columns-missing", N_("Say which column holds the name or the credit code.")))
    taken = {index: name for name, index in mapping.items()}
    for index, heading in headings.items():
        if heading:
            ColumnMemory.objects.update_or_create(
                district=actor.district, spec=SPEC, heading=heading, defaults={"column": taken.get(index, "")}
            )
    move(actor, run, "map", mapping=dict(mapping))


def check(actor: Actor, run: ImportRun) -> None:
    """The dry run: what writing would do, every wrong cell, every likely duplicate. Writes nothing but its own result."""
    try:
        started = perf_counter()
        plan = planned(actor, run)
    except Refused as refused:
        _refuse(actor, run, refused)
        return
    move(actor, run, "check", result={**run.result, **told(plan)}, seconds=round(perf_counter() - started, 2))


def write_rows(actor: Actor, run: ImportRun) -> None:
    """Writes the confirmed rows: all of them and the run's new state in one transaction, or nothing."""
    try:
        started = perf_counter()
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if locked.state != "writing":
                return
            plan = planned(actor, locked)
            write(actor, plan.batch, offices=Offices(actor.district))
            result = {**locked.result, **told(plan)}
            move(actor, locked, "write", result=result, seconds=round(perf_counter() - started, 2))
    except Refused as refused:
        _refuse(actor, run, refused)


def correct_cell(actor: Actor, run: ImportRun, *, row: int, column: str, value: str) -> None:
    """A cell typed anew by a person; the file itself stays as it was handed in."""
    corrections = {**run.corrections, str(row): {**run.corrections.get(str(row), {}), column: value[:300]}}
    move(actor, run, "correct", corrections=corrections)


def decide_candidates(actor: Actor, run: ImportRun, *, rows: list[int], act: str) -> None:
    """What likely duplicates are: same_new_code, same_old_code, two, or later (written and put on the work list)."""
    if act not in ("same_new_code", "same_old_code", "two", "later"):
        raise Refused(Refusal("decision-unknown", N_("Choose one of the four answers.")))
    decisions = {**run.decisions, **{str(row): {"act": act} for row in rows}}
    move(actor, run, "decide", decisions=decisions)


def move(actor: Actor, run: ImportRun, step: str, **values: Any) -> None:
    """Moves a run by a step; what hangs on it is set in the same statement."""
    take(actor, run, step, place=Place(region=run.region), changed_at=actor.now, **values)


def _refuse(actor: Actor, run: ImportRun, refused: Refused) -> None:
    reasons = [reason_told(refusal) for refusal in refused.refusals]
    move(actor, run, "refuse", result={**run.result, "refused": reasons})


def reason_told(refusal: Refusal) -> Told:
    """A refusal as it is kept, to be said in any language later; marked words keep their mark."""
    terms = [key for key, value in refusal.params.items() if type(value) is not str]
    return {"code": refusal.code, "text": refusal.text, "params": dict(refusal.params), "terms": terms}


def book_of(run: ImportRun) -> Book:
    """The run's file, read. Raises Refused."""
    return read(files.path_of(run.file), name=run.file.name)


def planned(actor: Actor, run: ImportRun) -> Plan:
    """The plan of a run as it stands: its sheet, columns, corrections and decisions."""
    book = book_of(run)
    sheet = next(sheet for sheet in book.sheets if sheet.name == run.sheet)
    _, chosen = choose(book, COLUMNS)
    found = with_mapping(sheet, recognise(sheet, COLUMNS), run.mapping)
    plan = plan_roster(actor, book, sheet, found, corrections=run.corrections, decisions=run.decisions)
    extra = [warning for warning in chosen.warnings if warning not in plan.warnings]
    plan.warnings += extra
    return plan


def told(plan: Plan) -> Told:
    """A plan as a run keeps it: counts, the first wrong cells, duplicates with both sides, warnings."""
    return {
        "counts": plan.counts(),
        "cells": len(plan.errors),
        "errors": [
            {"row": e.row, "column": e.column, "value": e.value, "allowed": e.allowed, "fix": e.fix, **reason_told(e.refusal)}
            for e in sorted(plan.errors, key=lambda e: (e.row, e.column))[:SHOWN_ERRORS]
        ],
        "by_column": _by_column(plan),
        "duplicates": [
            {"row": d.row, "other": d.other, "score": d.likeness.score, "reasons": list(d.likeness.reasons),
             "mine": _side(d.mine), "theirs": _side(d.theirs)}
            for d in plan.duplicates
        ],
        "warnings": [reason_told(w) for w in plan.warnings[:200]],
    }  # fmt: skip


def _by_column(plan: Plan) -> dict[str, int]:
    counted: dict[str, int] = {}
    for error in plan.errors:
        counted[error.column] = counted.get(error.column, 0) + 1
    return counted


def _side(facts: Mapping[str, Any]) -> Told:
    keys = ("name", "uscc", "address", "principal", "phone", "employees", "region", "state")
    return {key: facts.get(key) for key in keys}


def import_file(
    actor: Actor, path: Path, *, dry_run: bool = False, all_or_nothing: bool = False
) -> tuple[Book, Plan]:
    """The whole way at once, for scripts: read, plan, write good rows in one transaction. Raises Refused for the file."""
    book = read(path, name=path.name)
    sheet, found = choose(book, COLUMNS)
    found = _with_memory(actor.district, sheet, found)
    plan = plan_roster(actor, book, sheet, found)
    if dry_run or (all_or_nothing and plan.errors):
        return book, plan
    with transaction.atomic():
        write(actor, plan.batch, offices=Offices(actor.district))
    return book, plan
