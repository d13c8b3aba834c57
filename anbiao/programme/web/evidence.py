"""The doors of evidence for reviewers to whom an assessment is given without its unit: the record, and its photos."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from anbiao.kit.doors import Visit, door
from anbiao.kit.photos.web import copy_of
from anbiao.programme import evidence_page
from anbiao.programme.queries import assessments, evidence


@door("read assessment")
def page(request: Visit, pk: UUID) -> HttpResponse:
    """A record beside an item; whoever reaches the unit is led to the record itself."""
    link = get_object_or_404(evidence.evidence(request.actor), pk=pk)
    shown = evidence_page.context(link)
    if assessments.reaches_unit(request.actor, assessments.place_in(request.actor, link.item.assessment)):
        return redirect(shown["url"])
    return render(request, "programme/evidence_record.html", shown)


@door("read assessment")
def photo(request: Visit, pk: UUID, photo: UUID) -> HttpResponse:
    """A photo of that record."""
    link = get_object_or_404(evidence.evidence(request.actor), pk=pk)
    found = evidence.photos(link).get(photo)
    if found is None:
        raise Http404
    return copy_of(request, found[1], "view")


urlpatterns = [
    path("evidence/<uuid:pk>/", page, name="evidence"),
    path("evidence/<uuid:pk>/photo/<uuid:photo>/", photo, name="evidence-photo"),
]
