"""Every unit of a district settled: standings rolled up, colours by the local rule, next visits; beside the bare SQL of it."""

from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anbiao.inspection.actions import settle
from anbiao.inspection.models import ColourChange, Standing
from anbiao.portal.bench import filling, ledgers
from anbiao.portal.bench.measuring import Figure, Taken, least
from anbiao.registry.models import Enterprise

TIMES = 2
A_UNIT_HAS = 10  # hazards
DEMAND = "at most 10 s of work at 45,000 units"
STANDING, UNIT, CHANGE = (model._meta.db_table for model in (Standing, Enterprise, ColourChange))
# The floor: the numbers of each unit counted once, and as many rows of standings and of units rewritten as a settling rewrites.
COUNTED = (
    f"SELECT enterprise_id, count(*), count(*) FILTER (WHERE grade = 'major'), count(*) FILTER (WHERE due_on < now()) "  # noqa: S608
    f"FROM {ledgers.HAZARDS} WHERE district = '{filling.DISTRICT}' GROUP BY enterprise_id",
    f"SELECT enterprise_id, max(\"on\"), count(*) FROM {ledgers.CHECKS} WHERE district = '{filling.DISTRICT}' GROUP BY enterprise_id",  # noqa: S608
)
REWRITTEN = f"UPDATE {STANDING} SET rolled_at = rolled_at WHERE district = '{filling.DISTRICT}'"  # noqa: S608
RECOLOURED = f"UPDATE {UNIT} SET colour = colour WHERE district = '{filling.DISTRICT}' AND id IN (SELECT id FROM {UNIT} ORDER BY id LIMIT %s)"  # noqa: S608


def measure(size: int) -> list[Figure]:
    """The first settling, in which all take a colour; one in which a tenth change; one in which nothing does."""
    ledgers.found()
    filling.fill(size)
    ledgers.name_units()
    ledgers.hazards(size * A_UNIT_HAS)
    ledgers.others()
    return [
        _first(size),
        _figure("a tenth change", size, before=_turn),
        _figure("nothing changes", size),
    ]


def _first(size: int) -> Figure:
    """The very first settling: no unit has a standing or a colour; once, since it cannot be had again."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {UNIT} SET colour = ''")  # noqa: S608 - constants only
    return _figure("all take a colour", size, times=1)


def _figure(name: str, size: int, *, times: int = TIMES, before: Any = None) -> Figure:
    changed: list[int] = []
    statements: list[int] = []

    def run() -> None:
        with CaptureQueriesContext(connection) as captured:
            changed.append(settle(ledgers.actor()))
        statements.append(len(captured))

    taken = least(times, run, before=before)
    floor = _floor(changed[-1])
    more = {
        "changed": changed[-1], "statements": statements[-1], "processor": round(taken.processor, 2),
        "processor_floor": round(floor.processor, 2), "hazards": size * A_UNIT_HAS,
    }  # fmt: skip
    return Figure(f"colours, {name}", size, taken.seconds, floor.seconds, DEMAND, more)


def _floor(changed: int) -> Taken:
    """Counting, and rewriting as many rows, taken back afterwards."""

    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in COUNTED:
                cursor.execute(statement)
                cursor.fetchall()
            cursor.execute(REWRITTEN)
            cursor.execute(RECOLOURED, [changed])
            transaction.set_rollback(True)

    return least(TIMES, run)


def _turn() -> None:
    """Something happens to every fifth unit: a risk point of it becomes a red one, or none any more. Half of them show it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ledgers.RISKS} SET colour = CASE colour WHEN 'red' THEN 'blue' ELSE 'red' END WHERE id IN "  # noqa: S608
            f"(SELECT DISTINCT ON (r.enterprise_id) r.id FROM {ledgers.RISKS} r JOIN {UNIT} u ON u.id = r.enterprise_id "
            "WHERE hashtext(u.uscc) %% 5 = 0 ORDER BY r.enterprise_id, r.id)",
            [],
        )
