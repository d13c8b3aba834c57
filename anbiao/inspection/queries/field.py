"""What the field screens show, as plain data: the day, a unit before a visit, a hazard before it is fixed or verified."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, pgettext

from anbiao.inspection import queries
from anbiao.inspection.models import Hazard, Look, Picture
from anbiao.inspection.queries import planned, surveys
from anbiao.inspection.queries.local import AT_LEAST, BELOW, UP_TO, Local, local
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.models import Photo
from anbiao.kit.scope import in_force
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.registry.sections import kind_words, where
from anbiao.registry.work import lateness
from anbiao.rules import hazards as law
from anbiao.rules import lookback, visits
from anbiao.rules.colours import COLOURS, MEASURES
from anbiao.rules.coordinates import metres_between
from anbiao.rules.places import Place

MOST_UNITS = 50


def kinds(actor: Actor) -> list[dict[str, str]]:
    """The kinds of check that the actor may do, with their labels."""
    duties = {grant.duty for grant in actor.scope.allowing("make check")}
    return [{"name": kind.name, "label": gettext(kind.label)} for kind in visits.kinds_for(duties)]


def words() -> dict[str, dict[str, str]]:
    """The names that every screen uses, in the reader's language."""
    return {
        "results": {name: gettext(label) for name, label in visits.RESULTS.items()},
        "outcomes": {name: gettext(label) for name, label in visits.OUTCOMES.items()},
        "grades": {name: gettext(label) for name, label in law.GRADES.items()},
        "frequencies": {name: gettext(label) for name, label in visits.FREQUENCIES.items()},
        "fixings": {name: gettext(label) for name, label in law.FIXINGS.items()},
        "colours": {name: gettext(label) for name, label in COLOURS.items()},
        "plates": {
            "red": pgettext("plate", "R"), "orange": pgettext("plate", "O"), "yellow": pgettext("plate", "Y"),
            "blue": pgettext("plate", "B"),
        },
    }  # fmt: skip


def rules(given: Local) -> dict[str, Any]:
    """The local rules that a screen applies before the server does."""
    limits = given.deadlines
    return {
        "deadlines": {
            "general": limits.general, "general_most": limits.general_most, "major": limits.major,
            "major_most": limits.major_most, "escape": limits.escape,
        },
        "cap": given.visit_cap, "repeat_days": given.repeat_days, "originals": given.originals,
    }  # fmt: skip


def today(actor: Actor) -> dict[str, Any]:
    """The day of a person: the units due or planned this week, own self-checks, hazards to fix or to verify, closings to look back at,
    checks begun. Eleven queries at most, and four for each unit of one's own.
    """
    given = local(actor)
    return {
        "account": str(actor.person or ""), "person": actor.who, "today": actor.today.isoformat(), "now": actor.now.isoformat(),
        "kinds": kinds(actor), "words": words(), "rules": rules(given), "is_own_unit": bool(actor.units),
        "may_report": actor.scope.may("report hazard"),
        "visits": _visits(actor) if queries.is_office(actor) else [],
        "routines": _own_routines(actor),
        "units": [own_unit(actor, unit) for unit in roster.enterprises(actor).filter(pk__in=actor.units)] if actor.units else [],
        "to_fix": [hazard_line(actor, row) for row in to_fix(actor)],
        "to_verify": [hazard_line(actor, row) for row in to_verify(actor)],
        "found": [hazard_line(actor, row) for row in found(actor)],
        "looks": [look_line(actor, row) for row in to_look(actor)],
        "begun": [
            {"id": str(row.pk), "unit": str(row.enterprise_id), "name": row.enterprise.name, "kind": row.kind, "on": row.on.isoformat()}
            for row in queries.begun(actor).order_by("-on")[:MOST_UNITS]
        ] if actor.scope.may("make check") else [],
        "survey": surveys.asked(actor),
    }  # fmt: skip


