"""Settings for what needs no database: collecting static files, comparing migrations with models."""

from anbiao.portal.settings import *  # noqa: F403

DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
