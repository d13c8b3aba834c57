"""How the journal of a unit is told on its page: what was done, and which fact changed from what to what."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbiao.kit.register.columns import joined, said_colour
from anbiao.kit.register.detail import Words
from anbiao.registry import queries
from anbiao.rules import geocoding, units

WORDS = Words(
    verbs={
        "register": _("Registered"),
        "change": _("Facts changed"),
        "verify": _("Verified on the spot"),
        "route": _("Sector decided"),
        "assign": _("Responsibility assigned"), "unassign": _("Assignment taken back"), "pass on": _("Responsibility handed over"),
        "acknowledge": _("Responsibility acknowledged"),
        "decline": _("Responsibility declined"),
        "end": _("Responsibility ended"),
        "add site": _("Site added"),
        "add contact": _("Contact added"),
        "take over": _("Merged with its duplicate"),
        "give back": _("What had gone over was given back"), "split off": _("A unit was split off"),
        "renew sign": _("Door sign renewed"),
        "locate": _("Position written from address points"), "unlocate": _("Position given back"),
        "put banner": _("Alert or time of contact written"), "end banner": _("Alert or time of contact ended"),
        "reveal": _("Telephone numbers looked at"),
        "suspend": _("Suspension recorded"),
        "resume": _("Resumption recorded"),
        "miss": _("Recorded as not found"),
        "move_away": _("Moving away recorded"),
        "close": _("Closing recorded"),
        "mark_duplicate": _("Marked as duplicate"),
        "reopen": _("Reopened"),
        "take_back": _("Taken back as entered in error"),
        "recolour": _("Colour changed"),
    },
    facts={
        "name": pgettext_lazy("thing", "Name"), "uscc": _("Credit code"), "aliases": _("Other names"), "region": _("Town and village"), "placed_by": _("Why this town"),
        "address": _("Address"), "industry": _("Industry code"), "business_scope": _("Business scope"), "sector": _("Sector"),
        "size_class": _("Class"), "employees": _("Employees"), "principal": _("Principal"),
        "safety_manager": _("Safety manager"), "phone": _("Telephone"), "established_on": _("Established on"),
        "features": _("Risk features"), "state": _("Status"), "landlord": _("Landlord"), "post": _("Post"),
        "precision": _("How exact"), "metres": _("Within metres"), "found": _("Point found"),
        "sign": _("Door sign"), "banner": _("Alert or time of contact"), "until": _("Until"), "grid": _("Grid member"), "official": _("Responsible official"), "expert": _("Expert"), "insurer": _("Insurer"),
        "colour": pgettext_lazy("risk", "Colour"),
    },
    values={
        "region": lambda code: queries.region_name(code) or str(code),
        "sector": lambda code: queries.sector_name(code) or str(code),
        "size_class": lambda code: queries.listed("classes").get(code, str(code)),
        "features": lambda codes: joined(queries.listed("features").get(code, code) for code in codes),
        "state": lambda name: _state_words(name),
        "precision": lambda name: gettext(geocoding.PRECISIONS.get(name, name)),
        "colour": lambda code: said_colour(str(code)),
    },
)  # fmt: skip


def _state_words(name: str) -> str:
    """A status of a unit or of a responsibility: entries of both stand in the timeline."""
    for machine in (units.UNIT, units.RESPONSIBILITY):
        if any(state.name == name for state in machine.states):
            return gettext(machine.state(name).label)
    return name
