"""Reading and writing the tables (CSV files) that people send.

What a person sends is checked before anything is done with it. Every fault has its place, `file:line:column`
(the column's number, from 1), and a sentence that says what was found and what is expected. Reading goes on
after a fault, so that the sender sees all of them at once.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

LONGEST_CELL = 100_000  # characters; the longest cell met in a real framework has some 5,000
MOST_ERRORS_SHOWN = 50
LONGEST_QUOTE = 40
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width signs begin formulae, too
GUARDED = re.compile(rf"'+[{re.escape(''.join(FORMULA_STARTS))}]")
UNSAFE = re.compile(rf"'*[{re.escape(''.join(FORMULA_STARTS))}]")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")


class RowError(Exception):
    """One fault: the file as it was named, the line and column from 1, and a sentence."""

    def __init__(self, file: str, line: int, column: int, message: str) -> None:
        super().__init__(file, line, column, message)
        self.file, self.line, self.column, self.message = file, line, column, message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class TableErrors(Exception):  # noqa: N818 - it is several errors, not one
    """All faults of what was sent. Its text has one line a fault, at most 50, and a count of the rest."""

    def __init__(self, errors: Iterable[RowError] = ()) -> None:
        super().__init__()
        self.errors = list(errors)

    def add(self, error: RowError) -> None:
        self.errors.append(error)

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep the faults raised inside the block instead of letting them stop the reading."""
        try:
            yield
        except RowError as error:
            self.errors.append(error)
        except TableErrors as several:
            self.errors.extend(several.errors)

    def raise_if_any(self) -> None:
        if self.errors:
            raise self

    def __str__(self) -> str:
        lines = [str(error) for error in self.errors[:MOST_ERRORS_SHOWN]]
        rest = len(self.errors) - len(lines)
        return "\n".join([*lines, f"… and {rest} more errors."] if rest > 0 else lines)


def quoted(text: str) -> str:
    """Return `text` in quotation marks, on one line, shortened so that an error stays readable."""
    shown = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"
    return '"' + "".join(character if character.isprintable() else "�" for character in shown) + '"'


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run the cell instead of showing it."""
    return text.startswith(FORMULA_STARTS)


@dataclass(frozen=True, slots=True)
class Header:
    file: str
    positions: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `row["name"]` is the cell exactly as sent; the methods check and convert it."""

    header: Header
    line: int
    cells: Sequence[str]

    def __getitem__(self, column: str) -> str:
        return self.cells[self.header.positions[column]]

    def get(self, column: str, default: str = "") -> str:
        """Return the cell exactly as sent, or `default` when the table has no such column."""
        position = self.header.positions.get(column)
        return default if position is None else self.cells[position]

    def error(self, column: str, message: str) -> RowError:
        """Return (to raise or to gather) a fault at this cell; the sentence is preceded by the column's name."""
        return RowError(self.header.file, self.line, self.header.positions.get(column, 0) + 1, f"{column}: {message}")

    def text(self, column: str, *, longest: int = LONGEST_CELL) -> str:
        """Return the cell without padding. Raises RowError when it is empty or too long."""
        value = self[column].strip()
        if not value:
            raise self.error(column, "is empty; expected a text.")
        return self._no_longer_than(longest, column, value)

    def optional_text(self, column: str, *, longest: int = LONGEST_CELL) -> str:
        return self._no_longer_than(longest, column, self[column].strip())

    def label(self, column: str, *, longest: int = 200) -> str:
        """Return a name that pages and exports will show: a text that no spreadsheet would run as a formula."""
        if is_formula(self[column].strip()):
            raise self.error(column, f"{quoted(self[column])} would run as a formula in a spreadsheet; expected a letter or digit first.")
        return self.text(column, longest=longest)

    def whole_number(self, column: str, *, lowest: int = 0, highest: int) -> int:
        """Return the cell as an int in lowest..highest. Raises RowError on anything else."""
        value = self[column].strip()
        if not WHOLE_NUMBER.fullmatch(value) or not lowest <= int(value) <= highest:
            raise self.error(column, f"{quoted(value)} is not a whole number from {lowest} to {highest}.")
        return int(value)

    def optional_whole_number(self, column: str, *, lowest: int = 0, highest: int) -> int | None:
        return self.whole_number(column, lowest=lowest, highest=highest) if self[column].strip() else None

    def optional_amount(self, column: str) -> Decimal | None:
        """Return money or None for an empty cell: digits, and after a point at most two more."""
        value = self[column].strip()
        if value and not AMOUNT.fullmatch(value):
            raise self.error(column, f"{quoted(value)} is not an amount; expected digits, such as 52000 or 52000.50.")
        return Decimal(value) if value else None

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        value = self[column].strip()
        if value not in allowed:
            raise self.error(column, f"{quoted(value)} is not known; expected one of: {', '.join(allowed)}.")
        return value

    def yes_or_no(self, column: str) -> bool:
        return self.one_of(column, ("yes", "no")) == "yes"

    def _no_longer_than(self, longest: int, column: str, value: str) -> str:
        if len(value) > longest:
            raise self.error(column, f"has {len(value):,} characters; at most {longest:,} are taken. Shorten it.")
        return value


