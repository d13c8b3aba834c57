"""Units offered by one office to another."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.authority.models import Organisation
from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models.units import Enterprise, plain
from anbiao.rules import transferring
from anbiao.rules.machine import Machine


class Transfer(DistrictModel):
    """A unit passes to another town, or to another bureau by another sector. The name stands as it was, for the office that no longer sees
    the unit; so do both ends.
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=list(transferring.KINDS.items()))
    name = models.TextField()
    from_office = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_office = DistrictForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # A region of a town's offer, a sector of a bureau's.
    from_lies = models.CharField(max_length=40)
    to_lies = models.CharField(max_length=40)
    address = models.TextField(default="")
    state = models.CharField(max_length=10, default=transferring.TRANSFER.initial)
    reason = models.TextField()
    offered_by = models.UUIDField(null=True)
    offerer = models.TextField()
    offered_at = models.DateTimeField()
    decided_on = models.DateField(null=True)
    decider = models.TextField(default="")
    answer = models.TextField(default="")

    lies = Lies("transfer", whole=True)  # narrowed by office: queries/transfers.py: seen
    machine: ClassVar[Machine] = transferring.TRANSFER
    around: Mapping[str, Any] = MappingProxyType({})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(from_lies=F("to_lies")), name="a_transfer_leads_elsewhere"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_transfer_has_a_reason"),
            models.UniqueConstraint(
                fields=("district", "enterprise"), condition=Q(state="offered"), name="one_offer_at_a_time"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "enterprise", name="transfer_of_unit"),
            models.Index("district", "offered_at", "id", name="transfer_by_day"),
            models.Index("district", "to_office", "state", name="transfer_to_office"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, and what the guards ask."""
        keys = (
            "kind",
            "name",
            "from_lies",
            "to_lies",
            "address",
            "state",
            "reason",
            "offerer",
            "decided_on",
            "decider",
            "answer",
        )
        ids = ("enterprise_id", "from_office_id", "to_office_id", "offered_by")
        own = {key: plain(getattr(self, key)) for key in keys}
        return {**own, **{key: str(getattr(self, key) or "") for key in ids}, **self.around}
