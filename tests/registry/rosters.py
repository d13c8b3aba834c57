"""Roster files for the tests of the import: right rows, and a run brought as far as a test needs it."""

import io
from typing import Any
from uuid import UUID

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from anbiao.authority.models import User
from anbiao.kit.actor import Actor
from anbiao.kit.models import ImportRun
from anbiao.registry.actions import imports
from tests import people

HEAD = [
    "单位名称",
    "统一社会信用代码",
    "镇街",
    "地址",
    "行业",
    "从业人数",
    "主要负责人",
    "联系电话",
    "成立日期",
]


def row(name: str, code: str | None = None, **over: Any) -> list[Any]:
    """A right row under HEAD; `over` names headings."""
    values = {
        "单位名称": name, "统一社会信用代码": people.make_uscc() if code is None else code, "镇街": "双阳街道",
        "地址": f"{name}路1号", "行业": "鞋服纺织", "从业人数": 20, "主要负责人": "林某", "联系电话": "13900000021",
        "成立日期": "2020-02-03",
    }  # fmt: skip
    return [{**values, **over}[heading] for heading in HEAD]


def workbook(*rows: list[Any], head: list[str] | None = None) -> bytes:
    """An .xlsx of these rows."""
    book = openpyxl.Workbook()
    book.active.append(head or HEAD)
    for each in rows:
        book.active.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(*rows: list[Any], name: str = "roster.xlsx", head: list[str] | None = None) -> SimpleUploadedFile:
    """The workbook as a browser sends it."""
    return SimpleUploadedFile(name, workbook(*rows, head=head))


def fresh(run: ImportRun | UUID) -> ImportRun:
    """The run as it stands."""
    return imports.run_of(run.pk if isinstance(run, ImportRun) else run)


def begun(actor: Actor, *rows: list[Any], head: list[str] | None = None) -> ImportRun:
    """A run whose file is read: its columns wait to be confirmed."""
    run = imports.start_import(actor, upload(*rows, head=head))
    imports.read_columns(actor, run)
    return fresh(run)


def checked(actor: Actor, *rows: list[Any], head: list[str] | None = None) -> ImportRun:
    """A run that is checked and waits to be confirmed."""
    run = begun(actor, *rows, head=head)
    imports.confirm_columns(actor, run, {index: name for name, index in run.mapping.items()})
    imports.check(actor, run)
    return fresh(run)


def checked_again(actor: Actor, run: ImportRun) -> ImportRun:
    """After a correction or a decision."""
    imports.check(actor, run)
    return fresh(run)


def officer() -> tuple[User, Actor]:
    """The district officer of the cast."""
    user = people.person("district_officer")
    return user, people.acting(user)
