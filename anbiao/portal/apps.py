"""The part `portal`."""

from django.apps import AppConfig


class Portal(AppConfig):
    """Named for Django."""

    name = "anbiao.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
