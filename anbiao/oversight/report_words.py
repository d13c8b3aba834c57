"""How periodic reports are said: their cadence, their state with lateness, their journal."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.oversight.accountability_words import LATE
from anbiao.registry.queries import in_words
from anbiao.rules import reports, tasks
from anbiao.rules.machine import State
from anbiao.standards import queries as standards

REPORT_WORDS = Words(
    verbs={
        "ask": _("Report asked for"), "begin": _("Figures frozen, text written"), "recount": _("Figures counted anew"), "write": _("Text changed"),
        "hand_in": _("Report handed in"), "accept": _("Report accepted"), "send_back": _("Periodic report sent back"), "waive": _("Report not needed"),
    },
    facts={"title": _("Title"), "due_on": _("Due on")},
    beginnings=frozenset({"ask"}),
)  # fmt: skip


def cadence_name(code: str) -> str:
    """What a report is called, as the local rule names it; its code where it is no longer there."""
    rule = standards.parameter("reports.due")
    named = {each.code: (each.zh, each.en) for each in rule.form.by} if rule else {}
    return in_words(named[code]) if code in named else code


def state_of(value: tuple[str, str]) -> State:
    """A state and how it stands: what is late is red, what came late stays yellow for good."""
    name, standing = value
    state = reports.REPORT.state(name)
    if standing not in LATE:
        return state
    words = f"{gettext(state.label)} · {gettext(tasks.STANDINGS[standing])}"
    return State(name, words, LATE[standing])
