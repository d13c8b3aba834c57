"""How instructions, measures and meetings are told: their states with lateness, what they are about, and their journals."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.detail import Words
from anbiao.oversight.models import Instruction, Measure
from anbiao.registry.queries import in_words
from anbiao.rules import accountability, instructions, tasks
from anbiao.rules.machine import State
from anbiao.rules.refusal import N_

LATE = {"late": "late", "caught_up": "back"}
RUNG_NUMBER = {
    "remind": N_("Reminder [%(year)s] No. %(number)s"),
    "circulate": N_("Notice of criticism [%(year)s] No. %(number)s"),
    "talk": N_("Talk [%(year)s] No. %(number)s"),
    "refer": N_("Referral [%(year)s] No. %(number)s"),
}
GROUND_LINES = {
    "instructions_late": N_("Instructions late (from day %(days)s): %(number)s, condition %(count)s"),
    "tasks_late": N_("Tasks late (from day %(days)s): %(number)s, condition %(count)s"),
    "talk_missed": N_("Talks missed: %(number)s, condition %(count)s"),
    "result_late": N_("Results of a talk late (from day %(days)s): %(number)s, condition %(count)s"),
    "ranked_last": N_("Last in rankings: %(number)s, condition %(count)s"),
    "named": N_("Named as weakest in circulars: %(number)s, condition %(count)s"),
}


STOOD = {"ranked_last": N_("Last in the ranking"), "named": N_("Named as weakest in the circular")}


def stood(ground: str) -> str:
    """Where an office stood last."""
    return gettext(STOOD[ground])


def name_of(row: Any) -> str:
    """The name of an office in the reader's language; "" for none."""
    return in_words((row.name, row.name_en)) if row is not None else ""


def state_of(value: tuple[str, str]) -> State:
    """A state and how it stands, as one mark and its words: what is late is red, what was caught up stays yellow."""
    name, standing = value
    state = instructions.INSTRUCTION.state(name)
    if state.mark == "off" or standing not in LATE:
        return state
    words = f"{gettext(state.label)} · {gettext(tasks.STANDINGS[standing])}"
    return State(name, words, LATE[standing])


def measure_state(row: Measure, today: Any) -> State:
    """The state of a measure; a talk or a result that is overdue says so."""
    state = accountability.MEASURE.state(row.state)
    if accountability.is_overdue(state=row.state, due=row.due_on, today=today):
        return State(row.state, f"{gettext(state.label)} · {gettext(tasks.STANDINGS['late'])}", "late")
    return state


def number_of(row: Measure) -> str:
    """The number of what was issued, in words; "" before that."""
    if row.number is None or row.issued_on is None:
        return ""
    return gettext(RUNG_NUMBER[row.rung]) % {"year": row.issued_on.year, "number": row.number}


def why_of(row: Measure) -> list[str]:
    """The conditions that were met when it was proposed, or the reason of whoever proposed it."""
    if row.is_by_hand:
        return [row.reason]
    lines = [(GROUND_LINES[each["ground"]], each) for each in row.why]
    return [gettext(line) % each for line, each in lines]


def about_url(row: Instruction) -> str:
    """Where the thing lies that an instruction is about; "" where it has no page of its own."""
    pages = {"unit": "enterprise", "hazard": "hazard", "task": "task", "campaign": "campaign"}
    return reverse(pages[row.about_kind], args=[row.about_id]) if row.about_kind in pages else ""


def days_left(days: int) -> str:
    """How many days late, as words."""
    return ngettext("%(number)s day late", "%(number)s days late", days) % {"number": days}


def _rung(name: object) -> str:
    return gettext(accountability.RUNG_WORDS.get(str(name), str(name)))


INSTRUCTION_WORDS = Words(
    verbs={
        "give": _("Instruction given"), "sign": _("Signed for"), "reach": _("A day was reached"), "note": _("Progress noted"), "report": _("Reported as done by the owner"),
        "close": _("Closed by who gave it"), "send_back": _("Report sent back"), "reopen": _("Opened again"), "withdraw": _("Withdrawn by who gave it"),
        "ask_time": _("More time asked for"), "grant_time": _("More time given"), "refuse_time": _("No more time given"),
    },
    facts={"due_on": _("Day that counts now"), "text": _("Text of the note"), "file": _("File"), "result": _("How it was carried out"), "done_on": _("Reached on"), "until": _("Until")},
    beginnings=frozenset({"give"}),
)  # fmt: skip
MEASURE_WORDS = Words(
    verbs={
        "propose": _("Measure proposed"), "issue": _("Measure issued"), "put_forward": _("Put before a second person"), "confirm": _("Referral confirmed"),
        "turn_down": _("Referral not confirmed"), "drop": _("Proposal dropped"), "hold": _("Talk recorded"), "miss": _("Talk missed, as recorded"),
        "hand_in": _("Result of the talk handed in"), "send_back": _("Result of the talk sent back"), "conclude": _("Measure concluded"), "print": _("Document printed"),
    },
    facts={"called": _("Who is called"), "addressee": _("Referred to"), "due_on": _("Due by"), "result": _("Result of the office"), "rung": _("Rung")},
    values={"rung": _rung},
    beginnings=frozenset({"propose"}),
)  # fmt: skip
MEETING_WORDS = Words(
    verbs={
        "plan": _("Meeting planned"), "change": _("Plan of the meeting changed"), "minutes": _("Minutes written"), "sign_in": _("Signed in"), "speech": _("Speech entered"),
        "hold": _("Meeting held"), "conclude": _("Minutes made final"), "reopen": _("Minutes opened for a correction"), "cancel": _("Meeting cancelled"), "print": _("Document printed"),
    },
    facts={"title": _("Title of the meeting"), "on": _("Day of the meeting"), "begins": _("Begins at"), "place": _("Place of the meeting"), "office": _("Office")},
    beginnings=frozenset({"plan", "speech"}),
)  # fmt: skip
