"""The part `programme`."""

from django.apps import AppConfig


class Programme(AppConfig):
    """Named for Django."""

    name = "anbiao.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What hangs on the page of a unit, and what the part has for "my work", what it hears; once everything is loaded."""
        from anbiao.inspection.queries import planned
        from anbiao.inspection.signals import ACCIDENT
        from anbiao.programme import effects, holdings, sections, unit_records, work  # noqa: F401
        from anbiao.programme.actions import hear_of_handed, hear_of_harm, hear_of_roster
        from anbiao.registry.signals import HANDED, ROSTER

        planned.ask(work.visits_of_week)
        ACCIDENT.heard_by(hear_of_harm)
        ROSTER.heard_by(hear_of_roster)
        HANDED.heard_by(hear_of_handed)
