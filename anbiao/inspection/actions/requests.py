"""What is asked for and decided around a hazard: more time, stopped work and its resumption, listed supervision."""

from datetime import date, timedelta

from django.db import transaction

from anbiao.inspection.actions.colours import settle
from anbiao.inspection.actions.hazards import lock
from anbiao.inspection.models import Extension, Hazard, Listing, Suspension
from anbiao.inspection.queries.local import local
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.registry.queries import place_of
from anbiao.rules import hazards
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

CLOSED = N_("The hazard is not open any more.")


def _place(actor: Actor, hazard: Hazard) -> Place:
    return place_of(actor, hazard.enterprise)


def _open(hazard: Hazard, states: frozenset[str] = hazards.TO_FIX) -> None:
    if hazard.state not in states:
        raise Refused(Refusal("hazard-closed", CLOSED))


# ---------- more time ----------


@transaction.atomic
def ask_extension(actor: Actor, hazard: Hazard, *, until_on: date, reason: str) -> Extension:
    """The unit asks for more time, before the deadline has passed, with a reason. Raises Refused."""
    hazard = lock(actor, hazard)
    _open(hazard)
    if not actor.scope.allows("rectify hazard", _place(actor, hazard)):
        raise Refused(Refusal("no-duty", N_("Only the unit that rectifies asks for more time.")))
    late = hazards.extension_has_reason_to_wait(hazard.facts(), actor.today)
    if late:
        raise Refused(late)
    wrong = _wrong_extension(actor, hazard, until_on)
    if wrong:
        raise Refused(wrong)
    if not reason.strip():
        raise Refused(Refusal("note-missing", N_("Say why more time is needed."), field="reason"))
    if Extension.objects.of_district(actor.district).filter(hazard=hazard, state="asked").exists():
        raise Refused(
            Refusal("asked-already", N_("A request for this hazard waits for its decision already."))
        )
    row = Extension.objects.create(
        district=actor.district, hazard=hazard, due_on=hazard.due_on, until_on=until_on, reason=reason.strip(),
        asked_on=actor.today, asked_by=actor.human, asker=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("ask", row))
    return row


def _wrong_extension(actor: Actor, hazard: Hazard, until_on: date) -> Refusal | None:
    """Later than the deadline, within the days and the number of times that the local rule gives."""
    rules = local(actor)
    if until_on <= hazard.due_on:
        text = N_("The day asked for lies after the deadline {due}.")
        return Refusal("until-too-early", text, {"due": str(hazard.due_on)}, field="until_on")
    last = hazard.due_on + timedelta(days=rules.extension_days[hazard.grade])
    if until_on > last:
        text = N_("One extension reaches at most to {last}.")
        return Refusal("until-too-late", text, {"last": str(last)}, article="地方规则", field="until_on")
    granted = Extension.objects.of_district(actor.district).filter(hazard=hazard, state="granted").count()
    if granted >= rules.extension_times:
        text = N_(
            "This hazard was extended {number} times; more is not allowed. The district decides what follows."
        )
        return Refusal("extended-enough", text, {"number": str(granted)}, article="地方规则")
    return None


@transaction.atomic
def decide_extension(actor: Actor, row: Extension, step: str, *, note: str = "") -> None:
    """Grants, refuses or withdraws a request; granted, the deadline moves, the first one stays readable. Raises Refused."""
    row.hazard = hazard = lock(actor, row.hazard)
    if step == "grant" and row.due_on != hazard.due_on:
        text = N_(
            "The deadline is {due} by now, not the one that was asked about. Refuse the request; the unit may ask anew."
        )
        raise Refused(Refusal("due-changed", text, {"due": str(hazard.due_on)}))
    take(
        actor, row, step, place=_place(actor, hazard), note=note, decided_on=actor.today, decider=actor.who, answer=note
    )  # fmt: skip
    if row.state != "granted":
        return
    before = hazard.facts()
    hazard.due_on, hazard.changed_at, hazard.version = row.until_on, actor.now, hazard.version + 1
    hazard.save(update_fields=["due_on", "changed_at", "version"])
    journal.record(actor, journal.event("extend", hazard, before=before, note=row.reason))
    settle(actor, [hazard.enterprise_id])


# ---------- stopped work ----------


