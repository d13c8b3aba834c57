"""The words of a hazard: grades, sources, the five fixings, and which of its states count as open."""

from collections.abc import Mapping

from anbiao.rules.refusal import N_

GENERAL, MAJOR = "general", "major"
GRADES: Mapping[str, str] = {GENERAL: N_("General hazard"), MAJOR: N_("Major hazard")}
SOURCES: Mapping[str, str] = {
    "self": N_("Self-check"),
    "staff": N_("Reported by staff"),
    "grid": N_("Grid visit"),
    "supervision": N_("Town or bureau"),
    "joint": N_("Joint check"),
    "expert": N_("Expert service"),
    "enforcement": N_("Enforcement"),
    "tip": N_("Tip-off"),
    "look_back": N_("Look-back"),
    "accident": N_("Accident"),
}
OWN_SOURCES = frozenset({"self", "staff"})
# 五落实: who answers, what is done, with what money, until when, and what if it goes wrong meanwhile.
FIXINGS: Mapping[str, str] = {
    "responsible": N_("Responsibility"),
    "measure": N_("Measures"),
    "funds": N_("Funds"),
    "due_on": N_("Deadline"),
    "plan": N_("Contingency plan"),
}
TO_FIX = frozenset({"ordered", "rectifying", "returned"})
OPEN = TO_FIX | {"reported", "verified"}
