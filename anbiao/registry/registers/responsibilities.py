"""Who answers for the units: the list of responsibilities, and acknowledging one's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit import workflow
from anbiao.kit.actor import Actor
from anbiao.kit.register import Bulk, Column, Empty, Filter, Option, Preview, Register, View
from anbiao.kit.register.columns import joined
from anbiao.kit.search import matching
from anbiao.registry import actions, queries
from anbiao.registry.models import Responsibility
from anbiao.registry.registers.words import SEARCHED, bare, in_language, kinds_of, page_of, states, towns
from anbiao.rules import units
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_, Refusal


def _responsibilities(number: int, shown: str) -> str:
    return ngettext("%(number)s responsibility", "%(number)s responsibilities", number) % {"number": shown}


class NothingToAsk(forms.Form):
    """An action that needs no values."""

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, prefix="f")


NOT_YOURS = N_("Only the person who is named can answer for this.")


def _preview_acknowledging(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
    step = units.RESPONSIBILITY.step("acknowledge")
    change, same, refused = [], [], []
    for row in rows:
        against = [Refusal("not-yours", NOT_YOURS)] if row.person_id not in (None, actor.person) else []
        against += workflow.refusals(actor, row, step, place=row.place())
        if row.state == step.target:
            same.append(row.pk)
        elif against:
            refused.append((row.pk, row.enterprise.name, against[0]))
        else:
            change.append(row.pk)
    return Preview(change, same, refused)


def _acknowledge(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    preview = _preview_acknowledging(actor, rows, values)
    actions.acknowledge_many(actor, rows.filter(pk__in=preview.change))
    return preview


ACKNOWLEDGE = Bulk(
    "acknowledge", _("Acknowledge"), "acknowledge responsibility", NothingToAsk, _preview_acknowledging, _acknowledge,
    lambda number: ngettext("Acknowledge %(number)s", "Acknowledge %(number)s", number) % {"number": f"{number:,}"},
    _("Will be acknowledged"), _("Acknowledged already"), _("Cannot be acknowledged"),
)  # fmt: skip


def _holder(row: Responsibility) -> str:
    return joined([in_language(each) for each in (row.organisation, row.person) if each])


def _mark_late(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts `is_late` on each row: not answered when the day of the answer is over."""
    for row in rows:
        row.is_late = row.state == "proposed" and row.due_on is not None and row.due_on < actor.today


def _answer(told: tuple[str, bool]) -> State:
    """The state of an answer; one that is overdue says so."""
    name, is_late = told
    return State(name, N_("Answer overdue"), "late") if is_late else units.RESPONSIBILITY.state(name)


def _still_runs(actor: Actor) -> Q:
    return Q(to_on=None) | Q(to_on__gte=actor.today)


def _holder_options(_actor: Actor) -> list[Option]:
    return [Option("me", gettext("me")), Option("office", gettext("my office"))]


def _held_by(actor: Actor, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    if "me" in values and actor.holder:
        found |= Q(person_id=actor.holder)
    if "office" in values:
        found |= Q(organisation_id__in=[g.organisation for g in actor.scope.grants if g.organisation])
    return found


RESPONSIBILITIES = Register(
    name="responsibilities",
    path="responsibilities",
    group=_("Roster"),
    title=_("Responsibilities"),
    capability="read responsibility",
    model=Responsibility,
    columns=(
        Column("unit", _("Unit name"), lambda row: row.enterprise.name, kind="name"),
        Column(
            "kind",
            _("Kind"),
            lambda row: row.kind,
            words=lambda kind: gettext(Responsibility.Kind(kind).label),
            width=128,
            group="kind",
        ),
        Column("holder", _("Who answers"), _holder, width=220),
        Column(
            "town",
            _("Town"),
            lambda row: row.enterprise.region[:9],
            words=queries.region_name,
            width=94,
            short=bare,
            group="enterprise__region",
            group_digits=9,
        ),
        Column("from_on", _("From"), lambda row: row.from_on, kind="day", width=94),
        Column("to_on", _("Until"), lambda row: row.to_on, kind="day", width=94),
        Column("due_on", _("Answer due"), lambda row: row.due_on, kind="day", width=94),
        Column(
            "state",
            _("Acknowledgement"),
            lambda row: (row.state, row.is_late),
            words=_answer,
            kind="state",
            width=128,
            group="state",
            group_words=units.RESPONSIBILITY.state,
        ),
    ),
    sort="-id",
    noun=_responsibilities,
    empty=Empty(_("No responsibility is recorded where your duties reach.")),
    filters=(
        Filter("held", _("Held by"), _holder_options, _held_by, first=True),
        Filter(
            "kind", _("Kind"), kinds_of(units.KINDS), lambda actor, values: Q(kind__in=values), first=True
        ),
        Filter(
            "state",
            _("Acknowledgement"),
            states(units.RESPONSIBILITY),
            lambda actor, values: Q(state__in=values),
            first=True,
        ),
        Filter(
            "town",
            _("Town"),
            towns,
            lambda actor, values: queries.in_regions(values, "enterprise__region"),
            first=True,
        ),
    ),
    views=(
        View("all", _("All"), ""),
        View("mine", _("Mine to acknowledge"), "held=me&state=proposed"),
        View("waiting", _("Waiting for an answer"), "state=proposed"),
        View("declined", _("Declined"), "state=declined"),
    ),
    bulk=(ACKNOWLEDGE,),
    search=lambda words: matching(words, texts=SEARCHED, prefix="enterprise__"),
    search_hint=_("Name, pinyin or code of the unit"),
    narrow=_still_runs,
    prepare=_mark_late,
    rests_on=("enterprise", "organisation", "person"),
    fields=(
        "district",
        "kind",
        "state",
        "sector",
        "from_on",
        "to_on",
        "due_on",
        "answered_on",
        "basis",
        "enterprise__district",
        "enterprise__name",
        "enterprise__region",
        "organisation__district",
        "organisation__name",
        "organisation__name_en",
        "person__name",
        "person__name_en",
    ),
    url=lambda row: page_of("enterprise", row.enterprise_id),
    label_of=lambda row: row.enterprise.name,
    export="export enterprise",
    due="due_on",
)
