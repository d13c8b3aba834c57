"""Who may do what. The tables below are written from the access table (reliability.md, 4.1 and 4.2), not from the code."""

from itertools import combinations

import pytest

from anbiao.rules.duties import CAPABILITIES, DUTIES, MAY, conflict, duty_named, may
from anbiao.rules.refusal import Term

EVERYONE = (
    "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff "
    "expert insurer enforcement_officer auditor system_admin security_admin"
)

# 4.1 row by row: capability -> the duties that hold it; everybody else may not.
TABLE = {
    # Enterprise basic data: office R all, A | leader R | bureau R, propose | town R, C, E | manager R own, propose |
    # staff R own part | expert R assigned | officer R area | auditor R all | system administrator -
    "read enterprise": "district_officer leader bureau_officer town_officer grid_member enterprise_manager "
    "enterprise_staff expert insurer enforcement_officer auditor",
    "register enterprise": "district_officer town_officer",
    "change enterprise": "district_officer town_officer",
    "move enterprise": "district_officer town_officer",
    "import enterprise": "district_officer town_officer",
    "withdraw import": "district_officer town_officer",
    "propose enterprise": "bureau_officer enterprise_manager",
    "verify enterprise": "district_officer town_officer grid_member",
    "export enterprise": "district_officer bureau_officer town_officer",
    "read duplicate": "district_officer leader town_officer auditor",
    "resolve duplicate": "district_officer town_officer",
    "read routing": "district_officer leader bureau_officer town_officer auditor",
    "route enterprise": "district_officer",
    "issue activation": "district_officer town_officer",
    # Who answers for a unit: the office and the town name them; whoever is named acknowledges.
    "read responsibility": "district_officer leader bureau_officer town_officer grid_member enterprise_manager "
    "enterprise_staff expert insurer enforcement_officer auditor",
    "assign responsibility": "district_officer town_officer",
    "acknowledge responsibility": "district_officer bureau_officer town_officer grid_member enterprise_manager expert "
    "insurer enforcement_officer",
    # Personal values: office and town reveal with reason, manager own; the officer only in a case, and there are none yet.
    "reveal personal": "district_officer town_officer enterprise_manager",
    # Photos 4.3: the clean copy through the view for whoever reads the unit; the sealed original with EXIF in restricted hands.
    # Copies are made by the program itself, which works with the office's duty.
    "read photo": "district_officer leader bureau_officer town_officer grid_member enterprise_manager "
    "enterprise_staff expert insurer enforcement_officer auditor",
    "read original": "district_officer auditor",
    "develop photo": "district_officer",
    # Accounts and grants: office, bureau, town propose; manager and expert own staff; auditor R; system administrator C
    # account, security administrator A grant.
    "read account": "district_officer bureau_officer town_officer enterprise_manager expert auditor system_admin "
    "security_admin",
    "read grant": "district_officer bureau_officer town_officer enterprise_manager expert auditor system_admin "
    "security_admin",
    "propose grant": "district_officer bureau_officer town_officer enterprise_manager expert",
    "create account": "system_admin",
    # Field devices 3 and 4.3: whoever keeps accounts, and the office, revoke them; unsent work in keeping is opened by the office alone.
    "read device": "district_officer auditor system_admin",
    "revoke device": "district_officer system_admin",
    "read quarantine": "district_officer auditor",
    "open quarantine": "district_officer",
    "grant duty": "security_admin",
    # Hazard: office R, A major | leader R | bureau R, A industry | town R, C, A general | manager C, rectify | staff C, rectify
    # part | expert C | officer C, A verify | auditor R. Bureau, office and grid member find hazards in their own visits.
    "read hazard": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff "
    "expert insurer enforcement_officer auditor",
    "report hazard": "district_officer bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer",
    "rectify hazard": "enterprise_manager enterprise_staff",
    "close hazard": "enterprise_manager enterprise_staff",
    "verify hazard": "district_officer bureau_officer town_officer grid_member enforcement_officer",
    "approve hazard": "district_officer bureau_officer",
    "void hazard": "district_officer",
    "grade hazard": "district_officer bureau_officer town_officer enforcement_officer",
    "decide extension": "district_officer bureau_officer town_officer enforcement_officer",
    "stop work": "bureau_officer enforcement_officer",
    "approve resumption": "bureau_officer enforcement_officer",
    "propose listing": "district_officer bureau_officer town_officer",
    "approve listing": "district_officer leader",
    "export hazard": "district_officer bureau_officer town_officer enterprise_manager",
    "import hazard": "district_officer town_officer enterprise_manager",
    "make look-back": "district_officer bureau_officer town_officer enforcement_officer",
    "draw look-back": "district_officer",
    "read look-back": "district_officer leader bureau_officer town_officer grid_member enforcement_officer auditor",
    # Inspection record: office R | leader R totals | bureau R | town R area | manager R own | expert R assigned | officer C, sign
    # | auditor R. Each kind of check has its own duties (rules/visits.py).
    "read check": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    "make check": "district_officer bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert insurer "
    "enforcement_officer",
    "void check": "district_officer",
    "export check": "district_officer bureau_officer town_officer",
    # The unit's own list 1: kept by the unit, helped by its expert, read by whoever supervises.
    "read check-list": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff "
    "expert insurer enforcement_officer auditor",
    "keep check-list": "enterprise_manager expert",
    "import check-list": "district_officer town_officer enterprise_manager expert",
    # Inherent risks and floor plans: the unit's own.
    "read risk": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    "keep risk": "enterprise_manager expert",
    # Colour: by rule; by hand with a reason, proposed by who supervises, approved by a second person.
    "read colour": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    "propose colour": "district_officer bureau_officer town_officer",
    "approve colour": "district_officer leader",
    # Inspection record, other content under its number: decided by an office that supervises (4.2 (1): never by its sender).
    "read field_conflict": "district_officer leader bureau_officer town_officer auditor",
    "decide field_conflict": "district_officer bureau_officer town_officer",
    # Accident ledger: written by the offices, read by the unit for its own.
    "read accident": "district_officer leader bureau_officer town_officer enterprise_manager enforcement_officer auditor",
    "record accident": "district_officer town_officer",
    # Training: who reads the hazards of a unit reads it; recorded, and made void, by the unit or by an office that organised it.
    "read training": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    "record training": "district_officer bureau_officer town_officer enterprise_manager enterprise_staff",
    "void training": "district_officer bureau_officer town_officer enterprise_manager enterprise_staff",
    # Self-assessment: office R | leader R | bureau R | town R | manager C, E, submit | staff C parts | expert R assigned | officer R |
    # auditor R. Review score: office R, A | bureau R industry | town R own | expert C, E assigned | auditor R; the unit once it is sent;
    # the result is decided with a second person, the leader for levels.
    "read assessment": "district_officer leader bureau_officer town_officer enterprise_manager enterprise_staff expert "
    "enforcement_officer auditor",
    "fill assessment": "enterprise_manager enterprise_staff",
    "submit assessment": "enterprise_manager",
    "read review": "district_officer bureau_officer town_officer expert auditor",
    "review assessment": "district_officer bureau_officer town_officer expert",
    "approve assessment": "district_officer leader",
    # Figures: who reads the facts of a region reads what they add up to.
    "read figure": "district_officer leader bureau_officer town_officer enforcement_officer auditor",
    # Campaign and its tasks: the office launches; bureau and town plan theirs; whoever a step names does and accepts it.
    "read campaign": "district_officer leader bureau_officer town_officer grid_member enforcement_officer auditor",
    "launch campaign": "district_officer",
    "read task": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "enforcement_officer auditor",
    "do task": "district_officer bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert",
    "accept task": "district_officer bureau_officer town_officer grid_member",
    "plan task": "district_officer bureau_officer town_officer",
    "keep absence": "district_officer town_officer",
    "keep key_period": "district_officer town_officer",
    "exempt task": "district_officer bureau_officer town_officer",
    "export task": "district_officer bureau_officer town_officer",
    "assign review": "district_officer bureau_officer town_officer",
    "draw review": "district_officer town_officer",
    "export assessment": "district_officer bureau_officer town_officer",
    # Certificate: office C | leader A | bureau R, suspends | everybody who serves or supervises the unit, and the unit, reads. Granted,
    # restored and revoked with a second person.
    "read certificate": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    # A benchmark and its cards: office C, A | leader A | the unit writes its own cards | whoever reads certificates reads them.
    "read benchmark": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    "read experience": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff expert "
    "insurer enforcement_officer auditor",
    "propose benchmark": "district_officer",
    "approve benchmark": "district_officer leader",
    # Survey: a new unit is C of town/street (and found by its grid members); the roster is A of the office | leader R | auditor R.
    "read survey": "district_officer leader town_officer grid_member auditor",
    "report survey": "district_officer town_officer grid_member",
    "decide survey": "district_officer town_officer",
    "read transfer": "district_officer leader town_officer bureau_officer auditor",
    "offer transfer": "district_officer town_officer bureau_officer",
    "take transfer": "district_officer town_officer bureau_officer",
    # Address points are the district's; positions are decided by whoever keeps the roster there.
    "import address": "district_officer",
    "read address": "district_officer auditor",
    "read position": "district_officer leader town_officer auditor",
    "decide position": "district_officer town_officer",
    "read merger": "district_officer leader town_officer auditor",
    # Ranking: office C, A with second person | leader R, A publish | bureau, town R, object | auditor R. Corrections by a leader, 4.2 (4).
    "read ranking": "district_officer leader bureau_officer town_officer auditor",
    "read preview": "district_officer leader",
    "draft ranking": "district_officer",
    "answer ranking": "district_officer",
    "approve ranking": "district_officer leader",
    "approve correction": "leader",
    "object ranking": "bureau_officer town_officer",
    "write experience": "district_officer enterprise_manager",
    "propose certificate": "district_officer",
    "approve certificate": "district_officer leader",
    "suspend certificate": "district_officer bureau_officer",
    "export certificate": "district_officer bureau_officer town_officer",
    # Audit log: office R own area | leader, bureau, town - | manager, staff, expert, officer own acts | auditor R, verify
    "read journal": "district_officer auditor",
    "verify journal": "auditor",
    "read act": "enterprise_manager enterprise_staff expert insurer enforcement_officer",
    # Standards are for everybody who signs in; what a clause says is confirmed by who answers for it. Loading is the office's.
    "read standard": EVERYONE,
    "confirm clause": "district_officer bureau_officer",
    "load edition": "district_officer",
    # Rules/weights: office C draft | leader A | bureau, town comment | manager, staff, expert, officer, auditor R | system
    # administrator -
    "read local_rule": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff "
    "expert enforcement_officer auditor",
    "propose local_rule": "district_officer",
    "approve local_rule": "leader",
    # The frame: organisations, health, and what concerns only oneself.
    "read organisation": "district_officer leader bureau_officer town_officer grid_member enforcement_officer auditor "
    "system_admin security_admin",
    "change organisation": "district_officer",
    # Instructions, measures, meetings: the office gives and keeps them, the leader approves as the second person and reads, the offices
    # that have to answer read what concerns them, the auditor reads.
    "read instruction": "district_officer leader bureau_officer town_officer enforcement_officer auditor",
    "answer instruction": "district_officer bureau_officer town_officer enforcement_officer",
    "give instruction": "district_officer",
    "approve instruction": "district_officer leader",
    "export instruction": "district_officer",
    "read measure": "district_officer leader bureau_officer town_officer enforcement_officer auditor",
    "propose measure": "district_officer",
    "decide measure": "district_officer",
    "approve measure": "leader",
    "read meeting": "district_officer leader bureau_officer town_officer enforcement_officer auditor",
    "keep meeting": "district_officer",
    "read run": "system_admin",
    "read operation": "system_admin",
    "read session": EVERYONE,
    "read work": EVERYONE,
    "read region": EVERYONE,
    "save view": EVERYONE,
    "share view": "district_officer bureau_officer town_officer enterprise_manager",
    "publish view": "district_officer",
    # Circulars: the office writes, leader and office approve (not who wrote), every office reads what is issued, and signs for it.
    "read circular": "district_officer leader bureau_officer town_officer enforcement_officer auditor",
    "write circular": "district_officer",
    "approve circular": "district_officer leader",
    "sign circular": "bureau_officer town_officer enforcement_officer",
    "read report": "district_officer leader bureau_officer town_officer auditor",
    "write report": "district_officer bureau_officer town_officer",
    "approve report": "district_officer leader",
    "export report": "district_officer",
    # Notices: each her own; who was told what, the office and the town of their region, leader and auditor.
    "save notice": EVERYONE,
    "read notice": "district_officer leader town_officer auditor",
    "export notice": "district_officer town_officer",
    # Tokens of programs: an office answers for its own; like accounts and grants, both administrators end them, the auditor reads.
    "use api": "district_officer bureau_officer town_officer",
    "read token": "auditor system_admin security_admin",
    "revoke token": "system_admin security_admin",
    # Hand-over: given by who answers for a region, read by leader and auditor too, acknowledged by the successor.
    # Delegation 4.2 (9): whoever does work of an office or a unit; experts and insurers are chosen by name, administrators stand apart.
    "delegate duty": "district_officer leader bureau_officer town_officer grid_member enterprise_manager enterprise_staff "
    "enforcement_officer",
    "read delegation": "district_officer leader town_officer auditor security_admin",
    "end delegation": "district_officer town_officer security_admin",
    "give handover": "district_officer town_officer",
    "read handover": "district_officer leader town_officer auditor",
    "acknowledge handover": "district_officer bureau_officer town_officer grid_member expert enforcement_officer",
}

