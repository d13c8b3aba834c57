"""What the roster has for a person to do: responsibilities to answer, pairs, units without a sector, gaps."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.register.columns import joined
from anbiao.kit.work import Item, Source, register_work
from anbiao.registry import queries
from anbiao.registry.models import TOWN_DOUBTFUL, Responsibility, SurveyFinding
from anbiao.rules import likeness, surveys, units

MOST_DAYS = 250
REJECTION_SHOWN = timedelta(days=7)


def _kind(row: Responsibility) -> str:
    return gettext(str(Responsibility.Kind(row.kind).label))


def _place(region: str) -> str:
    return queries.region_name(region) or queries.region_name(region[:9])


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
        place=_place(row.enterprise.region),
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
        place=_place(row.enterprise.region),
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
        place=_place(row.enterprise.region),
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
        place=_place(row.first.region),
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
        place=_place(row.region),
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
        place=_place(row.region),
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
        place=_place(row.region),
        due_on=None,
        mark="wait",
        state=gettext("Nobody answers"),
        step=gettext("Assign"),
    )


# ---------- what the survey found ----------


def _to_settle(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What takes a unit out of the count waits for another person than its finder; a new unit for whoever keeps the roster there."""
    rows = queries.findings(actor, "decide survey").filter(state=surveys.OPEN)
    return rows.exclude(_second_person(actor)).order_by("reported_at", "id")


def _second_person(actor: Actor) -> Q:
    """Own findings that a second person decides."""
    return Q(found_by=actor.human, found_by__isnull=False) & ~Q(kind=surveys.NEW)


def _own_findings(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = queries.findings(actor, "report survey").filter(state=surveys.OPEN)
    return rows.filter(account=actor.person, account__isnull=False).order_by("reported_at", "id")


def _rejected(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What the actor found and an office did not take over, with its reason; for a week, since nothing has to be done about it."""
    rows = queries.findings(actor, "report survey").filter(state="rejected")
    since = actor.now - REJECTION_SHOWN
    return rows.filter(account=actor.person, account__isnull=False, decided_at__gte=since).order_by(
        "decided_at", "id"
    )


def _rejected_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.name,
        url=reverse("survey-finding", args=[row.pk]),
        what=gettext("Survey: %(kind)s, not taken over: %(reason)s")
        % {"kind": gettext(surveys.KINDS[row.kind]), "reason": row.reason},
        place=_place(row.region),
        due_on=None,
        mark="back",
        state=gettext("decided by %(who)s") % {"who": row.decider},
        step=gettext("Open"),
    )


def _finding_item(step: Any) -> Any:
    def item(_actor: Actor, row: Any) -> Item:
        return Item(
            subject=row.name,
            url=reverse("survey-finding", args=[row.pk]),
            what=gettext("Survey: %(kind)s, found by %(who)s")
            % {"kind": gettext(surveys.KINDS[row.kind]), "who": row.finder},
            place=_place(row.region),
            due_on=None,
            mark="wait",
            state=gettext("To be decided"),
            step=str(step),
        )

    return item


# ---------- units to merge ----------


def _to_merge(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What another person proposed."""
    rows = queries.mergers(actor, "resolve duplicate").filter(state="proposed")
    return rows.exclude(proposed_by=actor.human, proposed_by__isnull=False).order_by("proposed_at", "id")


def _merger_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.kept.name,
        url=reverse("merger", args=[row.pk]),
        what=gettext("Merge with %(name)s, proposed by %(who)s")
        % {"name": row.other.name, "who": row.proposer},
        place=_place(row.kept.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


MERGERS = register_work(
    Source(
        "mergers",
        _("Mergers to decide"),
        "resolve duplicate",
        _to_merge,
        _merger_item,
        "/mergers/?state=proposed",
    )
)
# ---------- units of other offices ----------


def _offered(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What another office offers to one of the actor's."""
    rows = queries.transfers(actor, "take transfer").filter(
        state="offered", to_office_id__in=sorted(queries.offices_of(actor))
    )
    return rows.order_by("offered_at", "id")


def _came_back(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What the other office did not take."""
    rows = queries.transfers(actor, "offer transfer").filter(
        state="refused", from_office_id__in=sorted(queries.offices_of(actor))
    )
    return rows.order_by("offered_at", "id")


def _transfer_item(actor: Actor, row: Any) -> Item:
    back = row.state == "refused"
    office = row.to_office if back else row.from_office
    words = (
        gettext("%(office)s does not take it: %(why)s") if back else gettext("%(office)s offers it: %(why)s")
    )
    return Item(
        subject=row.name,
        url=reverse("transfer", args=[row.pk]),
        what=words
        % {
            "office": queries.in_words((office.name, office.name_en)),
            "why": row.answer if back else row.reason,
        },
        place=_place(row.enterprise.region),
        due_on=None,
        mark="back" if back else "wait",
        state=pgettext("unit", "Refused") if back else gettext("To be decided"),
        step=gettext("Open") if back else gettext("Decide"),
    )


OFFERED = register_work(
    Source(
        "transfers",
        _("Units offered to us"),
        "take transfer",
        _offered,
        _transfer_item,
        "/transfers/?state=offered&whose=to",
    )
)
CAME_BACK = register_work(
    Source(
        "transfers-refused", _("Offers refused"), "offer transfer", _came_back, _transfer_item, "/transfers/?state=refused&whose=from",
        sent_back=True,
    )
)  # fmt: skip
SURVEY = register_work(
    Source(
        "survey", _("Survey findings to decide"), "decide survey", _to_settle, _finding_item(_("Decide")),
        "/survey-findings/?state=reported", model=SurveyFinding,
    )
)  # fmt: skip
REJECTED = register_work(
    Source(
        "survey-rejected", _("Findings not taken over"), "report survey", _rejected, _rejected_item,
        "/survey-findings/?state=rejected", sent_back=True, model=SurveyFinding, owner="account",
    )
)  # fmt: skip
SURVEYED = register_work(
    Source(
        "surveyed", _("Findings of mine"), "report survey", _own_findings, _finding_item(_("Open")),
        "/survey-findings/?state=reported", waiting=True,
    )
)  # fmt: skip
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
PROPOSED = register_event(
    Event("merger-proposed", _("Merger to decide"), "merger", ("propose",), (MERGERS.name,))
)
GIVEN = register_event(
    Event("unit-offered", _("Unit offered to us"), "transfer", ("offer",), (OFFERED.name,))
)
FOUND = register_event(
    Event("survey-found", _("Survey finding to decide"), "survey finding", ("find",), (SURVEY.name,))
)
SURVEY_REJECTED = register_event(
    Event("survey-rejected", _("Survey finding not taken over"), "survey finding", ("reject",), (REJECTED.name,))
)  # fmt: skip
