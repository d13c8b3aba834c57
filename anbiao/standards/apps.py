"""The part `standards`."""

from django.apps import AppConfig


class Standards(AppConfig):
    """Named for Django."""

    name = "anbiao.standards"
    label = "standards"
    default_auto_field = "django.db.models.BigAutoField"
