"""Rankings to approve or to conclude, objections to answer, the own line to look at."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.notices.events import Event, register_event
from anbiao.kit.work import Item, Source, register_work
from anbiao.oversight import ranking_words as words
from anbiao.oversight.models import Ranking, RankingObjection
from anbiao.oversight.queries import rankings
from anbiao.rules import ranking_course as course

# ---------- rankings ----------


def _rankings(capability: str, state: str) -> Any:
    def rows(actor: Actor, _team: bool) -> QuerySet[Ranking, Ranking]:
        return rankings.rankings(actor, capability).filter(state=state).order_by("last_on", "id")

    return rows


def _to_approve(actor: Actor, team: bool) -> QuerySet[Ranking, Ranking]:
    """Who made one does not publish it, and is not asked to; a correction is a leader's."""
    found: QuerySet[Ranking, Ranking] = _rankings("approve ranking", course.DECIDED)(actor, team)
    if not actor.scope.may("approve correction"):
        found = found.filter(corrects=None)
    if actor.human:
        made = Q(drafted_by__in=actor.people) | Q(sent_by__in=actor.people) | Q(decided_by__in=actor.people)
        found = found.exclude(made)
    return found


def _to_conclude(actor: Actor, team: bool) -> QuerySet[Ranking, Ranking]:
    found: QuerySet[Ranking, Ranking] = _rankings("draft ranking", course.OUT)(actor, team)
    return found.filter(objections_to__lt=actor.today)


def _own_lines(actor: Actor, _team: bool) -> QuerySet[Ranking, Ranking]:
    rows = rankings.rankings(actor, "object ranking").filter(rankings.ranks_own(actor), state=course.OUT)
    return rows.filter(objections_to__gte=actor.today).order_by(F("objections_to").asc(), "id")


def _to_answer(actor: Actor, _team: bool) -> QuerySet[RankingObjection, RankingObjection]:
    """Who objected does not answer, and is not asked to."""
    rows = rankings.objections(actor, "answer ranking").filter(state=course.RECEIVED)
    rows = rows.exclude(objected_by__in=actor.people)
    return rows.order_by("objected_on", "id")


def _ranking_item(step: Any, due: str = "") -> Any:
    def item(actor: Actor, row: Ranking) -> Item:
        state = course.RANKING.state(row.state)
        return Item(
            subject=words.title(row), url=reverse("ranking", args=[row.serial]), what=words.period(row.first_on, row.last_on),
            place=row.serial, due_on=getattr(row, due) if due else None, mark=state.mark, state=gettext(state.label), step=str(step),
        )  # fmt: skip

    return item


def _objection_item(actor: Actor, row: RankingObjection) -> Item:
    state = course.RANKING_OBJECTION.state(row.state)
    return Item(
        subject=row.office or row.objector, url=reverse("ranking-answer", args=[row.ranking.serial, row.number]), what=row.text,
        place=words.title(row.ranking), due_on=None, mark=state.mark, state=gettext(state.label), step=gettext("Answer it"),
    )  # fmt: skip


RANKINGS_APPROVE = register_work(
    Source("rankings-to-approve", _("Rankings to approve"), "approve ranking", _to_approve, _ranking_item(_("Look")), "/rankings/?state=decided")
)  # fmt: skip
RANKINGS_CONCLUDE = register_work(
    Source("rankings-to-conclude", _("Objections to a ranking are over"), "draft ranking", _to_conclude, _ranking_item(_("Conclude")), "/rankings/?state=objections")
)  # fmt: skip
RANKING_OBJECTIONS = register_work(
    Source("ranking-objections", _("Objections to rankings"), "answer ranking", _to_answer, _objection_item, "/rankings/?state=objections")
)  # fmt: skip
RANKINGS_OUT = register_work(
    Source("rankings-out", _("The own line in a ranking"), "object ranking", _own_lines, _ranking_item(_("Look"), "objections_to"), "/rankings/?state=objections", due="objections_to", model=Ranking)
)  # fmt: skip
register_event(
    Event("ranking-out", _("Ranking out for objections"), "ranking", ("send_out",), (RANKINGS_OUT.name,))
)
