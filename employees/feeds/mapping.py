"""The mapping file (TOML): which table and column says what, and how its dates, gaps and titles are meant.

`docs/people-import.md` is its reference. Every fault of the mapping is a sentence with its line.
"""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from employees.feeds.words import SETTINGS, TABLE_SECTIONS
from skills.tables import RowError, TableErrors, quoted

COLUMN_IN_TEXT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Table:
    """One file and which of its columns says what: our word → a column's name, "" for none, or a text with {column} in it."""

    section: str
    file: str
    delimiter: str
    header: tuple[str, ...] | None
    where: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, str]
    latest_wins: bool = False

    def named(self) -> list[str]:
        """Return the columns that the file must have."""
        wanted = [name for text in self.columns.values() for name in (COLUMN_IN_TEXT.findall(text) or [text]) if name]
        return list(dict.fromkeys([*wanted, *self.where]))


@dataclass(frozen=True)
class FeedMapping:
    """A whole mapping. `titles`: title in lower case → "framework/role", "" when it has no role; `spelling`: → as it was written."""

    path: str
    text: str
    company: str
    complete: bool
    most_ended_percent: float
    ends_on_last_day: bool
    until_now: frozenset[str]
    dates: tuple[str, ...]
    tables: Mapping[str, Table]
    managers_have_none: bool
    unknown_titles_are_errors: bool
    titles: Mapping[str, str] = field(default_factory=dict)
    spelling: Mapping[str, str] = field(default_factory=dict)

    def error(self, section: str, key: str, message: str) -> RowError:
        """Return a fault at this key of the mapping."""
        return fault(self.path, self.text, section, key, message)


def fault(path: str, text: str, section: str, key: str, message: str) -> RowError:
    """Return a fault at the line of `key` in `[section]`; at the section when the key stands nowhere."""
    line, column, inside = 1, 1, False
    for number, content in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\]]+)\]", content):
            inside = header[1].strip() == section
            line, column = (number, 1) if inside else (line, column)
        elif inside and (found := re.match(rf'\s*["\']?{re.escape(key)}["\']?\s*=', content)):
            return RowError(path, number, found[0].index(key) + 1, message)
    return RowError(path, line, column, message)


def nearest(wanted: str, known: Collection[str]) -> str:
    """Return a sentence with the known names most like the wanted one; with all when they are few; else ""."""
    close = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.6) or (sorted(known) if len(known) <= 12 else [])
    return f" Nearest: {', '.join(map(quoted, close))}." if close else ""


def read_mapping(path: Path) -> FeedMapping:
    """Return the mapping. Raises TableErrors with every fault found in it."""
    text, data = _parsed(path)
    return _Reader(str(path), text, data).mapping()


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:  # Any: whatever TOML holds
    try:
        text = path.read_bytes().decode()
        return text, tomllib.loads(text)
    except OSError as reason:
        raise TableErrors([RowError(str(path), 1, 1, f"cannot be read: {reason.strerror}. Check the name of the mapping.")]) from None
    except UnicodeDecodeError:
        raise TableErrors([RowError(str(path), 1, 1, "is not UTF-8 text; expected a mapping in TOML.")]) from None
    except tomllib.TOMLDecodeError as reason:
        place = re.search(r"at line (\d+), column (\d+)", str(reason))
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        raise TableErrors([RowError(str(path), line, column, f"is not TOML here ({reason}).")]) from None


