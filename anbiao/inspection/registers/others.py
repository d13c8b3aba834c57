"""Look-backs, colours by hand and their course, accidents, risk points."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.models import Accident, ColourChange, ColourProposal, Look, LookBack, Risk
from anbiao.inspection.queries.tables import accident_kind
from anbiao.inspection.registers.words import by_unit, options, state_words, unit_columns, unit_filters
from anbiao.kit.register import Act, Column, Empty, Filter, Register, View
from anbiao.kit.register.detail import said_who
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import bare, page_of, states, towns
from anbiao.rules import accidents, colours, lookback

COLOUR, UNIT, TOWN = unit_columns()
NAME = Column("name", _("Unit"), lambda row: row.enterprise.name, kind="name")
HINT = _("Name, pinyin, code, address")


def _look_backs(number: int, shown: str) -> str:
    return ngettext("%(number)s look-back", "%(number)s look-backs", number) % {"number": shown}


def _changes(number: int, shown: str) -> str:
    return ngettext("%(number)s change", "%(number)s changes", number) % {"number": shown}


def _proposals(number: int, shown: str) -> str:
    return ngettext("%(number)s proposal", "%(number)s proposals", number) % {"number": shown}


def _accidents(number: int, shown: str) -> str:
    return ngettext("%(number)s accident", "%(number)s accidents", number) % {"number": shown}


def _points(number: int, shown: str) -> str:
    return ngettext("%(number)s risk point", "%(number)s risk points", number) % {"number": shown}


LOOK_BACKS = Register(
    name="look-backs",
    path="look-backs",
    group=_("Checks"),
    title=_("Look-backs"),
    capability="read look-back",
    model=LookBack,
    columns=(
        Column("name", _("Look-back"), lambda row: row.name, kind="name"),
        Column("region", _("Region"), lambda row: row.region, words=roster.region_name, width=128),
        Column("from_on", _("Closed from"), lambda row: row.from_on, kind="day", width=94),
        Column("to_on", _("Closed until"), lambda row: row.to_on, kind="day", width=94),
        Column("closed", _("Closed"), lambda row: row.closed, kind="number", width=84),
        Column("drawn", _("Drawn"), lambda row: row.drawn, kind="number", width=84),
        Column("due_on", _("Look until"), lambda row: row.due_on, kind="day", width=94),
        Column("at", _("Drawn on"), lambda row: row.at, kind="day", width=94, sort="at"),
    ),
    sort="-at",
    noun=_look_backs,
    empty=Empty(
        _("No look-back has been drawn yet."), Act(_("Draw a look-back"), "look-back-new", "draw look-back")
    ),
    acts=(Act(_("Draw a look-back"), "look-back-new", "draw look-back", is_main=True),),
    url=lambda row: page_of("look-back", row.pk),
    label_of=lambda row: row.name,
)

L_COLOUR, L_UNIT, L_TOWN = unit_columns(lambda row: row.hazard.enterprise, "hazard__enterprise__")

LOOKS = Register(
    name="looks",
    path="looks",
    group=_("Checks"),
    title=_("Hazards looked back at"),
    capability="read look-back",
    model=Look,
    columns=(
        L_COLOUR,
        Column("hazard", _("Hazard"), lambda row: row.hazard.title, kind="name"),
        L_UNIT,
        L_TOWN,
        Column("campaign", _("Look-back"), lambda row: row.look_back.name, width=128, on_phone=False),
        Column("closed_on", _("Closed"), lambda row: row.hazard.closed_on, kind="day", width=84),
        Column("verifier", _("Verified by"), lambda row: row.hazard.verifier, width=94, on_phone=False),
        Column("due_on", _("Look until"), lambda row: row.due_on, kind="day", width=94, sort="due_on"),
        Column(
            "state",
            _("State"),
            lambda row: row.state,
            words=state_words(lookback.LOOK),
            kind="state",
            width=104,
        ),
    ),
    sort="due_on",
    noun=_look_backs,
    empty=Empty(
        _("Nothing is to be looked back at."), Act(_("Draw a look-back"), "look-back-new", "draw look-back")
    ),
    filters=(
        Filter(
            "state", _("State"), states(lookback.LOOK), lambda _actor, values: Q(state__in=values), first=True
        ),
        *unit_filters("hazard__enterprise__"),
    ),
    views=(
        View("open", _("To be looked at"), "state=to_look"),
        View("false", _("False closures"), "state=false_closure"),
        View("back", _("Came back"), "state=relapsed"),
        View("all", _("All"), ""),
    ),
    search=lambda words: by_unit(words, "hazard__enterprise__"),
    search_hint=HINT,
    rests_on=("hazard", "hazard__enterprise", "look_back"),
    url=lambda row: page_of("look", row.pk),
    due="due_on",
    label_of=lambda row: row.hazard.title,
)

COLOUR_CHANGES = Register(
    name="colour-changes",
    path="colour-changes",
    group=_("Checks"),
    title=_("Changes of colour"),
    capability="read colour",
    model=ColourChange,
    columns=(
        Column(
            "before",
            pgettext_lazy("colour", "Before"),
            lambda row: row.before,
            kind="colour",
            width=72,
            group="before",
        ),
        Column(
            "after",
            pgettext_lazy("colour", "After"),
            lambda row: row.after,
            kind="colour",
            width=72,
            group="after",
        ),
        NAME,
        TOWN,
        Column("on", _("Day"), lambda row: row.on, kind="day", width=94, sort="on"),
        Column("who", pgettext_lazy("colour", "Set by"), lambda row: row.who, words=said_who, width=128),
        Column("expires_on", _("Holds until"), lambda row: row.expires_on, kind="day", width=94),
    ),
    sort="-on",
    noun=_changes,
    empty=Empty(_("No unit has changed its colour yet.")),
    filters=(
        Filter(
            "after",
            pgettext_lazy("colour", "After"),
            options(colours.COLOURS),
            lambda _actor, values: Q(after__in=values),
            first=True,
        ),
        *unit_filters(),
    ),
    search=by_unit,
    search_hint=HINT,
    rests_on=("enterprise",),
    url=lambda row: page_of("enterprise", row.enterprise_id),
    label_of=lambda row: row.enterprise.name,
)

COLOUR_PROPOSALS = Register(
    name="colour-proposals",
    path="colour-proposals",
    group=_("Checks"),
    title=_("Colours by hand"),
    capability="read colour",
    model=ColourProposal,
    columns=(
        COLOUR,
        NAME,
        TOWN,
        Column("wanted", _("Proposed"), lambda row: row.colour, kind="colour", width=72, group="colour"),
        Column("reason", _("Reason"), lambda row: row.reason, width=220),
        Column("proposer", _("Proposed by"), lambda row: row.proposer, width=94),
        Column("proposed_on", _("Proposed on"), lambda row: row.proposed_on, kind="day", width=94, sort="proposed_on"),
        Column("expires_on", _("Holds until"), lambda row: row.expires_on, kind="day", width=94),
        Column("state", _("State"), lambda row: row.state, words=state_words(colours.COLOUR_PROPOSAL), kind="state", width=94, group="state"),
    ),
    sort="-proposed_on",
    noun=_proposals,
    empty=Empty(_("Every colour follows from the local rule; none was set by hand.")),
    filters=(
        Filter("state", _("State"), states(colours.COLOUR_PROPOSAL), lambda _actor, values: Q(state__in=values), first=True),
        *unit_filters(),
    ),
    search=by_unit,
    search_hint=HINT,
    rests_on=("enterprise",),
    url=lambda row: page_of("colour-decide", row.pk),
    label_of=lambda row: row.enterprise.name,
)  # fmt: skip

ACCIDENTS = Register(
    name="accidents",
    path="accidents",
    group=_("Checks"),
    title=_("Accident ledger"),
    capability="read accident",
    model=Accident,
    columns=(
        Column("serial", pgettext_lazy("serial", "No."), lambda row: row.serial, kind="code", width=94),
        Column(
            "place", _("Where"), lambda row: row.enterprise.name if row.enterprise else row.place, kind="name"
        ),
        Column(
            "town",
            _("Town"),
            lambda row: row.region[:9],
            words=roster.region_name,
            width=84,
            short=bare,
            group="region",
            group_digits=9,
        ),
        Column("kind", _("Kind"), lambda row: row.kind, words=accident_kind, width=104),
        Column(
            "grade",
            _("Grade"),
            lambda row: row.grade,
            words=lambda name: gettext(accidents.GRADES[name]),
            width=104,
        ),
        Column("dead", _("Dead"), lambda row: row.dead, kind="number", width=72),
        Column("injured", _("Seriously injured"), lambda row: row.injured, kind="number", width=84),
        Column("loss", _("Loss (yuan)"), lambda row: row.loss, kind="number", width=104, on_phone=False),
        Column("on", _("Day"), lambda row: row.on, kind="day", width=94, sort="on"),
    ),
    sort="-on",
    noun=_accidents,
    empty=Empty(
        _("No accident is recorded."), Act(_("Record an accident"), "accident-new", "record accident")
    ),
    filters=(
        Filter("town", _("Town"), towns, lambda _actor, values: roster.in_regions(values), first=True),
        Filter(
            "grade",
            _("Grade"),
            options(accidents.GRADES),
            lambda _actor, values: Q(grade__in=values),
            first=True,
        ),
    ),
    acts=(Act(_("Record an accident"), "accident-new", "record accident", is_main=True),),
    rests_on=("enterprise",),
    url=lambda row: page_of("accident", row.pk),
    label_of=lambda row: row.place,
)

RISKS = Register(
    name="risks",
    path="risks",
    group=_("Checks"),
    title=_("Risk points"),
    capability="read risk",
    model=Risk,
    columns=(
        Column(
            "risk", _("Risk"), lambda row: row.colour, kind="colour", width=44, sort="colour", group="colour"
        ),
        Column("place", pgettext_lazy("in a unit", "Place"), lambda row: row.place, kind="name"),
        Column("unit", _("Unit"), lambda row: row.enterprise.name, width=192),
        TOWN,
        Column("activity", _("Activity"), lambda row: row.activity, width=128, on_phone=False),
        Column("consequence", _("What may happen"), lambda row: row.consequence, width=128, on_phone=False),
        Column("product", _("Rating"), lambda row: row.product, kind="number", width=72),
        Column("responsible", _("Responsible"), lambda row: row.responsible, width=94),
        Column("reviewed_on", _("Reviewed"), lambda row: row.reviewed_on, kind="day", width=94),
    ),
    sort="id",
    noun=_points,
    empty=Empty(_("No risk point is recorded yet. Each unit enters its own.")),
    filters=(
        Filter(
            "risk",
            _("Risk"),
            options(colours.COLOURS),
            lambda _actor, values: Q(colour__in=values),
            first=True,
        ),
        *unit_filters(),
    ),
    search=by_unit,
    search_hint=HINT,
    narrow=lambda _actor: Q(removed_on=None),
    rests_on=("enterprise",),
    url=lambda row: page_of("risks-of-unit", row.enterprise_id),
    label_of=lambda row: row.place,
)
