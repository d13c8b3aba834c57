"""Every list of the program, and what fills each of them with rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from anbiao.authority.models import Delegation, HandOver, Organisation, Token, User
from anbiao.inspection.models import (
    Accident,
    Check,
    ColourChange,
    ColourProposal,
    Extension,
    FieldConflict,
    FieldDevice,
    FieldRecord,
    FloorPlan,
    Hazard,
    Listing,
    Look,
    LookBack,
    Quarantine,
    Risk,
    Standing,
    Suspension,
)
from anbiao.kit.district import new_id
from anbiao.kit.models import Notice, StoredFile
from anbiao.kit.register import Register
from anbiao.oversight.models import (
    Circular,
    Instruction,
    InstructionNode,
    Measure,
    Meeting,
    Ranking,
    RankingObjection,
    Report,
    Snapshot,
)
from anbiao.portal.urls import API_REGISTERS
from anbiao.programme.models import (
    Absence,
    AssessedItem,
    Assessment,
    Benchmark,
    Campaign,
    CampaignStep,
    Certificate,
    Experience,
    Objection,
    ReviewDraw,
    Stage,
    Task,
)
from anbiao.programme.queries import campaigns
from anbiao.readiness.models import Training
from anbiao.registry.models import (
    AddressEdition,
    Banner,
    DuplicatePair,
    Enterprise,
    Merger,
    Position,
    Responsibility,
    Split,
    SurveyFinding,
    Transfer,
)
from anbiao.rules.calendar import IsoWeek
from tests import people

ALL: tuple[Register, ...] = API_REGISTERS


def _units(count: int) -> None:
    people.make_enterprises(*({"name": f"测试单位{n:03d}有限公司", "sector": ""} for n in range(count)))


def _unplaced(count: int) -> None:
    people.make_enterprises(
        *({"name": f"测试单位{n:03d}有限公司", "placed_by": "doubtful:short:双阳:0"} for n in range(count))
    )


def _supervised(count: int) -> None:
    people.make_enterprises(*({"name": f"测试学校{n:03d}", "sector": "schools"} for n in range(count)))


def _responsibilities(count: int) -> None:
    person = User.objects.filter(username="holder").first() or people.make_user("holder")
    for unit in people.make_enterprises(*({} for _ in range(count))):
        Responsibility.objects.create(
            district=unit.district, enterprise=unit, kind="grid", person=person, basis="test", from_on=people.TODAY,
            due_on=people.TODAY + timedelta(days=3),
        )  # fmt: skip


def _pairs(count: int) -> None:
    for _ in range(count):
        one, other = people.make_enterprises({}, {})
        DuplicatePair.objects.create(
            district=one.district,
            first=one,
            second=other,
            score=0.9,
            reasons=["same_name"],
            found_at=people.NOW,
        )


def _accounts(count: int) -> None:
    for _ in range(count):
        number = User.objects.count()
        people.grant(people.make_user(f"account{number}"), "leader", region=people.DISTRICT)


def _nothing(count: int) -> None:
    """Organisations stand in every district already."""


# ---------- checks and hazards: rows as they stand, whatever led there ----------


def _schools(count: int) -> list[Enterprise]:
    return people.make_enterprises(*({"name": f"测试学校{n:03d}", "sector": "schools"} for n in range(count)))


def hazards_of(unit: Enterprise, count: int) -> list[Hazard]:
    """Hazards of a unit, found today."""
    begin = Hazard.objects.of_district(unit.district).count()
    rows = [
        Hazard(
            district=unit.district, enterprise=unit, serial=f"26-{begin + n:05d}", title="灭火器过期", source="grid", grade="general",
            found_on=people.TODAY, finder="x", ordered_on=people.TODAY, first_due_on=people.TODAY, due_on=people.TODAY,
            responsible="x", changed_at=people.NOW,
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Hazard.objects.bulk_create(rows)


def long_overdue(unit: Enterprise) -> Hazard:
    """A hazard that the local rule calls an instruction for."""
    row = hazards_of(unit, 1)[0]
    row.found_on = row.ordered_on = row.first_due_on = row.due_on = people.TODAY - timedelta(days=40)
    row.save(update_fields=["found_on", "ordered_on", "first_due_on", "due_on"])
    return row


def extension_of(row: Hazard) -> Extension:
    """A request that waits."""
    return Extension.objects.create(
        district=row.district, hazard=row, due_on=row.due_on, until_on=row.due_on + timedelta(days=3), reason="x",
        asked_on=people.TODAY, asker="x",
    )  # fmt: skip


def checks_of(unit: Enterprise, count: int) -> list[Check]:
    """Finished visits."""
    begin = Check.objects.of_district(unit.district).count()
    rows = [
        Check(
            district=unit.district, enterprise=unit, kind="grid", state="done", serial=f"26-{begin + n:05d}", outcome="done",
            who="x", on=people.TODAY, begun_at=people.NOW, finished_at=people.NOW,
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Check.objects.bulk_create(rows)


def proposal_of(unit: Enterprise) -> ColourProposal:
    """A colour by hand that waits."""
    return ColourProposal.objects.create(
        district=unit.district, enterprise=unit, colour="red", reason="x", expires_on=people.TODAY + timedelta(days=9),
        proposed_on=people.TODAY, proposer="x",
    )  # fmt: skip


def conflict_of(unit: Enterprise) -> FieldConflict:
    """Other content under the number of a hazard found in passing."""
    hazard, when = hazards_of(unit, 1)[0], {"made_at": people.NOW, "received_at": people.NOW, "who": "x"}
    content = {"enterprise": str(unit.pk), "hazard": {"title": "x", "place": "A"}}
    FieldRecord.objects.create(
        id=hazard.pk, district=unit.district, kind="hazard", sha256="a" * 64, content=content, receipt={}, object_id=hazard.pk, **when
    )  # fmt: skip
    return FieldConflict.objects.create(
        district=unit.district, record=hazard.pk, kind="hazard", object_id=hazard.pk, enterprise=unit, region=unit.region,
        sha256="b" * 64, content={"enterprise": str(unit.pk), "hazard": {"title": "x", "place": "B"}}, **when,
    )  # fmt: skip


def look_of(unit: Enterprise) -> Look:
    """A closed hazard to be looked at again."""
    number = LookBack.objects.count()
    back = LookBack.objects.create(
        district=unit.district, name=f"回头看{number}", region=unit.region[:9], from_on=people.TODAY, to_on=people.TODAY, ratios={},
        seed="s", due_on=people.TODAY, closed=1, drawn=1, by="x", at=people.NOW,
    )  # fmt: skip
    return Look.objects.create(
        district=unit.district, look_back=back, hazard=hazards_of(unit, 1)[0], due_on=people.TODAY
    )


def accident_of(unit: Enterprise) -> Accident:
    """An accident of a unit."""
    number = Accident.objects.count()
    return Accident.objects.create(
        district=unit.district, enterprise=unit, region=unit.region, serial=f"26-{number:05d}", happened_at=people.NOW,
        on=people.TODAY, place="x", kind="GB6441-2025-01", kind_list="cn.accident-types/2025", grade="ordinary", course="x",
        by="x", changed_at=people.NOW,
    )  # fmt: skip


def risk_of(unit: Enterprise) -> Risk:
    """A risk point of a unit."""
    return Risk.objects.create(
        district=unit.district, enterprise=unit, place="x", activity="x", consequence="x", method="ls", values={"L": 1, "S": 1},
        product=1, colour="blue", measures="x", responsible="x", reviewed_on=people.TODAY, who="x",
    )  # fmt: skip


def training_of(unit: Enterprise) -> Training:
    """A training of the workers of a unit."""
    return Training.objects.create(
        district=unit.district, enterprise=unit, kind="worker", topic="消防器材使用", held_on=people.TODAY, hours=2, number=8, passed=8,
        trainer="x", recorded_by="x", recorded_at=people.NOW,
    )  # fmt: skip


def plan_of(unit: Enterprise) -> FloorPlan:
    """A floor plan of a unit whose picture has not arrived."""
    return FloorPlan.objects.create(
        district=unit.district, enterprise=unit, name="x", photo=new_id(), at=people.NOW, who="x"
    )


def assessment_of(unit: Enterprise) -> Assessment:
    """An assessment that is being filled, with one item."""
    row = Assessment.objects.create(
        district=unit.district, enterprise=unit, urn="anbiao.scoring.school", edition="1", kind="yearly", begun_on=people.TODAY,
        beginner="x",
    )  # fmt: skip
    AssessedItem.objects.create(
        district=unit.district, assessment=row, ref="SCH-1.1", element="SCH-1", order=0, full=3, may_na=False, is_veto=False
    )  # fmt: skip
    return row


def absence_of(person: User) -> Absence:
    """A person who is away today."""
    return Absence.objects.create(
        district=person.district, person=person, organisation=person.organisation, kind="ill", first_on=people.TODAY, last_on=people.TODAY,
        who="x",
    )  # fmt: skip


# ---------- campaigns: a running one with one step, its task as it stands ----------


def campaign_of(district: str) -> Campaign:
    """The first campaign of a district, or a new one."""
    number = Campaign.objects.filter(district=district).count() + 1
    edition = campaigns.newest(district)[0]
    week = IsoWeek.of(people.TODAY)
    return Campaign.objects.create(
        district=district, edition=edition, serial=f"2026-{number:02d}", title_zh="提升行动", title_en="Campaign", content_sha256="x",
        starts_week=week, ends_week=week.plus(9), state="running", drafted_on=people.TODAY, drafter="x", launched_on=people.TODAY,
    )  # fmt: skip


def task_of(unit: Enterprise) -> Task:
    """A task that has not begun."""
    campaign = Campaign.objects.filter(district=unit.district).first() or campaign_of(unit.district)
    step = CampaignStep.objects.filter(campaign=campaign).first()
    if step is None:
        weeks = {"opens_week": campaign.starts_week, "closes_week": campaign.starts_week.plus(3)}
        stage = Stage.objects.create(
            district=unit.district, campaign=campaign, order=0, title_zh="摸排", title_en="Survey", **weeks
        )
        step = CampaignStep.objects.create(
            district=unit.district, campaign=campaign, stage=stage, order=0, code="survey", title_zh="摸排", title_en="Survey",
            done_zh="看过", done_en="Seen", evidence="note", answers="grid", doers=["grid_member", "town_officer"],
            acceptors=["town_officer"], due_on=people.TODAY, per_week=5, minutes=30, is_visit=True, basis="x", is_proposed=True, **weeks,
        )  # fmt: skip
    # A unit that came after the campaign has joined already, and has its task.
    row, _new = Task.objects.get_or_create(
        district=unit.district, step=step, enterprise=unit,
        defaults={
            "campaign": campaign, "scheduled_week": campaign.starts_week, "planned_week": campaign.starts_week,
            "due_on": people.TODAY + timedelta(days=20),
        },
    )  # fmt: skip
    return row


def _campaigns(count: int) -> None:
    for _ in range(count):
        campaign_of(people.DISTRICT)


def draw_of(unit: Enterprise) -> ReviewDraw:
    """A draw of reviews."""
    return ReviewDraw.objects.create(
        district=unit.district, name=f"抽查{ReviewDraw.objects.count()}", region=unit.region[:9], ratios={"medium": 30}, seed="s", counted=1,
        drawn=1, who="x", at=people.NOW, on=people.TODAY,
    )  # fmt: skip


def accepted_of(unit: Enterprise, **over: Any) -> Assessment:
    """An application that was decided and passed."""
    given: dict[str, Any] = {
        "urn": "anbiao.scoring.school", "edition": "1", "kind": "application", "begun_on": people.TODAY, "beginner": "x", "state": "accepted",
        "result": "excellent", "score": 93, "decided_on": people.TODAY, "decided_by": new_id(), "decider": "x",
    }  # fmt: skip
    return Assessment.objects.create(district=unit.district, enterprise=unit, **{**given, **over})


def certificate_of(unit: Enterprise) -> Certificate:
    """A certificate in force."""
    number = Certificate.objects.count()
    return Certificate.objects.create(
        district=unit.district, enterprise=unit, assessment=accepted_of(unit), result="excellent", state="valid", proposed_on=people.TODAY,
        proposer="x", number=f"DB-{number}", token=f"{number:026d}", granted_by="x", grantor="x", valid_from=people.TODAY,
        valid_until=people.TODAY + timedelta(days=1095),
    )  # fmt: skip


def benchmark_of(unit: Enterprise) -> Benchmark:
    """A benchmark that stands on a certificate in force."""
    return Benchmark.objects.create(
        district=unit.district, enterprise=unit, certificate=certificate_of(unit), state="named", reason="x", proposed_on=people.TODAY,
        proposer="x",
    )  # fmt: skip


def experience_of(unit: Enterprise) -> Experience:
    """A published card of a benchmark."""
    return Experience.objects.create(
        district=unit.district, benchmark=benchmark_of(unit), enterprise=unit, serial=f"2026-{Experience.objects.count():03d}",
        sector=unit.sector, title="班前三问", practice="x", effect="x", state="published", written_on=people.TODAY, writer="x",
    )  # fmt: skip


def objection_of(unit: Enterprise) -> Objection:
    """An objection that waits for its answer."""
    row = Certificate.objects.create(
        district=unit.district, enterprise=unit, assessment=accepted_of(unit), result="excellent", proposed_on=people.TODAY, proposer="x",
        publicity_to=people.TODAY,
    )  # fmt: skip
    return Objection.objects.create(
        district=unit.district, certificate=row, text="x", received_on=people.TODAY, recorder="x"
    )


# ---------- oversight: instructions, measures, meetings ----------


def _office(slug: str = people.SHUANGYANG) -> Organisation:
    return Organisation.objects.get(district=people.DISTRICT, slug=slug)


def instruction_of(number: int, *, slug: str = people.SHUANGYANG) -> Instruction:
    """An instruction of the safety office to a street, signed for, with a day that has passed and one to come."""
    row = Instruction.objects.create(
        district=people.DISTRICT, serial=f"2026-{number:04d}", text="补报三张清单", source="note", organisation=_office(slug),
        giver_office=_office("committee_office"), given_on=people.TODAY, giver="x", due_on=people.TODAY - timedelta(days=2), state="signed",
        signed_on=people.TODAY, signer="x",
    )  # fmt: skip
    for order, day in enumerate((people.TODAY - timedelta(days=2), people.TODAY + timedelta(days=9))):
        InstructionNode.objects.create(
            district=row.district, instruction=row, order=order, first_due_on=day, due_on=day
        )
    return row


def measure_of(number: int) -> Measure:
    """A reminder that was dropped."""
    return Measure.objects.create(
        district=people.DISTRICT, serial=f"2026-{number:04d}", rung="remind", organisation=_office(), is_by_hand=True, reason="x",
        state="dropped", proposed_on=people.TODAY, proposer="x",
    )  # fmt: skip


def meeting_of(number: int) -> Meeting:
    """A meeting that is planned."""
    return Meeting.objects.create(
        district=people.DISTRICT, serial=f"2026-{number:03d}", title="现场推进会", on=people.TODAY, begins="09:30", place="x",
        token=f"{number:024d}", made_at=people.NOW, maker="x",
    )  # fmt: skip


def _numbered(table: Any, make: Callable[[int], object]) -> Callable[[int], None]:
    def fill(count: int) -> None:
        first = table.objects.count() + 1
        for number in range(first, first + count):
            make(number)

    return fill


def _each(make: Callable[[Enterprise], object]) -> Callable[[int], None]:
    def fill(count: int) -> None:
        for unit in _schools(count):
            make(unit)

    return fill


# ---------- rankings ----------


def ranking_of(district: str, **over: Any) -> Ranking:
    """A ranking of the last week that is out for objections, with a line of two towns and an objection to one of them."""
    number = Ranking.objects.count()
    first = people.TODAY - timedelta(days=7 * (number + 2))
    values = {"cohort_rate": [8, 10], "answered_rate": [9, 10], "in_time_rate": [7, 10]}
    row = Ranking.objects.create(
        district=district, serial=f"2026-{number:03d}", kind="towns", first_on=first, last_on=first + timedelta(days=6),
        cut_off_on=first + timedelta(days=8), state="objections", least=1, taken_at=people.NOW, drafted_on=people.TODAY, drafter="x",
        weights=[{"figure": code, "points": 50, "none_at": 0, "full_at": 100, "least": 1} for code in ("cohort_rate", "in_time_rate")],
        figures={town: {"units": 200, "values": values, "late": {}} for town in (people.SHUANGYANG, people.HESHI)},
        objections_to=people.TODAY, **over,
    )  # fmt: skip
    RankingObjection.objects.create(
        district=district, ranking=row, number=1, key=people.SHUANGYANG, text="x", objected_on=people.TODAY, objector="x", office="x"
    )  # fmt: skip
    return row


def _rankings(count: int) -> None:
    for _ in range(count):
        ranking_of(people.DISTRICT)


def _stop(unit: Enterprise) -> None:
    Suspension.objects.create(
        district=unit.district, hazard=hazards_of(unit, 1)[0], scope="x", ordered_on=people.TODAY, orderer="x"
    )


def _listing(unit: Enterprise) -> None:
    Listing.objects.create(
        district=unit.district, hazard=hazards_of(unit, 1)[0], leader="x", due_on=people.TODAY, reason="x",
        asked_on=people.TODAY, asker="x",
    )  # fmt: skip


def _due(unit: Enterprise) -> None:
    Standing.objects.create(
        district=unit.district,
        enterprise=unit,
        watched_from=people.TODAY,
        next_visit_on=people.TODAY,
        rolled_at=people.NOW,
    )


def _recoloured(unit: Enterprise) -> None:
    ColourChange.objects.create(
        district=unit.district, enterprise=unit, after="red", on=people.TODAY, at=people.NOW, who="x"
    )


def _circulars(count: int) -> None:
    """Issued ones, which every office reads."""
    file = StoredFile.objects.create(
        district=people.DISTRICT, name="a.pdf", kind="circular", size=1, sha256="0" * 64, at=people.NOW
    )
    days = {"first_on": people.TODAY, "last_on": people.TODAY}
    kept = Snapshot.objects.create(
        district=people.DISTRICT, kind="circular", as_of=people.TODAY, taken_at=people.NOW, taken_by="x", content={}, sha256="0" * 64, **days
    )  # fmt: skip
    done = Circular.objects.count()
    for n in range(done + 1, done + count + 1):
        Circular.objects.create(
            district=people.DISTRICT, ref=f"2026-{n:02d}", outline="progress", outline_version=1, outline_sha256="0" * 64, snapshot=kept,
            title="通报", addressees="各镇街", issuer="区安委办", office_code="洛安办", drafted_at=people.NOW, drafter="x", state="issued",
            year=2026, serial=n, number=f"洛安办〔2026〕{n}号", issued_on=people.TODAY, approved_at=people.NOW, pdf=file, word=file, **days,
        )  # fmt: skip


def _reports(count: int) -> None:
    """What a street owes, a week after the other."""
    office = Organisation.objects.get(district=people.DISTRICT, slug=people.SHUANGYANG)
    done = Report.objects.count()
    for n in range(done + 1, done + count + 1):
        week = IsoWeek(2026, 1).plus(-n)
        Report.objects.create(
            district=people.DISTRICT, ref=f"2026-{n:04d}", cadence="town_week", period=str(week), organisation=office, outline="town",
            first_on=week.monday, last_on=week.sunday, due_on=week.next.sunday,
        )  # fmt: skip


def notice_at(region: str, district: str = people.DISTRICT) -> Notice:
    """What somebody of a region was told."""
    return Notice.objects.create(
        district=district, person=new_id(), name="x", region=region, kind="digest", key=str(people.TODAY), title="x", made_at=people.NOW,
        lines=[
            {"source": "x", "object": str(new_id()), "subject": "x", "what": "x", "url": "/", "due": "", "mark": "wait", "state": "x", "instead_of": ""}
        ],
    )  # fmt: skip


def hand_over_of(leaver: User, region: str) -> HandOver:
    """What was handed over by somebody and waits for its answer."""
    successor = people.make_user(
        f"successor{HandOver.objects.count()}-{leaver.district}", district=leaver.district
    )
    return HandOver.objects.create(
        district=leaver.district, leaver=leaver, successor=successor, region=region, reason="x", given_on=people.TODAY, giver="x",
        passed=[{"holding": "tasks", "label": "x", "object": str(new_id()), "subject": "x", "url": "/", "why": ""}],
    )  # fmt: skip


def delegation_of(giver: User, region: str) -> Delegation:
    """What somebody who goes away named a deputy for, and waits for the answer."""
    number = Delegation.objects.count()
    deputy = people.make_user(f"deputy{number}-{giver.district}", district=giver.district)
    return Delegation.objects.create(
        district=giver.district, giver=giver, deputy=deputy, persons=[giver.person, deputy.person], grants=[new_id()], duties=["town_officer"],
        region=region, from_on=people.TODAY, to_on=people.TODAY, reason="x", named_at=people.NOW,
    )  # fmt: skip


def _delegated(count: int) -> None:
    for _ in range(count):
        delegation_of(people.make_user(f"giver{Delegation.objects.count()}"), people.SHUANGYANG)


def _handed_over(count: int) -> None:
    for _ in range(count):
        hand_over_of(people.make_user(f"leaver{HandOver.objects.count()}"), people.SHUANGYANG)


def _told(count: int) -> None:
    for _ in range(count):
        notice_at(people.SHUANGYANG)


def device_of(user: User) -> FieldDevice:
    """A phone on which somebody keeps field work."""
    return FieldDevice.objects.create(
        district=user.district, user=user, name="Chrome · Android", token_sha256=new_id().hex * 2, wrapped=b"x", key_id="x",
        registered_at=people.NOW, contact_at=people.NOW,
    )  # fmt: skip


def quarantine_of(user: User) -> Quarantine:
    """Unsent work of somebody, whole, not yet opened."""
    return Quarantine.objects.create(
        district=user.district, device=device_of(user), user=user, why="forgotten", wrapped=b"x", records=1, begun_at=people.NOW,
        arrived_at=people.NOW,
    )  # fmt: skip


def _devices(count: int) -> None:
    for _ in range(count):
        device_of(people.make_user(f"carrier{FieldDevice.objects.count()}"))


def _quarantines(count: int) -> None:
    for _ in range(count):
        quarantine_of(people.make_user(f"carrier{FieldDevice.objects.count()}"))


def finding_at(region: str, district: str = people.DISTRICT, unit: Enterprise | None = None) -> SurveyFinding:
    """A new unit found in the field."""
    number = SurveyFinding.objects.count() + 1
    return SurveyFinding.objects.create(
        district=district, serial=f"26-{number:05d}", kind="new", name="阿明汽修", region=region, address="前埭 12 号", note="x",
        found_on=people.TODAY, found_at=people.NOW, reported_at=people.NOW, finder="x", enterprise=unit,
    )  # fmt: skip


def _found(count: int) -> None:
    for _ in range(count):
        finding_at(people.SHUANGYANG)


def token_of(user: User) -> Token:
    """A program's token of somebody; nobody has its secret."""
    return Token.objects.create(
        district=user.district, user=user, name="x", secret_sha256=new_id().hex * 2, capabilities=["read enterprise"], made_at=people.NOW,
        expires_on=people.TODAY + timedelta(days=30),
    )  # fmt: skip


