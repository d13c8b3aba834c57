"""Reading editions from files, and what has to hold between them. Every problem names file, line, place and what is wrong."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from anbiao.rules.refusal import N_, Refusal
from anbiao.standards.schema import Condition, Edition

LIBRARY = Path(__file__).parent / "library"
LARGEST = 4 * 1024 * 1024
DEEPEST = 40
Place = tuple[str | int, ...]
Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an edition: which file, which line (0: unknown), where in it, and why."""

    file: str
    line: int
    at: str
    refusal: Refusal


class EditionError(Exception):
    """A file that is no edition. Carries every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)


class Codes(NamedTuple):
    """The codes that `applies` may name."""

    sectors: frozenset[str]
    classes: frozenset[str]
    features: frozenset[str]


@dataclass(frozen=True)
class Source:
    """An edition with where it was read and the hash of the file's bytes."""

    edition: Edition
    file: str
    sha256: str


# ---------- one file ----------


def read(path: Path) -> Source:
    """The edition of a file. Raises EditionError with all its problems; OSError when it cannot be read."""
    body = path.read_bytes()
    edition = parse(body, str(path))
    return Source(edition, str(path), sha256(body).hexdigest())


def parse(body: bytes, file: str) -> Edition:
    """The edition in some bytes of YAML. Raises EditionError."""
    return parse_as(Edition, body, file)


