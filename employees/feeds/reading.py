"""A folder of tables becomes a `Feed`: people with what it says of them, dated or as of today, each fact with its place."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from employees.feeds.history import Spell
from employees.feeds.mapping import FeedMapping, nearest
from employees.feeds.organisation import Organisation, read_organisation
from employees.feeds.spells import DatedTable, read_dated
from employees.feeds.tables import Days, Source, read_source, require
from employees.feeds.words import EMPLOYED, GONE, plain
from employees.models.periods import FOREVER
from skills.tables import Row, RowError, TableErrors, quoted

LONGEST_NAME, LONGEST_NUMBER = 120, 40


class Now(NamedTuple):
    """What the feed says without dates: it holds on the day of the feed. None: explicitly nothing."""

    value: str | None
    row: Row


Facet = list[Spell[str]] | Now | None  # dated, as of today, or not said


@dataclass
class Person:
    """`fields` and `demographics` hold only what the feed speaks of, by field name."""

    number: str
    row: Row
    fields: dict[str, Any]  # Any: whatever the fields take
    demographics: dict[str, Any]  # Any: as above
    titles: Facet = None
    units: Facet = None
    managers: Facet = None

    @property
    def hired_on(self) -> dt.date:
        day: dt.date = self.fields["hired_on"]
        return day

    @property
    def left_on(self) -> dt.date | None:
        day: dt.date | None = self.fields["left_on"]
        return day


@dataclass
class Feed:
    """All that a folder says on `on`. `unit_managers`: unit code → who led it and when."""

    mapping: FeedMapping
    on: dt.date
    people: dict[str, Person]
    organisation: Organisation
    unit_managers: dict[str, list[Spell[str]]]
    manager_column: str
    oddities: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)


def read_feed(folder: Path, mapping: FeedMapping, *, on: dt.date, titles: Mapping[str, int | None]) -> Feed:
    """Read every table of the folder. `titles`: those that the mapping knows. Raises TableErrors with all faults."""
    return _Reading(folder, mapping, on, titles).feed()


class _Reading:
    def __init__(self, folder: Path, mapping: FeedMapping, on: dt.date, titles: Mapping[str, int | None]) -> None:
        if not folder.is_dir():
            raise TableErrors([RowError(str(folder), 1, 1, "is not a folder; expected the folder that holds the feed's tables.")])
        self.mapping, self.on, self.titles = mapping, on, titles
        self.errors, self.days, self.oddities = TableErrors(), Days(mapping), Counter[str]()
        self.sources: dict[str, Source] = {}
        for name, table in mapping.tables.items():
            with self.errors.gathered():
                self.sources[name] = read_source(folder, table, mapping)
        self.errors.raise_if_any()
        self.last_ends: dict[str, dt.date] = {}
        self.unknown_titles: dict[str, tuple[RowError, int]] = {}

    def feed(self) -> Feed:
        people = self.sources["people"]
        organisation = read_organisation(self.mapping.company, self.sources.get("units"), self.errors)
        self._require()
        feed = Feed(self.mapping, self.on, {}, organisation, {}, people.columns.get("manager", ""), self.oddities)
        self._read_people(feed)
        self._read_titles(feed)
        self._read_units(feed)
        self._read_managers(feed)
        self._end_with_history(feed)
        self.errors.errors += [_repeated(error, times) for error, times in self.unknown_titles.values()]
        self.errors.errors.sort(key=lambda error: (error.file, error.line, error.column))
        self.errors.raise_if_any()
        return feed

    def _require(self) -> None:
        """Stop at tables that are empty or lack a column: every row of them would be a fault."""
        people = self.sources["people"]
        if not people.rows:
            self.errors.add(RowError(people.file, 1, 1, "the table has no row about anybody; expected one line a person."))
            raise self.errors
        require(people, ["number", "hired_on"], self.errors)
        if not people.says("name") and not people.says("last_name"):
            require(people, ["first_name", "last_name"], self.errors)
        for name, words in (("title_history", ["number", "title", "start"]), ("unit_history", ["number", "unit", "start"])):
            if name in self.sources:
                require(self.sources[name], words, self.errors)
        if managers := self.sources.get("manager_history"):
            require(managers, ["manager", "start", "unit" if managers.says("unit") else "number"], self.errors)
        self.errors.raise_if_any()

    # --- People -------------------------------------------------------------------------------

    def _read_people(self, feed: Feed) -> None:
        source = self.sources["people"]
        for row in source.rows:
            with self.errors.gathered():
                person = self._person(source, row, feed)
                if (other := feed.people.get(person.number)) is not None:
                    message = f"{quoted(person.number)} stands already in line {other.row.line}; expected one line a person."
                    raise source.error(row, "number", message)
                feed.people[person.number] = person

    def _person(self, source: Source, row: Row, feed: Feed) -> Person:
        number = source.label(row, "number", longest=LONGEST_NUMBER)
        fields = self._names(source, row) | self._email(source, row) | self._employment(source, row)
        person = Person(number, row, fields, self._demographics(source, row))
        if source.says("title"):
            person.titles = Now(self._known_title(source, row, source.optional_label(row, "title")), row)
        if source.says("unit"):
            person.units = Now(feed.organisation.code_of(source, row) or None, row)
        if source.says("manager"):
            manager = source.optional_label(row, "manager", longest=LONGEST_NUMBER)
            if manager == number:
                raise source.error(row, "manager", f"{quoted(number)} would lead themselves; leave it empty for whoever has no manager.")
            person.managers = Now(manager or None, row)
        return person

    def _names(self, source: Source, row: Row) -> dict[str, str]:
        if source.says("first_name") or source.says("last_name"):
            names = {word: source.composed(row, word, longest=LONGEST_NAME) for word in ("first_name", "last_name") if source.says(word)}
        else:
            first, _, last = source.composed(row, "name", longest=LONGEST_NAME).rpartition(" ")
            names = {"first_name": first, "last_name": last}
        if not any(names.values()):
            word = next(word for word in ("last_name", "first_name", "name") if source.says(word))
            raise source.error(row, word, "is empty; expected a name.")
        return names

    def _email(self, source: Source, row: Row) -> dict[str, str]:
        if not source.says("email"):
            return {}
        email = source.optional_label(row, "email", longest=254).lower()
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise source.error(
                    row, "email", f"{quoted(email)} is not an e-mail address; expected one such as ada@example.com."
                ) from None
        return {"email": email}

    def _employment(self, source: Source, row: Row) -> dict[str, dt.date | None]:
        hired_on = self.days.day(source, row, "hired_on")
        end = self.days.end(source, row, "left_on")
        if end < hired_on:
            raise source.error(row, "left_on", f"the person leaves on {end}, before the day of hire, {hired_on}.")
        status = source.optional_label(row, "status")
        if status and plain(status) not in EMPLOYED | GONE:
            expected = ", ".join(sorted(EMPLOYED | GONE))
            raise source.error(
                row, "status", f'{quoted(status)} is not known; expected one of: {expected}. Or say status = "" in the mapping.'
            )
        if plain(status) in GONE and end == FOREVER:
            raise source.error(
                row, "status", f"{quoted(status)}, but no day of leaving is given; expected a date in the column for left_on."
            )
        return {"hired_on": hired_on, "left_on": None if end == FOREVER else end}

    def _demographics(self, source: Source, row: Row) -> dict[str, Any]:  # Any: whatever the fields take
        said: dict[str, Any] = {  # Any: as above
            word: source.optional_label(row, word, longest=longest)
            for word, longest in (("sex", 40), ("ethnicity", 80), ("disability", 40))
            if source.says(word)
        }
        if source.says("birth_date"):
            born = self.days.optional_day(source, row, "birth_date")
            said["birth_year"] = born.year if born and born != FOREVER else None
        return said

    def _known_title(self, source: Source, row: Row, title: str) -> str:
        """Note a title that the mapping does not know, once a title, unless it lets such titles stand without a role."""
        known = title.lower() in self.titles or not title
        if known:
            return title
        if self.mapping.unknown_titles_are_errors:
            error, times = self.unknown_titles.get(title, (None, 0))
            if error is None:
                spelled = [self.mapping.spelling[key] for key in self.titles]
                message = f'no role is given for the title {quoted(title)}; add it under [roles.titles], "" for none.'
                error = source.error(row, "title", message + nearest(title, spelled))
            self.unknown_titles[title] = (error, times + 1)
        return title

    # --- Dated facts --------------------------------------------------------------------------

    def _dated(
        self, name: str, word: str, owner: str, owners: Mapping[str, Any], value_of: Any
    ) -> DatedTable | None:  # Any: see read_dated
        source = self.sources.get(name)
        return read_dated(source, word, owner, owners, value_of, self.days, self.errors, self.oddities) if source else None

    def _read_titles(self, feed: Feed) -> None:
        def title(source: Source, row: Row) -> str:
            return self._known_title(source, row, source.label(row, "title"))

        if dated := self._dated("title_history", "title", "number", self._everybody(feed), title):
            feed.moves = dated.moves
            for number, person in feed.people.items():
                person.titles = dated.spells.get(number, [])
            self._note_ends(dated)

    def _read_units(self, feed: Feed) -> None:
        if dated := self._dated("unit_history", "unit", "number", self._everybody(feed), feed.organisation.code_of):
            for number, person in feed.people.items():
                person.units = dated.spells.get(number, [])
            self._note_ends(dated)

    def _read_managers(self, feed: Feed) -> None:
        source = self.sources.get("manager_history")
        if source is None:
            return

        def manager(source: Source, row: Row) -> str:
            number = source.label(row, "manager", longest=LONGEST_NUMBER)
            if not source.says("unit") and number == row[source.columns["number"]].strip():
                raise source.error(
                    row, "manager", f"{quoted(number)} would lead themselves; leave the line out for whoever has no manager."
                )
            return number

        feed.manager_column = source.columns.get("manager", "manager")
        for person in feed.people.values():
            person.managers = []  # what is said with dates is said in full: whom no line names, nobody leads
        if source.says("unit"):
            dated = self._dated("manager_history", "manager", "unit", feed.organisation.codes(), manager)
            feed.unit_managers = dated.spells if dated else {}
        elif dated := self._dated("manager_history", "manager", "number", self._everybody(feed), manager):
            for number, person in feed.people.items():
                person.managers = dated.spells.get(number, [])

    def _everybody(self, feed: Feed) -> dict[str, str]:
        """Return number → number, "" for people whom the mapping leaves out: what other tables say of them is no fault."""
        source = self.sources["people"]
        return {row[source.columns["number"]].strip(): "" for row in source.left_out} | {number: number for number in feed.people}

    def _note_ends(self, dated: DatedTable) -> None:
        for number, last in dated.last_ends.items() if dated.has_ends else ():
            self.last_ends[number] = max(last, self.last_ends.get(number, last))

    def _end_with_history(self, feed: Feed) -> None:
        """Where no column says who left, a person has left when the last dated title or unit has ended."""
        if self.sources["people"].says("left_on"):
            return
        for number, last in self.last_ends.items():
            person = feed.people[number]
            person.fields["left_on"] = None if last == FOREVER else max(last, person.hired_on)


def _repeated(error: RowError, times: int) -> RowError:
    also = f" (on {times:,} lines)" if times > 1 else ""
    return RowError(error.file, error.line, error.column, error.message + also)
