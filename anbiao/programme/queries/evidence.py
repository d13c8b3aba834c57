"""What is read of evidence: what stands beside the items, and what could; only what the reader may see of the unit's records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from anbiao.inspection import queries as lists
from anbiao.inspection.models import CheckList, Picture
from anbiao.kit.actor import Actor
from anbiao.kit.models import Photo
from anbiao.programme.models import AssessedItem, Assessment, Evidence
from anbiao.readiness.models import Training
from anbiao.rules.evidence import Record, in_order

# A self-assessment looks back over a year; so many of each kind are offered, the newest.
YEAR = timedelta(days=365)
MOST = {"check_made": 60, "hazard": 120, "check_list": 4, "training": 40}
SHOWN = 24
FINISHED = {"check_made": "done", "hazard": "closed", "training": "recorded"}


@dataclass(frozen=True)
class Piece:
    """A record that stands beside an item or could: "check_made", "hazard", "check_list" or "training" with its row."""

    kind: str
    row: Any
    link: UUID | None = None  # by which Evidence it is named, None for what could be

    @property
    def key(self) -> str:
        """As Evidence.key."""
        return f"{self.kind}:{self.row.pk}"

    @property
    def on(self) -> date:
        """The day of the record: of the check, of the closing, of the version, of the training."""
        if self.kind == "training":
            return self.row.held_on  # type: ignore[no-any-return]
        if self.kind == "check_made":
            return self.row.on  # type: ignore[no-any-return]
        if self.kind == "hazard":
            return self.row.closed_on or self.row.found_on  # type: ignore[no-any-return]
        return timezone.localtime(self.row.at).date()

    @property
    def stands(self) -> bool:
        """False for what was finished when it was named and is not any more: a check or a training made void, a hazard opened again."""
        return self.kind == "check_list" or self.row.state == FINISHED[self.kind]

    def record(self) -> Record:
        """As the order of the rules asks for it."""
        if self.kind == "hazard":
            return Record(self.key, f"{self.row.title} {self.row.place}", self.on, self.row.item)
        if self.kind == "check_made":
            failed = [item for item in self.row.items if isinstance(item, dict)]
            return Record(self.key, " ".join(str(item.get("title", "")) for item in failed), self.on)
        if self.kind == "training":
            return Record(self.key, f"培训 教育 {self.row.topic}", self.on)
        return Record(self.key, "", self.on)


def evidence(actor: Actor) -> QuerySet[Evidence, Evidence]:
    """What stands beside the items of assessments that the actor may read, with the records."""
    rows = Evidence.objects.visible_to(actor.scope, "read assessment").filter(removed_at=None)
    return rows.select_related(
        "item__assessment__enterprise", "check_made", "hazard", "check_list", "training"
    )


def given(actor: Actor, row: Assessment) -> dict[Any, list[Piece]]:
    """Id of an item → all that stands beside it: for the reviewer to whom it is given with the assessment. One query."""
    return _by_item(evidence(actor).filter(item__assessment=row))


def beside(actor: Actor, row: Assessment) -> dict[Any, list[Piece]]:
    """Id of an item → what stands beside it, of what the reader may see among the unit's records. One query."""
    seen = (
        Q(check_made__in=lists.checks(actor).values("pk"))
        | Q(hazard__in=lists.hazards(actor).values("pk"))
        | Q(check_list__in=CheckList.objects.visible_to(actor.scope).values("pk"))
        | Q(training__in=Training.objects.visible_to(actor.scope).values("pk"))
    )
    return _by_item(evidence(actor).filter(seen, item__assessment=row))


def piece_of(link: Evidence) -> Piece:
    """The record that is named."""
    kind = link.key.split(":")[0]
    return Piece(kind, getattr(link, kind), link.pk)


def _by_item(rows: QuerySet[Evidence, Evidence]) -> dict[Any, list[Piece]]:
    found: dict[Any, list[Piece]] = {}
    for each in rows.order_by("at", "id"):
        found.setdefault(each.item_id, []).append(piece_of(each))
    return found


def photos(link: Evidence) -> dict[UUID, tuple[Picture, Photo]]:
    """Id → the photos of the record that is named, but no signatures. Two queries."""
    piece = piece_of(link)
    if piece.kind in ("check_list", "training"):
        return {}
    rows = Picture.objects.of_district(link.district).filter(**{piece.kind: piece.row})
    pictures = {each.photo: each for each in rows.exclude(role=Picture.Role.SIGNATURE).order_by("at", "id")}
    found = Photo.objects.of_district(link.district).in_bulk(list(pictures))
    return {pk: (picture, found[pk]) for pk, picture in pictures.items() if pk in found}


def standing(item: AssessedItem) -> list[Evidence]:
    """The links of an item. One query."""
    return list(Evidence.objects.of_district(item.district).filter(item=item, removed_at=None))


def offered(actor: Actor, item: AssessedItem, asked: str) -> list[Piece]:
    """The records of the unit's last year that could stand beside an item, the fittest first: finished checks, closed hazards, versions
    of the check-list, trainings. Four queries.
    """
    unit, since = item.assessment.enterprise, actor.today - YEAR
    checks = lists.checks(actor).filter(enterprise=unit, state="done", on__gte=since).order_by("-on", "-id")
    hazards = lists.hazards(actor).filter(enterprise=unit, state="closed", closed_on__gte=since)
    versions = lists.check_lists(actor, unit)
    trainings = Training.objects.visible_to(actor.scope).filter(
        enterprise=unit, state="recorded", held_on__gte=since
    )
    pieces = [
        *(Piece("check_made", row) for row in checks[: MOST["check_made"]]),
        *(Piece("hazard", row) for row in hazards.order_by("-closed_on", "-id")[: MOST["hazard"]]),
        *(Piece("check_list", row) for row in versions[: MOST["check_list"]]),
        *(Piece("training", row) for row in trainings.order_by("-held_on", "-id")[: MOST["training"]]),
    ]
    return _ordered(pieces, item, asked)


def _ordered(pieces: Iterable[Piece], item: AssessedItem, asked: str) -> list[Piece]:
    by_key = {each.key: each for each in pieces}
    order = in_order((each.record() for each in by_key.values()), ref=item.ref, asked=asked)
    return [by_key[each.key] for each in order]
