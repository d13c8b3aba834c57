"""A scope as SQL. The rule itself stands in rules/places.py; a test demands that both give the same answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from anbiao.rules.places import Grant, Scope

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
    under which anybody ever answered for the row: at least those of today.

    >>> Lies("responsibility", region="enterprise__region", enterprise="enterprise_id")
    """

    type: str
    region: str = ""
    enterprise: str = ""
    person: str = ""
    whole: bool = False
    given: Given | None = None
    supervised: str = ""


def visible(scope: Scope, lies: Lies, capability: str) -> Q:
    """The filter of what a scope may do `capability` on. No grants: nothing."""
    allowed = Q(pk__in=[])
    if lies.whole:
        return Q(district=scope.district) if scope.may(capability) else allowed
    for grant in scope.allowing(capability):
        allowed |= _covered(grant, lies, scope)
    return Q(district=scope.district) & allowed


def at_least_near(scope: Scope, lies: Lies, capability: str) -> Q:
    """What every visible row meets and an index can answer along with the words of a search: the sectors of somebody who sees nothing but
    by sectors. It never takes the place of `visible`; for everybody else it says nothing.
    """
    sectors: set[str] = set()
    for grant in scope.allowing(capability or f"read {lies.type}"):
        if grant.sectors is None or grant.enterprise or grant.assignee:
            return Q()
        sectors |= grant.sectors
    return Q(**{f"{lies.supervised}__overlap": sorted(sectors)}) if lies.supervised and sectors else Q()


def within_region(path: str, prefix: str) -> Q:
    """Rows whose region lies in `prefix`."""
    return Q(**{f"{path}__gte": prefix, f"{path}__lt": prefix + AFTER_DIGITS})


def _covered(grant: Grant, lies: Lies, scope: Scope) -> Q:
    if lies.person:
        return Q(**{lies.person: scope.person}) if scope.person else Q(pk__in=[])
    if grant.enterprise:
        return Q(**{lies.enterprise: grant.enterprise}) if lies.enterprise else Q(pk__in=[])
    if grant.assignee:
        named = _supervised(lies, scope, assignee=grant.assignee) if lies.enterprise else Q(pk__in=[])
        return named | _given(lies.given, scope) if lies.given and scope.human else named
    here = _in_region(lies, grant) if len(grant.region) > 6 else Q(district__startswith=grant.region)
    if grant.region == scope.district:
        here = Q(district=scope.district)  # what every query inside a district says already
    if grant.sectors is None:
        return here
    return here & _supervised(lies, scope, sectors=sorted(grant.sectors)) if lies.enterprise else here


def _in_region(lies: Lies, grant: Grant) -> Q:
    return within_region(lies.region, grant.region) if lies.region else Q(pk__in=[])


def _given(given: Given, scope: Scope) -> Q:
    return Q(**{f"{given.persons}__contains": [scope.human], f"{given.state}__in": sorted(given.states)})


def _supervised(lies: Lies, scope: Scope, *, sectors: list[str] | None = None, assignee: str = "") -> Q:
    """EXISTS on the responsibilities in force, never a join: a unit may have several supervising bureaus."""
    rows = supervision().filter(
        in_force(scope.on), district=OuterRef("district"), enterprise_id=OuterRef(lies.enterprise)
    )
    if sectors is not None:
        rows = rows.filter(sector__in=sectors)
    else:
        rows = rows.filter(Q(person_id=assignee) | Q(organisation_id=assignee))
    return Q(Exists(rows))


def in_force(on: date) -> Q:
    """Rows with `from_on` and `to_on` that hold on a day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gte=on))


def supervision() -> Any:
    """The table of who answers for a unit, named in the settings since kit knows no enterprise."""
    return apps.get_model(settings.ANBIAO_SUPERVISION_MODEL)._default_manager.all()
