"""The street's own story: nine weeks at twenty units of Shuangyang, the ones that the screens of look/ show.

Each line is something that somebody did, so many working days before today. All of it goes through the use-cases.
"""

from anbiao.portal.demonstration.inspections.lists import Lists, own_item
from anbiao.portal.demonstration.inspections.play import Find
from anbiao.portal.demonstration.inspections.requests import Stage

OFFICE, LEADER, STREET, BUREAU = "linzhiyuan", "wujianming", "chenxiaolan", "zhengyating"
GRID, OFFICER, EXPERT, INSURER = "wangxiuzhu", "xuzhenbang", "zhengguodong", "suwanqing"
COMPANION = "黄志强（执法证 0002）"
BRIGADE = "区消防大队"
WITH_LIST = (
    "阳山", "小岸", "恒越", "鹭栖", "禾木", "泰禾", "华鑫", "盛炜", "远志", "万友", "顺陶", "锦程", "晨曦", "雅集", "启明", "丰穗",
)  # fmt: skip
FIXINGS = {
    "plan": "险情发生时停电撤人，报街道和区应急局",
    "control": "拉警戒线停用该部位，班组长守住，无关人员不得进入",
}


def tell(stage: Stage, lists: Lists) -> None:
    """Everything that happens."""
    _lists_and_risks(stage, lists)
    _footwear(stage)
    _own_finds(stage)
    _open_today(stage)
    _village(stage)
    _packaging(stage)
    _plants(stage)
    _stopped(stage)
    _listed(stage)
    _stores(stage)
    _others(stage)
    _colours(stage)
    _not_done(stage)


def _lists_and_risks(stage: Stage, lists: Lists) -> None:
    stage.keeps_list(44, "09:10", "青岚", lists, most=34)
    stage.changes_list(
        35, "14:20", "青岚", 1, "按成型线实际加两项",
        own_item(("成型线烘箱温度不超过 80 度，温控器有效", "看温控器读数和记录", "daily", "成型班长"), number=2),
        own_item(("胶水当班领用不过夜，桶盖盖好", "下班前看暂存间", "daily", "成型班长"), number=3),
    )  # fmt: skip
    stage.changes_list(
        29, "14:08", "青岚", 2, "新增泄爆口和承租单位两项",
        own_item(("除尘器泄爆口 3 米内不放物", "看地面黄线内是否空着", "daily", "仓库主管"), number=4),
        own_item(("二楼承租单位每月走一遍并签字", "记录有承租人签名", "monthly", "安全管理人员"), number=5),
    )  # fmt: skip
    for place, unit in enumerate(WITH_LIST):
        stage.keeps_list(
            48 - place % 7, f"{9 + place % 8:02d}:{10 + place * 3 % 50:02d}", unit, lists, most=18 + place % 5
        )
    stage.rates_risks(43, "10:05", "青岚", "limited_space", "adhesives", responsible="黄敏", plan=True)
    for back, unit, features in (
        (58, "华鑫", ("electroplating_line", "limited_space")), (58, "远志", ("ammonia",)), (57, "小岸", ("adhesives",)),
        (56, "恒越", ("hot_work", "special_equipment")), (56, "晨曦", ("crowded", "gas_use")),
    ):  # fmt: skip
        stage.rates_risks(back, "15:30", unit, *features)


def _footwear(stage: Stage) -> None:
    """What offices found at 青岚鞋业 and what is closed by now."""
    stage.visit(
        30, "09:20", GRID, "青岚", "grid", Find("出口", "PH-001", place="成型车间东侧出口", item="出口", on_spot=True),
        Find("灭火器挡", "PH-014", place="包装区", days=3, item="灭火器"), pool=("stacks",),
    )  # fmt: skip
    stage.fixes(29, "16:40", "青岚", "灭火器挡", "成品架后移 1.5 米，地面划线", scene="extinguishers")
    stage.verifies(27, "10:12", GRID, "灭火器挡", scene="extinguishers")
    stage.visit(
        25, "14:00", BUREAU, "青岚", "supervision", Find("检测仪", "PH-103", place="污水池", days=15, item="有限空间"),
        Find("易燃标签", "PH-082", place="胶水暂存间", days=7, item="化学品"), companions=stage.cast[STREET].name,
    )  # fmt: skip
    stage.fixes(21, "11:05", "青岚", "易燃标签", "已贴标签，安全技术说明书上墙", scene="barrels")
    stage.verifies(19, "15:20", STREET, "易燃标签")
    stage.fixes(
        16, "09:48", "青岚", "检测仪", "已购四合一检测仪 2 台、三脚架 1 副，发票附后", scene="pool", photos=2
    )
    stage.verifies(14, "10:30", BUREAU, "检测仪", "实物已看，能用")
    stage.visit(
        8, "09:30", STREET, "青岚", "joint",
        Find("警示牌", title="污水池有限空间未设警示牌", place="厂区西侧污水池", days=16, scene="pool", item="有限空间"),
        Find("插排", "PH-038", place="二楼办公室", on_spot=True), companions=BRIGADE, pool=("pool",),
    )  # fmt: skip
    stage.fixes(
        3, "10:42", "青岚", "警示牌", "已立警示牌并加锁，钥匙由安全管理人员保管", scene="pool", photos=2
    )


