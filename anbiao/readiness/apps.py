"""The part `readiness` 保障."""

from django.apps import AppConfig


class Readiness(AppConfig):
    """Named for Django."""

    name = "anbiao.readiness"
    label = "readiness"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What hangs on the page of a unit, and what is kept of one; once everything is loaded."""
        from anbiao.readiness import sections, unit_records  # noqa: F401
