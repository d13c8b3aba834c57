"""Units that somebody follows, as her digest tells them: a line a unit with what happened there, and nothing of it in "my work"."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.journal_words import CHECK_WORDS, COLOUR_WORDS, HAZARD_WORDS, LIST_WORDS
from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import joined
from anbiao.kit.register.detail import Words
from anbiao.kit.work import Item, Source
from anbiao.oversight.actions.telling import BESIDE_WORK
from anbiao.oversight.queries.followed import units_with_news
from anbiao.programme.journal_words import ASSESSMENT_WORDS, CERTIFICATE_WORDS
from anbiao.registry.journal_words import WORDS
from anbiao.registry.work.places import place_of_region

TOLD: dict[str, Words] = {
    "enterprise": WORDS, "hazard": HAZARD_WORDS, "check": CHECK_WORDS, "check-list": LIST_WORDS, "colour": COLOUR_WORDS,
    "assessment": ASSESSMENT_WORDS, "certificate": CERTIFICATE_WORDS,
}  # fmt: skip
QUIET = frozenset({"reveal"})  # somebody looked, and nothing happened
MOST_SAID = 4


def _rows(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return units_with_news(actor, {name: sorted(set(words.verbs) - QUIET) for name, words in TOLD.items()})


def _item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.name, url=reverse("enterprise", args=[row.pk]), what=_said(row), place=place_of_region(row.region), due_on=None,
        mark="late" if row.of_overdue else "doing", state=gettext("Followed"), step=gettext("Open"),
    )  # fmt: skip


def _said(row: Any) -> str:
    """What happened at a unit in a few words, the same only once: "Hazard found (2), Colour changed"."""
    said = []
    if row.of_overdue:
        late = ngettext("%(number)s hazard is overdue now", "%(number)s hazards are overdue now", row.of_overdue)  # fmt: skip
        said.append(late % {"number": row.of_overdue})
    for name, words in TOLD.items():
        for verb, number in Counter(getattr(row, f"of_{name}", None) or ()).items():
            said.append(f"{words.verbs[verb]} ({number})" if number > 1 else str(words.verbs[verb]))
    more = len(said) - MOST_SAID
    rest = [gettext("%(number)s more") % {"number": more}] if more > 0 else []
    return joined([*said[:MOST_SAID], *rest])


BESIDE_WORK.append(
    Source("followed", _("Units that I follow"), "save view", _rows, _item, "/enterprises/?followed=me")
)
