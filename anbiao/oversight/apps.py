"""The part `oversight`."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """Named for Django."""

    name = "anbiao.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
