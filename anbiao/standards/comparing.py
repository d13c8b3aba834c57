"""What differs between two editions: clauses the same, changed, split, new, gone; by the map of the newer where it has one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anbiao.standards.schema import Clause, Edition

COMPARED = ("zh", "en", "source", "score", "check", "phrase", "parameter", "facts")


@dataclass(frozen=True)
class Change:
    """What became of one clause: what (same changed split new gone unknown), its refs before and after, the pieces that differ.

    "unknown" is a clause of which the newer edition, which tells of others, says nothing. `known` is "map" where the newer
    edition says so itself, "ref" where both only have, or have not, the same ref.
    """

    what: str
    old: Clause | None
    new: tuple[Clause, ...]
    pieces: tuple[str, ...] = ()
    known: str = "ref"


def diff(old: Edition, new: Edition) -> list[Change]:
    """Every clause of both, in the order of the older one, then what is new."""
    here = {clause.ref: clause for clause in new.clauses()}
    mapped = (
        new.replaces.map
        if new.replaces and (new.replaces.urn, new.replaces.edition) == (old.urn, old.edition)
        else {}
    )
    found: list[Change] = []
    taken: set[str] = set()
    for clause in old.clauses():
        follows = mapped.get(clause.ref)
        if follows:
            targets = tuple(here[ref] for ref in follows.to if ref in here)
            what = "gone" if follows.as_ == "dropped" else follows.as_
            found.append(Change(what, clause, targets, known="map"))
        else:
            found.append(_by_ref(clause, here.get(clause.ref), gone="unknown" if mapped else "gone"))
        taken.update(each.ref for each in found[-1].new)
    return [*found, *(Change("new", None, (clause,)) for ref, clause in here.items() if ref not in taken)]


def _by_ref(old: Clause, new: Clause | None, *, gone: str) -> Change:
    if new is None:
        return Change(gone, old, ())
    pieces = tuple(name for name in COMPARED if _plain(getattr(old, name)) != _plain(getattr(new, name)))
    return Change("changed" if pieces else "same", old, (new,), pieces)


def _plain(value: Any) -> Any:
    return value.model_dump() if hasattr(value, "model_dump") else value


def counts(changes: list[Change]) -> dict[str, int]:
    """How many of each."""
    found = dict.fromkeys(("same", "changed", "split", "new", "gone", "unknown"), 0)
    for change in changes:
        found[change.what] += 1
    return found


def as_data(changes: list[Change]) -> Iterator[dict[str, Any]]:
    """For scripts: everything but what is the same."""
    for change in changes:
        if change.what != "same":
            yield {
                "what": change.what, "old": change.old.ref if change.old else None, "new": [c.ref for c in change.new],
                "pieces": list(change.pieces), "known": change.known,
            }  # fmt: skip
