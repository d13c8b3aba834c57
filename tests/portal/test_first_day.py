"""docs/first-day.md, carried out: every command that stands in a box, in order, by an office that begins with nothing but a roster."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from anbiao.kit import clock
from anbiao.portal.commands import setup
from anbiao.portal.commands.main import COMMANDS, Outcome, parser
from anbiao.programme.models import Campaign, Task
from anbiao.registry.models import TOWN_DOUBTFUL, Enterprise
from tests import people

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("first-day.md", "first-day.zh-CN.md")
ROWS = "120"
TO_COME = {"figures", "circular"}  # commands of this guide that stand in other changes of this week


def commands(guide: str) -> list[list[str]]:
    """The commands of a guide without `anbiao`; the week as the shell would put it."""
    week = clock.day_of(clock.now()).strftime("%G-W%V")
    lines = [
        line.strip() for line in (DOCS / guide).read_text().splitlines() if line.startswith("    anbiao ")
    ]
    told = [line.replace("$(date +%G-W%V)", week).replace("2026-01", f"{week[:4]}-01") for line in lines]
    return [shlex.split(line)[1:] for line in told]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, and a database in which nobody has founded this district yet; its tables stand."""
    with connection.cursor() as cursor:
        for table in ("authority_regulates", "authority_organisation"):
            cursor.execute(f"DELETE FROM {table} WHERE district = %s", [people.DISTRICT])
    monkeypatch.setattr(setup, "tables_and_lists", lambda: iter(()))
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def carried_out(words: list[str]) -> Outcome:
    given = parser().parse_args(words)
    outcome: Outcome = given.run(given)
    assert outcome.code == 0, (words, outcome.lines)
    return outcome


def test_both_languages_tell_the_same_commands() -> None:
    english, chinese = (commands(guide) for guide in GUIDES)
    assert english == chinese
    assert {words[0] for words in english} - set(COMMANDS) <= TO_COME


def test_a_new_office_comes_from_its_roster_to_its_first_circular(office: Path) -> None:
    steps = commands(GUIDES[0])
    roster = next(words for words in steps if words[0] == "demo")
    carried_out([ROWS if word == "25000" else word for word in roster])
    known = [words for words in steps if words[0] in COMMANDS and words[0] != "demo"]
    told = {
        " ".join(words[:2]) + (" dry" if "--dry-run" in words else ""): carried_out(words).data
        for words in known
    }
    looked, written = told["import enterprises dry"], told["import enterprises"]
    assert (
        looked["created"]
        == written["created"]
        == Enterprise.objects.of_district(people.DISTRICT).count()
        > 40
    )
    assert looked["aside"] == written["aside"] > 0 == written["bad"]
    assert Enterprise.objects.filter(TOWN_DOUBTFUL).count() == written["doubtful"] > 0
    assert (office / "report.xlsx").exists()
    campaign = Campaign.objects.get(district=people.DISTRICT)
    assert campaign.state == "running" and campaign.serial == told["campaign launch"]["serial"]
    tasks = Task.objects.of_district(people.DISTRICT)
    assert tasks.count() == told["campaign launch"]["tasks"] > told["campaign launch"]["units"] > 0
    assert told["campaign launch dry"]["tasks"] == tasks.count()
    _drawn(told, office)


def _drawn(told: dict[str, dict[str, object]], office: Path) -> None:
    """Figures and the circular, where their commands stand."""
    for name in TO_COME & set(COMMANDS):
        assert any(each.startswith(name) for each in told)
    if "circular" in COMMANDS:
        assert {each.suffix for each in office.iterdir()} >= {".docx", ".pdf"}
