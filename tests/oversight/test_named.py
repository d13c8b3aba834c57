"""Last places in what was published: who had them, and what the ladder makes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anbiao.authority.people import operator
from anbiao.kit.clock import day_of
from anbiao.oversight import actions
from anbiao.oversight.models import CircularSection
from anbiao.oversight.queries import named
from tests import people
from tests.oversight import circulars, ranked
from tests.oversight.made import office_of
from tests.oversight.ranked import AFTER, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)


def stood(who: ranked.Ranked, days: int = 0) -> dict[str, list[tuple[str, str]]]:
    """Slug of the office → (ground, serial), some days after the publication."""
    today = AFTER + timedelta(days=days)
    found = named.stood(people.DISTRICT, today=today, memory=90)
    slugs = {office_of(slug).pk: slug for slug in ranked.TOWNS}
    return {
        slugs[pk]: [(each.ground, each.serial) for each in rows] for pk, rows in found.items() if pk in slugs
    }


def test_who_shares_the_last_rank_of_a_published_ranking_stood_last() -> None:
    who = ranked.ranked()
    row = ranked.concluded(who)
    assert stood(who) == {}
    row = actions.move_ranking(at(who.leader, AFTER), row, "publish")
    last = [(named.RANKED, row.serial)]
    assert stood(who) == {people.SHUANGYANG: last, people.HESHI: last}
    assert stood(who, days=91) == {}


def test_a_last_rank_calls_for_a_reminder_which_says_so() -> None:
    who = ranked.ranked()
    row = ranked.published(who)
    night = operator(people.DISTRICT, at(who.office, AFTER).now, who="Anbiao")
    rows = {each.organisation.slug: each for each in actions.propose_measures(night)}
    assert set(rows) == {people.SHUANGYANG, people.HESHI}
    measure = rows[people.HESHI]
    assert (measure.rung, measure.why) == (
        "remind",
        [{"ground": "ranked_last", "count": 1, "days": 0, "number": 1}],
    )
    measure = actions.move_measure(
        at(who.office, AFTER), measure, "issue", addressee="河市镇人民政府", demands="报送整改措施"
    )
    assert measure.snapshot
    assert [(each["ground"], each["serial"]) for each in measure.snapshot.content["stood"]] == [
        ("ranked_last", row.serial)
    ]


def test_a_circular_names_whom_its_issued_text_names() -> None:
    made = people.make_enterprises({"region": people.SHUANGYANG}, {"region": people.HESHI})
    for place, unit in enumerate(made):
        for number in range(10):
            closed = {
                "state": "closed",
                "closed_on": circulars.PERIOD["last_on"],
                "closing": "office",
                "photos_after": 1,
            }
            circulars.hazard(unit, f"26-9{place}{number}", **(closed if number < 5 + 4 * place else {}))
    officer, leader = (people.acting(people.person(name)) for name in ("district_officer", "leader"))
    first, second = (circulars.drafted(officer, "rectification") for _ in range(2))
    CircularSection.objects.filter(circular=second).update(text="各单位要抓紧整改。")
    for row in (first, second):
        row = circulars.issued(officer, leader, row)
    first.refresh_from_db()
    found = named.stood(people.DISTRICT, today=day_of(people.NOW), memory=90)
    assert {pk: [(each.ground, each.serial) for each in rows] for pk, rows in found.items()} == {
        office_of(people.SHUANGYANG).pk: [(named.NAMED, first.number)]
    }


def test_an_office_is_asked_about_alone_as_among_all() -> None:
    from anbiao.oversight.queries import accountability

    who = ranked.ranked()
    ranked.published(who)
    office = replace(at(who.office, AFTER))
    rules = accountability.ladder(people.DISTRICT, office.today)
    all_of_them, key = accountability.standings(office, rules), office_of(people.HESHI).pk
    assert accountability.standings(office, rules, only=key) == {key: all_of_them[key]}
