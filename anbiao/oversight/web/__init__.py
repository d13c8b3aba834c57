"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import board

urlpatterns: list[URLPattern] = [
    *board.urlpatterns,
]
