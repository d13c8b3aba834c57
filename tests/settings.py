"""Settings of the tests: the program's own, on the temporary cluster of tests/cluster.py."""

import os

from tests import cluster

os.environ["ANBIAO_DATA"] = str(cluster.folder())
os.environ["ANBIAO_MODE"] = "demonstration"
os.environ.pop("DATABASE_URL", None)

from anbiao.portal.settings import *  # noqa: F403
from anbiao.portal.settings import DATABASES, STORAGES

DATABASES["default"]["USER"] = "anbiao_owner"
DATABASES["default"]["OPTIONS"] = {}
del DATABASES["owner"]
DATABASES["default"]["TEST"] = {"TEMPLATE": cluster.TEMPLATE}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