def read_table(
    path: Path,
    *,
    columns: Sequence[str] | None = None,
    required: Collection[str] = (),
    allowed: Collection[str] | None = None,
    delimiter: str = ",",
    longest_cell: int = LONGEST_CELL,
) -> list[Row]:
    """Return the rows of a UTF-8 table with their line numbers.

    Shape: `columns` names the cells of a file that has no header line; otherwise the first line names them.
    `required` columns must be there; when `allowed` is given, no other column may be. Blank lines are skipped;
    a table with a header and no row is an empty list. Raises TableErrors with every fault of the file's form.
    """
    file = str(path)
    errors = TableErrors()
    with errors.gathered():
        lines = _lines(file, _decoded(file, _bytes(path), delimiter), delimiter)
        if columns is None:
            columns = _header(file, lines, required, allowed)
        header = Header(file, {name: position for position, name in enumerate(columns)})
        rows = []
        for line, cells in lines:
            with errors.gathered():
                _check_shape(file, line, cells, len(columns), longest_cell)
                rows.append(Row(header, line, cells))
    errors.raise_if_any()
    return rows


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as reason:
        raise RowError(str(path), 1, 1, f"cannot be read: {reason.strerror}. Check the name and the permissions.") from None


def _decoded(file: str, content: bytes, delimiter: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RowError(file, 1, 1, 'the file is encoded in UTF-16; save it as "CSV UTF-8".')
    if content.startswith(b"PK\x03\x04"):
        raise RowError(file, 1, 1, 'the file is a workbook or an archive; save the sheet as "CSV UTF-8".')
    if (nul := content.find(b"\0")) >= 0:
        line, column = _place(content[:nul], delimiter)
        raise RowError(file, line, column, "the file is binary (it contains a zero byte); expected a text file with a table.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line, column = _place(content[: fault.start], delimiter)
        raise RowError(file, line, column, f'byte 0x{content[fault.start]:02x} is not UTF-8; save the file as "CSV UTF-8".') from None


def _place(before: bytes, delimiter: str) -> tuple[int, int]:
    """Return the line and the column of what follows `before`."""
    begun = before.rpartition(b"\n")[2]
    return before.count(b"\n") + 1, begun.count(delimiter.encode()) + 1


def _lines(file: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that is not blank with the number of the physical line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise RowError(file, begins, 1, _sentence(str(fault))) from None


def _sentence(fault: str) -> str:
    if "field limit" in fault:
        return f"a cell has more than {csv.field_size_limit():,} characters. Shorten it; perhaps a quotation mark is not closed."
    if "unexpected end of data" in fault:
        return "a quotation mark opens here and is never closed; close it, or double it if it belongs to the text."
    return f"the line is not well-formed ({fault}); double a quotation mark that belongs to the text."


def _header(file: str, lines: Iterator[tuple[int, list[str]]], required: Collection[str], allowed: Collection[str] | None) -> Sequence[str]:
    line, cells = next(lines, (1, []))
    if not cells:
        raise RowError(file, 1, 1, "the file is empty; expected a line with the names of the columns.")
    columns = [name.strip() for name in cells]
    errors = TableErrors()
    for name in required:
        if name not in columns:
            errors.add(RowError(file, line, 1, f"the column {quoted(name)} is missing; found: {_listed(columns)}."))
    for number, name in enumerate(columns, start=1):
        if name in columns[: number - 1]:
            errors.add(RowError(file, line, number, f"the column {quoted(name)} comes twice; rename or remove one."))
        elif allowed is not None and name not in allowed:
            errors.add(RowError(file, line, number, f"the column {quoted(name)} is not known; expected: {_listed(allowed)}."))
    errors.raise_if_any()
    return columns


def _listed(names: Collection[str]) -> str:
    """Return the names in quotation marks; of very many (not a table at all) the first dozen."""
    return ", ".join(map(quoted, list(names)[:12])) + (", …" if len(names) > 12 else "")


def _check_shape(file: str, line: int, cells: Sequence[str], width: int, longest_cell: int) -> None:
    if len(cells) != width:
        raise RowError(file, line, min(len(cells), width) + 1, f"the line has {len(cells)} cells; expected {width}.")
    if max(map(len, cells)) > longest_cell:
        number, cell = next((number, cell) for number, cell in enumerate(cells, start=1) if len(cell) > longest_cell)
        raise RowError(file, line, number, f"the cell has {len(cell):,} characters; at most {longest_cell:,} are taken. Shorten it.")


def guarded(text: str) -> str:
    """Return the cell as it is written: an apostrophe goes before what a spreadsheet would run. `unguarded` undoes it."""
    return "'" + text if UNSAFE.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def written_line(cells: Iterable[str]) -> str:
    """Return one line of a table as we write it: guarded cells, quoted only where needed, ended by a newline."""
    return (",".join(map(_written_cell, cells)) or '""') + "\n"


def _written_cell(text: str) -> str:
    # Not csv.writer: before Python 3.13 it leaves a carriage return bare, and the reader then sees a new line.
    cell = guarded(text)
    if not cell or not any(mark in cell for mark in ',"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table that `read_table` reads back: UTF-8, newlines only, the columns' names first."""
    path.write_bytes("".join(written_line(cells) for cells in (columns, *rows)).encode())
