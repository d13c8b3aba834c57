"""The page of a training record, and what the page of a unit tells of training: the last of each kind of people, and who is due."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.actor import Actor
from anbiao.kit.register.detail import Detail, Fact, Section, Sections, Told, step_links, timeline
from anbiao.kit.templatetags.kit import say_day, say_moment
from anbiao.kit.workflow import offers
from anbiao.readiness import queries
from anbiao.readiness.journal_words import TRAINING_WORDS, kind_words
from anbiao.readiness.models import Training
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of, place_on_page
from anbiao.registry.sections import UNIT
from anbiao.rules import training as law
from anbiao.rules import units

TOLD = 10
TRAINING = Sections()

# ---------- the page of a record ----------


def detail(actor: Actor, row: Training) -> Detail:
    """Everything above and beside the sections."""
    state, unit = law.TRAINING.state(row.state), row.enterprise
    offered = [
        offer
        for offer in offers(actor, row, place=place_of(actor, unit))
        if all(refusal.code == "note-missing" for refusal in offer.refusals)
    ]
    return Detail(
        title=row.topic,
        crumbs=[
            (_("Training records"), reverse("trainings")),
            (unit.name, reverse("enterprise", args=[unit.pk])),
        ],
        lines=[[unit.name, kind_words(row.kind)]],
        facts=[
            Fact(_("State"), gettext(state.label), "", state.mark),
            Fact(pgettext_lazy("training", "Held on"), say_day(row.held_on, actor.today)),
            Fact(_("Hours each"), f"{row.whole_hours}"),
            Fact(_("Recorded by"), row.recorded_by, say_moment(row.recorded_at, actor.today)),
        ],
        steps=step_links(offered, lambda name: reverse(f"training-{name}", args=[row.pk])),
        timeline=timeline(actor, [row.pk], words=TRAINING_WORDS, reveal=False),
    )


TRAINING.add(
    Section("what", _("What was held"), "readiness/what.html", lambda _actor, _row: {}, "read training")
)


# ---------- the page of a unit ----------


def _of_unit(actor: Actor, unit: Enterprise) -> dict[str, Any]:
    kinds, last = queries.kinds(unit.district, actor.today), queries.last_trainings(actor, unit)
    due = law.due(
        [each.kind for each in kinds], {kind: row.held_on for kind, row in last.items()}, actor.today
    )
    is_high_risk = queries.is_high_risk(unit)
    may = unit.state in units.ALIVE and actor.scope.allows("record training", place_on_page(actor, unit))
    return {
        "kinds": [
            {
                "label": kind_words(each.kind), "last": last.get(each.kind), "is_due": each.kind in due,
                "hours": law.hours_asked(each, is_high_risk=is_high_risk),
            }
            for each in kinds
        ],
        "may_record": may,
        "remark": gettext("%(number)s of %(kinds)s kinds of people had no training in the last 12 months")
        % {"number": len(due), "kinds": len(kinds)},
    }  # fmt: skip


def _ids(actor: Actor, unit: Enterprise) -> list[UUID]:
    rows = queries.trainings(actor).filter(enterprise=unit).order_by("-held_on", "-id")
    return list(rows.values_list("pk", flat=True)[:TOLD])


UNIT.add(Section("training", _("Training"), "readiness/sections/training.html", _of_unit, "read training"))
UNIT.told.append(Told("training", _ids, TRAINING_WORDS))
