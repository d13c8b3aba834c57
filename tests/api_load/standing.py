"""What the requests meet: a district in which every list has rows, and a program that acts for its safety office."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.test import Client

from anbiao.authority.actions.tokens import make_token
from anbiao.authority.models import User
from anbiao.kit.register import Register
from anbiao.portal.api.application import reached
from anbiao.portal.urls import API_REGISTERS
from anbiao.programme.models import AssessedItem
from anbiao.rules.duties import MAY
from tests import people
from tests.everywhere.lists import FILL

FILLED = 3


def stand(
    registers: Sequence[Register] = API_REGISTERS,
) -> tuple[dict[str, Any], Client, dict[str, list[str]]]:
    """The description as the program reads it, the program, and ids of every list that is filled."""
    user = _everything()
    for register in registers:
        FILL[register.name](FILLED)
    actor = people.acting_now(user)
    rights = {each for grant in actor.scope.grants for each in MAY[grant.duty]}
    _token, secret = make_token(
        actor, name="x", capabilities=rights, expires_on=actor.today + timedelta(days=9)
    )
    headers = {"authorization": f"Bearer {secret}", "host": "localhost"}
    client = Client(headers=headers, raise_request_exception=False)
    ids = {
        each.path: [str(pk) for pk in each.rows(actor).values_list("pk", flat=True)[:9]]
        for each in registers
        if actor.scope.may(each.capability)
    }
    items = AssessedItem.objects.visible_to(actor.scope, "read assessment").values_list("pk", flat=True)
    ids["assessed-items"] = [str(pk) for pk in items[:9]]
    return reached(tuple(registers), actor.scope), client, ids


def _everything() -> User:
    """An account that holds every duty which one may hold beside the office's, so that every address is met."""
    user = people.person("district_officer")
    for duty in ("leader", "town_officer", "enforcement_officer"):
        people.grant(user, duty, region=people.DISTRICT, organisation=user.organisation)
    people.grant(
        user, "bureau_officer", region=people.DISTRICT, sectors=["schools"], organisation=user.organisation
    )
    unit = people.make_enterprise(name="测试学校", sector="schools")
    people.grant(user, "enterprise_manager", enterprise=unit.id)
    return user
