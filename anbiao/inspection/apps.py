"""The part `inspection`."""

from django.apps import AppConfig


class Inspection(AppConfig):
    """Named for Django."""

    name = "anbiao.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What hangs on the page of a unit, what the part has for "my work", what local rules do; once everything is loaded."""
        from anbiao.authority.signals import DISABLED
        from anbiao.inspection import building_page, effects, holdings, sections, unit_records, work  # noqa: F401
        from anbiao.inspection.actions.devices import hear_of_disabled

        DISABLED.heard_by(hear_of_disabled)
