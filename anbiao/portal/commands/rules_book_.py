"""`anbiao rules-book`: writes docs/rules-book.md from the rules; `--check` fails when it differs."""

import argparse
import importlib
import pkgutil
from pathlib import Path

from anbiao.portal.commands.main import CommandError, Outcome

HELP = "write docs/rules-book.md from the code: rule, article, text, tests"


def add(parser: argparse.ArgumentParser) -> None:
    """Where to, or only compare."""
    parser.add_argument("--out", type=Path, default=None, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="fail when the file differs from the code")


def run(given: argparse.Namespace) -> Outcome:
    """Writes or compares."""
    root = Path(__file__).resolve().parents[3]
    target = given.out or root / "docs" / "rules-book.md"
    text = book(root)
    if given.check:
        if not target.exists() or target.read_text() != text:
            raise CommandError(f"{target} differs from the rules. Run: anbiao rules-book")
        return Outcome({"same": True}, ("The rules book is as the code is.",))
    target.write_text(text)
    return Outcome({"file": str(target), "characters": len(text)}, (f"{target} written.",))


def book(root: Path) -> str:
    """The rules book of this code, from every module of rules and the tests in tests/rules."""
    from anbiao import rules
    from anbiao.rules.book import named_tests, rules_book
    from anbiao.rules.refusal import cited

    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"anbiao.rules.{module.name}")
    tests: dict[str, str] = {}
    for file in sorted((root / "tests" / "rules").glob("test_*.py")):
        tests |= named_tests(file.read_text(), path=f"tests/rules/{file.name}")
    return rules_book(cited(), tests=tests)
