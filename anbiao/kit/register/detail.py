"""The page of one row: head with four facts, offered steps, sections, and what happened to it and when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import DEPUTY, Actor
from anbiao.kit.models import Entry, PersonalValue
from anbiao.kit.register.columns import Text, joined
from anbiao.kit.register.counting import Count, counts
from anbiao.kit.register.following import Star
from anbiao.kit.texts import say
from anbiao.kit.workflow import Offer

# Whom the journal names where no person acted: stored as it stands, said in the reader's language.
PROGRAM = "Anbiao"

HIDDEN = "＊＊＊"
VIA: Mapping[str, Text] = {
    "web": "",
    "command": _("command line"),
    "job": _("in the background"),
    "api": _("by another program"),
    "feed": _("by a feed"),
    "demonstration": _("played for the demonstration"),
    DEPUTY: "",
}


# ---------- head and steps ----------


@dataclass(frozen=True)
class Fact:
    """One of the four facts of a head: label, value, a remark below, and the mark of a state where it is one."""

    label: Text
    value: Text
    remark: Text = ""
    mark: str = ""


@dataclass(frozen=True)
class StepLink:
    """A step as a button: refused ones stay, with the reasons beside them and a link to what removes them."""

    label: Text
    url: str
    is_main: bool = False
    reasons: Sequence[str] = ()
    remedy: tuple[Text, str] | None = None


def step_links(offers: Sequence[Offer], url: Callable[[str], str], *, main: str = "") -> list[StepLink]:
    """The offers of a workflow as buttons; the step named `main` comes first, what is refused comes last."""
    links = [
        StepLink(
            gettext(o.step.label),
            url(o.step.name),
            o.step.name == main,
            [say(refusal) for refusal in o.refusals],
        )
        for o in offers
    ]
    return sorted(links, key=lambda link: (bool(link.reasons), not link.is_main))


# ---------- sections ----------


@dataclass(frozen=True)
class Section:
    """A part of a page: its template, and what the template shows. `context` may give a "count" and a "remark"."""

    name: str
    label: Text
    template: str
    context: Callable[[Actor, Any], dict[str, Any]]
    capability: str


@dataclass(frozen=True)
class Notice:
    """What whoever opens the page has to know first: its words, its mark as a state, what kind it is, and who says so."""

    text: Text
    mark: str
    label: Text
    remark: Text = ""


@dataclass(frozen=True)
class Told:
    """What an upper part adds to the timeline of a row: the ids of its own rows there, and how their entries are told."""

    object_type: str
    ids: Callable[[Actor, Any], Sequence[UUID]]
    words: "Words"


@dataclass(frozen=True)
class Sections:
    """What hangs on the page of a kind of row: sections, and what upper parts add to its head, steps and timeline.

    `styles` and `modules` are the static files that the sections need.
    """

    _all: list[Section] = field(default_factory=list)
    facts: "list[Callable[[Actor, Any], Sequence[Fact]]]" = field(default_factory=list)
    steps: "list[Callable[[Actor, Any], Sequence[StepLink]]]" = field(default_factory=list)
    notices: "list[Callable[[Actor, Any], Sequence[Notice]]]" = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    def add(self, section: Section) -> Section:
        """Hangs a section below those that are there. Raises ValueError for a name used twice."""
        if any(each.name == section.name for each in self._all):
            raise ValueError(f"section {section.name} is there already")
        self._all.append(section)
        return section

    def of(self, actor: Actor) -> list[Section]:
        """The sections that the actor's duties reach."""
        return [section for section in self._all if actor.scope.may(section.capability)]


@dataclass(frozen=True)
class Drawn:
    """A section with its content."""

    name: str
    label: Text
    body: SafeString
    count: Any = None
    remark: Text = ""


# ---------- timeline ----------


@dataclass(frozen=True)
class Words:
    """How a journal is told: verb → what was done; fact → its label; fact → how its values are said."""

    verbs: Mapping[str, Text]
    facts: Mapping[str, Text]
    values: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset({"register"})

    def value(self, fact: str, value: Any) -> str:
        """A value as words; a dash for none, lists joined."""
        if value is None or value == "" or value == []:
            return "—"
        if fact in self.values:
            return self.values[fact](value)
        return joined(str(each) for each in value) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Happening:
    """One entry of the journal as people read it."""

    at: datetime
    who: str
    via: Text
    what: Text
    changes: Sequence[str]
    note: str


@dataclass(frozen=True)
class Timeline:
    """The newest entries, and how many there are."""

    happenings: Sequence[Happening]
    total: Count


