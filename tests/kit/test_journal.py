"""No entry can be changed, removed, added, swapped, cut off or recomputed without being found."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from anbiao.kit import clock, journal
from anbiao.kit.district import new_id
from anbiao.kit.models import Entry, PersonalValue, Seal
from tests import people

pytestmark = pytest.mark.django_db
TRIALS = 100
LATER = people.NOW + timedelta(minutes=5)


def write(count: int, *, verb: str = "test") -> None:
    events = [journal.Event(verb, "thing", new_id(), after={"n": n}, note=f"note {n}") for n in range(count)]
    journal.record_many(people.OPERATOR, events)


@pytest.fixture
def sealed() -> list[journal.Head]:
    """Some two hundred entries in several seals, heads kept outside."""
    heads = journal.seal(now=people.NOW)
    for _ in range(4):
        write(50)
        heads += journal.seal(now=people.NOW)
    return heads


def tamper(statement: str, *values: object) -> None:
    """As the owner, who can take the triggers away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE kit_entry DISABLE TRIGGER USER; ALTER TABLE kit_seal DISABLE TRIGGER USER"
        )
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE kit_entry ENABLE TRIGGER USER; ALTER TABLE kit_seal ENABLE TRIGGER USER")


def found(heads: list[journal.Head]) -> set[tuple[str, int]]:
    return {(f.kind, f.number) for f in journal.verify(outside=heads, district=people.DISTRICT)}


def numbers() -> list[int]:
    return list(Entry.objects.filter(district=people.DISTRICT, verb="test").values_list("number", flat=True))


def undone(trial: object, heads: list[journal.Head]) -> set[tuple[str, int]]:
    """What verify finds after a trial, which is then taken back."""
    save = transaction.savepoint()
    try:
        trial()  # type: ignore[operator]
        return found(heads)
    finally:
        transaction.savepoint_rollback(save)


def test_what_happened_long_ago_waits_for_its_seal_only_since_it_was_written(
    sealed: list[journal.Head],
) -> None:
    assert sealed and journal.unsealed_since() is None
    before = clock.now() - timedelta(seconds=1)
    long_ago = replace(people.OPERATOR, now=people.NOW - timedelta(days=60))
    journal.record(long_ago, journal.Event("test", "thing", new_id()))
    since = journal.unsealed_since()
    assert since is not None and before <= since <= clock.now()


def test_an_untouched_journal_has_no_findings(sealed: list[journal.Head]) -> None:
    assert found(sealed) == set()


@pytest.mark.parametrize("column", ["who", "note", "verb", "after", "at", "via"])
def test_every_changed_entry_is_named(sealed: list[journal.Head], column: str) -> None:
    chosen = random.Random(column).sample(numbers(), TRIALS // 5)
    value = {"after": """'{"n": 999}'::jsonb""", "at": "at - interval '1 day'"}.get(
        column, f"{column} || 'x'"
    )
    for number in chosen:
        trial = lambda n=number: tamper(f"UPDATE kit_entry SET {column} = {value} WHERE number = %s", n)  # noqa: E731
        assert ("changed", number) in undone(trial, sealed)


def test_every_deleted_entry_is_named(sealed: list[journal.Head]) -> None:
    for number in random.Random(1).sample(numbers(), TRIALS):
        assert undone(lambda n=number: tamper("DELETE FROM kit_entry WHERE number = %s", n), sealed) == {
            ("deleted", number)
        }


def test_every_inserted_entry_is_named(sealed: list[journal.Head]) -> None:
    columns = ", ".join(c for c in journal.COLUMNS if c != "id")
    copy = f"INSERT INTO kit_entry (number, id, {columns}) SELECT %s, gen_random_uuid(), {columns} FROM kit_entry WHERE number = %s"
    for trial in range(TRIALS):
        number = -trial - 1
        assert undone(lambda n=number: tamper(copy, n, numbers()[0]), sealed) == {("inserted", number)}


def test_a_back_dated_entry_is_named_although_it_is_not_sealed_yet(sealed: list[journal.Head]) -> None:
    def trial() -> None:
        write(1)
        tamper(
            "UPDATE kit_entry SET at = at - interval '2 days' WHERE number = (SELECT max(number) FROM kit_entry)"
        )

    assert {kind for kind, _ in undone(trial, sealed)} == {"inserted"}


def test_two_swapped_entries_are_both_named(sealed: list[journal.Head]) -> None:
    chance = random.Random(2)
    for _ in range(TRIALS):
        one, other = chance.sample(numbers(), 2)
        swap = (
            f"UPDATE kit_entry SET number = CASE number WHEN {one} THEN -{one} ELSE -{other} END WHERE number IN ({one}, {other});"
            f"UPDATE kit_entry SET number = CASE number WHEN -{one} THEN {other} ELSE {one} END WHERE number IN (-{one}, -{other})"
        )
        assert undone(lambda s=swap: tamper(s), sealed) == {("swapped", one), ("swapped", other)}


def test_a_cut_tail_is_found_by_the_outside_head(sealed: list[journal.Head]) -> None:
    last = max(head.number for head in sealed if head.district == people.DISTRICT)
    for keep in range(1, last):

        def trial(keep: int = keep) -> None:
            first = Seal.objects.get(district=people.DISTRICT, number=keep).numbers[-1]
            tamper("DELETE FROM kit_seal WHERE district = %s AND number > %s", people.DISTRICT, keep)
            tamper("DELETE FROM kit_entry WHERE district = %s AND number > %s", people.DISTRICT, first)

        assert ("cut", last) in undone(trial, sealed)
        assert (
            undone(trial, []) == set()
        )  # without a head kept outside, a cut cannot be seen: that is why they are kept


def test_recomputed_seals_are_found_by_the_outside_head(sealed: list[journal.Head]) -> None:
    def trial() -> None:
        number = numbers()[0]
        tamper("UPDATE kit_entry SET who = 'somebody else' WHERE number = %s", number)
        tamper("DELETE FROM kit_seal WHERE district = %s", people.DISTRICT)
        journal.seal(now=LATER, district=people.DISTRICT)

    kinds = {kind for kind, _ in undone(trial, sealed)}
    assert kinds & {"recomputed", "cut"}


def test_a_changed_seal_is_named(sealed: list[journal.Head]) -> None:
    assert ("seal", 2) in undone(
        lambda: tamper("UPDATE kit_seal SET at = at + interval '1 hour' WHERE number = 2"), sealed
    )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE kit_entry SET who = 'x'", "DELETE FROM kit_entry", "TRUNCATE kit_entry", "DELETE FROM kit_seal"],
)
def test_triggers_refuse_to_rewrite_history(sealed: list[journal.Head], statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_personal_values_can_be_erased_and_the_journal_still_verifies() -> None:
    event = journal.Event(
        "test", "thing", new_id(), after={"phone": "13900000021"}, personal=frozenset({"phone"})
    )
    journal.record(people.OPERATOR, event)
    heads = journal.seal(now=people.NOW, district=people.DISTRICT)
    entry = Entry.objects.get(object_id=event.object_id)
    assert PersonalValue.objects.get(entry=entry.id).values == {"after": {"phone": "13900000021"}}
    PersonalValue.objects.filter(entry=entry.id).delete()
    assert found(heads) == set()
    assert "13900000021" not in str(Entry.objects.filter(pk=entry.pk).values())


def test_heads_survive_outside_the_database(tmp_path: Path, sealed: list[journal.Head]) -> None:
    file = tmp_path / "heads.jsonl"
    journal.keep_heads(sealed, file)
    assert journal.read_heads(file) == sealed
