"""Fills the scratch database: a founded district, and units by the hundred thousand, written as COPY text."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from anbiao.authority import founding
from anbiao.authority.models import Grant, Organisation, Region, User
from anbiao.authority.people import operator
from anbiao.kit.actor import Actor
from anbiao.kit.search import reading, terms_of
from anbiao.portal.bench import scratch
from anbiao.portal.demonstration import catalogue, names
from anbiao.portal.demonstration.places import middle_of
from anbiao.portal.demonstration.roster import Drafts

DISTRICT = "350504"
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
UNITS, DUTIES = "registry_enterprise", "registry_responsibility"
COLUMNS = (
    "id", "district", "name", "name_key", "initials", "uscc", "aliases", "region", "address", "industry", "business_scope",
    "sector", "routed_by", "size_class", "employees", "principal", "safety_manager", "phone", "features",
    "coordinates_given", "state", "verified_by", "registered_on", "changed_at", "version", "terms", "search_text",
    "supervised", "supervised_from", "longitude", "latitude", "colour",
)  # fmt: skip
# Of a hundred units so many have the colour; the rest have none yet. Four of five have a position.
COLOURED = {"red": 1, "orange": 6, "yellow": 26, "blue": 64, "": 3}
# kind: who holds it, as a table beside the units `u`, its condition, and the two columns that name the holder.
HOLDERS = {
    "territorial": (
        "authority_organisation",
        "h.district = u.district AND h.slug = left(u.region, 9)",
        "h.id, NULL::uuid",
    ),
    "sector": (
        "authority_regulates",
        "h.district = u.district AND h.sector = u.sector AND h.answers",
        "h.organisation_id, NULL::uuid",
    ),
    "comprehensive": (
        "authority_organisation",
        "h.district = u.district AND h.slug = 'emergency'",
        "h.id, NULL::uuid",
    ),
    # All but a few have a grid member.
    "grid": ("authority_user", "h.username = 'bench-grid' AND u.employees <> 1", "NULL::uuid, h.id"),
}


def actor() -> Actor:
    """The district's own officer at the command line."""
    return operator(DISTRICT, NOW, who="operator bench")


def found() -> None:
    """Quanzhou's regions, the sectors, and the offices of Luojiang."""
    founding.load_library(prefix="3505")
    founding.found_district(actor())


def drafts(size: int) -> list[Any]:
    """Rows of a roster as the demonstration makes them."""
    made = Drafts(Random(1), district=DISTRICT, places=_places(), today=date(2026, 11, 23))  # noqa: S311
    return [made.distinct(trade) for trade in catalogue.apportioned(size)]


def people() -> tuple[User, User, User]:
    """A district officer, a town's officer, and a bureau officer with two sectors; a grid member stands by."""
    office = Organisation.objects.get(district=DISTRICT, slug="committee_office")
    town = Organisation.objects.get(district=DISTRICT, slug="350504002")
    _person("bench-grid", "grid_member", town, "350504002", None)
    return (
        _person("bench-office", "district_officer", office, DISTRICT, None),
        _person("bench-town", "town_officer", town, "350504002", None),
        _person("bench-bureau", "bureau_officer", office, DISTRICT, ["footwear", "machinery"]),
    )


def _person(username: str, duty: str, office: Organisation, region: str, sectors: list[str] | None) -> User:
    user = User.objects.create(
        username=username, name=username, district=DISTRICT, organisation=office, created_at=NOW
    )
    Grant.objects.create(
        district=DISTRICT, user=user, duty=duty, organisation=office, region=region, sectors=sectors,
        from_on=date(2026, 1, 1), reason="bench",
    )  # fmt: skip
    return user


# ---------- many units ----------


def fill(size: int, *, kinds: tuple[str, ...] = tuple(HOLDERS)) -> None:
    """So many units with the supervision of these kinds. Indexes that are no constraint are made afterwards, as a load is done."""
    dropped = [*scratch.indexes(UNITS), *scratch.indexes(DUTIES)]
    scratch.as_owner(*(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)) for name, _ in dropped))
    rows = _lines(size, _places())
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(UNITS), sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        while chunk := "".join(islice(rows, 5000)):
            copy.write(chunk)
    for kind in kinds:
        _supervise(kind)
    scratch.as_owner("SET maintenance_work_mem = '512MB'", *(definition for _, definition in dropped))
    scratch.analyse(UNITS, DUTIES)


def _places() -> dict[str, str]:
    """Code → name of the towns and villages; asked for beforehand, since a COPY keeps its connection busy."""
    rows = Region.objects.filter(code__startswith=DISTRICT, level__gte=4).order_by("code")
    return dict(rows.values_list("code", "name"))


