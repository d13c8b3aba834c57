"""The doors of benchmarks and experience cards: proposed from a certificate, named, written down, published, read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.doors import Visit, door
from anbiao.kit.photos.receiving import receive_files
from anbiao.kit.photos.web import copy_of
from anbiao.kit.register.detail import show
from anbiao.programme import actions, benchmark_page
from anbiao.programme import certificate_words as words
from anbiao.programme.forms import benchmarks as forms
from anbiao.programme.queries import benchmarks as queries
from anbiao.programme.queries import certificates
from anbiao.registry.forms import show_refused
from anbiao.rules import benchmarks as law
from anbiao.rules.machine import Machine, Step
from anbiao.rules.refusal import Refused


def _asked(request: Visit, form: Any, write: Callable[..., Any], *, label: Any, unit: Any, back: str, lead: str = "") -> HttpResponse:  # fmt: skip
    """One form bound to one use-case; then back to where it came from."""
    if form.is_valid():
        try:
            write(**form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            return redirect(back)
    context = {
        "form": form, "label": label, "unit": unit, "back": back, "result": lead, "multipart": form.is_multipart(),
    }  # fmt: skip
    return render(request, "programme/certificate/step.html", context, status=422 if form.errors else 200)


def _step(machine: Machine, name: str) -> Step:
    taken = next((each for each in machine.steps if each.name == name), None)
    if taken is None or name in law.BY_ITSELF:
        raise Http404
    return taken


@door("propose benchmark", writes=True)
def propose(request: Visit, pk: UUID) -> HttpResponse:
    """The unit of a certificate as a benchmark; another person names it."""
    row = get_object_or_404(certificates.certificates(request.actor, "propose benchmark"), pk=pk)
    form = forms.BenchmarkForm(request.POST if request.method == "POST" else None)
    return _asked(
        request, form, lambda reason: actions.propose_benchmark(request.actor, row, reason=reason), label=_("Propose as a benchmark"),
        unit=row.enterprise, back=reverse("certificate", args=[pk]), lead=words.result(row.result),
    )  # fmt: skip


@door("read benchmark")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """A benchmark: why, by whom, and its cards."""
    row = get_object_or_404(queries.benchmarks(request.actor), pk=pk)
    detail = benchmark_page.detail(request.actor, row)
    return show(request, request.actor, detail, sections=benchmark_page.sections, row=row)


@door("write experience", writes=True)
def write(request: Visit, pk: UUID) -> HttpResponse:
    """A new card of a benchmark."""
    row = get_object_or_404(queries.benchmarks(request.actor, "write experience"), pk=pk)
    form = forms.CardForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )

    def written(**values: Any) -> None:
        unit = row.enterprise
        values["photos"] = receive_files(
            request.actor, values["photos"], region=unit.region, enterprise=unit.pk
        )
        actions.write_experience(request.actor, row, **values)

    label, back = _("Write an experience card"), reverse("benchmark", args=[pk])
    return _asked(request, form, written, label=label, unit=row.enterprise, back=back)


@door("approve benchmark", writes=True)
def step(request: Visit, pk: UUID, step: str) -> HttpResponse:
    """A step of a benchmark, with its reason."""
    row = get_object_or_404(queries.benchmarks(request.actor, "approve benchmark"), pk=pk)
    taken = _step(law.BENCHMARK, step.replace("-", "_"))
    form = forms.DecideForm(request.POST if request.method == "POST" else None, required=taken.needs_note)
    return _asked(
        request, form, lambda note: actions.decide_benchmark(request.actor, row, taken.name, note=note), label=gettext(taken.label),
        unit=row.enterprise, back=reverse("benchmark", args=[pk]), lead=row.reason,
    )  # fmt: skip


@door("read experience")
def card(request: Visit, serial: str) -> HttpResponse:
    """An experience card, as others read it."""
    row = get_object_or_404(queries.cards(request.actor), serial=serial)
    detail = benchmark_page.card(request.actor, row)
    return show(request, request.actor, detail, sections=benchmark_page.card_sections, row=row)


@door("read experience")
def card_photo(request: Visit, serial: str, photo: UUID) -> HttpResponse:
    """A photo of a card, for whoever reads the card."""
    row = get_object_or_404(queries.cards(request.actor), serial=serial)
    found = queries.photos(row).get(str(photo))
    if found is None:
        raise Http404
    return copy_of(request, found, "view")


@door("approve benchmark", writes=True)
def card_step(request: Visit, serial: str, step: str) -> HttpResponse:
    """Publishes a card, or withdraws it with the reason."""
    row = get_object_or_404(queries.cards(request.actor), serial=serial)
    taken = _step(law.EXPERIENCE, step)
    form = forms.DecideForm(request.POST if request.method == "POST" else None, required=taken.needs_note)
    return _asked(
        request, form, lambda note: actions.decide_experience(request.actor, row, taken.name, note=note), label=gettext(taken.label),
        unit=row.enterprise, back=reverse("experience-card", args=[serial]), lead=row.title,
    )  # fmt: skip


urlpatterns = [
    path("certificate/<uuid:pk>/benchmark/", propose, name="benchmark-propose"),
    path("benchmark/<uuid:pk>/", page, name="benchmark"),
    path("benchmark/<uuid:pk>/card/", write, name="experience-write"),
    path("benchmark/<uuid:pk>/<str:step>/", step, name="benchmark-step"),
    path("experience-card/<str:serial>/", card, name="experience-card"),
    path("experience-card/<str:serial>/photo/<uuid:photo>/", card_photo, name="experience-photo"),
    path("experience-card/<str:serial>/<str:step>/", card_step, name="experience-step"),
]
