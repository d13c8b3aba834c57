"""Hazards: who may take which step, on what evidence, until when. The machines around them are walked in test_separation.py."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules import hazards
from anbiao.rules.hazards import (
    EXTENSION,
    FALLS_WITH_ORDER,
    FIXINGS,
    GENERAL,
    HAZARD,
    LISTING,
    MAJOR,
    OPEN,
    SUSPENSION,
    TO_FIX,
    Deadlines,
    approver_is_another,
    control_meanwhile,
    decider_is_not_the_asker,
    evidence_is_there,
    extension_has_reason_to_wait,
    finder_saw_it_that_day,
    five_fixings,
    fixed_before_delisting,
    fixer_never_verifies,
    grading_duty,
    hazard_is_gone,
    is_overdue,
    never_closed_before,
    not_listed,
    not_ones_own_find,
    nothing_stands_still,
    only_general,
    only_major,
    only_major_is_listed,
    resumption_due_on,
    second_person_inside,
    still_to_be_fixed,
    usual_deadline,
    wrong_deadline,
    wrong_grading,
    wrong_order,
)
from anbiao.rules.machine import Facts, Guard
from anbiao.rules.refusal import Refusal, Term

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
OFFICES, UNITS = frozenset[str](), frozenset({"unit"})
LIMITS = Deadlines(general=15, general_most=30, major=30, major_most=365, escape=3)

# A general hazard that the street found and the unit reported as fixed; Hu, who is of no unit, acts.
REPORTED: Facts = {
    "state": "reported", "grade": GENERAL, "criterion": "", "source": "supervision", "enterprise_id": "unit",
    "found_by": "Gao", "found_on": "2026-11-10", "ordered_on": "2026-11-10", "due_on": "2026-11-25",
    "fixed_by": "Bo", "verified_by": None, "approved_by": None, "photos_after": 1, "photo_after_on": "2026-11-20",
    "responsible": "Bo", "measure": "a rail", "funds": 300, "plan": "nobody goes there", "control": "a rope",
    "is_suspended": False, "is_listed": False, "reopened": 0, "by_person": "Hu", "by_units": OFFICES,
}  # fmt: skip
FOUND = {**REPORTED, "state": "ordered", "fixed_by": None, "photos_after": 0, "photo_after_on": None}


def code(guard: Guard, *, on: Mapping[str, object] = REPORTED, today: date = TODAY, **facts: object) -> str:
    """The code of what the guard says against it; "" when it says nothing."""
    refused = guard({**on, **facts}, today)
    return refused.code if refused else ""


def codes(refusals: tuple[Refusal, ...]) -> list[tuple[str, str]]:
    """Code and field of each."""
    return [(refusal.code, refusal.field) for refusal in refusals]


# ---------- who ----------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "", id="4.2 (1) another person of an office"),
        pytest.param({"by_person": "Gao"}, "", id="4.2 (2) the finder may verify"),
        pytest.param({"fixed_by": "Hu"}, "own-fix", id="4.2 (1) who reported it"),
        pytest.param(
            {"fixed_by": "Hu", "by_units": UNITS}, "own-fix", id="4.2 (1) who reported it, of the unit"
        ),
        pytest.param({"by_units": UNITS}, "own-unit", id="4.2 (1) a colleague of who reported it"),
        pytest.param({"by_units": frozenset({"other"})}, "", id="4.2 (1) one of another unit, for an office"),
        pytest.param({"by_person": ""}, "nobody-known", id="4.2 (9) the command line"),
        pytest.param(
            {"by_person": "", "fixed_by": None}, "nobody-known", id="4.2 (9) two unknown are not two persons"
        ),
    ],
)
def test_who_reported_a_rectification_and_the_units_people_do_not_verify_it(facts: Facts, said: str) -> None:
    assert code(fixer_never_verifies, **facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({"source": "self"}, "", id="4.2 (1) own find, second person"),
        pytest.param({"source": "staff"}, "", id="4.2 (1) reported by staff, second person"),
        pytest.param(
            {"source": "self", "by_person": "Bo"}, "own-fix", id="4.2 (1) own find, who reported it"
        ),
        pytest.param(
            {"source": "self", "by_person": ""}, "nobody-known", id="4.2 (9) own find, nobody known"
        ),
        *(
            pytest.param({"source": source}, "not-own-find", id=f"4.2 (1) found by {source}")
            for source in sorted(set(hazards.SOURCES) - hazards.OWN_SOURCES)
        ),
    ],
)
def test_only_own_finds_are_closed_inside_and_by_a_second_person(facts: Facts, said: str) -> None:
    assert code(second_person_inside, on={**REPORTED, "by_units": UNITS}, **facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({"verified_by": "Gao"}, "", id="4.2 (1) two persons"),
        pytest.param({"verified_by": "Hu"}, "own-verification", id="4.2 (2) who verified it"),
        pytest.param({"verified_by": None}, "verifier-unknown", id="4.2 (1) nobody verified it"),
        pytest.param({"verified_by": ""}, "verifier-unknown", id="4.2 (1) nobody known verified it"),
    ],
)
def test_a_major_hazard_takes_a_verifier_and_an_approver(facts: Facts, said: str) -> None:
    assert code(approver_is_another, **facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "", id="today, by who found it"),
        pytest.param({"found_on": "2026-11-22"}, "not-on-the-spot", id="found yesterday"),
        pytest.param(
            {"found_on": "2026-11-20", "photo_after_on": "2026-11-20"},
            "",
            id="sent later, the photo is of that day",
        ),
        pytest.param(
            {"found_on": "2026-11-20", "photo_after_on": "2026-11-21"},
            "not-on-the-spot",
            id="fixed a day later",
        ),
        pytest.param(
            {"found_on": "2026-11-20", "photo_after_on": None},
            "not-on-the-spot",
            id="sent later, a photo without a day",
        ),
        pytest.param({"by_person": "Gao"}, "not-on-the-spot", id="a colleague, the same day"),
        pytest.param(
            {"by_person": "", "found_by": None},
            "not-on-the-spot",
            id="4.2 (9) nobody found what nobody closes",
        ),
        pytest.param({"by_units": UNITS}, "own-unit", id="4.2 (1) the finder belongs to the unit"),
    ],
)
def test_fixed_on_the_spot_is_what_the_finder_saw_on_that_day(facts: Facts, said: str) -> None:
    found = {
        **FOUND,
        "found_on": "2026-11-23",
        "found_by": "Hu",
        "photos_after": 1,
        "photo_after_on": "2026-11-23",
    }
    assert code(finder_saw_it_that_day, on=found, **facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "", id="4.2 (5) another person"),
        pytest.param({"by_person": "Gao"}, "own-find", id="4.2 (5) the finder"),
        pytest.param({"by_units": UNITS}, "own-unit", id="4.2 (1) one of the unit's people"),
        pytest.param({"by_person": ""}, "nobody-known", id="4.2 (9) nobody known"),
        pytest.param({"found_by": None}, "", id="nobody knows who found it"),
    ],
)
def test_nobody_voids_the_own_find(facts: Facts, said: str) -> None:
    assert code(not_ones_own_find, on=FOUND, **facts) == said


@pytest.mark.parametrize(("reopened", "said"), [(0, ""), (1, "closed-before"), (2, "closed-before")])
def test_what_a_look_back_reopened_is_not_voided(reopened: int, said: str) -> None:
    assert code(never_closed_before, on=FOUND, reopened=reopened) == said


# ---------- what ----------


@pytest.mark.parametrize(
    ("grade", "said"), [(GENERAL, ("", "general-one-person")), (MAJOR, ("major-two-persons", ""))]
)
def test_a_general_hazard_is_closed_by_one_and_a_major_one_by_two(grade: str, said: tuple[str, str]) -> None:
    assert (code(only_general, grade=grade), code(only_major, grade=grade)) == said


@pytest.mark.parametrize(
    ("grade", "photos", "taken", "said"),
    [
        pytest.param(GENERAL, 0, None, "photo-missing", id="Art. 41 no photo"),
        pytest.param(MAJOR, 0, None, "photo-missing", id="Art. 41 no photo of a major one"),
        pytest.param(MAJOR, 0, "2026-11-20", "photo-missing", id="Art. 41 a day is no photo"),
        pytest.param(GENERAL, 1, None, "", id="general: a photo without a day is shown as such"),
        pytest.param(GENERAL, 1, "2026-11-09", "", id="general: the day of the photo is shown, not judged"),
        pytest.param(MAJOR, 1, None, "photo-too-early", id="4.2 (1) major: a photo without a day"),
        pytest.param(MAJOR, 1, "2026-11-09", "photo-too-early", id="4.2 (1) major: the day before the order"),
        pytest.param(MAJOR, 1, "2026-11-10", "", id="4.2 (1) major: the day of the order"),
        pytest.param(MAJOR, 1, "2026-11-23", "", id="4.2 (1) major: today"),
        pytest.param(MAJOR, 1, "2026-11-24", "photo-ahead", id="4.2 (1) major: a day to come"),
        pytest.param(MAJOR, 1, "2099-01-01", "photo-ahead", id="4.2 (1) major: a camera set ahead"),
    ],
)
def test_nothing_is_fixed_without_a_photo_and_a_major_one_not_with_an_old_one(
    grade: str, photos: int, taken: str | None, said: str
) -> None:
    assert code(evidence_is_there, grade=grade, photos_after=photos, photo_after_on=taken) == said


@pytest.mark.parametrize(
    ("facts", "params"),
    [
        ({"photos_after": 0}, {}),
        ({"photo_after_on": "2026-11-09"}, {"day": "2026-11-10"}),
        ({"photo_after_on": "2026-11-24"}, {"day": "2026-11-24"}),
    ],
)
def test_a_photo_refused_names_its_field_and_the_day(facts: Facts, params: dict[str, str]) -> None:
    refused = evidence_is_there({**REPORTED, "grade": MAJOR, **facts}, TODAY)
    assert refused is not None
    assert (refused.params, refused.field) == (params, "photos")


@pytest.mark.parametrize("name", FIXINGS)
@pytest.mark.parametrize("empty", [None, "", "  \n"])
def test_of_a_major_hazard_none_of_the_five_fixings_is_missing(name: str, empty: object) -> None:
    assert code(five_fixings, grade=GENERAL, **{name: empty}) == ""
    refused = five_fixings({**REPORTED, "grade": MAJOR, name: empty}, TODAY)
    assert refused is not None
    assert (refused.code, refused.params["fixing"], refused.article) == (
        "fixing-missing",
        FIXINGS[name],
        "总局令16 第十五条",
    )
    assert isinstance(refused.params["fixing"], Term)


def test_the_five_fixings_are_five_and_no_money_is_an_answer() -> None:
    assert list(FIXINGS) == ["responsible", "measure", "funds", "due_on", "plan"]
    assert code(five_fixings, grade=MAJOR, funds=0) == ""
    assert code(five_fixings, grade=MAJOR) == ""


@pytest.mark.parametrize(
    ("grade", "control", "said"),
    [
        pytest.param(MAJOR, "", "control-missing", id="Order 16 Art. 18 nothing meanwhile"),
        pytest.param(MAJOR, "   ", "control-missing", id="Order 16 Art. 18 blanks meanwhile"),
        pytest.param(MAJOR, "a rope", "", id="Order 16 Art. 18 a rope meanwhile"),
        pytest.param(GENERAL, "", "", id="Order 16 Art. 18 a general one"),
    ],
)
def test_people_are_kept_safe_until_a_major_hazard_is_gone(grade: str, control: str, said: str) -> None:
    refused = control_meanwhile({**REPORTED, "grade": grade, "control": control}, TODAY)
    assert (refused.code if refused else "") == said
    assert refused is None or (refused.field, refused.article) == ("control", "总局令16 第十八条")


@pytest.mark.parametrize(
    ("guard", "fact", "said"),
    [
        pytest.param(nothing_stands_still, "is_suspended", "still-suspended", id="Art. 65 work is stopped"),
        pytest.param(not_listed, "is_listed", "still-listed", id="Art. 41 under listed supervision"),
    ],
)
def test_nothing_is_closed_while_work_is_stopped_or_it_is_listed(guard: Guard, fact: str, said: str) -> None:
    assert (code(guard), code(guard, **{fact: True})) == ("", said)


# ---------- the machine ----------

# Step: sources, target, duty. Written from the facts (查记报改验销 and reliability.md 4.1), not from the machine.
WAYS = {
    "begin": ("ordered returned", "rectifying", "rectify hazard"),
    "report_fixed": ("ordered rectifying returned", "reported", "rectify hazard"),
    "fix_on_spot": ("ordered", "closed", "verify hazard"),
    "verify": ("reported", "closed", "verify hazard"),
    "verify_on_site": ("reported", "verified", "verify hazard"),
    "approve": ("verified", "closed", "approve hazard"),
    "close_inside": ("reported", "closed", "close hazard"),
    "send_back": ("reported verified", "returned", "verify hazard"),
    "send_back_inside": ("reported", "returned", "close hazard"),
    "reopen": ("closed", "returned", "make look-back"),
    "void": ("ordered rectifying returned", "void", "void hazard"),
}


def test_a_hazard_goes_these_ways_and_no_other() -> None:
    assert {step.name: (" ".join(sorted(step.sources)), step.target, step.duty) for step in HAZARD.steps} == {
        name: (" ".join(sorted(way[0].split())), *way[1:]) for name, way in WAYS.items()
    }
    assert HAZARD.initial == "ordered"


def test_no_step_closes_a_hazard_without_asking_for_evidence_a_stop_and_a_list() -> None:
    closing = [step for step in HAZARD.steps if step.target == "closed"]
    assert {step.name for step in closing} == {"fix_on_spot", "verify", "approve", "close_inside"}
    assert all({evidence_is_there, nothing_stands_still, not_listed} <= set(step.guards) for step in closing)


def test_whatever_sends_back_reopens_or_voids_says_why() -> None:
    assert {step.name for step in HAZARD.steps if step.needs_note} == {
        "send_back",
        "send_back_inside",
        "reopen",
        "void",
    }


@pytest.mark.parametrize(
    ("step", "state", "facts", "against"),
    [
        pytest.param("verify", "reported", {}, set(), id="general: the street verifies and closes"),
        pytest.param("verify", "reported", {"grade": MAJOR}, {"major-two-persons"}, id="4.2 (1) major: never by one"),
        pytest.param("close_inside", "reported", {"source": "self", "grade": MAJOR}, {"major-two-persons"}, id="4.2 (1) major: never inside"),
        pytest.param("verify_on_site", "reported", {}, {"general-one-person"}, id="general: no second person"),
        pytest.param("verify_on_site", "reported", {"grade": MAJOR}, set(), id="major: verified on site"),
        pytest.param(
            "verify_on_site", "reported", {"grade": MAJOR, "plan": "", "control": "", "photo_after_on": "2026-11-01"},
            {"photo-too-early", "fixing-missing", "control-missing"},
            id="raised to major after the report: everything is asked that a major one takes",
        ),
        pytest.param("approve", "verified", {"grade": MAJOR, "verified_by": "Gao"}, set(), id="major: another approves"),
        pytest.param(
            "approve", "verified",
            {"grade": MAJOR, "verified_by": "Hu", "is_suspended": True, "is_listed": True, "photos_after": 0},
            {"own-verification", "still-suspended", "still-listed", "photo-missing"},
            id="major: every reason is given, never the first alone",
        ),
        pytest.param("approve", "reported", {"grade": MAJOR}, {"step-not-from-here"}, id="major: not before it is verified"),
        pytest.param("report_fixed", "returned", {"photos_after": 0}, {"photo-missing"}, id="sent back: a new photo"),
        pytest.param("fix_on_spot", "ordered", {"found_on": "2026-11-23", "found_by": "Hu"}, set(), id="fixed before her eyes"),
        pytest.param("fix_on_spot", "ordered", {"by_person": "Gao"}, {"not-on-the-spot"}, id="overdue and called fixed on the spot"),
        pytest.param("reopen", "closed", {"verified_by": "Hu"}, {"own-closing"}, id="reopened by its closer before the look-back comes"),
        pytest.param("reopen", "closed", {"verified_by": "Gao"}, set(), id="reopened by who took no part"),
    ],
)  # fmt: skip
def test_a_step_is_taken_or_refused_with_all_its_reasons(
    step: str, state: str, facts: dict[str, object], against: set[str]
) -> None:
    given = {**REPORTED, "state": state, **facts}
    refused = HAZARD.refusals(step, state=state, facts=given, today=TODAY)
    assert {each.code for each in refused} == against


def test_a_new_order_takes_away_the_evidence_and_the_hands_of_the_round_before() -> None:
    again = {
        **REPORTED,
        "verified_by": "Gao",
        **FALLS_WITH_ORDER,
        "state": "returned",
        "ordered_on": "2026-11-23",
    }
    assert code(evidence_is_there, on=again) == "photo-missing"
    assert code(approver_is_another, on=again) == "verifier-unknown"
    persons = {"fixed_by", "verified_by", "approved_by"}
    assert {key for key, value in FALLS_WITH_ORDER.items() if value is None} >= persons


# ---------- general or major ----------


@pytest.mark.parametrize(("criterion", "duty"), [("cn.order10#10-3-1", "grade hazard"), ("", "void hazard")])
def test_a_street_raises_a_grade_and_only_the_district_lowers_it(criterion: str, duty: str) -> None:
    assert grading_duty(criterion=criterion) == duty


STATES = [state.name for state in HAZARD.states]


@pytest.mark.parametrize("state", STATES)
def test_a_grade_is_raised_while_open_and_lowered_before_the_report(state: str) -> None:
    facts = {**REPORTED, "state": state}
    raised = wrong_grading(facts, criterion="cn.order10#10-3-1", today=TODAY)
    lowered = wrong_grading({**facts, "grade": MAJOR}, criterion="", today=TODAY)
    assert codes(raised) == ([] if state in OPEN else [("grade-stands", "")])
    assert codes(lowered) == ([] if state in TO_FIX else [("grade-stands", "")])


@pytest.mark.parametrize(
    ("facts", "raising", "lowering"),
    [
        pytest.param({}, set(), set(), id="4.2 (1) nothing against it"),
        pytest.param(
            {"by_person": "Gao"}, set(), {"own-find"}, id="4.2 (5) the finder raises, another lowers"
        ),
        pytest.param({"by_units": UNITS}, {"own-unit"}, {"own-unit"}, id="4.2 (1) never the unit's people"),
        pytest.param({"by_person": ""}, set(), {"nobody-known"}, id="4.2 (9) lowered by somebody known"),
        pytest.param(
            {"is_suspended": True}, set(), {"still-suspended"}, id="Art. 65 not lowered while work is stopped"
        ),
        pytest.param({"is_listed": True}, set(), {"still-listed"}, id="Art. 41 not lowered while listed"),
        pytest.param(
            {"reopened": 1}, set(), {"closed-before"}, id="4.2 (4) not lowered after a false closure"
        ),
        pytest.param(
            {"is_listed": True, "reopened": 1},
            set(),
            {"still-listed", "closed-before"},
            id="every reason is given",
        ),
    ],
)
def test_lowering_a_grade_takes_what_voiding_takes(
    facts: Facts, raising: set[str], lowering: set[str]
) -> None:
    given = {**FOUND, **facts}
    assert {each.code for each in wrong_grading(given, criterion="10-3-1", today=TODAY)} == raising
    assert {
        each.code for each in wrong_grading({**given, "grade": MAJOR}, criterion="", today=TODAY)
    } == lowering


# ---------- dates and deadlines ----------


@pytest.mark.parametrize(
    ("found_on", "grade", "is_escape", "due_on"),
    [
        pytest.param(date(2026, 11, 23), GENERAL, False, date(2026, 12, 8), id="DL-GEN 15 days"),
        pytest.param(
            date(2026, 11, 23), GENERAL, True, date(2026, 11, 26), id="DL-FIRE 3 days for escape routes"
        ),
        pytest.param(date(2026, 11, 23), MAJOR, False, date(2026, 12, 23), id="DL-MAJ 30 days"),
        pytest.param(
            date(2026, 11, 23), MAJOR, True, date(2026, 12, 23), id="DL-MAJ a major one follows its plan"
        ),
        pytest.param(date(2024, 2, 14), GENERAL, False, date(2024, 2, 29), id="onto a leap day"),
        pytest.param(date(2026, 12, 20), GENERAL, False, date(2027, 1, 4), id="over the year"),
    ],
)
def test_the_usual_deadline_is_counted_in_calendar_days(
    found_on: date, grade: str, is_escape: bool, due_on: date
) -> None:
    assert usual_deadline(found_on, grade=grade, is_escape=is_escape, limits=LIMITS) == due_on


@pytest.mark.parametrize(
    ("days", "grade", "said"),
    [
        pytest.param(-1, GENERAL, "due-before-found", id="Art. 65 the day before the finding"),
        pytest.param(0, GENERAL, "", id="DL-NOW the day of the finding"),
        pytest.param(30, GENERAL, "", id="DL-GEN the last day allowed"),
        pytest.param(31, GENERAL, "due-too-late", id="DL-GEN a day too many"),
        pytest.param(31, MAJOR, "", id="DL-MAJ has more time"),
        pytest.param(365, MAJOR, "", id="DL-MAJ the last day allowed"),
        pytest.param(366, MAJOR, "due-too-late", id="DL-MAJ a day too many"),
        pytest.param(-1, MAJOR, "due-before-found", id="DL-MAJ the day before the finding"),
    ],
)
def test_a_deadline_lies_within_what_the_local_rule_allows(days: int, grade: str, said: str) -> None:
    refused = wrong_deadline(TODAY + timedelta(days), found_on=TODAY, grade=grade, limits=LIMITS)
    assert (refused.code if refused else "") == said
    assert refused is None or refused.field == "due_on"


@pytest.mark.parametrize(
    ("due_on", "params", "article"),
    [
        (date(2027, 1, 1), {"days": "30", "last": "2026-12-23"}, "地方规则"),
        (date(2026, 11, 22), {"due": "2026-11-22", "found": "2026-11-23"}, ""),
    ],
)
def test_a_wrong_deadline_names_the_days(due_on: date, params: dict[str, str], article: str) -> None:
    refused = wrong_deadline(due_on, found_on=TODAY, grade=GENERAL, limits=LIMITS)
    assert refused is not None
    assert (refused.params, refused.article) == (params, article)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from((GENERAL, MAJOR)), st.booleans())
def test_the_usual_deadline_is_never_a_wrong_one(found_on: date, grade: str, is_escape: bool) -> None:
    due_on = usual_deadline(found_on, grade=grade, is_escape=is_escape, limits=LIMITS)
    assert wrong_deadline(due_on, found_on=found_on, grade=grade, limits=LIMITS) is None


DAY = {"a": date(2026, 11, 20), "b": date(2026, 11, 21), "c": date(2026, 11, 22)}
OUT, AHEAD = "dates-out-of-order", "day-ahead"


@pytest.mark.parametrize(
    ("found", "fixed", "verified", "said"),
    [
        pytest.param("a", "b", "c", [], id="found, fixed, verified"),
        pytest.param("a", "a", "a", [], id="all on one day"),
        pytest.param("a", None, None, [], id="found alone"),
        pytest.param("a", None, "b", [], id="verified without a day of fixing"),
        pytest.param("b", "a", None, [(OUT, "fixed_on")], id="fixed before it was found"),
        pytest.param("b", None, "a", [(OUT, "verified_on")], id="verified before it was found"),
        pytest.param("a", "c", "b", [(OUT, "verified_on")], id="verified before it was fixed"),
        pytest.param("b", "a", "c", [(OUT, "fixed_on")], id="fixed, found, verified"),
        pytest.param("b", "c", "a", [(OUT, "verified_on")] * 2, id="verified, found, fixed"),
        pytest.param("c", "a", "b", [(OUT, "fixed_on"), (OUT, "verified_on")], id="fixed, verified, found"),
        pytest.param("c", "b", "a", [(OUT, "fixed_on"), (OUT, "verified_on"), (OUT, "verified_on")], id="all the wrong way round"),
    ],
)  # fmt: skip
def test_an_order_of_dates_that_cannot_be_is_refused(
    found: str, fixed: str | None, verified: str | None, said: list[tuple[str, str]]
) -> None:
    given = {"fixed_on": DAY[fixed] if fixed else None, "verified_on": DAY[verified] if verified else None}
    assert codes(wrong_order(found_on=DAY[found], today=TODAY, **given)) == said


@pytest.mark.parametrize("name", ["found_on", "fixed_on", "verified_on"])
def test_no_day_is_recorded_before_it_has_come(name: str) -> None:
    given = {"found_on": TODAY, "fixed_on": TODAY, "verified_on": TODAY}
    assert wrong_order(**given, today=TODAY) == ()
    ahead = wrong_order(**{**given, name: TOMORROW}, today=TODAY)
    assert (AHEAD, name) in codes(ahead)
    assert {each.params["day"] for each in ahead if each.code == AHEAD} == {"2026-11-24"}


@pytest.mark.parametrize(
    ("fixed", "said"),
    [
        pytest.param("a", [(OUT, "fixed_on")], id="Art. 41 fixed before it was seen unfixed"),
        pytest.param("b", [], id="Art. 41 fixed on the day of the second order"),
        pytest.param("c", [], id="Art. 41 fixed after the second order"),
    ],
)
def test_what_was_seen_unfixed_was_not_fixed_before(fixed: str, said: list[tuple[str, str]]) -> None:
    refused = wrong_order(found_on=date(2026, 11, 1), ordered_on=DAY["b"], fixed_on=DAY[fixed], today=TODAY)
    assert codes(refused) == said


@pytest.mark.parametrize(
    ("later", "earlier", "days"),
    [
        ("Rectification", "finding", {"found_on": DAY["b"], "fixed_on": DAY["a"]}),
        (
            "Rectification",
            "second order",
            {"found_on": DAY["a"], "ordered_on": DAY["b"], "fixed_on": DAY["a"]},
        ),
        ("Verification", "finding", {"found_on": DAY["b"], "verified_on": DAY["a"]}),
        (
            "Verification",
            "rectification",
            {"found_on": DAY["a"], "fixed_on": DAY["b"], "verified_on": DAY["a"]},
        ),
    ],
)
def test_a_wrong_order_says_which_day_comes_before_which(
    later: str, earlier: str, days: dict[str, date]
) -> None:
    (refused,) = wrong_order(**days, today=TODAY)
    assert (
        refused.sentence() == f"{later} cannot come before {earlier}: 2026-11-20 is earlier than 2026-11-21."
    )
    assert isinstance(refused.params["later"], Term)
    assert isinstance(refused.params["earlier"], Term)


@given(*[st.dates(date(2026, 11, 1), date(2026, 11, 30))] * 3)
def test_an_order_is_refused_exactly_when_it_cannot_be(
    found_on: date, fixed_on: date, verified_on: date
) -> None:
    refused = wrong_order(found_on=found_on, fixed_on=fixed_on, verified_on=verified_on, today=TODAY)
    assert (not refused) is (found_on <= fixed_on <= verified_on <= TODAY)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("due_on", "has_passed"),
    [
        pytest.param(TOMORROW, False, id="Art. 102 before the deadline"),
        pytest.param(TODAY, False, id="Art. 102 the deadline's own day"),
        pytest.param(YESTERDAY, True, id="Art. 102 the day after"),
    ],
)
def test_a_hazard_is_overdue_from_the_day_after_until_the_unit_answers(
    state: str, due_on: date, has_passed: bool
) -> None:
    assert is_overdue(due_on, state, TODAY) is (has_passed and state in {"ordered", "rectifying", "returned"})


# ---------- more time, stopped work, the list ----------


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        pytest.param("2026-11-24", "", id="before the deadline"),
        pytest.param("2026-11-23", "", id="on the deadline's own day"),
        pytest.param("2026-11-22", "due-passed", id="a day late"),
    ],
)
def test_more_time_is_asked_for_before_the_deadline_has_passed(due_on: str, said: str) -> None:
    refused = extension_has_reason_to_wait({**FOUND, "due_on": due_on}, TODAY)
    assert (refused.code if refused else "") == said
    assert refused is None or refused.params == {"due": due_on}


ASKED = {"asked_by": "Ai", "enterprise_id": "unit", "by_person": "Hu", "by_units": OFFICES}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "", id="4.2 (4) another person"),
        pytest.param({"asked_by": "Hu"}, "own-request", id="4.2 (4) who asked"),
        pytest.param({"by_units": UNITS}, "own-unit", id="4.2 (1) one of the unit's people"),
        pytest.param({"by_person": ""}, "nobody-known", id="4.2 (9) nobody known"),
        pytest.param(
            {"by_person": "", "asked_by": None}, "nobody-known", id="4.2 (9) nobody asked and nobody decides"
        ),
        pytest.param({"asked_by": None}, "", id="nobody knows who asked"),
    ],
)
def test_who_asked_does_not_decide(facts: Facts, said: str) -> None:
    assert code(decider_is_not_the_asker, on=ASKED, **facts) == said


def test_every_decision_on_a_request_asks_who_asked() -> None:
    deciding = {"decide extension", "approve resumption", "approve listing"}
    steps = [
        step
        for machine in (EXTENSION, SUSPENSION, LISTING)
        for step in machine.steps
        if step.duty in deciding
    ]
    assert len(steps) == 7
    assert all(decider_is_not_the_asker in step.guards for step in steps)


@pytest.mark.parametrize("state", STATES)
def test_more_time_is_granted_only_while_it_is_to_be_fixed(state: str) -> None:
    assert code(still_to_be_fixed, on=ASKED, hazard_state=state) == (
        "" if state in TO_FIX else "fixed-already"
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("grade", "gone"), [(GENERAL, {"reported", "void"}), (MAJOR, {"verified", "void"})])
def test_work_is_resumed_when_the_hazard_is_gone(grade: str, gone: set[str], state: str) -> None:
    said = code(hazard_is_gone, on=ASKED, hazard_grade=grade, hazard_state=state)
    assert said == ("" if state in gone else "hazard-stands")


@pytest.mark.parametrize("state", STATES)
def test_a_hazard_leaves_the_list_when_it_is_verified_or_was_none(state: str) -> None:
    said = code(fixed_before_delisting, on=ASKED, hazard_state=state)
    assert said == ("" if state in {"verified", "void"} else "not-verified")


@pytest.mark.parametrize(("grade", "said"), [(MAJOR, ""), (GENERAL, "not-major")])
def test_only_a_major_hazard_is_listed(grade: str, said: str) -> None:
    assert code(only_major_is_listed, on=ASKED, hazard_grade=grade) == said


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        pytest.param(date(2026, 11, 23), date(2026, 12, 3), id="Order 16 Art. 23 ten calendar days"),
        pytest.param(date(2024, 2, 20), date(2024, 3, 1), id="Order 16 Art. 23 over a leap day"),
        pytest.param(date(2026, 12, 25), date(2027, 1, 4), id="Order 16 Art. 23 over the year"),
    ],
)
def test_the_place_is_reviewed_within_ten_days_of_the_request(asked_on: date, due_on: date) -> None:
    assert resumption_due_on(asked_on) == due_on
