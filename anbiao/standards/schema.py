"""The form of an edition: sections and clauses of a standard, a scoring table, a check-list, phrases or local parameters.

Unknown keys are refused. What an edition has to say by itself is checked here; what it says about others (`replaces`)
and about codes of the roster (`applies`) in editions.py.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from anbiao.rules import local_rules
from anbiao.rules.refusal import N_

Kind = Literal[
    "elements", "scoring", "criteria", "checklist", "phrases", "rules", "tables", "parameters"
]  # fmt: skip
Frequency = Literal["shift", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly"]
Grade = Literal["general", "major"]
Known = Literal["found", "recalled", "proposed"]

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Ref = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,59}$")]
Urn = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$", max_length=80)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,3})?$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]


class Part(BaseModel):
    """A piece of an edition: types as written, no key that the form does not know, never changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Pair(Part):
    """The same in Chinese and English."""

    zh: Text
    en: Text


class Words(Part):
    """What a clause says in one language. The text is left empty where the title says all."""

    title: Text
    text: Annotated[str, StringConstraints(max_length=4000)] = ""


class InForce(Part):
    """The first and the last day; None for a day that is not known, or not yet."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise _wrong(
                "dates", N_("It ends on {to}, before it begins on {begin}."), to=self.to, begin=self.from_
            )
        return self


class Condition(Part):
    """Units that an edition or a section is for: of any of these sectors, and classes, and with every feature. Empty: any."""

    sectors: list[Code] = []
    classes: list[Code] = []
    features: list[Code] = []


class Follows(Part):
    """What became of a clause of the replaced edition, and which clauses here stand in its place."""

    as_: Literal["same", "changed", "split", "dropped"] = Field(alias="as")
    to: list[Ref] = []

    @model_validator(mode="after")
    def _has_targets(self) -> Self:
        fewest = {"dropped": 0, "split": 2}.get(self.as_, 1)
        if len(self.to) < fewest or (self.as_ == "dropped" and self.to):
            raise _wrong(
                "map", N_("“{what}” does not fit {number} clauses."), what=self.as_, number=len(self.to)
            )
        return self


class Replaces(Part):
    """The edition that this one replaces; `map` says of its clauses what is known."""

    urn: Urn
    edition: Number
    map: dict[Ref, Follows] = {}
    known: Known = "found"


class Scoring(Part):
    """How a table counts: full marks, the formula in words, lowest per cent of each band, gate and vetoes."""

    full: float = Field(gt=0)
    formula: Text
    bands: dict[Text, float]
    element_floor: float | None = Field(default=None, ge=0, le=100)
    gate: str = ""
    vetoes: list[Text] = []

    @model_validator(mode="after")
    def _bands_are_per_cent(self) -> Self:
        values = list(self.bands.values())
        if not values or any(not 0 <= value <= 100 for value in values) or len(set(values)) < len(values):
            raise _wrong("bands", N_("Bands are different numbers from 0 to 100."))
        return self


class Deduction(Part):
    """Marks of an item, what is taken off, whether it may be not applicable, and whether failing it fails the whole."""

    max: float = Field(gt=0)
    deduct: Pair
    rule: dict[str, Any] = {}
    na: bool = False
    veto: bool = False


class Check(Part):
    """How an item of a check-list is checked: where, how, what to look for, how often, by whom."""

    area: Pair
    method: Pair
    look: Pair
    frequency: Frequency
    post: Pair


class Phrase(Part):
    """A hazard as it is usually written: law, measure, usual days, grade, words that find it.

    `criterion` is the clause by which it is a major one: "cn.major-hazards.order10#GM10-3-1".
    """

    law: list[Text] = []
    measure: Pair
    days: int = Field(ge=0, le=365)
    grade: Grade
    criterion: str = ""
    words: list[Text] = []


class Choice(Pair):
    """One of the values that a parameter, or a cell of its table, may take."""

    code: Code


class TableColumn(Pair):
    """A column of a parameter that is a table."""

    name: Code
    kind: Literal["days", "months", "hours", "per_cent", "count", "points", "choice", "choices", "text"]
    least: float | None = None
    most: float | None = None
    options: list[Choice] = []
    optional: bool = False

    def shape(self) -> local_rules.Column:
        """As the rules know it."""
        return local_rules.Column(
            self.name, self.kind, self.least, self.most, _codes(self.options), self.optional
        )


class Parameter(Part):
    """A parameter of the local rules: what values it takes, and ours, which is only a proposal."""

    kind: Literal["days", "months", "hours", "per_cent", "count", "points", "choice", "choices", "table"]
    value: Any
    unit: Pair | None = None
    least: float | None = None
    most: float | None = None
    by: list[Choice] = []
    options: list[Choice] = []
    columns: list[TableColumn] = []

    def shape(self, code: str) -> local_rules.Parameter:
        """As the rules know it."""
        columns = tuple(column.shape() for column in self.columns)
        return local_rules.Parameter(
            code, self.kind, self.least, self.most, _codes(self.by), _codes(self.options), columns
        )

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        for refusal in local_rules.wrong(self.shape("value"), self.value):
            raise _wrong(refusal.code, refusal.text, **refusal.params)
        return self


def _codes(choices: list[Choice]) -> tuple[str, ...]:
    return tuple(choice.code for choice in choices)


class Clause(Part):
    """One clause: both languages, the law it stands on, how far it is known, and what its kind of edition adds."""

    ref: Ref
    zh: Words
    en: Words
    source: Annotated[str, StringConstraints(max_length=600)] = ""
    known: Known
    checked: str = ""
    corrected: str = ""
    score: Deduction | None = None
    check: Check | None = None
    phrase: Phrase | None = None
    parameter: Parameter | None = None
    facts: dict[str, Any] = {}


class Section(Part):
    """A part of an edition under one heading, with clauses, with further sections, or both. `applies` narrows the edition's."""

    ref: Ref
    zh: Text
    en: Text
    max: float | None = Field(default=None, gt=0)
    applies: list[Condition] = []
    facts: dict[str, Any] = {}
    clauses: list[Clause] = []
    sections: list["Section"] = []

    def all_sections(self) -> Iterator["Section"]:
        """Itself, and everything below, in order."""
        yield self
        for section in self.sections:
            yield from section.all_sections()


