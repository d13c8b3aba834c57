"""What a ranking says: its figures as they were taken, and from these its lines as plain data, which is what a snapshot keeps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.oversight.figures import FIGURES, PERCENT, figure_named
from anbiao.oversight.models import Ranking, RankingChange
from anbiao.oversight.queries import rankings as rows
from anbiao.oversight.queries.asked import ask
from anbiao.oversight.queries.figures import Counted, Line, Table, figures, statement, table
from anbiao.oversight.queries.measures import MEASURES, SOURCES
from anbiao.programme.models import Campaign
from anbiao.registry.queries import regions_of, regulators, sectors
from anbiao.rules import ranking as law
from anbiao.rules.refusal import Refusal

BY: Mapping[str, str] = {"towns": "region", "bureaus": "bureau", "sectors": "sector"}
CODES = tuple(figure.code for figure in FIGURES if figure.unit == PERCENT)
# What is answered in time stands beside what is answered at all: the two are different figures.
BESIDE: Mapping[str, str] = {"in_time_rate": "answered_rate"}
# Hazards are what arrives from devices that were without a network: which of them are new to the server since an instant.
ARRIVED = (
    f"h.id IN (SELECT object_id FROM {Entry._meta.db_table} WHERE district = %(district)s AND object_type = 'hazard' "  # noqa: S608 - constants only
    "AND before IS NULL AND after ? 'serial' AND at >= %(arrived)s AND at < %(after)s)"
)
Plain = dict[str, Any]


# ---------- taking figures ----------


def taken(
    actor: Actor, *, kind: str, first_on: date, last_on: date, as_of: date, campaign: UUID | None, former: Ranking | None
) -> Plain:  # fmt: skip
    """The figures of every line as of the end of a day, with what came late from the former period. About twelve queries."""
    asked = ask(actor, first_on=first_on, last_on=last_on, as_of=as_of, campaign=campaign)
    found = figures(actor, asked, by=BY[kind])
    late: Mapping[str, Line] = {}
    if former is not None:
        late = {line.key: line for line in came_late(actor, former, as_of).lines}
    lines: Plain = {}
    for line in found.lines:
        more = late.get(line.key)
        lines[line.key] = {
            "units": line.values["surveyed"].number,
            "values": _shares(line),
            "late": {code: pair for code, pair in _shares(more).items() if any(pair)} if more else {},
        }
    return lines


def _shares(line: Line) -> dict[str, list[int]]:
    return {code: [int(line.values[code].number), int(line.values[code].of or 0)] for code in CODES}


def came_late(actor: Actor, row: Ranking, until: date) -> Table:
    """What happened in the period of a ranking and reached the server after its cut-off day, by the end of another day, as figures by
    line: rules/ranking.py counts_in, in SQL. One statement, three for bureaus.
    """
    asked = ask(actor, first_on=row.first_on, last_on=row.last_on, as_of=until, campaign=row.campaign)
    head, values = statement(actor, asked, "hazard")
    names = [name for name, measure in MEASURES.items() if measure.source == "hazard"]
    sums = ", ".join(f"count(*) FILTER (WHERE {MEASURES[name].where})" for name in names)
    text = f"{head} SELECT left(u.region, 9), u.sector, {sums} FROM {SOURCES['hazard'].rows} WHERE {ARRIVED} GROUP BY 1, 2"  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(text, {**values, "arrived": _end_of(row.cut_off_on)})
        cells = {
            (town, sector): dict(zip(names, numbers, strict=True))
            for town, sector, *numbers in cursor.fetchall()
        }
    return table(actor, Counted(asked, actor.now, cells), by=BY[row.kind])


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


# ---------- lines ----------


def _values(
    given: Plain, changes: Iterable[RankingChange]
) -> tuple[dict[str, law.Value | None], dict[str, str]]:
    """The figures of a line with what came late and what was put right; and why, by code."""
    values: dict[str, law.Value | None] = {}
    for code, (number, of) in given["values"].items():
        late = given["late"].get(code)
        values[code] = law.with_late(law.Value(number, of), law.Value(*late) if late else None)
    why = {}
    for change in changes:
        if change.code and change.number is not None:
            values[change.code] = law.Value(change.number, change.of)
            why[change.code] = change.reason
    return values, why


def build(row: Ranking) -> Plain:
    """The lines of a ranking as plain data, by its figures, its weights and the changes. Three to five queries."""
    weights = rows.weights_of(row.weights)
    by_key: dict[str, list[RankingChange]] = {}
    for change in rows.changes(row):
        by_key.setdefault(change.key, []).append(change)
    values = {key: _values(given, by_key.get(key, ())) for key, given in row.figures.items() if key}
    exempt = {key: each.reason for key, found in by_key.items() for each in found if not each.code}
    lines = law.ranked(
        (
            law.Entrant(key, row.figures[key]["units"], found, exempt.get(key, ""))
            for key, (found, _why) in values.items()
        ),
        weights,
        least=row.least,
    )
    before = {line["key"]: line["rank"] for line in content(row.former)["lines"]} if row.former else {}
    names = _names(row)
    return {
        **_head(row),
        "lines": [
            {
                "key": line.key,
                "name": names.get(line.key, [line.key, ""]),
                "units": line.units,
                "rank": line.rank,
                "before": before.get(line.key),
                "total": str(line.total),
                "against": _told(line.against),
                "parts": [_part(part, row.figures[line.key], values[line.key][1]) for part in line.parts],
                "beside": _beside(line, values[line.key][0]),
                "lacking": _lacking(law.lacking(line, lines, weights)),
            }
            for line in lines
        ],
    }


def _head(row: Ranking) -> Plain:
    return {
        "serial": row.serial,
        "kind": row.kind,
        "campaign": _campaign(row),
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat(),
        "cut_off_on": row.cut_off_on.isoformat(),
        "edition": row.edition,
        "corrects": row.corrects.serial if row.corrects else None,
        "reason": row.reason,
        "former": row.former.serial if row.former else None,
        "weights": row.weights,
        "least": row.least,
        "without": row.figures.get("", {}).get("units", 0),  # units that belong to no line
    }


def _campaign(row: Ranking) -> list[str] | None:
    if row.campaign is None:
        return None
    names = Campaign.objects.of_district(row.district).filter(pk=row.campaign)
    return list(names.values_list("title_zh", "title_en").get())


def _names(row: Ranking) -> dict[str, list[str]]:
    if row.kind == "towns":
        return {code: list(names) for code, names in regions_of(row.district).items()}
    if row.kind == "sectors":
        return {code: list(names) for code, names in sectors().items()}
    return {str(office.pk): [office.name, office.name_en] for office in regulators(row.district).values()}


def _told(refusal: Refusal | None) -> Plain | None:
    return {"code": refusal.code, "text": refusal.text, "params": dict(refusal.params)} if refusal else None


def _part(part: law.Part, given: Plain, why: Mapping[str, str]) -> Plain:
    value = part.value or law.Value(0, 0)
    return {
        "code": part.code,
        "label": figure_named(part.code).label,
        "number": value.number,
        "of": value.of,
        "late": given["late"].get(part.code),
        "points": str(part.points),
        "most": str(part.most),
        "left_out": _told(part.left_out),
        "changed": why.get(part.code, ""),
    }


def _beside(line: law.Line, values: Mapping[str, law.Value | None]) -> Plain:
    found = {}
    for part in line.parts:
        value = values.get(BESIDE.get(part.code, ""))
        if value is not None:
            found[part.code] = [value.number, value.of]
    return found


def _lacking(found: law.Lacking | None) -> Plain | None:
    if found is None:
        return None
    ways = [{"code": way.code, "value": str(way.value), "cases": way.cases} for way in found.ways]
    return {"rank": found.rank, "points": str(found.points), "ways": ways}


def content(row: Ranking) -> Plain:
    """What a ranking says: the snapshot of a published one, and nothing else; before that what its figures come to."""
    if row.snapshot is not None:
        kept: Plain = row.snapshot.content
        return kept
    return build(row)


def only(said: Plain, keys: Iterable[str]) -> Plain:
    """The same with nothing but these lines: an office sees its own before everybody sees all."""
    wanted = set(keys)
    return {**said, "lines": [line for line in said["lines"] if line["key"] in wanted]}


def for_reader(actor: Actor, row: Ranking) -> Plain:
    """What a reader sees of a ranking."""
    said = content(row)
    if row.snapshot is not None or actor.scope.may("read preview"):
        return said
    return only(said, rows.own_keys(actor)[row.kind])


# ---------- two editions ----------


def lines_of(said: Plain) -> Sequence[law.Line]:
    """The lines of a content as the rules know them, to be compared."""
    return [
        law.Line(
            line["key"],
            line["units"],
            tuple(
                law.Part(
                    part["code"],
                    law.Value(part["number"], part["of"]),
                    Decimal(part["points"]),
                    Decimal(part["most"]),
                )
                for part in line["parts"]
            ),
            Decimal(line["total"]),
            line["rank"],
        )
        for line in said["lines"]
    ]


def difference(row: Ranking) -> tuple[law.Difference, ...]:
    """Every line that an edition shows otherwise than the one it corrects; () for a first edition."""
    if row.corrects is None:
        return ()
    return law.differences(lines_of(content(row.corrects)), lines_of(content(row)))
