"""A campaign 专项行动 of a district: its course, which units it is for, and how they join and leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.machine import Facts, Machine, State, Step
from anbiao.rules.places import within
from anbiao.rules.refusal import N_, Refusal, cites

LONGEST = 104  # weeks: a campaign of more than two years is two campaigns
BEHIND_AT_MOST = 26  # weeks: a campaign that began earlier is entered as it stands, not launched
# Which units a scope asks for: each part narrows, an empty part does not.
PARTS = ("sectors", "classes", "regions", "colours", "features", "results")


@dataclass(frozen=True)
class Scope:
    """Which units a campaign is for: of any of these sectors, and classes, and regions, and colours, with any of these risk features,
    with any of these results of the last assessment ("" for none). An empty part asks nothing.
    """

    sectors: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """What a scope looks at of a unit."""

    sector: str = ""
    size_class: str = ""
    region: str = ""
    colour: str = ""
    features: frozenset[str] = field(default_factory=frozenset)
    result: str = ""


@cites("地方规则 方案")
def fits(unit: Candidate, scope: Scope) -> bool:
    """A campaign is for the units that every part of its scope admits; a unit named as an exception goes before this."""
    asked = (
        (scope.sectors, unit.sector in scope.sectors),
        (scope.classes, unit.size_class in scope.classes),
        (scope.regions, any(within(unit.region, region) for region in scope.regions)),
        (scope.colours, unit.colour in scope.colours),
        (scope.features, not scope.features.isdisjoint(unit.features)),
        (scope.results, unit.result in scope.results),
    )
    return all(meets for part, meets in asked if part)


@cites("地方规则 应创单位口径")
def counts_on(joined_on: date, left_on: date | None, day: date) -> bool:
    """A unit counts among those that should take part (应创) from the day on which it joined until the day before it left."""
    return joined_on <= day and (left_on is None or day < left_on)


@cites("地方规则 方案")
def wrong_start(starts: IsoWeek, this: IsoWeek) -> Refusal | None:
    """A campaign starts this week, later, or at most half a year ago."""
    if this.since(starts) > BEHIND_AT_MOST:
        return Refusal("start-past", N_("The first week lies more than {weeks} weeks back."), {"weeks": str(BEHIND_AT_MOST)}, field="start")  # fmt: skip
    if starts.since(this) > LONGEST:
        return Refusal("start-far", N_("The first week lies more than two years ahead."), field="start")
    return None


@cites("地方规则 方案")
def somebody_takes_part(facts: Facts, today: date) -> Refusal | None:
    """A campaign for which no unit fits is not launched."""
    if facts["units"]:
        return None
    return Refusal("nobody-fits", N_("No unit fits the scope. Widen it, or name units as exceptions."))


@cites("地方规则 方案")
def wrong_window(
    window: tuple[IsoWeek, IsoWeek],
    campaign: tuple[IsoWeek, IsoWeek],
    ends: Collection[IsoWeek],
    followers: Collection[IsoWeek],
) -> Refusal | None:
    """A step, or a stage, lies within its campaign and closes no sooner than it opens; what it follows can be done everywhere before it
    closes (`ends`: the last weeks of that, with the time in between), and so can it before what follows it closes (`followers`).
    """
    opens, closes = window
    if closes < opens:
        return Refusal("window-turned", N_("It closes before it opens."), field="closes")
    if opens < campaign[0] or closes > campaign[1]:
        text = N_("The campaign goes from {first} to {last}.")
        return Refusal(
            "window-outside", text, {"first": str(campaign[0]), "last": str(campaign[1])}, field="closes"
        )
    if any(end > closes for end in ends):
        text = N_("It closes before what it follows can be done everywhere: in {week}.")
        return Refusal("window-before", text, {"week": str(max(ends))}, field="closes")
    if any(closes > follower for follower in followers):
        text = N_("What follows it closes in {week}: before this can be done everywhere.")
        return Refusal("window-follower", text, {"week": str(min(followers))}, field="closes")
    return None


# Beside its own facts: `units`, how many would take part, read by whoever launches.
CAMPAIGN = Machine(
    name="campaign",
    label=N_("Campaign"),
    initial="draft",
    states=(
        State("draft", N_("In preparation"), "idle"),
        State("running", N_("Under way"), "doing"),
        State("closed", N_("Campaign over"), "done"),
        State("dropped", N_("Draft dropped"), "off"),
    ),
    steps=(
        Step(
            "launch", N_("Launch"), frozenset({"draft"}), "running", "launch campaign", (somebody_takes_part,)
        ),
        Step("drop", N_("Drop the draft"), frozenset({"draft"}), "dropped", "launch campaign"),
        Step(
            "close",
            N_("Close the campaign"),
            frozenset({"running"}),
            "closed",
            "launch campaign",
            needs_note=True,
        ),
        Step(
            "go_on", N_("Go on with it"), frozenset({"closed"}), "running", "launch campaign", needs_note=True
        ),
    ),
)


def scope_from(data: Mapping[str, object]) -> Scope:
    """A scope as it is kept. Raises ValueError for a part that no scope has, or that is no list of codes."""
    unknown = sorted(set(data) - set(PARTS))
    if unknown:
        raise ValueError(f"a scope has no part {', '.join(unknown)}")
    parts: dict[str, frozenset[str]] = {}
    for name, codes in data.items():
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise ValueError(f"{name} is a list of codes")
        parts[name] = frozenset(codes)
    return Scope(**parts)
