"""Colours by rule, for one unit after each event and for all of them every night; and colours by hand, with two persons."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from anbiao.inspection.actions.standing import plan_visits, roll_up
from anbiao.inspection.models import ColourChange, ColourProposal, Standing
from anbiao.inspection.queries.local import Local, local
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows, joined_by_hash, update_rows
from anbiao.kit.district import new_id
from anbiao.kit.workflow import take
from anbiao.registry.actions.colours import Recolouring
from anbiao.registry.actions.colours import recolour as tell_units
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import colours, units, visits
from anbiao.rules.colours import Coloured
from anbiao.rules.refusal import N_, Refusal, Refused

CHANGE_COLUMNS = (
    "id", "district", "enterprise_id", "before", "after", "criterion", "rule_version", "evidence", "proposal_id", "on", "at",
    "expires_on", "who",
)  # fmt: skip
BY_HAND = "by hand"
CRITERIA = "colours.criteria"
READ = (
    "enterprise_id", "enterprise__colour", "open_major", "overdue_orders", "last_fatal_on", "accidents", "overdue", "open",
    "score", "assessment_due_on", "risk_red", "risk_orange", "risk_yellow", "false_closures", "refusals",
)  # fmt: skip


_NOTED: ContextVar[set[UUID] | None] = ContextVar("units to settle together", default=None)


@contextmanager
def settled_together() -> Iterator[set[UUID]]:
    """For work on many units: what happens inside only notes its units, and whoever opened this settles them at once (`settle_now`)."""
    noted: set[UUID] = set()
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def settle(actor: Actor, unit_ids: Sequence[UUID] | None = None) -> int:
    """After something happened to units (None: to every unit): `settle_now`, or noted for later inside `settled_together`."""
    noted = _NOTED.get()
    if noted is None or unit_ids is None:
        return settle_now(actor, unit_ids)
    noted.update(unit_ids)
    return 0


@transaction.atomic
def settle_now(actor: Actor, unit_ids: Sequence[UUID] | None = None) -> int:
    """The standing, colours and next visits of units (None: every unit of the district), as of now.

    Returns how many took another colour. Nine statements whatever the number of units.
    """
    rules = local(actor)
    with joined_by_hash():
        roll_up(actor, unit_ids)
        changed = _recolour(actor, rules, unit_ids)
        plan_visits(actor, rules, unit_ids)
    return changed


def keep_score(actor: Actor, unit_id: UUID, *, score: Decimal | None) -> None:
    """The score of a unit's last assessment, told by whoever decided it; the colour that follows is taken at once."""
    keep_scores(actor, {unit_id: score})


@transaction.atomic
def keep_scores(actor: Actor, scores: Mapping[UUID, Decimal | None]) -> None:
    """The same for thousands of units at once."""
    roll_up(actor, list(scores))
    rows = Standing.objects.of_district(actor.district).filter(enterprise_id__in=list(scores))
    update_rows(
        Standing, actor.district, ["score"],
        [(pk, None if scores[unit] is None else float(scores[unit] or 0)) for pk, unit in rows.values_list("pk", "enterprise_id")],
    )  # fmt: skip
    settle(actor, list(scores))


@transaction.atomic
def keep_visit_percents(actor: Actor, percents: Mapping[UUID, int], *, everybody: bool = False) -> int:
    """What the grades that units hold make of the intervals of their visits, told by whoever grants; the next visits follow at once.

    With `everybody` whatever is not named goes back to the full interval. Returns how many changed. Two statements for each percentage.
    """
    rows = Standing.objects.of_district(actor.district)
    changed: set[UUID] = set()
    if everybody:
        others = rows.exclude(visit_percent=visits.FULL).exclude(enterprise_id__in=list(percents))
        changed.update(others.values_list("enterprise_id", flat=True))
        others.update(visit_percent=visits.FULL)
    else:
        roll_up(actor, list(percents))
    for percent in sorted(set(percents.values())):
        ids = [unit for unit, given in percents.items() if given == percent]
        moved = rows.filter(enterprise_id__in=ids).exclude(visit_percent=percent)
        changed.update(moved.values_list("enterprise_id", flat=True))
        rows.filter(enterprise_id__in=ids).update(visit_percent=percent)
    if changed:
        settle(actor, list(changed))
    return len(changed)


