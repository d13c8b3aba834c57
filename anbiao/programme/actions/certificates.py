"""The writers of certificates: proposed, made public, objected to, granted or recommended, suspended, restored, revoked."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.authority.people import operator
from anbiao.authority.queries import committee_office
from anbiao.inspection.actions.colours import keep_visit_percents
from anbiao.inspection.queries import safety
from anbiao.inspection.signals import Harmed
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import take
from anbiao.programme.actions.benchmarks import end_with
from anbiao.programme.models import Assessment, Certificate, Objection
from anbiao.programme.queries import certificates as queries
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import answer_calendar, place_of
from anbiao.rules import certificates as law
from anbiao.rules import grading, units
from anbiao.rules.certificates import CERTIFICATE
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "certificate"
BY_RULE = "Anbiao"
TOKEN_BYTES = 16
# The steps that a form takes without further values.
STEPS = frozenset({"grant", "recommend", "refuse", "suspend", "restore", "revoke"})


# ---------- proposed and granted ----------


@transaction.atomic
def propose_certificate(actor: Actor, assessment: Assessment) -> Certificate:
    """Proposes the certificate of a decided application and makes it public for the days of the local rule. Raises Refused."""
    unit = assessment.enterprise
    against = []
    if not actor.scope.allows("propose certificate", place_of(actor, unit)):
        against.append(Refusal("no-duty", N_("Your duties do not include proposing certificates here.")))
    if assessment.state != "accepted" or assessment.kind != "application" or not assessment.result:
        text = N_("Only an application that was decided and passed leads to a certificate.")
        against.append(Refusal("not-passed", text))
    if unit.state not in units.ALIVE:
        against.append(Refusal("unit-gone", N_("The unit is no longer in operation here.")))
    rows = Certificate.objects.of_district(actor.district)
    Enterprise.objects.select_for_update().get(pk=unit.pk, district=unit.district)  # one proposal at a time
    if rows.filter(assessment=assessment).exists() or rows.filter(enterprise=unit, state__in=sorted(law.WAITING)).exists():  # fmt: skip
        against.append(Refusal("proposed-already", N_("A certificate of this unit is proposed already.")))
    if against:
        raise Refused(*against)
    days = queries.local(actor.district, actor.today).publicity_days
    row = Certificate.objects.create(
        district=actor.district, enterprise=unit, assessment=assessment, result=assessment.result, proposed_on=actor.today,
        proposed_by=actor.human, proposer=actor.who, publicity_to=answer_calendar().add_working_days(actor.today, days),
    )  # fmt: skip
    journal.record(actor, journal.event("propose", row))
    return row


@transaction.atomic
def decide_certificate(actor: Actor, row: Certificate, step: str, *, note: str = "", ground: str = "") -> Certificate:  # fmt: skip
    """Grants, recommends, refuses, suspends, restores or revokes; gives the row as it then is. Raises Refused.

    A certificate that is granted gets its number and its token; one that the unit held before is replaced by it.
    """
    fresh = _locked(actor, row)
    if step in ("suspend", "revoke") and ground not in law.GROUNDS:
        raise Refused(Refusal("ground-missing", N_("Say on which ground."), field="ground"))
    values: dict[str, Any] = {"reason": note.strip()} if note.strip() else {}
    if step == "grant":
        office = committee_office(actor.district)
        until = law.last_day(actor.today, months=queries.local(actor.district, actor.today).months)
        values |= {
            "granted_by": (office.full_name or office.name) if office else actor.district, "grantor": actor.who,
            "granted_person": actor.human, "valid_from": actor.today, "valid_until": until, "token": new_token(),
            "number": _next_number(actor),
        }  # fmt: skip
    elif step == "suspend":
        values |= {"suspended_by": actor.human, "ground": ground, "settled_on": actor.today}
    elif step == "restore":
        values |= {"suspended_by": None, "ground": "", "settled_on": actor.today}
    elif step in ("refuse", "revoke"):
        values |= {"settled_on": actor.today, **({"ground": ground} if ground else {})}
    _take(actor, fresh, step, note=note, **values)
    return fresh


@transaction.atomic
def record_grant(actor: Actor, row: Certificate, *, number: str, granted_on: date) -> Certificate:
    """Records what the authority granted on the district's recommendation: its number and the day of its announcement. Raises Refused."""
    fresh = _locked(actor, row)
    against = _against_grant(actor, number, granted_on)
    if against:
        raise Refused(*against)
    _take(
        actor, fresh, "record_grant", number=number.strip(), token=new_token(), granted_by=grading.granted_by(fresh.result),
        grantor=actor.who, valid_from=granted_on, valid_until=law.last_day(granted_on),
    )  # fmt: skip
    return fresh


