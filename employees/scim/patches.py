"""PATCH (RFC 7644 §3.5.2), and what Entra ID and Okta make of it: a document and operations in, the new document out. Pure.

Taken beyond the standard: operations in capitals, "True" for true, a bare text for a complex value, paths as names within a value,
a replacement of what is not there yet, and removal of members that the value lists. Attributes that are none of ours change nothing.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from employees.scim import documents, filters, paths
from employees.scim.errors import ScimError
from employees.scim.paths import Path
from employees.scim.schemas import Attribute, Document, ResourceType

MOST_OPERATIONS = 1000


def patched(document: Document, body: Mapping[str, Any], kind: ResourceType) -> Document:  # Any: what JSON holds
    """Return the document after all operations. Raises ScimError for the first that cannot be done; then nothing is."""
    found = deepcopy(document)
    for operation in operations_of(body):
        apply(found, operation, kind)
    return found


def operations_of(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = filters.get(body, "Operations")
    if not isinstance(found, list) or not found or not all(isinstance(one, Mapping) for one in found):
        raise syntax("Expected Operations: a list of one or more, each with op, path and value.")
    if len(found) > MOST_OPERATIONS:
        raise ScimError(413, f"There are {len(found)} operations. Expected {MOST_OPERATIONS} at most.")
    return found


def apply(document: Document, operation: Mapping[str, Any], kind: ResourceType) -> None:
    verb, path, value = (filters.get(operation, name) for name in ("op", "path", "value"))
    verb = verb.lower() if isinstance(verb, str) else verb
    if verb not in ("add", "replace", "remove"):
        raise syntax(f"There is no operation {verb!r}. Expected add, replace or remove.")
    if path not in (None, "") and not isinstance(path, str):
        raise paths.wrong("A path is a text.")
    if path:
        where = paths.read(str(path), kind)
        if where:
            change(document, verb, where, value)
    elif verb == "remove":
        raise ScimError(400, "What is to be removed? Expected a path.", "noTarget")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            apply(document, {"op": verb, "path": name, "value": one}, kind)
    else:
        raise syntax("Without a path, the value names attributes. Expected an object.")


def change(document: Document, verb: str, where: Path, value: object) -> None:
    if not where.attribute.writable:
        if where.keys[0] in ("id", "schemas", "meta", "groups") and verb != "remove" and where.filter is None:
            return  # directories send documents back as they got them
        raise ScimError(400, f"{where.attribute.name} cannot be changed.", "mutability")
    holder = reached(document, where.keys[:-1], where.attribute)
    if where.filter is not None:
        change_picked(holder, verb, where, value)
    elif verb == "remove" or value is None:
        remove(holder, where.attribute, value)
    else:
        put(holder, verb, where.attribute, value)


def reached(document: Document, keys: tuple[str, ...], attribute: Attribute) -> Document:
    """Return the object that holds the attribute, made where it is missing; of values in a list the first."""
    holder = document
    for key in keys:
        inner = holder.setdefault(key, {})
        if isinstance(inner, list):
            if not inner:
                inner.append({})
            inner = inner[0]
        holder = inner
    return holder


def put(holder: Document, verb: str, attribute: Attribute, value: object) -> None:
    new: Any = documents.put_right(attribute, value)  # Any: what JSON holds
    if attribute.many and verb == "add":
        present = holder.setdefault(attribute.name, [])
        known = {one.get("value") for one in present}
        if any(one.get("primary") for one in new):
            for one in present:
                one.pop("primary", None)
        present.extend(one for one in new if one.get("value") not in known)
    elif attribute.kind == "complex" and not attribute.many:
        holder.setdefault(attribute.name, {}).update(new)
    else:
        holder[attribute.name] = new


def remove(holder: Document, attribute: Attribute, value: object) -> None:
    if not (attribute.many and value):
        holder.pop(attribute.name, None)
        return
    gone: Any = documents.put_right(attribute, value)  # Any: as above
    ids = {one.get("value") for one in gone}
    holder[attribute.name] = [one for one in holder.get(attribute.name, []) if one.get("value") not in ids]


# --- Values picked by a filter ------------------------------------------------------------------


def change_picked(holder: Document, verb: str, where: Path, value: object) -> None:
    assert where.filter is not None  # noqa: S101  # whoever calls has looked
    attribute = where.attribute
    if not attribute.many:
        raise paths.wrong(f"{attribute.name} has one value, so there is nothing to pick.")
    present = holder.setdefault(attribute.name, [])
    picked = [one for one in present if filters.matches(where.filter, one)]
    if verb == "remove":
        remove_picked(holder, where, picked)
        return
    if not picked:
        picked = [made_for(where)]
        present.extend(picked)
    for one in picked:
        set_parts(one, where, value)


def remove_picked(holder: Document, where: Path, picked: list[Document]) -> None:
    if where.part:
        for one in picked:
            one.pop(where.part, None)
    else:
        name = where.attribute.name
        holder[name] = [one for one in holder[name] if not any(one is gone for gone in picked)]


def made_for(where: Path) -> Document:
    """Return a new value that the filter would pick. Raises ScimError when the filter does not say which."""
    assert where.filter is not None  # noqa: S101  # whoever calls has looked
    wanted = filters.equalities(where.filter)
    if wanted is None:
        raise ScimError(400, f"No value of {where.attribute.name} meets the filter.", "noTarget")
    return documents.tidy(wanted, where.attribute.parts)


def set_parts(one: Document, where: Path, value: object) -> None:
    if where.part:
        one.update(documents.tidy({where.part: value}, where.attribute.parts))
    else:
        new: Any = documents.one_value(where.attribute, value)  # Any: what JSON holds
        one.update(new)


def syntax(detail: str) -> ScimError:
    return ScimError(400, detail, "invalidSyntax")
