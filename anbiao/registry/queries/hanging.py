"""What hangs on units, whichever part keeps it: asked of the database by the references to the roster that its tables declare."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Model, Q

from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import N_

# Rows that follow from a unit by rule and leave with it, by the label of their model: nobody has done anything for them. Whoever keeps
# such rows enters them here; everything else is somebody's work.
FOLLOWS: dict[str, Q] = {
    "registry.Responsibility": Q(person=None) | Q(kind="grid", state="proposed"),
    "registry.DuplicatePair": Q(state="open"),
    "registry.FormerCode": Q(),
    "registry.StatusChange": Q(),
}
WORDS = {
    "registry.Site": N_("sites"), "registry.Contact": N_("contacts"), "registry.SurveyFinding": N_("findings of the survey"),
    "registry.Responsibility": N_("responsibilities of people"), "registry.DuplicatePair": N_("decided duplicates"),
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
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation):
            continue
        model: type[Model] = relation.related_model  # type: ignore[assignment]
        label, column = model._meta.label, relation.field.name  # type: ignore[union-attr]
        rows = model._default_manager.filter(**{"district": district, f"{column}_id__in": list(units)})
        if label in FOLLOWS:
            rows = rows.exclude(FOLLOWS[label]) if FOLLOWS[label] else rows.none()
        for unit, number in rows.order_by().values_list(f"{column}_id").annotate(Count("id")):
            found[unit, _words(model)] += number
    return [Hanging(unit, what, number) for (unit, what), number in found.items()]


def _words(model: type[Model]) -> str:
    """A marked text for the rows of a table."""
    machine = getattr(model, "machine", None)
    return WORDS.get(model._meta.label) or (machine.label if machine else N_("other records"))
