"""Names of attributes as requests write them (RFC 7644 §3.10, §3.5.2): `emails[type eq "work"].value`, `urn:…:User:manager`."""

from dataclasses import dataclass

from employees.scim import filters
from employees.scim.errors import ScimError
from employees.scim.filters import Filter
from employees.scim.schemas import Attribute, ResourceType, find


@dataclass(frozen=True)
class Path:
    """`keys` lead to an attribute of a document; `filter` picks values of it, `part` is then what is meant of each."""

    keys: tuple[str, ...]
    attribute: Attribute
    filter: Filter | None = None
    part: str = ""


def read(text: str, kind: ResourceType) -> Path | None:
    """Return where a path leads; None for an attribute that is none of ours. Raises ScimError for what is no path."""
    text, bracket, rest = text.strip().partition("[")
    if not text:
        raise wrong("Expected the name of an attribute.")
    found = named(text, kind)
    if not bracket:
        return found
    inside, closing, behind = rest.rpartition("]")
    if not closing or (behind and not behind.startswith(".")):
        raise wrong(f"Expected a ] and, if anything, .name behind it in {text}[{rest}.")
    judged = filters.read(inside)
    if found is None:
        return None
    part = found.attribute.part(behind[1:]) if behind else None
    if behind and part is None:
        return None
    return Path(found.keys, found.attribute, judged, part.name if part else "")


def named(text: str, kind: ResourceType) -> Path | None:
    """Return where the name of an attribute leads, with or without its schema in front."""
    keys: tuple[str, ...] = ()
    for urn, where in kind.urns:
        if text.lower() == urn.lower():
            extension = find(kind.attributes, urn)
            return Path((extension.name,), extension) if extension else None
        if text.lower().startswith(f"{urn.lower()}:"):
            keys, text = where, text[len(urn) + 1 :]
            break
    attributes = kind.attributes
    for key in keys:
        attributes = known(attributes, key).parts
    return followed(keys, attributes, text.split("."))


def followed(keys: tuple[str, ...], attributes: tuple[Attribute, ...], names: list[str]) -> Path | None:
    attribute = None
    for name in names:
        attribute = find(attributes, name)
        if attribute is None:
            return None
        keys, attributes = (*keys, attribute.name), attribute.parts
    return Path(keys, attribute) if attribute else None


def known(attributes: tuple[Attribute, ...], name: str) -> Attribute:
    found = find(attributes, name)
    assert found is not None  # noqa: S101  # a name of our own list
    return found


def wrong(detail: str) -> ScimError:
    return ScimError(400, detail, "invalidPath")
