"""The weekly plan, made: `plan(instance, seconds=…, seed=…, previous=…)` answers what `rules.schedule` asks."""

from anbiao.programme.planning.reading import instance_text, plan_text, read_instance, read_plan
from anbiao.programme.planning.solving import plan

__all__ = ["instance_text", "plan", "plan_text", "read_instance", "read_plan"]
