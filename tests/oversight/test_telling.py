"""Who is told what: the digest of a day, and what happened; once, to whoever has it to do then, and no more once it is done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anbiao.authority.models import User
from anbiao.inspection.models import Hazard
from anbiao.kit import journal
from anbiao.kit.models import DigestRun, Happening, Notice
from anbiao.kit.notices.events import events
from anbiao.kit.register.following import follow, unfollow
from anbiao.kit.work import models_of, owned
from anbiao.kit.workflow import take
from anbiao.oversight.actions import settle_over, tell_happenings, write_digests
from anbiao.programme.models import Absence
from anbiao.registry import actions as roster
from anbiao.registry.actions import Found, reject_finding, report_finding
from anbiao.registry.actions.supervision import acknowledge_many, assign_many
from anbiao.registry.models import Responsibility
from tests import people
from tests.everywhere.lists import hazards_of

pytestmark = pytest.mark.django_db


def digest(user: User) -> Notice | None:
    return Notice.objects.filter(person=user.pk, kind="digest").first()


def reported(unit: Any, count: int = 1) -> list[Hazard]:
    """Hazards that wait for the street to verify them, found by nobody who is still here."""
    rows = hazards_of(unit, count)
    Hazard.objects.filter(pk__in=[row.pk for row in rows]).update(
        state="reported", grade="major", criterion="x"
    )
    return rows


def test_a_digest_tells_what_my_work_shows_once_a_day_and_in_her_language() -> None:
    unit = people.make_enterprise(sector="schools")
    reported(unit, 7)
    inspector, nobody = people.person("street_inspector"), people.person("other_street")
    inspector.language = "en"
    inspector.save()
    written = write_digests(people.DISTRICT, now=people.NOW)
    row = digest(inspector)
    assert row is not None
    assert (row.region, digest(nobody)) == (people.SHUANGYANG, None)
    numbers = {each["source"]: each["all"] for each in row.numbers}
    assert numbers["hazards-to-verify"] == 7
    assert [line["source"] for line in row.lines].count("hazards-to-verify") == 5
    assert row.title.startswith("To do today: ")
    assert write_digests(people.DISTRICT, now=people.NOW) == 0
    assert DigestRun.objects.get(district=people.DISTRICT).written == written


def test_a_killed_worker_neither_loses_nor_doubles_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = people.make_enterprise(sector="schools")
    reported(unit)
    found = [people.person("street_inspector"), people.person("district_officer")]
    from anbiao.oversight.actions import telling

    honest = telling.make_notices
    calls = iter([True, False])

    def killed(*args: Any, **kwargs: Any) -> Any:
        if next(calls):
            return honest(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(telling, "TOGETHER", 1)
    monkeypatch.setattr(telling, "make_notices", killed)
    with pytest.raises(KeyboardInterrupt):
        write_digests(people.DISTRICT, now=people.NOW)
    assert (Notice.objects.count(), DigestRun.objects.exists()) == (1, False)
    monkeypatch.setattr(telling, "make_notices", honest)
    write_digests(people.DISTRICT, now=people.NOW)
    assert sorted(Notice.objects.values_list("person", flat=True)) == sorted(user.pk for user in found)


def test_somebody_stands_in_for_who_is_away() -> None:
    unit = people.make_enterprise(sector="schools")
    absent = people.person("grid_member", username="absent")
    second = people.person("grid_member", username="second")
    for user in (absent, second):
        user.grants.update(organisation=user.organisation)
    Absence.objects.create(
        district=people.DISTRICT, person=absent, organisation=absent.organisation, kind="ill", first_on=people.TODAY,
        last_on=people.TODAY, who="x",
    )  # fmt: skip
    (row,) = hazards_of(unit, 1)
    Hazard.objects.filter(pk=row.pk).update(state="reported", found_by=absent.person)
    write_digests(people.DISTRICT, now=people.NOW)
    own, other = digest(absent), digest(second)
    assert own is not None
    assert other is not None
    assert own.is_away
    told = [line for line in other.lines if line["object"] == str(row.pk)]
    assert [line["instead_of"] for line in told] == ["absent"]


def assigned() -> tuple[User, User, Any]:
    officer, grid = people.person("district_officer"), people.person("grid_member")
    units = people.make_enterprises({}, {})
    assign_many(people.acting(officer), units, kind="grid", person=grid, from_on=people.TODAY)
    return officer, grid, units


def test_what_happened_is_told_to_whoever_has_it_then_and_never_twice() -> None:
    _officer, grid, _units = assigned()
    assert Happening.objects.count() == 2
    assert tell_happenings(people.DISTRICT, now=people.NOW) == 1
    assert tell_happenings(people.DISTRICT, now=people.NOW) == 0
    row = Notice.objects.get()
    assert (row.person, row.kind, len(row.lines)) == (grid.pk, "responsibility-assigned", 2)


def test_a_notice_follows_reassignment() -> None:
    officer, _grid, units = assigned()
    other = people.person("grid_member", username="other")
    assign_many(people.acting(officer), units, kind="grid", person=other, from_on=people.TODAY)
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert set(Notice.objects.values_list("person", flat=True)) == {other.pk}


def test_nobody_is_told_of_what_is_done_already() -> None:
    _officer, grid, _units = assigned()
    acknowledge_many(people.acting(grid), Responsibility.objects.filter(person=grid))
    assert tell_happenings(people.DISTRICT, now=people.NOW) == 0


def test_what_others_settled_is_over_and_what_she_did_herself_is_not() -> None:
    officer, grid, units = assigned()
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert settle_over(people.acting(grid)) == 0
    other = people.person("grid_member", username="other")
    assign_many(people.acting(officer), units, kind="grid", person=other, from_on=people.TODAY)
    assert settle_over(people.acting(grid)) == 1
    assert Notice.objects.get().standing.name == "over"


def test_a_hazard_sent_back_rings_at_its_unit_and_nowhere_else() -> None:
    unit, elsewhere = people.make_enterprises({"sector": "schools"}, {"sector": "schools"})
    manager, inspector = people.enterprise_manager(unit), people.person("street_inspector")
    stranger = people.make_user("stranger", slug=None)
    people.grant(stranger, "enterprise_manager", enterprise=elsewhere.id)
    (row,) = hazards_of(unit, 1)
    Hazard.objects.filter(pk=row.pk).update(state="reported", fixed_by=manager.person, fixed_on=people.TODAY)
    row.refresh_from_db()
    take(people.acting(inspector), row, "send_back", place=unit.place(), note="没有整改到位")
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert list(Notice.objects.values_list("person", "kind")) == [(manager.pk, "hazard-returned")]


def test_every_source_of_an_event_says_where_its_rows_lie() -> None:
    """Else nobody is asked whether she has them, and nobody is told."""
    for event in events().values():
        assert len([*models_of(event.sources), *owned(event.sources)]) == len(event.sources), event.kind


def test_a_finding_is_told_to_whoever_decides_and_its_rejection_with_the_reason_to_the_finder() -> None:
    town, grid = people.person("street_inspector"), people.person("grid_member")
    people.person("other_street")
    found = Found("new", name="阿明汽修", region=people.SHUANGYANG, address="前埭 12 号", note="门口有招牌")
    row = report_finding(people.acting(grid), found, found_at=people.NOW)
    tell_happenings(people.DISTRICT, now=people.NOW)
    assert list(Notice.objects.values_list("person", "kind")) == [(town.pk, "survey-found")]
    reject_finding(people.acting(town), row, note="流动摊位，无固定场所")
    tell_happenings(people.DISTRICT, now=people.NOW)
    (told,) = Notice.objects.filter(kind="survey-rejected")
    assert told.person == grid.pk
    assert "流动摊位，无固定场所" in told.lines[0]["what"]
    later = replace(people.acting(grid), now=people.NOW + timedelta(days=8))
    assert settle_over(later) == 1


def test_a_worker_that_was_away_rings_nobody_out_of_the_past() -> None:
    assigned()
    assert tell_happenings(people.DISTRICT, now=people.NOW + timedelta(days=3)) == 0
    assert not Happening.objects.filter(told_at=None).exists()


def test_what_goes_wrong_with_one_person_keeps_nobody_else_from_hers(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = people.make_enterprise(sector="schools")
    reported(unit)
    one, other = people.person("street_inspector"), people.person("district_officer")
    from anbiao.oversight.actions import telling

    honest = telling.Gathered.add

    def broken(self: Any, asked: Any, *args: Any) -> None:
        if asked.actor.person == one.pk:
            raise ValueError("a row that cannot be said")
        honest(self, asked, *args)

    monkeypatch.setattr(telling.Gathered, "add", broken)
    assert write_digests(people.DISTRICT, now=people.NOW) == 1
    assert (digest(one), bool(digest(other)), DigestRun.objects.exists()) == (None, True, False)
    monkeypatch.setattr(telling.Gathered, "add", honest)
    assert write_digests(people.DISTRICT, now=people.NOW) == 1
    assert digest(one) is not None


def test_the_digests_of_many_take_as_many_queries_as_those_of_a_few(
    django_assert_max_num_queries: Any,
) -> None:
    unit = people.make_enterprise(sector="schools")
    reported(unit, 2)
    for number in range(15):
        people.person("street_inspector", username=f"inspector{number}")
    with django_assert_max_num_queries(26):
        assert write_digests(people.DISTRICT, now=people.NOW) >= 15


def test_followed_units_tell_their_events_in_the_digest_until_the_star_goes() -> None:
    here, quiet = people.make_enterprise(sector="schools"), people.make_enterprise(sector="schools")
    elsewhere = people.make_enterprise(region=people.HESHI)
    inspector, office = people.person("street_inspector"), people.person("district_officer")
    write_digests(people.DISTRICT, now=people.NOW)
    by = people.acting(inspector)
    for unit in (here, quiet, elsewhere):
        follow(by, "enterprises", unit.pk)
    later = replace(people.acting(office), now=people.NOW + timedelta(hours=1))
    for unit in (here, elsewhere):
        roster.put_banner(
            later, unit, kind="alert", severity="info", text="院内有狗", from_on=people.TODAY, to_on=people.TODAY
        )  # fmt: skip
    journal.record(later, journal.event("report", hazards_of(here, 1)[0]))
    Hazard.objects.filter(enterprise=here).update(
        state="rectifying", first_due_on=people.TODAY, due_on=people.TODAY
    )
    write_digests(people.DISTRICT, now=people.NOW + timedelta(days=1))
    (line,) = _of_followed(inspector)
    assert (line["object"], line["mark"]) == (str(here.pk), "late")
    assert line["what"].split("、") == ["1 项隐患已逾期", "写入警示或联系时间", "查出隐患"]
    assert _of_followed(office) == []
    unfollow(by, "enterprises", here.pk)
    journal.record(replace(later, now=people.NOW + timedelta(days=1, hours=1)), journal.event("verify", here))
    write_digests(people.DISTRICT, now=people.NOW + timedelta(days=2))
    assert _of_followed(inspector) == []


def _of_followed(user: User) -> list[Any]:
    """The lines of her last digest that tell of units she follows."""
    row = Notice.objects.filter(person=user.pk, kind="digest").order_by("made_at").last()
    return [line for line in row.lines if line["source"] == "followed"] if row else []
