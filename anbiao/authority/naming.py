"""Names in the reader's language: organisations, people, regions and sectors carry both."""

from typing import Any

from django.utils.translation import get_language


def is_english() -> bool:
    """True when the screen speaks English."""
    return (get_language() or "").startswith("en")


def said(row: Any) -> str:
    """The name of a row in the language of the screen; the Chinese one where there is no English."""
    if row is None:
        return ""
    chinese = getattr(row, "name", "") or getattr(row, "name_zh", "")
    return str((row.name_en or chinese) if is_english() else chinese)
