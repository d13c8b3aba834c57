"""Who does it, where, when and by which door. Doors build an Actor; everything below takes it as the first argument."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from anbiao.kit.clock import day_of
from anbiao.rules.places import Scope


@dataclass(frozen=True)
class Actor:
    """`person` is the account, None for the operator at the command line; `human` is whoever stands behind it, perhaps with a
    second account: duties are separated by her, and `elsewhere` are the units of which she is one of the people by another account.
    `who` is the name that the journal keeps.
    """

    who: str
    scope: Scope
    now: datetime
    via: str
    person: UUID | None = None
    on_behalf_of: str = ""
    human: UUID | None = None
    elsewhere: frozenset[str] = frozenset()

    @property
    def district(self) -> str:
        """The district, six digits, in which everything of this actor happens."""
        return self.scope.district

    @cached_property
    def today(self) -> date:
        """The calendar day of `now` in the district."""
        return day_of(self.now)

    @cached_property
    def units(self) -> frozenset[str]:
        """The enterprises for which the actor acts, by this account, as one of their own people."""
        return frozenset(
            g.enterprise for g in self.scope.grants if g.enterprise and g.in_force(on=self.scope.on)
        )

    @property
    def facts(self) -> dict[str, object]:
        """What the guards of a machine may ask of whoever takes a step."""
        return {"by_person": str(self.human or ""), "by_units": self.units | self.elsewhere}
