"""What a change of a local rule would do to rankings: told before a second person approves it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from anbiao.kit.actor import Actor
from anbiao.oversight.models import Ranking
from anbiao.oversight.queries import ranking_content as contents
from anbiao.rules import ranking_course as course
from anbiao.standards.effects import register_effect


def _later(actor: Actor, _value: object) -> list[str]:
    """A ranking goes by the rules of the first day of its period: what is under way keeps them."""
    rows = Ranking.objects.of_district(actor.district).filter(state__in=sorted(course.OPEN))
    words = gettext("It holds for periods that begin from then on; %(number)s rankings under way keep what held on their first day.")  # fmt: skip
    return [words % {"number": rows.count()}]


def _least(actor: Actor, value: Mapping[str, int]) -> list[str]:
    """How many lines of the newest published ranking of each kind would stand apart."""
    rows = Ranking.objects.of_district(actor.district).filter(state=course.PUBLISHED).select_related("snapshot")  # fmt: skip
    newest = {row.kind: row for row in rows.order_by("last_on", "edition")}
    number = sum(
        1
        for kind, row in newest.items()
        for line in contents.content(row)["lines"]
        if line["units"] < value[kind]
    )
    words = ngettext(
        "%(number)s line of the newest rankings would not be ranked.",
        "%(number)s lines of the newest rankings would not be ranked.",
        number,
    )
    return [words % {"number": number}, *_later(actor, value)]


EFFECTS: Mapping[str, Callable[[Actor, Any], list[str]]] = {
    "ranking.weights": _later, "ranking.least": _least, "ranking.cut_off": _later, "ranking.objections": _later,
}  # fmt: skip
for _code, _effect in EFFECTS.items():
    register_effect(_code, _effect)
