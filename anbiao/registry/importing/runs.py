"""Which imports of a roster a person may see."""

from uuid import UUID

from django.db.models import QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.imports import runs
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.imports import SPEC


def own_runs(actor: Actor) -> QuerySet[ImportRun, ImportRun]:
    """The runs that the actor began herself, the latest first."""
    return runs.own_runs(actor, SPEC, "import enterprise")


def own_run(actor: Actor, pk: UUID) -> ImportRun | None:
    """One of them; None for anybody else's."""
    return own_runs(actor).filter(pk=pk).first()


def history(actor: Actor, before: UUID | None = None) -> tuple[list[ImportRun], str]:
    """A page of own runs, and the id behind which the next page begins ("" at the end)."""
    return runs.page_of_runs(own_runs(actor), before)
