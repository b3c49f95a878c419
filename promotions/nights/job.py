"""What a nightly job brings to the rails. A module with these functions is one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from employees.models import User
from promotions.models import NightlyRun, RunShard


@dataclass(frozen=True)
class Plan:
    """Whom a run is about: employee ids, ascending. `rules` is kept with the run, for the job to know them again."""

    kind: str
    people: Sequence[int]
    rules: str = ""


class Job(Protocol):
    """Each function is called inside a transaction and may be called again after a crash, in any process."""

    PURPOSE: str  # what it is for, to people who look at its runs
    UNFINISHED: str  # what is done and what is not when `finish` fails: the beginning of a sentence

    def plan(self, on: dt.date, *, full: bool, by: User | None) -> Plan:
        """Say whom a run for that day is about; everybody when `full`, where the job knows less."""

    def compute(self, shard: RunShard, run: NightlyRun) -> None:
        """Do the night's work for the people of a shard, and set its counts."""

    def finish(self, run: NightlyRun, *, complete: bool) -> Mapping[str, Any]:  # Any: values of the run's own fields
        """Do what comes once after all shards, some of which failed unless `complete`; return fields of the run to save."""

    def is_asked_for(self) -> bool:
        """Say whether a change waits for a run: one that began after the last, and whose message was lost. Cheap: asked all day long."""

    def figures(self, run: NightlyRun, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        """Say what a run came to, each figure with its name; `counts` are the sums of its shards. Asks the database nothing."""