READING = frozenset({"read", "save"})
BUSINESS_WRITES = frozenset(
    capability
    for capability in TABLE
    if capability.split()[0] not in READING
    and capability
    not in {
        "create account",
        "revoke device",
        "revoke token",
        "grant duty",
        "delegate duty",
        "end delegation",
        "verify journal",
        "approve local_rule",
    }
)


@pytest.mark.parametrize("capability", sorted(TABLE))
@pytest.mark.parametrize("duty", EVERYONE.split())
def test_a_duty_may_what_the_access_table_says_and_nothing_else(duty: str, capability: str) -> None:
    assert may(duty, capability) is (duty in TABLE[capability].split())


def test_the_access_table_knows_every_duty_and_every_capability() -> None:
    assert {duty.name for duty in DUTIES} == set(EVERYONE.split()) == set(MAY)
    assert set(TABLE) == CAPABILITIES


@pytest.mark.parametrize(
    ("duty", "capability"),
    [
        ("", "read enterprise"),
        ("superuser", "read enterprise"),
        ("district_officer", "delete journal"),
        ("leader", ""),
    ],
)
def test_an_unknown_duty_or_capability_is_forbidden(duty: str, capability: str) -> None:
    assert not may(duty, capability)


@pytest.mark.parametrize("duty", ["auditor", "system_admin", "security_admin"])
@pytest.mark.parametrize("capability", sorted(BUSINESS_WRITES))
def test_the_three_administrators_write_nothing_of_the_districts_business(duty: str, capability: str) -> None:
    assert not may(duty, capability)


