"""`anbiao demo --weeks N`: the campaign is played until its week N in every town, once, through the use-cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anbiao.authority.models import User
from anbiao.authority.people import actor_of
from anbiao.kit.models import Entry
from anbiao.oversight.actions import canonical
from anbiao.oversight.models import Circular, CircularReceipt, Measure, Meeting, Ranking
from anbiao.oversight.outlines import outlines
from anbiao.oversight.queries.circulars import content
from anbiao.portal import demonstration
from anbiao.portal.demonstration import campaign
from anbiao.programme.models import Campaign, PlanRun, Task
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import Refused
from tests import people

pytestmark = pytest.mark.django_db
DISTRICT, WEEKS = people.DISTRICT, 5


def test_five_weeks_are_played_in_every_town_and_once(settings: Any, tmp_path: Path) -> None:
    settings.HEADS_FILE = tmp_path / "heads.jsonl"
    with connection.cursor() as cursor:
        for table in ("authority_regulates", "authority_organisation"):
            cursor.execute(f"DELETE FROM {table} WHERE district = %s", [DISTRICT])
    demonstration.build(size=demonstration.SMALLEST, weeks=WEEKS, now=people.NOW)
    running = Campaign.objects.get(district=DISTRICT)
    assert running.starts_week == IsoWeek.of(people.TODAY).plus(1 - WEEKS)
    tasks = Task.objects.of_district(DISTRICT)
    elsewhere = tasks.exclude(enterprise__region__startswith=campaign.STREET)
    played = {"submitted", "accepted", "returned"}
    assert played & set(tasks.values_list("state", flat=True))
    assert not played & set(elsewhere.values_list("state", flat=True))
    assert campaign.play_rest(DISTRICT, now=people.NOW) > 0
    assert played & set(elsewhere.values_list("state", flat=True))
    plan = PlanRun.objects.of_district(DISTRICT).get()
    assert plan.result["red"] <= plan.result["edd"]["red"]
    state = sorted(tasks.values_list("enterprise__name", "step__code", "state", "planned_week"))
    assert campaign.play_rest(DISTRICT, now=people.NOW) == 0
    assert sorted(tasks.values_list("enterprise__name", "step__code", "state", "planned_week")) == state
    assert PlanRun.objects.of_district(DISTRICT).count() == 1
    oversight_follows()
    by_units = Entry.objects.filter(district=DISTRICT, object_type="task", verb="submit", via=campaign.PLAYED)
    assert by_units.exists() and set(by_units.values_list("who", flat=True)) == {"演示企业"}


def oversight_follows() -> None:
    """What freezes figures comes after the last town, once; and what it froze is what is counted of that day now."""
    assert demonstration.play_on(DISTRICT, now=people.NOW) > 0
    assert demonstration.play_on(DISTRICT, now=people.NOW) == 0
    for model, states in {
        Circular: {"issued", "draft"}, Ranking: {"published", "objections"}, Meeting: {"concluded", "planned"},
    }.items():  # fmt: skip
        assert set(model.objects.of_district(DISTRICT).values_list("state", flat=True)) == states
    assert Measure.objects.of_district(DISTRICT).filter(state="issued", rung="remind").count() == 1
    issued = Circular.objects.of_district(DISTRICT).select_related("snapshot", "campaign").get(state="issued")
    assert (
        CircularReceipt.objects.of_district(DISTRICT).get(signed_at=None).organisation.slug == campaign.STREET
    )
    office = actor_of(User.objects.get(username=campaign.OFFICE), people.NOW, "web")
    of_days = {"first_on": issued.first_on, "last_on": issued.last_on}
    now = content(office, outlines()[issued.outline], campaign=issued.campaign, **of_days)
    assert json.loads(canonical(now)) == issued.snapshot.content
    told = Entry.objects.filter(
        district=DISTRICT, object_type__in=("circular", "ranking", "meeting", "measure")
    )
    assert set(told.values_list("via", flat=True)) == {campaign.PLAYED}


@pytest.mark.parametrize("weeks", [0, 27])
def test_a_campaign_has_only_its_weeks(weeks: int) -> None:
    with pytest.raises(Refused) as refused:
        demonstration.build(weeks=weeks)
    assert refused.value.refusals[0].code == "weeks-wrong"
