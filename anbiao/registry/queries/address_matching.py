"""What address points say of units, the most exact first: keys compared by the database, one statement a precision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from anbiao.rules.geocoding import MOST_NUMBERS, Hits, Precision, keys_of


@dataclass(frozen=True)
class Match:
    """What the points say of a unit: how they were found, where it stands by them, and the address of the first."""

    unit: UUID
    hits: Hits
    longitude: float
    latitude: float
    found: str


WANTED = "CREATE TEMP TABLE wanted (id uuid, town text, village text, house text, building text, street text, number int, place text) ON COMMIT DROP"
_TOWN = "(p.town = w.town OR p.town = '' OR w.town = '')"
_SAME = "(w.town <> '' AND p.town = w.town)"
_GATHERED = (
    "count(*), min(longitude), min(latitude), max(longitude), max(latitude), avg(longitude), avg(latitude)"
)
_HOUSE = f"""
    WITH hits AS (
        SELECT w.id, p.address, p.longitude, p.latitude, {_SAME} AS same, (w.building <> '' AND p.building = w.building) AS exactly,
               (w.building IN ('', p.building) OR p.building = '') AS fits
        FROM wanted w JOIN registry_addresspoint p
          ON p.district = %(district)s AND p.house <> '' AND p.house = w.house AND {_TOWN}
    ), best AS (SELECT *, rank() OVER (PARTITION BY id ORDER BY same DESC, exactly DESC, fits DESC) AS place FROM hits)
    SELECT id, {_GATHERED}, min(address), bool_and(same), NOT bool_and(fits), 0 FROM best WHERE place = 1 GROUP BY id"""  # noqa: S608 - our own words, values apart
_BESIDE = f"""
    SELECT p.longitude, p.latitude, p.address, p.number, {_SAME} AS same FROM registry_addresspoint p
    WHERE p.district = %(district)s AND p.street <> '' AND p.street = w.street AND {_TOWN}"""  # noqa: S608 - our own words, values apart
_STREET = f"""
    SELECT w.id, 1, n.longitude, n.latitude, n.longitude, n.latitude, n.longitude, n.latitude, n.address, n.same, false,
           abs(n.number - w.number)
    FROM wanted w CROSS JOIN LATERAL (
        SELECT * FROM (
            ({_BESIDE} AND p.number BETWEEN w.number AND w.number + %(most)s ORDER BY p.number LIMIT 1)
            UNION ALL
            ({_BESIDE} AND p.number BETWEEN w.number - %(most)s AND w.number - 1 ORDER BY p.number DESC LIMIT 1)
        ) AS two ORDER BY abs(two.number - w.number), two.number LIMIT 1
    ) AS n WHERE w.street <> ''"""  # noqa: S608 - our own words, values apart
_COLUMNS = "number, west, south, east, north, x, y, address"
_PLACE = f"""
    WITH middle (place, town, {_COLUMNS}) AS (
        SELECT p.place, p.town, {_GATHERED}, min(p.address) FROM registry_addresspoint p
        WHERE p.district = %(district)s AND p.place <> '' AND p.place IN (SELECT place FROM wanted) GROUP BY p.place, p.town
    )
    SELECT DISTINCT ON (w.id) w.id, {_COLUMNS.replace("number", "p.number")}, {_SAME}, false, 0
    FROM wanted w JOIN middle p ON p.place = w.place AND {_TOWN} ORDER BY w.id, {_SAME} DESC, p.number DESC"""  # noqa: S608 - our own words, values apart
_VILLAGE = f"""
    WITH middle (region, {_COLUMNS}) AS (
        SELECT p.region, {_GATHERED}, '' FROM registry_addresspoint p
        WHERE p.district = %(district)s AND length(p.region) = 12 AND p.region IN (SELECT village FROM wanted) GROUP BY p.region
    )
    SELECT w.id, {_COLUMNS.replace("number", "m.number")}, true, false, 0 FROM wanted w JOIN middle m ON m.region = w.village"""  # noqa: S608 - our own words, values apart
LEVELS: tuple[tuple[Precision, str], ...] = (
    ("house", _HOUSE),
    ("street", _STREET),
    ("place", _PLACE),
    ("village", _VILLAGE),
)


def matches(district: str, units: Sequence[tuple[UUID, str, str]]) -> Iterator[Match]:
    """What the address points say of units, each with its region and address, the most exact first: one statement a precision, and
    units once found are not looked for again. In the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(WANTED)
        with cursor.copy("COPY wanted FROM STDIN") as copy:
            for unit, region, address in units:
                keys = keys_of(address)
                copy.write_row(
                    (str(unit), region[:9] if len(region) >= 9 else "", region if len(region) == 12 else "", keys.house, keys.building, keys.street, keys.number, keys.place)
                )  # fmt: skip
        cursor.execute("ANALYZE wanted")
        for precision, statement in LEVELS:
            cursor.execute(statement, {"district": district, "most": MOST_NUMBERS})
            found = [_match(precision, row) for row in cursor.fetchall()]
            yield from found
            cursor.execute(
                "DELETE FROM wanted WHERE id = ANY(%s::uuid[])", [[str(each.unit) for each in found]]
            )
        cursor.execute("DROP TABLE wanted")


def _match(precision: Precision, row: tuple[Any, ...]) -> Match:
    unit, number, west, south, east, north, x, y, address, same, other, apart = row
    hits = Hits(precision, number, (west, south, east, north), same, other, apart)
    return Match(unit, hits, round(x, 7), round(y, 7), address)
