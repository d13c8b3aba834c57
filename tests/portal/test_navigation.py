"""The navigation says where one may go; how many are there is told by another answer, after the page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people

pytestmark = pytest.mark.django_db


def test_the_navigation_counts_what_its_reader_may_open_and_only_in_her_reach() -> None:
    for region in (people.SHUANGYANG, people.SHUANGYANG, people.HESHI):
        people.make_enterprise(region=region)
    told = {}
    for who in ("district_officer", "street_inspector", "system_admin"):
        client = people.browser(people.person(who))
        told[who] = client.get("/counts/").json()
        asked = set(re.findall(r'data-count="([^"]+)"', client.get("/").content.decode()))
        assert set(told[who]) <= asked
    assert told["district_officer"]["enterprises"] == "3"
    assert told["street_inspector"]["enterprises"] == "2"
    assert "enterprises" not in told["system_admin"]


def test_counting_all_of_it_is_one_query_and_no_page_waits_for_it() -> None:
    client = people.browser(people.person("district_officer"))
    client.get("/no-such-page/")  # the session's minute is settled
    with CaptureQueriesContext(connection) as queries:
        client.get("/counts/")
    counting = [each["sql"] for each in queries if each["sql"].startswith("SELECT (SELECT count(*)")]
    assert len(counting) == 1
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/no-such-page/").content.decode()
    assert 'data-count="home"' in page
    assert not [each for each in queries if "count(*)" in each["sql"]]


def test_whoever_holds_no_duty_is_told_so_and_not_that_nothing_is_there() -> None:
    page = people.browser(people.nobody()).get("/")
    assert page.status_code == 200
    words = page.content.decode()
    assert "尚无职责" in words and 'href="/account/"' in words


@pytest.mark.parametrize(
    "who", ["district_officer", "grid_member", "auditor", "system_admin", "security_admin"]
)
def test_every_link_of_the_navigation_opens_for_whom_it_is_shown(who: str) -> None:
    client = people.browser(people.person(who))
    nav = re.search(r"<nav[^>]*>.*?</nav>", client.get("/no-such-page/").content.decode(), re.S)
    assert nav
    shown = set(re.findall(r'href="(/[^"]*)"', nav[0]))
    assert shown
    assert {
        url for url in shown if client.get(url.replace("&amp;", "&")).status_code not in (200, 302)
    } == set()
