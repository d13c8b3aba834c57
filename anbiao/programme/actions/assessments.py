"""The writers of assessments: begun, marked item by item, moved, decided."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from anbiao.inspection.actions import Finding, report_hazard
from anbiao.inspection.actions.colours import keep_score
from anbiao.inspection.models import Hazard
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.district import new_id
from anbiao.kit.workflow import take
from anbiao.programme.models import Evidence
from anbiao.programme.models.assessments import AssessedItem, Assessment, ExtraDeduction, kept_reason
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import certificates as held
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import answer_calendar, place_of
from anbiao.rules import assessing, certificates, scoring, units
from anbiao.rules.grading import Graded
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.scoring import Mark, Score
from anbiao.standards import queries as standards

# Step → the side that it decides by; step → whose time begins with it (local rule review.time_limits).
DECIDING = {"accept": "review", "take_own": "own"}
NEXT = {
    "submit": "review", "submit_and_apply": "review", "begin_review": "review", "review_again": "review", "conclude": "decision", "send_back": "correction",
}  # fmt: skip
OPEN_ALREADY = N_("An assessment of this unit is open already. Go on with that one.")


@transaction.atomic
def begin_assessment(actor: Actor, unit: Enterprise, *, kind: str) -> Assessment:
    """Opens an assessment by the scoring table that applies to the unit today, with a row for each item. Raises Refused."""
    against = _against_beginning(actor, unit, kind)
    chosen = queries.applying(unit, actor.today).edition
    if chosen is None:
        against.append(
            Refusal("no-table", N_("No scoring table applies to this unit yet; its sector decides which."))
        )
    if against or chosen is None:
        raise Refused(*against)
    row = Assessment(
        district=unit.district, enterprise=unit, urn=chosen.urn, edition=chosen.edition, kind=kind, begun_on=actor.today,
        beginner=actor.who,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(Refusal("open-already", OPEN_ALREADY)) from error
    AssessedItem.objects.bulk_create(_carried(row, _items(row)))
    journal.record(actor, journal.event("begin", row))
    return row


def _against_beginning(actor: Actor, unit: Enterprise, kind: str) -> list[Refusal]:
    against: list[Refusal] = []
    if not actor.scope.allows("submit assessment", place_of(actor, unit)):
        against.append(
            Refusal("no-duty", N_("The unit's own safety manager begins and hands in its assessment."))
        )
    if unit.state not in units.ALIVE:
        against.append(Refusal("unit-gone", N_("The unit is no longer in operation here.")))
    if kind not in assessing.KINDS:
        against.append(Refusal("kind-unknown", N_("Say what the assessment is for."), field="kind"))
    if kind == "application":
        against += certificates.against_applying(
            held.past(unit, actor.today), held.local(unit.district, actor.today).waiting, actor.today
        )
    if Assessment.objects.of_district(unit.district).filter(enterprise=unit, state__in=sorted(assessing.OPEN)).exists():  # fmt: skip
        against.append(Refusal("open-already", OPEN_ALREADY))
    return against


def _items(row: Assessment) -> list[AssessedItem]:
    lines = queries.table(row.district, row.urn, row.edition).lines
    return [
        AssessedItem(
            district=row.district, assessment=row, ref=ref, element=line.element.ref, order=order,
            full=Decimal(str(line.clause.score.max)), may_na=line.clause.score.na, is_veto=line.clause.score.veto,
        )
        for order, (ref, line) in enumerate(lines.items())
        if line.clause.score
    ]  # fmt: skip


def _carried(row: Assessment, items: list[AssessedItem]) -> list[AssessedItem]:
    """What the unit gave itself the last time stands there again, to be confirmed item by item."""
    before = queries.last_marks(row)
    for item in items:
        old, mark = before.get(item.ref, (None, None))
        kept = scoring.carried(mark, before=old, after=item.item) if old and mark else None
        if kept is not None:
            item.own_deduction, item.own_na, item.own_reason, item.to_confirm = (
                kept.deduction,
                kept.is_na,
                kept.reason,
                True,
            )
    return items


@transaction.atomic
def mark_item(actor: Actor, row: AssessedItem, side: str, *, version: int, mark: Mark | None) -> None:
    """What the unit ("own") or a reviewer ("review") gives an item; None takes it back. Raises Refused, also when somebody else has
    written the item since this version was read: then nothing is overwritten.

    An item that the unit marks anew after it was sent back is to be reviewed anew; the reviewer's reason stays to be read.
    """
    parent = locked(row.assessment_id, actor)
    against = list(against_marking(actor, parent, side))
    if mark is not None:
        against += scoring.wrong_mark(row.item, mark)
    if against:
        raise Refused(*against)
    before, values = row.facts(), side_values(actor, side, mark)
    if side == "own":
        values["to_confirm"] = False
    if side == "own" and parent.state == "returned":
        values |= {"review_deduction": None, "review_na": False}
    written = AssessedItem.objects.of_district(actor.district).filter(pk=row.pk, version=version)
    if not written.update(**values, changed_at=actor.now, version=version + 1):
        row.refresh_from_db()
        raise Refused(Refusal("changed-meanwhile", N_("{who} has written this item in the meantime. Yours is not kept yet."), {"who": getattr(row, f"{side}_by")}))  # fmt: skip
    row.refresh_from_db()
    journal.record(actor, journal.event("mark", row, before=before))
    if side == "review":
        note_reviewer(actor, parent)


def side_values(actor: Actor, side: str, mark: Mark | None) -> dict[str, Any]:
    """What a side gives an item, by its columns; None takes it back."""
    given = mark or Mark()
    deduction = Decimal(0) if given.is_na else given.deduction
    return {
        f"{side}_deduction": None if mark is None else deduction, f"{side}_na": given.is_na,
        f"{side}_reason": given.reason.strip(), f"{side}_by": actor.who,
    }  # fmt: skip


def locked(pk: UUID, actor: Actor) -> Assessment:
    """Marks and steps of one assessment wait for each other: nothing is marked in what was just handed in."""
    rows = Assessment.objects.of_district(actor.district).select_related(
        "enterprise", "corrects", "corrects__enterprise"
    )
    return rows.select_for_update(of=("self",)).get(pk=pk)


def against_marking(actor: Actor, row: Assessment, side: str) -> list[Refusal]:
    """What stands against writing on a side now: duty, state, conflict of interest."""
    duty, states = {
        "own": ("fill assessment", assessing.FILLING), "review": ("review assessment", assessing.REVIEWING),
    }[side]  # fmt: skip
    found = []
    if not actor.scope.allows(duty, queries.place_in(actor, row)):
        found.append(Refusal("no-duty", N_("Your duties do not include writing here.")))
    if row.state not in states:
        found.append(Refusal("not-now", N_("The assessment has moved on. Load the page again.")))
    if side == "review" and not found:
        row.around = queries.surroundings(actor, row, [])
        refusal = assessing.may_review({**row.facts(), **actor.facts}, actor.today)
        found += [refusal] if refusal else []
    return found


def note_reviewer(actor: Actor, row: Assessment) -> None:
    """Every person who marked an item took part in the review."""
    if str(actor.human) not in row.reviewers:
        reviewers = sorted({*row.reviewers, str(actor.human)})
        Assessment.objects.of_district(actor.district).filter(pk=row.pk).update(reviewers=reviewers)


@transaction.atomic
def move_assessment(actor: Actor, row: Assessment, step: str, *, note: str = "") -> Assessment:
    """Hands in, begins or concludes the review, sends back, drops, or decides; the decision freezes score, result and reasons, and
    the unit's standing takes the score. Gives the row as it then is. Raises Refused.
    """
    fresh = locked(row.pk, actor)
    items = queries.items_of(fresh)
    fresh.around = queries.surroundings(actor, fresh, items)
    values: dict[str, Any] = {}
    if step in ("submit", "submit_and_apply"):
        values = {
            "submitted_on": actor.today, "submitter": actor.who, "own_score": queries.scored(fresh, items, "own").score,
        }  # fmt: skip
        if step == "submit_and_apply":
            # An application is always reviewed, whatever a draw said of the yearly one.
            values |= {"kind": "application", "sample": ""}
    elif step == "conclude":
        values = {"concluded_by": actor.human, "concluder": actor.who, "concluded_on": actor.today}
    elif step in ("send_back", "review_again", "drop"):
        values = {"answer": note.strip(), "concluded_by": None, "concluder": "", "concluded_on": None}
    elif step in DECIDING:
        values = {**decided_by(actor), "answer": note.strip()}
        values |= decided_values(*queries.judged(actor, fresh, items, DECIDING[step]))
    values |= _limit(actor, step)
    place = queries.place_in(actor, fresh)
    take(actor, fresh, step, place=place, note=note, **values)
    if step in DECIDING:
        if fresh.corrects:
            take(actor, fresh.corrects, "replace", place=place)
        keep_score(actor, fresh.enterprise_id, score=fresh.score)
    return fresh


def decided_by(actor: Actor) -> dict[str, Any]:
    """Who decides, and when."""
    return {"decided_by": actor.human, "decider": actor.who, "decided_on": actor.today}


def decided_values(score: Score, graded: Graded) -> dict[str, Any]:
    """What the decision freezes."""
    reasons = [kept_reason(each) for each in graded.reasons]
    return {"score": score.score, "result": graded.result, "reasons": reasons}


def _limit(actor: Actor, step: str) -> dict[str, date | None]:
    """The last day of whoever has the next step, and the day from which she is warned of it: so many working days by the local rules;
    None where nobody waits.
    """
    name = NEXT.get(step)
    if name is None:
        return {"due_on": None, "warned_on": None}
    local, calendar = standards.local_rules(actor.district, actor.today), answer_calendar()
    due = calendar.add_working_days(actor.today, local["review.time_limits"][name])
    return {"due_on": due, "warned_on": calendar.add_working_days(due, -local["review.warned"])}


@transaction.atomic
def correct_assessment(actor: Actor, row: Assessment, *, note: str) -> Assessment:
    """Opens a corrected version of a decided assessment, with the reason: both sides are copied, the review is done again, and a second
    person decides. Until then the old version holds; it stays to be read. Raises Refused.
    """
    fresh = locked(row.pk, actor)
    items = queries.items_of(fresh)
    fresh.around = queries.surroundings(actor, fresh, items)
    against = list(assessing.may_correct({**fresh.facts(), **actor.facts}))
    if not actor.scope.allows("approve assessment", queries.place_in(actor, fresh)):
        against.append(Refusal("no-duty", N_("Who decides on assessments opens their correction.")))
    if not note.strip():
        against.append(Refusal("note-missing", N_("Say what is corrected and why."), field="note"))
    if Assessment.objects.of_district(row.district).filter(enterprise=fresh.enterprise_id, state__in=sorted(assessing.OPEN)).exists():  # fmt: skip
        against.append(Refusal("open-already", OPEN_ALREADY))
    if against:
        raise Refused(*against)
    made = Assessment.objects.create(
        district=fresh.district, enterprise=fresh.enterprise, urn=fresh.urn, edition=fresh.edition, kind=fresh.kind, state="review",
        begun_on=actor.today, beginner=actor.who, submitted_on=fresh.submitted_on, submitter=fresh.submitter, own_score=fresh.own_score,
        answer=note.strip(), corrects=fresh, opened_by=actor.human, **_limit(actor, "submit"),
    )  # fmt: skip
    named = Evidence.objects.of_district(fresh.district).filter(item__assessment=fresh, removed_at=None)
    followers = {}
    for item in items:
        old, item.pk = item.pk, new_id()
        item.assessment, item._state.adding, item.version = made, True, 1
        followers[old] = item.pk
    links = list(named)
    AssessedItem.objects.bulk_create(items)
    for link in links:
        link.pk, link.item_id, link._state.adding = new_id(), followers[link.item_id], True
    Evidence.objects.bulk_create(links)
    kept = queries.extras(fresh)
    for extra in kept:
        extra.pk, extra.assessment, extra._state.adding = new_id(), made, True
    ExtraDeduction.objects.bulk_create(kept)
    journal.record(actor, journal.event("correct", made, note=note))
    return made


@transaction.atomic
def report_from_review(actor: Actor, row: AssessedItem, finding: Finding) -> Hazard:
    """What a reviewer found at an item goes on the unit's list of hazards; an application is decided when it is closed. Raises Refused."""
    parent = locked(row.assessment_id, actor)
    against = against_marking(actor, parent, "review")
    if row.hazard_id:
        against.append(Refusal("reported-already", N_("A hazard is entered for this item already.")))
    if against:
        raise Refused(*against)
    before = row.facts()
    hazard = report_hazard(actor, parent.enterprise, finding, place=queries.place_in(actor, parent))
    written = AssessedItem.objects.of_district(actor.district).filter(pk=row.pk, hazard=None)
    written.update(hazard=hazard)
    row.refresh_from_db()
    journal.record(actor, journal.event("report", row, before=before, note=hazard.serial))
    return hazard
