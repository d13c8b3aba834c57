"""Problems come and go as JSON: what is not in the form ends in a sentence that names the place; and the command that reads them."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from anbiao.portal.bench import scheduling
from anbiao.portal.commands import bench_
from anbiao.portal.commands.main import CommandError
from anbiao.programme.planning import instance_text, read_instance, read_plan
from anbiao.programme.planning.made import made
from anbiao.rules.refusal import Refused
from anbiao.rules.schedule import Placement
from tests.planning.plan_checker import complaints, measured
from tests.planning.problems import week


def small() -> dict[str, Any]:
    return {
        "weeks": [{"week": "2026-W49"}, {"week": "2026-W50", "days": 4, "blocked": "春节"}],
        "people": [{"id": "p", "capacity": 3, "absences": {"2026-W49": 1}}],
        "units": [{"id": "u", "village": "v", "street": "s", "colour": "red", "sectors": ["shoes"]}],
        "visits": [
            {"id": "a", "unit": "u", "step": "survey", "candidates": ["p"], "release": "2026-W49", "due": "2026-W49"}
        ],
    }  # fmt: skip


def test_a_small_file_is_read_as_it_is_meant() -> None:
    instance = read_instance(json.dumps(small()))
    (visit,) = instance.visits
    assert (visit.duration, visit.weight, visit.after, visit.locked) == (1, 1, (), None)
    assert [w.days for w in instance.weeks] == [5, 4]
    assert instance.weeks[1].blocked == "春节"


def spoilt(*path: str | int, value: Any) -> str:
    """The small file with one value put, or one key added."""
    told = small()
    place: Any = told
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return json.dumps(told)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "docs/planning.md", id="nothing"),
        pytest.param("{", "docs/planning.md", id="no JSON"),
        pytest.param("[]", "docs/planning.md", id="a list"),
        pytest.param("null", "docs/planning.md", id="null"),
        pytest.param("[" * 100_000, "docs/planning.md", id="too deep"),
        pytest.param(b"\xff\xfe\x00", "docs/planning.md", id="no text"),
        pytest.param(spoilt("extra", value=1), "extra", id="an unknown key"),
        pytest.param(spoilt("visits", 0, "extra", value=1), "visits.0.extra", id="an unknown key of a visit"),
        pytest.param(spoilt("visits", 0, "due", value="2026-W99"), "2026-W99", id="a week that is none"),
        pytest.param(spoilt("visits", 0, "due", value="W49"), "visits.0.due", id="no week"),
        pytest.param(spoilt("visits", 0, "due", value=49), "visits.0.due", id="a number for a week"),
        pytest.param(spoilt("visits", 0, "duration", value=0), "visits.0.duration", id="no duration"),
        pytest.param(
            spoilt("visits", 0, "duration", value="1"), "visits.0.duration", id="a text for a number"
        ),
        pytest.param(spoilt("visits", 0, "duration", value=1e9), "visits.0.duration", id="too long"),
        pytest.param(
            spoilt("visits", 0, "duration", value=float("nan")), "visits.0.duration", id="not a number"
        ),
        pytest.param(spoilt("visits", 0, "candidates", value=[]), "visits.0.candidates", id="nobody"),
        pytest.param(spoilt("visits", 0, "candidates", value=["x"]), "x", id="an unknown person"),
        pytest.param(spoilt("visits", 0, "unit", value="x"), "x", id="an unknown unit"),
        pytest.param(spoilt("units", 0, "colour", value="green"), "units.0.colour", id="a fifth colour"),
        pytest.param(spoilt("people", 0, "capacity", value=-1), "people.0.capacity", id="less than nothing"),
        pytest.param(spoilt("weeks", value=[]), "weeks", id="no weeks"),
        pytest.param(spoilt("weeks", 1, "week", value="2026-W53"), "2026-W53", id="a gap"),
        pytest.param(spoilt("visits", 0, "after", value=[{"visit": "a"}]), "a", id="after itself"),
    ],
)
def test_what_is_no_problem_is_refused_with_its_place(text: str | bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_instance(text)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 3000


def test_a_plan_is_read_and_refused_likewise() -> None:
    told = {"placements": {"a": {"week": "2026-W52", "person": "p1"}}, "unplaced": ["b"]}
    assert read_plan(json.dumps(told)).placements == {"a": Placement(week(0), "p1")}
    with pytest.raises(Refused):
        read_plan(json.dumps({**told, "more": 1}))


# ---------- the command ----------

KEYS = {"seconds", "lateness", "unplaced", "trips", "bound", "gap"}


def given(**over: Any) -> argparse.Namespace:
    facts = {
        "name": "schedule",
        "size": None,
        "rounds": None,
        "instance": None,
        "plan": None,
        "replan": False,
    }
    return argparse.Namespace(**{**facts, **over})


def test_the_bench_plans_a_file_and_writes_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling.of_file, "__defaults__", (None, 1.0))
    problem, answer = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(instance_text(made(20)))
    told = bench_.run(given(instance=problem, plan=answer)).data
    assert set(told) == KEYS | {"edd"} and set(told["edd"]) == KEYS
    problem_, answer_ = json.loads(problem.read_text()), json.loads(answer.read_text())
    assert not complaints(problem_, answer_)
    *late, unplaced, trips, _ = measured(problem_, answer_)
    assert list(told["lateness"].values()) == late
    assert (told["unplaced"], told["trips"]) == (unplaced, trips)
    assert all(told["lateness"][colour] <= weeks for colour, weeks in told["edd"]["lateness"].items())
    assert told["bound"]["trips"] <= trips and 0 <= told["gap"]["trips"] <= 1


def test_the_bench_disturbs_a_plan_and_counts_what_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling.of_replanning, "__defaults__", (1.0,))
    told = bench_.run(given(size=40, replan=True)).data
    assert told["had_to_move"] > 0 and told["locked"] > 0
    assert (told["flaws"], told["locked_moved"], told["dropped"]) == (0, 0, 0)
    with pytest.raises(CommandError, match="--size"):
        bench_.run(given(instance=Path("x.json"), replan=True))


def test_the_bench_plans_a_city_by_districts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "ALONE", 30)
    monkeypatch.setattr(scheduling, "DISTRICT", 20)
    monkeypatch.setattr(scheduling, "CITY_SECONDS", 1.0)
    monkeypatch.setattr(scheduling, "ProcessPoolExecutor", _Here)
    told = scheduling.of_size(41)
    assert set(told) == KEYS | {"edd"}
    assert told["trips"] <= told["edd"]["trips"]


class _Here:
    """A pool that works in this very process: what the districts add up to is what is tested."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> "_Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, work: Any, *lists: Any) -> Any:
        return map(work, *lists)


@pytest.mark.parametrize(
    ("text", "says"),
    [(None, "No such file"), ("{}", "docs/planning.md"), (json.dumps(small())[:-1], "docs/planning.md")],
)
def test_a_file_that_is_no_problem_ends_in_a_sentence(tmp_path: Path, text: str | None, says: str) -> None:
    problem = tmp_path / "problem.json"
    if text is not None:
        problem.write_text(text)
    with pytest.raises(CommandError) as error:
        bench_.run(given(instance=problem))
    assert says in str(error.value)


def test_a_plan_is_written_only_for_a_problem_that_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        bench_.run(given(plan=tmp_path / "plan.json"))
