"""The temporary cluster, and the district that every test finds in place."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests import cluster

# Timings are not tests: a busy machine makes no example fail.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


# One worker does all journeys, and first: a second program with its browser costs more than it saves. What takes minutes comes next, so that
# no worker begins it when the other has nothing left.
JOURNEYS = "tests/browser/"
LONG = (JOURNEYS, "tests/portal/test_demonstration.py", "tests/portal/test_bench.py", "tests/everywhere/")


class Schedule(LoadScopeScheduling):  # type: ignore[misc]
    """A file of tests to whichever worker is free, in the order in which they were collected; all journeys are one file."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Schedule:
    """How `pytest -n 2` shares the tests out."""
    return Schedule(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; otherwise the order stays the random one."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(
        key=lambda item: next((place[each] for each in LONG if item.nodeid.startswith(each)), len(LONG))
    )


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
