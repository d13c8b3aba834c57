"""Look-back: a draw that anybody can repeat, and what was seen at each closed hazard."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.actions.hazards import lock, reopen
from anbiao.inspection.actions.pictures import attach
from anbiao.inspection.models import Hazard, Look, LookBack
from anbiao.inspection.models.lookback import closers_of
from anbiao.inspection.queries.local import local
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.scope import within_region
from anbiao.kit.workflow import take
from anbiao.registry.models import plain
from anbiao.registry.queries import place_of
from anbiao.rules.lookback import REOPENING, Closed, draw, looked_at_from
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

OUTSIDE = N_("This region is outside what you may look back at.")
DAYS_TO_LOOK = 30  # local rule: so many days to look at all that was drawn
SECOND_CHANCE = 7  # days of the new deadline where nobody names one


# What a stratum may be made of, and where it stands.
STRATA = {
    "town": "enterprise__region", "sector": "enterprise__sector", "grade": "grade", "colour": "enterprise__colour", "source": "source",
}  # fmt: skip


def drawn(
    actor: Actor, *, region: str, from_on: date, to_on: date, sample: Mapping[str, float], seed: str
) -> tuple[int, tuple[str, ...]]:
    """How many closings of the period and region can be drawn, and the ids that are drawn of each stratum (local rule) by the seed.

    `sample` is the ratio by grade, per cent. A closing can be drawn so many days after it (local rule), once. Raises Refused for a
    region outside one's reach. Two queries.
    """
    if not actor.scope.allows("draw look-back", Place(region=region)):
        raise Refused(Refusal("no-duty", OUTSIDE, field="region"))
    rules = local(actor)
    rows = Hazard.objects.of_district(actor.district).filter(
        within_region("enterprise__region", region),
        state="closed",
        closed_on__gte=from_on,
        closed_on__lte=to_on,
    )
    rows = rows.filter(Q(looked_back_on=None) | Q(looked_back_on__lt=F("closed_on")))
    parts = rules.look_back_strata
    found: list[Closed] = []
    ratios: dict[str, float] = {}
    for pk, grade, on, *values in rows.values_list(
        "pk", "grade", "closed_on", *(STRATA[part] for part in parts)
    ):
        if on is None or looked_at_from(on, days=rules.look_back_after[grade]) > actor.today:
            continue
        stratum = "|".join(_short(part, value) for part, value in zip(parts, values, strict=True)) or grade
        ratios[stratum] = max(ratios.get(stratum, 0.0), sample.get(grade, 0.0))
        found.append(Closed(str(pk), stratum, on))
    return len(found), draw(found, ratios=ratios, seed=seed)


def _short(part: str, value: str) -> str:
    """A region as its town."""
    return value[:9] if part == "town" else value


@transaction.atomic
def begin_look_back(
    actor: Actor,
    *,
    name: str,
    region: str,
    from_on: date,
    to_on: date,
    sample: Mapping[str, float] | None,
    seed: str = "",
) -> LookBack:
    """Draws closed hazards to be looked at again; the ratios by grade are the local rule's where none are given. Raises Refused.

    Chance gives the seed, so that nobody chooses whom a draw meets; it is kept, and the draw can be repeated by it. Only a story that
    has to be the same each time names one.
    """
    seed = seed or secrets.token_hex(8)
    shares = dict(sample or local(actor).look_back_sample)
    against: list[Refusal] = []
    if not actor.scope.allows("draw look-back", Place(region=region)):
        against.append(Refusal("no-duty", OUTSIDE, field="region"))
    if not name.strip():
        against.append(Refusal("name-missing", N_("Give the look-back a name."), field="name"))
    if LookBack.objects.of_district(actor.district).filter(name=name.strip()).exists():
        against.append(Refusal("name-taken", N_("A look-back of this name stands already."), field="name"))
    if to_on < from_on or to_on > actor.today:
        against.append(
            Refusal(
                "period-wrong", N_("The period ends after it begins and not in the future."), field="to_on"
            )
        )
    if any(not 0 <= share <= 100 for share in shares.values()):
        against.append(Refusal("ratio-wrong", N_("A ratio lies between 0 and 100 per cent."), field="ratios"))
    if against:
        raise Refused(*against)
    closed, ids = drawn(actor, region=region, from_on=from_on, to_on=to_on, sample=shares, seed=seed)
    if not ids:
        raise Refused(
            Refusal("nothing-drawn", N_("No closed hazard of this period and region can be looked at yet."))
        )
    due = actor.today + timedelta(days=DAYS_TO_LOOK)
    row = LookBack.objects.create(
        district=actor.district, name=name.strip(), region=region, from_on=from_on, to_on=to_on, ratios=shares, seed=seed,
        due_on=due, closed=closed, drawn=len(ids), by=actor.who, at=actor.now,
    )  # fmt: skip
    looks = [Look(district=actor.district, look_back=row, hazard_id=UUID(one), due_on=due) for one in ids]
    Look.objects.bulk_create(looks, batch_size=1000)
    journal.record(actor, journal.event("draw", row))
    return row


@transaction.atomic
def look(
    actor: Actor,
    row: Look,
    step: str,
    *,
    note: str = "",
    photos: Sequence[UUID] = (),
    due_on: date | None = None,
) -> None:
    """What was seen: still fixed, come back, never fixed; or nobody was there to show it. To come back or never to have been fixed
    reopens the hazard; a false closure counts against who closed it. Raises Refused.
    """
    row.hazard = hazard = lock(actor, row.hazard)
    values: dict[str, Any] = {"looked_on": actor.today, "looked_by": actor.human, "looker": actor.who}
    values["seen"] = note
    if step != "miss":  # what nobody could look at settles nothing about the closing
        values["closers"] = closers_of(hazard)
    if step == "expose":
        values |= _against(hazard)
    attach(actor, hazard.enterprise, photos, role="look_back", look=row, hazard=hazard)
    take(actor, row, step, place=place_of(actor, hazard.enterprise), note=note, **values)
    if row.state in REOPENING:
        reopen(actor, hazard, note=note, due_on=due_on or actor.today + timedelta(days=SECOND_CHANCE))
    elif row.state == "kept":
        _looked_back(actor, hazard)


def _looked_back(actor: Actor, hazard: Hazard) -> None:
    """A hazard that was seen to be closed is not drawn again for this closing."""
    before = {"looked_back_on": plain(hazard.looked_back_on)}
    Hazard.objects.of_district(actor.district).filter(pk=hazard.pk).update(looked_back_on=actor.today)
    after = {"looked_back_on": plain(actor.today)}
    journal.record(actor, journal.Event("look back", hazard.lies.type, hazard.pk, before, after))


@transaction.atomic
def settle_look(actor: Actor, row: Look, step: str, *, note: str) -> None:
    """Whoever drew the sample corrects what was seen ("correct": it is to be looked at again; a hazard that was reopened stays
    open) or leaves a hazard out ("drop"). Raises Refused.
    """
    row.hazard = hazard = lock(actor, row.hazard)
    values: dict[str, Any] = {} if step == "drop" else {
        "looked_on": None, "looked_by": None, "looker": "", "seen": "", "closers": {}, "against": "", "against_by": None, "against_office": None,
    }  # fmt: skip
    take(actor, row, step, place=place_of(actor, hazard.enterprise), note=note, **values)
    settle(actor, [hazard.enterprise_id])


def _against(hazard: Hazard) -> dict[str, Any]:
    """Who closed it: the approver of a major one, else who verified it."""
    name, person = (
        (hazard.approver, hazard.approved_by) if hazard.approved_by else (hazard.verifier, hazard.verified_by)
    )
    return {"against": name, "against_by": person, "against_office": hazard.verifying_office}
