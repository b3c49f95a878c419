"""Which people or seats are read at a time: a range of ids, or some by name, so that memory stays flat in the size of the company."""

from collections.abc import Callable, Iterator

import numpy as np
from django.db import models
from django.db.models import F, Max, Min, Q, Value

from skills.columns import Ints, Listed

Choice = Callable[[str], Q]  # the name of a field that holds the id → filter

IN_A_RANGE, BY_NAME = 100_000, 25_000


def ranges(*where: tuple[type[models.Model], str]) -> Iterator[Choice]:
    """Yield ranges that together hold every id stored in these fields."""
    bounds = [model._default_manager.aggregate(first=Min(field), last=Max(field)) for model, field in where]
    found = [(ids["first"], ids["last"]) for ids in bounds if ids["first"] is not None]
    if found:
        for first in range(min(found)[0], max(last for _, last in found) + 1, IN_A_RANGE):
            yield _between(first, first + IN_A_RANGE - 1)


def _between(first: int, last: int) -> Choice:
    return lambda field: Q(**{f"{field}__gte": first, f"{field}__lte": last})


def named(ids: Ints) -> Iterator[Choice]:
    """Yield these ids, some at a time."""
    for first in range(0, len(ids), BY_NAME):
        yield _listed(",".join(map(str, ids[first : first + BY_NAME].tolist())))


def _listed(ids: str) -> Choice:
    return lambda field: Q(Listed(F(field), Value(ids)))


def distinct(*columns: Ints) -> Ints:
    """Return the ids that stand in any of the columns, each once, ascending."""
    found: Ints = np.unique(np.concatenate(columns).astype(np.int64))
    return found
