"""The list of assessments."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import by_unit, options, unit_columns, unit_filters
from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Bulk, Column, Empty, Filter, Option, Preview, Register, View
from anbiao.programme import actions
from anbiao.programme.assessment_page import SAMPLES, STANDING_MARKS
from anbiao.programme.models import Assessment
from anbiao.programme.queries import assessments as queries
from anbiao.programme.queries import deciding
from anbiao.registry.registers.responsibilities import NothingToAsk
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import assessing, grading
from anbiao.rules.machine import State

COLOUR, UNIT, TOWN = unit_columns()
# A filter cannot hold the empty word that stands for "not passed".
FAILED = "failed"


def _assessments(number: int, shown: str) -> str:
    return ngettext("%(number)s assessment", "%(number)s assessments", number) % {"number": shown}


def _result(name: str) -> str:
    return gettext(grading.RESULTS.get(name, name))


def _results(_actor: object) -> list[Option]:
    return [Option(name or FAILED, gettext(label)) for name, label in grading.RESULTS.items()]


def _with_result(_actor: object, values: object) -> Q:
    names = ["" if each == FAILED else str(each) for each in list(values)]  # type: ignore[call-overload]
    return Q(state="accepted", result__in=names)


def _table(row: Assessment) -> str:
    return queries.table(row.district, row.urn, row.edition).title


def _lateness(_actor: object) -> list[Option]:
    return [Option("overdue", gettext("Overdue")), Option("soon", gettext("Limit near"))]


def _by_due(actor: Actor, values: object) -> Q:
    found, chosen = Q(pk__in=[]), list(values)  # type: ignore[call-overload]
    if "overdue" in chosen:
        found |= queries.late(actor.today)
    if "soon" in chosen:
        found |= queries.soon(actor.today)
    return found


def _mark(actor: Actor, rows: Sequence[Assessment]) -> None:
    """Puts on each row how it stands today."""
    for row in rows:
        row.standing = assessing.nearness(due=row.due_on, warned=row.warned_on, today=actor.today)


def _state(told: tuple[str, str]) -> State:
    """How its limit stands goes before what is being done."""
    name, standing = told
    state = assessing.ASSESSMENT.state(name)
    if not standing:
        return state
    words = f"{gettext(assessing.STANDINGS[standing])} · {gettext(state.label)}"
    return State(name, words, STANDING_MARKS[standing])


# ---------- bulk ----------


def _preview_own(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
    found = list(rows.select_related("enterprise"))
    same = [row.pk for row in found if row.state == "accepted"]
    asked = [row for row in found if row.state != "accepted"]
    against = deciding.against_own(actor, asked)
    return Preview([row.pk for row in asked if row.pk not in against], same, _named(asked, against))


def _decide_own(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
    found = list(rows.select_related("enterprise"))
    same = [row.pk for row in found if row.state == "accepted"]
    asked = [row for row in found if row.state != "accepted"]
    done = actions.decide_by_own(actor, [row.pk for row in asked])
    return Preview([row.pk for row in asked if row.pk not in done.refused], same, _named(asked, done.refused))


def _named(rows: Sequence[Assessment], against: Any) -> list[Any]:
    return [(row.pk, row.enterprise.name, against[row.pk][0]) for row in rows if row.pk in against]


def _results_of(actor: Actor, preview: Preview, _values: dict[str, Any]) -> str:
    """Which results would follow, and how often each."""
    rows = queries.assessments(actor, "approve assessment").filter(pk__in=preview.change)
    counted = Counter(graded.result for _, graded in deciding.judged_by_own(actor, list(rows)).values())
    told = [f"{_result(name)} {number:,}" for name, number in counted.most_common()]
    return (
        gettext("What follows by the own scores: %(results)s.") % {"results": " · ".join(told)}
        if told
        else ""
    )


DECIDE_OWN = Bulk(
    "own", _("Decide by the own score"), "approve assessment", NothingToAsk, _preview_own, _decide_own,
    lambda number: ngettext("Decide %(number)s assessment", "Decide %(number)s assessments", number) % {"number": f"{number:,}"},
    _("Will be decided by its own score"), _("Decided already"), _("Cannot be decided so"), remark=_results_of,
)  # fmt: skip


ASSESSMENTS = Register(
    name="assessments",
    path="assessments",
    group=_("Standardization"),
    title=_("Assessments and reviews"),
    capability="read assessment",
    model=Assessment,
    columns=(
        COLOUR,
        Column("name", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        TOWN,
        Column("kind", _("What for"), lambda row: row.kind, words=lambda name: gettext(assessing.KINDS[name]), width=88, on_phone=False, group="kind"),
        Column("table", _("Scoring table"), _table, width=128, on_phone=False),
        Column("begun_on", _("Begun on"), lambda row: row.begun_on, kind="day", width=84, sort="begun_on", on_phone=False),
        Column("submitted_on", _("Handed in on"), lambda row: row.submitted_on, kind="day", width=84),
        Column("own_score", _("Own score"), lambda row: row.own_score, kind="number", width=72),
        Column("score", _("Reviewed score"), lambda row: row.score, kind="number", width=76),
        Column("result", pgettext_lazy("assessment", "Result"), lambda row: _result(row.result) if row.state == "accepted" else "", width=94),
        Column("due_on", _("Due"), lambda row: row.due_on, kind="day", width=84, on_phone=False),
        Column("state", _("State"), lambda row: (row.state, row.standing), words=_state, kind="state", width=128),
    ),
    sort="-begun_on",
    noun=_assessments,
    empty=Empty(_("No assessment is begun yet. A unit begins its own from its page.")),
    filters=(
        Filter("state", _("State"), states(assessing.ASSESSMENT), lambda _actor, values: Q(state__in=values), first=True),
        Filter("result", pgettext_lazy("assessment", "Result"), _results, _with_result, first=True),
        Filter("kind", _("What for"), options(assessing.KINDS), lambda _actor, values: Q(kind__in=values)),
        Filter("late", _("Due"), _lateness, _by_due),
        Filter("sample", _("Draw"), options(SAMPLES), lambda _actor, values: Q(sample__in=values)),
        *unit_filters(),
    ),
    bulk=(DECIDE_OWN,),
    acts=(Act(_("Draw what is reviewed"), "review-draw-new", "draw review"),),
    views=(
        View("all", _("All"), ""),
        View("review", _("To review"), "state=submitted&state=review"),
        View("own", _("Left out of the draw"), "sample=own&state=submitted"),
        View("decide", _("Reviewed, to be decided"), "state=reviewed"),
        View("soon", _("Limit near"), "late=soon"),
        View("late", _("Overdue"), "late=overdue"),
        View("back", _("Returned to the unit"), "state=returned"),
    ),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    prepare=_mark,
    rests_on=("enterprise",),
    url=lambda row: page_of("assessment", row.pk),
    due="due_on",
    label_of=lambda row: row.enterprise.name,
    export="export assessment",
)  # fmt: skip
