"""The list of tasks: by campaign, step, week, state, place and lateness; moved and accepted in bulk."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.inspection.registers.words import by_unit, options, unit_columns, unit_filters
from anbiao.kit.actor import Actor
from anbiao.kit.register import Bulk, Column, Empty, Filter, Option, Preview, Register, View
from anbiao.kit.workflow import refusals
from anbiao.programme import actions
from anbiao.programme.forms.campaigns import BulkWeekForm
from anbiao.programme.models import Task
from anbiao.programme.queries import campaigns, tasks
from anbiao.programme.words import (
    holder_words,
    standing_of,
    state_of,
    title_of,
    week_days,
    week_words,
)
from anbiao.registry import queries as roster
from anbiao.registry.registers.responsibilities import NothingToAsk
from anbiao.registry.registers.words import page_of, states
from anbiao.rules import tasks as law
from anbiao.rules.calendar import IsoWeek

COLOUR, UNIT, TOWN = unit_columns()
WEEKS_BACK, WEEKS_AHEAD = 8, 17


def _tasks(number: int, shown: str) -> str:
    return ngettext("%(number)s task", "%(number)s tasks", number) % {"number": shown}


# ---------- filters ----------


def _campaigns(actor: Actor) -> list[Option]:
    rows = campaigns.named_campaigns(actor)
    return [Option(row.serial, f"{title_of(row)} {row.serial}") for row in rows]


def _steps(actor: Actor) -> list[Option]:
    return [Option(code, title) for code, title in campaigns.step_titles(actor).items()]


def _weeks(actor: Actor) -> list[Option]:
    this = IsoWeek.of(actor.today)
    return [
        Option(str(week), week_days(week)) for week in this.plus(-WEEKS_BACK).until(this.plus(WEEKS_AHEAD))
    ]


def _in_weeks(_actor: Actor, values: Sequence[str]) -> Q:
    return Q(planned_week__in=[IsoWeek.parse(value) for value in values])


def _standings(_actor: Actor) -> list[Option]:
    shown = ("late", "slipping", "soon", "caught_up")
    thrice = Option("thrice", gettext("of a unit that was three times late"))
    return [*(Option(name, gettext(law.STANDINGS[name])) for name in shown), thrice]


def _by_standing(actor: Actor, values: Sequence[str]) -> Q:
    asked = {
        "late": tasks.late(actor.today), "slipping": tasks.slipping(actor.today), "soon": tasks.soon(actor.today),
        "caught_up": tasks.caught_up(), "thrice": roster.thrice_late(actor, "enterprise_id"),
    }  # fmt: skip
    found = Q(pk__in=[])
    for value in values:
        found |= asked[value]
    return found


def _whose(_actor: Actor) -> list[Option]:
    return [
        Option("mine", gettext("mine or my office's")),
        Option("unit", gettext("the unit's own")),
        Option("nobody", gettext("nobody's, though somebody should")),
        Option("moved", gettext("moved from its scheduled week")),
        Option("locked", gettext("its week locked")),
    ]


def _by_whose(actor: Actor, values: Sequence[str]) -> Q:
    nobody = Q(person=None, organisation=None)
    asked = {
        "mine": tasks.mine(actor), "unit": nobody & Q(step__answers="enterprise"), "nobody": nobody & ~Q(step__answers="enterprise"),
        "moved": tasks.moved(), "locked": Q(is_locked=True),
    }  # fmt: skip
    found = Q(pk__in=[])
    for value in values:
        found |= asked[value]
    return found


def _mark(actor: Actor, rows: Sequence[Any]) -> None:
    """Puts on each row its step, and how it stands today."""
    tasks.with_steps(rows)
    for row in rows:
        row.standing = standing_of(row, actor.today)


# ---------- bulk ----------


def _named(rows: Sequence[Task], refused: Any) -> list[Any]:
    names = {row.pk: row.enterprise.name for row in rows}
    return [(pk, names[pk], refusal) for pk, refusal in refused.items()]


def _preview_moving(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    found = list(rows)
    moved = actions.weighed(actor, found, values["week"])
    return Preview(moved.change, moved.same, _named(found, moved.refused))


def _move(actor: Actor, rows: Any, values: dict[str, Any]) -> Preview:
    found = list(rows)
    moved = actions.plan_tasks(actor, found, to=values["week"], slip=values["slip"], note=values["note"])
    return Preview(moved.change, moved.same, _named(found, moved.refused))


def _filled(_actor: Actor, preview: Preview, values: dict[str, Any]) -> str:
    words = gettext("They go to %(week)s. Scheduled weeks and last days stay as they are.")
    return words % {"week": week_days(values["week"])} if preview.change else ""


def _rows_of(actor: Actor, undone: Any) -> list[Task]:
    return list(tasks.tasks(actor, "plan task").filter(pk__in=list(undone.entries)))


def _together(parts: Sequence[Preview]) -> Preview:
    return Preview(
        *([each for part in parts for each in getattr(part, name)] for name in ("change", "same", "refused"))
    )


def _move_back(actor: Actor, undone: Any) -> Preview:
    """Each task into the week where it was planned before, for the reason that moved it; why it slipped stays told."""
    weeks: dict[tuple[str, str], list[Task]] = {}
    for row in _rows_of(actor, undone):
        entry = undone.entries[row.pk]
        weeks.setdefault((entry.before["planned_week"], entry.after["why"]), []).append(row)
    return _together(
        [
            _move(actor, rows, {"week": IsoWeek.parse(week), "slip": why, "note": ""})
            for (week, why), rows in weeks.items()
        ]
    )


MOVE = Bulk(
    "plan", _("Move to another week"), "plan task", BulkWeekForm, _preview_moving, _move,
    lambda number: ngettext("Move %(number)s task", "Move %(number)s tasks", number) % {"number": f"{number:,}"},
    _("Will be moved"), _("Planned for that week already"), _("Cannot be moved"), remark=_filled, undo=_move_back,
)  # fmt: skip


def _holding(verb: str) -> tuple[Any, Any]:
    """Preview and write of "lock" or "unlock"."""

    def preview(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
        found = list(rows)
        held = actions.weighed_locks(actor, found, verb)
        return Preview(held.change, held.same, _named(found, held.refused))

    def write(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
        found = list(rows)
        held = (actions.lock_tasks if verb == "lock" else actions.unlock_tasks)(actor, found)
        return Preview(held.change, held.same, _named(found, held.refused))

    return preview, write


def _held_back(verb: str) -> Any:
    """What undoes "lock" or "unlock": the other of them."""
    write = _holding(verb)[1]
    return lambda actor, undone: write(actor, _rows_of(actor, undone), {})


LOCK = Bulk(
    "lock", _("Lock the week"), "plan task", NothingToAsk, *_holding("lock"),
    lambda number: ngettext("Lock the week of %(number)s task", "Lock the weeks of %(number)s tasks", number) % {"number": f"{number:,}"},
    _("Will be locked"), _("Locked already"), _("Cannot be locked"), undo=_held_back("unlock"),
)  # fmt: skip
UNLOCK = Bulk(
    "unlock", _("Unlock the week"), "plan task", NothingToAsk, *_holding("unlock"),
    lambda number: ngettext("Unlock the week of %(number)s task", "Unlock the weeks of %(number)s tasks", number) % {"number": f"{number:,}"},
    _("Will be unlocked"), _("Not locked"), _("Cannot be unlocked"), undo=_held_back("lock"),
)  # fmt: skip


def _preview_accepting(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
    step = law.TASK.step("accept")
    change, same, refused = [], [], []
    for row, place in tasks.with_surroundings(actor, tasks.with_steps(list(rows))):
        against = refusals(actor, row, step, place=place)
        if row.state == "accepted":
            same.append(row.pk)
        elif against:
            refused.append((row.pk, row.enterprise.name, against[0]))
        else:
            change.append(row.pk)
    return Preview(change, same, refused)


def _accept(actor: Actor, rows: Any, _values: dict[str, Any]) -> Preview:
    found = tasks.with_steps(list(rows))
    same = [row.pk for row in found if row.state == "accepted"]
    open_ = [row for row in found if row.state != "accepted"]
    done = actions.move_tasks(actor, open_, "accept")
    change = [row.pk for row in open_ if row.pk not in done.refused]
    return Preview(change, same, _named(found, {pk: against[0] for pk, against in done.refused.items()}))


ACCEPT = Bulk(
    "accept", _("Accept"), "accept task", NothingToAsk, _preview_accepting, _accept,
    lambda number: ngettext("Accept %(number)s task", "Accept %(number)s tasks", number) % {"number": f"{number:,}"},
    _("Will be accepted"), _("Accepted already"), _("Cannot be accepted"),
)  # fmt: skip


TASKS = Register(
    name="tasks",
    path="tasks",
    group=_("Standardization"),
    title=_("Tasks by week"),
    capability="read task",
    model=Task,
    columns=(
        COLOUR,
        Column("unit", _("Unit"), lambda row: row.enterprise.name, kind="name"),
        Column("step", pgettext_lazy("campaign", "Step"), lambda row: title_of(row.step), width=128),
        TOWN,
        Column("holder", _("Who answers"), holder_words, width=128, absent=_("nobody")),
        Column("scheduled", _("Scheduled"), lambda row: row.scheduled_week, words=week_words, width=88, on_phone=False),
        Column("planned_week", _("Planned"), lambda row: row.planned_week, words=week_words, width=88, sort="planned_week"),
        Column("due_on", _("Due on"), lambda row: row.due_on, kind="day", width=84, sort="due_on"),
        Column("done_on", _("Done on"), lambda row: row.done_on, kind="day", width=84, on_phone=False),
        Column("slip", _("Why it slipped"), lambda row: row.slip, words=lambda code: gettext(law.SLIPS[code]), width=104, on_phone=False, group="slip"),
        Column("state", _("State"), lambda row: (row.state, row.standing), words=state_of, kind="state", group="state", group_words=law.TASK.state, width=128),
    ),
    sort="planned_week",
    noun=_tasks,
    empty=Empty(_("No campaign has tasks here yet. They come with its launch.")),
    filters=(
        Filter("campaign", _("Campaign"), _campaigns, lambda _actor, values: Q(campaign__serial__in=values), first=True),
        Filter("step", pgettext_lazy("campaign", "Step"), _steps, lambda _actor, values: Q(step__code__in=values), first=True),
        Filter("week", _("Planned week"), _weeks, _in_weeks, first=True),
        Filter("state", _("State"), states(law.TASK), lambda _actor, values: Q(state__in=values), first=True),
        Filter("standing", _("Compared with the plan"), _standings, _by_standing, first=True),
        *unit_filters(),
        Filter("whose", _("Whose"), _whose, _by_whose),
        Filter("slip", _("Why it slipped"), options(law.SLIPS), lambda _actor, values: Q(slip__in=values)),
    ),
    views=(
        View("late", _("Late"), "standing=late"),
        View("soon", _("Due soon"), "standing=soon"),
        View("accept", _("To be accepted"), "state=submitted"),
        View("back", _("Returned"), "state=returned"),
        View("all", _("All"), ""),
    ),
    bulk=(MOVE, ACCEPT, LOCK, UNLOCK),
    search=by_unit,
    search_hint=_("Name, pinyin, code, address"),
    prepare=_mark,
    rests_on=("enterprise", "organisation", "person"),
    url=lambda row: page_of("task", row.pk),
    label_of=lambda row: row.enterprise.name,
    export="export task",
    due="due_on",
)  # fmt: skip
