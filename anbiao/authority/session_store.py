"""Sessions in the database, as Django keeps them, but for one thing: a database that goes away is no session that was ended."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


class SessionStore(db.SessionStore):
    """Named by SESSION_ENGINE. Django takes every failure to save for a session that is gone and answers 400, after which a phone would
    not send again; what the database said is passed on, and the answer is 503.
    """

    def save(self, must_create: Any = False) -> None:
        """Raises UpdateError for a session that was ended meanwhile, OperationalError or InterfaceError where the database is away."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, (OperationalError, InterfaceError)):
                raise error.__context__ from None
            raise
