"""Documents as requests bring them and answers show them: names put right, what is not ours left aside, parts asked for."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from employees.scim import paths
from employees.scim.errors import invalid
from employees.scim.schemas import Attribute, Document, ResourceType, find

ALWAYS = {"id", "schemas"}


def tidy(document: Mapping[str, Any], attributes: tuple[Attribute, ...]) -> Document:  # Any: what JSON holds
    """Return what is ours of a document, under our names, values put right. Raises ScimError for a value of the wrong kind."""
    found: Document = {}
    for name, value in document.items():
        attribute = find(attributes, name)
        if attribute and value is not None:
            found[attribute.name] = put_right(attribute, value)
    return found


def put_right(attribute: Attribute, value: object) -> object:
    """Return a value of the kind that the attribute has: texts for booleans and bare texts for complex values are taken, too."""
    if attribute.many:
        values = value if isinstance(value, list) else [value]
        return [one_value(attribute, one) for one in values if one is not None]
    if isinstance(value, list):
        if len(value) != 1:
            raise invalid(f"{attribute.name} has one value; {len(value)} were given.")
        value = value[0]
    return one_value(attribute, value)


def one_value(attribute: Attribute, value: object) -> object:
    if attribute.kind == "complex":
        if isinstance(value, Mapping):
            return tidy(value, attribute.parts)
        if attribute.part("value") and isinstance(value, str):
            return {"value": value}
        raise invalid(f"{attribute.name} is made of {', '.join(part.name for part in attribute.parts)}; {value!r} was given.")
    if attribute.kind == "boolean":
        return as_boolean(attribute, value)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # employee numbers come as numbers, too
    raise invalid(f"{attribute.name} is a text; {value!r} was given.")


def as_boolean(attribute: Attribute, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise invalid(f"{attribute.name} is true or false; {value!r} was given.")


# --- Parts that are asked for (RFC 7644 §3.9) ---------------------------------------------------


def shown(document: Document, kind: ResourceType, wanted: str, unwanted: str) -> Document:
    """Return the attributes asked for, or all but those not asked for; names that are not ours ask for nothing."""
    if wanted:
        picked: Document = {key: value for key, value in document.items() if key in ALWAYS}
        for keys in named(wanted, kind):
            copy(document, picked, keys)
        return picked
    left = document
    for keys in named(unwanted, kind):
        if keys[0] not in ALWAYS:
            left = without(left, keys)
    return left


def named(text: str, kind: ResourceType) -> Iterable[tuple[str, ...]]:
    found = (paths.named(name.strip(), kind) for name in text.split(",") if name.strip())
    return [path.keys for path in found if path]


def asks_for(name: str, kind: ResourceType, wanted: str, unwanted: str) -> bool:
    """Return whether an attribute at the top of a document is to be shown, wholly or in part."""
    if wanted:
        return any(keys[0] == name for keys in named(wanted, kind))
    return (name,) not in named(unwanted, kind)


def copy(source: Document, target: Document, keys: Collection[str]) -> None:
    key, *rest = keys
    if key not in source:
        return
    if not rest:
        target[key] = source[key]
    elif isinstance(source[key], list):
        picked = target.setdefault(key, [{} for _ in source[key]])
        for one, other in zip(source[key], picked, strict=True):
            copy(one, other, rest)
    else:
        copy(source[key], target.setdefault(key, {}), rest)


def without(source: Document, keys: Collection[str]) -> Document:
    key, *rest = keys
    if key not in source:
        return source
    if not rest:
        return {name: value for name, value in source.items() if name != key}
    inner = source[key]
    left = [without(one, rest) for one in inner] if isinstance(inner, list) else without(inner, rest)
    return {**source, key: left}
