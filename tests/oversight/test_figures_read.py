"""What is read of figures: the list behind each, tables, weeks, the page, the command; from every scope."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.oversight import queries
from anbiao.oversight.actions import recount as recount_sums
from anbiao.oversight.models import Change, Tally
from anbiao.oversight.queries.measures import MEASURES
from anbiao.oversight.why_page import url_of
from anbiao.portal.commands.main import parser
from anbiao.programme.actions import move_campaign
from anbiao.programme.models import Task
from anbiao.rules.calendar import IsoWeek
from tests import people
from tests.oversight.histories import FIRST, PLAYED, Story, played, said_on

pytestmark = pytest.mark.django_db


# ---------- the list behind a figure, and the door ----------


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    """One story for all that is only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield played(PLAYED)
        transaction.set_rollback(True)


ROWS = sorted(name for name, measure in MEASURES.items() if measure.worth == "1")


def _office(told: Story) -> Actor:
    return told.then(told.cast.district)


@pytest.mark.parametrize("ago", [0, 11, 35])
def test_the_list_behind_a_figure_is_as_long_as_the_figure_says(told: Story, ago: int) -> None:
    actor = _office(told)
    asked = queries.ask(actor, first_on=FIRST, as_of=told.on - timedelta(days=ago), campaign=told.campaign.pk)
    counted = queries.count(actor, asked, MEASURES)
    for name in ROWS:
        found = queries.behind(actor, asked, name)
        assert (found.total, len(found.rows)) == (counted.summed()[name], counted.summed()[name]), name


@pytest.mark.parametrize("by", ["region", "sector", "bureau", "cell", "unit"])
def test_the_lines_of_a_table_add_up_and_each_has_its_list(told: Story, by: str) -> None:
    actor = _office(told)
    table = queries.figures(actor, queries.ask(actor, first_on=FIRST), by=by)
    assert sum(line.values["found"].number for line in table.lines) == table.total.values["found"].number > 0
    for line in table.lines:
        asked = queries.at_line(actor, table.asked, by, line.key)
        assert queries.behind(actor, asked, "found").total == line.values["found"].number
        assert queries.behind(actor, asked, "surveyed").total == line.values["surveyed"].number
        assert line.label == queries.place_words(actor, asked, by, line.key) or by == "cell"


def test_everybody_reads_the_figures_of_her_own_reach(told: Story) -> None:
    def surveyed(actor: Actor) -> dict[str, int]:
        then = told.then(actor)
        lines = queries.figures(then, queries.ask(then), by="region").lines
        return {line.key: line.values["surveyed"].number for line in lines}

    everything = surveyed(told.cast.district)
    assert surveyed(told.cast.town) == {people.SHUANGYANG: everything[people.SHUANGYANG]}
    office = _office(told)
    schools = (
        queries.figures(office, queries.ask(office), by="sector").line("schools").values["surveyed"].number
    )
    assert sum(surveyed(told.cast.bureau).values()) == schools
    assert surveyed(told.cast.officer) == everything
    assert surveyed(told.cast.manager) == {}


def test_weeks_tell_the_plan_ahead_and_what_was_done_so_far(told: Story) -> None:
    actor = _office(told)
    weeks = queries.by_week(actor, queries.ask(actor, last_on=told.campaign.ends_week.sunday)).lines
    tasks = Task.objects.exclude(state="exempted")
    assert weeks[-1].values["plan_line"].number == tasks.count() and "actual_line" not in weeks[-1].values
    now = next(line for line in weeks if line.key == str(IsoWeek.of(told.on)))
    assert now.values["actual_line"].number == tasks.filter(state__in=("submitted", "accepted")).count() == 1
    planned = [line.values["plan_line"].number for line in weeks]
    assert planned == sorted(planned)
    year = queries.by_week(actor, queries.ask(actor, first_on=FIRST))
    assert year.lines == queries.by_week(actor, replace(year.asked, from_facts=True)).lines
    assert (
        sum(line.values["found"].number for line in year.lines if line.values)
        == year.total.values["found"].number
    )


def test_the_page_says_how_a_figure_is_counted_and_lists_what_was(told: Story) -> None:
    asked = queries.ask(_office(told), first_on=FIRST)
    user = User.objects.get(pk=told.cast.district.person)
    with time_machine.travel(_office(told).now):
        client = people.browser(user, language="en")
        page = client.get(url_of("cohort_rate", asked, by="region", key=people.SHUANGYANG, part="of"))
        found = queries.count(
            _office(told), queries.at_line(_office(told), asked, "region", people.SHUANGYANG)
        )
        assert f"{found.summed()['found']} hazards" in page.content.decode()
        assert "closed by the day" in page.content.decode()
        assert "Shuangyang" in page.content.decode()
        part = client.get(url_of("red", asked), headers={"hx-request": "true"})
        assert part.status_code == 200 and b"<html" not in part.content
        assert b"?late=very" in client.get(url_of("overdue_more", asked)).content


@pytest.mark.parametrize("query", ["", "by=unit&key=x", "by=x", "as-of=2026-13-01", "campaign=x", "after=x", f"campaign={UUID(int=7)}"])  # fmt: skip
def test_an_address_that_means_nothing_is_not_there(query: str) -> None:
    client = people.browser(people.person("leader"))
    code = "surveyed" if query else "no-such-figure"
    assert client.get(f"/figures/{code}/why/?{query}").status_code == 404


def test_what_is_over_keeps_its_figures_and_no_sums(told: Story) -> None:
    before = said_on(told, told.on, of_campaign=True)
    assert (
        Tally.objects.filter(campaign=told.campaign.pk).exists()
        or Change.objects.filter(campaign=told.campaign.pk).exists()
    )
    move_campaign(told.then(people.OPERATOR), told.campaign, "close", note="期满")
    assert not Tally.objects.filter(campaign=told.campaign.pk).exists()
    assert not Change.objects.filter(campaign=told.campaign.pk).exists()
    assert said_on(told, told.on, of_campaign=True) == before


def test_sums_made_anew_are_what_they_were(told: Story) -> None:
    before = said_on(told, told.on, of_campaign=False)
    recount_sums(people.DISTRICT)
    assert said_on(told, told.on, of_campaign=False) == before
    assert not Change.objects.exists()


def test_the_command_tells_the_figures(told: Story) -> None:
    given = parser().parse_args(
        [
            "figures",
            "--district",
            people.DISTRICT,
            "--by",
            "region",
            "--from",
            str(FIRST),
            "--as-of",
            str(told.on),
        ]
    )
    with time_machine.travel(_office(told).now):
        outcome = given.run(given)
        right = queries.figures(_office(told), queries.ask(_office(told), first_on=FIRST), by="region")
    lines = {line["key"]: line["figures"] for line in outcome.data["lines"]}
    assert lines.keys() == {line.key for line in right.lines}
    rate = right.line(people.SHUANGYANG).values["creation_rate"]
    assert lines[people.SHUANGYANG]["found"] == right.line(people.SHUANGYANG).values["found"].number
    assert lines[people.SHUANGYANG]["creation_rate"] == {
        "number": rate.number,
        "of": rate.of,
        "rate": float(rate.rate or 0),
    }
