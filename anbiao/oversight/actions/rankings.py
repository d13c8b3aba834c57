"""The writers of rankings: drafted, put right, sent out, objected to, concluded, published, corrected by a new edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.authority.queries import account_held
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import take
from anbiao.oversight.actions.snapshots import freeze
from anbiao.oversight.models import Ranking, RankingChange, RankingObjection
from anbiao.oversight.queries import ranking_content as contents
from anbiao.oversight.queries import rankings as queries
from anbiao.registry.queries import answer_calendar
from anbiao.rules import ranking as law
from anbiao.rules import ranking_course as course
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "ranking"
KIND = "ranking"  # of its snapshots
PUBLISHING = frozenset({"publish", "publish_correction"})


def _place(actor: Actor) -> Place:
    return Place(region=actor.district)


def _locked(actor: Actor, row: Ranking) -> Ranking:
    """What is done to one ranking waits for each other."""
    rows = Ranking.objects.of_district(actor.district).select_related("corrects__snapshot", "former__snapshot", "snapshot")  # fmt: skip
    return rows.select_for_update(of=("self",)).get(pk=row.pk)


def _needs(actor: Actor, capability: str) -> list[Refusal]:
    if actor.scope.allows(capability, _place(actor)):
        return []
    return [Refusal("no-duty", N_("Your duties do not include this."))]


# ---------- drafted ----------


@transaction.atomic
def draft_ranking(
    actor: Actor, *, kind: str, first_on: date, last_on: date, campaign: UUID | None = None
) -> Ranking:
    """Drafts the ranking of a period with a preview of its figures. It goes by the local rules of the period's first day. Raises Refused."""
    against = _needs(actor, "draft ranking")
    wrong = course.wrong_period(first_on, last_on, actor.today)
    against += [wrong] if wrong else []
    rules = queries.local(actor.district, first_on)
    if not rules.weights.get(kind):
        text = N_("The local rule gives no points to any figure of this kind of ranking.")
        against.append(Refusal("no-weights", text, field="kind"))
    if queries.same(actor.district, kind=kind, campaign=campaign, first_on=first_on, last_on=last_on):
        against.append(Refusal("ranked-already", N_("There is a ranking of this period already.")))
    if against:
        raise Refused(*against)
    former = queries.former(actor.district, kind=kind, campaign=campaign, before=first_on)
    row = Ranking(
        district=actor.district, serial=_serial(actor), kind=kind, campaign=campaign, first_on=first_on, last_on=last_on,
        cut_off_on=law.cut_off(last_on, rules.cut_off_days, answer_calendar()), weights=rules.weights[kind], least=rules.least[kind],
        former=former, drafted_on=actor.today, drafted_by=actor.human, drafter=actor.who, taken_at=actor.now,
    )  # fmt: skip
    row.figures = _taken(actor, row)
    row.save(force_insert=True)
    journal.record(actor, journal.event("draft", row))
    return row


def _serial(actor: Actor) -> str:
    number = take_numbers(actor.district, SERIAL, actor.today.year)[0]
    return f"{actor.today.year}-{number:03d}"


def _taken(actor: Actor, row: Ranking) -> Mapping[str, Any]:
    """As of the end of the cut-off day; before it is over, as of now."""
    return contents.taken(
        actor, kind=row.kind, first_on=row.first_on, last_on=row.last_on, as_of=min(row.cut_off_on, actor.today),
        campaign=row.campaign, former=row.former,
    )  # fmt: skip


@transaction.atomic
def retake_figures(actor: Actor, row: Ranking) -> Ranking:
    """Takes the figures of a preview anew. A correction keeps those of the edition that it corrects. Raises Refused."""
    fresh = _locked(actor, row)
    against = _needs(actor, "draft ranking")
    if fresh.state != course.DRAFT or fresh.corrects_id:
        against.append(
            Refusal("figures-settled", N_("The figures of this ranking are not taken anew any more."))
        )
    if against:
        raise Refused(*against)
    before = fresh.facts()
    fresh.figures, fresh.taken_at = _taken(actor, fresh), actor.now
    fresh.save(update_fields=("figures", "taken_at"))
    journal.record(actor, journal.event("retake", fresh, before=before))
    return fresh


# ---------- what is decided on a line ----------


@dataclass(frozen=True)
class LineChange:
    """What is to be decided on a line: exempt (no `code`), or a figure put right; and why."""

    key: str
    reason: str
    code: str = ""
    number: int | None = None
    of: int | None = None


