"""The four steps of the wizard, each with what came of it."""

from django.utils.translation import gettext, ngettext

from anbiao.kit.imports.pages import Stop, said_check, said_writing, stops
from anbiao.kit.models import ImportRun

AT = {
    "uploaded": 1, "mapping": 2, "checking": 3, "checked": 3, "writing": 4, "written": 5, "taken_back": 5, "refused": 0, "cancelled": 0,
}  # fmt: skip


def rail(run: ImportRun) -> list[Stop]:
    """The four steps with their results."""
    at = AT[run.state] or (3 if run.result.get("counts") else 2 if run.mapping else 1)
    return stops(
        at, AT[run.state] == 0, (gettext("Upload"), _uploaded(run)), (gettext("Columns"), _mapped(run)),
        (gettext("Check"), said_check(run)), (gettext("Write"), said_writing(run)),
    )  # fmt: skip


def _uploaded(run: ImportRun) -> str:
    sheets = run.result.get("sheets", 0)
    return ngettext("%(number)s sheet", "%(number)s sheets", sheets) % {"number": sheets} if sheets else ""


def _mapped(run: ImportRun) -> str:
    if not run.mapping:
        return ""
    number = len({name for _, mapping in run.tables for name in mapping})
    words = ngettext("%(number)s column", "%(number)s columns", number) % {"number": number}
    if len(run.tables) > 1:
        words = gettext("%(columns)s on %(sheets)s sheets") % {"columns": words, "sheets": len(run.tables)}
    if run.state == "mapping":
        return words
    return gettext("%(columns)s, remembered") % {"columns": words}
