"""What an office confirmed of a table of the same headings, offered to it again."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from anbiao.kit.actor import Actor
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.models import ImportShape


def shape_of(headings: Iterable[str]) -> str:
    """The hash of the headings in their order, each once, without the empty ones."""
    return sha256("\n".join(dict.fromkeys(filter(None, headings))).encode()).hexdigest()


def office_of(actor: Actor) -> str:
    """The organisation for which the actor holds her duties; "" where it is none."""
    return min((grant.organisation for grant in actor.scope.grants if grant.organisation), default="")


def remembered(actor: Actor, spec: str, found: Iterable[Recognised]) -> dict[tuple[str, ...], dict[str, str]]:
    """Of tables as recognised those that the actor's office confirmed before: headings → heading → column. One query."""
    by_shape = {shape_of(each.headings): each.headings for each in found}
    rows = ImportShape.objects.of_district(actor.district).filter(
        spec=spec, office=office_of(actor), shape__in=list(by_shape)
    )
    return {by_shape[shape]: columns for shape, columns in rows.values_list("shape", "columns")}


def remember(actor: Actor, spec: str, sheet: str, columns: Mapping[str, str]) -> None:
    """Keeps what was confirmed (heading in the table's order → column, "" for none)."""
    ImportShape.objects.update_or_create(
        district=actor.district, spec=spec, office=office_of(actor), shape=shape_of(columns),
        defaults={"sheet": sheet, "columns": dict(columns), "confirmed_at": actor.now},
    )  # fmt: skip
