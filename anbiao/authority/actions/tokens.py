"""Tokens: a program acts for a person by a secret that she was shown once. Made by her, ended by her or an administrator."""

import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from anbiao.authority import queries
from anbiao.authority.actions import NO_DUTY
from anbiao.authority.models import Token, User
from anbiao.authority.signals import Disabled
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.secret import kept_as
from anbiao.rules.duties import CAPABILITIES
from anbiao.rules.places import Place, narrowed, within
from anbiao.rules.refusal import N_, Refusal, Refused

LONGEST = timedelta(days=365)
MOST = 20
FORM = re.compile(r"anbiao_(\d{6})_[A-Za-z0-9_-]{43}", re.ASCII)
USE, REVOKE = "use api", "revoke token"

NO_NAME = N_("Give the token a name: which program is it for?")
NOTHING = N_("Choose at least one thing that the program may do.")
NOT_YOURS = N_("You may not do this yourself, so no program of yours may: {capability}.")
TOO_LONG = N_("A token holds for a year at most, until {last}. Choose an earlier day.")
OVER = N_("The last day lies behind today.")
BEYOND = N_("You reach nothing in this region and these sectors, so the token would reach nothing either.")
TOO_MANY = N_("You keep {number} tokens already. Revoke one first.")
BY_HAND = N_("A program makes no tokens. Sign in and make it yourself.")


def make_token(
    actor: Actor, *, name: str, capabilities: Iterable[str], expires_on: date, region: str = "",
    sectors: Iterable[str] | None = None,
) -> tuple[Token, str]:  # fmt: skip
    """Makes a token of the actor's own; returns it with its secret, which is kept nowhere. Raises Refused with every reason."""
    if actor.person is None:
        raise Refused(Refusal("no-duty", NO_DUTY))
    chosen = sorted(set(capabilities))
    token = Token(
        district=actor.district, name=name.strip()[:60], user_id=actor.person, capabilities=chosen, region=region,
        sectors=None if sectors is None else sorted(set(sectors)), made_at=actor.now, expires_on=expires_on,
    )  # fmt: skip
    if against := _against(actor, token):
        raise Refused(*against)
    secret = f"anbiao_{actor.district}_{secrets.token_urlsafe(32)}"
    token.secret_sha256 = kept_as(secret)
    with transaction.atomic():
        token.save(force_insert=True)
        journal.record(actor, journal.event("make", token))
    return token, secret


def _against(actor: Actor, token: Token) -> list[Refusal]:
    found = []
    if not actor.scope.may(USE):
        found.append(Refusal("no-duty", NO_DUTY))
    if actor.scope.only is not None:
        found.append(Refusal("by-hand", BY_HAND))
    if not token.name:
        found.append(Refusal("name", NO_NAME, field="name"))
    return [*found, *_against_rights(actor, token), *_against_days(actor, token)]


def _against_rights(actor: Actor, token: Token) -> list[Refusal]:
    found = [] if token.capabilities else [Refusal("nothing", NOTHING, field="capabilities")]
    for each in token.capabilities:
        if each not in CAPABILITIES or not actor.scope.may(each):
            params = {"capability": each[:60]}
            found.append(Refusal("not-yours", NOT_YOURS, params, field="capabilities"))
    inside = not token.region or within(token.region, actor.district)
    if not inside or not _reaches(actor, token):
        found.append(Refusal("beyond", BEYOND, field="region"))
    return found


def _reaches(actor: Actor, token: Token) -> bool:
    sectors = None if token.sectors is None else frozenset(token.sectors)
    return any(narrowed(grant, region=token.region, sectors=sectors) for grant in actor.scope.grants)


def _against_days(actor: Actor, token: Token) -> list[Refusal]:
    last = actor.today + LONGEST
    found = []
    if token.expires_on > last:
        found.append(Refusal("too-long", TOO_LONG, {"last": last.isoformat()}, field="expires_on"))
    if token.expires_on < actor.today:
        found.append(Refusal("over", OVER, field="expires_on"))
    standing = queries.own_tokens(actor).filter(revoked_at=None, expires_on__gte=actor.today)
    if standing.count() >= MOST:
        found.append(Refusal("too-many", TOO_MANY, {"number": str(MOST)}))
    return found


def revoke_token(actor: Actor, token: Token) -> None:
    """Ends a token at once: her own, or as an administrator anybody's. Twice is once. Raises Refused."""
    own = token.user_id == actor.person and actor.scope.may(USE)
    office = token.user.organisation
    place = Place(region=office.region if office else token.district)
    if not own and not actor.scope.allows(REVOKE, place):
        raise Refused(Refusal("no-duty", NO_DUTY))
    _revoke(actor, [token], "")


def hear_of_disabled(actor: Actor, told: Disabled) -> None:
    """With an account its tokens end; when it is enabled again they stay ended."""
    _revoke(actor, list(Token.objects.of_district(actor.district).filter(user_id=told.account)), told.reason)


def _revoke(actor: Actor, rows: list[Token], note: str) -> None:
    standing = [row for row in rows if row.revoked_at is None]
    events = []
    for row in standing:
        before = row.facts()
        row.revoked_at, row.revoked_by = actor.now, actor.who
        events.append(journal.event("revoke", row, before=before, note=note))
    with transaction.atomic():
        open_ones = Token.objects.of_district(actor.district).filter(revoked_at=None)
        open_ones.filter(pk__in=[row.id for row in standing]).update(
            revoked_at=actor.now, revoked_by=actor.who
        )
        journal.record(actor, *events)


# ---------- at every call ----------


def token_of(secret: str, *, now: datetime, today: date) -> Token | None:
    """The token of a secret if it holds today, counted as used; None for whatever is wrong with it. Two statements.

    What a program calls is counted by the minute, so that it can be held back (`calls`).
    """
    form = FORM.fullmatch(secret)
    if form is None:
        return None
    token = queries.token_of_hash(form[1], kept_as(secret))
    if token is None or token.revoked_at is not None or token.expires_on < today or not _holds(token.user):
        return None
    token.calls = _count(token.district, token.id, now)
    return token


def _holds(user: User) -> bool:
    """Who may not sign in, or has to change her password before anything else, is acted for by nobody."""
    return user.is_active and not user.must_change_password


def _count(district: str, token: UUID, now: datetime) -> int:
    """How many calls this minute has seen with this one. No call waits for the disk: a count that is lost with the power does no harm."""
    minute = now.replace(second=0, microsecond=0)
    rows = Token.objects.of_district(district).filter(pk=token)
    counted = Case(When(minute=minute, then=F("calls") + 1), default=Value(1))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        rows.update(calls=counted, minute=minute, used_at=now)
        return rows.values_list("calls", flat=True).get()
