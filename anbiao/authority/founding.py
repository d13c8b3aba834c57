"""What ships is loaded, and a district is founded: its offices from the template, its towns and grids from the regions."""

import csv
import gzip
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from anbiao.authority.models import Industry, Organisation, Region, Regulates, Sector
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows, upsert_rows
from anbiao.kit.district import new_id
from anbiao.rules.places import parent_of
from anbiao.rules.refusal import N_, Refusal, Refused

LIBRARY = Path(__file__).parent / "library"


@lru_cache
def library(name: str) -> tuple[dict[str, Any], ...]:
    """The entries of a shipped list (sectors, organisations, classes, features, routing)."""
    return tuple(yaml.load((LIBRARY / f"{name}.yaml").read_text(), Loader=yaml.CSafeLoader))


def regions(prefix: str = "") -> Iterator[dict[str, str]]:
    """The shipped regions under a prefix, and those above it."""
    with gzip.open(LIBRARY / "regions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"].startswith(prefix) or prefix.startswith(row["code"]):
                yield row


def everyday(name: str) -> str:
    """A village's name as people write it: 阳山社区居委会 is 阳山社区, 前洋村委会 is 前洋村."""
    return name.removesuffix("居委会") if name.endswith("社区居委会") else name.replace("村委会", "村")


@transaction.atomic
def load_library(*, prefix: str = "") -> dict[str, int]:
    """Regions, industries and sectors into their shared tables; a second call changes nothing. Returns the counts."""
    places = [
        (r["code"], everyday(r["name"]), r["name_en"], int(r["level"]), r["parent"]) for r in regions(prefix)
    ]
    upsert_rows(Region, ("code", "name", "name_en", "level", "parent"), places)
    with (LIBRARY / "industries.csv").open(encoding="utf-8", newline="") as file:
        industries = [(r["code"], r["name"], int(r["level"]), r["parent"]) for r in csv.DictReader(file)]
    upsert_rows(Industry, ("code", "name", "level", "parent"), industries)
    sectors = [
        (s["code"], order, s["name_zh"], s["name_en"], s["short_zh"], s["short_en"], s["bureau"], s["also"],
         s["high_risk"], s["basis"])
        for order, s in enumerate(library("sectors"), start=1)
    ]  # fmt: skip
    columns = (
        "code",
        "order",
        "name_zh",
        "name_en",
        "short_zh",
        "short_en",
        "bureau",
        "also",
        "high_risk",
        "basis",
    )
    upsert_rows(Sector, columns, sectors)
    return {"regions": len(places), "industries": len(industries), "sectors": len(sectors)}


def found_district(actor: Actor) -> int:
    """Makes the offices of the actor's district. Returns how many. Raises Refused when it stands already or is no county."""
    district = actor.district
    home = Region.objects.filter(code=district, level=3).first()
    if home is None:
        raise Refused(
            Refusal(
                "not-a-district", N_("{code} is not the code of a county or district."), {"code": district}
            )
        )
    if Organisation.objects.filter(district=district).exists():
        text = N_("The district {code} stands already. Nothing was changed.")
        raise Refused(Refusal("district-stands", text, {"code": district}))
    offices = [*_bureaus(home), *_towns(district)]
    with transaction.atomic():
        columns = ("id", "district", "slug", "kind", "name", "name_en", "full_name", "region", "parent_id")
        copy_rows(Organisation, columns, [tuple(office[c] for c in columns) for office in offices])
        _regulators(district, {office["slug"]: office["id"] for office in offices})
        journal.record_many(
            actor,
            [
                journal.Event("found", "organisation", o["id"], after={"slug": o["slug"], "name": o["name"]})
                for o in offices
            ],
        )
    return len(offices)


def _office(
    slug: str, kind: str, name: str, name_en: str, full: str, region: str, parent: Any
) -> dict[str, Any]:
    return {
        "id": new_id(), "district": region[:6], "slug": slug, "kind": kind, "name": name, "name_en": name_en,
        "full_name": full, "region": region, "parent_id": parent,
    }  # fmt: skip


def _bureaus(home: Region) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for entry in library("organisations"):
        parent = made[entry["parent"]]["id"] if entry["parent"] else None
        full = entry["full_zh"].replace("{district}", home.name)
        made[entry["slug"]] = _office(
            entry["slug"], entry["kind"], entry["name_zh"], entry["name_en"], full, home.code, parent
        )
    return list(made.values())


def _towns(district: str) -> list[dict[str, Any]]:
    offices: dict[str, dict[str, Any]] = {}
    for region in Region.objects.filter(code__startswith=district, level__gte=4).order_by("code"):
        kind = "town" if region.level == 4 else "grid"
        above = offices.get(parent_of(region.code))
        offices[region.code] = _office(
            region.code,
            kind,
            region.name,
            region.name_en,
            region.name,
            region.code,
            above["id"] if above else None,
        )
    return list(offices.values())


def _regulators(district: str, offices: dict[str, Any]) -> None:
    rows = []
    for sector in library("sectors"):
        for slug in dict.fromkeys((sector["bureau"], *sector["also"])):
            rows.append((new_id(), district, sector["code"], offices[slug], slug == sector["bureau"]))
    copy_rows(Regulates, ("id", "district", "sector", "organisation_id", "answers"), rows)
