"""What hangs on units, whichever part keeps it: asked of the database by the columns of its tables that name a unit."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Model, Q, UUIDField

from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_

# Rows that follow from a unit by rule and leave with it, by the label of their model: nobody has done anything for them. Whoever keeps
# such rows enters them here; everything else is somebody's work.
FOLLOWS: dict[str, Q] = {
    "registry.Responsibility": Q(person=None) | Q(kind="grid", state="proposed"),
    "registry.DuplicatePair": Q(state="open"),
    "registry.FormerCode": Q(),
    "registry.StatusChange": Q(),
    "registry.Position": Q(state__in=("proposed", "replaced")),
}
WORDS = {
    "registry.Site": N_("sites"), "registry.Contact": N_("contacts"), "registry.SurveyFinding": N_("findings of the survey"),
    "registry.Responsibility": N_("responsibilities of people"), "registry.DuplicatePair": N_("decided duplicates"),
    "authority.Grant": N_("duties of people"), "authority.Activation": N_("activation codes"), "kit.Photo": N_("photos"),
}  # fmt: skip


@dataclass(frozen=True)
class Hanging:
    """So many rows of a kind hang on a unit."""

    unit: UUID
    what: str
    number: int


def hanging_on(district: str, units: Collection[UUID]) -> list[Hanging]:
    """Everything that hangs on these units and does not leave with them. One query a table that names units."""
    found: Counter[tuple[UUID, str]] = Counter()
    for model, column in naming_units():
        rows = model._default_manager.filter(**{"district": district, f"{column}__in": list(units)})
        follows = FOLLOWS.get(model._meta.label)
        if follows is not None:
            rows = rows.exclude(follows) if follows else rows.none()
        for unit, number in rows.order_by().values_list(column).annotate(Count("pk")):
            found[unit, _words(model)] += number
    return [Hanging(unit, what, number) for (unit, what), number in found.items()]


def naming_units() -> Iterator[tuple[type[Model], str]]:
    """Every table that names a unit, and the column: by reference, or by its id alone where a part below the roster keeps it."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.related_model is Enterprise:
                yield model, column.attname
            elif column.name == "enterprise" and isinstance(column, UUIDField):
                yield model, column.name


def _words(model: type[Model]) -> str:
    """A marked text for the rows of a table."""
    machine = getattr(model, "machine", None)
    return WORDS.get(model._meta.label) or (machine.label if machine else N_("other records"))
