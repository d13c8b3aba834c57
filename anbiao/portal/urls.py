"""Every address. Each view declares its action and object type; a test walks this list."""

from django.urls import path

urlpatterns: list[object] = []
