"""What an audit of fairness costs in one worker: the whole company over five cycles, from reading who was eligible to the kept answer."""

import datetime as dt
import time
from collections.abc import Mapping

import numpy as np

from employees import models as employees
from employees.demographics.answers import column, seal
from employees.demographics.questions import questions
from employees.demographics.sealing import keyring
from promotions.audits import runs
from promotions.bench import architecture, company
from promotions.bench.bench import SEED
from promotions.bench.figures import Figure, figure
from promotions.bench.nights import expect
from promotions.bench.rows import bare, insert, vacuum
from promotions.bench.workers import Workers
from promotions.models import Audit, Case, Decision, PolicyVersion
from skills import bulk
from skills.columns import date_sql

CYCLES = 5
HIRED_BEFORE = 8 * 365  # days: everybody has been here for all cycles
ANSWERS = {"sex": (["woman", "man"], [0.5, 0.5]), "ethnicity": (["White", "Asian", "Black", "Mixed"], [0.7, 0.15, 0.1, 0.05])}
KNOWN = 0.9  # share of people who answered and agreed
NOMINATED = 0.06  # share of people a cycle
DECIDED_FOR = 0.75
RATED = 0.8
ASKED: dict[str, dict[str, str]] = {
    "audit": {"attribute": "sex"},
    "audit_crossed": {"attribute": "sex", "crossed_with": "ethnicity"},
    "audit_of_nominations": {"attribute": "ethnicity", "stage": Audit.Stage.NOMINATED_PROMOTED},
}


def load(people: int, on: dt.date) -> None:
    """Write people who have been here for eight years, with positions, ratings, cases, and what they say of themselves."""
    architecture.load(on, SEED)
    made = company.drawn(people, on, SEED)
    company.load_people(made, hired_by=made.today - HIRED_BEFORE)
    _say(people, on)
    _nominate(made, on)
    _rate(made)
    vacuum()


def _say(people: int, on: dt.date) -> None:
    """Let nine in ten answer and agree to audits. Values are sealed one by one, as the product does."""
    random, ring = np.random.default_rng([SEED, 7]), keyring()
    who = np.flatnonzero(random.random(people) < KNOWN) + 1
    said = {name: random.choice(words, len(who), p=shares) for name, (words, shares) in ANSWERS.items()}
    sealed = {column(name): [seal(name, *pair, ring) for pair in zip(who.tolist(), values, strict=True)] for name, values in said.items()}
    bulk.insert(employees.Demographics, {"employee_id": who.tolist(), "from_feed": [False] * len(who), **sealed})
    agreed = {"purpose": "equality-audit", "text_version": questions().text_version, "given_at": f"{on} 00:00:00+00:00", "end": ""}
    bulk.insert(employees.DemographicConsent, {"employee_id": who.tolist(), **_each(agreed, len(who))})


def _nominate(made: company.Company, on: dt.date) -> None:
    """Put some forward in each cycle, three in four of them ready on file; three in four are decided for."""
    policy = PolicyVersion.objects.latest("effective_from").pk
    for cycle in range(on.year - CYCLES, on.year):
        person = made.some(NOMINATED)
        day = np.datetime64(f"{cycle}-03-01") + made.random.integers(0, 200, len(person))
        ready = made.random.integers(0, 4, len(person)) > 0
        frozen = ['{"status": "ready"}' if one else '{"status": "near"}' for one in ready.tolist()]
        rows = {"employee_id": (person + 1).tolist(), "role_id": (made.role[person] + 1).tolist(), "nominated_on": day.astype(str).tolist()}
        bulk.insert(Case, {**rows, "readiness": frozen, **_each({"policy_id": policy}, len(person))})
    cases = list(Case.objects.values_list("pk", flat=True))
    outcome = ["promoted" if draw < DECIDED_FOR else "refused" for draw in made.random.random(len(cases)).tolist()]
    bulk.insert(Decision, {"case_id": cases, "outcome": outcome, **_each({"on": on, "reason": ""}, len(cases))})


def _rate(made: company.Company) -> None:
    parts = [made.some(RATED) for _ in range(CYCLES)]
    day = np.repeat(made.today - 365 * np.arange(1, CYCLES + 1), [len(part) for part in parts])
    rows = {"person": np.concatenate(parts), "value": made.random.integers(1, 6, len(day)), "day": day}
    with bare(employees.PerformanceRating):
        insert(employees.PerformanceRating, rows, employee_id="person + 1", value="value", on=date_sql("day"))


def _each(values: Mapping[str, object], count: int) -> dict[str, list[object]]:
    return {name: [value] * count for name, value in values.items()}


def measure(people: int, repeats: int, on: dt.date, workers: Workers) -> dict[str, Figure]:
    """Ask in one worker, beside an audit of four of the cycles that was answered before: the two are compared for differences too."""
    load(people, on)
    last = on.year - 1
    workers.begin(answered, last - CYCLES + 2, last, {"attribute": "sex"}).result()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ASKED}
    for _ in range(repeats):
        for name, question in ASKED.items():
            taken[name].append(workers.begin(answered, last - CYCLES + 1, last, question).result())
    rows = Audit.objects.latest("pk").population
    return {
        **{f"{name}_seconds": figure([seconds for seconds, _ in costs]) for name, costs in taken.items()},
        **{f"{name}_cpu_seconds": figure([cpu for _, cpu in costs]) for name, costs in taken.items()},
        "audit_rows": figure([float(rows.size if rows else 0)]),
        "audit_megabytes": figure([workers.megabytes()]),
    }


def answered(first: int, last: int, question: dict[str, str]) -> tuple[float, float]:
    """Answer one audit; return the seconds it took, and those of this process's processor."""
    audit = Audit.objects.create(first_cycle=first, last_cycle=last, purpose="What an audit costs.", **question)
    began, busy = time.perf_counter(), time.process_time()
    runs.run(audit.pk)
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    audit.refresh_from_db()
    expect(audit.status == Audit.Status.DONE, f"the audit was {audit.status}: {audit.error}")
    return seconds, cpu
