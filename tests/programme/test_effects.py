"""What a changed local rule would do to assessments and certificates, told before anybody approves it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from anbiao.inspection.models import Hazard
from anbiao.programme.models import Assessment, Certificate
from anbiao.standards.effects import effects, is_read
from tests import people
from tests.everywhere import lists
from tests.programme.made import cast, certified, proposed
from tests.programme.test_reviews import handed_in

pytestmark = pytest.mark.django_db
OPERATOR = people.OPERATOR


def told(code: str, value: Any) -> list[str]:
    with translation.override("en"):
        return effects(OPERATOR, code, value)


def test_every_rule_of_reviews_and_certificates_says_what_it_would_do() -> None:
    from anbiao.standards.queries import parameters

    silent = [
        code
        for code in parameters()
        if code.startswith(("review.", "certificates.", "levers.")) and not is_read(code)
    ]
    assert silent == []


def test_other_bands_move_results_and_say_that_the_old_ones_stay() -> None:
    for score in (93, 91, 70):
        lists.accepted_of(people.make_enterprise(name=f"学校{score}", sector="schools"), score=score)
    assert told("review.bands", {"excellent": 90, "good": 75, "pass": 60}) == []
    assert told("review.bands", {"excellent": 92, "good": 75, "pass": 75}) == [
        "Of the results of the last twelve months 1 would be “Good” instead of “Excellent”; they stay as they are.",
        "Of the results of the last twelve months 1 would be “Not passed” instead of “Passed”; they stay as they are.",
    ]  # fmt: skip


def test_a_veto_that_no_longer_counts_and_what_is_open() -> None:
    unit = people.make_enterprise(name="学校", sector="schools")
    reason = {"code": "vetoed", "text": "x", "params": {}, "terms": []}
    lists.accepted_of(unit, result="", reasons=[reason])
    lists.accepted_of(unit, result="", reasons=[{**reason, "code": "deadly"}])
    lists.assessment_of(unit)
    now = ["veto_item", "open_major_hazard", "fatal_accident", "false_data"]
    assert told("review.vetoes", now) == []
    said = told("review.vetoes", now[1:])
    assert said[0].startswith("1 result of the last twelve months") and said[1].startswith("1 assessment")


def test_another_ratio_draws_another_number() -> None:
    handed_in(10, "medium")
    now = {"above_scale": 100, "medium": 30, "small_micro": 10, "nine_small": 5}
    assert told("review.sample", now) == []
    assert told("review.sample", {**now, "medium": 50}) == ["Of 10 self-assessments that wait a draw would take 5 instead of 3."]  # fmt: skip


def test_what_is_granted_keeps_what_it_has() -> None:
    who = cast()
    certified(who)
    assert "1 certificates keep" in told("certificates.validity", 24)[0]
    assert told("certificates.renewal", 3) == ["0 units could apply for renewal today."]
    assert told("certificates.renewal", 60) == ["1 units could apply for renewal today."]
    assert "0 keep" in told("certificates.publicity", 10)[0]


def test_who_waits_and_what_the_night_would_suspend() -> None:
    who = cast()
    row = proposed(who)
    Certificate.objects.filter(pk=row.pk).update(
        state="refused", settled_on=people.TODAY - timedelta(days=200)
    )
    value = {"refused": 12, "revoked": 12, "false_pledge": 36}
    assert told("certificates.waiting", value) == ["1 units would wait before they apply again."]
    assert told("certificates.waiting", {**value, "refused": 6}) == [
        "0 units would wait before they apply again."
    ]
    lists.certificate_of(people.make_enterprise(name="学校", sector="schools"))
    unit = Certificate.objects.get(state="valid").enterprise
    hazard = lists.hazards_of(unit, 1)[0]
    past = date(2026, 11, 1)
    Hazard.objects.filter(pk=hazard.pk).update(grade="major", criterion="x", control="x", due_on=past, ordered_on=past, found_on=past)  # fmt: skip
    assert told("certificates.events", ["major_overdue"]) == [
        "The coming night would suspend 1 certificates."
    ]
    assert told("certificates.events", ["fatal"]) == []


def test_open_reviews_keep_their_day_and_their_people() -> None:
    row = lists.assessment_of(people.make_enterprise(name="学校", sector="schools"))
    Assessment.objects.filter(pk=row.pk).update(state="submitted", due_on=people.TODAY, assigned=["a"])
    assert "1 open assessments keep" in told("review.time_limits", {})[0]
    assert told("review.load", 0) == ["1 reviewers have more open than that; they keep them."]
    assert told("review.load", 1) == []
