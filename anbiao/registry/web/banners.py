"""The doors of what stands on top of a unit's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext

from anbiao.kit.doors import Visit, door
from anbiao.registry import actions, banner_section, queries  # noqa: F401 - its section hangs on the page of a unit
from anbiao.registry.forms import show_refused
from anbiao.registry.forms.banners import BannerForm
from anbiao.rules.refusal import Refused


@door("change enterprise", writes=True)
def unit_banner(request: Visit, pk: UUID) -> HttpResponse:
    """Writes an alert, or when to contact the unit."""
    unit = get_object_or_404(queries.enterprises(request.actor, "change enterprise"), pk=pk)
    form = BannerForm(request.actor, request.POST or None)
    if form.is_valid():
        try:
            actions.put_banner(request.actor, unit, **form.cleaned_data)
        except Refused as refused:
            show_refused(form, refused)
        else:
            messages.success(request, gettext("It stands on the page of the unit, and ends by itself."))
            return redirect("enterprise", pk=pk)
    return render(
        request, "registry/banner.html", {"form": form, "unit": unit}, status=422 if form.errors else 200
    )


@door("change enterprise", writes=True)
def banner_end(request: Visit, pk: UUID) -> HttpResponse:
    """Ends it before its day."""
    row = get_object_or_404(queries.banners(request.actor, "change enterprise"), pk=pk)
    if request.method == "POST":
        actions.end_banner(request.actor, row)
        return redirect("enterprise", pk=row.enterprise_id)
    return render(request, "registry/banner_end.html", {"row": row})


urlpatterns = [
    path("units/<uuid:pk>/banner/", unit_banner, name="enterprise-banner"),
    path("banner/<uuid:pk>/end/", banner_end, name="banner-end"),
]
