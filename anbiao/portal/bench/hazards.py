"""The hazard list of a city beside the same pages over its last weeks: filters, words, pages deep in, and what settles a unit."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbiao.authority.models import User
from anbiao.inspection.actions import settle
from anbiao.inspection.models import Hazard, Standing
from anbiao.kit.register.filters import Cursor
from anbiao.portal.bench import browsing, filling, ledgers, scratch
from anbiao.portal.bench.measuring import Figure, Taken, least
from anbiao.registry.models import Enterprise

TIMES = 5
FEW = 45_000  # hazards: what the same pages are measured over first
UNITS = 45_000
Measured = dict[str, tuple[Taken, int]]
A_UNIT_HAS = 44  # hazards, of two million
DEMAND = "as many queries at 2,000,000 hazards as at 45,000, and 1.5 times as long"
NO_DEMAND = "no figure is demanded"
OF_A_TOWN = frozenset(
    ("as it opens", "deep in", "major", "from tip-offs", "listed", "two characters", "a unit", "open ones")
)
OPEN = "state=ordered&state=rectifying&state=reported&state=returned&state=verified"


def measure(size: int) -> list[Figure]:
    """Every page over the few, then over so many, with the same units: the first is the floor of the second."""
    ledgers.found()
    office, town, _bureau = filling.people()
    filling.fill(max(20, min(UNITS, size // A_UNIT_HAS)))
    ledgers.name_units()
    seen: list[Measured] = []
    for number in (max(20, min(FEW, size // 10)), size):
        scratch.empty(ledgers.HAZARDS)
        ledgers.hazards(number)
        seen.append(_seen(office, town, number))
    return _figures(*seen, size=size)


def _seen(office: User, town: User, size: int) -> Measured:
    """Every page of two people, and what settles the units, over the hazards that are there."""
    settle(ledgers.actor())
    scratch.analyse(Standing._meta.db_table, Enterprise._meta.db_table)
    return {
        **_pages("district", browsing.signed_in(office, reverse("hazards")), size),
        **_pages("town", browsing.signed_in(town, reverse("hazards")), size),
        **_settling(),
    }


def _figures(few: Measured, many: Measured, *, size: int) -> list[Figure]:
    return [
        Figure(
            f"hazards, {name}", size, taken.seconds, few[name][0].seconds, NO_DEMAND if "everyone" in name else DEMAND,
            {
                "queries": queries, "queries_at_few": few[name][1], "processor": round(taken.processor, 3),
                "processor_at_few": round(few[name][0].processor, 3),
            },
        )
        for name, (taken, queries) in many.items()
    ]  # fmt: skip


# ---------- pages ----------


def _pages(role: str, client: Client, size: int) -> Measured:
    """The time and the queries of each page for one person."""
    asked = {name: url for name, url in addresses(size).items() if role == "district" or name in OF_A_TOWN}
    return {f"{role}, {name}": _taken(client, url) for name, url in asked.items()}


def addresses(size: int) -> Mapping[str, str]:
    """What is measured of the list, by name: as it opens, narrowed, deep in, and searched for what stands there."""
    row = _some_hazard(size)
    unit, title = row.enterprise, row.title
    deep = Cursor(str(row.found_on), UUID(int=2**128 - 1), size // 2)
    asked: dict[str, dict[str, Any]] = {
        "as it opens": {},
        "deep in": {"after": deep},
        "major": {"grade": "major"},
        "one town": {"town": "350504002"},
        "one town, major, deep in": {"town": "350504002", "grade": "major", "after": deep},
        "red units": {"colour": "red"},
        "closed inside": {"closing": "inside"},
        "from tip-offs": {"source": "tip"},
        "listed": {"mark": "listed"},
        "reopened": {"mark": "reopened"},
        "overdue": {"late": "late"},
        "by deadline": {"sort": "due_on"},
        "two characters": {"q": title[:2]},
        "four characters": {"q": title[:4]},
        "a unit": {"q": unit.name},
        "a number": {"q": row.serial},
        "initials": {"q": row.initials[:4]},
        "nothing such": {"q": f"{title[:1]}龘"},
    }
    listed = {name: f"{reverse('hazards')}?{urlencode(query)}" for name, query in asked.items()}
    return {
        **listed,
        "open ones": f"{reverse('hazards')}?{OPEN}",
        "rectifications": reverse("rectifications"),
        "by week": reverse("hazards-by-week"),
        "a unit's page": reverse("enterprise", args=[unit.pk]),
    }


def _some_hazard(size: int) -> Hazard:
    """A hazard of the middle, of the town whose officer looks, too."""
    middle = ledgers.actor().today - timedelta(days=size * 7 // ledgers.WEEKLY // 2)
    rows = Hazard.objects.of_district(filling.DISTRICT).select_related("enterprise")
    here = rows.filter(found_on__lte=middle, enterprise__region__startswith="350504002")
    found = here.order_by("-found_on", "-id").first() or rows.order_by("id").first()
    if found is None:
        raise RuntimeError("no hazard was filled")
    return found


def _taken(client: Client, url: str) -> tuple[Taken, int]:
    """The least time of a page, and its queries."""
    numbers: list[int] = []
    taken = least(TIMES, lambda: numbers.append(len(browsing.queries(client, url))))
    return taken, numbers[-1]


# ---------- what an event costs ----------


def _settling() -> Measured:
    """A unit settled as after each of its events, and everyone as at night."""
    actor = ledgers.actor()
    unit = Enterprise.objects.of_district(filling.DISTRICT).order_by("id").values_list("pk", flat=True)[0]
    work: dict[str, Callable[[], Any]] = {
        "settling a unit": lambda: settle(actor, [unit]),
        "settling everyone, nothing changes": lambda: settle(actor),
    }
    found = {}
    for name, run in work.items():
        with CaptureQueriesContext(connection) as captured:
            run()
        statements = [
            query for query in captured if query["sql"].startswith(("SELECT", "UPDATE", "WITH", "\n"))
        ]
        found[name] = (least(3, run), len(statements))
    return found
