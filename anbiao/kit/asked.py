"""A job carries the number of the request that asked for it, so that its lines in the log are found by that number."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from anbiao.kit import logs

KEY = "_request"  # among the arguments of a job in the queue; taken out again before the task sees them


def join(app: Any) -> None:
    """Django's queue calls this when it is ready: whatever is put into it takes the number along."""
    manager = app.job_manager
    manager.batch_defer_jobs = _numbering(manager.batch_defer_jobs)
    manager.batch_defer_jobs_async = _numbering(manager.batch_defer_jobs_async)


def _numbering(defer: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(defer)
    def numbered(jobs: list[Any], **more: Any) -> Any:
        number = logs.current()
        if number:
            jobs = [job.evolve(task_kwargs={**job.task_kwargs, KEY: number}) for job in jobs]
        return defer(jobs=jobs, **more)

    return numbered


async def carry(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
    """Around every job of a worker."""
    with logs.known_as(context.job.task_kwargs.pop(KEY, "")):
        return await call_next()
