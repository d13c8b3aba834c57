"""Which sector a unit belongs to, hence which bureau answers for it, and why: ordered rules, the first that fits wins.

A rule reads up to four things of a unit: GB/T 4754 code, name, business scope, risk features. What it reads at all must all fit;
within one of them any one word or prefix is enough. `幼儿园$` fits only the end of a name (company form and brackets
taken off), `^住宿` only the first item of a scope, which by custom is the main trade. `without` vetoes: its words may stand in
no text that the rule reads; the name is always read. Text about what a unit may *not* do (不含…) is taken out of the scope first.
"""

import itertools
import operator
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from anbiao.rules.refusal import N_, cites

Confidence = Literal["certain", "likely"]
Because = tuple[str, Mapping[str, str]]

REASONS: Mapping[str, str] = {
    "industry": N_("The registered industry is the trade of this sector."),
    "place": N_("The name ends in the kind of place it is."),
    "trade": N_("The name says what the unit does."),
    "scope": N_("Its main trade is the first in the business scope."),
    "scope_any": N_("The business scope lists a trade of this sector; the name does not decide."),
    "licence": N_("This trade needs a licence, and who grants it answers for it."),
    "maker": N_("It makes or sells things for that trade; it does not carry it on."),
    "serves": N_("It works inside such places for others; its own trade decides."),
    "dealer": N_("It deals in these goods; it does not make them."),
    "nearest": N_("No sector names this trade; the nearest one is taken (Art. 10)."),
    "office": N_("It works at desks; the risk is that of the building."),
    "feature": N_("A risk of the unit decides."),
    "decided": N_("The district decided so for units like this one."),
}
_BY_HINT = N_("The roster names the sector “{sector}”.")
_ODD_HINT = N_("The roster says “{sector}”, which names no sector here.")
_BY_INDUSTRY = N_("Industry code {industry} begins with {prefix}.")
_BY_NAME = N_("The name contains “{words}”.")
_BY_SCOPE = N_("The business scope contains “{words}”.")
_BY_FEATURES = N_("The unit has the risk feature {features}.")
_BY_NOTHING = N_(
    "No rule fits: the district decides by the nearest trade (Art. 10), and the decision becomes a rule."
)

_KEYS = frozenset(
    {
        "number", "sector", "industries", "name_words", "scope_words", "features", "without", "confidence", "reason",
    }
)  # fmt: skip
_FORMS = re.compile(r"[（(][^（）()]*[）)]|(?:股份|集团)?有限(?:责任)?公司(?:.{0,8}分公司)?$")
_DENIED = re.compile(
    r"[（(][^（）()]*(?:不含|除外|不包括|不涉及|不得)[^（）()]*[）)]|(?:不含|不包括|不涉及)[^，。；;,]*"
)
_PREAMBLE = re.compile(r"^[^：:；;，,。]{0,12}(?:项目|范围)[：:]")
_ITEM_END = re.compile(r"[；;，,、。（(]")


@dataclass(frozen=True)
class Unit:
    """What a roster says of a unit. `sector_hint` is a sector's name as somebody typed it, or empty."""

    name: str
    business_scope: str = ""
    industry: str = ""
    features: frozenset[str] = frozenset()
    sector_hint: str = ""


@dataclass(frozen=True)
class Rule:
    """One routing rule; how its fields are read stands at the top of the module."""

    number: int
    sector: str
    industries: tuple[str, ...] = ()
    name_words: tuple[str, ...] = ()
    scope_words: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    confidence: Confidence = "likely"
    reason: str = REASONS["industry"]

    def __post_init__(self) -> None:
        if not (self.industries or self.name_words or self.scope_words or self.features):
            raise ValueError(f"rule {self.number} asks for nothing and would fit every unit")
        if not all((*self.industries, *self.name_words, *self.scope_words, *self.features, *self.without)):
            raise ValueError(f"rule {self.number} has an empty word")


@dataclass(frozen=True)
class Routed:
    """The answer: a sector or none, the rule that gave it (none for a hint), how sure, and the sentences that say why."""

    sector: str | None
    rule: int | None
    confidence: Literal["certain", "likely", "none"]
    because: tuple[Because, ...]


class _Read(NamedTuple):
    """A unit as the rules see it: its code, its features, and the words of the rules found in its texts."""

    industry: str
    features: frozenset[str]
    name_words: frozenset[str]
    scope_words: frozenset[str]


class _Words:
    """The words that rules look for in one kind of text; finds those present without trying each."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._singles: set[str] = set()
        for word in set(words):
            if len(word) == 1:
                self._singles.add(word)
            else:
                self._by_start[word[:2]].append(word)
        self._starts = frozenset(self._by_start)

    def found(self, text: str) -> set[str]:
        starts = self._starts.intersection(map(operator.add, text, text[1:]))
        found = {word for start in starts for word in self._by_start[start] if word in text}
        found.update(word for word in self._singles if word in text)
        return found


class _Endings:
    """The words that must end a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words})

    def found(self, text: str) -> set[str]:
        return {text[-length:] for length in self._lengths if text[-length:] in self._words}


