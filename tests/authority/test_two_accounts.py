"""Delegation by people with two accounts: what is needed is the account's that acts, what stands against somebody is the person's."""

from typing import Any

import pytest

from anbiao.authority import delegating
from anbiao.authority.models import Delegation, Grant, User
from anbiao.rules.refusal import Refused
from tests import people
from tests.authority.delegations import acting, codes, name

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[User, User]:
    """The officer of a street who goes away, and a colleague of another street who stands in."""
    return people.person("street_inspector"), people.person("other_street")


def second(of: User, duty: str, **reach: Any) -> User:
    """Another account of the same person, with one duty."""
    user = people.make_user(f"{of.username}-2", full_name=of.name, person=of.person)
    people.grant(user, duty, **reach)
    return user


def test_nobody_passes_on_by_one_account_what_another_of_hers_holds(two: tuple[User, User]) -> None:
    giver, deputy = two
    other = second(giver, "grid_member", region=people.HESHI)
    (held,) = Grant.objects.filter(user=giver)
    with pytest.raises(Refused) as refused:
        name(other, deputy, grants=[held.pk])
    assert codes(refused) == {"nothing"}
    (own,) = Grant.objects.filter(user=other)
    row = name(other, deputy, grants=[held.pk, own.pk])
    assert row.grants == [own.pk]
    Delegation.objects.filter(pk=row.pk).update(grants=[held.pk, own.pk])  # not even if it were written so
    stead = acting(deputy)
    assert stead is not None
    assert [grant.duty for grant in stead.scope.grants] == ["grid_member"]


def test_a_deputy_has_by_the_account_that_is_named_what_the_duty_needs(two: tuple[User, User]) -> None:
    _giver, deputy = two
    officer = people.make_user("officer")
    people.grant(officer, "enforcement_officer", region=people.DISTRICT)
    qualified = second(deputy, "enforcement_officer", region=people.DISTRICT)
    with pytest.raises(Refused) as refused:
        name(officer, deputy)
    assert codes(refused) == {"unqualified"}
    name(officer, qualified)
    assert acting(deputy) is None
    stead = acting(qualified)
    assert stead is not None
    assert [grant.duty for grant in stead.scope.grants] == ["enforcement_officer"]


def test_who_becomes_an_administrator_by_another_account_stands_in_for_nobody_any_more(
    two: tuple[User, User],
) -> None:
    giver, deputy = two
    name(giver, deputy)
    assert acting(deputy) is not None
    second(deputy, "auditor", region=people.DISTRICT)
    assert acting(deputy) is None


def test_who_joins_a_unit_by_another_account_has_nothing_of_the_office_any_more(
    two: tuple[User, User],
) -> None:
    giver, deputy = two
    row = name(giver, deputy, accept=False)
    second(deputy, "enterprise_manager", enterprise=people.make_enterprise().pk)
    with pytest.raises(Refused) as refused:
        delegating.move(people.acting(deputy), row, "accept")
    assert codes(refused) == {"another-house"}
    Delegation.objects.filter(pk=row.pk).update(state="accepted", answered_at=people.NOW)
    stead = acting(deputy)
    assert stead is not None
    assert stead.scope.grants == ()
