"""What checks and hazards have for a person to do: fix, verify, approve, decide, visit, look back, check one's own."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection import queries
from anbiao.inspection.models import Hazard, Quarantine
from anbiao.inspection.queries import conflicts, devices
from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.registry.registers.words import in_language
from anbiao.registry.sections import place_words
from anbiao.registry.work import lateness
from anbiao.rules import hazards as law
from anbiao.rules import visits


def _hazard_item(step: Any, mark: str = "wait") -> Any:
    def item(actor: Actor, row: Hazard) -> Item:
        late = lateness(row.due_on, actor.now) if row.state in law.TO_FIX else None
        state = law.HAZARD.state(row.state)
        grade = f"{gettext(law.GRADES[row.grade])}: " if row.grade == law.MAJOR else ""
        return Item(
            subject=row.enterprise.name,
            url=reverse("hazard", args=[row.pk]),
            what=f"{grade}{row.title}",
            place=place_words(row.enterprise.region),
            due_on=row.due_on,
            mark=late[0] if late else state.mark,
            state=late[1] if late else gettext(state.label),
            step=str(step),
        )

    return item


# ---------- the unit's own people ----------


def _to_fix(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = queries.hazards(actor, "rectify hazard").filter(state__in=sorted(law.TO_FIX))
    return rows.order_by("due_on", "id")


def _to_close_inside(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = queries.hazards(actor, "close hazard").filter(
        state="reported", source__in=sorted(law.OWN_SOURCES), grade=law.GENERAL
    )
    return rows.exclude(fixed_by__in=actor.people).order_by("due_on", "id")


def _routines(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    if not actor.units:
        return queries.routines(actor).none()
    rows = queries.routines(actor).filter(due_on__lte=queries.end_of_week(actor.today))
    return rows.filter(enterprise_id__in=actor.units).order_by("due_on", "id")


def _routine_item(actor: Actor, row: Any) -> Item:
    late = lateness(row.due_on, actor.now)
    words = {"frequency": gettext(visits.FREQUENCIES[row.frequency]), "items": row.items}
    return Item(
        subject=row.enterprise.name,
        url=f"{reverse('field')}#/unit/{row.enterprise_id}/self/{row.frequency}",
        what=gettext("%(frequency)s self-check, %(items)s items") % words,
        place=place_words(row.enterprise.region),
        due_on=row.due_on,
        mark=late[0] if late else "idle",
        state=late[1] if late else gettext("Not begun"),
        step=gettext("Check"),
    )


# ---------- who supervises ----------


def _to_verify(actor: Actor, team: bool) -> QuerySet[Any, Any]:
    rows = queries.hazards(actor, "verify hazard").filter(state="reported")
    # What a unit found itself may be closed inside; it is offered to offices only when it is a major one.
    rows = rows.exclude(source__in=sorted(law.OWN_SOURCES), grade=law.GENERAL)
    if not team and actor.human:
        rows = rows.filter(queries.followed_by(actor.people) | Q(grade=law.MAJOR))
    return rows.order_by("due_on", "id")


def _to_approve(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = (
        queries.hazards(actor, "approve hazard")
        .filter(state="verified")
        .exclude(verified_by__in=actor.people)
    )
    return rows.order_by("due_on", "id")


def _late(actor: Actor, team: bool) -> QuerySet[Any, Any]:
    rows = queries.hazards(actor, "verify hazard").filter(queries.overdue(actor.today))
    if not team and actor.human:
        rows = rows.filter(queries.followed_by(actor.people))
    return rows.order_by("due_on", "id")


def _extensions(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = (
        queries.extensions(actor, "decide extension").filter(state="asked").exclude(asked_by__in=actor.people)
    )
    return rows.order_by("asked_on", "id")


def _extension_item(actor: Actor, row: Any) -> Item:
    words = {"day": row.until_on.isoformat(), "title": row.hazard.title}
    return Item(
        subject=row.hazard.enterprise.name,
        url=reverse("hazard", args=[row.hazard_id]),
        what=gettext("More time until %(day)s: %(title)s") % words,
        place=place_words(row.hazard.enterprise.region),
        due_on=row.due_on,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


def _resumptions(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = (
        queries.suspensions(actor, "approve resumption")
        .filter(state="asked")
        .exclude(asked_by__in=actor.people)
    )
    return rows.order_by("review_due_on", "id")


def _resumption_item(actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.hazard.enterprise.name,
        url=reverse("hazard", args=[row.hazard_id]),
        what=gettext("Resumption of %(what)s") % {"what": row.scope},
        place=place_words(row.hazard.enterprise.region),
        due_on=row.review_due_on,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


def _visits(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    if not queries.is_office(actor):
        return queries.to_visit(actor, until=actor.today).none()
    return queries.to_visit(actor, until=queries.end_of_week(actor.today)).order_by("next_visit_on", "id")


def _visit_item(actor: Actor, row: Any) -> Item:
    late = lateness(row.next_visit_on, actor.now)
    return Item(
        subject=row.enterprise.name,
        url=reverse("enterprise", args=[row.enterprise_id]),
        what=gettext("Visit by its colour: %(open)s hazards open") % {"open": row.open},
        place=place_words(row.enterprise.region),
        due_on=row.next_visit_on,
        mark=late[0] if late else "idle",
        state=late[1] if late else gettext("Not begun"),
        step=gettext("Visit"),
    )


def _looks(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = queries.looks(actor, "make look-back").filter(state="to_look")
    return rows.exclude(hazard__verified_by__in=actor.people).order_by("due_on", "id")


def _look_item(actor: Actor, row: Any) -> Item:
    late = lateness(row.due_on, actor.now)
    return Item(
        subject=row.hazard.enterprise.name,
        url=reverse("look", args=[row.pk]),
        what=gettext("Look back: %(title)s") % {"title": row.hazard.title},
        place=place_words(row.hazard.enterprise.region),
        due_on=row.due_on,
        mark=late[0] if late else "idle",
        state=late[1] if late else gettext("To be looked at"),
        step=gettext("Look"),
    )


def _proposals(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = (
        queries.proposals(actor, "approve colour")
        .filter(state="proposed")
        .exclude(proposed_by__in=actor.people)
    )
    return rows.order_by("proposed_on", "id")


def _proposal_item(actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.enterprise.name,
        url=reverse("colour-decide", args=[row.pk]),
        what=gettext("Colour by hand: %(reason)s") % {"reason": row.reason},
        place=place_words(row.enterprise.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


def _begun(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return queries.begun(actor).order_by("on", "id")


def _begun_item(actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.enterprise.name,
        url=f"{reverse('field')}#/check/{row.pk}",
        what=gettext(visits.kind_named(row.kind).label),
        place=place_words(row.enterprise.region),
        due_on=row.on,
        mark="doing",
        state=gettext("Begun"),
        step=gettext("Go on"),
    )


TO_FIX = register_work(
    Source("hazards-to-fix", _("Hazards to rectify"), "rectify hazard", _to_fix, _hazard_item(_("Rectify")), "/hazards/?state=ordered&state=rectifying&state=returned", due="due_on", model=Hazard)
)  # fmt: skip
INSIDE = register_work(
    Source("hazards-inside", _("Own finds to close"), "close hazard", _to_close_inside, _hazard_item(_("Look")), "/hazards/?state=reported")
)  # fmt: skip
ROUTINES = register_work(
    Source("routines", _("Self-checks of this week"), "make check", _routines, _routine_item, "/field/", due="due_on")
)  # fmt: skip
BEGUN = register_work(
    Source("checks-begun", _("Checks begun"), "make check", _begun, _begun_item, "/checks/?state=begun")
)
VERIFY = register_work(
    Source("hazards-to-verify", _("Rectifications to verify"), "verify hazard", _to_verify, _hazard_item(_("Verify")), "/hazards/?state=reported")
)  # fmt: skip
APPROVE = register_work(
    Source("hazards-to-approve", _("Closings to approve"), "approve hazard", _to_approve, _hazard_item(_("Approve")), "/hazards/?state=verified")
)  # fmt: skip
EXTENSIONS = register_work(
    Source("extensions", _("Requests for more time"), "decide extension", _extensions, _extension_item, "/extensions/?state=asked")
)  # fmt: skip
RESUMPTIONS = register_work(
    Source("resumptions", _("Resumptions to review"), "approve resumption", _resumptions, _resumption_item, "/suspensions/?state=asked", due="review_due_on")
)  # fmt: skip
VISITS = register_work(
    Source("visits", _("Visits due this week"), "make check", _visits, _visit_item, "/visits-due/", due="next_visit_on")
)  # fmt: skip
LOOKS = register_work(
    Source(
        "looks", _("Look-backs"), "make look-back", _looks, _look_item, "/looks/?state=to_look", due="due_on"
    )
)
PROPOSALS = register_work(
    Source("colours-by-hand", _("Colours by hand to approve"), "approve colour", _proposals, _proposal_item, "/colour-proposals/?state=proposed")
)  # fmt: skip
LATE = register_work(
    Source("hazards-late", _("Rectifications of others"), "verify hazard", _late, _hazard_item(_("Open")), "/hazards/?late=late", waiting=True, due="due_on")
)  # fmt: skip


# ---------- two contents under one number ----------


def _field_conflicts(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return conflicts.to_decide(actor).order_by("received_at", "id")


def _field_conflict_item(_actor: Actor, row: Any) -> Item:
    return Item(
        subject=row.enterprise.name if row.enterprise else conflicts.kind_words(row.kind),
        url=reverse("field-conflict", args=[row.pk]),
        what=gettext("Two contents under one number: %(kind)s by %(who)s")
        % {"kind": conflicts.kind_words(row.kind), "who": row.who},
        place=place_words(row.region),
        due_on=None,
        mark="wait",
        state=gettext("To be decided"),
        step=gettext("Decide"),
    )


FIELD_CONFLICTS = register_work(
    Source("field-conflicts", _("Conflicts of the field"), "decide field_conflict", _field_conflicts, _field_conflict_item, "/field-conflicts/?state=open")
)  # fmt: skip


# ---------- unsent work in keeping ----------


def _keepings(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    return devices.to_decide(actor).defer(*SEALED)


def _own_keepings(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    rows = devices.to_take_back(actor).filter(arrived_at__isnull=False)
    return rows.order_by("begun_at", "id").defer(*SEALED)


SEALED = ("wrapped", "device__wrapped")  # keys, which no list shows


def _keeping_item(url: Callable[[Any], str], step: Any) -> Any:
    def item(_actor: Actor, row: Any) -> Item:
        sums = gettext("%(records)s records, %(photos)s photos") % {
            "records": row.records, "photos": row.photos,
        }  # fmt: skip
        stands = devices.quarantine_state(row)
        return Item(
            subject=in_language(row.user),
            url=url(row),
            what=gettext("Unsent, in keeping: %(sums)s, from %(device)s") % {"sums": sums, "device": row.device.name},
            place=in_language(row.user.organisation) if row.user.organisation else "",
            due_on=None,
            mark=stands.mark,
            state=gettext(stands.label),
            step=str(step),
        )  # fmt: skip

    return item


KEEPINGS = register_work(
    Source(
        "keepings", _("Unsent work in keeping"), "open quarantine", _keepings,
        _keeping_item(lambda row: reverse("quarantine", args=[row.pk]), _("Open")), "/quarantines/?state=kept&state=opened", model=Quarantine,
    )
)  # fmt: skip
OWN_KEEPINGS = register_work(
    Source(
        "own-keepings", _("Unsent work of mine in keeping"), "read work", _own_keepings,
        _keeping_item(lambda _row: f"{reverse('field')}#/device", pgettext_lazy("keeping", "Take back")), "/field/#/device", model=Quarantine, owner="user",
    )
)  # fmt: skip


# ---------- what is told at once ----------

ORDERED = register_event(
    Event("hazard-ordered", _("Hazard to rectify"), "hazard", ("report",), (TO_FIX.name,))
)
SENT_BACK = register_event(
    Event("hazard-returned", _("Hazard sent back"), "hazard", ("send_back", "send_back_inside", "reopen"), (TO_FIX.name,))
)  # fmt: skip
# The entry of a listing names the listing, not its hazard.
LISTED = register_event(
    Event("hazard-listed", _("Major hazard under listed supervision"), "hazard", ("list",), (TO_FIX.name,), field="listings")
)  # fmt: skip
# The device did it, perhaps in somebody else's hands: its owner is told as well.
KEPT = register_event(
    Event("keeping-arrived", _("Unsent work came into keeping"), "quarantine", ("arrive",), (KEEPINGS.name, OWN_KEEPINGS.name), to_doer=True)
)  # fmt: skip
GIVEN_BACK = register_event(
    Event("keeping-given-back", _("Unsent work given back"), "quarantine", ("give back",), (OWN_KEEPINGS.name,))
)  # fmt: skip
