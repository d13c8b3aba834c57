"""The long steps of an import, in the background. Each may be begun twice: it looks at the run's state first."""

import logging
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from anbiao.authority.people import actor_of_account
from anbiao.kit import clock
from anbiao.kit.models import ImportRun
from anbiao.registry.actions import imports

STEPS = {"uploaded": imports.read_columns, "checking": imports.check, "writing": imports.write_rows}
LOG = logging.getLogger(__name__)
