"""Files that are handed in: their bytes under a made-up name outside the web root, hashed, and on disk before we answer."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.models import StoredFile
from anbiao.rules.refusal import N_, Refusal, Refused

LARGEST = 60 * 1024 * 1024
HALF = ".part"  # what is still being written ends so; nothing reads it
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Incoming(Protocol):
    """An uploaded file as Django gives it."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Its bytes."""


class Damaged(Exception):  # noqa: N818 - what was found, not what went wrong here
    """A stored file is gone, or its bytes are no longer those that were handed in."""


def path_of(stored: StoredFile) -> Path:
    """Where the bytes of a stored file lie."""
    return place_of(str(stored.id), stored.id.hex)


def place_of(name: str, spread: str) -> Path:
    """Where a file of this made-up name lies: folders are chosen by the last two signs of `spread`."""
    return root() / spread[-2:] / name


def root() -> Path:
    """The folder of all files."""
    return Path(settings.DATA) / "files"


def store(actor: Actor, incoming: Incoming, *, kind: str) -> StoredFile:
    """Writes the bytes, syncs file and folder to disk, then notes them. Raises Refused: too large, or the disk is full."""
    return _noted(actor, incoming.chunks(), name=incoming.name or "", kind=kind)


def store_bytes(actor: Actor, content: bytes, *, name: str, kind: str) -> StoredFile:
    """The same for bytes that are at hand."""
    return _noted(actor, [content], name=name, kind=kind)


def _noted(actor: Actor, chunks: Iterable[bytes], *, name: str, kind: str) -> StoredFile:
    stored = StoredFile(id=new_id(), district=actor.district, kind=kind, at=actor.now, by=actor.person)
    stored.name = Path(name.replace("\0", "") or "file").name[-200:]
    stored.sha256, stored.size = write(path_of(stored), chunks)
    stored.save(force_insert=True)
    return stored


def write(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Writes a file whole or not at all: under another name, synced, renamed, folder synced. Returns its SHA-256 and size.

    Raises Refused when it is larger than LARGEST or the disk is full; nothing of it is left then.
    """
    half = path.with_name(f"{path.name}.{new_id().hex}{HALF}")
    try:
        with said_when_full():
            _make_folder(path.parent)
            told = _write_half(half, chunks)
            half.replace(path)
            _sync_folder(path.parent)
            return told
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _write_half(half: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with half.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                text = N_("The file is larger than {megabytes} MB. Split it, or remove pictures from it.")
                raise Refused(Refusal("file-too-large", text, {"megabytes": str(LARGEST // 1024 // 1024)}))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


@contextlib.contextmanager
def said_when_full() -> Iterator[None]:
    """A disk without room is a reason that is told, not an error."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        text = N_(
            "The disk of the server is full, so nothing was kept. Keep your copy, tell the administrator, and send it again later."
        )
        raise Refused(Refusal("disk-full", text)) from error


def read_back(stored: StoredFile) -> bytes:
    """The bytes as they were handed in. Raises Damaged when the file is gone or its hash is another."""
    try:
        content = path_of(stored).read_bytes()
    except FileNotFoundError as error:
        raise Damaged(f"stored file {stored.id} is gone") from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise Damaged(f"stored file {stored.id} is no longer what was handed in")
    return content


def remove_halves(*, before: datetime) -> int:
    """Removes what writers killed before this instant left half written. Returns how many files."""
    found = [half for half in root().glob(f"*/*{HALF}") if half.stat().st_mtime < before.timestamp()]
    for half in found:
        half.unlink(missing_ok=True)
    return len(found)


def _make_folder(folder: Path) -> None:
    """The folder, safe on disk itself: a file in a folder whose name is lost is lost."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    _sync_folder(folder.parent)
    _sync_folder(folder.parent.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is only safe once its folder is on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
