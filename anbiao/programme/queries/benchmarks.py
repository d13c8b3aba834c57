"""What is read of benchmarks and experience cards."""

from uuid import UUID

from django.db.models import Q, QuerySet

from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.programme.models import Benchmark, Certificate, Experience
from anbiao.registry.models import Enterprise
from anbiao.rules import benchmarks as law


def benchmarks(actor: Actor, capability: str = "read benchmark") -> QuerySet[Benchmark, Benchmark]:
    """The benchmarks that the actor may see, or on which she holds another capability, with their units and certificates."""
    return Benchmark.objects.visible_to(actor.scope, capability).select_related("enterprise", "certificate")


def of_certificate(actor: Actor, row: Certificate) -> Benchmark | None:
    """What stands on a certificate: proposed, named, or the last that was."""
    return benchmarks(actor).filter(certificate=row).order_by("-proposed_on", "-id").first()


def standing(actor: Actor) -> Q:
    """Cards whose unit is a benchmark today: named, on a certificate that is in force. An expired one ends at night; it counts no more
    from its first day past.
    """
    holds = {"certificate__state": "valid", "certificate__valid_until__gte": actor.today}
    return Q(benchmark__state=law.NAMED, **{f"benchmark__{name}": value for name, value in holds.items()})


def seen(actor: Actor) -> Q:
    """Published cards of benchmarks that stand are read by every office and adviser, and by the units of the same sector; the others by
    whoever sees the unit's benchmark.
    """
    mine = Q(benchmark__in=Benchmark.objects.visible_to(actor.scope, "read benchmark").values("pk"))
    public = Q(state="published") & standing(actor)
    own = [grant.enterprise for grant in actor.scope.allowing("read experience") if grant.enterprise]
    if len(own) == len(actor.scope.allowing("read experience")):
        units = Enterprise.objects.of_district(actor.district).filter(pk__in=own)
        public &= Q(sector__in=units.values("sector"))
    return mine | public


def cards(actor: Actor) -> QuerySet[Experience, Experience]:
    """The cards that the actor may read, with their units."""
    rows = Experience.objects.visible_to(actor.scope, "read experience").filter(seen(actor))
    return rows.select_related("enterprise", "benchmark", "benchmark__certificate")


def photos(row: Experience) -> dict[str, Photo]:
    """Id → the photos of a card, in their order. One query."""
    found = Photo.objects.of_district(row.district).in_bulk([UUID(each) for each in row.photos])
    return {each: found[UUID(each)] for each in row.photos if UUID(each) in found}


def cards_of(actor: Actor, row: Benchmark) -> list[Experience]:
    """The cards of a benchmark, the newest first."""
    return list(cards(actor).filter(benchmark=row).order_by("-written_on", "-id"))
