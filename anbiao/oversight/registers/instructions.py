"""The list of instructions: by office, source, state and lateness."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.oversight.accountability_words import name_of, state_of
from anbiao.oversight.models import Instruction
from anbiao.oversight.queries import instructions as queries
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import instructions as law


def _instructions(number: int, shown: str) -> str:
    return ngettext("%(number)s instruction", "%(number)s instructions", number) % {"number": shown}


def _sources(_actor: Actor) -> list[Option]:
    return [Option(name, gettext(label)) for name, label in law.SOURCES.items()]


def offices(actor: Actor) -> list[Option]:
    """The offices that answer, as options."""
    return [Option(str(row.pk), name_of(row)) for row in queries.owners(actor)]


def _standings(_actor: Actor) -> list[Option]:
    return [
        Option("late", gettext("late")),
        Option("caught_up", gettext("caught up")),
        Option("thrice", gettext("of an office that was three times late")),
    ]


def _by_standing(actor: Actor, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    if "late" in values:
        found |= queries.late(actor.today)
    if "caught_up" in values:
        found |= Q(queries.caught_up())
    if "thrice" in values:
        found |= queries.thrice_late(actor)
    return found


def _whose(_actor: Actor) -> list[Option]:
    return [Option("mine", gettext("my office has to do")), Option("given", gettext("my office gave"))]


def _by_whose(actor: Actor, values: Sequence[str]) -> Q:
    offices = sorted(queries.offices_of(actor))
    found = Q(pk__in=[])
    if "mine" in values:
        found |= Q(organisation_id__in=offices)
    if "given" in values:
        found |= Q(giver_office_id__in=offices)
    return found


def _mark(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts on each row how it stands today. One query."""
    for row in queries.with_nodes(rows):
        row.standing = queries.standing_of(row, actor.today)  # type: ignore[attr-defined]


def _search(words: str) -> Q:
    return Q(text__icontains=words) | Q(serial__startswith=words) | Q(about_label__icontains=words)


INSTRUCTIONS = Register(
    name="instructions",
    path="instructions",
    group=_("Oversight"),
    title=_("Instructions"),
    capability="read instruction",
    model=Instruction,
    columns=(
        Column("serial", _("Register No."), lambda row: row.serial, kind="code", width=88),
        Column("text", _("What has to be done"), lambda row: row.text, kind="name"),
        Column("organisation", _("Who has to do it"), lambda row: name_of(row.organisation), width=128),
        Column("person", _("Person"), lambda row: row.person.name if row.person else "", width=84, on_phone=False),
        Column("source", _("Where it comes from"), lambda row: row.source, words=lambda name: gettext(law.SOURCES[name]), width=104, on_phone=False, group="source"),
        Column("about", _("What it is about"), lambda row: row.about_label, width=128, on_phone=False),
        Column("given_on", _("Given on"), lambda row: row.given_on, kind="day", width=84, sort="given_on", on_phone=False),
        Column("due_on", _("Due on"), lambda row: row.due_on, kind="day", width=84, sort="due_on"),
        Column("state", _("State"), lambda row: (row.state, row.standing), words=state_of, kind="state", group="state", group_words=law.INSTRUCTION.state, width=168),
    ),
    sort="due_on",
    noun=_instructions,
    empty=Empty(
        _("No instruction is given yet. It comes from a meeting, a leader's note or a rule."),
        Act(_("Give an instruction"), "instruction-new", "give instruction"),
    ),
    filters=(
        Filter("state", _("State"), states(law.INSTRUCTION), lambda _actor, values: Q(state__in=values), first=True),
        Filter("standing", _("Lateness"), _standings, _by_standing, first=True),
        Filter("office", _("Who has to do it"), offices, lambda _actor, values: Q(organisation_id__in=values)),
        Filter("source", _("Where it comes from"), _sources, lambda _actor, values: Q(source__in=values)),
        Filter("whose", _("Whose"), _whose, _by_whose),
    ),
    views=(
        View("open", _("Not closed"), "state=given&state=signed&state=reported&state=returned"),
        View("late", _("Late"), "standing=late"),
        View("reported", _("To be closed"), "state=reported"),
        View("mine", _("Ours to do"), "whose=mine"),
        View("all", _("All"), ""),
    ),
    acts=(
        Act(_("Calls for an instruction"), "called-for", "give instruction"),
        Act(_("Give an instruction"), "instruction-new", "give instruction", is_main=True),
    ),
    search=_search,
    search_hint=_("Words, number"),
    narrow=queries.seen,
    rests_on=("organisation", "person"),
    prepare=_mark,
    url=lambda row: page_of("instruction", row.serial),
    due="due_on",
    label_of=lambda row: row.serial,
    export="export instruction",
)  # fmt: skip
