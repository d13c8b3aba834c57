"""How rankings are said: titles, periods, figures, places gained and lost, and their journal."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.oversight.figures import figure_named
from anbiao.oversight.models import Ranking
from anbiao.registry.queries import in_words
from anbiao.rules import ranking as law
from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_, Refusal

NONE = "—"
WHO = {"towns": N_("Town or street"), "bureaus": N_("Bureau"), "sectors": N_("Sector")}


def kind(name: str) -> str:
    """Who is ranked, in words."""
    return gettext(law.KINDS.get(name, name))


def period(first: date, last: date) -> str:
    """The days of a period, with its weeks where it is made of whole ones."""
    days = f"{first.isoformat()} – {last.isoformat()}"
    one, other = IsoWeek.of(first), IsoWeek.of(last)
    if first != one.monday or last != other.sunday:
        return days
    weeks = str(one.week) if one == other else f"{one.week}–{other.week}"
    return gettext("W%(weeks)s, %(days)s") % {"weeks": weeks, "days": days}


def title(row: Ranking) -> str:
    """Ranking of towns and streets, 2nd edition."""
    said = gettext("Ranking: %(kind)s") % {"kind": kind(row.kind)}
    if row.edition == 1:
        return said
    return f"{said} {gettext('(edition %(number)s)') % {'number': row.edition}}"


def figure(code: str) -> str:
    """The name of a figure."""
    return gettext(figure_named(code).label)


def share(number: int, of: int | None) -> str:
    """A share in per cent with one decimal; a dash where there is nothing to divide by."""
    if not of:
        return NONE
    return str((Decimal(100 * number) / Decimal(of)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def told(kept: dict[str, Any] | None) -> str:
    """A refusal as it was kept in a content, in the reader's language."""
    if kept is None:
        return ""
    return Refusal(kept["code"], kept["text"], kept["params"]).sentence(gettext)


def name(line: dict[str, Any]) -> str:
    """The name of a line in the reader's language."""
    return in_words((line["name"][0], line["name"][1]))


def lacking(kept: dict[str, Any] | None) -> str:
    """What would have brought the next place."""
    if kept is None:
        return ""
    gap = gettext("%(points)s points to rank %(rank)s.") % {"points": kept["points"], "rank": kept["rank"]}
    if not kept["ways"]:
        return gap + " " + gettext("No figure alone would have brought them.")
    ways = "; ".join(_way(way) for way in kept["ways"])
    return gap + " " + gettext("Any one of these would have brought it: %(ways)s") % {"ways": ways}


def _way(way: dict[str, Any]) -> str:
    said = f"{figure(way['code'])} {way['value']}%"
    if way["cases"] is None:
        return said
    cases = way["cases"]
    more = (
        ngettext("%(number)s case more", "%(number)s cases more", cases)
        if cases > 0
        else ngettext("%(number)s case fewer", "%(number)s cases fewer", -cases)
    )
    return f"{said} ({more % {'number': abs(cases)}})"


RANKING_WORDS = Words(
    verbs={
        "draft": _("Ranking drafted"), "retake": _("Figures taken anew"), "exempt": _("Line exempted"), "put right": _("Figure put right"),
        "undo": _("Decision on a line taken back"), "send_out": _("Sent out for objections"), "object": _("Objection received"),
        "uphold": _("Objection found right"), "dismiss": _("Objection not found right"), "withdraw_objection": _("Objection taken back"),
        "conclude": _("Objections concluded"), "publish": _("Published"), "publish_correction": _("Correction published"),
        "give_back": _("Given back"), "drop": _("Ranking dropped"), "correct": _("Correction opened"), "replace": _("Corrected by a newer edition"),
        "hand over": _("Handed out"),
    },
    facts={"objections_to": _("Objections until")},
    beginnings=frozenset({"draft", "correct", "object", "exempt", "put right", "undo"}),
)  # fmt: skip
