"""A ranking to hand out: the table as a workbook or a print, with who stands apart, and why."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from anbiao.inspection.documents.drawing import print_out, workbook
from anbiao.inspection.documents.tables import Head, Table
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document, digest
from anbiao.oversight import ranking_words as words
from anbiao.oversight.models import Ranking
from anbiao.oversight.queries import ranking_content as contents
from anbiao.rules.ranking_course import RANKING, READABLE
from anbiao.rules.refusal import N_

KINDS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
NOTHING = N_("There is no line.")
SIGN = N_("Prepared by:              Head of the office:              Date:              ")


def print_ranking(actor: Actor, row: Ranking, *, kind: str) -> tuple[str, Document]:
    """The ranking as the reader sees it, as "xlsx" or "pdf", and the name of the file; journalled. What is not published yet says so."""
    said = contents.for_reader(actor, row)
    table = _table(row, said)
    made = print_out(actor, [table]) if kind == "pdf" else digest(workbook(actor, [table]))
    journal.record(
        actor,
        journal.Event("hand over", Ranking.lies.type, row.id, None, {"kind": kind, "sha256": made.sha256}),
    )
    return f"{words.title(row)} {row.serial}.{kind}", made


def _table(row: Ranking, said: dict[str, Any]) -> Table:
    line = f"{row.serial}    {words.period(row.first_on, row.last_on)}    " + gettext(
        "Figures as of the end of %(day)s"
    ) % {"day": row.cut_off_on.isoformat()}
    if row.state not in READABLE:
        line += "    " + gettext(RANKING.state(row.state).label)
    return Table(
        words.kind(row.kind), words.title(row), line.replace("    ", "\u3000\u3000"), _heads(row, said), [_row(each) for each in said["lines"]],
        gettext(NOTHING), gettext(SIGN),
    )  # fmt: skip


def _heads(row: Ranking, said: dict[str, Any]) -> list[Head]:
    figures = []
    for weight in said["weights"]:
        label = words.figure(weight["figure"])
        figures += [
            Head(f"{label} %", "word", 12, 0.9),
            Head(gettext("%(figure)s: points") % {"figure": label}, "word", 12, 0.8),
        ]
    return [
        Head(N_("Rank"), "word", 7, 0.6),
        Head(N_("Rank before"), "word", 8, 0.6),
        Head(words.WHO[row.kind], "text", 20, 1.8),
        Head(N_("Units surveyed"), "number", 9, 0.8),
        *figures,
        Head(N_("Points"), "word", 9, 0.8),
        Head(N_("Why it is not ranked"), "text", 30, 2.0),
    ]


def _row(line: dict[str, Any]) -> list[str | int | None]:
    figures: list[str | int | None] = []
    for part in line["parts"]:
        is_out = part["left_out"] is not None
        figures += [words.share(part["number"], part["of"]), words.NONE if is_out else part["points"]]
    place = line["rank"] if line["rank"] is not None else words.NONE
    return [
        place, line["before"] or words.NONE, words.name(line), line["units"], *figures, line["total"] if line["rank"] else words.NONE,
        words.told(line["against"]),
    ]  # fmt: skip
