"""The writers of instructions: given, signed for, reported, closed by who gave them; days that are reached, and more time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from anbiao.authority.models import Organisation, User
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.files import Incoming, store
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import take
from anbiao.oversight.models import (
    Instruction,
    InstructionExtension,
    InstructionNode,
    InstructionNote,
    Meeting,
)
from anbiao.oversight.queries import instructions as queries
from anbiao.oversight.queries.instructions import About
from anbiao.rules import instructions as law
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "instruction"
NO_DUTY = N_("Your duties do not include giving instructions.")


@dataclass(frozen=True)
class Order:
    """One instruction to give: to whom, what, by which days (day and what has to be there by then), from where, about what."""

    text: str
    organisation: Organisation
    days: Sequence[tuple[date, str]]
    person: User | None = None
    source: str = "note"
    origin: str = ""
    about: About | None = None
    meeting: Meeting | None = None


def give_instruction(actor: Actor, order: Order) -> Instruction:
    """Gives one instruction. Raises Refused."""
    return give_instructions(actor, [order])[0]


@transaction.atomic
def give_instructions(actor: Actor, orders: Sequence[Order]) -> list[Instruction]:
    """Gives several at once, all or none. A leader's note is passed on in the name of the leaders' office. Raises Refused, each reason
    with the line that it is about. Six statements, however many.
    """
    if not actor.scope.allows("give instruction", Place(region=actor.district)):
        raise Refused(Refusal("no-duty", NO_DUTY))
    own = queries.own_office(actor, "give instruction")
    leaders = queries.leadership(actor.district) if any(each.source == "note" for each in orders) else None
    givers = [leaders or own if each.source == "note" else own for each in orders]
    against = [
        _in_line(refusal, number, len(orders))
        for number, (order, giver) in enumerate(zip(orders, givers, strict=True), 1)
        for refusal in against_order(actor, order, giver)
    ]
    if against or not orders:
        raise Refused(*against or [Refusal("nothing-given", N_("Write down at least one instruction."))])
    numbers = take_numbers(actor.district, SERIAL, actor.today.year, len(orders))
    rows = [_row(actor, *each) for each in zip(orders, givers, numbers, strict=True)]
    Instruction.objects.bulk_create(rows)
    InstructionNode.objects.bulk_create(
        InstructionNode(district=row.district, instruction=row, order=place, title=title.strip(), first_due_on=day, due_on=day)
        for row, order in zip(rows, orders, strict=True)
        for place, (day, title) in enumerate(sorted(order.days))
    )  # fmt: skip
    journal.record_many(actor, [journal.event("give", row) for row in rows])
    return rows


def against_order(actor: Actor, order: Order, giver: Organisation | None) -> list[Refusal]:
    """Everything that speaks against giving an instruction in the name of an office. No query."""
    found = list(
        law.against_giving(
            text=order.text, days=[day for day, _title in order.days], source=order.source, owner=str(order.organisation.pk),
            giver=str(giver.pk) if giver else "", today=actor.today,
        )
    )  # fmt: skip
    if order.person and order.person.organisation_id != order.organisation.pk:
        text = N_("This person does not work for that office.")
        found.append(Refusal("person-elsewhere", text, field="person"))
    return found


def _in_line(refusal: Refusal, number: int, count: int) -> Refusal:
    """Of several orders each reason says at which one it stands: its field is "3:text"."""
    return replace(refusal, field=f"{number}:{refusal.field}") if count > 1 else refusal


def _row(actor: Actor, order: Order, giver: Organisation | None, number: int) -> Instruction:
    about = order.about
    return Instruction(
        district=actor.district, serial=f"{actor.today.year}-{number:04d}", text=order.text.strip(), source=order.source,
        origin=order.origin.strip(), meeting=order.meeting, organisation=order.organisation, person=order.person,
        answerer=order.person.person if order.person else None, giver_office=giver, given_on=actor.today, given_by=actor.human,
        giver=actor.who, about_kind=about.kind if about else "", about_id=about.key if about else "",
        about_label=about.label if about else "", due_on=min(day for day, _title in order.days),
    )  # fmt: skip


# ---------- its steps ----------


@transaction.atomic
def move_instruction(actor: Actor, row: Instruction, step: str, *, note: str = "") -> Instruction:
    """Signs for, reports, closes, sends back, reopens or withdraws an instruction; gives the row as it then is. Raises Refused."""
    fresh = _locked(actor, row)
    queries.around(actor, fresh, note=note)
    capability = fresh.machine.step(step).duty
    place = queries.place_for(actor, fresh.organisation, capability)
    if step == "report":
        fresh.nodes.filter(done_on=None).update(done_on=actor.today, doer=actor.who, note=note.strip())
    if step in {"send_back", "reopen"}:  # what was to be there last is not there yet
        last = fresh.nodes.aggregate(last=Max("order"))["last"]
        fresh.nodes.filter(order=last).update(done_on=None, doer="", note="")
    take(actor, fresh, step, place=place, note=note, due_on=_day(fresh), **_values(actor, step, note))
    return fresh


def _values(actor: Actor, step: str, note: str) -> dict[str, Any]:
    who = {"on": actor.today, "by": actor.human}
    if step == "sign":
        return {"signed_on": who["on"], "signed_by": who["by"], "signer": actor.who}
    if step == "report":
        return {
            "reported_on": who["on"],
            "reported_by": who["by"],
            "reporter": actor.who,
            "result": note.strip(),
        }
    return {"decided_on": who["on"], "decided_by": who["by"], "decider": actor.who, "answer": note.strip()}


def _locked(actor: Actor, row: Instruction) -> Instruction:
    rows = Instruction.objects.of_district(actor.district).select_related("organisation", "giver_office")
    return rows.select_for_update(of=("self",)).get(pk=row.pk)


def _day(row: Instruction) -> date:
    """The day that counts now, from its nodes."""
    return law.next_day(law.Node(due, done) for due, done in row.nodes.values_list("due_on", "done_on"))


def settle_day(row: Instruction) -> None:
    """Rolls the day that counts now up into the instruction; the one place where that is done beside a step."""
    Instruction.objects.filter(district=row.district, pk=row.pk).update(due_on=_day(row))


@transaction.atomic
def reach_node(actor: Actor, row: Instruction, node_id: UUID, *, note: str) -> InstructionNode:
    """What had to be there by one of the days is there, says the owner. Raises Refused."""
    fresh = _locked(actor, row)
    node = fresh.nodes.select_for_update().get(pk=node_id)
    against = _only_owner(actor, fresh)
    against += [refusal] if (refusal := law.against_reaching(state=fresh.state, done=node.done_on)) else []
    if against:
        raise Refused(*against)
    before = node.facts()
    node.done_on, node.doer, node.note = actor.today, actor.who, note.strip()
    node.save(update_fields=["done_on", "doer", "note"])
    settle_day(fresh)
    journal.record(actor, replace(journal.event("reach", node, before=before, note=note.strip()), object_id=fresh.pk))  # fmt: skip
    return node


def _only_owner(actor: Actor, row: Instruction) -> list[Refusal]:
    """Why the actor may not answer for an instruction; [] when she may."""
    facts = {**queries.around(actor, row).facts(), **actor.facts}
    found = [refusal] if (refusal := law.answered_by_its_owner(facts, actor.today)) else []
    place = queries.place_for(actor, row.organisation, "answer instruction")
    if not actor.scope.allows("answer instruction", place):
        found.append(Refusal("no-duty", N_("Your duties do not include answering instructions.")))
    return found


@transaction.atomic
def note_progress(actor: Actor, row: Instruction, *, text: str, file: Incoming | None = None) -> InstructionNote:  # fmt: skip
    """A word on how far it is, with a file as evidence: by the owner, or by who gave it. Raises Refused."""
    facts = {**queries.around(actor, row).facts(), **actor.facts}
    against = _only_owner(actor, row)
    may_decide = (
        actor.scope.may("approve instruction") and law.decided_by_who_gave_it(facts, actor.today) is None
    )
    if against and not may_decide:
        raise Refused(*against)
    if row.state not in law.LIVE:
        raise Refused(Refusal("instruction-over", N_("The instruction is closed or withdrawn.")))
    if not text.strip() and file is None:
        raise Refused(Refusal("note-empty", N_("Say something, or add a file."), field="text"))
    stored = store(actor, file, kind=SERIAL) if file else None
    note = InstructionNote.objects.create(
        district=row.district, instruction=row, text=text.strip(), file=stored, at=actor.now, by=actor.human, who=actor.who,
    )  # fmt: skip
    after: dict[str, Any] = {"text": note.text} if note.text else {}
    if stored:
        after |= {"file": stored.name, "sha256": stored.sha256}
    journal.record(actor, journal.Event("note", SERIAL, row.pk, after=after))
    return note


# ---------- more time ----------


@transaction.atomic
def ask_time(actor: Actor, row: Instruction, node_id: UUID, *, until: date, reason: str) -> InstructionExtension:  # fmt: skip
    """The owner asks for more time for one of its days. Raises Refused."""
    fresh = _locked(actor, row)
    node = fresh.nodes.select_for_update().get(pk=node_id)
    against = _only_owner(actor, fresh)
    against += law.against_asking(
        state=fresh.state, done=node.done_on, due=node.due_on, until=until, reason=reason, today=actor.today
    )
    if against:
        raise Refused(*against)
    asked = InstructionExtension(
        district=row.district, instruction=fresh, node=node, was_due_on=node.due_on, until=until, reason=reason.strip(),
        asked_on=actor.today, asked_by=actor.human, asker=actor.who,
    )  # fmt: skip
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as error:
        text = N_("More time for this day is asked for already.")
        raise Refused(Refusal("asked-already", text)) from error
    journal.record(actor, journal.event("ask_time", asked))
    return asked


@transaction.atomic
def decide_time(actor: Actor, row: InstructionExtension, step: str, *, note: str = "") -> InstructionExtension:  # fmt: skip
    """Gives the time, which moves the day, or gives none. Raises Refused."""
    told = _locked(actor, row.instruction)
    fresh = told.extensions.select_for_update(of=("self",)).select_related("node").get(pk=row.pk)
    fresh.instruction = told
    queries.around_extension(actor, fresh)
    place = queries.place_for(actor, told.organisation, "approve instruction")
    take(
        actor, fresh, step, place=place, note=note, decided_on=actor.today, decided_by=actor.human, decider=actor.who,
        answer=note.strip(),
    )  # fmt: skip
    if step == "grant_time":
        told.nodes.filter(pk=fresh.node_id, done_on=None).update(due_on=fresh.until)
        settle_day(told)
    return fresh
