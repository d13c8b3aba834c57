"""A scope as SQL. The rule itself stands in rules/places.py; a test demands that both give the same answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import BooleanField, Exists, Func, OuterRef, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from anbiao.rules.places import Grant, Scope

TOWN = 9  # digits of the code of a town or street
AFTER_DIGITS = "~"  # sorts after every digit: a prefix becomes a range that an ordinary index answers


@dataclass(frozen=True)
class Given:
    """Rows that are given to single persons for a while: look-up paths to the list of these persons and to the state, and the states
    in which it holds.
    """

    persons: str
    state: str
    states: frozenset[str]


@dataclass(frozen=True)
class Lies:
    """Where the rows of a table lie: look-up paths to the region and to the unit; `person` where a row is somebody's own; `whole` for
    what concerns the district as a whole, which whoever holds the capability anywhere in it may read; `given` where a row alone,
    without its unit, may be given to somebody whose duty reaches what she is assigned to. `supervised` is a stored array of the sectors
    under which anybody ever answered for the row; from the day in its `…_from` to that in its `…_to` all of them are in force.

    >>> Lies("responsibility", region="enterprise__region", enterprise="enterprise_id")
    """

    type: str
    region: str = ""
    enterprise: str = ""
    person: str = ""
    whole: bool = False
    given: Given | None = None
    supervised: str = ""


def visible(scope: Scope, lies: Lies, capability: str, *, searched: bool = False) -> Q:
    """The filter of what a scope may do `capability` on. No grants: nothing. `searched` says that words are looked for, too: town and sectors
    are then asked in the form in which the indexes of words hold them (`Lies.supervised`).
    """
    allowed = Q(pk__in=[])
    if lies.whole:
        return Q(district=scope.district) if scope.may(capability) else allowed
    for grant in scope.allowing(capability):
        allowed |= _covered(grant, lies, scope, searched=searched and bool(lies.supervised))
    return Q(district=scope.district) & allowed


def within_region(path: str, prefix: str) -> Q:
    """Rows whose region lies in `prefix`."""
    return Q(**{f"{path}__gte": prefix, f"{path}__lt": prefix + AFTER_DIGITS})


def _covered(grant: Grant, lies: Lies, scope: Scope, *, searched: bool) -> Q:
    if lies.person:
        return Q(**{lies.person: scope.person}) if scope.person else Q(pk__in=[])
    if grant.enterprise:
        return Q(**{lies.enterprise: grant.enterprise}) if lies.enterprise else Q(pk__in=[])
    if grant.assignee:
        named = _by_assignee(lies, scope, grant.assignee) if lies.enterprise else Q(pk__in=[])
        return named | _given(lies.given, scope) if lies.given and scope.human else named
    here = (
        _in_region(lies, grant.region, searched)
        if len(grant.region) > 6
        else Q(district__startswith=grant.region)
    )
    if grant.region == scope.district:
        here = Q(district=scope.district)  # what every query inside a district says already
    if grant.sectors is None:
        return here
    return here & _by_sectors(lies, scope, sorted(grant.sectors), searched) if lies.enterprise else here


def _in_region(lies: Lies, region: str, searched: bool) -> Q:
    if searched and len(region) == TOWN:
        return Q(Exact(Left(lies.region, TOWN), region))
    return within_region(lies.region, region) if lies.region else Q(pk__in=[])


def _given(given: Given, scope: Scope) -> Q:
    return Q(**{f"{given.persons}__contains": [scope.human], f"{given.state}__in": sorted(given.states)})


def _by_assignee(lies: Lies, scope: Scope, assignee: str) -> Q:
    return Q(Exists(_answering(lies, scope).filter(Q(person_id=assignee) | Q(organisation_id=assignee))))


def _by_sectors(lies: Lies, scope: Scope, sectors: list[str], searched: bool) -> Q:
    """Where the row itself tells whose it is today, nobody is asked but it."""
    if not lies.supervised:
        return Q(Exists(_answering(lies, scope).filter(sector__in=sectors)))
    begun, over = f"{lies.supervised}_from", f"{lies.supervised}_to"
    told = Q(**{f"{begun}__lte": scope.on}) & (Q(**{over: None}) | Q(**{f"{over}__gte": scope.on}))
    meets = Q(**{f"{lies.supervised}__overlap": sectors})
    return (meets if searched else unindexed(meets)) & (told | Q(pk__in=_asked(lies, scope, sectors)))


def _asked(lies: Lies, scope: Scope, sectors: list[str]) -> Any:
    """The units that do not tell it on this day and for which somebody answers. They are few and found by the two days; gathered once a query
    and only where it meets one: to ask about each row apart is reckoned with for all that do tell, and the indexes are passed over.
    """
    begun, over = f"enterprise__{lies.supervised}_from", f"enterprise__{lies.supervised}_to"
    silent = Q(**{f"{begun}__gt": scope.on}) | Q(**{f"{over}__lt": scope.on})
    held = supervision().filter(silent, in_force(scope.on), district=scope.district, sector__in=sectors)
    return held.values("enterprise_id")


def unindexed(condition: Q) -> Q:
    """A condition that is asked of the rows which something else finds: what it is estimated to find stays, but no index is looked into
    for it. For what a good part of the table meets, and for words in a list that is walked in an order.
    """
    return Q(Func(condition, template="(%(expressions)s) IS TRUE", output_field=BooleanField()))


def _answering(lies: Lies, scope: Scope) -> Any:
    """The responsibilities in force for a row, to ask whether there are any: never a join, a unit may have several supervising bureaus."""
    return supervision().filter(
        in_force(scope.on), district=OuterRef("district"), enterprise_id=OuterRef(lies.enterprise)
    )


def in_force(on: date) -> Q:
    """Rows with `from_on` and `to_on` that hold on a day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gte=on))


def supervision() -> Any:
    """The table of who answers for a unit, named in the settings since kit knows no enterprise."""
    return apps.get_model(settings.ANBIAO_SUPERVISION_MODEL)._default_manager.all()
