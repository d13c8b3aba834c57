"""Who reviews, and what is reviewed: reviewers assigned, samples drawn."""

import secrets
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.programme.models import Assessment, ReviewDraw
from anbiao.programme.queries import reviews as queries
from anbiao.registry.queries import place_of
from anbiao.rules import assessing, reviewing
from anbiao.rules.lookback import Closed, draw
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.standards import queries as standards


@transaction.atomic
def assign_reviewers(actor: Actor, row: Assessment, persons: Collection[str]) -> Assessment:
    """Says who reviews an assessment; from then on only they do. Raises Refused with every reason against the team."""
    rows = Assessment.objects.of_district(actor.district).select_related("enterprise")
    fresh = rows.select_for_update(of=("self",)).get(pk=row.pk)
    against = []
    if not actor.scope.allows("assign review", place_of(actor, fresh.enterprise)):
        against.append(Refusal("no-duty", N_("Your duties do not include assigning reviewers here.")))
    if fresh.state not in queries.TO_REVIEW:
        against.append(
            Refusal(
                "not-now", N_("Reviewers are assigned after handing in and before the review is concluded.")
            )
        )
    known = {each.person: each for each in queries.candidates(actor, fresh)}
    if unknown := set(persons) - set(known):
        against.append(
            Refusal(
                "person-unknown",
                N_("Somebody of your choice does not review here."),
                {"number": str(len(unknown))},
                field="persons",
            )
        )
    chosen = [known[person] for person in persons if person in known]
    against += reviewing.wrong_team(chosen, most=queries.most_open(actor))
    if against:
        raise Refused(*against)
    before = fresh.facts()
    fresh.assigned = sorted(set(persons))
    fresh.save(update_fields=["assigned"])
    journal.record(
        actor, journal.event("assign", fresh, before=before, note=", ".join(each.name for each in chosen))
    )
    return fresh


def drawn(actor: Actor, *, region: str, ratios: Mapping[str, float], seed: str) -> tuple[int, set[UUID]]:
    """How many handed-in self-assessments of a region can be drawn, and which are by this seed: of each class its share, rounded up.
    Raises Refused for a region outside one's reach. One query.
    """
    if not actor.scope.allows("draw review", Place(region=region)):
        raise Refused(Refusal("no-duty", N_("This region is outside what you may draw."), field="region"))
    rows = queries.drawable(actor, region).values_list("pk", "enterprise__size_class", "submitted_on")
    found = [Closed(str(pk), size, on or actor.today) for pk, size, on in rows]
    shares = {each.stratum: ratios.get(each.stratum, 100) for each in found}  # of a class without a ratio all
    return len(found), {UUID(pk) for pk in draw(found, ratios=shares, seed=seed)}


@transaction.atomic
def draw_reviews(actor: Actor, *, name: str, region: str, seed: str = "") -> ReviewDraw:
    """Draws which handed-in self-assessments are reviewed on the spot, by the ratios of the local rule; the others may be decided by
    their own score. Chance gives the seed, which is kept: anybody can draw the same again. Raises Refused.
    """
    seed = seed or secrets.token_hex(8)
    ratios = standards.local(actor.district, "review.sample", actor.today)
    against = []
    if not name.strip():
        against.append(Refusal("name-missing", N_("Give the draw a name."), field="name"))
    if ReviewDraw.objects.of_district(actor.district).filter(name=name.strip()).exists():
        against.append(Refusal("name-taken", N_("A draw of this name stands already."), field="name"))
    if against:
        raise Refused(*against)
    counted, chosen = drawn(actor, region=region, ratios=ratios, seed=seed)
    if not counted:
        raise Refused(
            Refusal("nothing-to-draw", N_("No self-assessment that is handed in waits here."), field="region")
        )
    row = ReviewDraw.objects.create(
        district=actor.district, name=name.strip(), region=region, ratios=ratios, seed=seed, counted=counted, drawn=len(chosen),
        who=actor.who, at=actor.now, on=actor.today,
    )  # fmt: skip
    rows = queries.drawable(actor, region)
    ids = list(rows.values_list("pk", flat=True))
    every = Assessment.objects.of_district(actor.district).filter(pk__in=ids)
    every.update(draw=row, sample=assessing.OWN)
    every.filter(pk__in=chosen).update(sample=assessing.DRAWN)
    journal.record(actor, journal.event("draw", row))
    return row
