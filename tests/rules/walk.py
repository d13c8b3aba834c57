"""A unit, its hazard and everybody around it in memory: what `kit.workflow.take` and the actions do, without a database.

A step is taken as `take` takes it: the duty at the place (real grants, `rules.places.Scope`), then the guards with the facts of the row and
{"by_person", "by_units"}, then the facts that the step's action sets. What the actions set stands in `EFFECTS`, one line a step; rows around
the hazard carry its `enterprise_id`, `hazard_state` and `hazard_grade`, a look also who closed it. `World.wrong` names one
part of this contract that is broken on purpose, so that a test can show that the walk notices.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anbiao.rules import hazards
from anbiao.rules.colours import COLOUR_PROPOSAL
from anbiao.rules.hazards import EXTENSION, HAZARD, LISTING, SUSPENSION
from anbiao.rules.local_rules import LOCAL_RULE
from anbiao.rules.lookback import LOOK, REOPENING
from anbiao.rules.machine import Machine, Step
from anbiao.rules.places import Grant, Place, Scope
from anbiao.rules.separation import CLOSERS
from anbiao.rules.visits import CHECK

DISTRICT, STREET, VILLAGE, ELSEWHERE = "350504", "350504002", "350504002001", "350504102"
UNIT, OTHER_UNIT, SECTOR = "unit", "other unit", "machinery"
BEGIN = date(2026, 1, 5)
PLACE = Place(VILLAGE, enterprise=UNIT, sectors=frozenset({SECTOR}), assignees=frozenset({"expert"}))
Facts = dict[str, object]
Effect = Callable[["World", "Account", Facts], None]
Law = Mapping[str, Mapping[str, Step]]

MACHINES: Mapping[str, Machine] = {
    "hazard": HAZARD, "extension": EXTENSION, "suspension": SUSPENSION, "listing": LISTING, "look": LOOK,
    "proposal": COLOUR_PROPOSAL, "check": CHECK, "rule": LOCAL_RULE,
}  # fmt: skip
LAW: Law = {row: {step.name: step for step in machine.steps} for row, machine in MACHINES.items()}


# ---------- who ----------


@dataclass(frozen=True, eq=False)
class Account:
    """An account: a person may have several, and duties are separated by her. `person` is "" for the command line."""

    name: str
    person: str
    grants: tuple[Grant, ...]

    def allows(self, capability: str) -> bool:
        """True when the account holds the capability over the unit."""
        return Scope(self.person, DISTRICT, self.grants, BEGIN).allows(capability, PLACE)

    @property
    def own(self) -> frozenset[str]:
        """The enterprises of this account alone."""
        return frozenset(grant.enterprise for grant in self.grants if grant.enterprise)


def _office(*duties: str, region: str = DISTRICT, sectors: frozenset[str] | None = None) -> tuple[Grant, ...]:
    return tuple(Grant(duty, region=region, sectors=sectors, from_on=BEGIN) for duty in duties)


def _of_unit(duty: str, unit: str = UNIT) -> tuple[Grant, ...]:
    return (Grant(duty, enterprise=unit, from_on=BEGIN),)


CAST: tuple[Account, ...] = (
    Account("manager", "Ai", _of_unit("enterprise_manager")),
    Account("staff", "Bo", _of_unit("enterprise_staff")),
    Account("staff with a second account", "Bo", _of_unit("enterprise_manager")),
    Account("staff two", "Cai", _of_unit("enterprise_staff")),
    Account("manager of another unit", "Deng", _of_unit("enterprise_manager", OTHER_UNIT)),
    Account("grid member", "Er", _office("grid_member", region=VILLAGE)),
    Account("grid member who owns the shop", "Fan", _office("grid_member", region=VILLAGE)),
    Account("the shop's owner", "Fan", _of_unit("enterprise_manager")),
    Account("street", "Gao", _office("town_officer", region=STREET)),
    Account("street, as a bureau", "Gao", _office("bureau_officer")),
    Account("street two", "Hu", _office("town_officer", region=STREET)),
    Account("another street", "Ji", _office("town_officer", region=ELSEWHERE)),
    Account("bureau", "Kang", _office("bureau_officer", sectors=frozenset({SECTOR}))),
    Account("bureau two", "Lin", _office("bureau_officer", sectors=frozenset({SECTOR}))),
    Account("bureau of another sector", "Ma", _office("bureau_officer", sectors=frozenset({"schools"}))),
    Account("district", "Ning", _office("district_officer")),
    Account("district, as leader", "Ning", _office("leader")),
    Account("district two", "Ou", _office("district_officer")),
    Account("leader", "Pan", _office("leader")),
    Account("officer", "Qiu", _office("enforcement_officer")),
    Account("officer two", "Ren", _office("enforcement_officer")),
    Account("kin in every office", "Su", _office("district_officer", "leader", "bureau_officer", "enforcement_officer")),
    Account("kin at the unit", "Su", _of_unit("enterprise_staff")),
    Account("expert", "Tang", (Grant("expert", assignee="expert", from_on=BEGIN),)),
    Account("operator", "", _office("district_officer")),
)  # fmt: skip
PEOPLE_OF_UNIT = frozenset(each.person for each in CAST if UNIT in each.own)
_UNITS = {
    each.person: frozenset().union(*(one.own for one in CAST if one.person == each.person)) for each in CAST
}
_DUTIES = {step.duty for steps in LAW.values() for step in steps.values()} | {
    "report hazard", "grade hazard", "void hazard", "rectify hazard", "stop work", "propose listing", "propose colour",
    "make check", "draw look-back", "propose local_rule",
}  # fmt: skip
HOLDERS = {duty: [each for each in CAST if each.allows(duty)] for duty in sorted(_DUTIES)}


# ---------- what is there ----------


@dataclass(frozen=True)
class Event:
    """What somebody did: to which row, which step or act, on which day; what became of the row afterwards."""

    row: str
    step: str
    who: Account
    today: date
    facts: Facts


@dataclass
class World:
    """One unit with a hazard, and whatever hangs on it; `rows` by the names of MACHINES."""

    random: Random
    law: Law = field(default_factory=lambda: LAW)
    wrong: str = ""
    today: date = BEGIN
    rows: dict[str, Facts] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def hazard(self) -> Facts:
        """The hazard's row."""
        return self.rows["hazard"]

    def facts_of(self, row: str, who: Account) -> Facts:
        """What the guards are told: the row's facts, those of its hazard, and who acts."""
        hazard = self.hazard
        around = {
            "hazard_state": hazard["state"], "hazard_grade": hazard["grade"], "enterprise_id": UNIT,
            **({key: hazard[key] for key in CLOSERS} if row == "look" else {}),
        }  # fmt: skip
        person = who.name if self.wrong == "duties are separated by account" and who.person else who.person
        units = who.own if self.wrong == "units of the account alone" else _UNITS[who.person]
        return {**around, **self.rows[row], "by_person": person, "by_units": units}

    def take(self, who: Account, row: str, name: str) -> bool:
        """A step as `kit.workflow.take` and its action take it; False when it was refused."""
        step = self.law[row][name]
        if who not in HOLDERS[step.duty] or self.refused(who, row, step):
            return False
        if (
            row == "look"
            and step.target in REOPENING
            and self.refused(who, "hazard", self.law["hazard"]["reopen"])
        ):
            return False
        self.do(who, row, name)
        if row == "look" and step.target in REOPENING:
            self.do(who, "hazard", "reopen")
        return True

    def refused(self, who: Account, row: str, step: Step) -> bool:
        """True when the state or a guard stands against the step."""
        state = str(self.rows[row]["state"])
        return bool(
            MACHINES[row].refusals(step, state=state, facts=self.facts_of(row, who), today=self.today)
        )

    def do(self, who: Account, row: str, name: str) -> None:
        """The state moves, the action sets its facts, and the event is kept."""
        facts = self.rows[row]
        facts["state"] = self.law[row][name].target
        effect = EFFECTS.get((row, name))
        if effect:
            effect(self, who, facts)
        self.events.append(Event(row, name, who, self.today, dict(facts)))

    def act(self, who: Account, row: str, name: str, facts: Facts) -> None:
        """What is no step: a row begins, a photo is added, a grade changes."""
        self.rows.setdefault(row, {}).update(facts)
        self.events.append(Event(row, name, who, self.today, dict(self.rows[row])))


