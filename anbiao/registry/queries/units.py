"""Units, the page of one unit, and what is doubtful about it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from anbiao.authority.models import Organisation, Regulates
from anbiao.authority.places import router
from anbiao.kit.actor import Actor
from anbiao.kit.models import Entry
from anbiao.registry.models import (
    Contact,
    DuplicatePair,
    Enterprise,
    FormerCode,
    Merger,
    Responsibility,
    Site,
    Split,
    StatusChange,
)
from anbiao.registry.queries.names import TOWN, in_words, regions_of
from anbiao.rules import units
from anbiao.rules.identifiers import normalise
from anbiao.rules.places import Place
from anbiao.rules.routing import Routed, Unit

MOST_PAST = 50

# ---------- units ----------


def enterprises(actor: Actor, capability: str = "read enterprise") -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor may see, or on which she holds another capability."""
    return Enterprise.objects.visible_to(actor.scope, capability)


def for_change(actor: Actor, pk: UUID) -> Enterprise | None:
    """A unit as it stands now, read again after somebody else was faster."""
    return Enterprise.objects.of_district(actor.district).filter(pk=pk).first()


# Upper parts enter here what stands against leaving the roster; each gives facts that a guard of rules/units.py reads.
ASKED: list[Callable[[Enterprise], Mapping[str, Any]]] = []


def ask(unit: Enterprise) -> Enterprise:
    """Puts on a unit what its machine asks: what upper parts know of it, such as open hazards, and of a duplicate whether a merger made
    it one. One query each.
    """
    unit.asked = {key: value for known in ASKED for key, value in known(unit).items()}
    if unit.state == "duplicate":
        made = Merger.objects.of_district(unit.district).filter(other=unit, state="merged")
        unit.asked = {**unit.asked, "is_merged": made.exists()}
    return unit


def ask_whether_one(unit: Enterprise) -> None:
    """Puts on a unit whether it is another one: merged into it, or made by a split that was taken back. Two queries."""
    merged = Merger.objects.of_district(unit.district).filter(other=unit, state="merged")
    parted = Split.objects.of_district(unit.district).filter(new=unit, state="undone")
    unit.asked = {**unit.asked, "is_one": merged.exists() or parted.exists()}


def found_by(actor: Actor, words: str) -> Enterprise | None:
    """The one unit that a credit code or a whole name names, where the actor reaches; None for none or several."""
    rows = enterprises(actor)
    code = normalise(words)
    found = list(rows.filter(Q(uscc=code) | Q(name=words.strip()))[:2])
    return found[0] if len(found) == 1 else None


