"""What tests of checks and hazards need: people around one unit, photos that are here, hazards in each state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from anbiao.authority.models import User
from anbiao.inspection import actions
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.files import store_bytes
from anbiao.kit.models import Photo
from anbiao.registry.models import Enterprise
from anbiao.rules.refusal import Refused
from tests import people

TODAY = people.TODAY


@dataclass
class Around:
    """A school of Shuangyang street, and everybody who has to do with its hazards."""

    unit: Enterprise
    manager: Actor
    staff: Actor
    grid: Actor
    town: Actor
    bureau: Actor
    district: Actor
    officer: Actor


def own_person(unit: Enterprise, name: str, duty: str) -> Actor:
    """One of a unit's own people."""
    user = people.make_user(name, slug=None)
    people.grant(user, duty, enterprise=unit.id)
    return people.acting(user)


def officer() -> Actor:
    """An enforcement officer of the whole district."""
    user = people.make_user("officer", slug="emergency")
    people.grant(user, "enforcement_officer", region=people.DISTRICT, organisation=user.organisation)
    return people.acting(user)


def around(**over: Any) -> Around:
    """The unit and its people, made anew."""
    unit = people.make_enterprise(name="测试学校", sector="schools", safety_manager="黄敏", **over)
    return Around(
        unit=unit, manager=own_person(unit, "manager", "enterprise_manager"), staff=own_person(unit, "staff", "enterprise_staff"),
        grid=people.acting(people.person("grid_member")), town=people.acting(people.person("street_inspector")),
        bureau=people.acting(people.person("bureau_officer")), district=people.acting(people.person("district_officer")),
        officer=officer(),
    )  # fmt: skip


def second_account(actor: Actor, duty: str, **reach: Any) -> Actor:
    """Another account of the same person, with another duty."""
    first = User.objects.get(pk=actor.person)
    user = people.make_user(f"{first.username}-again", slug="committee_office", person=first.person)
    people.grant(user, duty, **reach)
    return people.acting(user)


def photo(actor: Actor, unit: Enterprise, *, taken_on: date | None = None) -> UUID:
    """A photo of a unit that has arrived; its copies are made by a job, which is not what these tests are about."""
    key = new_id()
    file = store_bytes(actor, key.bytes, name="p.jpg", kind="photo")
    at = people.NOW if taken_on is None else people.NOW + (taken_on - TODAY)
    Photo.objects.create(
        id=key, district=actor.district, file=file, region=unit.region, enterprise=unit.pk, kind="jpeg", sha256=file.sha256,
        width=4, height=3, taken_at=at, received_at=people.NOW, by=actor.person,
    )  # fmt: skip
    return key


def finding(**over: Any) -> actions.Finding:
    """A general hazard, due in a week."""
    given: dict[str, Any] = {
        "title": "安全出口前堆放成品箱", "due_on": TODAY + timedelta(days=7), "responsible": "黄敏", "grade": "general",
    }  # fmt: skip
    return actions.Finding(**{**given, **over})


def reported(cast: Around, *, by: Actor | None = None, **over: Any) -> Hazard:
    """A hazard that was found."""
    return actions.report_hazard(by or cast.grid, cast.unit, finding(**over))


def fixed(cast: Around, row: Hazard, *, by: Actor | None = None) -> Hazard:
    """The same, reported as fixed by its unit."""
    who = by or cast.manager
    actions.report_fixed(who, row, fixed_on=TODAY, note="已清走", photos=[photo(who, cast.unit)])
    row.refresh_from_db()
    return row


def later(actor: Actor, days: int) -> Actor:
    """The same person so many days later."""
    return replace(actor, now=actor.now + timedelta(days=days))


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> set[str]:
    """The codes of the refusals that an act meets."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return {refusal.code for refusal in caught.value.refusals}
