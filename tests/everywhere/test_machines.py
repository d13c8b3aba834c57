"""Every state machine: each state is reached, and none but an end is a dead end."""

import importlib
import pkgutil

import pytest

import anbiao.rules
from anbiao.rules.duties import CAPABILITIES
from anbiao.rules.machine import Machine, machines

for _module in pkgutil.iter_modules(anbiao.rules.__path__):
    importlib.import_module(f"anbiao.rules.{_module.name}")


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_every_state_is_reachable_and_only_ends_are_dead_ends(machine: Machine) -> None:
    assert machine.unreachable() == frozenset()
    assert machine.dead_ends() == frozenset()


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_every_step_asks_for_a_capability_that_some_duty_has(machine: Machine) -> None:
    assert {step.duty for step in machine.steps} <= CAPABILITIES
