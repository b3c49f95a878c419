"""Readiness of one person on past days, in plain steps. The nightly run looks back for all at once; tests hold both equal."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from employees.models import Employee
from promotions.models.readiness import Status
from promotions.readiness.arithmetic import explain, targets_of
from promotions.readiness.eras import Eras, eras_until
from promotions.readiness.facts import Record, record_of
from promotions.readiness.rules import Rules, load

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class PastRules:
    """The rules of any day up to one, for all roles or for these target roles; each era is read once."""

    eras: Eras
    targets: Collection[int] | None = None
    read: dict[dt.date, Rules] = field(default_factory=dict)

    def on(self, day: dt.date) -> Rules | None:
        """Return the rules in force that day; None before the first policy."""
        first_day = self.eras.first_day_of(day)
        if first_day and first_day not in self.read:
            self.read[first_day] = load(first_day, self.targets)
        return self.read[first_day] if first_day else None


def ready_since(employee: Employee, target: int, on: dt.date, rules: PastRules | None = None) -> dt.date | None:
    """Return the first day of the unbroken run of days up to `on` on which the person was ready; None when not ready that day.

    By the facts as they are known now and the rules of each day. Three queries, and six for the rules unless they are given.
    """
    record, rules = record_of(employee, dt.date.min), rules or PastRules(eras_until(on), [target])
    turns = sorted(record.turns() | set(rules.eras.first_days), reverse=True)
    first = None
    while is_ready(record, rules.on(on), target, on):
        stretch = next(day for day in turns if day <= on)  # at the latest the day of hire: nobody is ready before it
        first = _in_time_since(record, rules.on(on), target, on, stretch)
        if first > stretch:
            return first
        on = first - DAY
    return first


def is_ready(record: Record, rules: Rules | None, target: int, on: dt.date) -> bool:
    facts = record.facts(on)
    return rules is not None and target in targets_of(facts, rules) and explain(facts, rules, target).status == Status.READY


def _in_time_since(record: Record, rules: Rules | None, target: int, on: dt.date, first: dt.date) -> dt.date:
    """Return since when, from `first` on, time enough has been served, day by day: nothing but the clock moves in between."""
    minimum = rules.minimum_months(record.tenure(on).role, target) if rules else None
    if minimum is None:
        return first
    while on > first and record.tenure(on - DAY).months(on - DAY) >= minimum:
        on -= DAY
    return on
