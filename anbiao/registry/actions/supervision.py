"""Who answers for a unit: assignments by the hundred, acknowledgement, and the district's decision on what no rule reached."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from anbiao.authority.models import DistrictRule, Sector, User
from anbiao.authority.places import Offices
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import DistrictQuerySet, new_id
from anbiao.kit.register.bulk import Preview
from anbiao.kit.scope import in_force
from anbiao.kit.workflow import Taken, take, take_many
from anbiao.registry.actions.writing import RESPONSIBILITY_COLUMNS, relieve
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.registry.queries import ASSIGNED, answer_calendar, local_rule
from anbiao.registry.signals import ROSTER
from anbiao.rules import units
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

ANSWER_DAYS = "visits.answer_days"  # local rule, working days
SHORTEST_WORD = 2


def preview_assignment(actor: Actor, rows: Any, *, kind: str, person: User, from_on: date) -> Preview:
    """What assigning a person to units (a queryset of Enterprise, or a list) would do: change, leave as it is, refuse."""
    found = list(rows)
    held = dict(
        Responsibility.objects.of_district(actor.district)
        .filter(enterprise_id__in=[unit.id for unit in found], kind=kind, to_on=None)
        .values_list("enterprise_id", "person_id")
    )
    change, same, refused = [], [], []
    for unit in found:
        against = _against(actor, unit, from_on)
        if against:
            refused.append((unit.id, unit.name, against))
        elif held.get(unit.id) == person.id:
            same.append(unit.id)
        else:
            change.append(unit.id)
    return Preview(change=change, same=same, refused=refused)


def _against(actor: Actor, unit: Enterprise, from_on: date) -> Refusal | None:
    if not actor.scope.allows("assign responsibility", unit.place()):
        return Refusal("no-duty", N_("This unit is outside what you may assign."))
    if unit.state not in units.ALIVE:
        return Refusal("unit-gone", N_("The unit is no longer in operation here."))
    if from_on > actor.today + timedelta(days=366):
        return Refusal("too-far", N_("The day lies more than a year ahead."), field="from_on")
    return None


@transaction.atomic
def assign_many(actor: Actor, rows: Any, *, kind: str, person: User, from_on: date) -> Preview:
    """Puts a person in charge of units from a day on; who held it before ends the day before. Returns what was done."""
    locked = list(
        Enterprise.objects.visible_to(actor.scope, "assign responsibility")
        .filter(pk__in=[unit.pk for unit in rows])
        .select_for_update(of=("self",))
    )
    preview = preview_assignment(actor, locked, kind=kind, person=person, from_on=from_on)
    relieve(actor, preview.change, kind, from_on)
    basis = ASSIGNED + actor.who
    days = local_rule(actor, ANSWER_DAYS)
    due = answer_calendar().add_working_days(max(from_on, actor.today), days)
    made = [
        (new_id(), actor.district, unit, kind, None, person.id, "", basis, from_on, "proposed", due)
        for unit in preview.change
    ]
    copy_rows(Responsibility, RESPONSIBILITY_COLUMNS, made)
    journal.record_many(
        actor,
        [
            journal.Event(
                "assign", "enterprise", row[2], after={kind: person.name, "from_on": from_on.isoformat()}
            )
            for row in made
        ],
    )
    return preview


def answer_responsibility(actor: Actor, row: Responsibility, step: str, *, note: str = "") -> None:
    """Acknowledges or declines a responsibility. Raises Refused, also when it is another person's."""
    against = not_yours(actor, row)
    if against:
        raise Refused(against)
    take(actor, row, step, place=own_place(actor, row), note=note, answered_on=actor.today)


def not_yours(actor: Actor, row: Responsibility) -> Refusal | None:
    """A responsibility is answered by the person named; an enterprise's own by the enterprise, never for it."""
    if row.person_id and row.person_id != actor.person:
        return Refusal(
            "not-yours",
            N_("Only {name} can answer for this."),
            {"name": row.person.name if row.person else ""},
        )
    own = any(grant.enterprise == str(row.enterprise_id) for grant in actor.scope.grants)
    if row.kind == Responsibility.Kind.ENTERPRISE and not row.person_id and not own:
        return Refusal("not-yours", N_("Only {name} can answer for this."), {"name": row.enterprise.name})
    return None


