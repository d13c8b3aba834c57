"""The part `authority`."""

from django.apps import AppConfig


class Authority(AppConfig):
    """Named for Django."""

    name = "anbiao.authority"
    label = "authority"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work", and what of it hangs on a person, is entered once everything is loaded."""
        from anbiao.authority import holdings, work  # noqa: F401
