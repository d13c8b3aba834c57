"""The journal: append-only history of every write, sealed so that no entry can be changed without being found.

An entry's hash is made by the database from its content, number left out; a seal lists number and hash of every
entry not yet sealed, and the hash of the seal before it. Heads of the seals are also kept outside the database.
The promise begins with the seal; against cut-and-recompute it rests on the last outside head.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max

from anbiao.kit.actor import Actor
from anbiao.kit.bulk import NEW_ID, copy_rows
from anbiao.kit.district import DistrictModel, made_at, new_id
from anbiao.kit.models import Entry, PersonalValue, Seal
from anbiao.kit.notices import events

WRITERS = 0x616E  # advisory lock class: writers share it, the sealer takes it alone
ORIGIN = "0" * 64
LATE = timedelta(minutes=10)
SEAL_SIZE = 10_000
# Everything of an entry but its number, in PostgreSQL's own canonical jsonb text.
ENTRY_HASH = (
    "encode(sha256(convert_to(jsonb_build_array(id, district, extract(epoch from at)::text, person, who, on_behalf_of, "
    "via, verb, object_type, object_id, before, after, note)::text, 'UTF8')), 'hex')"
)
COLUMNS = (
    "id", "district", "at", "person", "who", "on_behalf_of", "via", "verb", "object_type", "object_id",
    "before", "after", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What happened to one object: facts before and after; `personal` names the keys that only their hash may stand for."""

    verb: str
    object_type: str
    object_id: UUID
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    note: str = ""
    personal: frozenset[str] = frozenset()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sides cut down to the keys that differ."""
    differing = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in differing}, {key: after[key] for key in differing}


def event(verb: str, row: DistrictModel, *, before: Mapping[str, Any] | None = None, note: str = "") -> Event:
    """The event of one row: everything at its making, afterwards the differences from `before`."""
    after: Mapping[str, Any] = row.facts()
    if before is not None:
        before, after = changes(before, after)
    return Event(verb, row.lies.type, row.id, before, after, note, row.personal)


def record(actor: Actor, *events: Event) -> None:
    """Writes one entry an event, in the caller's transaction (one COPY, two where personal values are among them)."""
    record_many(actor, events)


def record_many(actor: Actor, events: Iterable[Event]) -> int:
    """The same for thousands. Returns how many. Shares a lock with the other writers until commit."""
    return record_each(actor.district, ((actor, event) for event in events))


def record_each(district: str, acts: Iterable[tuple[Actor, Event]]) -> int:
    """Entries of several actors of one district, each in its own name and time, in the order given (one COPY, two with personal
    values). Returns how many. Shares a lock with the other writers until commit.
    """
    return keep(district, [line_of(actor, event) for actor, event in acts])


@dataclass(frozen=True, slots=True)
class Line:
    """An entry made ready: its columns, its personal values where it has any, and the act to be told where somebody is."""

    entry: tuple[Any, ...]
    personal: tuple[Any, ...] | None
    act: events.Act | None


def line_of(actor: Actor, happening: Event) -> Line:
    """The entry of one event. Asks nothing of the database, so that a bulk writer can make it while its rows go out."""
    number = new_id()
    before, after, values, salt = _without_personal(happening)
    entry = (
        number, actor.district, actor.now, actor.person, actor.who, actor.on_behalf_of, actor.via, happening.verb,
        happening.object_type, happening.object_id, before, after, happening.note,
    )  # fmt: skip
    told = events.is_told(happening.object_type, happening.verb)
    act = (
        events.Act(
            happening.object_type, happening.verb, happening.object_id, actor.now, actor.person, actor.who, happening.note
        )
        if told
        else None
    )  # fmt: skip
    return Line(entry, (number, actor.district, salt, values) if values else None, act)


