"""`anbiao campaign` from the command line."""

from pathlib import Path

import pytest
from django.utils import translation

from anbiao.kit.models import Entry
from anbiao.portal.commands import campaign_
from anbiao.portal.commands.main import CommandError, Outcome, parser
from anbiao.programme.editions import LIBRARY
from anbiao.programme.models import Campaign, CampaignStep, ProgrammeEdition, Task
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


HOLIDAY = next(LIBRARY.glob("*holiday-check*.yaml")).read_text()


def load(folder: Path, text: str, region: str = "3505", *words: str) -> Outcome:
    """What the command says of a file with this text."""
    file = folder / "city.yaml"
    file.write_text(text)
    with translation.override("en"):
        return run("load", str(file), "--region", region, *words)


def test_an_edition_of_the_city_is_loaded_listed_and_copied_into_a_district(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anbiao.kit.clock.now", lambda: people.NOW)
    text = HOLIDAY.replace('number: ""', "number: 泉安办〔2026〕12号").replace("minutes: 90", "minutes: 75")
    told = load(tmp_path, text)
    assert (told.code, told.data["loaded"], told.data["districts"]) == (0, 1, [people.OTHER, people.DISTRICT])
    assert load(tmp_path, text).data["loaded"] == 0
    assert set(Entry.objects.filter(verb="issue").values_list("district", flat=True)) == {
        people.DISTRICT,
        people.OTHER,
    }
    listed = {
        each["template"]: each for each in run("templates", "--district", people.DISTRICT).data["templates"]
    }
    assert (listed["holiday-check"]["region"], listed["holiday-check"]["number"]) == (
        "3505",
        "泉安办〔2026〕12号",
    )
    assert listed["standardization"]["region"] == ""
    people.make_enterprise(sector="schools", size_class="medium")
    run("launch", "holiday-check", "--district", people.DISTRICT, "--start", "2026-W49")
    assert Campaign.objects.get().edition.region == "3505"
    assert CampaignStep.objects.get(code="self_check").minutes == 75


def test_a_loaded_edition_is_not_changed_by_loading_another_text(tmp_path: Path) -> None:
    load(tmp_path, HOLIDAY)
    told = load(tmp_path, HOLIDAY.replace("minutes: 90", "minutes: 75"))
    assert (told.code, told.data["loaded"]) == (2, 0)
    assert "never changed" in told.data["problems"][0]["message"]
    assert ProgrammeEdition.objects.filter(region="3505").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("minutes: 90", "minutes: 1", 30, "too small"),
        ("evidence: note\n        answers: enterprise", "answers: enterprise", 20, "“evidence” is missing"),
        ("weeks: 4\n", "weeks: four\n", 15, "whole number"),
        ("[enterprise_manager, enterprise_staff]", "[auditor]", 20, "may not “do task”"),
        ("closes: 2", "closes: 9", 1, "closes after the campaign"),
        ("scope: {classes: [above_scale,", "scope: {classes: [giant,", 0, "giant"),
        ("title: {zh: 节前, en: Before}", "title: {zh: 节前, en: Before", 19, "not YAML"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in HOLIDAY
    told = load(tmp_path, HOLIDAY.replace(old, new, 1))
    assert told.code == 2
    assert any(said in each["message"] and each["line"] == line for each in told.data["problems"])
    assert not ProgrammeEdition.objects.filter(region="3505").exists()


@pytest.mark.parametrize(("region", "said"), [("35x", "no code"), ("9999", "No district")])
def test_an_edition_is_loaded_for_a_region_that_stands_here(tmp_path: Path, region: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        load(tmp_path, HOLIDAY, region)


def test_an_account_loads_for_its_own_district_where_its_duty_launches_campaigns(tmp_path: Path) -> None:
    people.person("leader")
    people.person("district_officer")
    with pytest.raises(CommandError, match="its own district"):
        load(tmp_path, HOLIDAY, "3505", "--as", "district_officer")
    assert load(tmp_path, HOLIDAY, people.DISTRICT, "--as", "leader").code == 2
    assert load(tmp_path, HOLIDAY, people.DISTRICT, "--as", "district_officer").data["loaded"] == 1
