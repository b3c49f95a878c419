"""One shard of a run: its people read, computed, compared and written in one transaction. Repeating it is harmless."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from django.db import connection

from employees.models import Stale
from promotions.models import NightlyRun, RunShard
from promotions.readiness.announced import ChangedRoles, announced, changed_roles
from promotions.readiness.arrays import RuleArrays, arrays_of
from promotions.readiness.dating import Dating
from promotions.readiness.differences import differences, stored_rows, turned, write, write_next_changes
from promotions.readiness.engine import compute
from promotions.readiness.locks import share
from promotions.readiness.people import Among, day_number, people_on, read_records
from promotions.readiness.rules import Rules, load, rules_on
from promotions.readiness.since import Past
from skills.columns import Columns, Ints, key, length, place_of, read, staged
from skills.stamp import Stamp, stamp

FEW_ROLES = 50  # up to which it is quicker to read them alone than to read an era whole, once a process


@dataclass(frozen=True)
class LoadedRules:
    """The rules of a day, and those of the eras before it as they are asked for."""

    rules: Rules
    arrays: RuleArrays
    whole: dict[int, RuleArrays] = field(default_factory=dict)  # past eras, once they have been read for all roles

    @cached_property
    def past(self) -> Past:
        return Past(np.array([day_number(day) for day in self.rules.eras.first_days]), self._of_era)

    def _of_era(self, era: int, roles: Ints) -> RuleArrays:
        first_days = self.rules.eras.first_days
        if era + 1 == len(first_days):
            return self.arrays
        if era not in self.whole:
            if len(roles) <= FEW_ROLES:
                return arrays_of(load(first_days[era], roles.tolist()))
            self.whole[era] = arrays_of(load(first_days[era]))
        return self.whole[era]


def rules_in_force(on: dt.date) -> LoadedRules:
    """Return the rules of that day as a shard needs them: read once a process, and again when anything written down has changed."""
    return _loaded(stamp(), on)


@lru_cache(maxsize=1)
def _loaded(mark: Stamp, on: dt.date) -> LoadedRules:
    rules = rules_on(on)
    return LoadedRules(rules, arrays_of(rules))


@dataclass(frozen=True)
class Outcome:
    """What came of some people: how many are employed, how many rows hold now, and the rows that were written."""

    people: int
    rows: int
    written: Columns


def compute_shard(shard: RunShard, run: NightlyRun) -> None:
    """Bring the shard's people up to the run's day and note in the shard what came of it. Inside a transaction."""
    share(shard.first_employee, shard.last_employee)
    loaded = rules_in_force(run.on)
    among = Among(shard.first_employee, shard.last_employee)
    # Marks first, facts after: a change that commits in between leaves a mark that this shard did not read and will not delete.
    marks = read(Stale.objects.filter(among.by("employee")), id=key("pk", bits=64), employee=key("employee_id"))
    dirty = _announced(run.on, changed_roles(loaded.rules), among)
    if run.kind == NightlyRun.Kind.INCREMENTAL:
        among = Among(shard.first_employee, shard.last_employee, tuple(dirty.tolist()))
    outcome = bring_up_to_date(among, run, loaded, announced=dirty)
    written = outcome.written
    shard.rules = loaded.rules.digest
    shard.people, shard.rows, shard.written, shard.turned = outcome.people, outcome.rows, length(written), len(turned(written))
    shard.drifted = int(np.count_nonzero(place_of(dirty, written["employee_id"]) < 0))
    _pass_on(marks)


def bring_up_to_date(among: Among, run: NightlyRun, loaded: LoadedRules, *, announced: Ints) -> Outcome:
    """Compute these people's rows and write where they differ. `announced`: the ids of those whom something named, in order."""
    policy = loaded.rules.policy.pk
    if policy is None:
        raise ValueError(f"No policy holds on {run.on}: readiness cannot name what it was decided under. Put a policy in force.")
    records = read_records(among, loaded.arrays)
    people = people_on(records, np.full(len(records), day_number(run.on)))
    rows, next_days = compute(people, loaded.arrays)
    rows["policy_id"] = np.full(length(rows), policy, dtype=np.int64)
    dating = Dating(run, announced, records, loaded.past)
    found = differences(rows, stored_rows(among), dating.ready_since)
    found["turned_on"] = dating.turned_on(found)
    write(found, run)
    write_next_changes(among, people.ids, next_days)
    return Outcome(int(people.employed.sum()), length(rows), found)


def _announced(on: dt.date, changed: ChangedRoles, among: Among) -> Ints:
    return np.sort(np.fromiter(announced(on, changed, among), dtype=np.int64))


def _pass_on(marks: Columns) -> None:
    """Delete the marks, and leave one for the figures on mobility, which are counted after the last shard."""
    if length(marks):
        with staged("drained_mark", marks), connection.cursor() as cursor:
            # Raw SQL: a list of ids as parameters has a limit on SQLite, and a bulk import leaves more marks than that.
            cursor.execute("INSERT INTO promotions_uncountedperson (subject) SELECT DISTINCT employee FROM drained_mark")
            cursor.execute("DELETE FROM employees_stale WHERE id IN (SELECT id FROM drained_mark)")
