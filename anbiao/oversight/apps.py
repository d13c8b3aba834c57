"""The part `oversight`."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """Named for Django."""

    name = "anbiao.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work", what hangs on the page of a unit, what local rules do to it; once everything is loaded."""
        from anbiao.oversight import ranking_effects, sections, work  # noqa: F401
