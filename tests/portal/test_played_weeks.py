"""`anbiao demo --weeks N`: the campaign is played until its week N in every town, once, through the use-cases."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anbiao.kit.models import Entry
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
    by_units = Entry.objects.filter(district=DISTRICT, object_type="task", verb="submit", via=campaign.PLAYED)
    assert by_units.exists() and set(by_units.values_list("who", flat=True)) == {"演示企业"}


@pytest.mark.parametrize("weeks", [0, 27])
def test_a_campaign_has_only_its_weeks(weeks: int) -> None:
    with pytest.raises(Refused) as refused:
        demonstration.build(weeks=weeks)
    assert refused.value.refusals[0].code == "weeks-wrong"
