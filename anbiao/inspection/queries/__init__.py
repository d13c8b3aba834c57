"""What is read of checks and hazards; always from a scope."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.lookups import GreaterThan

from anbiao.inspection.models import (
    Accident,
    Check,
    CheckList,
    ColourChange,
    ColourProposal,
    Extension,
    FloorPlan,
    Hazard,
    Listing,
    Look,
    LookBack,
    Picture,
    Risk,
    Routine,
    Standing,
    Suspension,
)
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.kit.photos.queries import among
from anbiao.registry.models import Contact, Enterprise
from anbiao.rules import hazards as law
from anbiao.rules import units as roster
from anbiao.rules.colours import COLOURS

RECENT = 5
OLDEST = 4  # weeks; what is older stands with these


def is_office(actor: Actor) -> bool:
    """True for whoever reaches over a region; false for a unit's own people and for experts."""
    return any(grant.region for grant in actor.scope.allowing("read hazard"))


# ---------- hazards ----------


def hazards(actor: Actor, capability: str = "read hazard") -> QuerySet[Hazard, Hazard]:
    """The hazards that the actor may see, or on which she holds another capability, with their units."""
    return Hazard.objects.visible_to(actor.scope, capability).select_related("enterprise")


def open_hazards(actor: Actor, unit: Enterprise) -> list[Hazard]:
    """What is open at a unit, the earliest deadline first."""
    return list(open_at(actor, [unit.pk]))


def open_at(actor: Actor, units: Iterable[UUID]) -> QuerySet[Hazard, Hazard]:
    """What is open at units, the earliest deadline first."""
    rows = hazards(actor).filter(enterprise_id__in=list(units), state__in=sorted(law.OPEN))
    return rows.order_by("due_on", "id")


def of_unit(actor: Actor, unit: Enterprise, most: int = 12) -> list[Hazard]:
    """The hazards of a unit: open ones first by deadline, then the latest closed."""
    found = open_hazards(actor, unit)[:most]
    if len(found) < most:
        rows = hazards(actor).filter(enterprise=unit).exclude(state__in=sorted(law.OPEN))
        found += list(rows.order_by("-changed_at", "-id")[: most - len(found)])
    return found


def open_number(unit: Enterprise) -> dict[str, int]:
    """What stands against a unit's leaving the roster: how many hazards are open. One query."""
    rows = Hazard.objects.of_district(unit.district).filter(enterprise=unit, state__in=sorted(law.OPEN))
    return {"open_hazards": rows.count()}


def overdue(today: date) -> Q:
    """Hazards whose deadline has passed and that nobody reported as fixed."""
    return Q(state__in=sorted(law.TO_FIX), due_on__lt=today)


def late_ends(district: str, first: date, today: date) -> QuerySet[Hazard, Hazard]:
    """Hazards of a district due from a day on that were answered after their day, or are open after it (rules/lateness.py)."""
    rows = Hazard.objects.of_district(district).filter(due_on__gte=first, due_on__lt=today)
    answered = Coalesce("reported_on", "closed_on")
    return rows.exclude(state="void").filter(
        Q(state__in=sorted(law.TO_FIX)) | GreaterThan(answered, F("due_on"))
    )


def followed_by(people: Collection[UUID]) -> Q:
    """Hazards that a person follows up (under every id as whom she counts): those handed over to her, and what she found herself and
    handed to nobody.
    """
    return Q(follower__in=people) | Q(follower=None, found_by__in=people)


def alike(actor: Actor, unit: Enterprise, title: str, *, other_than: UUID | None = None) -> list[Hazard]:
    """Open hazards of a unit whose words are much like these: two teams may have reported the same."""
    rows = (
        hazards(actor)
        .filter(enterprise=unit, state__in=sorted(law.OPEN))
        .exclude(pk__in=[other_than] if other_than else [])
    )
    scored = [(SequenceMatcher(None, title, row.title).ratio(), row) for row in rows.order_by("due_on")[:200]]
    return [row for score, row in sorted(scored, key=lambda pair: -pair[0]) if score >= 0.6][:RECENT]


def extensions(actor: Actor, capability: str = "read hazard") -> QuerySet[Extension, Extension]:
    """Requests for more time."""
    return Extension.objects.visible_to(actor.scope, capability).select_related(
        "hazard", "hazard__enterprise"
    )


def suspensions(actor: Actor, capability: str = "read hazard") -> QuerySet[Suspension, Suspension]:
    """Stopped work."""
    return Suspension.objects.visible_to(actor.scope, capability).select_related(
        "hazard", "hazard__enterprise"
    )


