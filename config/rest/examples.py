"""An example for every body, made from its schema: complete by construction, and never of an older version than the document."""

import re
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]  # Any: JSON

LEVELS = 12  # deeper than any schema here is nested
# What a field of that name holds in the examples; the others hold the plainest value of their type.
VALUES: Mapping[str, Any] = {  # Any: JSON
    "slug": "charge-nurse",
    "role": "charge-nurse",
    "source": "staff-nurse",
    "target": "charge-nurse",
    "name": "Charge nurse",
    "person.name": "Amina Diallo",
    "about.name": "Amina Diallo",
    "family.name": "Nursing",
    "family.slug": "nursing",
    "token.name": "Team dashboard",
    "family": "nursing",
    "track": "Specialist",
    "level": "Level 3",
    "framework": "Hospital framework",
    "framework_version": "Hospital framework version 4",
    "policy": "Promotion policy 2026",
    "number": "00412",
    "email": "amina@example.org",
    "manager": "Grace Owusu",
    "unit": "Ward 7",
    "skill": "Medication safety",
    "key": "skill-12",
    "word": "near",
    "percent": 78,
    "score": 7812,
    "points": 11812,
    "possible": 15120,
    "sum": "(3 × 2/3 + 2 × 1 + 1 × 2/3) ÷ 6 = 0.7777",
    "term": "3 × 2/3",
    "about": "Medication safety",
    "stood": "level 2, judged by manager on 3 May 2026",
    "stands": "level 2, judged by manager on 3 May 2026",
    "wanted": "level 3 · practitioner",
    "wanted_level": 3,
    "wrong": "I have led the weekly medication round since March; the ward book shows it.",
    "text": "Shown to me in the ward book.",
    "subject": "Your licence lapses in 30 days",
    "next": None,
    "scopes": ["read:me", "read:framework"],
    "permissions": [],
    "value": 0.421,
    "headcount": "412.5",
    "label": "Ward 7",
    "code": "ward-7",
    "first": "2025-12",
    "last": "2026-11",
    "basis": "8 of 19 seats filled",
    "error": "",
    "missing": "",
    "currency": "",
    "pay_from": None,
    "pay_to": None,
    "url": "https://hr.example.org/pathways",
    "webhook.name": "HR data hub",
    "events": ["nightly.ended"],
    "secret": "…",
    "employee_number": "00412",
    "scope": "The whole company",
    "purpose": "Yearly review of promotions, asked by the works council.",
    "colleague": "grace@example.org",
    "why": "On holiday.",
}
BY_FORMAT: Mapping[str, str] = {
    "date": "2026-11-23",
    "date-time": "2026-11-23T09:30:00Z",
    "email": "amina@example.org",
    "uri": "https://pathways.example/api/v1/roles/?cursor=…",
    "decimal": "0",
}
BY_PATTERN = "ward-7"  # the one pattern of a text without a format is a slug's
BY_TYPE: Mapping[str, Any] = {"string": "…", "integer": 1, "number": 0.5, "boolean": True, "null": None}  # Any: JSON


def example_of(schema: Json, components: Json, name: str = "", depth: int = 0, within: str = "") -> Any:  # Any: JSON
    """Return an example that the schema allows; of a list one row. `within` is the field that holds the object of this one."""
    schema = resolved(schema, components)
    kinds = kinds_of(schema)
    known = f"{within}.{name}" if f"{within}.{name}" in VALUES else name
    if known in VALUES and fits(VALUES[known], kinds, schema):
        return VALUES[known]
    if "enum" in schema:
        return next(value for value in schema["enum"] if value is not None)
    if "object" in kinds and depth < LEVELS:
        return {key: example_of(below, components, key, depth + 1, name) for key, below in schema.get("properties", {}).items()}
    if "array" in kinds:
        return [example_of(schema["items"], components, name.removesuffix("s"), depth + 1, within)]
    if "minimum" in schema:
        return max(1, schema["minimum"])
    found = BY_FORMAT.get(schema.get("format", "")) or (BY_PATTERN if "pattern" in schema else "")
    return found or BY_TYPE[next(kind for kind in [*kinds, "null"] if kind in BY_TYPE)]


def resolved(schema: Json, components: Json) -> Json:
    """Follow references, and take the first of several choices that is one."""
    while True:
        if "$ref" in schema:
            schema = components[schema["$ref"].rsplit("/", 1)[-1]]
        elif parts := schema.get("allOf") or schema.get("oneOf") or schema.get("anyOf"):
            schema = parts[0]
        else:
            return schema


def kinds_of(schema: Json) -> list[str]:
    kind = schema.get("type", "string")
    return kind if isinstance(kind, list) else [kind]


def fits(value: Any, kinds: list[str], schema: Json) -> bool:  # Any: JSON
    """Return whether a value of `VALUES` is of the kind that the schema asks here: one name may stand for several things."""
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return False
    names = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", type(None): "null"}
    return names[type(value)] in kinds and "format" not in schema and ("enum" not in schema or value in schema["enum"])
