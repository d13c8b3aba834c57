"""A new assessment begins with what the unit gave itself the last time, to be confirmed item by item; also over a new edition."""

from decimal import Decimal

import pytest

from anbiao.programme import actions
from anbiao.programme.models import Assessment
from anbiao.programme.queries import assessments as queries
from anbiao.standards.comparing import Change
from tests.inspection.made import refused
from tests.programme.made import Cast, begun, cast, item_of, mark, marked
from tests.programme.test_certificate_pages import client_of

pytestmark = pytest.mark.django_db


def decided(who: Cast) -> Assessment:
    row = begun(who)
    marked(who.around.manager, row, "own", SCH_1_1=mark("1", reason="缺文"))
    row = actions.move_assessment(who.around.manager, row, "submit")
    row = actions.move_assessment(who.expert, row, "begin_review")
    marked(who.expert, row, "review", SCH_1_1=mark("3", reason="无制度"))
    return actions.move_assessment(who.leader, actions.move_assessment(who.expert, row, "conclude"), "accept")


def test_what_the_unit_gave_itself_stands_again_and_is_not_done() -> None:
    who = cast()
    decided(who)
    row = begun(who)
    item = item_of(row, "SCH-1.1")
    assert (item.own_deduction, item.own_reason, item.to_confirm) == (Decimal(1), "缺文", True)
    assert item.review_deduction is None
    assert queries.undone(queries.items_of(row), "own") == 32
    assert refused(actions.move_assessment, who.around.manager, row, "submit") == {"items-open"}
    page = client_of(who.around.manager).get(f"/assessment/{row.pk}/").content.decode()
    assert page.count("data-confirm") == 32


def test_confirming_is_saving_it_again() -> None:
    who = cast()
    decided(who)
    row = begun(who)
    item = item_of(row, "SCH-1.1")
    actions.mark_item(who.around.staff, item, "own", version=1, mark=item.mark("own"))
    assert not item.to_confirm and item.is_done("own")
    marked(who.around.manager, row, "own")
    assert actions.move_assessment(who.around.manager, row, "submit").state == "submitted"


def test_a_first_assessment_begins_empty() -> None:
    row = begun(cast())
    assert not any(item.to_confirm or item.own_deduction is not None for item in queries.items_of(row))


def test_over_a_new_edition_the_map_says_what_follows_what(monkeypatch: pytest.MonkeyPatch) -> None:
    who = cast()
    last = decided(who)
    Assessment.objects.filter(pk=last.pk).update(edition="0")
    lines = queries.table(last.district, last.urn, "1").lines
    one = lines["SCH-1.1"].clause
    assert one.score
    alike = [
        line.clause
        for line in lines.values()
        if line.clause.score and line.clause.score.max == one.score.max and line.clause is not one
    ]
    two, three = alike[:2]
    told = [
        Change("changed", one, (two,), known="map"),
        Change("split", two, (one, three)),
        Change("gone", three, ()),
    ]
    real = queries.standards.edition
    monkeypatch.setattr(queries.standards, "edition", lambda district, urn, number: real(district, urn, "1"))
    monkeypatch.setattr(queries, "diff", lambda old, new: told)
    row = begun(who)
    carried = {item.ref: item.own_reason for item in queries.items_of(row) if item.to_confirm}
    assert carried == {two.ref: "缺文"}
