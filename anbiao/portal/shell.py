"""What every page of the shell shows: navigation and its counts, the day and its week, who is here, language and theme."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import registers as lists
from anbiao.kit import clock
from anbiao.kit.actor import Actor
from anbiao.kit.notices import queries as told
from anbiao.kit.register.counting import MOST, Count, counts
from anbiao.kit.templatetags.kit import named, week
from anbiao.kit.work import sources
from anbiao.oversight.registers import INSTRUCTIONS
from anbiao.programme.registers import ASSESSMENTS
from anbiao.registry import registers
from anbiao.rules import instructions
from anbiao.rules.hazards import OPEN
from anbiao.rules.units import ALIVE
from anbiao.standards import queries as standards

Rows = Callable[[Actor], list[Any]]


@dataclass(frozen=True)
class Link:
    """An entry of the navigation: words, the name of its address, the capability that shows it, what it counts, the filters that it
    opens with, and `also`: the capability that its page asks for, where the link is shown to fewer than may open the page.
    """

    label: str | Promise
    url_name: str
    capability: str
    counted: Rows | None = None
    query: str = ""
    also: str = ""

    def is_for(self, actor: Actor) -> bool:
        """True for whom it is shown: she may open its page."""
        return actor.scope.may(self.capability) and (not self.also or actor.scope.may(self.also))


@dataclass(frozen=True)
class Shown:
    """A link as one reader sees it; `counts` is the name by which `numbers` tells how many there are, "" where nothing is counted."""

    label: str
    url: str
    current: bool
    counts: str


@dataclass(frozen=True)
class Group:
    """Links under a heading."""

    label: str
    links: list[Shown]


def _my_work(actor: Actor) -> list[Any]:
    return [source.rows(actor, False) for source in sources(actor) if not source.waiting]


def _unseen(actor: Actor) -> list[Any]:
    return [told.unseen(actor)]


def _open_duplicates(actor: Actor) -> list[Any]:
    return [registers.DUPLICATES.rows(actor).filter(state="open")]


def _open_findings(actor: Actor) -> list[Any]:
    return [registers.SURVEY_FINDINGS.rows(actor).filter(state="reported")]


def _open_hazards(actor: Actor) -> list[Any]:
    return [lists.HAZARDS.rows(actor).filter(state__in=sorted(OPEN))]


def _asked(actor: Actor) -> list[Any]:
    return [lists.EXTENSIONS.rows(actor).filter(state="asked")]


def _handed_in(actor: Actor) -> list[Any]:
    return [ASSESSMENTS.rows(actor).filter(state__in=("submitted", "review", "reviewed"))]


def _waiting_rules(actor: Actor) -> list[Any]:
    return [standards.waiting(actor.scope, "approve local_rule")]


def _live_instructions(actor: Actor) -> list[Any]:
    return [INSTRUCTIONS.rows(actor).filter(state__in=sorted(instructions.LIVE))]


# Instructions open with those that are not closed.
LIVE = "&".join(f"state={state}" for state in sorted(instructions.LIVE))
# The map opens with the units that are there; what is closed keeps the colour that it had.
PRESENT = "&".join(f"state={state}" for state in sorted(ALIVE))
# Tasks open with what is late or due soon; everything else is a tab away.
DUE = "standing=late&standing=soon"
BELL = "my-notices"
NAVIGATION: tuple[tuple[str | Promise, tuple[Link, ...]], ...] = (
    (
        "",
        (
            Link(_("My work"), "home", "read work", _my_work),
            Link(_("My notices"), BELL, "read work", _unseen),
        ),
    ),
    (
        _("Roster"),
        (
            Link(
                _("Units"),
                "enterprises",
                "read enterprise",
                lambda actor: [registers.ENTERPRISES.rows(actor)],
            ),
            Link(_("Responsibilities"), "responsibilities", "read responsibility"),
            Link(_("Gaps in supervision"), "gaps", "read organisation", also="read responsibility"),
            Link(
                _("Without a sector"),
                "unrouted",
                "read routing",
                lambda actor: [registers.UNROUTED.rows(actor)],
            ),
            Link(
                _("Town doubtful"),
                "unplaced",
                "change enterprise",
                lambda actor: [registers.PLACES.rows(actor)],
            ),
            Link(_("Likely duplicates"), "duplicates", "read duplicate", _open_duplicates),
            Link(
                _("Positions"),
                "positions",
                "decide position",
                lambda actor: [registers.POSITIONS.rows(actor).filter(state="proposed")],
            ),
            Link(_("Survey findings"), "survey-findings", "read survey", _open_findings),
            Link(_("Imports"), "imports", "import enterprise"),
        ),
    ),
    (
        _("Checks"),
        (
            Link(_("Field"), "field", "make check"),
            Link(
                _("Visits due"),
                "visits-due",
                "read organisation",
                lambda actor: [lists.VISITS_DUE.rows(actor)],
                also="make check",
            ),
            Link(_("Check records"), "checks", "read check"),
            Link(_("Hazard list"), "hazards", "read hazard", _open_hazards),
            Link(_("Rectification list"), "rectifications", "read hazard"),
            Link(_("Requests for more time"), "extensions", "decide extension", _asked),
            Link(_("Listed supervision"), "listings", "read organisation", also="read hazard"),
            Link(_("Stopped work"), "suspensions", "read organisation", also="read hazard"),
            Link(_("Look-backs"), "look-backs", "read look-back"),
            Link(_("Four-colour map"), "map", "read colour", query=PRESENT),
            Link(_("Changes of colour"), "colour-changes", "read organisation", also="read colour"),
            Link(_("Colours by hand"), "colour-proposals", "read organisation", also="read colour"),
            Link(_("Risk points"), "risks", "read risk"),
            Link(_("Accident ledger"), "accidents", "read accident"),
            Link(_("Conflicts of the field"), "field-conflicts", "read field_conflict"),
        ),
    ),
    (
        _("Readiness"),
        (Link(_("Training records"), "trainings", "read training"),),
    ),
    (
        _("Standardization"),
        (
            Link(_("Campaigns"), "campaigns", "read campaign"),
            Link(_("Week board"), "week-board", "read campaign"),
            Link(_("Tasks by week"), "tasks", "read task", query=DUE),
            Link(_("Assessments and reviews"), "assessments", "read assessment", _handed_in),
            Link(_("Certificates"), "certificates", "read certificate"),
        ),
    ),
    (
        _("Oversight"),
        (
            Link(_("Progress board"), "board", "read figure"),
            Link(_("Instructions"), "instructions", "read instruction", _live_instructions, query=LIVE),
            Link(_("Accountability"), "measures", "read measure"),
            Link(_("Meetings"), "meetings", "read meeting"),
            Link(_("Rankings"), "rankings", "read ranking"),
            Link(_("Circulars"), "circulars", "read circular"),
            Link(_("Periodic reports"), "reports", "read report"),
        ),
    ),
    (
        _("Standards"),
        (
            Link(_("Standards and lists"), "standards", "read standard"),
            Link(_("Hazard phrases"), "phrases", "read standard"),
            Link(_("Reference books"), "books", "read standard"),
            Link(_("Local rules"), "local-rules", "read local_rule", _waiting_rules),
        ),
    ),
    (
        _("Offices and accounts"),
        (
            Link(_("Organisations"), "organisations", "read organisation"),
            Link(_("Accounts"), "accounts", "read account"),
            Link(_("Duties"), "grants", "read grant"),
            Link(_("Hand-overs"), "hand-overs", "read handover"),
            Link(_("Delegations"), "delegations", "read delegation"),
            Link(_("Notices with proof"), "notices", "read notice"),
            Link(_("Field devices"), "devices", "read device"),
            Link(_("Unsent work in keeping"), "quarantines", "read quarantine"),
            Link(_("Tokens of programs"), "tokens", "read token"),
        ),
    ),
    (
        _("System"),
        (
            Link(_("Journal"), "journal", "read journal"),
            Link(_("Health"), "health", "read operation"),
        ),
    ),
)


@dataclass(frozen=True)
class Shell:
    """The frame of a page for one reader."""

    request: HttpRequest
    actor: Actor

    @property
    def demonstration(self) -> bool:
        """True when the units are fictitious."""
        return bool(settings.DEMONSTRATION)

    @property
    def search_url(self) -> str:
        """Where the search of the bar leads; "" for whoever sees no unit."""
        return _address("search") if self.actor.scope.may("read enterprise") else ""

    @property
    def date(self) -> str:
        """2026-11-25 周三 · 第 48 周."""
        today = self.actor.today
        return f"{today.isoformat()} {weekday(today)} · {week(today)}"

    @property
    def who(self) -> str:
        """The name of the reader."""
        return named(self.request.user) or self.actor.who

    @property
    def where(self) -> str:
        """The organisation of the reader; "" for enterprises and services."""
        organisation = getattr(self.request.user, "organisation", None)
        return named(organisation) if organisation else ""

    @property
    def deputises(self) -> bool:
        """True for whoever may name a deputy, and for whoever acts as one just now, where the addresses have it."""
        return bool(_address("my-delegations")) and (
            self.actor.stead is not None or self.actor.scope.may("delegate duty")
        )

    @cached_property
    def nav(self) -> list[Group]:
        """The navigation: what the reader may open. How many are there is asked for afterwards (`numbers`), so that no page waits for it."""
        reach = ((label, links_of(self.actor, links)) for label, links in NAVIGATION)
        return [Group(str(label), [self._shown(link) for link in links]) for label, links in reach if links]

    @property
    def bell(self) -> Shown | None:
        """Where the reader finds the notices that she has not seen; how many is told with the counts of the navigation."""
        here = _address(BELL)
        return next((link for group in self.nav for link in group.links if link.url == here), None)

    @cached_property
    def links(self) -> SafeString:
        """The navigation as HTML, set once and shown twice: at the side of the desk and in the phone's menu."""
        return render_to_string("portal/links.html", {"groups": self.nav})

    def _shown(self, link: Link) -> Shown:
        url, here = _address(link.url_name), self.request.path
        return Shown(
            str(link.label),
            f"{url}?{link.query}" if link.query else url,
            here == url or (url != "/" and here.startswith(url)),
            link.url_name if link.counted else "",
        )


