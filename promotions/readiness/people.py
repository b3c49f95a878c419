"""A shard of people as arrays: who they are on a day and what they hold, as many queries for ten people as for ten thousand."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Self

import numpy as np
from django.db.models import Case, DateField, F, Min, Q, Value, When

from employees.models import Aspiration, Assignment, Employee, HeldCredential, HeldSkill, Leave, PerformanceRating, Position
from promotions.readiness.arrays import RuleArrays
from skills.columns import NEVER, Bools, Columns, Ints, Listed, Statement, chosen, day, fetched, key, length, place_of, small, statement


@dataclass(frozen=True)
class Among:
    """Which people: a range of ids, and of these only some when `only` is given."""

    first: int
    last: int
    only: tuple[int, ...] | None = None

    def by(self, field: str) -> Q:
        """Return the filter on a field that holds an employee's id."""
        if self.only is not None:
            return Q(Listed(F(field), Value(self.listed)))
        return Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})

    @property
    def listed(self) -> str:
        return ",".join(map(str, self.only or ()))


FIRST, LAST, ONLY = -(2**62), -(2**62) + 1, -(2**62) + 2  # stand for people in SQL that is written before it is known who they are


def prepared(ask: Callable[..., Statement]) -> Callable[..., Columns]:
    """Read what `ask` asks of `Among`, on further terms that can be hashed.

    The SQL is written once a process for a range and once for people by name: it takes several times what reading one person does.
    """

    @lru_cache(maxsize=8)
    def written(by_name: bool, *terms: Hashable) -> Statement:
        return ask(Among(FIRST, LAST, (ONLY,) if by_name else None), *terms)

    def read_of(among: Among, *terms: Hashable) -> Columns:
        asked = written(among.only is not None, *terms)
        people = {FIRST: among.first, LAST: among.last, str(ONLY): among.listed}
        return fetched(replace(asked, params=tuple(people.get(value, value) for value in asked.params)))

    return read_of


@dataclass(frozen=True)
class Records:
    """All that is dated of people, in columns; `person` is a place in `ids`, days are day numbers.

    Positions lie by person and start, ratings by person and day.
    """

    ids: Ints
    employments: Columns  # person, start, end
    positions: Columns  # person, role, start, end
    leaves: Columns  # person, start, end
    aspirations: Columns  # person, role, start
    skills: Columns  # person, skill, level
    credentials: Columns  # person, credential, start, end
    ratings: Columns  # person, value, start
    projects: Columns  # person, complexity, end (any part), led_end

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dated(self) -> tuple[Columns, ...]:
        return self.employments, self.positions, self.leaves, self.aspirations, self.credentials, self.ratings, self.projects

    def of(self, people: Ints) -> Self:
        """Return these people alone, in their order."""
        place = np.full(len(self), -1)
        place[people] = np.arange(len(people))
        return self._each(self.ids[people], lambda columns: _where(place[columns["person"]], columns))

    def drawn(self, person: Ints) -> Self:
        """Return each of these people as one of their own, as often as they are named. All columns lie by person."""
        return self._each(self.ids[person], lambda columns: _drawn(columns, person))

    def by_person(self) -> Self:
        """Return the same with all columns by person."""
        return self._each(self.ids, lambda columns: chosen(columns, np.argsort(columns["person"], kind="stable")))

    def _each(self, ids: Ints, change: Callable[[Columns], Columns]) -> Self:
        columns = {field.name: change(getattr(self, field.name)) for field in fields(self) if field.name != "ids"}
        return replace(self, ids=ids, **columns)


@dataclass(frozen=True)
class People:
    """People on a day, each on their own. Days are day numbers; `person` in the columns is a place in `ids`.

    `clock` is the first day in the present role, moved later by the leave taken in it. `turns_on` is the first later day on
    which a date of theirs comes: employment, position, leave, aspiration, credential, rating, project.
    """

    on: Ints
    ids: Ints
    employed: Bools
    role: Ints  # 0 when none
    clock: Ints
    on_leave: Bools
    rating: Ints  # 0 when none
    turns_on: Ints
    aspirations: Columns  # person, role: of that day
    skills: Columns  # person, skill, level
    credentials: Columns  # person, credential, start, end
    projects: Columns  # person, complexity, end (any part), led_end

    def __len__(self) -> int:
        return len(self.ids)


