"""The page of a merger: what goes over, what stays with the closed unit; and what the page of a unit tells of mergers and splits."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.columns import joined
from anbiao.kit.register.detail import (
    Detail,
    Fact,
    Section,
    Sections,
    StepLink,
    Told,
    Words,
    step_links,
    timeline,
)
from anbiao.kit.templatetags.kit import say_day, say_moment
from anbiao.kit.workflow import offers
from anbiao.registry import actions, queries
from anbiao.registry.actions.merging import BELONGINGS, FACTS, belonging
from anbiao.registry.journal_words import WORDS
from anbiao.registry.models import Enterprise, Merger
from anbiao.registry.sections import UNIT, place_words
from anbiao.rules import merging as law
from anbiao.rules import units

MERGER = Sections()
MERGER_WORDS = Words(
    verbs={
        "propose": _("Merger proposed"),
        "merge": _("Merged"),
        "refuse": _("Not merged"),
        "withdraw": _("Proposal withdrawn"),
        "undo": _("Merger taken back"),
    },
    facts={},
    beginnings=frozenset({"propose"}),
)


def detail(actor: Actor, row: Merger) -> Detail:
    """Everything above and beside the sections."""
    state = law.MERGER.state(row.state)
    back_until = law.last_day(row.decided_on) if row.decided_on and row.state == "merged" else None
    return Detail(
        title=gettext("%(other)s → %(kept)s") % {"other": row.other.name, "kept": row.kept.name},
        crumbs=[(_("Roster"), ""), (_("Mergers"), reverse("mergers"))],
        lines=[[place_words(row.kept.region)], [row.reason]],
        facts=[
            Fact(_("State"), gettext(state.label), row.answer, state.mark),
            Fact(pgettext_lazy("merger", "Proposed"), say_moment(row.proposed_at, actor.today), row.proposer),
            Fact(pgettext_lazy("merger", "Decided"), say_day(row.decided_on, actor.today), row.decider),
            Fact(_("Can be taken back until"), say_day(back_until, actor.today)),
        ],
        steps=_steps(actor, row),
        timeline=timeline(actor, [row.pk], words=MERGER_WORDS, reveal=False),
    )


def _steps(actor: Actor, row: Merger) -> list[StepLink]:
    """The offered steps; withdrawing only to whoever proposed it."""
    offered = [
        offer
        for offer in offers(actor, actions.around(row), place=row.place())
        if not any(refusal.code == "not-yours" for refusal in offer.refusals)
    ]
    return step_links(offered, lambda name: reverse("merger-step", args=[row.pk, name]), main="merge")


def _goes(_actor: Actor, row: Merger) -> dict[str, Any]:
    """What goes over to the unit that stays: as it will be, or as it was done."""
    return {"lines": _done(row) if row.moved else _foreseen(row), "is_done": bool(row.moved), "merger": row}


def _done(row: Merger) -> list[tuple[Any, str]]:
    moved = row.moved
    told = [(gettext("Facts that it lacked"), joined(gettext(FACTS[key]) for key in moved["facts"]))]
    told += [(gettext("Other names"), joined(moved["names"])), (gettext("Credit code"), moved["code"])]
    return [
        *told,
        *((gettext(words), f"{len(moved[name]):,}") for name, words in BELONGINGS.items() if moved[name]),
    ]


def _foreseen(row: Merger) -> list[tuple[Any, str]]:
    kept, other = vars(row.kept), vars(row.other)
    names = law.names_added([row.kept.name, *row.kept.aliases], [row.other.name, *row.other.aliases])
    told = [
        (gettext("Facts that it lacks"), joined(gettext(FACTS[key]) for key in law.taken_over(kept, other)))
    ]
    told += [
        (gettext("Other names"), joined(names)),
        (gettext("Credit code"), row.other.uscc or ""),
    ]
    counted = [
        (words, belonging(row.district, row.other)[name][0].count()) for name, words in BELONGINGS.items()
    ]
    return [*told, *((gettext(words), f"{number:,}") for words, number in counted if number)]


def _stays(actor: Actor, row: Merger) -> dict[str, Any]:
    return {"records": queries.records_of(actor, [row.other_id]), "merger": row, "both": _both(actor, row)}


def _both(actor: Actor, row: Merger) -> list[dict[str, Any]]:
    seen = queries.seen_units(actor, [row.kept_id, row.other_id])
    return [
        {"unit": unit, "open": unit.pk in seen, "role": role, "state": units.UNIT.state(unit.state)}
        for unit, role in ((row.kept, gettext("stays")), (row.other, gettext("is closed")))
    ]


MERGER.add(Section("goes", _("What goes over"), "registry/merging/goes.html", _goes, "read merger"))
MERGER.add(
    Section(
        "stays", _("What stays with the closed unit"), "registry/merging/stays.html", _stays, "read merger"
    )
)


# ---------- on the page of a unit ----------


def _once(unit: Enterprise, name: str, read: Any) -> Any:
    if name not in unit.__dict__:
        unit.__dict__[name] = read()
    return unit.__dict__[name]


def _into(actor: Actor, unit: Enterprise) -> list[Merger]:
    if queries.MERGERS not in queries.present(actor, unit):
        return []
    found: list[Merger] = _once(unit, "_mergers", lambda: queries.merged_into(actor, unit))
    return found


def _splits(actor: Actor, unit: Enterprise) -> list[Any]:
    return queries.splits_of(actor, unit) if queries.SPLITS in queries.present(actor, unit) else []


def _away(actor: Actor, unit: Enterprise) -> Merger | None:
    if unit.state != "duplicate":
        return None
    found: Merger | None = _once(unit, "_merged_away", lambda: queries.merged_away(actor, unit))
    return found


def _of_unit(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    """The units merged into this one with their records, what became of this one, and splits."""
    into, away, splits = _into(actor, unit), _away(actor, unit), _splits(actor, unit)
    others = [row.other_id for row in into] + ([away.kept_id] if away else [])
    seen = queries.seen_units(actor, [*others, *(pk for row in splits for pk in (row.unit_id, row.new_id))])
    done = [row.other_id for row in into if row.state == "merged"]
    may_read, alive = actor.scope.may("read merger"), unit.state in units.ALIVE
    return {
        "into": [{"row": row, "state": law.MERGER.state(row.state), "open": row.other_id in seen} for row in into],
        "records": queries.records_of(actor, done) if done else [],
        "away": away,
        "away_open": away is not None and away.kept_id in seen,
        "splits": [_split(actor, unit, row, seen) for row in splits],
        "may_read": may_read,
        "may_merge": alive and actor.scope.allows("resolve duplicate", unit.place()),
        "may_split": alive and actor.scope.allows("change enterprise", unit.place()) and actor.scope.may("register enterprise"),
        "count": len(into) + len(splits) + (1 if away else 0),
    }  # fmt: skip


def _split(actor: Actor, unit: Enterprise, row: Any, seen: set[Any]) -> dict[str, Any]:
    is_new = row.new_id == unit.pk
    other = row.unit if is_new else row.new
    may = row.state == "split" and actor.scope.allows("resolve duplicate", row.place())
    words = gettext("Split off from") if is_new else gettext("Split off")
    return {
        "row": row,
        "words": words,
        "other": other,
        "open": other.pk in seen,
        "may_undo": may,
        "state": law.SPLIT.state(row.state),
    }


def _facts(actor: Actor, unit: Enterprise) -> list[Fact]:
    away = _away(actor, unit)
    if away is None:
        return []
    return [Fact(_("Merged into"), away.kept.name, say_day(away.decided_on, actor.today), "off")]


UNIT.add(
    Section("merged", _("Merged and split"), "registry/sections/merged.html", _of_unit, "read enterprise")
)
UNIT.facts.append(_facts)
# What happened to the units merged into this one is told with its own.
UNIT.told.append(
    Told(
        "enterprise",
        lambda actor, unit: [row.other_id for row in _into(actor, unit) if row.state == "merged"],
        WORDS,
    )
)