def timeline(
    actor: Actor,
    ids: Sequence[UUID],
    *,
    words: Words,
    reveal: bool,
    most: int = 30,
    others: Mapping[str, Words] | None = None,
) -> Timeline:
    """What the journal says of some rows, newest first. Three queries; personal values only for whoever may see them.

    `others` tells the entries of other types of object than the page's own.
    """
    rows = Entry.objects.filter(district=actor.district, object_id__in=list(ids)).order_by("-number")
    entries = list(rows[:most])
    personal: dict[UUID, dict[str, Any]] = {}
    if reveal:
        kept = PersonalValue.objects.filter(
            district=actor.district, entry__in=[entry.id for entry in entries]
        )
        personal = dict(kept.values_list("entry", "values"))
    by_type = others or {}
    told = [
        _told(entry, by_type.get(entry.object_type, words), personal.get(entry.id, {})) for entry in entries
    ]
    return Timeline(told, counts([rows])[0])


def _told(entry: Entry, words: Words, personal: Mapping[str, Any]) -> Happening:
    what = words.verbs.get(entry.verb, entry.verb)
    return Happening(
        entry.at,
        _who(entry),
        _by(entry.via),
        what,
        _changes(entry, words, personal),
        gettext(entry.note) if entry.note else "",
    )


def said_who(who: str) -> str:
    """Who did something: a person by name, the program by the name that it has in the reader's language."""
    return gettext(PROGRAM) if who == PROGRAM else who


def _who(entry: Entry) -> str:
    """Who did it; of a deputy also in whose name."""
    if not entry.via.startswith(f"{DEPUTY} "):
        return said_who(entry.who)
    return gettext("%(who)s for %(other)s") % {"who": said_who(entry.who), "other": entry.on_behalf_of}


def _by(via: str) -> Text:
    """Through which door; of a program also by which token, of a deputy by which delegation."""
    door, _blank, token = via.partition(" ")
    if door == DEPUTY:
        return gettext("delegation %(number)s") % {"number": token}
    told = VIA.get(door, "")
    return gettext("%(door)s, token %(number)s") % {"door": told, "number": token} if token else told


def _changes(entry: Entry, words: Words, personal: Mapping[str, Any]) -> list[str]:
    """Each fact with a label that differs. What a row began with is the row itself: then only what was done is told."""
    if entry.verb in words.beginnings:
        return []
    before, after = entry.before or {}, {**(entry.after or {}), **personal.get("after", {})}
    before = {**before, **personal.get("before", {})}
    return [
        _change(fact, before.get(fact), value, words) for fact, value in after.items() if fact in words.facts
    ]


def _change(fact: str, before: Any, after: Any, words: Words) -> str:
    old, new = (HIDDEN if isinstance(value, dict) else words.value(fact, value) for value in (before, after))
    if before is None:
        return gettext("%(fact)s: %(new)s") % {"fact": words.facts[fact], "new": new}
    return gettext("%(fact)s: %(old)s → %(new)s") % {"fact": words.facts[fact], "old": old, "new": new}


# ---------- the page ----------


@dataclass(frozen=True)
class Detail:
    """A page of one row. `lines` stand under the title, each a list of words; the first of the first line is a code."""

    title: str
    crumbs: Sequence[tuple[Text, str]]
    timeline: Timeline
    code: str = ""
    lines: Sequence[Sequence[Text]] = ()
    tags: Sequence[Text] = ()
    facts: Sequence[Fact] = ()
    steps: Sequence[StepLink] = ()
    colour: str | None = None
    star: Star | None = None


def show(request: HttpRequest, actor: Actor, detail: Detail, *, sections: Sections, row: Any) -> HttpResponse:
    """Draws the page: every section that the actor's duties reach, from its own template."""
    drawn = [draw(request, actor, section, row) for section in sections.of(actor)]
    detail = replace(detail, steps=_one_main(detail.steps))
    context = {
        "notices": [notice for add in sections.notices for notice in add(actor, row)],
        "detail": detail,
        "sections": drawn,
        "row": row,
        "styles": sections.styles,
        "modules": sections.modules,
    }
    return render(request, "kit/register/detail.html", context)


def _one_main(steps: Sequence[StepLink]) -> list[StepLink]:
    """A page has one main button: the first that calls itself so and can be taken."""
    main = next((step for step in steps if step.is_main and not step.reasons), None)
    return [step if step is main else replace(step, is_main=False) for step in steps]


def draw(request: HttpRequest, actor: Actor, section: Section, row: Any) -> Drawn:
    """A section with what it shows of a row."""
    context = section.context(actor, row)
    body = render_to_string(section.template, {"row": row, **context}, request)
    return Drawn(section.name, section.label, body, context.get("count"), context.get("remark", ""))
