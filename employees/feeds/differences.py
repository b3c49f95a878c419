"""What a feed would change: it is compared with what is stored, field by field and position by position. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from employees.feeds.history import Held, Reasoned
from employees.feeds.organisation import UnitEntry
from employees.feeds.reading import Feed, Person
from employees.feeds.stored import EMPLOYEE_FIELDS, NOTHING_SAID, Stored, StoredPerson, stored_until
from employees.models.periods import FOREVER


class Change(NamedTuple):
    field: str
    before: Any  # Any: whatever the field takes
    after: Any  # Any: as above


@dataclass
class PersonDifference:
    """`moved` is whether any position is added, removed or altered."""

    number: str
    pk: int | None
    fields: list[Change] = field(default_factory=list)
    demographics: dict[str, Any] | None = None  # Any: whatever the fields take; None when they stay
    new_demographics: bool = False
    added: list[Reasoned] = field(default_factory=list)
    altered: list[tuple[int, Reasoned]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    closes_account: bool = False
    ends: bool = False

    @property
    def moved(self) -> bool:
        return bool(self.added or self.altered or self.removed)

    @property
    def anything(self) -> bool:
        return bool(self.fields or self.demographics is not None or self.moved or self.closes_account)


@dataclass
class Differences:
    """`created`, `changed` and `ended` do not overlap; who is in none of them and in the feed is unchanged."""

    created: list[PersonDifference] = field(default_factory=list)
    changed: list[PersonDifference] = field(default_factory=list)
    ended: list[PersonDifference] = field(default_factory=list)
    unchanged: int = 0
    new_units: list[UnitEntry] = field(default_factory=list)
    altered_units: list[UnitEntry] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    employed_before: int = 0

    @property
    def people(self) -> list[PersonDifference]:
        return [*self.created, *self.changed, *self.ended]

    @property
    def anything(self) -> bool:
        return bool(self.created or self.changed or self.ended or self.new_units or self.altered_units)

    @property
    def positions_added(self) -> int:
        return sum(len(person.added) for person in self.people)

    @property
    def positions_altered(self) -> int:
        return sum(len(person.altered) for person in self.people)

    @property
    def positions_removed(self) -> int:
        return sum(len(person.removed) for person in self.people)


def vanished(feed: Feed, stored: Stored) -> dict[str, dt.date]:
    """Return who is ended because a complete feed no longer names them, and the first day they are gone.

    A feed is complete for its own company: for people whose newest position is in a unit below its root. Who was
    never due to begin before the feed's day goes on the day of hire.
    """
    if not feed.mapping.complete:
        return {}
    own = stored.units_below(feed.organisation.root)
    return {
        number: max(feed.on, person.fields["hired_on"])
        for number, person in stored.people.items()
        if number not in feed.people and stored_until(person) > feed.on and person.positions and person.positions[-1].held.unit in own
    }


def employed_in_company(feed: Feed, stored: Stored) -> int:
    """Return how many people of the feed's company are employed on its day, as stored."""
    own = stored.units_below(feed.organisation.root)
    return sum(
        person.fields["hired_on"] <= feed.on < stored_until(person)
        and (number in feed.people or bool(person.positions and person.positions[-1].held.unit in own))
        for number, person in stored.people.items()
    )


def differences(feed: Feed, stored: Stored, wanted: Mapping[str, Sequence[Reasoned]], ended: Mapping[str, dt.date]) -> Differences:
    """Compare the feed and the positions it leads to with what is stored."""
    found = Differences(employed_before=employed_in_company(feed, stored))
    _compare_units(found, feed, stored)
    for number, person in feed.people.items():
        former = stored.people.get(number)
        difference = _created(person, wanted[number]) if former is None else _compared(person, former, wanted[number], feed.on)
        _sort_in(found, difference)
    for number, day in ended.items():
        former = stored.people[number]
        gone = PersonDifference(number, former.pk, [Change("left_on", former.fields["left_on"], day)], ends=True)
        gone.closes_account = former.has_open_account
        _compare_positions(gone, former, wanted[number])
        found.ended.append(gone)
    found.reasons.update(reasoned.reason for person in found.people for reasoned in person.added)
    return found


