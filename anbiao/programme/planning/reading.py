"""Problems and plans as JSON: the form in docs/planning.md, checked key by key; and back."""

import json
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from anbiao.rules.calendar import IsoWeek
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.schedule import After, Instance, Person, Placement, Plan, Unit, Visit, Week
from anbiao.rules.schedule.constraints import flaws

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Short = Annotated[str, StringConstraints(max_length=80)]
WeekName = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-W[0-9]{2}$")]
Days = Annotated[int, Field(ge=0, le=7)]
F = TypeVar("F", bound=BaseModel)
SHOWN = 5  # of what is wrong with a file


class Form(BaseModel):
    """A piece of the file: types as written, no key that the form does not know."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WeekForm(Form):
    """A planned week."""

    week: WeekName
    days: Days = 5
    blocked: Short = ""


class PersonForm(Form):
    """Who visits."""

    id: Name
    capacity: Annotated[int, Field(ge=0, le=1000)]
    absences: dict[WeekName, Days] = {}


class UnitForm(Form):
    """A unit."""

    id: Name
    village: Name
    street: Name
    colour: Literal["red", "orange", "yellow", "blue"]
    sectors: Annotated[list[Name], Field(max_length=20)] = []


class AfterForm(Form):
    """What comes first."""

    visit: Name
    lag: Annotated[int, Field(ge=0, le=520)] = 0


class PlacementForm(Form):
    """A week and a person."""

    week: WeekName
    person: Name


class VisitForm(Form):
    """One step at one unit."""

    id: Name
    unit: Name
    step: Name
    candidates: Annotated[list[Name], Field(min_length=1, max_length=100)]
    release: WeekName
    due: WeekName
    duration: Annotated[int, Field(ge=1, le=1000)] = 1
    weight: Annotated[int, Field(ge=1, le=1000)] = 1
    after: Annotated[list[AfterForm], Field(max_length=50)] = []
    together: Short = ""
    locked: PlacementForm | None = None


class InstanceForm(Form):
    """The whole problem."""

    weeks: Annotated[list[WeekForm], Field(min_length=1, max_length=520)]
    people: Annotated[list[PersonForm], Field(max_length=10_000)]
    units: Annotated[list[UnitForm], Field(max_length=100_000)]
    visits: Annotated[list[VisitForm], Field(max_length=1_000_000)]


class PlanForm(Form):
    """A plan: what has a week, and what has none."""

    placements: dict[Name, PlacementForm]
    unplaced: list[Name] = []


def read_instance(text: str | bytes) -> Instance:
    """The problem of a file. Raises Refused, naming places, for anything that is not one or does not fit together."""
    form = _form(InstanceForm, text)
    weeks = _Weeks()
    instance = Instance(
        tuple(Week(weeks.of(w.week), w.days, w.blocked) for w in form.weeks),
        tuple(
            Person(p.id, p.capacity, {weeks.of(week): days for week, days in p.absences.items()})
            for p in form.people
        ),
        tuple(Unit(u.id, u.village, u.street, u.colour, tuple(u.sectors)) for u in form.units),
        tuple(_visit(visit, weeks) for visit in form.visits),
    )
    found = flaws(instance)
    if found:
        raise Refused(*found[:SHOWN])
    return instance


def read_plan(text: str | bytes) -> Plan:
    """The plan of a file. Raises Refused for anything that is not one."""
    form = _form(PlanForm, text)
    weeks = _Weeks()
    return Plan({name: Placement(weeks.of(at.week), at.person) for name, at in form.placements.items()})


def _visit(form: VisitForm, weeks: "_Weeks") -> Visit:
    locked = None if form.locked is None else Placement(weeks.of(form.locked.week), form.locked.person)
    return Visit(
        form.id, form.unit, form.step, tuple(form.candidates), weeks.of(form.release), weeks.of(form.due), form.duration, form.weight,
        tuple(After(after.visit, after.lag) for after in form.after), form.together, locked,
    )  # fmt: skip


class _Weeks:
    """Weeks by name, each made once."""

    def __init__(self) -> None:
        self.known: dict[str, IsoWeek] = {}

    def of(self, name: str) -> IsoWeek:
        if name not in self.known:
            try:
                self.known[name] = IsoWeek(int(name[:4]), int(name[6:]))
            except ValueError:
                text = N_("There is no week {week}.")
                raise Refused(Refusal("week-unknown", text, {"week": name})) from None
        return self.known[name]


def _form(form: type[F], text: str | bytes) -> F:
    try:
        return form.model_validate_json(text)
    except ValidationError as error:
        wrong = [_wrong(dict(one)) for one in error.errors(include_url=False)[:SHOWN]]
        raise Refused(*wrong) from None


def _wrong(error: dict[str, Any]) -> Refusal:
    place = ".".join(str(part) for part in error["loc"]) or "–"
    text = N_("The file is not in the form of docs/planning.md, at {place}: {problem}.")
    return Refusal("form", text, {"place": place[:200], "problem": str(error["msg"])[:200]})


# ---------- and back ----------


def instance_text(instance: Instance) -> str:
    """A problem as JSON; what is as usual is left out."""
    return json.dumps(
        {
            "weeks": [{"week": str(w.week), "days": w.days, "blocked": w.blocked} for w in instance.weeks],
            "people": [
                {
                    "id": p.id,
                    "capacity": p.capacity,
                    "absences": {str(week): days for week, days in p.absences.items()},
                }
                for p in instance.people
            ],
            "units": [
                {
                    "id": u.id,
                    "village": u.village,
                    "street": u.street,
                    "colour": u.colour,
                    "sectors": list(u.sectors),
                }
                for u in instance.units
            ],
            "visits": [_visit_told(visit) for visit in instance.visits],
        },
        ensure_ascii=False,
    )


def _visit_told(visit: Visit) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": visit.id, "unit": visit.unit, "step": visit.step, "candidates": list(visit.candidates),
        "release": str(visit.release), "due": str(visit.due), "duration": visit.duration, "weight": visit.weight,
        "after": [{"visit": after.visit, "lag": after.lag} for after in visit.after], "together": visit.together,
    }  # fmt: skip
    if visit.locked is not None:
        told["locked"] = {"week": str(visit.locked.week), "person": visit.locked.person}
    return told


def plan_text(instance: Instance, plan: Plan) -> str:
    """A plan as JSON, with the visits that have no week named."""
    return json.dumps(
        {
            "placements": {
                name: {"week": str(at.week), "person": at.person} for name, at in plan.placements.items()
            },
            "unplaced": [visit.id for visit in instance.visits if visit.id not in plan.placements],
        },
        ensure_ascii=False,
    )
