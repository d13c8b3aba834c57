"""The list of what people were told, with its proof: sent, delivered, seen, acted on."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.models import Notice
from anbiao.kit.notices import queries
from anbiao.kit.register import Column, Empty, Filter, Option, Register, View
from anbiao.kit.register.columns import joined
from anbiao.kit.templatetags.kit import say_moment
from anbiao.oversight.notice_words import kind_of, kinds_of_notices
from anbiao.rules import notices as law


def _noun(number: int, shown: str) -> str:
    return ngettext("%(number)s notice", "%(number)s notices", number) % {"number": shown}


def _states(_actor: Actor) -> list[Option]:
    return [Option(state.name, gettext(state.label)) for state in law.STATES.values()]


def _by_state(_actor: Actor, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= queries.standing_is(value)
    return found


def _kinds(_actor: Actor) -> list[Option]:
    return [Option(name, str(label)) for name, label in kinds_of_notices().items()]


def _prepare(actor: Actor, rows: Sequence[Any]) -> None:
    """The ways out of the house of a whole page. One query."""
    ways = queries.ways_of(rows)
    for row in rows:
        row.made = say_moment(row.made_at, actor.today)
        row.looked = say_moment(row.seen_at, actor.today) if row.seen_at else ""
        row.ways = joined(
            f"{gettext(law.CHANNELS[way.channel])}: {gettext(way.standing.label)}"
            for way in ways.get(row.pk, ())
        )


NOTICES = Register(
    name="notices",
    path="notices",
    group=_("Offices and accounts"),
    title=_("Notices with proof"),
    capability="read notice",
    model=Notice,
    columns=(
        Column("made", pgettext_lazy("notice", "Told"), lambda row: row.made, kind="code", width=104, sort="made_at"),
        Column("name", pgettext_lazy("notice", "To"), lambda row: row.name, kind="name", width=128),
        Column("office", _("Office"), lambda row: row.office, width=168),
        Column("kind", _("Kind"), lambda row: row.kind, words=kind_of, width=168, on_phone=False, group="kind"),
        Column("title", pgettext_lazy("notice", "What"), lambda row: row.title),
        Column("ways", _("Ways beside the screen"), lambda row: row.ways, width=168, on_phone=False),
        Column("seen", _("Seen"), lambda row: row.looked, kind="code", width=104),
        Column("state", _("State"), lambda row: row.standing, kind="state", width=128),
    ),
    sort="-made",
    noun=_noun,
    empty=Empty(_("Nobody was told anything yet. The digest of a working day is written at half past seven.")),
    filters=(
        Filter("state", _("State"), _states, _by_state, first=True),
        Filter("kind", _("Kind"), _kinds, lambda _actor, values: Q(kind__in=values), first=True),
        Filter(
            "unseen", _("Unseen"), lambda _actor: [Option("long", gettext("for three days or more"))],
            lambda actor, _values: queries.unseen_long(actor),
        ),
        Filter("away", _("Away"), lambda _actor: [Option("yes", gettext("was away"))], lambda _actor, _values: Q(is_away=True)),
    ),
    views=(
        View("all", _("All"), ""),
        View("unseen", _("Unseen for three days"), "unseen=long"),
        View("failed", _("Not delivered"), "state=failed"),
        View("acted", _("Acted on"), "state=acted"),
    ),
    search=lambda text: Q(name__icontains=text) | Q(office__icontains=text),
    search_hint=_("Name, office"),
    prepare=_prepare,
    url=lambda row: reverse("notice", args=[row.pk]),
    label_of=lambda row: row.title,
    export="export notice",
)  # fmt: skip
