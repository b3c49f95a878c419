"""The same story without faults: the same changes and the same nights, in this process, on a fresh copy of the database.

A night that a fault kept from some people is left out for them: that is all that a fault may do.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from employees import reminders
from employees.models import Employee, HeldCredential, Stale
from employees.nudges.digests import waiting, write_digests
from employees.reminders.due import due
from promotions import metrics
from promotions.models import NightlyRun, RunShard
from promotions.readiness import immediate
from promotions.readiness.arrays import arrays_of
from promotions.readiness.people import Among
from promotions.readiness.rules import load
from promotions.readiness.shards import LoadedRules, bring_up_to_date
from tests.faults.company import Change, happen
from tests.faults.records import Record, Row, record


@dataclass(frozen=True)
class Night:
    on: dt.date
    people: frozenset[int]  # those for whom it was completed
    job: str = "readiness"


@dataclass(frozen=True)
class Lived:
    """What happened of a step: changes by day, some followed at once by a night of one person; then nights; `meanwhile` during them."""

    on: dt.date
    by_day: tuple[Change | Night, ...]
    nights: tuple[Night, ...]
    meanwhile: Change | None = None


ByPerson = dict[int, frozenset[Row]]
# When the change that happened during a night was seen: by it, by the next, or by a second run of the same night.
MOMENTS = ("before", "after", "between")


@mock.patch("promotions.receivers.work_out", new=mock.Mock())
def replay(story: list[Lived], moment: str) -> Record:
    for lived in story:
        for event in lived.by_day:
            if isinstance(event, Change):
                happen(event, lived.on)
            else:
                _compute(event, _immediate_run)
        if lived.meanwhile and moment == "before":
            happen(lived.meanwhile, lived.on)
        _pass_nights(lived)
        if lived.meanwhile and moment != "before":
            happen(lived.meanwhile, lived.on)
            if moment == "between":
                _pass_nights(lived)
    metrics.refresh(story[-1].on, full=True)
    return record()


def _pass_nights(lived: Lived) -> None:
    for night in lived.nights:
        match night.job:
            case "readiness":
                _compute(night, _run_with_gaps)
            case "reminders":
                _remind(night)
            case "retention":
                pass  # nobody of this company has been gone for years: it erases nobody
            case "nudges":
                _write_digests(night)
            case "drift":
                pass  # worked out whole from what is judged by then, and no other job reads it; its own tests repeat a night
            case other:
                raise ValueError(f"The undisturbed story knows no job {other}. Expected one of those above, or a case of its own here.")


@transaction.atomic
def _remind(night: Night) -> None:
    def due_of_them(on: dt.date) -> "QuerySet[HeldCredential]":
        return due(on).filter(employee__in=night.people)

    with mock.patch("employees.reminders.telling.due", due_of_them):
        reminders.tell(night.on, min(night.people), max(night.people))


@transaction.atomic
def _write_digests(night: Night) -> None:
    def waiting_of_them(on: dt.date) -> "QuerySet[Employee]":
        return waiting(on).filter(pk__in=night.people)

    with mock.patch("employees.nudges.digests.waiting", waiting_of_them):
        write_digests(night.on, min(night.people), max(night.people))


@transaction.atomic
def _compute(night: Night, run_of: Callable[[Night, str], NightlyRun]) -> None:
    rules = load(night.on)
    run = run_of(night, rules.digest)
    people = sorted(night.people)
    among = Among(people[0], people[-1], tuple(people))
    bring_up_to_date(among, run, LoadedRules(rules, arrays_of(rules)), announced=np.array(people))


def _immediate_run(night: Night, digest: str) -> NightlyRun:
    """Stand for whoever was worked out between two runs that day: it is no night, so what it said of the day may be dated again."""
    told = {"rules": digest, "status": "succeeded", "finished_at": timezone.now()}
    return NightlyRun.objects.get_or_create(job="readiness", on=night.on, kind="immediate", defaults=told)[0]


def _run_with_gaps(night: Night, digest: str) -> NightlyRun:
    """Leave the run that this night left: complete but for the people whom a fault kept from it."""
    told = {"rules": digest, "status": "failed", "finished_at": timezone.now()}
    run = NightlyRun.objects.create(job="readiness", on=night.on, kind="full", **told)
    left_out = Employee.objects.exclude(pk__in=night.people).values_list("pk", flat=True)
    RunShard.objects.bulk_create([RunShard(run=run, first_employee=one, last_employee=one, status="failed") for one in left_out])
    return run


# --- Which nights were completed for whom, and who was worked out at once ---------------------


@contextmanager
def worked_out() -> Iterator[list[Night]]:
    """Note whom this process works out right after a change, as nights of one person."""
    found: list[Night] = []

    def recompute(employee: int, *, wait: bool) -> bool:
        marked = Stale.objects.filter(employee=employee).exists()
        done = recompute_for_real(employee, wait=wait)
        if marked and done:
            day = NightlyRun.objects.filter(kind="immediate").latest("on").on
            found.append(Night(day, frozenset({employee})))
        return done

    recompute_for_real = immediate.recompute
    with mock.patch.object(immediate, "recompute", recompute):
        yield found


@dataclass
class Ledger:
    """Reads from the runs' own rows for whom each night of a job was completed since last asked."""

    job: str
    newest_run: int = 0
    done: set[int] = field(default_factory=set)

    def nights(self) -> tuple[Night, ...]:
        everybody = frozenset(Employee.objects.values_list("pk", flat=True))
        found: dict[dt.date, frozenset[int]] = {}
        for run in NightlyRun.objects.planned(self.job).order_by("pk").prefetch_related("shards"):
            found[run.on] = found.get(run.on, frozenset()) | self._completed(run, everybody)
        self.newest_run = max(NightlyRun.objects.values_list("pk", flat=True), default=0)
        self.done = set(RunShard.objects.filter(status="done").values_list("pk", flat=True))
        return tuple(Night(on, people, self.job) for on, people in sorted(found.items()) if people)

    def _completed(self, run: NightlyRun, everybody: frozenset[int]) -> frozenset[int]:
        """A run planned since then passed over the people of its unfinished shards; one resumed since then saw those of finished ones."""
        done = [shard for shard in run.shards.all() if shard.status == "done" and shard.pk not in self.done]
        if run.pk <= self.newest_run:
            return _within(done, everybody)
        if run.error.startswith("The run could not begin"):
            return frozenset()
        return everybody - _within([shard for shard in run.shards.all() if shard not in done], everybody)