@transaction.atomic
def change_line(actor: Actor, row: Ranking, change: LineChange) -> RankingChange:
    """Exempts a line with a reason, or puts one of its figures right. Raises Refused."""
    fresh = _locked(actor, row)
    against = _needs(actor, "draft ranking") + _against(fresh, change)
    if against:
        raise Refused(*against)
    return _change(actor, fresh, change)


def _against(row: Ranking, change: LineChange) -> list[Refusal]:
    upheld = bool(change.code) and queries.is_upheld(row, change.key)
    found = list(
        course.against_change(row.state, code=change.code, upheld=upheld, corrects=bool(row.corrects_id))
    )
    return found + _incomplete(row, change)


def _incomplete(row: Ranking, change: LineChange) -> list[Refusal]:
    found = []
    if not change.key or change.key not in row.figures:
        found.append(Refusal("no-line", N_("This ranking has no such line."), field="key"))
    if not change.reason.strip():
        found.append(Refusal("reason-missing", N_("Say why in a sentence."), field="reason"))
    if change.code and change.code not in {weight["figure"] for weight in row.weights}:
        found.append(Refusal("no-figure", N_("This figure does not count in the ranking."), field="code"))
    if change.code and (change.number is None or change.of is None or min(change.number, change.of) < 0):
        text = N_("Give both numbers of the figure: how many, and of how many.")
        found.append(Refusal("numbers-missing", text, field="number"))
    return found


def _change(actor: Actor, row: Ranking, change: LineChange) -> RankingChange:
    rows = RankingChange.objects.of_district(row.district)
    values = {"number": change.number, "of": change.of} if change.code else {"number": None, "of": None}
    made, _new = rows.update_or_create(
        district=row.district, ranking=row, key=change.key, code=change.code,
        defaults={**values, "reason": change.reason.strip(), "on": actor.today, "who": actor.who, "by": actor.human},
    )  # fmt: skip
    after = {"key": made.key, "code": made.code, **values}
    verb = "put right" if change.code else "exempt"
    journal.record(
        actor, journal.Event(verb, Ranking.lies.type, row.id, None, after, note=change.reason.strip())
    )
    return made


@transaction.atomic
def undo_change(actor: Actor, row: Ranking, change_id: UUID) -> None:
    """Takes back what was decided on a line while it is not settled. Raises Refused, RankingChange.DoesNotExist."""
    fresh = _locked(actor, row)
    change = RankingChange.objects.of_district(row.district).get(ranking=fresh, pk=change_id)
    against = _needs(actor, "draft ranking")
    against += course.against_change(fresh.state, code="", upheld=False, corrects=bool(fresh.corrects_id))
    if against:
        raise Refused(*against)
    before = {"key": change.key, "code": change.code, "number": change.number, "of": change.of}
    change.delete()
    journal.record(actor, journal.Event("undo", Ranking.lies.type, fresh.id, before, {}, note=change.reason))


# ---------- the course ----------


@transaction.atomic
def move_ranking(actor: Actor, row: Ranking, step: str, *, note: str = "") -> Ranking:
    """Sends out, concludes, publishes, gives back or drops; gives the ranking as it then is. Raises Refused.

    Sent out, a first edition has the figures of the end of its cut-off day. Published, its lines are frozen, and the edition that it
    corrects gives way.
    """
    fresh = _locked(actor, row)
    fresh.around = queries.surroundings(fresh)
    values: dict[str, Any] = {}
    if step == "send_out":
        values = _sent(actor, fresh)
    elif step == "conclude":
        values = {"decided_by": actor.human}
    elif step == "give_back":
        values = {"sent_by": None, "decided_by": None, "objections_to": None}
    elif step in PUBLISHING:
        return _published(actor, fresh, step, note=note)
    take(actor, fresh, step, place=_place(actor), note=note, **values)
    return fresh


def _sent(actor: Actor, row: Ranking) -> dict[str, Any]:
    days = queries.local(actor.district, row.first_on).objection_days
    values = {
        "sent_by": actor.human,
        "objections_to": answer_calendar().add_working_days(actor.today, days),
    }
    if row.corrects_id:
        return values
    return {**values, "figures": _taken(actor, row), "taken_at": actor.now}


def _published(actor: Actor, row: Ranking, step: str, *, note: str) -> Ranking:
    """Whoever may not publish freezes nothing: the snapshot is undone with the refused step."""
    old = row.corrects
    kept = freeze(
        actor, kind=KIND, first_on=row.first_on, last_on=row.last_on, as_of=row.cut_off_on,
        content={**contents.build(row), "published_on": actor.today.isoformat()}, corrects=old.snapshot_id if old else None,
    )  # fmt: skip
    take(
        actor, row, step, place=_place(actor), note=note, snapshot=kept, published_at=actor.now, published_by=actor.human,
        publisher=actor.who,
    )  # fmt: skip
    if old is not None:
        take(actor, old, "replace", place=_place(actor))
    return row


