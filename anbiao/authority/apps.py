"""The part `authority`."""

from django.apps import AppConfig


class Authority(AppConfig):
    """Named for Django."""

    name = "anbiao.authority"
    label = "authority"
    default_auto_field = "django.db.models.BigAutoField"
