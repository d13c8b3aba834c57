"""Views of a list: shared with a duty, pinned to the home page, read by programs."""

import json
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from icalendar import Calendar

from anbiao.authority.models import Grant
from anbiao.kit.models import Answer, Entry, SavedView, ViewUse
from tests import people
from tests.everywhere.lists import hazards_of
from tests.kit.test_lists import listing, post

pytestmark = pytest.mark.django_db

# ---------- sharing ----------


def kept(owner: Any, **over: Any) -> SavedView:
    """A view of the units in operation."""
    given = {"register": "enterprises", "name": "在营", "query": "state=operating", **over}
    return SavedView.objects.create(district=owner.district, person=owner.pk, **given)


@pytest.mark.django_db
def test_a_view_is_shared_with_one_duty_of_ones_own_office_and_shows_each_her_own(client: Client) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    grid, other = people.person("grid_member"), people.person("other_street")
    people.make_enterprises({"name": "双阳厂"}, {"name": "河市厂", "region": people.HESHI})
    view = kept(officer)
    client.force_login(officer)
    sent = {"duty": "town_officer", "office": officer.organisation_id}
    assert post(client, f"/views/{view.pk}/share/", **sent).status_code == 302
    seen = {
        user.username: [tab.label for tab in listing(people.acting(user)).tabs][-1]
        for user in (officer, mate, grid, other)
    }
    assert [name for name, last in seen.items() if last == "在营"] == ["street_inspector", "mate"]
    with_district = post(client, f"/views/{view.pk}/share/", duty="town_officer", office="")
    assert with_district.status_code == 409  # only the safety office shares with everybody
    SavedView.objects.filter(pk=view.pk).update(organisation=None)
    tabs = listing(people.acting(other)).tabs
    assert (tabs[-1].label, str(tabs[-1].count), tabs[-1].is_own) == ("在营", "1", False)
    assert post(client, f"/views/{view.pk}/share/", duty="").status_code == 302
    assert listing(people.acting(mate)).tabs[-1].label != "在营"


@pytest.mark.django_db
def test_nothing_is_done_with_a_view_that_one_does_not_see(client: Client) -> None:
    view = kept(people.person("street_inspector"))
    client.force_login(people.person("other_street"))
    before = Entry.objects.count()
    for pk in (view.pk, uuid4()):
        assert client.get(f"/views/{pk}/").status_code == 404
        for what in ("pin", "unpin", "share", "feed", "feed/end"):
            assert post(client, f"/views/{pk}/{what}/", duty="leader").status_code == 404, what
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_who_only_reads_a_shared_view_neither_shares_nor_deletes_it(client: Client) -> None:
    officer = people.person("street_inspector")
    view = kept(officer, duty="town_officer", organisation=officer.organisation_id)
    client.force_login(people.person("street_inspector", username="mate"))
    assert client.get(f"/views/{view.pk}/")["Location"] == "/enterprises/?state=operating"
    assert post(client, f"/views/{view.pk}/share/", duty="").status_code == 404
    assert post(client, f"/enterprises/views/{view.pk}/delete/").status_code == 404


# ---------- pins ----------


@pytest.mark.django_db
def test_a_pinned_view_stands_on_the_home_page_with_its_number(client: Client) -> None:
    officer = people.person("street_inspector")
    people.make_enterprises({"name": "甲厂"}, {"name": "乙厂", "state": "closed"})
    view = kept(officer, name="我盯的单位")
    client.force_login(officer)
    assert post(client, f"/views/{view.pk}/pin/").status_code == 302
    page = client.get("/").content.decode()
    assert "我盯的单位" in page
    assert (
        page.split("我盯的单位")[-1]
        .split("</dd>")[0]
        .endswith('<a href="/enterprises/?state=operating">1</a>')
    )
    post(client, f"/views/{view.pk}/unpin/")
    assert "我盯的单位" not in client.get("/").content.decode()


