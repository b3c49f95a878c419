"""Filters as questions to the database: each attribute that may be asked for has a column, under one name on every row."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from employees.scim import filters, paths
from employees.scim.filters import Both, Compare, Filter, Not, Value, Within
from employees.scim.schemas import ResourceType

LOOKUPS = {"co": "icontains", "sw": "istartswith", "ew": "iendswith", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
EXACT_LOOKUPS = LOOKUPS | {"co": "contains", "sw": "startswith", "ew": "endswith"}
NEVER, ALWAYS = Q(pk__in=[]), ~Q(pk__in=[])


@dataclass(frozen=True)
class Column:
    """Of texts, null is no text at all: rows bring an empty one. `kind`: text | exact | boolean | time | key."""

    name: str
    kind: str = "text"


Columns = Mapping[tuple[str, ...], Column]


def question(found: Filter, kind: ResourceType, columns: Columns, within: tuple[str, ...] = ()) -> Q:
    """Return the condition on rows that have these columns. Raises ScimError for an attribute that cannot be asked for."""
    match found:
        case Compare():
            return compared(found, column_of(found.attribute, kind, columns, within))
        case Not():
            return ~question(found.inner, kind, columns, within)
        case Both():
            parts = [question(one, kind, columns, within) for one in found.inner]
            joined = parts[0]
            for part in parts[1:]:
                joined = joined & part if found.all else joined | part
            return joined
        case Within():
            if within:
                raise filters.wrong("Brackets within brackets cannot be read.")
            return question(found.inner, kind, columns, path_of(found.attribute, kind))


def path_of(text: str, kind: ResourceType) -> tuple[str, ...]:
    path = paths.named(text, kind)
    if path is None:
        raise filters.wrong(f"There is no attribute {text!r} of a {kind.name}.")
    return path.keys


def column_of(text: str, kind: ResourceType, columns: Columns, within: tuple[str, ...]) -> Column:
    keys = path_of(".".join((*within, text)) if within else text, kind)
    column = columns.get(keys) or columns.get((*keys, "value"))
    if column is None:
        raise filters.wrong(f"{text} cannot be asked for. Expected one of {', '.join('.'.join(known[-2:]) for known in columns)}.")
    return column


def compared(asked: Compare, column: Column) -> Q:
    if column.kind == "boolean":
        return boolean(asked, column)
    if asked.operator == "pr":
        return ALWAYS if column.kind in ("time", "key") else ~Q(**{column.name: ""})
    if column.kind == "key":
        return key(asked, column)
    if column.kind == "time":
        return ordered(asked, column.name, moment(asked.value), LOOKUPS)
    if not isinstance(asked.value, str):
        raise filters.wrong(f"{asked.attribute} is a text; {asked.value!r} was given.")
    return text(asked, column, asked.value)


def text(asked: Compare, column: Column, value: str) -> Q:
    exact = column.kind == "exact"
    if asked.operator in ("eq", "ne"):
        same = Q(**{f"{column.name}__{'exact' if exact else 'iexact'}": value})
        return same if asked.operator == "eq" else ~same
    return Q(**{f"{column.name}__{(EXACT_LOOKUPS if exact else LOOKUPS)[asked.operator]}": value})


def boolean(asked: Compare, column: Column) -> Q:
    if asked.operator == "pr":
        return ALWAYS
    value = asked.value.lower() == "true" if isinstance(asked.value, str) and asked.value.lower() in ("true", "false") else asked.value
    if not isinstance(value, bool) or asked.operator not in ("eq", "ne"):
        raise filters.wrong(f"{asked.attribute} is true or false: ask eq true, or eq false.")
    return Q(**{column.name: value if asked.operator == "eq" else not value})


def key(asked: Compare, column: Column) -> Q:
    if asked.operator not in ("eq", "ne"):
        raise filters.wrong(f"{asked.attribute} can be asked for by eq and ne alone.")
    number = str(asked.value)
    same = Q(**{column.name: int(number)}) if number.isascii() and number.isdecimal() and len(number) < 19 else NEVER
    return same if asked.operator == "eq" else ~same


def moment(value: Value) -> dt.datetime:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise filters.wrong(f"{value!r} is no time. Expected one such as 2026-06-01T12:00:00Z.")
    return found.replace(tzinfo=dt.UTC) if is_naive(found) else found


def ordered(asked: Compare, name: str, value: dt.datetime, lookups: Mapping[str, str]) -> Q:
    if asked.operator in ("eq", "ne"):
        return Q(**{name: value}) if asked.operator == "eq" else ~Q(**{name: value})
    if asked.operator in ("co", "sw", "ew"):
        raise filters.wrong(f"{asked.attribute} is a time: ask eq, ne, gt, ge, lt or le.")
    return Q(**{f"{name}__{lookups[asked.operator]}": value})
