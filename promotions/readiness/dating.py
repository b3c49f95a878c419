"""The days that a run writes: since when somebody is ready, and from when on a status is another one.

`ready_since` follows from facts and rules alone. The day of a turn does too, but what an earlier run has said of a day stays
said: a turn is never dated before the day after the last that was computed for the person.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.db.models import Max

from promotions.models import NightlyRun, ReadinessChange, RunShard
from promotions.models.readiness import Status
from promotions.readiness.differences import KEY, NO_STATUS, Act, gathered, matched, turned
from promotions.readiness.people import Records, date_of, day_number
from promotions.readiness.since import EVER_BEFORE, Past, first_days
from skills.columns import NEVER, Bools, Columns, Ints, chosen, day, key, place_of, read


@dataclass(frozen=True)
class Dating:
    """A run, the ids of the people whom something announced, what was read of everybody, and the rules up to the day."""

    run: NightlyRun
    announced: Ints
    records: Records
    past: Past

    @property
    def on(self) -> int:
        return day_number(self.run.on)

    def ready_since(self, rows: Columns, unchanged: Bools, stored: Ints) -> Ints:
        """Return since when the ready ones of these rows are so, `NEVER` for the others.

        A row that is `unchanged` keeps the `stored` day unless the person was announced: the same facts give the same day.
        """
        ready = rows["status"] == Status.READY
        keeps = unchanged & (place_of(self.announced, rows["employee_id"]) < 0)
        since = np.where(ready, stored, NEVER).astype(np.int32)
        asked = np.flatnonzero(ready & ~keeps)
        since[asked] = self._first_days(chosen(rows, asked), np.full(len(asked), EVER_BEFORE))
        return since

    def turned_on(self, rows: Columns) -> Ints:
        """Return for each row to write the day of its turn; the day of the run for those that have not turned."""
        days = np.full(len(rows["act"]), self.on, dtype=np.int32)
        if len(places := turned(rows)):
            earliest = completed_until(self.run, rows["employee_id"][places]) + 1
            late = earliest < self.on
            days[places[late]] = self._late(chosen(rows, places[late]), earliest[late])
        return days

    def _late(self, rows: Columns, earliest: Ints) -> Ints:
        """Return the days of turns of which some may have come to pass before the day of the run, `earliest` at first."""
        if not len(earliest):
            return earliest
        earliest = np.maximum(earliest, last_turns(rows, int(earliest.min())))
        status = np.where(rows["act"] == Act.DELETE, NO_STATUS, rows["status"])
        first = rows["ready_since"].astype(np.int64)
        others = np.flatnonzero(status != Status.READY)
        first[others] = self._first_days({**chosen(rows, others), "status": status[others]}, earliest[others])
        return np.clip(first, earliest, self.on)

    def _first_days(self, rows: Columns, not_before: Ints) -> Ints:
        asked = {name: rows[name] for name in ("employee_id", "role_id", "status")}
        return first_days({**asked, "not_before": not_before}, self.records, self.on, self.past)


def last_turns(rows: Columns, first: int) -> Ints:
    """Return the day of the last turn of each of these rows, `EVER_BEFORE` when there is none from that day on."""
    employees = np.unique(rows["employee_id"]).tolist()
    told = ReadinessChange.objects.filter(employee__in=employees, on__gte=date_of(first)).order_by(*KEY, "on")
    days = read(told, **{name: key(name) for name in KEY}, day=day("on"))
    last = np.append(np.any([days[name][1:] != days[name][:-1] for name in KEY], axis=0), True)[: len(days["day"])]
    newest = chosen(days, last)
    return gathered(newest["day"], matched(newest, rows), EVER_BEFORE)


def completed_until(run: NightlyRun, employees: Ints) -> Ints:
    """Return the last day for which an earlier run was completed for each of these people; the day before the run's if none was.

    A run is completed for everybody but the people of its shards that were not done. One that could not begin has no rules.
    """
    ended = NightlyRun.objects.planned(run.job).exclude(status=NightlyRun.Status.RUNNING).exclude(rules="")
    earlier = ended.filter(on__lte=run.on).exclude(pk=run.pk).order_by("on")
    succeeded: dt.date | None = earlier.filter(status=NightlyRun.Status.SUCCEEDED).aggregate(last=Max("on"))["last"]
    until = np.full(len(employees), day_number(succeeded or dt.date.min))
    for other in earlier.filter(on__gt=succeeded or dt.date.min).prefetch_related("shards"):
        until[~_left_out(other, employees)] = day_number(other.on)
    return np.where(until == day_number(dt.date.min), day_number(run.on) - 1, until)


def _left_out(run: NightlyRun, employees: Ints) -> Bools:
    left_out = np.zeros(len(employees), dtype=bool)
    for shard in run.shards.all():
        if shard.status != RunShard.Status.DONE:
            left_out |= (shard.first_employee <= employees) & (employees <= shard.last_employee)
    return left_out
