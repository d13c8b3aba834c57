"""When two entries of the roster are likely one and the same unit, and what makes them look so."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from anbiao.rules.refusal import N_

REASONS = {
    "same_name": N_("the same name"),
    "same_sound": N_("names that sound the same"),
    "similar_name": N_("similar names"),
    "same_phone": N_("the same telephone"),
    "same_principal": N_("the same principal"),
    "same_address": N_("the same address"),
    "near_address": N_("a nearby address"),
}
LIKELY = 0.8
CROWD = 12  # a telephone or address shared by more units belongs to an agent or a landlord and says nothing
_FORM = re.compile(
    r"[（(][^（）()]*[）)]|股份有限公司|有限责任公司|有限公司|分公司|经营部|商行|\s|[·•.,，。\-—]"
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a unit looks like to the comparison. `key` is whatever the caller knows it by; `sound` the pinyin of the core."""

    key: str
    name: str
    sound: str
    uscc: str = ""
    phone: str = ""
    principal: str = ""
    address: str = ""


@dataclass(frozen=True)
class Likeness:
    """Two keys, how alike (0 to 1), and the reasons by name."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...]


def core(name: str) -> str:
    """A name without its company form, brackets and marks: what people call the unit."""
    return _FORM.sub("", name) or name


def alike(one: Look, other: Look) -> Likeness | None:
    """How alike two units look, None below LIKELY. Two valid but different credit codes speak against it, not enough alone."""
    reasons, score = _names(one, other)
    if one.phone and one.phone == other.phone:
        reasons.append("same_phone")
        score += 0.2
    if one.principal and one.principal == other.principal:
        reasons.append("same_principal")
        score += 0.15
    if one.address and other.address:
        near = SequenceMatcher(None, one.address, other.address).quick_ratio()
        if one.address == other.address:
            reasons.append("same_address")
            score += 0.2
        elif near > 0.85:
            reasons.append("near_address")
            score += 0.1
    if one.uscc and other.uscc and one.uscc != other.uscc:
        score -= 0.1
    score = min(score, 1.0)
    return Likeness(one.key, other.key, round(score, 2), tuple(reasons)) if score >= LIKELY else None


def _names(one: Look, other: Look) -> tuple[list[str], float]:
    mine, yours = core(one.name), core(other.name)
    if mine == yours:
        return ["same_name"], 0.75
    if one.sound and one.sound == other.sound:
        return ["same_sound"], 0.65
    ratio = SequenceMatcher(None, mine, yours).ratio()
    return (["similar_name"], 0.5 * ratio + 0.1) if ratio >= 0.6 else ([], 0.0)


def likely_pairs(new: Iterable[Look], known: Iterable[Look]) -> list[Likeness]:
    """Pairs of a new unit with a known or an earlier new one that are likely one; the best pair of each new unit.

    Only units that share a name core, a sound, a telephone or an address are compared: work grows with the units.
    """
    new = list(new)
    shared = Counter(mark for look in new for mark in _marks(look))
    index: dict[int, list[Look]] = defaultdict(list)
    for look in known:
        for mark in _marks(look):
            if mark in shared:
                index[mark].append(look)
    pairs = []
    for look in new:
        marks = _marks(look)
        rivals = {
            other.key: other
            for mark in marks
            if len(index.get(mark, ())) <= CROWD
            for other in index.get(mark, ())
        }
        found = [likeness for other in rivals.values() if (likeness := alike(look, other))]
        if found:
            pairs.append(max(found, key=lambda likeness: (likeness.score, likeness.second)))
        for mark in marks:
            if shared[mark] > 1:
                index[mark].append(look)
    return pairs


def _marks(look: Look) -> list[int]:
    """What units are put together by, as numbers: a whole roster's would not fit as texts. Two texts of one number cost a comparison."""
    marks = ("n" + core(look.name), "s" + look.sound, "p" + look.phone, "a" + look.address)
    return [hash(mark) for mark in marks if len(mark) > 1]