def _own_finds(stage: Stage) -> None:
    """青岚's weekly self-checks: what its safety manager found, and the principal closed inside."""
    for back, clock, key, phrase, scene, note in (
        (42, "08:40", "占道", "PH-002", "stacks", "已清出并划线"), (42, "08:40", "配电箱", "PH-034", "panel", "搬离 1 米外"),
        (37, "08:35", "敞口", "PH-075", "barrels", "全部加盖"), (32, "08:50", "应急灯", "PH-017", "sign", "更换 6 盏"),
        (27, "08:30", "皮带轮", "PH-047", "machine", "防护罩已装"), (22, "08:45", "定置", "PH-129", "stacks", "地面重新划线"),
        (17, "08:40", "废桶", "PH-083", "barrels", "交有资质单位运走"), (12, "08:42", "标志", "PH-152", "sign", "更换 9 块"),
    ):  # fmt: skip
        if key != "配电箱":
            more = (Find("配电箱", "PH-034", days=5),) if key == "占道" else ()
            stage.visit(back, clock, "own", "青岚", "self", Find(key, phrase, days=5), *more)
        stage.fixes(back - 1, "16:20", "青岚", key, note, scene=scene)
        stage.closes_inside(back - 2, "17:05", "青岚", key)
    stage.report(20, "13:15", "panguohui", "青岚", Find("飞线", "PH-041", days=3, place="针车车间"))
    stage.fixes(19, "15:10", "青岚", "飞线", "电工已重新接线", scene="panel")
    stage.closes_inside(18, "16:30", "青岚", "飞线")


def _open_today(stage: Stage) -> None:
    """What is open at 青岚鞋业: overdue, being rectified; the third is answered (above)."""
    stage.visit(
        7, "10:58", GRID, "青岚", "grid",
        Find("泄爆口", title="泄爆口被成品箱封堵", place="打磨区除尘器旁", due_back=4, scene="exit", item="泄爆口", note="箱子贴着泄爆口码到顶"),
        for_a_case=True, note="接居民来电反映后上门", pool=("exit",),
    )  # fmt: skip
    stage.visit(
        5, "08:40", "own", "青岚", "self",
        Find("灭火器", title="成型车间灭火器 4 具过期", place="成型车间", days=12, scene="extinguishers", item="灭火器"),
    )  # fmt: skip
    stage.begins(4, "09:00", "青岚", "灭火器")
    stage.visit(0, "09:05", EXPERT, "青岚", "service", begun_only=True, key="专家")


