"""The description of the API (OpenAPI) as the page shows it: addresses by list, each with what it takes, gives, and how it is called."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Named:
    """A parameter or a field: name, type, whether it is needed, what it means."""

    name: str
    kind: str
    needed: bool
    text: str


@dataclass(frozen=True)
class Call:
    """One address: how it is called, what it takes and gives."""

    id: str
    method: str
    path: str
    summary: str
    asked: list[Named]
    body: list[Named]
    given: list[Named]
    curl: str


@dataclass(frozen=True)
class Chapter:
    """The addresses of one list."""

    title: str
    calls: list[Call] = field(default_factory=list)


def chapters(told: Schema, site: str) -> list[Chapter]:
    """The whole description, by list and in its order."""
    found: dict[str, Chapter] = {}
    schemas = told["components"]["schemas"]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            title = operation["tags"][0]
            chapter = found.setdefault(title, Chapter(title))
            chapter.calls.append(_call(method.upper(), path, operation, schemas, site))
    return list(found.values())


def _call(method: str, path: str, operation: Schema, schemas: Schema, site: str) -> Call:
    body_schema = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    )
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    asked = [
        Named(
            each["name"],
            kind_of(each["schema"], schemas),
            bool(each.get("required")),
            each.get("description", ""),
        )
        for each in operation.get("parameters", ())
    ]
    body = list(_fields(body_schema, schemas)) if body_schema else []
    curl = _curl(method, site + path, _example(body_schema, schemas) if body_schema else None)
    return Call(
        operation["operationId"],
        method,
        path,
        operation["summary"],
        asked,
        body,
        list(_answered(answer, schemas)),
        curl,
    )


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    named = schema.get("$ref", "")
    return schemas[named.rsplit("/", 1)[1]] if named else schema


def _fields(schema: Schema, schemas: Schema) -> Iterator[Named]:
    whole = _resolved(schema, schemas)
    needed = set(whole.get("required", ()))
    for name, each in whole.get("properties", {}).items():
        yield Named(name, kind_of(each, schemas), name in needed, each.get("description", ""))


def _answered(schema: Schema, schemas: Schema) -> Iterator[Named]:
    """The fields of an answer; of a page its rows', whose columns matter more than the frame."""
    fields = list(_fields(schema, schemas))
    yield from fields
    whole = _resolved(schema, schemas)
    items = whole.get("properties", {}).get("items")
    row = _resolved(items["items"], schemas) if items else whole
    values = row.get("properties", {}).get("values")
    if values:
        for each in _fields(values, schemas):
            yield Named(f"values.{each.name}", each.kind, each.needed, each.text)


def kind_of(schema: Schema, schemas: Schema) -> str:
    """The type of a value in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " / ".join(dict.fromkeys(kind_of(each, schemas) for each in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{kind_of(schema.get('items', {}), schemas)}]"
    told = schema.get("format") or schema.get("contentEncoding") or str(schema.get("type", ""))
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    return str(told)


# ---------- examples ----------


def _example(schema: Schema, schemas: Schema) -> Any:
    whole = _resolved(schema, schemas)
    needed = whole.get("required", ())
    return {name: _sample(whole["properties"][name], schemas) for name in needed}


def _sample(schema: Schema, schemas: Schema) -> Any:
    whole = _resolved(schema, schemas)
    if "anyOf" in whole:
        return _sample(whole["anyOf"][0], schemas)
    if whole.get("type") == "object":
        return _example(whole, schemas)
    if whole.get("type") == "array":
        return [_sample(whole.get("items", {}), schemas)]
    if "enum" in whole or "examples" in whole:
        return (whole.get("enum") or whole["examples"])[0]
    samples = {
        "date": "2026-11-23",
        "uuid": "019aaf5e-0000-7000-8000-000000000000",
        "date-time": "2026-11-23T09:30:00+08:00",
    }
    plain = {"integer": 1, "number": 1.0, "boolean": True}
    return samples.get(whole.get("format", "")) or plain.get(str(whole.get("type")), "…")


def _curl(method: str, address: str, body: Any) -> str:
    lines = ['curl -H "Authorization: Bearer $TOKEN"']
    if method == "POST":
        lines += [
            '     -H "Idempotency-Key: $(uuidgen)"',
            '     -H "Content-Type: application/json"',
            f"     -d '{json.dumps(body, ensure_ascii=False)}'",
        ]
    return " \\\n".join([*lines, f"     {address}"])
