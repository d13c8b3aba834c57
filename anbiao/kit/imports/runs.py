"""An import on its way, whatever it brings: a file handed in, steps that long jobs and people take, and who sees it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from procrastinate import RetryStrategy

from anbiao.kit import clock, files, journal
from anbiao.kit.actor import Actor
from anbiao.kit.imports.reading import read
from anbiao.kit.imports.sheets import Book
from anbiao.kit.imports.telling import reason_told
from anbiao.kit.models import ImportRun
from anbiao.kit.workflow import FASTER, take
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

HISTORY = 50
LOG = logging.getLogger(__name__)
DATABASE_AWAY = RetryStrategy(
    max_attempts=10, linear_wait=3, retry_exceptions={OperationalError, InterfaceError}
)
Work = Callable[[Actor, ImportRun], None]


def begin(
    actor: Actor, upload: files.Incoming, *, spec: str, capability: str, kind: str, decisions: Mapping[str, Any] | None = None
) -> ImportRun:  # fmt: skip
    """Keeps the file and opens a run; reading happens in a job. Raises Refused when it is too large."""
    grant = actor.scope.allowing(capability)[0]
    stored = files.store(actor, upload, kind=kind)
    run = ImportRun.objects.create(
        district=actor.district, spec=spec, region=grant.region or actor.district, file=stored, by=actor.person,
        who=actor.who, started_at=actor.now, changed_at=actor.now, decisions=dict(decisions or {}),
    )  # fmt: skip
    facts = {"file": stored.name, "sha256": stored.sha256, "size": stored.size}
    journal.record(actor, journal.Event("upload", "import run", run.id, after=facts))
    return run


def run_of(pk: UUID) -> ImportRun:
    """A run by its id, for its job."""
    return ImportRun.objects.select_related("file").get(pk=pk)


def book_of(run: ImportRun) -> Book:
    """The run's file, read. Raises Refused."""
    return read(files.path_of(run.file), name=run.file.name)


# ---------- who sees it ----------


def own_runs(actor: Actor, spec: str, capability: str) -> QuerySet[ImportRun, ImportRun]:
    """The runs of a kind that the actor began herself, the latest first."""
    rows = ImportRun.objects.visible_to(actor.scope, capability).filter(spec=spec)
    return rows.select_related("file").order_by("-id")


def page_of_runs(
    rows: QuerySet[ImportRun, ImportRun], before: UUID | None = None
) -> tuple[list[ImportRun], str]:
    """A page of runs, and the id behind which the next page begins ("" at the end)."""
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: HISTORY + 1])
    return found[:HISTORY], str(found[HISTORY - 1].pk) if len(found) > HISTORY else ""


# ---------- steps ----------


@contextmanager
def changing(run: ImportRun) -> Iterator[None]:
    """The run as it stands now, locked until commit. While it is written it stays as read, and the step is refused at once."""
    with transaction.atomic():
        if run.state != "writing":
            run.refresh_from_db(from_queryset=ImportRun.objects.of_district(run.district).select_for_update())
        yield


def place_of(actor: Actor, run: ImportRun) -> Place:
    """Where a run lies: in the region of the duty it was begun by; one that a unit's own people began, at their unit."""
    own = str(run.decisions.get("unit", "")) or min(actor.units, default="")
    return Place(region=run.region, enterprise=own if own in actor.units else "")


def move(actor: Actor, run: ImportRun, step: str, **values: Any) -> None:
    """Moves a run by a step; what hangs on it is set in the same statement."""
    take(actor, run, step, place=place_of(actor, run), changed_at=actor.now, **values)


def finish(actor: Actor, run: ImportRun, step: str, **values: Any) -> None:
    """The end of a long step. What was cancelled, corrected or decided while it went on is left as it is."""
    with transaction.atomic():
        now = ImportRun.objects.of_district(run.district).select_for_update().get(pk=run.pk)
        if _asked(now) == _asked(run):
            move(actor, run, step, **values)


def _asked(run: ImportRun) -> tuple[Any, ...]:
    return run.state, run.tables, run.corrections, run.decisions


def refuse(actor: Actor, run: ImportRun, refused: Refused) -> None:
    """The file as a whole is refused, with the reasons."""
    reasons = [reason_told(refusal) for refusal in refused.refusals]
    finish(actor, run, "refuse", result={**run.result, "refused": reasons})


def give_up(actor: Actor, run: ImportRun) -> None:
    """The end of a run on which the program failed: nothing was written, and the person is told so."""
    text = N_(
        "The program could not go on with this file. Nothing was written. The log names the cause under {number}."
    )
    refuse(actor, run, Refused(Refusal("import-failed", text, {"number": str(run.pk)})))


def progress(run: ImportRun) -> Callable[[int], None]:
    """Keeps how far a check is; a run that was cancelled meanwhile stops it by Refused."""

    def reached(percent: int) -> None:
        rows = ImportRun.objects.of_district(run.district).filter(pk=run.pk, state=run.state)
        if not rows.update(progress=percent):
            raise Refused(Refusal("changed-meanwhile", FASTER))

    return reached


# ---------- jobs ----------


def carry_on(
    run_id: str, steps: Mapping[str, Work], behind: Callable[[ImportRun, datetime], Actor]
) -> None:  # fmt: skip
    """Does what the run's state asks for; nothing when it waits for a person or is at its end. May be begun twice.

    `behind` gives who handed the file in, with what she may do now. A database that is away is the job's to retry.
    """
    pk = UUID(run_id)
    try:
        try:
            _take_step(pk, steps, behind)
        except IntegrityError:
            # Somebody else wrote the same row between our look and our write. The next look sees it.
            _take_step(pk, steps, behind)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        LOG.exception("import %s could not go on", run_id)
        run = run_of(pk)
        give_up(behind(run, clock.now()), run)


def _take_step(pk: UUID, steps: Mapping[str, Work], behind: Callable[[ImportRun, datetime], Actor]) -> None:
    run = run_of(pk)
    step = steps.get(run.state)
    if step is not None:
        step(behind(run, clock.now()), run)
