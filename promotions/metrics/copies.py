"""What was counted, kept: of a changed person or seat the old figures are worked out again from it and taken back.

A copy is a table of whole numbers, four bytes each, the lowest first, row by row: positions as `History.record`, leave as start and end,
a seat as `Seats.record`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promotions.metrics.history import History, history_of
from promotions.metrics.reading import Choice
from promotions.metrics.seats import Seats, seats_of
from promotions.metrics.stored import delete_ids
from promotions.models.counting import Counted, CountedPerson, CountedSeat
from skills import bulk
from skills.columns import NEVER, Ints

NUMBER = np.dtype("<i4")
POSITION, LEAVE, SEAT = 6, 2, 6  # numbers a row
Tables = tuple[bytes, ...]
Copy = tuple[dt.date | None, Tables]  # the day of its next change, and its tables


@dataclass(frozen=True)
class Copies:
    """Copies of people or seats, by id."""

    model: type[Counted]
    parts: Sequence[str]
    found: dict[int, Copy]

    def part(self, place: int, width: int) -> tuple[Ints, Ints]:
        """Return whose each row of one of the tables is, and the rows."""
        tables = [of_it[place] for _, of_it in self.found.values()]
        rows = unpacked(b"".join(tables), width)
        each = np.array([len(table) for table in tables], dtype=np.int64) // (width * NUMBER.itemsize)
        return np.repeat(np.array(list(self.found), dtype=np.int64), each), rows

    def replace(self, new: "Copies") -> None:
        """Store the new ones in place of these, where they differ."""
        gone = [subject for subject, copy in self.found.items() if new.found.get(subject) != copy]
        come = [(subject, day, *of_it) for subject, (day, of_it) in new.found.items() if self.found.get(subject) != (day, of_it)]
        delete_ids(self.model, gone)
        bulk.insert_rows(self.model, ("subject", "next_on", *self.parts), come)


def packed(rows: Ints) -> bytes:
    return rows.astype(NUMBER).tobytes()


def unpacked(table: bytes, width: int) -> Ints:
    return np.frombuffer(table, dtype=NUMBER).reshape(-1, width).astype(np.int64)


def stored_people(choice: Choice) -> Copies:
    return _stored(CountedPerson, ("positions", "leave"), choice)


def stored_seats(choice: Choice) -> Copies:
    return _stored(CountedSeat, ("record",), choice)


def _stored(model: type[Counted], parts: Sequence[str], choice: Choice) -> Copies:
    rows = model._default_manager.filter(choice("subject")).order_by("subject").values_list("subject", "next_on", *parts)
    return Copies(model, parts, {subject: (day, tuple(map(bytes, tables))) for subject, day, *tables in rows.iterator()})


def histories(copies: Copies, on: int) -> History:
    """Return people's history as it was counted."""
    employee, record = copies.part(0, POSITION)
    return history_of(on, employee, record, np.column_stack(copies.part(1, LEAVE)))


def seats(copies: Copies, on: int) -> Seats:
    return seats_of(on, *copies.part(0, SEAT))


def copies_of_people(history: History, people: Ints, next_days: Ints) -> Copies:
    """Copy what is counted of these people, who are in order and all that the history has."""
    positions = _tables(people, history.employee, history.record)
    leave = _tables(people, history.leave[:, 0], history.leave[:, 1:])
    return Copies(CountedPerson, ("positions", "leave"), _by_subject(people, next_days, positions, leave))


def copies_of_seats(counted: Seats) -> Copies:
    tables = _tables(counted.seat, counted.seat, counted.record)
    return Copies(CountedSeat, ("record",), _by_subject(counted.seat, counted.next_days(), tables))


def _tables(subjects: Ints, whose: Ints, rows: Ints) -> Iterator[bytes]:
    """Yield each subject's rows. Rows lie by subject."""
    data, size = packed(rows), rows.shape[1] * NUMBER.itemsize
    begin, end = (size * np.searchsorted(whose, subjects, side=side) for side in ("left", "right"))
    return (data[first:last] for first, last in zip(begin.tolist(), end.tolist(), strict=True))


def _by_subject(subjects: Ints, next_days: Ints, *tables: Iterable[bytes]) -> dict[int, Copy]:
    rows = zip(subjects.tolist(), _dates(next_days), *tables, strict=True)
    return {subject: (day, tuple(of_it)) for subject, day, *of_it in rows}


def _dates(days: Ints) -> list[dt.date | None]:
    known: list[dt.date] = np.minimum(days, NEVER - 1).astype("datetime64[D]").astype(object).tolist()
    return [day if never else None for day, never in zip(known, (days < NEVER).tolist(), strict=True)]
