"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import board, figures

urlpatterns: list[URLPattern] = [
    *figures.urlpatterns,
    *board.urlpatterns,
]