# What each kind of edition asks of every clause; the other pieces are refused in it.
PIECES = {"scoring": "score", "checklist": "check", "phrases": "phrase", "parameters": "parameter"}


class Edition(Part):
    """One edition of a standard, immutable once loaded."""

    urn: Urn
    edition: Number
    kind: Kind
    route: Literal["national", "local"]
    title: Pair
    issuer: Pair
    number: str = ""
    in_force: InForce
    based_on: list[Text] = []
    origin: Text
    replaces: Replaces | None = None
    applies: list[Condition] = []
    scoring: Scoring | None = None
    facts: dict[str, Any] = {}
    sections: list[Section] = Field(min_length=1)

    @property
    def name(self) -> str:
        """urn and edition, as its file is named: "cn.gbt33000/2016"."""
        return f"{self.urn}/{self.edition}"

    def all_sections(self) -> Iterator[Section]:
        """Every section, in order, however deep."""
        for section in self.sections:
            yield from section.all_sections()

    def clauses(self) -> Iterator[Clause]:
        """Every clause, in order."""
        for section in self.all_sections():
            yield from section.clauses

    @model_validator(mode="after")
    def _refs_stand_once(self) -> Self:
        seen: set[str] = set()
        for section in self.all_sections():
            for ref in (section.ref, *(clause.ref for clause in section.clauses)):
                if ref in seen:
                    raise _wrong("refs", N_("The ref {ref} stands twice in this edition."), ref=ref)
                seen.add(ref)
        return self

    @model_validator(mode="after")
    def _clauses_fit_the_kind(self) -> Self:
        wanted = PIECES.get(self.kind, "")
        for clause in self.clauses():
            for piece in PIECES.values():
                given = getattr(clause, piece) is not None
                if given != (piece == wanted):
                    text = N_("Clause {ref}: “{piece}” is missing.") if not given else N_(
                        "Clause {ref}: “{piece}” does not belong into an edition of this kind."
                    )  # fmt: skip
                    raise _wrong("piece", text, ref=clause.ref, piece=piece)
            if self.kind == "checklist" and not clause.source:
                text = N_("Clause {ref}: an item of a check-list names its source.")
                raise _wrong("source", text, ref=clause.ref)
        return self

    @model_validator(mode="after")
    def _marks_add_up(self) -> Self:
        if (self.kind == "scoring") != (self.scoring is not None):
            raise _wrong("scoring", N_("“scoring” belongs into a scoring table and nowhere else."))
        if self.scoring is None:
            return self
        for section in self.all_sections():
            if section.max is None or not _equal(section.max, marks(section)):
                text = N_("Section {ref}: its marks add up to {sum}, not to {max}.")
                raise _wrong(
                    "sum", text, ref=section.ref, sum=f"{marks(section):g}", max=f"{section.max or 0:g}"
                )
        total = sum(marks(section) for section in self.sections)
        if not _equal(total, self.scoring.full):
            text = N_("The marks of all sections add up to {sum}, not to {max}.")
            raise _wrong("sum", text, sum=f"{total:g}", max=f"{self.scoring.full:g}")
        return self

    @model_validator(mode="after")
    def _replaces_something_else(self) -> Self:
        if self.replaces is None:
            return self
        if (self.replaces.urn, self.replaces.edition) == (self.urn, self.edition):
            raise _wrong("replaces", N_("An edition cannot replace itself."))
        here = {clause.ref for clause in self.clauses()} | {section.ref for section in self.all_sections()}
        for old, follows in self.replaces.map.items():
            for ref in follows.to:
                if ref not in here:
                    text = N_("replaces: {old} leads to {ref}, which is not in this edition.")
                    raise _wrong("replaces", text, old=old, ref=ref)
        return self


def marks(section: Section) -> float:
    """The marks of a section: of its clauses and of the sections below."""
    own = sum(clause.score.max for clause in section.clauses if clause.score)
    return own + sum(marks(below) for below in section.sections)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6


def _wrong(code: str, text: str, **values: object) -> PydanticCustomError:
    """An error in our own words. The text is marked for translation; editions.py says it."""
    params = {name: str(value) for name, value in values.items()}
    # pydantic fills its own message in; braces of ours go with the values, to be filled in by the reader's language.
    return PydanticCustomError("edition", "{text}", {"text": text, "code": code, "params": params})
