"""The OpenAPI 3.1 document: what each operation says of itself, and what all share (refusals, tags, keys), said once here."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from config.rest import keys
from config.rest.authentication import TokenAuthentication
from config.rest.endpoint import Endpoint
from config.rest.examples import example_of
from config.rest.problems import CONTENT_TYPE, SENTENCES, TITLES, problem

Json = dict[str, Any]  # Any: JSON

REFUSALS: dict[int, str] = {
    400: "A parameter, a header or the body is not as expected; `errors` says what, field by field.",
    401: "No token, or one that is unknown, expired or revoked; and nobody has signed in.",
    403: "The account's duties do not cover this, the token was not made for it, or the form token of a session is missing.",
    404: "There is no such thing, or none that you may see: both are answered alike.",
    406: "Answers are JSON; the header Accept asked for something else.",
    409: "It is not in a state in which this can be done; the detail says why.",
    412: "It has changed since you read it: If-Match names an older tag.",
    413: "The body is larger than 64 KB.",
    415: "The body is not JSON.",
    422: "This Idempotency-Key was used for another request.",
    429: "Too many requests; Retry-After says for how many seconds to wait.",
}
PROBLEM: Json = {
    "type": "object",
    "description": "A refusal, as RFC 9457 describes them.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where this kind of refusal is explained."},
        "title": {"type": "string", "description": "The kind of refusal, in a few words."},
        "status": {"type": "integer", "description": "The status of the answer."},
        "detail": {"type": "string", "description": "What happened and what to do, as a sentence."},
        "errors": {
            "type": "array",
            "description": "What is wrong, field by field; `field` is empty for the request as a whole.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
DONE = {"200": "As asked.", "201": "Made.", "202": "Begun.", "204": "Done; there is nothing to tell."}
TAG: Json = {"description": "The tag of this very answer, for If-None-Match and If-Match.", "schema": {"type": "string"}}
WAIT: Json = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
CHALLENGE: Json = {"description": "How to sign in.", "schema": {"type": "string"}}
REPLAYED: Json = {"description": "`true` when this answers a key that was used before.", "schema": {"type": "string", "enum": ["true"]}}


class ProductSchema(AutoSchema):
    """An operation of ours: its own words, and beside them every refusal that it may answer with."""

    view: Endpoint  # type: ignore[override]  # operations of ours alone are described

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", "Other")]

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:  # Any: as its parent's
        """Name a component after the thing: what is `GapShape` in the code is `Gap` in the document."""
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.replace("Shape", "")

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Json | None:  # Any: untyped there
        operation: Json | None = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        reads = self.method == "GET"
        operation.setdefault("parameters", []).extend(held_tag() if reads else promises(self.view))
        responses: Json = operation["responses"]
        if not reads and self.view.told_with():
            responses.setdefault("204", {"description": f"Done. All that a token without the scope `{self.view.told_with()}` is told."})
        for status, answer in responses.items():
            answer["description"] = answer.get("description") or DONE[status]
            answer.setdefault("headers", {}).update({"ETag": TAG} if reads and status == "200" else {})
            if not reads and status.startswith("2"):
                answer["headers"]["Idempotency-Replayed"] = REPLAYED
        if reads:
            responses["304"] = {"description": "You hold this very answer already.", "headers": {"ETag": TAG}}
        for code in self.refusals(operation):
            responses.setdefault(str(code), refusal(code))
        operation["responses"] = dict(sorted(responses.items()))
        scope = self.view.reads if reads else self.view.writes
        if scope:
            operation["x-scope"] = scope.value
            operation["description"] = f"{operation.get('description', '').strip()}\n\nA token needs the scope `{scope.value}`.".strip()
        return operation

    def refusals(self, operation: Json) -> list[int]:
        found = [401, 403, 406, 429]
        if self.method != "GET" or any(one["in"] == "query" for one in operation["parameters"]):
            found.append(400)
        if "{" in self.path or getattr(self.view, "may_be_nowhere", False):
            found.append(404)
        if self.method != "GET":
            found += [409, 412, 413, 415, 422]
        return found


def held_tag() -> list[Json]:
    words = "A tag that you hold: the answer is then 304 without a body, unless it has changed."
    return [{"name": "If-None-Match", "in": "header", "description": words, "schema": {"type": "string"}}]


def promises(view: Endpoint) -> list[Json]:
    words = "Your own name for this request, such as a UUID. Sent again within 24 hours it is answered the same and done once."
    key = {"name": keys.HEADER, "in": "header", "description": words, "schema": {"type": "string", "minLength": 1, "maxLength": 255}}
    if type(view).shown is Endpoint.shown:
        return [key]
    tag = "The tag of what you read: the write is refused when it has changed meanwhile."
    return [key, {"name": "If-Match", "in": "header", "description": tag, "schema": {"type": "string"}}]


def refusal(status: int) -> Json:
    headers: Json = {401: {"WWW-Authenticate": CHALLENGE}, 429: {"Retry-After": WAIT}}.get(status, {})
    example = problem(status, SENTENCES.get(status, REFUSALS[status]))
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": f"{TITLES[status]}. {REFUSALS[status]}", "headers": headers, "content": content}


def complete(result: Json, generator: Any, request: Any, public: bool) -> Json:  # Any: as drf-spectacular calls its hooks
    """Add what operations refer to, and an example to every body."""
    components = result["components"].setdefault("schemas", {})
    components["Problem"] = PROBLEM
    for methods in result["paths"].values():
        for operation in methods.values():
            for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
                for content in body.get("content", {}).values():
                    content.setdefault("example", example_of(content["schema"], components))
    return result


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> Json:
        return {"type": "http", "scheme": "bearer", "description": "A token from /me/tokens/."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "config.rest.authentication.SessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> Json:
        words = "The session of a browser that has signed in. Writes carry the form token in the header X-CSRFToken."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": words}
