"""One unit at a time: register, change, verify, move in its status, add a site."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.authority.founding import library
from anbiao.authority.places import Offices, router
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.workflow import take
from anbiao.registry.actions.writing import Batch, move_supervision, search_columns, write
from anbiao.registry.models import Contact, Enterprise, FormerCode, Site, StatusChange
from anbiao.registry.queries import ask, ask_whether_one
from anbiao.registry.signals import ROSTER
from anbiao.rules.identifiers import check_uscc
from anbiao.rules.likeness import likely_pairs
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.routing import Routed, Unit
from anbiao.rules.transferring import against_moving
from anbiao.rules.units import Band, size_class

OUTSIDE = N_("The place is outside what you may keep in the roster.")
CHANGED = N_("Somebody else has changed this in the meantime. Read it again and decide.")
EMPTY: Mapping[str, Any] = {
    "name": "", "uscc": None, "aliases": [], "region": "", "placed_by": "", "address": "", "industry": "", "business_scope": "",
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
    if not facts["uscc"] and not facts["principal"]:
        text = N_("A unit without a credit code is known by its principal: give one of the two.")
        raise Refused(Refusal("uscc-missing", text, field="uscc"))
    facts = classed(routed_facts(facts, router(actor.district).route(unit_of(facts, hint))))
    unit = new_id()
    likenesses = likely_pairs([look(str(unit), facts)], standing_looks(actor.district))
    batch = Batch(created={unit: facts}, pairs=[(UUID(x.second), unit, x) for x in likenesses])
    write(actor, batch, offices=Offices(actor.district))
    return Enterprise.objects.of_district(actor.district).get(pk=unit)


def classed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with the size class that the employees give, where none is stated."""
    bands = tuple(
        Band(entry["code"], entry["employees_min"], entry["employees_max"], frozenset(entry["sectors"]))
        for entry in library("classes")
    )
    stated = facts["size_class"]
    derived = stated or size_class(bands, employees=facts["employees"], sector=facts["sector"])
    return {**facts, "size_class": derived}


def _may(actor: Actor, capability: str, region: str) -> None:
    if not actor.scope.allows(capability, Place(region=region)):
        raise Refused(Refusal("no-duty", OUTSIDE, field="region"))


def _code_is_free(actor: Actor, code: str | None, unit: Enterprise | None) -> None:
    """Raises Refused for a code that is wrong, or that another unit has or had; names it only to whoever may see it."""
    if not code:
        return
    wrong = check_uscc(code)
    if wrong:
        raise Refused(wrong)
    holder = holder_of(actor.district, code)
    if holder is None or (unit is not None and holder.pk == unit.pk):
        return
    if not actor.scope.allows("read enterprise", holder.place()):
        text = N_(
            "The code {code} belongs to a unit elsewhere in the district. Ask the district safety office."
        )
        raise Refused(Refusal("code-taken", text, {"code": code}, field="uscc"))
    text = N_("The code {code} belongs to {name} already.")
    raise Refused(Refusal("code-taken", text, {"code": code, "name": holder.name}, field="uscc"))


def holder_of(district: str, code: str) -> Enterprise | None:
    """The unit that has a code, else the one that had it."""
    holder = Enterprise.objects.of_district(district).filter(uscc=code).first()
    if holder is not None:
        return holder
    former = FormerCode.objects.of_district(district).filter(uscc=code).select_related("enterprise").first()
    return former.enterprise if former else None


def edit_unit(actor: Actor, unit: Enterprise, *, values: Mapping[str, Any], version: int) -> Enterprise:
    """Changes basic facts as somebody typed them: `change_unit`, but no way around a transfer. Raises Refused."""
    against = against_moving(unit.region, values.get("region", unit.region))
    if against:
        raise Refused(against)
    return change_unit(actor, unit, values=values, version=version)


@transaction.atomic
def change_unit(
    actor: Actor,
    unit: Enterprise,
    *,
    values: Mapping[str, Any],
    version: int,
    capability: str = "change enterprise",
) -> Enterprise:
    """Changes basic facts if nobody else did since `version`: a code before is kept as a former one; a new town takes
    over; a unit without a sector is routed again. Raises Refused."""
    row = Enterprise.objects.of_district(actor.district).select_for_update().get(pk=unit.pk)
    if not actor.scope.allows(capability, row.place()):
        raise Refused(Refusal("no-duty", OUTSIDE))
    if row.version != version:
        raise Refused(Refusal("changed-meanwhile", CHANGED))
    if values.get("region", row.region) != row.region:
        _may(actor, capability, values["region"])
    if "uscc" in values:
        _code_is_free(actor, values["uscc"], row)
    before, old = row.facts(), {key: getattr(row, key) for key in Enterprise.FACTS}
    for key, value in values.items():
        setattr(row, key, value)
    if row.facts() == before:
        return row
    _settle(row, actor.district, old)
    if old["uscc"] and old["uscc"] != row.uscc:
        keep_former_code(actor, row, old["uscc"])
    row.changed_at, row.version = actor.now, version + 1
    reindex(row)
    row.save()
    facts = {key: getattr(row, key) for key in Enterprise.FACTS}
    move_supervision(actor, {row.id: (old, facts)}, Offices(actor.district))
    journal.record(actor, journal.event("change", row, before=before))
    ROSTER.tell(actor, [row.id])
    return row


