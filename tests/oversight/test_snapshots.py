"""What was published is frozen."""

import hashlib
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from anbiao.oversight.actions import canonical, freeze
from anbiao.oversight.models import Snapshot
from tests import people

pytestmark = pytest.mark.django_db
WEEK = {"first_on": date(2026, 11, 16), "last_on": date(2026, 11, 22), "as_of": date(2026, 11, 23)}


def test_a_snapshot_keeps_what_it_was_given_under_its_hash() -> None:
    kept = freeze(
        people.acting(people.person("district_officer")),
        kind="ranking",
        content={"b": 1, "a": {"日": date(2026, 11, 22)}},
        **WEEK,
    )
    kept.refresh_from_db()
    assert kept.content == {"a": {"日": "2026-11-22"}, "b": 1}
    assert kept.sha256 == hashlib.sha256('{"a":{"日":"2026-11-22"},"b":1}'.encode()).hexdigest()
    assert hashlib.sha256(canonical(kept.content).encode()).hexdigest() == kept.sha256


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_snapshot(act: str) -> None:
    kept = freeze(people.acting(people.person("district_officer")), kind="ranking", content={"a": 1}, **WEEK)
    rows = Snapshot.objects.filter(pk=kept.pk)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.update(kind="other") if act == "update" else rows.delete()
    assert Snapshot.objects.get(pk=kept.pk).kind == "ranking"