def _village(stage: Stage) -> None:
    """阳山社区, where 王秀珠 goes round."""
    stage.visit(
        34, "09:15", GRID, "阳山", "grid", Find("门厅电动车", "PH-172", place="1 号楼门厅", on_spot=True), Find("充电棚", "PH-174", days=15),
    )  # fmt: skip
    stage.fixes(27, "11:00", "阳山", "充电棚", "移离外窗 6 米，配灭火器 4 具", scene="bikes")
    stage.verifies(25, "09:40", GRID, "充电棚", scene="bikes")
    stage.visit(
        9, "15:10", GRID, "阳山", "grid", Find("外墙", "PH-169", place="2 号楼北侧", days=9, item="外墙")
    )
    stage.fixes(2, "16:15", "阳山", "外墙", "已铲除松动瓷砖，下方设隔离带", scene="work")
    stage.visit(
        33, "10:00", GRID, "小岸", "grid", Find("吹扫", "PH-096", place="打磨区", on_spot=True, scene="dust"), Find("吸尘罩", "PH-097", days=7),
    )  # fmt: skip
    stage.asks_for_time(30, "09:10", "小岸", "吸尘罩", days=15, reason="风管厂家排期要两周")
    stage.decides_time(29, "11:20", STREET, "吸尘罩", "refuse", "粉尘作业不能等，先停砂光机")
    stage.fixes(27, "17:10", "小岸", "吸尘罩", "临时风管已接，砂光机已能吸尘", scene="dust")
    stage.verifies(26, "10:25", GRID, "吸尘罩")
    stage.visit(
        20, "14:30", INSURER, "小岸", "service", where_assigned=True, note="保险预防服务，未发现新问题"
    )
    stage.visit(
        31, "14:10", STREET, "恒越", "supervision", Find("叉车", "PH-061", days=7), Find("动火", "PH-106", place="焊接区", on_spot=True),
    )  # fmt: skip
    stage.asks_for_time(28, "10:00", "恒越", "叉车", days=12, reason="特检院预约到下周三")
    stage.decides_time(27, "15:40", STREET, "叉车", "grant", "已看预约单，停用到检验合格")
    stage.fixes(20, "09:30", "恒越", "叉车", "检验合格，标志已贴", scene="truck")
    stage.verifies(18, "11:15", STREET, "叉车", scene="truck")
    stage.visit(4, "16:00", GRID, "恒越", "grid", Find("气瓶", "PH-072", place="焊接区", days=5, scene="gas"))


def _packaging(stage: Stage) -> None:
    """鹭栖包装制品: the same hazard twice, and a major one that is proposed for listing."""
    stage.visit(
        21, "09:30", GRID, "鹭栖", "grid", Find("夹芯板", "PH-029", place="二楼办公区", days=15, scene="work")
    )
    stage.visit(
        20,
        "10:20",
        STREET,
        "鹭栖",
        "supervision",
        Find("夹芯板二", "PH-029", place="二楼隔间", days=15, scene="work"),
    )
    stage.names_same(19, "09:00", STREET, "夹芯板二", "夹芯板")
    stage.voids(18, "10:30", OFFICE, "夹芯板二", "与网格前一日发现的为同一处，保留前一条")
    stage.fixes(15, "16:00", "鹭栖", "夹芯板", "隔墙已拆，改用石膏板", scene="work")
    stage.verifies(13, "09:50", GRID, "夹芯板", scene="work")
    stage.visit(
        14, "14:40", OFFICER, "鹭栖", "inspection",
        Find("无证电焊", "PH-110", place="模切车间", days=20, scene="papers", control="无证人员停止动火作业"), companions=COMPANION,
    )  # fmt: skip
    stage.fills_in(12, "10:15", "鹭栖", "无证电焊", funds=6000, **FIXINGS)
    stage.begins(12, "10:20", "鹭栖", "无证电焊")
    stage.proposes_listing(
        2, "16:40", STREET, "无证电焊", days=60, reason="培训机构月底才开班，需要区里盯住停止动火"
    )


def _plants(stage: Stage) -> None:
    """禾木木业: a major hazard that waits for the bureau's approval. 远志冷链: found and closed."""
    stage.visit(
        18, "09:40", STREET, "禾木", "supervision",
        Find("积尘", "PH-095", place="砂光车间", days=15, scene="dust", control="清灰前停用砂光机"), Find("风管", "PH-097", place="开料区", on_spot=True),
    )  # fmt: skip
    stage.fills_in(17, "09:20", "禾木", "积尘", funds=15000, **FIXINGS)
    stage.begins(17, "09:30", "禾木", "积尘")
    stage.fixes(
        7, "15:45", "禾木", "积尘", "梁架、灯具已清灰，除尘管改造完，清灰制度上墙", scene="dust", photos=2
    )
    stage.verifies(3, "14:20", STREET, "积尘", "停机打开检查口看过，已清净", scene="dust")
    stage.visit(
        24,
        "10:10",
        STREET,
        "远志",
        "supervision",
        Find("氨报警", "PH-186", place="制冷机房", days=3, scene="panel"),
    )
    stage.fixes(22, "11:30", "远志", "氨报警", "探头已更换并与风机联动试验", scene="panel")
    stage.verifies(21, "09:10", STREET, "氨报警")


