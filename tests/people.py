"""The fixed cast, and plain functions that make what a test needs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.test import Client

from anbiao.authority import founding
from anbiao.authority.models import Grant, Organisation, User
from anbiao.authority.people import actor_of, operator
from anbiao.authority.places import Offices
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.programme.actions import load_programmes
from anbiao.registry.actions.units import EMPTY
from anbiao.registry.actions.writing import Batch, write
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules.identifiers import uscc_check_character
from anbiao.standards.actions import load_library

DISTRICT = "350504"
OTHER = "350503"
SHUANGYANG, HESHI = "350504002", "350504102"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
OPERATOR = operator(DISTRICT, NOW, who="operator test")


def furnish() -> None:
    """Regions of Quanzhou, sectors, standards, and the offices of two districts: what every test finds in place."""
    founding.load_library(prefix="3505")
    load_library(now=NOW)
    load_programmes(now=NOW)
    founding.found_district(OPERATOR)
    founding.found_district(operator(OTHER, NOW, who="operator test"))


# name: duty, organisation's slug, region, sectors
CAST: dict[str, tuple[str, str, str, list[str] | None]] = {
    "district_officer": ("district_officer", "committee_office", DISTRICT, None),
    "leader": ("leader", "leader_office", DISTRICT, None),
    "street_inspector": ("town_officer", SHUANGYANG, SHUANGYANG, None),
    "other_street": ("town_officer", HESHI, HESHI, None),
    "grid_member": ("grid_member", SHUANGYANG, SHUANGYANG, None),
    "bureau_officer": ("bureau_officer", "education", DISTRICT, ["schools"]),
    "auditor": ("auditor", "committee_office", DISTRICT, None),
    "system_admin": ("system_admin", "committee_office", DISTRICT, None),
    "security_admin": ("security_admin", "committee_office", DISTRICT, None),
}


def make_user(
    name: str, *, district: str = DISTRICT, slug: str | None = "committee_office", **over: Any
) -> User:
    """An account without grants."""
    office = Organisation.objects.get(district=district, slug=slug) if slug else None
    user = User(
        username=over.pop("username", name), name=over.pop("full_name", name), district=district, organisation=office,
        created_at=NOW, **over,
    )  # fmt: skip
    user.set_password("correct horse battery")
    user.save()
    return user


def grant(user: User, duty: str, **reach: Any) -> Grant:
    """A grant in force since the beginning of the year."""
    reach.setdefault("from_on", date(2026, 1, 1))
    return Grant.objects.create(district=user.district, user=user, duty=duty, reason="test", **reach)


def person(name: str, *, username: str = "") -> User:
    """One of the cast, with the grant that makes her what she is; made anew in each test."""
    duty, slug, region, sectors = CAST[name]
    user = make_user(username or name, slug=slug)
    grant(user, duty, region=region, sectors=sectors, organisation=user.organisation)
    return user


def enterprise_manager(unit: Enterprise) -> User:
    """The safety manager of a unit."""
    user = make_user("enterprise_manager", slug=None)
    grant(user, "enterprise_manager", enterprise=unit.id)
    return user


def expert(unit: Enterprise) -> User:
    """An expert, assigned to one unit by a responsibility."""
    user = make_user("expert", slug=None)
    grant(user, "expert", assignee=user.id)
    Responsibility.objects.create(
        district=unit.district,
        enterprise=unit,
        kind="expert",
        person=user,
        basis="test",
        from_on=date(2026, 1, 1),
    )
    return user


def nobody() -> User:
    """An account without any grant."""
    return make_user("nobody", slug=None)


def acting(user: User) -> Actor:
    """The user as an actor of a test, on the frozen day."""
    return actor_of(user, NOW, "test")


def acting_now(user: User) -> Actor:
    """The user as an actor at this moment, for what goes through a real door."""
    return actor_of(user, clock.now(), "test")


_count = 0


def make_uscc(number: int | None = None, *, district: str = DISTRICT) -> str:
    """A credit code with a valid check character, another at every call."""
    global _count
    _count += 1
    body = f"91{district}MA{(number if number is not None else _count):07d}"
    return body + uscc_check_character(body)


def make_enterprise(**over: Any) -> Enterprise:
    """A unit of Shuangyang street, written as every unit is: with search terms, supervision and journal."""
    return make_enterprises(over)[0]


def make_enterprises(*overs: dict[str, Any]) -> list[Enterprise]:
    """Several units in one batch; `district` chooses the other district's operator."""
    made: list[UUID] = []
    by_district: dict[str, Batch] = {}
    for over in overs:
        given = dict(over)
        district = given.pop("district", DISTRICT)
        batch = by_district.setdefault(district, Batch())
        unit = given.pop("id", None) or new_id()
        defaults = {
            "name": f"测试{unit.hex[-6:]}有限公司",
            "region": SHUANGYANG if district == DISTRICT else "350503001",
        }
        facts = {
            **EMPTY,
            **defaults,
            "uscc": make_uscc(district=district),
            "size_class": "small_micro",
            **given,
        }
        batch.created[unit] = facts
        made.append(unit)
    for district, batch in by_district.items():
        write(operator(district, NOW, who="operator test"), batch, offices=Offices(district))
    rows = Enterprise.objects.in_bulk(made)
    return [rows[unit] for unit in made]


def browser(user: User | None, *, language: str = "zh-hans") -> Client:
    """A client in which the user is signed in, reading in a language."""
    client = Client(headers={"accept-language": "zh-CN" if language == "zh-hans" else "en"})
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
