"""The temporary cluster, and the district that every test finds in place."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests import cluster

# Timings are not tests: a busy machine makes no example fail.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the cluster before any worker asks for it."""
    if cluster.is_ours():
        cluster.cluster().start()
        cluster.cluster().prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """And removes it."""
    if cluster.is_ours():
        cluster.remove()


@pytest.fixture(scope="session")
def template(django_db_blocker: Any) -> str:
    """The database that every other of this run is a copy of."""
    with django_db_blocker.unblock():
        return cluster.template()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, template: str) -> None:
    """The template stands before a worker copies it."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """Reference rows and the offices of Luojiang, once a worker."""
    with django_db_blocker.unblock():
        from tests.people import furnish

        furnish()
    yield
