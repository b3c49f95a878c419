"""A sample of people worked out again after a run, one by one, by the sums that pages show: do the stored rows say the same?"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import structlog
from django.db import transaction
from django.utils import timezone

from employees.models import Employee, Stale
from promotions.models import NextChange, NightlyRun, Readiness
from promotions.models.readiness import GATES, Status
from promotions.readiness.arithmetic import Explanation, explain, targets_of
from promotions.readiness.facts import facts_of
from promotions.readiness.history import PastRules, ready_since
from promotions.readiness.locks import claim
from promotions.readiness.rules import load
from skills.columns import key, read

log = structlog.get_logger(__name__)

SAMPLE = 200  # an error in one row of a hundred is found in five nights of six, one in fifty in all but two of a hundred
TOLD = 20  # people of whom it is told what differs
FIELDS = ("score", "met", "total", *GATES, "status", "ready_since", "version_id", "policy_id")

Rows = dict[int, tuple[object, ...]]  # role → values of FIELDS


@dataclass(frozen=True)
class Finding:
    """A person's rows, and what of them came out otherwise: role → names of fields, all of them when only one side has the row."""

    number: str
    rows: int
    wrong: dict[int, list[str]]

    def __str__(self) -> str:
        """Name no role and no figure: whoever looks after runs may not see anybody's readiness, and a role may be a private wish."""
        fields = ", ".join(name.removesuffix("_id") for name in FIELDS if any(name in wrong for wrong in self.wrong.values()))
        return f"Employee {self.number}: {len(self.wrong)} of {self.rows} rows, in {fields}."


def concerns(run: NightlyRun) -> bool:
    return run.job == NightlyRun.Job.READINESS and run.status == NightlyRun.Status.SUCCEEDED


def check(run: NightlyRun) -> None:
    """Note in the run how many people of a sample were looked at, and of how many the rows came out otherwise.

    Whoever has changed and waits to be worked out is left out. Once the rules have moved on nobody is looked at: the next run is.
    """
    on = max(run.on, timezone.localdate())
    rules = load(on)
    if rules.digest != run.rules:
        log.info("run not checked: the rules have changed since", run=run.pk)
        return
    past = PastRules(rules.eras)
    looked_at = [finding for employee in sample(run.pk) if (finding := look_at(employee, on, past))]
    differing = [finding for finding in looked_at if finding.wrong]
    for finding in differing:
        log.error("readiness differs from scratch", run=run.pk, employee=finding.number, wrong=finding.wrong)
    run.checked, run.differing = len(looked_at), len(differing)
    run.differences = "\n".join(map(str, differing[:TOLD]))
    run.save(update_fields=["checked", "differing", "differences"])


def sample(seed: int) -> list[int]:
    """Draw people whom anybody can draw again."""
    everybody = read(Employee.objects.order_by("pk"), employee=key("pk"))["employee"]
    drawn = np.random.default_rng(seed).choice(everybody, size=min(SAMPLE, len(everybody)), replace=False)
    return sorted(drawn.tolist())


@transaction.atomic
def look_at(employee: int, on: dt.date, past: PastRules) -> Finding | None:
    """Compare one person's rows, and mark who differs; None for somebody who waits to be worked out. Nobody else writes meanwhile."""
    claim(employee, wait=True)
    person = Employee.objects.filter(pk=employee).first()
    if person is None or waits(employee, on):
        return None
    stored, expected = stored_rows(employee), rows_from_scratch(person, on, past)
    wrong = {role: fields for role in stored.keys() | expected.keys() if (fields := differing_fields(stored.get(role), expected.get(role)))}
    if wrong and waits(employee, on):  # the record has changed after the rows were read
        return None
    if wrong:  # a full run would keep the day of a row that is otherwise right: only who is marked is dated again
        Stale.objects.create(employee=person)
    return Finding(person.number, len(stored.keys() | expected.keys()), wrong)


def waits(employee: int, on: dt.date) -> bool:
    due = NextChange.objects.filter(employee=employee, on__lte=on)
    return Stale.objects.filter(employee=employee).exists() or due.exists()


def stored_rows(employee: int) -> Rows:
    return {role: tuple(values) for role, *values in Readiness.objects.filter(employee=employee).values_list("role", *FIELDS)}


def rows_from_scratch(person: Employee, on: dt.date, past: PastRules) -> Rows:
    facts, rules = facts_of(person, on), past.on(on)
    if rules is None:
        return {}
    return {target: _values(person, explain(facts, rules, target), past) for target in targets_of(facts, rules)}


def _values(person: Employee, found: Explanation, past: PastRules) -> tuple[object, ...]:
    gates = (gate.verdict for gate in found.gates)
    since = ready_since(person, found.role, found.on, past) if found.status == Status.READY else None
    return found.score, found.met, found.total, *gates, found.status, since, found.version, found.policy


def differing_fields(stored: Iterable[object] | None, expected: Iterable[object] | None) -> list[str]:
    if stored is None or expected is None:
        return list(FIELDS)
    return [name for name, one, other in zip(FIELDS, stored, expected, strict=True) if one != other]
