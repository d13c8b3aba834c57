"""Refusals in the reader's language: rules mark their sentences, the catalogue of texts translates them here."""

from django.utils.translation import gettext

from anbiao.rules.refusal import Refusal


def say(refusal: Refusal) -> str:
    """The refusal as a sentence in the current language, its values filled in."""
    return refusal.sentence(lambda text: gettext(text) if text else "")
