"""What is read of the local rules 地方规则: what ships, what a district decided, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from anbiao.rules import local_rules as law
from anbiao.rules.places import Scope
from anbiao.standards import editions as files
from anbiao.standards import schema
from anbiao.standards.models import LocalRule


@dataclass(frozen=True)
class Parameter:
    """A local rule as it ships: its clause, the shape of its values, and our proposal. `section` is its heading."""

    clause: schema.Clause
    section: schema.Section
    edition: str

    @property
    def code(self) -> str:
        """The ref of the clause: "visits.interval"."""
        return self.clause.ref

    @property
    def form(self) -> schema.Parameter:
        """Kind, bounds, choices and columns with their words."""
        if self.clause.parameter is None:  # refused by the schema
            raise ValueError(self.code)
        return self.clause.parameter

    @property
    def shape(self) -> law.Parameter:
        """The same as the rules check a value against."""
        return self.form.shape(self.code)


@lru_cache(maxsize=1)
def parameters() -> Mapping[str, Parameter]:
    """Code → local rule, of the newest edition that ships, in its order. Read once a process: it is part of the program."""
    newest = max(files.LIBRARY.glob("local.rules/*.yaml"), key=lambda path: int(path.stem))
    edition = files.read(newest).edition
    return {
        clause.ref: Parameter(clause, section, edition.edition)
        for section in edition.all_sections()
        for clause in section.clauses
    }


def parameter(code: str) -> Parameter | None:
    """One local rule; None for an unknown code."""
    return parameters().get(code)


def local(district: str, code: str, on: date) -> Any:
    """The value of a local rule on a day: approved last, else our proposal. Raises KeyError for an unknown code. One query."""
    shipped = parameters()[code].form.value
    version = in_force(district, on, code=code).get(code)
    return version.value if version else shipped


def local_rules(district: str, on: date) -> Mapping[str, Any]:
    """Code → value of every local rule on a day. One query; whoever needs many asks once and keeps it."""
    decided = in_force(district, on)
    return {
        code: decided[code].value if code in decided else each.form.value
        for code, each in parameters().items()
    }


def in_force(district: str, on: date, *, code: str = "") -> dict[str, law.Version]:
    """Code → the approved version in force on a day; codes without one are left out. One query."""
    rows = LocalRule.objects.of_district(district).filter(state="approved", from_on__lte=on)
    rows = rows.filter(code=code) if code else rows
    versions: dict[str, list[law.Version]] = {}
    for name, number, from_on, value in rows.values_list("code", "version", "from_on", "value"):
        versions.setdefault(name, []).append(law.Version(number, from_on, value))
    return {name: found for name, given in versions.items() if (found := law.in_force(given, on=on))}


def versions(district: str, code: str) -> list[LocalRule]:
    """Everything that was proposed of a local rule, the latest first. One query."""
    return list(LocalRule.objects.of_district(district).filter(code=code).order_by("-version"))


def waiting(scope: Scope, capability: str) -> QuerySet[LocalRule, LocalRule]:
    """The proposed values on which a scope allows a capability, the soonest first day first."""
    rows = LocalRule.objects.visible_to(scope, capability).filter(state="proposed")
    return rows.order_by("from_on", "id")


def rules(scope: Scope, capability: str) -> QuerySet[LocalRule, LocalRule]:
    """The versions on which a scope allows a capability."""
    return LocalRule.objects.visible_to(scope, capability)


@dataclass(frozen=True)
class RuleNow:
    """A local rule as it is on a day: its value, the first day and number of its version (None: our proposal), what waits."""

    parameter: Parameter
    value: Any
    version: law.Version | None
    proposed: LocalRule | None


def rules_now(district: str, on: date) -> list[RuleNow]:
    """Every local rule with the value in force on a day and what waits for approval. Two queries."""
    decided = in_force(district, on)
    open_rows = {row.code: row for row in LocalRule.objects.of_district(district).filter(state="proposed")}
    return [
        RuleNow(
            each,
            decided[code].value if code in decided else each.form.value,
            decided.get(code),
            open_rows.get(code),
        )
        for code, each in parameters().items()
    ]
