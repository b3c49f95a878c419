"""A list as its reader asks for it: sorted by a column of theirs, a page at a time, or whole as a file for a spreadsheet.

All of it happens on the server, from the address alone: `?sort=since` or `?sort=-since`, `?page=2`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.text import slugify

from skills.tables import written_line
from skills.words import Text

ROWS_AT_A_TIME = 2_000  # of a file: bounds the memory, whatever the length of the list
MOST_PAGED = 5_000  # rows that are counted and paged through; who wants more searches, or takes the file


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` gives its text in a file; `order` names the fields it is sorted by, none when it cannot be."""

    label: Text
    cell: Callable[[Any], str]  # Any: the rows of one list are of one kind, which the list knows
    order: tuple[str, ...] = ()
    number: bool = False

    @property
    def name(self) -> str:
        """Return what addresses call the column, the same in every language."""
        with translation.override(settings.LANGUAGE_CODE):
            return slugify(str(self.label))


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head: `sort` is what a click on it asks for, empty when it cannot be sorted; `direction` as ARIA names it."""

    label: str
    number: bool
    sort: str
    direction: str


class Pages(Paginator):  # type: ignore[type-arg]  # Django's is no generic while it runs
    """Pages of the first `MOST_PAGED` rows, counted no further, so that a page of a list of millions costs what one of thousands does."""

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: MOST_PAGED + 1].count()  # type: ignore[attr-defined]  # our lists are querysets

    @property
    def count(self) -> int:
        return min(self._counted, MOST_PAGED)

    @property
    def more(self) -> bool:
        """Whether there are rows beyond the last page."""
        return self._counted > MOST_PAGED


@dataclass(frozen=True)
class Listing:
    """`rows` bring the order that holds until the reader asks for another."""

    rows: "QuerySet[Any, Any]"
    columns: Sequence[Column]
    asked: Mapping[str, str]
    size: int = 50

    @cached_property
    def _sorting(self) -> tuple[str, bool]:
        """The name of the column to sort by, empty for the list's own order, and whether it descends."""
        sort = self.asked.get("sort", "")
        name = sort.removeprefix("-")
        known = any(column.name == name and column.order for column in self.columns)
        return (name, sort.startswith("-")) if known else ("", False)

    @property
    def sort(self) -> str:
        """Return the order asked for, as an address has it; empty for the list's own."""
        name, descends = self._sorting
        return f"-{name}" if descends else name

    @cached_property
    def ordered(self) -> "QuerySet[Any, Any]":
        name, descends = self._sorting
        if not name:
            return self.rows
        fields = next(column.order for column in self.columns if column.name == name)
        by = [F(field).desc(nulls_last=True) if descends else F(field).asc(nulls_last=True) for field in fields]
        return self.rows.order_by(*by, "pk")

    @cached_property
    def pages(self) -> Pages:
        return Pages(self.ordered, self.size)

    @cached_property
    def page(self) -> "Page[Any]":
        return self.pages.get_page(self.asked.get("page"))

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.columns]

    def _header(self, column: Column) -> Header:
        name, descends = self._sorting
        here = bool(name) and column.name == name
        direction = ("descending" if descends else "ascending") if here else ""
        sort = (f"-{name}" if here and not descends else column.name) if column.order else ""
        return Header(str(column.label), column.number, sort, direction)

    def file(self, name: str) -> StreamingHttpResponse:
        """Return every row of the list as a CSV download."""
        rows = self.ordered.iterator(chunk_size=ROWS_AT_A_TIME)
        return csv_file(name, [column.label for column in self.columns], ([column.cell(row) for column in self.columns] for row in rows))


def csv_file(name: str, columns: Sequence[Text], rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Return a CSV download. Cells that a spreadsheet would run as a formula are guarded by an apostrophe."""
    lines = (written_line(cells) for part in (([str(column) for column in columns],), rows) for cells in part)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