def _recolour(actor: Actor, rules: Local, unit_ids: Sequence[UUID] | None) -> int:
    rows = Standing.objects.of_district(actor.district).filter(enterprise__state__in=sorted(units.ALIVE))
    if unit_ids is not None:
        rows = rows.filter(enterprise_id__in=list(unit_ids))
    by_hand = _by_hand(actor, unit_ids)
    labels = {criterion.code: criterion.measure for criterion in rules.criteria}
    changes, kept = {}, []
    for row in rows.values(*READ):
        unit, before = row["enterprise_id"], row["enterprise__colour"]
        hand = by_hand.get(unit)
        found = (
            Coloured(hand.colour, BY_HAND)
            if hand
            else colours.colour_of(measures(row, actor.today, rules.direct_red), rules.criteria)
        )
        if found.colour == before:
            continue
        why = hand.reason if hand else colours.MEASURES.get(labels.get(found.criterion, ""), "")
        changes[unit] = Recolouring(before, found.colour, why)
        kept.append(_change(actor, rules, unit, before, found, hand))
    copy_rows(ColourChange, CHANGE_COLUMNS, kept)
    tell_units(actor, changes)
    return len(changes)


def measures(row: Mapping[str, Any], today: date, direct: Collection[str]) -> dict[str, float | None]:
    """The standing of a unit as the rule reads it (rules/colours.py: MEASURES). A number that nobody knows is None."""
    due, fatal = row["assessment_due_on"], row["last_fatal_on"]
    levels = [level for level, name in enumerate(("risk_red", "risk_orange", "risk_yellow"), 1) if row[name]]
    known: dict[str, float | None] = {
        "open_major": row["open_major"], "open_general": row["open"] - row["open_major"], "overdue": row["overdue"],
        "overdue_orders": row["overdue_orders"], "months_since_fatal": _months(fatal, today) if fatal else None,
        "accidents_12_months": row["accidents"], "score": row["score"],
        "assessment_late_days": None if due is None or row["score"] is not None else (today - due).days,
        "inherent_level": min(levels, default=None), "false_closures_12_months": row["false_closures"],
        "refusals_12_months": row["refusals"],
    }  # fmt: skip
    return known | {"direct_red": colours.direct_red(known, direct)}


def _months(since: date, today: date) -> int:
    """Whole months from a day to today."""
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)


def _by_hand(actor: Actor, unit_ids: Sequence[UUID] | None) -> dict[UUID, ColourProposal]:
    rows = ColourProposal.objects.of_district(actor.district).filter(
        state="approved", expires_on__gte=actor.today
    )
    if unit_ids is not None:
        rows = rows.filter(enterprise_id__in=list(unit_ids))
    return {row.enterprise_id: row for row in rows.order_by("id")}


def _change(
    actor: Actor, rules: Local, unit: UUID, before: str, found: Coloured, hand: ColourProposal | None
) -> tuple[Any, ...]:
    evidence = json.dumps({code: number for code, number in found.evidence})
    return (
        new_id(), actor.district, unit, before, found.colour, found.criterion, rules.versions.get(CRITERIA, 0), evidence,
        hand.id if hand else None, actor.today, actor.now, hand.expires_on if hand else None,
        hand.proposer if hand else actor.who,
    )  # fmt: skip


# ---------- by hand ----------


@transaction.atomic
def propose_colour(
    actor: Actor, unit: Enterprise, *, colour: str, reason: str, expires_on: date
) -> ColourProposal:
    """Asks for another colour than the rule gives, with a reason and a last day; a second person decides. Raises Refused."""
    against = list(
        colours.manual_refusals(
            colour=colour, reason=reason, on=actor.today, expires_on=expires_on, most_days=local(actor).by_hand_days
        )
    )  # fmt: skip
    if not actor.scope.allows("propose colour", place_of(actor, unit)):
        against.append(Refusal("no-duty", N_("This unit is outside what you may propose a colour for.")))
    standing = ColourProposal.objects.of_district(actor.district).filter(
        enterprise=unit, state__in=("proposed", "approved")
    )
    if standing.filter(state="proposed").exists() or standing.filter(expires_on__gte=actor.today).exists():
        text = N_("A colour by hand is proposed or in force for this unit already. Withdraw or end it first.")
        against.append(Refusal("colour-by-hand", text))
    if against:
        raise Refused(*against)
    row = ColourProposal.objects.create(
        district=actor.district, enterprise=unit, colour=colour, reason=reason.strip(), expires_on=expires_on,
        proposed_on=actor.today, proposed_by=actor.human, proposer=actor.who,
    )  # fmt: skip
    journal.record(actor, journal.event("propose", row))
    return row


@transaction.atomic
def decide_colour(actor: Actor, row: ColourProposal, step: str, *, note: str = "") -> None:
    """Approves, refuses, withdraws or ends a colour by hand; the unit takes the colour that then holds. Raises Refused."""
    take(
        actor, row, step, place=place_of(actor, row.enterprise), note=note, decided_on=actor.today, decider=actor.who
    )  # fmt: skip
    settle(actor, [row.enterprise_id])
