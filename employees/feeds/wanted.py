"""The positions that everybody ought to have after a feed: what it says, joined with what is stored where it is silent. Pure."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from employees.feeds.chains import circles
from employees.feeds.history import BEGINNING, Held, Job, Reasoned, Spell, clipped, from_now, intersected, reasoned, without
from employees.feeds.reading import Facet, Feed, Now, Person
from employees.feeds.roles import Roles
from employees.feeds.stored import Stored, StoredPerson, stored_until
from employees.models.periods import FOREVER
from skills.tables import Row, TableErrors, quoted

V = TypeVar("V")
Employment = tuple[dt.date, dt.date]


class Wanted:
    """Works out everybody's positions. Raises TableErrors when a manager is unknown or leads themselves in the end."""

    def __init__(self, feed: Feed, stored: Stored, roles: Roles, ended: Mapping[str, dt.date]) -> None:
        self.feed, self.stored, self.roles, self.ended = feed, stored, roles, ended
        self.errors = TableErrors()
        self.employed = self._employment()
        self.unit_managers = {code: self._while_employed(spells) for code, spells in feed.unit_managers.items()}
        self.leading = self._leading()

    def positions(self) -> dict[str, list[Reasoned]]:
        """Return the positions of everybody in the feed and of everybody whom it ends, by employee number."""
        held = {number: self._held(person) for number, person in self.feed.people.items()}
        held |= {number: _ended(self.stored.people[number], day) for number, day in self.ended.items()}
        self.errors.raise_if_any()
        self._count_oddities(held)
        self._refuse_circles(held)
        return {number: reasoned(helds, self.roles.ranks, self._known_reasons(number)) for number, helds in held.items()}

    def _employment(self) -> dict[str, Employment]:
        """Return since when and until when everybody is employed, in the feed or out of it."""
        employed = {number: (person.fields["hired_on"], stored_until(person)) for number, person in self.stored.people.items()}
        for number, person in self.feed.people.items():
            former = self.stored.people.get(number)
            first = former.positions[0].held.start if former and former.positions else person.hired_on
            employed[number] = (min(person.hired_on, first), person.left_on or FOREVER)
        return employed | {number: (employed[number][0], day) for number, day in self.ended.items()}

    # --- One person ---------------------------------------------------------------------------

    def _held(self, person: Person) -> list[Held]:
        former = self._corrected(person)
        begins = self._begins(person)
        known_until = former[-1].end if former else None
        jobs = self._spells(person.titles, _jobs(former, self.roles), begins, known_until, self._job)
        units = self._spells(person.units, _facet(former, lambda held: held.unit), begins, known_until, str)
        until = person.left_on or FOREVER
        jobs, units = clipped(jobs, BEGINNING, until), clipped(units, BEGINNING, until)
        if not jobs and not units and self._says_nothing_dated(person):
            units = clipped([Spell(begins, FOREVER, self.feed.organisation.root)], BEGINNING, until)
        managers = clipped(self._managers(person, former, units, begins), BEGINNING, until)
        return intersected(jobs, units, managers, self.feed.organisation.root)

    def _says_nothing_dated(self, person: Person) -> bool:
        return not isinstance(person.titles, list) and not isinstance(person.units, list)

    def _begins(self, person: Person) -> dt.date:
        """Return since when an undated fact of somebody new holds: the day of hire, or an earlier dated fact."""
        dated = [facet[0].start for facet in (person.titles, person.units) if isinstance(facet, list) and facet]
        return min([person.hired_on, *dated])

    def _corrected(self, person: Person) -> list[Held]:
        """Return the stored positions, moved along when the feed corrects the day of hire."""
        former = self.stored.people.get(person.number)
        if former is None or not former.positions:
            return []
        helds = [position.held for position in former.positions]
        hired_on, first, last = former.fields["hired_on"], helds[0], helds[-1]
        if first.start == hired_on > person.hired_on:
            return [first._replace(start=person.hired_on), *helds[1:]]
        if first.start < person.hired_on < last.end and hired_on != person.hired_on:
            return [held._replace(start=max(held.start, person.hired_on)) for held in helds if held.end > person.hired_on]
        return helds

    def _spells(
        self, facet: Facet, known: list[Spell[V]], begins: dt.date, known_until: dt.date | None, value_of: Callable[[str], V]
    ) -> list[Spell[V]]:
        if isinstance(facet, list):
            return [Spell(spell.start, spell.end, value_of(spell.value), spell.row) for spell in facet]
        if facet is None:
            return known
        value = None if facet.value is None else value_of(facet.value)
        return from_now(known, value, on=self.feed.on, begins=begins, known_until=known_until, row=facet.row)

    def _job(self, title: str) -> Job:
        return Job(title, self.roles.by_title.get(title.lower()))

    # --- Managers -----------------------------------------------------------------------------

    def _leading(self) -> dict[str, list[Spell[str]]]:
        """Return who leads some unit when, if the mapping says that such people have no manager of their own."""
        leading: dict[str, list[Spell[str]]] = defaultdict(list)
        for code, spells in self.unit_managers.items() if self.feed.mapping.managers_have_none else ():
            for spell in spells:
                leading[spell.value].append(spell._replace(value=code))
        return {number: sorted(spells, key=lambda spell: spell[:2]) for number, spells in leading.items()}

    def _managers(self, person: Person, former: list[Held], units: Sequence[Spell[str]], begins: dt.date) -> list[Spell[str]]:
        if self.unit_managers:
            led = [spell for unit in units for spell in self._unit_managers(person.number, unit)]
            return without(led, self.leading.get(person.number, ()))
        known = [spell for spell in _facet(former, lambda held: held.manager or "") if spell.value]
        known_until = former[-1].end if former else None
        return self._while_employed(self._spells(person.managers, known, begins, known_until, str))

    def _unit_managers(self, number: str, unit: Spell[str]) -> list[Spell[str]]:
        """Return who leads the person through their unit; whoever leads it is led through the unit above."""
        found: list[Spell[str]] = []
        for spell in clipped(self.unit_managers.get(unit.value, ()), unit.start, unit.end):
            if spell.value != number:
                found.append(spell)
            elif above := self.feed.organisation.units[unit.value].parent:
                found += self._unit_managers(number, Spell(spell.start, spell.end, above, spell.row))
        return found

    def _while_employed(self, spells: Sequence[Spell[str]]) -> list[Spell[str]]:
        """Return the spells while the manager is employed: nobody is led by somebody who is not there."""
        found: list[Spell[str]] = []
        for spell in spells:
            if (employment := self.employed.get(spell.value)) is None:
                self._refuse_manager(spell)
                continue
            found += clipped([spell], *employment)
        return found

    def _absent_managers(self) -> set[str]:
        """Return the managers whom the feed names for a time, or for today, at which they are not employed."""
        dated = [spell for spells in self.feed.unit_managers.values() for spell in spells]
        for person in self.feed.people.values():
            if isinstance(person.managers, list):
                dated += person.managers
            elif person.managers and person.managers.value and (person.left_on or FOREVER) > self.feed.on:
                dated.append(Spell(self.feed.on, self.feed.on + dt.timedelta(days=1), person.managers.value))
        return {spell.value for spell in dated if clipped([spell], *self.employed[spell.value]) != [spell]}

    def _refuse_manager(self, spell: Spell[str]) -> None:
        message = f"there is no employee {quoted(spell.value)}, neither in the feed nor stored; expected the manager's employee number."
        if spell.row is not None:  # a stored manager is always there
            self.errors.add(spell.row.error(self.feed.manager_column, message))

    def _refuse_circles(self, held: Mapping[str, Sequence[Held]]) -> None:
        others = {
            number: [position.held for position in person.positions] for number, person in self.stored.people.items() if number not in held
        }
        errors = TableErrors()
        for circle in circles(others | dict(held)):
            chain = " → ".join([*circle.numbers, circle.numbers[0]])
            message = (
                f"from {circle.begins} the reporting line goes round in a circle: {chain}. "
                "Expected every line to end at somebody without a manager."
            )
            errors.add(self._place_of(circle.numbers).error(self.feed.manager_column, message))
        errors.raise_if_any()

    def _place_of(self, numbers: Sequence[str]) -> Row:
        """Return a line of the feed that says who leads one of these people, or failing that a line about one of them."""
        people = [self.feed.people[number] for number in numbers if number in self.feed.people]
        for person in people:
            if isinstance(person.managers, Now):
                return person.managers.row
        spells = [spell for person in people if isinstance(person.managers, list) for spell in person.managers]
        spells += [spell for spells in self.feed.unit_managers.values() for spell in spells if spell.value in numbers]
        said = (spell.row for spell in spells if spell.row)
        return next(said, None) or (people or list(self.feed.people.values()))[0].row

    # --- Reasons and oddities -----------------------------------------------------------------

    def _known_reasons(self, number: str) -> dict[tuple[dt.date, int | None, int | None], str]:
        former = self.stored.people.get(number)
        positions = former.positions if former else []
        roles = [None, *(position.held.job.role for position in positions)]
        return {(this.held.start, before, this.held.job.role): this.reason for before, this in zip(roles, positions, strict=False)}

    def _count_oddities(self, held: Mapping[str, Sequence[Held]]) -> None:
        counts: Counter[str] = self.feed.oddities
        for number, person in self.feed.people.items():
            helds = held[number]
            if not helds:
                counts["people without any position"] += 1
            elif helds[0].start > person.hired_on:
                counts["people hired before their first title or unit; nothing is made up for the time between"] += 1
            elif helds[0].start < person.hired_on and number not in self.stored.people:
                counts["people with a title or unit before the day of hire; taken as it is"] += 1
        if absent := self._absent_managers():
            counts["managers named for a time at which they were not employed; nobody reports to them then"] = len(absent)


def _facet(former: Sequence[Held], value_of: Callable[[Held], V]) -> list[Spell[V]]:
    return [Spell(held.start, held.end, value_of(held)) for held in former]


def _jobs(former: Sequence[Held], roles: Roles) -> list[Spell[Job]]:
    """Return the stored jobs; a title that the mapping knows means what the mapping says today."""

    def job(held: Held) -> Job:
        title, role = held.job
        return Job(title, roles.by_title.get(title.lower(), role))

    return _facet(former, job)


def _ended(person: StoredPerson, day: dt.date) -> list[Held]:
    """Return the stored positions up to the day on which a person is ended."""
    helds = [position.held for position in person.positions]
    return [held._replace(end=min(held.end, day)) for held in helds if held.start < day]
