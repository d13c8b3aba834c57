"""A circular as an official document: its text, and the tables that its snapshot says. The text is edited, the tables never."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, override, pgettext

from anbiao.kit.documents.official import Block, Column, Grid, Heading, Official, Paragraph
from anbiao.oversight.figures import DAYS, PERCENT, POINTS, figure_named
from anbiao.oversight.models import Circular, Report
from anbiao.oversight.outlines import Content, Outline, TableOf, headings, outlines, said, told
from anbiao.oversight.queries.circulars import CHINESE
from anbiao.rules.refusal import N_

UNITS: Mapping[str, str] = {PERCENT: "%", DAYS: N_("days"), POINTS: N_("points")}
NAME = 1.9  # how much wider than a number the column of names is
DRAFT = N_("(draft, not issued)")
FIRST_HEADS = {"region": N_("Town or street"), "bureau": N_("Bureau"), "sector": N_("Sector")}
COMPARED = N_(
    "Whole district: all units, those for which no office answers too. Fewer than {least} to count: not ranked."
)


Sections = Sequence[tuple[str, str, str]]
Written = Circular | Report


def official(row: Written, sections: Sections, *, number: str = "", on: date | None = None) -> Official:
    """The document of a circular or a report; `sections` are (code, heading, text) as they stand. Without its number it says that it is a draft."""
    with override(CHINESE):
        blocks = _blocks(outline_of(row), sections, row.snapshot.content if row.snapshot else {})
        return Official(
            issuer=row.issuer, number=number or gettext(DRAFT), title=row.title, to=row.addressees, blocks=tuple(blocks),
            signed_by=row.issuer, dated_on=on, copies_to=row.copies_to, printed_by=row.issuer if on else "", printed_on=on,
        )  # fmt: skip


def unsaved(outline: Outline, content: Content, *, title: str, issuer: str, on: date) -> Official:
    """The document of figures for which nobody has drafted a circular: what the command writes."""
    sections = [(section.code, heading, told(outline, content, section)) for section, heading in headings(outline)]  # fmt: skip
    with override(CHINESE):
        return Official(
            issuer=issuer, number=gettext(DRAFT), title=title, to=outline.addressees, signed_by=issuer, dated_on=on,
            blocks=tuple(_blocks(outline, sections, content)),
        )  # fmt: skip


def outline_of(row: Written) -> Outline:
    """The outline by which it is written; its tables are those of today's version where an older one is no longer there."""
    return outlines()[row.outline]


def _blocks(outline: Outline, sections: Sections, content: Content) -> list[Block]:
    blocks: list[Block] = []
    number = 0
    for code, heading, text in sections:
        if heading:
            blocks.append(Heading(1, heading))
        blocks += [_line(line) for line in text.split("\n") if line.strip()]
        for table in outline.section(code).tables:
            made = grid(table, content, outline, number + 1)
            if made is not None:
                blocks.append(made)
                number += 1
    return blocks


def _line(line: str) -> Block:
    """A paragraph; a line that is counted as （一） is a heading of the second level."""
    text = line.strip()
    is_heading = text.startswith("（") and text[2:3] == "）" and len(text) <= 28 and text[-1] not in "。；："
    return Heading(2, text) if is_heading else Paragraph(text)


def grid(table: TableOf, content: Content, outline: Outline, number: int) -> Grid | None:
    """A table of the snapshot; None where it has no line."""
    caption = f"{gettext('Table %(number)s') % {'number': number}} {table.caption}"
    made = DRAWN.get(table.by, _figures)(table, content)
    if not made[1]:
        return None
    columns, rows, totals = made
    note = gettext(COMPARED).format(least=outline.least) if table.by in ("region", "bureau") and outline.of == "district" else ""  # fmt: skip
    return Grid(caption, tuple(columns), tuple(rows), totals, note)


Drawn = tuple[list[Column], Sequence[tuple[str, ...]], int]


