"""What happened at the units that somebody follows since the digest before: entries of the journal and days gone by, only what she may see."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from anbiao.inspection.models import Check, CheckList, ColourProposal, Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.models import DigestRun, Entry, Followed
from anbiao.programme.models import Assessment, Certificate
from anbiao.registry import queries as roster
from anbiao.registry.models import Enterprise
from anbiao.rules import hazards as law

STARRED = "enterprises"  # the list whose stars are units
# What hangs on a unit, by the name that its entries bear; entries of the unit itself bear its own id.
TABLES: Mapping[str, type[Any]] = {
    "hazard": Hazard, "check": Check, "check-list": CheckList, "colour": ColourProposal, "assessment": Assessment, "certificate": Certificate,
}  # fmt: skip
OVERDUE = "overdue"
A_DAY = timedelta(days=1)


def followers(district: str, persons: Iterable[UUID]) -> set[UUID]:
    """Those of some accounts that follow a unit. One query."""
    rows = Followed.objects.of_district(district).filter(type=STARRED, person__in=list(persons))
    return set(rows.values_list("person", flat=True).distinct())


def units_with_news(actor: Actor, verbs: Mapping[str, Collection[str]]) -> QuerySet[Enterprise, Enterprise]:
    """The units that the actor follows and still sees at which something happened since the digest before, each with the verbs by object
    type ("of_hazard": …). `verbs` are those that a timeline tells. What she did herself is not told her. No query of its own.
    """
    last = DigestRun.objects.filter(district=actor.district, day__lt=actor.today).order_by("-day")
    since = Coalesce(Subquery(last.values("finished_at")[:1]), Value(actor.now - A_DAY))
    from_on = Coalesce(Subquery(last.values("day")[:1]), Value(actor.today - A_DAY))
    entries = Entry.objects.filter(
        Q(person=None) | ~Q(person=actor.person), district=OuterRef("district"), at__gt=since
    )
    told = {"enterprise": entries.filter(object_type="enterprise", object_id=OuterRef("pk"))}
    for name, model in TABLES.items():
        if actor.scope.may(f"read {model.lies.type}"):
            own = model.objects.visible_to(actor.scope).filter(enterprise=OuterRef(OuterRef("pk")))
            told[name] = entries.filter(object_type=name, object_id__in=own.values("pk"))
    found = {
        f"of_{name}": ArraySubquery(rows.filter(verb__in=list(verbs.get(name, ()))).order_by("number").values("verb"))
        for name, rows in told.items()
    }  # fmt: skip
    late = Hazard.objects.visible_to(actor.scope).filter(
        enterprise=OuterRef("pk"), state__in=sorted(law.TO_FIX), due_on__lt=actor.today, due_on__gte=from_on
    )
    counted = late.order_by().values("enterprise").annotate(number=Count("pk")).values("number")
    stars = Followed.objects.visible_to(actor.scope, "save view").filter(type=STARRED, row=OuterRef("pk"))
    rows = roster.enterprises(actor).filter(Exists(stars)).annotate(**found)
    rows = rows.annotate(of_overdue=Coalesce(Subquery(counted), Value(0)))
    news = Q(of_overdue__gt=0)
    for name in found:
        news |= Q(**{f"{name}__len__gt": 0})
    return rows.filter(news).order_by(F("name_key"), "id")
