"""What a hostile device, a clumsy hand or a wrong clock sends: it is answered with a reason, and nothing breaks for anybody else."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anbiao.authority.models import User
from anbiao.inspection import actions
from anbiao.inspection.models import Check, FieldConflict, Hazard, Look
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.register.export import inert
from anbiao.registry.models import Enterprise
from tests import people, pictures
from tests.everywhere.lists import accident_of, look_of, risk_of
from tests.inspection import made
from tests.inspection.made import TODAY, Around
from tests.inspection.test_field import found, phone, send, visit

pytestmark = pytest.mark.django_db
SOON = (TODAY + timedelta(days=3)).isoformat()
BEFORE_ALL, AFTER_ALL = "0001-01-01", "9999-12-31"


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def cast() -> Around:
    return made.around()


def in_passing(cast: Around, **over: Any) -> dict[str, Any]:
    return {"enterprise": str(cast.unit.pk), "hazard": found(**over)}


def locked(cast: Around, **over: Any) -> dict[str, Any]:
    return {"enterprise": str(cast.unit.pk), "type": "grid", "outcome": "locked", "next_on": SOON, **over}


def closed_look(cast: Around) -> Look:
    """A closed hazard that somebody looks at again."""
    row = made.fixed(cast, made.reported(cast))
    actions.verify(cast.town, row)
    look = look_of(cast.unit)
    other = look.hazard_id
    Look.objects.filter(pk=look.pk).update(hazard=row)
    Hazard.objects.filter(pk=other).delete()  # its number is given again
    return Look.objects.get(pk=look.pk)


def hand_in(
    actor: Actor, cast: Around, *, key: UUID | None = None, unit: UUID | None = None, **given: str
) -> Any:
    """A photo as a device sends it."""
    form = {
        "photo": SimpleUploadedFile("p.jpg", pictures.photo(), "image/jpeg"),
        "enterprise": str(unit or cast.unit.pk),
    }
    return phone(actor).post(
        f"/field-photo/{key or uuid4()}/", {**form, "_key": str(uuid4()), **given}, headers={"accept": "application/json"}
    )  # fmt: skip


def two_hats(name: str, *duties: tuple[str, dict[str, Any]]) -> Actor:
    """One account with several duties at several places."""
    user: User = people.make_user(name, slug="emergency")
    for duty, reach in duties:
        people.grant(user, duty, **reach)
    return people.acting(user)


# ---------- texts, numbers, days ----------


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
@pytest.mark.parametrize("field", ["title", "responsible", "criterion", "note", "category", "item"])
def test_a_text_that_cannot_be_kept_is_refused(cast: Around, field: str, text: str) -> None:
    answer = send(cast.grid, "hazard", in_passing(cast, **{field: text}))
    assert answer.status_code == 400 and answer.json()["refusals"]
    answers = {text: {"result": "na"}}
    assert send(cast.grid, "check", locked(cast, answers=answers, frequency=text)).status_code == 400


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-11-23T09:00:00", 400), ("0001-01-01T00:00:00+14:00", 400), ("9999-12-31T23:59:59-12:00", 400), ("", 400), (None, 400),
        ("1970-01-01T00:00:00+00:00", 200), ("2099-01-01T00:00:00+08:00", 200),
    ],
)  # fmt: skip
def test_a_device_time_can_be_read_again_in_every_zone(cast: Around, at: Any, status: int) -> None:
    key = uuid4()
    assert send(cast.grid, "check", locked(cast), id_=key, made_at=at).status_code == status
    assert phone(cast.grid).get("/field/api/sent.json").status_code == 200
    assert phone(cast.district).get("/checks/").status_code == 200
    assert phone(cast.district).get(f"/field-unit/{cast.unit.pk}.json").status_code == 200


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-23T09:00:00", "x"]
)
def test_a_photo_of_an_impossible_clock_is_taken_without_its_time(cast: Around, at: str) -> None:
    key = uuid4()
    assert hand_in(cast.grid, cast, key=key, taken_at=at).status_code == 200
    row = made.reported(cast, photos=[key])
    for page in (f"/hazard/{row.pk}/", f"/field-hazard/{row.pk}.json"):
        assert phone(cast.manager).get(page).status_code == 200


@pytest.mark.parametrize(
    "drawn",
    ["[" * 100_000, "{", '[{"kind":"circle","x":NaN,"y":0,"rx":0,"ry":0}]', '[{"kind":["a"]}]', "null"],
)
def test_a_strange_drawing_is_refused(cast: Around, drawn: str) -> None:
    assert hand_in(cast.grid, cast, annotation=drawn).status_code == 409


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "181"])
def test_a_check_is_somewhere_on_earth(cast: Around, value: str) -> None:
    body = json.dumps(
        {
            "id": str(uuid4()),
            "kind": "check",
            "made_at": people.NOW.isoformat(),
            "content": locked(cast, longitude="@"),
        }
    )
    answer = phone(cast.grid).post(
        "/field/api/records/", body.replace('"@"', value), content_type="application/json", headers={"idempotency-key": str(uuid4())}
    )  # fmt: skip
    assert answer.status_code == 400


@pytest.mark.parametrize("day", [BEFORE_ALL, AFTER_ALL, (TODAY - timedelta(1)).isoformat()])
@pytest.mark.parametrize("step", ["relapse", "expose"])
def test_what_a_look_back_reopens_has_a_deadline_within_the_rule(cast: Around, step: str, day: str) -> None:
    look = closed_look(cast)
    answer = send(
        cast.district, "look", {"look": str(look.pk), "step": step, "note": "又堆上了", "due_on": day}
    )
    assert answer.status_code == 409
    look.refresh_from_db()
    assert look.state == "to_look"


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "0026-11-23T09:00"])
def test_a_slip_in_the_year_of_an_accident_does_not_take_the_ledger_away(cast: Around, at: str) -> None:
    form = {
        "unit": cast.unit.name,
        "happened_at": at,
        "place": "x",
        "kind": "GB6441-2025-01",
        "dead": 0,
        "injured": 0,
        "hurt": 1,
        "loss": 0,
    }
    answer = phone(cast.district).post("/accidents/new/", {**form, "course": "x", "_key": str(uuid4())})
    assert answer.status_code == 422
    assert phone(cast.district).get("/accidents/").status_code == 200


def test_more_than_a_record_holds_is_refused(cast: Around) -> None:
    assert send(cast.grid, "check", visit(cast, hazards=[found()] * 5000)).status_code == 400
    assert send(cast.grid, "hazard", in_passing(cast, photos=[str(uuid4())] * 31)).status_code == 400


def test_an_address_with_what_no_address_holds_is_not_there(cast: Around) -> None:
    row = made.reported(cast)
    assert phone(cast.town).post(f"/hazard/{row.pk}/%00/", {"_key": str(uuid4())}).status_code == 404
    for address in ("/standards/%00/", "/standards/cn.risk/a%00/", "/standards/cn.risk/1/against/%00/"):
        assert phone(cast.town).get(address).status_code == 404, address


def test_strange_words_beside_a_button_are_answered(cast: Around) -> None:
    form = {"note": "x", "ref": ["\0", "x" * 5000], "_key": str(uuid4())}
    assert phone(cast.district).post("/standards/cn.risk/1/confirm/", form).status_code == 422
    row = risk_of(cast.unit)
    actions.add_floor_plan(cast.manager, cast.unit, name="x", photo=made.photo(cast.manager, cast.unit))
    form = {"off": "1", "version": "9" * 5000, "_key": str(uuid4())}
    assert phone(cast.manager).post(f"/risk/{row.pk}/place/", form).status_code == 409


# ---------- a check ----------


@pytest.mark.parametrize("frequency", ["hourly", "yearly"])
def test_a_self_check_without_items_ticks_nothing_off(cast: Around, frequency: str) -> None:
    actions.keep_list(
        cast.manager, cast.unit, [{"id": "a", "title": "安全出口畅通", "frequency": "daily"}], version=0
    )
    content = {"enterprise": str(cast.unit.pk), "type": "self", "outcome": "done", "frequency": frequency}
    answer = send(cast.manager, "check", content)
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "frequency-empty")


def test_only_items_of_the_list_fail(cast: Around) -> None:
    content, key = visit(cast), uuid4()
    content["answers"]["no-such-item"] = {"result": "fails", "note": "x"}
    assert send(cast.grid, "check", content, id_=key).status_code == 200
    assert Check.objects.get(pk=key).failed == 1


def test_behind_a_locked_door_nothing_is_found(cast: Around) -> None:
    """Else an agency would order without a signature and without its visit being counted towards the cap."""
    answer = send(cast.grid, "check", locked(cast, hazards=[found()]))
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "found-unchecked")
    assert not Hazard.objects.exists()


def test_the_kind_of_a_check_follows_from_the_duty_at_this_unit(cast: Around) -> None:
    office = {"organisation": User.objects.get(pk=cast.officer.person).organisation}
    officer = two_hats(
        "hats", ("enforcement_officer", {"region": people.HESHI, **office}), ("town_officer", {"region": people.SHUANGYANG, **office})
    )  # fmt: skip
    assert made.refused(actions.begin_check, officer, cast.unit, kind="inspection") == {"wrong-kind"}
    assert actions.begin_check(officer, cast.unit, kind="supervision").pk
    own = people.make_enterprise(name="另一单位", sector="schools")
    manager = two_hats(
        "shopkeeper",
        ("enterprise_manager", {"enterprise": own.pk}),
        ("grid_member", {"region": people.SHUANGYANG}),
    )
    assert made.refused(actions.begin_check, manager, cast.unit, kind="self") == {"wrong-kind"}


# ---------- whose ----------


def test_a_photo_shows_the_unit_that_it_was_handed_in_for(cast: Around) -> None:
    other = people.make_enterprise(name="别的单位", sector="schools", region=people.HESHI)
    her = people.acting(people.person("other_street"))
    foreign = str(made.photo(her, other))
    row, look = made.fixed(cast, made.reported(cast)), closed_look(cast)
    on_hazard = {"hazard": str(row.pk), "photos": [foreign]}
    for actor, kind, content in (
        (cast.grid, "hazard", in_passing(cast, photos=[foreign])),
        (cast.grid, "check", visit(cast, photos=[foreign])),
        (cast.grid, "check", visit(cast, own_signature=foreign)),
        (cast.town, "verify", {**on_hazard, "is_fixed": True}),
        (cast.town, "verify", {**on_hazard, "is_fixed": False, "note": "x", "due_on": SOON}),
        (cast.district, "look", {"look": str(look.pk), "step": "keep", "photos": [foreign]}),
    ):
        answer = send(actor, kind, content)
        assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "photo-no-evidence"), kind


def test_whoever_reads_a_units_photos_does_not_add_to_them(cast: Around) -> None:
    other = people.make_enterprise(name="别的单位", sector="schools", region=people.HESHI)
    both = two_hats(
        "both", ("leader", {"region": people.DISTRICT}), ("grid_member", {"region": people.SHUANGYANG})
    )
    assert hand_in(both, cast).status_code == 200
    assert hand_in(both, cast, unit=other.pk).status_code == 404


def test_a_receipt_goes_to_whoever_sent_the_record(cast: Around) -> None:
    key, content = uuid4(), in_passing(cast)
    assert send(cast.grid, "hazard", content, id_=key).status_code == 200
    answer = send(cast.staff, "hazard", content, id_=key)
    assert answer.status_code == 409
    assert "serial" not in answer.json()
    assert FieldConflict.objects.get().account == cast.staff.person


def test_a_record_takes_no_id_of_another_row(cast: Around) -> None:
    row, begun = made.reported(cast), actions.begin_check(cast.grid, cast.unit, kind="grid")
    for kind, content, taken in (("hazard", in_passing(cast), row.pk), ("check", locked(cast), begun.pk)):
        answer = send(cast.grid, kind, content, id_=taken)
        assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "id-taken")


def test_a_bureau_learns_nothing_of_closings_beyond_its_sectors(cast: Around) -> None:
    asked = {"region": people.DISTRICT, "from_on": TODAY, "to_on": TODAY, "sample": {"general": 100.0}}
    assert made.refused(actions.drawn, cast.bureau, **asked, seed="x") == {"no-duty"}
    form = {
        "name": "x",
        "region": people.DISTRICT,
        "from_on": "2026-01-01",
        "to_on": "2026-11-01",
        "general": 10,
        "major": 10,
    }
    answer = phone(cast.bureau).post("/look-backs/new/", {**form, "preview": "1", "_key": str(uuid4())})
    assert answer.status_code == 404


def test_the_one_who_rectifies_is_not_wiped_out(cast: Around) -> None:
    row, photo = made.reported(cast), made.photo(cast.manager, cast.unit)
    fix = {
        "hazard": str(row.pk),
        "fixed_on": TODAY.isoformat(),
        "photos": [str(photo)],
        "fixings": {"responsible": " "},
    }
    answer = send(cast.manager, "fix", fix)
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "responsible-missing")


def test_a_key_answers_one_content_whatever_it_calls_itself(cast: Around) -> None:
    key = str(uuid4())
    answers = []
    for title in ("甲", "乙"):
        record = {
            "id": str(uuid4()),
            "kind": "hazard",
            "made_at": people.NOW.isoformat(),
            "content": in_passing(cast, title=title),
        }
        answers.append(
            phone(cast.grid).post("/field/api/records/", json.dumps(record), content_type="text/plain", headers={"idempotency-key": key})
        )  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 409]


@pytest.mark.parametrize("which", ["never came", "used before", "the visitor's own"])
def test_a_signature_is_given_for_this_check(cast: Around, which: str) -> None:
    first = visit(cast, hazards=[])
    first["answers"] = {item: {"result": "conforms"} for item in first["answers"]}
    assert send(cast.grid, "check", first).status_code == 200
    signature = str(made.photo(cast.grid, cast.unit))
    over = {
        "never came": {"unit_signature": str(uuid4())}, "used before": {"unit_signature": first["unit_signature"]},
        "the visitor's own": {"unit_signature": signature, "own_signature": signature},
    }[which]  # fmt: skip
    answer = send(cast.grid, "check", {**first, **over})
    code = "photo-not-here" if which == "never came" else "signature-used"
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, code)


def test_a_unit_reads_a_check_when_it_is_finished_also_through_the_account_of_an_office(cast: Around) -> None:
    row = actions.begin_check(cast.officer, cast.unit, kind="inspection")
    hats = two_hats(
        "hats",
        ("enterprise_manager", {"enterprise": cast.unit.pk}),
        ("grid_member", {"region": people.SHUANGYANG}),
    )
    again = made.second_account(cast.manager, "grid_member", region=people.SHUANGYANG)
    for actor in (cast.manager, cast.staff, hats, again):
        assert phone(actor).get(f"/check/{row.pk}/").status_code == 404
        assert str(row.pk) not in phone(actor).get("/checks/").content.decode()
    assert phone(cast.town).get(f"/check/{row.pk}/").status_code == 200


def test_a_request_for_more_time_falls_with_the_deadline_that_it_was_about(cast: Around) -> None:
    row = made.reported(cast)
    asked = actions.ask_extension(cast.manager, row, until_on=TODAY + timedelta(days=12), reason="配件未到")
    made.fixed(cast, row)
    actions.send_back(cast.town, row, note="还没拆", due_on=TODAY + timedelta(days=2))
    assert made.refused(actions.decide_extension, cast.town, asked, "grant") == {"due-changed"}
    actions.decide_extension(cast.town, asked, "refuse", note="期限已重新下达")
    row.refresh_from_db()
    assert row.due_on == TODAY + timedelta(days=2)


def test_two_look_backs_of_one_name_are_refused_with_a_reason(cast: Around) -> None:
    look = closed_look(cast)
    asked = {"region": people.DISTRICT, "from_on": TODAY, "to_on": TODAY, "sample": None}
    assert "name-taken" in made.refused(
        actions.begin_look_back, cast.district, name=look.look_back.name, **asked
    )


def test_an_accident_tells_only_of_hazards_within_reach(cast: Around) -> None:
    accident, row = accident_of(cast.unit), made.reported(cast, title="配电箱门敞开")
    actions.follow_up(cast.district, accident, row)
    address = f"/accident/{accident.pk}/"
    assert row.serial in phone(cast.town).get(address).content.decode()
    Enterprise.objects.filter(pk=cast.unit.pk).update(
        region=people.HESHI
    )  # moved; the accident stays where it happened
    assert row.serial not in phone(cast.town).get(address).content.decode()


@pytest.mark.parametrize("text", ["=1+1", "＝1+1", "\n=1+1", "@x", "－1"])
def test_no_spreadsheet_runs_what_an_export_says(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(
    "criterion", ["x", "cn.gbt33000#5.1", "cn.major-hazards.order10#NOT-THERE", "#", "GM10-3-1"]
)
def test_a_hazard_is_major_by_a_clause_of_the_criteria_and_by_no_other_word(
    cast: Around, criterion: str
) -> None:
    finding = made.finding(grade="major", criterion=criterion)
    assert "criterion-unknown" in made.refused(actions.report_hazard, cast.town, cast.unit, finding)
    row = made.reported(cast)
    assert "criterion-unknown" in made.refused(
        actions.regrade, cast.district, row, criterion=criterion, note="x"
    )


def test_who_entered_an_accident_does_not_lower_its_figures_alone(cast: Around) -> None:
    row = accident_of(cast.unit)
    told = {"dead": 1, "injured": 2, "hurt": 3, "loss": 50_000}
    row = actions.change_accident(cast.district, row, values=told, version=row.version)
    fewer = {**told, "dead": 0}
    assert made.refused(actions.change_accident, cast.district, row, values=fewer, version=row.version) == {
        "lowered-alone"
    }
    again = made.second_account(cast.district, "district_officer", region=people.DISTRICT)
    assert made.refused(actions.change_accident, again, row, values=fewer, version=row.version) == {
        "lowered-alone"
    }
    row = actions.change_accident(cast.town, row, values=fewer, version=row.version)
    assert (row.dead, row.version) == (0, 3)
