"""The API's document as people read it: operations by subject, each with what it takes, what it answers and how to ask."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from config.rest.problems import TITLES
from config.rest.schema import REFUSALS

Json = dict[str, Any]  # Any: JSON

GROUPS = ("Me", "People", "Plans", "Conversations", "Promises", "Disputes", "Framework", "Comments", "HR")
METHODS = ("get", "post", "patch", "delete")
ONCE = ("If-None-Match", "If-Match", "Idempotency-Key")  # told once, for all operations


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: Sequence[Parameter]
    fields: Sequence[Parameter]
    request: str
    status: str
    answer: str
    refusals: Sequence[str]

    @property
    def lines(self) -> list[str]:
        """The lines of a call with curl."""
        found = [f'curl {self.option}--header "Authorization: Bearer $TOKEN"']
        if self.request:
            found += ["--header 'Content-Type: application/json'", f"--data '{self.request}'"]
        return [*found, f'"$SITE{self.path}"']

    @property
    def option(self) -> str:
        return "" if self.method == "get" else f"--request {self.method.upper()} "


@dataclass(frozen=True)
class Group:
    name: str
    operations: Sequence[Operation]


def groups_of(document: Json) -> list[Group]:
    """Return the operations by subject, as the document has them."""
    found = [(operation["tags"][0], operation_of(path, method, operation, document)) for path, method, operation in operations(document)]
    names = [*GROUPS, *sorted({tag for tag, _ in found} - set(GROUPS))]
    return [Group(name, [one for tag, one in found if tag == name]) for name in names]


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        yield from ((path, method, methods[method]) for method in METHODS if method in methods)


def operation_of(path: str, method: str, told: Json, document: Json) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    status, answer = next((status, answer) for status, answer in told["responses"].items() if status.startswith("2"))
    shown = answer.get("content", {}).get("application/json", {}).get("example")
    return Operation(
        id=told["operationId"],
        method=method,
        path=path,
        summary=told["summary"],
        words=plain(told.get("description", "").partition("\n\nA token")[0]),
        scope=told.get("x-scope", ""),
        parameters=[parameter_of(one, document) for one in told["parameters"] if one["name"] not in ONCE],
        fields=fields_of(body.get("schema", {}), document),
        request=json.dumps(body["example"], ensure_ascii=False) if body else "",
        status=status,
        answer=json.dumps(shown, indent=2, ensure_ascii=False) if shown is not None else "",
        refusals=[status for status in told["responses"] if status.startswith("4")],
    )


def parameter_of(told: Json, document: Json) -> Parameter:
    return Parameter(told["name"], kind_of(told["schema"]), told.get("required", False), plain(told.get("description", "In the address.")))


def plain(words: str) -> str:
    """Leave out the marks of Markdown, which the document has and a page has not."""
    return words.replace("`", "")


def fields_of(schema: Json, document: Json) -> list[Parameter]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    asked = schema.get("required", [])
    return [
        Parameter(name, kind_of(below), name in asked, plain(below.get("description", "")))
        for name, below in schema.get("properties", {}).items()
    ]


def kind_of(schema: Json) -> str:
    """Return what a value may be, in a few words."""
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    kind = schema.get("type", "object")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def refusals() -> list[tuple[int, str, str]]:
    """Return status, title and meaning of every refusal; each has its place on the page, which its `type` leads to."""
    return [(status, TITLES[status], words) for status, words in sorted(REFUSALS.items())]