def listings(actor: Actor, capability: str = "read hazard") -> QuerySet[Listing, Listing]:
    """Hazards under listed supervision, proposed, or taken off."""
    return Listing.objects.visible_to(actor.scope, capability).select_related("hazard", "hazard__enterprise")


def standing_request(hazard: Hazard) -> tuple[Extension | None, Suspension | None, Listing | None]:
    """What waits or holds around one hazard: a request, a stop, a listing. Three queries."""

    def one(rows: Any, **states: Any) -> Any:
        return rows.of_district(hazard.district).filter(hazard=hazard, **states).order_by("-id").first()

    return (
        one(Extension.objects, state="asked"),
        one(Suspension.objects, state__in=("stopped", "asked")),
        one(Listing.objects, state__in=("proposed", "listed")),
    )


def weekly_ages(actor: Actor) -> list[tuple[str, int, int]]:
    """The "clear to zero" view: age in weeks ("0" to "4+") → open hazards, and the overdue among them. One query."""
    rows = hazards(actor).filter(state__in=sorted(law.OPEN)).select_related(None).order_by()
    found = {weeks: [0, 0] for weeks in range(OLDEST + 1)}
    late = Count("pk", filter=overdue(actor.today))
    for found_on, number, overdue_ones in (
        rows.values("found_on").annotate(n=Count("pk"), late=late).values_list("found_on", "n", "late")
    ):
        kept = found[min(OLDEST, (actor.today - found_on).days // 7)]
        kept[0] += number
        kept[1] += overdue_ones
    return [
        (f"{weeks}" if weeks < OLDEST else f"{OLDEST}+", open_, late_)
        for weeks, (open_, late_) in found.items()
    ]


# ---------- pictures ----------


def pictures(actor: Actor, **where: Any) -> list[tuple[Picture, Photo | None]]:
    """The pictures of a check, hazard or look with their photos; None for one that has not arrived. Two queries."""
    rows = list(Picture.objects.of_district(actor.district).filter(**where).order_by("at", "id"))
    photos = among(actor, [row.photo for row in rows])
    return [(row, photos.get(row.photo)) for row in rows]


def pictures_of(actor: Actor, hazards: Iterable[UUID]) -> dict[UUID, list[tuple[Picture, Photo | None]]]:
    """Hazard → its pictures with their photos. Two queries."""
    found: dict[UUID, list[tuple[Picture, Photo | None]]] = {}
    for row, photo in pictures(actor, hazard_id__in=list(hazards)):
        if row.hazard_id:
            found.setdefault(row.hazard_id, []).append((row, photo))
    return found


# ---------- checks and lists ----------


def checks(actor: Actor, capability: str = "read check") -> QuerySet[Check, Check]:
    """The checks that the actor may see, with their units. A unit sees others' checks once they are finished."""
    rows = Check.objects.visible_to(actor.scope, capability).select_related("enterprise", "organisation")
    return rows.filter(seen_checks(actor))


def seen_checks(actor: Actor) -> Q:
    """What others recorded of a unit its own people see once it is finished, also those who work for an office besides."""
    ready = Q(state="done") | Q(account_id=actor.person)
    if not is_office(actor):
        return ready
    own = actor.units | actor.elsewhere
    return ready | ~Q(enterprise_id__in=sorted(own)) if own else Q()


def last_visits(actor: Actor, unit: Enterprise, most: int = RECENT) -> list[Check]:
    """The latest finished checks of a unit."""
    return list(checks(actor).filter(enterprise=unit, state="done").order_by("-on", "-id")[:most])


def last_visits_of(actor: Actor, units: Iterable[UUID], most: int = RECENT) -> dict[UUID, list[Check]]:
    """Unit → its latest finished checks, without their items and answers. One query."""
    rows = checks(actor).filter(enterprise_id__in=list(units), state="done")
    order = [F("on").desc(), F("id").desc()]
    place = Window(RowNumber(), partition_by=F("enterprise_id"), order_by=order)
    found: dict[UUID, list[Check]] = {}
    for row in rows.annotate(place=place).filter(place__lte=most).defer("items", "answers").order_by("place"):
        found.setdefault(row.enterprise_id, []).append(row)
    return found


def begun(actor: Actor) -> QuerySet[Check, Check]:
    """The actor's own checks that are not finished."""
    return checks(actor, "make check").filter(state="begun", account_id=actor.person)


def check_lists(actor: Actor, unit: Enterprise) -> list[CheckList]:
    """The versions of a unit's check-list, the latest first."""
    return list(CheckList.objects.visible_to(actor.scope).filter(enterprise=unit).order_by("-version"))


def routines(actor: Actor) -> QuerySet[Routine, Routine]:
    """The routine checks of the units that the actor reaches."""
    return Routine.objects.visible_to(actor.scope, "read check-list").select_related("enterprise")


def standing(unit: Enterprise) -> Standing | None:
    """Where a unit stands; None before anything happened to it."""
    return Standing.objects.of_district(unit.district).filter(enterprise=unit).first()


def to_visit(actor: Actor, *, until: date, also: Iterable[UUID] = ()) -> QuerySet[Standing, Standing]:
    """The units whose next visit is due until a day, and some others, where the actor makes checks."""
    due = Q(next_visit_on__lte=until) | Q(enterprise__in=list(also))
    rows = Standing.objects.visible_to(actor.scope, "make check").filter(due)
    return rows.filter(enterprise__state__in=sorted(roster.ALIVE)).select_related("enterprise")


def end_of_week(today: date) -> date:
    """The Sunday of the week."""
    return today + timedelta(days=6 - today.weekday())


def who_can_fix(actor: Actor, unit: Enterprise) -> list[str]:
    """The people of a unit who may be named as the one who rectifies: the safety manager and the contacts first."""
    rows = Contact.objects.visible_to(actor.scope, "read enterprise").filter(enterprise=unit).order_by("id")
    names = [unit.safety_manager, unit.principal, *rows.values_list("name", flat=True)]
    return list(dict.fromkeys(name for name in names if name))


# ---------- colours ----------


def colour_changes(actor: Actor) -> QuerySet[ColourChange, ColourChange]:
    """How the colours of units changed."""
    return ColourChange.objects.visible_to(actor.scope, "read colour").select_related(
        "enterprise", "proposal"
    )


def proposals(actor: Actor, capability: str = "read colour") -> QuerySet[ColourProposal, ColourProposal]:
    """Colours by hand, proposed and decided."""
    return ColourProposal.objects.visible_to(actor.scope, capability).select_related("enterprise")


def colours_of_district(district: str) -> dict[str, int]:
    """Colour → number of units in the roster that are there. One query."""
    rows = Enterprise.objects.of_district(district).filter(state__in=sorted(roster.ALIVE)).order_by()
    found = dict(rows.values_list("colour").annotate(number=Count("pk")).values_list("colour", "number"))
    return {name: found.get(name, 0) for name in (*COLOURS, "")}


# ---------- look-back, risks, accidents ----------


def look_backs(actor: Actor) -> QuerySet[LookBack, LookBack]:
    """The look-backs of the region, with how many of each result."""
    return LookBack.objects.visible_to(actor.scope, "read look-back")


def looks(actor: Actor, capability: str = "read look-back") -> QuerySet[Look, Look]:
    """The closed hazards that are looked at again."""
    rows = Look.objects.visible_to(actor.scope, capability)
    return rows.select_related("look_back", "hazard", "hazard__enterprise")


def risks(actor: Actor, capability: str = "read risk") -> QuerySet[Risk, Risk]:
    """The risk points that stand, with their units."""
    return (
        Risk.objects.visible_to(actor.scope, capability).filter(removed_on=None).select_related("enterprise")
    )


def plans(actor: Actor, capability: str = "read risk") -> QuerySet[FloorPlan, FloorPlan]:
    """The floor plans that stand, with their units."""
    rows = FloorPlan.objects.visible_to(actor.scope, capability).filter(removed_on=None)
    return rows.select_related("enterprise")


def floor_plans(actor: Actor, unit: Enterprise) -> list[FloorPlan]:
    """The floor plans of a unit, the oldest first."""
    return list(plans(actor).filter(enterprise=unit).order_by("id"))


def plans_ever(actor: Actor, unit: Enterprise) -> QuerySet[FloorPlan, FloorPlan]:
    """The floor plans of a unit with those that were replaced or taken away, the newest first."""
    return FloorPlan.objects.visible_to(actor.scope, "read risk").filter(enterprise=unit).order_by("-id")


def accidents(actor: Actor, capability: str = "read accident") -> QuerySet[Accident, Accident]:
    """The accidents of the region, with their units."""
    return Accident.objects.visible_to(actor.scope, capability).select_related("enterprise")


def units_by_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Enterprise]:
    """Units by id, where the actor reaches. One query."""
    rows = Enterprise.objects.visible_to(actor.scope, "read enterprise").filter(pk__in=list(ids))
    return {row.pk: row for row in rows}