def links_of(actor: Actor, links: Iterable[Link]) -> list[Link]:
    """Those that the reader may open."""
    return [link for link in links if link.is_for(actor) and _address(link.url_name)]


def numbers(actor: Actor) -> dict[str, Count]:
    """Of every link of the reader's navigation that counts something, how many there are. One query."""
    links = links_of(actor, (link for _label, links in NAVIGATION for link in links))
    asked = [(link.url_name, rows) for link in links if link.counted for rows in link.counted(actor)]
    totals: dict[str, int] = {}
    for (name, _rows), count in zip(asked, counts([rows for _name, rows in asked]), strict=True):
        totals[name] = min(MOST + 1, totals.get(name, 0) + count.number)
    return {name: Count(total) for name, total in totals.items()}


def weekday(on: date) -> str:
    """周三, Wed."""
    days = (
        pgettext("weekday", "Mon"), pgettext("weekday", "Tue"), pgettext("weekday", "Wed"), pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"), pgettext("weekday", "Sat"), pgettext("weekday", "Sun"),
    )  # fmt: skip
    return days[on.weekday()]


def _address(name: str) -> str:
    """Where a link leads; "" where the addresses do not have it."""
    return _address_among(settings.ROOT_URLCONF, get_script_prefix(), name)


@cache
def _address_among(addresses: str, prefix: str, name: str) -> str:
    """Asked eighty times a page, answered once a run: no address changes while the program runs, but by the list that they stand in and what
    stands before all of them.
    """
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """For every template: `shell`, `today`, `theme` and `signed_in`. Nothing is fetched before it is shown."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "shell": SimpleLazyObject(lambda: Shell(request, actor) if actor else None),
        "signed_in": actor is not None,
        "today": actor.today if actor else clock.day_of(clock.now()),
        "theme": getattr(request.user, "theme", "") if actor else "",
        "brand": gettext("Anbiao"),
    }
