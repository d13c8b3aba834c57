"""Every register as JSON: the same rows, filters, sorts and columns as the page, by the same declaration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext
from pydantic import BaseModel, Field, create_model

from anbiao.inspection import queries as inspection
from anbiao.inspection.queries import briefs, field
from anbiao.kit.actor import Actor
from anbiao.kit.doors import Visit
from anbiao.kit.register import Column, ListState, Register
from anbiao.kit.register.columns import plain, said_colour
from anbiao.kit.register.counting import counts
from anbiao.kit.register.listing import Listing, may_reveal
from anbiao.kit.register.paging import MANY, Page, in_order, page_of
from anbiao.portal.api.problems import Reason, problem
from anbiao.programme import assessment_page
from anbiao.programme.queries import assessments
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

MOST, USUAL = 200, 50
OWN = ("limit", "count")
FOR_THE_EYE = ("cols", "group")  # how a page shows what it has; an answer has all of it
SORTED = N_("The column to sort by; a “-” before it turns the order round")
FROM = N_("Where the page begins: what the page before named as “next”")
VERSION = N_("The version that a change has to name")
LIMITED = N_("How many rows a page has")
SHOWN_ONLY = N_("“%(name)s” is for the page in the browser; leave it out.")
DAY_FROM, DAY_TO = N_("%(column)s: from this day on"), N_("%(column)s: until this day, which is included")
COUNTED = N_("Whether “total” says how many rows there are; 10,001 means more than 10,000")


def _unit(actor: Actor, pk: UUID) -> Any:
    row = briefs.units(actor).filter(pk=pk).first()
    return briefs.brief(actor, row) if row else None


def _hazard(actor: Actor, pk: UUID) -> Any:
    row = inspection.hazards(actor).filter(pk=pk).first()
    return field.hazard(actor, row) if row else None


def _assessment(actor: Actor, pk: UUID) -> Any:
    row = assessments.assessments(actor).filter(pk=pk).first()
    return {"items": assessment_page.items_told(actor, row)} if row else None


# What else a single row says, besides its columns: as the field screens read it.
MORE: Mapping[str, tuple[str, Callable[[Actor, UUID], Any]]] = {
    "enterprises": ("read hazard", _unit),
    "hazards": ("read hazard", _hazard),
    "assessments": ("read assessment", _assessment),
}


class Coded(BaseModel):
    """A value with the code that programs compare, and the words that people read."""

    code: str | None
    text: str


class Choice(BaseModel):
    """A value that a filter may have, its words, and the heading under which it stands."""

    value: str
    label: str
    group: str


class Options(BaseModel):
    """What each filter of a register may be asked for."""

    filters: dict[str, list[Choice]]


@dataclass(frozen=True)
class Shapes:
    """What a register takes and gives, in the language that was spoken when they were made."""

    asked: type[BaseModel]
    page: type[BaseModel]
    one: type[BaseModel]


def shapes(register: Register) -> Shapes:
    """The shapes of a register, from its declaration."""
    name = "".join(part.title() for part in register.name.split("-"))
    columns: dict[str, Any] = {
        column.name: (kind_of(column), Field(description=str(column.label), title=column.name))
        for column in register.columns
    }
    row: Any = create_model(
        f"{name}Row",
        id=(UUID, ...),
        label=(str, ...),
        url=(str, ...),
        values=(create_model(f"{name}Values", **columns), ...),
    )
    page = create_model(
        f"{name}Page", items=(list[row], ...), next=(str | None, ...), total=(int | None, ...)
    )
    version = Field(description=gettext(VERSION))
    one = create_model(
        f"{name}One", __base__=row, version=(int | None, version), more=(dict[str, Any] | None, None)
    )
    return Shapes(_asked(register, name), page, one)


def _asked(register: Register, name: str) -> type[BaseModel]:
    fields: dict[str, Any] = {
        each.name: (list[str], Field(default_factory=list, max_length=50, description=str(each.label)))
        for each in register.filters
    }
    for days in register.days:
        for param, words in zip(days.params, (DAY_FROM, DAY_TO), strict=True):
            said = gettext(words) % {"column": days.label}
            # A name of Python has no hyphen; the address and the description have it.
            fields[param.replace("-", "_")] = (date | None, Field(None, alias=param, description=said))
    sorts = [sign + each for each in register.sorts for sign in ("", "-")]
    if sorts:
        fields["sort"] = (Literal[*sorts] | None, Field(None, description=gettext(SORTED)))
    if register.search:
        fields["q"] = (str | None, Field(None, max_length=100, description=str(register.search_hint)))
    fields["after"] = (str | None, Field(None, max_length=2000, description=gettext(FROM)))
    fields["limit"] = (Annotated[int, Field(ge=1, le=MOST)], Field(USUAL, description=gettext(LIMITED)))
    fields["count"] = (bool, Field(False, description=gettext(COUNTED)))
    return create_model(f"{name}Asked", **fields)


def kind_of(column: Column) -> Any:
    """The type of a column's value."""
    if column.kind in ("state", "colour") or column.words:
        return Coded | None
    if column.kind == "number":
        return int | float | str | None
    return date | str | None if column.kind == "day" else str | None


