"""What is said in the demonstration's oversight. Names of people and units are fictitious, as everywhere in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What somebody of the office does with an instruction so many days ago; or who gave it, where `by_office`. `until` (days ahead) is
    what more time is asked for.
    """

    ago: int
    name: str
    note: str = ""
    by_office: bool = False
    until: int = 0


@dataclass(frozen=True)
class Told:
    """An instruction: given so many days ago to an office, with its days (days ahead, negative ones are past) and what has to be there."""

    given: int
    to: str
    text: str
    days: tuple[tuple[int, str], ...]
    source: str
    origin: str
    steps: tuple[Step, ...] = ()
    about_overdue: bool = False  # the hazard of the street that is overdue for longest


NOTE, RULE = "吴建明批示", "督办规则：逾期未整改"
TOLD: tuple[Told, ...] = (
    Told(
        1, "350504002", "逐家核对列后社区的周任务，排出赶进度计划，落实到人、到周。", ((8, "赶进度计划"), (22, "完成情况报告")), "note", NOTE,
    ),
    Told(
        6, "industry_commerce", "对鞋服、机械行业规上企业开展一次消防通道专项检查，隐患全部录入系统。",
        ((-2, "检查方案"), (15, "检查结果")), "note", NOTE,
        (Step(5, "sign"), Step(3, "reach", "方案已印发，分三组按周推进"), Step(1, "say", "已检查一半，问题均已入清单")),
    ),
    Told(
        24, "350504002", "对逾期时间最长的隐患落实整改措施和期限，整改前做好现场管控。", ((-10, "整改到位"),), "rule", RULE,
        (Step(22, "sign"), Step(12, "say", "设备已订购，供货推迟；现场已停用并上锁"), Step(2, "ask", "设备供货推迟，预计下周到货", until=9)),
        about_overdue=True,
    ),
    Told(
        34, "350504101", "完成辖区“厂中厂”承租单位摸排，补齐安全生产管理协议。", ((-20, "摸排台账"), (10, "协议补签完毕")), "note", NOTE,
        (Step(32, "sign"), Step(14, "reach", "台账已补报，迟报原因：两处厂区业主外出")),
    ),
    Told(
        16, "enforcement", "对拒不整改的单位依法立案，处理结果报安委办。", ((4, "处理结果"),), "note", NOTE,
        (Step(15, "sign"), Step(2, "report", "已立案两起，其中一起已作出处罚决定，文书见案卷")),
    ),
    Told(
        45, "350504001", "组织网格员集中培训一次隐患上报和验收要求。", ((-22, "培训情况"),), "note", NOTE,
        (Step(44, "sign"), Step(26, "report", "已分两批完成培训，签到表存档"), Step(24, "close", "已核对签到表，同意销号", by_office=True)),
    ),
    Told(
        18, "350504102", "核查河市园区消防车通道占用问题并整治。", ((3, "整治情况"),), "note", NOTE,
        (
            Step(17, "sign"), Step(6, "report", "已清理占道堆放，通道恢复畅通"),
            Step(4, "send_back", "未附整治后照片，请补充后再报", by_office=True),
        ),
    ),
)  # fmt: skip


# ---------- meetings ----------


@dataclass(frozen=True)
class Held:
    """A meeting: its words, and who is called beside the towns."""

    title: str
    place: str
    host: str
    visited: str
    drill: str
    agenda: str
    bureaus: tuple[str, ...]


BUREAUS = ("industry_commerce", "emergency", "market", "fire", "housing", "enforcement")
HELD = Held(
    "全区安全生产标准化提升现场推进会", "双阳街道办事处三楼会议室", "吴建明",
    "青岚鞋业（示例）有限公司\n泰禾塑胶（示例）有限公司", "观摩有限空间作业应急演练",
    "实地观摩两家企业\n观摩应急演练\n部门、镇街汇报\n典型经验发言\n进度靠后单位表态\n区安委办通报全区情况\n区领导讲话",
    BUREAUS,
)  # fmt: skip
NEXT = Held(
    "标准化提升行动中期调度会", "区政府办公楼二楼会议室", "吴建明", "", "", "通报最近一期排名\n督办事项逐件过堂\n安排下一阶段工作", BUREAUS
)  # fmt: skip
# Who has no account signs the sheet at the desk: office, name, post.
DESK = (
    ("emergency", "吴文斌", "副局长"),
    ("market", "邱丽萍", "产品质量安全股"),
    ("fire", "郭志强", "监督员"),
    ("", "刘明达", "青岚鞋业（示例）有限公司"),
)
# Kind, office ("" for none), who speaks, what was said.
SPEECHES = (
    ("report", "350504002", "陈晓岚", "街道按社区、按周分解任务，网格员与企业结对，逾期当天提醒。"),
    ("report", "industry_commerce", "郑雅婷", "规上企业自评已全部铺开，重点盯住设备设施和作业现场两个要素。"),
    ("experience", "", "青岚鞋业（示例）有限公司", "班前五分钟：一人一风险；随手拍进清单，三日内闭环。"),
    (
        "inform",
        "committee_office",
        "林志远",
        "通报全区创建进度、隐患整改和四色管控情况，数据以系统当日统计为准。",
    ),
)
STATEMENTS = 3  # of the last so many offices
MINUTES = (
    "会议观摩了两家企业的标准化现场和有限空间作业应急演练，听取了双阳街道、区工信商务局汇报和企业典型经验发言，进度靠后的单位作了表态。\n"
    "会议指出，创建任务按周推进总体有序，但单位之间不平衡，个别单位逾期任务较多，隐患按期整改还有差距。\n"
    "会议要求，逐企业、逐周排出赶进度计划，赶前不赶后；逾期隐患挂账销号；审核从严，防止自评走过场。会议议定事项列入督办。"
)


@dataclass(frozen=True)
class Agreed:
    """An instruction of the held meeting: to the office that made the statement of that number, or to one by its slug; in how many days
    from the meeting, and how far it has come.
    """

    to: int | str
    text: str
    within: int
    steps: tuple[tuple[int, str, str], ...] = ()  # days after the meeting, step, note


AGREED = (
    Agreed(0, "本月内消化逾期任务，每周五报送进度。", 30, ((2, "sign", ""),)),
    Agreed(1, "说明逾期原因，提出赶进度计划报安委办。", 6, ((2, "sign", ""), (5, "report", "计划已报，按周分解到社区（村）和责任人"), (6, "close", ""))),
    Agreed("housing", "对在建工地开展一次起重机械和外架专项检查。", 7),
)  # fmt: skip


# ---------- circular, ranking, ladder ----------

OUTLINE = "progress"
NOT_SIGNED = "350504002"  # the street whose officer is on the sign-in page has it still to do
EDITED = ("next", "\n区安委办将于本月下旬对列后位的单位开展现场督导。")
OBJECTION = "有一批任务已在截止日前完成，佐证因网络原因次日才上传，请核对后计入。"
OBJECTING = "350504002"
DEMANDS = "请于五个工作日内消化逾期事项，并将结果书面报区安委办。"
DROPPED = "已电话核实，逾期任务正在补录，先行提醒即可"
