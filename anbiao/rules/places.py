"""Where things lie and how far a grant reaches: region codes by level, grants, places, scope."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from functools import cached_property

from anbiao.rules.duties import may
from anbiao.rules.refusal import cites

REGION_LENGTHS = (2, 4, 6, 9, 12)
PADDED_LENGTH = 12


def is_region(code: str) -> bool:
    """True for ASCII digits of one of the five lengths: province 2, city 4, county 6, town 9, village 12."""
    return len(code) in REGION_LENGTHS and code.isascii() and code.isdigit()


def level_of(code: str) -> int:
    """1 province, 2 city, 3 county or district, 4 town or street, 5 village. ValueError for anything else."""
    if not is_region(code):
        raise ValueError(f"not a region code: {code!r}")
    return REGION_LENGTHS.index(len(code)) + 1


def cut(code: str, level: int) -> str:
    """The region of that level which holds `code`; ValueError when `code` itself is higher up."""
    if not 1 <= level <= level_of(code):
        raise ValueError(f"{code} has no part at level {level}")
    return code[: REGION_LENGTHS[level - 1]]


def parent_of(code: str) -> str:
    """The region one level up; "" above a province."""
    level = level_of(code)
    return cut(code, level - 1) if level > 1 else ""


def parse(padded: str, level: int) -> str:
    """Cut a published code, padded with zeros to 12 digits, to its level; ValueError when digits go deeper.

    The level must be given: zeros may belong to a code, so they are never stripped.
    """
    if len(padded) != PADDED_LENGTH or not is_region(padded) or not 1 <= level <= len(REGION_LENGTHS):
        raise ValueError(f"not a padded region code of level {level}: {padded!r}")
    length = REGION_LENGTHS[level - 1]
    if padded[length:].strip("0"):
        raise ValueError(f"{padded} reaches below level {level}")
    return padded[:length]


@cites("GB/T 2260", "GB/T 10114")
def within(code: str, prefix: str) -> bool:
    """A region lies within another when its code begins with the other's, cut at a level; nothing lies within
    "".
    """
    return is_region(code) and is_region(prefix) and code.startswith(prefix)


@dataclass(frozen=True)
class Grant:
    """A duty, both days included, over a region and its sectors, or one enterprise, or one assignment.

    `sectors` None means all of them, the empty set none. Exactly one of region, enterprise, assignee is set.
    """

    duty: str
    _: KW_ONLY
    region: str = ""
    sectors: frozenset[str] | None = None
    enterprise: str = ""
    assignee: str = ""
    organisation: str = ""
    from_on: date
    to_on: date | None = None

    def __post_init__(self) -> None:
        if sum(1 for over in (self.region, self.enterprise, self.assignee) if over) != 1:
            raise ValueError("a grant is over exactly one of region, enterprise and assignee")
        if self.region and not is_region(self.region):
            raise ValueError(f"not a region code: {self.region!r}")
        if self.sectors is not None and not self.region:
            raise ValueError("only a grant over a region is limited to sectors")

    def in_force(self, *, on: date) -> bool:
        """True from the first day to the last, both included; a grant that ends before it begins is never in
        force.
        """
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True)
class Place:
    """Where an object lies: its region, its enterprise, and the sectors and persons of the responsibilities
    in force. `reviewers` are the persons to whom this one object is given for review, and nothing beside it.
    """

    region: str
    enterprise: str = ""
    sectors: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()


@cites("安全生产法 (2021) 第三条", "安全生产法 (2021) 第九条", "安全生产法 (2021) 第十条")
def covers(grant: Grant, place: Place, *, on: date, human: str = "") -> bool:
    """A grant covers a place on a day when it is in force and reaches there, by territory or by name.

    Over a region: the place lies within it and one of its supervising sectors is among the grant's (三管三必须).
    Over an enterprise: that enterprise and no other. Over an assignment: the person is named there, or `human`, who
    stands behind the account, reviews this very object.
    """
    if not grant.in_force(on=on):
        return False
    if grant.enterprise:
        return grant.enterprise == place.enterprise
    if grant.assignee:
        return grant.assignee in place.assignees or human in place.reviewers
    return within(place.region, grant.region) and (
        grant.sectors is None or not grant.sectors.isdisjoint(place.sectors)
    )


@dataclass(frozen=True)
class Scope:
    """How far one person reaches on one day inside one district: the OR of the grants. Without grants:
    nowhere. `person` is the account, `human` whoever stands behind it. `only` are the capabilities that are
    left of them where a token of hers acts; None: all.
    """

    person: str
    district: str
    grants: tuple[Grant, ...]
    on: date
    human: str = ""
    only: frozenset[str] | None = None

    def allowing(self, capability: str) -> tuple[Grant, ...]:
        """The grants in force whose duty holds the capability, wherever they reach."""
        if not self._leaves(capability):
            return ()
        return tuple(g for g in self.grants if g.in_force(on=self.on) and may(g.duty, capability))

    def may(self, capability: str) -> bool:
        """True when the capability is held anywhere at all: enough to show a page, never to open an object."""
        return bool(self.allowing(capability))

    def allowing_at(self, capability: str, place: Place) -> tuple[Grant, ...]:
        """The grants that both hold the capability and cover the place, inside this scope's district."""
        if not self._leaves(capability) or (place.region and not within(place.region, self.district)):
            return ()
        near = (
            *self._by_unit.get("", ()),
            *(self._by_unit.get(place.enterprise, ()) if place.enterprise else ()),
        )
        return tuple(
            g for g in near if may(g.duty, capability) and covers(g, place, on=self.on, human=self.human)
        )

    def _leaves(self, capability: str) -> bool:
        return self.only is None or capability in self.only

    @cached_property
    def _by_unit(self) -> Mapping[str, tuple[Grant, ...]]:
        """The grants by the one enterprise that they are over, "" for the others: who acts for hundreds is not asked about each."""
        found: dict[str, tuple[Grant, ...]] = {}
        for grant in self.grants:
            found[grant.enterprise] = (*found.get(grant.enterprise, ()), grant)
        return found

    def allows(self, capability: str, place: Place) -> bool:
        """True when one grant both holds the capability and covers the place."""
        return bool(self.allowing_at(capability, place))


@cites("GB/T 22239-2019 8.1.5", "Anbiao access table 4.1")
def narrowed(grant: Grant, *, region: str = "", sectors: frozenset[str] | None = None) -> Grant | None:
    """What of a grant is left for a token that reaches over one region and some sectors only: never more than
    the grant, never more than was chosen. None when nothing is left.

    "" and None narrow nothing. A grant over one unit or over assignments has no region to be narrowed by, and is
    left out.
    """
    if not region and sectors is None:
        return grant
    if not grant.region:
        return None
    smaller = _smaller(grant.region, region) if region else grant.region
    left = sectors if grant.sectors is None else grant.sectors if sectors is None else grant.sectors & sectors
    if not smaller or left == frozenset():
        return None
    return replace(grant, region=smaller, sectors=left)


def _smaller(one: str, other: str) -> str:
    """The one of two regions that lies within the other; "" when neither does."""
    return one if within(one, other) else other if within(other, one) else ""
