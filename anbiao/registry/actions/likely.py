"""New units of a file beside the roster and beside each other: likely duplicates, and what a person decided about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anbiao.kit.imports.plans import Mark, key_of
from anbiao.registry.actions.duplicates import look, standing_looks
from anbiao.registry.actions.writing import Batch
from anbiao.registry.models import Enterprise
from anbiao.rules.likeness import Likeness, likely_pairs

Facts = Mapping[str, Any]
SAME = ("same_new_code", "same_old_code")
LATER = "later"
DECISIONS = (*SAME, "two", LATER)


@dataclass(frozen=True)
class Candidate:
    """A row that is likely a unit already known, or another row of the file (which then is `beside`)."""

    mark: Mark
    beside: Mark | None
    likeness: Likeness
    mine: Facts
    theirs: Facts


class Comparison:
    """Compares the units that a batch creates and changes the batch as it was decided.

    `joined` counts the rows that went into another row of the same file.
    """

    def __init__(self, district: str, may_write: Callable[[str], bool], batch: Batch) -> None:
        self.district = district
        self.may_write = may_write
        self.batch = batch
        self.joined = 0
        self._gone: dict[UUID, UUID] = {}

    def decide(self, new: Mapping[UUID, tuple[Mark, Facts]], decisions: Mapping[str, str]) -> list[Candidate]:
        """`new`: unit → row and facts; `decisions`: a row's key → one of DECISIONS. Returns what the person may look at.

        Two queries. A unit outside what the person may keep is not shown and not changed: it goes on the work list.
        """
        if not new:
            return []
        looks = [look(str(unit), facts) for unit, (_, facts) in new.items()]
        found = likely_pairs(looks, standing_looks(self.district))
        standing = self._standing({UUID(likeness.second) for likeness in found} - new.keys())
        shown, open_pairs = [], []
        for likeness in found:
            unit, other = UUID(likeness.first), UUID(likeness.second)
            mark, mine = new[unit]
            theirs = new[other][1] if other in new else standing[other]
            visible = other in new or self.may_write(theirs["region"])
            act = decisions.get(key_of(mark), LATER) if visible else LATER
            if visible:
                beside = new[other][0] if other in new else None
                shown.append(Candidate(mark, beside, likeness, mine, theirs))
            if act in SAME and self._is_same(unit, other, theirs, new_code=act == SAME[0]):
                continue
            if act != "two":
                open_pairs.append((unit, other, likeness))
        self.batch.pairs += self._still_two(open_pairs)
        return shown

    def _standing(self, units: set[UUID]) -> dict[UUID, dict[str, Any]]:
        columns = ("id", "version", "registered_on", *Enterprise.FACTS)
        rows = Enterprise.objects.of_district(self.district).filter(pk__in=units).values(*columns)
        return {row["id"]: row for row in rows}

    def _is_same(self, unit: UUID, other: UUID, theirs: Facts, *, new_code: bool) -> bool:
        """The row is that unit: it brings it up to date, and a code that gives way is kept as former. False: not possible."""
        other = self._gone.get(other, other)
        if other in self.batch.created:
            self._join(unit, other, new_code=new_code)
            return True
        if other in self.batch.changed:  # another row of the file brings this unit up to date already
            return False
        mine = self._leave(unit)
        merged = _merged(theirs, mine, new_code=new_code)
        keep = {key: theirs[key] for key in ("state", "verified_on", "verified_by")}
        self.batch.changed[other] = (
            dict(theirs),
            {**{k: theirs[k] for k in Enterprise.FACTS}, **merged, **keep},
        )
        self._keep_code(other, theirs, mine, merged)
        self._gone[unit] = other
        return True

    def _join(self, unit: UUID, other: UUID, *, new_code: bool) -> None:
        """Both stand in the file: the later row goes into the earlier one."""
        mine, theirs = self._leave(unit), self.batch.created[other]
        merged = _merged(theirs, mine, new_code=new_code)
        self.batch.created[other] = {**theirs, **merged}
        self._keep_code(other, theirs, mine, merged)
        self._gone[unit] = other
        self.joined += 1

    def _leave(self, unit: UUID) -> Facts:
        self.batch.grid.pop(unit, None)
        return self.batch.created.pop(unit)

    def _keep_code(self, unit: UUID, theirs: Facts, mine: Facts, merged: Facts) -> None:
        """The code that gave way is kept: by it the unit is still found, and the next file knows it again."""
        for code in (theirs["uscc"], mine["uscc"]):
            if code and code != merged["uscc"]:
                self.batch.former[unit] = code

    def _still_two(self, pairs: list[tuple[UUID, UUID, Likeness]]) -> list[tuple[UUID, UUID, Likeness]]:
        """The pairs for the work list, the standing unit first; a row that went into another unit stands for that one."""
        kept: dict[tuple[UUID, UUID], Likeness] = {}
        for unit, other, likeness in pairs:
            first = self._gone.get(other, other)
            if first != unit and unit in self.batch.created:
                kept.setdefault((first, unit), likeness)
        return [(first, second, likeness) for (first, second), likeness in kept.items()]


def _merged(theirs: Facts, mine: Facts, *, new_code: bool) -> dict[str, Any]:
    """What the row states over what stands; the code as decided, and the only one there is where one lacks it."""
    stated = {
        key: value for key, value in mine.items() if value not in (None, "", []) and key in Enterprise.FACTS
    }
    codes = (mine["uscc"], theirs["uscc"]) if new_code else (theirs["uscc"], mine["uscc"])
    return {**stated, "uscc": codes[0] or codes[1]}
