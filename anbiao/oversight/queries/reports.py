"""Periodic reports: by the office that owes them and who oversees the district; what an office tells, and what is asked of whom today."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from anbiao.authority.models import Organisation
from anbiao.authority.queries import open_organisations
from anbiao.kit.actor import Actor
from anbiao.oversight.cadences import cadences
from anbiao.oversight.models import Report, ReportSection
from anbiao.oversight.queries.circulars import Whose
from anbiao.oversight.queries.instructions import offices_of, oversees
from anbiao.registry.queries import calendar_at, regulators
from anbiao.rules import reports as law
from anbiao.rules.instructions import Node, node_standing
from anbiao.rules.places import Place
from anbiao.standards import queries as standards

RULE = "reports.due"


def seen(actor: Actor, capability: str = "read report") -> Q:
    """Who oversees the district sees all of them; others what their own office owes."""
    if oversees(actor, capability):
        return Q()
    return Q(organisation_id__in=sorted(offices_of(actor)))


def reports(actor: Actor, capability: str = "read report") -> QuerySet[Report, Report]:
    """The reports that the actor may see, or on which she holds another capability, with their offices."""
    rows = Report.objects.visible_to(actor.scope, capability).filter(seen(actor, capability))
    return rows.select_related("organisation", "snapshot")


def owed(actor: Actor) -> QuerySet[Report, Report]:
    """What the actor's office still has to hand in, the soonest first."""
    rows = reports(actor, "write report").filter(organisation_id__in=sorted(offices_of(actor)))
    return rows.filter(state__in=sorted(law.OWED)).order_by("due_on", "id")


def to_accept(actor: Actor) -> QuerySet[Report, Report]:
    """What other offices handed in, and the actor did not write."""
    rows = reports(actor, "approve report").filter(state="handed_in")
    rows = rows.exclude(organisation_id__in=sorted(offices_of(actor)))
    rows = rows.exclude(writers__overlap=[str(each) for each in actor.people])
    return rows.order_by("due_on", "id")


def sections_of(row: Report) -> list[ReportSection]:
    """The text, in order. One query."""
    rows = ReportSection.objects.of_district(row.district).filter(report_id=row.pk)
    return list(rows.order_by("order"))


def around(actor: Actor, row: Report) -> Report:
    """Puts on a report what its guards ask. No query."""
    row.around = {"by_offices": offices_of(actor)}
    return row


def late(today: date) -> Q:
    """Not handed in, and its day has passed; or handed in after it (rules/instructions.py: node_standing)."""
    return Q(state__in=sorted(law.OWED), handed_on=None, due_on__lt=today)


def caught_up() -> Q:
    """Handed in, but after its day."""
    return Q(handed_on__gt=F("due_on"))


def standing_of(row: Report, today: date) -> str:
    """How a report stands, in the words of tasks; what is not needed stands nowhere."""
    return "" if row.state == "waived" else node_standing(Node(row.due_on, row.handed_on), today)


# ---------- what an office tells ----------


def whose(office: Organisation) -> Whose | None:
    """Whose figures a report of this office tells; None for the safety office, which tells the whole district's. One query for bureaus."""
    name = office.full_name or office.name
    if office.kind == Organisation.Kind.TOWN:
        return Whose(name, region=office.region)
    if office.kind == Organisation.Kind.BUREAU:
        answers = regulators(office.district).items()
        return Whose(name, sectors=tuple(sorted(code for code, found in answers if found.pk == office.pk)))
    return None


def reaches_all(actor: Actor, office: Organisation, told: Whose | None) -> bool:
    """True for whoever reaches everything that the office answers for: what she does not see would be missing in the figures."""
    places = [Place(region=office.region)]
    if told and told.sectors is not None:
        places = [Place(region=office.region, sectors=frozenset({sector})) for sector in told.sectors]
    return all(actor.scope.allows("write report", place) for place in places)


# ---------- what is asked of whom ----------


@dataclass(frozen=True)
class Owed:
    """One report that an office owes, and whether a cadence of it is open already."""

    cadence: law.Cadence
    period: str
    first_on: date
    last_on: date
    due_on: date
    organisation: Organisation


def asked_today(actor: Actor) -> list[Owed]:
    """What is to be asked for today and is not yet: the newest period that is over, by each cadence that the district has not switched off.
    Five queries, however many offices. A bureau that answers for no sector has nothing to tell.
    """
    days = standards.local(actor.district, RULE, actor.today)
    calendar = calendar_at(actor.now)
    answering = {office.pk for office in regulators(actor.district).values()}
    offices = list(open_organisations(actor.district))
    known = Report.objects.of_district(actor.district)
    begun = set(known.values_list("cadence", flat=True).distinct())
    asked = []
    for cadence in cadences().values():
        period = law.last_period(cadence.every, actor.today)
        first, last = law.days_of(period)
        due = law.due_on(last, days[cadence.code], calendar) if days.get(cadence.code) else None
        if due is None or not law.is_opened(due, actor.today, has_begun=cadence.code in begun):
            continue
        asked += [
            Owed(cadence, period, first, last, due, office)
            for office in offices
            if office.kind == cadence.by
            and (office.kind != Organisation.Kind.BUREAU or office.pk in answering)
        ]
    periods = {each.period for each in asked}
    open_ = set(known.filter(period__in=periods).values_list("cadence", "period", "organisation_id"))
    return [
        each for each in asked if (each.cadence.code, each.period, each.organisation.pk) not in open_
    ]  # fmt: skip