@transaction.atomic
def stop_work(actor: Actor, hazard: Hazard, *, scope: str, basis: str) -> Suspension:
    """An authorised agency stops work, wholly or in part, because of a hazard (Art. 65). Raises Refused."""
    hazard = lock(actor, hazard)
    _open(hazard, hazards.OPEN)
    if not actor.scope.allows("stop work", _place(actor, hazard)):
        raise Refused(
            Refusal(
                "no-duty", N_("Only an authorised agency stops work."), article="安全生产法 (2021) 第六十五条"
            )
        )
    if not scope.strip():
        raise Refused(
            Refusal("scope-missing", N_("Say what is stopped: the whole unit, or which part."), field="scope")
        )
    if hazard.is_suspended:
        raise Refused(Refusal("stopped-already", N_("Work is stopped because of this hazard already.")))
    row = Suspension.objects.create(
        district=actor.district, hazard=hazard, scope=scope.strip(), basis=basis.strip(), ordered_on=actor.today,
        orderer=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("stop", row))
    _mark(actor, hazard, is_suspended=True)
    return row


@transaction.atomic
def move_suspension(actor: Actor, row: Suspension, step: str, *, note: str = "") -> None:
    """The unit asks to resume, the agency refuses or approves; approved, the hazard is free of it. Raises Refused."""
    row.hazard = hazard = lock(actor, row.hazard)
    values: dict[str, object] = {}
    if step == "ask_resumption":
        values = {
            "asked_on": actor.today, "asked_by": actor.human, "review_due_on": hazards.resumption_due_on(actor.today),
        }  # fmt: skip
    elif step == "approve_resumption":
        values = {"resumed_on": actor.today, "decider": actor.who}
    take(actor, row, step, place=_place(actor, hazard), note=note, **values)
    if row.state == "resumed":
        _mark(actor, hazard, is_suspended=False)


# ---------- listed supervision ----------


@transaction.atomic
def propose_listing(actor: Actor, hazard: Hazard, *, leader: str, due_on: date, reason: str) -> Listing:
    """A major hazard is proposed for listed supervision, with the leader who is to answer for it. Raises Refused."""
    hazard = lock(actor, hazard)
    _open(hazard, hazards.OPEN)
    against = [each for each in (_not_major(hazard), _no_leader(leader, reason)) if each]
    if not actor.scope.allows("propose listing", _place(actor, hazard)):
        against.append(Refusal("no-duty", N_("This hazard is outside what you may propose for listing.")))
    if due_on <= actor.today:
        against.append(
            Refusal("due-too-early", N_("The day of the listing's end lies ahead."), field="due_on")
        )
    standing = Listing.objects.of_district(actor.district).filter(
        hazard=hazard, state__in=("proposed", "listed")
    )
    if standing.exists():
        against.append(Refusal("listed-already", N_("The hazard is proposed or listed already.")))
    if against:
        raise Refused(*against)
    row = Listing.objects.create(
        district=actor.district, hazard=hazard, leader=leader.strip(), due_on=due_on, reason=reason.strip(),
        asked_on=actor.today, asked_by=actor.human, asker=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("propose", row))
    return row


def _not_major(hazard: Hazard) -> Refusal | None:
    if hazard.grade == hazards.MAJOR:
        return None
    return Refusal(
        "not-major", N_("Listed supervision is for major hazards."), article="安全生产法 (2021) 第四十一条"
    )


def _no_leader(leader: str, reason: str) -> Refusal | None:
    if leader.strip() and reason.strip():
        return None
    return Refusal("leader-missing", N_("Name the leader who answers, and say why."), field="leader")


@transaction.atomic
def decide_listing(actor: Actor, row: Listing, step: str, *, note: str = "", published: str = "") -> None:
    """Lists, does not list, or takes off the list; the hazard is closed only after it was taken off. Raises Refused."""
    row.hazard = hazard = lock(actor, row.hazard)
    values: dict[str, object] = {"decider": actor.who}
    if step == "list":
        values |= {"listed_on": actor.today, "published": published.strip()}
    elif step == "delist":
        values |= {"delisted_on": actor.today}
    take(actor, row, step, place=_place(actor, hazard), note=note, **values)
    _mark(actor, hazard, is_listed=row.state == "listed")


def _mark(actor: Actor, hazard: Hazard, **marks: bool) -> None:
    """What the hazard shows of the orders around it; the one place that sets it."""
    before = hazard.facts()
    for name, value in marks.items():
        setattr(hazard, name, value)
    hazard.changed_at = actor.now
    hazard.save(update_fields=[*marks, "changed_at"])
    if hazard.facts() != before:
        journal.record(actor, journal.event("mark", hazard, before=before))
