"""The writers of the ladder: the program proposes by its conditions, people decide, call, refer with a second person, and conclude."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from anbiao.authority.models import Organisation
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import take
from anbiao.oversight.actions.snapshots import freeze
from anbiao.oversight.models import Measure, Snapshot
from anbiao.oversight.queries import accountability as queries
from anbiao.oversight.queries.instructions import place_for
from anbiao.registry.queries import calendar_at
from anbiao.rules import accountability as law
from anbiao.rules.accountability import Condition, Office
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "measure"
PROGRAM = "Anbiao"


# ---------- proposing ----------


@transaction.atomic
def propose_measures(actor: Actor) -> list[Measure]:
    """What the conditions call for today, one measure an office at most. Run twice it proposes nothing twice. Thirteen queries, however many
    offices; whoever decides is a person.
    """
    rules = queries.ladder(actor.district, actor.today)
    # One at a time: the rows of the district's offices are held until this is done.
    offices = {row.pk: row for row in queries.offices(actor).select_for_update(of=("self",))}
    found: list[tuple[Organisation, str, tuple[Condition, ...], Office]] = []
    for pk, office in queries.standings(actor, rules).items():
        rung, why = law.proposal(rules.conditions, office, today=actor.today, memory=rules.memory)
        if rung and pk in offices:
            found.append((offices[pk], rung, why, office))
    if not found:
        return []
    found.sort(key=lambda each: each[0].slug)
    numbers = take_numbers(actor.district, SERIAL, actor.today.year, len(found))
    rows = [
        _row(actor, office, rung, number, why=_told(why, standing), proposer=PROGRAM)
        for number, (office, rung, why, standing) in zip(numbers, found, strict=True)
    ]
    Measure.objects.bulk_create(rows)
    journal.record_many(actor, [journal.event("propose", row) for row in rows])
    return rows


def _told(why: Sequence[Condition], office: Office) -> list[dict[str, Any]]:
    """The conditions that are met, with the number that met them, as plain data."""
    return [
        {"ground": each.ground, "count": each.count, "days": each.days, "number": office.numbers[each.ground, each.days]}
        for each in why
    ]  # fmt: skip


def _row(actor: Actor, office: Organisation, rung: str, number: int, **over: Any) -> Measure:
    return Measure(
        district=actor.district, serial=f"{actor.today.year}-{number:04d}", rung=rung, organisation=office, proposed_on=actor.today,
        **{"is_by_hand": False, **over},
    )  # fmt: skip


@transaction.atomic
def propose_measure(actor: Actor, office: Organisation, *, rung: str, reason: str) -> Measure:
    """A person proposes a rung for a reason of her own; the ladder is climbed step by step all the same. Raises Refused."""
    rules = queries.ladder(actor.district, actor.today)
    standing = queries.standings(actor, rules, only=office.pk).get(office.pk, Office({}, {}))
    against = list(
        law.against_proposing(rung, standing, reason=reason, today=actor.today, memory=rules.memory)
    )
    if not actor.scope.allows("propose measure", Place(region=actor.district)):
        against.append(Refusal("no-duty", N_("Your duties do not include proposing measures.")))
    if against:
        raise Refused(*against)
    number = take_numbers(actor.district, SERIAL, actor.today.year)[0]
    row = _row(actor, office, rung, number, is_by_hand=True, reason=reason.strip(), proposed_by=actor.human, proposer=actor.who)  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        text = N_("Something is proposed for this office already.")
        raise Refused(Refusal("measure-waits", text)) from error
    journal.record(actor, journal.event("propose", row))
    return row


# ---------- deciding ----------


@transaction.atomic
def move_measure(actor: Actor, row: Measure, step: str, *, note: str = "", **given: Any) -> Measure:
    """Any step of a measure. `given`: `called`, `addressee` and `demands` where it is issued or put forward, `attended`, `minutes` and
    `held_on` where a talk is recorded. What is issued gets its number and its grounds, frozen; where the step is refused both are undone with it. Raises Refused.
    """
    rows = Measure.objects.of_district(actor.district).select_related("organisation")
    fresh = rows.select_for_update(of=("self",)).get(pk=row.pk)
    held_on = given.get("held_on")
    queries.around(
        actor, fresh, note=note, attended=str(given.get("attended", "")), minutes=str(given.get("minutes", "")),
        on=held_on.isoformat() if held_on else "",
    )  # fmt: skip
    values = _VALUES.get(step, _plain)(actor, fresh, {"note": note.strip(), **given})
    place = place_for(actor, fresh.organisation, fresh.machine.step(step).duty)
    take(actor, fresh, step, place=place, note=note, **values)
    return fresh


Given = Mapping[str, Any]


def _plain(_actor: Actor, _row: Measure, given: Given) -> dict[str, Any]:
    return {"answer": given["note"]}


def _decided(actor: Actor) -> dict[str, Any]:
    return {"decided_on": actor.today, "decided_by": actor.human, "decider": actor.who}


def _issued(actor: Actor, row: Measure) -> dict[str, Any]:
    """Number and grounds of what is issued: everything that led there, frozen as it is today."""
    content = queries.what_led(actor, row.organisation)
    first = min([each["due_on"] for name in ("instructions", "tasks") for each in content[name]], default=actor.today)  # fmt: skip
    kept: Snapshot = freeze(
        actor, kind=f"measure {row.rung}", first_on=first, last_on=actor.today, as_of=actor.today, content={**content, "why": row.why, "reason": row.reason},
    )  # fmt: skip
    number = take_numbers(actor.district, f"measure {row.rung}", actor.today.year)[0]
    return {"issued_on": actor.today, "snapshot": kept, "number": number}


def _issue(actor: Actor, row: Measure, given: Given) -> dict[str, Any]:
    values = {**_decided(actor), "demands": str(given.get("demands", "")).strip()}
    if row.machine.refusals(
        "issue", state=row.state, facts={**row.facts(), **actor.facts}, today=actor.today
    ):
        return values  # it will be refused: no number is spent
    if row.rung == "talk":
        called = str(given.get("called", "")).strip()
        if not called:
            text = N_("Say who is called. Nobody comes in her place.")
            raise Refused(Refusal("called-missing", text, field="called"))
        days = queries.ladder(actor.district, actor.today).talk_days
        values |= {"called": called, "due_on": law.talk_by(actor.today, days)}
    return {**values, **_issued(actor, row)}


def _put_forward(actor: Actor, _row: Measure, given: Given) -> dict[str, Any]:
    addressee = str(given.get("addressee", "")).strip()
    if not addressee:
        text = N_("Say to which body it is referred.")
        raise Refused(Refusal("addressee-missing", text, field="addressee"))
    return {**_decided(actor), "addressee": addressee, "demands": str(given.get("demands", "")).strip()}


def _confirm(actor: Actor, row: Measure, _given: Given) -> dict[str, Any]:
    return {"confirmed_by": actor.human, "confirmer": actor.who, **_issued(actor, row)}


def _hold(actor: Actor, row: Measure, given: Given) -> dict[str, Any]:
    held: date = given.get("held_on") or actor.today
    days = queries.ladder(actor.district, actor.today).result_days
    by = law.result_by(held, days, calendar_at(actor.now))
    return {
        "held_on": held, "attended": str(given.get("attended", "")).strip(), "minutes": str(given.get("minutes", "")).strip(),
        "due_on": by.on, "is_provisional": by.provisional,
    }  # fmt: skip


def _hand_in(actor: Actor, _row: Measure, given: Given) -> dict[str, Any]:
    return {"result": given["note"], "result_on": actor.today, "resulter": actor.who}


def _over(actor: Actor, _row: Measure, given: Given) -> dict[str, Any]:
    return {"concluded_on": actor.today, "answer": given["note"]}


def _dropped(actor: Actor, _row: Measure, given: Given) -> dict[str, Any]:
    return {**_decided(actor), "answer": given["note"]}


_VALUES = {
    "issue": _issue, "put_forward": _put_forward, "confirm": _confirm, "hold": _hold, "hand_in": _hand_in, "conclude": _over,
    "drop": _dropped,
}  # fmt: skip
