"""List 2 隐患清单 and list 3 整改清单: the same hazards, as found and as rectified; and the queues around them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import queries
from anbiao.inspection.models import Extension, Hazard, Listing, Suspension
from anbiao.inspection.registers.words import by_unit, options, state_words, unit_columns, unit_filters
from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.kit.search import matching
from anbiao.registry import queries as roster
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import hazards as law

GRADES = {"general": pgettext_lazy("grade", "General"), "major": pgettext_lazy("grade", "Major")}
TEXTS = ("title", "place", "search_text")


def _hazards(number: int, shown: str) -> str:
    return ngettext("%(number)s hazard", "%(number)s hazards", number) % {"number": shown}


def mark_late(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts `is_late` on each hazard: its deadline has passed and nobody reported it as fixed."""
    for row in rows:
        row.is_late = law.is_overdue(row.due_on, row.state, actor.today)


def _lateness(_actor: Actor) -> list[Option]:
    return [
        Option("late", gettext("overdue")),
        Option("soon", gettext("due within 3 days")),
        Option("very", gettext("overdue for more than 30 days")),
        Option("thrice", gettext("of a unit that was three times late")),
    ]


def _by_lateness(actor: Actor, values: Sequence[str]) -> Q:
    found, today = Q(pk__in=[]), actor.today
    if "late" in values:
        found |= queries.overdue(today)
    if "very" in values:
        found |= Q(state__in=sorted(law.TO_FIX), due_on__lt=today - timedelta(days=30))
    if "thrice" in values:
        found |= roster.thrice_late(actor, "enterprise_id")
    if "soon" in values:
        found |= Q(state__in=sorted(law.TO_FIX), due_on__gte=today, due_on__lte=today + timedelta(days=3))
    return found


def _marks(_actor: Actor) -> list[Option]:
    return [
        Option("listed", gettext("under listed supervision")),
        Option("suspended", gettext("work stopped")),
        Option("reopened", gettext("reopened after look-back")),
        Option("again", gettext("sent back at least once")),
        Option("follow-up", gettext("after an accident")),
    ]


MARKED = {
    "listed": Q(is_listed=True), "suspended": Q(is_suspended=True), "reopened": Q(reopened__gt=0), "again": Q(round__gt=1),
    "follow-up": Q(accident__isnull=False),
}  # fmt: skip


