"""Who does it, where, when and by which door. Doors build an Actor; everything below takes it as the first argument."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from anbiao.kit.clock import day_of
from anbiao.rules.places import Scope

DEPUTY = "deputy"  # the door of whoever acts for another, with the number of the delegation
ACTING = "_acting"  # of the session: the delegation by which she acts; of a form: the number of the one by which it was shown


@dataclass(frozen=True)
class Stead:
    """A delegation that runs to somebody: its id and last day, and the account, person and name of whoever is away."""

    delegation: UUID
    account: UUID
    human: UUID
    name: str
    name_en: str
    until: date

    @property
    def number(self) -> str:
        """What the journal and the lists call it: the end of its id, which is by chance."""
        return self.delegation.hex[-8:]


@dataclass(frozen=True)
class Actor:
    """`person` is the account, None for the operator at the command line; `human` is whoever stands behind it, perhaps with a
    second account: duties are separated by her, and `elsewhere` are the units of which she is one of the people by another account.
    `who` is the name that the journal keeps.

    `steads` are the delegations by which she may act for others, `stead` the one by which she does so now: then `human` is the id of that
    delegation, so that what she does is written as done by it, and it belongs to both. `others` are the persons and delegations as whom
    she counts beside `human`, `other_offices` the offices that count as hers only against her.
    """

    who: str
    scope: Scope
    now: datetime
    via: str
    person: UUID | None = None
    on_behalf_of: str = ""
    human: UUID | None = None
    elsewhere: frozenset[str] = frozenset()
    others: frozenset[UUID] = frozenset()
    other_offices: frozenset[str] = frozenset()
    steads: tuple[Stead, ...] = ()
    stead: Stead | None = None

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
    def holder(self) -> UUID | None:
        """The account whose work this is: of whoever is away, while she acts for her; else her own."""
        return self.stead.account if self.stead else self.person

    @cached_property
    def people(self) -> list[UUID]:
        """Everybody as whom she counts where duties are separated: her person, and through delegations others. For queries."""
        return sorted({self.human, *self.others}) if self.human else []

    @property
    def facts(self) -> dict[str, object]:
        """What the guards of a machine may ask of whoever takes a step."""
        found: dict[str, object] = {
            "by_person": str(self.human or ""),
            "by_units": self.units | self.elsewhere,
        }
        if self.others:
            found["by_others"] = frozenset(map(str, self.others))
        if self.other_offices:
            found["by_other_offices"] = self.other_offices
        return found