def _stopped(stage: Stage) -> None:
    """泰禾塑胶: an accident, a stop, a resumption. 华鑫电镀: a stop whose resumption is asked for."""
    stage.records_accident(
        28, "11:30", STREET, "泰禾", "机械致害", hours=20, injured=1, loss=120_000, place="注塑车间 3 号机",
        course="操作工取件时安全门联锁被短接，右手被模具夹伤，送医治疗。", cause="安全门联锁失效；未断电取件。",
    )  # fmt: skip
    stage.visit(
        27, "09:00", OFFICER, "泰禾", "inspection", Find("联锁", "PH-054", place="3 号注塑机", days=3, scene="machine"),
        companions=COMPANION, for_a_case=True, note="事故后现场检查",
    )  # fmt: skip
    stage.follows_up(27, "09:50", STREET, "泰禾", "联锁")
    stage.stops_work(27, "10:10", OFFICER, "联锁", scope="3 号注塑机", basis="安全生产法 第六十五条")
    stage.fixes(25, "15:00", "泰禾", "联锁", "联锁已恢复，电工、班长共同试验 10 次", scene="machine")
    stage.asks_to_resume(24, "09:00", "泰禾", "联锁", "联锁已修好，申请恢复使用")
    stage.lets_resume(23, "10:30", OFFICER, "联锁")
    stage.verifies(22, "10:40", OFFICER, "联锁", scene="machine")
    stage.visit(
        14, "09:10", OFFICER, "华鑫", "inspection",
        Find("下池", "PH-100", place="污水处理站", days=20, scene="pool", control="封闭池口，停止一切下池作业"),
        Find("洗眼器", "PH-163", place="酸洗线", days=15, scene="sign"), companions=COMPANION,
    )  # fmt: skip
    stage.stops_work(
        14, "10:00", OFFICER, "下池", scope="污水池清淤、检修作业", basis="安全生产法 第六十五条"
    )
    stage.fills_in(13, "09:30", "华鑫", "下池", funds=38000, **FIXINGS)
    stage.begins(13, "09:40", "华鑫", "下池")
    stage.fixes(
        8, "16:30", "华鑫", "下池", "建审批票证，配检测仪、风机，9 人培训考核合格", scene="pool", photos=2
    )
    stage.verifies(5, "10:15", STREET, "下池", "看了票证和实操，合格", scene="pool")
    stage.asks_to_resume(4, "09:20", "华鑫", "下池", "已按要求整改并经街道核实，申请恢复清淤作业")
    stage.fixes(5, "14:00", "华鑫", "洗眼器", "酸洗线两端各装 1 台，通水试过", scene="sign")
    stage.visit(
        19, "14:20", EXPERT, "华鑫", "service", where_assigned=True, note="复核整改方案，建议增设液位报警"
    )


def _listed(stage: Stage) -> None:
    """盛炜化工 is under listed supervision; 顺陶建材 was."""
    stage.visit(
        41, "09:30", STREET, "顺陶", "supervision",
        Find("窑炉", "PH-181", place="2 号窑", days=60, scene="machine", control="联锁改好前人工盯压，低压即停窑"),
    )  # fmt: skip
    stage.proposes_listing(
        40, "15:00", STREET, "窑炉", days=70, reason="窑炉燃气联锁缺失，改造涉及停产，需要区领导挂牌"
    )
    stage.decides_listing(39, "10:00", LEADER, "窑炉", "list", published="区安委会督办单 示例〔2026〕3 号")
    stage.fills_in(38, "09:00", "顺陶", "窑炉", funds=260_000, **FIXINGS)
    stage.begins(38, "09:10", "顺陶", "窑炉")
    stage.fixes(20, "16:10", "顺陶", "窑炉", "压力报警切断联锁装好，调试记录附后", scene="machine", photos=2)
    stage.verifies(17, "10:00", STREET, "窑炉", "现场试验，低压 2 秒切断", scene="machine")
    stage.decides_listing(15, "09:30", LEADER, "窑炉", "delist", "整改完成，经街道现场核实")
    stage.approves(14, "11:00", OFFICE, "窑炉", "资料齐全，同意销号")
    stage.visit(
        26, "14:50", STREET, "盛炜", "supervision",
        Find("混存", "PH-078", place="店后库房", days=55, scene="barrels", control="封存禁忌物，禁止进货"),
    )  # fmt: skip
    stage.proposes_listing(25, "09:20", STREET, "混存", days=50, reason="紧邻居民楼，库房须整体搬迁")
    stage.decides_listing(23, "15:30", LEADER, "混存", "list", published="区安委会督办单 示例〔2026〕5 号")
    stage.fills_in(22, "10:00", "盛炜", "混存", funds=80_000, **FIXINGS)
    stage.begins(22, "10:10", "盛炜", "混存")


