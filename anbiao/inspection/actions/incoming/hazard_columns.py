"""The columns of a hazard ledger as offices write them: headings, kinds, words. Our own export is read by the same ones."""

from collections.abc import Mapping

from anbiao.kit.imports.columns import Column
from anbiao.rules.hazards import FIXINGS, SOURCES
from anbiao.rules.refusal import N_

GRADES: Mapping[str, str] = {
    "一般": "general", "一般隐患": "general", "一般事故隐患": "general", "一般安全隐患": "general", "general": "general",
    "general hazard": "general", "重大": "major", "重大隐患": "major", "重大事故隐患": "major", "重大安全隐患": "major",
    "major": "major", "major hazard": "major",
}  # fmt: skip
# Ours first: the words that are offered when another one stands there.
STATES: Mapping[str, str] = {
    "待整改": "ordered", "整改中": "rectifying", "已回复，待复查": "reported", "已复查，待批准销号": "verified", "已核实，待批准销号": "verified", "复查不合格": "returned",
    "已闭环": "closed", "已作废": "void",
    "未整改": "ordered", "未完成": "ordered", "未完成整改": "ordered", "未闭环": "ordered", "未销号": "ordered", "否": "ordered", "×": "ordered",
    "正在整改": "rectifying", "限期整改": "rectifying", "整改未完成": "rectifying", "进行中": "rectifying",
    "已整改": "reported", "已完成": "reported", "已完成整改": "reported", "整改完成": "reported", "整改到位": "reported", "已回复": "reported",
    "待复查": "reported", "待验收": "reported", "待核实": "reported", "是": "reported", "√": "reported",
    "已核实": "verified", "退回": "returned", "已退回": "returned", "复查未通过": "returned", "整改不到位": "returned",
    "已销号": "closed", "销号": "closed", "闭环": "closed", "已关闭": "closed", "已验收": "closed", "验收合格": "closed", "复查合格": "closed",
    "已复查": "closed", "已闭环销号": "closed", "当场整改": "closed", "作废": "void",
    "to be rectified": "ordered", "being rectified": "rectifying", "answered, to be verified": "reported",
    "verified, to be approved": "verified", "sent back": "returned", "closed": "closed", "void": "void",
}  # fmt: skip
SOURCE_WORDS: Mapping[str, str] = {
    "自查": "self", "员工上报": "staff", "网格走访": "grid", "镇街或部门检查": "supervision", "联合检查": "joint", "专家服务": "expert",
    "执法检查发现": "enforcement", "举报": "tip", "回头看": "look_back", "事故": "accident",
    "企业自查": "self", "单位自查": "self", "企业自查自纠": "self", "日常自查": "self", "内部举报": "staff", "员工报告": "staff",
    "网格": "grid", "网格员": "grid", "网格排查": "grid", "网格巡查": "grid", "镇街检查": "supervision", "街道检查": "supervision",
    "乡镇检查": "supervision", "部门检查": "supervision", "行业部门检查": "supervision", "督导检查": "supervision", "督查": "supervision",
    "专项检查": "supervision", "日常检查": "supervision", "上级检查": "supervision", "安委办检查": "supervision", "联合执法": "joint",
    "联合督查": "joint", "专家": "expert", "专家检查": "expert", "第三方": "expert", "第三方检查": "expert", "专家排查": "expert",
    "执法": "enforcement", "执法检查": "enforcement", "应急执法": "enforcement", "投诉举报": "tip", "群众举报": "tip", "信访": "tip",
    **{label.casefold(): name for name, label in SOURCES.items()},
}  # fmt: skip
# A deadline that is no day: the day of the finding, or so many days after it.
AT_ONCE = frozenset(
    {
        "立即",
        "立即整改",
        "当场",
        "当场整改",
        "当日",
        "当天",
        "即时",
        "即查即改",
        "立行立改",
        "immediately",
        "at once",
    }
)

