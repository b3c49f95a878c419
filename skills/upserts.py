"""Bringing stored rows up to date with a list of wanted ones: a few statements, whatever the number of rows."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows were made and how many changed. Rows that the list does not name are left alone."""

    created: int = 0
    updated: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.created + other.created, self.updated + other.updated)

    def __bool__(self) -> bool:
        return bool(self.created or self.updated)


def bring_up_to_date(existing: QuerySet[M], wanted: Iterable[M], *, key: Sequence[str], fields: Sequence[str] = ()) -> Changes:
    """Create the wanted rows that `existing` lacks and update those that differ in `fields`; `key` tells which row is which."""
    stored = {_values(row, key): row for row in existing}
    created, updated = [], []
    for row in wanted:
        found = stored.get(_values(row, key))
        if found is None:
            created.append(row)
        elif _values(found, fields) != _values(row, fields):
            row.pk = found.pk
            updated.append(row)
    existing.model._default_manager.bulk_create(created)
    if updated:
        existing.model._default_manager.bulk_update(updated, list(fields))
    return Changes(len(created), len(updated))


def _values(row: Model, names: Sequence[str]) -> Hashable:
    return tuple(getattr(row, name) for name in names)
