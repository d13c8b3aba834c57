"""The part `inspection`."""

from django.apps import AppConfig


class Inspection(AppConfig):
    """Named for Django."""

    name = "anbiao.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"
