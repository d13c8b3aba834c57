"""What is read of assessments; always from a scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from anbiao.inspection.queries.safety import advisers, safety
from anbiao.kit.actor import Actor
from anbiao.programme.models import AssessedItem, Assessment, ExtraDeduction
from anbiao.programme.queries import certificates
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import assessing, grading, hazards, scoring
from anbiao.rules.grading import Band, Graded, Safety
from anbiao.rules.places import Place
from anbiao.rules.scoring import Item, Mark, Method, Score
from anbiao.standards import queries as standards
from anbiao.standards.comparing import diff
from anbiao.standards.models import Edition
from anbiao.standards.schema import Clause, Section

# ---------- the table ----------


@dataclass(frozen=True)
class Line:
    """A clause of a scoring table: the element it counts in, and the heading it stands under."""

    clause: Clause
    element: Section
    heading: Section


@dataclass(frozen=True)
class Table:
    """A scoring table as its edition has it. What is loaded never changes, so that a process reads it once."""

    title_zh: str
    title_en: str
    route: str
    formula: str
    bands: Mapping[str, Decimal]
    elements: Mapping[str, Section]
    lines: Mapping[str, Line]
    method: Method

    @property
    def title(self) -> str:
        """In the reader's language."""
        return standards.in_words(self.title_zh, self.title_en)


_TABLES: dict[tuple[str, str], Table] = {}


def table(district: str, urn: str, number: str) -> Table:
    """A scoring table by its edition. One query, the first time. KeyError for one that the district does not have."""
    found = _TABLES.get((urn, number))
    if found is None:
        row = standards.edition(district, urn, number)
        if row is None:
            raise KeyError(f"{urn}/{number}")
        found = _TABLES.setdefault((urn, number), _table(row))
    return found


def _table(row: Edition) -> Table:
    content = standards.content(row)
    if content.scoring is None:
        raise KeyError(f"{row.name} is no scoring table")
    lines = {
        clause.ref: Line(clause, element, heading)
        for element in content.sections
        for heading in element.all_sections()
        for clause in heading.clauses
    }
    lowest = content.scoring.element_floor
    weights = {
        each.ref: Decimal(str(each.facts["weight"])) for each in content.sections if "weight" in each.facts
    }
    return Table(
        content.title.zh, content.title.en, content.route, content.scoring.formula,
        {name: Decimal(str(least)) for name, least in content.scoring.bands.items()},
        {each.ref: each for each in content.sections}, lines,
        Method(weights=weights, floor=None if lowest is None else Decimal(str(lowest))),
    )  # fmt: skip


def applying(unit: Enterprise, on: date) -> standards.Applied:
    """Which scoring table applies to a unit, with the reasons. One query."""
    return standards.applying_to(
        kind="scoring", sector=unit.sector, size_class=unit.size_class, features=unit.features, on=on, district=unit.district
    )  # fmt: skip


# ---------- assessments ----------


def assessments(actor: Actor, capability: str = "read assessment") -> QuerySet[Assessment, Assessment]:
    """The assessments that the actor may see, or on which she holds another capability, with their units."""
    return Assessment.objects.visible_to(actor.scope, capability).select_related("enterprise")


def place_in(actor: Actor, row: Assessment) -> Place:
    """Where an assessment lies: with its unit, and while its review runs in the hands of its assigned reviewers. One query."""
    assigned = frozenset(row.assigned) if row.state in assessing.IN_REVIEW else frozenset[str]()
    return replace(place_of(actor, row.enterprise), reviewers=assigned)


def reaches_unit(actor: Actor, place: Place) -> bool:
    """False for a reviewer to whom the assessment alone is given: the unit's own pages and records are not hers to open."""
    return actor.scope.allows("read enterprise", replace(place, reviewers=frozenset()))


def late(today: date) -> Q:
    """The last day of whoever has the next step has passed (rules/assessing.py: standing)."""
    return Q(state__in=sorted(assessing.OPEN), due_on__lt=today)


def soon(today: date) -> Q:
    """It has not, but she is warned of it."""
    return Q(state__in=sorted(assessing.OPEN), due_on__gte=today, warned_on__lte=today)


def of_unit(actor: Actor, unit: Enterprise) -> QuerySet[Assessment, Assessment]:
    """The assessments of a unit, the newest first."""
    return assessments(actor).filter(enterprise=unit).order_by("-begun_on", "-id")


def last_marks(row: Assessment) -> dict[str, tuple[Item, Mark]]:
    """Ref of this assessment's table → what the unit's last decided one gave to the clause that it follows: by the map of editions where
    the table has a newer one. At most four queries.
    """
    rows = Assessment.objects.of_district(row.district).filter(
        enterprise=row.enterprise_id, urn=row.urn, state="accepted"
    )
    last = rows.order_by("-decided_on", "-id").first()
    if last is None:
        return {}
    given = {each.ref: (each.item, mark) for each in items_of(last) if (mark := each.mark("own")) is not None}
    follows = _follows(row, last)
    return {new: given[old] for old, new in follows.items() if old in given}


def _follows(row: Assessment, last: Assessment) -> dict[str, str]:
    """Clause of the last table → the one clause that stands in its place now. What was split or dropped has none."""
    refs = table(row.district, row.urn, row.edition).lines
    if last.edition == row.edition:
        return {ref: ref for ref in refs}
    old, new = (standards.edition(row.district, row.urn, each.edition) for each in (last, row))
    if old is None or new is None:
        return {}
    changes = diff(standards.content(old), standards.content(new))
    return {
        each.old.ref: each.new[0].ref
        for each in changes
        if each.old and len(each.new) == 1 and each.what in ("same", "changed")
    }


