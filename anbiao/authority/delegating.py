"""Delegation 代理: naming a deputy, the deputy's answer, ending it. The only writer of its table; reads of it from an actor."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from anbiao.authority import queries
from anbiao.authority.models import Delegation, Grant, User
from anbiao.kit import journal
from anbiao.kit.actor import DEPUTY, Actor
from anbiao.kit.models import Entry
from anbiao.kit.workflow import refusals, take
from anbiao.rules import delegation as law
from anbiao.rules.machine import Step
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

NO_DUTY = N_("Your duties do not include this here.")
BY_HAND = N_("This is done by hand and in the own name. Act as yourself first.")
NO_REASON = N_("Say why: leave, a journey, an illness.")
ENDING = ("end", "revoke")


# ---------- reads ----------


def own(actor: Actor) -> QuerySet[Delegation, Delegation]:
    """What the actor gave or was given by this account, newest first."""
    account = [actor.person] if actor.person else []
    rows = Delegation.objects.of_district(actor.district).filter(Q(giver__in=account) | Q(deputy__in=account))
    return _with_people(rows).order_by("-from_on", "-id")


def to_answer(actor: Actor) -> QuerySet[Delegation, Delegation]:
    """What the actor is named for and has not answered."""
    rows = own(actor).filter(deputy=actor.person, state="offered", to_on__gte=actor.today)
    return rows.order_by("from_on", "id")


def delegations(actor: Actor) -> QuerySet[Delegation, Delegation]:
    """Those of the people whom the actor's office answers for."""
    return _with_people(Delegation.objects.visible_to(actor.scope, "read delegation"))


def of_account(actor: Actor, user: User) -> QuerySet[Delegation, Delegation]:
    """Those of one account that are not over, given and had, for whoever may read them."""
    rows = delegations(actor).filter(Q(giver=user) | Q(deputy=user), to_on__gte=actor.today)
    return rows.filter(state__in=("offered", "accepted")).order_by("from_on", "id")


def running(district: str, on: date) -> QuerySet[Delegation, Delegation]:
    """Those by which somebody acts on a day, with both people. For the program's own jobs."""
    rows = Delegation.objects.of_district(district).filter(
        state="accepted", from_on__lte=on, to_on__gte=on, giver__is_active=True
    )
    return _with_people(rows).order_by("from_on", "id")


def covering(district: str, givers: Collection[UUID], on: date) -> dict[UUID, list[Delegation]]:
    """Account → the delegations that it gave and that were accepted or wait for it, not over on a day. One query."""
    found: dict[UUID, list[Delegation]] = {}
    rows = Delegation.objects.of_district(district).filter(
        giver__in=givers, to_on__gte=on, state__in=("offered", "accepted")
    )
    for row in _with_people(rows).order_by("from_on", "id"):
        found.setdefault(row.giver_id, []).append(row)
    return found


def _with_people(rows: QuerySet[Delegation, Delegation]) -> QuerySet[Delegation, Delegation]:
    return rows.select_related("giver", "giver__organisation", "deputy", "deputy__organisation")


def deputies(actor: Actor) -> QuerySet[User, User]:
    """Whom the actor may name: of her own unit; else people of offices with a duty, other persons than herself."""
    rows = User.objects.of_district(actor.district).filter(is_active=True).exclude(person__in=actor.people)
    held = Grant.objects.of_district(actor.district).filter(Q(to_on=None) | Q(to_on__gte=actor.today))
    held = held.filter(enterprise__in=actor.units) if actor.units else held.exclude(region="")
    rows = rows.filter(pk__in=held.values("user"), organisation__isnull=bool(actor.units))
    return rows.select_related("organisation").order_by("organisation__region", "organisation__name", "name")


def grants_to_pass(actor: Actor) -> list[Grant]:
    """The actor's own grants that are not over; what of them cannot pass is refused with its reason."""
    return list(queries.grants_of(queries.own_account(actor), on=actor.today))


# ---------- naming a deputy ----------


@transaction.atomic
def name_deputy(
    actor: Actor, *, deputy: User, grants: Collection[UUID], from_on: date, to_on: date, reason: str
) -> Delegation:
    """Names a deputy for chosen ones of the actor's own grants, from a day to a day; it runs once she accepts. Raises Refused with every
    reason.
    """
    if actor.scope.only is not None:
        raise Refused(Refusal("by-hand", BY_HAND))
    if actor.person is None or not actor.scope.may(law.DELEGATE):
        raise Refused(Refusal("no-duty", NO_DUTY))
    # Two at once for the same days wait for each other here.
    giver = User.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=actor.person)
    chosen = [row for row in grants_to_pass(actor) if row.pk in set(grants)]
    days = (from_on, to_on)
    against = [
        *law.wrong_deputy(_party(giver, days), _party(deputy, days)),
        *law.wrong_duties([row.duty for row in chosen], _party(deputy, days)),
        *law.wrong_houses([str(row.enterprise or "") for row in chosen], _party(deputy, days)),
        *law.wrong_days(from_on, to_on, today=actor.today),
        *_against(giver, deputy, days, reason),
    ]
    if against:
        raise Refused(*dict.fromkeys(against))
    row = Delegation(
        district=actor.district, giver=giver, deputy=deputy, persons=[giver.person, deputy.person], grants=[each.pk for each in chosen],
        duties=sorted({each.duty for each in chosen}), region=region_of(giver), from_on=from_on, to_on=to_on, reason=reason.strip(),
        named_at=actor.now,
    )  # fmt: skip
    row.save(force_insert=True)
    journal.record(actor, journal.event("name", row, note=row.reason))
    return row


