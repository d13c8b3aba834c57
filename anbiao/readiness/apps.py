"""The part `readiness` 保障."""

from django.apps import AppConfig


class Readiness(AppConfig):
    """Named for Django."""

    name = "anbiao.readiness"
    label = "readiness"
    default_auto_field = "django.db.models.BigAutoField"
