"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import figures

urlpatterns: list[URLPattern] = [
    *figures.urlpatterns,
]