# ---------- what the actions set ----------


def _day(world: World, days: int = 0) -> str:
    return (world.today + timedelta(days=days)).isoformat()


def _person(world: World, who: Account) -> str | None:
    by_account = world.wrong == "duties are separated by account"
    return (who.name if by_account and who.person else who.person) or None


def _report(world: World, who: Account, row: Facts) -> None:
    row.update(fixed_by=_person(world, who), fixed_on=_day(world))


def _on_spot(world: World, who: Account, row: Facts) -> None:
    row.update(fixed_on=_day(world))
    _seen("on_spot")(world, who, row)


def _seen(closing: str) -> Effect:
    def effect(world: World, who: Account, row: Facts) -> None:
        row.update(verified_by=_person(world, who), verified_on=_day(world), closing=closing)

    return effect


def _approve(world: World, who: Account, row: Facts) -> None:
    row.update(approved_by=_person(world, who), approved_on=_day(world), closing="office")


def _order_anew(world: World, who: Account, row: Facts) -> None:
    if world.wrong != "the evidence stays after a new order":
        row.update(hazards.FALLS_WITH_ORDER)
    row.update(ordered_on=_day(world), due_on=_day(world, 7))


def _reopen(world: World, who: Account, row: Facts) -> None:
    _order_anew(world, who, row)
    row["reopened"] = int(str(row["reopened"])) + 1