def _within(shards: list[RunShard], everybody: frozenset[int]) -> frozenset[int]:
    return frozenset(person for person in everybody if any(shard.first_employee <= person <= shard.last_employee for shard in shards))


# --- Comparing --------------------------------------------------------------------------------


def differences(found: Record, expected: list[Record], last_night: dt.date) -> list[Row]:
    """Return the rows that are in one and not in the other; a person may be as in any of the expected records."""
    wrong: list[Row] = []
    for person in found.people.keys() | expected[0].people.keys() | found.looks.keys() | expected[0].looks.keys():
        candidates: list[list[Row]] = [_of_person(person, found, undisturbed, last_night) for undisturbed in expected]
        closest: list[Row] = min(candidates, key=len)
        wrong += closest
    wrong += _told_otherwise(found.told, [undisturbed.told for undisturbed in expected])
    wrong += _told_otherwise(found.digests, [undisturbed.digests for undisturbed in expected])
    facts = min((found.facts ^ undisturbed.facts for undisturbed in expected), key=len)
    return wrong + [("facts", "found" if row in found.facts else "missing", *row) for row in facts]


def _told_otherwise(found: ByPerson, expected: list[ByPerson]) -> Iterator[Row]:
    """Yield what one job has told people, and in no undisturbed story at any one moment, or the other way round."""
    for person in set(found).union(*expected):
        own = found.get(person, frozenset())
        rows = min((own ^ undisturbed.get(person, frozenset()) for undisturbed in expected), key=len)
        yield from ((person, "found" if row in own else "missing", *row) for row in rows)


def _of_person(person: int, found: Record, expected: Record, last_night: dt.date) -> list[Row]:
    own = found.people.get(person, frozenset())
    rows = own ^ expected.people.get(person, frozenset())
    wrong: list[Row] = [(person, "found" if row in own else "missing", *row) for row in rows]
    look, due = found.looks.get(person, dt.date.max), expected.looks.get(person, dt.date.max)
    if not last_night < look <= due:  # a look too early costs a needless computation, one too late would lose a turn
        wrong.append((person, "looked at again on", look, "instead of", due))
    return wrong
