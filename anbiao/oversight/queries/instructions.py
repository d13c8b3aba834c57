"""What is read of instructions: by the office that gave them, the office that has to do them, and who oversees the whole district."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from anbiao.authority.models import Organisation, User
from anbiao.authority.queries import open_organisations
from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.oversight.models import Instruction, InstructionExtension, InstructionNode, InstructionNote
from anbiao.programme.models import Campaign, Task
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import in_words
from anbiao.rules import instructions as law
from anbiao.rules.lateness import TIMES, counted_from
from anbiao.rules.places import Place, within

OVERSEEING = frozenset({"district_officer", "leader", "auditor"})  # duties that are for the whole district


# ---------- whose ----------


def offices_of(actor: Actor) -> frozenset[str]:
    """The offices that the actor works for, by her grants in force."""
    grants = actor.scope.grants
    return frozenset(g.organisation for g in grants if g.organisation and g.in_force(on=actor.scope.on))


def oversees(actor: Actor, capability: str) -> bool:
    """True for whoever holds a capability over the whole district by a duty that is for all of it."""
    return any(
        grant.duty in OVERSEEING and grant.region and within(actor.district, grant.region)
        for grant in actor.scope.allowing(capability)
    )


def place_for(actor: Actor, office: Organisation, capability: str) -> Place:
    """Where a step is taken: what concerns an office lies where its own people reach, and for everybody else in its region. That the
    right office takes it is for the guards to ask.
    """
    for grant in actor.scope.allowing(capability):
        if grant.organisation == str(office.pk) and grant.region:
            return Place(region=grant.region, sectors=grant.sectors or frozenset())
    return Place(region=office.region)


def seen(actor: Actor, capability: str = "read instruction") -> Q:
    """Who oversees the district sees all of them; others what their office or they themselves have to do, or gave."""
    if oversees(actor, capability):
        return Q()
    offices = sorted(offices_of(actor))
    mine = Q(organisation_id__in=offices) | Q(giver_office_id__in=offices)
    if actor.human:
        mine |= Q(given_by__in=actor.people) | Q(answerer__in=actor.people)
    return mine


def instructions(actor: Actor, capability: str = "read instruction") -> QuerySet[Instruction, Instruction]:
    """The instructions that the actor may see, or on which she holds another capability, with their offices."""
    rows = Instruction.objects.visible_to(actor.scope, capability).filter(seen(actor, capability))
    return rows.select_related("organisation", "giver_office", "person", "meeting")


def extensions(actor: Actor, capability: str = "read instruction") -> QuerySet[InstructionExtension, InstructionExtension]:  # fmt: skip
    """Requests for more time of the instructions that the actor may see."""
    rows = InstructionExtension.objects.of_district(actor.district)
    rows = rows.filter(instruction__in=instructions(actor, capability).values("pk"))
    return rows.select_related("instruction__organisation", "node")


def around(actor: Actor, row: Instruction, *, note: str = "") -> Instruction:
    """Puts on an instruction what its guards ask. No query."""
    row.around = {"by_offices": offices_of(actor), "given_note": note}
    return row


def around_extension(actor: Actor, row: InstructionExtension) -> InstructionExtension:
    """The same for a request for more time, with what its guards ask of the instruction. No query once that is there."""
    told = row.instruction
    asked = ("organisation_id", "giver_office_id", "given_by", "answerer", "signed_by", "reported_by")
    facts = {name: str(getattr(told, name) or "") for name in asked}
    row.around = {"by_offices": offices_of(actor), **facts}
    return row


# ---------- how they stand ----------


def late(today: date) -> Q:
    """Open, and the day that counts now has passed (rules/instructions.py: standing)."""
    return Q(state__in=sorted(law.OPEN), due_on__lt=today)


def caught_up() -> Exists:
    """One of its days was reached after it had passed."""
    nodes = InstructionNode.objects.filter(
        district=OuterRef("district"), instruction=OuterRef("pk"), done_on__gt=F("due_on")
    )
    return Exists(nodes)


def thrice_late(actor: Actor) -> Q:
    """Of an office of which three days or more of the last twelve months were reached late, or passed (rules/lateness.py)."""
    nodes = InstructionNode.objects.of_district(actor.district).filter(
        due_on__gte=counted_from(actor.today), due_on__lt=actor.today
    )
    late = nodes.filter(Q(done_on__gt=F("due_on")) | Q(done_on=None, instruction__state__in=sorted(law.OPEN)))
    often = late.values("instruction__organisation_id").annotate(times=Count("pk")).filter(times__gte=TIMES)
    return Q(organisation_id__in=often.values("instruction__organisation_id"))


def with_nodes(rows: Sequence[Instruction]) -> Sequence[Instruction]:
    """Puts on each instruction its days, as the rules know them. One query."""
    if not rows:
        return rows
    found: dict[UUID, list[law.Node]] = {}
    nodes = InstructionNode.objects.filter(
        district=rows[0].district, instruction__in=[row.pk for row in rows]
    )
    for pk, due, done in nodes.values_list("instruction_id", "due_on", "done_on"):
        found.setdefault(pk, []).append(law.Node(due, done))
    for row in rows:
        row.days = found.get(row.pk, [])  # type: ignore[attr-defined]
    return rows


def nodes_of(row: Instruction) -> list[InstructionNode]:
    """The days of an instruction, in order."""
    return list(row.nodes.order_by("order"))


def notes_of(row: Instruction) -> list[InstructionNote]:
    """What was said about it, the newest first."""
    return list(row.notes.select_related("file").order_by("-at", "-id"))


def extensions_of(row: Instruction) -> list[InstructionExtension]:
    """Its requests for more time, the newest first."""
    return list(row.extensions.select_related("node").order_by("-asked_on", "-id"))


def about(actor: Actor, kind: str, key: str) -> QuerySet[Instruction, Instruction]:
    """The instructions about one thing of another part, the newest first."""
    return instructions(actor).filter(about_kind=kind, about_id=key).order_by("-given_on", "-id")


# ---------- what they are about, and to whom they are given ----------


@dataclass(frozen=True)
class About:
    """What an instruction is about: its kind (rules/instructions.py: ABOUT), its id there, and what it is called."""

    kind: str
    key: str
    label: str


def about_what(actor: Actor, kind: str, key: str) -> About | None:
    """What a kind and an id name, as far as the actor sees it; None for nothing. A figure is named by its own words. One query."""
    if kind == "figure":
        return About(kind, key, key) if key else None
    found = _find(actor, kind, key)
    return About(kind, key, found) if found else None


def _find(actor: Actor, kind: str, key: str) -> str:
    if kind == "campaign":
        rows = Campaign.objects.visible_to(actor.scope).filter(serial=key)
        return next((in_words(names) for names in rows.values_list("title_zh", "title_en")), "")
    try:
        pk = UUID(key)
    except ValueError:
        return ""
    if kind == "unit":
        units = Enterprise.objects.visible_to(actor.scope).filter(pk=pk)
        return units.values_list("name", flat=True).first() or ""
    if kind == "hazard":
        hazards = Hazard.objects.visible_to(actor.scope).filter(pk=pk).select_related("enterprise")
        return next((f"{row.enterprise.name}: {row.title}" for row in hazards), "")
    if kind == "task":
        tasks = Task.objects.visible_to(actor.scope).filter(pk=pk).select_related("enterprise", "step")
        return next((f"{row.enterprise.name}: {in_words((row.step.title_zh, row.step.title_en))}" for row in tasks), "")  # fmt: skip
    return ""


LEADERS = "leader_office"  # the slug of the list of offices that ships
OWNING = ("committee_office", "bureau", "town", "enforcement")


def owners(actor: Actor) -> QuerySet[Organisation, Organisation]:
    """The offices to which an instruction can be given. That none instructs itself is for the rule to say: a leader's note may well be
    for the safety office that writes it down.
    """
    return open_organisations(actor.district).filter(kind__in=OWNING)


def people(actor: Actor) -> QuerySet[User, User]:
    """The accounts in use of the offices to which an instruction can be given, by office and name."""
    rows = User.objects.filter(
        district=actor.district, is_active=True, organisation__in=owners(actor).order_by().values("pk")
    )
    return rows.select_related("organisation").order_by("organisation__region", "organisation__slug", "name")


def leadership(district: str) -> Organisation | None:
    """The office of the district's leaders, in whose name their notes are passed on."""
    rows = Organisation.objects.of_district(district).filter(slug=LEADERS, closed_on=None)
    return rows.first()


def own_office(actor: Actor, capability: str) -> Organisation | None:
    """The office in whose name the actor gives instructions; None for the program and the operator."""
    held = [grant.organisation for grant in actor.scope.allowing(capability) if grant.organisation]
    return Organisation.objects.of_district(actor.district).filter(pk=held[0]).first() if held else None


def standing_of(row: Any, today: date) -> str:
    """How an instruction stands, in the words of tasks; its days were put on it (`with_nodes`)."""
    return law.standing(row.days, today)
