"""What is done with accounts, grants and activations: check, write, record. The only writers of these tables."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from anbiao.authority import queries, sessions
from anbiao.authority.models import Activation, Grant, Organisation, User
from anbiao.authority.reach import Reach, against_reach
from anbiao.authority.signals import DISABLED as DISABLED_ACCOUNT
from anbiao.authority.signals import Disabled
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.clock import day_of
from anbiao.kit.district import DistrictModel, new_id
from anbiao.rules.duties import conflict
from anbiao.rules.places import Place, Scope
from anbiao.rules.refusal import N_, Refusal, Refused

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - no letters that are mistaken for one another
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
ACTIVATION_DAYS = 30
UNIT_DUTIES = ("enterprise_manager", "enterprise_staff")
LANGUAGES = ("zh-hans", "en")
THEMES = ("", "light", "dark")

NO_DUTY = N_("Your duties do not include this here.")
NAME_TAKEN = N_("The sign-in name “{username}” is taken. Choose another.")
NAME_FORM = N_(
    "A sign-in name has 3 to 60 small letters, digits, dots, hyphens or underscores, and begins with a letter or digit."
)
NO_NAME = N_("Write the person's name.")
NO_PASSWORD = N_("A demonstration account has no password: everybody enters it with a click.")
NOT_ONESELF = N_("Nobody does this for the own account. Ask another administrator.")
NO_REASON = N_("Write the reason. It stays in the journal.")
DISABLED = N_("The account is disabled. Enable it first.")
HOLDS_IT = N_("The account already holds this duty here.")
ENDS_EARLY = N_("The last day lies before the first.")
BAD_CODE = N_(
    "This code cannot be used. Check the letters and digits, or ask the office that printed it for a new one."
)


# ---------- accounts ----------


def create_account(
    actor: Actor, *, username: str, name: str, organisation: Organisation, phone: str = "", post: str = ""
) -> tuple[User, str]:
    """Opens an account of an office; returns it with its one-time password, which is kept nowhere.

    A second account of the same name and phone number belongs to the same person. Raises Refused.
    """
    _require(actor, "create account", organisation.region)
    username = username.strip().lower()
    _refuse(_against_name(username), Refusal("name", NO_NAME, field="name") if not name.strip() else None)
    password = one_time_password()
    user = User(
        username=username, name=name.strip(), phone=phone.strip(), post=post.strip(), district=actor.district,
        organisation=organisation, must_change_password=True, created_at=actor.now,
    )  # fmt: skip
    known = queries.person_behind(actor.district, name=user.name, phone=user.phone)
    user.person = known or user.person
    user.set_password(password)
    with transaction.atomic():
        _insert(user)
        journal.record(actor, _event("create", user))
    return user, password


def _insert(user: User) -> None:
    """The database decides when two ask for one name at once."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            Refusal("username-taken", NAME_TAKEN, {"username": user.username}, field="username")
        ) from error


def reset_password(actor: Actor, user: User) -> str:
    """Gives an account a new one-time password and ends its sessions. Raises Refused."""
    _require(actor, "create account", _region(user))
    _refuse(_oneself(actor, user), Refusal("demonstration", NO_PASSWORD) if user.is_demonstration else None)
    password = one_time_password()
    before = user.facts()
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        sessions.end_sessions(user, reason="password", now=actor.now)
        journal.record(actor, _event("reset password", user, before=before))
    return password


def change_password(actor: Actor, user: User, *, password: str) -> None:
    """The holder's own new password; a one-time password ends with it. The caller has checked the old one."""
    before = user.facts()
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        journal.record(actor, _event("change password", user, before=before))


def disable_account(actor: Actor, user: User, *, reason: str) -> None:
    """The account can no longer sign in, and every open session of it ends. Raises Refused."""
    _require(actor, "create account", _region(user))
    _refuse(_oneself(actor, user), _against_reason(reason))
    _set_active(actor, user, "disable", reason=reason, is_active=False)


def enable_account(actor: Actor, user: User, *, reason: str) -> None:
    """The account can sign in again, with the password it had. Raises Refused."""
    _require(actor, "create account", _region(user))
    _refuse(_oneself(actor, user), _against_reason(reason))
    _set_active(actor, user, "enable", reason=reason, is_active=True)


def _set_active(actor: Actor, user: User, verb: str, *, reason: str, is_active: bool) -> None:
    before = user.facts()
    with transaction.atomic():
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        if not is_active:
            sessions.end_sessions(user, reason="disabled", now=actor.now)
            DISABLED_ACCOUNT.tell(actor, Disabled(user.id, reason.strip()))
        journal.record(actor, _event(verb, user, before=before, note=reason.strip()))


def choose_language(actor: Actor, user: User, *, language: str) -> None:
    """The language of the holder's screens; Chinese or English."""
    _choose(actor, user, "language", language, LANGUAGES)


def choose_theme(actor: Actor, user: User, *, theme: str) -> None:
    """Light, dark, or "" as the machine has it."""
    _choose(actor, user, "theme", theme, THEMES)


