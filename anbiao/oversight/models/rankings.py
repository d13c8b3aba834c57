"""Rankings 排名, what was decided on single lines, and objections."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.oversight.models.snapshots import Snapshot
from anbiao.rules import ranking, ranking_course
from anbiao.rules.machine import Machine

NEVER = (
    "figures",
    "weights",
)  # of the journal: the figures stand in the row, and in the snapshot once it is published


class Ranking(DistrictModel):
    """One edition of a ranking. Editions of the same ranking share kind, campaign and period; `corrects` is the edition before; `former` the
    published ranking of the period before, from which arrows and what came late are counted.

    `weights` is the local rule as it was in force on the first day of the period; `figures` what was taken, at last as of the end of the
    cut-off day: {key: {"units", "values": {code: [number, of]}, "late": {code: [number, of]}}}. Lines are worked out from these two
    and from the changes. Published, they stand in `snapshot` and are read from there.
    """

    serial = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    campaign = models.UUIDField(null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    cut_off_on = models.DateField()
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = DistrictForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    reason = models.TextField(default="")
    state = models.CharField(max_length=12, default=ranking_course.RANKING.initial)
    weights = models.JSONField()
    least = models.PositiveIntegerField()
    figures = models.JSONField()
    taken_at = models.DateTimeField()
    former = DistrictForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    objections_to = models.DateField(null=True)
    drafted_on = models.DateField()
    drafted_by = models.UUIDField(null=True)
    drafter = models.TextField()
    sent_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    publisher = models.TextField(default="")
    snapshot = DistrictForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")

    lies = Lies("ranking", whole=True)
    machine: ClassVar[Machine] = ranking_course.RANKING
    # How many objections wait, where a step is taken (queries.rankings.surroundings); a guard misses what nobody read.
    around: dict[str, object] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "serial"), name="one_ranking_a_serial"),
            models.UniqueConstraint(
                fields=("district", "kind", "campaign", "first_on", "last_on", "edition"), condition=~Q(state="dropped"),
                name="one_ranking_an_edition", nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=("district", "corrects"), condition=~Q(state="dropped"), name="one_correction_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(ranking.KINDS)) & Q(last_on__gte=F("first_on")) & Q(cut_off_on__gte=F("last_on")),
                name="a_ranking_has_its_period",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ranking_course.READABLE)) ^ Q(snapshot=None), name="what_is_published_is_frozen"
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | (~Q(published_by=F("drafted_by")) & ~Q(published_by=F("decided_by"))),
                name="two_persons_publish",
            ),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="a_correction_has_its_reason"),
        ]  # fmt: skip
        indexes = [
            models.Index("district", "last_on", "id", name="ranking_by_day"),
            models.Index("district", "kind", F("last_on").desc(), name="ranking_by_kind"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read: which ranking, not its figures again."""
        kept = {key: value for key, value in super().facts().items() if key not in NEVER}
        return {**kept, **(self.around or {})}


class RankingChange(DistrictModel):
    """What was decided on a line beside its figures: exempt (no `code`), or one figure put right. Shown wherever the line is."""

    ranking = DistrictForeignKey(Ranking, on_delete=models.PROTECT, related_name="changes")
    key = models.CharField(max_length=40)
    code = models.CharField(max_length=40, default="")
    number = models.IntegerField(null=True)
    of = models.IntegerField(null=True)
    reason = models.TextField()
    on = models.DateField()
    who = models.TextField()
    by = models.UUIDField(null=True)

    lies = Lies("ranking", whole=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "ranking", "key", "code"), name="one_change_a_figure"),
            models.CheckConstraint(condition=Q(code="") ^ Q(number__isnull=False), name="a_change_says_what"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_change_says_why"),
        ]  # fmt: skip


class RankingObjection(DistrictModel):
    """What an office said against its own line, and the answer. `code` is the figure that it is about; "" for the line as a whole."""

    ranking = DistrictForeignKey(Ranking, on_delete=models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    code = models.CharField(max_length=40, default="")
    text = models.TextField()
    state = models.CharField(max_length=10, default=ranking_course.RANKING_OBJECTION.initial)
    objected_on = models.DateField()
    objected_by = models.UUIDField(null=True)
    objector = models.TextField()
    office = models.TextField()
    answer = models.TextField(default="")
    answered_on = models.DateField(null=True)
    answered_by = models.UUIDField(null=True)
    answerer = models.TextField(default="")

    lies = Lies("ranking", whole=True)
    machine: ClassVar[Machine] = ranking_course.RANKING_OBJECTION

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "ranking", "number"), name="one_ranking_objection_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed"])
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="a_ranking_objection_is_answered",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("objected_by")),
                name="another_answers_an_objection",
            ),
        ]
        indexes = [models.Index("district", "state", "objected_on", "id", name="ranking_objection_by_state")]
