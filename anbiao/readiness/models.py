"""Training records 培训记录: which kind of people of a unit were trained, in what, when, for how long. Evidence and figures read them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules import training
from anbiao.rules.machine import Machine


class Training(DistrictModel):
    """One training of people of one kind (rules/training.py: KINDS). `hours` are what each of the `number` people attended, `passed` how
    many of them passed an examination (None: there was none).
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    topic = models.CharField(max_length=training.LONGEST_TOPIC)
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    number = models.PositiveIntegerField()
    passed = models.PositiveIntegerField(null=True)
    trainer = models.TextField(default="")
    note = models.TextField(default="")
    state = models.CharField(max_length=10, default=training.TRAINING.initial)
    recorded_by = models.TextField()
    recorded_at = models.DateTimeField()

    lies = Lies("training", region="enterprise__region", enterprise="enterprise_id")
    personal = frozenset({"trainer"})
    machine: ClassVar[Machine] = training.TRAINING

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(topic=""), name="a_training_has_a_topic"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="a_training_takes_time"),
            models.CheckConstraint(condition=Q(number__gte=1), name="somebody_was_trained"),
            models.CheckConstraint(
                condition=Q(passed=None) | Q(passed__lte=F("number")), name="no_more_passed_than_trained"
            ),
        ]
        indexes = [
            models.Index("district", "held_on", "id", name="training_by_day"),
            models.Index("district", "enterprise", "held_on", name="training_of_unit"),
        ]

    @property
    def whole_hours(self) -> int | float:
        """The hours as they are said: 8, 1.5."""
        return int(self.hours) if self.hours == int(self.hours) else float(self.hours)
