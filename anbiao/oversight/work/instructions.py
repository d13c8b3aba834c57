"""Instructions to carry out and to close, more time to decide, rungs of the ladder."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.models import Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.oversight import accountability_words as words
from anbiao.oversight.models import Instruction, InstructionExtension, Measure
from anbiao.oversight.queries import accountability as measures
from anbiao.oversight.queries import called_for
from anbiao.oversight.queries import instructions as given
from anbiao.rules import accountability, hazards, instructions

# ---------- instructions and the ladder ----------


def _own(actor: Actor, team: bool, *names: str) -> QuerySet[Instruction, Instruction]:
    """What her office has to do; by herself where it names somebody, unless she looks at her office's work."""
    rows = given.instructions(actor, "answer instruction").filter(
        state__in=names, organisation_id__in=sorted(given.offices_of(actor))
    )
    if not team:
        rows = rows.filter(Q(person=None) | Q(person_id=actor.holder))
    return rows.order_by("due_on", "id")


def _to_do(actor: Actor, team: bool) -> QuerySet[Instruction, Instruction]:
    return _own(actor, team, "given", "signed")


def _back(actor: Actor, team: bool) -> QuerySet[Instruction, Instruction]:
    return _own(actor, team, "returned")


def _gave(actor: Actor) -> Q:
    """What she gave, or her office did; never what her own office has to do."""
    offices = sorted(given.offices_of(actor))
    mine = Q(giver_office_id__in=offices)
    mine |= Q(given_by__in=actor.people)
    return mine & ~Q(organisation_id__in=offices)


def _to_close(actor: Actor, _team: bool) -> QuerySet[Instruction, Instruction]:
    rows = given.instructions(actor, "approve instruction").filter(_gave(actor), state="reported")
    return rows.order_by("due_on", "id")


def _asked(actor: Actor, _team: bool) -> QuerySet[InstructionExtension, InstructionExtension]:
    mine = given.instructions(actor, "approve instruction").filter(_gave(actor))
    rows = given.extensions(actor, "approve instruction").filter(state="asked", instruction__in=mine.values("pk"))  # fmt: skip
    return rows.order_by("was_due_on", "id")


def _called_for(actor: Actor, _team: bool) -> QuerySet[Hazard, Hazard]:
    return called_for.hazards_called_for(actor)


def _hazard(_actor: Actor, row: Hazard) -> Item:
    state = hazards.HAZARD.state(row.state)
    return Item(
        subject=row.title, url=reverse("hazard", args=[row.pk]), what=row.serial, place=row.enterprise.name, due_on=row.due_on,
        mark="late", state=gettext(state.label), step=gettext("Instruct"),
    )  # fmt: skip


def _instruction(step: Any) -> Any:
    def item(actor: Actor, row: Instruction) -> Item:
        late = row.state in instructions.OPEN and row.due_on < actor.today
        state = words.state_of((row.state, "late" if late else ""))
        return Item(
            subject=row.text, url=reverse("instruction", args=[row.serial]), what=row.answer if row.state == "returned" else row.serial,
            place=words.name_of(row.organisation), due_on=row.due_on, mark=state.mark, state=gettext(state.label), step=str(step),
        )  # fmt: skip

    return item


def _extension(_actor: Actor, row: InstructionExtension) -> Item:
    told, state = row.instruction, instructions.EXTENSION.state(row.state)
    return Item(
        subject=told.text, url=reverse("instruction", args=[told.serial]), what=row.reason, place=words.name_of(told.organisation),
        due_on=row.was_due_on, mark=state.mark, state=gettext(state.label), step=gettext("Decide on it"),
    )  # fmt: skip


INSTRUCTIONS_TO_DO = register_work(
    Source("instructions-to-do", _("Instructions to carry out"), "answer instruction", _to_do, _instruction(_("Do")), "/instructions/?whose=mine", due="due_on", model=Instruction)
)  # fmt: skip
INSTRUCTIONS_BACK = register_work(
    Source("instructions-returned", _("Reports sent back"), "answer instruction", _back, _instruction(_("Put right")), "/instructions/?whose=mine&state=returned", sent_back=True, due="due_on", model=Instruction)
)  # fmt: skip
INSTRUCTIONS_TO_CLOSE = register_work(
    Source("instructions-to-close", _("Instructions to close"), "approve instruction", _to_close, _instruction(_("Look")), "/instructions/?state=reported")
)  # fmt: skip
CALLED_FOR = register_work(
    Source("hazards-called-for", _("Calls for an instruction"), "give instruction", _called_for, _hazard, "/called-for/", due="due_on")
)  # fmt: skip
TIME = register_work(
    Source("instructions-time", _("More time to decide"), "approve instruction", _asked, _extension, "/instructions/?whose=given")
)  # fmt: skip


