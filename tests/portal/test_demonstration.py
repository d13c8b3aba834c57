"""The demonstration district: believable, fictitious, and written as real units are."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from math import hypot
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection, transaction

from anbiao.authority import boundaries
from anbiao.authority.models import Grant, User
from anbiao.inspection.actions import settled_together
from anbiao.kit import journal
from anbiao.kit.models import Entry
from anbiao.oversight.models import Circular, Instruction, InstructionExtension, Snapshot
from anbiao.oversight.queries.instructions import caught_up, late
from anbiao.portal import demonstration
from anbiao.portal.demonstration import catalogue, names, places
from anbiao.programme.models import Assessment, Benchmark, Certificate, Experience
from anbiao.registry import queries
from anbiao.registry.models import Contact, DuplicatePair, Enterprise, Responsibility, Site, StatusChange
from anbiao.rules.identifiers import check_uscc
from anbiao.rules.refusal import Refused
from anbiao.rules.units import ALIVE
from tests import cluster, people

pytestmark = pytest.mark.django_db
SIZE = 400
DISTRICT = people.DISTRICT
ROLES = {
    "district_officer", "leader", "bureau_officer", "town_officer", "grid_member", "enforcement_officer", "expert", "insurer",
    "enterprise_manager", "enterprise_staff", "system_admin", "security_admin", "auditor",
}  # fmt: skip


def empty_district() -> None:
    """The offices that every test finds are taken away, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM authority_regulates WHERE district = %s", [DISTRICT])
        cursor.execute("DELETE FROM authority_organisation WHERE district = %s", [DISTRICT])


def leave_no_unit() -> None:
    """Whatever of a district's business may be taken away is, until the transaction ends."""
    parts = ("registry_", "inspection_", "programme_", "oversight_", "kit_photo", "authority_grant", "authority_district", "authority_user")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'district'")
        for (table,) in cursor.fetchall():
            if table.startswith(parts) and table != Snapshot._meta.db_table:
                cursor.execute(f"DELETE FROM {table} WHERE district = %s", [DISTRICT])


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The heads of this journal, which ends with the module."""
    kept, path = configured.HEADS_FILE, tmp_path_factory.mktemp("heads") / "heads.jsonl"
    configured.HEADS_FILE = path
    yield path
    configured.HEADS_FILE = kept


@pytest.fixture(scope="module")
def built(django_db_setup: Any, django_db_blocker: Any, heads: Path) -> Iterator[dict[str, Any]]:
    """One demonstration for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        empty_district()
        yield demonstration.build(size=SIZE, now=people.NOW)
        transaction.set_rollback(True)


def units() -> Any:
    return Enterprise.objects.of_district(DISTRICT)


def told() -> list[tuple[Any, ...]]:
    """What the seed decides: the units as an outsider sees them."""
    return list(
        units()
        .order_by("name", "uscc")
        .values_list("name", "uscc", "region", "sector", "employees", "address", "state")
    )


def test_it_has_as_many_units_as_asked_for_and_says_so(built: dict[str, Any]) -> None:
    assert built["units"] == units().count() == SIZE
    assert built["users"] == User.objects.filter(district=DISTRICT).count()
    assert (
        built["duplicates"] == DuplicatePair.objects.of_district(DISTRICT).filter(state="open").count() >= 1
    )
    assert built["unrouted"] == units().filter(sector="", state__in=ALIVE).count() >= 1


def test_every_unit_says_that_it_is_fictitious_and_bears_a_valid_code(built: dict[str, Any]) -> None:
    assert not units().exclude(name__contains="示例").exists()
    assert not units().exclude(address__contains="虚构").exists()
    codes = [code for code in units().values_list("uscc", flat=True) if code]
    assert len(codes) > SIZE * 0.9
    assert [code for code in codes if check_uscc(code)] == []
    phones = list(units().values_list("phone", flat=True))
    assert all(phone.startswith("1390000") for phone in phones)


def test_the_units_lie_in_six_towns_near_their_villages_and_inside_the_boundary(
    built: dict[str, Any],
) -> None:
    outline = boundaries.shipped(DISTRICT).outline
    assert outline
    assert {region[:9] for region in units().values_list("region", flat=True)} == {
        town.code for town in catalogue.TOWNS
    }
    placed = list(units().exclude(longitude=None).values_list("region", "longitude", "latitude"))
    assert len(placed) > SIZE * 0.7
    for region, x, y in placed:
        middle = places.middle_of(region)
        assert outline.holds(x, y)
        assert hypot(x - middle[0], y - middle[1]) < 0.06


