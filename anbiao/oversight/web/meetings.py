"""The doors of meetings: planned, signed in to, told in minutes, turned into instructions, printed."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import SIGNED_IN, Visit, door
from anbiao.kit.register.detail import show
from anbiao.kit.texts import say
from anbiao.oversight import actions, meeting_page
from anbiao.oversight.actions import Order, Plan
from anbiao.oversight.documents import meetings as documents
from anbiao.oversight.forms import accountability as forms
from anbiao.oversight.models import Meeting
from anbiao.oversight.queries import instructions
from anbiao.oversight.queries import meetings as queries
from anbiao.oversight.web.asking import asked, pdf, posted, step_named
from anbiao.rules import meetings as law
from anbiao.rules.refusal import Refused

MEETINGS = (_("Meetings"), "/meetings/")


def _meeting(request: Visit, serial: str, capability: str = "read meeting") -> Meeting:
    return get_object_or_404(queries.meetings(request.actor, capability), serial=serial)


def _asked(request: Visit, row: Meeting, form: Any, write: Any, label: Any) -> HttpResponse:
    """A form of one meeting."""
    back = reverse("meeting", args=[row.serial])
    return asked(request, form, write, label=label, crumbs=[MEETINGS, (row.title, back)], back=back, lead=f"{row.on.isoformat()} {row.begins} {row.place}")  # fmt: skip


@door("keep meeting", writes=True)
def new(request: Visit) -> HttpResponse:
    """A new meeting, with the offices that are called."""
    form = forms.PlanForm(instructions.owners(request.actor), posted(request))

    def write(called: Any, **given: Any) -> Meeting:
        return actions.plan_meeting(request.actor, Plan(**given), called=list(called))

    return asked(
        request,
        form,
        write,
        label=_("Plan a meeting"),
        crumbs=[MEETINGS],
        back=reverse("meetings"),
        made="meeting",
    )


@door("read meeting")
def page(request: Visit, serial: str) -> HttpResponse:
    """A meeting."""
    row = _meeting(request, serial)
    detail = meeting_page.detail(request.actor, row)
    return show(request, request.actor, detail, sections=meeting_page.sections, row=row)


@door("keep meeting", writes=True)
def change(request: Visit, serial: str) -> HttpResponse:
    """What was planned, changed."""
    row = _meeting(request, serial, "keep meeting")
    kept = {name: getattr(row, name) for name in asdict(Plan("", row.on, "", ""))}
    form = forms.MeetingForm(posted(request), initial=kept)
    return _asked(
        request, row, form, lambda **given: actions.change_meeting(request.actor, row, Plan(**given)), _("Change the plan")
    )  # fmt: skip


@door("keep meeting", writes=True)
def attend(request: Visit, serial: str) -> HttpResponse:
    """Somebody who was there, entered by hand."""
    row = _meeting(request, serial, "keep meeting")
    form = forms.AttendForm(instructions.owners(request.actor), posted(request))
    return _asked(
        request, row, form, lambda **given: actions.enter_attendance(request.actor, row, **given), _("Enter attendance")
    )  # fmt: skip


@door("keep meeting", writes=True)
def speech(request: Visit, serial: str) -> HttpResponse:
    """Who says what."""
    row = _meeting(request, serial, "keep meeting")
    form = forms.SpeechForm(instructions.owners(request.actor), posted(request))
    return _asked(
        request, row, form, lambda **given: actions.add_speech(request.actor, row, **given), _("Add a speech")
    )


@door("keep meeting", writes=True)
def statements(request: Visit, serial: str) -> HttpResponse:
    """The last few are called to speak."""
    row = _meeting(request, serial, "keep meeting")
    form = forms.StatementsForm(posted(request))
    return _asked(
        request, row, form, lambda number: actions.call_statements(request.actor, row, number=number), _("Call the last to speak")
    )  # fmt: skip


@door("keep meeting", writes=True)
def minutes(request: Visit, serial: str) -> HttpResponse:
    """The minutes, begun from what is known."""
    row = _meeting(request, serial, "keep meeting")
    first = row.minutes or documents.first_minutes(row)
    form = forms.MinutesForm(posted(request), initial={"text": first})
    return _asked(
        request,
        row,
        form,
        lambda text: actions.write_minutes(request.actor, row, text=text),
        _("Write the minutes"),
    )


@door("keep meeting", writes=True)
def step(request: Visit, serial: str, step: str) -> HttpResponse:
    """A step of a meeting, with its reason where one is asked for."""
    row, taken = _meeting(request, serial, "keep meeting"), step_named(law.MEETING, step)
    form = forms.NoteForm(posted(request), required=taken.needs_note)
    return _asked(
        request, row, form, lambda note: actions.move_meeting(request.actor, row, taken.name, note=note), gettext(taken.label)
    )  # fmt: skip


@door("give instruction", writes=True)
def instruct(request: Visit, serial: str) -> HttpResponse:
    """What the meeting told others to do, all in one act."""
    row = _meeting(request, serial, "keep meeting")
    lines = forms.OrderFormSet(posted(request), form_kwargs={"offices": instructions.owners(request.actor)})
    reasons: list[str] = []
    if lines.is_bound and lines.is_valid():
        given = [form.cleaned_data for form in lines if form.has_changed()]
        orders = [Order(each["text"], each["organisation"], [(each["due_on"], "")]) for each in given]
        try:
            actions.instruct(request.actor, row, orders)
        except Refused as refused:
            reasons = [_reason(refusal) for refusal in refused.refusals]
        else:
            return redirect("meeting", serial=serial)
    wrong = bool(reasons) or (lines.is_bound and not lines.is_valid())
    context = {"lines": lines, "meeting": row, "reasons": reasons, "known": meeting_page.lines(row.minutes)}
    return render(request, "oversight/meeting/instruct.html", context, status=422 if wrong else 200)


def _reason(refusal: Any) -> str:
    """A reason with the line at which it stands."""
    line, colon, _field = refusal.field.partition(":")
    return gettext("Line %(line)s: %(reason)s") % {"line": line, "reason": say(refusal)} if colon else say(refusal)  # fmt: skip


@door(SIGNED_IN, writes=True)
def sign(request: Visit, token: str) -> HttpResponse:
    """Whoever scanned the sheet and is signed in says that she is there."""
    row = get_object_or_404(queries.by_token(request.actor, token))
    mine = queries.own_line(request.actor, row)
    if request.method == "POST":
        actions.sign_in(request.actor, row)
        return redirect("meeting-sign", token=token)
    against = law.against_signing(state=row.state, on=row.on, today=request.actor.today)
    return render(request, "oversight/meeting/sign.html", {"meeting": row, "mine": mine, "against": against})


@door("read meeting")
def document(request: Visit, serial: str, kind: str) -> HttpResponse:
    """Agenda, sign-in sheet or minutes, printed."""
    row = _meeting(request, serial)
    address = request.build_absolute_uri(reverse("meeting-sign", args=[row.token]))
    return pdf(*documents.print_meeting(request.actor, row, kind, address=address))


urlpatterns = [
    path("meeting/new/", new, name="meeting-new"),
    path("meeting-sign/<str:token>/", sign, name="meeting-sign"),
    path("meeting/<str:serial>/", page, name="meeting"),
    path("meeting/<str:serial>/plan/", change, name="meeting-change"),
    path("meeting/<str:serial>/attendance/", attend, name="meeting-attend"),
    path("meeting/<str:serial>/speech/", speech, name="meeting-speech"),
    path("meeting/<str:serial>/statements/", statements, name="meeting-statements"),
    path("meeting/<str:serial>/minutes/", minutes, name="meeting-minutes"),
    path("meeting/<str:serial>/instructions/", instruct, name="meeting-instruct"),
    path("meeting/<str:serial>/print/<str:kind>.pdf", document, name="meeting-document"),
    path("meeting/<str:serial>/<str:step>/", step, name="meeting-step"),
]
