"""What the page of a unit shows of its banners: those of today on top, and all of them with their days."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Notice, Section
from anbiao.registry import queries
from anbiao.registry.models import Enterprise
from anbiao.registry.sections import UNIT, period
from anbiao.rules import banners as law

MOST = 20


def _banners(actor: Actor, unit: Enterprise) -> list[Any]:
    """Those of today and all others, read once for the page."""
    if queries.BANNERS not in queries.present(actor, unit):
        return []
    if "_banners" not in unit.__dict__:
        unit.__dict__["_banners"] = list(queries.all_banners(actor, unit)[:MOST])
    found: list[Any] = unit.__dict__["_banners"]
    return found


def _on_top(actor: Actor, unit: Enterprise) -> list[Notice]:
    grave = list(law.SEVERITIES)
    found = [row for row in _banners(actor, unit) if _stands(actor, row)]
    return [
        Notice(
            row.text,
            law.SEVERITIES[row.severity],
            gettext(law.KINDS[row.kind]),
            f"{period(row, actor.today)} · {row.who}",
        )
        for row in sorted(found, key=lambda row: grave.index(row.severity))
    ]


def _stands(actor: Actor, row: Any) -> bool:
    return law.is_shown(row.from_on, row.to_on, row.ended_on, actor.today)


def _of_unit(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    may = actor.scope.allows("change enterprise", unit.place())
    told = [
        {
            "row": row,
            "kind": gettext(law.KINDS[row.kind]),
            "severity": gettext(law.SAID[row.severity]),
            "mark": law.SEVERITIES[row.severity] if _stands(actor, row) else "off",
            "period": period(row, actor.today),
            "may_end": may and row.ended_on is None and row.to_on >= actor.today,
        }
        for row in _banners(actor, unit)
    ]
    return {"banners": told, "may_change": may, "count": len(told)}


UNIT.notices.append(_on_top)
UNIT.add(
    Section(
        "banners",
        _("Alerts and times of contact"),
        "registry/sections/banners.html",
        _of_unit,
        "read enterprise",
    )
)