def test_the_mix_has_all_classes_and_most_sectors(built: dict[str, Any]) -> None:
    assert set(units().values_list("size_class", flat=True)) == {
        "above_scale",
        "medium",
        "small_micro",
        "nine_small",
    }
    assert len(set(units().values_list("sector", flat=True))) >= 40
    assert {"closed", "moved", "not_found", "suspended"} <= set(units().values_list("state", flat=True))


def test_the_full_size_has_every_sector() -> None:
    """Three thousand units hold at least one of each trade, and no trade is unknown to the rules."""
    made = {trade.sector for trade in catalogue.apportioned(catalogue.FULL_SIZE)}
    assert made == {trade.sector for trade in catalogue.trades()}
    assert len(list(catalogue.apportioned(977))) == 977


def test_units_are_routed_as_their_trade_says(built: dict[str, Any]) -> None:
    """The rules reached them, and reached the sector that the trade was written for."""
    words = {word: trade.sector for trade in catalogue.trades() for word in trade.words}
    longest = sorted(words, key=len, reverse=True)
    right = wrong = 0
    for name, sector in units().exclude(sector="").values_list("name", "sector"):
        word = next((word for word in longest if name.partition("（")[0].endswith(word)), None)
        if word:
            right, wrong = (right + 1, wrong) if words[word] == sector else (right, wrong + 1)
    assert right > SIZE * 0.8 and wrong <= right * 0.01


def test_the_sign_in_page_has_one_of_each_role_and_nobody_can_guess_a_password(built: dict[str, Any]) -> None:
    shown = User.objects.filter(district=DISTRICT, is_demonstration=True)
    assert set(Grant.objects.filter(user__in=shown).values_list("duty", flat=True)) == ROLES
    assert {"林志远", "吴建明", "郑雅婷", "陈晓岚", "王秀珠", "刘明达"} <= set(
        shown.values_list("name", flat=True)
    )
    assert not any(user.has_usable_password() for user in User.objects.filter(district=DISTRICT))
    assert all(user.name_en and user.post for user in shown)


def test_every_village_has_its_own_grid_member(built: dict[str, Any]) -> None:
    held = Grant.objects.of_district(DISTRICT).filter(duty="grid_member")
    regions = list(held.values_list("region", flat=True))
    assert len(regions) == len(set(regions)) == 87
    assert (
        Responsibility.objects.of_district(DISTRICT).filter(kind="grid", state="acknowledged").count()
        > SIZE / 2
    )


def test_something_waits_for_the_grid_member_and_something_is_overdue(built: dict[str, Any]) -> None:
    hers = Responsibility.objects.of_district(DISTRICT).filter(person__username="wangxiuzhu", kind="grid")
    due = [row.due_on for row in hers.filter(state="proposed") if row.due_on]
    assert [day for day in due if day < people.TODAY] and [day for day in due if day >= people.TODAY]
    assert hers.filter(state="declined").count() == 1


def test_assessments_certificates_and_cards_stand_in_each_state_and_are_marked_as_played(
    built: dict[str, Any],
) -> None:
    def states(model: Any) -> set[str]:
        return set(model.objects.of_district(DISTRICT).values_list("state", flat=True))

    assert states(Assessment) == {"draft", "submitted", "review", "reviewed", "returned", "accepted"}
    assert states(Certificate) >= {"publicity", "valid", "suspended", "revoked", "refused"}
    assert (states(Benchmark), states(Experience)) == ({"named", "proposed"}, {"published", "written"})
    kinds = ("assessment", "certificate", "benchmark", "experience")
    told = Entry.objects.filter(district=DISTRICT, object_type__in=kinds).values_list("via", flat=True)
    assert set(told) == {"demonstration"}


def test_instructions_stand_in_each_state_and_are_marked_as_played(built: dict[str, Any]) -> None:
    """What freezes figures waits until the campaign of every town is played: test_played_weeks.py."""
    rows = Instruction.objects.of_district(DISTRICT)
    states = {"given", "signed", "reported", "returned", "closed"}
    assert set(rows.values_list("state", flat=True)) == states
    assert rows.filter(late(people.TODAY)).count() == 1 and rows.filter(caught_up()).count() == 1
    assert InstructionExtension.objects.of_district(DISTRICT).get().state == "asked"
    told = Entry.objects.filter(district=DISTRICT, object_type="instruction").values_list("via", flat=True)
    assert set(told) == {"demonstration"}
    assert not Circular.objects.of_district(DISTRICT).exists()


