"""Programmes and their yearly editions into the database: what ships, and what a city issues. Loaded once, never changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.programme.editions import content_of, files, read
from anbiao.programme.models import Programme, ProgrammeEdition
from anbiao.programme.schema import EditionOf
from anbiao.rules.refusal import N_, Refusal, Refused

COLUMNS = (
    "id", "programme_id", "year", "edition", "region", "title_zh", "title_en", "number", "issuer_zh", "issuer_en", "weeks", "content",
    "sha256", "loaded_at",
)  # fmt: skip


def load_programmes(*, now: datetime) -> int:
    """Loads what ships and is not loaded yet. Returns how many editions. Raises EditionError, or Refused for a changed one."""
    return load_editions([read(path) for path in files()], now=now, region="")


@transaction.atomic
def load_editions(made: Sequence[EditionOf], *, now: datetime, region: str) -> int:
    """Editions of a region ("" for what ships) that are not loaded yet. Raises Refused for one that is loaded with other content."""
    programmes = {row.urn: row.id for row in Programme.objects.all()}
    known = {
        (urn, year, edition): sha256
        for urn, year, edition, sha256 in ProgrammeEdition.objects.filter(region=region).values_list(
            "programme__urn", "year", "edition", "sha256"
        )
    }
    rows, changed = [], []
    for each in made:
        if each.urn not in programmes:
            programmes[each.urn] = Programme.objects.create(
                urn=each.urn, title_zh=each.title.zh, title_en=each.title.en
            ).id
        content, digest = content_of(each)
        loaded = known.get((each.urn, each.year, each.edition))
        if loaded is None:
            issuer = each.document.issuer
            rows.append(
                (new_id(), programmes[each.urn], each.year, each.edition, region, each.title.zh, each.title.en, each.document.number,
                 issuer.zh, issuer.en, each.weeks, content, digest, now)
            )  # fmt: skip
        elif loaded != digest:
            text = N_(
                "{name} is loaded with other content. A loaded edition is never changed: give the new text a number of its own."
            )
            changed.append(
                Refusal("edition-changed", text, {"name": f"{each.urn}/{each.year}.{each.edition}"})
            )
    if changed:
        raise Refused(*changed)
    copy_rows(ProgrammeEdition, COLUMNS, rows)
    return len(rows)
