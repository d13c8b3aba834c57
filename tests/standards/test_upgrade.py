"""What ships is loaded once; a text that changed under its number stops a start, but for the one that was shipped so by mistake."""

import pytest

from anbiao.rules.refusal import Refused
from anbiao.standards.actions import loading
from anbiao.standards.models import Edition
from tests import people

pytestmark = pytest.mark.django_db


def test_an_edition_that_strayed_stays_as_it_was_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Edition.objects.get(urn="local.rules", edition="3").sha256
    real = loading.content_of

    def another(edition: loading.EditionOf) -> tuple[str, str]:
        content, digest = real(edition)
        return (
            (content, "0" * 64)
            if (edition.urn, edition.edition) == ("local.rules", "3")
            else (content, digest)
        )

    monkeypatch.setattr(loading, "content_of", another)
    with pytest.raises(Refused):
        loading.load_library(now=people.NOW)
    monkeypatch.setattr(loading, "STRAY", {("local.rules", "3"): there})
    assert loading.load_library(now=people.NOW) == 0
    assert Edition.objects.get(urn="local.rules", edition="3").sha256 == there
