"""A plain import, declared once: a file is handed in, checked, confirmed, and written whole. What is wrong is put right in the file."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import IntegrityError, connection, transaction

from anbiao.kit import files
from anbiao.kit.actor import Actor
from anbiao.kit.imports import runs
from anbiao.kit.imports.columns import Column
from anbiao.kit.imports.plans import Plan
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Book
from anbiao.kit.imports.telling import told
from anbiao.kit.models import ImportRun
from anbiao.rules.refusal import N_, Refusal, Refused

TRIES = 5
ONE_AT_A_TIME = (
    0x696E  # advisory lock class: an import of a kind waits for another one of the same kind and district
)
Choices = Mapping[str, Any]


@dataclass(frozen=True)
class Intake:
    """What is imported. `spec` names its machine (rules/importing.py), `kind` the stored file, `columns` what may be told.

    `plan(actor, book, choices)` says what writing would do; it reads and writes nothing else and raises Refused for the file.
    `write(actor, plan)` does it in the caller's transaction; False when a row was changed since, and nothing was written.
    """

    spec: str
    capability: str
    kind: str
    columns: tuple[Column, ...]
    plan: Callable[[Actor, Book, Choices], Plan]
    write: Callable[[Actor, Any], bool]
    ignored: frozenset[str] = frozenset()  # columns that are recognised and never taken

    @property
    def offered(self) -> tuple[Column, ...]:
        """The columns that a template has."""
        return tuple(column for column in self.columns if column.name not in self.ignored)

    @property
    def labels(self) -> dict[str, str]:
        """Column → its marked text."""
        return {column.name: column.label for column in self.columns}

    @property
    def steps(self) -> dict[str, runs.Work]:
        """What the job of a run does, by the run's state."""
        return {"uploaded": self.check, "writing": self.write_rows}

    def begin(self, actor: Actor, upload: files.Incoming, choices: Choices | None = None) -> ImportRun:
        """Keeps the file and opens a run; a job checks it. `choices` are what a person said beside the file. Raises Refused."""
        return runs.begin(
            actor, upload, spec=self.spec, capability=self.capability, kind=self.kind, decisions=choices
        )

    def check(self, actor: Actor, run: ImportRun) -> None:
        """The dry run: what writing would do, and every wrong cell. Writes nothing but its own result."""
        started = perf_counter()
        try:
            plan = self.planned(actor, run)
        except Refused as refused:
            runs.refuse(actor, run, refused)
            return
        result = told(plan, self.columns)
        runs.finish(
            actor,
            run,
            "check",
            tables=[[plan.sheet, {}]],
            result=result,
            seconds=round(perf_counter() - started, 2),
        )

    def planned(self, actor: Actor, run: ImportRun) -> Plan:
        """The plan of a run as things stand now. Reads the file again. Raises Refused."""
        return self.plan(actor, runs.book_of(run), run.decisions)

    def write_rows(self, actor: Actor, run: ImportRun) -> None:
        """Writes the confirmed rows: all of them and the run's new state in one transaction, or nothing."""
        started = perf_counter()
        try:
            with transaction.atomic():
                locked = ImportRun.objects.of_district(run.district).select_for_update().get(pk=run.pk)
                if locked.state != "writing":
                    return
                plan = self._write(actor, runs.book_of(locked), locked.decisions)
                result, seconds = told(plan, self.columns), round(perf_counter() - started, 2)
                runs.move(actor, locked, "write", result=result, seconds=seconds, progress=100)
        except Refused as refused:
            runs.refuse(actor, run, refused)

    def import_file(
        self, actor: Actor, path: Path, choices: Choices | None = None, *, dry_run: bool = False, all_or_nothing: bool = False
    ) -> Plan:  # fmt: skip
        """The whole way at once, for scripts: read, plan, write good rows in one transaction. Raises Refused for the file."""
        book, given = read(path, name=path.name), choices or {}
        if dry_run or all_or_nothing:
            plan = self.plan(actor, book, given)
            if dry_run or plan.errors:
                return plan
        with transaction.atomic():
            return self._write(actor, book, given)

    def _write(self, actor: Actor, book: Book, choices: Choices) -> Plan:
        """Plans and writes, one import of this kind at a time in a district; plans again when a row was changed in between."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
                [ONE_AT_A_TIME, f"{actor.district} {self.spec}"],
            )
        for _ in range(TRIES):
            plan = self.plan(actor, book, choices)
            # What somebody else wrote between our look and our write breaks a promise of the database: look again.
            with contextlib.suppress(IntegrityError), transaction.atomic():
                if self.write(actor, plan):
                    return plan
        text = N_("Others keep changing the same rows. Nothing was written; try again in a while.")
        raise Refused(Refusal("changed-meanwhile", text))
