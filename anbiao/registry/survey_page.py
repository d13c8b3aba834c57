"""The page of a survey finding: what was seen, its photos, and which units of the roster a new one may already be."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.photos.queries import among
from anbiao.kit.register.columns import joined
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, StepLink, Words, step_links, timeline
from anbiao.kit.templatetags.kit import say_day, say_moment
from anbiao.kit.workflow import offers
from anbiao.registry import queries
from anbiao.registry.actions.survey import where
from anbiao.registry.models import Enterprise, SurveyFinding
from anbiao.registry.sections import UNIT, place_words
from anbiao.rules import surveys
from anbiao.rules.identifiers import check_uscc

FINDING = Sections(styles=["portal/photos.css"], modules=["portal/photos.js"])
SURVEY_WORDS = Words(
    verbs={
        "find": _("Reported from the field"),
        "accept": _("Taken into the roster"),
        "match": _("Known already"),
        "reject": _("Not taken over"),
        "withdraw": _("Withdrawn"),
    },
    facts={},
    beginnings=frozenset({"find"}),
)


def kind_words(kind: str) -> str:
    """What kind of finding, in the reader's language."""
    return gettext(surveys.KINDS[kind])


def detail(actor: Actor, row: SurveyFinding) -> Detail:
    """Everything above and beside the sections."""
    state = surveys.SURVEY.state(row.state)
    crumbs = [(_("Roster"), ""), (_("Survey findings"), reverse("survey-findings"))]
    return Detail(
        title=row.name,
        crumbs=crumbs,
        code=row.serial,
        lines=[[kind_words(row.kind), place_words(row.region)], [row.address]],
        facts=[
            Fact(_("State"), gettext(state.label), row.reason, state.mark),
            Fact(_("Found"), say_day(row.found_on, actor.today), row.finder),
            Fact(_("Arrived"), say_moment(row.reported_at, actor.today)),
            Fact(_("Decided"), say_day(row.decided_at, actor.today), row.decider),
        ],
        steps=_steps(actor, row),
        timeline=timeline(actor, [row.pk], words=SURVEY_WORDS, reveal=False),
    )


def _steps(actor: Actor, row: SurveyFinding) -> list[StepLink]:
    """The offered steps; withdrawing only to the finder."""
    offered = [
        offer
        for offer in offers(actor, row, place=where(actor, row))
        if not any(refusal.code == "not-yours" for refusal in offer.refusals)
    ]
    return step_links(offered, lambda name: reverse("survey-step", args=[row.pk, name]), main="accept")


def _seen(actor: Actor, row: SurveyFinding) -> dict[str, Any]:
    wrong = check_uscc(row.code) if row.code.strip() else None
    unit = row.enterprise
    return {
        "unit": unit if unit and queries.seen_units(actor, [unit.pk]) else None,
        "sector": queries.sector_name(row.sector),
        "looks_due": gettext(surveys.LOOKS_DUE[row.looks_due]),
        "to": gettext("out of the district") if row.outside else place_words(row.to_region),
        "point": None if row.longitude is None else f"{row.longitude:.6f}, {row.latitude:.6f}",
        "is_code_wrong": wrong is not None,
        "is_new": row.kind == surveys.NEW,
        "is_moved": row.kind == surveys.MOVED,
    }


def _pictures(actor: Actor, row: SurveyFinding) -> dict[str, Any]:
    found = among(actor, row.photos)
    coming = [pk for pk in row.photos if pk not in found]
    shown = [found[pk] for pk in row.photos if pk in found]
    return {"photos": shown, "coming": len(coming), "spot": _spot(row), "count": len(row.photos)}


def _spot(row: SurveyFinding) -> tuple[float, float] | None:
    unit = row.enterprise
    point: Any = (unit.longitude, unit.latitude) if unit else (row.longitude, row.latitude)
    return None if None in point else point


def _rivals(actor: Actor, row: SurveyFinding) -> dict[str, Any]:
    """Of a new find that is still open: what it may be. A decided one says what it was."""
    if row.kind != surveys.NEW or row.state != surveys.OPEN:
        return {"rivals": [], "count": 0, "is_over": True}
    may = actor.scope.allows("decide survey", row.place())
    told = [
        {
            "unit": each.unit,
            "why": joined(gettext(queries.SAID[reason]) for reason in each.reasons),
            "metres": each.metres,
            "url": f"{reverse('survey-step', args=[row.pk, 'match'])}?unit={each.unit.pk}" if may else "",
        }
        for each in queries.rivals(actor, row)
    ]
    return {"rivals": told, "count": len(told), "is_over": False}


def _section(name: str, label: Any, context: Any) -> None:
    FINDING.add(Section(name, label, f"registry/survey/{name}.html", context, "read survey"))


_section("seen", _("What was seen"), _seen)
_section("pictures", _("Photos"), _pictures)
_section("rivals", _("What it may be"), _rivals)


# ---------- on the page of a unit ----------


def _of_unit(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    rows = queries.findings_of(actor, unit)
    told = [
        {"row": row, "kind": kind_words(row.kind), "state": surveys.SURVEY.state(row.state)} for row in rows
    ]
    return {"findings": told, "count": len(told)}


UNIT.add(Section("survey", _("Survey"), "registry/sections/survey.html", _of_unit, "read survey"))
