"""The part `kit`."""

from importlib import import_module

from django.apps import AppConfig


class Kit(AppConfig):
    """Named for Django."""

    name = "anbiao.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes our look-up known to every field."""
        import_module("anbiao.kit.lookups")
