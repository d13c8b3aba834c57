"""Every address × role × place: no leak, and what is forbidden looks exactly like what is not there."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

from anbiao.authority.models import User
from anbiao.kit.doors import ANYONE, SIGNED_IN
from anbiao.kit.models import Entry
from anbiao.portal import urls
from anbiao.rules.duties import CAPABILITIES
from tests import people
from tests.everywhere.addresses import (
    ELSEWHERE,
    OPENS,
    OWN,
    OWN_ONLY,
    PLACES,
    SIBLING,
    Address,
    addresses,
    values_for,
)
from tests.rules.test_duties import TABLE

pytestmark = pytest.mark.django_db
EVERY = addresses()
OBJECTS = [
    a for a in EVERY if "pk" in a.takes and a.policy and a.policy.capability not in (ANYONE, SIGNED_IN)
]
PLAIN = [a for a in EVERY if not a.takes and a.policy and a.policy.capability not in (ANYONE, SIGNED_IN)]
ROLES = [*people.CAST, "nobody"]
# Who reaches which place, written from reliability.md section 4: area of the grant, whole district for district duties.
REACHES = {
    "district_officer": {"own", "sibling"}, "leader": {"own", "sibling"}, "auditor": {"own", "sibling"},
    "system_admin": {"own", "sibling"}, "security_admin": {"own", "sibling"}, "bureau_officer": {"own", "sibling"},
    "street_inspector": {"own"}, "grid_member": {"own"}, "other_street": {"sibling"}, "nobody": set(),
}  # fmt: skip
ONLY_POSTED = (
    "views/",
    "reveal/",
    "records/",
    "field-photo/<uuid:pk>/",
    "field-photo/<uuid:pk>/original/",
    "week-board/move/",
    "weekly-list.<str:kind>",
)  # there is nothing to read at these
BUNDLE = 8
DUTY = {name: duty for name, (duty, *_rest) in people.CAST.items()}


def visitor(role: str) -> User:
    return people.nobody() if role == "nobody" else people.person(role)


def holds(role: str, capability: str) -> bool:
    """From the access table of the tests, not from the code."""
    return role != "nobody" and DUTY[role] in TABLE[capability].split()


def told(answer: HttpResponse) -> tuple[int, str]:
    """What an answer gives away: its status, and its page without one-time keys and without what repeats the address asked for."""
    body = re.sub(r'value="[^"]{20,}"', "", answer.content.decode(errors="replace"))
    body = body.replace(f'value="{answer.wsgi_request.get_full_path()}"', "")  # type: ignore[attr-defined]
    return answer.status_code, body.replace(' aria-current="page"', "")


WORDLESS = (404, "not there")


def wordless(request: HttpRequest, exception: Exception) -> HttpResponse:
    """In place of the page of absence, which one handler draws from the request alone; half of a request is to draw it. Like the page it
    asks the database, which must have been left able to answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(WORDLESS[1], status=WORDLESS[0])


def test_every_address_declares_what_it_asks_for() -> None:
    undeclared = [a.route for a in EVERY if a.policy is None]
    assert not undeclared
    unknown = {a.policy.capability for a in EVERY if a.policy} - CAPABILITIES - {ANYONE, SIGNED_IN}
    assert not unknown


