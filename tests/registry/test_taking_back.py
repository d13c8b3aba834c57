"""An import is taken back whole while nobody has worked on what it wrote; who has, is named; and the journal tells both."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anbiao.kit import journal
from anbiao.kit.imports.sheets import Book, Sheet
from anbiao.kit.models import Entry, ImportRun, PersonalValue
from anbiao.registry.actions import add_contact, addresses, imports, positions
from anbiao.registry.actions.taking_back import take_back
from anbiao.registry.models import (
    DuplicatePair,
    Enterprise,
    FormerCode,
    Position,
    Responsibility,
    StatusChange,
)
from anbiao.registry.queries.hanging import hanging_on
from anbiao.rules.refusal import Refused
from tests import people, pictures
from tests.pictures import receive
from tests.registry.rosters import checked, fresh, officer, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


def written(actor: Any, *rows: list[Any]) -> ImportRun:
    run = checked(actor, *rows)
    imports.take_step(actor, run, "confirm")
    imports.write_rows(actor, fresh(run))
    return fresh(run)


def refused(actor: Any, run: ImportRun) -> list[str]:
    with pytest.raises(Refused) as caught:
        take_back(actor, fresh(run), reason="传错了文件")
    assert fresh(run).state == "written"
    return [refusal.code for refusal in caught.value.refusals]


def test_new_units_stand_as_entered_in_error_and_changed_ones_as_before() -> None:
    _, actor = officer()
    old = people.make_enterprise(name="云鼎机械有限公司", employees=7, phone="13900000099", principal="王某")
    code = people.make_uscc()
    run = written(
        actor,
        row("青岚鞋业有限公司", code),
        row("云鼎机械有限公司", old.uscc, 从业人数=66, 联系电话="13900000021"),
    )
    assert Enterprise.objects.get(pk=old.pk).employees == 66
    assert take_back(actor, run, reason="传错了文件") == 2
    new, again = Enterprise.objects.get(name="青岚鞋业有限公司"), Enterprise.objects.get(pk=old.pk)
    assert (new.state, new.uscc) == ("mistaken", None)
    assert (again.employees, again.phone, again.principal, again.version) == (7, "13900000099", "王某", 3)
    assert again.state == "operating"
    assert StatusChange.objects.get(enterprise=new).reason == "传错了文件"
    assert not Responsibility.objects.filter(enterprise=new, to_on=None).exists()
    assert fresh(run).state == "taken_back"
    verbs = Entry.objects.filter(object_id=new.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["register", "take_back"]
    assert journal.verify() == []


def test_what_was_taken_back_can_be_imported_again() -> None:
    _, actor = officer()
    code = people.make_uscc()
    take_back(actor, written(actor, row("青岚鞋业有限公司", code)), reason="传错了文件")
    run = written(actor, row("青岚鞋业有限公司", code))
    assert run.result["counts"]["created"] == 1
    assert Enterprise.objects.get(uscc=code).state == "operating"


def test_a_unit_on_which_somebody_has_worked_stands_against_all_of_it() -> None:
    _, actor = officer()
    run = written(actor, row("青岚鞋业有限公司"), row("禾木木业有限公司"), row("云鼎机械有限公司"))
    unit = Enterprise.objects.get(name="青岚鞋业有限公司")
    add_contact(actor, unit, name="林某", post="安全员", phone="13900000021")
    Enterprise.objects.filter(name="禾木木业有限公司").update(version=2)
    assert refused(actor, run) == ["unit-worked-on", "unit-depended-on"]
    assert Enterprise.objects.filter(state="operating").count() == 3


def test_a_field_that_was_changed_since_stands_against_it() -> None:
    _, actor = officer()
    old = people.make_enterprise(name="云鼎机械有限公司", employees=7)
    run = written(actor, row("云鼎机械有限公司", old.uscc, 从业人数=66))
    Enterprise.objects.filter(pk=old.pk).update(employees=67)
    assert refused(actor, run) == ["unit-changed-since"]


def test_personal_values_that_were_erased_cannot_be_put_back() -> None:
    _, actor = officer()
    old = people.make_enterprise(name="云鼎机械有限公司", phone="13900000099")
    run = written(actor, row("云鼎机械有限公司", old.uscc, 联系电话="13900000021"))
    entry = Entry.objects.get(object_id=old.pk, verb="change")
    PersonalValue.objects.filter(entry=entry.id).delete()
    assert refused(actor, run) == ["values-erased"]


def test_a_code_that_gave_way_comes_back() -> None:
    _, actor = officer()
    old = people.make_enterprise(
        name="云鼎机械有限公司", phone="13900000021", principal="林某", address="云鼎机械有限公司路1号"
    )
    run = checked(actor, row("云鼎机械有限公司"))
    imports.decide_candidates(actor, run, rows=["2"], act="same_new_code")
    imports.check(actor, fresh(run))
    imports.take_step(actor, fresh(run), "confirm")
    imports.write_rows(actor, fresh(run))
    assert FormerCode.objects.get().uscc == old.uscc
    take_back(actor, fresh(run), reason="传错了文件")
    assert Enterprise.objects.get(pk=old.pk).uscc == old.uscc
    assert not FormerCode.objects.exists()


def test_an_open_duplicate_of_a_unit_taken_back_is_looked_for_no_more() -> None:
    _, actor = officer()
    people.make_enterprise(
        name="云鼎机械有限公司", phone="13900000021", principal="林某", address="云鼎机械有限公司路1号"
    )
    run = written(actor, row("云鼎机械有限公司"))
    assert DuplicatePair.objects.count() == 1
    take_back(actor, run, reason="传错了文件")
    assert not DuplicatePair.objects.exists()


def test_a_position_proposed_for_a_unit_taken_back_waits_no_more() -> None:
    _, actor = officer()
    old = people.make_enterprise(address="阳山路14号", longitude=None, latitude=None)
    run = written(actor, row("青岚鞋业有限公司", 地址="阳山路12号"))
    points = Book(
        (Sheet("地址", [["地址", "经度", "纬度"], *([f"阳山路{n}号", 118.65, 24.95] for n in (12, 14))]),)
    )
    given = {"source": "民政局", "as_of": "2026-11-01", "system": "wgs"}
    addresses.write_points(actor, addresses.plan_points(actor, points, given))
    positions.match_units(actor)
    assert Position.objects.filter(state="proposed").count() == 2
    take_back(actor, run, reason="传错了文件")
    assert Position.objects.get().enterprise_id == old.pk


def test_a_reason_is_asked_for_and_an_import_is_taken_back_once() -> None:
    _, actor = officer()
    run = written(actor, row("青岚鞋业有限公司"))
    with pytest.raises(Refused):
        take_back(actor, fresh(run), reason="")
    take_back(actor, fresh(run), reason="传错了文件")
    with pytest.raises(Refused):
        take_back(actor, fresh(run), reason="传错了文件")


def test_what_hangs_on_units_costs_the_same_for_many() -> None:
    few, many = ([unit.pk for unit in people.make_enterprises(*[{}] * number)] for number in (2, 20))
    with CaptureQueriesContext(connection) as first:
        assert hanging_on("350504", few) == []
    with CaptureQueriesContext(connection) as second:
        assert hanging_on("350504", many) == []
    assert len(first) == len(second)


def test_a_unit_with_a_photo_and_one_that_was_closed_since_stand_against_it() -> None:
    _, actor = officer()
    old = people.make_enterprise(name="云鼎机械有限公司", employees=7)
    run = written(
        actor, row("青岚鞋业有限公司", people.make_uscc()), row("云鼎机械有限公司", old.uscc, 从业人数=66)
    )
    Enterprise.objects.filter(pk=old.pk).update(state="closed")
    receive(actor, Enterprise.objects.get(name="青岚鞋业有限公司"), pictures.saved(pictures.room(1)))
    assert sorted(refused(actor, run)) == ["unit-depended-on", "unit-worked-on"]
