"""What is done together, under one name: the sets of capabilities of which duties.py is made."""

# Everybody: what concerns only oneself, the map of regions, and the standards.
SELF = frozenset({"read session", "read work", "read region", "read standard", "save view"}) | {"save notice"}
# What hangs on somebody who leaves is passed on by who answers for a whole region, and acknowledged by the successor.
HANDING = frozenset({"give handover", "read handover"})
TAKING_OVER = frozenset({"acknowledge handover"})
# Who was told what, and whether she has seen it.
PROOF = frozenset({"read notice", "export notice"})
RULES = frozenset({"read local_rule"})
# Whoever keeps the roster may take back what a file entered, while nobody has worked on it.
TAKING_BACK = frozenset({"withdraw import"})
UNIT = frozenset({"read enterprise", "read responsibility", "read photo"})
OFFICE = UNIT | RULES | {"read routing", "read organisation"}
NAMED = frozenset({"acknowledge responsibility"})
ACCOUNTS = frozenset({"read account", "read grant", "propose grant"})
KEEPING = frozenset(
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
LISTS = frozenset(
    {"read hazard", "read check", "read check-list", "read risk", "read colour", "read training"}
)
VISITING = frozenset({"make check", "report hazard"})
DECIDING = frozenset(
    {
        "verify hazard",
        "grade hazard",
        "decide extension",
        "make look-back",
        "read look-back",
        "read accident",
    }
)
STOPPING = frozenset({"stop work", "approve resumption"})
EXPORTING = frozenset({"export hazard", "export check"})
FIXING = frozenset({"rectify hazard", "close hazard"})
SUPERVISING = LISTS | VISITING | DECIDING | EXPORTING | {"propose listing", "propose colour"}
APPROVING = frozenset({"approve listing", "approve colour", "approve assessment"})
# Training is recorded by who held it: the unit itself, or an office that organised it. Who may record one may also make one void.
TRAINING = frozenset({"record training", "void training"})
# Campaigns concern the district as a whole; a task concerns its unit. Each step names by which duties it is done and accepted.
CAMPAIGN = frozenset({"read campaign", "read task"})
# Who is away and which days are kept free is entered by who plans for all of a region.
TIMES = frozenset({"keep absence", "keep key_period"})
PLANNING = CAMPAIGN | {"do task", "accept task", "plan task", "exempt task", "export task"}
CERTIFYING = frozenset({"propose certificate", "export certificate", "export assessment"})
CERTIFIED = frozenset({"read certificate", "read benchmark", "read experience"})
ASSESSED = frozenset({"read assessment"}) | CERTIFIED
REVIEWING = ASSESSED | {"read review", "review assessment"}
ASSIGNING = frozenset({"assign review", "draw review"})
# Instructions, the ladder, meetings: the safety office keeps them, the leader is the second person, offices answer what they are given.
INSTRUCTED = frozenset({"read instruction", "read measure", "read meeting"})
ANSWERING = INSTRUCTED | {"answer instruction"}
# The office answers what a leader told it to do; the rule keeps it from closing that itself.
INSTRUCTING = ANSWERING | frozenset({"give instruction", "approve instruction", "export instruction", "propose measure", "decide measure", "keep meeting"})  # fmt: skip
SECONDING = INSTRUCTED | frozenset({"approve instruction", "approve measure"})

# Rankings: the office makes them and answers objections, a second person publishes, a leader what corrects a published one; an office that
# is ranked objects to its own line. Everybody ranked, and the auditor, read what was published.
RANKING = frozenset({"read ranking"})
RANKED = RANKING | {"object ranking"}
RANKING_LEADER = RANKING | {"read preview", "approve ranking", "approve correction"}
RANKING_OFFICE = RANKING | {"read preview", "draft ranking", "answer ranking", "approve ranking"}
# Figures say what is counted where somebody reaches, and never who did it.
FIGURES = frozenset({"read figure"})
# Circulars concern the district as a whole; what is issued is read by all offices and signed for by those that it went to.
CIRCULAR = frozenset({"read circular"})
SIGNING = CIRCULAR | {"sign circular"}
WRITING = CIRCULAR | {"write circular", "approve circular"}

# Periodic reports: towns, bureaus and the safety office each write their own; the office accepts those of the others, a leader its own.
REPORTING = frozenset({"read report", "write report"})
REPORTED = frozenset({"read report", "approve report"})

# Field devices: the office and whoever keeps accounts see and revoke them; what was unsent on one is opened by the office alone.
DEVICES = frozenset({"read device", "revoke device"})
QUARANTINE = frozenset({"read quarantine", "open quarantine"})

# Survey 摸排: grid members and offices of the territory find; who keeps the roster of a place decides.
SURVEYED = frozenset({"read survey"})
SURVEYING = SURVEYED | {"report survey"}
SETTLING = SURVEYING | {"decide survey"}

# Units merged: offices read what was proposed and done; whoever resolves duplicates decides.
MERGING = frozenset({"read merger"})

# Units offered to another office: towns, bureaus and the safety office give and take, by their own offices.
TRANSFERS = frozenset({"read transfer"})
TRANSFERRING = TRANSFERS | {"offer transfer", "take transfer"}

# Two contents under one number of the field: offices that supervise decide between them, never who sent one of them.
FIELD_CONFLICTS = frozenset({"read field_conflict", "decide field_conflict"})

# The API: offices may let a program act for them by a token of their own; who keeps accounts and duties sees and revokes tokens.
API = frozenset({"use api"})
TOKENS = frozenset({"read token", "revoke token"})

# Views of lists are shared inside the office by who leads its work, and with the whole district by the safety office.
SHARING_VIEWS = frozenset({"share view"})
PUBLISHING_VIEWS = frozenset({"publish view"})

# Address points are the district's; what they say of a unit's position is decided by whoever keeps the roster there.
POSITIONS_READ = frozenset({"read position"})
POSITIONS = POSITIONS_READ | {"decide position"}
ADDRESSES = frozenset({"import address", "read address"})
# Delegation 代理: whoever does work here names a deputy and is named; who answers for a region, and who keeps duties, sees and ends it.
DELEGATING = frozenset({"delegate duty"})
DELEGATED = frozenset({"read delegation"})
ENDING_DELEGATIONS = DELEGATED | {"end delegation"}
