"""What a grid member found on her rounds, and what the street made of it: a finding in each state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from anbiao.kit.actor import Actor
from anbiao.portal.demonstration.roster import Draft
from anbiao.portal.demonstration.story import Story
from anbiao.registry import actions
from anbiao.registry.models import Enterprise, SurveyFinding

FINDER, STREET = "wangxiuzhu", "chenxiaolan"
VILLAGE = "350504002001"
# Days ago; what was seen; what the street decided (accept: only a new address, so that no other story of a unit is told otherwise).
NEW: tuple[tuple[int, dict[str, Any], str, str], ...] = (
    (9, {"name": "临街烧烤摊（示例）", "address": "阳江路路口（虚构）", "note": "每晚六点出摊"}, "reject", "流动摊位，无固定经营场所"),
    (3, {"name": "阿明汽修（示例）", "address": "阳江路 212 号临街店面（虚构）", "note": "两个举升机位，门口堆有废机油桶", "employees": 5, "principal": "陈阿明", "looks_due": "yes"}, "", ""),
    (1, {"name": "小太阳托管（示例）", "address": "阳江小区 3 号楼一层（虚构）", "note": "招牌新挂，里面有上下铺", "sector": "schools", "looks_due": "yes"}, "", ""),
)  # fmt: skip
OLD: tuple[tuple[int, str, dict[str, Any], str, str], ...] = (
    (
        12,
        "moved",
        {"address": "双阳街道阳江路 88 号二层（虚构）", "note": "门上贴有搬迁告示"},
        "accept",
        "电话核实",
    ),
    (6, "closed", {"note": "大门紧闭，邻居说放假"}, "reject", "电话核实为放假，照常经营"),
    (2, "closed", {"note": "卷帘门贴着转让告示，机器已搬空"}, "", ""),
    (0, "not_found", {"note": "门牌处是民宅，房东说没有这家"}, "", ""),
)


def compose(story: Story, staying: Sequence[Draft]) -> None:
    """Lets it happen; the units are the last of her village, which no other story names."""
    for days, seen, step, note in NEW:
        story.on(days, _happen(story, None, {"kind": "new", "region": VILLAGE, **seen}, step, note))
    hers = [draft for draft in staying if draft.village == VILLAGE][-len(OLD) :]
    for draft, (days, kind, seen, step, note) in zip(hers, OLD, strict=False):
        story.on(days, _happen(story, draft, {"kind": kind, **seen}, step, note))


def _happen(story: Story, draft: Draft | None, seen: dict[str, Any], step: str, note: str) -> Any:
    def happen(at: datetime) -> None:
        finder = story.cast.acting(story.cast[FINDER], at)
        unit = None
        if draft is not None:
            unit = Enterprise.objects.of_district(finder.district).get(pk=story.units[id(draft)])
        finding = actions.report_finding(finder, actions.Found(**seen), unit=unit, found_at=at)
        _decide(story.cast.acting(story.cast[STREET], at), finding, step, note)

    return happen


def _decide(street: Actor, finding: SurveyFinding, step: str, note: str) -> None:
    if step == "accept":
        actions.take_change(street, finding, note=note)
    elif step == "reject":
        actions.reject_finding(street, finding, note=note)
