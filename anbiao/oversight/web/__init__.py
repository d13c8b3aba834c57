"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import (
    accountability,
    board,
    circulars,
    figures,
    instructions,
    meetings,
    notices,
    rankings,
    reports,
)

urlpatterns: list[URLPattern] = [
    *instructions.urlpatterns,
    *accountability.urlpatterns,
    *meetings.urlpatterns,
    *figures.urlpatterns,
    *board.urlpatterns,
    *rankings.urlpatterns,
    *circulars.urlpatterns,
    *reports.urlpatterns,
    *notices.urlpatterns,
]
