"""The four steps of the wizard, each with what came of it."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from anbiao.kit.models import ImportRun


@dataclass(frozen=True)
class Stop:
    """A step of the wizard: its number and word, what came of it, and whether it is "done", "now" or still to come ("")."""

    number: int
    label: str
    result: str
    when: str


AT = {
    "uploaded": 1, "mapping": 2, "checking": 3, "checked": 3, "writing": 4, "written": 5, "refused": 0, "cancelled": 0,
}  # fmt: skip


def rail(run: ImportRun) -> list[Stop]:
    """The four steps with their results."""
    at = AT[run.state] or (3 if run.result.get("counts") else 2 if run.mapping else 1)
    labels = (gettext("Upload"), gettext("Columns"), gettext("Check"), gettext("Write"))
    results = (_uploaded(run), _mapped(run), _checked(run), _written(run))
    ended = AT[run.state] == 0
    return [
        Stop(number, label, result, "done" if number < at else "now" if number == at and not ended else "")
        for number, (label, result) in enumerate(zip(labels, results, strict=True), start=1)
    ]


def _uploaded(run: ImportRun) -> str:
    sheets = run.result.get("sheets", 0)
    return ngettext("%(number)s sheet", "%(number)s sheets", sheets) % {"number": sheets} if sheets else ""


def _mapped(run: ImportRun) -> str:
    if not run.mapping:
        return ""
    words = ngettext("%(number)s column", "%(number)s columns", len(run.mapping)) % {
        "number": len(run.mapping)
    }
    if run.state == "mapping":
        return words
    return gettext("%(columns)s, remembered") % {"columns": words}


def _checked(run: ImportRun) -> str:
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


def _written(run: ImportRun) -> str:
    if not run.seconds:
        return ""
    words = gettext("%(seconds)s s") if run.state == "written" else gettext("about %(seconds)s s")
    return words % {
        "seconds": say_seconds(run.seconds if run.state == "written" else max(1, round(run.seconds * 1.5)))
    }


def say_seconds(value: float) -> str:
    """Seconds as short as they can be said."""
    return f"{value:.1f}" if value < 10 and value % 1 else f"{value:.0f}"