def industry_digits(code: str) -> str:
    """The digits of an industry code; a leading section letter (C1951) is dropped, anything else gives ''."""
    digits = code[1:] if code[:1].isalpha() and code[:1].isascii() else code
    return digits if digits.isdecimal() else ""


def core_name(name: str) -> str:
    """A name without brackets and without the company form at its end, so that its last word is the kind of unit."""
    return _FORMS.sub("", _FORMS.sub("", name.strip()))


def permitted_scope(scope: str) -> str:
    """A business scope without what it excludes (不含…, …除外): an excluded trade says nothing of the unit."""
    text = _PREAMBLE.sub("", scope) if "：" in scope[:16] or ":" in scope[:16] else scope
    return _DENIED.sub("", text) if "不" in text or "除外" in text else text


def main_trade(scope: str) -> str:
    """The first item of a business scope."""
    end = _ITEM_END.search(scope)
    return scope[: end.start()] if end else scope


def _plain(words: Iterable[str]) -> list[str]:
    return [word for word in words if word[0] != "^" and word[-1] != "$"]


class Router:
    """Ordered rules made ready for many units. Decisions of the district stand before the shipped rules."""

    def __init__(
        self, rules: Sequence[Rule], *, decisions: Sequence[Rule] = (), names: Mapping[str, str] | None = None
    ) -> None:
        """`names`: what people may type for a sector → its code (see `names_from`). Raises ValueError on a number used twice."""
        self._rules = (*decisions, *rules)
        if len({rule.number for rule in self._rules}) != len(self._rules):
            raise ValueError("two routing rules bear the same number")
        self._names = {_hint_key(text): code for text, code in (names or {}).items()}
        in_names = [word for rule in self._rules for word in (*rule.name_words, *rule.without)]
        in_scopes = [word for rule in self._rules for word in rule.scope_words]
        vetoes = [word for rule in self._rules if rule.scope_words for word in rule.without]
        self._in_name = _Words(_plain(in_names))
        self._in_scope = _Words(_plain([*in_scopes, *vetoes]))
        self._ends_name = _Endings(word[:-1] for word in in_names if word[-1] == "$")
        self._in_main = _Words(word[1:] for word in in_scopes if word[0] == "^")
        self._index()

    def _index(self) -> None:
        """Enter each rule once, under the narrowest thing it asks for: only rules with a hit there are looked at."""
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_scope: dict[str, list[int]] = defaultdict(list)
        self._by_feature: dict[str, list[int]] = defaultdict(list)
        self._by_industry: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self._rules):
            if rule.name_words:
                table, keys = self._by_name, rule.name_words
            elif rule.scope_words:
                table, keys = self._by_scope, rule.scope_words
            elif rule.features:
                table, keys = self._by_feature, rule.features
            else:
                table, keys = self._by_industry, rule.industries
            for key in keys:
                table[key].append(place)

    @cites("安全生产法 第10条")
    def route(self, facts: Unit) -> Routed:
        """A unit belongs to the sector that its roster names, else to that of the first rule that it meets; where none is met,
        the district names the supervising bureau by the nearest trade (业务相近原则), and the decision becomes a rule."""
        hinted = self._hinted(facts)
        if hinted:
            return hinted
        found = next(self._fitting(facts), None)
        return found or Routed(None, None, "none", (*self._odd_hint(facts), (_BY_NOTHING, {})))

    def explain(self, facts: Unit) -> tuple[Routed, ...]:
        """Every answer that stood to reason, in order: the hint, then each rule that fits. The first is what `route` gives."""
        hinted = self._hinted(facts)
        return (*((hinted,) if hinted else ()), *self._fitting(facts))

    def _hinted(self, facts: Unit) -> Routed | None:
        sector = self._names.get(_hint_key(facts.sector_hint)) if facts.sector_hint else None
        if sector is None:
            return None
        return Routed(sector, None, "certain", ((_BY_HINT, {"sector": facts.sector_hint}),))

    def _odd_hint(self, facts: Unit) -> tuple[Because, ...]:
        hint = facts.sector_hint.strip()
        return ((_ODD_HINT, {"sector": hint}),) if hint and _hint_key(hint) not in self._names else ()

    def _fitting(self, facts: Unit) -> Iterator[Routed]:
        read = self._read(facts)
        for place in self._candidates(read):
            rule = self._rules[place]
            if _fits(rule, read):
                because = (*_evidence(rule, read), (rule.reason, {}), *self._odd_hint(facts))
                yield Routed(rule.sector, rule.number, rule.confidence, because)

    def _read(self, facts: Unit) -> _Read:
        scope = permitted_scope(facts.business_scope)
        ends = {word + "$" for word in self._ends_name.found(core_name(facts.name))}
        begins = {"^" + word for word in self._in_main.found(main_trade(scope))}
        return _Read(
            industry=industry_digits(facts.industry),
            features=facts.features,
            name_words=frozenset(self._in_name.found(facts.name) | ends),
            scope_words=frozenset(self._in_scope.found(scope) | begins),
        )

    def _candidates(self, read: _Read) -> list[int]:
        prefixes = [read.industry[:length] for length in range(1, len(read.industry) + 1)]
        places: set[int] = set()
        for table, keys in (
            (self._by_name, read.name_words),
            (self._by_scope, read.scope_words),
            (self._by_feature, read.features),
            (self._by_industry, prefixes),
        ):
            for key in table.keys() & keys:
                places.update(table[key])
        return sorted(places)


