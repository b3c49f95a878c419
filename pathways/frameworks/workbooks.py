"""Reading the sheets of .xlsx workbooks that a publisher sends, with the place of every fault."""

import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from skills.tables import LONGEST_CELL, RowError, TableErrors, is_formula, quoted

MOST_UNPACKED = 500_000_000  # bytes: a small file can unpack to more than a machine holds
Value = object  # what a cell holds: text, number, date or nothing
UNREADABLE = (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError)  # SyntaxError: openpyxl's XML parser, on broken XML


class SheetRow:
    """One line of a sheet; its methods check and convert a cell, given the column's name."""

    __slots__ = ("cells", "line", "sheet")

    def __init__(self, sheet: "Sheet", line: int, cells: tuple[Value, ...]) -> None:
        self.sheet, self.line, self.cells = sheet, line, cells

    def __getitem__(self, column: str) -> Value:
        position = self.sheet.positions[column]
        return self.cells[position] if position < len(self.cells) else None

    def error(self, column: str, message: str) -> RowError:
        return RowError(self.sheet.file, self.line, self.sheet.positions[column] + 1, f"{column}: {message}")

    def text(self, column: str, *, longest: int = LONGEST_CELL) -> str:
        value = self[column]
        if not isinstance(value, str) or not value.strip():
            raise self.error(column, f"{quoted(str(value or ''))} is not a text.")
        if len(value.strip()) > longest:
            raise self.error(column, f"has {len(value.strip()):,} characters; at most {longest:,} are taken. Shorten it.")
        return value.strip()

    def label(self, column: str, *, longest: int = 200) -> str:
        """Return a name that pages and exports will show: a text that no spreadsheet would run as a formula."""
        value = self.text(column, longest=longest)
        if is_formula(value):
            raise self.error(column, f"{quoted(value)} would run as a formula in a spreadsheet; expected a letter or digit first.")
        return value

    def number(self, column: str, *, lowest: float, highest: float) -> float:
        value = self[column]
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise self.error(column, f"{quoted(str(value))} is not a number from {lowest:g} to {highest:g}.")
        return value

    def yes(self, column: str) -> bool:
        """Return whether the cell says Y; an empty cell says no."""
        return self[column] == "Y"


class Sheet:
    """The first sheet of a workbook. Iterating yields its lines below the header. Raises TableErrors if it is not such a sheet."""

    def __init__(self, path: Path, *, required: Collection[str]) -> None:
        self.file = str(path)
        self.positions: dict[str, int] = {}
        try:
            self._lines = iter(load_workbook(self._bounded(path.read_bytes()), read_only=True).worksheets[0].iter_rows(values_only=True))
            header = next(self._lines, ())
        except FileNotFoundError:
            raise self._refused("cannot be read: there is no such file. Check the folder.") from None
        except UNREADABLE as reason:
            raise self._refused(f"is not an .xlsx workbook ({type(reason).__name__}); download it again.") from None
        self.positions = {str(name).strip(): position for position, name in enumerate(header) if name is not None}
        missing = [name for name in required if name not in self.positions]
        found = ", ".join(map(quoted, self.positions)) or "none"
        TableErrors(RowError(self.file, 1, 1, f"the column {quoted(name)} is missing; found: {found}.") for name in missing).raise_if_any()

    def _bounded(self, packed: bytes) -> BytesIO:
        """Return the file to read. What a part says of its size binds: no more of it is ever unpacked."""
        with zipfile.ZipFile(BytesIO(packed)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_UNPACKED:
            raise self._refused(f"unpacks to {unpacked:,} bytes; at most {MOST_UNPACKED:,} are read. Download it again.")
        return BytesIO(packed)

    def _refused(self, message: str) -> TableErrors:
        return TableErrors([RowError(self.file, 1, 1, message)])

    def __iter__(self) -> Iterator[SheetRow]:
        line = 1
        try:
            for line, cells in enumerate(self._lines, start=2):
                if any(cell is not None for cell in cells):
                    yield SheetRow(self, line, cells)
        except UNREADABLE as reason:
            raise RowError(self.file, line + 1, 1, f"the sheet breaks off here ({type(reason).__name__}); download it again.") from None