def regions_to_choose(actor: Actor, capability: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The towns (code, name) where the actor holds a capability, each with its villages; a village alone under its town."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    names = regions_of(actor.district)
    for code, words in names.items():
        if len(code) < TOWN or not actor.scope.allows(capability, Place(region=code)):
            continue
        town = code[:TOWN]
        under = found.setdefault((town, in_words(names[town])), [])
        under.append((code, in_words(words)))
    return found


# ---------- the page of a unit ----------


def standing(actor: Actor, unit: Enterprise) -> list[Responsibility]:
    """Who answers for a unit now or will, by kind and first day. What was replaced on its own first day is left out."""
    rows = Responsibility.objects.visible_to(actor.scope).filter(enterprise=unit)
    rows = rows.filter(Q(to_on=None) | Q(to_on__gte=actor.today)).exclude(
        to_on=actor.today, from_on=actor.today
    )
    order = {
        kind: place
        for place, kind in enumerate((*units.REQUIRED_KINDS, "official", "expert", "insurer", "enterprise"))
    }
    found = list(rows.select_related("organisation", "person", "enterprise"))
    return sorted(found, key=lambda row: (order[row.kind], row.from_on, row.pk))


def past(actor: Actor, unit: Enterprise) -> list[Responsibility]:
    """Who answered for a unit before, the latest first."""
    rows = Responsibility.objects.visible_to(actor.scope).filter(enterprise=unit, to_on__lt=actor.today)
    return list(rows.select_related("organisation", "person").order_by("-to_on", "-id")[:MOST_PAST])


def sites(actor: Actor, unit: Enterprise) -> list[Site]:
    """The places where a unit works besides its address, those given up last."""
    rows = Site.objects.visible_to(actor.scope).filter(enterprise=unit).select_related("landlord")
    return list(rows.order_by(F("to_on").desc(nulls_first=True), "from_on"))


def present_sites(actor: Actor, unit: Enterprise) -> list[Site]:
    """Those of them that are not given up."""
    return [site for site in sites(actor, unit) if not site.is_over(actor.today)]


def sites_and_tenants(actor: Actor, unit: Enterprise) -> tuple[list[Site], list[Site]]:
    """The sites of a unit and those of other units inside it, those given up last, and of others only what is not over. One query for both."""
    rows = Site.objects.visible_to(actor.scope).filter(Q(enterprise=unit) | Q(landlord=unit))
    found = list(
        rows.select_related("landlord", "enterprise").order_by(F("to_on").desc(nulls_first=True), "from_on")
    )
    inside = [row for row in found if row.landlord_id == unit.pk and not row.is_over(actor.today)]
    own = [row for row in found if row.enterprise_id == unit.pk]
    return own, sorted(inside, key=lambda row: row.from_on)


def seen_units(actor: Actor, pks: Iterable[UUID]) -> set[UUID]:
    """Which of these units the actor may open. One query, none for no units."""
    wanted = set(pks)
    return set(enterprises(actor).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def contacts(actor: Actor, unit: Enterprise) -> list[Contact]:
    """The people of a unit who can be reached."""
    return contacts_of(actor, [unit.pk])


def contacts_of(actor: Actor, units: Iterable[UUID]) -> list[Contact]:
    """The people of units who can be reached. One query."""
    return list(Contact.objects.visible_to(actor.scope).filter(enterprise_id__in=list(units)).order_by("id"))


def status_changes(actor: Actor, unit: Enterprise) -> list[StatusChange]:
    """How the status of a unit changed, the latest first."""
    return list(StatusChange.objects.visible_to(actor.scope).filter(enterprise=unit).order_by("-on", "-at"))


def former_codes(actor: Actor, unit: Enterprise) -> list[FormerCode]:
    """The codes that a unit had, the latest first."""
    rows = FormerCode.objects.visible_to(actor.scope).filter(enterprise=unit).exclude(uscc=unit.uscc or "")
    return list(rows.order_by("-until_on", "uscc"))


def former_names(actor: Actor, unit: Enterprise) -> list[tuple[str, datetime]]:
    """The names that the journal knows a unit by before the present one, with the instant of each change."""
    rows = Entry.objects.filter(district=actor.district, object_id=unit.pk, before__has_key="name").order_by(
        "-number"
    )
    found = rows.values_list("before__name", "at")
    return [(str(name), at) for name, at in found if name != unit.name]


def doubts(actor: Actor, unit: Enterprise) -> list[DuplicatePair]:
    """The open pairs that name a unit, where the actor may read them."""
    if not actor.scope.may("read duplicate"):
        return []
    rows = duplicates(actor).filter(Q(first=unit) | Q(second=unit), state="open")
    return list(rows.order_by("-score", "id"))


def explanation(unit: Enterprise) -> tuple[Routed, ...]:
    """Every answer of the routing rules to a unit's facts, the first being the one that counts."""
    facts = Unit(
        name=unit.name,
        business_scope=unit.business_scope,
        industry=unit.industry,
        features=frozenset(unit.features),
    )
    return router(unit.district).explain(facts)


def regulators(district: str) -> dict[str, Organisation]:
    """Sector → the organisation that answers for it. One query."""
    rows = Regulates.objects.of_district(district).filter(answers=True, organisation__closed_on=None)
    return {row.sector: row.organisation for row in rows.select_related("organisation")}


# ---------- pairs, responsibilities ----------


def duplicates(actor: Actor, capability: str = "read duplicate") -> QuerySet[DuplicatePair, DuplicatePair]:
    """The pairs that the actor may read, or decide, with both units."""
    return DuplicatePair.objects.visible_to(actor.scope, capability).select_related("first", "second")


def beside(actor: Actor, pair: DuplicatePair) -> tuple[DuplicatePair | None, DuplicatePair | None, int]:
    """The open pairs before and after one, and how many are open. Three queries."""
    open_pairs = duplicates(actor).filter(state="open")
    before = open_pairs.filter(pk__gt=pair.pk).order_by("pk").first()
    after = open_pairs.filter(pk__lt=pair.pk).order_by("-pk").first()
    return before, after, open_pairs.count()
