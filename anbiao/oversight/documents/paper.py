"""A paper of the office from blocks: what instructions' meetings and the ladder print, set by one template."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from anbiao.inspection.documents.tables import language, source_line
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.documents import Document, render

TEMPLATE = Path(__file__).with_name("paper.typ")
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
LONGEST_NAME = 80
Block = dict[str, Any]


def head(text: str) -> Block:
    """A heading."""
    return {"kind": "head", "text": text}


def paragraphs(*lines: str) -> Block:
    """Paragraphs."""
    return {"kind": "text", "lines": [line for line in lines if line]}


def numbered(lines: Sequence[str]) -> Block:
    """Lines with numbers before them."""
    return {"kind": "lines", "lines": list(lines)}


def facts(*rows: tuple[str, str]) -> Block:
    """Labels with what they say; empty ones are left out."""
    return {"kind": "facts", "rows": [list(row) for row in rows if row[1]]}


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], shares: Sequence[float], *, tall: bool = False) -> Block:  # fmt: skip
    """A table whose heads repeat; `tall` leaves room to sign in each row."""
    return {"kind": "table", "heads": list(heads), "rows": [list(row) for row in rows], "shares": list(shares), "tall": tall}  # fmt: skip


def code(svg: str, text: str) -> Block:
    """A code to scan, and what it is for."""
    return {"kind": "code", "svg": svg, "text": text}


def signed(*lines: str) -> Block:
    """Who signs, and the day."""
    return {"kind": "sign", "lines": [line for line in lines if line]}


def print_paper(actor: Actor, *, title: str, number: str, blocks: Sequence[Block], about: tuple[str, UUID], kind: str) -> Document:  # fmt: skip
    """The paper as a PDF, journalled with its hash at the row that it is about."""
    data = {"title": title, "number": number, "blocks": list(blocks), "source": source_line(actor), "lang": language()}  # fmt: skip
    made = render(TEMPLATE, data, at=actor.now)
    object_type, pk = about
    after = {"kind": kind, "sha256": made.sha256}
    journal.record(actor, journal.Event("print", object_type, pk, after=after))
    return made


def file_name(*parts: str) -> str:
    """A name that is fit for every file system."""
    plain = FORBIDDEN.sub(" ", "-".join(part for part in parts if part)).strip(" .")
    return f"{plain[:LONGEST_NAME].strip() or '-'}.pdf"