@transaction.atomic
def enter_certificate(actor: Actor, unit: Enterprise, *, result: str, number: str, granted_on: date) -> Certificate:  # fmt: skip
    """Enters a grade that the authority granted before the unit was assessed here. Raises Refused."""
    against = _against_grant(actor, number, granted_on)
    if not actor.scope.allows("propose certificate", place_of(actor, unit)):
        against.append(Refusal("no-duty", N_("Your duties do not include proposing certificates here.")))
    if result not in grading.GRANTED_BY:
        text = N_(
            "Only a grade that another authority granted is entered. The district's own results are granted here."
        )
        against.append(Refusal("not-a-grade", text, field="result"))
    if law.last_day(granted_on) < actor.today:
        against.append(Refusal("expired", N_("This certificate has expired already."), field="granted_on"))
    Enterprise.objects.select_for_update().get(pk=unit.pk, district=unit.district)
    if Certificate.objects.of_district(unit.district).filter(enterprise=unit, state__in=sorted(law.WAITING)).exists():  # fmt: skip
        against.append(Refusal("proposed-already", N_("A certificate of this unit is proposed already.")))
    if against:
        raise Refused(*against)
    row = Certificate.objects.create(
        district=unit.district, enterprise=unit, result=result, state=law.RECOMMENDED, proposed_on=actor.today,
        proposed_by=actor.human, proposer=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("enter", row))
    return record_grant(actor, row, number=number, granted_on=granted_on)


def _against_grant(actor: Actor, number: str, granted_on: date) -> list[Refusal]:
    found = []
    if not number.strip():
        found.append(Refusal("number-missing", N_("Give the number of the certificate."), field="number"))
    elif Certificate.objects.of_district(actor.district).filter(number=number.strip()).exists():
        found.append(Refusal("number-taken", N_("This number is on another certificate."), field="number"))
    if granted_on > actor.today:
        found.append(Refusal("day-ahead", N_("The day of the announcement lies ahead."), field="granted_on"))
    return found


def new_token() -> str:
    """128 bits as 26 letters and digits that nobody guesses and anybody can type."""
    return base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=").lower()


def _next_number(actor: Actor) -> str:
    """The next number by the district's pattern; one that an older pattern gave already is passed over."""
    parts = queries.local(actor.district, actor.today).parts
    rows = Certificate.objects.of_district(actor.district)
    while True:
        serial = take_numbers(actor.district, SERIAL, actor.today.year)[0]
        number = law.number(parts, district=actor.district, year=actor.today.year, serial=serial)
        if not rows.filter(number=number).exists():
            return number


def _locked(actor: Actor, row: Certificate) -> Certificate:
    """Steps and objections of one certificate wait for each other."""
    rows = Certificate.objects.of_district(actor.district).select_related("enterprise", "assessment")
    return rows.select_for_update(of=("self",)).get(pk=row.pk)