# ---------- answers ----------


def page(request: Visit, register: Register, *, limit: int, count: bool) -> HttpResponse:
    """A page of a register. What of the address means nothing is refused: a filter that is silently left out shows too much."""
    params = request.GET.copy()
    for own in OWN:
        params.pop(own, None)
    if shown := [name for name in FOR_THE_EYE if name in params]:
        told = [
            Reason(code="unknown", field=name, text=gettext(SHOWN_ONLY) % {"name": name}) for name in shown
        ]
        return problem("invalid", told)
    # As asked, whatever columns the person has set up for herself.
    state = Listing(register, request.actor, params).read(params)
    if state.notes:
        told = [Reason(code="unknown", field="", text=note) for note in state.notes]
        return problem("invalid", told)
    total = counts([register.rows(request.actor, state)])[0].number if count or state.q else None
    found = _turned(register, request.actor, state, limit, total or 0)
    if register.prepare:
        register.prepare(request.actor, found.rows)
    items = [item(register, request.actor, row) for row in found.rows]
    following = str(found.next) if found.next else None
    return JsonResponse({"items": items, "next": following, "total": total if count else None})


def _turned(register: Register, actor: Actor, state: ListState, limit: int, total: int) -> Page:
    rows, column, down = in_order(register, actor, state, total)
    return page_of(rows, state, column, down=down, size=limit, is_many=bool(state.q) and total > MANY)


def single(request: Visit, register: Register, pk: UUID) -> HttpResponse:
    """One row, with what else is told of it. Raises Http404."""
    actor = request.actor
    row = register.rows(actor, ListState()).filter(pk=pk).first()
    if row is None:
        raise Http404
    if register.prepare:
        register.prepare(actor, [row])
    capability, more = MORE.get(register.name, ("", None))
    told = more(actor, pk) if more and actor.scope.may(capability) else None
    version = getattr(row, "version", None)
    return JsonResponse({**item(register, actor, row), "version": version, "more": told})


def options(request: Visit, register: Register) -> HttpResponse:
    """What each filter may be asked for, here and by this token."""
    listing = Listing(register, request.actor, QueryDict())
    told = {
        wanted.name: [
            {"value": option.value, "label": str(option.label), "group": str(option.group)}
            for option in listing.options(wanted)
        ]
        for wanted in register.filters
    }
    return JsonResponse({"filters": told})


def item(register: Register, actor: Actor, row: Any) -> dict[str, Any]:
    """A row as JSON: masked where the page masks it."""
    reveal = may_reveal(register, actor, row)
    return {
        "id": str(row.pk),
        "label": str(register.label_of(row)),
        "url": register.url(row) if register.url else "",
        "values": {column.name: value_of(column, row, reveal=reveal) for column in register.columns},
    }


def value_of(column: Column, row: Any, *, reveal: bool) -> Any:
    """A value: a code with its words, a number, a day as text, or text; None for absent."""
    raw = column.value(row)
    if raw is None or raw == "":
        return None
    said = column.read(row, reveal=reveal)
    if isinstance(said, State):
        return {"code": said.name, "text": plain(said)}
    if column.kind == "colour":
        return {"code": str(raw), "text": said_colour(raw)}
    told = plain(said)
    if column.words:
        return {"code": raw if isinstance(raw, str) else None, "text": "" if told is None else str(told)}
    if isinstance(told, date):
        return told.isoformat()
    return told if column.kind == "number" or told is None else str(told)
