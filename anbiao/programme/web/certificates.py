"""The doors of certificates: proposed from a decided application, one page, each step with its reason, printed."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import Visit, door
from anbiao.kit.register.detail import show
from anbiao.kit.texts import say
from anbiao.kit.workflow import offers
from anbiao.programme import actions, certificate_page
from anbiao.programme import certificate_words as words
from anbiao.programme.documents import certificates as documents
from anbiao.programme.forms import certificates as forms
from anbiao.programme.models import Certificate
from anbiao.programme.queries import assessments
from anbiao.programme.queries import certificates as queries
from anbiao.registry import queries as roster
from anbiao.registry.forms import show_refused
from anbiao.registry.queries import place_of
from anbiao.rules import certificates as law
from anbiao.rules.refusal import Refused

GROUNDED = frozenset({"suspend", "revoke"})


def _form(request: Visit, form: Any, label: Any, unit: Any, **context: Any) -> HttpResponse:
    given = {
        "form": form,
        "label": label,
        "unit": unit,
        "back": reverse("enterprise", args=[unit.pk]),
        **context,
    }
    return render(request, "programme/certificate/step.html", given, status=422 if form.errors else 200)


@door("propose certificate", writes=True)
def propose(request: Visit, pk: UUID) -> HttpResponse:
    """The certificate of a decided application: made public, to be decided by another."""
    row = get_object_or_404(assessments.assessments(request.actor, "propose certificate"), pk=pk)
    form = forms.ProposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.propose_certificate(request.actor, row)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request, gettext("Proposed and made public. A second person decides when publicity is over.")
            )
            return redirect("certificate", pk=made.pk)
    days = queries.local(request.actor.district, request.actor.today).publicity_days
    says = gettext(
        "It is made public for %(days)s working days. After that a second person grants it, or recommends it upward."
    ) % {"days": days}
    return _form(
        request,
        form,
        _("Propose the certificate"),
        row.enterprise,
        says=says,
        result=words.result(row.result) if row.result else "",
    )


@door("propose certificate", writes=True)
def enter(request: Visit, pk: UUID) -> HttpResponse:
    """A grade that another authority granted before."""
    unit = get_object_or_404(roster.enterprises(request.actor, "propose certificate"), pk=pk)
    form = forms.EnterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = actions.enter_certificate(request.actor, unit, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("certificate", pk=row.pk)
    return _form(request, form, _("Enter a certificate from before"), unit)


@door("read certificate")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """A certificate: what it says, where it stands, what was objected."""
    row = get_object_or_404(queries.certificates(request.actor), pk=pk)
    detail = certificate_page.detail(request.actor, row)
    return show(request, request.actor, detail, sections=certificate_page.sections, row=row)


@door("read certificate", writes=True)
def step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A step of a certificate, with its ground and reason."""
    actor, name = request.actor, step.replace("-", "_")
    row = get_object_or_404(queries.certificates(actor), pk=pk)
    taken = next((each for each in law.CERTIFICATE.steps if each.name == name), None)
    if taken is None or name in law.BY_ITSELF:
        raise Http404
    if request.method != "POST" and not actor.scope.allows(taken.duty, place_of(actor, row.enterprise)):
        return redirect("certificate", pk=pk)
    data = request.POST if request.method == "POST" else None
    form: Any = (
        forms.GrantForm(data)
        if name == "record_grant"
        else forms.DecideForm(
            data, required=taken.needs_note, grounded=name in GROUNDED, initial={"ground": row.ground}
        )
    )
    if form.is_valid():
        try:
            _take(request, row, name, form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("%(step)s: done.") % {"step": gettext(taken.label)})
            return redirect("certificate", pk=pk)
    return _form(
        request, form, gettext(taken.label), row.enterprise, row=row, result=words.result(row.result)
    )


def _take(request: Visit, row: Certificate, name: str, values: dict[str, Any]) -> None:
    if name == "record_grant":
        actions.record_grant(request.actor, row, **values)
    else:
        actions.decide_certificate(request.actor, row, name, **values)


@door("propose certificate", writes=True)
def objection(request: Visit, pk: UUID) -> HttpResponse:
    """Keeps what somebody said against a certificate that is made public."""
    row = get_object_or_404(queries.certificates(request.actor, "propose certificate"), pk=pk)
    form = forms.ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.receive_objection(request.actor, row, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(
                request, gettext("The objection is kept. Nothing is granted before it is answered.")
            )
            return redirect("certificate", pk=pk)
    return _form(
        request, form, _("Keep an objection"), row.enterprise, row=row, result=words.result(row.result)
    )


@door("approve certificate", writes=True)
def answer(request: Visit, pk: UUID) -> HttpResponse:
    """Answers an objection: it is right, or it is not."""
    actor = request.actor
    row = get_object_or_404(queries.objections(actor, "approve certificate"), pk=pk)
    unit = row.certificate.enterprise
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.get("step", "")
    if request.method == "POST" and chosen not in {each.name for each in law.OBJECTION.steps}:
        raise Http404
    if form.is_valid():
        try:
            actions.answer_objection(actor, row, chosen, note=form.cleaned_data["note"])
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect("certificate", pk=row.certificate_id)
    answers = [
        {
            "name": offer.step.name,
            "label": gettext(offer.step.label),
            "reasons": [say(each) for each in offer.refusals if each.code != "note-missing"],
        }
        for offer in offers(actor, row, place=place_of(actor, unit))
    ]
    return _form(
        request, form, _("Answer an objection"), unit, row=row.certificate, objection=row, answers=answers
    )


# ---------- the code and the paper ----------


def _address(request: Visit, row: Certificate) -> str:
    return request.build_absolute_uri(reverse("verify", args=[f"{row.district}{row.token}"]))


@door("read certificate")
def code(request: Visit, pk: UUID) -> HttpResponse:
    """The QR code of the public page."""
    row = get_object_or_404(queries.certificates(request.actor), pk=pk)
    if row.state not in law.GRANTED:
        raise Http404
    return HttpResponse(documents.code_of(_address(request, row)).svg, content_type="image/svg+xml")


@door("read certificate")
def printed(request: Visit, pk: UUID, paper: str) -> HttpResponse:
    """The certificate, or the text of its plaque, as a PDF."""
    row = get_object_or_404(queries.certificates(request.actor), pk=pk)
    if paper not in documents.KINDS or not certificate_page.may_print(row):
        raise Http404
    name, made = documents.print_certificate(request.actor, row, paper, address=_address(request, row))
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


urlpatterns = [
    path("assessment/<uuid:pk>/certificate/", propose, name="certificate-propose"),
    path("units/<uuid:pk>/certificate/", enter, name="certificate-enter"),
    path("certificate/<uuid:pk>/", page, name="certificate"),
    path("certificate/<uuid:pk>/objection/", objection, name="certificate-objection"),
    path("certificate/<uuid:pk>/code.svg", code, name="certificate-code"),
    path("certificate/<uuid:pk>/<str:paper>.pdf", printed, name="certificate-print"),
    path("certificate/<uuid:pk>/<str:step>/", step, name="certificate-step"),
    path("objection/<uuid:pk>/", answer, name="objection"),
]
