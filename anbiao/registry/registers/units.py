"""Units: the roster, those without a sector, and those for which somebody is missing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Bulk, Column, Empty, Filter, Option, Preview, Register, View
from anbiao.kit.register.columns import joined
from anbiao.kit.search import matching
from anbiao.registry import actions, queries
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.registry.registers.unit_filters import (
    BUREAU,
    COLOUR,
    FEATURE,
    GAP,
    GRID,
    POSITION,
    SECTOR,
    SIZE,
    STATE,
    TOWN,
    VERIFIED,
    VILLAGE,
)
from anbiao.registry.registers.words import (
    FOLLOWED,
    SEARCHED,
    THRICE_LATE,
    bare,
    page_of,
)
from anbiao.rules import units

MOST_UNITS = "visits.grid_units"  # local rule: so many units at most for one grid member
VILLAGE_DIGITS = 12


def noun_of_units(number: int, shown: str) -> str:
    return ngettext("%(number)s unit", "%(number)s units", number) % {"number": shown}


def _held(kind: str) -> Callable[[Any], Any]:
    """Who holds a kind of supervision of a unit, as `queries.with_supervision` found it."""
    return lambda row: row.held.get(kind, "")


def _said(holders: Sequence[tuple[str, str]]) -> str:
    return joined(queries.in_words(names) for names in holders)


def _missing(row: Any) -> tuple[str, ...]:
    return units.gaps(frozenset(row.held))


def _said_kinds(kinds: Sequence[str]) -> str:
    labels = dict(Responsibility.Kind.choices)
    return joined(gettext(labels[kind]) for kind in kinds)


# ---------- columns of units ----------


NAME = Column("name", _("Unit name"), lambda unit: unit.name, kind="name", sort="name_key")
CODE = Column("uscc", _("Credit code"), lambda unit: unit.uscc, kind="code", width=134, on_phone=False)
UNIT_SECTOR = Column(
    "sector", _("Sector"), lambda unit: unit.sector, words=queries.sector_name, sort="sector", width=104,
    absent=_("not routed"), group="sector",
)  # fmt: skip
UNIT_CLASS = Column(
    "class",
    _("Class"),
    lambda unit: unit.size_class,
    words=lambda code: queries.listed("classes").get(code, code),
    width=72,
    group="size_class",
)
UNIT_TOWN = Column(
    "town", _("Town"), lambda unit: unit.region[:9], words=queries.region_name, width=84, short=bare,
    group="region", group_digits=9,
)  # fmt: skip
UNIT_VILLAGE = Column(
    "village", _("Village"), lambda unit: unit.region if len(unit.region) == VILLAGE_DIGITS else "",
    words=queries.region_name, sort="region", width=94, short=bare, group="region",
)  # fmt: skip
UNIT_BUREAU = Column(
    "bureau",
    pgettext_lazy("column", "Bureau"),
    _held("sector"),
    words=_said,
    width=104,
    absent=_("none"),
    short=bare,
)
UNIT_GRID = Column("grid_member", _("Grid member"), _held("grid"), words=_said, width=76, absent=_("none"))
EMPLOYEES = Column(
    "employees", _("Staff"), lambda unit: unit.employees, kind="number", width=72, on_phone=False
)
VERIFIED_ON = Column(
    "verified_on", _("Verified"), lambda unit: unit.verified_on, kind="day", width=84, on_phone=False
)
UNIT_COLOUR = Column(
    "colour", pgettext_lazy("risk", "Colour"), lambda unit: unit.colour, kind="colour", width=44, group="colour"
)  # fmt: skip
UNIT_STATE = Column(
    "state", _("Status"), lambda unit: unit.state, words=units.UNIT.state, kind="state", width=76, group="state"
)  # fmt: skip
# The alert of a unit is a mark behind its name; the words stand in the hover and on the unit's page.
FLAGGED = replace(NAME, flag=lambda unit: unit.alert)
ALERTED = Filter(
    "alert",
    _("Alert"),
    lambda _actor: [Option("now", gettext("with an alert"))],
    lambda actor, _values: queries.has_banner(actor),
)
UNIT_FIELDS = (
    "colour", "district", "name", "name_key", "uscc", "sector", "size_class", "region", "employees", "verified_on", "state",
)  # fmt: skip


# ---------- assigning a grid member ----------


class GridForm(forms.Form):
    """Whom, and from which day on."""

    person = forms.ChoiceField(label=_("Grid member"))
    from_on = forms.DateField(label=_("From which day on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, prefix="f", initial={"from_on": actor.today.isoformat()})
        self.actor = actor
        people = [
            (str(pk), f"{name} · {queries.region_name(region)}")
            for pk, name, region in queries.grid_members(actor)
        ]
        person: Any = self.fields["person"]
        person.choices = [("", gettext("Choose a grid member")), *people]

    def clean(self) -> dict[str, Any]:
        """The person as an account."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("person"):
            values["person"] = queries.grid_member(self.actor, UUID(values["person"]))
        return values


