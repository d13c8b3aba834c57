"""Whom the program tells: accounts with the duties that they hold today, who of them is away, and who stands in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.authority.delegating import running
from anbiao.authority.models import Delegation, Grant, User
from anbiao.authority.people import actors_of, in_steads
from anbiao.kit import work
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.notices.events import Event
from anbiao.kit.scope import in_force
from anbiao.programme.models import Absence
from anbiao.registry.models import Enterprise
from anbiao.rules import notices as law
from anbiao.rules.duties import MAY


@dataclass(frozen=True)
class Recipient:
    """Somebody who may be told: her account, what she may do today, where she is at home, and those for whom she acts by a delegation:
    their accounts, with what passed to her.
    """

    user: User
    actor: Actor
    region: str
    is_away: bool
    stood_for: tuple["Recipient", ...] = ()

    @property
    def holder(self) -> law.Holder:
        """As the rules know her."""
        return law.Holder(str(self.user.pk), str(self.user.person), self.actor.scope.grants)


def everybody(district: str, now: datetime) -> list[Recipient]:
    """Every account of a district that holds a duty today. Five queries, however many."""
    held = Grant.objects.of_district(district).filter(in_force(day_of(now)))
    return _recipients(district, now, held.values("user"))


def able_to(district: str, now: datetime, event: Event, objects: Iterable[UUID]) -> list[Recipient]:
    """Those whose duties may show them one of these objects in the sources of the event, by duty and by reach; who really has it is then
    asked of the source; and those whose own such an object is. Eight queries at most.
    """
    duties = sorted(duty for duty, may in MAY.items() if may & work.holding(event.sources))
    places = _places(district, event, objects)
    reach = Q(enterprise__in={unit for unit, _region in places if unit}) | Q(assignee__isnull=False)
    for _unit, region in places:
        reach |= Q(region__in=[region[:length] for length in (2, 4, 6, 9, 12) if length <= len(region)])
    if any(model.lies.whole for model in work.models_of(event.sources)):
        reach |= Q(
            region__startswith=district
        )  # what concerns the whole district concerns whoever holds the duty anywhere in it
    own = Q(user__in=_owners(district, event, objects))
    held = Grant.objects.of_district(district).filter(
        in_force(day_of(now)), (reach & Q(duty__in=duties)) | own
    )
    return _recipients(
        district, now, held.values("user")
    )  # who stands in holds the same reach, so she is among them


def _places(district: str, event: Event, objects: Iterable[UUID]) -> set[tuple[UUID | None, str]]:
    """Unit and region of the objects, by the tables of the sources. One query a source."""
    found: set[tuple[UUID | None, str]] = set()
    for model in work.models_of(event.sources):
        lies = model.lies
        rows = model._default_manager.filter(district=district, **{f"{event.field}__in": list(objects)})
        columns = [lies.enterprise or "pk", lies.region or "district"]
        for unit, region in rows.values_list(*columns).distinct():
            found.add((unit if lies.enterprise else None, region or district))
    return found


def _owners(district: str, event: Event, objects: Iterable[UUID]) -> set[UUID]:
    """The accounts whose own the objects are. One query a source that has owners."""
    ids = list(objects)
    return {
        account
        for model, owner in work.owned(event.sources)
        for account in model._default_manager.filter(
            district=district, **{f"{event.field}__in": ids}
        ).values_list(owner, flat=True)
        if account
    }


def _recipients(district: str, now: datetime, accounts: QuerySet[Grant, Any]) -> list[Recipient]:
    rows = User.objects.filter(district=district, pk__in=accounts, is_active=True)
    users = list(rows.select_related("organisation").order_by("created_at", "id"))
    standing = list(running(district, day_of(now)).filter(giver__in=users))
    here = {user.pk for user in users}
    # A deputy is told of what she may do for another, also where her own duties do not reach.
    users += list(
        {
            row.deputy_id: row.deputy
            for row in standing
            if row.deputy_id not in here and row.deputy.is_active
        }.values()
    )
    actors, gone = actors_of(users, now, "job"), away(district, day_of(now))
    units = {unit for actor in actors.values() for unit in actor.units}
    at = dict(Enterprise.objects.of_district(district).filter(pk__in=units).values_list("pk", "region"))
    stood = _stood_for(standing, actors)
    return [
        Recipient(user, actors[user.pk], _home(user, actors[user.pk], at), user.person in gone, tuple(stood.get(user.pk, ())))
        for user in users
    ]  # fmt: skip


def _stood_for(standing: Sequence[Delegation], actors: Mapping[UUID, Actor]) -> dict[UUID, list[Recipient]]:
    """Deputy → those for whom she acts, each with the rights that passed. Four queries where there is one, else none."""
    pairs = [
        (row, actors[row.deputy_id], stead)
        for row in standing
        if row.deputy_id in actors
        for stead in actors[row.deputy_id].steads
        if stead.delegation == row.pk
    ]
    found: dict[UUID, list[Recipient]] = {}
    acting = in_steads([(actor, stead) for _row, actor, stead in pairs])
    for (row, _own, _stead), actor in zip(pairs, acting, strict=True):
        found.setdefault(row.deputy_id, []).append(Recipient(row.giver, actor, row.region, is_away=False))
    return found


def _home(user: User, actor: Actor, at: dict[UUID, str]) -> str:
    if user.organisation:
        return user.organisation.region
    return next((at[UUID(unit)] for unit in sorted(actor.units) if UUID(unit) in at), user.district)


def away(district: str, on: date) -> frozenset[UUID]:
    """The persons who are away on a day. One query."""
    rows = Absence.objects.of_district(district).filter(first_on__lte=on, last_on__gte=on, withdrawn_on=None)
    return frozenset(rows.values_list("person__person", flat=True))


def stand_ins(found: Sequence[Recipient], on: date) -> dict[UUID, list[Recipient]]:
    """Account → those for whom it stands in that day: whom a delegation names, and who is away where another holds the same."""
    gone = frozenset(str(each.user.pk) for each in found if each.is_away)
    holders = [each.holder for each in found]
    by_account: dict[UUID, list[Recipient]] = {}
    for each in found:
        if each.is_away and (account := law.stand_in(each.holder, holders, gone, on=on)):
            by_account.setdefault(UUID(account), []).append(each)
    for each in found:
        told = by_account.setdefault(each.user.pk, [])
        told += [other for other in each.stood_for if other.user.pk not in {known.user.pk for known in told}]
    return by_account
