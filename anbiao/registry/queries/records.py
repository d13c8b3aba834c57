"""What hangs on a unit and stays with it for ever, each part naming its own: where two units become one, nothing of it is moved and nothing
is lost; where one becomes two, it says whether the new one has been used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anbiao.authority.models import Activation, Grant
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.register.columns import Text
from anbiao.kit.register.counting import Count, counts
from anbiao.registry.models import (
    Banner,
    Enterprise,
    Merger,
    Position,
    Responsibility,
    Split,
    StatusChange,
    SurveyFinding,
    Transfer,
)


@dataclass(frozen=True)
class Kept:
    """A table whose rows stay with the unit at which they were made. `label` is empty for what is shown with something else, or made by
    the program. `open` picks what somebody still has to do; `made` what a person made (then it has a label), None where that is not asked.
    """

    model: type[Any]
    label: Text = ""
    capability: str = "read enterprise"
    field: str = "enterprise"
    open: Q | None = None
    made: Q | None = None


KEPT: list[Kept] = []


def register_kept(*tables: Kept) -> None:
    """Adds what a part keeps of a unit, when the program starts."""
    KEPT.extend(tables)


register_kept(
    Kept(Responsibility),
    Kept(StatusChange),
    Kept(SurveyFinding),
    Kept(Merger, _("Mergers into it"), field="kept", made=Q()),
    Kept(Merger, field="other"),
    Kept(Split, _("Splits"), field="unit", made=Q()),
    Kept(Split, field="new"),
    Kept(Transfer, _("Transfers"), "read transfer", made=Q()),
    Kept(Position),
    Kept(Banner, _("Alerts and times of contact"), made=Q()),
    Kept(Photo, _("Photos"), "read photo", made=Q()),
    # Accounts of a unit keep reaching the unit for which they were granted; over the unit that stays a merger grants them anew.
    Kept(Grant),
    Kept(Activation),
)


@dataclass(frozen=True)
class Told:
    """How many records of a kind a unit has, and how many of them are open."""

    label: Text
    number: Count
    open: Count | None


def records_of(actor: Actor, units: Sequence[UUID]) -> list[Told]:
    """What stands at these units, as far as the actor's duties read it; kinds of which there is nothing are left out. One query."""
    shown = [each for each in KEPT if each.label and actor.scope.may(each.capability)]
    found = [_rows(actor.district, each, units) for each in shown]
    opened = [
        rows.filter(each.open) for each, rows in zip(shown, found, strict=True) if each.open is not None
    ]
    numbers = counts([*found, *opened])
    rest = iter(numbers[len(shown) :])
    told = [
        Told(each.label, number, next(rest) if each.open is not None else None)
        for each, number in zip(shown, numbers, strict=False)
    ]
    return [each for each in told if each.number.number]


def made_at(district: str, unit: UUID) -> list[Text]:
    """The kinds of records that somebody made at a unit. One query."""
    asked = [each for each in KEPT if each.made is not None]
    numbers = counts([_rows(district, each, [unit]).filter(each.made) for each in asked])
    return [each.label for each, number in zip(asked, numbers, strict=True) if number.number]


def _rows(district: str, kept: Kept, units: Sequence[UUID]) -> Any:
    return kept.model.objects.of_district(district).filter(**{f"{kept.field}__in": list(units)})


def has_accounts(district: str, unit: UUID) -> bool:
    """True when somebody was granted a duty for a unit, or holds a code to open an account for it. Two queries."""
    return any(
        table.objects.of_district(district).filter(enterprise=unit).exists() for table in (Grant, Activation)
    )


def mergers(actor: Actor, capability: str = "read merger") -> QuerySet[Merger, Merger]:
    """The mergers that the actor may read, or on which she holds another capability, with both units."""
    return Merger.objects.visible_to(actor.scope, capability).select_related("kept", "other")


def merged_into(actor: Actor, unit: Enterprise) -> list[Merger]:
    """The units that were merged into one, or were to be; the latest first."""
    return list(mergers(actor, "read enterprise").filter(kept=unit).order_by("-proposed_at", "-id"))


def merged_away(actor: Actor, unit: Enterprise) -> Merger | None:
    """What became of a unit that was merged into another."""
    rows = Merger.objects.of_district(actor.district).filter(other=unit, state="merged")
    return rows.select_related("kept", "other").first()


def splits(actor: Actor, capability: str = "read enterprise") -> Any:
    """The splits that the actor may read, with both units."""
    return Split.objects.visible_to(actor.scope, capability).select_related("unit", "new")


def splits_of(actor: Actor, unit: Enterprise) -> list[Split]:
    """Splits of a unit, and the one that made it."""
    return list(splits(actor).filter(Q(unit=unit) | Q(new=unit)).order_by("-decided_on", "-id"))
