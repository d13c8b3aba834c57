"""Fixtures of the kit's tests."""

import pytest

from tests.nasty import Nasty, made


@pytest.fixture(scope="session")
def library() -> dict[str, Nasty]:
    """All nasty spreadsheets by name."""
    return {nasty.name: nasty for nasty in made()}
