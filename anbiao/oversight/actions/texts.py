"""Editing a part of a text that figures told; circulars and reports share it."""

from collections.abc import Sequence
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.oversight.models.texts import TextPart
from anbiao.rules.refusal import N_, Refusal, Refused

CHANGED = N_("{who} has changed this part in the meantime. Load the page again: both texts are kept apart until then.")  # fmt: skip


def retext(actor: Actor, part: TextPart, *, version: int, text: str, drafter: str) -> dict[str, Any] | None:
    """Keeps a locked part as it was typed; gives what it was, None where nothing changed. Raises Refused where somebody was faster."""
    if part.version != version:
        raise Refused(Refusal("changed-meanwhile", CHANGED, {"who": part.editor or drafter}))
    before = part.facts()
    text = "\n".join(line.strip() for line in text.replace("\r", "").split("\n")).strip()
    if text == part.text:
        return None
    part.text, part.version = text, part.version + 1
    part.editor, part.edited_at = actor.who, actor.now
    part.save(update_fields=["text", "version", "editor", "edited_at"])
    return before


def with_writer(actor: Actor, writers: Sequence[str]) -> list[str]:
    """The persons who wrote, with this one among them; nobody known adds nobody."""
    return sorted({*writers, *([str(actor.human)] if actor.human else [])})
