"""Checks and visits: who may do which kind, how they end, when the next is due, how often a unit is visited."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbiao.rules.duties import DUTIES, may
from anbiao.rules.hazards import SOURCES
from anbiao.rules.refusal import Term
from anbiao.rules.visits import (
    CHECK,
    FREQUENCIES,
    KINDS,
    OUTCOMES,
    RESULTS,
    VISITS,
    alone,
    bare_case,
    kind_named,
    kinds_for,
    made_on,
    next_due_on,
    next_visit_on,
    nobody_visits_the_own_unit,
    not_ones_own_check,
    nothing_after_the_fact,
    only_who_began,
    over_cap,
    stale_list,
    unfinished,
    visited_lately,
    wrong_frequency,
    wrong_kind,
)

TODAY = date(2026, 11, 23)
days = st.dates(date(2000, 1, 1), date(2090, 12, 31))

# ---------- who may do which kind ----------

# 国办发〔2024〕54号: only an authorised agency inspects; the safety office and experts supervise and serve.
MAY = {
    "enterprise_manager": {"self"},
    "enterprise_staff": {"self"},
    "grid_member": {"grid"},
    "town_officer": {"supervision", "joint"},
    "bureau_officer": {"supervision", "joint"},
    "district_officer": {"supervision", "joint"},
    "enforcement_officer": {"inspection", "joint"},
    "expert": {"service"},
    "insurer": {"service"},
}
NAMES = [kind.name for kind in KINDS]


@pytest.mark.parametrize("duty", [duty.name for duty in DUTIES])
def test_each_duty_does_its_own_kinds_of_check(duty: str) -> None:
    assert {kind.name for kind in kinds_for({duty})} == MAY.get(duty, set())
    assert bool(kinds_for({duty})) is may(duty, "make check")
    assert {name for name in NAMES if wrong_kind(name, [duty]) is None} == MAY.get(duty, set())


@pytest.mark.parametrize(
    ("duties", "kinds"),
    [
        pytest.param([], [], id="no duty, no check"),
        pytest.param(["superuser"], [], id="an unknown duty, no check"),
        pytest.param(
            ["grid_member", "enterprise_manager"],
            ["self", "grid"],
            id="two duties: in the order of the kinds",
        ),
        pytest.param(["district_officer", "town_officer"], ["supervision", "joint"], id="no kind twice"),
    ],
)
def test_several_duties_add_up(duties: list[str], kinds: list[str]) -> None:
    assert [kind.name for kind in kinds_for(duties)] == kinds


def test_only_an_enforcement_agency_inspects() -> None:
    assert kind_named("inspection").duties == {"enforcement_officer"}
    refused = wrong_kind("inspection", ["district_officer", "town_officer", "expert"])
    assert refused is not None
    assert (refused.code, refused.field, refused.article) == ("wrong-kind", "kind", "国办发〔2024〕54号")
    assert refused.params["kind"] == "Inspection by an enforcement agency"
    assert isinstance(refused.params["kind"], Term)


def test_an_unknown_kind_is_refused_and_is_no_kind() -> None:
    refused = wrong_kind("raid", ["enforcement_officer"])
    assert refused is not None
    assert refused.params["kind"] == "raid"
    with pytest.raises(KeyError):
        kind_named("raid")


def test_every_kind_names_the_source_of_its_hazards_and_whether_it_is_a_visit() -> None:
    assert {kind.source for kind in KINDS} <= set(SOURCES)
    assert set(NAMES) - VISITS == {"self"}
    assert kind_named("self").source == "self"


@pytest.mark.parametrize(
    ("kind", "companions", "is_alone"),
    [
        pytest.param("inspection", "", True, id="行政处罚法 Art. 42: one officer"),
        pytest.param("inspection", "  ", True, id="行政处罚法 Art. 42: blanks are no officer"),
        pytest.param("inspection", "Ren", False, id="行政处罚法 Art. 42: two officers"),
        *(
            pytest.param(kind, "", False, id=f"{kind}: not an inspection")
            for kind in NAMES
            if kind != "inspection"
        ),
    ],
)
def test_an_inspection_takes_two_officers(kind: str, companions: str, is_alone: bool) -> None:
    refused = alone(kind=kind, companions=companions)
    assert (refused is not None) is is_alone
    assert refused is None or (refused.code, refused.field) == ("officer-alone", "companions")


# ---------- how it ends ----------

ITEMS = ("doors", "wires", "gas")
FIELDS = {
    "outcome-unknown": "outcome", "next-missing": "next_on", "next-too-early": "next_on", "answers-missing": "answers",
    "nothing-seen": "answers", "signature-missing": "signature",
}  # fmt: skip
SEEN = {"doors": "conforms", "wires": "fails", "gas": "na"}


@pytest.mark.parametrize(
    ("over", "said"),
    [
        pytest.param({}, [], id="Art. 68 all answered and signed"),
        pytest.param({"answers": {**SEEN, "gas": "unseen"}}, [], id="not seen is an answer"),
        pytest.param({"answers": {}}, ["answers-missing"], id="no answer"),
        pytest.param({"answers": {"doors": "conforms"}}, ["answers-missing"], id="two answers missing"),
        pytest.param({"answers": {**SEEN, "gas": "fine"}}, ["answers-missing"], id="an answer that is none"),
        pytest.param({"answers": {**SEEN, "gas": ""}}, ["answers-missing"], id="an empty answer"),
        pytest.param({"answers": {**SEEN, "roof": "fails"}}, [], id="an answer to what was not asked"),
        pytest.param({"answers": dict.fromkeys(ITEMS, "unseen")}, ["nothing-seen"], id="driven past: nothing was seen"),
        pytest.param({"answers": dict.fromkeys(ITEMS, "na")}, ["nothing-seen"], id="nothing applies, nothing was seen"),
        pytest.param({"answers": {**dict.fromkeys(ITEMS, "unseen"), "gas": "fails"}}, [], id="one was seen"),
        pytest.param({"items": (), "answers": {}}, [], id="a check without a list"),
        pytest.param({"signed": False}, ["signature-missing"], id="Art. 68 not signed"),
        pytest.param({"signed": False, "answers": {}}, ["answers-missing", "signature-missing"], id="every reason at once"),
        pytest.param({"next_on": TODAY}, [], id="done: a next day is not asked"),
        pytest.param({"outcome": "vanished"}, ["outcome-unknown", "next-missing"], id="an outcome that is none"),
    ],
)  # fmt: skip
def test_a_check_is_finished_when_nothing_is_missing(over: dict[str, object], said: list[str]) -> None:
    given_ = {
        "outcome": "done",
        "items": ITEMS,
        "answers": SEEN,
        "signed": True,
        "next_on": None,
        "on": TODAY,
        **over,
    }
    refused = unfinished(**given_)  # type: ignore[arg-type]
    assert [each.code for each in refused] == said
    assert [each.field for each in refused] == [FIELDS[code] for code in said]


@pytest.mark.parametrize("outcome", sorted(set(OUTCOMES) - {"done"}))
@pytest.mark.parametrize(
    ("next_on", "said"),
    [
        pytest.param(None, ["next-missing"], id="no next day"),
        pytest.param(TODAY - timedelta(1), ["next-too-early"], id="the day before"),
        pytest.param(TODAY, ["next-too-early"], id="the same day"),
        pytest.param(TODAY + timedelta(1), [], id="the next day"),
    ],
)
def test_where_nobody_could_be_checked_there_is_a_next_day_and_no_more_is_asked(
    outcome: str, next_on: date | None, said: list[str]
) -> None:
    refused = unfinished(outcome=outcome, items=ITEMS, answers={}, signed=False, next_on=next_on, on=TODAY)
    assert [each.code for each in refused] == said
    assert [each.field for each in refused] == [FIELDS[code] for code in said]
    assert [each.params for each in refused] == [
        {"day": "2026-11-23"} if each == "next-too-early" else {} for each in said
    ]


def test_where_nobody_was_checked_nothing_is_found() -> None:
    given = {"items": ITEMS, "answers": {}, "signed": False, "next_on": TODAY + timedelta(1), "on": TODAY}
    (refused,) = unfinished(outcome="locked", findings=1, **given)  # type: ignore[arg-type]
    assert (refused.code, refused.field) == ("found-unchecked", "hazards")
    assert unfinished(outcome="done", findings=1, **given | {"answers": SEEN, "signed": True}) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("frequency", "items", "holds"),
    [("", 0, True), ("daily", 1, True), ("daily", 0, False), ("hourly", 3, False)],
)
def test_a_self_check_of_a_frequency_has_items_to_check(frequency: str, items: int, holds: bool) -> None:
    refused = wrong_frequency(frequency, items=items)
    assert [each.code for each in refused] == ([] if holds else ["frequency-empty"])


def test_how_many_answers_are_missing_is_said() -> None:
    (refused,) = unfinished(
        outcome="done", items=ITEMS, answers={"gas": "na"}, signed=True, next_on=None, on=TODAY
    )
    assert refused.sentence() == "2 items have no answer yet. “Not seen” is an answer, too."


def test_outcomes_and_results_are_those_of_the_records() -> None:
    assert list(OUTCOMES) == ["done", "locked", "moved", "closed", "not_found", "refused", "renovation"]
    assert list(RESULTS) == ["conforms", "fails", "na", "unseen"]


# ---------- the machine ----------

OWN = {"person": "Gao", "kind": "supervision", "enterprise_id": "unit", "hazards_standing": 0}
GAO = {**OWN, "by_person": "Gao", "by_units": frozenset[str]()}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "", id="Art. 68 who began it"),
        pytest.param({"by_person": "Hu"}, "not-own-check", id="Art. 68 another"),
        pytest.param({"by_person": "Ai", "by_units": frozenset({"unit"})}, "not-own-check", id="Art. 68 the unit that is checked"),
        pytest.param({"person": None, "by_person": ""}, "", id="begun and finished at the command line"),
        pytest.param({"person": None}, "not-own-check", id="begun at the command line"),
    ],
)  # fmt: skip
def test_a_check_is_finished_by_who_began_it(facts: dict[str, object], said: str) -> None:
    refused = only_who_began({**GAO, **facts}, TODAY)
    assert (refused.code if refused else "") == said


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize(("units", "is_own"), [(frozenset({"unit"}), True), (frozenset({"other"}), False)])
def test_nobody_visits_the_own_unit_for_an_office(kind: str, units: frozenset[str], is_own: bool) -> None:
    refused = nobody_visits_the_own_unit({**GAO, "kind": kind, "by_units": units}, TODAY)
    assert (refused.code if refused else "") == ("own-unit" if is_own and kind != "self" else "")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({}, "own-check", id="4.2 (5) who made it"),
        pytest.param({"by_person": "Ning"}, "", id="4.2 (5) another"),
        pytest.param(
            {"by_person": "Ning", "by_units": frozenset({"unit"})},
            "own-unit",
            id="4.2 (1) one of the unit's people",
        ),
        pytest.param({"by_person": ""}, "nobody-known", id="4.2 (9) nobody known"),
    ],
)
def test_nobody_voids_the_own_check(facts: dict[str, object], said: str) -> None:
    refused = not_ones_own_check({**GAO, **facts}, TODAY)
    assert (refused.code if refused else "") == said


@pytest.mark.parametrize(("standing", "said"), [(0, ""), (1, "hazards-standing"), (7, "hazards-standing")])
def test_a_check_is_not_voided_while_its_hazards_stand(standing: int, said: str) -> None:
    refused = nothing_after_the_fact({**GAO, "hazards_standing": standing}, TODAY)
    assert (refused.code if refused else "") == said


def test_a_finished_check_is_only_ever_voided_by_the_district_with_a_reason() -> None:
    (step,) = CHECK.offered("done")
    assert (step.name, step.duty, step.needs_note) == ("void", "void check", True)
    assert CHECK.offered("void") == ()


# ---------- when the next one is due ----------


@pytest.mark.parametrize(
    ("frequency", "last_on", "due_on"),
    [
        pytest.param(
            "shift", date(2026, 11, 23), date(2026, 11, 24), id="SF-1 each shift: daily in the records"
        ),
        pytest.param("daily", date(2026, 12, 31), date(2027, 1, 1), id="SF-2 over the year"),
        pytest.param("daily", date(2024, 2, 28), date(2024, 2, 29), id="SF-2 onto the leap day"),
        pytest.param("weekly", date(2026, 11, 23), date(2026, 11, 30), id="SF-3 seven days"),
        pytest.param("weekly", date(2024, 2, 26), date(2024, 3, 4), id="SF-3 over the leap day"),
        pytest.param("monthly", date(2026, 11, 23), date(2026, 12, 23), id="SF-4 the same day"),
        pytest.param("monthly", date(2026, 12, 31), date(2027, 1, 31), id="SF-4 over the year"),
        pytest.param("monthly", date(2026, 1, 31), date(2026, 2, 28), id="SF-4 the month's last day"),
        pytest.param("monthly", date(2024, 1, 31), date(2024, 2, 29), id="SF-4 the leap day"),
        pytest.param("monthly", date(2024, 1, 30), date(2024, 2, 29), id="SF-4 the 30th has a leap day"),
        pytest.param("monthly", date(2024, 2, 29), date(2024, 3, 29), id="SF-4 from the leap day"),
        pytest.param("monthly", date(2026, 3, 31), date(2026, 4, 30), id="SF-4 thirty days"),
        pytest.param("monthly", date(1900, 1, 31), date(1900, 2, 28), id="SF-4 1900 was no leap year"),
        pytest.param("monthly", date(2000, 1, 31), date(2000, 2, 29), id="SF-4 2000 was one"),
        pytest.param("quarterly", date(2026, 11, 30), date(2027, 2, 28), id="SF-5 into February"),
        pytest.param("quarterly", date(2023, 11, 30), date(2024, 2, 29), id="SF-5 into a leap February"),
        pytest.param("quarterly", date(2026, 9, 30), date(2026, 12, 30), id="SF-5 into December"),
        pytest.param("half_yearly", date(2026, 8, 31), date(2027, 2, 28), id="half a year into February"),
        pytest.param("half_yearly", date(2026, 6, 30), date(2026, 12, 30), id="half a year into December"),
        pytest.param("half_yearly", date(2026, 12, 1), date(2027, 6, 1), id="half a year from December"),
        pytest.param("yearly", date(2024, 2, 29), date(2025, 2, 28), id="SF-6 a year after the leap day"),
        pytest.param("yearly", date(2023, 2, 28), date(2024, 2, 28), id="SF-6 the same day in a leap year"),
        pytest.param("yearly", date(2026, 12, 31), date(2027, 12, 31), id="SF-6 from New Year's Eve"),
    ],
)
def test_the_next_check_of_a_frequency_is_due(frequency: str, last_on: date, due_on: date) -> None:
    assert next_due_on(frequency, last_on) == due_on


def test_an_unknown_frequency_is_an_error() -> None:
    with pytest.raises(KeyError):
        next_due_on("sometimes", TODAY)


@given(st.sampled_from(sorted(FREQUENCIES)), days, st.integers(0, 40))
def test_who_checks_later_is_due_later_or_on_the_same_day(frequency: str, last_on: date, more: int) -> None:
    assert last_on < next_due_on(frequency, last_on) <= next_due_on(frequency, last_on + timedelta(more))


MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


@given(st.sampled_from(sorted(MONTHS)), days)
def test_so_many_months_later_is_the_same_day_or_the_months_last(frequency: str, last_on: date) -> None:
    due_on = next_due_on(frequency, last_on)
    assert (due_on.year - last_on.year) * 12 + due_on.month - last_on.month == MONTHS[frequency]
    assert due_on.day == min(last_on.day, monthrange(due_on.year, due_on.month)[1])


INTERVALS = {"red": 7, "orange": 30, "yellow": 90, "blue": 0}


@pytest.mark.parametrize(
    ("colour", "last_on", "due_on"),
    [
        pytest.param(
            "red", date(2026, 11, 20), date(2026, 11, 27), id="FRQ-RED seven days after the last visit"
        ),
        pytest.param("orange", date(2026, 11, 20), date(2026, 12, 20), id="FRQ-ORANGE thirty"),
        pytest.param("yellow", date(2026, 11, 20), date(2027, 2, 18), id="FRQ-YELLOW ninety, over the year"),
        pytest.param(
            "red", date(2026, 1, 5), date(2026, 1, 12), id="red today, last seen long ago: due already"
        ),
        pytest.param(
            "yellow", date(2026, 8, 1), date(2026, 10, 30), id="made yellow today: what was late stays late"
        ),
        pytest.param("red", None, date(2026, 11, 30), id="never visited: from the day of its first colour"),
        pytest.param("blue", date(2026, 11, 20), None, id="FRQ-BLUE an interval of nought is none"),
        pytest.param("green", date(2026, 11, 20), None, id="a colour without an interval"),
        pytest.param("blue", None, None, id="FRQ-BLUE never visited"),
    ],
)
def test_the_colour_decides_by_when_a_unit_is_visited(
    colour: str, last_on: date | None, due_on: date | None
) -> None:
    assert next_visit_on(colour, last_on=last_on, watched_from=TODAY, intervals=INTERVALS) == due_on


@given(days, days, days)
def test_the_first_colour_moves_no_visit_that_follows_another(
    last_on: date, watched_from: date, other: date
) -> None:
    one, two = (
        next_visit_on("orange", last_on=last_on, watched_from=each, intervals=INTERVALS)
        for each in (watched_from, other)
    )
    assert one == two == last_on + timedelta(30)


@given(days)
def test_a_more_dangerous_unit_is_visited_sooner(last_on: date) -> None:
    due = [
        next_visit_on(each, last_on=last_on, watched_from=TODAY, intervals=INTERVALS)
        for each in ("red", "orange", "yellow")
    ]
    assert all(due)
    assert due == sorted(due, key=str)


# ---------- how often ----------


@pytest.mark.parametrize(
    ("done", "kind", "for_a_case", "is_over"),
    [
        pytest.param(0, "inspection", False, False, id="54号 the first"),
        pytest.param(3, "inspection", False, False, id="54号 the last within the cap"),
        pytest.param(4, "inspection", False, True, id="54号 one too many"),
        pytest.param(9, "inspection", False, True, id="54号 far too many"),
        pytest.param(4, "inspection", True, False, id="54号 a case does not count"),
        pytest.param(9, "self", False, False, id="54号 a self-check is no visit"),
        pytest.param(52, "grid", False, False, id="a red unit is visited every week"),
        pytest.param(9, "supervision", False, False, id="54号 who supervises and serves does not inspect"),
        pytest.param(4, "joint", False, False, id="54号 a joint check spares the unit another one"),
    ],
)
def test_an_agencys_inspections_of_a_unit_are_capped(
    done: int, kind: str, for_a_case: bool, is_over: bool
) -> None:
    refused = over_cap(done, cap=4, kind=kind, for_a_case=for_a_case)
    assert (refused is not None) is is_over
    if refused:
        assert (refused.code, refused.params) == ("over-cap", {"number": str(done), "cap": "4"})
        assert (refused.article, refused.field) == ("国办发〔2024〕54号", "kind")


@pytest.mark.parametrize(
    ("for_a_case", "note", "code"),
    [
        pytest.param(True, "  ", "case-missing", id="54号 a case that nobody names"),
        pytest.param(True, "接居民举报", "", id="54号 a case by name"),
        pytest.param(False, "", "", id="54号 an inspection by plan needs none"),
    ],
)
def test_an_inspection_outside_the_cap_names_its_case(for_a_case: bool, note: str, code: str) -> None:
    refused = bare_case(for_a_case=for_a_case, note=note)
    assert (refused.code if refused else "") == code


# ---------- what comes from the field ----------


@pytest.mark.parametrize(
    ("days_before", "counts"),
    [
        pytest.param(0, True, id="sent at once"),
        pytest.param(1, True, id="sent the next morning"),
        pytest.param(7, True, id="4.3 a week without a network"),
        pytest.param(8, False, id="4.3 longer than a phone may stay away"),
        pytest.param(-1, False, id="a clock that runs ahead"),
        pytest.param(9000, False, id="a clock of another century"),
    ],
)
def test_a_check_bears_its_own_day_within_a_week_of_receipt(days_before: int, counts: bool) -> None:
    device = TODAY - timedelta(days=days_before)
    assert made_on(device, received_on=TODAY) == (device if counts else TODAY)
    assert made_on(None, received_on=TODAY) == TODAY


@pytest.mark.parametrize(
    ("days_before", "is_stale"), [(None, False), (0, False), (7, False), (8, True), (400, True)]
)
def test_a_list_replaced_longer_ago_than_a_phone_may_be_away_is_not_checked_by(
    days_before: int | None, is_stale: bool
) -> None:
    replaced = None if days_before is None else TODAY - timedelta(days=days_before)
    refused = stale_list(replaced, received_on=TODAY)
    assert (refused.code if refused else "") == ("list-old" if is_stale else "")


def test_a_cap_of_nought_admits_no_inspection_but_for_a_case() -> None:
    assert over_cap(0, cap=0, kind="inspection", for_a_case=False) is not None
    assert over_cap(0, cap=0, kind="inspection", for_a_case=True) is None


@pytest.mark.parametrize(
    ("last_on", "lately"),
    [
        pytest.param(None, False, id="never"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(TODAY - timedelta(7), True, id="on the last day of the period"),
        pytest.param(TODAY - timedelta(8), False, id="a day before it"),
    ],
)
def test_a_visitor_is_told_that_somebody_was_there_lately(last_on: date | None, lately: bool) -> None:
    assert visited_lately(last_on, today=TODAY, within_days=7) is lately


@pytest.mark.parametrize(
    ("colour", "days"),
    [
        pytest.param("blue", 150, id="83号 第十二条: visited less often"),
        pytest.param("yellow", 150, id="yellow as well"),
        pytest.param("orange", 100, id="an orange unit as its colour says"),
        pytest.param("red", 100, id="a red unit as its colour says"),
    ],
)
def test_a_grade_makes_the_interval_longer_while_the_colour_is_calm(colour: str, days: int) -> None:
    due = next_visit_on(colour, last_on=TODAY, watched_from=TODAY, intervals={colour: 100}, percent=150)
    assert due == TODAY + timedelta(days=days)
