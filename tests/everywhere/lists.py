"""Every list of the program, and what fills each of them with rows."""

from collections.abc import Callable
from datetime import timedelta

from anbiao.authority.models import User
from anbiao.authority.registers import ACCOUNTS, GRANTS, ORGANISATIONS
from anbiao.kit.register import Register
from anbiao.portal.urls import REGISTERS
from anbiao.registry.models import DuplicatePair, Responsibility
from tests import people

ALL: tuple[Register, ...] = (*REGISTERS, ACCOUNTS, GRANTS, ORGANISATIONS)


def _units(count: int) -> None:
    people.make_enterprises(*({"name": f"测试单位{n:03d}有限公司", "sector": ""} for n in range(count)))


def _supervised(count: int) -> None:
    people.make_enterprises(*({"name": f"测试学校{n:03d}", "sector": "schools"} for n in range(count)))


def _responsibilities(count: int) -> None:
    person = User.objects.filter(username="holder").first() or people.make_user("holder")
    for unit in people.make_enterprises(*({} for _ in range(count))):
        Responsibility.objects.create(
            district=unit.district, enterprise=unit, kind="grid", person=person, basis="test", from_on=people.TODAY,
            due_on=people.TODAY + timedelta(days=3),
        )  # fmt: skip


def _pairs(count: int) -> None:
    for _ in range(count):
        one, other = people.make_enterprises({}, {})
        DuplicatePair.objects.create(
            district=one.district,
            first=one,
            second=other,
            score=0.9,
            reasons=["same_name"],
            found_at=people.NOW,
        )


def _accounts(count: int) -> None:
    for _ in range(count):
        number = User.objects.count()
        people.grant(people.make_user(f"account{number}"), "leader", region=people.DISTRICT)


def _nothing(count: int) -> None:
    """Organisations stand in every district already."""


FILL: dict[str, Callable[[int], None]] = {
    "enterprises": _supervised, "unrouted": _units, "gaps": _units, "responsibilities": _responsibilities,
    "duplicates": _pairs, "accounts": _accounts, "grants": _accounts, "organisations": _nothing,
}  # fmt: skip