def _where(person: Ints, columns: Columns) -> Columns:
    return chosen({**columns, "person": person}, person >= 0)


def _drawn(columns: Columns, person: Ints) -> Columns:
    first, last = (np.searchsorted(columns["person"], person, side=side) for side in ("left", "right"))
    counts = last - first
    rows = np.arange(counts.sum()) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    return {**chosen(columns, rows), "person": np.repeat(np.arange(len(person)), counts)}


def on_their_day(periods: Columns, days: Ints) -> Columns:
    """Return the rows that hold on the day of their person."""
    today = days[periods["person"]]
    return chosen(periods, (periods["start"] <= today) & (periods["end"] > today))


def day_number(on: dt.date) -> int:
    return (on - dt.date(1970, 1, 1)).days


def date_of(day_number: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day_number)


def people_on(records: Records, days: Ints) -> People:
    """Return everybody on their own day."""
    employments = records.employments
    role, since = tenures(records.positions, days)
    return People(
        on=days,
        ids=records.ids,
        employed=(employments["start"] <= days) & (employments["end"] > days),
        role=role,
        clock=since + leave_days(records.leaves, since, days),
        on_leave=_holding(records.leaves, days),
        rating=_newest(records.ratings, days),
        turns_on=np.where(employments["end"] > days, first_turn(records.dated, days), NEVER),
        aspirations=_begun(records.aspirations, days),
        skills=records.skills,
        credentials=records.credentials,
        projects=records.projects,
    )


def read_records(among: Among, rules: RuleArrays) -> Records:
    """Read all that is dated of these people, of credentials, ratings and projects what these rules ask for."""
    employees = _employees(among)
    ids = employees.pop("employee").astype(np.int64)
    return Records(
        ids=ids,
        employments={"person": np.arange(len(ids)), **employees},
        positions=_placed(_positions(among), ids),
        leaves=_placed(_leaves(among), ids),
        aspirations=_placed(_aspirations(among), ids),
        skills=_placed(_skills(among), ids),
        credentials=_placed(_credentials(among, tuple(rules.credentials.tolist())), ids),
        ratings=_placed(_ratings(among), ids) if rules.asks_ratings else NO_RATINGS,
        projects=_placed(_projects(among), ids) if rules.asks_projects else NO_PROJECTS,
    )


def with_all_evidence(records: Records, among: Among) -> Records:
    """Read credentials, ratings and projects whether today's rules ask for them or not: rules of the past may have."""
    return replace(
        records,
        credentials=_placed(_credentials(among, None), records.ids),
        ratings=_placed(_ratings(among), records.ids),
        projects=_placed(_projects(among), records.ids),
    )


def _placed(columns: Columns, ids: Ints) -> Columns:
    """Name each row's person by place; leave out people who came in after the others were read."""
    return _where(place_of(ids, columns.pop("employee")), columns)


NOBODY = np.zeros(0, dtype=np.int64)
NO_RATINGS: Columns = {"person": NOBODY, "value": NOBODY, "start": NOBODY}
NO_PROJECTS: Columns = {"person": NOBODY, "complexity": NOBODY, "end": NOBODY, "led_end": NOBODY}


@prepared
def _employees(among: Among) -> Statement:
    return statement(Employee.objects.filter(among.by("pk")).order_by("pk"), employee=key("pk"), start=day("hired_on"), end=day("left_on"))


@prepared
def _positions(among: Among) -> Statement:
    rows = Position.objects.filter(among.by("employee")).order_by("employee_id", "start")
    return statement(rows, employee=key("employee_id"), role=key("role_id"), start=day("start"), end=day("end"))


@prepared
def _leaves(among: Among) -> Statement:
    return statement(Leave.objects.filter(among.by("employee")).order_by(), employee=key("employee_id"), start=day("start"), end=day("end"))


