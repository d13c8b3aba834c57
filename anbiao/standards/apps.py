"""The part `standards`."""

from django.apps import AppConfig


class Standards(AppConfig):
    """Named for Django."""

    name = "anbiao.standards"
    label = "standards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work" is entered once everything is loaded."""
        from anbiao.standards import work  # noqa: F401
