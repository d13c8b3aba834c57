"""From a signed-in account to an actor: its grants in force, read anew at every request, and how long a session lives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from anbiao.authority.models import Grant as GrantRow
from anbiao.authority.models import Token, User
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.doors import View, Visit
from anbiao.kit.scope import in_force
from anbiao.rules.places import Grant, Scope, narrowed

PASSWORD_PATHS = ("/account/password/", "/signout/", "/static/", "/language/")


def grant_of(row: GrantRow) -> Grant:
    """A stored grant as the rules know it."""
    return Grant(
        row.duty,
        region=row.region,
        sectors=None if row.sectors is None else frozenset(row.sectors),
        enterprise=str(row.enterprise or ""),
        assignee=str(row.assignee or ""),
        organisation=str(row.organisation_id or ""),
        from_on=row.from_on,
        to_on=row.to_on,
    )


def actor_of(user: User, now: datetime, via: str) -> Actor:
    """The actor that an account is now. One query, of the grants of all accounts of the same person."""
    today = clock.day_of(now)
    rows = GrantRow.objects.filter(in_force(today), district=user.district, user__person=user.person)
    own, units = [], set()
    for row in rows:
        if row.user_id == user.id:
            own.append(grant_of(row))
        elif row.enterprise:
            units.add(str(row.enterprise))
    scope = Scope(
        person=str(user.id), district=user.district, grants=tuple(own), on=today, human=str(user.person)
    )
    return Actor(user.name, scope, now, via, user.id, human=user.person, elsewhere=frozenset(units))


def actor_of_token(token: Token, now: datetime) -> Actor:
    """Who acts by a token: its person with the rights that she has now, as far as the token lets them through. The journal names the
    token by its number. One query.
    """
    whole = actor_of(token.user, now, f"api {token.number}")
    sectors = None if token.sectors is None else frozenset(token.sectors)
    left = (narrowed(grant, region=token.region, sectors=sectors) for grant in whole.scope.grants)
    only = frozenset(token.capabilities) if whole.scope.may("use api") else frozenset[str]()
    scope = replace(whole.scope, grants=tuple(grant for grant in left if grant), only=only)
    return replace(whole, scope=scope)


def actors_of(users: Sequence[User], now: datetime, via: str) -> dict[UUID, Actor]:
    """The actors that accounts of one district are now, by account. One query, of the grants of all accounts of these persons."""
    if not users:
        return {}
    today, district = clock.day_of(now), users[0].district
    rows = GrantRow.objects.filter(
        in_force(today), district=district, user__person__in={user.person for user in users}
    )
    held: dict[UUID, list[tuple[UUID, Grant]]] = {}
    for row in rows.select_related("user"):
        held.setdefault(row.user.person, []).append((row.user_id, grant_of(row)))
    found = {}
    for user in users:
        grants = held.get(user.person, [])
        own = tuple(grant for account, grant in grants if account == user.id)
        units = frozenset(g.enterprise for account, g in grants if account != user.id and g.enterprise)
        scope = Scope(person=str(user.id), district=district, grants=own, on=today)
        found[user.id] = Actor(user.name, scope, now, via, user.id, human=user.person, elsewhere=units)
    return found


def of_account(district: str, account: UUID | None, now: datetime, via: str) -> Actor:
    """The actor that an account of a district is now, by its id: for jobs that act for whoever asked for them."""
    return actor_of(User.objects.get(district=district, pk=account), now, via)


def operator(district: str, now: datetime, *, who: str, duty: str = "district_officer") -> Actor:
    """Whoever works at the command line: no account, but named in the journal, and bound to one district."""
    today = clock.day_of(now)
    grant = Grant(duty, region=district, from_on=today)
    return Actor(
        who=who, scope=Scope(person="", district=district, grants=(grant,), on=today), now=now, via="command"
    )


class ActorMiddleware:
    """Puts `request.actor` in place, ends sessions that are idle (30 minutes) or old (12 hours), asks for a new password."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Builds the actor, or sends an expired session to the sign-in page."""
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        now = clock.now()
        if self._expired(request, now):
            logout(request)
            return redirect(f"{settings.LOGIN_URL}?expired=1")
        cast(Visit, request).actor = actor_of(user, now, "web")
        if user.must_change_password and not request.path.startswith(PASSWORD_PATHS):
            return redirect("/account/password/")
        return self.get_response(request)

    def _expired(self, request: HttpRequest, now: datetime) -> bool:
        """Idle is measured to the minute, so that reading a page does not write one."""
        stamp = int(now.timestamp())
        since = request.session.setdefault("signed_in_at", stamp)
        seen = request.session.setdefault("seen_at", stamp)
        if stamp - since > settings.SESSION_ABSOLUTE_SECONDS or stamp - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if stamp - seen >= 60:
            request.session["seen_at"] = stamp
        return False


def person_id(actor: Actor) -> UUID:
    """The account of an actor that acts through one. Raises ValueError for the operator."""
    if actor.person is None:
        raise ValueError("the operator has no account")
    return actor.person
