"""Marks taken off an element beyond its items: inside it, with a reason, told on the sheet and on the form."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from anbiao.kit.models import Entry
from anbiao.programme import actions
from anbiao.programme.models import Assessment, ExtraDeduction
from anbiao.programme.queries import assessments as queries
from tests.inspection.made import refused
from tests.programme.made import Cast, begun, cast, marked, submitted
from tests.programme.test_certificate_pages import client_of, sent
from tests.programme.test_form import sheets

pytestmark = pytest.mark.django_db
ELEMENT = "SCH-1"


def own_score(row: Assessment) -> Decimal | None:
    fresh = Assessment.objects.get(pk=row.pk)
    return queries.scored(fresh, queries.items_of(fresh), "own").score


def filled(who: Cast) -> Assessment:
    row = begun(who)
    marked(who.around.manager, row, "own")
    return row


def test_it_stays_inside_its_element_and_takes_it_to_zero_at_most() -> None:
    who = cast()
    row = filled(who)
    full = sum(item.full for item in queries.items_of(row) if item.element == ELEMENT)
    actions.take_off(
        who.around.manager, row, "own", element=ELEMENT, marks=Decimal("2.5"), reason="台账系补造"
    )
    assert own_score(row) == Decimal("97.5")
    for _ in range(2):
        actions.take_off(who.around.manager, row, "own", element=ELEMENT, marks=full, reason="全部不实")
    assert own_score(row) == 100 - full
    assert actions.move_assessment(who.around.manager, row, "submit").own_score == 100 - full


def test_what_is_taken_back_stays_with_its_day() -> None:
    who = cast()
    row = filled(who)
    extra = actions.take_off(who.around.manager, row, "own", element=ELEMENT, marks=Decimal(2), reason="x")
    actions.give_back(who.around.staff, extra)
    assert own_score(row) == 100 and ExtraDeduction.objects.get(pk=extra.pk).removed_at is not None
    assert refused(actions.give_back, who.around.staff, extra) == {"given-back"}
    assert set(Entry.objects.filter(object_id=extra.pk).values_list("verb", flat=True)) == {"take off", "give back"}  # fmt: skip


def test_each_side_takes_off_its_own_and_who_does_reviews() -> None:
    who = cast()
    row = actions.move_assessment(who.expert, submitted(who), "begin_review")
    given = {"element": ELEMENT, "marks": Decimal(3), "reason": "制度未落实"}
    assert refused(actions.take_off, who.around.manager, row, "own", **given) == {"not-now"}
    assert "no-duty" in refused(actions.take_off, who.around.manager, row, "review", **given)
    assert refused(actions.take_off, who.expert, row, "review", **{**given, "element": "none"}) == {"extra-outside"}  # fmt: skip
    actions.take_off(who.expert, row, "review", **given)
    row = Assessment.objects.get(pk=row.pk)
    assert row.reviewers == [str(who.expert.human)] and own_score(row) == 100
    marked(who.expert, row, "review")
    row = actions.move_assessment(who.expert, row, "conclude")
    row = actions.move_assessment(who.leader, row, "accept")
    assert row.score == Decimal("97.0")
    said = [str(line[0]) for line in sheets(row, who)["Score and result"]]
    assert any("taken off further: 制度未落实" in line for line in said)


def test_the_page_takes_off_and_back() -> None:
    who = cast()
    row = filled(who)
    client = client_of(who.around.manager)
    url = f"/assessment/{row.pk}/extra/"
    assert sent(client, url, element=ELEMENT, marks="0", reason="x").status_code == 422
    assert sent(client, url, element=ELEMENT, marks="2", reason="台账系补造").status_code == 302
    assert "台账系补造" in client.get(f"/assessment/{row.pk}/").content.decode()
    extra = ExtraDeduction.objects.get()
    assert sent(client, url, back=str(extra.pk)).status_code == 302
    assert "台账系补造" not in client.get(url).content.decode()
    assert client_of(who.around.town).get(url).status_code == 302  # nothing to write yet


def test_a_correction_carries_them() -> None:
    who = cast()
    row = actions.move_assessment(who.expert, submitted(who), "begin_review")
    actions.take_off(who.expert, row, "review", element=ELEMENT, marks=Decimal(3), reason="x")
    marked(who.expert, row, "review")
    row = actions.move_assessment(who.leader, actions.move_assessment(who.expert, row, "conclude"), "accept")
    made = actions.correct_assessment(who.around.district, row, note="x")
    assert [each.marks for each in queries.extras(made)] == [Decimal(3)]
    assert ExtraDeduction.objects.filter(assessment=row).count() == 1


def test_the_database_refuses_one_without_a_reason() -> None:
    who = cast()
    row = filled(who)
    extra = actions.take_off(who.around.manager, row, "own", element=ELEMENT, marks=Decimal(1), reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtraDeduction.objects.filter(pk=extra.pk).update(reason="")
