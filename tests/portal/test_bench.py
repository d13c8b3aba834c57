"""The bench: it measures what it says over rows that are right, in a database that is gone afterwards. Never a time."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anbiao.portal.bench.measuring import Figure, percentile
from tests import cluster

SIZES = {
    "import": 120, "list": 60, "search": 300, "export": 60, "journal": 50, "photos": 400, "map": 60, "colours": 60, "hazards": 600,
    "check": 60, "launch": 60, "board": 20,
}  # fmt: skip


def environment(folder: Path) -> dict[str, str]:
    """Of a program on the cluster of the tests, with a data folder of its own."""
    return {
        **os.environ, "ANBIAO_DATA": str(folder), "ANBIAO_MODE": "demonstration",
        "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings", "DATABASE_URL": cluster.cluster().url(user="anbiao_owner"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def splitting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process with the whole program imported, from which each bench is split off (tests/forking.py)."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forking"], env=environment(tmp_path_factory.mktemp("bench")), cwd=cluster.ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        yield running
        running.communicate()


def asked(name: str, template: str) -> list[str]:
    """The arguments of a bench at its small size."""
    return ["bench", name, "--size", str(SIZES[name]), "--rounds", "1", "--template", template, "--json"]


def bench(splitting: subprocess.Popen[str], name: str, template: str) -> dict[str, Any]:
    """The JSON of `anbiao bench NAME --size N --json` on the cluster of the tests."""
    assert splitting.stdin and splitting.stdout
    splitting.stdin.write(json.dumps(asked(name, template)) + "\n")
    splitting.stdin.flush()
    return right(**json.loads(splitting.stdout.readline()))


def right(pid: int, code: int, out: str, err: str) -> dict[str, Any]:
    """What a bench that has ended well has said; its database is gone."""
    assert code == 0, out + err
    assert f"anbiao_bench_{pid}" not in cluster.cluster().sql("SELECT datname FROM pg_database")
    told: dict[str, Any] = json.loads(out)
    return told


def test_the_journals_bench_needs_nothing_but_itself(tmp_path: Path, template: str) -> None:
    """As a person calls it: in a process that has imported nothing before."""
    program = "from anbiao.portal.commands.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, *asked("journal", template)], env=environment(tmp_path), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        out, err = running.communicate()
    says_its_figures("journal", right(running.pid, running.returncode, out, err))


@pytest.mark.parametrize("name", [name for name in SIZES if name != "journal"])
def test_each_bench_says_its_figures_and_leaves_nothing(
    splitting: subprocess.Popen[str], name: str, template: str
) -> None:
    says_its_figures(name, bench(splitting, name, template))


def says_its_figures(name: str, told: dict[str, Any]) -> None:
    """Times, the machine, and what else is right of this bench."""
    assert told["figures"] and all(figure["seconds"] > 0 for figure in told["figures"])
    assert {"cores", "memory_mb", "postgresql", "python"} <= set(told["machine"])
    check = globals().get(f"right_{name}")
    if check:
        check(told["figures"])


def right_import(figures: list[dict[str, Any]]) -> None:
    (figure,) = figures
    assert figure["created"] == figure["rows"] == SIZES["import"]
    assert figure["floor"] > 0 and figure["ratio"] > 0 and figure["peak_mb"] > 0


def right_board(figures: list[dict[str, Any]]) -> None:
    """All units have all tasks and hazards; no bulk write is without its sums."""
    board, bulk, *_ = figures
    assert board["queries"] <= 15 and board["floor"] > 0
    assert (board["tasks"], board["hazards"]) == (SIZES["board"] * 16, SIZES["board"] * 40)
    assert bulk["rows"] == SIZES["board"] and figures[-1]["rows"] > 0


def right_list(figures: list[dict[str, Any]]) -> None:
    assert [figure["name"] for figure in figures] == ["list, district", "list, town", "list, bureau"]
    assert all(1 <= figure["queries"] <= 12 and figure["floor"] > 0 for figure in figures)


def right_search(figures: list[dict[str, Any]]) -> None:
    found = {figure["name"]: figure["found"] for figure in figures}
    assert found["search, district, code, whole"] == 1
    assert found["search, district, two characters of the brand"] >= 1
    assert found["search, district, initials, 4 letters"] >= 1
    assert found["search, district, nothing such, characters"] == 0
    assert found["search, town, code, whole"] < 1


def right_export(figures: list[dict[str, Any]]) -> None:
    (figure,) = figures
    assert figure["rows_written"] == SIZES["export"]
    assert figure["cells"] >= 11 * (SIZES["export"] + 1)


def right_journal(figures: list[dict[str, Any]]) -> None:
    assert [figure["name"] for figure in figures] == ["journal, write", "journal, seal", "journal, verify"]


def right_photos(figures: list[dict[str, Any]]) -> None:
    search, load, *copies = figures
    assert (search["name"], search["rows"], load["rows"]) == (
        "photos, search",
        SIZES["photos"],
        SIZES["photos"],
    )
    assert search["found_recompressed"] == 1
    assert search["found_cropped"] >= 0.8 and search["found_uncropped"] >= 0.8
    assert search["taken_for_another"] == 0
    assert search["searches"] == 50 and search["floor"] is not None
    assert len(copies) == 2 and all(figure["floor"] > 0 for figure in copies)


def right_map(figures: list[dict[str, Any]]) -> None:
    assert [figure["name"] for figure in figures][:3] == [
        "map, district, whole",
        "map, district, street",
        "map, town, whole",
    ]
    for figure in figures:
        assert figure["queries_at_20"] <= figure["queries"] <= 7
        assert figure["floor"] > 0 and figure["single"] == figure["drawn"] >= figure["listed"]


def right_colours(figures: list[dict[str, Any]]) -> None:
    first, second, third = figures
    assert [figure["name"] for figure in figures] == [
        "colours, all take a colour",
        "colours, a tenth change",
        "colours, nothing changes",
    ]
    # Most units are there; what is closed takes no colour.
    assert SIZES["colours"] * 0.8 <= first["changed"] <= SIZES["colours"]
    assert 1 <= second["changed"] <= SIZES["colours"] / 2 and third["changed"] == 0
    assert third["statements"] <= second["statements"] <= first["statements"] <= 20
    assert all(figure["floor"] > 0 for figure in figures)


def right_hazards(figures: list[dict[str, Any]]) -> None:
    pages = [figure for figure in figures if "settling" not in figure["name"]]
    assert len(pages) == 30 and len(figures) == 32
    for figure in figures:
        assert figure["queries"] == figure["queries_at_few"] or "a unit's page" in figure["name"]
        assert figure["floor"] > 0
    assert all(figure["queries"] <= 12 for figure in pages if "a unit's page" not in figure["name"])


def right_check(figures: list[dict[str, Any]]) -> None:
    *briefs, photos = figures
    assert [figure["name"] for figure in briefs] == [
        "check, brief, grid",
        "check, brief, town",
        "check, begin, grid",
        "check, begin, town",
    ]
    assert all(figure["queries"] <= 8 and figure["floor"] > 0 for figure in briefs)
    assert photos["rows"] == 10 and 18 <= photos["megabytes"] <= 22


def test_a_figure_says_how_many_times_the_floor() -> None:
    assert Figure("x", 10, 3.0, 2.0).ratio == 1.5
    assert Figure("x", 10, 3.0).ratio is None
    assert "ratio 1.5" in Figure("x", 10, 3.0, 2.0, "at most 2").line()
    assert percentile([float(n) for n in range(100)], 0.95) == 95.0