COLUMNS: tuple[Column, ...] = (
    Column("serial", N_("Hazard number"), ("编号", "隐患编号", "问题编号", "台账编号", "清单编号", "隐患序号", "hazard no"), "code", longest=40),
    Column("name", N_("Unit name"), ("单位名称", "企业名称", "受检单位", "被检查单位", "隐患单位", "单位", "场所名称", "生产经营单位", "生产经营单位名称", "unit", "enterprise", "company"), longest=120),
    Column("uscc", N_("Credit code (USCC)"), ("统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "USCC", "credit code"), "code", longest=40),
    Column("town", N_("Town or street"), ("镇街", "所属镇街", "属地", "乡镇街道", "town"), longest=60),
    Column("title", N_("Description of the hazard"), ("隐患描述", "隐患内容", "存在问题", "问题描述", "问题隐患", "隐患问题", "主要问题", "存在的问题", "存在隐患", "安全隐患", "问题", "隐患", "隐患名称", "隐患情况", "事故隐患", "hazard", "problem", "description"), longest=500),
    Column("place", N_("Place in the unit"), ("部位", "隐患部位", "所在部位", "场所部位", "地点", "具体位置", "位置", "区域", "place", "location"), longest=200),
    Column("grade", N_("Grade of the hazard"), ("隐患级别", "隐患等级", "级别", "等级", "隐患分级", "grade"), "choice", choices=GRADES),
    Column("criterion", N_("Criterion of a major hazard"), ("判定条款", "判定标准", "重大隐患判定依据", "判定依据", "重大隐患判定标准", "重大隐患判定条款", "criterion"), longest=400),
    Column("category", N_("Category of the hazard"), ("隐患类别", "隐患类型", "问题类别", "category"), longest=40),
    Column("source", N_("Source of the finding"), ("隐患来源", "来源", "检查类型", "发现途径", "source"), "choice", choices=SOURCE_WORDS),
    Column("found_on", N_("Found on"), ("发现日期", "检查日期", "排查日期", "发现时间", "检查时间", "排查时间", "日期", "found", "date found"), "date"),
    Column("finder", N_("Checked by"), ("检查人", "检查人员", "排查人", "排查人员", "发现人", "检查组成员", "finder", "inspector"), longest=120),
    Column("basis", N_("Basis"), ("依据", "检查依据", "法律依据", "法规依据", "法律法规依据", "basis"), longest=1000),
    Column("control", N_("Temporary control"), ("临时管控措施", "临时措施", "管控措施", "防范措施", "temporary control"), longest=500),
    Column("note", N_("Remark"), ("备注", "说明", "remark", "remarks"), longest=2000),
    Column("measure", N_("Rectification measures"), ("整改措施", "治理措施", "整改要求", "整改意见", "措施", "整改建议", "measure", "measures"), longest=1000),
    Column("responsible", N_("Person responsible"), ("整改责任人", "责任人", "责任人员", "治理责任人", "企业责任人", "整改负责人", "responsible"), longest=60),
    Column("funds", N_("Funds (yuan)"), ("整改资金", "资金", "治理资金", "资金投入", "投入资金", "funds"), "decimal", longest=12, units=("元", "yuan")),
    Column("due_on", N_("Deadline of rectification"), ("整改期限", "期限", "整改时限", "完成时限", "要求完成日期", "要求完成时间", "整改截止日期", "限期", "deadline", "due"), "date"),
    Column("plan", N_("Contingency plan"), ("应急预案", "预案", "应急措施", "contingency plan"), longest=500),
    Column("fixed_on", N_("Rectified on"), ("整改完成日期", "完成日期", "整改完成时间", "整改日期", "实际完成日期", "实际完成时间", "完成时间", "fixed on"), "date"),
    Column("fixer", N_("Rectified by"), ("整改人", "整改人员", "fixer"), longest=120),
    Column("fix_note", N_("How it was rectified"), ("整改情况", "整改落实情况", "整改说明", "整改完成情况", "整改结果说明", "how it was fixed"), longest=1000),
    Column("verified_on", N_("Re-checked on"), ("复查日期", "复查时间", "验收日期", "验收时间", "核查日期", "re-check date"), "date"),
    Column("verifier", N_("Re-checked by"), ("复查人", "复查人员", "验收人", "验收人员", "核查人", "verifier"), longest=120),
    Column("closed_on", N_("Closed on"), ("销号日期", "销号时间", "闭环日期", "闭环时间", "closing date"), "date"),
    Column("closing", N_("How it was closed"), ("闭环方式", "销号方式"), longest=60),
    Column("state", N_("State of the hazard"), ("状态", "整改状态", "隐患状态", "闭环状态", "是否整改", "是否完成整改", "是否整改到位", "整改结果", "完成情况", "销号情况", "是否闭环", "是否销号", "state", "status"), "choice", choices=STATES),
)  # fmt: skip
# Columns of our own export that follow from the others: recognised, never taken from a file.
IGNORED = frozenset({"town", "closing"})
TAKEN = tuple(column for column in COLUMNS if column.name not in IGNORED)
BY_NAME = {column.name: column for column in COLUMNS}
# What may still be filled in at a hazard that stands here: five fixings and remarks, but for its deadline.
FILLED = (*(name for name in FIXINGS if name != "due_on"), "control", "place", "note", "category")
# What a file does not change: who differs is told so.
SETTLED = ("title", "grade", "source", "found_on", "due_on", "finder", "basis")