def _extend(world: World, who: Account, row: Facts) -> None:
    world.hazard["due_on"] = row["until_on"]


def _ask(world: World, who: Account, row: Facts) -> None:
    row["asked_by"] = _person(world, who)


def _looked(world: World, who: Account, row: Facts) -> None:
    if world.wrong != "a look forgets who closed it":
        row.update({key: world.hazard[key] for key in CLOSERS})


def _missed(world: World, who: Account, row: Facts) -> None:
    if world.wrong == "a miss keeps who had closed it by then":
        _looked(world, who, row)


def _look_again(world: World, who: Account, row: Facts) -> None:
    for key in CLOSERS:
        row.pop(key, None)


def _mark(name: str, value: bool) -> Effect:
    def effect(world: World, who: Account, row: Facts) -> None:
        world.hazard[name] = value

    return effect


EFFECTS: Mapping[tuple[str, str], Effect] = {
    ("hazard", "report_fixed"): _report,
    ("hazard", "fix_on_spot"): _on_spot,
    ("hazard", "verify"): _seen("office"),
    ("hazard", "verify_on_site"): _seen(""),
    ("hazard", "approve"): _approve,
    ("hazard", "close_inside"): _seen("inside"),
    ("hazard", "send_back"): _order_anew,
    ("hazard", "send_back_inside"): _order_anew,
    ("hazard", "reopen"): _reopen,
    ("extension", "grant"): _extend,
    ("suspension", "ask_resumption"): _ask,
    ("suspension", "approve_resumption"): _mark("is_suspended", False),
    ("listing", "list"): _mark("is_listed", True),
    ("listing", "delist"): _mark("is_listed", False),
    ("look", "keep"): _looked,
    ("look", "relapse"): _looked,
    ("look", "expose"): _looked,
    ("look", "miss"): _missed,
    ("look", "correct"): _look_again,
}


# ---------- what happens beside the steps ----------


def find(world: World, who: Account) -> None:
    """A hazard is found; whose find it is decides on its source."""
    own = who.person in PEOPLE_OF_UNIT and bool(who.own)
    grade = world.random.choice((hazards.GENERAL, hazards.MAJOR))
    facts: Facts = {
        "state": HAZARD.initial, "enterprise_id": UNIT, "source": "self" if own else "supervision", "grade": grade,
        "criterion": "10-3-1" if grade == hazards.MAJOR else "", "found_on": _day(world), "found_by": _person(world, who),
        "ordered_on": _day(world), "due_on": _day(world, 15), "responsible": "", "measure": "", "funds": None, "plan": "",
        "control": "", "reopened": 0, "is_suspended": False, "is_listed": False, **hazards.FALLS_WITH_ORDER,
    }  # fmt: skip
    world.act(who, "hazard", "find", facts)


def photograph(world: World, who: Account) -> None:
    """A photo of the place afterwards: of today, of before the order, of a day to come, or without a day."""
    row = world.hazard
    taken = world.random.choice(
        (_day(world), _day(world), _day(world, -1), _day(world, -20), _day(world, 400), None)
    )
    days = [day for day in (row["photo_after_on"], taken) if isinstance(day, str)]
    facts = {"photos_after": int(str(row["photos_after"])) + 1, "photo_after_on": max(days, default=None)}
    world.act(who, "hazard", "photograph", {**facts, "taken": taken})


def strike_photos(world: World, who: Account) -> None:
    """The photos turn out to be of another hazard and are struck out."""
    world.act(who, "hazard", "strike photos", {"photos_after": 0, "photo_after_on": None})


