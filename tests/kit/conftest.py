"""Fixtures of the kit's tests."""

import pytest

from tests.nasty import Nasty, make_all


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Nasty]:
    """All nasty spreadsheets by name, made once a worker."""
    return {nasty.name: nasty for nasty in make_all(tmp_path_factory.mktemp("nasty"))}
