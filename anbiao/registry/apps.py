"""The part `registry`."""

from django.apps import AppConfig


class Registry(AppConfig):
    """Named for Django."""

    name = "anbiao.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work", and what of it hangs on a person, is entered once everything is loaded."""
        from anbiao.registry import holdings, work  # noqa: F401
