"""Rankings as rows: which of them somebody sees, whose line is whose, what the local rules say, what the guards ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.oversight.models import Ranking, RankingChange, RankingObjection
from anbiao.rules import ranking
from anbiao.rules import ranking_course as course
from anbiao.rules.places import Place
from anbiao.rules.ranking import Weight
from anbiao.standards import queries as standards

OFFICE_DIGITS = 6  # a grant over no more than a district is an office's; a deeper one is a town's


@dataclass(frozen=True)
class Local:
    """The local rules of rankings, as in force on a day."""

    weights: Mapping[str, Sequence[Mapping[str, Any]]]
    least: Mapping[str, int]
    cut_off_days: int
    objection_days: int


def local(district: str, on: date) -> Local:
    """One query. A ranking goes by the rules of the first day of its period: they do not move while it runs."""
    rules = standards.local_rules(district, on)
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for row in rules["ranking.weights"]:
        by_kind.setdefault(row["kind"], []).append({key: value for key, value in row.items() if key != "kind"})  # fmt: skip
    return Local(by_kind, rules["ranking.least"], rules["ranking.cut_off"], rules["ranking.objections"])


def weights_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Weight, ...]:
    """The rows of the local rule as the rules know them."""
    return tuple(
        Weight(row["figure"], Decimal(str(row["points"])), Decimal(str(row["none_at"])), Decimal(str(row["full_at"])), row["least"])
        for row in rows
    )  # fmt: skip


# ---------- who sees what ----------


def shown(actor: Actor) -> Q:
    """Which rankings of the district somebody sees: who prepares or approves them all; an office what is published, and what is out for
    objections where it has a line.
    """
    if actor.scope.may("read preview"):
        return Q()
    published = Q(state__in=sorted(course.READABLE))
    return published | Q(state__in=sorted(course.OBJECTED)) & ranks_own(actor)


def ranks_own(actor: Actor) -> Q:
    """Rankings in which a line is the actor's own."""
    found = Q(pk__in=[])
    for kind, keys in own_keys(actor).items():
        if keys:
            found |= Q(kind=kind, figures__has_any_keys=sorted(keys))
    return found


def own_keys(actor: Actor) -> Mapping[str, frozenset[str]]:
    """Of each kind the keys of the lines that are the actor's own office's, by the grants that let her object."""
    grants = actor.scope.allowing("object ranking")
    offices = [grant for grant in grants if grant.region and len(grant.region) <= OFFICE_DIGITS]
    return {
        "towns": frozenset(grant.region[:9] for grant in grants if len(grant.region) > OFFICE_DIGITS),
        "bureaus": frozenset(grant.organisation for grant in offices if grant.organisation),
        "sectors": frozenset(sector for grant in offices for sector in grant.sectors or ()),
    }


def rankings(actor: Actor, capability: str = "read ranking") -> QuerySet[Ranking, Ranking]:
    """The rankings that the actor sees, or on which she holds another capability."""
    rows = Ranking.objects.visible_to(actor.scope, capability).filter(shown(actor))
    return rows.select_related("corrects__snapshot", "former__snapshot", "snapshot")


def objections(actor: Actor, capability: str = "read ranking") -> QuerySet[RankingObjection, RankingObjection]:  # fmt: skip
    """The objections that the actor sees: all of them who prepares or approves rankings, an office those to its own lines."""
    rows = RankingObjection.objects.visible_to(actor.scope, capability).select_related("ranking")
    if actor.scope.may("read preview"):
        return rows
    mine = Q(pk__in=[])
    for kind, keys in own_keys(actor).items():
        mine |= Q(ranking__kind=kind, key__in=sorted(keys))
    return rows.filter(mine)


def is_concerned(actor: Actor, row: Ranking, key: str) -> bool:
    """True when the line is the actor's own office's."""
    return key in own_keys(actor).get(row.kind, frozenset())


def place_of_objection(actor: Actor, row: RankingObjection) -> Place:
    """Where the line of an objection lies: a town's in the town, the others in the district under the sectors of the own grants."""
    region = row.key if row.key.startswith(actor.district) else actor.district
    sectors = frozenset(s for grant in actor.scope.allowing("object ranking") for s in grant.sectors or ())
    return Place(region=region, sectors=sectors)


# ---------- around a ranking ----------


def surroundings(row: Ranking) -> dict[str, object]:
    """What the guards ask beside the row itself. One query."""
    made = list(RankingObjection.objects.of_district(row.district).filter(ranking=row).values_list("state", "objected_by"))  # fmt: skip
    return {
        "objections_open": sum(1 for state, _by in made if state == course.RECEIVED),
        "objectors": [str(by) for _state, by in made if by],
    }


def changes(row: Ranking) -> list[RankingChange]:
    """What was decided on its lines beside the figures, in order. One query."""
    return list(RankingChange.objects.of_district(row.district).filter(ranking=row).order_by("on", "id"))


def is_upheld(row: Ranking, key: str) -> bool:
    """True when an objection to a line was found right."""
    rows = RankingObjection.objects.of_district(row.district).filter(ranking=row, key=key, state="upheld")
    return rows.exists()


def next_number(row: Ranking) -> int:
    """The number of the next objection; the ranking is locked meanwhile."""
    rows = RankingObjection.objects.of_district(row.district).filter(ranking=row)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def former(district: str, *, kind: str, campaign: UUID | None, before: date) -> Ranking | None:
    """The published ranking of the same kind whose period ended last before a day, in its newest edition. One query."""
    rows = Ranking.objects.of_district(district).filter(kind=kind, campaign=campaign, state=course.PUBLISHED, last_on__lt=before)  # fmt: skip
    return rows.order_by("-last_on", "-edition").first()


def same(district: str, *, kind: str, campaign: UUID | None, first_on: date, last_on: date) -> Ranking | None:
    """A ranking of the same kind and period that was not dropped, in its newest edition. One query."""
    rows = Ranking.objects.of_district(district).exclude(state="dropped")
    found = rows.filter(kind=kind, campaign=campaign, first_on=first_on, last_on=last_on)
    return found.order_by("-edition").first()


def last_edition(row: Ranking) -> int:
    """The highest edition of a ranking, also of dropped ones: no number is given twice. One query."""
    rows = Ranking.objects.of_district(row.district).filter(
        kind=row.kind, campaign=row.campaign, first_on=row.first_on, last_on=row.last_on,
        serial__startswith=ranking.first_serial(row.serial),
    )  # fmt: skip
    last: int = rows.aggregate(last=Max("edition"))["last"]
    return last


def correction(row: Ranking) -> Ranking | None:
    """The edition that corrects this one, or is to. One query."""
    rows = Ranking.objects.of_district(row.district).filter(corrects=row).exclude(state="dropped")
    return rows.first()
