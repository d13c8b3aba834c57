"""Why something may not be done, as data; and which article each rule stands on."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def N_(text: str) -> str:  # noqa: N802  the name that gettext users know
    """Mark a text for translation and give it back unchanged; the door that shows it translates it."""
    return text


class Term(str):
    """A parameter of a refusal that is itself a marked text (a state's label, say) and is translated before
    it is filled in.
    """

    __slots__ = ()


@dataclass(frozen=True)
class Refusal:
    """One reason against: a stable code, the sentence with `{name}` placeholders, what fills them, article,
    form field.
    """

    code: str
    text: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    article: str = ""
    field: str = ""

    def sentence(self, translate: Callable[[str], str] = N_) -> str:
        """The whole sentence in the reader's language; `translate` is gettext at a door, nothing in a pure
        test.
        """
        values = {
            name: translate(str(value)) if isinstance(value, Term) else value
            for name, value in self.params.items()
        }
        return translate(self.text).format_map(values)


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """An act was refused. Carries every reason found, never only the first."""

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("a refusal without a reason")
        super().__init__(*refusals)
        self.refusals: tuple[Refusal, ...] = refusals

    def __str__(self) -> str:
        return " ".join(refusal.sentence() for refusal in self.refusals)


@dataclass(frozen=True, order=True)
class Citation:
    """A rule of the rules book: where it stands, the articles it cites, and its docstring, the rule in plain
    words.
    """

    module: str
    name: str
    articles: tuple[str, ...]
    text: str


_CITATIONS: dict[tuple[str, str], Citation] = {}


def cites(*articles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a rule with the articles it stands on: kept as `__articles__` and entered in the rules book."""
    if not articles:
        raise ValueError("name at least one article")

    def entered(function: Callable[P, R]) -> Callable[P, R]:
        text = inspect.getdoc(function) or ""
        if not text:
            raise ValueError(
                f"{function.__qualname__} cites {articles[0]} but says nothing: its docstring is the rule"
            )
        function.__dict__["__articles__"] = articles
        module, name = function.__module__, function.__qualname__
        _CITATIONS[module, name] = Citation(module=module, name=name, articles=articles, text=text)
        return function

    return entered


def cited() -> tuple[Citation, ...]:
    """Every citing rule of the modules imported so far, ordered by module and name."""
    return tuple(sorted(_CITATIONS.values()))
