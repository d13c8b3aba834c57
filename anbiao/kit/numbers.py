"""Serial numbers of a district's records: one row a kind and year, locked until commit, so that none is given twice or left out."""

from django.db import connection

from anbiao.kit.models import Serial

TAKE = (
    f"INSERT INTO {Serial._meta.db_table} (district, kind, year, last) VALUES (%s, %s, %s, %s) "  # noqa: S608 - constants only
    "ON CONFLICT (district, kind, year) DO UPDATE SET last = {table}.last + EXCLUDED.last RETURNING last"
).replace("{table}", Serial._meta.db_table)


def take_numbers(district: str, kind: str, year: int, count: int = 1) -> range:
    """The next `count` numbers of a kind in a year, from 1. One query; whoever asks next waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [district, kind, year, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def serial(year: int, number: int) -> str:
    """How a number is written: 26-03871. Five places, more when a year needs more."""
    return f"{year % 100:02d}-{number:05d}"