def _tokens(count: int) -> None:
    for _ in range(count):
        token_of(people.make_user(f"programmer{Token.objects.count()}"))


def merger_of(unit: Enterprise) -> Merger:
    """Another unit that somebody thinks is this one."""
    other = people.make_enterprise(
        region=unit.region, **({} if unit.district == people.DISTRICT else {"district": unit.district})
    )
    return Merger.objects.create(
        district=unit.district, kept=unit, other=other, reason="x", proposer="x", proposed_at=people.NOW
    )  # fmt: skip


def split_of(unit: Enterprise) -> Split:
    """A unit that was split off this one."""
    new = people.make_enterprise(
        region=unit.region, **({} if unit.district == people.DISTRICT else {"district": unit.district})
    )
    return Split.objects.create(
        district=unit.district, unit=unit, new=new, reason="x", decider="x", decided_on=people.TODAY
    )  # fmt: skip


def transfer_of(unit: Enterprise) -> Transfer:
    """The unit's town office offers it to the education bureau."""
    town, bureau = (
        Organisation.objects.get(district=unit.district, slug=slug) for slug in (unit.region[:9], "education")
    )
    return Transfer.objects.create(
        district=unit.district, enterprise=unit, kind="sector", name=unit.name, from_office=town, to_office=bureau, from_lies="x",
        to_lies="schools", reason="x", offerer="x", offered_at=people.NOW,
    )  # fmt: skip


