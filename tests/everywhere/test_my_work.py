"""My work, over every source that any part registers: few queries at any size, and the rows that each source gives by itself."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anbiao.authority.models import User
from anbiao.kit.together import first_together
from anbiao.kit.work import sources
from tests import people
from tests.everywhere.lists import FILL

pytestmark = pytest.mark.django_db
OFFICES = ("district_officer", "street_inspector", "bureau_officer", "grid_member", "leader")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


def fill(rows: int) -> None:
    """Something of everything that stands in a list, so that nearly every source has rows."""
    for make in FILL.values():
        make(rows)


def asked(client: Client, address: str) -> int:
    """How many queries the whole page takes, with session, account and grants."""
    client.get(address)  # the session's minute is settled
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_my_work_takes_at_most_10_queries_at_any_size() -> None:
    clients = {name: people.browser(people.person(name)) for name in OFFICES}
    pages = [(name, address) for name in OFFICES for address in ("/", "/?whose=team")]
    fill(2)
    few = {page: asked(clients[page[0]], page[1]) for page in pages}
    fill(18)
    many = {page: asked(clients[page[0]], page[1]) for page in pages}
    assert few == many
    assert max(many.values()) <= 10


def test_rows_read_together_are_the_rows_read_one_by_one() -> None:
    for name in OFFICES:
        people.person(name)
    fill(3)
    seen = set()
    for name in OFFICES:
        actor = people.acting(User.objects.get(username=name))
        listed = sources(actor)
        together = first_together([source.rows(actor, True) for source in listed], 2)
        for source, rows in zip(listed, together, strict=True):
            alone = list(source.rows(actor, True)[:2])
            assert [row.__dict__ | {"_state": 0} for row in rows] == [
                row.__dict__ | {"_state": 0} for row in alone
            ]
            assert [source.item(actor, row) for row in rows] == [source.item(actor, row) for row in alone]
            seen |= {source.name} if rows else set()
    assert {"gaps", "duplicates", "acknowledge", "visits", "looks", "tasks-due"} <= seen
