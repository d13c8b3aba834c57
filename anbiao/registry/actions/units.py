"""One unit at a time: register, change, verify, move in its status, add a site."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from anbiao.authority.places import Offices, router
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.workflow import take
from anbiao.registry.actions.writing import Batch, search_columns, write
from anbiao.registry.models import Enterprise, FormerCode, Site, StatusChange
from anbiao.rules.identifiers import check_uscc
from anbiao.rules.likeness import likely_pairs
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.routing import Routed, Unit

EMPTY: Mapping[str, Any] = {
    "name": "", "uscc": None, "aliases": [], "region": "", "address": "", "industry": "", "business_scope": "",
    "sector": "", "routed_by": "", "size_class": "", "employees": None, "principal": "", "safety_manager": "",
    "phone": "", "established_on": None, "features": [], "longitude": None, "latitude": None, "state": "operating",
    "verified_on": None, "verified_by": "",
}  # fmt: skip


def routed_facts(facts: Mapping[str, Any], routed: Routed) -> dict[str, Any]:
    """The facts with sector and reason as the rules answered; a guess is no answer: only certain ones are taken."""
    if routed.confidence == "none" or routed.sector is None:
        return {**facts, "sector": "", "routed_by": ""}
    return {**facts, "sector": routed.sector, "routed_by": because(routed)}


def because(routed: Routed) -> str:
    """Why this sector, as it is kept: the rule's number and confidence; the sentences are made again when shown."""
    return (
        f"rule:{routed.rule}:{routed.confidence}" if routed.rule is not None else f"hint::{routed.confidence}"
    )


def unit_of(facts: Mapping[str, Any], hint: str = "") -> Unit:
    """The facts that the routing rules look at."""
    return Unit(
        name=facts["name"], business_scope=facts["business_scope"], industry=facts["industry"],
        features=frozenset(facts["features"]), sector_hint=hint,
    )  # fmt: skip


@transaction.atomic
def register_unit(actor: Actor, *, values: Mapping[str, Any], hint: str = "") -> Enterprise:
    """Registers one unit: routed, supervised, compared with the roster. Raises Refused for a wrong or known code."""
    from anbiao.registry.actions.duplicates import look, standing_looks

    facts = {**EMPTY, **values}
    _may(actor, "register enterprise", facts["region"])
    _code_is_free(actor, facts["uscc"], None)
    facts = routed_facts(facts, router(actor.district).route(unit_of(facts, hint)))
    unit = new_id()
    likenesses = likely_pairs([look(str(unit), facts)], standing_looks(actor.district))
    from uuid import UUID

    batch = Batch(created={unit: facts}, pairs=[(UUID(x.second), unit, x) for x in likenesses])
    write(actor, batch, offices=Offices(actor.district))
    return Enterprise.objects.of_district(actor.district).get(pk=unit)


def _may(actor: Actor, capability: str, region: str) -> None:
    if not actor.scope.allows(capability, Place(region=region)):
        text = N_("The place is outside what you may keep in the roster.")
        raise Refused(Refusal("no-duty", text, field="region"))


def _code_is_free(actor: Actor, code: str | None, unit: Enterprise | None) -> None:
    """Raises Refused for a code that is wrong, or that another unit has or had."""
    if not code:
        return
    wrong = check_uscc(code)
    if wrong:
        raise Refused(wrong)
    holder = Enterprise.objects.of_district(actor.district).filter(uscc=code).first()
    if holder is None:
        former = (
            FormerCode.objects.of_district(actor.district)
            .filter(uscc=code)
            .select_related("enterprise")
            .first()
        )
        holder = former.enterprise if former else None
    if holder and (unit is None or holder.pk != unit.pk):
        text = N_("The code {code} belongs to {name} already.")
        raise Refused(Refusal("code-taken", text, {"code": code, "name": holder.name}, field="uscc"))


@transaction.atomic
def change_unit(
    actor: Actor,
    unit: Enterprise,
    *,
    values: Mapping[str, Any],
    version: int,
    capability: str = "change enterprise",
) -> Enterprise:
    """Changes basic facts if nobody else did since `version`. A new code keeps the old one as a former code."""
    row = Enterprise.objects.of_district(actor.district).select_for_update().get(pk=unit.pk)
    if not actor.scope.allows(capability, row.place()):
        raise Refused(Refusal("no-duty", N_("The place is outside what you may keep in the roster.")))
    if row.version != version:
        raise Refused(
            Refusal(
                "changed-meanwhile",
                N_("Somebody else has changed this in the meantime. Read it again and decide."),
            )
        )
    if "uscc" in values:
        _code_is_free(actor, values["uscc"], row)
    before, old_code = row.facts(), row.uscc
    for key, value in values.items():
        setattr(row, key, value)
    if row.facts() == before:
        return row
    facts = {key: getattr(row, key) for key in Enterprise.FACTS}
    if old_code and old_code != row.uscc:
        FormerCode.objects.create(
            district=actor.district, enterprise=row, uscc=old_code, until_on=actor.today
        )
    former = list(
        FormerCode.objects.of_district(actor.district).filter(enterprise=row).values_list("uscc", flat=True)
    )
    row.name_key, row.initials, row.terms, row.search_text = search_columns([facts], [former])[0]
    row.changed_at, row.version = actor.now, version + 1
    row.save()
    journal.record(actor, journal.event("change", row, before=before))
    return row


@transaction.atomic
def verify_unit(actor: Actor, unit: Enterprise) -> None:
    """Somebody stood there and found the facts right."""
    if not actor.scope.allows("verify enterprise", unit.place()):
        raise Refused(Refusal("no-duty", N_("The place is outside what you may keep in the roster.")))
    before = unit.facts()
    unit.verified_on, unit.verified_by, unit.changed_at = actor.today, actor.who, actor.now
    unit.save(update_fields=["verified_on", "verified_by", "changed_at"])
    journal.record(actor, journal.event("verify", unit, before=before))


@transaction.atomic
def move_unit(actor: Actor, unit: Enterprise, step: str, *, note: str, on: date) -> None:
    """Moves the status of a unit from a day on: suspended, moved, closed, not found, duplicate, reopened. Raises Refused."""
    if on > actor.today:
        text = N_("The day {day} lies ahead; a status is recorded when it has come.")
        raise Refused(Refusal("day-ahead", text, {"day": on.isoformat()}, field="on"))
    take(actor, unit, step, place=unit.place(), note=note, changed_at=actor.now)
    StatusChange.objects.create(
        district=actor.district,
        enterprise=unit,
        state=unit.state,
        on=on,
        reason=note,
        by=actor.who,
        at=actor.now,
    )


@transaction.atomic
def add_site(actor: Actor, unit: Enterprise, *, values: Mapping[str, Any]) -> Site:
    """Adds a place where the unit works, inside another unit's where `landlord` is given (厂中厂, Art. 49)."""
    if not actor.scope.allows("change enterprise", unit.place()):
        raise Refused(Refusal("no-duty", N_("The place is outside what you may keep in the roster.")))
    landlord = values.get("landlord")
    if landlord is not None and landlord.pk == unit.pk:
        raise Refused(Refusal("own-landlord", N_("A unit cannot be its own landlord."), field="landlord"))
    site = Site.objects.create(district=actor.district, enterprise=unit, **values)
    journal.record(
        actor,
        journal.Event("add site", "enterprise", unit.id, after={"name": site.name, "address": site.address}),
    )
    return site
