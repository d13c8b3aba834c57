"""The editions of programmes that ship, read from their files and checked."""

import hashlib
import json
from pathlib import Path

import yaml
from pydantic import ValidationError

from anbiao.programme.schema import EditionOf

LIBRARY = Path(__file__).parent / "library"


class EditionError(Exception):
    """A file is no edition: its name, and what is wrong with it."""


def files() -> list[Path]:
    """The files that ship."""
    return sorted(LIBRARY.glob("*.yaml"))


def read(path: Path) -> EditionOf:
    """One file. Raises EditionError for what the form does not know, and for a file that bears another's name."""
    try:
        edition = EditionOf.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
    except (yaml.YAMLError, ValidationError) as error:
        raise EditionError(f"{path.name}: {error}") from error
    named = f"{edition.urn}.{edition.year}.{edition.edition}.yaml"
    if path.name != named:
        raise EditionError(f"{path.name}: its name should be {named}")
    return edition


def content_of(edition: EditionOf) -> tuple[str, str]:
    """The content as JSON text, and its SHA-256: the same for the same content however the file was written."""
    data = edition.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
