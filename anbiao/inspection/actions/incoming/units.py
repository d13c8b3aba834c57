"""Whose row it is: units by code, former code, name or other name, as a row, the lines above a table, or a person's own unit says."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anbiao.kit.actor import Actor
from anbiao.kit.imports.headings import Recognised
from anbiao.kit.imports.sheets import Sheet
from anbiao.registry.models import Enterprise, FormerCode
from anbiao.rules.identifiers import check_uscc, normalise
from anbiao.rules.refusal import N_, Refusal

CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
# 单位:, but not the office that made the table (填报单位:). A name ends at two blanks, a wide blank, or the end; else at the first.
_LABEL = r"(?:受检单位|被检查单位|单位名称|企业名称|(?<!填报)(?<!制表)(?<!检查)(?<!报送)(?<!填表)(?<!编制)(?<!主管)(?<!监管)(?:单位|企业)|\bunit)"
NAMED = re.compile(
    _LABEL + r"\s*[:：]\s*(?:([^:：\u3000\t]+?)\s*(?=\s{2,}|[\u3000\t]|$)|([^\s:：]+))", re.IGNORECASE
)
UNKNOWN = N_(
    "No such unit stands in the roster where you may import. Compare name and credit code with the roster."
)
SEVERAL = N_("Several units bear this name. Write the credit code.")
NOBODY = N_("Say of which unit it is: name or credit code.")


@dataclass(frozen=True)
class Whose:
    """What a row says of its unit: a code, a name, or nothing."""

    code: str = ""
    name: str = ""


def above(sheet: Sheet, found: Recognised) -> Whose:
    """What the lines above a table say: a credit code, or a name behind 单位: (a ledger of one unit says it only there)."""
    code = name = ""
    for row in sheet.rows[: found.header_rows[-1] if found.header_rows else 0]:
        for cell in row:
            if not isinstance(cell, str):
                continue
            seen, said = CODE.search(cell[:500].upper()), NAMED.search(cell[:500])
            code = code or (seen[0] if seen and check_uscc(seen[0]) is None else "")
            name = name or ((said[1] or said[2]).strip() if said else "")
    return Whose(code, name)


class Units:
    """The units that a file names, as far as the actor may do `capability` there. Three queries whatever their number."""

    def __init__(self, actor: Actor, capability: str, said: Iterable[Whose]) -> None:
        wanted = set(said)
        self._rows = Enterprise.objects.visible_to(actor.scope, capability)
        self.by_id: dict[UUID, Enterprise] = {}
        codes = {normalise(each.code) for each in wanted if each.code}
        names = {each.name for each in wanted if each.name and not each.code}
        self._codes = self._by_code(actor, codes)
        self._names = self._by_name(names)
        self.own = self._own(actor)

    def _keep(self, rows: Iterable[Enterprise]) -> list[Enterprise]:
        return [self.by_id.setdefault(row.pk, row) for row in rows]

    def _by_code(self, actor: Actor, codes: set[str]) -> dict[str, Enterprise]:
        if not codes:
            return {}
        former = FormerCode.objects.of_district(actor.district).filter(uscc__among=codes)
        owners: Mapping[str, UUID] = dict(former.values_list("uscc", "enterprise_id"))
        found = {row.uscc or "": row for row in self._keep(self._rows.filter(uscc__among=codes))}
        if owners:
            owning = {row.pk: row for row in self._keep(self._rows.filter(pk__among=owners.values()))}
            found = {**{code: owning[pk] for code, pk in owners.items() if pk in owning}, **found}
        return found

    def _by_name(self, names: set[str]) -> dict[str, list[Enterprise]]:
        found: dict[str, list[Enterprise]] = {}
        if names:
            for row in self._keep(self._rows.filter(name__among=names)):
                found.setdefault(row.name, []).append(row)
            missing = sorted(names - set(found))
            if missing:
                for row in self._keep(self._rows.filter(aliases__overlap=missing)):
                    for alias in set(row.aliases) & set(missing):
                        found.setdefault(alias, []).append(row)
        return found

    def _own(self, actor: Actor) -> Enterprise | None:
        if len(actor.units) != 1:
            return None
        rows = self._keep(self._rows.filter(pk__in=list(actor.units)))
        return rows[0] if rows else None

    def find(self, said: Whose) -> Enterprise | tuple[str, Refusal]:
        """The unit, or the column that is wrong and why."""
        if said.code:
            wrong = check_uscc(said.code)
            if wrong:
                return "uscc", wrong
            unit = self._codes.get(normalise(said.code))
            return unit or ("uscc", Refusal("unit-unknown", UNKNOWN))
        if said.name:
            alike = self._names.get(said.name, [])
            if len(alike) == 1:
                return alike[0]
            return "name", Refusal("unit-several", SEVERAL) if alike else Refusal("unit-unknown", UNKNOWN)
        return self.own or ("name", Refusal("unit-missing", NOBODY))


def named(values: Mapping[str, Any], sheet: Whose) -> Whose:
    """What a row says, else what stands above its table."""
    said = Whose(str(values.get("uscc", "")), str(values.get("name", "")))
    return said if said.code or said.name else sheet
