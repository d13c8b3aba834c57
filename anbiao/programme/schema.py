"""The form of a programme's edition: stages and steps of a campaign, its scope and targets. Unknown keys are refused."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from anbiao.rules.campaigns import LONGEST
from anbiao.rules.duties import DUTIES, may
from anbiao.rules.refusal import N_

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]
Urn = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$", max_length=80)]
WeekNumber = Annotated[int, Field(ge=1, le=LONGEST)]
Answers = Literal["enterprise", "grid", "territorial", "sector", "comprehensive", "expert"]
Counts = Literal["", "profile", "check_list", "self_check", "assessment", "decided", "colour"]


class Part(BaseModel):
    """A piece of an edition: types as written, no key that the form does not know, never changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Pair(Part):
    """The same in Chinese and English."""

    zh: Text
    en: Text


class ScopeOf(Part):
    """Which units it is for (rules/campaigns.py: Scope); the district may narrow or widen its own copy."""

    sectors: list[Code] = []
    classes: list[Code] = []
    colours: list[Code] = []
    features: list[Code] = []


class StepOf(Part):
    """A step: who answers, by which duties it is done and accepted, what counts as done, what shows it, when, and after what.

    `opens` and `closes` are weeks of the campaign, from 1; `lag` weeks lie between it and the step that it follows.
    """

    code: Code
    title: Pair
    done: Pair
    evidence: Literal["none", "note", "document", "photo"]
    shown: Pair | None = None
    answers: Answers
    doers: list[str] = Field(min_length=1)
    acceptors: list[str] = Field(min_length=1)
    opens: WeekNumber
    closes: WeekNumber
    after: str = ""
    lag: int = Field(default=0, ge=0, le=52)
    per_week: int = Field(ge=1, le=10_000)
    minutes: int = Field(ge=5, le=480)
    visit: bool = False
    counts: Counts = ""
    basis: Text
    proposed: bool = False

    @model_validator(mode="after")
    def _named_duties_may(self) -> Self:
        known = {duty.name for duty in DUTIES}
        for names, capability in ((self.doers, "do task"), (self.acceptors, "accept task")):
            for name in names:
                if name not in known or not may(name, capability):
                    text = N_("{step}: the duty {duty} may not “{what}”.")
                    raise _wrong("duty", text, step=self.code, duty=name, what=capability)
        if self.closes < self.opens:
            raise _wrong("weeks", N_("{step} closes before it opens."), step=self.code)
        return self


class StageOf(Part):
    """A stage with its steps, in their order."""

    title: Pair
    steps: list[StepOf] = Field(min_length=1)


class TargetOf(Part):
    """So many per cent of the units have a step accepted by the end of a week of the campaign."""

    step: Code
    percent: float = Field(gt=0, le=100)
    week: WeekNumber


class DocumentOf(Part):
    """The document that it stands on: its number where it is known, and who issued it."""

    number: str = ""
    issuer: Pair


class EditionOf(Part):
    """A year's edition of a programme."""

    urn: Urn
    year: int = Field(ge=2020, le=2100)
    edition: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}$")]
    title: Pair
    about: Pair
    document: DocumentOf
    basis: list[Text] = Field(min_length=1)
    known: Literal["found", "recalled", "proposed"]
    weeks: WeekNumber
    scope: ScopeOf
    stages: list[StageOf] = Field(min_length=1)
    targets: list[TargetOf] = []

    def steps(self) -> list[StepOf]:
        """Every step in order."""
        return [step for stage in self.stages for step in stage.steps]

    @model_validator(mode="after")
    def _steps_follow(self) -> Self:
        """A step follows one that stands before it, and its window leaves room for what it follows."""
        before: dict[str, StepOf] = {}
        for step in self.steps():
            if step.code in before:
                raise _wrong("step", N_("{step} stands twice."), step=step.code)
            if step.closes > self.weeks:
                raise _wrong("weeks", N_("{step} closes after the campaign."), step=step.code)
            if step.after:
                _check_follows(step, before)
            before[step.code] = step
        for target in self.targets:
            if target.step not in before or target.week > self.weeks:
                text = N_(
                    "A target for {step} in week {week} means nothing: there is no such step, or no such week."
                )
                raise _wrong("target", text, step=target.step, week=str(target.week))
        return self


def _check_follows(step: StepOf, before: dict[str, StepOf]) -> None:
    earlier = before.get(step.after)
    if earlier is None:
        text = N_("{step} follows {after}, which does not stand before it.")
        raise _wrong("after", text, step=step.code, after=step.after)
    if earlier.closes + step.lag > step.closes:
        text = N_("{step} closes before {after} can be done everywhere.")
        raise _wrong("after", text, step=step.code, after=step.after)


def _wrong(code: str, text: str, **params: str) -> PydanticCustomError:
    """A refusal on pydantic's way (standards/editions.py: as_refusals)."""
    return PydanticCustomError("edition", "{code}", {"code": code, "text": text, "params": params})
