"""Certificates 证书 and the objections to them: what a unit was granted, by whom, for how long, and what became of it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.programme.models.assessments import Assessment
from anbiao.registry.models import Enterprise
from anbiao.rules import certificates
from anbiao.rules.machine import Machine

HELD, WAITING = sorted(certificates.HELD), sorted(certificates.WAITING)


class Certificate(DistrictModel):
    """One certificate of a unit, from its proposal on. `granted_by` is the authority that granted it; number, token and days stand
    once it is granted. `ground` is a code of rules/certificates.py: GROUNDS where it was suspended or revoked.

    Whoever knows the token sees what the public page shows, and nothing else.
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    assessment = DistrictForeignKey(Assessment, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default=certificates.CERTIFICATE.initial)
    proposed_on = models.DateField()
    proposed_by = models.UUIDField(null=True)
    proposer = models.TextField()
    publicity_to = models.DateField(null=True)
    number = models.CharField(max_length=60, default="")
    token = models.CharField(max_length=40, default="")
    granted_by = models.TextField(default="")
    grantor = models.TextField(default="")
    granted_person = models.UUIDField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    suspended_by = models.UUIDField(null=True)
    ground = models.CharField(max_length=20, default="")
    reason = models.TextField(default="")
    settled_on = models.DateField(null=True)

    lies = Lies("certificate", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = certificates.CERTIFICATE
    # What stands around it where a step is taken (queries.certificates.surroundings); a guard misses what nobody read.
    around: Mapping[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "number"), condition=~Q(number=""), name="one_certificate_a_number"
            ),
            models.UniqueConstraint(
                fields=("district", "token"), condition=~Q(token=""), name="one_certificate_a_token"
            ),
            models.UniqueConstraint(
                fields=("district", "enterprise"), condition=Q(state__in=HELD), name="one_certificate_held"
            ),
            models.UniqueConstraint(
                fields=("district", "enterprise"),
                condition=Q(state__in=WAITING),
                name="one_certificate_proposed",
            ),
            models.UniqueConstraint(
                fields=("district", "assessment"), name="one_certificate_an_assessment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(certificates.GRANTED))
                | (~Q(number="") & ~Q(token="") & ~Q(granted_by="") & Q(valid_from__isnull=False, valid_until__isnull=False, valid_until__gt=F("valid_from"))),
                name="what_is_granted_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(granted_person=None) | ~Q(granted_person=F("proposed_by")),
                name="two_persons_grant",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "proposed_on", "id", name="certificate_by_day"),
            models.Index("district", "valid_until", "id", name="certificate_by_end"),
            models.Index("district", "enterprise", F("proposed_on").desc(), name="certificate_of_unit"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read; never the token."""
        kept = super().facts()
        kept.pop("token")
        return {**kept, **(self.around or {})}


class Objection(DistrictModel):
    """What somebody said against a certificate while it was made public, and the answer. Who objected may stay unnamed."""

    certificate = DistrictForeignKey(Certificate, on_delete=models.PROTECT, related_name="objections")
    objector = models.TextField(default="")
    text = models.TextField()
    received_on = models.DateField()
    recorder = models.TextField()
    state = models.CharField(max_length=10, default=certificates.OBJECTION.initial)
    answer = models.TextField(default="")
    answered_on = models.DateField(null=True)
    answerer = models.TextField(default="")

    lies = Lies(
        "certificate", region="certificate__enterprise__region", enterprise="certificate__enterprise_id"
    )
    machine: ClassVar[Machine] = certificates.OBJECTION
    personal: ClassVar[frozenset[str]] = frozenset({"objector"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received") | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="an_objection_is_answered_in_words",
            ),
        ]
        indexes = [models.Index("district", "certificate", "received_on", name="objection_of_certificate")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask of the certificate."""
        certificate = self.certificate
        proposed_by = str(certificate.proposed_by) if certificate.proposed_by else None
        return {
            **super().facts(),
            "proposed_by": proposed_by,
            "enterprise_id": str(certificate.enterprise_id),
        }
