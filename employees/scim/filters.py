"""Filters (RFC 7644 §3.4.2.2): read into a tree, and judged on a JSON object. `employees.scim.lookups` asks the database the same.

filter  = term *( "or" term )        term = factor *( "and" factor )
factor  = [ "not" ] "(" filter ")" / attribute "[" filter "]" / attribute "pr" / attribute operator value
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from employees.scim.errors import ScimError

OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
TOKEN = re.compile(r'\s*(?:(?P<mark>[()\[\]])|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[^\s()\[\]"]+))')
LONGEST = 2000
DEEPEST = 20

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Compare:
    """`operator` is one of OPERATORS, or `pr`: the attribute has a value."""

    attribute: str
    operator: str
    value: Value = None


@dataclass(frozen=True)
class Not:
    inner: "Filter"


@dataclass(frozen=True)
class Both:
    """All of them, or any of them."""

    all: bool
    inner: tuple["Filter", ...]


@dataclass(frozen=True)
class Within:
    """One value of a multi-valued attribute meets the whole inner filter."""

    attribute: str
    inner: "Filter"


Filter = Compare | Not | Both | Within


def wrong(detail: str) -> ScimError:
    return ScimError(400, detail, "invalidFilter")


def read(text: str) -> Filter:
    """Return the tree of a filter. Raises ScimError that names where it goes wrong."""
    reader = Reader(tokens(text))
    found = reader.either(0)
    if not reader.at_end:
        raise wrong(f"The filter goes on with {reader.peek!r} where its end was expected.")
    return found


def tokens(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise wrong(f"The filter has {len(text)} characters. Expected {LONGEST} at most.")
    found, place = [], 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None:
            raise wrong(f"The filter cannot be read from {text[place : place + 30]!r} on. Is a quotation mark missing?")
        found.append(match[0].strip())
        place = match.end()
    return found


class Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, found: list[str]) -> None:
        self.found, self.place = found, 0

    @property
    def at_end(self) -> bool:
        return self.place >= len(self.found)

    @property
    def peek(self) -> str:
        return "" if self.at_end else self.found[self.place]

    def next(self, wanted: str) -> str:
        if self.at_end:
            raise wrong(f"The filter ends where {wanted} was expected.")
        self.place += 1
        return self.found[self.place - 1]

    def take(self, word: str) -> bool:
        """Go past the next token if it is that word or mark."""
        if self.peek.lower() != word:
            return False
        self.place += 1
        return True

    def either(self, depth: int) -> Filter:
        if depth > DEEPEST:
            raise wrong(f"The filter is nested more than {DEEPEST} deep.")
        inner = [self.both(depth)]
        while self.take("or"):
            inner.append(self.both(depth))
        return inner[0] if len(inner) == 1 else Both(False, tuple(inner))

    def both(self, depth: int) -> Filter:
        inner = [self.factor(depth)]
        while self.take("and"):
            inner.append(self.factor(depth))
        return inner[0] if len(inner) == 1 else Both(True, tuple(inner))

    def factor(self, depth: int) -> Filter:
        if self.take("not"):
            if not self.take("("):
                raise wrong("Expected ( after not.")
            return Not(self.closed(depth, ")"))
        if self.take("("):
            return self.closed(depth, ")")
        attribute = self.next("an attribute")
        if not attribute[0].isalpha():
            raise wrong(f"Expected the name of an attribute instead of {attribute!r}.")
        return Within(attribute, self.closed(depth, "]")) if self.take("[") else self.compared(attribute)

    def closed(self, depth: int, mark: str) -> Filter:
        inner = self.either(depth + 1)
        if not self.take(mark):
            raise wrong(f"Expected {mark} instead of {self.peek or 'the end'!r}.")
        return inner

    def compared(self, attribute: str) -> Compare:
        operator = self.next("an operator").lower()
        if operator == "pr":
            return Compare(attribute, operator)
        if operator not in OPERATORS:
            raise wrong(f"There is no operator {operator!r}. Expected pr or one of {', '.join(OPERATORS)}.")
        return Compare(attribute, operator, value_of(self.next("a value")))


def value_of(token: str) -> Value:
    """Return a value as JSON writes it; True and False are taken, too, as Entra ID sends them."""
    try:
        found: Value = json.loads(token if token[0] == '"' else token.lower())
    except ValueError:
        raise wrong(f"{token} is no value. Expected a text in quotation marks, a number, true, false or null.") from None
    return found


# --- Judging one object -----------------------------------------------------------------------


def matches(found: Filter, thing: Mapping[str, Any]) -> bool:  # Any: what JSON holds
    """Return whether a plain JSON object meets a filter; capitals matter in neither names nor texts."""
    match found:
        case Compare():
            return compares(found, get(thing, found.attribute))
        case Not():
            return not matches(found.inner, thing)
        case Both():
            judged = (matches(one, thing) for one in found.inner)
            return all(judged) if found.all else any(judged)
        case Within():
            raise wrong(f"{found.attribute}[…] cannot stand within another filter in brackets.")


def get(thing: Mapping[str, Any], name: str) -> object:
    return next((value for key, value in thing.items() if key.lower() == name.lower()), None)


def compares(asked: Compare, has: object) -> bool:
    if asked.operator == "pr":
        return has not in (None, "", [], {})
    one, other = folded(has), folded(asked.value)
    if asked.operator in ("eq", "ne"):
        return (one == other) == (asked.operator == "eq")
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    return {
        "co": other in one,
        "sw": one.startswith(other),
        "ew": one.endswith(other),
        "gt": one > other,
        "ge": one >= other,
        "lt": one < other,
        "le": one <= other,
    }[asked.operator]


def folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def equalities(found: Filter) -> dict[str, Value] | None:
    """Return name → value of a filter that is nothing but equalities joined by `and`: what a value that meets it must have."""
    match found:
        case Compare(operator="eq"):
            return {found.attribute: found.value}
        case Both(all=True):
            parts = [equalities(one) for one in found.inner]
            return None if None in parts else {name: value for part in parts if part for name, value in part.items()}
        case _:
            return None