def _preview_grid(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    return actions.preview_assignment(actor, rows, kind="grid", **values)


def _assign_grid(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    return actions.assign_many(actor, rows, kind="grid", **values)


def _load(actor: Actor, preview: Preview, values: dict[str, Any]) -> str:
    """What the choice leads to: the number of units before and after, beside the local rule's most."""
    now, person = queries.units_held(actor, values["person"]), values["person"].name
    after = now + len(preview.change)
    text = gettext(
        "%(person)s answers for %(now)s units now, for %(after)s afterwards (local rule: at most %(most)s)."
    )
    most = queries.local_rule(actor, MOST_UNITS)
    return text % {"person": person, "now": now, "after": after, "most": most}


ASSIGN_GRID = Bulk(
    "assign-grid", _("Assign a grid member"), "assign responsibility", GridForm, _preview_grid, _assign_grid,
    lambda number: ngettext("Assign %(number)s unit", "Assign %(number)s units", number) % {"number": f"{number:,}"},
    _("Will be assigned"), _("Held already, unchanged"), _("Cannot be assigned"), _load,
    lambda actor, undone: actions.take_back_assignment(actor, undone.entries, kind="grid"),
)  # fmt: skip


# ---------- the lists ----------


REGISTER_UNIT = Act(_("Register a unit"), "enterprise-new", "register enterprise", is_main=True)
IMPORT = Act(_("Import a roster"), "imports", "import enterprise")


def _with_all(actor: Actor, rows: Sequence[Any]) -> None:
    queries.with_supervision(actor, rows)
    queries.with_banners(actor, rows)


ENTERPRISES = Register(
    name="enterprises",
    path="enterprises",
    group=_("Roster"),
    title=_("Units"),
    capability="read enterprise",
    model=Enterprise,
    columns=(
        UNIT_COLOUR,
        FLAGGED,
        CODE,
        UNIT_SECTOR,
        UNIT_CLASS,
        UNIT_TOWN,
        UNIT_VILLAGE,
        UNIT_BUREAU,
        UNIT_GRID,
        EMPLOYEES,
        VERIFIED_ON,
        UNIT_STATE,
    ),
    sort="name",
    noun=noun_of_units,
    empty=Empty(
        _(
            "No unit stands in the roster yet. Import the spreadsheet that you have, or register the first unit."
        ),
        Act(_("Import a roster"), "imports", "import enterprise"),
    ),
    filters=(
        TOWN,
        SECTOR,
        COLOUR,
        STATE,
        BUREAU,
        VILLAGE,
        SIZE,
        GRID,
        FEATURE,
        GAP,
        VERIFIED,
        POSITION,
        THRICE_LATE,
        FOLLOWED,
        ALERTED,
    ),
    views=(
        View("all", _("All"), ""),
        View("operating", _("Operating"), "state=operating"),
        View("unrouted", _("Not routed"), "sector=none&state=not_found&state=operating&state=suspended"),
        View("no-grid", _("No grid member"), "gap=grid"),
        View("limited-space", _("Limited space"), "feature=limited_space"),
        View("stale", _("Not verified for 90 days"), "verified=stale&state=operating"),
        View("followed", _("Followed by me"), "followed=me"),
    ),
    bulk=(ASSIGN_GRID,),
    prints=(Act(_("Print door signs"), "door-signs-picked", "make check"),),
    acts=(IMPORT, REGISTER_UNIT),
    search=lambda words: matching(words, texts=SEARCHED),
    search_hint=_("Name, pinyin, code, address"),
    fields=UNIT_FIELDS,
    prepare=_with_all,
    url=lambda unit: page_of("enterprise", unit.pk),
    label_of=lambda unit: unit.name,
    export="export enterprise",
    follows=True,
)

UNROUTED = Register(
    name="unrouted",
    path="unrouted",
    group=_("Roster"),
    title=_("Units without a sector"),
    capability="read routing",
    model=Enterprise,
    columns=(
        NAME,
        Column("scope", _("Business scope"), lambda unit: unit.business_scope, width=168),
        Column("industry", _("Industry code"), lambda unit: unit.industry, kind="code", width=94),
        UNIT_CLASS,
        UNIT_TOWN,
        UNIT_VILLAGE,
        UNIT_STATE,
    ),
    sort="name",
    noun=noun_of_units,
    empty=Empty(_("Every unit in operation has its sector. New ones that no rule reaches will stand here.")),
    filters=(TOWN, SIZE),
    search=lambda words: matching(words, texts=SEARCHED),
    search_hint=_("Name, pinyin, code, address"),
    summary=_(
        "No routing rule reached these units: the district decides, and the decision is kept as a rule."
    ),
    narrow=lambda actor: Q(sector="", state__in=sorted(units.ALIVE)),
    fields=(*UNIT_FIELDS, "business_scope", "industry"),
    url=lambda unit: page_of("enterprise-route", unit.pk) or page_of("enterprise", unit.pk),
    label_of=lambda unit: unit.name,
)


def _all_supervision(actor: Actor, rows: Sequence[Any]) -> None:
    queries.with_supervision(actor, rows, units.REQUIRED_KINDS)


GAPS = Register(
    name="gaps",
    path="gaps",
    group=_("Roster"),
    title=_("Gaps in supervision"),
    capability="read responsibility",
    model=Enterprise,
    columns=(
        NAME,
        CODE,
        UNIT_SECTOR,
        UNIT_CLASS,
        UNIT_TOWN,
        UNIT_VILLAGE,
        Column("missing", _("Nobody answers as"), _missing, words=_said_kinds, width=220, tone="late"),
        UNIT_STATE,
    ),
    sort="name",
    noun=noun_of_units,
    empty=Empty(
        _("Somebody answers for every unit: territory, sector, comprehensive supervision and grid member.")
    ),
    filters=(GAP, TOWN, SECTOR, SIZE, STATE),
    views=(
        View("all", _("All"), ""),
        View("grid", _("No grid member"), "gap=grid"),
        View("sector", _("No sector supervision"), "gap=sector"),
    ),
    bulk=(ASSIGN_GRID,),
    search=lambda words: matching(words, texts=SEARCHED),
    search_hint=_("Name, pinyin, code, address"),
    summary=_(
        "Territory, sector, comprehensive supervision and a grid member: for these units at least one is missing."
    ),
    narrow=queries.has_gap,
    fields=UNIT_FIELDS,
    prepare=_all_supervision,
    url=lambda unit: page_of("enterprise", unit.pk),
    label_of=lambda unit: unit.name,
    export="export enterprise",
)