def test_every_address_with_an_id_is_opened_by_these_tests() -> None:
    assert {a.route.split("/")[0] for a in OBJECTS if "views/" not in a.route} <= set(OPENS)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_without_the_duty_is_not_there(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = people.browser(visitor(role))
    monkeypatch.setattr(urls, "handler404", wordless, raising=False)
    for address in PLAIN:
        assert address.policy
        answer = client.get(address.at())
        if holds(role, address.policy.capability):
            good = (200, 302, 404) if address.route.endswith(ONLY_POSTED) else (200, 302)
            assert answer.status_code in good, (address.route, answer.status_code)
        else:
            assert told(answer) == WORDLESS, address.route


def may_reach(role: str, address: Address, place: str) -> bool:
    """Duty and area; an import belongs to whoever began it, which is none of these."""
    if address.route.startswith(OWN_ONLY):
        return False
    assert address.policy
    return holds(role, address.policy.capability) and place in REACHES[role]


def bundles(found: Iterable[Address]) -> list[Any]:
    """Addresses that open the same kind of object, a few at a time: they share its makers, its visitors and what absence looks like."""
    kinds: dict[str, list[Address]] = defaultdict(list)
    for address in found:
        kinds[address.route.split("/")[0]].append(address)
    return [
        pytest.param(kind, some, id=f"{kind}-{n}")
        for kind, several in kinds.items()
        for n, some in enumerate(several[at : at + BUNDLE] for at in range(0, len(several), BUNDLE))
    ]


def opened(kind: str, some: Iterable[Address]) -> list[tuple[Address, dict[str, dict[str, Any]]]]:
    """Each address with its values for an object in each place; the objects are made once for all of them."""
    pks = {name: OPENS[kind](place) for name, place in PLACES.items()}
    return [(address, {name: values_for(address, pk) for name, pk in pks.items()}) for address in some]


@pytest.mark.parametrize(("kind", "some"), bundles(a for a in OBJECTS if "views/" not in a.route))
def test_an_object_outside_ones_reach_is_not_there(
    kind: str, some: list[Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not there is drawn as what never was; what is out of reach is answered by the same handler, before a word is drawn."""
    made = opened(kind, some)
    clients = {role: people.browser(visitor(role)) for role in ROLES}
    for role, client in clients.items():
        absent = told(client.get("/no-such-page/"))
        assert absent[0] == 404
        for address, places in made:
            gone = address.at(**{**places["own"], "pk": uuid.uuid4()})
            assert told(client.get(gone)) == absent, (address.route, role)
    monkeypatch.setattr(urls, "handler404", wordless, raising=False)
    for role, client in clients.items():
        for address, places in made:
            for name, values in places.items():
                answer = client.get(address.at(**values))
                if may_reach(role, address, name):
                    good = (200, 302, 404) if address.route.endswith(ONLY_POSTED) else (200, 302, 409)
                    assert answer.status_code in good, (address.route, role, name, answer.status_code)
                else:
                    assert told(answer) == WORDLESS, (address.route, role, name)


@pytest.mark.parametrize(
    ("kind", "some"),
    bundles(a for a in OBJECTS if a.policy and a.policy.writes and "views/" not in a.route),
)
def test_nothing_is_written_outside_ones_reach(
    kind: str, some: list[Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = opened(kind, some)
    words = {"note": "x", "reason": "x", "state": "closed"}
    clients = {role: people.browser(visitor(role)) for role in ROLES}
    for client in clients.values():
        drawn = client.post("/no-such-page/", {"_key": str(uuid.uuid4()), **words})
        assert drawn.status_code == 404 and drawn.content
    monkeypatch.setattr(urls, "handler404", wordless, raising=False)
    for role, client in clients.items():
        before = Entry.objects.count()
        for address, places in made:
            for name, values in places.items():
                if may_reach(role, address, name):
                    continue
                answer = client.post(address.at(**values), {"_key": str(uuid.uuid4()), **words})
                assert told(answer) == WORDLESS, (address.route, role, name, answer.status_code)
        assert Entry.objects.count() == before, role


@pytest.mark.parametrize(
    "address", [a for a in EVERY if a.policy and a.policy.capability != ANYONE], ids=lambda a: a.route
)
def test_who_is_not_signed_in_is_sent_to_sign_in(address: Address) -> None:
    known = {"pk": uuid.uuid4(), "order": 1, "key": 1, "photo": uuid.uuid4(), "row": uuid.uuid4()}
    answer = people.browser(None).get(address.at(**{key: known.get(key, "x") for key in address.takes}))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/signin/")


@pytest.mark.parametrize("role", ["street_inspector", "bureau_officer", "grid_member"])
def test_neither_search_nor_count_nor_export_speaks_of_what_lies_elsewhere(role: str) -> None:
    seen = people.make_enterprise(name="可见学校", sector="schools", **OWN)
    people.make_enterprise(name="隐秘工厂", sector="machinery", **SIBLING)
    people.make_enterprise(name="隐秘工厂", sector="machinery", **ELSEWHERE)
    client = people.browser(people.person(role))
    found = client.get("/enterprises/?q=隐秘").content.decode()
    assert "隐秘工厂" not in found
    page = client.get("/enterprises/").content.decode()
    assert seen.name in page
    assert "隐秘" not in page
