"""The records of checks, and the units whose next visit is due."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import queries
from anbiao.inspection.models import Check, Standing
from anbiao.inspection.registers.words import by_unit, options, state_words, unit_columns, unit_filters
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.registry.registers.words import in_language, page_of, states
from anbiao.rules import units as roster
from anbiao.rules import visits

COLOUR, UNIT, TOWN = unit_columns()
KINDS = {kind.name: kind.label for kind in visits.KINDS}
SIGNS = Act(_("Door signs"), "door-signs", "make check")


def _checks(number: int, shown: str) -> str:
    return ngettext("%(number)s check", "%(number)s checks", number) % {"number": shown}


def _units(number: int, shown: str) -> str:
    return ngettext("%(number)s unit", "%(number)s units", number) % {"number": shown}


CHECKS = Register(
    name="checks",
    path="checks",
    group=_("Checks"),
    title=_("Check records"),
    capability="read check",
    model=Check,
    columns=(
        COLOUR,
        Column("name", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        TOWN,
        Column("kind", _("Kind"), lambda row: row.kind, words=lambda name: gettext(KINDS[name]), width=104, group="kind"),
        Column("who", _("Who"), lambda row: row.who, width=84),
        Column("office", pgettext_lazy("check", "Office"), lambda row: in_language(row.organisation) if row.organisation else "", width=128, on_phone=False),
        Column("on", _("Day"), lambda row: row.on, kind="day", width=84, sort="on"),
        Column("outcome", _("Outcome"), lambda row: row.outcome, words=lambda name: gettext(visits.OUTCOMES[name]), width=94),
        Column("failed", _("Items failed"), lambda row: row.failed, kind="number", width=84),
        Column("next_on", _("Next try"), lambda row: row.next_on, kind="day", width=84, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=state_words(visits.CHECK), kind="state", width=104, group="state"),
    ),
    sort="-on",
    noun=_checks,
    empty=Empty(_("No check is recorded yet. Open a unit and record a visit, on the phone or here.")),
    filters=(
        Filter("kind", _("Kind"), options(KINDS), lambda _actor, values: Q(kind__in=values), first=True),
        Filter("outcome", _("Outcome"), options(visits.OUTCOMES), lambda _actor, values: Q(outcome__in=values), first=True),
        Filter("state", _("State"), states(visits.CHECK), lambda _actor, values: Q(state__in=values)),
        Filter("mine", _("Whose"), lambda _actor: [Option("me", gettext("mine"))], lambda actor, _values: Q(account_id=actor.person)),
        *unit_filters(),
    ),
    views=(
        View("all", _("All"), ""),
        View("mine", _("Mine"), "mine=me"),
        View("again", _("To try again"), "outcome=locked&outcome=not_found&outcome=refused&outcome=renovation"),
        View("failed", _("Inspections"), "kind=inspection"),
    ),
    acts=(SIGNS,),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    narrow=queries.seen_checks,
    rests_on=("enterprise", "organisation"),
    url=lambda row: page_of("check", row.pk),
    label_of=lambda row: row.enterprise.name,
    export="export check",
)  # fmt: skip


VISITS_DUE = Register(
    name="visits-due",
    path="visits-due",
    group=_("Checks"),
    title=_("Visits due"),
    capability="make check",
    model=Standing,
    columns=(
        COLOUR,
        Column("name", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        TOWN,
        Column("open", _("Open hazards"), lambda row: row.open, kind="number", width=94),
        Column("overdue", _("Overdue"), lambda row: row.overdue, kind="number", width=84),
        Column("last_visit_on", _("Last visit"), lambda row: row.last_visit_on, kind="day", width=94),
        Column("visits", _("Visits this year"), lambda row: row.visits_this_year, kind="number", width=104, on_phone=False),
        Column("next_visit_on", _("Visit by"), lambda row: row.next_visit_on, kind="day", width=94, sort="next_visit_on"),
    ),
    sort="next_visit_on",
    noun=_units,
    empty=Empty(_("No visit is due until the end of this week. The colour of a unit decides how soon it is visited.")),
    filters=unit_filters(),
    acts=(SIGNS,),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    summary=_("By its colour each of these units is to be visited until the end of this week."),
    narrow=lambda actor: Q(
        next_visit_on__lte=queries.end_of_week(actor.today), enterprise__state__in=sorted(roster.ALIVE)
    ),
    rests_on=("enterprise",),
    url=lambda row: page_of("enterprise", row.enterprise_id),
    due="next_visit_on",
    label_of=lambda row: row.enterprise.name,
)  # fmt: skip
