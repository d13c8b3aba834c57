"""The rules book: every rule that cites an article, in the words of its docstring, with the tests that show it."""

import ast
import re
from collections.abc import Iterable, Mapping

from anbiao.rules.refusal import Citation

PREFACE = """# Rules book

What Anbiao decides by itself, and on which article each decision stands. Written by `anbiao rules-book` from the
code: do not edit it by hand.
"""


def named_tests(source: str, *, path: str) -> dict[str, str]:
    """The test functions of one file's text, `path::name` -> text with decorators; reads no file itself."""
    lines = source.splitlines()
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found[f"{path}::{node.name}"] = "\n".join(lines[first - 1 : node.end_lineno])
    return found


def rules_book(functions: Iterable[Citation], *, tests: Mapping[str, str]) -> str:
    """Markdown: module by module each rule with its articles, text and tests, then each article with its rules.

    `functions` is what `cited()` gives once every module with rules is imported; `tests` maps a test to its text.
    The same input in any order gives the same book.
    """
    rules = sorted(functions)
    chapters = [PREFACE]
    for module in sorted({rule.module for rule in rules}):
        chapters.append(f"## {module}\n")
        chapters.extend(_entry(rule, tests) for rule in rules if rule.module == module)
    chapters.append(_index(rules))
    return "\n".join(chapters)


def _entry(rule: Citation, tests: Mapping[str, str]) -> str:
    shown_by = [f"- {_as_sentence(test)}" for test in sorted(tests) if _names(tests[test], rule)]
    parts = [
        f"### {rule.name}",
        f"Article: {'; '.join(rule.articles)}",
        rule.text,
        "Shown by:" if shown_by else "No test names this rule.",
        *(["\n".join(shown_by)] if shown_by else []),
    ]
    return "\n\n".join(parts) + "\n"


def _as_sentence(test: str) -> str:
    path, _, name = test.rpartition("::")
    return f"{name.removeprefix('test_').replace('_', ' ')} (`{path}`)"


def _names(text: str, rule: Citation) -> bool:
    """A test names a rule when it calls it or hands it on. A method stands behind a dot."""
    owner, _, name = rule.name.rpartition(".")
    before = r"\." if owner else r"\b"
    return re.search(rf"{before}{re.escape(name)}\b(?=\s*[(,)\]])", text) is not None


def _index(rules: Iterable[Citation]) -> str:
    by_article: dict[str, list[str]] = {}
    for rule in rules:
        for article in rule.articles:
            by_article.setdefault(article, []).append(f"`{rule.module}.{rule.name}`")
    rows = [f"| {article} | {', '.join(by_article[article])} |" for article in sorted(by_article)]
    return "\n".join(["## Articles\n", "| article | rules |", "|---|---|", *rows]) + "\n"
