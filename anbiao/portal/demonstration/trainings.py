"""Training classes of the towns: whose people came, as the towns recorded it; one COPY of records and one of entries a class."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from zlib import crc32

from anbiao.kit import clock, journal
from anbiao.kit.bulk import copy_models
from anbiao.portal.demonstration.roster import Draft
from anbiao.portal.demonstration.story import Story
from anbiao.readiness.models import Training

# Days ago; whom; what; hours; of a hundred units how many sent somebody, and how many people at most.
CLASSES: tuple[tuple[int, str, str, int, int, int], ...] = (
    (58, "principal", "主要负责人安全生产责任与标准化提升", 12, 22, 1),
    (44, "manager", "安全管理人员隐患排查与三张清单", 12, 18, 2),
    (30, "worker", "新进员工岗前安全教育", 24, 9, 20),
    (16, "special", "焊接、高处作业人员年度教育", 8, 6, 4),
    (5, "worker", "消防疏散与灭火器使用", 4, 15, 30),
)


def compose(story: Story, staying: Sequence[Draft]) -> None:
    """Lets each town hold its classes. Who comes is told by the units' names, so that nothing else of the story turns out otherwise."""
    by_town: dict[str, list[Draft]] = defaultdict(list)
    for draft in staying:
        by_town[draft.town].append(draft)
    for days, kind, topic, hours, part, most in CLASSES:
        for town, drafts in sorted(by_town.items()):
            came = [(draft, crc32(f"{topic}{draft.name}".encode())) for draft in drafts]
            chosen = [(draft, 1 + chance // 100 % most) for draft, chance in came if chance % 100 < part]
            story.on(days, _held(story, town, kind, topic, Decimal(hours), chosen))


def _held(
    story: Story, town: str, kind: str, topic: str, hours: Decimal, came: Sequence[tuple[Draft, int]]
) -> Callable[[datetime], None]:
    def happen(at: datetime) -> None:
        officer = story.cast.acting(story.cast.towns[town], at)
        rows = [
            Training(
                district=officer.district, enterprise_id=story.units[id(draft)], kind=kind, topic=topic, held_on=clock.day_of(at), hours=hours,
                number=number, passed=number if kind != "worker" else None, trainer="镇街培训班（示例）", recorded_by=officer.who, recorded_at=at,
            )
            for draft, number in came
        ]  # fmt: skip
        copy_models(Training, rows)
        journal.record_many(officer, (journal.event("record", row) for row in rows))

    return happen