def _lines(size: int, places: dict[str, str]) -> Iterator[str]:
    """Units as lines of COPY text: names from parts whose readings are known, so that a million take a minute."""
    random = Random(2)  # noqa: S311 - a load, no secret
    spread = _spread(Random(3), codes_of=places)  # noqa: S311 - a load, no secret
    codes = [code for code in places if len(code) == 12]
    trades = [(trade, word, industry, form) for trade in catalogue.trades() for word, industry in trade.words.items()
              for form in trade.forms]  # fmt: skip
    weights = [trade.weight / len(trade.words) / len(trade.forms) for trade, *_ in trades]
    picked = iter(random.choices(trades, weights, k=size))
    for number, brand in enumerate(islice(_brands(random), size)):
        trade, word, industry, form = next(picked)
        village = random.choice(codes)
        name = f"{brand}{word}（示例）{form}"
        address = (
            f"{places[village[:9]]}{places[village]}{random.choice('工业创业滨江')}路{number % 900}号（虚构）"
        )
        made = _line(random, number, name, brand, word, form, village, address, trade.sector, industry)
        yield f"{made}\t{spread(village)}\n"


def _spread(random: Random, *, codes_of: dict[str, str]) -> Callable[[str], str]:
    """Where a unit of a village stands, and its colour, as the last columns of a line."""
    middles = {code: middle_of(code) for code in codes_of if len(code) == 12}
    colours, weights = list(COLOURED), list(COLOURED.values())

    def columns(village: str) -> str:
        colour = random.choices(colours, weights)[0]
        x, y = (random.gauss(middle, 0.006) for middle in middles[village])
        return f"{x:.6f}\t{y:.6f}\t{colour}" if random.random() < 0.8 else f"\\N\t\\N\t{colour}"

    return columns


def _brands(random: Random) -> Iterator[str]:
    """Brands of two to four characters, a million and more, none twice."""
    first, second = list(dict.fromkeys(names.FIRST)), list(dict.fromkeys(names.SECOND))
    pairs = [a + b for a in first for b in second]
    random.shuffle(pairs)
    for more in ["", *second, *(c + d for c in first for d in second)]:
        yield from (pair + more for pair in pairs)


def _line(
    random: Random, number: int, name: str, brand: str, word: str, form: str, village: str, address: str, sector: str,
    industry: str,
) -> str:  # fmt: skip
    parts = [reading(part) for part in (*brand, word, "示例", form) if part]
    key = " ".join(part.key.rpartition(" ")[0] for part in parts) + f" {name}"
    initials, full = "".join(part.initials for part in parts), "".join(part.full for part in parts)
    body = f"91{DISTRICT}MA{_base31(number)}"
    code = f"{body}{number % 10}"
    features = (
        "{" + ",".join(code for code in ("limited_space", "dust", "hot_work") if random.random() < 0.1) + "}"
    )
    made = UUID(int=((0x0190 << 32) + number) << 80 | 7 << 76 | 2 << 62 | random.getrandbits(62))
    values = (
        str(made), DISTRICT, name, key, initials, code, "{}", village, address, industry, "", sector, "rule:1:certain",
        random.choice(("small_micro", "nine_small", "medium")), str(random.randint(1, 90)), "林某某", "", names.phone(number),
        features, "", "operating" if random.random() < 0.95 else "closed", "", "2026-01-05", NOW.isoformat(), "1",
        "{" + ",".join(terms_of(name, address)) + "}", f"{full} {initials} {code.lower()}", "{" + sector + "}",
        "2026-01-05",
    )  # fmt: skip
    return "\t".join(values)


def _base31(number: int) -> str:
    """Seven places of the credit code's own digits, in no visible order."""
    number = (number * 7_368_787 + 12_345) % 31**6
    places = ""
    for _ in range(6):
        number, place = divmod(number, 31)
        places += names.ALPHABET[place]
    return f"{places}0"


def _supervise(kind: str) -> None:
    """One responsibility of a kind for every unit, in one statement."""
    table, condition, holder = HOLDERS[kind]
    sector = "u.sector" if kind == "sector" else "''"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {DUTIES} (id, district, enterprise_id, kind, organisation_id, person_id, sector, basis, from_on, state) "  # noqa: S608 - constants only
            f"SELECT gen_random_uuid(), u.district, u.id, %s, {holder}, {sector}, 'bench', '2026-01-05', 'acknowledged' "
            f"FROM {UNITS} u JOIN {table} h ON {condition}",
            [kind],
        )
