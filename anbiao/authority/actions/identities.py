"""How an account is entered beside its password: by the name that its holder has at a service outside, and what is done when her second
factor is lost. Nothing but a link opens an account by such a service, and no account is made by one.
"""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from anbiao.authority import queries, sessions
from anbiao.authority.actions import DISABLED, NO_DUTY, NO_REASON, NOT_ONESELF
from anbiao.authority.models import OutsideIdentity, User
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

LINK, UNLINK, RESET = "link identity", "unlink identity", "reset second factor"

NO_WAY = N_("Nobody signs in here by this service. Choose another.")
NO_NAME = N_("This cannot be a name at that service. Copy it from there, without spaces around it.")
EVERYBODYS = N_("A demonstration account is everybody's: no identity belongs to it.")
TAKEN = N_("This identity is linked to an account already. Unlink it there first.")
NO_FACTOR = N_("The account has no second factor.")
HAS_ONE = N_("The account is linked to another identity of this service. Unlink that one first.")


def link_own_identity(actor: Actor, *, way: str, subject: str) -> OutsideIdentity:
    """Links a name that the actor has proved to be hers to the account through which she acts. Raises Refused."""
    return _link(actor, queries.own_account(actor), way=way, subject=subject, note="")


def link_identity(actor: Actor, user: User, *, way: str, subject: str, reason: str) -> OutsideIdentity:
    """Links a name to somebody's account, on the administrator's word that it is hers: it opens the account, beside the second factor.

    Raises Refused with every reason.
    """
    _require_reason(actor, user, reason)
    return _link(actor, user, way=way, subject=subject, note=reason.strip())


def _link(actor: Actor, user: User, *, way: str, subject: str, note: str) -> OutsideIdentity:
    service = settings.ANBIAO_OUTSIDE.get(way)
    if service is None:
        raise Refused(Refusal("no-way", NO_WAY, field="way"))
    try:
        name = service.plain(subject)
    except ValueError:
        raise Refused(Refusal("no-name", NO_NAME, field="subject")) from None
    if against := _against(user, way, service.source, name):
        raise Refused(*against)
    identity = OutsideIdentity(
        user=user, way=way, source=service.source, subject=name, linked_at=actor.now, linked_by=actor.who
    )
    try:
        with transaction.atomic():
            identity.save(force_insert=True)
            journal.record(actor, _event(LINK, identity, note=note))
    except IntegrityError:
        # Two linked it at once; the database let one of them.
        raise Refused(Refusal("taken", TAKEN, field="subject")) from None
    return identity


def _against(user: User, way: str, source: str, name: str) -> list[Refusal]:
    found = []
    if user.is_demonstration:
        found.append(Refusal("demonstration", EVERYBODYS))
    if not user.is_active:
        found.append(Refusal("disabled", DISABLED))
    if queries.is_linked(way, source, name):
        found.append(Refusal("taken", TAKEN, field="subject"))
    if queries.identities_of(user).filter(way=way, source=source).exists():
        found.append(Refusal("has-one", HAS_ONE, field="way"))
    return found


def unlink_own_identity(actor: Actor, identity: OutsideIdentity) -> None:
    """The actor does not sign in by this name any more. Raises Refused where it is not hers."""
    if actor.person is None or identity.user_id != actor.person:
        raise Refused(Refusal("no-duty", NO_DUTY))
    _unlink(actor, identity)


def unlink_identity(actor: Actor, identity: OutsideIdentity) -> None:
    """Nobody enters this account by this name any more, from now on; open sessions stay. Raises Refused."""
    if against := _against_managing(actor, identity.user):
        raise Refused(*against)
    _unlink(actor, identity)


def _unlink(actor: Actor, identity: OutsideIdentity) -> None:
    with transaction.atomic():
        journal.record(actor, _event(UNLINK, identity))
        identity.delete()


def note_use(identity: OutsideIdentity, *, now: datetime) -> bool:
    """When the name was last proved at our door, so that its holder can see a use that was not hers. No entry: signing in has none. False
    where it was unlinked a moment ago.
    """
    return bool(OutsideIdentity.objects.filter(pk=identity.pk).update(used_at=now))


def reset_second_factor(actor: Actor, user: User, *, reason: str) -> None:
    """Removes every second factor of an account whose holder has lost them, and ends its sessions; offices and experts set up a new one at
    the next sign-in. Raises Refused.
    """
    _require_reason(actor, user, reason)
    with transaction.atomic():
        removed = sessions.forget_second_factors(user)
        if not removed:
            raise Refused(Refusal("no-factor", NO_FACTOR))
        sessions.end_sessions(user, reason="ended", now=actor.now)
        before = {"second_factors": removed}
        journal.record(
            actor,
            journal.Event(RESET, User.lies.type, user.id, before, {"second_factors": 0}, reason.strip()),
        )


def _require_reason(actor: Actor, user: User, reason: str) -> None:
    against = _against_managing(actor, user)
    if not reason.strip():
        against.append(Refusal("reason", NO_REASON, field="reason"))
    if against:
        raise Refused(*against)


def _against_managing(actor: Actor, user: User) -> list[Refusal]:
    place = Place(region=user.organisation.region if user.organisation else user.district)
    found = [] if actor.scope.allows("create account", place) else [Refusal("no-duty", NO_DUTY)]
    if actor.person is not None and queries.own_account(actor).person == user.person:
        found.append(Refusal("oneself", NOT_ONESELF, article="Anbiao 4.2 (8)"))
    return found


def _event(verb: str, identity: OutsideIdentity, *, note: str = "") -> journal.Event:
    """An entry of the account, the name in it as a hash."""
    facts = identity.facts()
    before, after = (facts, None) if verb == UNLINK else (None, facts)
    return journal.Event(verb, User.lies.type, identity.user_id, before, after, note, identity.personal)
