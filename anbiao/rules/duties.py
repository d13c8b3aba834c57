"""The thirteen duties, what each may do, and which of them one person may not hold together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from anbiao.rules import capabilities as can
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

MAY: Mapping[str, frozenset[str]] = {
    "district_officer": can.SELF
    | can.POSITIONS
    | can.ADDRESSES
    | can.DELEGATING
    | can.ENDING_DELEGATIONS
    | can.API
    | can.SHARING_VIEWS
    | can.PUBLISHING_VIEWS
    | can.TRANSFERRING
    | can.MERGING
    | can.DEVICES
    | can.QUARANTINE
    | can.SETTLING
    | can.FIELD_CONFLICTS
    | can.REPORTING
    | can.REPORTED
    | {"export report"}
    | can.INSTRUCTING
    | can.RANKING_OFFICE
    | can.FIGURES
    | can.WRITING
    | can.PLANNING
    | can.TIMES
    | {"launch campaign"}
    | can.OFFICE
    | can.NAMED
    | can.ACCOUNTS
    | can.KEEPING
    | can.TAKING_BACK
    | can.SUPERVISING
    | can.TRAINING
    | can.REVIEWING
    | can.APPROVING
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
    | can.CERTIFYING
    | can.ASSIGNING
    | {"approve certificate", "suspend certificate"}
    | {"propose benchmark", "approve benchmark", "write experience"}
    | can.PROOF
    | can.HANDING
    | can.TAKING_OVER
    # The job that makes the copies of photos works with the office's duty; no door leads there.
    | {"read original", "develop photo"},
    "leader": can.SELF
    | can.POSITIONS_READ
    | can.DELEGATING
    | can.DELEGATED
    | can.TRANSFERS
    | can.MERGING
    | can.SURVEYED
    | {"read field_conflict"}
    | can.REPORTED
    | can.SECONDING
    | can.RANKING_LEADER
    | can.FIGURES
    | can.CIRCULAR
    | {"approve circular"}
    | can.CAMPAIGN
    | can.OFFICE
    | can.LISTS
    | can.ASSESSED
    | can.APPROVING
    | {"read duplicate", "read look-back", "read accident", "approve local_rule", "approve certificate"}
    | {"approve benchmark"}
    | {"read notice"}
    | {"read handover"},
    "bureau_officer": can.SELF
    | can.DELEGATING
    | can.API
    | can.SHARING_VIEWS
    | can.TRANSFERRING
    | can.FIELD_CONFLICTS
    | can.REPORTING
    | can.ANSWERING
    | can.RANKED
    | can.FIGURES
    | can.SIGNING
    | can.PLANNING
    | can.OFFICE
    | can.NAMED
    | can.ACCOUNTS
    | can.SUPERVISING
    | can.TRAINING
    | can.REVIEWING
    | can.STOPPING
    | {"propose enterprise", "export enterprise", "approve hazard", "confirm clause"}
    | {"suspend certificate", "export assessment", "export certificate", "assign review"}
    | can.TAKING_OVER,
    "town_officer": can.SELF
    | can.POSITIONS
    | can.DELEGATING
    | can.ENDING_DELEGATIONS
    | can.API
    | can.SHARING_VIEWS
    | can.TRANSFERRING
    | can.MERGING
    | can.SETTLING
    | can.FIELD_CONFLICTS
    | can.REPORTING
    | can.ANSWERING
    | can.RANKED
    | can.FIGURES
    | can.SIGNING
    | can.PLANNING
    | can.TIMES
    | can.OFFICE
    | can.NAMED
    | can.ACCOUNTS
    | can.KEEPING
    | can.TAKING_BACK
    | can.SUPERVISING
    | can.TRAINING
    | can.REVIEWING
    | {"import hazard", "import check-list", "record accident", "export assessment", "export certificate"}
    | can.ASSIGNING
    | can.PROOF
    | can.HANDING
    | can.TAKING_OVER,
    "grid_member": can.SELF
    | can.DELEGATING
    | can.SURVEYING
    | can.CAMPAIGN
    | {"do task", "accept task"}
    | can.UNIT
    | can.NAMED
    | can.RULES
    | can.CERTIFIED
    | can.LISTS
    | can.VISITING
    | {"verify enterprise", "read organisation", "verify hazard", "read look-back"}
    | can.TAKING_OVER,
    "enterprise_manager": can.SELF
    | can.DELEGATING
    | can.SHARING_VIEWS
    | {"read task", "do task"}
    | can.UNIT
    | can.NAMED
    | can.ACCOUNTS
    | can.LISTS
    | can.VISITING
    | can.FIXING
    | can.TRAINING
    | can.RULES
    | can.ASSESSED
    | {"fill assessment", "submit assessment", "write experience"}
    | {"propose enterprise", "reveal personal", "read act", "keep check-list", "keep risk"}
    | {"export hazard", "import hazard", "import check-list", "read accident"},
    "enterprise_staff": can.SELF
    | can.DELEGATING
    | {"read task", "do task"}
    | can.UNIT
    | can.RULES
    | can.LISTS
    | can.VISITING
    | can.FIXING
    | can.TRAINING
    | can.ASSESSED
    | {"read act", "fill assessment"},
    "expert": can.SELF
    | {"read task", "do task"}
    | can.UNIT
    | can.NAMED
    | can.ACCOUNTS
    | can.LISTS
    | can.VISITING
    | can.RULES
    | can.REVIEWING
    | {"read act", "keep check-list", "import check-list", "keep risk"}
    | can.TAKING_OVER,
    "insurer": can.SELF | can.UNIT | can.NAMED | can.LISTS | can.VISITING | can.CERTIFIED | {"read act"},
    "enforcement_officer": can.SELF
    | can.DELEGATING
    | can.ANSWERING
    | can.FIGURES
    | can.SIGNING
    | can.CAMPAIGN
    | can.UNIT
    | can.NAMED
    | can.LISTS
    | can.VISITING
    | can.DECIDING
    | can.STOPPING
    | can.RULES
    | can.ASSESSED
    | {"read organisation", "read act"}
    | can.TAKING_OVER,
    "auditor": can.SELF
    | can.POSITIONS_READ
    | {"read address"}
    | can.DELEGATED
    | {"read token"}
    | can.TRANSFERS
    | can.MERGING
    | {"read device", "read quarantine"}
    | can.SURVEYED
    | {"read field_conflict"}
    | {"read report"}
    | can.INSTRUCTED
    | can.RANKING
    | can.FIGURES
    | can.CIRCULAR
    | can.CAMPAIGN
    | can.OFFICE
    | can.LISTS
    | can.ASSESSED
    | {"read review"}
    | {"read notice", "read handover"}
    | {"read look-back", "read accident", "read original"}
    | {"read duplicate", "read account", "read grant", "read journal", "verify journal"},
    "system_admin": can.SELF
    | can.TOKENS
    | can.DEVICES
    | {"read organisation", "read account", "create account", "read grant", "read run", "read operation"},
    "security_admin": can.SELF
    | can.ENDING_DELEGATIONS
    | can.TOKENS
    | {"read organisation", "read account", "read grant", "grant duty"},
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
