"""The part `registry`."""

from django.apps import AppConfig


class Registry(AppConfig):
    """Named for Django."""

    name = "anbiao.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