def parse_as(form: type[Form], body: bytes, file: str) -> Form:
    """The same for any form of a file: standards have one, campaigns another. Raises EditionError."""
    if len(body) > LARGEST:
        text = N_("The file is larger than {megabytes} MB.")
        raise _error(file, "too-large", text, megabytes=str(LARGEST // 1024 // 1024))
    try:
        if _depth(body) > DEEPEST:  # before it is composed: that recurses where Python cannot stop it
            raise _error(file, "too-deep", N_("The file is nested too deeply."))
        loader = yaml.CSafeLoader(body)
        node = loader.get_single_node()
        problems = list(_node_problems(node, file)) if node else []
        data = loader.construct_document(node) if node and not problems else None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        why = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
        text = N_("This is not YAML: {why}.")
        raise EditionError([Problem(file, line, "", Refusal("not-yaml", text, {"why": why}))]) from None
    if problems:
        raise EditionError(problems)
    if not isinstance(data, dict):
        raise _error(file, "not-an-edition", N_("The file holds no edition: it has no keys."))
    return _validated(form, data, node, file)


def _validated(form: type[Form], data: dict[str, Any], node: Any, file: str) -> Form:
    try:
        return form.model_validate(data)
    except ValidationError as error:
        problems = [
            Problem(file, _line(node, e["loc"]), _place(e["loc"]), _as_refusal(e))
            for e in error.errors(include_url=False)
        ]
        raise EditionError(problems) from None


def _depth(body: bytes) -> int:
    """How deep the lists and mappings of a file lie in each other."""
    depth = deepest = 0
    for event in yaml.parse(body, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def _error(file: str, code: str, text: str, **params: str) -> EditionError:
    return EditionError([Problem(file, 0, "", Refusal(code, text, params))])


def _node_problems(node: Any, file: str) -> Iterator[Problem]:
    """What YAML would swallow in silence: a key twice, and pieces that are repeated or run in a circle by reference."""
    seen: set[int] = set()
    waiting: list[tuple[Any, Place]] = [(node, ())]
    while waiting:
        one, at = waiting.pop()
        if id(one) in seen and not isinstance(one, yaml.ScalarNode):
            text = N_("References (& and *) are not used in editions: write it out.")
            yield Problem(file, one.start_mark.line + 1, _place(at), Refusal("reference", text))
            continue
        seen.add(id(one))
        if isinstance(one, yaml.SequenceNode):
            waiting += [(below, (*at, number)) for number, below in enumerate(one.value)]
        elif isinstance(one, yaml.MappingNode):
            keys: set[str] = set()
            for key, below in one.value:
                name = str(key.value)
                if name in keys:
                    refusal = Refusal("key-twice", N_("The key “{key}” stands twice."), {"key": name})
                    yield Problem(file, key.start_mark.line + 1, _place((*at, name)), refusal)
                keys.add(name)
                waiting.append((below, (*at, name)))


def _line(node: Any, loc: Place) -> int:
    """The line of a place, as near as it can be told."""
    line = int(node.start_mark.line)
    for part in loc:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            found = [(key, below) for key, below in node.value if str(key.value) == str(part)]
            if not found:
                break
            line, node = int(found[0][0].start_mark.line), found[0][1]
            continue
        else:
            break
        line = int(node.start_mark.line)
    return line + 1


def _place(loc: Place) -> str:
    """sections[2].clauses[0].score.max"""
    said = ""
    for part in loc:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said


SAID = {
    "extra_forbidden": N_("“{key}” is not a key of the format."),
    "missing": N_("“{key}” is missing."),
    "literal_error": N_("{value} is not one of: {expected}."),
    "string_type": N_("A text is expected, not {value}. Write numbers and days of texts in quotes."),
    "string_pattern_mismatch": N_("{value} does not have the form that is asked for here."),
    "string_too_short": N_("This must not be empty."),
    "string_too_long": N_("This is too long: at most {max_length} characters."),
    "date_type": N_("A day is expected, as 2026-11-23, not {value}."),
    "int_type": N_("A whole number is expected, not {value}."),
    "float_type": N_("A number is expected, not {value}."),
    "list_type": N_("A list is expected, not {value}."),
    "bool_type": N_("true or false is expected, not {value}."),
    "dict_type": N_("Keys and values are expected, not {value}."),
    "model_type": N_("Keys and values are expected, not {value}."),
    "too_short": N_("At least one is needed here."),
    "greater_than": N_("{value} is too small."),
    "greater_than_equal": N_("{value} is too small."),
    "less_than_equal": N_("{value} is too large."),
}


def as_refusals(error: ValidationError) -> list[Refusal]:
    """What pydantic refuses, in our own words, with the place in front where there is one."""
    return [_as_refusal(each) for each in error.errors(include_url=False)]


def _as_refusal(error: Any) -> Refusal:
    """A pydantic error in our own words."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "edition":
        return Refusal(context["code"], context["text"], context["params"])
    key = str(error["loc"][-1]) if error["loc"] else ""
    params = {"key": key, "value": repr(error["input"])[:60], **{k: str(v) for k, v in context.items()}}
    return Refusal(
        kind, SAID.get(kind, N_("This does not fit: {message}.")), {**params, "message": error["msg"]}
    )


# ---------- all of them ----------


def files(folder: Path = LIBRARY) -> list[Path]:
    """The edition files of a library folder, in order."""
    return sorted(folder.glob("*/*.yaml"))


def read_all(paths: Iterable[Path]) -> tuple[list[Source], list[Problem]]:
    """Every edition that can be read, and the problems of those that cannot."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            sources.append(read(path))
        except EditionError as error:
            problems += error.problems
        except OSError as error:
            text = N_("The file cannot be read: {why}.")
            problems.append(Problem(str(path), 0, "", Refusal("unreadable", text, {"why": str(error)})))
    return sources, problems


def misplaced(source: Source) -> Iterator[Problem]:
    """In a library the file is named by its urn and edition."""
    path = Path(source.file)
    if f"{path.parent.name}/{path.stem}" != source.edition.name:
        text = N_("The file of {name} has to stand at {name}.yaml.")
        yield Problem(source.file, 0, "urn", Refusal("misplaced", text, {"name": source.edition.name}))


def between(sources: Sequence[Source], codes: Codes, *, around: Sequence[Edition] = ()) -> list[Problem]:
    """What is wrong between editions: names twice, unknown codes, `replaces` to unknown clauses, in a circle, or backwards.

    `around` are editions that stand already; they are looked at, not checked.
    """
    standing = {edition.name: edition for edition in around}
    standing |= {source.edition.name: source.edition for source in sources}
    criteria = {
        name
        for edition in standing.values()
        if edition.kind == "criteria"
        for clause in edition.clauses()
        for name in (clause.ref, f"{edition.urn}#{clause.ref}")
    }
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for source in sources:
        name = source.edition.name
        if name in seen:
            text = N_("The same urn and edition stand in {other}.")
            problems.append(
                Problem(source.file, 0, "urn", Refusal("name-twice", text, {"other": seen[name]}))
            )
        seen[name] = source.file
        problems += _unknown_codes(source, codes)
        problems += _wrong_replacement(source, standing)
        problems += _unknown_criteria(source, criteria)
    return problems


def _unknown_codes(source: Source, codes: Codes) -> Iterator[Problem]:
    conditions: list[tuple[str, Condition]] = [("applies", c) for c in source.edition.applies]
    for section in source.edition.all_sections():
        conditions += [(f"{section.ref}.applies", c) for c in section.applies]
    for at, condition in conditions:
        for kind in Codes._fields:
            for code in getattr(condition, kind):
                if code not in getattr(codes, kind):
                    text = N_("{code} is not among the {kind} of the roster.")
                    refusal = Refusal("unknown-code", text, {"code": code, "kind": kind})
                    yield Problem(source.file, 0, f"{at}.{kind}", refusal)


def _wrong_replacement(source: Source, standing: dict[str, Edition]) -> Iterator[Problem]:
    here, replaces = source.edition, source.edition.replaces
    old = standing.get(f"{replaces.urn}/{replaces.edition}") if replaces else None
    if replaces is None or old is None:
        return
    refs = {clause.ref for clause in old.clauses()} | {section.ref for section in old.all_sections()}
    for ref in replaces.map:
        if ref not in refs:
            text = N_("{ref} is no clause of {name}.")
            yield Problem(
                source.file, 0, "replaces.map", Refusal("unknown-ref", text, {"ref": ref, "name": old.name})
            )
    if _circle(here, standing):
        text = N_("Editions replace each other in a circle: {names}.")
        names = " → ".join(_circle(here, standing))
        yield Problem(source.file, 0, "replaces", Refusal("circle", text, {"names": names}))
    elif here.in_force.from_ and old.in_force.from_ and here.in_force.from_ < old.in_force.from_:
        text = N_("It is in force from {day}, before {name}, which it replaces.")
        params = {"day": here.in_force.from_.isoformat(), "name": old.name}
        yield Problem(source.file, 0, "in_force.from", Refusal("backwards", text, params))


def _circle(edition: Edition, standing: dict[str, Edition]) -> list[str]:
    """The names from an edition back to itself; [] where `replaces` comes to an end."""
    names, one = [edition.name], edition
    while one.replaces:
        before = standing.get(f"{one.replaces.urn}/{one.replaces.edition}")
        if before is None or before.name in names[1:]:
            return []
        names.append(before.name)
        if before.name == edition.name:
            return names
        one = before
    return []


def _unknown_criteria(source: Source, criteria: set[str]) -> Iterator[Problem]:
    for clause in source.edition.clauses():
        if clause.phrase and clause.phrase.criterion and clause.phrase.criterion not in criteria:
            text = N_("{ref} is no criterion of any edition.")
            refusal = Refusal("unknown-criterion", text, {"ref": clause.phrase.criterion})
            yield Problem(source.file, 0, f"{clause.ref}.phrase.criterion", refusal)


def as_json(content: object) -> str:
    """Content as it is kept, as text that the schema reads."""
    return json.dumps(content, ensure_ascii=False)
