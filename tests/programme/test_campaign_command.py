"""`anbiao campaign` from the command line."""

import pytest
from django.utils import translation

from anbiao.portal.commands import campaign_
from anbiao.portal.commands.main import CommandError, Outcome, parser
from anbiao.programme.models import Campaign, Task
from tests import people

pytestmark = pytest.mark.django_db


def run(*words: str) -> Outcome:
    return campaign_.run(parser().parse_args(["campaign", *words]))


def test_templates_are_listed() -> None:
    told = run("templates", "--district", people.DISTRICT).data["templates"]
    assert {each["template"] for each in told} == {
        "standardization", "mixed-use-fire", "building-look-back", "holiday-check", "all-staff-responsibility",
    }  # fmt: skip


def test_a_dry_run_says_what_the_launch_then_does_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)
    people.make_enterprises(*({"sector": "schools"} for _ in range(3)))
    dry = run(
        "launch", "standardization", "--district", people.DISTRICT, "--start", "2026-W49", "--dry-run"
    ).data
    assert (Campaign.objects.count(), Task.objects.count()) == (0, 0)
    done = run("launch", "standardization", "--district", people.DISTRICT, "--start", "2026-W49").data
    assert dry["tasks"] == done["tasks"] == Task.objects.count() == 24
    assert dry["weeks"] == done["weeks"]
    (listed,) = run("list", "--district", people.DISTRICT).data["campaigns"]
    assert (listed["id"], listed["tasks"], listed["start"]) == (done["id"], 24, "2026-W49")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing", "--start", "2026-W49"), "no template"),
        (("standardization", "--start", "2026-W99"), "no week"),
        (("standardization", "--start", "2020-W01"), "weeks back"),
        (("standardization", "--start", "2026-W49"), "No unit fits"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)
    with translation.override("en"), pytest.raises(CommandError, match=said):
        run("launch", *words, "--district", people.DISTRICT)


def test_json_may_stand_before_and_behind() -> None:
    for words in (["campaign", "--json", "list"], ["campaign", "list", "--json"]):
        assert parser().parse_args(words).json is True
    assert parser().parse_args(["campaign", "list"]).json is False
