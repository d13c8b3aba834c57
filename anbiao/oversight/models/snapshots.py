"""Figures as they were when somebody published them: frozen, never changed, never deleted."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictModel


class Snapshot(DistrictModel):
    """What a publication rests on. A correction is another snapshot that names the one it corrects; both stay readable.

    `content` is plain data as the publishing part wrote it; `sha256` is the hash of its canonical JSON (sorted keys, UTF-8).
    The database refuses UPDATE, DELETE and TRUNCATE.
    """

    kind = models.CharField(max_length=20)
    first_on = models.DateField()
    last_on = models.DateField()
    as_of = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    corrects = models.UUIDField(null=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="a_snapshot_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index("district", "kind", F("taken_at").desc(), name="snapshot_by_kind"),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: which figures, not the figures again."""
        kept = super().facts()
        return {key: kept[key] for key in ("kind", "first_on", "last_on", "as_of", "corrects", "sha256")}
