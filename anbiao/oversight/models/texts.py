"""A part of a text that is told from figures and edited afterwards: of circulars and of reports alike."""

from typing import Any

from django.db import models

from anbiao.kit.district import DistrictModel


class TextPart(DistrictModel):
    """A part of the text: as it came from the figures, and as it stands. `version` grows with each edit."""

    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    heading = models.TextField(default="")
    generated = models.TextField()
    text = models.TextField()
    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True)
    editor = models.TextField(default="")

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        """What the journal keeps; the generated text follows from the snapshot."""
        left_out = {"id", "district", "order", "heading", "generated", "edited_at"}
        return {key: value for key, value in super().facts().items() if key not in left_out}
