"""The part `portal`."""

from django.apps import AppConfig


class Portal(AppConfig):
    """Named for Django."""

    name = "anbiao.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Joins the roster to the local rules: the parts `registry` and `standards` do not know each other."""
        from anbiao.registry.queries import tell_local_rules
        from anbiao.standards.queries import local

        tell_local_rules(local)
