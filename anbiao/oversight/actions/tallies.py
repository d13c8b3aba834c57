"""Keeping the sums of figures: changes are folded into them, and all of a district's are made anew where somebody doubts them.

They are no facts, only what facts add up to, so that nothing here is journalled.
"""

from django.db import connection, transaction

from anbiao.oversight.models import Change, Tally

FOLDERS = 0x6F74  # advisory lock class: one folds a district at a time
_FOLD = (
    f"WITH taken AS (DELETE FROM {Change._meta.db_table} WHERE district = %(district)s RETURNING campaign, town, sector, measure, day, number), "  # noqa: S608 - constants only
    "summed AS (SELECT campaign, measure, g.grain, g.day, town, sector, sum(number) AS number FROM taken, "
    "LATERAL (VALUES ('d', taken.day), ('w', date_trunc('week', taken.day)::date)) g (grain, day) "
    "GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(number) <> 0 ORDER BY 1, 2, 3, 4, 5, 6) "
    f"INSERT INTO {Tally._meta.db_table} AS t (district, campaign, measure, grain, day, town, sector, number) "
    "SELECT %(district)s, summed.* FROM summed "
    "ON CONFLICT (district, campaign, measure, grain, day, town, sector) DO UPDATE SET number = t.number + excluded.number"
)


@transaction.atomic
def fold(district: str) -> int:
    """Adds what has changed to the sums of its day and week. Who reads meanwhile sees the sums with the changes, before or after, never one
    without the other. Returns how many sums were written; 0 also where another worker folds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [FOLDERS, int(district)])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, {"district": district})
        return int(cursor.rowcount)


@transaction.atomic
def recount(district: str) -> None:
    """Makes all sums of a district anew out of its facts. Long: a minute for a city; readers see the old ones until it is done, writers of
    facts wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE oversight_unitplace IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT oversight_recount(%s)", [district])
    fold(district)
