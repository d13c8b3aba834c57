"""Logs as one JSON object a line, so that nothing a visitor types can forge a line; each names the request that it belongs to.

The number of a request comes in or is made at the door, stands in every line of it and of the jobs that it asked for, and is on
the page of an error, to be quoted. No personal value is logged: see `unnamed` and `said`.
"""

import contextlib
import json
import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from contextvars import ContextVar

import psycopg
from django.db import Error as DatabaseError

# From another machine's header, so short and plain that nothing can be hidden in it.
WELL_FORMED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{6,62})[A-Za-z0-9]")
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are taken for another when read out
_request: ContextVar[str] = ContextVar("request", default="")

# What people are called, live and are reached by: Chinese writing, telephone and identity numbers, mail addresses.
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_NUMBER = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|(?:86-?)?1[3-9]\d{9})(?!\d)|(?<![\w-])0\d{2,3}-?\d{7,8}(?![\w-])"
)
# The secret of a view that programs read stands in its address.
_SECRET = re.compile(r"(?<=/feeds/)[\w-]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def new_number() -> str:
    """Another at every call, and short enough to be read out on the telephone."""
    signs = [secrets.choice(_SIGNS) for _ in range(10)]
    return "".join(signs[:5]) + "-" + "".join(signs[5:])


def current() -> str:
    """The number of the request that this work belongs to; "" when nobody asked."""
    return _request.get()


@contextlib.contextmanager
def known_as(number: str) -> Iterator[None]:
    """Work that belongs to a request."""
    token = _request.set(number)
    try:
        yield
    finally:
        _request.reset(token)


def unnamed(text: str) -> str:
    """A text without secrets and without what may name a person: our own messages are English, so that names and addresses are the
    Chinese in it.
    """
    return _MAIL.sub("…", _NUMBER.sub("…", _HAN.sub("…", _SECRET.sub("…", text))))


def said(error: BaseException) -> str:
    """What an error says. Of the database only the code and what of our own it names: its words repeat the row."""
    found = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(found, psycopg.Error):
        told = found.diag
        named = [told.table_name, told.column_name, told.constraint_name]
        # Without a code it never reached a row: the server was away, and its words say why.
        return " ".join(filter(None, [found.sqlstate, *named])) if found.sqlstate else unnamed(str(found))
    return "" if isinstance(error, DatabaseError) else unnamed(str(error))


def _traceback(error: BaseException) -> str:
    """As Python shows it, the causes first, each with what it may say."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    above = f"{_traceback(before)}\n" if before else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{above}{unnamed(frames)}{type(error).__qualname__}: {said(error)}"


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message; request, and `facts` of the record; the traceback when there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": unnamed(record.getMessage()),
        }
        # What Django says of an answer it says after the door has closed, and gives the request along.
        if number := current() or getattr(getattr(record, "request", None), "number", ""):
            line["request"] = number
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["traceback"] = _traceback(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)
