"""Who takes part where an office is told to do something, and what is made for it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from anbiao.authority.models import Organisation
from anbiao.kit.actor import Actor
from anbiao.oversight import actions
from anbiao.oversight.actions import Order
from anbiao.oversight.models import Instruction
from tests import people


@dataclass(frozen=True)
class Around:
    """The safety office (two people), the leader, the street that has to do it, another street, a bureau, the auditor."""

    office: Actor
    colleague: Actor
    leader: Actor
    street: Actor
    other: Actor
    bureau: Actor
    auditor: Actor


def around() -> Around:
    names = (
        "district_officer", "district_officer", "leader", "street_inspector", "other_street", "bureau_officer", "auditor",
    )  # fmt: skip
    made = [people.person(name, username=f"{name}{number}") for number, name in enumerate(names)]
    return Around(*(people.acting(user) for user in made))


def office_of(slug: str = people.SHUANGYANG) -> Organisation:
    return Organisation.objects.get(district=people.DISTRICT, slug=slug)


def on(actor: Actor, day: date) -> Actor:
    """The same person on another day."""
    moved = actor.now + timedelta(days=(day - actor.today).days)
    return replace(actor, now=moved, scope=replace(actor.scope, on=day))


def told(
    actor: Actor, *, days: tuple[int, ...] = (7,), slug: str = people.SHUANGYANG, **over: Any
) -> Instruction:
    """An instruction given by an actor, due so many days from now."""
    order = Order("补报三张清单", office_of(slug), [(actor.today + timedelta(days=n), "") for n in days], **{"source": "rule", **over})  # fmt: skip
    return actions.give_instruction(actor, order)
