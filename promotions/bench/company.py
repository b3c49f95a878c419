"""The bench company: any number of people from a seed, set by set. It has what readiness, metrics and the reporting line cost by.

Each person: 12 held skills, in random physical order; about four targets, an aspiration for one in six; one to four positions.
Nobody has left, and the judgements that held skills came from are not kept: levels count from the day they are held.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from employees import models as employees
from employees import reporting_line
from promotions import models as promotions
from promotions.bench import architecture
from promotions.bench.architecture import CANDIDATES, COMMON_ASKED, FAMILIES, HIGHER, POOL, ROLES, TRACKS
from promotions.bench.rows import bare, insert, one_of, vacuum
from promotions.demo.ids import release
from promotions.readiness.people import day_number
from skills.columns import NEVER, Columns, Ints, chosen, date_sql

SKILLS_HELD = 12
REPORTS = 5  # people led by one: a million are nine levels deep
PEOPLE_A_UNIT = 100
UNITS_A_UNIT = 8
POSITIONS = [0.25, 0.35, 0.3, 0.1]  # share of people with one, two, three, four
REASONS = ["hire", "promotion", "lateral", "reorganisation"]
HIRE, PROMOTION, LATERAL, REORGANISATION = range(4)
SOURCES = ["self", "peer", "manager", "test"]
LEAVES = ["parental", "sick", "care", "study"]
DAYS_VALID = 730
DAYS_OF_OPENINGS = 3 * 365
AT_A_TIME = 100_000  # people whose skills are drawn at once: bounds the memory


@dataclass(frozen=True)
class Company:
    """Where everybody is now, as arrays by person; the person at place i has id i + 1."""

    today: int
    role: Ints
    unit: Ints
    manager: Ints  # a place; -1 for who leads all
    since: Ints  # the first day of the present position
    random: np.random.Generator

    def __len__(self) -> int:
        return len(self.role)

    def some(self, share: float) -> Ints:
        """Draw that share of the people, each at most once, in random order."""
        return self.random.permutation(len(self))[: round(share * len(self))]

    def ago(self, days: int, count: int) -> Ints:
        """Draw days from today back to so many days ago."""
        return self.today - self.random.integers(0, days, count)


def load(count: int, seed: int, on: dt.date, progress: Callable[[str], None] = lambda part: None) -> None:
    """Write a company of `count` people as it stands on that day into an empty database; the same from the same seed."""
    architecture.load(on, seed)
    progress("rules")
    company = drawn(count, on, seed)
    for part in (_load_units, _load_people, _load_skills, _load_credentials, _load_leaves, _load_aspirations, _load_openings):
        part(company)
        progress(part.__name__.removeprefix("_load_"))
    release([employees.Employee, employees.Unit])
    vacuum()
    reporting_line.rebuild(on)
    vacuum()
    progress("reporting line")


def drawn(count: int, on: dt.date, seed: int) -> Company:
    random, today = np.random.default_rng([seed, 2]), day_number(on)
    share = 0.8 ** architecture.rank(np.arange(ROLES)) * random.lognormal(0, 0.4, ROLES)
    line = random.permutation(count)  # everybody from the top, layer by layer
    manager, unit = np.full(count, -1), np.zeros(count, dtype=np.int64)
    manager[line[1:]] = line[np.arange(count - 1) // REPORTS]
    unit[line] = np.arange(count) // PEOPLE_A_UNIT
    since = today - 10 - random.exponential(900, count).astype(np.int64).clip(max=5_000)
    return Company(today, random.choice(ROLES, count, p=share / share.sum()), unit, manager, since, random)


def _load_units(company: Company) -> None:
    unit = np.arange(company.unit.max() + 1)
    rows = {"unit": unit, "above": np.where(unit > 0, (unit - 1) // UNITS_A_UNIT + 1, 0)}
    insert(employees.Unit, rows, id="unit + 1", code="'unit-' || unit", name="'Unit ' || unit", parent_id="NULLIF(above, 0)")


def load_people(company: Company, *, hired_by: int) -> None:
    """Write units and people with their positions alone; all of them hired on that day or earlier."""
    _load_units(company)
    _load_people(company, hired_by)
    release([employees.Employee, employees.Unit])


def _load_people(company: Company, hired_by: int = NEVER) -> None:
    positions = history(company, hired_by)
    hired = company.since.copy()
    np.minimum.at(hired, positions["person"], positions["start"])
    with bare(employees.Employee, employees.Position):
        insert(employees.Employee, {"person": np.arange(len(company)), "hired": hired}, id="person + 1", number="'B' || (person + 1)",
               first_name="'Person'", last_name="'B' || (person + 1)", email="''", hired_on=date_sql("hired"))  # fmt: skip
        as_they_came = chosen(positions, np.argsort(positions["start"], kind="stable"))
        insert(employees.Position, as_they_came, employee_id="person + 1", role_id="role + 1", title="''", unit_id="unit + 1",
               manager_id="NULLIF(manager + 1, 0)", start=date_sql("start"), end=date_sql('"end"'),
               reason=one_of("reason", REASONS))  # fmt: skip


def history(company: Company, hired_by: int = NEVER) -> Columns:
    """Tell everybody's positions backwards from the present one, each beginning the day its predecessor ended, the first by `hired_by`."""
    random, person = company.random, np.arange(len(company))
    count = random.choice(len(POSITIONS), len(company), p=POSITIONS) + 1
    role, unit, start, end = company.role, company.unit, company.since, np.full(len(company), NEVER)
    told = []
    for number in range(1, len(POSITIONS) + 1):
        first = count[person] == number
        move = random.choice([PROMOTION, LATERAL, REORGANISATION], len(person), p=[0.5, 0.3, 0.2])
        move = np.where((move == PROMOTION) & (role < HIGHER), LATERAL, move)
        reason = np.where(first, HIRE, move)
        began = np.where(first, np.minimum(start, hired_by), start)
        told.append({"person": person, "role": role, "unit": unit, "start": began, "end": end, "reason": reason})
        person, unit, end = person[~first], unit[~first], start[~first]
        role = _before(role[~first], move[~first])
        unit = np.where(random.random(len(unit)) < 0.5, unit, random.permutation(unit))
        start = end - 200 - random.exponential(600, len(end)).astype(np.int64)
    positions = {name: np.concatenate([part[name] for part in told]) for name in told[0]}
    return {**positions, "manager": company.manager[positions["person"]]}