def _stores(stage: Stage) -> None:
    """万友仓储: more time is asked for, and something was sent back. 锦程汽修: a second round."""
    stage.visit(
        10, "09:50", STREET, "万友", "supervision", Find("货架", "PH-126", place="A 库", days=16, item="货架"), Find("堆垛", "PH-124", place="B 库", days=9),
    )  # fmt: skip
    stage.fixes(7, "10:40", "万友", "堆垛", "已挪开", scene="stacks")
    stage.sends_back(5, "15:15", STREET, "堆垛", "东墙一排仍贴墙，离灯不足半米", days=7, scene="stacks")
    stage.asks_for_time(1, "11:00", "万友", "货架", days=10, reason="立柱要厂家定做，下月 8 日到货")
    stage.visit(
        15, "15:30", "grid", "锦程", "grid", Find("瓶固定", "PH-073", place="焊接间", days=5, scene="gas")
    )
    stage.fixes(12, "10:20", "锦程", "瓶固定", "已加链条", scene="gas")
    stage.sends_back(10, "16:20", "grid", "瓶固定", "只固定了一瓶，另两瓶仍靠墙", days=7, scene="gas")
    stage.begins(9, "09:00", "锦程", "瓶固定")
    stage.fixes(3, "14:40", "锦程", "瓶固定", "三瓶都已固定", again="瓶固定")


def _others(stage: Stage) -> None:
    """Schools, shops, a hotel."""
    stage.visit(16, "09:20", STREET, "晨曦", "supervision")
    stage.visit(
        11,
        "15:00",
        STREET,
        "雅集",
        "supervision",
        Find("主机", "PH-019", place="消防控制室", days=5, scene="panel"),
    )
    stage.fixes(8, "11:10", "雅集", "主机", "故障回路已修复，屏蔽点已解除", scene="panel")
    stage.visit(
        13,
        "09:45",
        "grid",
        "丰穗",
        "grid",
        Find("阁楼", "PH-133", place="店面阁楼", on_spot=True),
        Find("接线", "PH-040", days=20, place="仓库间"),
    )
    stage.begins(10, "10:00", "丰穗", "接线")
    stage.report(23, "20:10", STREET, "启明", Find("超载", "PH-038", days=3, place="二楼教室"), source="tip")
    stage.fixes(21, "09:30", "启明", "超载", "已换固定插座", scene="panel")
    stage.verifies(20, "14:00", STREET, "超载")


def _colours(stage: Stage) -> None:
    """Colours by hand: approved, refused, and one that waits."""
    stage.proposes_colour(
        12, "10:40", STREET, "远志", "red", days=60, reason="制冷机组超期服役，更换前按红色管控"
    )
    stage.decides_colour(11, "09:30", LEADER, "远志", "approve", "同意，更换后及时恢复")
    stage.proposes_colour(13, "16:10", STREET, "文澜", "yellow", days=30, reason="年底进货多，库存增加")
    stage.decides_colour(12, "09:00", LEADER, "文澜", "refuse", "没有新的风险，按规则定色")
    stage.proposes_colour(
        2, "15:20", STREET, "雅集", "orange", days=45, reason="年底会议客流集中，消控室人员刚换"
    )


def _not_done(stage: Stage) -> None:
    """Visits that were none, each with the next try; and a check entered in error."""
    stage.visit(6, "10:30", "grid", "康宁", "grid", outcome="locked", days_on=5, note="门锁，电话约不上")
    stage.visit(
        9, "11:10", "grid", "拾光", "grid", outcome="renovation", days_on=14, note="放映厅换座椅，停业到月底"
    )
    stage.visit(
        5,
        "10:00",
        STREET,
        "启明",
        "supervision",
        outcome="refused",
        days_on=3,
        note="值班人员称负责人不在，不让进，已告知第六十七条",
    )
    stage.visit(13, "14:00", STREET, "康宁", "supervision", key="错记")
    stage.voids_check(12, "09:40", OFFICE, "错记", "走错门牌，应为隔壁单位")
