"""Benchmark units 标杆 and their experience cards 典型经验."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.programme.models.certificates import Certificate
from anbiao.registry.models import Enterprise
from anbiao.rules import benchmarks
from anbiao.rules.machine import Machine


class Benchmark(DistrictModel):
    """A certified unit that others learn from: proposed with its reason, named by a second person, ended with its certificate."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    certificate = DistrictForeignKey(Certificate, on_delete=models.PROTECT, related_name="benchmarks")
    state = models.CharField(max_length=10, default=benchmarks.BENCHMARK.initial)
    reason = models.TextField()
    proposed_on = models.DateField()
    proposed_by = models.UUIDField(null=True)
    proposer = models.TextField()
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    decider = models.TextField(default="")
    ended_on = models.DateField(null=True)
    answer = models.TextField(default="")

    lies = Lies("benchmark", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = benchmarks.BENCHMARK

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "enterprise"),
                condition=Q(state__in=sorted(benchmarks.STANDING)),
                name="one_benchmark_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="two_persons_name_a_benchmark",
            ),
        ]
        indexes = [models.Index("district", "certificate", name="benchmark_of_certificate")]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask of the certificate."""
        until = self.certificate.valid_until
        return {
            **super().facts(), "certificate_state": self.certificate.state, "certificate_until": until.isoformat() if until else None,
        }  # fmt: skip


class Experience(DistrictModel):
    """A card of a benchmark: what the unit does and what came of it; `sector` is the unit's when it was written, `photos` are ids of its
    photos in their order. Others of the district
    read it once it is published.
    """

    benchmark = DistrictForeignKey(Benchmark, on_delete=models.PROTECT, related_name="cards")
    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=12)
    sector = models.CharField(max_length=40)
    title = models.TextField()
    practice = models.TextField()
    effect = models.TextField()
    photos = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=benchmarks.EXPERIENCE.initial)
    written_on = models.DateField()
    written_by = models.UUIDField(null=True)
    writer = models.TextField()
    published_on = models.DateField(null=True)
    published_by = models.UUIDField(null=True)
    publisher = models.TextField(default="")
    initials = models.TextField(default="")
    terms = ArrayField(models.TextField(), default=list)
    search_text = models.TextField(default="")

    lies = Lies("experience", whole=True)
    machine: ClassVar[Machine] = benchmarks.EXPERIENCE

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_card_a_serial"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(practice="") & ~Q(effect=""), name="a_card_says_everything"
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
                name="two_persons_publish_a_card",
            ),
        ]
        indexes = [
            models.Index("district", "written_on", "id", name="experience_by_day"),
            models.Index("district", "sector", name="experience_of_sector"),
            GinIndex("terms", name="experience_terms"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, with what the guards ask of the benchmark."""
        kept = super().facts()
        for name in ("initials", "terms", "search_text"):
            kept.pop(name)
        return {**kept, "benchmark_state": self.benchmark.state}