def keep(district: str, lines: Sequence[Line]) -> int:
    """Writes entries that were made ready, in the caller's transaction. Returns how many. Shares a lock with the other writers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [WRITERS, int(district)])
    copy_rows(Entry, COLUMNS, (line.entry for line in lines))
    events.plan(district, [line.act for line in lines if line.act])
    columns = ("entry", "district", "salt", "values")
    copy_rows(PersonalValue, columns, (line.personal for line in lines if line.personal))
    return len(lines)


def record_made(
    actor: Actor,
    verb: str,
    object_type: str,
    making: str,
    after: str,
    values: Sequence[Any],
    *,
    note: str = "",
) -> int:
    """Makes rows by the hundred thousand and an entry for each, in one statement. `making` is a WITH whose last part is `made`, an
    INSERT … RETURNING; `after` says from it what a row is afterwards, as jsonb. Nothing personal may be among them. Nothing is read
    again, so that it costs the same in a table of which the database has no statistics yet. Returns how many; shares the writers' lock.
    """
    written_by = (
        actor.district,
        actor.now,
        actor.person,
        actor.who,
        actor.on_behalf_of,
        actor.via,
        verb,
        object_type,
    )
    listed = ", ".join(f'"{column}"' for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [WRITERS, int(actor.district)])
        cursor.execute(
            f"{making} INSERT INTO {Entry._meta.db_table} ({listed}) "  # noqa: S608 - the caller's own statement, values apart
            f"SELECT {NEW_ID}, %s, %s, %s, %s, %s, %s, %s, %s, made.id, NULL, {after}, %s FROM made",
            [*values, *written_by, note],
        )
        return int(cursor.rowcount)


_ENCODER = DjangoJSONEncoder(ensure_ascii=False)


def _dump(value: Any) -> str | None:
    return None if value is None else _ENCODER.encode(value)


def _without_personal(happening: Event) -> tuple[str | None, str | None, str | None, bytes]:
    if not happening.personal:
        return _dump(happening.before), _dump(happening.after), None, b""
    salt, kept = secrets.token_bytes(16), {}
    sides: list[str | None] = []
    for name, side in (("before", happening.before), ("after", happening.after)):
        own = {key: value for key, value in (side or {}).items() if key in happening.personal and value}
        if own:
            kept[name] = own
            side = {**(side or {}), **{key: {"#": _salted(salt, key, value)} for key, value in own.items()}}
        sides.append(_dump(side))
    return sides[0], sides[1], _dump(kept) if kept else None, salt


def _salted(salt: bytes, key: str, value: Any) -> str:
    return hashlib.sha256(salt + f"{key}={value}".encode()).hexdigest()


# ---------- sealing ----------


@dataclass(frozen=True)
class Head:
    """The last seal of a district, as it is kept outside the database."""

    district: str
    number: int
    hash: str
    at: str


def seal(*, now: datetime, district: str = "") -> list[Head]:
    """Seals what is not yet sealed, of one district or all; returns the new heads. Waits for writers under way."""
    districts = [district] if district else list(Entry.objects.values_list("district", flat=True).distinct())
    return [head for name in districts for head in _seal_district(name, now)]


def _seal_district(district: str, now: datetime) -> list[Head]:
    heads: list[Head] = []
    with transaction.atomic(), connection.cursor() as cursor:
        # With the lock held alone no entry with a lower number can still appear: what we see is all there is.
        # Two seconds at most, since writers queue behind us; the next run tries again.
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [WRITERS, int(district)])
        last = Seal.objects.filter(district=district).order_by("-number").first()
        number, previous = (last.number, last.hash) if last else (0, ORIGIN)
        upto = last.numbers[-1] if last else 0
        while True:
            cursor.execute(
                f"SELECT number, {ENTRY_HASH} FROM kit_entry WHERE district=%s AND number>%s ORDER BY number LIMIT %s",  # noqa: S608
                [district, upto, SEAL_SIZE],
            )
            rows = cursor.fetchall()
            if not rows:
                return heads
            number, numbers, hashes = number + 1, [r[0] for r in rows], [r[1] for r in rows]
            made = seal_hash(district, number, now, previous, numbers, hashes)
            Seal.objects.create(
                district=district,
                number=number,
                at=now,
                numbers=numbers,
                hashes=hashes,
                previous=previous,
                hash=made,
            )
            heads.append(Head(district, number, made, now.isoformat()))
            previous, upto = made, numbers[-1]


def seal_hash(
    district: str, number: int, at: datetime, previous: str, numbers: list[int], hashes: list[str]
) -> str:
    """The hash that the next seal and the outside head name."""
    text = json.dumps([district, number, f"{at.timestamp():.6f}", previous, numbers, hashes])
    return hashlib.sha256(text.encode()).hexdigest()


def keep_heads(heads: list[Head], path: Path) -> None:
    """Appends heads to a file outside the database and syncs it and its folder to disk."""
    if not heads:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(json.dumps(head.__dict__) + "\n" for head in heads)
        file.flush()
        os.fsync(file.fileno())


def read_heads(path: Path) -> list[Head]:
    """Heads kept outside, oldest first; none when the file is not there. Raises ValueError on a damaged line."""
    if not path.exists():
        return []
    return [Head(**json.loads(line)) for line in path.read_text().splitlines() if line.strip()]


def unsealed_since() -> datetime | None:
    """When the oldest entry not yet sealed was written, over all districts (two index look-ups a district). That is in its id, made at the
    writing: the entry's own day may lie weeks back, where somebody enters or plays what happened then.
    """
    oldest: list[datetime] = []
    for district in Entry.objects.values_list("district", flat=True).distinct():
        last = Seal.objects.filter(district=district).order_by("-number").first()
        waiting = Entry.objects.filter(district=district, number__gt=last.numbers[-1] if last else 0)
        first = waiting.order_by("number").values_list("id", flat=True).first()
        if first:
            oldest.append(made_at(first))
    return min(oldest, default=None)


# ---------- verifying ----------


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: kind (changed deleted inserted swapped seal cut recomputed) and where."""

    kind: str
    district: str
    number: int
    detail: str = ""