def own_place(actor: Actor, row: Responsibility) -> Place:
    """Where the responsibility lies, with every sector under which its unit is supervised. One query."""
    return own_places(actor, [row])[0]


def own_places(actor: Actor, rows: Sequence[Responsibility]) -> list[Place]:
    """The same for many, in order. One query for all."""
    held = Responsibility.objects.of_district(actor.district).filter(
        in_force(actor.today), enterprise_id__in=[row.enterprise_id for row in rows], kind="sector"
    )
    sectors: dict[UUID, set[str]] = {}
    for unit, sector in held.values_list("enterprise_id", "sector"):
        sectors.setdefault(unit, set()).add(sector)
    return [
        replace(row.place(), sectors=row.place().sectors | sectors.get(row.enterprise_id, set()))
        for row in rows
    ]


def acknowledge_many(actor: Actor, rows: Any) -> Taken:
    """Acknowledges the actor's own among the rows."""
    mine = [row for row in rows.select_related("enterprise", "person") if not_yours(actor, row) is None]
    return take_many(
        actor, list(zip(mine, own_places(actor, mine), strict=True)), "acknowledge", answered_on=actor.today
    )


@transaction.atomic
def route_unit(actor: Actor, unit: Enterprise, *, sector: Sector, reason: str, word: str = "") -> int:
    """The district decides a unit's sector (业务相近原则). With a word the decision becomes a rule, and every unrouted
    unit whose name holds the word follows it. Returns how many units were routed."""
    if not actor.scope.allows("route enterprise", unit.place()):
        raise Refused(Refusal("no-duty", N_("Only the district office decides this.")))
    if word and len(word) < SHORTEST_WORD:
        text = N_(
            "A word of the name has at least {number} characters; a single one would fit too many units."
        )
        raise Refused(Refusal("word-short", text, {"number": str(SHORTEST_WORD)}, field="word"))
    if word and word not in unit.name:
        text = N_("The word “{word}” does not stand in the unit's name.")
        raise Refused(Refusal("word-not-in-name", text, {"word": word}, field="word"))
    if word:
        _keep_rule(actor, sector, word, reason)
    routed = list(followers(actor, unit, word).select_for_update())
    if unit.pk not in {row.pk for row in routed}:
        routed.append(unit)
    for row in routed:
        set_sector(actor, row, sector.code, basis=reason)
    ROSTER.tell(actor, [row.id for row in routed])
    return len(routed)


def followers(actor: Actor, unit: Enterprise, word: str) -> DistrictQuerySet[Enterprise]:
    """The units without a sector that a decision takes along: those with the word in their name, else the unit alone."""
    chosen = Enterprise.objects.of_district(actor.district).filter(sector="", state__in=units.ALIVE)
    return chosen.filter(name__contains=word) if word else chosen.filter(pk=unit.pk)


def _keep_rule(actor: Actor, sector: Sector, word: str, reason: str) -> None:
    last = DistrictRule.objects.of_district(actor.district).aggregate(last=Max("number"))["last"] or 0
    rule = DistrictRule.objects.create(
        district=actor.district, number=last + 1, sector=sector.code, name_words=[word], reason=reason,
        decided_by=actor.person, decided_on=actor.today,
    )  # fmt: skip
    journal.record(
        actor,
        journal.Event("decide", "routing", rule.id, after={"sector": sector.code, "word": word}, note=reason),
    )


def set_sector(actor: Actor, unit: Enterprise, sector: str, *, basis: str) -> None:
    """Gives a unit its sector and moves the sector supervision to the bureau that regulates it."""
    before = unit.facts()
    unit.sector, unit.routed_by, unit.changed_at, unit.version = sector, basis, actor.now, unit.version + 1
    unit.save(update_fields=["sector", "routed_by", "changed_at", "version"])
    relieve(actor, [unit.id], "sector", actor.today)
    regulator = Offices(actor.district).regulators.get(sector)
    if regulator:
        Responsibility.objects.create(
            district=actor.district, enterprise=unit, kind="sector", organisation_id=regulator, sector=sector,
            basis=basis, from_on=actor.today, state="acknowledged",
        )  # fmt: skip
    journal.record(actor, journal.event("route", unit, before=before, note=basis))
