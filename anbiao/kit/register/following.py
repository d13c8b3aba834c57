"""Stars: the rows that a person follows, kept for her alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.models import Followed
from anbiao.kit.register.filters import Filter, Option
from anbiao.rules.refusal import N_, Refusal, Refused

MOST = 2_000


@dataclass(frozen=True)
class Star:
    """The star of one row on its own page: of which list, and whether it is set."""

    register: str
    row: UUID
    is_set: bool


def star_of(actor: Actor, register: str, row: Any) -> Star | None:
    """The star of a row that `with_stars` found, for whoever keeps an account."""
    if actor.person is None or not actor.scope.may("save view"):
        return None
    return Star(register, row.pk, row.is_followed)


def with_stars(actor: Actor, register: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The rows, each with `is_followed`: whether the actor follows it. No query of its own."""
    starred: QuerySet[Any, Any] = rows.annotate(is_followed=Exists(_stars_of_row(actor, register)))
    return starred


def follow(actor: Actor, register: str, row: UUID) -> None:
    """Sets a star. Raises Refused beyond what a digest of one person could ever hold."""
    if _stars(actor, register).count() >= MOST:
        raise Refused(
            Refusal("too-many-stars", N_("You follow {number} rows already."), {"number": str(MOST)})
        )
    key = {"district": actor.district, "person": actor.person, "type": register, "row": row}
    star, made = Followed.objects.get_or_create(**key, defaults={"at": actor.now})
    if made:
        journal.record(actor, journal.event("follow", star))


def unfollow(actor: Actor, register: str, row: UUID) -> None:
    """Takes a star away."""
    for star in _stars(actor, register).filter(row=row):
        journal.record(actor, journal.Event("unfollow", "view", star.id, star.facts(), None))
        star.delete()


def following(register: str) -> Filter:
    """The filter of a list whose rows can be followed."""

    def where(actor: Actor, _values: Sequence[str]) -> Q:
        return Q(Exists(_stars_of_row(actor, register)))

    return Filter("followed", _("Star"), lambda _actor: [Option("me", gettext("I follow"))], where)


def _stars(actor: Actor, register: str) -> Any:
    return Followed.objects.visible_to(actor.scope, "save view").filter(type=register)


def _stars_of_row(actor: Actor, register: str) -> Any:
    return _stars(actor, register).filter(district=OuterRef("district"), row=OuterRef("pk"))