def fill_in(world: World, who: Account) -> None:
    """The five fixings and the control are entered, or one of them is emptied again."""
    filled: Facts = {"responsible": "Ai", "measure": "wall", "funds": 0, "plan": "leave", "control": "rope"}
    if world.random.random() < 0.3:
        filled[world.random.choice(("responsible", "measure", "plan", "control"))] = world.random.choice(
            ("", "  ")
        )
    world.act(who, "hazard", "fill in", filled)


def regrade(world: World, who: Account) -> None:
    """The grade is raised or lowered, by whom and when the rule lets it."""
    criterion = "" if world.hazard["grade"] == hazards.MAJOR else "10-3-1"
    free = world.wrong == "the grade is lowered like it is raised"
    duty = "grade hazard" if free else hazards.grading_duty(criterion=criterion)
    facts = world.facts_of("hazard", who)
    against = hazards.wrong_grading(facts, criterion=criterion, today=world.today)
    if free and not criterion:
        against = () if facts["state"] in hazards.OPEN else against
    if who in HOLDERS[duty] and not against:
        grade = hazards.MAJOR if criterion else hazards.GENERAL
        world.act(who, "hazard", "regrade", {"grade": grade, "criterion": criterion})


def stop_work(world: World, who: Account) -> None:
    """An agency stops work because of the hazard while it is open."""
    if (
        who in HOLDERS["stop work"]
        and world.hazard["state"] in hazards.OPEN
        and not world.hazard["is_suspended"]
    ):
        world.hazard["is_suspended"] = True
        world.act(who, "suspension", "begin", {"state": SUSPENSION.initial, "asked_by": None})


def propose_listing(world: World, who: Account) -> None:
    """A major hazard is proposed for listing while it is open and no listing stands."""
    standing = world.rows.get("listing", {}).get("state") in ("proposed", "listed")
    is_open = world.hazard["state"] in hazards.OPEN and world.hazard["grade"] == hazards.MAJOR
    if who in HOLDERS["propose listing"] and is_open and not standing:
        world.act(who, "listing", "begin", {"state": LISTING.initial, "asked_by": _person(world, who)})


def ask_extension(world: World, who: Account) -> None:
    """The unit asks for more time, while it may."""
    waits = world.rows.get("extension", {}).get("state") == "asked"
    late = hazards.extension_has_reason_to_wait(world.facts_of("hazard", who), world.today)
    if (
        who in HOLDERS["rectify hazard"]
        and world.hazard["state"] in hazards.TO_FIX
        and not waits
        and not late
    ):
        facts = {"state": EXTENSION.initial, "asked_by": _person(world, who), "until_on": _day(world, 20)}
        world.act(who, "extension", "begin", facts)


def draw_look(world: World, who: Account) -> None:
    """The closed hazard is drawn for a look-back; a result before stays with its own look."""
    waits = world.rows.get("look", {}).get("state") in ("to_look", "missed")
    if who in HOLDERS["draw look-back"] and world.hazard["state"] == "closed" and not waits:
        world.rows.pop("look", None)
        world.act(who, "look", "begin", {"state": LOOK.initial})


def propose_colour(world: World, who: Account) -> None:
    """A colour by hand is proposed, unless one stands."""
    standing = world.rows.get("proposal", {}).get("state") in ("proposed", "approved")
    if who in HOLDERS["propose colour"] and not standing:
        facts = {
            "state": COLOUR_PROPOSAL.initial,
            "proposed_by": _person(world, who),
            "expires_on": _day(world, 30),
        }
        world.act(who, "proposal", "begin", facts)


def propose_rule(world: World, who: Account) -> None:
    """A value of a local rule is proposed from a day on, unless one waits."""
    if who in HOLDERS["propose local_rule"] and world.rows.get("rule", {}).get("state") != "proposed":
        facts = {
            "state": LOCAL_RULE.initial,
            "proposer": _person(world, who) or "",
            "from_on": _day(world, world.random.choice((0, 9))),
        }
        world.act(who, "rule", "begin", facts)


def begin_check(world: World, who: Account) -> None:
    """Somebody begins a check, of a kind that goes with the account."""
    if who in HOLDERS["make check"] and world.rows.get("check", {}).get("state") != "begun":
        kind = "self" if who.own else "supervision"
        facts = {"state": CHECK.initial, "kind": kind, "person": _person(world, who), "hazards_standing": 0}
        world.act(who, "check", "begin", facts)


def hazards_stand(world: World, who: Account) -> None:
    """Hazards come from the check, or are settled."""
    if "check" in world.rows:
        world.act(who, "check", "hazards", {"hazards_standing": world.random.randrange(2)})


