"""The editions of programmes, read from their files and checked: those that ship, and what a city issues."""

import hashlib
import json
from pathlib import Path

from anbiao.programme.schema import EditionOf
from anbiao.rules.refusal import N_, Refusal
from anbiao.standards.editions import EditionError, Problem, parse_as

LIBRARY = Path(__file__).parent / "library"


def files() -> list[Path]:
    """The files that ship."""
    return sorted(LIBRARY.glob("*.yaml"))


def read(path: Path) -> EditionOf:
    """One file, whatever its name. Raises EditionError with all that is wrong, each with its line; OSError."""
    return parse_as(EditionOf, path.read_bytes(), str(path))


def shipped() -> list[EditionOf]:
    """What ships. Raises EditionError, also for a file that bears another's name."""
    found = []
    for path in files():
        edition = read(path)
        named = f"{edition.urn}.{edition.year}.{edition.edition}.yaml"
        if path.name != named:
            text = N_("This file should be named {name}.")
            raise EditionError([Problem(str(path), 0, "", Refusal("misnamed", text, {"name": named}))])
        found.append(edition)
    return found


def content_of(edition: EditionOf) -> tuple[str, str]:
    """The content as JSON text, and its SHA-256: the same for the same content however the file was written."""
    data = edition.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