def region_of(user: User) -> str:
    """Where an account is at home: the region of its office, else the district."""
    return user.organisation.region if user.organisation else user.district


def _party(user: User, days: tuple[date, date]) -> law.Party:
    """One of the two, with what she holds at any time of these days by this account, and by others of hers."""
    rows = Grant.objects.filter(
        Q(to_on=None) | Q(to_on__gte=days[0]), district=user.district, user__person=user.person, from_on__lte=max(days)
    )  # fmt: skip
    own = [row for row in rows if row.user_id == user.pk]
    others = [row for row in rows if row.user_id != user.pk]
    return law.Party(
        str(user.pk), str(user.person), user.name, user.is_active,
        duties=_duties(own), units=_units(own), others=_duties(others), elsewhere=_units(others),
    )  # fmt: skip


def _duties(rows: Iterable[Grant]) -> frozenset[str]:
    return frozenset(row.duty for row in rows)


def _units(rows: Iterable[Grant]) -> frozenset[str]:
    return frozenset(str(row.enterprise) for row in rows if row.enterprise)


def _against(giver: User, deputy: User, days: tuple[date, date], reason: str) -> list[Refusal]:
    found = []
    if not reason.strip():
        found.append(Refusal("reason", NO_REASON, field="reason"))
    standing = Delegation.objects.of_district(giver.district).filter(giver=giver, deputy=deputy)
    standing = standing.filter(state__in=("offered", "accepted"), from_on__lte=days[1], to_on__gte=days[0])
    if standing.exists():
        found.append(Refusal("twice", law.TWICE, {"name": deputy.name}, field="deputy"))
    return found


# ---------- answering and ending ----------


def offered(actor: Actor, row: Delegation) -> list[Step]:
    """The steps that somebody has: the deputy answers, the two end it, the office ends it for them."""
    steps = row.machine.offered(row.state)
    return [step for step in steps if not refusals(actor, row, step, place=_place(actor, row, step.name))]


@transaction.atomic
def move(actor: Actor, row: Delegation, step: str, *, note: str = "") -> None:
    """One step of a delegation. What the deputy holds is looked at again when she accepts. Raises Refused."""
    if actor.scope.only is not None:
        raise Refused(Refusal("by-hand", BY_HAND))
    if step == "accept":
        days = (row.from_on, row.to_on)
        giver, deputy = _party(row.giver, days), _party(row.deputy, days)
        houses = [str(each.enterprise or "") for each in grants_of(row)]
        against = [
            *law.wrong_deputy(giver, deputy),
            *law.wrong_duties(row.duties, deputy),
            *law.wrong_houses(houses, deputy),
        ]
        if against:
            raise Refused(*against)
    ended: dict[str, Any] = {"ended_at": actor.now, "ended_by": actor.who}
    values = ended if step in ENDING else {"answered_at": actor.now}
    take(actor, row, step, place=_place(actor, row, step), note=note, remark=note.strip(), **values)


def _place(actor: Actor, row: Delegation, step: str) -> Place:
    """The office's step is taken where the giver is at home; the two people's own wherever their duty lies."""
    if step == "revoke":
        return Place(region=row.region)
    grants = actor.scope.allowing(law.DELEGATE)
    if not grants:
        return Place(region=actor.district)
    grant = grants[0]
    return Place(grant.region or actor.district, grant.enterprise, grant.sectors or frozenset())


# ---------- what was done by it ----------


def grants_of(row: Delegation) -> list[Grant]:
    """The grants that were chosen, those that ended since as well."""
    rows = Grant.objects.of_district(row.district).filter(user=row.giver, pk__in=row.grants)
    return list(rows.select_related("organisation").order_by("from_on", "id"))


def acts(row: Delegation) -> dict[str, object]:
    """How many entries of the journal were written by it, and when the last one was. One query, by an index of its own."""
    via = f"{DEPUTY} {row.number}"
    return Entry.objects.filter(district=row.district, via=via).aggregate(number=Count("pk"), last=Max("at"))