def _by_marks(_actor: Actor, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= MARKED[value]
    return found


def _weeks(_actor: Actor) -> list[Option]:
    words = {
        "0": _("found this week"),
        "1": _("1 week old"),
        "2": _("2 weeks old"),
        "3": _("3 weeks old"),
        "4+": _("older"),
    }
    return [Option(code, str(label)) for code, label in words.items()]


def _by_age(actor: Actor, values: Sequence[str]) -> Q:
    found, week = Q(pk__in=[]), timedelta(days=7)
    for value in values:
        if value == "4+":
            found |= Q(found_on__lte=actor.today - week * 4)
        else:
            newest = actor.today - week * int(value)
            found |= Q(found_on__lte=newest, found_on__gt=newest - week)
    return Q(state__in=sorted(law.OPEN)) & found


COLOUR, UNIT, TOWN = unit_columns()
SERIAL = Column(
    "serial", pgettext_lazy("serial", "No."), lambda row: row.serial, kind="code", width=94, sort="serial"
)
TITLE = Column("title", _("Hazard"), lambda row: row.title, kind="name")
GRADE = Column(
    "grade",
    _("Grade"),
    lambda row: row.grade,
    words=lambda grade: str(GRADES[grade]),
    width=72,
    group="grade",
)
SOURCE = Column(
    "source", _("Source"), lambda row: row.source, words=lambda name: gettext(law.SOURCES.get(name, name)), width=128, on_phone=False,
    group="source",
)  # fmt: skip
FOUND = Column(
    "found_on", _("Found"), lambda row: row.found_on, kind="day", width=84, sort="found_on", on_phone=False
)
DUE = Column("due_on", _("Deadline"), lambda row: row.due_on, kind="day", width=84, sort="due_on")
STATE = Column(
    "state", _("State"), lambda row: (row.state, row.is_late), words=state_words(law.HAZARD), kind="state", width=128,
    group="state", group_words=law.HAZARD.state,
)  # fmt: skip

FILTERS = (
    Filter("state", _("State"), states(law.HAZARD), lambda _actor, values: Q(state__in=values), first=True),
    Filter("grade", _("Grade"), options(GRADES), lambda _actor, values: Q(grade__in=values), first=True),
    Filter("late", _("Deadline"), _lateness, _by_lateness, first=True),
    *unit_filters(),
    Filter("source", _("Source"), options(law.SOURCES), lambda _actor, values: Q(source__in=values)),
    Filter("mark", _("Mark"), _marks, _by_marks),
    Filter("age", _("Age"), _weeks, _by_age),
    Filter("closing", _("Closed how"), options(Hazard.Closing.choices), lambda _actor, values: Q(closing__in=values)),
)  # fmt: skip
OPEN_STATES = "&".join(f"state={state}" for state in sorted(law.OPEN))
VIEWS = (
    View("open", _("Not closed yet"), OPEN_STATES),
    View("late", _("Overdue"), "late=late"),
    View("major", _("Major, open"), f"grade=major&{OPEN_STATES}"),
    View("verify", _("To be verified"), "state=reported"),
    View("approve", _("To be approved"), "state=verified"),
    View("all", _("All"), ""),
)
RESTS = ("enterprise",)


def search(words: str) -> Q:
    """Hazards whose words, number, or unit are meant."""
    return matching(words, texts=TEXTS, code="serial")


HAZARDS = Register(
    name="hazards",
    path="hazards",
    group=_("Checks"),
    title=_("Hazard list"),
    capability="read hazard",
    model=Hazard,
    columns=(COLOUR, SERIAL, TITLE, UNIT, TOWN, GRADE, SOURCE, FOUND, DUE, STATE),
    sort="-found_on",
    noun=_hazards,
    empty=Empty(
        _("No hazard has been found yet. They come from checks, visits, and what people report in passing.")
    ),
    filters=FILTERS,
    views=VIEWS,
    acts=(
        Act(_("Age by weeks"), "hazards-by-week", "read hazard"),
        Act(_("Import hazards"), "hazards-import", "import hazard"),
        Act(_("Hand over the three lists"), "three-lists", "export hazard"),
    ),
    search=search,
    search_hint=_("Hazard, number, unit, pinyin"),
    rests_on=RESTS,
    prepare=mark_late,
    url=lambda row: page_of("hazard", row.pk),
    label_of=lambda row: row.title,
    export="export hazard",
    due="due_on",
)

RECTIFICATIONS = Register(
    name="rectifications",
    path="rectifications",
    group=_("Checks"),
    title=_("Rectification list"),
    capability="read hazard",
    model=Hazard,
    columns=(
        SERIAL,
        TITLE,
        UNIT,
        Column("responsible", _("Responsible"), lambda row: row.responsible, width=94),
        Column("measure", _("Measures"), lambda row: row.measure, on_phone=False),
        Column("funds", _("Funds (yuan)"), lambda row: row.funds, kind="number", width=84, on_phone=False),
        Column("plan", _("Contingency plan"), lambda row: row.plan, width=84, on_phone=False),
        DUE,
        Column("fixed_on", _("Fixed on"), lambda row: row.fixed_on, kind="day", width=84, on_phone=False),
        Column("verifier", _("Verified by"), lambda row: row.verifier, width=84, on_phone=False),
        STATE,
    ),
    sort="due_on",
    noun=_hazards,
    empty=Empty(
        _("Nothing is to be rectified. What is found stands here with who rectifies it, how and until when.")
    ),
    filters=FILTERS,
    views=VIEWS,
    search=search,
    search_hint=_("Hazard, number, unit, pinyin"),
    rests_on=RESTS,
    prepare=mark_late,
    url=lambda row: page_of("hazard", row.pk),
    label_of=lambda row: row.title,
    export="export hazard",
    due="due_on",
)


# ---------- requests, stopped work, listed supervision ----------


def _of_hazard(row: Any) -> str:
    return page_of("hazard", row.hazard_id)


H_COLOUR, H_UNIT, H_TOWN = unit_columns(lambda row: row.hazard.enterprise, "hazard__enterprise__")
H_TITLE = Column("hazard", _("Hazard"), lambda row: row.hazard.title, kind="name")
H_FILTERS = unit_filters("hazard__enterprise__")
H_RESTS = ("hazard", "hazard__enterprise")


def _requests(number: int, shown: str) -> str:
    return ngettext("%(number)s request", "%(number)s requests", number) % {"number": shown}


def _stops(number: int, shown: str) -> str:
    return ngettext("%(number)s stop", "%(number)s stops", number) % {"number": shown}


EXTENSIONS = Register(
    name="extensions",
    path="extensions",
    group=_("Checks"),
    title=_("Requests for more time"),
    capability="read hazard",
    model=Extension,
    columns=(
        H_COLOUR,
        H_TITLE,
        H_UNIT,
        H_TOWN,
        Column("due_on", _("Deadline"), lambda row: row.due_on, kind="day", width=84),
        Column("until_on", _("Asked until"), lambda row: row.until_on, kind="day", width=84),
        Column("reason", _("Reason"), lambda row: row.reason, width=168),
        Column("asked_on", _("Asked on"), lambda row: row.asked_on, kind="day", width=84, sort="asked_on"),
        Column("state", _("State"), lambda row: row.state, words=state_words(law.EXTENSION), kind="state", width=104, group="state"),
    ),
    sort="-asked_on",
    noun=_requests,
    empty=Empty(_("Nobody has asked for more time.")),
    filters=(Filter("state", _("State"), states(law.EXTENSION), lambda _actor, values: Q(state__in=values), first=True), *H_FILTERS),
    views=(View("asked", _("To be decided"), "state=asked"), View("all", _("All"), "")),
    search=lambda words: by_unit(words, "hazard__enterprise__"),
    search_hint=_("Name, pinyin, code, address"),
    rests_on=H_RESTS,
    url=_of_hazard,
    label_of=lambda row: row.hazard.title,
)  # fmt: skip

SUSPENSIONS = Register(
    name="suspensions",
    path="suspensions",
    group=_("Checks"),
    title=_("Stopped work"),
    capability="read hazard",
    model=Suspension,
    columns=(
        H_COLOUR,
        H_TITLE,
        H_UNIT,
        H_TOWN,
        Column("scope", _("What is stopped"), lambda row: row.scope, width=168),
        Column("ordered_on", _("Since"), lambda row: row.ordered_on, kind="day", width=84, sort="ordered_on"),
        Column("review_due_on", _("Review by"), lambda row: row.review_due_on, kind="day", width=94),
        Column(
            "state",
            _("State"),
            lambda row: row.state,
            words=state_words(law.SUSPENSION),
            kind="state",
            width=128,
        ),
    ),
    sort="-ordered_on",
    noun=_stops,
    empty=Empty(_("No work is stopped.")),
    filters=(
        Filter(
            "state",
            _("State"),
            states(law.SUSPENSION),
            lambda _actor, values: Q(state__in=values),
            first=True,
        ),
        *H_FILTERS,
    ),
    views=(View("asked", _("Resumption asked for"), "state=asked"), View("all", _("All"), "")),
    search=lambda words: by_unit(words, "hazard__enterprise__"),
    search_hint=_("Name, pinyin, code, address"),
    rests_on=H_RESTS,
    url=_of_hazard,
    label_of=lambda row: row.hazard.title,
)

LISTINGS = Register(
    name="listings",
    path="listings",
    group=_("Checks"),
    title=_("Listed supervision"),
    capability="read hazard",
    model=Listing,
    columns=(
        H_COLOUR,
        H_TITLE,
        H_UNIT,
        H_TOWN,
        Column("leader", _("Leader who answers"), lambda row: row.leader, width=104),
        Column("due_on", _("Until"), lambda row: row.due_on, kind="day", width=84, sort="due_on"),
        Column("published", _("Published where"), lambda row: row.published, width=128, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=state_words(law.LISTING), kind="state", width=128, group="state"),
    ),
    sort="due_on",
    noun=_hazards,
    empty=Empty(_("No major hazard is under listed supervision.")),
    filters=(
        Filter("state", _("State"), states(law.LISTING), lambda _actor, values: Q(state__in=values), first=True),
        *H_FILTERS,
    ),
    views=(View("listed", _("Listed"), "state=listed"), View("proposed", _("Proposed"), "state=proposed"), View("all", _("All"), "")),
    search=lambda words: by_unit(words, "hazard__enterprise__"),
    search_hint=_("Name, pinyin, code, address"),
    rests_on=H_RESTS,
    url=_of_hazard,
    label_of=lambda row: row.hazard.title,
)  # fmt: skip
