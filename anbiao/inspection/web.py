"""The doors of `inspection`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
