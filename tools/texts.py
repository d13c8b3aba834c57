"""The catalogue of texts: `texts.py compile` makes the .mo files; `texts.py check` fails on a text without Chinese.

Each part has anbiao/<part>/locale/zh_Hans/LC_MESSAGES/django.po; a text may stand in the catalogue of any part.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "rules",
    "kit",
    "authority",
    "registry",
    "standards",
    "inspection",
    "readiness",
    "programme",
    "oversight",
    "portal",
)
KEYWORDS: dict[str, Any] = {
    "_": None, "N_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def catalogues() -> list[Path]:
    """The po files of all parts."""
    return [
        path
        for part in PARTS
        for path in sorted((ROOT / "anbiao" / part / "locale").glob("*/LC_MESSAGES/*.po"))
    ]


def used() -> Iterator[tuple[str, str, str, str]]:
    """Every marked text: (context, msgid, all its forms in one, file)."""
    for path in sorted((ROOT / "anbiao").rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _of(path.read_bytes(), path)
        elif path.suffix == ".html":
            code = templatize(path.read_text(encoding="utf-8"))
            flat = "\n".join(line.strip() for line in code.splitlines())
            yield from _of(flat.encode(), path)


def _of(source: bytes, path: Path) -> Iterator[tuple[str, str, str, str]]:
    for _line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        first = message if isinstance(message, str) else message[0]
        forms = message if isinstance(message, str) else " ".join(form for form in message if form)
        if first:
            yield context or "", first, forms, str(path.relative_to(ROOT))


def known() -> dict[tuple[str, str], str]:
    """(context, msgid) → Chinese, over all parts."""
    texts: dict[tuple[str, str], str] = {}
    for path in catalogues():
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                msgid = message.id if isinstance(message.id, str) else message.id[0]
                said = message.string if isinstance(message.string, str) else message.string[0]
                if msgid:
                    texts.setdefault((message.context or "", msgid), said)
    return texts


def check() -> int:
    """Prints what has no Chinese, or loses one of its places; returns how many."""
    chinese, wrong = known(), {}
    for context, msgid, forms, where in used():
        said = chinese.get((context, msgid))
        if not said:
            wrong[context, msgid] = f"{where}: no Chinese for {msgid!r}"
        elif set(PLACE.findall(said)) - set(PLACE.findall(forms)) or not _keeps_places(msgid, said):
            wrong[context, msgid] = f"{where}: other places in {msgid!r} → {said!r}"
    for line in [*wrong.values(), *clashes()]:
        print(line)
    return len(wrong) + len(clashes())


def clashes() -> list[str]:
    """Texts that two parts put into Chinese differently: Django would keep one of them on every screen."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for path in catalogues():
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and isinstance(message.string, str) and isinstance(message.id, str):
                    said.setdefault((message.context or "", message.id), {})[message.string] = path.parts[-4]
    return [f"two Chinese texts for {key[1]!r}: {texts}" for key, texts in said.items() if len(texts) > 1]


def _keeps_places(msgid: str, said: str) -> bool:
    """A plural form may leave out its number; every other place must be there."""
    return (
        not {p for p in PLACE.findall(msgid) if p not in PLACE.findall(said)}
        or "%(n" in msgid
        or "count" in msgid
    )


def compile_all() -> None:
    """Writes a .mo beside each .po."""
    for path in catalogues():
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale="zh_Hans"))


def main() -> None:
    """`compile` or `check`."""
    settings.configure(USE_I18N=True)
    if sys.argv[1:] == ["compile"]:
        compile_all()
    elif sys.argv[1:] == ["check"]:
        missing = check()
        print(f"{missing} texts without good Chinese" if missing else "every text has its Chinese")
        sys.exit(bool(missing))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
