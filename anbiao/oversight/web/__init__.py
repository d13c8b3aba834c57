"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import figures, rankings

urlpatterns: list[URLPattern] = [
    *figures.urlpatterns,
    *rankings.urlpatterns,
]