def banner_of(unit: Enterprise) -> Banner:
    """An alert on a unit."""
    return Banner.objects.create(
        district=unit.district, enterprise=unit, kind="alert", severity="warning", text="院内有狗", from_on=people.TODAY,
        to_on=people.TODAY, who="x", at=people.NOW,
    )  # fmt: skip


def position_of(unit: Enterprise) -> Position:
    """Where address points say that the unit stands."""
    edition, _made = AddressEdition.objects.get_or_create(
        district=unit.district, holds=True, defaults={"source": "x", "as_of": people.TODAY, "points": 1, "loaded_at": people.NOW, "loader": "x"}
    )  # fmt: skip
    return Position.objects.create(
        district=unit.district, enterprise=unit, edition=edition, precision="house", confidence="certain", metres=15, longitude=118.65,
        latitude=24.95, address=unit.address, found=unit.address, points=1, proposed_at=people.NOW,
    )  # fmt: skip


FILL: dict[str, Callable[[int], None]] = {
    "enterprises": _supervised, "unrouted": _units, "gaps": _units, "responsibilities": _responsibilities,
    "duplicates": _pairs, "accounts": _accounts, "grants": _accounts, "organisations": _nothing,
    "hazards": _each(lambda unit: hazards_of(unit, 1)), "rectifications": _each(lambda unit: hazards_of(unit, 1)),
    "called-for": _each(long_overdue),
    "extensions": _each(lambda unit: extension_of(hazards_of(unit, 1)[0])), "suspensions": _each(_stop),
    "listings": _each(_listing), "checks": _each(lambda unit: checks_of(unit, 1)), "visits-due": _each(_due),
    "look-backs": _each(look_of), "looks": _each(look_of), "colour-changes": _each(_recoloured),
    "colour-proposals": _each(proposal_of), "accidents": _each(accident_of), "risks": _each(risk_of),
    "trainings": _each(training_of),
    "assessments": _each(assessment_of),
    "campaigns": _campaigns, "tasks": _each(task_of),
    "certificates": _each(certificate_of),
    "experience": _each(experience_of),
    "instructions": _numbered(Instruction, instruction_of),
    "measures": _numbered(Measure, measure_of),
    "meetings": _numbered(Meeting, meeting_of),
    "rankings": _rankings,
    "circulars": _circulars,
    "reports": _reports,
    "notices": _told, "hand-overs": _handed_over, "delegations": _delegated,
    "unplaced": _unplaced,
    "devices": _devices, "quarantines": _quarantines,
    "survey-findings": _found,
    "mergers": _each(merger_of), "transfers": _each(transfer_of),
    "field-conflicts": _each(conflict_of),
    "tokens": _tokens,
    "positions": _each(position_of),
}  # fmt: skip
