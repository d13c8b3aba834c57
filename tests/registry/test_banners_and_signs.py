"""What is said on top of a unit's page ends by itself; a door sign that was renewed no longer opens the unit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from anbiao.inspection.queries import bundle
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.kit.register import ListState
from anbiao.registry import actions, queries
from anbiao.registry.models import Banner, Enterprise
from anbiao.registry.registers import ENTERPRISES
from anbiao.rules.refusal import Refused
from tests import people
from tests.everywhere.lists import merger_of

pytestmark = pytest.mark.django_db


def actor(role: str = "street_inspector") -> Actor:
    return people.acting(people.person(role))


def put(by: Actor, unit: Enterprise, days: int = 3) -> Banner:
    return actions.put_banner(
        by, unit, kind="alert", severity="danger", text="院内有狗", from_on=people.TODAY, to_on=people.TODAY + timedelta(days=days)
    )  # fmt: skip


def alerted(by: Actor) -> list[Enterprise]:
    return list(ENTERPRISES.rows(by, ListState(filters={"alert": ("now",)})))


def test_a_banner_is_shown_and_ends_by_itself() -> None:
    by, unit = actor(), people.make_enterprise()
    row = put(by, unit)
    later = replace(by, now=by.now + timedelta(days=4))
    assert alerted(by) == [unit]
    assert alerted(later) == []
    assert queries.banners_of(by, [unit.pk]) == {unit.pk: [row]}
    assert queries.banners_of(later, [unit.pk]) == {}
    page = people.browser(people.User.objects.get(pk=by.person)).get(reverse("enterprise", args=[unit.pk]))
    assert page.status_code == 200


def test_a_banner_is_ended_once_and_both_are_written_down() -> None:
    by, unit = actor(), people.make_enterprise()
    row = put(by, unit)
    actions.end_banner(by, row)
    actions.end_banner(by, row)
    assert alerted(by) == []
    assert list(
        Entry.objects.filter(verb__endswith="banner").values_list("verb", flat=True).order_by("number")
    ) == ["put banner", "end banner"]


def test_another_street_and_a_wrong_day_are_refused() -> None:
    unit = people.make_enterprise()
    for by, days in ((actor("other_street"), 3), (actor(), 400)):
        with pytest.raises(Refused):
            put(by, unit, days)
    assert not Banner.objects.exists()


def test_a_renewed_sign_opens_the_unit_and_the_old_one_says_that_it_no_longer_does() -> None:
    unit = people.make_enterprise()
    by = people.person("street_inspector")
    client, scan = people.browser(by), reverse("unit-scan", args=[unit.pk])
    assert client.get(scan).status_code == 302
    assert actions.renew_sign(people.acting(by), unit, reason="被撕") == 2
    assert [
        client.get(scan + asked).status_code for asked in ("", "?sign=1", "?sign=2", "?sign=x", "?sign=3")
    ] == [409, 409, 302, 409, 409]
    assert "?sign=2" in client.get(reverse("door-sign", args=[unit.pk])).content.decode()
    assert {line["id"]: line["sign"] for line in bundle.index(people.acting(by))["units"]} == {
        str(unit.pk): 2
    }


def test_a_renamed_unit_keeps_its_sign_and_a_merged_one_opens_the_unit_that_stayed() -> None:
    kept = people.make_enterprise()
    row = merger_of(kept)
    by = people.person("street_inspector")
    actions.change_unit(
        people.acting(by), row.other, values={"name": "改名有限公司"}, version=row.other.version
    )
    client = people.browser(by)
    assert client.get(reverse("unit-scan", args=[row.other_id])).status_code == 302
    row.other.refresh_from_db()
    actions.step_merger(people.acting(by), row, "merge")
    assert str(kept.pk) in client.get(reverse("unit-scan", args=[row.other_id]))["Location"]


def test_the_phone_carries_what_is_said_of_a_unit_and_its_days() -> None:
    by, unit = actor(), people.make_enterprise()
    put(by, unit)
    actions.put_banner(
        by, unit, kind="contact", severity="info", text="下午到访，找车间主任", from_on=people.TODAY + timedelta(days=2),
        to_on=people.TODAY + timedelta(days=9),
    )  # fmt: skip
    ended = put(by, unit)
    actions.end_banner(by, ended)
    (told,) = bundle.page(by, {unit.pk: ""})["units"].values()
    assert [(each["text"], each["is_alert"], each["from_on"], each["to_on"]) for each in told["brief"]["banners"]] == [
        ("院内有狗", True, "2026-11-23", "2026-11-26"), ("下午到访，找车间主任", False, "2026-11-25", "2026-12-02")
    ]  # fmt: skip