def _to_decide(actor: Actor, _team: bool) -> QuerySet[Measure, Measure]:
    """What is proposed against others; nobody is asked about her own office."""
    rows = measures.measures(actor, "decide measure").filter(state="proposed")
    return rows.exclude(organisation_id__in=sorted(given.offices_of(actor))).order_by("proposed_on", "id")


def _to_confirm(actor: Actor, _team: bool) -> QuerySet[Measure, Measure]:
    """Who put it forward does not confirm it, and is not asked to."""
    rows = measures.measures(actor, "approve measure").filter(state="confirming")
    rows = rows.exclude(decided_by__in=actor.people)
    return rows.order_by("proposed_on", "id")


def _talks(actor: Actor, _team: bool) -> QuerySet[Measure, Measure]:
    rows = measures.measures(actor, "decide measure").filter(rung="talk", state__in=("issued", "answered"))
    return rows.order_by("due_on", "id")


def _results(actor: Actor, _team: bool) -> QuerySet[Measure, Measure]:
    """Results that her own office owes after a talk."""
    rows = measures.measures(actor, "answer instruction").filter(state="held")
    return rows.filter(organisation_id__in=sorted(given.offices_of(actor))).order_by("due_on", "id")


def _against_us(actor: Actor, _team: bool) -> QuerySet[Measure, Measure]:
    """What was issued against her own office and is not concluded: a talk to come to, a reminder to read."""
    rows = measures.measures(actor, "answer instruction").filter(state="issued")
    return rows.filter(organisation_id__in=sorted(given.offices_of(actor))).order_by("due_on", "id")


def _measure(step: Any) -> Any:
    def item(actor: Actor, row: Measure) -> Item:
        state = words.measure_state(row, actor.today)
        return Item(
            subject=words.name_of(row.organisation), url=reverse("measure", args=[row.serial]), what=gettext(accountability.RUNG_WORDS[row.rung]),
            place=row.serial, due_on=row.due_on, mark=state.mark, state=gettext(state.label), step=str(step),
        )  # fmt: skip

    return item


MEASURES_TO_DECIDE = register_work(
    Source("measures-to-decide", _("Measures to decide"), "decide measure", _to_decide, _measure(_("Decide on it")), "/measures/?state=proposed")
)  # fmt: skip
MEASURES_TO_CONFIRM = register_work(
    Source("measures-to-confirm", _("Referrals to confirm"), "approve measure", _to_confirm, _measure(_("Decide on it")), "/measures/?state=confirming")
)  # fmt: skip
TALKS = register_work(
    Source("talks", _("Talks to hold and to conclude"), "decide measure", _talks, _measure(_("Look")), "/measures/?rung=talk", due="due_on")
)  # fmt: skip
RESULTS = register_work(
    Source("talk-results", _("Results of a talk to hand in"), "answer instruction", _results, _measure(_("Do")), "/measures/?state=held", due="due_on")
)  # fmt: skip
AGAINST_US = register_work(
    Source("measures-against-us", _("Measures against our office"), "answer instruction", _against_us, _measure(_("Read")), "/measures/?state=issued", due="due_on", model=Measure)
)  # fmt: skip


# ---------- what is told at once ----------

register_event(Event("instruction-given", _("Instruction to carry out"), "instruction", ("give",), (INSTRUCTIONS_TO_DO.name,)))  # fmt: skip
register_event(Event("instruction-returned", _("Report on an instruction sent back"), "instruction", ("send_back", "reopen"), (INSTRUCTIONS_BACK.name,)))  # fmt: skip
register_event(Event("measure-issued", _("Measure against our office"), "measure", ("issue", "confirm"), (AGAINST_US.name,)))  # fmt: skip
