"""Employees, their accounts, positions, leave and self-identified demographics as rows."""

import numpy as np
from numpy.typing import NDArray

from employees import models
from employees.demographics.answers import column, seal
from employees.demographics.questions import questions
from employees.demographics.sealing import keyring
from promotions.demo import history, names
from promotions.demo.blueprint import Ints
from promotions.demo.journal import REASONS
from promotions.demo.source import Source
from promotions.demo.told import LASTING
from skills import bulk

UNKNOWN = 0.09  # never answered the demographic questions
UNDISCLOSED = 0.05  # answered "prefer not to say"
DISABLED = 0.11
ON_LEAVE = 0.22  # of the people, at some time in five years
LEAVES = (("parental", 120, 300, 0.5), ("sick", 40, 150, 0.25), ("care", 30, 120, 0.13), ("study", 60, 240, 0.12))


def load_units(source: Source) -> None:
    units, base = source.told.units, source.bases.unit
    bulk.insert(
        models.Unit,
        {
            "id": range(base, base + len(units.name)),
            "code": [f"demo-{code}" for code in units.code],
            "name": units.name,
            "parent_id": [base + parent if parent >= 0 else None for parent in units.parent.tolist()],
        },
    )


def load_accounts(source: Source) -> None:
    """Give everybody who leads a unit an account. It has no password: the personas alone can sign in."""
    heads = source.leaders
    numbers = (heads + 1).tolist()
    bulk.insert(
        models.User,
        {
            "id": (source.bases.user + np.arange(len(heads))).tolist(),
            "password": [f"!demo{number}" for number in numbers],
            "last_login": [None] * len(heads),
            "email": [f"head.{number}@{names.DOMAIN}" for number in numbers],
            "is_active": [True] * len(heads),
            "joined_at": [f"{source.today} 00:00:00"] * len(heads),
        },
    )


def load_people(source: Source, people: Ints) -> None:
    """Write one chunk of employees with their demographics."""
    who, random = source.told.people, source.random("names", people)
    numbers = range(int(people[0]) + 1, int(people[-1]) + 2)
    first, last = names.draw(who.sex[people].astype(np.int32), random)
    users = source.user_of[people]
    bulk.insert(
        models.Employee,
        {
            "id": source.employee(people),
            "number": [f"D{number:07}" for number in numbers],
            "user_id": [user if user >= 0 else None for user in users.tolist()],
            "first_name": first,
            "last_name": last,
            "email": names.addresses(first, last, numbers),
            "hired_on": source.calendar.iso(who.hired[people]),
            "left_on": source.calendar.iso(np.minimum(who.left[people], 0), none=who.active[people]),
        },
    )
    _load_demographics(source, people, random)


def _load_demographics(source: Source, people: Ints, random: np.random.Generator) -> None:
    who, size = source.told.people, len(people)
    answered = random.random(size) >= UNKNOWN
    chosen = people[answered]
    hidden = random.random((3, len(chosen))) < UNDISCLOSED
    sex = [history.SEXES[value] for value in who.sex[chosen].tolist()]
    ethnicity = [history.ETHNICITIES[value] for value in who.ethnicity[chosen].tolist()]
    disability = np.where(random.random(len(chosen)) < DISABLED, "yes", "no").tolist()
    age = np.clip(random.normal(21, 4, len(chosen)), 17, 45)
    answered_on = np.minimum(who.hired[chosen] + random.integers(5, 300, len(chosen)), -1)
    said = {
        "sex": _hiding(sex, hidden[0]),
        "ethnicity": _hiding(ethnicity, hidden[1]),
        "disability": _hiding(disability, hidden[2]),
        "birth_year": (source.today.year + who.hired[chosen] // 365 - age.astype(np.int32)).tolist(),
    }
    employees, ring = source.employee(chosen), keyring()
    sealed = {column(name): [seal(name, *pair, ring) for pair in zip(employees, values, strict=True)] for name, values in said.items()}
    days = source.calendar.iso(answered_on)
    bulk.insert(
        models.Demographics,
        {"employee_id": employees, **sealed, "answered_on": days, "from_feed": [False] * len(chosen)},
    )
    _load_consents(employees, days)


def _load_consents(employees: list[int], days: list[str | None]) -> None:
    """Whoever answered agreed, on that day, to today's text: the demo's audits have something to read."""
    size, version = len(employees), questions().text_version
    bulk.insert(
        models.DemographicConsent,
        {
            "employee_id": employees,
            "purpose": [models.DemographicConsent.Purpose.EQUALITY_AUDIT.value] * size,
            "text_version": [version] * size,
            "given_at": [f"{day} 12:00:00+00:00" for day in days],
            "end": [""] * size,
        },
    )


def _hiding(values: list[str], hidden: NDArray[np.bool_]) -> list[str]:
    return [models.demographics.UNDISCLOSED if hide else value for value, hide in zip(values, hidden.tolist(), strict=True)]


def load_positions(source: Source, rows: slice) -> None:
    """Write a run of positions. Their manager may be anybody: all employees must be there."""
    told, role = source.told, np.array(source.framework.role)
    positions, base = told.positions, source.bases
    manager = positions.manager[rows]
    bulk.insert(
        models.Position,
        {
            "employee_id": source.employee(positions.person[rows]),
            "start": source.calendar.iso(positions.start[rows]),
            "end": source.calendar.iso(np.minimum(positions.end[rows], 0), none=positions.end[rows] == LASTING),
            "role_id": role[positions.role[rows]].tolist(),
            "title": [""] * len(manager),
            "unit_id": (base.unit + positions.unit[rows]).tolist(),
            "manager_id": [base.employee + one if one >= 0 else None for one in manager.tolist()],
            "reason": [REASONS[reason] for reason in positions.reason[rows].tolist()],
        },
    )


def load_leave(source: Source, people: Ints) -> None:
    """Write at most one leave a person, inside their employment; some last today."""
    who, random = source.told.people, source.random("leave", people)
    taken = people[random.random(len(people)) < ON_LEAVE]
    kind = random.choice(len(LEAVES), len(taken), p=[leave[3] for leave in LEAVES])
    shortest, longest = (np.array([leave[place] for leave in LEAVES])[kind] for place in (1, 2))
    length = random.integers(shortest, longest + 1)
    first = np.maximum(who.hired[taken] + 60, history.BEGINNING)
    until = np.where(who.active[taken], 0, who.left[taken])
    start = first + (random.random(len(taken)) * np.maximum(until - first, 1)).astype(np.int32)
    fits = (start < until) & ((start + length <= until) | who.active[taken])
    lasting = start + length > 0
    bulk.insert(
        models.Leave,
        {
            "employee_id": source.employee(taken[fits]),
            "start": source.calendar.iso(start[fits]),
            "end": source.calendar.iso((start + length)[fits], none=(lasting & (random.random(len(taken)) < 0.3))[fits]),
            "kind": [LEAVES[number][0] for number in kind[fits].tolist()],
        },
    )