class _Reader:
    """Walks the parsed TOML, gathering every fault."""

    def __init__(self, path: str, text: str, data: dict[str, Any]) -> None:  # Any: whatever TOML holds
        self.path, self.text, self.data = path, text, data
        self.errors = TableErrors()

    def mapping(self) -> FeedMapping:
        self._refuse_unknown()
        most_ended = self._value("feed", "most_ended_percent", (int, float), 5)
        if not 0 <= most_ended <= 100:
            self._fault("feed", "most_ended_percent", "expected a share from 0 to 100, such as 5.")
        found = FeedMapping(
            path=self.path,
            text=self.text,
            company=self._value("feed", "company", str, "Company"),
            complete=self._value("feed", "complete", bool, False),
            most_ended_percent=most_ended,
            ends_on_last_day=self._one_of("feed", "ends", ("last day", "day after")) == "last day",
            until_now=frozenset(self._texts("feed", "until_now")),
            dates=self._formats(),
            tables={name: self._table(name) for name in TABLE_SECTIONS if name in self.data or name == "people"},
            managers_have_none=self._one_of("manager_history", "of_managers", ("by unit", "none")) == "none",
            unknown_titles_are_errors=self._one_of("roles", "unknown_titles", ("error", "no-role")) == "error",
            titles=self._titles(),
            spelling={title.strip().lower(): title for title in self._value("roles", "titles", dict, {})},
        )
        self._refuse_two_sources(found)
        self.errors.raise_if_any()
        return found

    def _fault(self, section: str, key: str, message: str) -> None:
        self.errors.add(fault(self.path, self.text, section, key, f"[{section}] {key}: {message}" if key else f"[{section}]: {message}"))

    def _section(self, name: str) -> dict[str, Any]:  # Any: whatever TOML holds
        section = self.data.get(name, {})
        return section if isinstance(section, dict) else {}

    def _refuse_unknown(self) -> None:
        for name, section in self.data.items():
            if name not in SETTINGS or not isinstance(section, dict):
                self.errors.add(fault(self.path, self.text, name, "", f"[{name}] is not a section.{nearest(name, SETTINGS)}"))
                continue
            allowed = SETTINGS[name] | TABLE_SECTIONS.get(name, frozenset())
            for key in section:
                if key not in allowed:
                    self._fault(name, key, f"is not known.{nearest(key, allowed)}")

    def _value(self, section: str, key: str, kind: Any, default: Any) -> Any:  # Any: a type or types, and a value of it
        value = self._section(section).get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self._fault(section, key, f"expected {_kind_name(kind)}.")
            return default
        return value

    def _texts(self, section: str, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self._section(section).get(key, default)
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
            self._fault(section, key, 'expected a text or a list of texts in quotation marks, such as ["9999-01-01"].')
            return default
        return tuple(value)

    def _one_of(self, section: str, key: str, allowed: tuple[str, ...]) -> str:
        """Return the chosen word; the first of `allowed` is what holds when nothing is said."""
        value = self._section(section).get(key, allowed[0])
        if value not in allowed:
            self._fault(section, key, f"expected one of: {', '.join(map(quoted, allowed))}.")
            return allowed[0]
        return str(value)

    def _formats(self) -> tuple[str, ...]:
        formats = self._texts("feed", "dates", ("%Y-%m-%d",))
        sample = dt.date(2001, 12, 31)
        for text in formats:
            try:
                exact = dt.datetime.strptime(sample.strftime(text), text).date() == sample  # noqa: DTZ007  # a day has no time zone
            except (ValueError, re.error):  # re.error: the same directive twice
                exact = False
            if not exact:
                self._fault("feed", "dates", f"{quoted(text)} does not give a day, month and year, as %Y-%m-%d or %d.%m.%Y do.")
        return formats

    def _table(self, name: str) -> Table:
        section = self._section(name)
        if "file" not in section:
            self._fault(name, "file", 'is missing: say which file holds the table, such as file = "people.csv".')
        table = Table(
            section=name,
            file=self._value(name, "file", str, ""),
            delimiter=self._value(name, "delimiter", str, ","),
            header=self._texts(name, "header") if "header" in section else None,
            where=self._where(name),
            columns={word: self._value(name, word, str, "") for word in TABLE_SECTIONS[name] if word in section},
            latest_wins="overlaps" in SETTINGS[name] and self._one_of(name, "overlaps", ("error", "latest wins")) == "latest wins",
        )
        if len(table.delimiter) != 1 or table.delimiter in '\r\n" ':
            self._fault(name, "delimiter", r'expected one character, such as ",", ";" or "\t".')
        self._refuse_columns_not_in_header(table)
        return table

    def _where(self, name: str) -> dict[str, tuple[str, ...]]:
        where = self._value(name, "where", dict, {})
        if not all(isinstance(value, str | list) for value in where.values()):
            self._fault(name, "where", 'expected a column and its texts, such as where = { Active = "1" }.')
            return {}
        return {column: (value,) if isinstance(value, str) else tuple(map(str, value)) for column, value in where.items()}

    def _refuse_columns_not_in_header(self, table: Table) -> None:
        for name in table.named() if table.header is not None else ():
            if name not in (table.header or ()):
                word = next((word for word, text in table.columns.items() if name in text), "where")
                self._fault(table.section, word, f"{quoted(name)} is not in the header given here.{nearest(name, table.header or ())}")

    def _titles(self) -> dict[str, str]:
        titles = self._value("roles", "titles", dict, {})
        framework = self._value("roles", "framework", str, "")
        found = {}
        for title, role in titles.items():
            if not isinstance(role, str):
                self._fault("roles.titles", title, 'expected the code of a role, or "" for none.')
            elif role and "/" not in role and not framework:
                self._fault("roles.titles", title, 'say which framework: framework = "…" under [roles], or "framework/role" here.')
            else:
                found[title.strip().lower()] = role if "/" in role or not role else f"{framework}/{role}"
        return found

    def _refuse_two_sources(self, mapping: FeedMapping) -> None:
        people = mapping.tables["people"].columns
        for word in ("title", "unit", "manager"):
            if people.get(word) and f"{word}_history" in mapping.tables:
                self._fault("people", word, f"is said twice: here and by [{word}_history]. Remove one.")
        history = mapping.tables.get("manager_history")
        if history and history.columns.get("unit") and history.columns.get("number"):
            message = "say either number (whose manager) or unit (which unit's manager), and manager for who it is."
            self._fault("manager_history", "unit", message)


Kind = Literal["a text in quotation marks", "true or false", "a number", "a table"]


def _kind_name(kind: Any) -> Kind:  # Any: a type or a tuple of types
    names: dict[Any, Kind] = {str: "a text in quotation marks", bool: "true or false", dict: "a table"}  # Any: types
    return names.get(kind, "a number")