def _settle(row: Enterprise, district: str, old: Mapping[str, Any]) -> None:
    """What follows from changed facts: a sector where there was none, a class where none is stated, a place that nobody has to doubt."""
    if row.region != old["region"]:
        row.placed_by = ""
    facts = {key: getattr(row, key) for key in Enterprise.FACTS}
    if not facts["sector"]:
        facts = routed_facts(facts, router(district).route(unit_of(facts)))
    facts = classed(facts)
    row.sector, row.routed_by, row.size_class = facts["sector"], facts["routed_by"], facts["size_class"]


def keep_former_code(actor: Actor, row: Enterprise, code: str) -> None:
    """A code that was a unit's stays its own for searching, also when it had it twice."""
    FormerCode.objects.update_or_create(
        district=actor.district, uscc=code, defaults={"enterprise": row, "until_on": actor.today}
    )


def reindex(row: Enterprise) -> None:
    """Sets what the unit is found by: name, other names, code and former codes. The caller saves."""
    former = list(
        FormerCode.objects.of_district(row.district).filter(enterprise=row).values_list("uscc", flat=True)
    )
    facts = {key: getattr(row, key) for key in ("name", "address", "aliases", "uscc")}
    row.name_key, row.initials, row.terms, row.search_text = search_columns([facts], [former])[0]


@transaction.atomic
def verify_unit(actor: Actor, unit: Enterprise) -> None:
    """Somebody stood there and found the facts right."""
    if not actor.scope.allows("verify enterprise", unit.place()):
        raise Refused(Refusal("no-duty", OUTSIDE))
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
    last = (
        StatusChange.objects.of_district(actor.district)
        .filter(enterprise=unit)
        .order_by("-on", "-at")
        .first()
    )
    if last and on < last.on:
        text = N_("The day {day} lies before the last recorded change of {last}.")
        params = {"day": on.isoformat(), "last": last.on.isoformat()}
        raise Refused(Refusal("day-behind", text, params, field="on"))
    ask(unit)
    if step == "mark_duplicate":
        ask_whether_one(unit)
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
    ROSTER.tell(actor, [unit.id])


@transaction.atomic
def add_site(actor: Actor, unit: Enterprise, *, values: Mapping[str, Any]) -> Site:
    """Adds a place where the unit works, inside another unit's where `landlord` is given (厂中厂, Art. 49)."""
    if not actor.scope.allows("change enterprise", unit.place()):
        raise Refused(Refusal("no-duty", OUTSIDE))
    landlord = values.get("landlord")
    if landlord is not None and landlord.pk == unit.pk:
        raise Refused(Refusal("own-landlord", N_("A unit cannot be its own landlord."), field="landlord"))
    site = Site.objects.create(district=actor.district, enterprise=unit, **values)
    after = {"name": site.name, "address": site.address, "landlord": landlord.name if landlord else ""}
    journal.record(actor, journal.Event("add site", "enterprise", unit.id, after=after))
    return site


@transaction.atomic
def add_contact(actor: Actor, unit: Enterprise, *, name: str, post: str, phone: str) -> Contact:
    """Adds a person who can be reached at the unit. Raises Refused."""
    if not actor.scope.allows("change enterprise", unit.place()):
        raise Refused(Refusal("no-duty", OUTSIDE))
    contact = Contact.objects.create(
        district=actor.district, enterprise=unit, name=name, post=post, phone=phone
    )
    after = {"name": name, "post": post, "phone": phone}
    journal.record(
        actor, journal.Event("add contact", "enterprise", unit.id, after=after, personal=Contact.personal)
    )
    return contact


def reveal_personal(actor: Actor, unit: Enterprise) -> None:
    """Somebody looks at the telephone numbers of a unit: allowed to few, and written down. Raises Refused."""
    if not actor.scope.allows("reveal personal", unit.place()):
        raise Refused(Refusal("no-duty", OUTSIDE))
    journal.record(actor, journal.Event("reveal", "enterprise", unit.id, after={"fields": ["phone"]}))