def corrected_by(row: Assessment) -> Assessment | None:
    """The newer version of a decided assessment: the one that is being made, or the one that was decided."""
    rows = Assessment.objects.of_district(row.district).filter(corrects=row).exclude(state="dropped")
    return rows.order_by("-begun_on", "-id").first()


def items(actor: Actor, capability: str = "read assessment") -> QuerySet[AssessedItem, AssessedItem]:
    """The items that the actor may see, with their assessments and units."""
    rows = AssessedItem.objects.visible_to(actor.scope, capability)
    return rows.select_related("assessment", "assessment__enterprise")


def items_of(row: Assessment) -> list[AssessedItem]:
    """The items of an assessment in the order of its table. One query."""
    rows = AssessedItem.objects.of_district(row.district).filter(assessment=row)
    return list(rows.select_related("hazard").order_by("order"))


def extras(row: Assessment) -> list[ExtraDeduction]:
    """What both sides took off elements beyond their items and did not take back. One query for each row that was read."""
    if "_extras" not in row.__dict__:
        rows = ExtraDeduction.objects.of_district(row.district).filter(assessment=row, removed_at=None)
        row.__dict__["_extras"] = list(rows.order_by("element", "at"))
    found: list[ExtraDeduction] = row.__dict__["_extras"]
    return found


def undone(rows: Iterable[AssessedItem], side: str) -> int:
    """How many items a side still has to do."""
    return sum(1 for each in rows if not each.is_done(side))


def surroundings(actor: Actor, row: Assessment, rows: Sequence[AssessedItem]) -> dict[str, object]:
    """What the guards ask beside the row itself. Three queries, and three more while the unit may still apply with it."""
    since = months_before(actor.today, assessing.ADVISED_MONTHS)
    before = Assessment.objects.of_district(row.district).filter(
        enterprise=row.enterprise_id, state="accepted"
    )
    last = before.exclude(pk=row.pk).order_by("-decided_on", "-id").values_list("reviewers", flat=True)
    found = AssessedItem.objects.of_district(row.district).filter(
        assessment=row, hazard__state__in=sorted(hazards.OPEN)
    )
    return {
        "to_fill": undone(rows, "own"), "to_review": undone(rows, "review"), "open_from_review": found.count(),
        "advisers": [str(each) for each in advisers(row.enterprise, since)], "last_reviewers": last.first() or [], "applying": _applying(row, actor.today),
    }  # fmt: skip


def _applying(row: Assessment, on: date) -> dict[str, Any] | None:
    """What stands behind a unit that may turn its yearly self-assessment into an application, as plain values."""
    if row.state not in assessing.FILLING or row.kind == "application":
        return None
    past = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(certificates.past(row.enterprise, on)).items()
    }
    return {"past": past, "waiting": asdict(certificates.local(row.district, on).waiting)}


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier; the 28th where that month is too short."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, 28))


def sees_review(actor: Actor, row: Assessment, place: Place) -> bool:
    """The unit sees what its reviewers gave once it is sent back or decided; who decides sees it once the review is concluded."""
    if row.state in ("returned", "accepted", "corrected") or actor.scope.allows("read review", place):
        return True
    return row.state == "reviewed" and actor.scope.allows("approve assessment", place)


def writes(actor: Actor, row: Assessment, place: Place) -> str:
    """The side that the actor may write now: "own", "review", or "" for neither. Guards are asked apart."""
    if row.state in assessing.FILLING and actor.scope.allows("fill assessment", place):
        return "own"
    if row.state in assessing.REVIEWING and actor.scope.allows("review assessment", place):
        return "review"
    return ""


# ---------- score and result ----------


def scored(row: Assessment, rows: Iterable[AssessedItem], side: str) -> Score:
    """The score of a side, of what it has marked so far."""
    extra: dict[str, Decimal] = {}
    for each in extras(row):
        if each.side == side:
            extra[each.element] = extra.get(each.element, Decimal(0)) + each.marks
    method = replace(table(row.district, row.urn, row.edition).method, extra=extra)
    given = {each.ref: mark for each in rows if (mark := each.mark(side)) is not None}
    return scoring.score([each.item for each in rows], given, method)


def bands(row: Assessment, local: Mapping[str, Any]) -> tuple[Band, ...]:
    """The bands of the table; those of the local scheme are the district's own rule."""
    own = local["review.bands"]
    shipped = table(row.district, row.urn, row.edition).bands
    return grading.bands_of(
        {name: Decimal(str(own[name])) if name in own else least for name, least in shipped.items()}
    )


def judged(actor: Actor, row: Assessment, rows: Sequence[AssessedItem], side: str = "review") -> tuple[Score, Graded]:  # fmt: skip
    """The score of a side and the result that follows today. Three queries."""
    local = standards.local_rules(row.district, actor.today)
    return judged_by(local, safety(row.enterprise, actor.today), row, rows, side)


def judged_by(local: Mapping[str, Any], happened: Safety, row: Assessment, rows: Sequence[AssessedItem], side: str) -> tuple[Score, Graded]:  # fmt: skip
    """The same by local rules and what happened at the unit, where both are read already. No query once its extras are read."""
    score, harm = grading.counted(scored(row, rows, side), happened, local["review.vetoes"])
    floor = table(row.district, row.urn, row.edition).method.floor
    return score, grading.grade(score, bands(row, local), harm, lowest=floor)
