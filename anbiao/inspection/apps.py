"""The part `inspection`."""

from django.apps import AppConfig


class Inspection(AppConfig):
    """Named for Django."""

    name = "anbiao.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What hangs on the page of a unit, and what the part has for "my work", once everything is loaded."""
        from anbiao.inspection import sections, work  # noqa: F401
