"""What the database and the files say after the load, against what the devices know."""

import hashlib
from collections import Counter
from typing import Any

from tests.field_load.device import Ledger


def check(ledger: Ledger) -> dict[str, Any]:
    """Present, equal, nothing twice: records and hazards by id and hash, photos by id, by hash, and by the bytes on disk."""
    from anbiao.inspection.models import FieldConflict, FieldRecord, Hazard, Picture
    from anbiao.kit import files
    from anbiao.kit.models import BegunPhoto, Photo, StoredFile

    records = dict(FieldRecord.objects.values_list("id", "sha256"))
    photos = {row.pk: row for row in Photo.objects.select_related("file")}
    hazards = Counter(Hazard.objects.values_list("id", flat=True))
    wanted = ledger.records | ledger.photos
    there = {str(k): v for k, v in records.items()} | {str(k): row.sha256 for k, row in photos.items()}
    lost = [key for key, sha in ledger.acknowledged.items() if there.get(key) != sha]
    on_disk = {str(pk): _bytes(files.path_of(row.file)) for pk, row in photos.items()}
    damaged = [pk for pk, sha in on_disk.items() if sha != there[pk]]
    duplicates = Hazard.objects.count() - len(records) + sum(n - 1 for n in hazards.values())
    duplicates += sum(n - 1 for n in Counter(row.sha256 for row in photos.values()).values())
    duplicates += Picture.objects.count() - Picture.objects.values("hazard", "photo").distinct().count()
    stored = {str(pk) for pk in StoredFile.objects.values_list("id", flat=True)}
    names = {path.name for path in files.root().glob("*/*") if "-" in path.name and "." not in path.name}
    return {
        "records": len(records), "photos": len(photos), "lost": len(lost) + len(damaged), "duplicates": duplicates,
        "conflicts": FieldConflict.objects.count(), "wanted": len(wanted), "acknowledged": len(ledger.acknowledged),
        "unasked": len(set(there) - set(wanted)), "without_row": len(names - stored), "begun": BegunPhoto.objects.count(),
        "copies_waiting": Photo.objects.filter(state="waiting").count(),
    }  # fmt: skip


def _bytes(path: Any) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
