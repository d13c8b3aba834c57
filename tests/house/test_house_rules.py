"""What holds for every file, and that each check bites."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import rules

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for path in sorted((ROOT / "anbiao").rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule(rule: object) -> None:
    broken = []
    for path in CODE:
        for what, line in rule(ast.parse(path.read_text()), path.relative_to(ROOT)):  # type: ignore[operator]
            broken.append(f"{path.relative_to(ROOT)}:{line}: {what}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        (rules.no_objects_in_doors, "anbiao/registry/web.py", "Enterprise.objects.get(pk=1)"),
        (rules.no_http_below, "anbiao/registry/actions/units.py", "from django.http import HttpResponse"),
        (rules.only_kit_moves_a_state, "anbiao/registry/actions/units.py", "unit.state = 'closed'"),
        (rules.only_the_clock_reads_the_clock, "anbiao/kit/files.py", "x = datetime.now()"),
        (rules.nothing_marked_safe, "anbiao/kit/texts.py", "y = mark_safe(x)"),
    ],
)
def test_each_rule_bites(rule: object, path: str, code: str) -> None:
    assert list(rule(ast.parse(code), Path(path)))  # type: ignore[operator]


def test_templates_pass_nothing_through_unescaped() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "anbiao").rglob("*.html")
        if re.search(
            r"\|\s*safe\b|autoescape off|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", path.read_text()
        )
    ]
    assert not found


def test_no_file_names_a_registry_or_an_index() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    host = re.compile(r"https?://(pypi|registry|files)\.[a-z.]+|--(extra-)?index-url|\"resolved\"")
    skipped = {"tests/house/test_house_rules.py"}
    named = [
        f
        for f in tracked
        if f not in skipped and (ROOT / f).suffix in {".txt", ".json", ".toml", ".in", ".yml", ""}
    ]
    found = [f for f in named if (ROOT / f).is_file() and host.search((ROOT / f).read_text(errors="ignore"))]
    assert not found


def test_files_stay_short_enough_to_read() -> None:
    long = {str(p.relative_to(ROOT)): n for p in CODE if (n := len(p.read_text().splitlines())) > 420}
    assert not long


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("anbiao/kit/bites.py", "import anbiao.registry.models", "parts"),
        ("anbiao/rules/bites.py", "import django", "pure"),
        ("anbiao/registry/models.py", "import anbiao.registry.actions", "registry"),
        ("anbiao/authority/models.py", "import anbiao.authority.actions", "authority"),
        ("anbiao/kit/bites.py", "import anbiao.portal.urls", "closed_doors"),
    ],
)
def test_the_import_contracts_bite(tmp_path: Path, file: str, line: str, contract: str) -> None:
    """On a copy, so that a killed test leaves nothing in the tree."""
    import shutil

    shutil.copytree(
        ROOT / "anbiao",
        tmp_path / "anbiao",
        ignore=shutil.ignore_patterns("library", "locale", "__pycache__"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    broken = tmp_path / file
    broken.write_text(f"{line}\n{broken.read_text() if broken.exists() else ''}")
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program), "--contract", contract, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
