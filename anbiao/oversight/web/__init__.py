"""The doors of oversight."""

from django.urls import URLPattern

from anbiao.oversight.web import rankings

urlpatterns: list[URLPattern] = [
    *rankings.urlpatterns,
]