def _take(actor: Actor, row: Certificate, step: str, *, note: str = "", **values: Any) -> None:
    """Takes a step with what the guards ask; what the unit held before gives way to what is granted."""
    row.around = queries.surroundings(actor, row)
    place = place_of(actor, row.enterprise)
    if (
        CERTIFICATE.step(step).target == "valid"
        and (old := queries.held(row.enterprise))
        and old.pk != row.pk
    ):
        _take(_program(actor), old, "replace", settled_on=actor.today)
    take(actor, row, step, place=place, note=note, **values)
    taken = CERTIFICATE.step(step)
    if taken.name in law.ENDING:
        end_with(_program(actor), row)
    if "valid" in {taken.target, *taken.sources}:
        percents = queries.local(actor.district, actor.today).visit_percents
        percent = law.visit_percent(row.result, row.state, row.valid_until, actor.today, percents)
        keep_visit_percents(actor, {row.enterprise_id: percent})


@transaction.atomic
def keep_levers(actor: Actor) -> int:
    """Every night: the visits of every unit follow from the certificate that it holds today; how many changed."""
    return keep_visit_percents(actor, queries.visit_percents(actor.district, actor.today), everybody=True)


# ---------- objections ----------


@transaction.atomic
def receive_objection(actor: Actor, row: Certificate, *, text: str, objector: str = "") -> Objection:
    """Keeps what somebody says against a certificate that is made public. Who says it may stay unnamed. Raises Refused."""
    fresh = _locked(actor, row)
    against = []
    if not actor.scope.allows("propose certificate", place_of(actor, fresh.enterprise)):
        against.append(Refusal("no-duty", N_("Your duties do not include keeping objections here.")))
    if fresh.state != law.PUBLISHED:
        against.append(Refusal("not-public", N_("Objections are kept while a certificate is made public.")))
    if not text.strip():
        against.append(Refusal("text-missing", N_("Say what is objected."), field="text"))
    if against:
        raise Refused(*against)
    kept = Objection.objects.create(
        district=fresh.district, certificate=fresh, objector=objector.strip(), text=text.strip(), received_on=actor.today,
        recorder=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("object", kept))
    return kept


@transaction.atomic
def answer_objection(actor: Actor, row: Objection, step: str, *, note: str) -> None:
    """Answers an objection: it is right, or not, and why. A second person does. Raises Refused."""
    take(
        actor, row, step, place=place_of(actor, row.certificate.enterprise), note=note, answer=note.strip(),
        answered_on=actor.today, answerer=actor.who,
    )  # fmt: skip


# ---------- suspended by what happened ----------


def _program(actor: Actor) -> Actor:
    """The program itself: what a rule does, no person did. The journal names it, and the door through which it was set off."""
    return replace(operator(actor.district, actor.now, who=BY_RULE), via=actor.via)


def hear_of_harm(actor: Actor, harmed: Harmed) -> None:
    """After an accident: the certificate of its unit is suspended where the year's harm is a ground against it."""
    unit = Enterprise.objects.get(district=actor.district, pk=harmed.unit)
    year = safety.harm(unit, actor.today)
    grounds = law.grounds_of(year.dead, year.injured, year.loss)
    if grounds:
        suspend_by_rule(actor, [unit.pk], ground=grounds[0], note=harmed.serial)


@transaction.atomic
def suspend_overdue(actor: Actor) -> int:
    """Suspends the certificates of units with a major hazard past its day; how many. Two queries, and a step for each one found."""
    units_found = safety.with_overdue_major(actor.district, actor.today)
    return suspend_by_rule(actor, list(units_found), ground="major_overdue", note=str(actor.today))


@transaction.atomic
def suspend_by_rule(actor: Actor, unit_ids: Sequence[UUID], *, ground: str, note: str) -> int:
    """Suspends what these units hold, where the district's rule names the ground; returns how many. `note` says what happened."""
    if not unit_ids or ground not in queries.local(actor.district, actor.today).events:
        return 0
    rows = Certificate.objects.of_district(actor.district).filter(
        state="valid", enterprise_id__in=list(unit_ids)
    )
    program = _program(actor)
    found = list(rows.select_related("enterprise", "assessment").select_for_update(of=("self",)))
    for row in found:
        _take(
            program,
            row,
            "suspend_by_rule",
            note=note,
            ground=ground,
            reason=note,
            suspended_by=None,
            settled_on=actor.today,
        )
    return len(found)
