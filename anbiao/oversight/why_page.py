"""What "why is it so?" shows of a figure: how it is defined, what was asked, when it was counted, and the rows behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from anbiao.kit.actor import Actor
from anbiao.oversight import queries
from anbiao.oversight.figures import FLOW, PERCENT, Figure
from anbiao.oversight.queries.measures import MEASURES
from anbiao.programme.words import title_of
from anbiao.registry.queries import region_name
from anbiao.registry.registers.words import page_of
from anbiao.rules import units
from anbiao.rules.assessing import ASSESSMENT
from anbiao.rules.hazards import HAZARD
from anbiao.rules.lookback import LOOK
from anbiao.rules.tasks import TASK
from anbiao.rules.training import TRAINING

KEPT = ("by", "key", "first", "last", "as-of", "campaign", "part")


@dataclass(frozen=True)
class Why:
    """One question: of which figure, at which line, over which time; `part` is "of" for the list of what it is divided by."""

    figure: Figure
    asked: queries.Asked
    by: str
    key: str
    part: str
    after: UUID | None

    @classmethod
    def of(cls, actor: Actor, figure: Figure, params: QueryDict) -> "Why":
        """What an address asks. Raises ValueError, or DoesNotExist for a campaign that is not there."""
        campaign, after = params.get("campaign"), params.get("after")
        asked = queries.ask(
            actor, first_on=_day(params, "first"), last_on=_day(params, "last"), as_of=_day(params, "as-of"),
            campaign=UUID(campaign) if campaign else None,
        )  # fmt: skip
        by, key = params.get("by", "district"), params.get("key", "")
        if by not in queries.BY:
            raise ValueError(f"figures are not told by {by!r}")
        part = "of" if params.get("part") == "of" and figure.of else ""
        asked = queries.at_line(actor, asked, by, key)
        return cls(figure, asked, by, key, part, UUID(after) if after else None)

    @property
    def measure(self) -> str:
        """Which measure is listed."""
        return self.figure.of if self.part else self.figure.number


def _day(params: QueryDict, name: str) -> date | None:
    text = str(params.get(name, ""))
    return date.fromisoformat(text) if text else None


def url_of(code: str, asked: queries.Asked, *, by: str = "district", key: str = "", **more: str) -> str:
    """The address of "why is it so?" of a figure at a line of a table."""
    given = {
        "by": by, "key": key, "first": asked.first_on.isoformat(), "last": asked.last_on.isoformat(), "as-of": asked.as_of.isoformat(),
        "campaign": str(asked.campaign or ""), **more,
    }  # fmt: skip
    told = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('figure-why', args=[code])}?{told}"


def context(actor: Actor, why: Why, params: QueryDict) -> dict[str, Any]:
    """What the page shows. Nine queries at most."""
    counted = queries.count(actor, why.asked, {m for m in (why.figure.number, why.figure.of) if m})
    value = queries.value_of(why.figure, counted.summed())
    found = queries.behind(actor, why.asked, why.measure, after=why.after)
    campaign = queries.campaign_of(actor, why.asked)
    kept = {name: params[name] for name in KEPT if params.get(name)}
    here = {name: text for name, text in kept.items() if name != "part"}
    return {
        "figure": why.figure, "label": gettext(why.figure.label), "formula": gettext(why.figure.formula),
        "scope": gettext(why.figure.scope), "shown": shown(why.figure, value), "value": value, "is_flow": why.figure.period == FLOW,
        "asked": why.asked, "place": queries.place_words(actor, why.asked, why.by, why.key), "campaign": title_of(campaign) if campaign else "", "at": timezone.localtime(counted.at),
        "total": found.total, "counted": number_words(why.measure, found.total), "rows": [row_words(found.source, row) for row in found.rows],
        "of_list": f"?{urlencode({**here, 'part': 'of'})}" if why.figure.of else "", "own_list": f"?{urlencode(here)}", "part": why.part,
        "next": f"?{urlencode({**kept, 'after': found.next})}" if found.next else "", "register": _register(why), "is_past": why.asked.is_past,
    }  # fmt: skip


def shown(figure: Figure, value: queries.Value) -> str:
    """A value as it is printed: thousands by comma, a rate with its sign, a dash where there is nothing to divide by."""
    main = value.main
    if main is None:
        return "—"
    text = f"{main:,.1f}" if isinstance(main, Decimal) else f"{main:,}"
    return f"{text} %" if figure.unit == PERCENT else text


def number_words(measure: str, number: int) -> str:
    """How many rows of which kind: 1,239 hazards."""
    many = {
        "unit": ngettext("%(number)s unit", "%(number)s units", number),
        "hazard": ngettext("%(number)s hazard", "%(number)s hazards", number),
        "task": ngettext("%(number)s task", "%(number)s tasks", number),
        "assessment": ngettext("%(number)s assessment", "%(number)s assessments", number),
        "training": ngettext("%(number)s training", "%(number)s trainings", number),
        "look": ngettext("%(number)s look-back", "%(number)s look-backs", number),
    }[MEASURES[measure].source]
    return many % {"number": f"{number:,}"}


def _register(why: Why) -> str:
    """The ordinary list that shows the same rows today, where there is one."""
    if (
        not why.figure.register
        or why.asked.is_past
        or why.asked.campaign
        or why.asked.sectors
        or why.asked.unit
    ):
        return ""
    town = {"town": why.asked.region} if len(why.asked.region) == 9 else {}
    if why.asked.region and not town:
        return ""
    more = f"&{urlencode(town)}" if town else ""
    return f"{reverse(why.figure.register)}?{why.figure.query}{more}"


def _said(label: str, url: str, unit: Any, day: date | None, state: Any) -> Mapping[str, Any]:
    return {"label": label, "url": url, "unit": unit.name, "town": region_name(unit.region[:9]), "day": day, "state": state}  # fmt: skip


def row_words(source: str, row: Any) -> Mapping[str, Any]:
    """A row as it stands today: its words, its page, unit, town, day and state."""
    if source == "unit":
        return _said(
            row.name, page_of("enterprise", row.pk), row, row.registered_on, units.UNIT.state(row.state)
        )
    if source == "hazard":
        return _said(
            row.title, page_of("hazard", row.pk), row.enterprise, row.due_on, HAZARD.state(row.state)
        )
    if source == "task":
        return _said(
            title_of(row.step), page_of("task", row.pk), row.enterprise, row.due_on, TASK.state(row.state)
        )
    if source == "assessment":
        told = gettext("Assessment")
        return _said(
            told, page_of("assessment", row.pk), row.enterprise, row.decided_on, ASSESSMENT.state(row.state)
        )
    if source == "training":
        return _said(
            row.topic, page_of("training", row.pk), row.enterprise, row.held_on, TRAINING.state(row.state)
        )
    hazard = row.hazard
    return _said(
        hazard.title, page_of("hazard", hazard.pk), hazard.enterprise, row.looked_on, LOOK.state(row.state)
    )
