"""Units that were late again and again. What can be late lies in later parts, so that each tells its rows here (rules/lateness.py)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from anbiao.kit.actor import Actor
from anbiao.rules.lateness import TIMES, counted_from

# district, first due day that counts, today → rows with an `enterprise`, one for each late end
LateEnds = Callable[[str, date, date], Any]
LATE_ENDS: list[LateEnds] = []


def thrice_late(actor: Actor, path: str = "pk") -> Q:
    """The condition of a unit that is three times late, counted over everything that can be late, in one statement with its list."""
    parts: list[str] = []
    values: list[Any] = []
    for late_ends in LATE_ENDS:
        rows = late_ends(actor.district, counted_from(actor.today), actor.today)
        sql, given = rows.order_by().values("enterprise_id").query.get_compiler("default").as_sql()
        parts.append(sql)
        values += given
    if not parts:
        return Q(pk__in=[])
    union = " UNION ALL ".join(parts)
    late = f"SELECT enterprise_id FROM ({union}) late_ends GROUP BY enterprise_id HAVING count(*) >= %s"  # noqa: S608 - Django wrote the parts
    return Q(**{f"{path}__in": RawSQL(late, [*values, TIMES])})  # noqa: S611 - values stand apart
