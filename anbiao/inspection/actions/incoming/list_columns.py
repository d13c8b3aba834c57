"""The columns of a check-list as offices and units write it: those of the standards' tables, and whose list it is."""

from dataclasses import replace

from anbiao.kit.imports.columns import Column
from anbiao.rules.refusal import N_
from anbiao.standards import workbooks

# The English heads of our own export; the Chinese ones are among the words of the standards' tables.
OURS = {
    "item": "Item to be checked", "area": "Area to be checked", "method": "Method of checking", "basis": "Basis of checking",
    "frequency": "Frequency of checking",
}  # fmt: skip
FREQUENCIES = {**workbooks.FREQUENCIES, "each shift": "shift"}
NAMES = ("ref", "section", "item", "text", "basis", "method", "look", "area", "frequency", "post")


def _ours(name: str) -> Column:
    """A column of the standards' tables with the words of our own export among its own."""
    column = workbooks.BY_NAME[name]
    words = (*column.synonyms, *([OURS[name]] if name in OURS else ()))
    return replace(column, synonyms=words, choices=FREQUENCIES if name == "frequency" else column.choices)


COLUMNS: tuple[Column, ...] = (
    Column("name", N_("Unit name"), ("单位名称", "企业名称", "受检单位", "被检查单位", "生产经营单位", "生产经营单位名称", "unit", "enterprise", "company"), longest=120),
    Column("uscc", N_("Credit code (USCC)"), ("统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "USCC", "credit code"), "code", longest=40),
    *map(_ours, NAMES),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
