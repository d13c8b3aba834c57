"""The field screens' own texts, by the key under which the client asks for them (static/inspection/field/texts.js).

Places stand in braces. A key that ends in "_1" is taken where {n} is one.
"""

from django.utils.translation import gettext

from anbiao.inspection.queries.texts.afterwards import AFTERWARDS
from anbiao.inspection.queries.texts.around import AROUND
from anbiao.inspection.queries.texts.at_work import CHECKING
from anbiao.inspection.queries.texts.locked import LOCKED
from anbiao.inspection.queries.texts.survey import SURVEY

TEXTS = AROUND | CHECKING | AFTERWARDS | LOCKED | SURVEY


def screen_texts() -> dict[str, str]:
    """Key → text in the reader's language."""
    return {key: gettext(text) for key, text in TEXTS.items()}
