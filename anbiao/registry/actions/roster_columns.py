"""The columns that a roster file may have: headings, kinds, what is allowed. The template and the report name them alike."""

from anbiao.authority.founding import library
from anbiao.kit.imports.columns import Column
from anbiao.rules.refusal import N_


def _choices(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in library(name):
        for key in ("code", "zh", "en", "full_zh"):
            if entry.get(key):
                words[str(entry[key])] = entry["code"]
    return words


STATES = {"在营": "operating", "Operating": "operating", "停业": "suspended", "停产停业": "suspended", "Suspended": "suspended",
          "查无": "not_found", "Not found": "not_found", "迁出": "moved", "Moved away": "moved", "注销": "closed",
          "关闭": "closed", "吊销": "closed", "吊销，未注销": "closed", "吊销,未注销": "closed", "吊销，已注销": "closed", "已注销": "closed", "已吊销": "closed",
          "存续": "operating", "在业": "operating", "开业": "operating", "正常": "operating", "存续（在营、开业、在册）": "operating", "在营（开业）企业": "operating",
          "Closed down": "closed", "重复": "duplicate", "Duplicate": "duplicate"}  # fmt: skip
DATUMS = {
    "WGS-84": "wgs",
    "WGS84": "wgs",
    "CGCS2000": "wgs",
    "GCJ-02": "gcj",
    "GCJ02": "gcj",
    "高德": "gcj",
    "腾讯": "gcj",
}
COLUMNS: tuple[Column, ...] = (
    Column("uscc", N_("Credit code (USCC)"), ("统一社会信用代码", "统一信用代码", "社会信用代码", "信用代码", "统一代码", "USCC", "credit code", "unified social credit code"), "code", longest=40),
    Column("name", N_("Unit name"), ("单位名称", "企业名称", "名称", "单位", "场所名称", "生产经营单位", "生产经营单位名称", "unit", "unit name", "enterprise", "company"), longest=120),
    Column("aliases", N_("Other names"), ("别名", "其他名称", "曾用名", "俗称", "招牌名", "aliases", "alias"), "text", longest=200),
    Column("town", N_("Town or street"), ("镇街", "镇(街道)", "乡镇", "街道", "乡镇街道", "镇/街道", "所属镇街", "所在镇街", "属地", "town", "street", "subdistrict"), longest=60),
    Column("village", N_("Village"), ("村居", "社区", "村(居)", "村（社区）", "村社区", "所在村居", "所属网格", "village", "community"), longest=60),
    Column("address", N_("Address"), ("地址", "企业地址", "住所", "经营场所", "经营地址", "生产经营地址", "详细地址", "注册地址", "所在地址", "address"), longest=300),
    Column("industry", N_("Industry code"), ("行业代码", "国民经济行业代码", "行业类别代码", "industry code", "industry"), "code", longest=30, allowed=N_("2 to 4 digits of GB/T 4754")),
    Column("business_scope", N_("Business scope"), ("经营范围", "主要产品", "主营业务", "主营", "business scope", "scope"), longest=3000),
    Column("sector", N_("Sector"), ("行业", "监管行业", "行业领域", "所属行业", "行业类别", "sector"), longest=60),
    Column("size_class", N_("Class"), ("类别", "企业规模", "规模", "企业类别", "单位类别", "size class", "class"), "choice", choices=_choices("classes"), allowed=N_("above scale, medium, small and micro, nine small places")),
    Column("employees", N_("Employees"), ("从业人数", "从业人员", "员工人数", "职工人数", "人数", "从业人员数", "employees", "staff"), "count", longest=5, units=("人", "名", "个"), allowed=N_("a whole number from 0 to 99,999")),
    Column("principal", N_("Principal"), ("主要负责人", "法定代表人", "负责人", "法人", "法人代表", "经营者", "principal", "legal representative"), longest=60),
    Column("safety_manager", N_("Safety manager"), ("安全管理人员", "安全负责人", "安全员", "安全管理员", "safety manager"), longest=60),
    Column("phone", N_("Telephone"), ("联系电话", "电话", "手机", "手机号码", "联系方式", "phone", "telephone", "mobile"), "phone"),
    Column("established_on", N_("Established on"), ("成立日期", "注册日期", "成立时间", "开业日期", "established on", "established"), "date"),
    Column("features", N_("Risk features"), ("风险特征", "涉险特征", "重点风险", "风险类型", "risk features", "features"), "list", choices=_choices("features"), allowed=N_("words of the list of risk features, separated by 、")),
    Column("longitude", N_("Longitude"), ("经度", "longitude", "lng", "lon"), "decimal", longest=3, allowed=N_("a number in digits, e.g. 118.6712")),
    Column("latitude", N_("Latitude"), ("纬度", "latitude", "lat"), "decimal", longest=3, allowed=N_("a number in digits, e.g. 24.9405")),
    Column("datum", N_("Coordinate system"), ("坐标系", "坐标系统", "datum", "coordinate system"), "choice", choices=DATUMS, allowed=N_("WGS-84 or GCJ-02")),
    Column("state", N_("Status"), ("状态", "经营状态", "单位状态", "登记状态", "企业状态", "status"), "choice", choices=STATES),
    # What an export of the commercial register says of the place: read to tell whose unit it is, never kept.
    Column("province", N_("Province"), ("省份", "所属省份", "所在省份", "省", "province"), longest=40),
    Column("city", N_("City"), ("城市", "所属城市", "所在城市", "地市", "市", "city"), longest=40),
    Column("county", N_("District or county"), ("区县", "所属区县", "所在区县", "县区", "county"), longest=40),
    Column("grid_member", N_("Grid member"), ("网格员", "安全网格员", "grid member"), longest=60),
    # Columns of our own export that follow from the others: recognised, never taken from a file.
    Column("bureau", N_("Bureau"), ("行业主管", "行业主管部门", "主管部门", "监管部门", "bureau"), longest=200),
    Column("verified_on", N_("Verified on"), ("核实日期", "verified on", "verified"), longest=60),
)  # fmt: skip
IGNORED = frozenset({"bureau", "verified_on"})
# Read of a file and never kept: by them a file of elsewhere is known.
PLACING = frozenset({"province", "city", "county"})
TAKEN = tuple(column for column in COLUMNS if column.name not in IGNORED | PLACING)
READ = tuple(column for column in COLUMNS if column.name not in IGNORED)
BY_NAME = {column.name: column for column in COLUMNS}