def _hint_key(text: str) -> str:
    key = "".join(text.split()).casefold()
    for ending in ("行业", "领域", "企业", "类"):
        key = key.removesuffix(ending)
    return key


def _fits(rule: Rule, read: _Read) -> bool:
    if rule.name_words and read.name_words.isdisjoint(rule.name_words):
        return False
    if rule.scope_words and read.scope_words.isdisjoint(rule.scope_words):
        return False
    if rule.industries and not read.industry.startswith(rule.industries):
        return False
    if rule.features and read.features.isdisjoint(rule.features):
        return False
    return not (rule.without and _vetoed(rule, read))


def _vetoed(rule: Rule, read: _Read) -> bool:
    if not read.name_words.isdisjoint(rule.without):
        return True
    return bool(rule.scope_words) and not read.scope_words.isdisjoint(rule.without)


def _evidence(rule: Rule, read: _Read) -> Iterator[Because]:
    if rule.name_words:
        yield _BY_NAME, {"words": _shown(rule.name_words, read.name_words)}
    if rule.scope_words:
        yield _BY_SCOPE, {"words": _shown(rule.scope_words, read.scope_words)}
    if rule.industries:
        prefix = next(prefix for prefix in rule.industries if read.industry.startswith(prefix))
        yield _BY_INDUSTRY, {"industry": read.industry, "prefix": prefix}
    if rule.features:
        yield _BY_FEATURES, {"features": _shown(rule.features, read.features)}


def _shown(asked: Iterable[str], found: frozenset[str]) -> str:
    return "、".join(word.strip("^$") for word in asked if word in found)


def rules_from(
    data: Sequence[Mapping[str, object]],
    *,
    sectors: Collection[str] | None = None,
    features: Collection[str] | None = None,
) -> tuple[Rule, ...]:
    """Rules from plain data (library/routing.yaml). Raises ValueError, naming the rule, on an unknown key, sector, feature or
    reason, on a wrong type, and where numbers do not rise."""
    rules = tuple(_rule_from(entry) for entry in data)
    for before, rule in itertools.pairwise(rules):
        if rule.number <= before.number:
            raise ValueError(f"rule {rule.number} stands after rule {before.number}: numbers must rise")
    for rule in rules:
        _check_known(rule.number, "sector", [rule.sector], sectors)
        _check_known(rule.number, "feature", rule.features, features)
    return rules


def names_from(sectors: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """What people may type for a sector → its code: code, full and short name in both languages (library/sectors.yaml)."""
    keys = ("code", "name_zh", "short_zh", "name_en", "short_en")
    return {str(sector[key]): str(sector["code"]) for sector in sectors for key in keys if sector.get(key)}


def _check_known(number: int, kind: str, words: Iterable[str], known: Collection[str] | None) -> None:
    for word in words:
        if known is not None and word not in known:
            raise ValueError(f"rule {number}: unknown {kind} {word!r}")


def _rule_from(entry: Mapping[str, object]) -> Rule:
    number = entry.get("number")
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError(f"a routing rule has no number: {dict(entry)!r}")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise ValueError(f"rule {number}: unknown keys {', '.join(unknown)}")
    sector, reason = entry.get("sector"), entry.get("reason")
    if not isinstance(sector, str) or not sector:
        raise ValueError(f"rule {number} names no sector")
    if not isinstance(reason, str) or reason not in REASONS:
        raise ValueError(f"rule {number}: unknown reason {reason!r}")
    return Rule(
        number=number,
        sector=sector,
        industries=_texts(entry, "industries"),
        name_words=_texts(entry, "name_words"),
        scope_words=_texts(entry, "scope_words"),
        features=_texts(entry, "features"),
        without=_texts(entry, "without"),
        confidence=_confidence(number, entry.get("confidence")),
        reason=REASONS[reason],
    )


def _confidence(number: int, value: object) -> Confidence:
    if value == "certain":
        return "certain"
    if value == "likely":
        return "likely"
    raise ValueError(f"rule {number}: confidence is certain or likely, not {value!r}")


def _texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, (list, tuple)) or not all(isinstance(word, str) for word in value):
        raise ValueError(f"rule {entry['number']}: {key} must be a list of texts (codes in quotes)")
    return tuple(value)
