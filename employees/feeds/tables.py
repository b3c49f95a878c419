"""The tables of a feed, read: rows, and the column that each of the mapping's words stands for."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from employees.feeds.mapping import COLUMN_IN_TEXT, FeedMapping, Table
from employees.feeds.words import ASKED_FOR, HEADERS, TABLE_SECTIONS, plain
from employees.models.periods import FOREVER
from skills.tables import Row, RowError, TableErrors, quoted, read_table

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 1, 1)


@dataclass(frozen=True)
class Source:
    """A table of the feed. `columns`: our word → the column's name, or a text with {column} in it; absent when nothing says it."""

    table: Table
    file: str
    rows: Sequence[Row]
    left_out: Sequence[Row]  # by the mapping's `where`
    columns: dict[str, str]

    def says(self, word: str) -> bool:
        return word in self.columns

    def label(self, row: Row, word: str, *, longest: int = 200) -> str:
        """Return a text that must be there. Raises RowError."""
        column = self.columns[word]
        return row.label(column, longest=longest)

    def optional_label(self, row: Row, word: str, *, longest: int = 200) -> str:
        """Return a text or "" when the cell is empty or no column says it. Raises RowError."""
        column = self.columns.get(word)
        return row.label(column, longest=longest) if column and row[column].strip() else ""

    def composed(self, row: Row, word: str, *, longest: int) -> str:
        """Return a text, put together from several columns where the mapping says so. Raises RowError."""
        text = self.columns.get(word, "")
        if not COLUMN_IN_TEXT.search(text):
            return self.optional_label(row, word, longest=longest)
        whole = COLUMN_IN_TEXT.sub(lambda found: row[found[1]].strip() and row.label(found[1], longest=longest), text).strip()
        if len(whole) > longest:
            raise row.error(COLUMN_IN_TEXT.findall(text)[0], f"makes a {word} of {len(whole):,} characters; at most {longest:,} are taken.")
        return whole

    def error(self, row: Row, word: str, message: str) -> RowError:
        """Return a fault at the cell of this word; at the line's beginning when no one column says it."""
        return row.error(self.columns.get(word, word), message)


def read_source(folder: Path, table: Table, mapping: FeedMapping) -> Source:
    """Read one table and settle its columns. Raises TableErrors."""
    path = folder / table.file
    rows = read_table(path, columns=table.header, required=() if table.header else table.named(), delimiter=table.delimiter)
    header = table.header or (list(rows[0].header.positions) if rows else table.named())
    wanted: list[Row] = []
    left_out: list[Row] = []
    for row in rows:
        (wanted if all(row[column].strip() in texts for column, texts in table.where.items()) else left_out).append(row)
    return Source(table, str(path), wanted, left_out, _columns(table, header))


def _columns(table: Table, header: Sequence[str]) -> dict[str, str]:
    """Return what the mapping says, and for words it is silent on the header that HR systems use for them."""
    columns = {word: text for word, text in table.columns.items() if text}
    known = {plain(name): name for name in reversed(header)}
    taken = set(columns.values())
    for word in sorted(TABLE_SECTIONS[table.section] - set(table.columns) - ASKED_FOR):
        for alias in HEADERS.get(word, ()):
            if alias in known and known[alias] not in taken:
                columns[word] = known[alias]
                break
    return columns


@dataclass
class Days:
    """Reads dates as the mapping writes them; remembers each text, since a feed repeats its dates."""

    mapping: FeedMapping
    known: dict[str, dt.date | None] = field(default_factory=dict)

    def day(self, source: Source, row: Row, word: str) -> dt.date:
        """Return the day in the cell. Raises RowError when it is empty or no day."""
        found = self.optional_day(source, row, word)
        if found is None or found == FOREVER:
            raise source.error(row, word, f"is empty; expected a date such as {self._sample()}.")
        return found

    def end(self, source: Source, row: Row, word: str) -> dt.date:
        """Return the first day after the period, FOREVER while it lasts. Raises RowError when it is no day."""
        found = self.optional_day(source, row, word)
        if found is None or found == FOREVER:
            return FOREVER
        return found + dt.timedelta(days=1) if self.mapping.ends_on_last_day else found

    def optional_day(self, source: Source, row: Row, word: str) -> dt.date | None:
        """Return the day in the cell, None for an empty one, FOREVER for what means "until now". Raises RowError."""
        text = row[source.columns[word]].strip() if source.says(word) else ""
        if not text:
            return None
        if text not in self.known:
            self.known[text] = FOREVER if text in self.mapping.until_now else self._parsed(text)
        if (found := self.known[text]) is None:
            message = f"{quoted(text)} is not a date; expected one such as {self._sample()}, from {FIRST_DAY.year} to {LAST_DAY.year - 1}."
            raise source.error(row, word, message)
        return found

    def _parsed(self, text: str) -> dt.date | None:
        for form in self.mapping.dates:
            try:
                if form == "%Y-%m-%d" and ISO_DAY.fullmatch(text):
                    found = dt.date.fromisoformat(text)  # ten times as quick, for the way most systems write a day
                else:
                    found = dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no time zone
            except ValueError:
                continue
            return found if FIRST_DAY <= found < LAST_DAY else None
        return None

    def _sample(self) -> str:
        return " or ".join(dt.date(2024, 12, 31).strftime(form) for form in self.mapping.dates)


def require(source: Source, words: Sequence[str], errors: TableErrors) -> bool:
    """Add a fault for each word that no column of the table says; return whether all are said. A table without rows says nothing wrong."""
    missing = [word for word in words if source.rows and not source.says(word)]
    for word in missing:
        usual = ", ".join(map(quoted, HEADERS.get(word, ())))
        message = (
            f'no column says the {word}: add {word} = "…" under [{source.table.section}] in the mapping, or name a column one of {usual}.'
        )
        errors.add(RowError(source.file, 1, 1, message))
    return not missing
