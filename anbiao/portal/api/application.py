"""The API as a whole: one address a use-case and three a register, made from their declarations by django-ninja."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import get_language, gettext
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.operation import PathView
from ninja.parser import Parser
from pydantic import BaseModel
from pydantic_core import from_json

from anbiao.kit.doors import View
from anbiao.kit.register import Register
from anbiao.kit.register.columns import Text
from anbiao.portal.api import lists, use_cases
from anbiao.portal.api.asking import Wrong
from anbiao.portal.api.door import token_door
from anbiao.portal.api.problems import CONTENT_TYPE, KINDS, Problem, of_refusals, of_values, problem
from anbiao.rules.places import Scope
from anbiao.rules.refusal import N_, Refused

ROOT = "api/v1/"
PLACE = re.compile(r"{[^}:]+:")  # what a place of an address is, before its name
BEARER = {"type": "http", "scheme": "bearer"}
KEY = {
    "in": "header", "name": "Idempotency-Key", "required": True, "schema": {"type": "string", "format": "uuid"},
}  # fmt: skip
READS, WRITES = (
    ("no-token", "not-found", "invalid", "too-many"),
    ("bad-json", "refused", "too-large", "no-json"),
)
ABOUT = N_("The registers and the acts of Anbiao for programs. A program acts for a person: it reaches what she reaches, as far as her token lets it.")  # fmt: skip
LIST, ONE, OPTIONS = N_("List: %(name)s"), N_("One row: %(name)s"), N_("What can be filtered by: %(name)s")


@dataclass(frozen=True)
class Address:
    """One address of the API: what it asks for, in words, and what makes the function behind it with the shape that it gives. Shapes are
    made late, since they speak a language and cost time.
    """

    name: str
    path: str
    capability: str
    title: Callable[[], str]
    tag: Text
    make: Callable[[], tuple[Callable[..., HttpResponse], type[BaseModel]]]
    writes: bool = False

    @property
    def route(self) -> str:
        """As Django writes it."""
        return self.path.replace("{", "<").replace("}", ">")


def addresses(registers: tuple[Register, ...]) -> Iterator[Address]:
    """Every address of these registers, and every act on what stands in them."""
    for register in registers:
        yield from _of_register(register)
        for bulk in register.bulk:
            yield _of_case(use_cases.bulk_case(register, bulk), register.title)
    titles = {register.path: register.title for register in registers}
    for case in use_cases.ALL:
        if title := titles.get(case.of or case.path.split("/")[0]):
            yield _of_case(case, title)


def _of_register(register: Register) -> Iterator[Address]:
    def make_list() -> Any:
        shapes = lists.shapes(register)

        def listed(request: Any, asked: Any) -> HttpResponse:
            return lists.page(request, register, limit=asked.limit, count=asked.count)

        listed.__annotations__["asked"] = Annotated[shapes.asked, Query(...)]  # type: ignore[type-arg]
        return listed, shapes.page

    def make_one() -> Any:
        def one(request: Any, pk: UUID) -> HttpResponse:
            return lists.single(request, register, pk)

        return one, lists.shapes(register).one

    def make_options() -> Any:
        def options(request: Any) -> HttpResponse:
            return lists.options(request, register)

        return options, lists.Options

    def told(text: str) -> Callable[[], str]:
        return lambda: gettext(text) % {"name": register.title}

    name, at, capability, title = register.name, register.path, register.capability, register.title
    yield Address(name, at, capability, told(LIST), title, make_list)
    yield Address(f"{name}-options", f"{at}/filters", capability, told(OPTIONS), title, make_options)
    yield Address(f"{name}-one", f"{at}/{{uuid:pk}}", capability, told(ONE), title, make_one)


def _of_case(case: use_cases.UseCase, tag: Text) -> Address:
    def make() -> Any:
        def with_id(request: Any, pk: UUID, body: Any) -> HttpResponse:
            return case.do(request.actor, pk, body)

        def without(request: Any, body: Any) -> HttpResponse:
            return case.do(request.actor, None, body)

        view: Any = with_id if "{uuid:pk}" in case.path else without
        view.__annotations__["body"] = case.body()
        return view, case.answer

    return Address(case.name, case.path, case.capability, lambda: str(case.label), tag, make, writes=True)


# ---------- ninja ----------


class Strict(Parser):
    """Reads JSON as the standard has it: no NaN, no halves of characters, nothing nested without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises ValueError."""
        return from_json(request.body, allow_inf_nan=False)


def made(several: Iterable[Address], name: str) -> NinjaAPI:
    """An application of some addresses, in the language that is spoken now."""
    api = NinjaAPI(
        title=gettext("Anbiao"), version="1", description=gettext(ABOUT), openapi_url=None, docs_url=None, parser=Strict(),
        urls_namespace=name,
    )  # fmt: skip
    for each in several:
        view, answer = each.make()
        api.default_router.add_api_operation(
            each.path, ["POST" if each.writes else "GET"], view, response={200: answer}, operation_id=each.name,
            summary=each.title(), tags=[str(each.tag)], url_name=each.name, openapi_extra=_besides(each),
        )  # fmt: skip
    api.add_exception_handler(Http404, lambda _request, _error: problem("not-found"))
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Wrong, _wrong)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, lambda _request, _error: problem("bad-json"))
    return api


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem("refused", of_refusals(error.refusals))


def _wrong(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem("invalid", error.reasons)


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem("invalid", of_values(error.errors))


def _besides(each: Address) -> dict[str, Any]:
    """What is the same everywhere: the token, the key of a write, and how a problem looks."""
    kinds = {*READS, *(WRITES if each.writes else ())}
    answers: dict[int, Any] = {}
    for code in sorted(kinds, key=lambda name: KINDS[name].status):
        content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        answers[KINDS[code].status] = {"description": gettext(KINDS[code].title), "content": content}
    given: dict[str, Any] = {"responses": answers, "security": [{"token": []}]}
    return given | {"parameters": [KEY]} if each.writes else given


# ---------- addresses and description ----------


# What ninja says of each view of its own: no form protection, since no session opens it, only a token that no browser sends by itself.
NINJAS = PathView().get_view()


def urls(registers: tuple[Register, ...]) -> list[URLPattern]:
    """Every address behind its door."""
    return [
        path(
            ROOT + each.route,
            token_door(each.capability, writes=each.writes)(_late(each)),
            name=f"api-{each.name}",
        )
        for each in addresses(registers)
    ]


def _late(each: Address) -> View:
    """The view of an address, made when it is first called: all together they would take seconds from every command."""

    @lru_cache(maxsize=1)
    def view() -> View:
        with translation.override("en"):
            found = made([each], f"api-{each.name}").urls[0]
        named = (pattern for pattern in found if isinstance(pattern, URLPattern))
        return cast(View, next(pattern.callback for pattern in named if pattern.name == each.name))

    @functools.wraps(NINJAS)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view()(request, *args, **kwargs)

    return call


@lru_cache(maxsize=4)
def _whole(registers: tuple[Register, ...], language: str) -> dict[str, Any]:
    with translation.override(language):
        told = dict(made(addresses(registers), "api").get_openapi_schema(path_prefix=ROOT))
    shown = told["components"]
    shown["schemas"]["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shown["schemas"] |= shown["schemas"]["Problem"].pop("$defs", {})
    shown["securitySchemes"] = {"token": BEARER}
    return told


def description(registers: tuple[Register, ...]) -> dict[str, Any]:
    """The whole API as OpenAPI 3.1, in the reader's language. Made once a language."""
    return _whole(registers, get_language() or "zh-hans")


def opens(registers: tuple[Register, ...]) -> dict[str, list[str]]:
    """Capability → what it opens in the API, in the reader's language: lists by their titles, acts by their words."""
    found: dict[str, list[str]] = {}
    for each in addresses(registers):
        if each.writes and each.capability.startswith("read "):
            continue  # its own action asks for more than reading
        words = found.setdefault(each.capability, [])
        word = each.title() if each.writes else str(each.tag)
        if word not in words:
            words.append(word)
    return found


def reached(registers: tuple[Register, ...], scope: Scope) -> dict[str, Any]:
    """The description, cut down to the addresses that somebody may call."""
    whole = description(registers)
    allowed = {
        f"/{ROOT}{PLACE.sub('{', each.path)}" for each in addresses(registers) if scope.may(each.capability)
    }
    return {**whole, "paths": {at: told for at, told in whole["paths"].items() if at in allowed}}