def _sort_in(found: Differences, difference: PersonDifference) -> None:
    if difference.pk is None:
        found.created.append(difference)
    elif difference.ends:
        found.ended.append(difference)
    elif difference.anything:
        found.changed.append(difference)
    else:
        found.unchanged += 1


def _created(person: Person, wanted: Sequence[Reasoned]) -> PersonDifference:
    changes = [Change(name, None, value) for name, value in person.fields.items()]
    demographics = {**NOTHING_SAID, **person.demographics} if any(person.demographics.values()) else None
    return PersonDifference(person.number, None, changes, demographics, new_demographics=True, added=list(wanted))


def _compared(person: Person, former: StoredPerson, wanted: Sequence[Reasoned], on: dt.date) -> PersonDifference:
    """Return what changes; nothing of somebody who was erased, whatever a feed still says of them."""
    if former.erased:
        return PersonDifference(person.number, former.pk, [])
    changes = [
        Change(name, former.fields[name], person.fields[name])
        for name in EMPLOYEE_FIELDS
        if name in person.fields and person.fields[name] != former.fields[name]
    ]
    until = person.left_on or FOREVER
    difference = PersonDifference(person.number, former.pk, changes)
    difference.ends = until <= on < stored_until(former)
    difference.closes_account = former.has_open_account and until <= on
    _compare_demographics(difference, person, former)
    _compare_positions(difference, former, wanted)
    return difference


def _compare_demographics(difference: PersonDifference, person: Person, former: StoredPerson) -> None:
    """What a person has said or confirmed themselves is never overwritten."""
    if not person.demographics or not former.demographics_from_feed:
        return
    before = former.demographics or NOTHING_SAID
    after = {**before, **person.demographics}
    if after != before:
        difference.demographics, difference.new_demographics = after, former.demographics is None


def _compare_positions(difference: PersonDifference, former: StoredPerson, wanted: Sequence[Reasoned]) -> None:
    """Positions are told apart by the day they begin: what begins on a stored day alters that position."""
    by_start = {position.held.start: position for position in former.positions}
    for reasoned in wanted:
        position = by_start.pop(reasoned.held.start, None)
        if position is None:
            difference.added.append(reasoned)
        elif (position.held, position.reason) != (reasoned.held, reasoned.reason):
            difference.altered.append((position.pk, reasoned))
    difference.removed = [position.pk for position in by_start.values()]


def _compare_units(found: Differences, feed: Feed, stored: Stored) -> None:
    for unit in feed.organisation.in_order():
        former = stored.units.get(unit.code)
        if former is None:
            found.new_units.append(unit)
        elif (former.name, former.parent) != (unit.name, unit.parent) and unit.code != feed.organisation.root:
            found.altered_units.append(unit)


def sentence(difference: PersonDifference, held_roles: Mapping[int, str]) -> str:
    """Return what would change about one person, in a line. Names no names: the employee number identifies them."""
    parts = [_field_sentence(change) for change in difference.fields] if difference.pk is not None else []
    parts += ["what they say about themselves"] if difference.demographics is not None and difference.pk is not None else []
    parts += [f"{reasoned.reason} on {reasoned.held.start}{_place(reasoned.held, held_roles)}" for reasoned in difference.added]
    if difference.altered:
        parts.append(f"positions altered: {len(difference.altered)}")
    if difference.removed:
        parts.append(f"positions removed: {len(difference.removed)}")
    if difference.closes_account:
        parts.append("account closed")
    return f"{difference.number}: {'; '.join(parts)}"


def _field_sentence(change: Change) -> str:
    return f"{change.field} {change.before or 'empty'} → {change.after or 'empty'}"


def _place(held: Held, held_roles: Mapping[int, str]) -> str:
    role = held_roles.get(held.job.role, "") if held.job.role else ""
    led_by = f"led by {held.manager}" if held.manager else ""
    return f" ({', '.join(filter(None, (held.job.title, role, held.unit, led_by)))})"
