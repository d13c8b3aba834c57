"""A delegation as the tests of it begin with, and what was refused."""

from datetime import timedelta
from typing import Any

import pytest

from anbiao.authority import delegating
from anbiao.authority.models import Delegation, Grant, User
from anbiao.authority.people import actor_of, in_stead
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.rules.refusal import Refused
from tests import people


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.code for each in refused.value.refusals}


def name(giver: User, deputy: User, *, accept: bool = True, now: Any = people.NOW, **over: Any) -> Delegation:
    """A delegation of all that the giver holds, from today on for a week, accepted."""
    today = clock.day_of(now)
    given = {
        "grants": list(Grant.objects.filter(user=giver).values_list("pk", flat=True)), "from_on": today,
        "to_on": today + timedelta(days=7), "reason": "休假", **over,
    }  # fmt: skip
    row = delegating.name_deputy(actor_of(giver, now, "test"), deputy=deputy, **given)
    if accept:
        delegating.move(actor_of(deputy, now, "test"), row, "accept")
    return row


def acting(deputy: User, *, ahead: int = 0) -> Actor | None:
    """The deputy in the other's name, so many days later; None where nothing runs."""
    own = actor_of(deputy, people.NOW + timedelta(days=ahead), "test")
    return in_stead(own, own.steads[0]) if own.steads else None
