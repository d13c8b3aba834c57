"""The figures counted naively: every row of the tables read into Python, one by one, as they stand now. Knows nothing of the SQL."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from anbiao.inspection.models import CheckList, Hazard, Look
from anbiao.programme.models import Assessment, Membership, Task
from anbiao.readiness.models import Training
from anbiao.registry.models import Enterprise

OPEN = ("idle", "doing", "returned")
TO_FIX = ("ordered", "rectifying", "returned")


def recount(
    units: Iterable[Enterprise], *, first: date, last: date, today: date, since: date, campaign: UUID | None = None
) -> dict[str, Any]:  # fmt: skip
    """Measure → number, of these units, today."""
    units = list(units)
    ids = {unit.pk for unit in units}
    if campaign:
        within = {
            m.enterprise_id
            for m in Membership.objects.filter(campaign=campaign)
            if m.joined_on <= today and (m.left_on is None or m.left_on > today)
        }
        ids &= within
        should = ids
    else:
        should = {unit.pk for unit in units if unit.state in ("operating", "suspended", "not_found")}
    counted = _of_units([unit for unit in units if unit.pk in should], since, today)
    counted |= _of_hazards(
        [row for row in Hazard.objects.all() if row.enterprise_id in ids and row.state != "void"],
        first,
        last,
        today,
    )
    tasks = Task.objects.filter(campaign=campaign) if campaign else Task.objects.all()
    counted |= _of_tasks(
        [row for row in tasks if row.enterprise_id in ids and row.state != "exempted"], first, last, today
    )
    counted |= _of_assessments(
        [row for row in Assessment.objects.filter(state="accepted") if row.enterprise_id in ids], first, last
    )
    looks = [
        row for row in Look.objects.select_related("hazard")
        if row.hazard.enterprise_id in ids and row.state in ("kept", "relapsed", "false_closure") and row.looked_on and first <= row.looked_on <= last
    ]  # fmt: skip
    trained = [row for row in Training.objects.exclude(state="void") if row.enterprise_id in ids]
    counted["trained_people"] = sum(row.number for row in trained if first <= row.held_on <= last)
    counted["trained_units"] = len(
        {row.enterprise_id for row in trained if since <= row.held_on <= today} & should
    )
    counted |= {"looked_at": len(looks), "reopened": len([row for row in looks if row.state != "kept"])}
    return counted


def _of_units(units: list[Enterprise], since: date, today: date) -> dict[str, Any]:
    colours = [unit.colour for unit in units]
    created = listed = assessed = 0
    for unit in units:
        rows = Assessment.objects.filter(enterprise=unit)
        decided = sorted(
            (row for row in rows if row.state == "accepted"), key=lambda row: row.decided_on or since
        )
        created += bool(decided and decided[-1].result)
        listed += CheckList.objects.filter(enterprise=unit).exists()
        assessed += any(
            row.state in ("submitted", "review", "reviewed", "accepted", "corrected") and row.submitted_on and row.submitted_on >= since
            for row in rows
        )  # fmt: skip
    found = {"surveyed": len(units), "created": created, "three_lists": listed, "self_assessed": assessed}
    return {
        **found,
        "coloured": len([c for c in colours if c]),
        **{c: colours.count(c) for c in ("red", "orange", "yellow", "blue")},
    }


def _of_hazards(rows: list[Hazard], first: date, last: date, today: date) -> dict[str, Any]:
    found = [row for row in rows if first <= row.found_on <= last]
    due = [row for row in rows if first <= row.due_on <= last and row.closing != "before"]
    answered = [row for row in due if row.state in ("reported", "verified", "closed")]
    open_ = [row for row in found if row.state not in ("closed", "void")]
    late = [(today - row.due_on).days for row in rows if row.state in TO_FIX and row.due_on < today]
    return {
        "open": len([row for row in rows if row.state != "closed"]), "found_open": len(open_),
        "found_overdue": len([row for row in open_ if row.state in TO_FIX and row.due_on < today]),
        "found": len(found), "found_closed": len([row for row in found if row.state == "closed"]),
        "rectified": len([row for row in rows if row.state == "closed" and row.closed_on and first <= row.closed_on <= last]),
        "due": len(due), "answered": len(answered),
        "in_time": len([row for row in answered if row.reported_on and row.reported_on <= row.due_on]),
        "overdue": len(late), "overdue_week": len([days for days in late if days <= 7]),
        "overdue_month": len([days for days in late if 7 < days <= 30]), "overdue_more": len([days for days in late if days > 30]),
    }  # fmt: skip


def _of_tasks(rows: list[Task], first: date, last: date, today: date) -> dict[str, Any]:
    planned = [row for row in rows if first <= row.scheduled_week.sunday <= last]
    slips = [((row.done_on or today) - row.scheduled_week.sunday) / timedelta(days=1) for row in planned]
    return {
        "planned": len(planned), "planned_done": len([row for row in planned if row.state in ("submitted", "accepted")]),
        "slip": sum(int(days) for days in slips if days > 0),
        "tasks_late": len([row for row in rows if row.state in OPEN and row.due_on < today]),
    }  # fmt: skip


def _of_assessments(rows: list[Assessment], first: date, last: date) -> dict[str, Any]:
    decided = [row for row in rows if row.decided_on and first <= row.decided_on <= last]
    sampled = [row for row in decided if row.sample == "review"]
    scored = [(row.own_score, row.score) for row in decided if row.concluded_on]
    both = [(own, score) for own, score in scored if own is not None and score is not None]
    return {
        "decided": len(decided), "passed": len([row for row in decided if row.result]), "sampled": len(sampled),
        "sample_passed": len([row for row in sampled if row.result]), "reviewed": len(both),
        "deviation": sum((own - score for own, score in both), Decimal(0)),
    }  # fmt: skip
