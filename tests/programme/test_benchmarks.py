"""A certified unit becomes a benchmark by two persons, its cards are read by its sector, and both end with the certificate."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.kit.register import ListState
from anbiao.programme import actions
from anbiao.programme.models import Benchmark, Certificate, Experience
from anbiao.programme.queries import benchmarks as queries
from anbiao.programme.registers import EXPERIENCE
from tests import people
from tests.everywhere import lists
from tests.inspection.made import photo, refused
from tests.programme.made import Cast, cast

pytestmark = pytest.mark.django_db
CARD = {"title": "班前三问", "practice": "每班开工前问三个问题", "effect": "隐患减少一半"}


def named(who: Cast) -> Benchmark:
    row = actions.propose_benchmark(who.around.district, lists.certificate_of(who.unit), reason="班前管理")
    return actions.decide_benchmark(who.leader, row, "name")


def published(who: Cast) -> Experience:
    row = actions.write_experience(who.around.manager, named(who), **CARD)
    return actions.decide_experience(who.leader, row, "publish")


def manager_of(sector: str) -> Actor:
    unit = people.make_enterprise(name=f"另一{sector}", sector=sector)
    user = people.make_user(f"manager-{sector}", slug=None)
    people.grant(user, "enterprise_manager", enterprise=unit.id)
    return people.acting(user)


def test_two_persons_name_a_benchmark() -> None:
    who = cast()
    row = actions.propose_benchmark(who.around.district, lists.certificate_of(who.unit), reason="x")
    assert refused(actions.decide_benchmark, who.around.district, row, "name") == {"same-person"}
    assert refused(actions.decide_benchmark, who.leader, row, "refuse") == {"note-missing"}
    assert actions.decide_benchmark(who.leader, row, "name").state == "named"
    told = Entry.objects.filter(object_id=row.pk).order_by("number").values_list("verb", flat=True)
    assert list(told) == ["propose", "name"]


def test_only_a_certificate_in_force_and_once() -> None:
    who = cast()
    certificate = lists.certificate_of(who.unit)
    assert refused(actions.propose_benchmark, who.around.town, certificate, reason=" ") == {"no-duty", "reason-missing"}  # fmt: skip
    actions.propose_benchmark(who.around.district, certificate, reason="x")
    assert refused(actions.propose_benchmark, who.around.district, certificate, reason="x") == {"benchmark-already"}  # fmt: skip
    certificate.state = "suspended"  # in memory, as a door would have read it
    assert "no-certificate" in refused(actions.propose_benchmark, who.around.district, certificate, reason="x")  # fmt: skip


def test_a_card_shows_photos_of_its_unit_to_whoever_reads_it() -> None:
    who = cast()
    benchmark = named(who)
    strange = photo(who.around.manager, people.make_enterprise(name="别校", sector="schools"))
    assert refused(actions.write_experience, who.around.manager, benchmark, **CARD, photos=[strange]) == {"photo-foreign"}  # fmt: skip
    own = photo(who.around.manager, who.unit)
    card = actions.write_experience(who.around.manager, benchmark, **CARD, photos=[own])
    reader = people.browser(User.objects.get(pk=manager_of("schools").person))
    at = f"/experience-card/{card.serial}/photo/"
    assert reader.get(f"{at}{own}/").status_code == 404  # not published yet
    actions.decide_experience(who.leader, card, "publish")
    assert (
        f"{at}{own}/" not in reader.get(f"/experience-card/{card.serial}/").content.decode()
    )  # still being made
    assert reader.get(f"{at}{own}/").status_code == 202
    assert reader.get(f"{at}{strange}/").status_code == 404
    assert reader.get(f"/photos/{own}/").status_code == 404


def test_it_ends_with_the_certificate_and_its_cards_are_not_read_any_more() -> None:
    who = cast()
    card = published(who)
    reader = manager_of("schools")
    certificate = card.benchmark.certificate
    certificate = actions.decide_certificate(who.around.district, certificate, "suspend", ground="penalty", note="x")  # fmt: skip
    assert list(queries.cards(reader)) == []
    actions.decide_certificate(who.leader, certificate, "revoke", ground="penalty", note="x")
    card.benchmark.refresh_from_db()
    assert (card.benchmark.state, card.benchmark.ended_on) == ("ended", people.TODAY)


def test_it_ends_at_night_when_the_certificate_has_expired() -> None:
    who = cast()
    row = named(who)
    Certificate.objects.filter(pk=row.certificate_id).update(
        valid_from=people.TODAY - timedelta(days=9), valid_until=people.TODAY - timedelta(days=1)
    )
    program = replace(people.OPERATOR, via="job")
    assert [actions.end_expired(program), actions.end_expired(program)] == [1, 0]


def test_a_card_is_published_by_a_second_person_who_is_not_of_the_unit() -> None:
    who = cast()
    row = named(who)
    assert refused(actions.write_experience, who.around.manager, row, **{**CARD, "effect": " "}) == {"text-missing"}  # fmt: skip
    assert refused(actions.write_experience, who.around.town, row, **CARD) == {"no-duty"}
    card = actions.write_experience(who.around.district, row, **CARD)
    assert refused(actions.decide_experience, who.around.district, card, "publish") == {"same-person"}
    assert actions.decide_experience(who.leader, card, "publish").state == "published"


def test_units_of_the_sector_and_offices_read_it_and_others_do_not() -> None:
    who = cast()
    card = actions.write_experience(who.around.manager, named(who), **CARD)
    near, far = manager_of("schools"), manager_of("machinery")
    assert [list(queries.cards(each)) for each in (near, far)] == [[], []]  # not published yet
    assert list(queries.cards(who.around.staff)) == [card]
    card = actions.decide_experience(who.leader, card, "publish")
    other_street = people.acting(people.person("other_street"))
    found = {name: list(queries.cards(each)) for name, each in {"near": near, "far": far, "town": other_street}.items()}  # fmt: skip
    assert found == {"near": [card], "far": [], "town": [card]}


@pytest.mark.parametrize(("words", "hits"), [("三问", 1), ("三个问题", 1), ("隐患减少", 1), ("灭火", 0), ("2026-001", 1)])  # fmt: skip
def test_it_is_found_by_words_and_sector(words: str, hits: int) -> None:
    who = cast()
    published(who)
    for sector, factor in (("schools", 1), ("machinery", 0)):
        state = ListState(q=words, filters={"sector": [sector]})
        assert EXPERIENCE.rows(who.around.district, state).count() == hits * factor


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_lead_from_the_certificate_to_the_card(language: str) -> None:
    who = cast()
    certificate = lists.certificate_of(who.unit)

    def client(actor: Actor) -> object:
        return people.browser(User.objects.get(pk=actor.person), language=language)

    office, leader, manager = client(who.around.district), client(who.leader), client(who.around.manager)
    url = f"/certificate/{certificate.pk}/benchmark/"
    assert url in office.get(f"/certificate/{certificate.pk}/").content.decode()  # type: ignore[attr-defined]
    key = lambda **values: {"_key": str(uuid4()), **values}  # noqa: E731
    assert office.post(url, key(reason="")).status_code == 422  # type: ignore[attr-defined]
    assert office.post(url, key(reason="班前管理")).status_code == 302  # type: ignore[attr-defined]
    row = Benchmark.objects.get()
    page = f"/benchmark/{row.pk}/"
    assert "班前管理" in leader.get("/").content.decode()  # type: ignore[attr-defined]
    assert leader.post(f"{page}name/", key(note="")).url == page  # type: ignore[attr-defined]
    assert f"{page}card/" in manager.get(page).content.decode()  # type: ignore[attr-defined]
    assert manager.post(f"{page}card/", key(**CARD)).url == page  # type: ignore[attr-defined]
    card = f"/experience-card/{Experience.objects.get().serial}/"
    assert leader.get(f"{card}publish/").status_code == 200  # type: ignore[attr-defined]
    assert leader.post(f"{card}publish/", key(note="")).url == card  # type: ignore[attr-defined]
    assert CARD["practice"] in manager.get(card).content.decode()  # type: ignore[attr-defined]
    assert leader.get(f"{page}end-by-rule/").status_code == 404  # type: ignore[attr-defined]
