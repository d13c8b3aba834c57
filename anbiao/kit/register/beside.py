"""Two to four rows of a list side by side: the columns of the list, then the sections of their own pages, in the same order for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from anbiao.kit.actor import Actor
from anbiao.kit.register import Register
from anbiao.kit.register.columns import Cell, cell
from anbiao.kit.register.detail import Drawn, Sections, draw
from anbiao.kit.register.listing import may_reveal

LEAST, MOST = 2, 4
# Register → what its rows show on their own pages; each part adds its own, since a list knows no page.
SECTIONS: dict[str, Sections] = {}


@dataclass(frozen=True)
class Beside:
    """One row: its name and page, each column with whether the rows differ there, its sections."""

    id: Any
    title: str
    url: str
    cells: Sequence[tuple[Cell, bool]]
    sections: Sequence[Drawn]


def beside(request: HttpRequest, actor: Actor, register: Register, ids: Sequence[UUID]) -> list[Beside]:
    """The rows among these that the actor sees, in the order in which they were picked. Each section asks as it does on its own page."""
    found = {row.pk: row for row in register.rows(actor).filter(pk__in=ids[:MOST])}
    rows = [found[pk] for pk in dict.fromkeys(ids) if pk in found]
    if register.prepare:
        register.prepare(actor, rows)
    shown = [_cells(register, actor, row) for row in rows]
    differs = [len({each[place].text for each in shown}) > 1 for place in range(len(register.columns))]
    return [
        Beside(
            row.pk, register.label_of(row), register.url(row) if register.url else "",
            list(zip(cells, differs, strict=True)), _sections(request, actor, register, row),
        )
        for row, cells in zip(rows, shown, strict=True)
    ]  # fmt: skip


def _cells(register: Register, actor: Actor, row: Any) -> list[Cell]:
    reveal = may_reveal(register, actor, row)
    return [cell(column, column.read(row, reveal=reveal), actor.today) for column in register.columns]


def _sections(request: HttpRequest, actor: Actor, register: Register, row: Any) -> list[Drawn]:
    sections = SECTIONS.get(register.name)
    if sections is None:
        return []
    whole = register.model.objects.visible_to(actor.scope, register.capability).get(pk=row.pk)  # type: ignore[attr-defined]
    return [draw(request, actor, section, whole) for section in sections.of(actor)]


def ids_of(texts: Sequence[str]) -> list[UUID]:
    """The ids among what an address says."""
    found = []
    for text in texts[: MOST * 4]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[:MOST]


def how_many(number: int) -> str:
    """What to do where too few rows were picked; "" where they are enough."""
    return (
        "" if number >= LEAST else gettext("Tick two to four rows of the list, then open them side by side.")
    )
