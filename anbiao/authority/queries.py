"""What is read of accounts, grants, organisations and activations; always from a scope."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.authority.models import (
    Activation,
    Grant,
    Organisation,
    OutsideIdentity,
    Region,
    Regulates,
    Sector,
    Token,
    User,
)
from anbiao.kit.actor import Actor
from anbiao.kit.scope import in_force
from anbiao.rules.places import REGION_LENGTHS, Scope, cut, level_of

# ---------- accounts ----------


def accounts(scope: Scope, capability: str = "read account") -> QuerySet[User, User]:
    """The accounts on which the scope allows the capability, with their organisations."""
    return User.objects.visible_to(scope, capability).select_related("organisation")


def own_account(actor: Actor) -> User:
    """The account through which the actor acts. Raises User.DoesNotExist for the operator."""
    return User.objects.select_related("organisation").get(district=actor.district, pk=str(actor.person))


def account_held(actor: Actor) -> User:
    """The account whose work this is: of whoever is away, while a deputy acts for her; else the own. Raises User.DoesNotExist."""
    return User.objects.select_related("organisation").get(district=actor.district, pk=str(actor.holder))


def is_name_taken(username: str) -> bool:
    """True when an account has this sign-in name, in any case."""
    return User.objects.filter(username__iexact=username).exists()


def person_behind(district: str, *, name: str, phone: str) -> UUID | None:
    """The person of an account with the same name and phone number: a second account is the same person (4.2)."""
    if not phone:
        return None
    rows = User.objects.filter(district=district, name=name, phone=phone).order_by("created_at")
    return rows.values_list("person", flat=True).first()


def person_of(account: UUID) -> UUID:
    """The person behind an account (4.2: duties are separated by person). Raises User.DoesNotExist. One query."""
    return User.objects.only("person").get(pk=account).person


def demonstration_accounts() -> QuerySet[User, User]:
    """The accounts that the sign-in page offers in demonstration mode, with organisations and grants (two queries)."""
    rows = User.objects.filter(is_demonstration=True, is_active=True)
    return rows.select_related("organisation").prefetch_related("grants").order_by("created_at", "id")


# ---------- grants ----------


def grants(scope: Scope, capability: str = "read grant") -> QuerySet[Grant, Grant]:
    """The grants on which the scope allows the capability, with their holders."""
    return Grant.objects.visible_to(scope, capability).select_related("user", "organisation")


def grants_of(user: User, *, on: date) -> QuerySet[Grant, Grant]:
    """An account's grants in force on a day or beginning later, oldest first."""
    rows = Grant.objects.filter(district=user.district, user=user).filter(Q(to_on=None) | Q(to_on__gte=on))
    return rows.select_related("organisation").order_by("from_on", "id")


def duties_of_person(district: str, person: UUID, *, from_on: date, to_on: date | None) -> set[str]:
    """The duties that a person holds at any time of a period, over all of the person's accounts."""
    rows = Grant.objects.filter(Q(to_on=None) | Q(to_on__gte=from_on), district=district, user__person=person)
    if to_on is not None:
        rows = rows.filter(from_on__lte=to_on)
    return set(rows.values_list("duty", flat=True))


def duties_in_force(user: User, *, on: date) -> list[str]:
    """The duties that an account holds on a day, in the order of their beginning."""
    rows = Grant.objects.filter(in_force(on), district=user.district, user=user).order_by("from_on", "id")
    return list(rows.values_list("duty", flat=True))


def duties_of_accounts(scope: Scope, rows: Sequence[User]) -> dict[UUID, list[str]]:
    """Account → the duties in force of each of these accounts, as far as the scope shows grants. One query."""
    found: dict[UUID, list[str]] = {}
    listed = (
        grants(scope).filter(in_force(scope.on), user__in=[row.pk for row in rows]).order_by("from_on", "id")
    )
    for user, duty in listed.values_list("user_id", "duty"):
        found.setdefault(user, []).append(duty)
    return found


def units_of_accounts(scope: Scope, rows: Sequence[User]) -> dict[UUID, UUID]:
    """Account → the unit that it acts for, of those without an office, as far as the scope shows grants. One query."""
    listed = grants(scope).filter(
        in_force(scope.on),
        user__in=[row.pk for row in rows if not row.organisation_id],
        enterprise__isnull=False,
    )
    return dict(listed.order_by("from_on", "id").values_list("user_id", "enterprise"))  # type: ignore[arg-type]


# ---------- organisations, regions, sectors ----------


