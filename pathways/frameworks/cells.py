"""The cells of the plain format: how each kind of value is read and written. What is written is read back unchanged."""

import re
from collections.abc import Callable
from decimal import Decimal

from skills.tables import Row, is_formula, quoted, unguarded

Cell = bool | int | str | Decimal | None
Reader = Callable[[Row, str], Cell]
CODE = re.compile(r"[A-Za-z0-9_-]+")
CURRENCY = re.compile(r"[A-Z]{3}")
LARGEST_SMALL_NUMBER = 32_767


def written(value: Cell) -> str:
    """Return the text of a value: nothing for None, yes or no, two decimals for money."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:.2f}"
        case _:
            return str(value)


def text(*, longest: int = 100_000, optional: bool = False) -> Reader:
    """Read a text exactly as it stands, padding and line breaks too: it must go out again as the same bytes."""

    def read(row: Row, column: str) -> str:
        if is_formula(row[column]):
            raise row.error(
                column,
                f"{quoted(row[column])} would run as a formula in a spreadsheet; put an apostrophe before it if it is meant as text.",
            )
        value = unguarded(row[column])
        if not (optional or value.strip()):
            raise row.error(column, "is empty; expected a text.")
        if len(value) > longest:
            raise row.error(column, f"has {len(value):,} characters; at most {longest:,} are taken. Shorten it.")
        return value

    return read


def code(*, longest: int = 120, optional: bool = False) -> Reader:
    def read(row: Row, column: str) -> str:
        value = row[column]
        if optional and not value:
            return ""
        value = unguarded(value)
        if not CODE.fullmatch(value):
            raise row.error(
                column, f"{quoted(value)} is not a code; expected letters without accents, digits, hyphens and underscores only."
            )
        if len(value) > longest:
            raise row.error(column, f"has {len(value)} characters; a code has at most {longest}.")
        return value

    return read


def number(*, lowest: int = 0, highest: int = LARGEST_SMALL_NUMBER) -> Reader:
    return lambda row, column: row.whole_number(column, lowest=lowest, highest=highest)


def optional_number(*, lowest: int = 0, highest: int = LARGEST_SMALL_NUMBER) -> Reader:
    return lambda row, column: row.optional_whole_number(column, lowest=lowest, highest=highest)


def choice(*allowed: str) -> Reader:
    return lambda row, column: row.one_of(column, allowed)


def yes_or_no(row: Row, column: str) -> bool:
    return row.yes_or_no(column)


def amount(row: Row, column: str) -> Decimal | None:
    return row.optional_amount(column)


def currency(row: Row, column: str) -> str:
    value = row[column]
    if value and not CURRENCY.fullmatch(value):
        raise row.error(column, f"{quoted(value)} is not a currency; expected three capital letters, such as GBP, or nothing.")
    return value