COMPARE = f"""
WITH sealed AS (SELECT unnest(numbers) AS number, unnest(hashes) AS hash FROM kit_seal WHERE district = %(district)s),
     kept AS (SELECT number, at, {ENTRY_HASH} AS hash FROM kit_entry WHERE district = %(district)s)
SELECT coalesce(sealed.number, kept.number), sealed.hash, kept.hash, kept.at,
       EXISTS (SELECT FROM sealed other WHERE other.hash = kept.hash)
FROM sealed FULL JOIN kept USING (number)
WHERE sealed.hash IS DISTINCT FROM kept.hash ORDER BY 1
"""  # noqa: S608 - constants only


def verify(*, outside: Iterable[Head] = (), district: str = "") -> list[Finding]:
    """Everything in the journal that is not as it was sealed; [] when all is well. One pass in the database."""
    heads = list(outside)
    known = set(Seal.objects.values_list("district", flat=True).distinct())
    known |= set(Entry.objects.values_list("district", flat=True).distinct()) | {
        head.district for head in heads
    }
    findings: list[Finding] = []
    for name in sorted([district] if district else known):
        findings += _wrong_seals(name)
        findings += _wrong_entries(name)
        findings += _wrong_heads(name, heads)
    return findings


def _wrong_seals(district: str) -> list[Finding]:
    findings, previous, expected = [], ORIGIN, 1
    for row in Seal.objects.filter(district=district).order_by("number").iterator(chunk_size=100):
        right = seal_hash(district, row.number, row.at, row.previous, row.numbers, row.hashes)
        if row.number != expected or row.previous != previous or row.hash != right:
            findings.append(Finding("seal", district, row.number, "does not follow from the seal before it"))
        previous, expected = row.hash, row.number + 1
    return findings


def _wrong_entries(district: str) -> list[Finding]:
    top = Seal.objects.filter(district=district).aggregate(top=Max("number"), at=Max("at"))
    last = Seal.objects.filter(district=district, number=top["top"]).first()
    upto = last.numbers[-1] if last else 0
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, {"district": district})
        rows = cursor.fetchall()
    findings = []
    for number, sealed, kept, at, elsewhere in rows:
        kind = _kind(number, sealed, kept, elsewhere, upto)
        if kind == "waiting":
            if top["at"] and at < top["at"] - LATE:
                findings.append(Finding("inserted", district, number, "dated before the last seal"))
            continue
        findings.append(Finding(kind, district, number))
    return findings


def _kind(number: int, sealed: str | None, kept: str | None, elsewhere: bool, upto: int) -> str:
    if sealed is None:
        return "waiting" if number > upto else "inserted"
    if kept is None:
        return "deleted"
    return "swapped" if elsewhere else "changed"


def _wrong_heads(district: str, heads: list[Head]) -> list[Finding]:
    findings = []
    hashes = dict(Seal.objects.filter(district=district).values_list("number", "hash"))
    for head in heads:
        if head.district != district:
            continue
        if head.number not in hashes:
            findings.append(Finding("cut", district, head.number, "a seal kept outside is missing here"))
        elif hashes[head.number] != head.hash:
            findings.append(
                Finding("recomputed", district, head.number, "the seal differs from the head kept outside")
            )
    return findings
