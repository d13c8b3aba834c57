"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import notices

urlpatterns: list[URLPattern] = [
    *notices.urlpatterns,
]
