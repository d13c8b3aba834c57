"""Searches over a million units, as the list does them: with the scope, the first fifty, in the order that the list has for so many."""

from collections.abc import Callable
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.kit.actor import Actor
from anbiao.kit.register.counting import counts
from anbiao.kit.register.filters import ListState
from anbiao.kit.register.paging import in_order, page_of
from anbiao.portal.bench import filling
from anbiao.portal.bench.measuring import Figure, percentile
from anbiao.registry.models import Enterprise
from anbiao.registry.registers import ENTERPRISES

TRIES = 200
LIMIT = 50
DEMAND = "within 0.02 s at 1,000,000 rows (95 of 100)"
# What somebody types, made from a unit that exists.
WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "initials, 4 letters": lambda unit: str(unit["initials"])[:4],
    "initials, 3 letters": lambda unit: str(unit["initials"])[:3],
    "two characters of the brand": lambda unit: str(unit["name"])[:2],
    "three characters of the brand": lambda unit: str(unit["name"])[:3],
    "two characters of the trade": lambda unit: str(unit["name"]).partition("（")[0][-2:],
    "brand and trade": lambda unit: f"{str(unit['name'])[:2]} {str(unit['name']).partition('（')[0][-2:]}",
    "code, first 12": lambda unit: str(unit["uscc"])[:12],
    "code, first 10 (all of them)": lambda unit: str(unit["uscc"])[:10],
    "code, whole": lambda unit: str(unit["uscc"]),
    "nothing such, letters": lambda unit: f"{str(unit['initials'])[:3]}qqv",
    "nothing such, characters": lambda unit: f"{str(unit['name'])[0]}龘",
}  # fmt: skip


def measure(size: int) -> list[Figure]:
    """For each way to search and each of three people: the middle and the slow end of many tries."""
    filling.found()
    people = dict(zip(("district", "town", "bureau"), filling.people(), strict=True))
    filling.fill(size, kinds=("sector",))
    units = _some_units(size)
    return [
        _figure(f"search, {role}, {way}", user, way, units, size)
        for role, user in people.items()
        for way in WORDS
    ]


def _some_units(size: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
    part = min(100.0, 100 * TRIES * 4 / size)
    table = Enterprise._meta.db_table
    found = Enterprise.objects.raw(
        f"SELECT id, name, initials, uscc FROM {table} TABLESAMPLE BERNOULLI ({part:.4f}) REPEATABLE (1)"  # noqa: S608
    )
    units = [{"name": unit.name, "initials": unit.initials, "uscc": unit.uscc} for unit in found]
    Random(3).shuffle(units)  # noqa: S311
    return units[: min(TRIES, max(10, size // 500))]


def _figure(name: str, user: User, way: str, units: list[dict[str, Any]], size: int) -> Figure:
    actor = actor_of(user, filling.NOW, "bench")
    words = [WORDS[way](unit) for unit in units]
    for word in words[:3]:
        _search(actor, word)
    times, counting, found = [], [], 0
    for word in words:
        taken, counted, rows = _search(actor, word)
        times.append(taken)
        counting.append(counted)
        found += rows
    more = {
        "count": round(percentile(counting, 0.95), 4),
        "p50": round(percentile(times, 0.5), 4),
        "worst": round(max(times), 4),
        "found": round(found / len(words), 1),
    }
    return Figure(name, size, percentile(times, 0.95), None, DEMAND, more)


def _search(actor: Actor, word: str) -> tuple[float, float, int]:
    """Seconds for the first page of what a word finds, for its count (which the list takes with those of its views), and the rows."""
    state = ListState(q=word)
    rows = ENTERPRISES.rows(actor, state)
    begun = perf_counter()
    (total,) = counts([rows])
    counted = perf_counter()
    rows, column, down = in_order(ENTERPRISES, actor, state, total.number)
    page = page_of(rows, state, column, down=down, size=LIMIT)
    return perf_counter() - counted, counted - begun, len(page.rows)
