"""What is said at the top of a unit's page for a while."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models.units import Enterprise, plain
from anbiao.rules import banners


class Banner(DistrictModel):
    """An alert, or when to contact a unit; from a day to a day, or until somebody ends it."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="banners")
    kind = models.CharField(max_length=8, choices=list(banners.KINDS.items()))
    severity = models.CharField(max_length=8, choices=list(banners.SAID.items()))
    text = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    who = models.TextField()
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.TextField(default="")

    lies = Lies("enterprise", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_banner_says_something"),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="a_banner_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index("district", "enterprise", "to_on", name="banner_of_unit")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps."""
        return {
            key: plain(getattr(self, key))
            for key in ("kind", "severity", "text", "from_on", "to_on", "ended_on")
        }