def _before(role: Ints, move: Ints) -> Ints:
    """Return the role that the move led out of."""
    across = architecture.on_track(role, (architecture.track(role) + 1) % TRACKS)
    return np.select([move == PROMOTION, (move == LATERAL) & (across < ROLES)], [role - HIGHER, across], role)


def _load_skills(company: Company) -> None:
    held = held_skills(company)
    rows = chosen(held, company.random.permutation(len(held["person"])))
    with bare(employees.HeldSkill):
        insert(employees.HeldSkill, rows, employee_id="person + 1", skill_id="skill + 1", level="level", source=one_of("source", SOURCES),
               on=date_sql("day"))  # fmt: skip


def held_skills(company: Company) -> Columns:
    """Draw 12 skills a person out of the role's candidates; some hold most of what their role asks, others half of it."""
    parts = [_held_skills(company, np.arange(len(company))[start : start + AT_A_TIME]) for start in range(0, len(company), AT_A_TIME)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _held_skills(company: Company, people: Ints) -> Columns:
    random, role = company.random, company.role[people][:, np.newaxis]
    place = np.arange(CANDIDATES)
    asked = (place < architecture.asked_of_pool(role)) | ((place >= POOL) & (place < POOL + COMMON_ASKED))
    eagerness = random.random((len(people), 1), dtype=np.float32)
    wish = random.random((len(people), CANDIDATES), dtype=np.float32) + eagerness * asked
    picked = np.argpartition(wish, -SKILLS_HELD, axis=1)[:, -SKILLS_HELD:].ravel()
    person = np.repeat(people, SKILLS_HELD)
    role = company.role[person]
    level = architecture.typical_level(role) + np.repeat(eagerness[:, 0] > 0.5, SKILLS_HELD) + random.integers(-1, 2, len(person))
    skill = np.where(picked < POOL, architecture.pool_skill(role, picked), architecture.common_skill(role, picked - POOL))
    return {
        "person": person.astype(np.int32),
        "skill": skill.astype(np.int16),
        "level": level.clip(1, 5).astype(np.int16),
        "source": random.choice(np.array([0, 1, 2, 2, 2, 3], dtype=np.int16), len(person)),
        "day": company.ago(DAYS_VALID, len(person)).astype(np.int32),
    }


def _load_credentials(company: Company) -> None:
    person = company.some(0.5)
    own = company.random.random(len(person)) < 0.8
    other = company.random.integers(0, FAMILIES, len(person))
    rows = {
        "person": person,
        "licence": np.where(own, architecture.family(company.role[person]), other),
        "issued": company.ago(DAYS_VALID * 4 // 3, len(person)),
    }
    with bare(employees.HeldCredential):
        insert(employees.HeldCredential, rows, employee_id="person + 1", credential_id="licence + 1", number="''",
               issued_on=date_sql("issued"), expires_on=date_sql(f"issued + {DAYS_VALID}"))  # fmt: skip


def _load_leaves(company: Company) -> None:
    person = company.some(0.1)
    start = company.ago(4 * 365, len(person))
    rows = {"person": person, "start": start, "end": start + company.random.integers(30, 300, len(person)), "kind": person % len(LEAVES)}
    with bare(employees.Leave):
        insert(employees.Leave, rows, employee_id="person + 1", kind=one_of("kind", LEAVES), start=date_sql("start"), end=date_sql('"end"'))


def _load_aspirations(company: Company) -> None:
    person = company.some(1 / 6)
    rows = {"person": person, "role": company.random.integers(0, ROLES, len(person)), "since": company.ago(700, len(person))}
    with bare(employees.Aspiration):
        insert(employees.Aspiration, rows, employee_id="person + 1", role_id="role + 1", goal="'promotion'", open_to_move="role % 2 = 0",
               since=date_sql("since"), shared_on=f"CASE WHEN person % 2 = 0 THEN {date_sql('since')} END")  # fmt: skip


def _load_openings(company: Company) -> None:
    """Seats of roles and units as people hold them: three in four filled, half of these from inside, one in twenty withdrawn."""
    random, like = company.random, company.some(0.3)
    opened = company.ago(DAYS_OF_OPENINGS, len(like))
    closed = opened + random.integers(20, 90, len(like))
    filled = (random.random(len(like)) < 0.75) & (closed <= company.today)
    withdrawn = ~filled & (random.random(len(like)) < 0.2) & (closed <= company.today)
    rows = {
        "number": np.arange(len(like)),
        "role": company.role[like],
        "unit": company.unit[like],
        "manager": company.manager[like],
        "opened": opened,
        "outside": np.where(random.random(len(like)) < 0.7, opened + 14, NEVER),
        "filled": np.where(filled, closed, NEVER),
        "by": np.where(filled, random.integers(0, len(company), len(like)), -1),
        "inside": random.integers(0, 2, len(like)),
        "withdrawn": np.where(withdrawn, closed, NEVER),
    }
    with bare(promotions.Requisition):
        insert(promotions.Requisition, rows, number="'R' || (number + 1)", role_id="role + 1", unit_id="unit + 1",
               manager_id="NULLIF(manager + 1, 0)", opened_on=date_sql("opened"), external_from=date_sql("outside"),
               filled_on=date_sql("filled"), filled_by_id='NULLIF("by" + 1, 0)', withdrawn_on=date_sql("withdrawn"),
               filled_inside=f"CASE WHEN filled <> {NEVER} THEN inside = 1 END", external_reason="''")  # fmt: skip