def _choose(actor: Actor, user: User, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{key} {value!r} is not one of {allowed}")
    before = getattr(user, key)
    if before == value:
        return
    with transaction.atomic():
        setattr(user, key, value)
        user.save(update_fields=[key])
        verb = f"choose {key}"
        journal.record(actor, journal.Event(verb, User.lies.type, user.id, {key: before}, {key: value}))


def record_second_factor(actor: Actor, user: User, *, verb: str) -> None:
    """Enters in the journal that the second factor was set up, removed, or got new recovery codes."""
    journal.record(actor, journal.Event(verb, User.lies.type, user.id))


def end_own_sessions(actor: Actor, user: User, *, keep: str = "", only: int | None = None) -> int:
    """Ends sessions of the own account: one by its number, or all but the one that is kept. Returns how many."""
    with transaction.atomic():
        ended = sessions.end_sessions(user, reason="ended", now=actor.now, keep=keep, only=only)
        if ended:
            happening = journal.Event("end session", User.lies.type, user.id, after={"sessions": ended})
            journal.record(actor, happening)
    return ended


# ---------- grants ----------


def grant_duty(
    actor: Actor, user: User, *, duty: str, from_on: date, reason: str, to_on: date | None = None,
    organisation: Organisation | None = None, region: str = "", sectors: Iterable[str] | None = None,
    enterprise: UUID | None = None, assignee: UUID | None = None,
) -> Grant:  # fmt: skip
    """Gives an account a duty from a day to a day, over a region × sectors, one unit, or assignments by name.

    Raises Refused with every reason: no right, oneself, duties that one person may not hold together, a reach that does
    not fit the duty, a duty held already, no reason.
    """
    _require(actor, "grant duty", _region(user))
    reach = Reach(duty, region=region, sectors=_sorted(sectors), enterprise=enterprise, assignee=assignee)
    held = queries.duties_of_person(user.district, user.person, from_on=from_on, to_on=to_on)
    _refuse(
        _oneself(actor, user),
        Refusal("disabled", DISABLED) if not user.is_active else None,
        conflict(duty, held),
        *against_reach(reach, district=user.district),
        Refusal("ends-early", ENDS_EARLY, field="to_on") if to_on is not None and to_on < from_on else None,
        Refusal("held-already", HOLDS_IT, field="duty") if _holds(user, reach, on=from_on) else None,
        _against_reason(reason),
    )
    grant = Grant(
        district=user.district, user=user, duty=duty, organisation=organisation, region=region, sectors=reach.sectors,
        enterprise=enterprise, assignee=assignee, from_on=from_on, to_on=to_on, granted_by=actor.person,
        reason=reason.strip(),
    )  # fmt: skip
    with transaction.atomic():
        grant.save(force_insert=True)
        journal.record(actor, _grant_event("grant", grant))
    return grant


def end_grant(actor: Actor, grant: Grant, *, reason: str, to_on: date | None = None) -> None:
    """Ends a duty: with the end of a day to come, or at once when none is named. Raises Refused.

    A last day is included, so "at once" means yesterday; a grant that began only today leaves no row, only its entry.
    """
    _require(actor, "grant duty", _region(grant.user))
    _refuse(
        _oneself(actor, grant.user),
        _against_reason(reason),
        Refusal("ends-early", ENDS_EARLY, field="to_on")
        if to_on is not None and to_on < actor.today
        else None,
    )
    before = _grant_facts(grant)
    last = to_on or actor.today - timedelta(days=1)
    with transaction.atomic():
        if last < grant.from_on:
            gone = journal.Event("withdraw", Grant.lies.type, grant.id, before, None, reason.strip())
            journal.record(actor, gone)
            grant.delete()
            return
        grant.to_on = last
        grant.save(update_fields=["to_on"])
        old, new = journal.changes(before, _grant_facts(grant))
        journal.record(actor, journal.Event("end", Grant.lies.type, grant.id, old, new, reason.strip()))


def _grant_facts(grant: Grant) -> dict[str, Any]:
    """What the journal keeps of a grant."""
    keys = ("user_id", "organisation_id", "enterprise", "assignee", "from_on", "to_on")
    named = {key: str(value) if (value := getattr(grant, key)) is not None else None for key in keys}
    return {"duty": grant.duty, "region": grant.region, "sectors": grant.sectors, **named}


def _grant_event(verb: str, grant: Grant) -> journal.Event:
    return journal.Event(verb, Grant.lies.type, grant.id, None, _grant_facts(grant), grant.reason)


def _holds(user: User, reach: Reach, *, on: date) -> bool:
    return any(
        (row.duty, row.region, row.sectors, row.enterprise, row.assignee)
        == (reach.duty, reach.region, reach.sectors, reach.enterprise, reach.assignee)
        for row in queries.grants_of(user, on=on)
    )


def _sorted(codes: Iterable[str] | None) -> list[str] | None:
    return None if codes is None else sorted(set(codes))


# ---------- activation of a unit's account ----------


def issue_activations(
    actor: Actor, enterprises: Iterable[UUID], *, duty: str = "enterprise_manager"
) -> dict[UUID, str]:
    """Makes a code for each unit, good once and for 30 days; returns unit → code, which is kept nowhere.

    The caller has found the units through `visible_to(scope, "issue activation")`. An older code of the unit that was not
    used ends. Four statements, however many units. Raises Refused.
    """
    if duty not in UNIT_DUTIES:
        raise ValueError(f"{duty!r} is not a duty of a unit's own people")
    _refuse(None if actor.scope.may("issue activation") else Refusal("no-duty", NO_DUTY))
    codes = {enterprise: new_code() for enterprise in enterprises}
    expires_on = actor.today + timedelta(days=ACTIVATION_DAYS)
    rows = [
        (new_id(), actor.district, enterprise, duty, code_hash(code), actor.person, actor.now, expires_on)
        for enterprise, code in codes.items()
    ]
    columns = ("id", "district", "enterprise", "duty", "code_hash", "issued_by", "issued_at", "expires_on")
    with transaction.atomic():
        older = queries.open_activations(actor.district, codes, duty)
        older.update(expires_on=actor.today - timedelta(days=1))
        copy_rows(Activation, columns, rows)
        journal.record_many(actor, [_issued(row) for row in rows])
    return codes


def _issued(row: tuple[Any, ...]) -> journal.Event:
    after = {"enterprise": str(row[2]), "duty": row[3], "expires_on": row[7].isoformat()}
    return journal.Event("issue", Activation.lies.type, row[0], after=after)


def activate(*, code: str, username: str, name: str, password: str, now: datetime, phone: str = "") -> User:
    """Opens a unit's account with a printed code. A wrong, a used and an expired code are refused alike.

    Whoever holds the code has no account yet: the journal names the new one. Raises Refused.
    """
    today = day_of(now)
    with transaction.atomic():
        activation = queries.activation_of_hash(code_hash(code))
        if activation is None or activation.used_at is not None or activation.expires_on < today:
            raise Refused(Refusal("code", BAD_CODE, field="code"))
        username = username.strip().lower()
        _refuse(_against_name(username), Refusal("name", NO_NAME, field="name") if not name.strip() else None)
        user = User(
            username=username, name=name.strip(), phone=phone.strip(), district=activation.district, created_at=now,
            password=make_password(password),
        )  # fmt: skip
        _insert(user)
        grant = Grant(
            district=user.district, user=user, duty=activation.duty, enterprise=activation.enterprise, from_on=today,
            granted_by=activation.issued_by, reason="activation",
        )  # fmt: skip
        grant.save(force_insert=True)
        activation.used_at = now
        activation.save(update_fields=["used_at"])
        used = journal.Event("use", Activation.lies.type, activation.id, after={"account": str(user.id)})
        scope = Scope(person=str(user.id), district=user.district, grants=(), on=today)
        holder = Actor(who=user.name, scope=scope, now=now, via="activation", person=user.id)
        journal.record(holder, _event("create", user), _grant_event("grant", grant), used)
    return user


def new_code() -> str:
    """A new activation code, 80 random bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """A code as it is printed: four letters, a hyphen, four letters."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def code_hash(code: str) -> str:
    """What is kept of a code. Case, spaces, hyphens, full-width letters and mistaken letters (O, I, L) do not matter."""
    plain = unicodedata.normalize("NFKC", code[:100]).upper().translate(str.maketrans("OIL", "011"))
    plain = "".join(letter for letter in plain if letter.isalnum())
    return hmac.new(settings.SECRET_KEY.encode(), b"activation:" + plain.encode(), hashlib.sha256).hexdigest()


def one_time_password() -> str:
    """Three groups of four letters: enough for one use, easy to read out."""
    return "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))


# ---------- what stands against it ----------


def _refuse(*reasons: Refusal | None) -> None:
    found = [reason for reason in reasons if reason is not None]
    if found:
        raise Refused(*found)


def _require(actor: Actor, capability: str, region: str) -> None:
    _refuse(None if actor.scope.allows(capability, Place(region=region)) else Refusal("no-duty", NO_DUTY))


def _against_name(username: str) -> Refusal | None:
    if not USERNAME.fullmatch(username):
        return Refusal("username-form", NAME_FORM, field="username")
    if queries.is_name_taken(username):
        return Refusal("username-taken", NAME_TAKEN, {"username": username}, field="username")
    return None


def _against_reason(reason: str) -> Refusal | None:
    return None if reason.strip() else Refusal("reason", NO_REASON, field="reason")


def _oneself(actor: Actor, user: User) -> Refusal | None:
    """Compared by person, so that a second account does not help."""
    if actor.person is None:
        return None
    same = queries.own_account(actor).person == user.person
    return Refusal("oneself", NOT_ONESELF, article="Anbiao 4.2 (8)") if same else None


def _region(user: User) -> str:
    return user.organisation.region if user.organisation else user.district


def _event(
    verb: str, user: User, *, before: Mapping[str, Any] | None = None, note: str = ""
) -> journal.Event:
    """An account is no DistrictModel but has what the journal asks for."""
    return journal.event(verb, cast(DistrictModel, user), before=before, note=note)
