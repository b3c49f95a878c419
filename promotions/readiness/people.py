"""A shard of people as arrays: who they are on a day and what they hold, as many queries for ten people as for ten thousand."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.db.models import Case, DateField, F, Min, Q, When

from employees.models import Aspiration, Assignment, Employee, HeldCredential, HeldSkill, Leave, PerformanceRating, Position
from promotions.columns import NEVER, Bools, Columns, Ints, chosen, day, key, length, place_of, read, small
from promotions.readiness.arrays import RuleArrays


@dataclass(frozen=True)
class Among:
    """Which people: a range of ids, and of these only some when `only` is given."""

    first: int
    last: int
    only: tuple[int, ...] | None = None

    def by(self, field: str) -> Q:
        """Return the filter on a field that holds an employee's id."""
        if self.only is not None:
            return Q(**{f"{field}__in": self.only})
        return Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})


@dataclass(frozen=True)
class People:
    """Everybody of a shard, by id. Days are day numbers; `person` in the columns is a place in `ids`.

    `clock` is the first day in the present role, moved later by the leave taken in it. `turns_on` is the first later day on
    which a date of theirs comes: employment, position, leave, credential, rating, project.
    """

    on: int
    ids: Ints
    employed: Bools
    role: Ints  # 0 when none
    clock: Ints
    on_leave: Bools
    rating: Ints  # 0 when none
    turns_on: Ints
    aspirations: Columns  # person, role
    skills: Columns  # person, skill, level
    credentials: Columns  # person, credential, start, end
    projects: Columns  # person, complexity, end (any part), led_end

    def __len__(self) -> int:
        return len(self.ids)


def day_number(on: dt.date) -> int:
    return (on - dt.date(1970, 1, 1)).days


def read_people(among: Among, rules: RuleArrays, on: dt.date) -> People:
    """Read the facts of these people on that day. What no rule in force asks for is not read."""
    today = day_number(on)
    employees = read(Employee.objects.filter(among.by("pk")).order_by("pk"), employee=key("pk"), start=day("hired_on"), end=day("left_on"))
    ids = employees["employee"].astype(np.int64)

    def of_people(columns: Columns) -> Columns:
        """Name each row's person by place; leave out people who came in after the others were read."""
        person = place_of(ids, columns.pop("employee"))
        return chosen({"person": person, **columns}, person >= 0)

    positions = of_people(_positions(among))
    leaves = of_people(_leaves(among))
    credentials = of_people(_credentials(among, rules))
    ratings = of_people(_ratings(among)) if rules.asks_ratings else NO_RATINGS
    projects = of_people(_projects(among)) if rules.asks_projects else NO_PROJECTS
    role, since = tenures(positions, len(ids), today)
    dates = [{"person": np.arange(len(ids)), **employees}, positions, leaves, credentials, ratings, projects]
    return People(
        on=today,
        ids=ids,
        employed=(employees["start"] <= today) & (employees["end"] > today),
        role=role,
        clock=since + leave_days(leaves, since, today),
        on_leave=_holding(leaves, len(ids), today),
        rating=_newest(ratings, len(ids), today),
        turns_on=np.where(employees["end"] > today, first_turn(dates, len(ids), today), NEVER),
        aspirations=of_people(read(Aspiration.objects.filter(among.by("employee")), employee=key("employee_id"), role=key("role_id"))),
        skills=of_people(_skills(among)),
        credentials=credentials,
        projects=projects,
    )


NOBODY = np.zeros(0, dtype=np.int64)
NO_RATINGS: Columns = {"person": NOBODY, "value": NOBODY, "start": NOBODY}
NO_PROJECTS: Columns = {"person": NOBODY, "complexity": NOBODY, "end": NOBODY, "led_end": NOBODY}


def _positions(among: Among) -> Columns:
    rows = Position.objects.filter(among.by("employee")).order_by("employee_id", "start")
    return read(rows, employee=key("employee_id"), role=key("role_id"), start=day("start"), end=day("end"))


