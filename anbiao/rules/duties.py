"""The thirteen duties, what each may do, and which of them one person may not hold together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from anbiao.rules.refusal import N_, Refusal, Term, cites


@dataclass(frozen=True)
class Duty:
    """A duty: its name, its label, one sentence of what it is for, and the level of organisation that holds
    it.
    """

    name: str
    label: str
    description: str
    level: str


DUTIES: tuple[Duty, ...] = (
    Duty(
        "district_officer",
        N_("District safety office"),
        N_(
            "Keeps the district's roster, decides on doubtful units, supervises and serves bureaus and towns."
        ),
        "district",
    ),
    Duty(
        "leader",
        N_("Leader"),
        N_("Reads everything about the district's enterprises and approves what needs a second person."),
        "district",
    ),
    Duty(
        "bureau_officer",
        N_("Bureau officer"),
        N_("Supervises the enterprises of the bureau's sectors and proposes corrections of their data."),
        "bureau",
    ),
    Duty(
        "town_officer",
        N_("Town or street officer"),
        N_("Registers and keeps the enterprises of the town or street and names who answers for them."),
        "town",
    ),
    Duty(
        "grid_member",
        N_("Grid member"),
        N_("Visits the units of a grid and verifies their data on the spot."),
        "town",
    ),
    Duty(
        "enterprise_manager",
        N_("Enterprise safety manager"),
        N_("Sees the own enterprise, proposes corrections and acknowledges responsibilities."),
        "enterprise",
    ),
    Duty(
        "enterprise_staff",
        N_("Enterprise staff"),
        N_("Sees the own part of the own enterprise."),
        "enterprise",
    ),
    Duty("expert", N_("Expert"), N_("Advises the enterprises assigned by name."), "service"),
    Duty("insurer", N_("Insurer"), N_("Serves the insured enterprises assigned by name."), "service"),
    Duty(
        "enforcement_officer",
        N_("Enforcement officer"),
        N_("Inspects on behalf of an agency authorised to enforce."),
        "bureau",
    ),
    Duty("auditor", N_("Auditor"), N_("Reads everything, verifies the journal, changes nothing."), "system"),
    Duty(
        "system_admin",
        N_("System administrator"),
        N_("Creates accounts and keeps the system running."),
        "system",
    ),
    Duty(
        "security_admin",
        N_("Security administrator"),
        N_("Grants and ends duties; does no other work."),
        "system",
    ),
)

# Everybody: what concerns only oneself, the map of regions, and the standards.
_SELF = frozenset({"read session", "read work", "read region", "read standard", "save view"}) | {
    "save notice"
}
# What hangs on somebody who leaves is passed on by who answers for a whole region, and acknowledged by the successor.
_HANDING = frozenset({"give handover", "read handover"})
_TAKING_OVER = frozenset({"acknowledge handover"})
# Who was told what, and whether she has seen it.
_PROOF = frozenset({"read notice", "export notice"})
_RULES = frozenset({"read local_rule"})
# Whoever keeps the roster may take back what a file entered, while nobody has worked on it.
_TAKING_BACK = frozenset({"withdraw import"})
_UNIT = frozenset({"read enterprise", "read responsibility", "read photo"})
_OFFICE = _UNIT | _RULES | {"read routing", "read organisation"}
_NAMED = frozenset({"acknowledge responsibility"})
_ACCOUNTS = frozenset({"read account", "read grant", "propose grant"})
_KEEPING = frozenset(
    {
        "register enterprise",
        "change enterprise",
        "move enterprise",
        "verify enterprise",
        "import enterprise",
        "export enterprise",
        "assign responsibility",
        "read duplicate",
        "resolve duplicate",
        "issue activation",
        "reveal personal",
    }
)
_LISTS = frozenset({"read hazard", "read check", "read check-list", "read risk", "read colour"})
_VISITING = frozenset({"make check", "report hazard"})
_DECIDING = frozenset(
    {
        "verify hazard",
        "grade hazard",
        "decide extension",
        "make look-back",
        "read look-back",
        "read accident",
    }
)
_STOPPING = frozenset({"stop work", "approve resumption"})
_EXPORTING = frozenset({"export hazard", "export check"})
_FIXING = frozenset({"rectify hazard", "close hazard"})
_SUPERVISING = _LISTS | _VISITING | _DECIDING | _EXPORTING | {"propose listing", "propose colour"}
_APPROVING = frozenset({"approve listing", "approve colour", "approve assessment"})
# Campaigns concern the district as a whole; a task concerns its unit. Each step names by which duties it is done and accepted.
_CAMPAIGN = frozenset({"read campaign", "read task"})
# Who is away and which days are kept free is entered by who plans for all of a region.
_TIMES = frozenset({"keep absence", "keep key_period"})
_PLANNING = _CAMPAIGN | {"do task", "accept task", "plan task", "exempt task", "export task"}
_CERTIFYING = frozenset({"propose certificate", "export certificate", "export assessment"})
_CERTIFIED = frozenset({"read certificate", "read benchmark", "read experience"})
_ASSESSED = frozenset({"read assessment"}) | _CERTIFIED
_REVIEWING = _ASSESSED | {"read review", "review assessment"}
_ASSIGNING = frozenset({"assign review", "draw review"})
# Instructions, the ladder, meetings: the safety office keeps them, the leader is the second person, offices answer what they are given.
_INSTRUCTED = frozenset({"read instruction", "read measure", "read meeting"})
_ANSWERING = _INSTRUCTED | {"answer instruction"}
# The office answers what a leader told it to do; the rule keeps it from closing that itself.
_INSTRUCTING = _ANSWERING | frozenset({"give instruction", "approve instruction", "export instruction", "propose measure", "decide measure", "keep meeting"})  # fmt: skip
_SECONDING = _INSTRUCTED | frozenset({"approve instruction", "approve measure"})

# Rankings: the office makes them and answers objections, a second person publishes, a leader what corrects a published one; an office that
# is ranked objects to its own line. Everybody ranked, and the auditor, read what was published.
_RANKING = frozenset({"read ranking"})
_RANKED = _RANKING | {"object ranking"}
_RANKING_LEADER = _RANKING | {"read preview", "approve ranking", "approve correction"}
_RANKING_OFFICE = _RANKING | {"read preview", "draft ranking", "answer ranking", "approve ranking"}
# Figures say what is counted where somebody reaches, and never who did it.
_FIGURES = frozenset({"read figure"})
# Circulars concern the district as a whole; what is issued is read by all offices and signed for by those that it went to.
_CIRCULAR = frozenset({"read circular"})
_SIGNING = _CIRCULAR | {"sign circular"}
_WRITING = _CIRCULAR | {"write circular", "approve circular"}

# Periodic reports: towns, bureaus and the safety office each write their own; the office accepts those of the others, a leader its own.
_REPORTING = frozenset({"read report", "write report"})
_REPORTED = frozenset({"read report", "approve report"})

# Field devices: the office and whoever keeps accounts see and revoke them; what was unsent on one is opened by the office alone.
_DEVICES = frozenset({"read device", "revoke device"})
_QUARANTINE = frozenset({"read quarantine", "open quarantine"})

# Survey 摸排: grid members and offices of the territory find; who keeps the roster of a place decides.
_SURVEYED = frozenset({"read survey"})
_SURVEYING = _SURVEYED | {"report survey"}
_SETTLING = _SURVEYING | {"decide survey"}

# Units merged: offices read what was proposed and done; whoever resolves duplicates decides.
_MERGING = frozenset({"read merger"})

# Units offered to another office: towns, bureaus and the safety office give and take, by their own offices.
_TRANSFERS = frozenset({"read transfer"})
_TRANSFERRING = _TRANSFERS | {"offer transfer", "take transfer"}

# Two contents under one number of the field: offices that supervise decide between them, never who sent one of them.
_FIELD_CONFLICTS = frozenset({"read field_conflict", "decide field_conflict"})

# The API: offices may let a program act for them by a token of their own; who keeps accounts and duties sees and revokes tokens.
_API = frozenset({"use api"})
_TOKENS = frozenset({"read token", "revoke token"})

# Views of lists are shared inside the office by who leads its work, and with the whole district by the safety office.
_SHARING_VIEWS = frozenset({"share view"})
_PUBLISHING_VIEWS = frozenset({"publish view"})

MAY: Mapping[str, frozenset[str]] = {
    "district_officer": _SELF
    | _API
    | _SHARING_VIEWS
    | _PUBLISHING_VIEWS
    | _TRANSFERRING
    | _MERGING
    | _DEVICES
    | _QUARANTINE
    | _SETTLING
    | _FIELD_CONFLICTS
    | _REPORTING
    | _REPORTED
    | {"export report"}
    | _INSTRUCTING
    | _RANKING_OFFICE
    | _FIGURES
    | _WRITING
    | _PLANNING
    | _TIMES
    | {"launch campaign"}
    | _OFFICE
    | _NAMED
    | _ACCOUNTS
    | _KEEPING
    | _TAKING_BACK
    | _SUPERVISING
    | _REVIEWING
    | _APPROVING
    | {
        "route enterprise",
        "change organisation",
        "read journal",
        "approve hazard",
        "void hazard",
        "void check",
    }
    | {"draw look-back", "import hazard", "import check-list", "record accident"}
    | {"confirm clause", "load edition", "propose local_rule"}
    | _CERTIFYING
    | _ASSIGNING
    | {"approve certificate", "suspend certificate"}
    | {"propose benchmark", "approve benchmark", "write experience"}
    | _PROOF
    | _HANDING
    | _TAKING_OVER
    # The job that makes the copies of photos works with the office's duty; no door leads there.
    | {"read original", "develop photo"},
    "leader": _SELF
    | _TRANSFERS
    | _MERGING
    | _SURVEYED
    | {"read field_conflict"}
    | _REPORTED
    | _SECONDING
    | _RANKING_LEADER
    | _FIGURES
    | _CIRCULAR
    | {"approve circular"}
    | _CAMPAIGN
    | _OFFICE
    | _LISTS
    | _ASSESSED
    | _APPROVING
    | {"read duplicate", "read look-back", "read accident", "approve local_rule", "approve certificate"}
    | {"approve benchmark"}
    | {"read notice"}
    | {"read handover"},
    "bureau_officer": _SELF
    | _API
    | _SHARING_VIEWS
    | _TRANSFERRING
    | _FIELD_CONFLICTS
    | _REPORTING
    | _ANSWERING
    | _RANKED
    | _FIGURES
    | _SIGNING
    | _PLANNING
    | _OFFICE
    | _NAMED
    | _ACCOUNTS
    | _SUPERVISING
    | _REVIEWING
    | _STOPPING
    | {"propose enterprise", "export enterprise", "approve hazard", "confirm clause"}
    | {"suspend certificate", "export assessment", "export certificate", "assign review"}
    | _TAKING_OVER,
    "town_officer": _SELF
    | _API
    | _SHARING_VIEWS
    | _TRANSFERRING
    | _MERGING
    | _SETTLING
    | _FIELD_CONFLICTS
    | _REPORTING
    | _ANSWERING
    | _RANKED
    | _FIGURES
    | _SIGNING
    | _PLANNING
    | _TIMES
    | _OFFICE
    | _NAMED
    | _ACCOUNTS
    | _KEEPING
    | _TAKING_BACK
    | _SUPERVISING
    | _REVIEWING
    | {"import hazard", "import check-list", "record accident", "export assessment", "export certificate"}
    | _ASSIGNING
    | _PROOF
    | _HANDING
    | _TAKING_OVER,
    "grid_member": _SELF
    | _SURVEYING
    | _CAMPAIGN
    | {"do task", "accept task"}
    | _UNIT
    | _NAMED
    | _RULES
    | _CERTIFIED
    | _LISTS
    | _VISITING
    | {"verify enterprise", "read organisation", "verify hazard", "read look-back"}
    | _TAKING_OVER,
    "enterprise_manager": _SELF
    | _SHARING_VIEWS
    | {"read task", "do task"}
    | _UNIT
    | _NAMED
    | _ACCOUNTS
    | _LISTS
    | _VISITING
    | _FIXING
    | _RULES
    | _ASSESSED
    | {"fill assessment", "submit assessment", "write experience"}
    | {"propose enterprise", "reveal personal", "read act", "keep check-list", "keep risk"}
    | {"export hazard", "import hazard", "import check-list", "read accident"},
    "enterprise_staff": _SELF
    | {"read task", "do task"}
    | _UNIT
    | _RULES
    | _LISTS
    | _VISITING
    | _FIXING
    | _ASSESSED
    | {"read act", "fill assessment"},
    "expert": _SELF
    | {"read task", "do task"}
    | _UNIT
    | _NAMED
    | _ACCOUNTS
    | _LISTS
    | _VISITING
    | _RULES
    | _REVIEWING
    | {"read act", "keep check-list", "import check-list", "keep risk"}
    | _TAKING_OVER,
    "insurer": _SELF | _UNIT | _NAMED | _LISTS | _VISITING | _CERTIFIED | {"read act"},
    "enforcement_officer": _SELF
    | _ANSWERING
    | _FIGURES
    | _SIGNING
    | _CAMPAIGN
    | _UNIT
    | _NAMED
    | _LISTS
    | _VISITING
    | _DECIDING
    | _STOPPING
    | _RULES
    | _ASSESSED
    | {"read organisation", "read act"}
    | _TAKING_OVER,
    "auditor": _SELF
    | {"read token"}
    | _TRANSFERS
    | _MERGING
    | {"read device", "read quarantine"}
    | _SURVEYED
    | {"read field_conflict"}
    | {"read report"}
    | _INSTRUCTED
    | _RANKING
    | _FIGURES
    | _CIRCULAR
    | _CAMPAIGN
    | _OFFICE
    | _LISTS
    | _ASSESSED
    | {"read review"}
    | {"read notice", "read handover"}
    | {"read look-back", "read accident", "read original"}
    | {"read duplicate", "read account", "read grant", "read journal", "verify journal"},
    "system_admin": _SELF
    | _TOKENS
    | _DEVICES
    | {"read organisation", "read account", "create account", "read grant", "read run", "read operation"},
    "security_admin": _SELF | _TOKENS | {"read organisation", "read account", "read grant", "grant duty"},
}

CAPABILITIES: frozenset[str] = frozenset().union(*MAY.values())


def duty_named(name: str) -> Duty:
    """The duty of that name; KeyError when there is none."""
    for duty in DUTIES:
        if duty.name == name:
            return duty
    raise KeyError(name)


@cites("GB/T 22239-2019 8.1.5", "Anbiao access table 4.1")
def may(duty: str, capability: str) -> bool:
    """What is not granted to a duty by the table is forbidden; an unknown duty or capability may nothing."""
    return capability in MAY.get(duty, frozenset())


@cites("GB/T 22239-2019 8.1.5", "Anbiao separation of duties 4.2 (8)")
def conflict(duty: str, held: Collection[str]) -> Refusal | None:
    """The three administrators are three persons: who is one of them holds no other duty, and the reverse.

    `held` are the duties in force of the same person over all of the person's accounts.
    """
    alone = {each.name for each in DUTIES if each.level == "system"}
    for other in sorted(set(held) - {duty}):
        if duty in alone or other in alone:
            text = N_(
                "“{duty}” cannot be granted: the person is already “{other}”, and these must be two persons."
            )
            params = {"duty": Term(duty_named(duty).label), "other": Term(duty_named(other).label)}
            return Refusal("duties-conflict", text, params, article="Anbiao 4.2 (8)", field="duty")
    return None
