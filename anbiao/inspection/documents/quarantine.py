"""What somebody had not sent, for the office that opened it: each draft in words, and all of it as one archive."""

import json
import tempfile
import zipfile
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.journal_words import CHECK_WORDS, HAZARD_WORDS
from anbiao.inspection.models import Quarantine, QuarantinedPiece
from anbiao.inspection.queries import devices as queries
from anbiao.kit.photos.judging import judge
from anbiao.rules.refusal import Refused

IN_MEMORY = 8 * 1024 * 1024
PICTURE = "data:image/jpeg;base64,"
HOLDERS = frozenset(
    {"hazard", "hazards", "answers", "fixings"}
)  # they hold what has a name, and say nothing themselves
WORDS = {
    **CHECK_WORDS.facts, **HAZARD_WORDS.facts, "result": _("Result"), "outcome": _("Outcome"), "companions": _("With whom"), "received_by": _("Received by"),
    "next_on": _("Next try"), "type": _("Kind"),
}  # fmt: skip


def shown_drafts(row: Quarantine) -> list[dict[str, Any]]:
    """Each draft: its title, what was typed as lines, and small pictures of its photos. What did not open says so."""
    drafts, photos = queries.opened(row)
    told = []
    for draft in drafts:
        pictures = [photo.get("thumb", "") for photo in photos if photo.get("draft") == draft["id"]]
        told.append(
            {
                "title": draft.get("title", ""), "unreadable": draft.get("unreadable", False), "unit": _name(draft.get("unit")),
                "lines": list(lines(draft.get("work"))), "photos": len(pictures),
                "thumbs": [each for each in pictures if isinstance(each, str) and each.startswith(PICTURE)],
            }
        )  # fmt: skip
    return told


def _name(unit: Any) -> str:
    return str(unit.get("name", "")) if isinstance(unit, dict) else ""


def lines(given: Any, path: str = "") -> "list[tuple[str, str]]":
    """What was typed, a line a value, under the name that the record gives it. Empty values and strokes of signatures are left out."""
    if isinstance(given, dict):
        found = [
            lines(value, f"{path} {key}".strip())
            for key, value in given.items()
            if key not in ("strokes", "key", "at")
        ]
        return [line for part in found for line in part]
    if isinstance(given, list):
        return [line for at, value in enumerate(given, 1) for line in lines(value, f"{path} {at}")]
    return [] if given in ("", None, False) else [(_label(path), str(given))]


def _label(path: str) -> str:
    """The names of a record as a reader knows them; what has no such name (an item of a list) stands as it is."""
    names = [str(WORDS.get(name, name)) for name in path.split() if name not in HOLDERS]
    return " · ".join(names)


def copy_of(row: Quarantine) -> IO[bytes]:
    """A zip: `records.json` with everything as the device kept it, and the photos that are photos; `not-here.txt` names what is missing
    among them, and why.
    """
    made = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer reads and closes it
    drafts, photos = queries.opened(row)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        told = json.dumps({"drafts": drafts, "photos": photos}, ensure_ascii=False, indent=1)
        archive.writestr("records.json", told)
        missing = [_line(piece, gettext("has not arrived")) for piece in queries.not_arrived(row)]
        for piece in queries.blobs(row):
            kind = picture(row, piece.pk)
            if kind is None:
                missing.append(
                    _line(piece, gettext("does not open, or is no photo: damaged on its way or on the disk"))
                )
            else:
                archive.writestr(f"photos/{_file_name(piece)}.{kind[0]}", kind[1])
        if missing:
            archive.writestr("not-here.txt", "\n".join(missing) + "\n")
    made.seek(0)
    return made


def _file_name(piece: QuarantinedPiece) -> str:
    return piece.key.replace("/", "-")


def _line(piece: QuarantinedPiece, why: str) -> str:
    """One thing that is not in the archive: what it is called, of which record, with which size and hash the device announced it."""
    return f"{piece.store}/{_file_name(piece)}\t{piece.draft}\t{piece.size}\t{piece.sha256}\t{why}"


def picture(row: Quarantine, piece: UUID) -> tuple[str, bytes] | None:
    """Suffix and bytes of a photo; None for what does not open, or is no photo by its content."""
    found = queries.blob(row, piece)
    if found is None:
        return None
    try:
        kind = judge(found[1])
    except Refused:
        return None
    return ("jpg" if kind.name == "jpeg" else kind.name), found[1]
