"""The part `oversight`."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """Named for Django."""

    name = "anbiao.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work", once everything is loaded."""
        from anbiao.oversight import work  # noqa: F401