@prepared
def _aspirations(among: Among) -> Statement:
    return statement(Aspiration.objects.filter(among.by("employee")), employee=key("employee_id"), role=key("role_id"), start=day("since"))


@prepared
def _skills(among: Among) -> Statement:
    held = HeldSkill.objects.filter(among.by("employee"))
    return statement(held, employee=key("employee_id"), skill=key("skill_id", bits=28), level=small("level", bits=5))


@prepared
def _credentials(among: Among, asked: tuple[int, ...] | None) -> Statement:
    """Read the credentials that are `asked` for somewhere, or all."""
    held = HeldCredential.objects.filter(among.by("employee")).order_by()
    return statement(
        held if asked is None else held.filter(credential__in=asked),
        employee=key("employee_id"),
        credential=key("credential_id"),
        start=day("issued_on"),
        end=day("expires_on"),
    )


@prepared
def _ratings(among: Among) -> Statement:
    rows = PerformanceRating.objects.filter(among.by("employee")).order_by("employee_id", "on")
    return statement(rows, employee=key("employee_id"), value=small("value"), start=day("on"))


@prepared
def _projects(among: Among) -> Statement:
    """Read each finished project once, however many parts a person had in it: when the first part ended, and the first one led."""
    led = Case(When(as_lead=True, then=F("end")), output_field=DateField())
    parts = (
        Assignment.objects.filter(among.by("employee"), finished=True).values("employee_id", "project_id", "project__complexity").order_by()
    )
    return statement(
        parts.annotate(first=Min("end"), first_led=Min(led)),
        employee=key("employee_id"),
        complexity=small("project__complexity"),
        end=day("first"),
        led_end=day("first_led"),
    )


def tenures(positions: Columns, days: Ints) -> tuple[Ints, Ints]:
    """Return each person's role on their day and since when without a break; role 0 without one. Positions lie by person and start."""
    person, role, start, end = positions["person"], positions["role"], positions["start"], positions["end"]
    begins = np.ones(len(person), dtype=bool)
    begins[1:] = (person[1:] != person[:-1]) | (role[1:] != role[:-1]) | (start[1:] != end[:-1])
    beginning = np.maximum.accumulate(np.where(begins, np.arange(len(person)), 0))
    present = np.flatnonzero((start <= days[person]) & (end > days[person]) & (role > 0))
    held, since = np.zeros(len(days), dtype=np.int64), days.copy()
    held[person[present]] = role[present]
    since[person[present]] = start[beginning[present]]
    return held, since


def leave_days(leaves: Columns, since: Ints, days: Ints) -> Ints:
    """Return the days of leave between `since` and each person's day."""
    person = leaves["person"]
    taken = np.minimum(leaves["end"], days[person]) - np.maximum(leaves["start"], since[person])
    total = np.zeros(len(since), dtype=np.int64)
    np.add.at(total, person, np.maximum(taken, 0))
    return total


def _holding(periods: Columns, days: Ints) -> Bools:
    """Return whose period holds on their day."""
    held = np.zeros(len(days), dtype=bool)
    held[on_their_day(periods, days)["person"]] = True
    return held


def _begun(rows: Columns, days: Ints) -> Columns:
    """Return the rows that have begun by the day of their person."""
    return chosen(rows, rows["start"] <= days[rows["person"]])


def _newest(ratings: Columns, days: Ints) -> Ints:
    """Return each person's newest rating up to their day, 0 when none. Ratings lie by person and day."""
    known = _begun(ratings, days)
    last = np.append(known["person"][1:] != known["person"][:-1], True)[: length(known)]
    newest = np.zeros(len(days), dtype=np.int64)
    newest[known["person"][last]] = known["value"][last]
    return newest


def first_turn(dated: Iterable[Columns], days: Ints) -> Ints:
    """Return each person's first day after their day on which one of these rows begins or ends; `NEVER` when none does."""
    first = np.full(len(days), NEVER, dtype=np.int64)
    for columns in dated:
        for name in ("start", "end", "led_end"):
            if name in columns:
                later = columns[name] > days[columns["person"]]
                np.minimum.at(first, columns["person"][later], columns[name][later])
    return first
