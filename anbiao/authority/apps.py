"""The part `authority`."""

from django.apps import AppConfig


class Authority(AppConfig):
    """Named for Django."""

    name = "anbiao.authority"
    label = "authority"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work", what of it hangs on a person, and what it hears, once everything is loaded."""
        from anbiao.authority import holdings, work  # noqa: F401
        from anbiao.authority.actions.tokens import hear_of_disabled
        from anbiao.authority.signals import DISABLED

        DISABLED.heard_by(hear_of_disabled)