def _visits(actor: Actor) -> list[dict[str, Any]]:
    """Units whose colour asks for a visit this week, and those that are planned for it; where there are too many, the planned first."""
    known = planned.of_week(actor)
    rows = queries.to_visit(actor, until=queries.end_of_week(actor.today), also=known)
    first = rows.order_by(*planned.first("enterprise", known), "next_visit_on", "id")
    told = [_visit(actor, row, known.get(row.enterprise_id)) for row in first[:MOST_UNITS]]
    return sorted(told, key=lambda visit: visit["due_on"])


def _visit(actor: Actor, row: Any, plan: planned.Planned | None) -> dict[str, Any]:
    due_on = min(row.next_visit_on, plan.due_on) if plan else row.next_visit_on
    late = lateness(due_on, actor.now)
    return unit_line(row.enterprise) | {
        "due_on": str(due_on), "late": late is not None, "late_words": late[1] if late else "", "open": row.open,
        "last_on": str(row.last_visit_on or ""), "plan": plan.what if plan else "",
    }  # fmt: skip


def _own_routines(actor: Actor) -> list[dict[str, Any]]:
    if not actor.units:
        return []
    rows = queries.routines(actor).filter(enterprise_id__in=actor.units).order_by("due_on", "id")
    told = []
    for row in rows:
        late = lateness(row.due_on, actor.now)
        told.append(
            {
                "unit": str(row.enterprise_id), "name": row.enterprise.name, "frequency": row.frequency, "items": row.items,
                "due_on": row.due_on.isoformat(), "late": late is not None, "late_words": late[1] if late else "",
                "last_on": str(row.last_on or ""),
            }
        )  # fmt: skip
    return told


def to_fix(actor: Actor) -> Any:
    if not actor.scope.may("rectify hazard"):
        return []
    rows = queries.hazards(actor, "rectify hazard").filter(state__in=sorted({*law.TO_FIX, "reported"}))
    return rows.order_by("due_on", "id")[:MOST_UNITS]


def to_verify(actor: Actor) -> Any:
    if not actor.scope.may("verify hazard"):
        return []
    rows = queries.hazards(actor, "verify hazard").filter(state="reported")
    # What a unit found itself may be closed inside; offices look at it only when it is a major one.
    rows = rows.exclude(source__in=sorted(law.OWN_SOURCES), grade=law.GENERAL)
    return rows.order_by("due_on", "id")[:MOST_UNITS]


def found(actor: Actor) -> Any:
    """What the actor found and a unit has still to rectify."""
    if actor.units or not actor.human:
        return []
    rows = (
        queries.hazards(actor).filter(state__in=sorted(law.TO_FIX)).filter(queries.followed_by(actor.people))
    )
    return rows.order_by("due_on", "id")[:MOST_UNITS]


def to_look(actor: Actor) -> Any:
    if not actor.scope.may("make look-back"):
        return []
    return (
        queries.looks(actor, "make look-back").filter(state="to_look").order_by("due_on", "id")[:MOST_UNITS]
    )