def organisations(
    scope: Scope, capability: str = "read organisation"
) -> QuerySet[Organisation, Organisation]:
    """The organisations on which the scope allows the capability."""
    return Organisation.objects.visible_to(scope, capability).select_related("parent")


def open_organisations(district: str) -> QuerySet[Organisation, Organisation]:
    """The organisations of a district that stand, offices first and then by region."""
    rows = Organisation.objects.of_district(district).filter(closed_on=None)
    return rows.order_by("region", "kind", "slug")


def sectors_of(organisation: Organisation) -> list[str]:
    """The codes of the sectors that an organisation regulates."""
    rows = Regulates.objects.filter(district=organisation.district, organisation=organisation)
    return list(rows.values_list("sector", flat=True).order_by("sector"))


def sectors() -> QuerySet[Sector, Sector]:
    """All supervised sectors in their order."""
    return Sector.objects.order_by("order")


def regions_of_district(district: str) -> QuerySet[Region, Region]:
    """The district, its towns and its villages."""
    return Region.objects.filter(code__startswith=district, level__gte=3).order_by("code")


def regions_named(codes: Iterable[str]) -> QuerySet[Region, Region]:
    """The regions of these codes."""
    return Region.objects.filter(code__in=set(codes))


def region_path(code: str) -> list[Region]:
    """The regions from the province down to a code, as far as they are loaded."""
    codes = (
        [cut(code, level) for level in range(1, level_of(code) + 1)] if len(code) in REGION_LENGTHS else []
    )
    return list(Region.objects.filter(code__in=codes).order_by("level"))


def only_district() -> str:
    """The district that stands here, when it is only one; else ""."""
    standing = list(Organisation.objects.values_list("district", flat=True).distinct()[:2])
    return str(standing[0]) if len(standing) == 1 else ""


def founded() -> list[str]:
    """The districts that have their offices, for the jobs of the night."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.COMMITTEE).order_by("district")
    return list(rows.values_list("district", flat=True).distinct())


def committee_office(district: str) -> Organisation | None:
    """The safety office of a district, whom users ask."""
    rows = Organisation.objects.of_district(district).filter(kind=Organisation.Kind.COMMITTEE, closed_on=None)
    return rows.first()


# ---------- activations ----------


def activation_of_hash(code_hash: str) -> Activation | None:
    """The activation of a code's hash, locked until commit. The caller judges whether it is still open."""
    return Activation.objects.select_for_update().filter(code_hash=code_hash).first()


def open_activations(
    district: str, enterprises: Iterable[UUID], duty: str
) -> QuerySet[Activation, Activation]:
    """Activations of these units that were not used."""
    rows: Any = Activation.objects.of_district(district)
    return rows.filter(enterprise__in=list(enterprises), duty=duty, used_at=None)  # type: ignore[no-any-return]


# ---------- tokens ----------


def tokens(scope: Scope, capability: str = "read token") -> QuerySet[Token, Token]:
    """The tokens on which the scope allows the capability, with who answers for them."""
    return Token.objects.visible_to(scope, capability).select_related("user", "user__organisation")


def own_tokens(actor: Actor) -> QuerySet[Token, Token]:
    """The tokens for which the actor's own account answers, newest first."""
    own = [actor.person] if actor.person else []
    rows = Token.objects.of_district(actor.district).filter(user_id__in=own)
    return rows.select_related("user", "user__organisation").order_by("-made_at", "-id")


def token_of_hash(district: str, sha256: str) -> Token | None:
    """The token of a secret, with who answers for it. The caller judges whether it holds."""
    rows = Token.objects.of_district(district).filter(secret_sha256=sha256)
    return rows.select_related("user", "user__organisation").first()


# ---------- identities outside ----------


def identities_of(user: User) -> QuerySet[OutsideIdentity, OutsideIdentity]:
    """By which names of services outside this account is entered. The caller has found the account by her scope."""
    return OutsideIdentity.objects.filter(user=user).order_by("way", "linked_at")


def identity_that_enters(way: str, source: str, subject: str) -> OutsideIdentity | None:
    """The link of a name that was proved, with its account; None where there is none, or where the account may not sign in."""
    rows = OutsideIdentity.objects.filter(way=way, source=source, subject=subject, user__is_active=True)
    return rows.select_related("user").first()


def is_linked(way: str, source: str, subject: str) -> bool:
    """True when the name enters an account, whichever it is."""
    return OutsideIdentity.objects.filter(way=way, source=source, subject=subject).exists()