def _leaves(among: Among) -> Columns:
    return read(Leave.objects.filter(among.by("employee")).order_by(), employee=key("employee_id"), start=day("start"), end=day("end"))


def _skills(among: Among) -> Columns:
    return read(HeldSkill.objects.filter(among.by("employee")), employee=key("employee_id"), skill=key("skill_id"), level=small("level"))


def _credentials(among: Among, rules: RuleArrays) -> Columns:
    asked = HeldCredential.objects.filter(among.by("employee"), credential__in=rules.credentials.tolist()).order_by()
    return read(asked, employee=key("employee_id"), credential=key("credential_id"), start=day("issued_on"), end=day("expires_on"))


def _ratings(among: Among) -> Columns:
    rows = PerformanceRating.objects.filter(among.by("employee")).order_by("employee_id", "on")
    return read(rows, employee=key("employee_id"), value=small("value"), start=day("on"))


def _projects(among: Among) -> Columns:
    """Read each finished project once, however many parts a person had in it: when the first part ended, and the first one led."""
    led = Case(When(as_lead=True, then=F("end")), output_field=DateField())
    parts = (
        Assignment.objects.filter(among.by("employee"), finished=True).values("employee_id", "project_id", "project__complexity").order_by()
    )
    return read(
        parts.annotate(first=Min("end"), first_led=Min(led)),
        employee=key("employee_id"),
        complexity=small("project__complexity"),
        end=day("first"),
        led_end=day("first_led"),
    )


def tenures(positions: Columns, people: int, today: int) -> tuple[Ints, Ints]:
    """Return each person's role on the day and since when without a break; role 0 without one. Positions lie by person and start."""
    person, role, start, end = positions["person"], positions["role"], positions["start"], positions["end"]
    begins = np.ones(len(person), dtype=bool)
    begins[1:] = (person[1:] != person[:-1]) | (role[1:] != role[:-1]) | (start[1:] != end[:-1])
    beginning = np.maximum.accumulate(np.where(begins, np.arange(len(person)), 0))
    present = np.flatnonzero((start <= today) & (end > today) & (role > 0))
    held, since = np.zeros(people, dtype=np.int64), np.full(people, today, dtype=np.int64)
    held[person[present]] = role[present]
    since[person[present]] = start[beginning[present]]
    return held, since


def leave_days(leaves: Columns, since: Ints, today: int) -> Ints:
    """Return the days of leave between `since` and the day."""
    person = leaves["person"]
    taken = np.minimum(leaves["end"], today) - np.maximum(leaves["start"], since[person])
    days = np.zeros(len(since), dtype=np.int64)
    np.add.at(days, person, np.maximum(taken, 0))
    return days


def _holding(periods: Columns, people: int, today: int) -> Bools:
    """Return whose period holds on the day."""
    held = np.zeros(people, dtype=bool)
    held[periods["person"][(periods["start"] <= today) & (periods["end"] > today)]] = True
    return held


def _newest(ratings: Columns, people: int, today: int) -> Ints:
    """Return each person's newest rating up to the day, 0 when none. Ratings lie by person and day."""
    known = chosen(ratings, ratings["start"] <= today)
    last = np.append(known["person"][1:] != known["person"][:-1], True)[: length(known)]
    newest = np.zeros(people, dtype=np.int64)
    newest[known["person"][last]] = known["value"][last]
    return newest


def first_turn(dated: list[Columns], people: int, today: int) -> Ints:
    """Return each person's first day after today on which one of these rows begins or ends; `NEVER` when none does."""
    first = np.full(people, NEVER, dtype=np.int64)
    for columns in dated:
        for name in ("start", "end", "led_end"):
            if name in columns:
                later = columns[name] > today
                np.minimum.at(first, columns["person"][later], columns[name][later])
    return first
