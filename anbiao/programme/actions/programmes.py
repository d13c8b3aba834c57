"""Programmes and their yearly editions into the database: what ships, and what a city issues. Loaded once, never changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_rows
from anbiao.kit.district import new_id
from anbiao.programme.editions import content_of, shipped
from anbiao.programme.models import Programme, ProgrammeEdition
from anbiao.programme.queries.campaigns import unknown_codes
from anbiao.programme.schema import EditionOf
from anbiao.rules.places import Place
from anbiao.rules.refusal import N_, Refusal, Refused

OUTSIDE = N_("Your duties do not include campaigns of this district.")
COLUMNS = (
    "id", "programme_id", "year", "edition", "region", "title_zh", "title_en", "number", "issuer_zh", "issuer_en", "weeks", "content",
    "sha256", "loaded_at",
)  # fmt: skip


def load_programmes(*, now: datetime) -> int:
    """Loads what ships and is not loaded yet. Returns how many editions. Raises EditionError, or Refused for a changed one."""
    return load_editions(shipped(), now=now, region="")


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


@transaction.atomic
def issue_edition(actors: Sequence[Actor], made: EditionOf, *, region: str) -> int:
    """The edition of a city or a district, which its districts may launch from now on: 1, or 0 where it is loaded already. `actors` are
    one for each of these districts, whose journals say so. Raises Refused.
    """
    against = list(unknown_codes(made))
    for actor in actors:
        if not region or not actor.district.startswith(region):
            raise ValueError(f"{actor.district} does not lie in {region!r}")
        if not actor.scope.allows("launch campaign", Place(region=actor.district)):
            against.append(Refusal("no-duty", OUTSIDE))
    if against:
        raise Refused(*against)
    number = load_editions([made], now=actors[0].now, region=region)
    if number:
        row = ProgrammeEdition.objects.get(
            programme__urn=made.urn, year=made.year, edition=made.edition, region=region
        )
        after = {"name": row.name, "region": region, "sha256": row.sha256}
        for actor in actors:
            journal.record(actor, journal.Event("issue", "programme_edition", row.pk, after=after))
    return number