@pytest.mark.django_db
def test_what_is_no_longer_shared_leaves_the_home_page(client: Client) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    view = kept(officer, name="共看", duty="town_officer")
    client.force_login(mate)
    post(client, f"/views/{view.pk}/pin/")
    assert "共看" in client.get("/").content.decode()
    SavedView.objects.filter(pk=view.pk).update(duty="")
    assert "共看" not in client.get("/").content.decode()


# ---------- feeds ----------


def feed_of(client: Client, view: SavedView) -> str:
    """The address of a feed without its ending, as the page shows it once."""
    page = client.get(post(client, f"/views/{view.pk}/feed/")["Location"]).content.decode()
    return "/feeds/" + page.split("/feeds/")[1].split(".")[0]


@pytest.mark.django_db
def test_a_view_is_read_as_json_calendar_and_atom_without_a_session(client: Client) -> None:
    officer = people.person("district_officer")
    hazards_of(people.make_enterprise(name="测试学校", sector="schools"), 2)
    client.force_login(officer)
    address = feed_of(client, kept(officer, register="hazards", query="grade=general&cols=title,due_on"))
    visitor = people.browser(None)
    rows = json.loads(visitor.get(f"{address}.json").content)["rows"]
    assert [(row["title"], row["due_on"]) for row in rows] == [("灭火器过期", people.TODAY.isoformat())] * 2
    events = Calendar.from_ical(visitor.get(f"{address}.ics").content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [people.TODAY] * 2
    assert visitor.get(f"{address}.atom").content.count(b"<entry>") == 2
    assert visitor.get(f"{address}.exe").status_code == 404
    assert Entry.objects.filter(verb="export", via="feed").count() == 1
    visitor.get(f"{address}.json")  # the same rows again are no other export
    assert Entry.objects.filter(verb="export", via="feed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["taken back", "renewed", "disabled", "no duty", "deleted", "unshared"])
def test_a_feed_ends_with_whatever_it_rests_on(client: Client, end: str) -> None:
    officer, mate = people.person("street_inspector"), people.person("street_inspector", username="mate")
    view = kept(officer, duty="town_officer")
    client.force_login(mate)
    address, visitor = f"{feed_of(client, view)}.atom", people.browser(None)
    assert visitor.get(address).status_code == 200
    absent = visitor.get("/feeds/nonsense.atom")
    if end in ("taken back", "renewed"):
        post(client, f"/views/{view.pk}/feed/{'end/' if end == 'taken back' else ''}")
    elif end == "disabled":
        people.User.objects.filter(pk=mate.pk).update(is_active=False)
    elif end == "no duty":
        Grant.objects.filter(user=mate).update(to_on=date(2026, 1, 2))
    elif end == "deleted":
        view.delete()
    else:
        SavedView.objects.filter(pk=view.pk).update(duty="")
    gone = visitor.get(address)
    assert gone.status_code == absent.status_code == 404
    bare = [
        re.sub(r'value="[^"]{20,}"|/feeds/[^"]*', "", answer.content.decode()) for answer in (gone, absent)
    ]
    assert bare[0] == bare[1]


@pytest.mark.django_db
def test_the_secret_of_a_feed_is_nowhere_kept(client: Client) -> None:
    officer = people.person("street_inspector")
    client.force_login(officer)
    token = feed_of(client, kept(officer)).removeprefix("/feeds/")
    assert len(token) >= 40
    kept_rows = [*ViewUse.objects.values(), *Entry.objects.values(), *Session.objects.values()]
    assert token not in json.dumps(kept_rows, default=str)
    assert not [row for row in Answer.objects.all() if token.encode() in bytes(row.body)]
    view = ViewUse.objects.get().view
    again = client.get(f"/views/{view.pk}/feed/shown/")
    assert again.status_code == 302 and token not in again["Location"]


@pytest.mark.django_db
def test_rows_leave_as_json_only_where_they_may_be_exported(client: Client) -> None:
    grid = people.person("grid_member")  # sees units, exports none
    people.make_enterprise(name="甲厂")
    client.force_login(grid)
    address = feed_of(client, kept(grid))
    assert people.browser(None).get(f"{address}.json").status_code == 404
    assert people.browser(None).get(f"{address}.atom").status_code == 200