ACTS: Mapping[Callable[[World, Account], None], str] = {
    photograph: "rectify hazard", strike_photos: "verify hazard", fill_in: "rectify hazard", regrade: "grade hazard",
    stop_work: "stop work", propose_listing: "propose listing", ask_extension: "rectify hazard", draw_look: "draw look-back",
    propose_colour: "propose colour", propose_rule: "propose local_rule", begin_check: "make check", hazards_stand: "make check",
}  # fmt: skip
_ACTS = (*ACTS, *(photograph, fill_in) * 4)
_ENDS = {"void", "drop", "withdraw", "withdraw_rule", "end"}


# ---------- the walk ----------

# Ways that a hazard often goes, tried in turn by whoever comes along: they lead chance to where little happens otherwise.
_SPOT, _LIST = ("hazard", "fix_on_spot"), ("listing", "list")
_USUAL = (
    fill_in, photograph, ("hazard", "report_fixed"), ("hazard", "report_fixed"), ("hazard", "close_inside"), ("hazard", "verify"),
    ("hazard", "verify_on_site"), ("hazard", "approve"), ("hazard", "approve"), draw_look, ("look", "keep"), ("look", "drop"),
)  # fmt: skip
_AGAIN = (
    *_USUAL[:10], ("look", "miss"), ("hazard", "reopen"), photograph, *_USUAL[2:9], ("look", "keep"), ("look", "correct"),
)  # fmt: skip
_WAYS = (
    _USUAL,
    _AGAIN,
    (photograph, stop_work, _SPOT, _SPOT),
    (photograph, propose_listing, regrade, regrade, _LIST, _LIST, _SPOT, _SPOT),
)


def begin(random: Random, law: Law = LAW, wrong: str = "") -> World:
    """A new world with one hazard in it, which may have come some way already."""
    world = World(random, law, wrong)
    find(world, random.choice(HOLDERS["report hazard"]))
    way = random.choice(_WAYS)
    for each in way[: random.randrange(2 * len(way))]:
        if callable(each):
            each(world, _somebody(world, ACTS[each]))
        elif each[0] in world.rows:
            world.take(_somebody(world, law[each[0]][each[1]].duty), *each)
    return world


def move(world: World) -> bool:
    """One random move; True when a step of a machine was taken."""
    random = world.random
    if random.random() < 0.06:
        world.today += timedelta(days=random.choice((1, 1, 2, 9, 31)))
    if random.random() < 0.25:
        act = random.choice(_ACTS)
        act(world, random.choice(HOLDERS[ACTS[act]]))
        return False
    row = random.choice((*world.rows, "hazard", "hazard", "hazard"))
    state = str(world.rows[row]["state"])
    steps = [step for step in world.law[row].values() if state in step.sources]
    if not steps:
        return False
    step = random.choice(steps)
    if row != "look" and step.name in _ENDS and random.random() < 0.8:
        return False
    return world.take(_somebody(world, step.duty), row, step.name)


def _somebody(world: World, duty: str) -> Account:
    """Mostly somebody with the duty, and often one who did something here already: that is who has something to hide."""
    chance = world.random.random()
    if chance < 0.4:
        person = world.random.choice(world.events).who.person
        again = [each for each in HOLDERS[duty] if each.person == person]
        if again:
            return world.random.choice(again)
    return world.random.choice(CAST if chance > 0.98 else HOLDERS[duty])


# ---------- a way out ----------

# What honest people do in this order until the hazard is settled; each is tried by one after the other.
_WAY_OUT = (
    ("listing", "list"), ("hazard", "report_fixed"), ("hazard", "verify_on_site"), ("suspension", "ask_resumption"),
    ("suspension", "approve_resumption"), ("listing", "delist"), ("hazard", "verify"), ("hazard", "approve"),
)  # fmt: skip


def settle(world: World) -> bool:
    """Honest people bring the hazard to its closing, whatever happened to it before; False when they cannot."""
    complete = {"responsible": "Ai", "measure": "wall", "funds": 0, "plan": "leave", "control": "rope"}
    world.hazard.update(complete)
    for _ in range(2 * len(_WAY_OUT)):
        if world.hazard["state"] in {"closed", "void"}:
            return True
        world.hazard.update(photos_after=1, photo_after_on=_day(world))
        tried = ((who, row, name) for row, name in _WAY_OUT if row in world.rows for who in CAST)
        if not any(world.take(who, row, name) for who, row, name in tried):
            return False
    return world.hazard["state"] in {"closed", "void"}
