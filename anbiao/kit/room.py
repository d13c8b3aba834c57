"""Room for calls, so that the time of a page or a command does not depend on how deep the program happens to stand (decision 42)."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer")
# Words of 8 bytes: more than 128 KB, so that CPython takes a piece of 256 KB for this frame and all that follow.
ROOM = 17_000


def with_room(call: Callable[..., Answer], *arguments: object) -> Answer:
    """What the call answers, with nothing changed but the room for the calls below it."""
    return call(*arguments)


with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM)


class Roomy:
    """The outermost middleware: the rest of a request has room for its calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, unchanged."""
        return with_room(self.get_response, request)
