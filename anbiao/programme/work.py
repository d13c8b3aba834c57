"""What assessments have for a person to do: fill, put right what was sent back, review, decide."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.work import Item, Source, register_work
from anbiao.programme.models import Assessment
from anbiao.programme.queries import assessments as queries
from anbiao.registry.sections import place_words
from anbiao.rules import assessing


def _rows(capability: str, *names: str) -> Any:
    def rows(actor: Actor, _team: bool) -> QuerySet[Assessment, Assessment]:
        found = queries.assessments(actor, capability).filter(state__in=names)
        return found.order_by("begun_on", "id")

    return rows


def _to_decide(actor: Actor, _team: bool) -> QuerySet[Assessment, Assessment]:
    """Who reviewed does not decide, and is not asked to."""
    rows = queries.assessments(actor, "approve assessment").filter(state="reviewed")
    if actor.human:
        rows = rows.exclude(reviewers__contains=[str(actor.human)]).exclude(concluded_by=actor.human)
    return rows.order_by("begun_on", "id")


def _item(step: Any) -> Any:
    def item(actor: Actor, row: Assessment) -> Item:
        state = assessing.ASSESSMENT.state(row.state)
        return Item(
            subject=row.enterprise.name,
            url=reverse("assessment", args=[row.pk]),
            what=row.answer if row.state == "returned" else gettext(assessing.KINDS[row.kind]),
            place=place_words(row.enterprise.region),
            due_on=None,
            mark=state.mark,
            state=gettext(state.label),
            step=str(step),
        )

    return item


FILL = register_work(
    Source("assessments-to-fill", _("Self-assessments to fill"), "fill assessment", _rows("fill assessment", "draft"), _item(_("Fill")), "/assessments/?state=draft")
)  # fmt: skip
RETURNED = register_work(
    Source("assessments-returned", _("Assessments sent back"), "fill assessment", _rows("fill assessment", "returned"), _item(_("Put right")), "/assessments/?state=returned", sent_back=True)
)  # fmt: skip
REVIEW = register_work(
    Source("assessments-to-review", _("Assessments to review"), "review assessment", _rows("review assessment", "submitted", "review"), _item(pgettext_lazy("assessment", "Review")), "/assessments/?state=submitted&state=review")
)  # fmt: skip
DECIDE = register_work(
    Source("assessments-to-decide", _("Reviews to decide"), "approve assessment", _to_decide, _item(_("Decide")), "/assessments/?state=reviewed")
)  # fmt: skip