def _figures(table: TableOf, content: Content) -> Drawn:
    """Lines by town, bureau or sector, and the whole district below."""
    columns = [
        Column(gettext(FIRST_HEADS[table.by]), NAME, "left"),
        *(Column(_head(code)) for code in table.columns),
    ]
    lines = [line for line in content[table.by] if line["key"] and (not content.get("office") or _says(line, table.columns))]  # fmt: skip
    if not lines:
        return columns, [], 0
    rows = [_row(line["label"], line["values"], table.columns) for line in lines]
    return columns, [*rows, _row(_together(content), content["total"], table.columns)], 1


def _says(line: Mapping[str, Any], codes: Sequence[str]) -> bool:
    """True where something was counted: an office is not told of sectors and towns in which it has nothing."""
    told = [line["values"][code] for code in codes if code in line["values"]]
    return any(value["number"] or value["of"] for value in told)


def _together(content: Content) -> str:
    return gettext("Together") if content.get("office") else gettext("Whole district")


def _whole(table: TableOf, content: Content) -> Drawn:
    """A line a figure, of the whole district: what it is, the figure, and what was counted of what."""
    columns = [
        Column(gettext("Figure"), 2.4, "left"),
        Column(gettext("Value"), 1),
        Column(gettext("Counted"), 1),
        Column(gettext("Of"), 1),
    ]
    rows = []
    for code in table.columns:
        value = content["total"].get(code) or {"number": None, "of": None, "rate": None}
        counted = ("", "") if value["of"] is None else (_plain(value["number"]), _plain(value["of"]))
        rows.append((gettext(figure_named(code).label), said(code, value) or "—", *counted))
    return columns, rows, 0


def _plain(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else str(number or "")


def _row(label: str, values: Mapping[str, Any], codes: Sequence[str]) -> tuple[str, ...]:
    """Percentages without their sign, which stands in the head; "—" where there was nothing to divide by."""
    return (label, *(said(code, values.get(code)).removesuffix("%") or "—" for code in codes))


def _head(code: str) -> str:
    figure = figure_named(code)
    unit = UNITS.get(figure.unit, "")
    return f"{gettext(figure.label)}({gettext(unit) if unit != '%' else unit})" if unit else gettext(figure.label)  # fmt: skip


def _kinds(_table: TableOf, content: Content) -> Drawn:
    """Kinds of hazards: found, closed, still open."""
    columns = [
        Column(gettext("Kind of hazard"), 3, "left"),
        Column(pgettext("hazards", "Found")),
        Column(gettext("Rectified")),
        Column(gettext("Still open")),
    ]
    rows = [
        (line["label"] or gettext("No kind given"), f"{line['found']:,}", f"{line['closed']:,}", f"{line['found'] - line['closed']:,}")
        for line in content["kind"]
    ]  # fmt: skip
    known = any(line["label"] for line in content["kind"])
    return columns, rows[:MOST_KINDS] if known else [], 0  # one line without a name says nothing


def _steps(_table: TableOf, content: Content) -> Drawn:
    """What the next stage asks: step, when, and the target."""
    columns = [
        Column(gettext("Step of the campaign"), 1.2, "left"),
        Column(gettext("What counts as done"), 3, "left"),
        Column(gettext("From"), 1.1, "center"),
        Column(gettext("To"), 1.1, "center"),
        Column(gettext("Target"), 1.3, "center"),
    ]
    rows = [
        (line["title"], line["done"], line["first_on"][5:], line["last_on"][5:], _target(line["target"]))
        for line in content["step"]
    ]
    return columns, rows, 0


def _target(target: Mapping[str, str] | None) -> str:
    return f"{target['percent']}% ({target['by'][5:]})" if target else "—"


MOST_KINDS = 20
DRAWN: Mapping[str, Callable[[TableOf, Content], Drawn]] = {
    "district": _whole,
    "kind": _kinds,
    "step": _steps,
}
