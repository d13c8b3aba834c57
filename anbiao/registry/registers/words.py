"""What the lists of the roster share: names in the reader's language, addresses of pages, and common filters."""

from collections.abc import Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Filter, Option
from anbiao.kit.register.following import following
from anbiao.registry import queries
from anbiao.registry.models import Responsibility

SEARCHED = ("name", "address", "search_text")


def in_language(row: Any) -> str:
    """The name of an organisation or a person in the reader's language."""
    return queries.in_words((row.name, row.name_en))


def bare(name: str) -> str:
    """An English place or office without its kind, which the head of the column says: Shuangyang, Health."""
    for kind in (" Subdistrict", " Township", " Town", " Community", " Village", " Bureau"):
        name = name.removesuffix(kind)
    return name


def page_of(name: str, pk: Any) -> str:
    """The address of a row's own page; "" as long as there is none."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


def towns(actor: Actor) -> list[Option]:
    """The towns and streets of the district as options."""
    regions = queries.regions_of(actor.district)
    return [Option(code, queries.in_words(names)) for code, names in regions.items() if len(code) == 9]


def states(machine: Any) -> Any:
    """The states of a machine as options."""
    return lambda actor: [Option(state.name, gettext(state.label)) for state in machine.states]


def kinds_of(kinds: Sequence[str]) -> Any:
    """Kinds of responsibility as options."""
    labels = dict(Responsibility.Kind.choices)
    return lambda actor: [Option(kind, gettext(labels[kind])) for kind in kinds]


THRICE_LATE = Filter(
    "often_late", _("Lateness"), lambda _actor: [Option("thrice", gettext("three times late in twelve months"))],
    lambda actor, _values: queries.thrice_late(actor),
)  # fmt: skip
FOLLOWED = following("enterprises")
