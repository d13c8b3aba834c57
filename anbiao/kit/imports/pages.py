"""What the pages of an import show, whatever it brings: the run in words, its wrong cells by the page, its steps with their results."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from anbiao.kit import workflow
from anbiao.kit.actor import Actor
from anbiao.kit.imports import runs
from anbiao.kit.imports.telling import reason_again
from anbiao.kit.imports.wrong import Asked, wrong_cells
from anbiao.kit.models import ImportRun
from anbiao.kit.texts import say
from anbiao.rules.refusal import Refusal

BUSY = frozenset({"uploaded", "checking", "writing"})
SLOW_SECONDS = 30


def shown(
    actor: Actor, run: ImportRun, asked: Asked, labels: Mapping[str, str], reasons: Iterable[Refusal] = ()
) -> dict[str, Any]:  # fmt: skip
    """What every import shows of a run; `reasons` stand against what was just tried. `labels`: column → its marked text."""
    counts = run.result.get("counts")
    since = (actor.now - run.changed_at).total_seconds()
    return {
        "run": run,
        "asked": asked,
        "busy": run.state in BUSY,
        "slow": run.state in BUSY and since > SLOW_SECONDS,
        "since": max(0, round(since)),
        "seconds": say_seconds(run.seconds),
        "counts": counts,
        "remaining": (counts or run.result).get("rows", 0),
        "wrong": wrong_cells(run, asked, labels) if counts else None,
        "warnings": [say(reason_again(kept)) for kept in run.result.get("warnings", ())],
        "more_warnings": max(0, run.result.get("warned", 0) - len(run.result.get("warnings", ()))),
        "refused": [say(reason_again(kept)) for kept in run.result.get("refused", ())],
        "against_writing": [say(refusal) for refusal in against_writing(actor, run)],
        "reasons": [say(refusal) for refusal in reasons],
        "today": actor.today,
    }


def against_writing(actor: Actor, run: ImportRun) -> tuple[Refusal, ...]:
    """All that stands against writing the rows now."""
    return workflow.refusals(actor, run, run.machine.step("confirm"), place=runs.place_of(actor, run))


# ---------- the steps ----------


@dataclass(frozen=True)
class Stop:
    """A step of the wizard: its number and word, what came of it, and whether it is "done", "now" or still to come ("")."""

    number: int
    label: str
    result: str
    when: str


PLAIN_AT = {"uploaded": 2, "checked": 2, "writing": 3, "written": 4, "refused": 0, "cancelled": 0}


def plain_rail(run: ImportRun) -> list[Stop]:
    """The three steps of a plain import with their results."""
    at = PLAIN_AT[run.state] or (2 if run.result.get("counts") else 1)
    return stops(
        at, PLAIN_AT[run.state] == 0, (gettext("Upload"), ""), (gettext("Check"), said_check(run)),
        (gettext("Write"), said_writing(run)),
    )  # fmt: skip


def stops(at: int, ended: bool, *steps: tuple[str, str]) -> list[Stop]:
    """Steps (word, result) by where the run is."""
    return [
        Stop(number, label, result, "done" if number < at else "now" if number == at and not ended else "")
        for number, (label, result) in enumerate(steps, start=1)
    ]


def said_check(run: ImportRun) -> str:
    """What the check found, in a few words."""
    counts = run.result.get("counts")
    if not counts:
        return ""
    bad = ngettext("%(number)s wrong row", "%(number)s wrong rows", counts["bad"]) % {
        "number": f"{counts['bad']:,}"
    }
    if not counts["duplicates"]:
        return bad
    pairs = counts["duplicates"]
    likely = ngettext("%(number)s likely duplicate", "%(number)s likely duplicates", pairs) % {
        "number": f"{pairs:,}"
    }
    return gettext("%(wrong)s, %(duplicates)s") % {"wrong": bad, "duplicates": likely}


def said_writing(run: ImportRun) -> str:
    """How long the writing took, or about how long it will take."""
    if not run.seconds:
        return ""
    was_written = run.state in ("written", "taken_back")
    words = gettext("%(seconds)s s") if was_written else gettext("about %(seconds)s s")
    return words % {"seconds": say_seconds(run.seconds if was_written else max(1, round(run.seconds * 1.5)))}


def say_seconds(value: float) -> str:
    """Seconds as short as they can be said."""
    return f"{value:.1f}" if value < 10 and value % 1 else f"{value:.0f}"
