"""A company in a database of its own with two workers: what every group of measurements is given."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from promotions.bench import company
from promotions.bench.nights import Night, change, night
from promotions.bench.rows import vacuum
from promotions.bench.scratch import scratch_database
from promotions.bench.workers import Workers, workers

SEED = 1
FIFTY = 50  # one person in so many changes before the full run that counts: 2 %


@dataclass(frozen=True)
class Bench:
    """A company in a database of its own, with two workers, on a day; its first night is over."""

    on: dt.date
    people: int
    repeats: int
    workers: Workers
    first: Night

    def full_after_2pct(self, number: int, processes: int = 2) -> Night:
        change(FIFTY, number)
        return night(self.on, self.workers, full=True, processes=processes)

    def sample(self, count: int) -> range:
        """Return so many people, or all when they are fewer, spread over the company."""
        return range(1, self.people + 1, max(1, self.people // count))[:count]


@contextmanager
def bench_of(people: int, repeats: int, on: dt.date) -> Iterator[Bench]:
    with scratch_database():
        company.load(people, SEED, on)
        with workers() as two:
            first = night(on, two, full=True)
            vacuum()
            yield Bench(on, people, repeats, two, first)