def own_unit(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """A unit as its own people see it: its colour and why, its three lists in numbers, who answers for it. Four queries."""
    standing = queries.standing(unit)
    answering = roster.responsibilities(actor, "read responsibility").filter(
        in_force(actor.today), enterprise=unit
    )
    return unit_line(unit) | {
        "why": why(actor, unit),
        "list_items": standing.list_items if standing else 0,
        "found": standing.found if standing else 0,
        "open": standing.open if standing else 0,
        "overdue": standing.overdue if standing else 0,
        "visits_this_year": standing.visits_this_year if standing else 0,
        "inspections_this_year": standing.inspections_this_year if standing else 0,
        "answering": [
            {"kind": kind_words(row.kind), "name": _answering(row)}
            for row in answering.order_by("kind", "id")
        ],
    }


def _answering(row: Any) -> str:
    who = row.person or row.organisation
    return roster.in_words((who.name, who.name_en)) if who else ""


def why(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """Why a unit has its colour: by which condition of the local rule or whose proposal, on what number, since when. One query."""
    return whys(actor, [unit])[unit.pk]


def whys(actor: Actor, units: Sequence[Enterprise]) -> dict[UUID, dict[str, Any]]:
    """The same for many units. One query."""
    rows = queries.colour_changes(actor).filter(enterprise_id__in=[unit.pk for unit in units])
    latest = rows.order_by("enterprise_id", "-at", "-id").distinct("enterprise_id")
    found = {row.enterprise_id: row for row in latest}
    return {unit.pk: _why(unit, found.get(unit.pk)) for unit in units}


def _why(unit: Enterprise, row: Any) -> dict[str, Any]:
    since = unit.coloured_on.isoformat() if unit.coloured_on else ""
    if row is None or row.after != unit.colour:
        return {"since": since, "text": "", "number": None}
    if row.proposal is not None:
        return {"since": since, "text": row.proposal.reason, "number": None}
    condition = row.criterion.partition(".")[2]
    measure = MEASURES.get({**AT_LEAST, **BELOW, **UP_TO}.get(condition, ""), "")
    return {
        "since": since,
        "text": gettext(measure) if measure else gettext("no condition of the local rule holds"),
        "number": next(iter(row.evidence.values()), None) if measure else None,
    }


def unit_line(unit: Enterprise) -> dict[str, Any]:
    """A unit as a line."""
    return {
        "id": str(unit.pk), "name": unit.name, "colour": unit.colour, "code": unit.uscc or "", "address": where(unit),
        "longitude": unit.longitude, "latitude": unit.latitude, "sign": unit.sign,
    }  # fmt: skip


def hazard_line(actor: Actor, row: Hazard) -> dict[str, Any]:
    """A hazard as a line."""
    state = law.HAZARD.state(row.state)
    late = lateness(row.due_on, actor.now) if row.state in law.TO_FIX else None
    return {
        "id": str(row.pk), "serial": row.serial, "title": row.title, "unit": str(row.enterprise_id), "name": row.enterprise.name,
        "colour": row.enterprise.colour, "grade": row.grade, "place": row.place, "due_on": row.due_on.isoformat(),
        "found_on": row.found_on.isoformat(), "state": row.state, "mark": "late" if late else state.mark,
        "label": gettext(state.label), "late": late is not None, "late_words": late[1] if late else "",
    }  # fmt: skip


def units_found(actor: Actor, rows: Any) -> list[dict[str, Any]]:
    """The first units of a search, as lines. One query."""
    return [unit_line(unit) for unit in rows[:MOST_UNITS]]


# The steps that a field screen offers, and what it asks for itself, so that it is no reason against a step.
STEPS = ("report_fixed", "verify", "verify_on_site", "approve", "close_inside", "send_back")
ASKED_FOR = frozenset(
    {"photo-missing", "photo-too-early", "note-missing", "fixing-missing", "control-missing"}
)
OTHER_WAY = frozenset({"major-two-persons", "general-one-person"})


def hazard(actor: Actor, row: Hazard) -> dict[str, Any]:
    """A hazard before it is fixed or verified: the five fixings, the pictures before and after, what stands against a step.

    Four queries.
    """
    return hazards(actor, [row])[0]


def hazards(actor: Actor, rows: Sequence[Hazard]) -> list[dict[str, Any]]:
    """The same for many hazards, in their order and with as many queries as for one."""
    shown, given = queries.pictures_of(actor, [row.pk for row in rows]), rules(local(actor))
    places = roster.places_of(actor, [row.enterprise for row in rows])
    return [
        _hazard(actor, row, shown.get(row.pk, [])) | {"rules": given, "steps": steps(actor, row, places[row.enterprise_id])}
        for row in rows
    ]  # fmt: skip


def _hazard(actor: Actor, row: Hazard, shown: Sequence[tuple[Picture, Photo | None]]) -> dict[str, Any]:
    return hazard_line(actor, row) | {
        "note": row.note, "basis": row.basis, "responsible": row.responsible, "measure": row.measure, "funds": row.funds,
        "plan": row.plan, "control": row.control, "fixed_on": str(row.fixed_on or ""), "fixer": row.fixer,
        "fix_note": row.fix_note, "finder": row.finder, "ordered_on": row.ordered_on.isoformat(), "round": row.round,
        "verifier": row.verifier, "closed_on": str(row.closed_on or ""),
        "before": _pictures(shown, ("found", "answer")), "after": _pictures(shown, ("fixed",), round_=row.round),
        "seen": _seen(row, shown),
    }  # fmt: skip


def steps(actor: Actor, row: Any, place: Place, names: Sequence[str] = STEPS) -> list[dict[str, Any]]:
    """The steps offered to the actor, each with the reasons against it that the screen cannot remove."""
    told = []
    names = [name for name in names if name != "close_inside" or row.source in law.OWN_SOURCES]
    for offer in offers(actor, row, place=place):
        reasons = [each for each in offer.refusals if each.code not in ASKED_FOR]
        if offer.step.name not in names or any(each.code in OTHER_WAY for each in reasons):
            continue
        told.append(
            {
                "name": offer.step.name,
                "label": gettext(offer.step.label),
                "reasons": [say(each) for each in reasons],
            }
        )
    return told


def _seen(row: Hazard, shown: Sequence[tuple[Picture, Photo | None]]) -> dict[str, Any]:
    """What the photos say by themselves: how far apart before and after were taken, in metres, and whether after the order."""
    before = [p for each, p in shown if p and each.role in ("found", "answer")]
    after = [p for each, p in shown if p and each.role == "fixed" and each.round == row.round]
    apart = [
        metres_between(one, other) for a in before for b in after if (one := _at(a)) and (other := _at(b))
    ]
    taken = [day_of(photo.taken_at or photo.device_at or photo.received_at) for photo in after]
    return {
        "metres": round(min(apart)) if apart else None,
        "after_order": min(taken) >= row.ordered_on if taken else None,
    }


def _at(photo: Photo) -> tuple[float, float] | None:
    """Where it was taken: as the camera says, else as the device says."""
    if photo.longitude is not None and photo.latitude is not None:
        return photo.longitude, photo.latitude
    if photo.device_longitude is not None and photo.device_latitude is not None:
        return photo.device_longitude, photo.device_latitude
    return None


def _pictures(
    shown: Sequence[tuple[Picture, Photo | None]], roles: Sequence[str], *, round_: int = 0
) -> list[dict[str, Any]]:
    """Each photo once, however often it is linked."""
    told = {
        str(row.photo): {
            "id": str(row.photo), "state": photo.state if photo else "coming", "who": row.who, "at": row.at.isoformat(),
            "taken_at": _taken(photo), "annotation": photo.annotation if photo else [],
        }
        for row, photo in shown
        if row.role in roles and (not round_ or row.round == round_)
    }  # fmt: skip
    return list(told.values())


def _taken(photo: Photo | None) -> str:
    at = (photo.taken_at or photo.device_at) if photo else None
    return at.isoformat() if at else ""


# ---------- look-back ----------

LOOKS = ("keep", "relapse", "expose", "miss")


def look_line(actor: Actor, row: Look) -> dict[str, Any]:
    """A closed hazard that is looked at again, as a line."""
    late = lateness(row.due_on, actor.now) if row.state == "to_look" else None
    state = lookback.LOOK.state(row.state)
    return hazard_line(actor, row.hazard) | {
        "look": str(row.pk), "look_back": row.look_back.name, "due_on": row.due_on.isoformat(), "late": late is not None,
        "late_words": late[1] if late else "", "mark": "late" if late else state.mark, "label": gettext(state.label),
    }  # fmt: skip


def look(actor: Actor, row: Look) -> dict[str, Any]:
    """A look-back before somebody looks: the hazard with its pictures, and the four answers with what stands against each."""
    return looks(actor, [row])[0]


def looks(actor: Actor, rows: Sequence[Look]) -> list[dict[str, Any]]:
    """The same for many look-backs, in their order and with as many queries as for one."""
    told = hazards(actor, [row.hazard for row in rows])
    places = roster.places_of(actor, [row.hazard.enterprise for row in rows])
    return [
        each | look_line(actor, row) | {"steps": steps(actor, row, places[row.hazard.enterprise_id], LOOKS)}
        for each, row in zip(told, rows, strict=True)
    ]