def test_a_few_units_have_nobody(built: dict[str, Any]) -> None:
    office = people.OPERATOR
    gaps = units().filter(queries.has_gap(office)).count()
    assert 1 <= gaps < SIZE * 0.05


def test_the_past_left_its_traces(built: dict[str, Any]) -> None:
    assert StatusChange.objects.of_district(DISTRICT).exclude(reason="").count() >= 5
    assert Site.objects.of_district(DISTRICT).exclude(landlord=None).exists()
    assert Contact.objects.of_district(DISTRICT).exists()
    verified = [day for day in units().values_list("verified_on", flat=True) if day]
    assert len(verified) > SIZE / 2
    assert max(verified) <= people.TODAY and min(verified) >= people.TODAY - timedelta(days=185)
    assert Responsibility.objects.of_district(DISTRICT).filter(kind__in=("expert", "insurer")).count() >= 2


def test_the_journal_is_real_in_order_and_sealed(built: dict[str, Any], heads: Path) -> None:
    entries = Entry.objects.filter(district=DISTRICT, who__in=["林志远", "王秀珠", "operator demonstration"])
    instants = list(entries.order_by("number").values_list("at", flat=True))
    assert len(instants) > SIZE and instants[-1] <= people.NOW
    assert {"register", "assign", "verify", "acknowledge", "decline"} <= set(
        entries.values_list("verb", flat=True)
    )
    assert journal.verify(district=DISTRICT, outside=journal.read_heads(heads)) == []
    assert json.loads(heads.read_text().splitlines()[-1])["district"] == DISTRICT


def units_of(seed: int) -> list[tuple[Any, ...]]:
    """The units that a seed tells of, in a district of their own that is gone afterwards."""
    with transaction.atomic(), settled_together():
        leave_no_unit()
        empty_district()
        demonstration.begin(size=SIZE, seed=seed, district=DISTRICT, now=people.NOW)[0].tell()
        rows = told()
        transaction.set_rollback(True)
    return rows


def test_the_same_seed_builds_the_same_units_and_another_seed_others() -> None:
    first = units_of(350504)
    assert len(first) == SIZE and units_of(350504) == first != units_of(7)


def test_it_is_built_into_an_empty_district_only(built: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused, transaction.atomic():
        demonstration.build(size=SIZE, now=people.NOW)
    assert refused.value.refusals[0].code == "district-stands"


@pytest.mark.parametrize(
    ("given", "code"),
    [({"district": "350503"}, "not-luojiang"), ({"size": 59}, "too-small")],
    ids=["other", "small"],
)
def test_it_is_refused_for_what_it_is_not(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        demonstration.build(**given)
    assert refused.value.refusals[0].code == code


def test_production_takes_no_demonstration(settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(Refused) as refused:
        demonstration.build()
    assert refused.value.refusals[0].code == "production"


def test_a_name_is_misheard_by_its_sound() -> None:
    assert names.misheard("禾木木业（示例）有限公司") == "禾沐木业（示例）有限公司"
    assert names.english("欧阳") == "Ou Yang"


def demo(folder: Path, *arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """`anbiao demo … --json` on a database of its own in the cluster of the tests."""
    base = f"anbiao_demo_{os.getpid()}"
    if base not in cluster.cluster().sql("SELECT datname FROM pg_database").split():
        cluster.copy(base)  # once: what comes afterwards finds what the first run built
    given = {
        **os.environ, "ANBIAO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings",
        "DATABASE_URL": cluster.cluster().url(user="anbiao_owner", database=base), **environment,
    }  # fmt: skip
    command = [
        sys.executable,
        "-c",
        "from anbiao.portal.commands.main import main; main()",
        "demo",
        "--json",
        *arguments,
    ]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, told


def test_the_command_builds_once_and_refuses_afterwards_with_a_sentence(tmp_path: Path) -> None:
    try:
        assert demo(tmp_path, "--size", "10")[1]["error"] == "The demonstration has at least 60 units."
        code, told = demo(tmp_path, "--size", "60")
        assert (code, told["units"]) == (0, 60) and {"users", "seconds", "duplicates", "unrouted"} <= set(
            told
        )
        code, told = demo(tmp_path, "--size", "60")
        assert code == 1 and "not empty" in told["error"]
        code, told = demo(
            tmp_path,
            ANBIAO_MODE="production",
            ANBIAO_SECRET_KEY="x" * 50,
            ANBIAO_HOSTS="localhost",
            ANBIAO_HTTPS="0",
        )
        assert code == 1 and "production" in told["error"]
    finally:
        cluster.cluster().sql(f"DROP DATABASE anbiao_demo_{os.getpid()} WITH (FORCE)")
