"""The list of assessments."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import by_unit, options, state_words, unit_columns, unit_filters
from anbiao.kit.actor import Actor
from anbiao.kit.register import Act, Column, Empty, Filter, Option, Register, View
from anbiao.programme.assessment_page import SAMPLES
from anbiao.programme.models import Assessment
from anbiao.programme.queries import assessments as queries
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import assessing, grading

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
    return [Option("overdue", gettext("Overdue")), Option("soon", gettext("Due within a week"))]


def _by_due(actor: Actor, values: object) -> Q:
    found, chosen = Q(pk__in=[]), list(values)  # type: ignore[call-overload]
    if "overdue" in chosen:
        found |= Q(due_on__lt=actor.today)
    if "soon" in chosen:
        found |= Q(due_on__gte=actor.today, due_on__lte=actor.today + timedelta(days=7))
    return found & Q(state__in=sorted(assessing.OPEN))


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
        Column("kind", _("What for"), lambda row: row.kind, words=lambda name: gettext(assessing.KINDS[name]), width=88, on_phone=False),
        Column("table", _("Scoring table"), _table, width=104, on_phone=False),
        Column("begun_on", _("Begun on"), lambda row: row.begun_on, kind="day", width=84, sort="begun_on", on_phone=False),
        Column("submitted_on", _("Handed in on"), lambda row: row.submitted_on, kind="day", width=84),
        Column("own_score", _("Own score"), lambda row: row.own_score, kind="number", width=72),
        Column("score", _("Reviewed score"), lambda row: row.score, kind="number", width=76),
        Column("result", pgettext_lazy("assessment", "Result"), lambda row: _result(row.result) if row.state == "accepted" else "", width=128),
        Column("due_on", _("Due"), lambda row: row.due_on, kind="day", width=72, on_phone=False),
        Column("state", _("State"), lambda row: row.state, words=state_words(assessing.ASSESSMENT), kind="state", width=104),
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
    acts=(Act(_("Draw what is reviewed"), "review-draw-new", "draw review"),),
    views=(
        View("all", _("All"), ""),
        View("review", _("To review"), "state=submitted&state=review"),
        View("decide", _("Reviewed, to be decided"), "state=reviewed"),
        View("late", _("Overdue"), "late=overdue"),
        View("back", _("Returned to the unit"), "state=returned"),
    ),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    rests_on=("enterprise",),
    url=lambda row: page_of("assessment", row.pk),
    label_of=lambda row: row.enterprise.name,
    export="export assessment",
)  # fmt: skip
