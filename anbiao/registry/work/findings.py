"""What the survey found: to be decided, one's own, and what was not taken over."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.registry import queries
from anbiao.registry.models import SurveyFinding
from anbiao.registry.work.places import place_of_region
from anbiao.rules import surveys

REJECTION_SHOWN = timedelta(days=7)


# ---------- what the survey found ----------


def _to_settle(actor: Actor, _team: bool) -> QuerySet[Any, Any]:
    """What takes a unit out of the count waits for another person than its finder; a new unit for whoever keeps the roster there."""
    rows = queries.findings(actor, "decide survey").filter(state=surveys.OPEN)
    return rows.exclude(_second_person(actor)).order_by("reported_at", "id")


def _second_person(actor: Actor) -> Q:
    """Own findings that a second person decides."""
    return Q(found_by__in=actor.people) & ~Q(kind=surveys.NEW)


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
        place=place_of_region(row.region),
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
            place=place_of_region(row.region),
            due_on=None,
            mark="wait",
            state=gettext("To be decided"),
            step=str(step),
        )

    return item


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

FOUND = register_event(
    Event("survey-found", _("Survey finding to decide"), "survey finding", ("find",), (SURVEY.name,))
)
SURVEY_REJECTED = register_event(
    Event("survey-rejected", _("Survey finding not taken over"), "survey finding", ("reject",), (REJECTED.name,))
)  # fmt: skip
