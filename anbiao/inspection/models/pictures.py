"""Which photograph shows what: found, fixed, verified, looked back at; or still in the pool of a check."""

from django.db import models

from anbiao.inspection.models.checks import Check
from anbiao.inspection.models.hazards import Hazard
from anbiao.inspection.models.lookback import Look
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_


class Picture(DistrictModel):
    """A photo of kit in the place where it belongs. `photo` is its id: a record may arrive before its photos do."""

    class Role(models.TextChoices):
        """What the photo shows."""

        POOL = "pool", N_("Not sorted yet")
        ANSWER = "answer", N_("To an item")
        FOUND = "found", N_("Before")
        FIXED = "fixed", N_("After")
        VERIFIED = "verified", N_("At the verification")
        LOOK_BACK = "look_back", N_("At the look-back")
        SIGNATURE = "signature", N_("Signature")

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    photo = models.UUIDField()
    role = models.CharField(max_length=10, choices=Role.choices)
    check_made = DistrictForeignKey(Check, on_delete=models.PROTECT, null=True, related_name="pictures")
    hazard = DistrictForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="pictures")
    look = DistrictForeignKey(Look, on_delete=models.PROTECT, null=True, related_name="pictures")
    item = models.CharField(max_length=60, default="")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    who = models.TextField()

    lies = Lies("hazard", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "photo", "check_made", "hazard", "look", "role"),
                nulls_distinct=False,
                name="one_place_a_picture",
            )
        ]
        indexes = [
            models.Index("district", "hazard", name="picture_of_hazard"),
            models.Index("district", "check_made", name="picture_of_check"),
        ]