@transaction.atomic
def correct_ranking(actor: Actor, row: Ranking, *, reason: str) -> Ranking:
    """Opens the edition that corrects a published ranking: the same figures and changes, to be put right. Raises Refused."""
    old = _locked(actor, row)
    against = _needs(actor, "draft ranking")
    if old.state != course.PUBLISHED:
        against.append(Refusal("not-published", N_("Only the newest published edition is corrected.")))
    if not reason.strip():
        against.append(Refusal("reason-missing", N_("Say why in a sentence."), field="reason"))
    if queries.correction(old) is not None:
        against.append(Refusal("corrected-already", N_("A correction of this ranking is open already.")))
    if against:
        raise Refused(*against)
    edition = queries.last_edition(old) + 1
    new = Ranking.objects.create(
        district=old.district, serial=f"{law.first_serial(old.serial)}-{edition}", kind=old.kind, campaign=old.campaign, first_on=old.first_on,
        last_on=old.last_on, cut_off_on=old.cut_off_on, edition=edition, corrects=old, former=old.former, reason=reason.strip(),
        weights=old.weights, least=old.least, figures=old.figures, taken_at=old.taken_at, drafted_on=actor.today,
        drafted_by=actor.human, drafter=actor.who,
    )  # fmt: skip
    RankingChange.objects.bulk_create(
        RankingChange(
            district=each.district, ranking=new, key=each.key, code=each.code, number=each.number, of=each.of, reason=each.reason,
            on=each.on, who=each.who, by=each.by,
        )
        for each in queries.changes(old)
    )  # fmt: skip
    journal.record(actor, journal.event("correct", new, note=reason.strip()))
    return new


# ---------- objections ----------


@transaction.atomic
def object_to_ranking(actor: Actor, row: Ranking, *, key: str, text: str, code: str = "") -> RankingObjection:
    """An office objects to its own line, as a whole or to one figure. Raises Refused."""
    fresh = _locked(actor, row)
    concerned = actor.scope.may("object ranking") and queries.is_concerned(actor, fresh, key)
    against = list(
        course.against_objecting(fresh.state, fresh.objections_to, concerned=concerned, today=actor.today)
    )
    if key not in fresh.figures:
        against.append(Refusal("no-line", N_("This ranking has no such line."), field="key"))
    if not text.strip():
        against.append(Refusal("reason-missing", N_("Say why in a sentence."), field="text"))
    if code and code not in {weight["figure"] for weight in fresh.weights}:
        against.append(Refusal("no-figure", N_("This figure does not count in the ranking."), field="code"))
    if against:
        raise Refused(*against)
    made = RankingObjection.objects.create(
        district=fresh.district, ranking=fresh, number=queries.next_number(fresh), key=key, code=code, text=text.strip(),
        objected_on=actor.today, objected_by=actor.human, objector=actor.who, office=_office(actor),
    )  # fmt: skip
    journal.record(actor, journal.event("object", made))
    return made


@transaction.atomic
def answer_ranking_objection(
    actor: Actor, row: RankingObjection, step: str, *, note: str = "", number: int | None = None, of: int | None = None
) -> RankingObjection:  # fmt: skip
    """Finds an objection right or not, or takes the own one back. Right, the figure that it is about may be put right at once. Raises
    Refused.
    """
    ranking = _locked(actor, row.ranking)
    rows = RankingObjection.objects.of_district(actor.district).select_for_update()
    fresh = rows.get(pk=row.pk)
    answered = {} if step == "withdraw_objection" else {
        "answer": note.strip(), "answered_on": actor.today, "answered_by": actor.human, "answerer": actor.who,
    }  # fmt: skip
    take(actor, fresh, step, place=queries.place_of_objection(actor, fresh), note=note, **answered)
    if step == "uphold" and fresh.code and number is not None:
        change = LineChange(fresh.key, note, fresh.code, number, of)
        if against := _against(ranking, change):
            raise Refused(*against)
        _change(actor, ranking, change)
    return fresh


def _office(actor: Actor) -> str:
    """The name of the office for which somebody acts; "" at the command line."""
    office = account_held(actor).organisation if actor.person else None
    return office.name if office else ""
