"""One shard of a run: its people read, computed, compared and written in one transaction. Repeating it is harmless."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import connection

from employees.models import Stale
from promotions.columns import Columns, Ints, key, length, place_of, read, staged
from promotions.models import NightlyRun, RunShard
from promotions.readiness.announced import ChangedRoles, announced, changed_roles
from promotions.readiness.arrays import RuleArrays, arrays_of
from promotions.readiness.differences import differences, stored_rows, turned, write, write_next_changes
from promotions.readiness.engine import compute
from promotions.readiness.people import Among, read_people
from promotions.readiness.rules import Rules, load


@dataclass(frozen=True)
class LoadedRules:
    rules: Rules
    arrays: RuleArrays


@lru_cache(maxsize=1)
def _loaded(on: dt.date, digest: str) -> LoadedRules:
    """Read the rules once a process and run, not once a shard: the digest stands for all that they say."""
    rules = load(on)
    return LoadedRules(rules, arrays_of(rules))


def rules_of(run: NightlyRun) -> LoadedRules:
    """Return the rules in force on the run's day, those it was planned with unless they have moved since."""
    loaded = _loaded(run.on, run.rules)
    if loaded.rules.digest != run.rules:
        _loaded.cache_clear()  # the digest that it is kept under does not stand for it
    return loaded


def compute_shard(shard: RunShard, run: NightlyRun) -> None:
    """Bring the shard's people up to the run's day and note in the shard what came of it. Inside a transaction."""
    loaded = rules_of(run)
    among = Among(shard.first_employee, shard.last_employee)
    # Marks first, facts after: a change that commits in between leaves a mark that this shard did not read and will not delete.
    marks = read(Stale.objects.filter(among.by("employee")), id=key("pk"))
    dirty = _announced(run.on, changed_roles(loaded.rules), among)
    if run.kind == NightlyRun.Kind.INCREMENTAL:
        among = Among(shard.first_employee, shard.last_employee, tuple(dirty.tolist()))
    written = bring_up_to_date(among, run, loaded, shard)
    shard.rules = loaded.rules.digest
    shard.drifted = int(np.count_nonzero(place_of(dirty, written["employee_id"]) < 0))
    _delete_marks(marks)


def bring_up_to_date(among: Among, run: NightlyRun, loaded: LoadedRules, shard: RunShard) -> Columns:
    """Compute these people's rows, write where they differ, and return what was written."""
    policy = loaded.rules.policy.pk
    if policy is None:
        raise ValueError(f"No policy holds on {run.on}: readiness cannot name what it was decided under. Put a policy in force.")
    people = read_people(among, loaded.arrays, run.on)
    rows, next_days = compute(people, loaded.arrays)
    found = differences(rows, stored_rows(among), run.on, policy)
    write(found, run)
    write_next_changes(among, people.ids, next_days)
    shard.people = int(people.employed.sum())
    shard.rows, shard.written, shard.turned = length(rows), length(found), len(turned(found))
    return found


def _announced(on: dt.date, changed: ChangedRoles, among: Among) -> Ints:
    return np.sort(np.fromiter(announced(on, changed, among), dtype=np.int64))


def _delete_marks(marks: Columns) -> None:
    if length(marks):
        with staged("drained_mark", marks), connection.cursor() as cursor:
            # Raw SQL: a list of ids as parameters has a limit on SQLite, and a bulk import leaves more marks than that.
            cursor.execute("DELETE FROM employees_stale WHERE id IN (SELECT id FROM drained_mark)")
