"""Records of the field as JSON: each kind with its fields, unknown keys refused, texts and numbers bounded."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from anbiao.inspection import actions
from anbiao.registry.actions import Found

NO_NUL = r"^[^\x00]*$"  # the database keeps no NUL
Line = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
Short = Annotated[str, Field(max_length=60, pattern=NO_NUL)]
Text = Annotated[str, Field(max_length=2000, pattern=NO_NUL)]
# A device's clock may be decades off; beyond these years no time can be told in another zone.
DeviceTime = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))
]
Photos = Annotated[list[UUID], Field(max_length=30)]


class Strict(BaseModel):
    """Refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid")


class FoundHazard(Strict):
    """A hazard as it is found: four things that must be said, the rest may come later."""

    title: Line
    grade: Literal["general", "major"]
    due_on: date
    responsible: Line
    criterion: Line = ""
    place: Line = ""
    note: Text = ""
    basis: Line = ""
    category: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    clause: Line = ""
    item: Short = ""
    control: Text = ""
    measure: Text = ""
    photos: Photos = []
    fixed_photos: Photos = []

    def finding(self) -> actions.Finding:
        """As the use-case takes it."""
        return actions.Finding(**self.model_dump())


class Answer(Strict):
    """The answer to one item of a list."""

    result: Literal["conforms", "fails", "na", "unseen"]
    note: Text = ""
    photos: Photos = []


class CheckContent(Strict):
    """A whole check: begun and finished in the field, with the hazards that it opens."""

    enterprise: UUID
    type: Literal["self", "grid", "supervision", "service", "inspection", "joint"]
    frequency: Annotated[str, Field(max_length=12, pattern=NO_NUL)] = ""
    for_a_case: bool = False
    begun_at: DeviceTime | None = None
    list_version: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    outcome: Literal["done", "locked", "moved", "closed", "not_found", "refused", "renovation"]
    answers: Annotated[dict[Short, Answer], Field(max_length=400)] = {}
    hazards: Annotated[list[FoundHazard], Field(max_length=60)] = []
    next_on: date | None = None
    note: Text = ""
    companions: Line = ""
    received_by: Line = ""
    unit_signature: UUID | None = None
    own_signature: UUID | None = None
    refused_signature: bool = False
    photos: Annotated[list[UUID], Field(max_length=200)] = []
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None

    def visit(self, device_at: datetime) -> actions.Visit:
        """As the use-case takes it."""
        return actions.Visit(
            outcome=self.outcome,
            answers={item: answer.model_dump(mode="json") for item, answer in self.answers.items()},
            findings=[hazard.finding() for hazard in self.hazards],
            next_on=self.next_on, note=self.note, companions=self.companions, received_by=self.received_by,
            unit_signature=self.unit_signature, own_signature=self.own_signature,
            refused_signature=self.refused_signature, photos=self.photos, longitude=self.longitude,
            latitude=self.latitude, device_at=device_at,
        )  # fmt: skip


class HazardContent(Strict):
    """A hazard found in passing (随手拍)."""

    enterprise: UUID
    hazard: FoundHazard


class Fixings(Strict):
    """What of the five fixings the unit enters with its answer; what is left out stays as it is. `funds` are yuan."""

    responsible: Line | None = None
    measure: Text | None = None
    funds: Annotated[int, Field(ge=0, le=10_000_000_000)] | None = None
    plan: Text | None = None
    control: Text | None = None

    def given(self) -> dict[str, Any]:
        """What was entered."""
        typed = self.model_dump(exclude_none=True)
        return {key: value.strip() if isinstance(value, str) else value for key, value in typed.items()}


class FixContent(Strict):
    """The unit's answer: when and how it was fixed, with photos of the place afterwards."""

    hazard: UUID
    fixings: Fixings | None = None
    fixed_on: date
    note: Text = ""
    photos: Photos


class VerifyContent(Strict):
    """What was seen on the spot; a second deadline where it is not fixed."""

    hazard: UUID
    is_fixed: bool
    note: Text = ""
    photos: Photos = []
    due_on: date | None = None


class LookContent(Strict):
    """What a look-back saw."""

    look: UUID
    step: Literal["keep", "relapse", "expose", "miss"]
    note: Text = ""
    photos: Photos = []
    due_on: date | None = None


class SurveyContent(Strict):
    """What the survey 摸排 found: a new unit at a place, or one of the roster that is closed, moved or not found."""

    what: Literal["new", "closed", "moved", "not_found"]
    enterprise: UUID | None = None
    name: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""
    code: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    region: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = ""
    address: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    sector: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    employees: Annotated[int, Field(ge=0, le=99_999)] | None = None
    principal: Short = ""
    looks_due: Literal["yes", "no", ""] = ""
    outside: bool = False
    note: Text = ""
    photos: Photos = []

    def found(self) -> Found:
        """As the use-case takes it; half a position is none."""
        given = self.model_dump(exclude={"what", "enterprise"})
        if self.longitude is None or self.latitude is None:
            given |= {"longitude": None, "latitude": None}
        return Found(kind=self.what, **given)


class _Record(Strict):
    """What every record has: the id that the device gave it, and the device's own time."""

    id: UUID
    made_at: DeviceTime


class CheckRecord(_Record):
    """A check."""

    kind: Literal["check"]
    content: CheckContent


class HazardRecord(_Record):
    """A hazard found in passing."""

    kind: Literal["hazard"]
    content: HazardContent


class FixRecord(_Record):
    """A rectification reported."""

    kind: Literal["fix"]
    content: FixContent


class VerifyRecord(_Record):
    """A rectification verified, or sent back."""

    kind: Literal["verify"]
    content: VerifyContent


class LookRecord(_Record):
    """A look-back."""

    kind: Literal["look"]
    content: LookContent


class SurveyRecord(_Record):
    """A finding of the survey."""

    kind: Literal["survey"]
    content: SurveyContent


Record = SurveyRecord | CheckRecord | HazardRecord | FixRecord | VerifyRecord | LookRecord
RECORD: TypeAdapter[Any] = TypeAdapter(Annotated[Record, Field(discriminator="kind")])
_TIME: TypeAdapter[datetime] = TypeAdapter(DeviceTime)


def device_time(text: str) -> datetime | None:
    """When a device says that it was; None for what is no time with its zone."""
    try:
        return _TIME.validate_python(datetime.fromisoformat(text))
    except (ValueError, ValidationError):
        return None
