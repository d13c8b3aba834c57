"""The writers of meetings: planned, signed in to, held, told in minutes, and turned into instructions in one act."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext

from anbiao.authority.models import Organisation
from anbiao.authority.queries import own_account
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.numbers import take_numbers
from anbiao.kit.workflow import take
from anbiao.oversight.actions.instructions import Order, give_instructions
from anbiao.oversight.models import Attendance, Instruction, Meeting, Speech
from anbiao.oversight.queries import accountability
from anbiao.oversight.queries import meetings as queries
from anbiao.rules import meetings as law
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

SERIAL = "meeting"
CHANGED = ("title", "on", "begins", "place", "host", "visited", "drill", "agenda")


@dataclass(frozen=True)
class Plan:
    """What a meeting is planned to be; `visited` and `agenda` are lines."""

    title: str
    on: date
    begins: str
    place: str
    host: str = ""
    visited: str = ""
    drill: str = ""
    agenda: str = ""


def _against(actor: Actor) -> list[Refusal]:
    if actor.scope.allows("keep meeting", Place(region=actor.district)):
        return []
    return [Refusal("no-duty", N_("Your duties do not include keeping meetings."))]


def _wrong(plan: Plan) -> list[Refusal]:
    found = []
    if not plan.title.strip():
        found.append(Refusal("title-missing", N_("Give the meeting a title."), field="title"))
    if not plan.place.strip():
        found.append(Refusal("place-missing", N_("Say where it is held."), field="place"))
    return found


def _values(plan: Plan) -> dict[str, Any]:
    kept = {name: getattr(plan, name) for name in CHANGED}
    return {name: value.strip() if isinstance(value, str) else value for name, value in kept.items()}


@transaction.atomic
def plan_meeting(actor: Actor, plan: Plan, *, called: Sequence[Organisation] = ()) -> Meeting:
    """Plans a meeting and calls offices to it: each stands on the sign-in sheet. Raises Refused."""
    if against := [*_against(actor), *_wrong(plan)]:
        raise Refused(*against)
    number = take_numbers(actor.district, SERIAL, actor.today.year)[0]
    token = base64.b32encode(secrets.token_bytes(15)).decode().lower()
    row = Meeting.objects.create(
        district=actor.district, serial=f"{actor.today.year}-{number:03d}", token=token, made_at=actor.now, maker=actor.who,
        **_values(plan),
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(district=row.district, meeting=row, organisation=office, office=office.name, name="") for office in called
    )  # fmt: skip
    facts = {**row.facts(), "called": [office.name for office in called]}
    journal.record(actor, replace(journal.event("plan", row), after=facts))
    return row


def _locked(actor: Actor, row: Meeting) -> Meeting:
    return Meeting.objects.of_district(actor.district).select_for_update().get(pk=row.pk)


def _changeable(actor: Actor, row: Meeting) -> Meeting:
    """The meeting, locked. Raises Refused where it is final or the duty is missing."""
    fresh = _locked(actor, row)
    final = law.against_changing(fresh.state)
    if against := [*_against(actor), *([final] if final else [])]:
        raise Refused(*against)
    return fresh


@transaction.atomic
def change_meeting(actor: Actor, row: Meeting, plan: Plan) -> Meeting:
    """Changes what was planned, or corrects it afterwards. Raises Refused."""
    fresh = _changeable(actor, row)
    if against := _wrong(plan):
        raise Refused(*against)
    return _written(actor, fresh, "change", _values(plan))


@transaction.atomic
def write_minutes(actor: Actor, row: Meeting, *, text: str) -> Meeting:
    """Keeps the minutes, until they are final. Raises Refused."""
    return _written(actor, _changeable(actor, row), "minutes", {"minutes": text.strip()})


def _written(actor: Actor, row: Meeting, verb: str, values: dict[str, Any]) -> Meeting:
    before = row.facts()
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    journal.record(actor, journal.event(verb, row, before=before))
    return row


@transaction.atomic
def move_meeting(actor: Actor, row: Meeting, step: str, *, note: str = "") -> Meeting:
    """Holds, concludes, reopens or cancels a meeting. Raises Refused."""
    fresh = queries.around(_locked(actor, row))
    values = {"concluded_on": actor.today, "concluder": actor.who} if step == "conclude" else {}
    take(actor, fresh, step, place=Place(region=actor.district), note=note, **values)
    return fresh


# ---------- who is there ----------


@transaction.atomic
def sign_in(actor: Actor, row: Meeting) -> Attendance:
    """Whoever is signed in to Anbiao and scanned the sheet was there; her office's open line is taken first. Twice is once. Raises
    Refused.
    """
    fresh = _locked(actor, row)
    if refusal := law.against_signing(state=fresh.state, on=fresh.on, today=actor.today):
        raise Refused(refusal)
    user = own_account(actor)
    lines = fresh.attendance.select_for_update(of=("self",))
    if (line := lines.filter(account=user.pk).first()) is not None:
        return line
    line = lines.filter(organisation=user.organisation, name="", account=None).first() if user.organisation else None  # fmt: skip
    return _signed(
        actor, line or Attendance(district=fresh.district, meeting=fresh), name=user.name, post=user.post, account=user.pk,
        organisation=user.organisation, office=user.organisation.name if user.organisation else "", via="page",
    )  # fmt: skip


@transaction.atomic
def enter_attendance(actor: Actor, row: Meeting, *, organisation: Organisation | None, office: str, name: str, post: str) -> Attendance:  # fmt: skip
    """The desk enters by hand who was there. Raises Refused."""
    fresh = _changeable(actor, row)
    against = []
    if not name.strip():
        against.append(Refusal("name-missing", N_("Say who was there."), field="name"))
    if fresh.on > actor.today:
        against.append(Refusal("not-yet", N_("The meeting is on {day}."), {"day": fresh.on.isoformat()}))
    if against:
        raise Refused(*against)
    lines = fresh.attendance.select_for_update(of=("self",))
    line = lines.filter(organisation=organisation, name="").first() if organisation else None
    return _signed(
        actor, line or Attendance(district=fresh.district, meeting=fresh), name=name.strip(), post=post.strip(), account=None,
        organisation=organisation, office=organisation.name if organisation else office.strip(), via="desk",
    )  # fmt: skip


def _signed(actor: Actor, line: Attendance, **values: Any) -> Attendance:
    for name, value in values.items():
        setattr(line, name, value)
    line.signed_at = actor.now
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise Refused(Refusal("signed-already", N_("You have signed in already."))) from error
    journal.record(actor, replace(journal.event("sign_in", line), object_id=line.meeting_id))
    return line


# ---------- who says what ----------


@transaction.atomic
def add_speech(actor: Actor, row: Meeting, *, kind: str, organisation: Organisation | None, speaker: str, text: str) -> Speech:  # fmt: skip
    """A report, a talk of experience or a statement, with its gist. Raises Refused."""
    fresh = _changeable(actor, row)
    against = []
    if kind not in law.SPEECHES:
        against.append(Refusal("kind-unknown", N_("Say what kind of speech it is."), field="kind"))
    if not speaker.strip() and organisation is None:
        against.append(Refusal("speaker-missing", N_("Say who speaks."), field="speaker"))
    if against:
        raise Refused(*against)
    return _spoken(actor, fresh, [Speech(kind=kind, organisation=organisation, speaker=speaker.strip(), text=text.strip())])[0]  # fmt: skip


@transaction.atomic
def call_statements(actor: Actor, row: Meeting, *, number: int) -> list[Speech]:
    """The last `number` offices, by what is late today, are called to make a statement; who is called already is left out. Raises
    Refused where nobody is behind.
    """
    fresh = _changeable(actor, row)
    there = set(fresh.speeches.filter(kind="statement").values_list("organisation_id", flat=True))
    weak = {
        str(office.pk): (office, late) for office, late in accountability.weakest(actor, law.MOST_STATEMENTS)
    }
    chosen = [weak[key] for key in law.called(list(weak), number) if weak[key][0].pk not in there]
    if not chosen:
        text = N_("No other office has anything late.")
        raise Refused(Refusal("nobody-behind", text, field="number"))
    told = [
        Speech(kind="statement", organisation=office, speaker="", text=_behind(late))
        for office, late in chosen
    ]  # fmt: skip
    return _spoken(actor, fresh, told)


def _behind(late: Mapping[str, int]) -> str:
    """What is late, in the language of whoever calls: it stands in the minutes as text and is edited there."""
    return gettext("late today: %(instructions)s instructions, %(tasks)s tasks") % late


def _spoken(actor: Actor, row: Meeting, speeches: list[Speech]) -> list[Speech]:
    last = row.speeches.aggregate(last=Max("order"))["last"]
    for order, speech in enumerate(speeches, 0 if last is None else last + 1):
        speech.district, speech.meeting, speech.order = row.district, row, order
    Speech.objects.bulk_create(speeches)
    journal.record_many(
        actor, [replace(journal.event("speech", each), object_id=row.pk) for each in speeches]
    )
    return speeches


# ---------- what it tells others to do ----------


@transaction.atomic
def instruct(actor: Actor, row: Meeting, orders: Sequence[Order]) -> list[Instruction]:
    """All instructions of a meeting in one act, all or none. Raises Refused."""
    fresh = _locked(actor, row)
    if fresh.state not in {"held", "concluded"}:
        text = N_("A meeting tells others what to do once it was held.")
        raise Refused(Refusal("not-held", text))
    named = [replace(order, source="meeting", origin=f"{fresh.title} {fresh.serial}", meeting=fresh) for order in orders]  # fmt: skip
    return give_instructions(actor, named)
