"""My work: what each part has for a person, by urgency, mine or my team's, with the figures of her own reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.authority.people import in_steads
from anbiao.kit.actor import Actor
from anbiao.kit.doors import SIGNED_IN, Visit, door
from anbiao.kit.models import SavedView
from anbiao.kit.register.counting import Count, counts
from anbiao.kit.register.known import register_for
from anbiao.kit.register.listing import Listing
from anbiao.kit.register.saved import pinned_views
from anbiao.kit.together import first_together
from anbiao.kit.work import GROUPS, Item, Source, sources
from anbiao.portal.shell import numbers
from anbiao.registry import queries, registers
from anbiao.registry.models import Enterprise, Responsibility
from anbiao.rules import units

SHOWN = 20
VERIFIED_DAYS = 90
LABELS = {
    "overdue": (_("Overdue"), _("stays until it is done")),
    "today": (_("Today"), _("the earliest day first")),
    "sent_back": (_("Sent back to me"), _("with a reason")),
    "waiting": (_("Waiting for others"), _("nothing for you to do yet")),
}


@dataclass(frozen=True)
class Part:
    """The rows of one source in one group, and where all of them stand."""

    label: str
    items: Sequence[Item]
    count: Count
    url: str


@dataclass(frozen=True)
class Group:
    """Overdue, today, sent back or waiting, with the parts that have something in it."""

    name: str
    label: str
    remark: str
    parts: Sequence[Part]

    @property
    def number(self) -> int:
        """How many there are, counted up to ten thousand a source."""
        return sum(part.count.number for part in self.parts)


@dataclass(frozen=True)
class Figure:
    """A number of units, its words, and the list behind it."""

    label: str
    count: Count
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class Pin:
    """A view on the home page: its name, whose list it is, the number of rows, and the list."""

    label: str
    listed: str
    count: Count
    url: str


@dataclass
class Desk:
    """The work of one actor. One query counts everything, one more reads the first rows of every source."""

    actor: Actor
    team: bool
    _numbers: dict[tuple[str, str], Count] = field(default_factory=dict)
    shown: ClassVar[int] = SHOWN  # of each source; the list behind it has all

    @cached_property
    def _sources(self) -> Sequence[Source]:
        return sources(self.actor)

    @cached_property
    def numbers(self) -> dict[tuple[str, str], Count]:
        """Source or figure × what of it → its number."""
        asked: dict[tuple[str, str], Any] = {}
        for source in self._sources:
            mine, team = source.rows(self.actor, False), source.rows(self.actor, True)
            asked |= {(source.name, "mine"): mine, (source.name, "team"): team}
            if source.due:
                late = (team if self.team else mine).filter(**{f"{source.due}__lt": self.actor.today})
                asked[source.name, "late"] = late
        asked |= {("figure", name): rows for name, rows in self._counted_units().items()}
        asked |= {
            ("pin", str(pin.pk)): listing.register.rows(self.actor, listing.read(listing.params))
            for pin, listing in self._pinned
        }
        return dict(zip(asked, counts(list(asked.values())), strict=True))

    def _counted_units(self) -> dict[str, Any]:
        if not self.is_office:
            return {}
        today, alive = self.actor.today, sorted(units.ALIVE)
        rows = queries.enterprises(self.actor).filter(state__in=alive)
        return {
            "units": rows,
            "no_grid": rows.filter(queries.lacks("grid", today)),
            "unrouted": rows.filter(sector=""),
            "verified": rows.filter(verified_on__gte=today - timedelta(days=VERIFIED_DAYS)),
        }

    @cached_property
    def is_office(self) -> bool:
        """True for whoever reaches over a region, false for a unit's own people and for experts."""
        return any(grant.region for grant in self.actor.scope.allowing("read enterprise"))

    @cached_property
    def groups(self) -> list[Group]:
        """The groups that have something in them, in the order of their urgency."""
        parts: dict[str, list[Part]] = {name: [] for name in GROUPS}
        shown = [source for source in self._sources if self._total(source).number]
        first = first_together([source.rows(self.actor, self.team) for source in shown], self.shown)
        for source, rows in zip(shown, first, strict=True):
            for name, part in self._parts(source, rows):
                parts[name].append(part)
        return [
            Group(name, str(LABELS[name][0]), str(LABELS[name][1]), found)
            for name, found in parts.items()
            if found
        ]

    def _total(self, source: Source) -> Count:
        return self.numbers[source.name, "team" if self.team else "mine"]

    def _parts(self, source: Source, rows: Sequence[Any]) -> Iterator[tuple[str, Part]]:
        total = self._total(source)
        late = self.numbers.get((source.name, "late"), Count(0))
        items = [source.item(self.actor, row) for row in rows]
        behind = [item for item in items if item.due_on and item.due_on < self.actor.today]
        rest = [item for item in items if item not in behind]
        if late.number and not source.waiting:
            yield "overdue", Part(str(source.label), behind, late, source.url)
        elif late.number:
            rest = items
        left = total if source.waiting else Count(total.number - late.number)
        if left.number:
            yield self._group(source), Part(str(source.label), rest, left, source.url)

    def _group(self, source: Source) -> str:
        return "waiting" if source.waiting else "sent_back" if source.sent_back else "today"

    def number(self, whose: str) -> int:
        """How much there is to do: mine or my team's; what others have to do is not counted."""
        return sum(self.numbers[source.name, whose].number for source in self._sources if not source.waiting)

    @property
    def sentence(self) -> list[tuple[str, int]]:
        """The numbers of the head, one for each group that has something."""
        return [(group.label, group.number) for group in self.groups]

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures of the reach, each with the list behind it."""
        if not self.is_office:
            return []
        listed = reverse(registers.ENTERPRISES.name)
        found = [
            Figure(gettext("Units in my reach"), self.numbers["figure", "units"], f"{listed}?{_alive()}")
        ]
        without = self.numbers["figure", "no_grid"]
        found.append(
            Figure(gettext("Without a grid member"), without, f"{listed}?gap=grid", bool(without.number))
        )
        unrouted = self.numbers["figure", "unrouted"]
        found.append(
            Figure(
                gettext("Without a sector"),
                unrouted,
                f"{listed}?sector=none&{_alive()}",
                bool(unrouted.number),
            )
        )
        return found

    @cached_property
    def _pinned(self) -> list[tuple[SavedView, Listing]]:
        found = [(view, register_for(self.actor, view.register)) for view in pinned_views(self.actor)]
        return [
            (view, Listing(register, self.actor, QueryDict(view.query)))
            for view, register in found
            if register
        ]

    @property
    def pins(self) -> list[Pin]:
        """The views that she pinned, with how many rows each has now."""
        return [
            Pin(
                view.name, str(listing.register.title), self.numbers["pin", str(view.pk)],
                f"{reverse(listing.register.name)}?{view.query}",
            )
            for view, listing in self._pinned
        ]  # fmt: skip

    @property
    def verified(self) -> dict[str, Any] | None:
        """How many units were verified lately, of how many; None where there are none."""
        if not self.is_office or not self.numbers["figure", "units"].number:
            return None
        done, of = self.numbers["figure", "verified"], self.numbers["figure", "units"]
        share = done.number / of.number
        stale = f"{reverse(registers.ENTERPRISES.name)}?verified=stale&{_alive()}"
        return {"done": done, "of": of, "share": share, "width": f"{share * 100:.1f}", "stale": stale,
                "left": of.number - done.number, "days": VERIFIED_DAYS}  # fmt: skip

    @cached_property
    def own_units(self) -> list[tuple[Enterprise, list[Responsibility]]]:
        """The units of their own people, with who answers for them."""
        if self.is_office or not self.actor.scope.may("read enterprise"):
            return []
        rows = queries.enterprises(self.actor).order_by("name_key")[:3]
        return [(unit, queries.standing(self.actor, unit)) for unit in rows]


class StoodFor(Desk):
    """The work of somebody for whom a deputy acts: what is to be done, without the figures and views around it."""

    shown: ClassVar[int] = 5

    def _counted_units(self) -> dict[str, Any]:
        return {}

    @cached_property
    def _pinned(self) -> list[tuple[SavedView, Listing]]:
        return []


def stood_for(actor: Actor) -> list[dict[str, Any]]:
    """The work of everybody for whom somebody is a deputy today, as long as she is herself. A few queries for each."""
    if actor.stead is not None:
        return []
    acting = in_steads([(actor, stead) for stead in actor.steads])
    desks = [(stead, StoodFor(each, False)) for stead, each in zip(actor.steads, acting, strict=True)]
    return [{"stead": stead, "desk": desk, "number": desk.number("mine")} for stead, desk in desks]


def _alive() -> str:
    return "&".join(f"state={state}" for state in sorted(units.ALIVE))


def next_step(desk: Desk) -> dict[str, str] | None:
    """What somebody with an empty desk may well do next."""
    scope, verified = desk.actor.scope, desk.verified
    if desk.is_office and not desk.numbers["figure", "units"].number and scope.may("import enterprise"):
        return {
            "text": gettext("The roster is empty."),
            "label": gettext("Import a roster"),
            "url": reverse("imports"),
        }
    if verified and verified["left"] and scope.may("verify enterprise"):
        text = gettext("%(number)s units were not verified for %(days)s days.")
        words = text % {"number": f"{verified['left']:,}", "days": VERIFIED_DAYS}
        return {"text": words, "label": gettext("Open these units"), "url": verified["stale"]}
    if scope.may("read enterprise"):
        return {"text": "", "label": gettext("Open the units"), "url": reverse(registers.ENTERPRISES.name)}
    if scope.may("read account"):
        return {"text": "", "label": gettext("Open the accounts"), "url": reverse("accounts")}
    return None


@door(SIGNED_IN)
def my_work(request: Visit) -> HttpResponse:
    """The desk of whoever is signed in; who holds no duty yet, or none any more, is told so."""
    if not request.actor.scope.may("read work"):
        return render(request, "portal/no_duty.html")
    desk = Desk(request.actor, request.GET.get("whose") == "team")
    context = {
        "desk": desk,
        "mine": desk.number("mine"),
        "team": desk.number("team"),
        "next": None if desk.groups else next_step(desk),
        "stood_for": stood_for(request.actor),
    }
    return render(request, "portal/home.html", context)


@door("read work")
def navigation_counts(request: Visit) -> HttpResponse:
    """What the navigation counts, by the name of each address: asked for by the page once it is shown."""
    return JsonResponse({name: str(count) for name, count in numbers(request.actor).items() if count.number})
