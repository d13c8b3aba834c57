"""Which runs a person may see, and where in the page of one of them she is."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.models import ImportRun

HISTORY = 50


def own_runs(actor: Actor) -> QuerySet[ImportRun, ImportRun]:
    """The runs that the actor began herself, the latest first."""
    return (
        ImportRun.objects.visible_to(actor.scope, "import enterprise").select_related("file").order_by("-id")
    )


def own_run(actor: Actor, pk: UUID) -> ImportRun | None:
    """One of them; None for anybody else's."""
    return own_runs(actor).filter(pk=pk).first()


def history(actor: Actor, before: UUID | None = None) -> tuple[list[ImportRun], str]:
    """A page of own runs, and the id behind which the next page begins ("" at the end)."""
    rows = own_runs(actor)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: HISTORY + 1])
    return found[:HISTORY], str(found[HISTORY - 1].pk) if len(found) > HISTORY else ""


@dataclass(frozen=True)
class Asked:
    """What the address says: which wrong cells, which page of them, which pair of duplicates (from 1; 0 = the next undecided)."""

    tab: str = ""
    page: int = 1
    pair: int = 0

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """Of the query of a request; what makes no sense there is as if it were not there."""
        return cls(params.get("tab", "")[:40], _number(params.get("page"), 1), _number(params.get("pair"), 0))

    @property
    def query(self) -> str:
        """The same as an address has it."""
        given = {"tab": self.tab, "page": self.page if self.page > 1 else "", "pair": self.pair or ""}
        return urlencode({key: value for key, value in given.items() if value})


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
