"""Local rules: propose a value from a day on, and let a second person decide it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.workflow import take
from anbiao.rules import local_rules
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.standards import queries
from anbiao.standards.models import LocalRule


@transaction.atomic
def propose_rule(actor: Actor, code: str, value: Any, *, from_on: date, reason: str) -> LocalRule:
    """Proposes a value of a local rule. Raises Refused: value, day or reason wrong, one waiting already, nothing changed."""
    if not actor.scope.allows("propose local_rule", Place(region=actor.district)):
        raise Refused(Refusal("no-duty", N_("Your duties do not include proposing local rules.")))
    parameter = queries.parameter(code)
    if parameter is None:
        raise Refused(Refusal("rule-unknown", N_("There is no local rule {code}."), {"code": code}))
    against = local_rules.wrong(parameter.shape, value)
    if not reason.strip():
        against.append(
            Refusal("reason-missing", N_("A change of a local rule needs a reason."), field="reason")
        )
    if from_on < actor.today:
        text = N_("A local rule cannot hold from a day that is past.")
        against.append(Refusal("rule-backwards", text, field="from_on"))
    versions = LocalRule.objects.of_district(actor.district).filter(code=code)
    if versions.filter(state="proposed").exists():
        text = N_("A change of this rule is waiting for approval. It has to be decided or withdrawn first.")
        against.append(Refusal("rule-waits", text))
    if not against and value == queries.local(actor.district, code, from_on):
        against.append(
            Refusal("rule-same", N_("This is the value that holds on that day already."), field="value")
        )
    if against:
        raise Refused(*against)
    number = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    row = LocalRule.objects.create(
        district=actor.district, code=code, version=number, value=value, from_on=from_on, reason=reason.strip(),
        proposer=actor.human, proposed_by=actor.who, proposed_on=actor.today,
    )  # fmt: skip
    journal.record(actor, journal.event("propose_rule", row))
    return row


def approve_rule(actor: Actor, row: LocalRule, *, note: str = "") -> None:
    """Approves a proposed value. Raises Refused: the same person proposed it, the day is past, the duty is missing."""
    _decide(actor, row, "approve_rule", note)


def refuse_rule(actor: Actor, row: LocalRule, *, note: str) -> None:
    """Does not approve a proposed value, with a reason. Raises Refused: the same person proposed it, no reason."""
    _decide(actor, row, "refuse_rule", note)


def withdraw_rule(actor: Actor, row: LocalRule, *, note: str = "") -> None:
    """Takes one's own proposed value back. Raises Refused."""
    take(actor, row, "withdraw_rule", place=row.place(), note=note)


def _decide(actor: Actor, row: LocalRule, step: str, note: str) -> None:
    take(
        actor, row, step, place=row.place(), note=note, decider=actor.human, decided_by=actor.who, decided_on=actor.today,
        answer=note.strip(),
    )  # fmt: skip
