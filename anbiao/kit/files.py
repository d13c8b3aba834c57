"""Files that are handed in: their bytes under a made-up name outside the web root, hashed, and on disk before we answer."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings

from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.models import StoredFile
from anbiao.rules.refusal import N_, Refusal, Refused

LARGEST = 60 * 1024 * 1024


class Incoming(Protocol):
    """An uploaded file as Django gives it."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Its bytes."""


def path_of(stored: StoredFile) -> Path:
    """Where the bytes of a stored file lie."""
    return _path(str(stored.id))


def _path(name: str) -> Path:
    return Path(settings.DATA) / "files" / name[-2:] / name


def store(actor: Actor, incoming: Incoming, *, kind: str) -> StoredFile:
    """Writes the bytes, syncs file and folder to disk, then notes them. Raises Refused for a file that is too large."""
    key = new_id()
    path = _path(str(key))
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in incoming.chunks():
            size += len(chunk)
            if size > LARGEST:
                path.unlink()
                text = N_("The file is larger than {megabytes} MB. Split it, or remove pictures from it.")
                raise Refused(Refusal("file-too-large", text, {"megabytes": str(LARGEST // 1024 // 1024)}))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)
    name = Path(incoming.name or "file").name[-200:]
    return StoredFile.objects.create(
        id=key, district=actor.district, name=name, kind=kind, size=size, sha256=digest.hexdigest(), at=actor.now,
        by=actor.person,
    )  # fmt: skip


def _sync_folder(folder: Path) -> None:
    """A new name is only safe once its folder is on disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
