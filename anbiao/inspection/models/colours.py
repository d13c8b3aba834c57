"""Where a unit stands and the colour that follows from it 四色: rolled up, changed by rule or by two hands, never forgotten."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel
from anbiao.kit.scope import Lies
from anbiao.registry.models import Enterprise
from anbiao.rules import colours
from anbiao.rules.machine import Machine
from anbiao.rules.refusal import N_
from anbiao.rules.visits import FULL

NEVER = date(9999, 12, 31)  # no visit is due: the unit is gone, or its colour has no interval


class Colour(models.TextChoices):
    """红橙黄蓝."""

    RED = "red", N_("Red")
    ORANGE = "orange", N_("Orange")
    YELLOW = "yellow", N_("Yellow")
    BLUE = "blue", N_("Blue")


class Standing(DistrictModel):
    """What the rest of the program asks of a unit all the time, rolled up in one place (actions/standing.py) from hazards, checks,
    accidents and risks. Numbers are as of `rolled_at`; `watched_from` is the day on which the unit first stood here,
    `visit_percent` what the grade that it holds makes of the interval of its visits.
    """

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="standings")
    list_version = models.PositiveIntegerField(default=0)
    list_items = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    open_major = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    overdue_orders = models.PositiveIntegerField(default=0)
    false_closures = models.PositiveIntegerField(default=0)
    accidents = models.PositiveIntegerField(default=0)
    last_fatal_on = models.DateField(null=True)
    risk_red = models.PositiveIntegerField(default=0)
    risk_orange = models.PositiveIntegerField(default=0)
    risk_yellow = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0)
    visits_this_year = models.PositiveIntegerField(default=0)
    inspections_this_year = models.PositiveIntegerField(default=0)
    last_visit_on = models.DateField(null=True)
    last_self_check_on = models.DateField(null=True)
    watched_from = models.DateField()
    next_visit_on = models.DateField(default=NEVER)
    visit_percent = models.PositiveIntegerField(default=FULL)
    score = models.FloatField(null=True)
    assessment_due_on = models.DateField(null=True)
    rolled_at = models.DateTimeField()

    lies = Lies("enterprise", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "enterprise"), name="one_standing_a_unit")]
        indexes = [models.Index("district", "next_visit_on", "id", name="standing_by_next_visit")]


class ColourChange(DistrictModel):
    """A unit took another colour: from which, to which, by which criterion of which version of the local rule, on what evidence."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=6, default="")
    after = models.CharField(max_length=6, choices=Colour.choices)
    criterion = models.CharField(max_length=40, default="")
    rule_version = models.PositiveIntegerField(default=0)
    evidence = models.JSONField(default=dict)
    proposal = DistrictForeignKey(
        "inspection.ColourProposal", on_delete=models.PROTECT, null=True, related_name="+"
    )
    on = models.DateField()
    at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    who = models.TextField()

    lies = Lies("colour", region="enterprise__region", enterprise="enterprise_id")

    class Meta:
        indexes = [
            models.Index("district", "on", "id", name="colour_by_day"),
            models.Index("district", "enterprise", F("at").desc(), name="colour_of_unit"),
        ]


class ColourProposal(DistrictModel):
    """A colour set by hand: with a reason and a last day, in force once a second person has approved it."""

    enterprise = DistrictForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    colour = models.CharField(max_length=6, choices=Colour.choices)
    reason = models.TextField()
    state = models.CharField(max_length=10, default=colours.COLOUR_PROPOSAL.initial)
    expires_on = models.DateField()
    proposed_on = models.DateField()
    proposed_by = models.UUIDField(null=True)
    proposer = models.TextField()
    decided_on = models.DateField(null=True)
    decider = models.TextField(default="")

    lies = Lies("colour", region="enterprise__region", enterprise="enterprise_id")
    machine: ClassVar[Machine] = colours.COLOUR_PROPOSAL

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "enterprise"),
                condition=Q(state="proposed"),
                name="one_colour_by_hand",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("proposed_on")), name="a_colour_by_hand_ends"
            ),
        ]
        indexes = [models.Index("district", "proposed_on", "id", name="proposal_by_day")]
