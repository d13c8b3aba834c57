"""Likely duplicates side by side, with the four answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from anbiao.kit.imports.plans import key_of
from anbiao.kit.imports.wrong import Asked
from anbiao.kit.models import ImportRun
from anbiao.registry.actions.likely import DECISIONS
from anbiao.registry.queries import region_name
from anbiao.rules.likeness import REASONS
from anbiao.rules.refusal import N_, Refusal, Refused
from anbiao.rules.units import UNIT

Kept = Mapping[str, Any]
SINCE = N_("since {registered}; never verified")
SINCE_VERIFIED = N_("since {registered}; verified on {verified}")
FIELDS = (
    ("name", N_("Unit name")), ("uscc", N_("Credit code (USCC)")), ("town", N_("Town or street")), ("address", N_("Address")),
    ("principal", N_("Principal")), ("phone", N_("Telephone")), ("employees", N_("Employees")), ("state", N_("Status")),
)  # fmt: skip
ANSWERS = {
    "same_new_code": N_("One unit: take the new code"),
    "same_old_code": N_("One unit: keep the old code"),
    "two": N_("Two units: register the new one"),
    "later": N_("Write it, and decide later"),
}


@dataclass(frozen=True)
class Pair:
    """Two entries side by side: fields (label, mine, theirs, differ, is code), and the four answers (act, words, key, chosen, why not)."""

    number: int
    total: int
    row: int
    sheet: str
    key: str
    other_row: int | None
    other_sheet: str
    known_since: str
    score: str
    reasons: str
    fields: Sequence[tuple[str, str, str, bool, bool]]
    record: str
    codes: str
    answers: Sequence[tuple[str, str, int, bool, str]]
    likewise: Sequence[str]
    open: int
    previous: str
    next: str


def pair_of(run: ImportRun, asked: Asked) -> Pair | None:
    """The pair that is asked for, else the first that nobody decided yet, else the first. None when there is none."""
    kept: list[Kept] = run.result.get("duplicates", [])
    if not kept:
        return None
    undecided = [place for place, each in enumerate(kept) if _key(each) not in run.decisions]
    at = min(asked.pair, len(kept)) - 1 if asked.pair else (undecided[0] if undecided else 0)
    mine, theirs = kept[at]["mine"], kept[at]["theirs"]
    other_row, _, other_sheet = str(kept[at]["other"]).removeprefix("row:").partition(" ")
    codes, key = kind_of(kept[at]), _key(kept[at])
    decision = run.decisions.get(key, {}).get("act", "")
    return Pair(
        number=at + 1, total=len(kept), row=kept[at]["row"], sheet=kept[at].get("sheet", ""), key=key,
        other_row=int(other_row) if other_row.isdigit() else None, other_sheet=other_sheet,
        known_since=theirs.get("registered_on") or "",
        score=f"{kept[at]['score']:.2f}", reasons=gettext(", ").join(gettext(REASONS[r]) for r in kept[at]["reasons"]),
        fields=[_field(name, label, mine, theirs) for name, label in FIELDS], record=_record(theirs), codes=codes,
        answers=[_answer(act, key, decision, codes) for key, act in enumerate(DECISIONS, start=1)],
        likewise=[_key(kept[i]) for i in undecided if i != at and kind_of(kept[i]) == codes], open=len(undecided),
        previous=replace(asked, pair=at or len(kept)).query, next=replace(asked, pair=(at + 1) % len(kept) + 1).query,
    )  # fmt: skip


def _key(kept: Kept) -> str:
    return key_of((kept.get("sheet", ""), kept["row"]))


def kind_of(kept: Kept) -> str:
    """Whether both sides have a code ("differ"; the same code would be the same unit) or one lacks it ("missing")."""
    return "differ" if kept["mine"].get("uscc") and kept["theirs"].get("uscc") else "missing"


def _answer(act: str, key: int, decision: str, codes: str) -> tuple[str, str, int, bool, str]:
    if codes == "missing" and act == "same_new_code":
        return act, gettext("One unit"), key, decision == act, ""
    why_not = (
        gettext("There are not two codes to choose from.")
        if codes == "missing" and act == "same_old_code"
        else ""
    )
    return act, gettext(ANSWERS[act]), key, decision == act, why_not


def _field(name: str, label: str, mine: Kept, theirs: Kept) -> tuple[str, str, str, bool, bool]:
    one, other = (_value(name, side) for side in (mine, theirs))
    return gettext(label), one, other, one != other, name == "uscc"


def _value(name: str, side: Kept) -> str:
    if name == "town":
        code = str(side.get("region") or "")
        return " ".join(
            word for word in (region_name(code[:9]), region_name(code) if len(code) > 9 else "") if word
        )
    if name == "state":
        return gettext(UNIT.state(side["state"]).label) if side.get("state") else ""
    value = side.get(name)
    return "" if value is None else str(value)


def _record(theirs: Kept) -> str:
    """What the roster has of the unit, for who has to judge which of the two is the living one."""
    registered, verified = theirs.get("registered_on"), theirs.get("verified_on")
    if not registered:
        return ""
    text = gettext(SINCE_VERIFIED if verified else SINCE)
    return text.format(registered=registered, verified=verified)


def rows_alike(run: ImportRun, row: str) -> list[str]:
    """The rows of the undecided pairs of the same kind as this row's."""
    kept: list[Kept] = run.result.get("duplicates", [])
    kinds = {_key(each): kind_of(each) for each in kept}
    return [
        key
        for key, kind in kinds.items()
        if key != row and kind == kinds.get(row) and key not in run.decisions
    ]


def row_of_pair(run: ImportRun, text: str) -> str:
    """The row of a pair as a form names it. Raises Refused for one that is not (or no longer) among the duplicates."""
    if any(_key(each) == text for each in run.result.get("duplicates", ())):
        return text
    raise Refused(
        Refusal("pair-gone", N_("This row is no longer a likely duplicate. See what stands here now."))
    )
