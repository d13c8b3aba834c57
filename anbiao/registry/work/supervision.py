"""What the roster has for a person to do: responsibilities to answer, pairs, units without a sector, gaps."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.register.columns import joined
from anbiao.kit.work import Item, Source, register_work
from anbiao.registry import queries
from anbiao.registry.models import TOWN_DOUBTFUL, Responsibility
from anbiao.registry.work.places import place_of_region
from anbiao.rules import likeness, units

MOST_DAYS = 250


def _kind(row: Responsibility) -> str:
    return gettext(str(Responsibility.Kind(row.kind).label))


# ---------- responsibilities ----------


def _to_answer(actor: Actor, team: bool) -> QuerySet[Any, Any]:
    rows = queries.still_open(actor, "proposed", "acknowledge responsibility")
    return (rows if team else rows.filter(queries.own(actor))).order_by("due_on", "id")


def _answer_item(actor: Actor, row: Responsibility) -> Item:
    state = lateness(row.due_on, actor.now) or ("wait", gettext("To be acknowledged"))
    own = row.person_id in (None, actor.person)
    return Item(
        subject=row.enterprise.name,
        url=reverse("responsibility-step", args=[row.pk, "acknowledge"])
        if own
        else reverse("enterprise", args=[row.enterprise_id]),
        what=gettext("Acknowledge: %(kind)s") % {"kind": _kind(row)},
        place=place_of_region(row.enterprise.region),
        due_on=row.due_on,
        mark=state[0],
        state=state[1]
        if own
        else queries.in_words((row.person.name, row.person.name_en))
        if row.person
        else state[1],
        step=gettext("Answer") if own else gettext("Open"),
    )


def lateness(due_on: date | None, now: datetime) -> tuple[str, str] | None:
    """The mark and the words of a day that has passed, counted in working days; None while there is time."""
    today = day_of(now)
    if due_on is None or due_on >= today:
        return None
    calendar, days, on = queries.calendar_at(now), 0, due_on
    while on < today and days < MOST_DAYS:
        on, days = calendar.add_working_days(on, 1), days + 1
    text = ngettext("%(number)s working day late", "%(number)s working days late", days)
    return "late", text % {"number": days}


def _awaited(actor: Actor, team: bool) -> QuerySet[Any, Any]:
    rows = queries.still_open(actor, "proposed", "assign responsibility").exclude(queries.own(actor))
    if not team:
        return rows.order_by("due_on", "id")
    # Whoever also answers has the same rows under "to be acknowledged" when the team's are shown.
    seen = queries.still_open(actor, "proposed", "acknowledge responsibility").values("pk")
    return rows.exclude(pk__in=seen).order_by("due_on", "id")


def _awaited_item(actor: Actor, row: Responsibility) -> Item:
    who = row.person or row.organisation
    name = queries.in_words((who.name, who.name_en)) if who else row.enterprise.name
    late = lateness(row.due_on, actor.now)
    return Item(
        subject=row.enterprise.name,
        url=reverse("enterprise", args=[row.enterprise_id]),
        what=gettext("Acknowledgement: %(kind)s") % {"kind": _kind(row)},
        place=place_of_region(row.enterprise.region),
        due_on=row.due_on,
        mark="late" if late else "wait",
        state=gettext("waits for %(name)s") % {"name": name},
        step=gettext("Open"),
    )


def _declined(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return queries.still_open(actor, "declined", "assign responsibility").order_by("answered_on", "id")


def _declined_item(_actor: Actor, row: Responsibility) -> Item:
    name = queries.in_words((row.person.name, row.person.name_en)) if row.person else row.enterprise.name
    return Item(
        subject=row.enterprise.name,
        url=reverse("enterprise", args=[row.enterprise_id]),
        what=gettext("%(kind)s declined by %(name)s") % {"kind": _kind(row), "name": name},
        place=place_of_region(row.enterprise.region),
        due_on=None,
        mark="back",
        state=gettext("sent back"),
        step=gettext("Assign again"),
    )


# ---------- doubtful units ----------


def _pairs(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return queries.duplicates(actor, "resolve duplicate").filter(state="open").order_by("-id")


def _pair_item(_actor: Actor, row: Any) -> Item:
    shared = joined(gettext(likeness.REASONS[reason]) for reason in row.reasons)
    return Item(
        subject=row.first.name,
        url=reverse("duplicate", args=[row.pk]),
        what=gettext("Likely the same as %(name)s: %(shared)s") % {"name": row.second.name, "shared": shared},
        place=place_of_region(row.first.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Compare"),
    )


def _unrouted(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = queries.enterprises(actor, "route enterprise").filter(sector="", state__in=sorted(units.ALIVE))
    return rows.order_by("name_key", "id")


def _unrouted_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.name,
        url=reverse("enterprise-route", args=[row.pk]),
        what=gettext("No routing rule fits: name the sector"),
        place=place_of_region(row.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


def _unplaced(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = queries.enterprises(actor, "change enterprise").filter(
        TOWN_DOUBTFUL, state__in=sorted(units.ALIVE)
    )
    return rows.order_by("name_key", "id")


def _unplaced_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.name,
        url=reverse("unplaced") + f"?q={quote(row.name)}",
        what=queries.placed_words(row.placed_by),
        place=place_of_region(row.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


def _gaps(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """Without those that only wait for their sector: they stand under the units without one."""
    missing, shown = Q(), {}
    for kind in units.REQUIRED_KINDS:
        lacks = queries.lacks(kind, actor.today) & (~Q(sector="") if kind == "sector" else Q())
        missing |= lacks
        shown[f"lacks_{kind}"] = ExpressionWrapper(lacks, output_field=BooleanField())
    rows = queries.enterprises(actor, "assign responsibility").filter(missing, state__in=sorted(units.ALIVE))
    return rows.annotate(**shown).order_by("name_key", "id")


def _lacking(row: Any) -> list[str]:
    labels = dict(Responsibility.Kind.choices)
    return [gettext(str(labels[kind])) for kind in units.REQUIRED_KINDS if getattr(row, f"lacks_{kind}")]


def _gap_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.name,
        url=reverse("enterprise", args=[row.pk]),
        what=gettext("Nobody answers as %(kinds)s") % {"kinds": joined(_lacking(row))},
        place=place_of_region(row.region),
        due_on=None,
        mark="wait",
        state=gettext("Nobody answers"),
        step=gettext("Assign"),
    )


ACKNOWLEDGE = register_work(
    Source(
        "acknowledge", _("Responsibilities to acknowledge"), "acknowledge responsibility", _to_answer, _answer_item,
        "/responsibilities/?held=me&state=proposed", due="due_on", model=Responsibility,
    )
)  # fmt: skip
DECLINED = register_work(
    Source(
        "declined", _("Declined responsibilities"), "assign responsibility", _declined, _declined_item,
        "/responsibilities/?state=declined", sent_back=True,
    )
)  # fmt: skip
PAIRS = register_work(
    Source(
        "duplicates", _("Likely duplicates"), "resolve duplicate", _pairs, _pair_item,
        "/duplicates/?state=open",
    )
)  # fmt: skip
UNROUTED = register_work(
    Source(
        "unrouted", _("Units without a sector"), "route enterprise", _unrouted, _unrouted_item, "/unrouted/"
    )
)
UNPLACED = register_work(
    Source(
        "unplaced",
        _("Units whose town is doubtful"),
        "change enterprise",
        _unplaced,
        _unplaced_item,
        "/unplaced/",
    )
)
GAPS = register_work(
    Source("gaps", _("Gaps in supervision"), "assign responsibility", _gaps, _gap_item, "/gaps/")
)
AWAITED = register_work(
    Source(
        "awaited", _("Acknowledgements of others"), "assign responsibility", _awaited, _awaited_item,
        "/responsibilities/?state=proposed", waiting=True, due="due_on",
    )
)  # fmt: skip

# The entry of an assignment names the unit.
ASSIGNED = register_event(
    Event("responsibility-assigned", _("Responsibility to acknowledge"), "enterprise", ("assign",), (ACKNOWLEDGE.name,), field="enterprise")
)  # fmt: skip
