"""How the journal of hazards and checks is told: what was done, and which fact changed from what to what."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.columns import said_colour
from anbiao.kit.register.detail import Words
from anbiao.rules import hazards, visits

_HAZARD_FACTS = {
    "title": _("Hazard"), "place": pgettext_lazy("in a unit", "Place"), "note": _("Remark"), "basis": _("Basis"),
    "category": _("Category"), "grade": _("Grade"), "criterion": _("Criterion"), "state": _("State"),
    "due_on": _("Deadline"), "responsible": _("Responsible"), "measure": _("Measures"), "funds": _("Funds"),
    "plan": _("Contingency plan"), "control": _("Temporary control"), "fix_note": _("Answer"), "fixed_on": _("Fixed on"),
    "round": _("Round"), "photos": _("Photos"), "closing": _("Closed how"), "is_suspended": _("Work stopped"), "is_listed": _("Listed supervision"),
}  # fmt: skip


def _grade(value: object) -> str:
    return gettext(hazards.GRADES.get(str(value), str(value)))


def _state(value: object) -> str:
    return gettext(hazards.HAZARD.state(str(value)).label)


def _yes(value: object) -> str:
    return gettext("yes") if value else gettext("no")


def _closing(value: object) -> str:
    from anbiao.inspection.models import Hazard

    return gettext(str(dict(Hazard.Closing.choices).get(str(value), value)))


def _number(values: list[object]) -> str:
    return str(len(values))


HAZARD_WORDS = Words(
    verbs={
        "report": _("Hazard found"), "import": _("Taken over from a ledger"), "fill in": _("Hazard: facts filled in"), "begin": _("Rectification begun"),
        "report_fixed": _("Answered as fixed"), "fix_on_spot": _("Fixed on the spot"), "verify": _("Verified and closed"),
        "verify_on_site": _("Verified on site"), "approve": _("Closing approved"), "close_inside": _("Closed inside the unit"),
        "send_back": _("Not fixed: second deadline"), "send_back_inside": _("Not fixed: second deadline"), "reopen": _("Reopened after look-back"), "void": _("Hazard made void"), "pass on": _("Handed over to another person"),
        "grade": _("Grade changed"), "extend": _("Deadline extended"), "mark": _("Hazard: mark changed"),
        "attach": _("Photos added"), "look back": _("Looked back at: still fixed"), "name the same": _("Named as the same hazard"), "follow up": _("Named as follow-up of an accident"),
        "conflict": _("Other content came under its number"),
    },
    facts=_HAZARD_FACTS,
    values={
        "grade": _grade, "state": _state, "is_suspended": _yes, "is_listed": _yes, "closing": _closing, "photos": _number,
    },
    beginnings=frozenset({"report", "import"}),
)  # fmt: skip

CHECK_WORDS = Words(
    verbs={
        "begin": _("Check begun"), "finish": _("Check finished"), "void": _("Check made void"), "attach": _("Photos added"),
        "conflict": _("Other content came under its number"),
    },
    facts={"photos": _("Photos"), "outcome": _("Outcome"), "failed": _("Items that do not conform"), "next_on": _("Next try")},
    values={"photos": _number, "outcome": lambda name: gettext(visits.OUTCOMES.get(str(name), str(name)))},
    beginnings=frozenset({"begin"}),
)  # fmt: skip

LIST_WORDS = Words(
    verbs={"keep": _("Check-list changed")},
    facts={"version": _("Version"), "items": _("Items"), "note": _("Remark")},
    beginnings=frozenset(),
)

COLOUR_WORDS = Words(
    verbs={
        "propose": _("Colour by hand proposed"), "approve": _("Colour by hand approved"), "refuse": _("Colour by hand refused"),
        "withdraw": _("Colour by hand withdrawn"), "end": _("Colour by hand ended"),
    },
    facts={"colour": pgettext_lazy("risk", "Colour"), "reason": _("Reason"), "expires_on": _("Holds until")},
    values={"colour": lambda code: said_colour(str(code))},
    beginnings=frozenset(),
)  # fmt: skip

RISK_WORDS = Words(
    verbs={
        "add": _("Risk point recorded"), "change": _("Risk point changed"), "remove": _("Risk point taken off the list"),
        "add plan": _("Floor plan added"), "replace plan": _("Floor plan replaced"), "remove plan": _("Floor plan taken away"),
        "place": _("Risk point placed on a plan"), "take off plan": _("Risk point taken off its plan"),
    },
    facts={
        "name": _("Floor or building"), "place": pgettext_lazy("in a unit", "Place"), "consequence": _("What may happen"), "colour": pgettext_lazy("risk", "Colour"),
        "product": _("Rating"), "measures": _("Measures"),
    },
    values={"colour": lambda code: said_colour(str(code)), "product": lambda number: f"{float(number):g}"},
    beginnings=frozenset(),
)  # fmt: skip
