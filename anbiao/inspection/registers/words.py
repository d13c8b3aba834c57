"""What the lists of checks and hazards share: columns of the unit, filters by place and colour, states that may be late."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Column, Filter, Option
from anbiao.kit.register.columns import said_colour
from anbiao.kit.search import matching
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import SEARCHED, bare, towns
from anbiao.rules.colours import COLOURS
from anbiao.rules.machine import Machine, State
from anbiao.rules.refusal import N_

OVERDUE = N_("Overdue")


def unit_columns(
    unit: Callable[[Any], Any] = lambda row: row.enterprise, path: str = "enterprise__"
) -> tuple[Column, Column, Column]:
    """Colour, name and town of a row's unit, and the path by which the database reaches it."""
    return (
        Column("colour", pgettext_lazy("risk", "Colour"), lambda row: unit(row).colour, kind="colour", width=44, group=f"{path}colour"),
        Column("unit", _("Unit"), lambda row: unit(row).name, width=192),
        Column("town", _("Town"), lambda row: unit(row).region[:9], words=roster.region_name, width=84, short=bare,
            group=f"{path}region", group_digits=9),
    )  # fmt: skip


def unit_filters(path: str = "enterprise__") -> tuple[Filter, Filter, Filter]:
    """Town, sector and colour of a row's unit."""
    return (
        Filter(
            "town", _("Town"), towns, lambda _actor, values: roster.in_regions(values, f"{path}region"), first=True
        ),
        Filter(
            "sector", _("Sector"), lambda _actor: [Option(code, roster.in_words(names)) for code, names in roster.sectors().items()],
            lambda _actor, values: Q(**{f"{path}sector__in": values}),
        ),
        Filter(
            "colour", pgettext_lazy("risk", "Colour"), lambda _actor: [Option(code, said_colour(code)) for code in COLOURS],
            lambda _actor, values: Q(**{f"{path}colour__in": values}),
        ),
    )  # fmt: skip


def by_unit(words: str, prefix: str = "enterprise__") -> Q:
    """Rows whose unit is found by these words."""
    return matching(words, texts=SEARCHED, prefix=prefix)


def options(labels: Any) -> Callable[[Actor], Sequence[Option]]:
    """Names and labels of a rule as options."""
    return lambda _actor: [Option(name, gettext(str(label))) for name, label in dict(labels).items()]


def state_words(machine: Machine) -> Callable[[Any], State]:
    """A state, or a pair of state and lateness, as its mark and word."""

    def said(value: Any) -> State:
        name, late = value if isinstance(value, tuple) else (value, False)
        return State(name, OVERDUE, "late") if late else machine.state(name)

    return said
