"""The part `registry`."""

from django.apps import AppConfig


class Registry(AppConfig):
    """Named for Django."""

    name = "anbiao.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the part has for "my work", what of it hangs on a person, and how units are called, is entered once everything is loaded."""
        from anbiao.authority.naming import register_unit_names
        from anbiao.registry import holdings, queries, work  # noqa: F401

        register_unit_names(queries.unit_names)
