"""Rows of a district's business: every one carries `district`, and every query inside a district names it (DESIGN §3)."""

from datetime import UTC, datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import ForeignKey, QuerySet
from uuid_utils.compat import uuid7

from anbiao.kit.scope import Lies, visible
from anbiao.rules.places import Scope

Row = TypeVar("Row", bound=models.Model)


def new_id() -> UUID:
    """A UUIDv7: ids sort by the time of their making, also when a device without a network made them."""
    return uuid7()


def made_at(pk: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond: its first 48 bits."""
    return datetime.fromtimestamp((pk.int >> 80) / 1000, UTC)


class DistrictQuerySet(QuerySet[Row, Row]):
    """The rows of a table; `visible_to` is the only way in for whoever acts for a person."""

    def visible_to(self, scope: Scope, capability: str = "", *, searched: bool = False) -> Self:
        """Rows on which this scope allows the capability ("read <type>" when none is named), of those with certain words where they
        are `searched`. Adds no query.
        """
        lies: Lies = self.model.lies  # type: ignore[attr-defined]
        return self.filter(visible(scope, lies, capability or f"read {lies.type}", searched=searched))

    def of_district(self, district: str) -> Self:
        """Every row of one district: for jobs and actions that act for the district itself."""
        return self.filter(district=district)


class DistrictModel(models.Model):
    """Id and district. Subclasses name where their rows lie (`lies`) and what the journal keeps of them (`facts`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    district = models.CharField(max_length=6)

    objects = DistrictQuerySet.as_manager()
    lies: ClassVar[Lies]
    personal: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        """What the journal keeps of this row, as plain values."""
        kept = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}
        return {
            key: value if isinstance(value, str | int | float | list | None) else str(value)
            for key, value in kept.items()
        }

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *rest: Any) -> Any:
        """An UPDATE names the district and never writes it (on Citus: one shard)."""
        kept = [value for value in values if value[0].name != "district"]
        return super()._do_update(base_qs.filter(district=self.district), using, pk_val, kept, *rest)


class DistrictForeignKey(ForeignKey):  # type: ignore[type-arg]
    """A link between two district-owned rows: joins on both columns, so that a join never leaves its district."""

    def get_joining_fields(self, reverse_join: bool = False) -> tuple[tuple[Any, Any], ...]:
        """The id, and the district beside it."""
        here = self.model._meta.get_field("district")
        there = self.remote_field.model._meta.get_field("district")
        pair = (there, here) if reverse_join else (here, there)
        return (*super().get_joining_fields(reverse_join=reverse_join), pair)
