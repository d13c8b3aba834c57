"""From a signed-in account to an actor: its grants in force, read anew at every request, and how long a session lives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from anbiao.authority.models import Delegation, Token, User
from anbiao.authority.models import Grant as GrantRow
from anbiao.authority.sessions import BY_SERVICE
from anbiao.kit import clock
from anbiao.kit.actor import ACTING, DEPUTY, Actor, Stead
from anbiao.kit.doors import View, Visit, refusal_page
from anbiao.kit.scope import in_force
from anbiao.rules import delegation as law
from anbiao.rules.places import Grant, Scope, narrowed
from anbiao.rules.refusal import N_, Refusal, Refused

OWN_PATHS = (
    "/account/", "/signin/", "/signout/", "/language/", "/theme/", "/acting/", "/delegation", "/my-", "/api/",
    "/field/", "/field-unit/", "/field-hazard/", "/field-look/", "/field-photo/",
)  # fmt: skip
ACTING_CHANGED = N_(
    "This page was shown to you in another name than the one in which you act now. Load it again, look in whose name you act, and do it again."
)
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
    """The actor that an account is now. One query, two for whoever ever took part in a delegation."""
    return actors_of([user], now, via)[user.id]


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
    """The actors that accounts of one district are now, by account. One query, of the grants of all accounts of these persons; one more
    where one of them ever took part in a delegation.
    """
    if not users:
        return {}
    today, district = clock.day_of(now), users[0].district
    people = {user.person for user in users}
    rows = GrantRow.objects.filter(in_force(today), district=district, user__person__in=people)
    # Whether there is any delegation to ask for comes with the grants: who has none of these acts for nobody either.
    told = rows.select_related("user").annotate(took_part=Exists(_taken(district, people)))
    held: dict[UUID, list[tuple[UUID, Grant]]] = {}
    took_part = False
    for row in told:
        held.setdefault(row.user.person, []).append((row.user_id, grant_of(row)))
        took_part = took_part or row.took_part
    parts = _delegations(district, people) if took_part else {}
    found = {}
    for user in users:
        grants, taken = held.get(user.person, []), parts.get(user.person, [])
        own = tuple(grant for account, grant in grants if account == user.id)
        units = frozenset(g.enterprise for account, g in grants if account != user.id and g.enterprise)
        scope = Scope(person=str(user.id), district=district, grants=own, on=today, human=str(user.person))
        stands_in = own and not law.administers({grant.duty for _account, grant in grants})
        found[user.id] = Actor(
            user.name, scope, now, via, user.id, human=user.person, elsewhere=units,
            others=frozenset(row.id for row in taken),
            steads=tuple(_stead(row) for row in taken if stands_in and _runs_to(row, user, today)),
        )  # fmt: skip
    return found


def _taken(district: str, people: Iterable[UUID]) -> QuerySet[Delegation, Delegation]:
    rows = Delegation.objects.filter(
        district=district, persons__overlap=list(people), answered_at__isnull=False
    )
    return rows.exclude(state="declined")


def _delegations(district: str, people: Iterable[UUID]) -> dict[UUID, list[Delegation]]:
    """Person → the delegations in which she took part and that were accepted, over or not."""
    found: dict[UUID, list[Delegation]] = {}
    for row in _taken(district, people).select_related("giver").order_by("from_on", "id"):
        for person in row.persons:
            found.setdefault(person, []).append(row)
    return found


def _runs_to(row: Delegation, user: User, today: date) -> bool:
    """Whether the account acts by it today. Whoever can no longer sign in is acted for by nobody."""
    runs = law.runs(row.state, row.from_on, row.to_on, on=today)
    return runs and row.deputy_id == user.id and row.giver.is_active


def _stead(row: Delegation) -> Stead:
    return Stead(row.id, row.giver_id, row.giver.person, row.giver.name, row.giver.name_en, row.to_on)


def in_stead(own: Actor, stead: Stead) -> Actor:
    """The same person acting for somebody else by a delegation that runs: with the chosen ones of the other's grants as they are today, and
    with nothing of her own. Up to five queries.
    """
    return in_steads([(own, stead)])[0]


def in_steads(pairs: Sequence[tuple[Actor, Stead]]) -> list[Actor]:
    """The same for several of one district, in their order. Up to five queries, however many."""
    if not pairs:
        return []
    own = pairs[0][0]
    rows = Delegation.objects.filter(
        district=own.district, pk__in={stead.delegation for _own, stead in pairs}
    )
    known = {row.pk: row for row in rows.select_related("giver")}
    wholes = actors_of([row.giver for row in known.values()], own.now, own.via)
    chosen = {pk for row in known.values() for pk in row.grants}
    grants = {
        row.pk: row for row in GrantRow.objects.filter(district=own.district, pk__in=chosen).order_by("id")
    }
    return [
        _in_stead(each, stead, known[stead.delegation], wholes[stead.account], grants)
        for each, stead in pairs
    ]


def _in_stead(
    own: Actor, stead: Stead, row: Delegation, whole: Actor, known: Mapping[UUID, GrantRow]
) -> Actor:
    chosen = [known[pk] for pk in row.grants if pk in known and known[pk].user_id == row.giver_id]
    duties = {grant.duty for grant in own.scope.grants if grant.in_force(on=own.today)}
    grants = law.rights(
        [grant_of(each) for each in chosen], duties, units=own.units, elsewhere=own.elsewhere, on=own.today
    )
    scope = Scope(
        person=own.scope.person, district=own.district, grants=grants, on=own.today, only=law.PASSES
    )
    return replace(
        own, scope=scope, via=f"{DEPUTY} {stead.number}", on_behalf_of=stead.name, human=stead.delegation, stead=stead,
        others=frozenset([*own.people, *whole.people]) - {stead.delegation},
        elsewhere=own.units | own.elsewhere | whole.units | whole.elsewhere,
        other_offices=frozenset(grant.organisation for grant in own.scope.grants if grant.organisation),
    )  # fmt: skip


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
    """Puts `request.actor` in place, ends sessions that are idle (30 minutes) or old (12 hours), asks for a new password
    whoever came in by a one-time one.
    """

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
        own = actor_of(user, now, "web")
        cast(Visit, request).actor = actor = _as_chosen(request, own)
        if request.method == "POST" and not _is_own(request.path) and _form_of_another(request, actor):
            return refusal_page(request, Refused(Refusal("acting-changed", ACTING_CHANGED)))
        if _has_to_change(request, user):
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


def _has_to_change(request: HttpRequest, user: User) -> bool:
    """Whoever came in by a one-time password changes it first; who came by a service outside has no use for it."""
    if not user.must_change_password or request.session.get(BY_SERVICE):
        return False
    return not request.path.startswith(PASSWORD_PATHS)


def _is_own(path: str) -> bool:
    """What is somebody's own is done in nobody's name, and field work is done by whoever stands there."""
    return path.startswith(OWN_PATHS)


def _as_chosen(request: HttpRequest, own: Actor) -> Actor:
    """The actor as whom she chose to act. A delegation that does not run any more is forgotten, and she is herself again."""
    chosen = request.session.get(ACTING, "")
    if not chosen or _is_own(request.path):
        return own
    stead = next((each for each in own.steads if str(each.delegation) == chosen), None)
    if stead is None:
        del request.session[ACTING]
        return own
    return in_stead(own, stead)


def _form_of_another(request: HttpRequest, actor: Actor) -> bool:
    """Whether a form was shown to her in another name than that in which it would be written now: two pages were open beside each other."""
    shown = request.POST.get(ACTING, "")
    return request.content_type != "application/json" and shown != (actor.stead.number if actor.stead else "")


def person_id(actor: Actor) -> UUID:
    """The account of an actor that acts through one. Raises ValueError for the operator."""
    if actor.person is None:
        raise ValueError("the operator has no account")
    return actor.person