@pytest.mark.parametrize("capability", sorted(BUSINESS_WRITES))
def test_a_leader_approves_as_the_second_person_and_writes_nothing_else(capability: str) -> None:
    assert not may("leader", capability) or capability.startswith("approve ")


def test_the_system_administrator_sees_no_enterprise() -> None:
    assert not any(may("system_admin", f"{action} enterprise") for action in ("read", "export", "verify"))


def test_no_duty_both_creates_accounts_and_grants_duties() -> None:
    assert not [
        duty.name for duty in DUTIES if may(duty.name, "create account") and may(duty.name, "grant duty")
    ]


def test_no_duty_both_proposes_and_grants() -> None:
    assert not [
        duty.name for duty in DUTIES if may(duty.name, "propose grant") and may(duty.name, "grant duty")
    ]


@pytest.mark.parametrize(
    ("duty", "held"),
    [
        pytest.param("security_admin", {"system_admin"}, id="4.2 (8): creates accounts and grants"),
        pytest.param("system_admin", {"security_admin"}, id="4.2 (8): the same the other way round"),
        pytest.param("security_admin", {"district_officer"}, id="4.2 (8): grants and does business"),
        pytest.param("town_officer", {"auditor"}, id="4.2 (8): is audited and audits"),
        pytest.param("auditor", {"town_officer", "leader"}, id="4.2 (8): audits what the person did"),
    ],
)
def test_one_person_cannot_be_an_administrator_and_anything_else(duty: str, held: set[str]) -> None:
    refused = conflict(duty, held)
    assert refused is not None
    assert refused.code == "duties-conflict"
    assert refused.params["duty"] == duty_named(duty).label
    assert isinstance(refused.params["other"], Term)


@pytest.mark.parametrize(
    ("duty", "held"),
    [
        ("auditor", set()),
        ("auditor", {"auditor"}),
        ("district_officer", {"leader"}),
        ("grid_member", {"town_officer"}),
    ],
)
def test_duties_of_the_districts_business_may_meet_in_one_person(duty: str, held: set[str]) -> None:
    assert conflict(duty, held) is None


def test_whether_two_duties_conflict_does_not_hang_on_their_order() -> None:
    for one, other in combinations(EVERYONE.split(), 2):
        assert (conflict(one, {other}) is None) is (conflict(other, {one}) is None)


def test_every_duty_has_a_label_a_sentence_and_a_level() -> None:
    levels = {"district", "bureau", "town", "enterprise", "service", "system"}
    assert all(duty.label and duty.description.endswith(".") and duty.level in levels for duty in DUTIES)
    assert duty_named("leader").label == "Leader"
    with pytest.raises(KeyError):
        duty_named("superuser")


def test_every_capability_is_an_action_and_an_object() -> None:
    assert all(len(capability.split(" ")) == 2 for capability in CAPABILITIES)
