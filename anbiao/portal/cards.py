"""The cards of the demonstration on the sign-in page: one for each role, in the order of the offices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from anbiao.authority.models import User
from anbiao.authority.naming import is_english, said
from anbiao.kit.clock import day_of
from anbiao.rules.duties import duty_named
from anbiao.rules.refusal import N_

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("District"), ("district_officer", "leader")),
    (N_("Bureaus and towns"), ("bureau_officer", "town_officer", "grid_member")),
    (N_("Enforcement and service"), ("enforcement_officer", "expert", "insurer")),
    (N_("Production and business units"), ("enterprise_manager", "enterprise_staff")),
    (N_("System"), ("system_admin", "security_admin", "auditor")),
)


@dataclass(frozen=True)
class Card:
    """One role: whose desk it is, what is done there, and who sits there."""

    username: str
    title: str
    text: str
    name: str


def card_groups(users: Iterable[User], now: datetime) -> list[tuple[str, list[Card]]]:
    """The groups that have cards, each card under its account's first duty in force."""
    today = day_of(now)
    placed: dict[str, list[Card]] = {}
    for user in users:
        duties = [
            g.duty for g in user.grants.all() if g.from_on <= today and (g.to_on is None or today <= g.to_on)
        ]
        if duties:
            placed.setdefault(duties[0], []).append(card(user, duties[0]))
    groups = [
        (gettext(label), [c for duty in duties for c in placed.get(duty, [])]) for label, duties in GROUPS
    ]
    return [(label, cards) for label, cards in groups if cards]


def card(user: User, duty: str) -> Card:
    """The card of an account for a duty."""
    known = duty_named(duty)
    label = gettext(known.label)
    desk = label if is_english() else user.post or label
    alone = known.level in ("district", "system") and desk == label
    parts = ("" if alone else said(user.organisation), desk)
    return Card(
        user.username, " · ".join(part for part in parts if part), gettext(known.description), said(user)
    )
