"""The part `kit`."""

from django.apps import AppConfig


class Kit(AppConfig):
    """Named for Django."""

    name = "anbiao.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"
