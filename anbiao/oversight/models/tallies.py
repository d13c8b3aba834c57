"""What figures of today are read from: sums that the database itself keeps up, statement by statement (docs/decisions, "Tallies").

Nobody writes these tables but the triggers of the facts and the job that folds; they say nothing that the facts do not say.
"""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

ALL = UUID(int=0)  # the campaign of what is counted whatever the campaign
DAY, WEEK = "d", "w"


class UnitPlace(models.Model):
    """Under which town and sector a unit is counted, and in which campaigns it takes part now."""

    id = models.UUIDField(primary_key=True)
    district = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    sector = models.CharField(max_length=40)
    campaigns = ArrayField(models.UUIDField())


class UnitState(models.Model):
    """What a unit itself was counted for last."""

    id = models.UUIDField(primary_key=True)
    district = models.CharField(max_length=6)
    is_alive = models.BooleanField()
    colour = models.CharField(max_length=6)
    has_list = models.BooleanField()
    is_created = models.BooleanField()
    handed_on = models.DateField(null=True)
    trained_on = models.DateField(null=True)


class Change(models.Model):
    """By how much a sum changed and is not folded yet. Only added to, so that no writer waits for another."""

    id = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    campaign = models.UUIDField()
    town = models.CharField(max_length=9)
    sector = models.CharField(max_length=40)
    measure = models.CharField(max_length=16)
    day = models.DateField()
    number = models.DecimalField(max_digits=14, decimal_places=1)


class Tally(models.Model):
    """A sum of one measure over a day ("d") or the week that begins on it ("w")."""

    id = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    campaign = models.UUIDField()
    measure = models.CharField(max_length=16)
    grain = models.CharField(max_length=1)
    day = models.DateField()
    town = models.CharField(max_length=9)
    sector = models.CharField(max_length=40)
    number = models.DecimalField(max_digits=14, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("district", "campaign", "measure", "grain", "day", "town", "sector"), include=("number",), name="one_tally_a_cell"
            )
        ]  # fmt: skip
