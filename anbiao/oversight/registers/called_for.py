"""The list of what calls for an instruction by the local rule, from which instructions are given."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anbiao.inspection.models import Hazard
from anbiao.inspection.registers.hazards import GRADE, GRADES, SERIAL, TITLE, search
from anbiao.inspection.registers.words import options, unit_columns, unit_filters
from anbiao.kit.actor import Actor
from anbiao.kit.register import Bulk, Column, Empty, Filter, Preview, Register, View
from anbiao.oversight import actions
from anbiao.oversight.accountability_words import name_of
from anbiao.oversight.forms.accountability import ByRuleForm
from anbiao.oversight.queries import called_for as queries
from anbiao.registry.registers.words import page_of

COLOUR, UNIT, TOWN = unit_columns()


def _hazards(number: int, shown: str) -> str:
    return ngettext("%(number)s hazard", "%(number)s hazards", number) % {"number": shown}


def _named(found: Any) -> Preview:
    return Preview(
        found.given, (), [(row.pk, f"{row.serial} {row.title}", why) for row, why in found.refused]
    )


def _preview(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    return _named(actions.weigh_by_rule(actor, rows, **values))


def _give(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    return _named(actions.give_by_rule(actor, rows, **values))


def _mark(actor: Actor, rows: Any) -> None:
    """Puts on each hazard how late it is, and who would be instructed. One query."""
    owners = queries.owners_of(actor, rows)
    for row in rows:
        row.owner, row.overdue = owners.get(row.pk), (actor.today - row.due_on).days


GIVE = Bulk(
    "instruct", _("Give instructions"), "give instruction", ByRuleForm, _preview, _give,
    lambda number: ngettext("Give %(number)s instruction", "Give %(number)s instructions", number) % {"number": f"{number:,}"},
    _("Will be instructed"), _("Instructed already"), _("Cannot be instructed"),
)  # fmt: skip


CALLED_FOR = Register(
    name="called-for",
    path="called-for",
    group=_("Oversight"),
    title=_("Calls for an instruction"),
    capability="give instruction",
    model=Hazard,
    columns=(
        SERIAL,
        TITLE,
        GRADE,
        UNIT,
        TOWN,
        Column("owner", _("Who would have to do it"), lambda row: name_of(row.owner), width=168, absent=_("nobody")),
        Column("overdue", _("Days late"), lambda row: row.overdue, kind="number", width=76),
        Column("due_on", _("Due on"), lambda row: row.due_on, kind="day", width=84, sort="due_on"),
    ),
    sort="due_on",
    noun=_hazards,
    empty=Empty(_("Nothing calls for an instruction: no hazard is overdue for as long as the local rule says.")),
    filters=(
        Filter("grade", _("Grade"), options(GRADES), lambda _actor, values: Q(grade__in=values), first=True),
        *unit_filters(),
    ),
    views=(View("all", _("All"), ""), View("major", _("Major"), "grade=major")),
    bulk=(GIVE,),
    search=search,
    search_hint=_("Hazard, number, unit, pinyin"),
    narrow=queries.called_for,
    rests_on=("enterprise", "organisation"),
    prepare=_mark,
    url=lambda row: page_of("hazard", row.pk),
    label_of=lambda row: row.title,
    due="due_on",
)  # fmt: skip
