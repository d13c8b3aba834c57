"""The house rules as checks over the syntax tree; each gives the places where it is broken."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

Finding = tuple[str, int]
DOORS = ("web.py", "api.py", "jobs.py", "importing_web.py")
NO_HTTP = ("actions.py", "queries.py", "models.py")


def is_door(path: Path) -> bool:
    """True for files whose job is to find, do, answer."""
    return path.name in DOORS or path.name == "registers.py" or "web" in path.parts


def is_below_doors(path: Path) -> bool:
    """True for files that know no request."""
    return path.name in NO_HTTP or "actions" in path.parts or "queries" in path.parts


def no_objects_in_doors(tree: ast.AST, path: Path) -> Iterator[Finding]:
    """Doors and registers fetch through queries and scopes, never by `.objects.filter` of their own."""
    if not is_door(path) or "kit" in path.parts:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield "`.objects` in a door or register", node.lineno


def no_http_below(tree: ast.AST, path: Path) -> Iterator[Finding]:
    """Actions, queries and models know no request and no response."""
    if not is_below_doors(path):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.http"):
            yield "HTTP below the doors", node.lineno


def only_kit_moves_a_state(tree: ast.AST, path: Path) -> Iterator[Finding]:
    """`row.state = …` stands only in kit/workflow.py; everybody else takes a step."""
    if path.parts[-2:] == ("kit", "workflow.py"):
        return
    for node in ast.walk(tree):
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state":
                yield "a state moved without take", node.lineno


def only_the_clock_reads_the_clock(tree: ast.AST, path: Path) -> Iterator[Finding]:
    """now() and today() are called in kit/clock.py; others get `now` from the actor or ask the clock."""
    if path.parts[-2:] == ("kit", "clock.py"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            named = owner.id if isinstance(owner, ast.Name) else ""
            if (named, node.func.attr) in {
                ("timezone", "now"),
                ("datetime", "now"),
                ("date", "today"),
                ("time", "time"),
            }:
                yield "the clock read outside the clock", node.lineno


def nothing_marked_safe(tree: ast.AST, path: Path) -> Iterator[Finding]:
    """What people typed is escaped by the template, always."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and getattr(node, "id", getattr(node, "attr", "")) in {
            "mark_safe", "csrf_exempt",
        }:  # fmt: skip
            yield "markup passed through unescaped, or a form without protection", node.lineno


RULES: tuple[Callable[[ast.AST, Path], Iterator[Finding]], ...] = (
    no_objects_in_doors,
    no_http_below,
    only_kit_moves_a_state,
    only_the_clock_reads_the_clock,
    nothing_marked_safe,
)
