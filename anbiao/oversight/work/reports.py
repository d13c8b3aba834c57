"""Reports to hand in, sent back, to decide on; and the two acts of which somebody is told at once."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.oversight.accountability_words import name_of
from anbiao.oversight.models import Report
from anbiao.oversight.queries import reports as queries
from anbiao.oversight.report_words import cadence_name, state_of


def _owed(*names: str) -> Any:
    def rows(actor: Actor, _team: bool) -> QuerySet[Report, Report]:
        return queries.owed(actor).filter(state__in=names)

    return rows


def _to_accept(actor: Actor, _team: bool) -> QuerySet[Report, Report]:
    return queries.to_accept(actor)


def _item(step: Any, due: bool = True) -> Any:
    def item(actor: Actor, row: Report) -> Item:
        state = state_of((row.state, queries.standing_of(row, actor.today)))
        return Item(
            subject=f"{cadence_name(row.cadence)} {row.period}", url=reverse("report", args=[row.ref]), what=row.answer if row.state == "returned" else row.ref,
            place=name_of(row.organisation), due_on=row.due_on if due else None, mark=state.mark, state=gettext(state.label), step=str(step),
        )  # fmt: skip

    return item


REPORTS_TO_DO = register_work(
    Source("reports-to-do", _("Reports to hand in"), "write report", _owed("due", "draft"), _item(_("Write")), "/reports/?whose=mine", due="due_on", model=Report)
)  # fmt: skip
REPORTS_BACK = register_work(
    Source("reports-returned", _("Periodic reports sent back"), "write report", _owed("returned"), _item(_("Put right")), "/reports/?whose=mine&state=returned", sent_back=True, model=Report)
)  # fmt: skip
REPORTS_TO_ACCEPT = register_work(
    Source("reports-to-accept", _("Reports to accept"), "approve report", _to_accept, _item(_("Read and decide"), due=False), "/reports/?state=handed_in")
)  # fmt: skip
REPORT_ASKED = register_event(Event("report-asked", _("Report asked for"), "report", ("ask",), (REPORTS_TO_DO.name,)))  # fmt: skip
REPORT_BACK = register_event(Event("report-returned", _("Periodic report sent back"), "report", ("send_back",), (REPORTS_BACK.name,)))  # fmt: skip
