"""Files without a row: what a request wrote that was killed before its commit, or a removal left that was killed after it.

Nothing leads to such a file, so that it costs room and nothing else. It is put aside first and removed later: whoever started the program
on the wrong database, or restored an older one, finds every file again.
"""

import logging
import os
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from anbiao.kit import files
from anbiao.kit.models import Photo, StoredFile
from anbiao.kit.photos.queries import COPIES

LOG = logging.getLogger(__name__)
AT_ONCE = 1000
FOLDERS = "[0-9a-f][0-9a-f]"
ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Whose a file is, by the form of its name. What is called otherwise is left alone: halves have their own sweep, the rest is not ours.
FORMS: tuple[tuple[re.Pattern[str], type[Any]], ...] = (
    (re.compile(f"({ID})"), StoredFile),
    (re.compile(rf"({ID})-(?:{'|'.join(COPIES)})\.jpg"), Photo),
)


def put_aside(*, before: datetime) -> int:
    """Puts aside every file older than this instant that belongs to no row. One query for a thousand files; returns how many."""
    found = 0
    for folder in sorted(files.root().glob(FOLDERS)):
        for form, model in FORMS:
            named = _named(folder, form)
            while some := list(islice(named, AT_ONCE)):
                known = set(model.objects.filter(pk__in=[pk for _, pk in some]).values_list("pk", flat=True))
                lost = [path for path, pk in some if pk not in known and _is_older(path, before)]
                found += sum(_put_aside(path) for path in lost)
    return found


def _named(folder: Path, form: re.Pattern[str]) -> Iterator[tuple[Path, UUID]]:
    """The files in a folder whose names have a form, with the id that stands in each."""
    with os.scandir(folder) as entries:
        for entry in entries:
            fits = form.fullmatch(entry.name)
            if fits:
                yield Path(entry.path), UUID(fits[1])


def _is_older(path: Path, instant: datetime) -> bool:
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False


def _put_aside(path: Path) -> bool:
    aside = _aside()
    aside.mkdir(exist_ok=True, mode=0o700)
    try:
        os.utime(path)  # from now on it waits to be removed; what has just gone is not made anew
        path.replace(aside / path.name)
    except FileNotFoundError:
        return False
    LOG.warning("file without a row put aside: %s", path.name)
    return True


def bring_back() -> int:
    """Brings back every file that was put aside and has a row again, as when another database stood for a night. Returns how many."""
    found = 0
    for form, model in FORMS if _aside().exists() else ():
        named = _named(_aside(), form)
        while some := list(islice(named, AT_ONCE)):
            known = set(model.objects.filter(pk__in=[pk for _, pk in some]).values_list("pk", flat=True))
            for path, pk in some:
                if pk in known:
                    path.replace(files.place_of(path.name, pk.hex))
                    found += 1
    return found


def remove_aside(*, before: datetime) -> int:
    """Removes what was put aside before this instant and still has no row. Returns how many files."""
    bring_back()
    old = [path for path in _aside().glob("*") if _is_older(path, before)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _aside() -> Path:
    return files.root() / "without-row"
