"""Editions in the database: loaded once, never changed, a district's own under its own name."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from anbiao.kit.models import Entry
from anbiao.rules.refusal import Refused
from anbiao.standards import editions, queries
from anbiao.standards.actions import confirm, load_editions, load_library
from anbiao.standards.models import Confirmation, Edition
from anbiao.standards.schema import Edition as EditionOf
from tests import people
from tests.standards.editions import edition

pytestmark = pytest.mark.django_db
OWN = f"{people.DISTRICT}.checklist"


def made(**over: object) -> EditionOf:
    return EditionOf.model_validate(edition("checklist", "A1", "A2", **{"urn": OWN, **over}))


def test_everything_that_ships_is_loaded_with_every_clause() -> None:
    sources, _ = editions.read_all(editions.files())
    wanted = {source.edition.name: len(list(source.edition.clauses())) for source in sources}
    assert {row.name: row.clause_count for row in Edition.objects.all()} == wanted
    assert {row.name: row.clauses.count() for row in Edition.objects.all()} == wanted


def test_a_second_load_changes_nothing_and_asks_once() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert load_library(now=people.NOW) == 0
    assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) == 1


def test_what_is_loaded_is_the_file_again() -> None:
    source = editions.read(editions.LIBRARY / "cn.gbt33000" / "2025.yaml")
    row = queries.edition(people.DISTRICT, "cn.gbt33000")
    assert row is not None
    assert queries.content(row) == source.edition


def test_the_same_name_with_other_content_is_refused_and_names_both_hashes() -> None:
    actor = people.acting(people.person("district_officer"))
    (first,) = load_editions(actor, [made()])
    with pytest.raises(Refused) as refused:
        load_editions(actor, [made(title={"zh": "改过", "en": "Changed"})])
    (why,) = refused.value.refusals
    assert why.code == "edition-changed"
    assert why.params["known"] == first.sha256
    assert len(why.params["digest"]) == 64
    assert why.params["digest"] != first.sha256
    assert load_editions(actor, [made()]) == []


def test_how_a_file_is_written_does_not_matter_only_what_it_says() -> None:
    from anbiao.standards.actions.loading import content_of

    plain = edition("rules")
    one = editions.parse(b"# a remark\n" + str(plain).replace("None", "null").encode(), "x.yaml")
    other = EditionOf.model_validate(dict(reversed(plain.items())))
    assert content_of(one) == content_of(other)


@pytest.mark.parametrize(
    "urn", ["cn.gbt33000", "anbiao.checklist.own", "350503.checklist", "3505040.checklist"]
)
def test_a_district_loads_under_its_own_name_only(urn: str) -> None:
    actor = people.acting(people.person("district_officer"))
    with pytest.raises(Refused) as refused:
        load_editions(actor, [made(urn=urn)])
    assert [r.code for r in refused.value.refusals] == ["urn-foreign"]


@pytest.mark.parametrize("role", ["leader", "street_inspector", "bureau_officer", "auditor"])
def test_only_the_office_loads(role: str) -> None:
    with pytest.raises(Refused) as refused:
        load_editions(people.acting(people.person(role)), [made()])
    assert [r.code for r in refused.value.refusals] == ["no-duty"]


def test_a_districts_own_edition_is_journalled_and_seen_there_only() -> None:
    load_editions(people.acting(people.person("district_officer")), [made()])
    entry = Entry.objects.get(verb="load")
    assert entry.after["name"] == f"{OWN}/1"
    assert queries.edition(people.DISTRICT, OWN) is not None
    assert queries.edition(people.OTHER, OWN) is None
    assert OWN not in {row.urn for row in queries.editions(people.OTHER)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE standards_edition SET title_zh = 'x'", "DELETE FROM standards_edition", "DELETE FROM standards_clause",
        "UPDATE standards_clause SET text_zh = 'x' WHERE ref = 'GM10-3-1'",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_is_loaded(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# ---------- confirming ----------


def shipped(urn: str = "cn.major-hazards.order10") -> Edition:
    row = queries.edition(people.DISTRICT, urn)
    assert row is not None
    return row


@pytest.mark.parametrize("role", ["district_officer", "bureau_officer"])
def test_a_clause_is_confirmed_once_with_its_text_and_journalled(role: str) -> None:
    actor, row = people.acting(people.person(role)), shipped()
    assert confirm(actor, row, ["GM10-3-1", "GM10-3-2"], note="应急管理部网站 2026-11-20") == 2
    assert confirm(actor, row, ["GM10-3-2", "GM10-3-3"], note="同上") == 1
    assert queries.confirmed(people.DISTRICT) == {row.pk: 3}
    assert queries.confirmed(people.OTHER) == {}
    entries = Entry.objects.filter(verb="confirm")
    assert {entry.after["ref"] for entry in entries} == {"GM10-3-1", "GM10-3-2", "GM10-3-3"}
    assert entries.first().note == "应急管理部网站 2026-11-20"


@pytest.mark.parametrize(
    ("refs", "note", "code"),
    [(["GM10-99"], "x", "unknown-ref"), (["GM10-3-1"], "  ", "note-missing")],
)
def test_confirming_names_known_clauses_and_the_text(refs: list[str], note: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        confirm(people.acting(people.person("district_officer")), shipped(), refs, note=note)
    assert [r.code for r in refused.value.refusals] == [code]
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("role", ["leader", "street_inspector", "grid_member", "auditor"])
def test_who_does_not_answer_for_a_standard_does_not_confirm_it(role: str) -> None:
    with pytest.raises(Refused):
        confirm(people.acting(people.person(role)), shipped(), ["GM10-3-1"], note="x")


def test_a_confirmation_stands_for_ever() -> None:
    confirm(people.acting(people.person("district_officer")), shipped(), ["GM10-3-1"], note="x")
    for change in (Confirmation.objects.all().delete, lambda: Confirmation.objects.update(note="y")):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
