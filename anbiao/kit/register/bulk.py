"""Bulk work on a list: what it would do is shown row by row before anything is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.forms import Form

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import Text
from anbiao.rules.refusal import Refusal

MOST_PICKED = 500  # rows that are named one by one; more are chosen by the filters
SHOWN_REFUSED = 20


@dataclass(frozen=True)
class Preview:
    """Ids that will change, ids that are so already, and the refused with their label and the reason."""

    change: Sequence[UUID] = ()
    same: Sequence[UUID] = ()
    refused: Sequence[tuple[UUID, str, Refusal]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Bulk:
    """A bulk action: `form(actor, data)` asks for its values, `preview` says what would happen, `write` does it.

    `button(number)` names the write with its object and number; `remark` says in a sentence what the choice leads to.
    `undo(actor, undone)` takes it back for rows that nobody changed since (register/undoing.py); None where a step of its own does.
    """

    name: str
    label: Text
    capability: str
    form: Callable[..., Form]
    preview: Callable[[Actor, Any, dict[str, Any]], Preview]
    write: Callable[[Actor, Any, dict[str, Any]], Preview]
    button: Callable[[int], str]
    will: Text
    unchanged: Text
    cannot: Text
    remark: Callable[[Actor, Preview, dict[str, Any]], str] | None = None
    undo: Callable[[Actor, Any], Preview] | None = None
