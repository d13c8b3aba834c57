"""What an office confirmed of the columns of its tables, offered to it again: of the same table as a whole, else heading by heading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Q

from anbiao.kit.actor import Actor
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.models import ImportShape

OF_THE_DISTRICT = ""  # the shape of a row that holds what offices had confirmed heading by heading, when a district shared it
MOST = 300  # tables of an office that are looked through for a heading, the latest confirmed


@dataclass(frozen=True)
class Memory:
    """What is known of the columns: by table (shape → heading → column, "" for none), and of each heading what was said last."""

    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)

    def knows(self, found: Recognised) -> bool:
        """Whether a table with these headings was confirmed before."""
        return shape_of(found.headings) in self.tables

    def of(self, found: Recognised) -> dict[str, str]:
        """What is remembered of the headings of a table; what was said of the same table stands above what was said of others."""
        own = self.tables.get(shape_of(found.headings), {})
        return {
            heading: own.get(heading, self.headings.get(heading, ""))
            for heading in found.headings
            if heading in own or heading in self.headings
        }


def shape_of(headings: Iterable[str]) -> str:
    """The hash of the headings in their order, each once, without the empty ones."""
    return sha256("\n".join(dict.fromkeys(filter(None, headings))).encode()).hexdigest()


def office_of(actor: Actor) -> str:
    """The organisation for which the actor holds her duties; "" where it is none."""
    return min((grant.organisation for grant in actor.scope.grants if grant.organisation), default="")


def remembered(actor: Actor, spec: str) -> Memory:
    """What the actor's office confirmed before; who acts for none (the operator at the command line) is told what any office did. One
    query.
    """
    rows, office = ImportShape.objects.of_district(actor.district).filter(spec=spec), office_of(actor)
    if office:
        rows = rows.filter(Q(office=office) | Q(office="", shape=OF_THE_DISTRICT))
    latest = rows.order_by("-confirmed_at", "-id").values_list("shape", "columns")[:MOST]
    tables: dict[str, Mapping[str, str]] = {}
    headings: dict[str, str] = {}
    for shape, columns in reversed(list(latest)):
        tables[shape] = columns
        headings |= columns
    tables.pop(OF_THE_DISTRICT, None)
    return Memory(tables, headings)


def remember(actor: Actor, spec: str, confirmed: Iterable[Mapping[str, str]]) -> None:
    """Keeps what was confirmed of tables, each as heading in the table's order → column, "" for none. One statement."""
    office, by_shape = office_of(actor), {shape_of(columns): dict(columns) for columns in confirmed}
    ImportShape.objects.bulk_create(
        [
            ImportShape(
                district=actor.district, spec=spec, office=office, shape=shape, columns=columns, confirmed_at=actor.now
            )
            for shape, columns in by_shape.items()
        ],
        update_conflicts=True, unique_fields=["district", "spec", "office", "shape"], update_fields=["columns", "confirmed_at"],
    )  # fmt: skip
