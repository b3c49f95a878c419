"""Rows that are equal in all their columns, counted: millions of people are a few hundred thousand kinds."""

from typing import Any

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
MOST = 1 << 62  # what one number can tell apart
SPARSE = 4  # places for each row, from which a table is larger than it is quick


def distinct(*columns: npt.NDArray[Any]) -> tuple[Places, Places, Places]:  # Any: numbers
    """Return the place of the first of each kind of row, the kind of every row, and how many there are of each; kinds ordered by column.

    Rows are told apart by one number each: comparing millions of them column by column takes many times as long. Where there are few
    such numbers each has a place in a table, and nothing is sorted.
    """
    number, sizes = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        place, size = _places(column)
        if sizes * size >= MOST:
            known, number = np.unique(number, return_inverse=True)
            sizes = len(known)
        number, sizes = number.reshape(-1) * size + place, sizes * size
    if sizes <= SPARSE * len(number):
        return _by_table(number, sizes)
    _, first, kind, counts = np.unique(number, return_index=True, return_inverse=True, return_counts=True)
    return first.astype(np.int64), kind.reshape(-1).astype(np.int64), counts.astype(np.int64)


def _by_table(number: Places, size: int) -> tuple[Places, Places, Places]:
    many = np.bincount(number, minlength=size)
    there = np.flatnonzero(many)
    first = np.zeros(size, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]  # of equal ones the last that is written stays
    kinds = np.cumsum(many > 0) - 1
    return first[there], kinds[number], many[there].astype(np.int64)


def _places(column: npt.NDArray[Any]) -> tuple[Places, int]:  # Any: see above
    """Return numbers from 0 that are equal and ordered as the values are, and how many there may be."""
    if not len(column):
        return np.zeros(0, dtype=np.int64), 1
    if not np.issubdtype(column.dtype, np.integer):
        values, place = np.unique(column, return_inverse=True)
        return place.reshape(-1).astype(np.int64), len(values)
    low = int(column.min())
    return column.astype(np.int64) - low, int(column.max()) - low + 1
