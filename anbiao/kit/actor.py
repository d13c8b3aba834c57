"""Who does it, where, when and by which door. Doors build an Actor; everything below takes it as the first argument."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from anbiao.kit.clock import day_of
from anbiao.rules.places import Scope


@dataclass(frozen=True)
class Actor:
    """`person` is None for the operator at the command line; `who` is the name that the journal keeps."""

    who: str
    scope: Scope
    now: datetime
    via: str
    person: UUID | None = None
    on_behalf_of: str = ""

    @property
    def district(self) -> str:
        """The district, six digits, in which everything of this actor happens."""
        return self.scope.district

    @cached_property
    def today(self) -> date:
        """The calendar day of `now` in the district."""
        return day_of(self.now)
