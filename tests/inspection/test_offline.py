"""The field screens as an app: a shell that is nobody's, one version of everything, and what comes down before the day."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from anbiao.inspection import actions
from anbiao.inspection.models import Hazard, Standing
from anbiao.inspection.queries import briefs, bundle
from anbiao.inspection.web import offline
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.standards import queries as standards
from tests import people
from tests.everywhere.lists import look_of
from tests.inspection import made
from tests.inspection.made import TODAY, Around
from tests.inspection.test_field import phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: people.NOW)


@pytest.fixture
def cast() -> Around:
    return made.around()


def shipped() -> Any:
    """What the worker was told to keep."""
    code = Client().get("/field/worker.js").content.decode()
    return json.loads(code.removeprefix("const SHIPPED = ").split(";\n", 1)[0])


# ---------- one page for everybody, one version of everything ----------


def test_the_shell_holds_nothing_of_anybody(cast: Around) -> None:
    pages = {phone(who).get("/field/").content for who in (cast.grid, cast.manager)}
    pages.add(Client().get("/field/shell/", headers={"accept-language": "zh-CN"}).content)
    (page,) = pages
    assert not re.search(rb"csrf|data-account|data-token", page)
    assert Client().get("/field/").status_code == 302


def test_who_is_here_comes_as_json_with_a_token_that_is_taken(cast: Around) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = phone(cast.grid).cookies
    told = client.get("/field/api/me.json")
    assert (told.json()["account"], told["Cache-Control"]) == (str(cast.grid.person), "no-store")
    given = {"id": str(uuid4()), "kind": "hazard", "made_at": people.NOW.isoformat()}
    given |= {"content": {"enterprise": str(cast.unit.pk), "hazard": {
        "title": "通道堵塞", "grade": "general", "due_on": TODAY.isoformat(), "responsible": "黄敏"}}}  # fmt: skip
    send = lambda token: client.post(  # noqa: E731
        "/field/api/records/", json.dumps(given), content_type="application/json",
        headers={"idempotency-key": str(given["id"]), "x-csrftoken": token},
    )  # fmt: skip
    assert [send(token).status_code for token in ("", told.json()["token"])] == [403, 200]


def test_the_worker_keeps_all_that_the_shell_loads_and_is_asked_for_anew() -> None:
    answer, told = Client().get("/field/worker.js"), shipped()
    assert (answer["Cache-Control"], answer["Content-Type"]) == ("no-cache", "text/javascript")
    kept = {address.removeprefix(told["files"]) for address in told["assets"]}
    assert set(offline.MODULES) | set(offline.LATER) | {"inspection/field.css", "portal/base.css"} <= kept
    ours = {name for name in kept if not name.startswith("vendor/")}
    assert {name for name in ours if not finders.find(name)} == set()
    for address in [told["shell"], *told["texts"]]:
        assert told["version"] in Client().get(address).content.decode()


def test_another_text_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offline.release().version
    offline.release.cache_clear()
    assert offline.release().version == before
    monkeypatch.setattr(offline, "_texts", lambda _language: {"scan": "another"})
    offline.release.cache_clear()
    after = offline.release().version
    offline.release.cache_clear()
    assert after != before


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "安标移动端"), ("en", "Anbiao field app")])
def test_a_phone_is_told_how_to_install_it(language: str, name: str) -> None:
    answer = Client().get("/field/manifest.webmanifest", headers={"accept-language": language})
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["start_url"], told["scope"], told["display"]) == (name, "/field/", "/field/", "standalone")  # fmt: skip
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_only_the_languages_that_there_are_have_words() -> None:
    assert Client().get("/field/words/en.json").json()["texts"]["scan"] == "Scan"
    assert Client().get("/field/words/fr.json").status_code == 404


# ---------- what comes down ----------


def told(actor: Actor, what: str, **asked: str) -> Any:
    return phone(actor).get(f"/field/api/{what}.json", asked).json()


def test_the_units_that_a_person_checks_come_down_the_next_visit_first(
    cast: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, sooner, closed = people.make_enterprises({}, {}, {"state": "closed"})
    for unit, days in ((later, 5), (sooner, 1)):
        Standing.objects.update_or_create(
            district=unit.district,
            enterprise=unit,
            defaults={
                "next_visit_on": TODAY + timedelta(days=days),
                "rolled_at": people.NOW,
                "watched_from": TODAY,
            },
        )
    ids = lambda answer: [unit["id"] for unit in answer["told"]["units"]]  # noqa: E731
    first = told(cast.grid, "bundle")
    assert ids(first) == [str(sooner.pk), str(later.pk), str(cast.unit.pk)]
    assert str(closed.pk) not in ids(first)
    assert told(cast.grid, "bundle", known=first["stamp"]) == {
        "account": str(cast.grid.person),
        "stamp": first["stamp"],
        "unchanged": True,
    }
    assert ids(told(people.acting(people.person("other_street")), "bundle")) == []
    assert ids(told(cast.manager, "bundle")) == [str(cast.unit.pk)]
    monkeypatch.setattr(bundle, "MOST", 2)
    some = told(cast.grid, "bundle")["told"]
    assert (len(some["units"]), some["total"]) == (2, 3)


def whole(page: Any, unit: UUID) -> Any:
    """A brief as the device puts it together again."""
    given = page["units"][str(unit)]["brief"]
    joined = lambda names: [each for name in names["parts"] for each in page["parts"][name]]  # noqa: E731
    items = joined(given["list"]["items"])
    return given | {"criteria": joined(given["criteria"]), "list": given["list"] | {"items": items}}


@pytest.mark.parametrize("own_list", [True, False])
def test_what_comes_down_is_what_the_page_of_the_unit_would_show(cast: Around, own_list: bool) -> None:
    if own_list:
        actions.keep_list(cast.manager, cast.unit, [{"id": "a", "title": "出口", "frequency": "daily"}], version=0)  # fmt: skip
    made.reported(cast)
    page = told(cast.town, "bundle-units", units=f"{cast.unit.pk.hex}:")
    assert whole(page, cast.unit.pk) == phone(cast.town).get(f"/field-unit/{cast.unit.pk}.json").json()


def test_a_morning_brings_only_what_became_another_one(cast: Around) -> None:
    other = people.make_enterprise(sector="schools")
    first = told(cast.grid, "bundle-units", units=f"{cast.unit.pk}:,{other.pk}:")["units"]
    known = ",".join(f"{pk}:{first[str(pk)]['stamp']}" for pk in (cast.unit.pk, other.pk))
    made.reported(cast)
    again = told(cast.grid, "bundle-units", units=known)
    assert (list(again["units"]), again["same"]) == ([str(cast.unit.pk)], [str(other.pk)])
    assert phone(cast.grid).get("/field/api/bundle-units.json?units=nonsense:").status_code == 404


def test_what_the_device_has_of_other_units_does_not_come_again(cast: Around) -> None:
    other = people.make_enterprise(sector="schools")
    parts = told(cast.grid, "bundle-units", units=f"{cast.unit.pk}:")["parts"]
    assert len(parts) > 1
    have = ",".join(name[: bundle.SHORT] for name in parts)
    again = told(cast.grid, "bundle-units", units=f"{other.pk}:", have=have)
    assert (list(again["units"]), again["parts"]) == ([str(other.pk)], {})


def test_units_of_others_do_not_come_down(cast: Around) -> None:
    elsewhere = people.make_enterprise(region=people.HESHI)
    page = told(cast.grid, "bundle-units", units=f"{elsewhere.pk}:,{cast.unit.pk}:")
    assert list(page["units"]) == [str(cast.unit.pk)]


def test_many_units_ask_no_more_than_one(cast: Around, django_assert_max_num_queries: Any) -> None:
    kinds = [{"sector": sector} for sector in ("schools", "machinery", "catering")]
    many = [cast.unit, *people.make_enterprises(*kinds, *kinds)]
    made.reported(cast)
    rows = list(briefs.units(cast.town))
    briefs.briefs(cast.town, rows)  # the clauses of editions are read once a process
    with django_assert_max_num_queries(8):
        assert len(bundle.page(cast.town, {unit.pk: "" for unit in many})["units"]) == 7


def test_hazards_come_down_as_their_pages_show_them(cast: Around, django_assert_max_num_queries: Any) -> None:
    waiting, fixed = made.reported(cast), made.fixed(cast, made.reported(cast))
    made.fixed(cast, made.reported(cast))
    page = lambda row: phone(cast.town).get(f"/field-hazard/{row.pk}.json").json()  # noqa: E731
    found = {row["id"]: row for row in told(cast.town, "bundle-hazards")["told"]["hazards"]}
    assert (found[str(fixed.pk)], len(found)) == (page(fixed), 2)
    assert str(waiting.pk) not in found
    look = look_of(cast.unit)
    Hazard.objects.filter(pk=look.hazard_id).update(state="closed", photos_after=1, closed_on=TODAY)
    (down,) = told(cast.town, "bundle-hazards")["told"]["looks"]
    assert down == phone(cast.town).get(f"/field-look/{look.pk}.json").json()
    with django_assert_max_num_queries(13):
        bundle.hazards(cast.town)


def test_phrases_are_ranked_on_the_device_as_on_the_server(cast: Around) -> None:
    down = told(cast.grid, "bundle-phrases")["told"]
    rank = lambda phrase: 0 if "schools" in phrase["sectors"] else 1 if phrase["everywhere"] else 2  # noqa: E731
    ours = [phrase["ref"] for phrase in sorted(down, key=rank)][:20]
    theirs = standards.phrases("", "schools", on=TODAY, district=people.DISTRICT)
    assert ours == [row.ref for row in theirs]
    with translation.override("en"):
        assert not re.search("[\u4e00-\u9fff]", bundle.phrases(cast.grid)[0]["title"])
